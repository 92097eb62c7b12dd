// Rules that invite, as an administrator makes them: tried on yesterday's visitors, switched on, put in order, followed from
// shown to converted, and taken away; and what another agent sees of it.

import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';

import type { Agent } from './harness/agent.ts';
import { Desk } from './harness/desk.ts';
import { picture } from './harness/screen.ts';
import { expect, test } from './harness/story.ts';
import type { Visitor } from './harness/visitor.ts';
import { zoneWithMidnight } from './harness/zone.ts';

const WORDS = 'Are you looking for a tent for two?';
const card = (visitor: Visitor): Locator => visitor.chat.getByRole('group', { name: 'Invitation' });
const rules = (page: Page): Locator => page.getByRole('list', { name: 'Rules' }).locator('> li');
const track = (visitor: Visitor, name: string) =>
  visitor.page.evaluate((name) => (window as unknown as { Lobby: { track(name: string): void } }).Lobby.track(name), name);

async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return grave.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}`));
}

async function open(agent: Agent): Promise<void> {
  await agent.go('Sites');
  await agent.page.getByRole('link', { name: 'Rules · Trek Supply' }).click();
  await expect(agent.page.getByRole('heading', { name: 'Rules', level: 1 })).toBeVisible();
}

/** The figures of a rule, or of the agents: shown, accepted, converted. */
async function figures(of: Locator): Promise<string[]> {
  return of.locator('.rule-figures dd').allInnerTexts();
}

test('a rule is tried on yesterday’s visitors, switched on, invites, and counts what comes of it', async ({ visitorArrives, agentArrives, lobby }) => {
  test.slow();
  const before = await visitorArrives('/tent.html');
  await expect(before.chat.locator('h1')).toHaveText('Trek Supply');
  await before.page.close();
  // What is not on disk yet is written when the server stops; when it runs again a day begins with the next second.
  await lobby.stop();
  await lobby.start({ TZ: zoneWithMidnight(Date.now() + 1000) });

  const ada = await agentArrives('ada');
  const { page } = ada;
  await open(ada);
  await expect(page.getByText('No rule invites yet')).toBeVisible();
  await page.getByRole('button', { name: 'Add a rule' }).click();
  const form = page.getByRole('form', { name: 'Rules' });
  await expect(form.getByLabel('Name of the rule')).toBeFocused();
  await form.getByLabel('Name of the rule').fill('Tents');
  await form.getByRole('textbox', { name: 'Page', exact: true }).fill('/nowhere');
  await form.getByLabel('Words of the invitation').fill(WORDS);
  await form.getByLabel('Event that counts as a success').fill('order');
  const attempt = form.getByRole('button', { name: "Try on yesterday's visitors" });
  await attempt.click();
  await expect(form.getByText('Yesterday: 0 of 1 visits invited')).toBeVisible();
  // What has changed since is not what was tried.
  await form.getByRole('textbox', { name: 'Page', exact: true }).fill('/tent');
  await expect(form.getByText(/^Yesterday:/)).toBeHidden();
  await attempt.click();
  await expect(form.getByText('Yesterday: 1 of 1 visits invited')).toBeVisible();
  await expect(form.locator('.dry-run')).toContainText(`Visitor 1${lobby.shop}/tent.html`);
  await picture(page, 'rule-tried');
  expect(await faults(page)).toEqual([]);
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();

  const rule = rules(page);
  await expect(rule).toHaveCount(1);
  const on = rule.getByRole('switch', { name: 'Invites · Tents' });
  await expect(on).not.toBeChecked();
  const uninvited = await visitorArrives('/tent.html');
  await expect(uninvited.chat.locator('h1')).toHaveText('Trek Supply');
  await on.check();
  await expect(rule.locator('.pill')).toHaveText('Invites');
  // Whoever is there already is looked at anew.
  await expect(card(uninvited)).toContainText(WORDS);
  const visitor = await visitorArrives('/stove.html');
  await expect(visitor.chat.locator('h1')).toHaveText('Trek Supply');
  await visitor.page.getByRole('link', { name: 'Tents' }).click();
  await expect(card(visitor)).toContainText(WORDS);
  await expect(card(visitor)).toContainText('Ada Lindqvist');
  await expect.poll(() => figures(rule)).toEqual(['2', '0', '0']);
  await card(visitor).getByRole('button', { name: 'Start chat' }).click();
  await expect.poll(() => figures(rule)).toEqual(['2', '1', '0']);
  await track(visitor, 'order');
  await expect.poll(() => figures(rule)).toEqual(['2', '1', '1']);
  await picture(page, 'rules');
  expect(await faults(page)).toEqual([]);
  // The conversation is with the agent in whose name the rule invited, without a queue.
  await ada.go('Conversations');
  await expect(ada.mine.getByRole('link', { name: /Visitor 3/ })).toBeVisible();
});

test('rules are tried in the order that pointer and keyboard give them, in every console at once', async ({ visitorArrives, agentArrives }) => {
  const [ada, ben] = [await agentArrives('ada'), await agentArrives('ben')];
  const desk = await Desk.of(ada);
  for (const name of ['First', 'Second', 'Third']) await desk.invitesOn('tent', name);
  await open(ada);
  await open(ben);
  const [page, names] = [ada.page, (of: Agent) => rules(of.page).locator('p:not(.field-hint)').allInnerTexts()];
  await expect.poll(() => names(ben)).toEqual(['First', 'Second', 'Third']);
  const mover = (at: number, which: 'up' | 'down') => rules(page).nth(at).getByRole('button', { name: `tent: Move ${which}` });
  await expect(mover(0, 'up')).toHaveAttribute('aria-disabled', 'true');
  await mover(0, 'down').click();
  await expect.poll(() => names(ada)).toEqual(['Second', 'First', 'Third']);
  await expect.poll(() => names(ben)).toEqual(['Second', 'First', 'Third']);
  await mover(2, 'up').focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => names(ben)).toEqual(['Second', 'Third', 'First']);
  // The keyboard went with the rule, so that it can be pressed again.
  await expect(mover(1, 'up')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect.poll(() => names(ben)).toEqual(['Third', 'Second', 'First']);
  // Who does not manage rules sees them, and can change nothing.
  await expect(rules(ben.page).getByRole('button')).toHaveCount(0);
  await expect(rules(ben.page).getByRole('switch')).toHaveCount(0);
  await page.reload();
  await expect.poll(() => names(ada)).toEqual(['Third', 'Second', 'First']);
  const visitor = await visitorArrives('/tent.html');
  await expect(card(visitor)).toContainText('Third');
});

test('a rule that could not be switched or moved shows again what holds, and the agent is told why', async ({ agentArrives }) => {
  const ada = await agentArrives('ada');
  const { page } = ada;
  const desk = await Desk.of(ada);
  for (const name of ['tent', 'stove']) await desk.invitesOn(name, 'Hello');
  await open(ada);
  const first = rules(page).nth(0);
  const on = first.getByRole('switch', { name: 'Invites · tent' });
  await expect(on).toBeChecked();
  const changes = '**/console/api/sites/*/rules/*';
  await page.route(changes, (route) => (route.request().method() === 'PUT' ? route.abort() : route.continue()));
  const told = page.locator('.toast p').filter({ hasText: 'The server does not answer. Nothing was changed; try again.' });
  await on.click();
  await expect(told).toHaveCount(1);
  await expect(on).toBeChecked();
  await expect(first.locator('.pill')).toHaveText('Invites');
  await first.getByRole('button', { name: 'tent: Move down' }).click();
  await expect(told).toHaveCount(2);
  await expect(first.getByRole('heading')).toHaveText('tent');
  await page.unroute(changes);
  await on.click();
  await expect(first.locator('.pill')).toHaveText('Off');
  await expect(on).not.toBeChecked();
});

test('a new rule that is to invite at once is tried first, or saved untried after a question', async ({ agentArrives }) => {
  const ada = await agentArrives('ada');
  const { page } = ada;
  await open(ada);
  const form = page.getByRole('form', { name: 'Rules' });
  const question = form.getByRole('group', { name: "This rule would begin to invite without having been tried on yesterday's visitors." });
  const [attempt, save] = ["Try on yesterday's visitors", 'Save'].map((name) => form.getByRole('button', { name, exact: true })) as [Locator, Locator];
  const write = async (name: string) => {
    await page.getByRole('button', { name: 'Add a rule' }).click();
    await form.getByLabel('Name of the rule').fill(name);
    await form.getByRole('textbox', { name: 'Page', exact: true }).fill('/tent');
    await form.getByLabel('Words of the invitation').fill(WORDS);
    await form.getByRole('switch', { name: 'Invites' }).check();
  };
  await write('Untried');
  await save.click();
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await picture(page, 'rule-untried');
  expect(await faults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  // The keyboard is where the rule can be tried.
  await expect(attempt).toBeFocused();
  await save.click();
  await question.getByRole('button', { name: 'Save untried' }).click();
  await expect(rules(page)).toHaveCount(1);
  await write('Tried');
  await attempt.click();
  await expect(form.getByText('Yesterday: 0 of 0 visits invited')).toBeVisible();
  await save.click();
  await expect(rules(page)).toHaveCount(2);
  await expect(rules(page).locator('.pill')).toHaveText(['Invites', 'Invites']);
  // What invites already is changed without a question.
  await page.getByRole('button', { name: 'Change · Untried' }).click();
  await form.getByLabel('Delay in seconds').fill('5');
  await save.click();
  await expect(form).toBeHidden();
});

test('the switch of a rule that was never tried asks before it invites, and stands as it is until then', async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  const { page } = ada;
  await open(ada);
  await page.getByRole('button', { name: 'Add a rule' }).click();
  const form = page.getByRole('form', { name: 'Rules' });
  await form.getByLabel('Name of the rule').fill('Tents');
  await form.getByRole('textbox', { name: 'Page', exact: true }).fill('/tent');
  await form.getByLabel('Words of the invitation').fill(WORDS);
  await form.getByRole('button', { name: 'Save', exact: true }).click();
  const on = rules(page).getByRole('switch', { name: 'Invites · Tents' });
  const question = rules(page).getByRole('group', { name: "This rule would begin to invite without having been tried on yesterday's visitors." });
  const visitor = await visitorArrives('/tent.html');
  await expect(visitor.chat.locator('h1')).toHaveText('Trek Supply');
  await on.focus();
  await page.keyboard.press('Space');
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await expect(on).not.toBeChecked();
  await expect(rules(page).locator('.pill')).toHaveText('Off');
  await picture(page, 'rule-switch');
  expect(await faults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await expect(on).toBeFocused();
  await expect(on).not.toBeChecked();
  await on.click();
  await question.getByRole('button', { name: 'Switch on untried' }).click();
  await expect(on).toBeChecked();
  await expect(on).toBeFocused();
  await expect(question).toBeHidden();
  await expect(card(visitor)).toContainText(WORDS);
  // Off and on again: it has invited already.
  await on.click();
  await expect(rules(page).locator('.pill')).toHaveText('Off');
  await on.click();
  await expect(rules(page).locator('.pill')).toHaveText('Invites');
});

test('what is wrong with a rule is said where it is, and a rule goes only after a question, by the keyboard alone', async ({ agentArrives }) => {
  const ada = await agentArrives('ada');
  const { page } = ada;
  await open(ada);
  await page.getByRole('button', { name: 'Add a rule' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  const name = page.getByLabel('Name of the rule');
  await expect(page.getByText('The name must have 1 to 80 characters.')).toBeVisible();
  await expect(name).toHaveAttribute('aria-invalid', 'true');
  await page.keyboard.type('Delivery');
  await page.keyboard.press('Enter');
  await expect(page.getByText("This condition's value is empty or out of its bounds.")).toBeVisible();
  await page.getByRole('textbox', { name: 'Page', exact: true }).focus();
  await page.keyboard.type('/delivery');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Write 1 to 300 characters.')).toBeVisible();
  await picture(page, 'rule-faults');
  await page.getByLabel('Words of the invitation').focus();
  await page.keyboard.type('May I help?');
  await page.getByLabel('Delay in seconds').focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('99999');
  await page.keyboard.press('Enter');
  await expect(page.getByText('A number is out of its bounds.')).toBeVisible();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('0');
  await page.keyboard.press('Enter');
  await expect(rules(page)).toHaveCount(1);
  const remove = page.getByRole('button', { name: 'Remove · Delivery' });
  await remove.focus();
  await page.keyboard.press('Enter');
  const question = page.getByRole('group', { name: 'Remove this rule with its figures?' });
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await picture(page, 'rule-question');
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await expect(remove).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByText('No rule invites yet')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Rules', level: 1 })).toBeFocused();
});
