// What a visitor's browser and the site allow to be kept: before consent and under Global Privacy Control or Do Not Track
// nothing is stored, read or told; the chat works all the same, also where the browser refuses to keep anything.

import type { Page } from '@playwright/test';

import { Desk } from './harness/desk.ts';
import { expect, test } from './harness/story.ts';
import { Tap } from './harness/tap.ts';
import { blockStorage, noteTouches, touches } from './harness/touch.ts';
import { Visitor } from './harness/visitor.ts';

/** Nothing that tells one visitor from another. */
const NOBODY = { token: false, address: '', title: '', referrer: '', privacy: 'counted', screen: '', language: '' };

const consent = (page: Page, on: boolean) =>
  page.evaluate((on) => (window as unknown as { Lobby: { consent(on: boolean): void } }).Lobby.consent(on), on);

const token = (page: Page) => page.evaluate(() => localStorage.getItem('lobby.demo.token'));

for (const [way, signal] of [
  ['Global Privacy Control', { globalPrivacyControl: true }],
  ['Do Not Track', { doNotTrack: '1' }],
] as const) {
  test(`under ${way} nothing is stored, read or told, and the chat works`, async ({ browserOf, lobby, agentArrives }) => {
    const ada = await agentArrives('ada');
    const context = await browserOf();
    await context.addInitScript((signal) => {
      for (const [name, value] of Object.entries(signal)) Object.defineProperty(Navigator.prototype, name, { configurable: true, get: () => value });
    }, signal);
    await noteTouches(context);
    const tap = await Tap.of(context);
    const visitor = await Visitor.arrive(context, lobby.shop, '/tent.html');
    await expect.poll(() => tap.hellos.length).toBe(1);
    expect(tap.hellos[0]).toMatchObject(NOBODY);
    await visitor.page.evaluate(() => {
      const { Lobby } = window as unknown as { Lobby: { track(name: string): void; consent(on: boolean): void } };
      Lobby.track('seen');
      // The page may not speak for the browser.
      Lobby.consent(true);
      Lobby.track('seen again');
      history.pushState({}, '', '/tent.html?colour=red');
    });

    // Who opens the chat says where they are: the agent may see it.
    await visitor.open();
    await expect.poll(() => tap.of('view').at(-1)).toContain('/tent.html?colour=red');
    await visitor.write('Who are you?');
    await ada.accept(1);
    await ada.write('Ada. And you need not say.');
    await expect(visitor.said).toHaveText(['Who are you?', 'Ada. And you need not say.']);
    await visitor.launcher.click();
    await ada.write('Still there?');
    await expect(visitor.launcher).toHaveAccessibleName('Open chat, 1 unread');
    expect(tap.of('track')).toEqual([]);
    expect(tap.of('consent')).toEqual([]);
    expect(await touches(visitor.page)).toEqual([]);

    // Nothing is left: the next page is somebody new.
    await visitor.visit('/stove.html');
    await expect.poll(() => tap.hellos.length).toBe(2);
    expect(tap.hellos[1]).toMatchObject(NOBODY);
    expect(await touches(visitor.page)).toEqual([]);
  });
}

