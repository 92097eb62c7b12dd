// An invitation and all the windows and pages of one visitor: it shows in one place at a time, the one that they use; it
// goes along as they walk on; and once answered it is gone everywhere.

import type { BrowserContext, Locator } from '@playwright/test';

import { Desk } from './harness/desk.ts';
import { picture } from './harness/screen.ts';
import { turn } from './harness/sight.ts';
import { expect, test } from './harness/story.ts';
import { Tap } from './harness/tap.ts';
import { Visitor } from './harness/visitor.ts';

const WORDS = 'Are you looking for a tent for two? I am happy to help.';
const card = (visitor: Visitor): Locator => visitor.chat.getByRole('group', { name: 'Invitation' });

/** The visitor comes to this window. Playwright keeps every page in use, so that one is told itself. */
const use = (visitor: Visitor) => visitor.page.evaluate(() => dispatchEvent(new Event('focus')));

/** A further tab of somebody, welcomed by the server. */
async function tab(context: BrowserContext, shop: string, path = '/'): Promise<Visitor> {
  const visitor = await Visitor.arrive(context, shop, path);
  await expect(visitor.chat.locator('h1')).toHaveText('Trek Supply');
  return visitor;
}

test('of several tabs the one in sight shows an invitation, and accepted there it is gone from all of them', async ({ browserOf, lobby, agentArrives }) => {
  const desk = await Desk.of(await agentArrives('ada'));
  const context = await browserOf();
  const [first, second, third] = [await tab(context, lobby.shop), await tab(context, lobby.shop, '/tent.html'), await tab(context, lobby.shop, '/stove.html')];
  for (const { page } of [first, third]) await turn(page, 'hidden');
  await expect.poll(() => desk.invite(1)).toBe('Done');
  await expect(card(second)).toBeVisible();
  const words = await card(second).locator('bdi').innerText();
  for (const hidden of [first, third]) await expect(card(hidden)).toBeHidden();
  // They turn to another tab: it shows there now.
  await turn(second.page, 'hidden');
  await turn(third.page, 'visible');
  await expect(card(third)).toBeVisible();
  await expect(card(second)).toBeHidden();
  await card(third).getByRole('button', { name: 'Start chat' }).click();
  await expect(third.said).toHaveText([words]);
  await turn(third.page, 'hidden');
  for (const other of [first, second]) {
    await turn(other.page, 'visible');
    await other.launcher.click();
    await expect(other.said).toHaveText([words]);
    await expect(card(other)).toBeHidden();
    await turn(other.page, 'hidden');
  }
});

test('an invitation that was declined in one tab does not wait in the others', async ({ browserOf, lobby, agentArrives }) => {
  const desk = await Desk.of(await agentArrives('ada'));
  const context = await browserOf();
  const tap = await Tap.of(context);
  const [first, second] = [await tab(context, lobby.shop), await tab(context, lobby.shop, '/tent.html')];
  await turn(first.page, 'hidden');
  await expect.poll(() => desk.invite(1)).toBe('Done');
  await card(second).getByRole('button', { name: 'Not now' }).click();
  await expect.poll(async () => (await desk.heard('Invitation')).map((one) => (one as { outcome: string }).outcome)).toEqual(['Declined']);
  await turn(second.page, 'hidden');
  await turn(first.page, 'visible');
  await expect.poll(() => tap.of('foreground').at(-1)).toBe('true');
  await expect(card(first)).toBeHidden();
  expect(tap.of('invitation shown')).toHaveLength(1);
});

test('of two windows side by side the one that was used last shows an invitation, and when it closes the other', async ({ browserOf, lobby }) => {
  const context = await browserOf();
  const tap = await Tap.of(context);
  const first = await tab(context, lobby.shop);
  const second = await tab(context, lobby.shop, '/tent.html');
  tap.invite(7, 'Jo Lane', WORDS);
  await expect(card(second)).toBeVisible();
  await expect(card(first)).toBeHidden();
  await use(first);
  await expect(card(first)).toBeVisible();
  await expect(card(second)).toBeHidden();
  await use(second);
  await expect(card(second)).toBeVisible();
  await expect(card(first)).toBeHidden();
  // In the chat itself they are as much in the window as on its page: what is open there comes to show it.
  await first.open();
  await expect(card(first)).toBeVisible();
  await expect(first.box).toBeFocused();
  await expect(card(second)).toBeHidden();
  await first.page.close();
  await expect(card(second)).toBeVisible();
  await card(second).getByRole('button', { name: 'Not now' }).click();
  await expect.poll(() => tap.of('answer')).toEqual([`${'07'.repeat(16)} false`]);
});

test('where no window may know of the others an invitation still shows', async ({ browserOf, lobby }) => {
  const context = await browserOf();
  await context.addInitScript(() => Object.defineProperty(Navigator.prototype, 'locks', { configurable: true, get: () => undefined }));
  const tap = await Tap.of(context);
  const visitor = await tab(context, lobby.shop);
  tap.invite(7, 'Jo Lane', WORDS);
  await expect(card(visitor)).toBeVisible();
});

