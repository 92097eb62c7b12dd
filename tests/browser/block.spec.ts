// Blocking a visitor: what is asked, what the visitor reads, what no agent sees, and the list in which it all stands.

import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';

import type { Agent } from './harness/agent.ts';
import { ordinary, Walker } from './harness/crowd.ts';
import { Desk } from './harness/desk.ts';
import { picture } from './harness/screen.ts';
import { expect, test } from './harness/story.ts';

const BUSY = 'All agents are busy, please try again later';
const blocks = (page: Page): Locator => page.getByRole('list', { name: 'Blocks' }).locator('> li');
const dialog = (page: Page): Locator => page.getByRole('dialog', { name: 'Block' });

async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return grave.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}`));
}

/** Opens the visitor's card, and the question on it. */
async function ask(agent: Agent, visitor: number): Promise<void> {
  await agent.row(visitor).click({ position: { x: 4, y: 4 } });
  const card = agent.page.getByRole('complementary', { name: `Visitor ${visitor}` });
  await card.getByRole('button', { name: 'Block', exact: true }).click();
  await expect(dialog(agent.page)).toBeVisible();
}

async function openList(agent: Agent): Promise<void> {
  await agent.go('Sites');
  await agent.page.getByRole('link', { name: 'Blocks · Trek Supply' }).click();
  await expect(agent.page.getByRole('heading', { name: 'Blocks', level: 1 })).toBeVisible();
}

test('a blocked visitor reads what whoever waits in vain reads, no agent is offered them, and lifted they wait like any other', async ({ visitorArrives, agentArrives }) => {
  test.setTimeout(180_000);
  const [ada, ben] = [await agentArrives('ada'), await agentArrives('ben')];
  const pest = await visitorArrives('/tent.html');
  await expect(ada.row(1)).toContainText('browsing');
  const other = await visitorArrives('/stove.html');
  await expect(ada.row(2)).toContainText('browsing');
  await openList(ben);
  await expect(ben.page.getByText('Nobody is blocked')).toBeVisible();

  await ask(ada, 1);
  const question = dialog(ada.page);
  await expect(question.getByRole('heading')).toHaveText('Block Visitor 1?');
  await expect(question).toContainText('They are not told.');
  await expect(question.getByRole('checkbox', { name: 'This browser, wherever it is' })).toBeChecked();
  await question.getByRole('button', { name: '1 week' }).click();
  await question.getByRole('textbox', { name: 'Reason, for colleagues' }).fill('Sells pills');
  await picture(ada.page, 'block-dialog');
  expect(await faults(ada.page)).toEqual([]);
  await question.getByRole('button', { name: 'Block' }).click();
  await expect(question).toBeHidden();
  await expect(ada.page.getByText('Visitor 1 is blocked.')).toBeVisible();
  await expect(ada.row(1)).toContainText('blocked');
  await expect(ada.row(1).getByRole('button', { name: /^Invite/ })).toHaveAttribute('aria-disabled', 'true');

  // A colleague's list, on the screen all the time, has it by itself, and also what is written behind it.
  await expect(blocks(ben.page)).toHaveCount(1);
  await expect(blocks(ben.page)).toContainText('Visitor 1');
  await expect(blocks(ben.page)).toContainText('This browser, wherever it is · Until');
  await expect(blocks(ben.page)).toContainText('Sells pills');
  await expect(blocks(ben.page)).toContainText('Ada Lindqvist');
  await pest.open();
  await pest.write('Buy my pills');
  await other.open();
  await other.write('Is anybody there?');
  await expect(pest.caption).toHaveText(/Sent$/);
  await blocks(ben.page).getByText('1 message since').click();
  await expect(blocks(ben.page)).toContainText('Buy my pills');
  await picture(ben.page, 'blocks');
  expect(await faults(ben.page)).toEqual([]);
  await expect(ada.page.getByRole('region', { name: 'Offered to you' })).toContainText('Is anybody there?');
  await ada.go('Conversations');
  await expect(ada.queue).toContainText('Is anybody there?');
  await expect(ada.page.locator('body')).not.toContainText('pills');
  await expect(ada.page.getByRole('link', { name: /Visitor 1/ })).toHaveCount(0);
  // Both wait in vain, and neither can tell from what they read which of them is blocked.
  const head = (of: typeof pest) => of.chat.locator('header').innerText();
  for (const visitor of [pest, other]) await expect(visitor.text(BUSY)).toBeVisible({ timeout: 90_000 });
  expect(await head(pest)).toBe(await head(other));
  expect(await pest.chat.locator('body').innerText()).not.toMatch(/block/i);

  await blocks(ben.page).getByRole('button', { name: 'Lift · Visitor 1' }).click();
  await expect(ben.page.getByText('The block is lifted.')).toBeVisible();
  await expect(ben.page.getByText('Nobody is blocked')).toBeVisible();
  await expect(ada.queue).toContainText('Buy my pills');
  // It was the wrong one: put back, it is as if nobody had lifted it.
  await ben.page.getByRole('button', { name: 'Undo' }).click();
  await expect(blocks(ben.page)).toContainText('Sells pills');
  await expect(ben.page.getByText('Visitor 1 is blocked.')).toBeVisible();
  await expect(ada.queue).not.toContainText('Buy my pills');
  await blocks(ben.page).getByRole('button', { name: 'Lift · Visitor 1' }).click();
  await expect(ada.queue).toContainText('Buy my pills');
  await ada.button('Accept · Visitor 1').click();
  await ada.write('No, thank you.');
  await expect(pest.said).toHaveText(['Buy my pills', 'No, thank you.']);
});

test('an address is blocked for everybody there, and the question is asked and left by the keyboard', async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  const { page } = ada;
  await visitorArrives('/tent.html');
  await visitorArrives('/stove.html');
  await expect(ada.row(2)).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  const card = page.getByRole('complementary');
  const block = card.getByRole('button', { name: 'Block', exact: true });
  await block.focus();
  await page.keyboard.press('Enter');
  const question = dialog(page);
  await expect(question).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await expect(block).toBeFocused();
  await page.keyboard.press('Enter');
  const [identity, address] = [question.getByRole('checkbox', { name: /^This browser/ }), question.getByRole('checkbox', { name: 'Everybody at the address 127.0.0.1' })];
  await identity.focus();
  await page.keyboard.press('Space');
  // Nothing is chosen: there is nothing to confirm.
  const confirm = question.getByRole('button', { name: 'Block' });
  await expect(confirm).toBeDisabled();
  await address.focus();
  await page.keyboard.press('Space');
  await question.getByRole('button', { name: 'For ever' }).focus();
  await page.keyboard.press('Enter');
  await confirm.focus();
  await page.keyboard.press('Enter');
  await expect(ada.row(1)).toContainText('blocked');
  await expect(ada.row(2)).toContainText('blocked');
  // Somebody new from there is blocked, too.
  await visitorArrives('/');
  await expect(ada.row(3)).toContainText('blocked');
  await card.getByRole('link', { name: 'Blocks' }).click();
  await expect(blocks(page)).toContainText('Everybody at the address 127.0.0.1 · For ever');
  await page.getByRole('button', { name: /^Lift/ }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Nobody is blocked')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Blocks', level: 1 })).toBeFocused();
  await ada.go('Lobby');
  await expect(ada.row(3)).toContainText('browsing');
});

test('where addresses are truncated, the question and the list name the network that is blocked', async ({ agentArrives, lobby }) => {
  await lobby.stop();
  await lobby.start({ LOBBY_TRUNCATE_ADDRESSES: 'true' });
  const ada = await agentArrives('ada');
  const { page } = ada;
  const from = ['192.0.2.77', '192.0.2.9', '192.0.3.9', '2001:db8:1:2::3'];
  for (const [at, address] of from.entries()) {
    await Walker.arrive(lobby, 'demo', { ...ordinary(lobby.shop, at), from: address });
    await expect(ada.row(at + 1)).toContainText('browsing');
  }
  const question = dialog(page);
  await ask(ada, 4);
  await expect(question.getByRole('checkbox', { name: 'Everybody in the network 2001:db8:1::/48' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await ask(ada, 1);
  await question.getByRole('checkbox', { name: /^This browser/ }).uncheck();
  await question.getByRole('checkbox', { name: 'Everybody in the network 192.0.2.0/24' }).check();
  await picture(page, 'block-network');
  await question.getByRole('button', { name: 'Block' }).click();
  for (const [visitor, state] of [[1, 'blocked'], [2, 'blocked'], [3, 'browsing'], [4, 'browsing']] as const) {
    await expect(ada.row(visitor)).toContainText(state);
  }
  for (const visitor of [3, 4]) await expect(ada.row(visitor)).not.toContainText('blocked');
  await openList(ada);
  await expect(blocks(page)).toContainText('Everybody in the network 192.0.2.0/24 · Until');
});

test('a long list is shown a hundred at a time, and stays as long as it was when a colleague lifts one', async ({ agentArrives, lobby }) => {
  test.setTimeout(180_000);
  const [ada, ben] = [await agentArrives('ada'), await agentArrives('ben')];
  await Walker.arrive(lobby, 'demo', ordinary(lobby.shop, 1));
  await expect(ada.row(1)).toBeVisible();
  const desk = await Desk.of(ada);
  for (let number = 1; number <= 103; number += 1) await desk.blocks(1, `Reason ${number}.`);
  await openList(ada);
  await openList(ben);
  const more = (agent: Agent) => agent.button('Show earlier blocks');
  await expect(blocks(ada.page)).toHaveCount(100);
  await expect(blocks(ada.page).filter({ hasText: 'Reason 1.' })).toHaveCount(0);
  await more(ada).focus();
  await picture(ada.page, 'blocks-more');
  expect(await faults(ada.page)).toEqual([]);
  await ada.page.keyboard.press('Enter');
  await expect(blocks(ada.page)).toHaveCount(103);
  await expect(blocks(ada.page).last()).toContainText('Reason 1.');
  await expect(more(ada)).toBeHidden();
  // The keyboard goes on where the earlier ones begin.
  await expect(blocks(ada.page).nth(100)).toBeFocused();
  await ada.page.keyboard.press('Tab');
  await expect(blocks(ada.page).nth(100).getByRole('button', { name: /^Lift/ })).toBeFocused();
  await blocks(ben.page).first().getByRole('button', { name: /^Lift/ }).click();
  await expect(blocks(ada.page)).toHaveCount(102);
  await expect(blocks(ada.page).first()).toContainText('Reason 102.');
  await expect(blocks(ada.page).last()).toContainText('Reason 1.');
  await expect(blocks(ben.page)).toHaveCount(100);
  // The last of all is lifted, and put back where it was.
  await blocks(ada.page).last().getByRole('button', { name: /^Lift/ }).click();
  await expect(blocks(ada.page)).toHaveCount(101);
  await expect(blocks(ada.page).last()).toContainText('Reason 2.');
  await ada.page.getByRole('button', { name: 'Undo' }).click();
  await expect(ada.page.getByText('Visitor 1 is blocked.')).toBeVisible();
  await expect(blocks(ada.page)).toHaveCount(102);
  await expect(blocks(ada.page).last()).toContainText('Reason 1.');
});

test('a list that cannot be loaded says so, and is there again with the server', async ({ agentArrives, lobby }) => {
  const ada = await agentArrives('ada');
  await openList(ada);
  await expect(ada.page.getByText('Nobody is blocked')).toBeVisible();
  await lobby.kill();
  await ada.go('Sites');
  await ada.page.getByRole('link', { name: 'Blocks · Trek Supply' }).click();
  await expect(ada.page.getByText('This could not be loaded.')).toBeVisible();
  await picture(ada.page, 'blocks-failed');
  await lobby.start();
  await expect(ada.page.getByText('Nobody is blocked')).toBeVisible({ timeout: 30_000 });
});
