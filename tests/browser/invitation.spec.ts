// Invitations as the visitor meets them: a card that never takes the keyboard, in the tab that is looked at, answered by
// pointer and keyboard, or left alone. And what stands in the box meanwhile, and what whoever waits in vain reads.

import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, Locator, Page } from '@playwright/test';

import { Desk } from './harness/desk.ts';
import { faults } from './harness/fault.ts';
import { clipped } from './harness/reach.ts';
import { picture, STILL } from './harness/screen.ts';
import { turn } from './harness/sight.ts';
import { expect, test } from './harness/story.ts';
import { test as ofStrangers } from './harness/stranger.ts';
import { Tap } from './harness/tap.ts';
import { Visitor } from './harness/visitor.ts';

const WORDS = 'Hello. Are you looking for a tent for two? I am happy to help.';
const name = (id: number) => id.toString(16).padStart(2, '0').repeat(16);
const card = (visitor: Visitor): Locator => visitor.chat.getByRole('group', { name: 'Invitation' });
const focused = (page: Page) => page.evaluate(() => document.activeElement?.localName);

/** A visitor on the shop whom the server can invite, and what their page hears. */
async function arrive(context: BrowserContext, shop: string, path = '/'): Promise<{ tap: Tap; visitor: Visitor; heard: () => Promise<string[]> }> {
  await context.addInitScript(() => {
    const heard: string[] = [];
    const events = ['invitation shown', 'invitation accepted', 'invitation declined', 'open', 'close'];
    const listen = (event: string) => ['on', event, (detail?: unknown) => heard.push([event, JSON.stringify(detail ?? {})].join(' ').replace(' {}', ''))];
    Object.assign(window, { heard, Lobby: events.map(listen) });
  });
  const tap = await Tap.of(context);
  const visitor = await Visitor.arrive(context, shop, path);
  await expect.poll(() => tap.hellos.length).toBe(1);
  // Welcomed: before that the server's word would be the last one.
  await expect(visitor.chat.locator('h1')).toHaveText('Trek Supply');
  const heard = () => visitor.page.evaluate(() => (window as unknown as { heard: string[] }).heard);
  return { tap, visitor, heard };
}

test('an invitation shows beside the closed launcher without taking the keyboard, and accepting opens the chat', async ({ browserOf, lobby }) => {
  const { tap, visitor, heard } = await arrive(await browserOf({ reducedMotion: 'reduce' }), lobby.shop);
  await visitor.page.getByRole('link', { name: 'Tents' }).focus();
  tap.invite(7, 'Jo Lane', WORDS);
  await expect(card(visitor)).toBeVisible();
  await expect(card(visitor).getByRole('status')).toHaveText(/^JLJo LaneHello\. Are you/);
  // The letters of the face are drawn, not read out.
  await expect(card(visitor).locator('.face')).toHaveAttribute('aria-hidden', 'true');
  await expect(visitor.box).toBeHidden();
  expect(await focused(visitor.page)).toBe('a');
  await expect.poll(() => tap.of('invitation shown')).toEqual([name(7)]);
  const { violations } = await new AxeBuilder({ page: visitor.page }).include('lobby-widget').analyze();
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
  // All of it is on the screen.
  const whole = await card(visitor).evaluate((element) => [element.scrollHeight, element.clientHeight, innerHeight]);
  expect(whole[0]).toBe(whole[1]);
  expect(whole[2]).toBeGreaterThanOrEqual(whole[1] ?? 0);

  await card(visitor).getByRole('button', { name: 'Start chat' }).click();
  await expect(visitor.box).toBeFocused();
  await expect(card(visitor)).toBeHidden();
  await expect.poll(() => tap.of('answer')).toEqual([`${name(7)} true`]);
  await expect.poll(heard).toEqual(['invitation shown', 'open', 'invitation accepted']);
});

for (const [way, decline] of [
  ['by its button', (visitor: Visitor) => card(visitor).getByRole('button', { name: 'Not now' }).click()],
  ['by Escape in the card', async (visitor: Visitor) => {
    await card(visitor).getByRole('button', { name: 'Start chat' }).focus();
    await visitor.page.keyboard.press('Escape');
  }],
  ['by Escape on the launcher', async (visitor: Visitor) => {
    await visitor.launcher.focus();
    await visitor.page.keyboard.press('Escape');
  }],
] as const) {
  test(`an invitation is declined ${way}, and the keyboard is not lost`, async ({ browserOf, lobby }) => {
    const { tap, visitor, heard } = await arrive(await browserOf(), lobby.shop);
    tap.invite(7, null, WORDS);
    // The site itself invites by its own name.
    await expect(card(visitor)).toContainText('Trek Supply');
    await decline(visitor);
    await expect(card(visitor)).toBeHidden();
    await expect.poll(() => tap.of('answer')).toEqual([`${name(7)} false`]);
    await expect.poll(heard).toEqual(['invitation shown', 'invitation declined']);
    await expect(visitor.launcher).toBeFocused();
    await expect(visitor.box).toBeHidden();
    // It does not come back, a new one does.
    tap.invite(7, null, WORDS);
    tap.invite(8, 'Jo Lane', 'Once more');
    await expect(card(visitor)).toContainText('Once more');
  });
}

