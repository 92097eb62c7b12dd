// Compares two pictures pixel by pixel. Chromium itself decodes them, in a page of its own.

import type { BrowserContext } from '@playwright/test';

export interface Difference {
  /** How many pixels differ at all; all of them where the sizes differ. */
  pixels: number;
  /** The largest difference of one colour of one pixel, 0 to 255. */
  most: number;
}

/** How far two PNG pictures differ. */
export async function difference(context: BrowserContext, one: Buffer, other: Buffer): Promise<Difference> {
  const page = await context.newPage();
  try {
    return await page.evaluate(async (pictures) => {
      const decoded = await Promise.all(pictures.map(async (base64) => {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        const image = await createImageBitmap(new Blob([bytes]));
        const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
        canvas?.drawImage(image, 0, 0);
        return { width: image.width, data: canvas?.getImageData(0, 0, image.width, image.height).data ?? new Uint8ClampedArray() };
      }));
      const [a, b] = decoded;
      if (!a || !b || a.width !== b.width || a.data.length !== b.data.length) return { pixels: Infinity, most: 255 };
      let pixels = 0;
      let most = 0;
      for (let at = 0; at < a.data.length; at += 4) {
        const here = Math.max(...[0, 1, 2].map((part) => Math.abs((a.data[at + part] ?? 0) - (b.data[at + part] ?? 0))));
        if (here > 0) pixels += 1;
        most = Math.max(most, here);
      }
      return { pixels, most };
    }, [one.toString('base64'), other.toString('base64')]);
  } finally {
    await page.close();
  }
}
