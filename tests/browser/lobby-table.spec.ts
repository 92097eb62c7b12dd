// The lobby's table as an agent has arranged it follows them from browser to browser, and is nobody else's.

import type { Page } from '@playwright/test';

import type { Agent } from './harness/agent.ts';
import { expect, test } from './harness/story.ts';

const heads = (of: Agent): Promise<string[]> => of.page.getByRole('columnheader').allInnerTexts();

/** Shows a column, or hides it. */
async function choose(page: Page, column: string, shown: boolean): Promise<void> {
  await page.getByRole('button', { name: 'Columns' }).click();
  const chooser = page.getByRole('dialog', { name: 'Columns' });
  await chooser.getByRole('checkbox', { name: column }).setChecked(shown);
  await page.keyboard.press('Escape');
  await expect(chooser).toBeHidden();
}

/** The server has answered that it keeps the arrangement. */
const kept = (page: Page) => page.waitForResponse((response) => response.url().endsWith('/console/api/table') && response.status() === 204);

test('what was arranged in one browser is found in another, and the last change wins', async ({ agentArrives }) => {
  const desk = await agentArrives('ada');
  const first = await heads(desk);
  await choose(desk.page, 'Language', true);
  await choose(desk.page, 'Came from', false);
  await desk.page.getByRole('columnheader', { name: 'Pages' }).getByRole('button').click();
  const chosen = await heads(desk);
  expect(chosen).not.toEqual(first);
  // Gone at once: what was arranged last goes to the server while the page is left.
  await desk.page.goto('about:blank');

  const laptop = await agentArrives('ada');
  await expect(async () => {
    await laptop.page.reload();
    await expect(laptop.page.getByText('Connected')).toBeAttached();
    expect(await heads(laptop)).toEqual(chosen);
  }).toPass();
  await expect(laptop.page.getByRole('columnheader', { name: 'Pages' })).toHaveAttribute('aria-sort', 'ascending');
  // Arranged anew there, it is what the first browser opens with, whatever that one has kept.
  const arrived = kept(laptop.page);
  await choose(laptop.page, 'Address', true);
  await arrived;
  await desk.page.goto(`${desk.lobby.origin}/console/`);
  const last = await heads(laptop);
  expect(last).not.toEqual(chosen);
  await expect.poll(() => heads(desk)).toEqual(last);
  // A colleague has the first columns.
  const ben = await agentArrives('ben');
  expect(await heads(ben)).toEqual(first);
});

test('an open console is not rearranged, and what is arranged without a connection arrives with the next one', async ({ agentArrives, lobby }) => {
  const [desk, laptop] = [await agentArrives('ada'), await agentArrives('ada')];
  const first = await heads(desk);
  const arrived = kept(desk.page);
  await choose(desk.page, 'Language', true);
  await arrived;
  const chosen = await heads(desk);
  await lobby.stop();
  await expect(laptop.page.getByText('Connected')).toBeHidden();
  await lobby.start();
  for (const agent of [desk, laptop]) await expect(agent.page.getByText('Connected')).toBeAttached();
  expect(await heads(laptop)).toEqual(first);
  await laptop.page.reload();
  await expect.poll(() => heads(laptop)).toEqual(chosen);

  await lobby.stop();
  await expect(laptop.page.getByText('Connected')).toBeHidden();
  await choose(laptop.page, 'Device', true);
  const last = await heads(laptop);
  const sent = kept(laptop.page);
  await lobby.start();
  await sent;
  expect(await heads(laptop)).toEqual(last);
  expect(await heads(desk)).toEqual(chosen);
  await desk.page.reload();
  await expect.poll(() => heads(desk)).toEqual(last);
});

test('what a browser has kept goes up where the server knows of none', async ({ agentArrives }) => {
  const desk = await agentArrives('ada');
  await desk.page.evaluate(async () => {
    const start = await fetch('/console/api/start', { headers: { accept: 'application/json' } });
    const { screen } = (await start.json()) as { screen: { SignedIn: { agent: string } } };
    localStorage.setItem(`lobby.table.${screen.SignedIn.agent}`, 'columns=page,visitor,state\nsort=pages\ngroup=');
  });
  const arrived = kept(desk.page);
  await desk.page.reload();
  await arrived;
  await expect.poll(async () => (await heads(desk)).slice(0, 3)).toEqual(['Now on', 'Visitor', 'State']);
  const laptop = await agentArrives('ada');
  expect(await heads(laptop)).toEqual(await heads(desk));
});