test('Escape elsewhere on the page is the page’s own', async ({ browserOf, lobby }) => {
  const { tap, visitor } = await arrive(await browserOf(), lobby.shop);
  tap.invite(7, 'Jo Lane', WORDS);
  await expect(card(visitor)).toBeVisible();
  await visitor.page.getByRole('link', { name: 'Tents' }).focus();
  await visitor.page.keyboard.press('Escape');
  tap.invite(7, 'Jo Lane', 'Other words');
  await expect(card(visitor)).toContainText('Other words');
  expect(tap.of('answer')).toEqual([]);
});

test('with the panel open an invitation stands in the stream, and what is typed goes on', async ({ browserOf, lobby }) => {
  const { tap, visitor } = await arrive(await browserOf(), lobby.shop);
  await visitor.open();
  await visitor.box.fill('I was about to');
  tap.invite(7, 'Jo Lane', WORDS);
  await expect(card(visitor)).toBeVisible();
  await expect(visitor.box).toBeFocused();
  await expect(visitor.box).toHaveValue('I was about to');
  // Closed meanwhile, it stands beside the launcher; opened again, in the stream.
  await visitor.launcher.click();
  await expect(visitor.box).toBeHidden();
  await expect(card(visitor)).toBeVisible();
  await visitor.launcher.click();
  await expect(visitor.box).toBeVisible();
  await card(visitor).getByRole('button', { name: 'Not now' }).click();
  await expect(card(visitor)).toBeHidden();
  expect(tap.of('answer')).toEqual([`${name(7)} false`]);
  expect(tap.of('invitation shown')).toEqual([name(7)]);
});

test('an invitation shows where the visitor looks, and in no tab in the background', async ({ browserOf, lobby }) => {
  const context = await browserOf();
  const { tap, visitor: first } = await arrive(context, lobby.shop);
  const second = await Visitor.arrive(context, lobby.shop, '/tent.html');
  await expect.poll(() => tap.hellos.length).toBe(2);
  await expect(second.chat.locator('h1')).toHaveText('Trek Supply');
  await turn(first.page, 'hidden');
  await expect.poll(() => tap.of('foreground')).toEqual(['false']);
  tap.invite(7, 'Jo Lane', WORDS);
  await expect(card(second)).toBeVisible();
  await expect(card(first)).toBeHidden();
  await expect.poll(() => tap.of('invitation shown')).toEqual([name(7)]);
  await turn(second.page, 'hidden');
  await expect(card(second)).toBeHidden();
  await turn(first.page, 'visible');
  await expect(card(first)).toBeVisible();
  // Answered in another tab, it goes.
  tap.over(7);
  await expect(card(first)).toBeHidden();
});

test('an invitation that is accepted too late says so', async ({ browserOf, lobby }) => {
  const { tap, visitor } = await arrive(await browserOf(), lobby.shop);
  tap.takes = false;
  tap.invite(8, 'Jo Lane', 'Quick');
  await card(visitor).getByRole('button', { name: 'Start chat' }).click();
  await expect(visitor.text('This invitation is over. Write here, and somebody will answer you.')).toBeVisible();
  await visitor.write('Here I am');
  await expect(visitor.said).toHaveText(['Here I am']);
  await expect(visitor.text('This invitation is over.')).toBeHidden();
});

test('a page that hides the launcher shows no invitation until it shows the launcher again', async ({ browserOf, lobby }) => {
  const { tap, visitor } = await arrive(await browserOf(), lobby.shop);
  const ask = (what: 'hide' | 'show') => visitor.page.evaluate((what) => (window as unknown as { Lobby: Record<string, () => void> }).Lobby[what]?.(), what);
  await ask('hide');
  tap.invite(7, 'Jo Lane', WORDS);
  await visitor.page.evaluate(() => (window as unknown as { Lobby: { track(name: string): void } }).Lobby.track('after'));
  await expect.poll(() => tap.of('track')).toEqual(['after']);
  await expect(card(visitor)).toBeHidden();
  expect(tap.of('invitation shown')).toEqual([]);
  await ask('show');
  await expect(card(visitor)).toBeVisible();
  await expect.poll(() => tap.of('invitation shown')).toEqual([name(7)]);
});

