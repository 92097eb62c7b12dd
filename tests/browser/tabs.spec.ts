// Several tabs of one visitor behave as one: one visitor, one lead, one sound, the panel as it was; and one visitor on all
// hosts of a site.

import type { BrowserContext, Page } from '@playwright/test';

import { expect } from './harness/story.ts';
import { test } from './harness/stranger.ts';
import { Visitor } from './harness/visitor.ts';
import { Wire } from './harness/wire.ts';

/** How many tabs of this visitor lead, and how many wait for that. */
const leads = (page: Page) => page.evaluate(async () => {
  const { held = [], pending = [] } = await navigator.locks.query();
  return [held, pending].map((locks) => locks.filter((lock) => lock.name === 'lobby.demo.lead').length);
});

test('a first visit in two tabs at once is one visitor', async ({ browserOf, agentArrives, lobby }) => {
  const ada = await agentArrives('ada');
  const context = await browserOf();
  const tabs = await Promise.all(['/tent.html', '/stove.html'].map((path) => Visitor.arrive(context, lobby.shop, path)));
  for (const [at, tab] of tabs.entries()) {
    await tab.page.bringToFront();
    if (await tab.launcher.getAttribute('aria-expanded') === 'false') await tab.launcher.click();
    await tab.write(`From tab ${at + 1}`);
    await expect(tab.caption).toHaveText(/Sent$/);
  }
  await ada.accept(1);
  await expect(ada.said).toHaveText(['From tab 1', 'From tab 2']);
  await ada.go('Lobby');
  await expect(ada.page.getByRole('row')).toHaveCount(2);
});

test('a tab that learns a little later what another one has stored is the same visitor', async ({ browserOf, agentArrives, lobby }) => {
  const ada = await agentArrives('ada');
  const context = await browserOf();
  const wire = await Wire.of(context);
  wire.holdAll();
  const asks = (page: Page) => page.evaluate(async () => {
    const { held = [], pending = [] } = await navigator.locks.query();
    return [held, pending].map((locks) => locks.filter((lock) => lock.name === 'lobby.demo.first').length);
  });
  const first = await context.newPage();
  await first.goto(`${lobby.shop}/tent.html`);
  await expect.poll(() => asks(first)).toEqual([1, 0]);
  const second = await context.newPage();
  // As where the two tabs run in processes of their own, and the machine is busy.
  await second.addInitScript(() => {
    if (window !== top) return;
    const real = localStorage;
    let shown = {};
    Object.defineProperty(window, 'localStorage', { get: () => shown });
    addEventListener('storage', (event) => {
      if (shown === real) return;
      event.stopImmediatePropagation();
      setTimeout(() => {
        shown = real;
        dispatchEvent(new StorageEvent('storage'));
      }, 500);
    });
  });
  await second.goto(`${lobby.shop}/stove.html`);
  await expect.poll(() => asks(second)).toEqual([1, 1]);
  await wire.release();
  await expect.poll(() => asks(second)).toEqual([0, 0]);
  await expect(ada.page.getByRole('row', { name: /Visitor 1/ })).toBeVisible();
  const tab = new Visitor(second, lobby.shop);
  await tab.open();
  await tab.write('Hello');
  await ada.accept(1);
  await expect(ada.said).toHaveText(['Hello']);
  await ada.go('Lobby');
  await expect(ada.page.getByRole('row')).toHaveCount(2);
});

test('one tab leads, and another takes over when it closes', async ({ browserOf, lobby }) => {
  const context = await browserOf();
  const first = await Visitor.arrive(context, lobby.shop);
  await expect.poll(() => leads(first.page)).toEqual([1, 0]);
  const second = await Visitor.arrive(context, lobby.shop, '/tent.html');
  await expect.poll(() => leads(second.page)).toEqual([1, 1]);
  await first.page.close();
  await expect.poll(() => leads(second.page)).toEqual([1, 0]);
  // A page that rests in the browser's memory gives it up, and asks again when it is back.
  await second.page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
  await expect.poll(() => leads(second.page)).toEqual([0, 0]);
  await second.page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
  await expect.poll(() => leads(second.page)).toEqual([1, 0]);
});

test('the open panel is open in a new tab too, and in one that the visitor closed it stays closed', async ({ browserOf, lobby }) => {
  const context = await browserOf();
  const first = await Visitor.arrive(context, lobby.shop);
  await first.open();
  await first.write('Hello');
  const second = await Visitor.arrive(context, lobby.shop, '/tent.html');
  await expect(second.said).toHaveText(['Hello']);
  await second.launcher.click();
  await expect(second.box).toBeHidden();
  await first.page.reload();
  await expect(first.said).toHaveText(['Hello']);
  await second.page.reload();
  await expect(second.launcher).toHaveAttribute('aria-expanded', 'false');
  await expect(second.page.locator('lobby-widget iframe')).toHaveCount(1);
  await expect(second.box).toBeHidden();
});

/** A browser whose tabs note each sound instead of making it. */
async function recordSounds(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const sounds = { contexts: 0, notes: 0 };
    Object.assign(window, { sounds });
    const level = { setValueAtTime() {}, exponentialRampToValueAtTime() {} };
    const connect = (next: unknown) => next;
    class Recorder {
      currentTime = 0;
      constructor() {
        sounds.contexts += 1;
      }
      async resume() {}
      async close() {}
      createGain() {
        return { gain: level, connect };
      }
      createOscillator() {
        return { frequency: {}, connect, stop() {}, start: () => (sounds.notes += 1) };
      }
    }
    Object.assign(window, { AudioContext: Recorder });
  });
}