test('a site that asks first keeps nothing before the yes, everything after it, and forgets all after a no', async ({ browserOf, lobby, agentArrives }) => {
  await (await Desk.of(await agentArrives('ada'))).settle({ ask_consent: true });
  const context = await browserOf();
  await noteTouches(context);
  const tap = await Tap.of(context);
  const visitor = await Visitor.arrive(context, lobby.shop, '/tent.html');
  await expect.poll(() => tap.hellos.length).toBe(1);
  expect(tap.hellos[0]).toMatchObject(NOBODY);
  expect(await touches(visitor.page)).toEqual([]);

  await consent(visitor.page, true);
  await expect.poll(() => tap.of('consent')).toEqual(['lasting']);
  await expect.poll(() => tap.of('view').at(-1)).toContain('/tent.html');
  expect(await token(visitor.page)).toMatch(/^vt_/);
  await visitor.open();
  await visitor.write('Yes, you may');
  await expect(visitor.caption).toHaveText(/Sent$/);

  // On the next page the yes comes late. Who they are is found all the same, with their conversation.
  await visitor.visit('/stove.html');
  await expect.poll(() => tap.hellos.length).toBe(2);
  expect(tap.hellos[1]).toMatchObject(NOBODY);
  await consent(visitor.page, true);
  await expect(visitor.said).toHaveText(['Yes, you may']);
  expect(tap.hellos.at(-1)).toMatchObject({ token: true, privacy: 'lasting' });

  // A yes from before the tag has loaded counts from the first word.
  await context.addInitScript(() => Object.assign(window, { Lobby: [['consent', true]] }));
  await visitor.visit('/backpack.html');
  await expect(visitor.said).toHaveText(['Yes, you may']);
  expect(tap.hellos.at(-1)).toMatchObject({ token: true, privacy: 'lasting' });

  await consent(visitor.page, false);
  await expect.poll(() => tap.of('consent').at(-1)).toBe('counted');
  expect(await visitor.page.evaluate(() => Object.keys({ ...localStorage, ...sessionStorage }).filter((name) => name.startsWith('lobby.')))).toEqual([]);
  // The talk on this page goes on.
  await visitor.write('And one more thing');
  await expect(visitor.said).toHaveText(['Yes, you may', 'And one more thing']);
  await expect(visitor.caption).toHaveText(/Sent$/);
  expect(await token(visitor.page)).toBeNull();
});

test('who writes before the yes stays who they are after it', async ({ browserOf, lobby, agentArrives }) => {
  const desk = await Desk.of(await agentArrives('ada'));
  const context = await browserOf();
  const earlier = await Visitor.arrive(context, lobby.shop);
  await earlier.open();
  await earlier.write('From last week');
  await expect(earlier.caption).toHaveText(/Sent$/);
  const before = await token(earlier.page);
  await earlier.page.close();
  await desk.settle({ ask_consent: true });
  const stranger = await browserOf({ storageState: await context.storageState() });
  const visitor = await Visitor.arrive(stranger, lobby.shop);
  await visitor.open();
  await visitor.write('Nobody knows me');
  await expect(visitor.caption).toHaveText(/Sent$/);
  await consent(visitor.page, true);
  await expect.poll(() => token(visitor.page)).toMatch(/^vt_/);
  expect(await token(visitor.page)).not.toBe(before);
  await expect(visitor.said).toHaveText(['Nobody knows me']);
  await visitor.page.addInitScript(() => Object.assign(window, { Lobby: [['consent', true]] }));
  await visitor.page.reload();
  await expect(visitor.said).toHaveText(['Nobody knows me']);
});

test('a no that is said in one tab holds in the others', async ({ browserOf, lobby, agentArrives }) => {
  const ada = await agentArrives('ada');
  const context = await browserOf();
  const tap = await Tap.of(context);
  const first = await Visitor.arrive(context, lobby.shop);
  await first.open();
  await first.write('Hello');
  await expect(first.caption).toHaveText(/Sent$/);
  await ada.accept(1);
  const second = await Visitor.arrive(context, lobby.shop, '/tent.html');
  await expect(second.said).toHaveText(['Hello']);
  await consent(second.page, false);
  await expect.poll(() => tap.of('consent')).toEqual(['counted', 'counted']);
  // What goes on in the other tab leaves nothing either.
  await ada.write('Hello to you');
  await expect(first.said).toHaveText(['Hello', 'Hello to you']);
  await first.box.fill('Half a word');
  await first.launcher.click();
  const kept = () => first.page.evaluate(() => Object.keys({ ...localStorage, ...sessionStorage }).filter((name) => name.startsWith('lobby.')));
  expect(await kept()).toEqual([]);
});

