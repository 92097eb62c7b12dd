// The README's pictures: one believable conversation in the demo shop, seen from both sides, the lobby with two hundred
// visitors, and the phone; light and dark. Run on demand: `npm --prefix tests/browser run pictures`.

import type { Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { crowd, siteKey } from './harness/crowd.ts';
import { PHONE, STILL } from './harness/screen.ts';
import { expect, test } from './harness/story.ts';
import { Visitor } from './harness/visitor.ts';

const folder = join(import.meta.dirname, '../../docs/pictures');
const MOST_BYTES = 150 * 1024;
/** Visitors who were there before the one of the conversation. */
const BEFORE = 176;
const WINDOW = { width: 1120, height: 760 };

/** Where a visitor comes from, where they go, and what they say, if anything. */
const OTHERS = [
  ['https://outdoor-notes.example/best-tents', '/tent.html', 'Does the Lichen stand without pegs?'],
  ['https://www.google.com/', '/stove.html', undefined],
  ['https://trails.example/hut-to-hut', '/delivery.html', undefined],
  ['https://www.google.com/', '/', undefined],
  [undefined, '/cart.html', 'My discount code is refused.'],
  ['https://newsletter.example/november', '/backpack.html', undefined],
] as const;

/** Writes the picture in few colours, small enough for a README. */
function keep(name: string, png: Buffer): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.png`);
  execFileSync('pngquant', ['--force', '--strip', '--speed', '1', '--quality', '60-95', '--output', file, '-'], { input: png });
  expect(statSync(file).size, `${name} is small`).toBeLessThanOrEqual(MOST_BYTES);
}

const source = (png: Buffer) => `data:image/png;base64,${png.toString('base64')}`;

/** Several windows on one desk. */
async function desk(page: Page, dark: boolean, width: number, height: number, windows: string): Promise<Buffer> {
  const dots = dark ? '#4a4e60' : '#c6cad8';
  await page.setViewportSize({ width, height });
  await page.setContent(`<!doctype html><style>
    body { margin: 0; width: ${width}px; height: ${height}px; overflow: hidden; position: relative; background: ${dark ? '#0b0c12' : '#e9ebf3'}; }
    figure { position: absolute; margin: 0; border-radius: 12px; overflow: hidden; background: ${dark ? '#23252f' : '#f7f8fb'};
      box-shadow: 0 0 0 1px ${dark ? '#343746' : '#d4d8e4'}, 0 12px 32px rgb(15 20 40 / ${dark ? '.5' : '.14'}); }
    figure::before { content: ''; display: block; width: 10px; height: 10px; margin: 9px 14px; border-radius: 50%;
      background: ${dots}; box-shadow: 18px 0 ${dots}, 36px 0 ${dots}; }
    figure.phone { border-radius: 36px; padding: 10px; }
    figure.phone::before { content: none; }
    figure.phone img { border-radius: 27px; }
    img { display: block; width: 100%; }
  </style>${windows}`);
  await page.waitForFunction(() => [...document.images].every((image) => image.complete));
  return page.screenshot();
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the README has its pictures, ${colorScheme} @pictures`, async ({ browserOf, agentArrives, lobby }) => {
    test.slow();
    const dark = colorScheme === 'dark';
    const look = { colorScheme, ...STILL };
    const ada = await agentArrives('ada', { ...look, viewport: WINDOW });
    const ben = await agentArrives('ben', look);
    const key = await siteKey(ada);
    // Most of the two hundred are there before the conversation begins, the others come meanwhile.
    let came = 0;
    const others = async (count: number) => {
      await crowd(lobby, key, count, came);
      came += count;
    };
    await others(BEFORE);
    const mia = await Visitor.arrive(await browserOf({ ...look, viewport: { width: 760, height: 720 } }), lobby.shop, '/backpack.html');
    await mia.open();
    await mia.write('Hello! Does the Kestrel 40 fit as cabin luggage?');
    await ada.accept(BEFORE + 1);
    await ada.write('Good morning. Yes: 54 × 34 × 20 cm, which most airlines take.');
    await mia.write('Great. And is the rain cover included?');
    for (const [from, path, words] of OTHERS) {
      await others(2);
      const context = await browserOf(look);
      const page = await context.newPage();
      await page.goto(lobby.shop + path, from === undefined ? {} : { referer: from });
      const other = new Visitor(page, lobby.shop);
      await expect(other.launcher).toBeVisible();
      if (words !== undefined) {
        await other.open();
        await other.write(words);
        await expect(other.caption).toHaveText(/Sent$/);
      }
    }
    await ben.accept(BEFORE + 16);
    await ben.write('I am sorry to hear that. Which one is it?');
    await ada.write('It is, in the pocket at the bottom. Shall I put one aside for you?');
    await expect(mia.said).toHaveCount(4);
    await mia.write('Yes please, the green one.');
    await expect(ada.said).toHaveCount(5);
    // What waits is offered; the picture is of the conversation.
    if (await ada.page.getByRole('region', { name: 'Offered to you' }).isVisible()) await ada.page.keyboard.press('Alt+d');
    await ada.box.pressSequentially('Done. ');
    await expect(mia.typing).toBeVisible();
    await expect(mia.caption).toHaveText(/Read$/);
    const studio = await (await browserOf({ deviceScaleFactor: 1 })).newPage();
    const shop = await mia.page.screenshot();
    const talk = await ada.page.screenshot();
    const together = await desk(studio, dark, 1720, 900,
      `<figure style="left:40px;top:40px;width:1120px"><img src="${source(talk)}"></figure>
       <figure style="right:40px;bottom:40px;width:620px"><img src="${source(shop)}"></figure>`);
    keep(`together-${colorScheme}`, together);

    await ada.box.fill('');
    await ada.page.setViewportSize({ width: 1280, height: 560 });
    await ada.go('Lobby');
    await others(200 - came - OTHERS.length - 1);
    await ada.button(`Invite · Visitor ${BEFORE + 15}`).click();
    await expect(ada.row(BEFORE + 15)).toContainText('invited');
    await expect(ada.page.locator('.figures dd').first()).toHaveText('200');
    await ada.page.mouse.move(0, 0);
    keep(`lobby-${colorScheme}`, await desk(studio, dark, 1360, 668,
      `<figure style="left:40px;top:40px;width:1280px"><img src="${source(await ada.page.screenshot())}"></figure>`));

    await mia.page.setViewportSize(PHONE);
    await expect(mia.said.last()).toBeInViewport();
    const inHand = await mia.page.screenshot();
    await ada.page.setViewportSize(PHONE);
    await ada.go('Conversations');
    await ada.mine.getByRole('link', { name: new RegExp(`Visitor ${BEFORE + 1}\\b`) }).click();
    await expect(ada.said.last()).toBeInViewport();
    const atHand = await ada.page.screenshot();
    keep(`phone-${colorScheme}`, await desk(studio, dark, 960, 944,
      `<figure class="phone" style="left:50px;top:40px;width:390px"><img src="${source(inHand)}"></figure>
       <figure class="phone" style="right:50px;top:40px;width:390px"><img src="${source(atHand)}"></figure>`));
  });
}