const sounds = (visitor: Visitor) => visitor.page.evaluate(() => (window as unknown as { sounds: { contexts: number; notes: number } }).sounds);

for (const [way, locks] of [['with locks', true], ['where the browser has no locks', false]] as const) {
  test(`a message sounds in one tab only, and never in one that nobody touched, ${way}`, async ({ browserOf, agentArrives, lobby }) => {
    const ada = await agentArrives('ada');
    const context = await browserOf();
    await recordSounds(context);
    if (!locks) {
      await context.addInitScript(() => {
        Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });
        // Not at the same moment: what one tab stores, the other sees a little later.
        Math.random = () => (location.pathname === '/' ? 0 : 0.9);
      });
    }
    // The harness' own looks at a page count as touches.
    const untouched = new Visitor(await context.newPage(), lobby.shop);
    await untouched.page.addInitScript(() => Object.defineProperty(navigator, 'userActivation', { value: { hasBeenActive: false } }));
    await untouched.visit('/cart.html');
    await expect.poll(() => untouched.page.evaluate(() => localStorage.getItem('lobby.demo.token'))).not.toBeNull();
    const first = await Visitor.arrive(context, lobby.shop);
    await first.open();
    await first.write('Hello');
    const second = await Visitor.arrive(context, lobby.shop, '/tent.html');
    await expect(second.said).toHaveText(['Hello']);
    for (const tab of [second, first]) {
      await tab.page.bringToFront();
      await tab.launcher.click();
      await expect(tab.box).toBeHidden();
    }
    await ada.accept(1);
    for (const [at, words] of ['One', 'Two'].entries()) {
      await ada.write(words);
      for (const tab of [untouched, first, second]) await expect(tab.launcher).toHaveAccessibleName(`Open chat, ${at + 1} unread`);
      // Two notes each.
      await expect.poll(async () => (await sounds(first)).notes + (await sounds(second)).notes).toBe(2 * (at + 1));
    }
    expect(await sounds(untouched)).toEqual({ contexts: 0, notes: 0 });
  });
}

test('what is read in one tab is read in all', async ({ browserOf, agentArrives, lobby }) => {
  const ada = await agentArrives('ada');
  const context = await browserOf();
  const first = await Visitor.arrive(context, lobby.shop);
  await first.open();
  await first.write('Hello');
  await ada.accept(1);
  await first.launcher.click();
  const second = await Visitor.arrive(context, lobby.shop, '/tent.html');
  await ada.write('Good morning');
  for (const tab of [first, second]) await expect(tab.launcher).toHaveAccessibleName('Open chat, 1 unread');
  await second.launcher.click();
  await expect(second.said).toHaveText(['Hello', 'Good morning']);
  await expect(first.launcher).toHaveAccessibleName('Open chat');
});

test('a visitor is one on all hosts of a site, and no other site has the cookie', async ({ strangerOn, browserOf, visitorArrives }) => {
  const { key, on, show } = await strangerOn('www.shop.localhost', '*.shop.localhost');
  show('<!doctype html><title>Shop</title>TAG');
  const context = await browserOf();
  const www = await Visitor.arrive(context, on('www.shop.localhost'));
  await www.open();
  await www.write('Hello from the shop');
  await expect(www.caption).toHaveText(/Sent$/);
  const [cookie, ...others] = await context.cookies(on('blog.shop.localhost'));
  expect(others).toEqual([]);
  expect(cookie).toMatchObject({ name: `lobby.${key}.token`, domain: '.shop.localhost', path: '/', sameSite: 'Lax', secure: false });
  expect(((cookie?.expires ?? 0) - Date.now() / 1000) / 86_400).toBeCloseTo(400, 1);

  const blog = await Visitor.arrive(context, on('blog.shop.localhost'));
  await blog.open();
  await expect(blog.said).toHaveText(['Hello from the shop']);
  await blog.write('And from the blog');
  await expect(www.said).toHaveText(['Hello from the shop', 'And from the blog']);

  const elsewhere = await visitorArrives();
  await elsewhere.open();
  expect(await elsewhere.page.context().cookies(elsewhere.shop)).toEqual([]);
});

test('of five tabs the leading one dies in the middle of sending, and each message arrives once and in order', async ({ browserOf, agentArrives, lobby }) => {
  test.slow();
  const ada = await agentArrives('ada');
  const context = await browserOf();
  const wire = await Wire.of(context);
  const leading = await Visitor.arrive(context, lobby.shop);
  await leading.open();
  await leading.write('Before');
  await expect(leading.caption).toHaveText(/Sent$/);
  const others: Visitor[] = [];
  for (let tab = 2; tab <= 5; tab += 1) {
    const other = await Visitor.arrive(context, lobby.shop);
    await expect(other.said).toHaveText(['Before']);
    others.push(other);
  }
  // The server has the first one and the tab does not know; the others never left.
  wire.holdAnswers();
  await leading.page.bringToFront();
  for (const words of ['One', 'Two', 'Three']) await leading.write(words);
  await expect(leading.said).toHaveText(['Before', 'One', 'Two', 'Three']);
  const gone = leading.page.waitForEvent('crash');
  const killer = await context.newCDPSession(leading.page);
  killer.send('Page.crash').catch(() => {});
  await gone;
  await wire.release();
  await ada.accept(1);
  const all = ['Before', 'One', 'Two', 'Three'];
  await expect(ada.said).toHaveText(all, { timeout: 60_000 });
  for (const other of others) await expect(other.said).toHaveText(all, { timeout: 30_000 });
});