test('the words of an invitation are words, whatever stands in them', async ({ browserOf, lobby, watch }) => {
  const { tap, visitor } = await arrive(await browserOf({ viewport: { width: 390, height: 844 } }), lobby.shop);
  const evil = '<img src=x onerror="canarySang(1)"><script>canarySang(2)</script>\u202Eabc{{constructor}} '.repeat(3);
  tap.invite(7, '<b onclick=canarySang(3)>Jo</b>', evil);
  await expect(card(visitor)).toContainText('<script>canarySang(2)</script>');
  await expect(card(visitor)).toContainText('<b onclick=canarySang(3)>Jo</b>');
  const box = await visitor.page.locator('lobby-widget iframe').boundingBox();
  expect(box?.x).toBeGreaterThanOrEqual(0);
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(390);
  expect(watch.seen).toEqual([]);
});

test('an agent invites, the invitation comes along to the next page, and who accepts talks with that agent at once', async ({ browserOf, lobby, agentArrives }) => {
  const ada = await agentArrives('ada');
  const desk = await Desk.of(ada);
  const context = await browserOf();
  const { visitor, heard } = await arrive(context, lobby.shop);
  await expect.poll(() => desk.invite(1)).toBe('Done');
  await expect(card(visitor)).toContainText('Ada Lindqvist');
  const words = await card(visitor).locator('bdi').innerText();
  await visitor.visit('/tent.html');
  await expect(card(visitor)).toContainText(words);
  await card(visitor).getByRole('button', { name: 'Start chat' }).click();
  // It begins with the words of the invitation, and there is no queue.
  await expect(visitor.said).toHaveText([words]);
  await expect(visitor.chat.getByText('Ada Lindqvist is here')).toBeVisible();
  await expect(visitor.text(/You are in the queue/)).toBeHidden();
  await expect.poll(heard).toContain('invitation accepted');
  await visitor.write('Yes, for two');
  await ada.go('Conversations');
  await ada.mine.getByRole('link', { name: /Visitor 1/ }).click();
  await expect(ada.said).toHaveText([words, 'Yes, for two']);
  await ada.write('The Lichen, then');
  await expect(visitor.said).toHaveText([words, 'Yes, for two', 'The Lichen, then']);
  expect(await desk.invite(1)).toBe('NotBrowsing');
});

test('two agents invite the same visitor, one wins; declined, nobody may for a while', async ({ browserOf, lobby, agentArrives }) => {
  const desks = [await Desk.of(await agentArrives('ada')), await Desk.of(await agentArrives('ben'))] as const;
  const { visitor, heard } = await arrive(await browserOf(), lobby.shop);
  await expect.poll(() => Promise.all(desks.map((desk) => desk.invite(1))).then((answers) => answers.sort())).toEqual(['AlreadyInvited', 'Done']);
  await expect(card(visitor)).toHaveCount(1);
  await card(visitor).getByRole('button', { name: 'Not now' }).click();
  await expect.poll(heard).toContain('invitation declined');
  await expect(card(visitor)).toBeHidden();
  for (const desk of desks) expect(await desk.invite(1)).toBe('Capped');
});

test('what is typed in a conversation is seen before it is sent, and the visitor is told; not where the site does not want it', async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  const desk = await Desk.of(ada);
  const visitor = await visitorArrives();
  await visitor.open();
  const notice = visitor.text('We can see what you type before you send it.');
  await visitor.box.fill('Nobody sees this');
  await expect(notice).toBeHidden();
  await visitor.write('Hello');
  await ada.accept(1);
  await expect(notice).toBeVisible();
  const cards = (await desk.heard('Card')) as { conversation: string }[];
  const conversation = cards[0]?.conversation ?? '';
  await desk.follow(conversation);
  const begun = Date.now();
  await visitor.box.pressSequentially('My order number is 4711', { delay: 20 });
  const seen = async () => ((await desk.heard('Preview')) as { text: string }[]).map(({ text }) => text);
  await expect.poll(async () => (await seen()).at(-1)).toBe('My order number is 4711');
  expect((await seen()).join()).not.toContain('Nobody sees this');
  // Twice a second, not at every key.
  expect((await seen()).length).toBeLessThan(4 + ((Date.now() - begun) / 1_000) * 2);
  await visitor.box.press('Enter');
  await expect.poll(async () => (await seen()).at(-1)).toBe('');

  await desk.settle({ preview: false });
  await visitor.page.reload();
  await expect(visitor.said).toHaveText(['Hello', 'My order number is 4711']);
  await expect(visitor.text('Ada Lindqvist is here')).toBeVisible();
  await expect(notice).toBeHidden();
  const before = (await seen()).length;
  await visitor.box.fill('Between me and my screen');
  await visitor.write('Sent');
  await expect(ada.said).toHaveText(['Hello', 'My order number is 4711', 'Sent']);
  expect(await seen()).toHaveLength(before);
});