test('the site’s own invitation stays as the visitor walks on, and begins a conversation in the site’s name', async ({ browserOf, lobby, agentArrives }) => {
  const ada = await agentArrives('ada');
  const desk = await Desk.of(ada);
  await desk.invitesOn('/tent', WORDS);
  const context = await browserOf();
  const tap = await Tap.of(context);
  const visitor = await tab(context, lobby.shop);
  await expect(card(visitor)).toBeHidden();
  await visitor.page.getByRole('link', { name: 'Tents' }).click();
  await expect(card(visitor)).toContainText(`Trek Supply${WORDS}`);
  // The site speaks, nobody's face does.
  await expect(card(visitor).locator('.face')).toBeHidden();
  // To a page without the tag's condition, back by the browser's button, and a step of an app: it stays the same one.
  await visitor.page.getByRole('link', { name: 'Stoves' }).click();
  await visitor.page.waitForURL(/stove/);
  await expect(card(visitor)).toContainText(WORDS);
  await visitor.page.goBack();
  await visitor.page.waitForURL(/tent/);
  await expect(card(visitor)).toContainText(WORDS);
  const before = await card(visitor).elementHandle();
  await visitor.page.evaluate(() => history.pushState({}, '', '/tent.html?colour=green'));
  await expect.poll(() => tap.of('view').at(-1)).toContain('colour=green');
  expect(await card(visitor).evaluate((element, before) => element === before, before)).toBe(true);
  await expect.poll(() => desk.figures()).toEqual([{ shown: 1, accepted: 0 }]);

  await card(visitor).getByRole('button', { name: 'Start chat' }).click();
  await expect(visitor.box).toBeFocused();
  await expect(visitor.said).toHaveText([WORDS]);
  await expect(visitor.stream.locator('.bubble')).toHaveClass('bubble first');
  await expect(visitor.stream.locator('.bubble')).toHaveText(`Trek Supply: ${WORDS}`);
  await expect(visitor.stream.locator('.caption')).toHaveText(/^Trek Supply · \d/);
  await expect(visitor.text(/You are in the queue/)).toBeVisible();
  await visitor.write('Yes, for two');
  await expect(visitor.stream.locator('.bubble.own')).toHaveText('You: Yes, for two');
  await ada.accept(1);
  await expect(ada.said).toHaveText([WORDS, 'Yes, for two']);
  await expect(ada.stream.getByText("In the site's name").first()).toBeVisible();
  await picture(visitor.page, 'invitation-of-the-site-talking');
  await picture(ada.page, 'console-invitation-of-the-site');
  await expect.poll(() => desk.figures()).toEqual([{ shown: 1, accepted: 1 }]);
  await visitor.page.reload();
  await expect(visitor.stream.locator('.bubble').first()).toHaveText(`Trek Supply: ${WORDS}`);
});

test('whoever accepts in the moment in which the page goes away has accepted, or is asked again', async ({ browserOf, lobby, agentArrives }) => {
  const ada = await agentArrives('ada');
  const desk = await Desk.of(ada);
  const visitor = await tab(await browserOf(), lobby.shop);
  await expect.poll(() => desk.invite(1)).toBe('Done');
  const words = await card(visitor).locator('bdi').innerText();
  await visitor.page.evaluate(() => setTimeout(() => location.assign('/stove.html')));
  await card(visitor).getByRole('button', { name: 'Start chat' }).evaluate((button: HTMLElement) => button.click()).catch(() => {});
  await visitor.page.waitForURL(/stove/);
  const started = card(visitor).getByRole('button', { name: 'Start chat' });
  await expect(started.or(visitor.said).first()).toBeVisible();
  if (await started.isVisible()) await started.click();
  await expect(visitor.said).toHaveText([words]);
  await expect(visitor.text('Ada Lindqvist is here')).toBeVisible();
  await ada.go('Conversations');
  await expect(ada.mine.getByRole('link')).toHaveCount(1);
});

for (const [way, days] of [['behind', -3], ['ahead', 3]] as const) {
  test(`a visitor whose clock is days ${way} is invited, walks on and talks like any other`, async ({ browserOf, lobby, agentArrives }) => {
    const ada = await agentArrives('ada');
    const desk = await Desk.of(ada);
    const context = await browserOf();
    await context.addInitScript((days) => {
      const now = Date.now.bind(Date);
      Date.now = () => now() + days * 86_400_000;
    }, days);
    const visitor = await tab(context, lobby.shop);
    await expect.poll(() => desk.invite(1)).toBe('Done');
    const words = await card(visitor).locator('bdi').innerText();
    await visitor.page.getByRole('link', { name: 'Tents' }).click();
    await visitor.page.waitForURL(/tent/);
    await card(visitor).getByRole('button', { name: 'Start chat' }).click();
    await visitor.write('Here I am');
    await expect(visitor.said).toHaveText([words, 'Here I am']);
    await expect(visitor.caption).toHaveText(/(Sent|Delivered)$/);
    await ada.go('Conversations');
    await ada.mine.getByRole('link', { name: /Visitor 1/ }).click();
    await expect(ada.said).toHaveText([words, 'Here I am']);
    await ada.go('Lobby');
    await expect(ada.row(1)).toContainText('Lichen');
    await ada.row(1).click({ position: { x: 4, y: 4 } });
    const trail = ada.page.getByRole('complementary', { name: 'Visitor 1' }).getByRole('list', { name: 'Trail' });
    await expect(trail.getByRole('listitem')).toHaveCount(2);
    // The server's clock counts, and time on a page never runs into days.
    await expect(trail.locator('.step-time').first()).toHaveText(/^\d:\d\d$/);
  });
}
