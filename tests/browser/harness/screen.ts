// The screens that everything is tried on, and pictures of them for people to open.

import type { Page } from '@playwright/test';
import { join } from 'node:path';

export const DESK = { width: 1280, height: 720 };
export const WIDE = { width: 1920, height: 1080 };
export const PHONE = { width: 390, height: 844 };
// The desk at twice the zoom, and the narrowest that anything must fit (WCAG 1.4.10).
export const ZOOMED = { width: 640, height: 360 };
export const NARROW = { width: 320, height: 568 };

/** Nothing moves, so that no picture and no check of contrast catches something half faded in. */
export const STILL = { reducedMotion: 'reduce' } as const;

export const results = join(import.meta.dirname, '../results');

/** Takes a picture for people to open. */
export async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(results, `${name}.png`), animations: 'disabled' });
}