test('who waits in vain reads so, and may leave a message without losing their place', async ({ browserOf, lobby, agentArrives }) => {
  const ada = await agentArrives('ada');
  const context = await browserOf();
  const { tap, visitor } = await arrive(context, lobby.shop);
  await visitor.open();
  await visitor.write('Anybody?');
  await expect(visitor.text(/You are in the queue/)).toBeVisible();
  tap.busy(true);
  await expect(visitor.text('All agents are busy, please try again later')).toBeVisible();
  await expect(visitor.text(/You are in the queue/)).toBeHidden();
  // The head promises nobody, and does not look as if it were still loading.
  await expect(visitor.chat.locator('.head p')).toBeHidden();
  const form = context.waitForEvent('page');
  await visitor.button('Leave a message').click();
  const left = await form;
  await left.getByLabel('Your message').fill('Call me back');
  await left.getByLabel('E-mail or phone').fill('kim@home.example');
  await left.getByRole('button', { name: 'Send' }).click();
  await expect(left.getByText('Your message is with us')).toBeVisible();
  // It is the same visitor's, and no address tells whose; so is what they leave after it.
  expect(left.url()).not.toContain('vt_');
  await left.getByRole('button', { name: 'Write another message' }).click();
  await left.getByLabel('Your message').fill('After six');
  await left.getByLabel('E-mail or phone').fill('kim@home.example');
  await left.getByRole('button', { name: 'Send' }).click();
  await expect(left.getByText('Your message is with us')).toBeVisible();
  expect(left.url()).not.toContain('vt_');
  await left.close();
  await expect(visitor.said).toHaveText(['Anybody?', 'Call me back', 'kim@home.example', 'After six', 'kim@home.example']);
  tap.busy(false);
  await expect(visitor.text(/You are in the queue/)).toBeVisible();
  await ada.accept(1);
  await expect(visitor.text('Ada Lindqvist is here')).toBeVisible();
});

const LONG = '这款帐篷适合两个人。Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft? '.repeat(3).slice(0, 300);

for (const [look, options, language, width] of [
  ['on a narrow phone', {}, 'en', 360],
  ['on a narrow phone in the dark', { colorScheme: 'dark' }, 'en', 360],
  ['in Chinese', {}, 'zh-CN', 360],
  ['in forced colours at a desk', { forcedColors: 'active' }, 'en', 1280],
] as const) {
  ofStrangers(`an invitation fits and reads well ${look}, beside the launcher and in the chat`, async ({ strangerOn, browserOf }) => {
    const { origin, show } = await strangerOn('host.localhost');
    show(`<!doctype html><html lang="${language}"><meta name="viewport" content="width=device-width"><title>Host</title><body style="color-scheme: light dark"><h1>Tents</h1>TAG`);
    const context = await browserOf({ ...STILL, ...options, viewport: { width, height: 640 } });
    const tap = await Tap.of(context);
    const visitor = await Visitor.arrive(context, origin);
    const chat = visitor.page.frameLocator('lobby-widget iframe');
    await expect(chat.locator('h1')).toHaveText('A stranger');
    const name = `invitation-${look.replaceAll(' ', '-')}`;
    for (const [at, [from, words]] of ([['Jo Lane', WORDS], [null, WORDS], [LONG.slice(0, 60), LONG]] as const).entries()) {
      tap.invite(at + 1, from, words);
      const beside = chat.locator('.teaser.invitation');
      await expect(beside).toContainText(words);
      await expect(beside.getByRole('button').first()).toBeInViewport({ ratio: 0.99 });
      await expect(beside.getByRole('button').last()).toBeInViewport({ ratio: 0.99 });
      await expect(visitor.page.locator('lobby-widget .launcher')).toBeInViewport({ ratio: 0.99 });
      expect.soft(await clipped(chat.locator('html'))).toEqual([]);
      expect.soft(await faults(visitor.page)).toEqual([]);
      await picture(visitor.page, `${name}-${at}`);
    }
    await visitor.page.evaluate(() => (window as unknown as { Lobby: { open(): void } }).Lobby.open());
    const inside = chat.locator('.card.invitation');
    await expect(inside).toContainText(LONG);
    for (const answer of await inside.getByRole('button').all()) await answer.scrollIntoViewIfNeeded();
    expect.soft(await clipped(chat.locator('html'))).toEqual([]);
    expect.soft(await faults(visitor.page)).toEqual([]);
    await picture(visitor.page, `${name}-open`);
  });
}
