// The gallery: every component and every screen in every state, looked at in both themes, in forced colours, on a phone, in
// Chinese and from right to left. Its pictures are what a change of the look is judged by.

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { join } from 'node:path';

import { expect, test } from './harness/story.ts';

const DESK = { width: 1280, height: 720 };
const PHONE = { width: 390, height: 844 };
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

async function picture(page: Page, name: string, fullPage = false): Promise<void> {
  await page.screenshot({ path: join(import.meta.dirname, 'results', `gallery-${name}.png`), animations: 'disabled', fullPage });
}

async function faults(page: Page): Promise<string[]> {
  // The widget's states have a story of their own.
  const { violations } = await new AxeBuilder({ page }).exclude('.gallery-widget').withTags(RULES).analyze();
  const grave = violations.filter((violation) => violation.impact === 'serious' || violation.impact === 'critical');
  return grave.flatMap(({ id, nodes }) => nodes.map((node) => `${page.url()} ${id}: ${node.target.join(' ')}`));
}

/** The names of all screens, as the gallery lists them. */
async function screens(page: Page, gallery: string): Promise<string[]> {
  await page.goto(gallery);
  const links = page.getByRole('navigation', { name: 'Screens' }).getByRole('link');
  await expect(links.first()).toBeVisible();
  return links.allInnerTexts();
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every component shows in every state, and axe-core finds nothing serious, ${colorScheme}`, async ({ browserOf, lobby }) => {
    const page = await (await browserOf({ colorScheme, reducedMotion: 'reduce' })).newPage();
    await page.setViewportSize({ width: 1280, height: 4200 });
    await page.goto(`${lobby.origin}/console/gallery`);
    await expect(page.getByRole('heading', { name: 'Gallery' })).toBeVisible();
    await picture(page, `components-${colorScheme}`);
    // What is drawn as hovered looks like what is hovered.
    const [still, real] = [page.locator('.button.hover').first(), page.locator('.button.rest').first()];
    const look = (element: Element) => getComputedStyle(element).backgroundColor;
    const before = await real.evaluate(look);
    await real.hover();
    expect(await still.evaluate(look)).toBe(await real.evaluate(look));
    expect(await still.evaluate(look)).not.toBe(before);
    expect(await faults(page)).toEqual([]);
    await page.emulateMedia({ forcedColors: 'active' });
    await picture(page, `components-forced-${colorScheme}`);
  });

  test(`every screen shows in every state, and axe-core finds nothing serious, ${colorScheme}`, async ({ browserOf, lobby }) => {
    test.setTimeout(240_000);
    const page = await (await browserOf({ colorScheme, reducedMotion: 'reduce' })).newPage();
    const gallery = `${lobby.origin}/console/gallery`;
    const found: string[] = [];
    for (const name of await screens(page, gallery)) {
      await page.setViewportSize(DESK);
      await page.goto(`${gallery}?${name}`);
      await expect(page.locator('main')).toBeVisible();
      await picture(page, `${name}-desk-${colorScheme}`);
      found.push(...(await faults(page)));
      await page.setViewportSize(PHONE);
      await picture(page, `${name}-phone-${colorScheme}`);
    }
    expect(found).toEqual([]);
  });
}

test('every state of the widget shows, and axe-core finds nothing serious', async ({ browserOf, lobby }) => {
  test.setTimeout(240_000);
  const page = await (await browserOf({ reducedMotion: 'reduce' })).newPage();
  const gallery = `${lobby.origin}/console/gallery/widget`;
  await page.goto(gallery);
  await expect(page.locator('iframe').first()).toBeVisible();
  const names = await page.locator('iframe').evaluateAll((frames) => frames.map((frame) => (frame as HTMLIFrameElement).title));
  expect(names.length).toBeGreaterThan(15);
  await page.setViewportSize({ width: 384, height: 600 });
  const found: string[] = [];
  for (const name of names) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, forcedColors: 'none' });
      await page.goto(`${gallery}?state=${name}`);
      await expect(page.locator('header, .teaser').filter({ visible: true }).first()).toBeVisible();
      await picture(page, `widget-${name}-${colorScheme}`);
      found.push(...(await faults(page)));
    }
    await page.emulateMedia({ forcedColors: 'active' });
    await picture(page, `widget-${name}-forced`);
  }
  expect(found).toEqual([]);
});

test('every screen shows in Chinese and from right to left', async ({ browserOf, lobby }) => {
  test.slow();
  const context = await browserOf({ reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.setViewportSize(DESK);
  const gallery = `${lobby.origin}/console/gallery`;
  const names = await screens(page, gallery);
  await context.addCookies([{ name: 'lobby.language', value: 'zh-Hans', url: lobby.origin }]);
  for (const name of names) {
    await page.goto(`${gallery}?${name}`);
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
    await expect(page.locator('main')).toBeVisible();
    await picture(page, `${name}-chinese`);
    await page.evaluate(() => (document.documentElement.dir = 'rtl'));
    await picture(page, `${name}-rtl`);
    // Nothing may stick out sideways, whichever way lines run.
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, name).toBeLessThanOrEqual(DESK.width);
  }
});
