// On a phone: the chat is a sheet over the page that the on-screen keyboard never covers, and the page behind stays put.

import type { BrowserContextOptions, Locator } from '@playwright/test';

import { expect } from './harness/story.ts';
import { test } from './harness/stranger.ts';
import { Visitor } from './harness/visitor.ts';

const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };
const WHOLE = { x: 0, y: 0, width: 390, height: 844 };

const panel = (visitor: Visitor) => visitor.page.locator('lobby-widget .panel');

/** Whether a finger on the middle of this element touches it, and nothing above it. */
async function canBeTouched(locator: Locator): Promise<boolean> {
  return locator.evaluate((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    const top = (element.getRootNode() as ShadowRoot).elementFromPoint(x + width / 2, y + height / 2);
    return element.contains(top);
  });
}

test('the box stays above the on-screen keyboard, wherever the browser scrolls to', async ({ browserOf, lobby }) => {
  const context = await browserOf(PHONE);
  // A keyboard cannot be had here, so the part of the page that it leaves free is told as a phone tells it: the page stays
  // as high as it was, and the visual viewport gets smaller and may move.
  await context.addInitScript(() => {
    const keyboard = { height: 0, top: 0, scale: 1 };
    class View extends EventTarget {
      get height() {
        return (innerHeight - keyboard.height) / keyboard.scale;
      }
      get offsetTop() {
        return keyboard.top;
      }
      get scale() {
        return keyboard.scale;
      }
    }
    const view = new View();
    Object.defineProperty(window, 'visualViewport', { value: view });
    Object.assign(window, {
      typeOn(height: number, top: number, scale = 1) {
        Object.assign(keyboard, { height, top, scale });
        view.dispatchEvent(new Event('resize'));
      },
    });
  });
  const visitor = await Visitor.arrive(context, lobby.shop, '/tent.html');
  const keyboard = (height: number, top: number, scale = 1) =>
    visitor.page.evaluate(([height = 0, top = 0, scale = 1]) => {
      (window as unknown as { typeOn(...words: number[]): void }).typeOn(height, top, scale);
    }, [height, top, scale]);
  await visitor.open();
  await expect.poll(() => panel(visitor).boundingBox()).toEqual(WHOLE);
  await keyboard(336, 0);
  await expect.poll(() => panel(visitor).boundingBox()).toEqual({ ...WHOLE, height: 508 });
  await visitor.write('Typed on glass');
  await expect.poll(async () => {
    const box = await visitor.box.boundingBox();
    return box === null ? Infinity : box.y + box.height;
  }).toBeLessThanOrEqual(508);
  await keyboard(336, 120);
  await expect.poll(() => panel(visitor).boundingBox()).toEqual({ ...WHOLE, y: 120, height: 508 });
  // Zoomed with two fingers, the sheet stays as large as it was; the visitor looks at a part of it.
  await keyboard(0, 200, 2);
  await expect.poll(() => panel(visitor).boundingBox()).toEqual(WHOLE);
  await keyboard(0, 0);
  await expect.poll(() => panel(visitor).boundingBox()).toEqual(WHOLE);
});

test('zoomed with two fingers, the sheet is as large as the page', async ({ browserOf, lobby }) => {
  const visitor = await Visitor.arrive(await browserOf(PHONE), lobby.shop, '/tent.html');
  await visitor.open();
  const session = await visitor.page.context().newCDPSession(visitor.page);
  await session.send('Emulation.setPageScaleFactor', { pageScaleFactor: 2 });
  await expect.poll(() => visitor.page.evaluate(() => visualViewport?.scale)).toBe(2);
  const size = await panel(visitor).evaluate((element) => [(element as HTMLElement).offsetWidth, (element as HTMLElement).offsetHeight]);
  expect(size).toEqual([WHOLE.width, WHOLE.height]);
});

test('the page behind the sheet does not scroll, and is as it was when the sheet is closed', async ({ browserOf, lobby }) => {
  const visitor = await Visitor.arrive(await browserOf(PHONE), lobby.shop, '/tent.html');
  const { page } = visitor;
  await expect(visitor.launcher).toBeVisible();
  await page.evaluate(() => {
    document.body.style.minHeight = '3000px';
    document.documentElement.style.setProperty('overflow', 'auto', 'important');
    scrollTo(0, 300);
  });
  const own = await page.evaluate(() => document.documentElement.getAttribute('style'));
  await visitor.open();
  await expect(page.locator('html')).toHaveCSS('overflow', 'hidden');
  await page.mouse.move(200, 400);
  await page.mouse.wheel(0, 600);
  await visitor.write('Does it scroll?');
  expect(await page.evaluate(() => scrollY)).toBe(300);
  await visitor.button('Close chat').click();
  await expect(panel(visitor)).toBeHidden();
  expect(await page.evaluate(() => document.documentElement.getAttribute('style'))).toBe(own);
  expect(await page.evaluate(() => scrollY)).toBe(300);
  await page.evaluate(() => document.documentElement.removeAttribute('style'));
  await visitor.open();
  // Turned or made larger, the sheet is a panel again, and the page scrolls.
  await page.setViewportSize({ width: 844, height: 844 });
  await expect.poll(async () => (await panel(visitor).boundingBox())?.width).toBe(384);
  expect(await page.evaluate(() => document.documentElement.hasAttribute('style'))).toBe(false);
});

