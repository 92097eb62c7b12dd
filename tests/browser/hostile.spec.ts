// A hostile page: it does to styles and to the language's objects whatever a page can do. The chat on it looks, pixel for
// pixel, as on a plain one.

import type { Locator } from '@playwright/test';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Agent } from './harness/agent.ts';
import { difference } from './harness/pixel.ts';
import { DESK, results, STILL } from './harness/screen.ts';
import { expect } from './harness/story.ts';
import { test } from './harness/stranger.ts';
import { Visitor } from './harness/visitor.ts';

const shop = join(import.meta.dirname, '../../public/shop');
// Where the pages differ behind the chat, its shadow differs too; both are white there.
const WHITE = 'html, body { background: #fff !important; } head, style, script { display: none !important; }';

const plain = `<!doctype html><html lang="en"><title>Same title</title><style>${WHITE}</style>TAG`;
// The demo's outlet, and what only an ill-disposed page would write.
const hostile = `<!doctype html><html lang="en" dir="rtl"><title>Same title</title>
  <style>${readFileSync(join(shop, 'outlet.css'), 'utf8')}</style>
  <style>
    * { all: unset !important; }
    lobby-widget, div, button, iframe, span, svg { display: none !important; opacity: .2 !important; zoom: 3 !important; }
    lobby-widget { z-index: -1 !important; inset: 0 !important; margin: 99px !important; transform: rotate(90deg) !important;
      filter: blur(3px) !important; contain: none !important; visibility: hidden !important; --accent: #0f0 !important; }
    :root { font-size: 40px !important; color-scheme: light !important; --accent: #0f0 !important; cursor: wait !important; }
    ${WHITE}
  </style>
  <script>${readFileSync(join(shop, 'outlet.js'), 'utf8')}</script>TAG`;

test('launcher and open panel look the same on a hostile page, pixel by pixel', async ({ strangerOn, browserOf }) => {
  const { lobby, origin, show } = await strangerOn('hostile.localhost');
  const desk = await (await browserOf(STILL)).newPage();
  await desk.goto(`${lobby.origin}/console/`);
  const ada = new Agent(desk, lobby);
  await desk.getByLabel('E-mail').fill('ada@trek.example');
  await desk.getByLabel('Password').fill('uphill both ways');
  await ada.button('Sign in').click();
  await expect(desk.getByText('Connected')).toBeAttached();

  const looks = async (html: string, visitorNumber: number) => {
    show(html);
    const visitor = await Visitor.arrive(await browserOf(STILL), origin);
    const shoot = async (part: Locator) => {
      // What was painted in parts, as it came, is painted once more as a whole: else its edges are blended by chance.
      const { width, height } = visitor.page.viewportSize() ?? DESK;
      await visitor.page.setViewportSize({ width: width + 1, height });
      await visitor.page.setViewportSize({ width, height });
      const at = await part.boundingBox();
      if (at === null) throw new Error('not drawn');
      const clip = { x: at.x - 16, y: at.y - 16, width: at.width + 32, height: at.height + 32 };
      // Times tell when a picture was taken; everything else must be the same.
      const mask = [visitor.stream.locator('.caption, .note')];
      return visitor.page.screenshot({ clip, mask, animations: 'disabled' });
    };
    const launcher = await shoot(visitor.launcher);
    await visitor.open();
    await expect(visitor.text('We are here')).toBeVisible();
    const panel = visitor.page.locator('lobby-widget iframe');
    const fresh = await shoot(panel);
    await visitor.write('Is this page always like this?');
    await ada.accept(visitorNumber);
    await ada.write('Always. Most of our visitors get used to it.');
    await expect(visitor.said).toHaveCount(2);
    await expect(ada.delivery).toHaveText('Read');
    const talking = await shoot(panel);
    return { launcher, fresh, talking, opened: await shoot(visitor.launcher) };
  };
  const quiet = await looks(plain, 1);
  const loud = await looks(hostile, 2);
  const context = await browserOf();
  for (const name of ['launcher', 'opened', 'fresh', 'talking'] as const) {
    writeFileSync(join(results, `hostile-${name}-plain.png`), quiet[name]);
    writeFileSync(join(results, `hostile-${name}.png`), loud[name]);
    const { pixels, most } = await difference(context, quiet[name], loud[name]);
    // Under the masks stand words of other widths, whose edges may be blended otherwise.
    const edges = name === 'talking' ? { pixels: 99, most: 32 } : { pixels: 0, most: 0 };
    expect.soft(pixels, `${name}: pixels that differ`).toBeLessThanOrEqual(edges.pixels);
    expect.soft(most, `${name}: how far`).toBeLessThanOrEqual(edges.most);
  }
  // The comparison itself sees a difference where there is one.
  expect((await difference(context, quiet.fresh, quiet.talking)).pixels).toBeGreaterThan(1_000);
});