test('with all storage blocked the chat works for as long as the page lives', async ({ browserOf, lobby, agentArrives, watch }) => {
  const ada = await agentArrives('ada');
  const context = await browserOf();
  await blockStorage(context);
  const tap = await Tap.of(context);
  const visitor = await Visitor.arrive(context, lobby.shop);
  await visitor.open();
  await visitor.write('My browser keeps nothing');
  await expect(visitor.caption).toHaveText(/Sent$/);
  await ada.accept(1);
  await ada.write('Then I will');
  await expect(visitor.said).toHaveText(['My browser keeps nothing', 'Then I will']);
  await visitor.page.evaluate(() => history.pushState({}, '', '/elsewhere'));
  await expect.poll(() => tap.of('view').at(-1)).toContain('/elsewhere');
  await visitor.visit('/tent.html');
  await expect.poll(() => tap.hellos.length).toBe(2);
  expect(tap.hellos[1]).toMatchObject({ token: false, privacy: 'lasting' });
  expect(watch.seen).toEqual([]);
});

test('a site that starts on a click is silent until then, and goes on by itself in that tab', async ({ browserOf, lobby, agentArrives }) => {
  await (await Desk.of(await agentArrives('ada'))).settle({ start: 'Click' });
  const context = await browserOf();
  const tap = await Tap.of(context);
  const visitor = await Visitor.arrive(context, lobby.shop);
  const asked: string[] = [];
  context.on('request', (request) => asked.push(request.url()));
  await visitor.page.evaluate(() => (window as unknown as { Lobby: { track(name: string): void } }).Lobby.track('too early'));
  await visitor.launcher.hover();
  await visitor.launcher.focus();
  await visitor.visit('/tent.html');
  await visitor.page.waitForLoadState('networkidle');
  await visitor.page.evaluate(() => new Promise((idle) => requestIdleCallback(() => requestIdleCallback(idle))));
  expect(asked.filter((url) => /\/assets\/page|\/lobby\/frame/.test(url))).toEqual([]);
  expect(tap.hellos).toEqual([]);

  await visitor.open();
  await expect.poll(() => tap.hellos.length).toBe(1);
  expect(tap.hellos[0]?.address).toContain('/tent.html');
  expect(tap.of('track')).toEqual([]);
  await visitor.launcher.click();
  await visitor.visit('/stove.html');
  await expect.poll(() => tap.hellos.at(-1)?.address).toContain('/stove.html');
  await expect(visitor.box).toBeHidden();
});

test('a site that follows nobody hears of no page', async ({ browserOf, lobby, agentArrives }) => {
  await (await Desk.of(await agentArrives('ada'))).settle({ trail: 'Off' });
  const context = await browserOf();
  const tap = await Tap.of(context);
  const visitor = await Visitor.arrive(context, lobby.shop, '/tent.html');
  await expect.poll(() => tap.hellos.length).toBe(1);
  expect(tap.hellos[0]).toMatchObject({ address: '', title: '', referrer: '' });
  await visitor.open();
  await visitor.page.evaluate(() => history.pushState({}, '', '/secret'));
  await visitor.write('Hello');
  await expect(visitor.caption).toHaveText(/Sent$/);
  expect(tap.of('view').filter((says) => says.trim() !== '')).toEqual([]);
});

test('who only wants to be counted is in the lobby’s figure and not in its list, until they open the chat', async ({ browserOf, lobby, agentArrives }) => {
  const ada = await agentArrives('ada');
  await (await Desk.of(ada)).settle({ ask_consent: true });
  const visitor = await Visitor.arrive(await browserOf(), lobby.shop, '/tent.html');
  const figure = ada.page.locator('.figures > div').filter({ hasText: 'On the site' });
  await expect(figure.locator('dd')).toHaveText('1');
  await expect(figure).toHaveAttribute('title', '1 of them is counted only');
  await expect(ada.page.getByRole('rowheader', { name: /^Visitor/ })).toHaveCount(0);
  await visitor.open();
  await expect(ada.row(1)).toBeVisible();
  await expect(ada.row(1)).toContainText('Lichen');
});

test('a site that starts on a click starts when its page asks for the chat, too', async ({ browserOf, lobby, agentArrives }) => {
  await (await Desk.of(await agentArrives('ada'))).settle({ start: 'Click' });
  const context = await browserOf();
  const tap = await Tap.of(context);
  const visitor = await Visitor.arrive(context, lobby.shop);
  await visitor.page.evaluate(() => (window as unknown as { Lobby: { open(): void } }).Lobby.open());
  await expect(visitor.box).toBeFocused();
  await expect.poll(() => tap.hellos.length).toBe(1);
});
