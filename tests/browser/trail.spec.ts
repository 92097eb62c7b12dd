// What the server hears of a page: where the visitor goes in whatever kind of app, whether they look, what the page says that
// they did, how far they scroll; and that a page which does all of it ten thousand times drowns nothing.

import type { Page } from '@playwright/test';

import { Desk } from './harness/desk.ts';
import { turn } from './harness/sight.ts';
import { expect, test } from './harness/story.ts';
import { test as ofStrangers } from './harness/stranger.ts';
import { Tap } from './harness/tap.ts';
import { Visitor } from './harness/visitor.ts';

interface OurWindow {
  Lobby: { page(): void; track(name: unknown, data?: unknown): void; push(...calls: unknown[][]): void };
}

/** The paths and titles of the pages that were told, in order. */
const pages = (tap: Tap) => tap.of('view').map((says) => says.replace(/^http:\/\/[^/]+/, ''));

const track = (page: Page, name: unknown, data?: unknown) =>
  page.evaluate(([name, data]) => (window as unknown as OurWindow).Lobby.track(name, data), [name, data]);

test('a first page is told with what the browser says of itself', async ({ browserOf, lobby }) => {
  const context = await browserOf();
  const tap = await Tap.of(context);
  await Visitor.arrive(context, lobby.shop, '/tent.html?colour=green#size');
  await expect.poll(() => tap.hellos.length).toBe(1);
  expect(tap.hellos[0]).toMatchObject({
    token: false,
    address: `${lobby.shop}/tent.html?colour=green`,
    foreground: true,
    privacy: 'lasting',
    screen: expect.stringMatching(/^\d+ × \d+$/),
    language: 'en-GB',
  });
  expect(tap.hellos[0]?.title).not.toBe('');
});

ofStrangers('apps that change the page without loading one are followed, address and title together', async ({ strangerOn, browserOf }) => {
  const { origin, show } = await strangerOn('spa.localhost');
  show('<!doctype html><html lang="en"><title>Start</title><body>TAG');
  const context = await browserOf();
  const tap = await Tap.of(context);
  const visitor = await Visitor.arrive(context, origin);
  await expect.poll(() => tap.hellos.length).toBe(1);
  await visitor.open();
  const walk = async (step: string, want: string) => {
    await visitor.page.evaluate(step);
    await expect.poll(() => pages(tap).at(-1)).toBe(want);
  };
  await walk("history.pushState({}, '', '/tents'); document.title = 'Tents'", '/tents Tents');
  await walk("history.replaceState({}, '', '/tents?size=2'); document.title = 'Tents for two'", '/tents?size=2 Tents for two');
  await walk("history.back(); document.title = 'Back'", '/ Back');
  await walk("document.title = 'One new message'", '/ One new message');
  await walk("location.hash = '#reviews'; document.title = 'Reviews'", '/ Reviews');
  await walk("location.hash = '#/tents/2'; document.title = 'Lichen 2'", '/#/tents/2 Lichen 2');
  // What the chat cannot see, the page says: a title that was set before its element was watched, or a page of its own kind.
  await walk("history.pushState.call(history, {}, '', '/cart'); Lobby.page(); document.title = 'Cart'", '/cart Cart');
  // The same page again is no step.
  const before = tap.of('view').length;
  await visitor.page.evaluate(() => {
    history.replaceState({}, '', location.href);
    (window as unknown as OurWindow).Lobby.page();
  });
  await track(visitor.page, 'looked twice');
  await expect.poll(() => tap.of('track')).toEqual(['looked twice']);
  expect(tap.of('view').length).toBe(before);
});

