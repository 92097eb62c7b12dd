// At twice the zoom and on the narrowest screens nothing is clipped and nothing is out of reach, in widget and console.

import type { Page } from '@playwright/test';

import { NARROW, picture, STILL, ZOOMED } from './harness/screen.ts';
import { clipped } from './harness/reach.ts';
import { expect, test } from './harness/story.ts';

// Long names and words are where things break first.
const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft https://trek.example/a/very/long/address?with=words';
const SIZES = [['zoomed', ZOOMED], ['narrow', NARROW]] as const;

test('the widget fits at 200 % zoom and 320 pixels wide in all its states', async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  const visitor = await visitorArrives('/', STILL);
  const html = visitor.chat.locator('html');
  const fits = async (state: string) => {
    for (const [name, size] of SIZES) {
      await visitor.page.setViewportSize(size);
      expect.soft(await clipped(html), `${state}, ${name}`).toEqual([]);
      for (const part of [visitor.box, visitor.send]) await expect.soft(part, `${state}, ${name}`).toBeInViewport({ ratio: 0.99 });
    }
  };
  await visitor.open();
  await fits('fresh');
  await visitor.write(LONG);
  await fits('waiting');
  await ada.accept(1);
  await ada.write(LONG);
  await expect(visitor.said).toHaveCount(2);
  await visitor.box.fill(`${LONG}\n`.repeat(7));
  await fits('talking');
  await picture(visitor.page, 'widget-narrow');
  await visitor.box.fill('x'.repeat(1_001));
  await fits('over limit');
  await visitor.box.fill('');
  await visitor.button('More').click();
  await expect(visitor.button('End conversation')).toBeInViewport({ ratio: 0.99 });
  await fits('menu');
  await visitor.button('End conversation').click();
  await expect(visitor.button('Go on talking')).toBeInViewport();
  await fits('leaving');
  await visitor.button('Go on talking').click();
  await visitor.button('Close chat').click();
  await ada.write(LONG);
  await expect(visitor.button('Dismiss')).toBeVisible();
  for (const [name, size] of SIZES) {
    await visitor.page.setViewportSize(size);
    expect.soft(await clipped(html), `teaser, ${name}`).toEqual([]);
    await expect.soft(visitor.button('Dismiss'), `teaser, ${name}`).toBeInViewport({ ratio: 0.99 });
    await expect.soft(visitor.launcher, `teaser, ${name}`).toBeInViewport({ ratio: 0.99 });
    expect.soft(await clipped(visitor.page.locator('html')), `the page, ${name}`).toEqual([]);
  }
});

test('the console fits at 200 % zoom and 320 pixels wide on all its screens', async ({ browserOf, visitorArrives, agentArrives, lobby }) => {
  const fits = async (page: Page, screen: string) => {
    for (const [name, size] of SIZES) {
      await page.setViewportSize(size);
      expect.soft(await clipped(page.locator('html')), `${screen}, ${name}`).toEqual([]);
    }
  };
  const stranger = await (await browserOf(STILL)).newPage();
  await stranger.goto(`${lobby.origin}/console/`);
  await expect(stranger.getByLabel('E-mail')).toBeFocused();
  await fits(stranger, 'sign-in');

  const ada = await agentArrives('ada', STILL);
  await fits(ada.page, 'lobby, empty');
  const visitor = await visitorArrives('/tent.html');
  await visitor.open();
  await visitor.write(LONG);
  await expect(ada.row(1)).toContainText('queued');
  await fits(ada.page, 'lobby, with an offer');
  await ada.accept(1);
  await ada.write(LONG);
  await ada.box.fill(LONG);
  await fits(ada.page, 'conversation');
  for (const part of [ada.box, ada.send]) await expect.soft(part).toBeInViewport({ ratio: 0.99 });
  await picture(ada.page, 'console-narrow');
  await ada.button('End').click();
  await expect(ada.page.getByRole('dialog', { name: 'End this conversation?' })).toBeInViewport();
  await fits(ada.page, 'the question before the end');
  await ada.page.keyboard.press('Escape');
  await ada.go('Sites');
  await fits(ada.page, 'sites');
  await ada.button('Add a site').click();
  await fits(ada.page, 'site form');
});
