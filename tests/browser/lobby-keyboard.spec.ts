// The keyboard in the lobby and in its forms: it is never on a visitor who was not meant, and never on nothing, whatever
// leaves the page under it.

import type { Page } from '@playwright/test';

import type { Agent } from './harness/agent.ts';
import { crowd, ordinary, siteKey, Walker } from './harness/crowd.ts';
import type { Lobby } from './harness/lobby.ts';
import { expect, test } from './harness/story.ts';

const TENT = ['/tent.html', 'Lichen 2 tent · Trek Supply'] as const;
const STOVE = ['/stove.html', 'Ember gas stove · Trek Supply'] as const;

/** So many visitors on this page, one after the other: their numbers are in the order in which they came. */
async function visitors(lobby: Lobby, agent: Agent, [path, title]: readonly [string, string], count: number): Promise<Walker[]> {
  const key = await siteKey(agent);
  const walkers: Walker[] = [];
  for (let at = 0; at < count; at += 1) {
    walkers.push(await Walker.arrive(lobby, key, { ...ordinary(lobby.shop, at), address: lobby.shop + path, title }));
  }
  return walkers;
}

/** The places of the rows as they stand in the page. */
const places = (page: Page) =>
  page.locator('.lobby tbody tr:not([hidden])').evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('aria-rowindex'))));

/** The page's order, by which keys walk, is that in which the rows are seen. */
const inOrder = (page: Page) =>
  expect.poll(() => places(page).then((all) => all.length > 0 && all.every((place, at) => at === 0 || place > (all[at - 1] ?? 0)))).toBe(true);

/** How many have an invitation on the screen. */
const invited = (page: Page) => page.locator('.figures dd').nth(3);

test('a key never means another visitor than the one who had the keyboard, also when that one leaves the list', async ({ agentArrives, lobby }) => {
  // So high that no more rows are ever in the page than are in sight: whoever comes into sight takes the place that is free.
  const ada = await agentArrives('ada', { viewport: { width: 1280, height: 1_300 } });
  const { page } = ada;
  const walkers = await visitors(lobby, ada, TENT, 60);
  const goesOn = (visitor: number) => walkers[visitor - 1]?.view(lobby.shop + STOVE[0], STOVE[1]);
  await page.getByRole('searchbox', { name: 'Search visitors' }).fill('lichen');
  const scroller = page.locator('.lobby-scroll');
  const focused = page.locator('tr:focus');
  await expect(page.locator('.lobby')).toHaveAttribute('aria-rowcount', '61');
  await expect(ada.row(60)).toBeVisible();
  await inOrder(page);

  // The newest is in the first row, and the list is longer than the screen.
  await scroller.focus();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect(ada.row(59)).toBeFocused();
  goesOn(59);
  await expect(ada.row(59)).toBeHidden();
  await page.keyboard.press('i');
  await page.keyboard.press('Enter');
  await expect(scroller).toBeFocused();
  // What is pressed next comes after what was pressed before: it is the only invitation.
  await page.keyboard.press('j');
  await expect(ada.row(60)).toBeFocused();
  await page.keyboard.press('i');
  await expect(ada.row(60)).toContainText('invited');
  await expect(invited(page)).toHaveText('1');
  await expect(page.getByRole('complementary')).toHaveCount(0);

  // The button in a row is its visitor's too.
  await ada.button('Invite · Visitor 57').focus();
  goesOn(57);
  await expect(ada.row(57)).toBeHidden();
  await page.keyboard.press('Enter');
  await expect(scroller).toBeFocused();

  // By the pointer, with the card open: the key means whom the card tells of.
  await ada.row(55).locator('td').first().click();
  await expect(page.getByRole('complementary', { name: 'Visitor 55' })).toBeVisible();
  await expect(ada.row(55)).toBeFocused();
  // Rows stay in their places for a while after the pointer has moved on them, unless it leaves them.
  await page.mouse.move(5, 5);
  goesOn(55);
  await expect(ada.row(55)).toBeHidden();
  await expect(scroller).toBeFocused();
  await page.keyboard.press('i');
  await expect(page.getByRole('complementary', { name: 'Visitor 55' })).toContainText('invited');
  await expect(invited(page)).toHaveText('2');
  await page.getByRole('searchbox', { name: 'Search visitors' }).fill('');
  await expect(ada.row(57)).toContainText('browsing');
  await expect(page.getByRole('row').filter({ hasText: 'invited' })).toHaveCount(2);
  await expect(focused).toHaveCount(0);
  for (const walker of walkers) walker.leave();
});