test('ten thousand pages in a minute are told as somebody could read them, the last among them, and the chat goes on', async ({ browserOf, lobby }) => {
  const context = await browserOf();
  const tap = await Tap.of(context);
  const visitor = await Visitor.arrive(context, lobby.shop);
  await expect.poll(() => tap.hellos.length).toBe(1);
  const begun = Date.now();
  await visitor.page.evaluate(async () => {
    for (let at = 1; at <= 300; at += 1) {
      history.pushState({}, '', `/run/${at}`);
      await new Promise((next) => setTimeout(next, 6));
    }
  });
  await expect.poll(() => pages(tap).at(-1)).toMatch(/^\/run\/300 /);
  // Three in a second, however long this machine took, and a few at the beginning.
  expect(pages(tap).length).toBeLessThan(5 + ((Date.now() - begun) / 1_000) * 3.4);
  await visitor.open();
  await visitor.write('Still here');
  await expect(visitor.caption).toHaveText(/Sent$/);
  expect(tap.hellos.length).toBe(1);
});

test('a tab in the background says so, and again when somebody looks', async ({ browserOf, lobby }) => {
  const context = await browserOf();
  const tap = await Tap.of(context);
  const visitor = await Visitor.arrive(context, lobby.shop);
  await visitor.open();
  await turn(visitor.page, 'hidden');
  await expect.poll(() => tap.of('foreground')).toEqual(['false']);
  await turn(visitor.page, 'visible');
  await expect.poll(() => tap.of('foreground')).toEqual(['false', 'true']);
});

test('what the page tracks is told, also from before the tag has loaded, with what belongs to it', async ({ browserOf, lobby }) => {
  const context = await browserOf();
  await context.addInitScript(() => Object.assign(window, { Lobby: [['track', 'arrived', { by: 'mail' }]] }));
  const tap = await Tap.of(context);
  const visitor = await Visitor.arrive(context, lobby.shop);
  await expect.poll(() => tap.of('track')).toEqual(['arrived {"by":"mail"}']);
  await track(visitor.page, 'order', { total: 129.5, items: ['Lichen 2'] });
  await track(visitor.page, 'long', 'x'.repeat(1_025));
  await track(visitor.page, 'y'.repeat(80));
  await visitor.page.evaluate(() => {
    const round: { round?: unknown } = {};
    round.round = round;
    (window as unknown as OurWindow).Lobby.track('endless', round);
  });
  const want = ['arrived {"by":"mail"}', 'order {"total":129.5,"items":["Lichen 2"]}', 'long', 'y'.repeat(64), 'endless'];
  await expect.poll(() => tap.of('track')).toEqual(want);
  const warnings: string[] = [];
  visitor.page.on('console', (message) => message.type() === 'warning' && warnings.push(message.text()));
  for (const name of [7, '']) await track(visitor.page, name);
  await expect.poll(() => warnings).toEqual(Array(2).fill('Lobby: `track` takes the name of what happened.'));
});

test('a page that tracks without end loses its events, and the visitor loses nothing', async ({ browserOf, lobby }) => {
  const context = await browserOf();
  const tap = await Tap.of(context);
  const visitor = await Visitor.arrive(context, lobby.shop);
  await visitor.open();
  const begun = Date.now();
  await visitor.page.evaluate(() => {
    for (let at = 0; at < 10_000; at += 1) (window as unknown as OurWindow).Lobby.track('tick', { at });
  });
  await visitor.write('Can you hear me?');
  await expect(visitor.caption).toHaveText(/Sent$/);
  expect(tap.of('track').length).toBeGreaterThanOrEqual(20);
  // Twenty, and one more in each second.
  expect(tap.of('track').length).toBeLessThan(22 + (Date.now() - begun) / 1_000);
  expect(tap.hellos.length).toBe(1);
});