test('the sheet opens by hand only', async ({ browserOf, lobby }) => {
  const visitor = await Visitor.arrive(await browserOf(PHONE), lobby.shop);
  await visitor.open();
  await visitor.write('Hello');
  await visitor.page.reload();
  await expect(visitor.page.locator('lobby-widget iframe')).toHaveCount(1);
  await expect(visitor.launcher).toHaveAttribute('aria-expanded', 'false');
  await expect(visitor.box).toBeHidden();
});

test('while the chat is still on its way, the sheet can be closed again', async ({ browserOf, lobby }) => {
  const context = await browserOf(PHONE);
  let release = () => {};
  const waits = new Promise<void>((go) => (release = go));
  await context.route('**/*.wasm', async (route) => {
    await waits;
    await route.continue();
  });
  const visitor = await Visitor.arrive(context, lobby.shop);
  await visitor.launcher.tap();
  await expect(panel(visitor)).toBeVisible();
  await expect.poll(() => canBeTouched(visitor.launcher)).toBe(true);
  await visitor.launcher.tap();
  await expect(panel(visitor)).toBeHidden();
  await visitor.launcher.tap();
  release();
  await expect(visitor.box).toBeVisible();
  await expect.poll(() => canBeTouched(visitor.launcher)).toBe(false);
  await visitor.button('Close chat').tap();
  await expect.poll(() => canBeTouched(visitor.launcher)).toBe(true);
});

test('the sheet keeps clear of notches and round corners', async ({ strangerOn, browserOf }) => {
  const { origin, show } = await strangerOn('notch.localhost');
  show('<!doctype html><title>Notch</title><meta name="viewport" content="width=device-width, viewport-fit=cover">TAG');
  const context = await browserOf(PHONE);
  const visitor = new Visitor(await context.newPage(), origin);
  const session = await context.newCDPSession(visitor.page);
  await session.send('Emulation.setSafeAreaInsetsOverride', { insets: { top: 47, bottom: 34 } });
  await visitor.visit('/');
  await visitor.open();
  const frame = visitor.page.locator('lobby-widget iframe');
  await expect.poll(() => frame.boundingBox()).toEqual({ x: 0, y: 47, width: 390, height: 844 - 47 - 34 });
});

test('a message that comes while the chat is closed looks out above the launcher, moves nothing, and opens at a tap', async ({ browserOf, agentArrives, lobby }) => {
  const ada = await agentArrives('ada');
  for (const [number, options] of [[1, PHONE], [2, {}]] as const) {
    const visitor = await Visitor.arrive(await browserOf(options), lobby.shop, '/tent.html');
    await visitor.open();
    await visitor.write('Is it waterproof?');
    await ada.accept(number);
    await visitor.button('Close chat').click();
    await visitor.page.evaluate(() => {
      const seen = window as unknown as { shifts: unknown[] };
      seen.shifts = [];
      new PerformanceObserver((list) => seen.shifts.push(...list.getEntries().map((entry) => JSON.stringify(entry)))).observe({ type: 'layout-shift' });
    });
    await ada.write('It is, to 3,000 mm.');
    const card = visitor.chat.getByRole('button', { name: /It is, to 3,000 mm\./ });
    await expect(card).toBeVisible();
    await expect(panel(visitor)).toHaveCSS('opacity', '1');
    const [place, launcher] = [await panel(visitor).boundingBox(), await visitor.launcher.boundingBox()];
    if (place === null || launcher === null) throw new Error('not in sight');
    expect(place.height).toBeLessThan(200);
    expect(place.y + place.height).toBeLessThanOrEqual(launcher.y - 8);
    expect(place.x).toBeGreaterThanOrEqual(16);
    await card.click();
    await expect(visitor.box).toBeFocused();
    await expect(visitor.launcher).toHaveAttribute('aria-expanded', 'true');
    await visitor.page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => setTimeout(painted))));
    expect(await visitor.page.evaluate(() => (window as unknown as { shifts: unknown[] }).shifts)).toEqual([]);
  }
});