test('a row that has the keyboard stays its own while another window has the agent’s attention', async ({ agentArrives, lobby }) => {
  const ada = await agentArrives('ada');
  const { page } = ada;
  const walkers = await crowd(lobby, await siteKey(ada), 200);
  const scroller = page.locator('.lobby-scroll');
  await expect(page.locator('.lobby')).toHaveAttribute('aria-rowcount', '201');
  await inOrder(page);
  await scroller.focus();
  await page.keyboard.press('j');
  const focused = page.locator('tr:focus');
  const who = (await focused.getByRole('rowheader').textContent()) ?? '';
  // What the browser tells the page when another window comes to the front.
  await focused.evaluate((row) => {
    row.dispatchEvent(new FocusEvent('blur'));
    row.dispatchEvent(new FocusEvent('focusout', { bubbles: true }));
  });
  for (const top of [2_000, 5_000, 3_000]) {
    await scroller.evaluate((scroller, top) => scroller.scrollTo(0, top), top);
    await expect(page.locator(`.lobby tbody tr[aria-rowindex="${Math.ceil(top / 32) + 4}"]`).getByRole('rowheader')).toHaveText(/^Visitor \d+$/);
    await expect(focused.getByRole('rowheader')).toHaveText(who);
  }
  for (const walker of walkers) walker.leave();
});

test('the keyboard stays on a heading’s button while rows come above it, and goes to the table with the headings', async ({ agentArrives, lobby }) => {
  const ada = await agentArrives('ada');
  const { page } = ada;
  const walkers = [...(await visitors(lobby, ada, STOVE, 2)), ...(await visitors(lobby, ada, TENT, 60))];
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('combobox', { name: 'Group by' }).selectOption('Now on');
  await page.keyboard.press('Escape');
  const scroller = page.locator('.lobby-scroll');
  const only = page.getByRole('button', { name: /^Only these: .*Lichen/ });
  await expect(only).toBeVisible();
  await inOrder(page);
  await only.focus();
  const line = only.locator('xpath=ancestor::tr');
  const before = Number(await line.getAttribute('aria-rowindex'));
  walkers.push(...(await visitors(lobby, ada, STOVE, 2)));
  await expect(line).toHaveAttribute('aria-rowindex', String(before + 2));
  await inOrder(page);
  await expect(only).toBeFocused();
  // Also out of sight.
  await scroller.evaluate((scroller) => scroller.scrollTo(0, 1_200));
  await expect.poll(() => places(page).then((all) => all.at(-1) ?? 0)).toBeGreaterThan(50);
  await inOrder(page);
  await expect(only).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^Only these/ })).toHaveCount(0);
  await expect(scroller).toBeFocused();
  for (const walker of walkers) walker.leave();
});

test('a form that was refused after its question has the keyboard on Save, which asks again', async ({ agentArrives }) => {
  const ada = await agentArrives('ada');
  const { page } = ada;
  const refused = page.getByText('The server does not answer. Nothing was changed; try again.');
  const changes = /\/console\/api\/sites\/[^/]+\/(rules|settings)$/;
  const refuse = () => page.route(changes, (route) => (route.request().method() === 'GET' ? route.continue() : route.abort()));
  await ada.go('Sites');
  await page.getByRole('link', { name: 'Rules · Trek Supply' }).click();
  await page.getByRole('button', { name: 'Add a rule' }).click();
  const form = page.getByRole('form', { name: 'Rules' });
  const save = page.getByRole('button', { name: 'Save', exact: true });
  await form.getByLabel('Name of the rule').fill('Untried');
  await form.getByRole('textbox', { name: 'Page', exact: true }).fill('/tent');
  await form.getByLabel('Words of the invitation').fill('Are you looking for a tent for two?');
  await form.getByRole('switch', { name: 'Invites' }).check();
  await refuse();
  await save.focus();
  await page.keyboard.press('Enter');
  await form.getByRole('button', { name: 'Save untried' }).focus();
  await page.keyboard.press('Enter');
  await expect(refused).toBeVisible();
  await expect(save).toBeFocused();
  await expect(save).toBeEnabled();
  await page.unroute(changes);
  await page.keyboard.press('Enter');
  await form.getByRole('button', { name: 'Save untried' }).click();
  await expect(page.getByRole('list', { name: 'Rules' }).locator('> li')).toHaveCount(1);

  await ada.go('Sites');
  await page.getByRole('button', { name: 'Settings · Trek Supply' }).click();
  const settings = page.getByRole('region', { name: 'Settings · Trek Supply' });
  await settings.getByRole('textbox', { name: /^Days/ }).fill('30');
  await refuse();
  await save.focus();
  await page.keyboard.press('Enter');
  await settings.getByRole('button', { name: 'Save and delete' }).focus();
  await page.keyboard.press('Enter');
  await expect(refused).toBeVisible();
  await expect(save).toBeFocused();
  await page.unroute(changes);
  await page.keyboard.press('Enter');
  await settings.getByRole('button', { name: 'Save and delete' }).click();
  await expect(page.getByText('Saved.').last()).toBeVisible();
  await expect(settings).toBeHidden();
});