ofStrangers('how far the page was scrolled and that the pointer left through its top is told once a page', async ({ strangerOn, browserOf }) => {
  const { origin, show } = await strangerOn('long.localhost');
  show('<!doctype html><html lang="en"><title>Long</title><body style="margin:0"><div style="height:7200px"></div>TAG');
  const context = await browserOf();
  const tap = await Tap.of(context);
  const visitor = await Visitor.arrive(context, origin);
  await expect.poll(() => tap.hellos.length).toBe(1);
  const scroll = async (top: number, want: string[]) => {
    await visitor.page.evaluate((top) => scrollTo(0, top), top);
    await expect.poll(() => tap.of('signal')).toEqual(want);
  };
  await scroll(1_100, ['25 %']);
  await scroll(3_000, ['25 %', '50 %']);
  await visitor.page.evaluate(() => scrollTo(0, 0));
  await scroll(7_200, ['25 %', '50 %', '100 %']);
  const leave = () => visitor.page.evaluate(() => {
    const leaves = (clientY: number) => document.documentElement.dispatchEvent(new MouseEvent('mouseleave', { clientY }));
    leaves(300);
    leaves(-1);
    leaves(-1);
  });
  await leave();
  await expect.poll(() => tap.of('signal')).toEqual(['25 %', '50 %', '100 %', 'leaving']);
  // The next page begins anew.
  await visitor.page.evaluate(() => history.pushState({}, '', '/next'));
  await expect.poll(() => tap.of('view').at(-1)).toMatch(/\/next /);
  await leave();
  await expect.poll(() => tap.of('signal')).toEqual(['25 %', '50 %', '100 %', 'leaving', 'leaving']);
});

test('an agent who looks at a visitor sees page by page what they do, and what the page tracked', async ({ browserOf, lobby, agentArrives }) => {
  const desk = await Desk.of(await agentArrives('ada'));
  const context = await browserOf();
  const tap = await Tap.of(context);
  const visitor = await Visitor.arrive(context, lobby.shop, '/tent.html?token=secret#size');
  await expect(visitor.chat.locator('h1')).toHaveText('Trek Supply');
  await desk.look(1);
  await visitor.visit('/cart.html');
  await track(visitor.page, 'cart', { items: 2 });
  await expect.poll(() => tap.of('track')).toEqual(['cart {"items":2}']);
  await visitor.page.evaluate(() => history.pushState({}, '', '/cart.html?step=2'));
  const steps = async () => (await desk.trail()).map((what) => {
    const { Page, Event } = what as { Page?: { address: string }; Event?: { name: string; data: string } };
    return Page ? Page.address.replace(lobby.shop, '') : `${Event?.name} ${Event?.data}`;
  });
  await expect.poll(steps).toEqual(expect.arrayContaining(['/cart.html', 'cart {"items":2}', '/cart.html?step=2']));
  expect((await steps()).join()).not.toContain('secret');
});

test('time counts in the tab that somebody looks at, and in no other', async ({ browserOf, lobby, agentArrives }) => {
  test.slow();
  const ada = await agentArrives('ada');
  const context = await browserOf();
  const tent = await Visitor.arrive(context, lobby.shop, '/tent.html');
  await expect(tent.chat.locator('h1')).toHaveText('Trek Supply');
  await ada.row(1).click({ position: { x: 4, y: 4 } });
  const trail = ada.page.getByRole('complementary', { name: 'Visitor 1' }).getByRole('list', { name: 'Trail' });
  const step = (name: string) => trail.getByRole('listitem').filter({ hasText: name });
  const seconds = async (name: string) => {
    const [minutes = '0', seconds = '0'] = (await step(name).locator('.step-time').innerText()).split(':');
    return Number(minutes) * 60 + Number(seconds);
  };
  await expect.poll(() => seconds('Lichen')).toBeGreaterThanOrEqual(2);
  const stove = await Visitor.arrive(context, lobby.shop, '/stove.html');
  await turn(tent.page, 'hidden');
  await expect(step('Lichen')).not.toHaveClass(/now/);
  const before = await seconds('Lichen');
  await expect.poll(() => seconds('Ember'), { timeout: 20_000 }).toBeGreaterThanOrEqual(before + 4);
  expect(await seconds('Lichen')).toBe(before);
  // They turn back: it goes on from there, and the other one rests.
  await turn(stove.page, 'hidden');
  await turn(tent.page, 'visible');
  await expect(step('Ember')).not.toHaveClass(/now/);
  const other = await seconds('Ember');
  await expect.poll(() => seconds('Lichen'), { timeout: 20_000 }).toBeGreaterThanOrEqual(before + 3);
  expect(await seconds('Lichen')).toBeLessThan(before + other);
  expect(await seconds('Ember')).toBe(other);
});
