// How a site treats its visitors, as its administrator sets it; and what that changes on the site.

import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';

import type { Agent } from './harness/agent.ts';
import { picture } from './harness/screen.ts';
import { expect, test } from './harness/story.ts';

async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return grave.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}`));
}

/** The days for which trails are kept, as the server has it. */
async function keptDays(agent: Agent): Promise<number> {
  return agent.page.evaluate(async () => {
    const { sites } = (await (await fetch('/console/api/sites')).json()) as { sites: { site: string }[] };
    const settings = await fetch(`/console/api/sites/${sites[0]?.site}/settings`);
    return ((await settings.json()) as { keep_days: number }).keep_days;
  });
}

async function open(agent: Agent): Promise<Locator> {
  await agent.go('Sites');
  await agent.page.getByRole('button', { name: 'Settings · Trek Supply' }).click();
  const settings = agent.page.getByRole('region', { name: 'Settings · Trek Supply' });
  await expect(settings.getByRole('radio', { name: /^Kept/ })).toBeFocused();
  return settings;
}

test('settings are changed by the keyboard, hold on the site at once, and are there again', async ({ visitorArrives, agentArrives }) => {
  const [ada, ben] = [await agentArrives('ada'), await agentArrives('ben')];
  const { page } = ada;
  const settings = await open(ada);
  expect(await faults(page)).toEqual([]);
  await picture(page, 'settings');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await settings.getByRole('radio', { name: /^Off/ }).focus();
  await page.keyboard.press('Space');
  await settings.getByRole('switch', { name: /typed before it is sent/ }).focus();
  await page.keyboard.press('Space');
  const networks = settings.getByRole('textbox', { name: 'Networks that are not listed' });
  await networks.fill('192.0.2.0/24\nour office');
  await settings.getByRole('button', { name: 'Save' }).click();
  await expect(settings.getByText('Line 2: Write a network like 192.0.2.0/24.')).toBeVisible();
  await picture(page, 'settings-faults');
  await networks.fill('192.0.2.0/24');
  await settings.getByRole('textbox', { name: /^Days/ }).fill('30');
  await settings.getByRole('textbox', { name: /^Days/ }).press('Enter');
  await settings.getByRole('button', { name: 'Save and delete' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();

  // No trail: the visitor is there, and no page. No preview: nothing of what they type, and they are not told of any.
  const visitor = await visitorArrives('/tent.html');
  await ada.go('Lobby');
  await expect(ada.row(1)).toContainText('browsing');
  await expect(ada.row(1).locator('td.page')).toHaveText('—');
  await visitor.open();
  await visitor.write('Hello');
  await ada.accept(1);
  await visitor.box.pressSequentially('Secret');
  await expect(ada.typing).toBeVisible();
  await expect(ada.page.locator('body')).not.toContainText('Secret');
  await expect(visitor.text(/can see what you type/)).toBeHidden();

  await ada.go('Sites');
  await page.getByRole('button', { name: 'Settings · Trek Supply' }).click();
  await expect(page.getByRole('radio', { name: /^Off/ })).toBeChecked();
  await expect(page.getByRole('textbox', { name: /^Days/ })).toHaveValue('30');
  await expect(page.getByRole('switch', { name: /typed before it is sent/ })).not.toBeChecked();
  // Only administrators settle sites.
  await ben.go('Sites');
  await expect(ben.page.getByRole('link', { name: 'Rules · Trek Supply' })).toBeVisible();
  await expect(ben.page.getByRole('button', { name: /^Settings/ })).toHaveCount(0);
});

test('settings that cannot be loaded say so, and come when they are asked for again', async ({ agentArrives, lobby }) => {
  const ada = await agentArrives('ada');
  await ada.go('Sites');
  await lobby.kill();
  await ada.page.getByRole('button', { name: 'Settings · Trek Supply' }).click();
  await expect(ada.page.getByText('This could not be loaded.')).toBeVisible();
  await expect(ada.button('Try again')).toBeFocused();
  await picture(ada.page, 'settings-failed');
  await lobby.start();
  await ada.page.keyboard.press('Enter');
  await expect(ada.page.getByRole('radio', { name: /^Kept/ })).toBeChecked();
});

test('fewer days for trails are saved only after the question what is deleted, by the keyboard alone', async ({ agentArrives }) => {
  const ada = await agentArrives('ada');
  const { page } = ada;
  const settings = await open(ada);
  const days = settings.getByRole('textbox', { name: /^Days/ });
  const question = settings.getByRole('group', { name: 'Trails that are older than 30 days are deleted for good: their pages, times and events. Conversations stay.' });
  await days.fill('30');
  await days.press('Enter');
  await expect(question).toBeVisible();
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await picture(page, 'settings-loss');
  expect(await faults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  const save = settings.getByRole('button', { name: 'Save', exact: true });
  await expect(save).toBeFocused();
  expect(await keptDays(ada)).toBe(90);
  // What is typed meanwhile is another question.
  await page.keyboard.press('Enter');
  await expect(question).toBeVisible();
  await days.fill('31');
  await expect(question).toBeHidden();
  await days.fill('30');
  await days.press('Enter');
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Saved.')).toBeVisible();
  expect(await keptDays(ada)).toBe(30);
  // More days lose nothing.
  await page.getByRole('button', { name: 'Settings · Trek Supply' }).click();
  await days.fill('60');
  await days.press('Enter');
  await expect(page.getByText('Saved.')).toHaveCount(2);
});
