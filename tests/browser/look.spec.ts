// How it looks and how it reads to assistive technology: pictures for people to open, and axe-core's rules of WCAG 2.2 AA
// in light and dark.

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { join } from 'node:path';

import { freePort, Lobby } from './harness/lobby.ts';
import { expect, test } from './harness/story.ts';

const DESK = { width: 1280, height: 720 };
const WIDE = { width: 1920, height: 1080 };
const PHONE = { width: 390, height: 844 };
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
// Nothing moves, so that no picture and no check of contrast catches something half faded in.
const STILL = { reducedMotion: 'reduce' } as const;
const LONG = 'The zip of the side pocket sticks when it is cold, and I would rather not force it. Is there a way to loosen it, or shall I send it in?';

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(import.meta.dirname, 'results', `${name}.png`), animations: 'disabled' });
}

/** What axe-core calls serious or worse, as sentences; the page of the demo shop around the widget included. */
async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  const grave = violations.filter((violation) => violation.impact === 'serious' || violation.impact === 'critical');
  return grave.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`));
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`nothing serious for axe-core from set-up to sign-in, ${colorScheme}`, async ({ browserOf }) => {
    const lobby = new Lobby(await freePort());
    await lobby.start();
    try {
      const page = await (await browserOf({ colorScheme, ...STILL })).newPage();
      await page.goto(await lobby.setUpLink());
      await expect(page.getByRole('heading', { name: 'Set up Lobby' })).toBeVisible();
      expect(await faults(page)).toEqual([]);
      await picture(page, `set-up-desk-${colorScheme}`);
      await page.getByRole('button', { name: 'Set up' }).click();
      await expect(page.getByText('Enter your name.')).toBeVisible();
      expect(await faults(page)).toEqual([]);
      await page.setViewportSize(PHONE);
      await picture(page, `set-up-faults-phone-${colorScheme}`);
      await page.setViewportSize(DESK);
      await page.getByLabel('Your name').fill('Ada Lindqvist');
      await page.getByLabel('E-mail').fill('ada@trek.example');
      await page.getByLabel('Password').fill('uphill both ways');
      await page.getByRole('button', { name: 'Set up' }).click();
      await expect(page.getByRole('heading', { name: 'Your site is ready' })).toBeVisible();
      expect(await faults(page)).toEqual([]);
      await picture(page, `tag-desk-${colorScheme}`);
      await page.getByRole('button', { name: 'Go to the lobby' }).click();
      await page.getByRole('button', { name: 'Ada Lindqvist: account' }).click();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await expect(page.getByLabel('E-mail')).toBeFocused();
      expect(await faults(page)).toEqual([]);
      await picture(page, `sign-in-desk-${colorScheme}`);
      await page.setViewportSize(PHONE);
      await picture(page, `sign-in-phone-${colorScheme}`);
    } finally {
      await lobby.stop();
      lobby.remove();
    }
  });

  test(`nothing serious for axe-core in widget and console, ${colorScheme}`, async ({ visitorArrives, agentArrives }) => {
    test.slow();
    const ada = await agentArrives('ada', { colorScheme, ...STILL });
    expect(await faults(ada.page)).toEqual([]);
    await picture(ada.page, `lobby-empty-desk-${colorScheme}`);
    const visitor = await visitorArrives('/backpack.html', { colorScheme, ...STILL });
    await picture(visitor.page, `launcher-desk-${colorScheme}`);
    await visitor.open();
    expect(await faults(visitor.page)).toEqual([]);
    await picture(visitor.page, `widget-empty-desk-${colorScheme}`);
    await visitor.write('Hello');
    await visitor.write(LONG);
    await expect(visitor.caption).toHaveText(/Sent$/);
    const other = await visitorArrives('/tent.html', { colorScheme, ...STILL });
    await other.open();
    await other.write('Does the Lichen stand without pegs?');
    const third = await visitorArrives('/cart.html');
    await expect(ada.row(2)).toContainText('queued');
    await expect(ada.row(3)).toContainText('browsing');

    await ada.accept(1);
    await ada.write('Good morning. A drop of candle wax on the teeth does wonders.');
    await ada.write('Should it still stick, send it in; the repair is free.');
    await visitor.write('Thank you');
    await expect(ada.said).toHaveCount(5);
    await ada.box.fill('You are welcome');
    await expect(visitor.typing).toBeVisible();
    expect(await faults(visitor.page)).toEqual([]);
    await picture(visitor.page, `widget-desk-${colorScheme}`);
    await visitor.page.setViewportSize(PHONE);
    await picture(visitor.page, `widget-phone-${colorScheme}`);
    expect(await faults(ada.page)).toEqual([]);
    for (const [name, size] of [['desk', DESK], ['wide', WIDE], ['phone', PHONE]] as const) {
      await ada.page.setViewportSize(size);
      await ada.go('Conversations');
      await picture(ada.page, `queue-${name}-${colorScheme}`);
      await ada.mine.getByRole('link', { name: /Visitor 1/ }).click();
      await expect(ada.box).toBeVisible();
      await picture(ada.page, `conversation-${name}-${colorScheme}`);
      await ada.go('Lobby');
      await expect(ada.row(3)).toBeVisible();
      await picture(ada.page, `lobby-${name}-${colorScheme}`);
    }
    await ada.page.setViewportSize(DESK);
    expect(await faults(ada.page)).toEqual([]);
    await ada.go('Sites');
    expect(await faults(ada.page)).toEqual([]);
    await picture(ada.page, `sites-desk-${colorScheme}`);
    await ada.go('Conversations');
    await ada.mine.getByRole('link', { name: /Visitor 1/ }).click();
    await ada.button('Ask to end').click();
    await ada.button('End').click();
    await expect(ada.page.getByRole('dialog', { name: 'End this conversation?' })).toBeVisible();
    expect(await faults(ada.page)).toEqual([]);
    await picture(ada.page, `end-desk-${colorScheme}`);
    await expect(visitor.text('May we end this conversation?')).toBeVisible();
    expect(await faults(visitor.page)).toEqual([]);
    await picture(visitor.page, `widget-asked-phone-${colorScheme}`);
    await third.page.close();
  });
}

test('Chinese and Arabic words stand as their readers expect, on a page that runs from right to left', async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  const visitor = await visitorArrives();
  await visitor.page.evaluate(() => {
    document.documentElement.lang = 'ar';
    document.documentElement.dir = 'rtl';
  });
  await visitor.open();
  await visitor.write('مرحبا، هل حقيبة Kestrel 40 متوفرة باللون الأخضر؟');
  await ada.accept(1);
  await ada.write('نعم، لدينا ثلاث حقائب (3) في المتجر.');
  await visitor.write('你好，这个背包可以作为手提行李吗？');
  await ada.write('可以的，大多数航空公司都允许。');
  await expect(visitor.said).toHaveCount(4);
  const side = async (words: string) => (await visitor.said.getByText(words).boundingBox())?.x ?? Number.NaN;
  expect(await side('مرحبا')).toBeGreaterThan(await side('نعم'));
  await expect(visitor.said.first()).toHaveCSS('direction', 'rtl');
  await picture(visitor.page, 'widget-rtl-desk');
  await picture(ada.page, 'conversation-scripts-desk');
});

test('the lost connection is told calmly on both sides', async ({ visitorArrives, agentArrives, lobby }) => {
  const ada = await agentArrives('ada');
  const visitor = await visitorArrives();
  await visitor.open();
  await visitor.write('Hello');
  await ada.accept(1);
  await lobby.kill();
  await expect(visitor.text('No connection.')).toBeVisible();
  await visitor.write('Written meanwhile');
  await expect(ada.page.getByText('No connection. Trying again…').first()).toBeVisible();
  await visitor.box.fill('x'.repeat(1_001));
  expect(await faults(visitor.page)).toEqual([]);
  expect(await faults(ada.page)).toEqual([]);
  await picture(visitor.page, 'widget-lost-desk');
  await picture(ada.page, 'conversation-lost-desk');
});
