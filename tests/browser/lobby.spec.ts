// The lobby's table, card, map and heat view, as an agent uses them.

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { join } from 'node:path';

import { ordinary, Walker } from './harness/crowd.ts';
import { expect, test } from './harness/story.ts';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const CANARY = '<img src=x onerror=canary=1><script>canary=1</script>';

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(import.meta.dirname, 'results', `lobby-${name}.png`), animations: 'disabled' });
}

async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return grave.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}`));
}

test('columns are chosen, ordered and sorted, and are there again after a reload', async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  for (const path of ['/tent.html', '/stove.html']) await visitorArrives(path);
  const { page } = ada;
  await expect(page.getByRole('row')).toHaveCount(3);
  const heads = page.getByRole('columnheader');
  await page.getByRole('button', { name: 'Columns' }).click();
  const chooser = page.getByRole('dialog', { name: 'Columns' });
  const browser = chooser.getByRole('checkbox', { name: 'Browser' });
  await browser.focus();
  await page.keyboard.press('Space');
  await expect(browser).toBeChecked();
  // Its line is among the shown ones now, and the keyboard went with it.
  await expect(browser).toBeFocused();
  // Where it is on nothing for a moment, Escape still means what is open.
  await browser.evaluate((box) => (box as HTMLElement).blur());
  await page.keyboard.press('Escape');
  await expect(chooser).toBeHidden();
  await expect(page.getByRole('button', { name: 'Columns' })).toBeFocused();
  await page.keyboard.press('Enter');
  await chooser.getByRole('checkbox', { name: 'Region' }).uncheck();
  await chooser.getByRole('button', { name: 'Visitor: Move up' }).click();
  await expect(heads.first()).toHaveText('Visitor');
  await expect(page.getByRole('columnheader', { name: 'Region' })).toHaveCount(0);
  await picture(page, 'columns');
  expect(await faults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(chooser).toBeHidden();
  await page.getByRole('columnheader', { name: 'Visitor' }).getByRole('button').click();
  const names = page.getByRole('rowheader');
  await expect(names).toHaveText(['Visitor 1', 'Visitor 2']);
  await page.reload();
  await expect(names).toHaveText(['Visitor 1', 'Visitor 2']);
  await expect(heads.first()).toHaveText('Visitor');
  await expect(page.getByRole('columnheader', { name: 'Browser' })).toBeVisible();
  await expect(ada.row(1)).toContainText(/Chrom/);
});

test('rows are found by their words, kept by their state, and grouped', async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  for (const path of ['/tent.html', '/stove.html', '/tent.html']) await visitorArrives(path);
  const { page } = ada;
  const names = page.getByRole('rowheader', { name: /^Visitor/ });
  await expect(names).toHaveCount(3);
  await page.getByRole('searchbox', { name: 'Search visitors' }).fill('ember');
  await expect(names).toHaveText(['Visitor 2']);
  await page.getByRole('searchbox', { name: 'Search visitors' }).fill('nobody has this');
  await expect(page.getByText('No row has these words.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(names).toHaveCount(3);
  await page.getByRole('button', { name: 'Filter' }).click();
  await page.getByRole('dialog', { name: 'Filter' }).getByRole('button', { name: 'chatting' }).click();
  await expect(names).toHaveCount(0);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Clear all' }).click();
  await expect(names).toHaveCount(3);
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('combobox', { name: 'Group by' }).selectOption('Now on');
  await page.keyboard.press('Escape');
  await expect(page.locator('tr.group')).toHaveCount(2);
  await expect(page.getByRole('rowheader', { name: /Lichen/ })).toContainText('2');
  await picture(page, 'grouped');
  await page.getByRole('button', { name: /Only these: .*Ember/ }).click();
  await expect(names).toHaveText(['Visitor 2']);
});

test('the card is opened by the keyboard, and shows the facts and the trail as it grows', async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  const visitor = await visitorArrives('/tent.html');
  await expect(ada.row(1)).toBeVisible();
  const { page } = ada;
  await page.locator('main').click({ position: { x: 5, y: 5 } });
  await page.keyboard.press('j');
  await expect(ada.row(1)).toBeFocused();
  await page.keyboard.press('Enter');
  const card = page.getByRole('complementary', { name: 'Visitor 1' });
  const steps = card.getByRole('list', { name: 'Trail' }).getByRole('listitem');
  await expect(steps).toHaveCount(1);
  await visitor.page.getByRole('link', { name: 'Stoves' }).click();
  await expect(steps).toHaveCount(2);
  await expect(steps.first()).toContainText('Ember');
  await visitor.page.evaluate(() => (window as unknown as { Lobby: { track(name: string, data: unknown): void } }).Lobby.track('order', { total: 129 }));
  await expect(steps).toHaveCount(3);
  await expect(steps.first()).toContainText('order');
  await expect(card.getByText('This is the first visit on record.')).toBeVisible();
  await picture(page, 'card');
  expect(await faults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(card).toBeHidden();
});

test("what a visitor's browser says is text, wherever it shows", async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  const visitor = await visitorArrives('/tent.html');
  await visitor.page.evaluate((canary) => {
    history.pushState({}, '', `/tent.html?utm_campaign=${encodeURIComponent(canary)}`);
    document.title = canary;
    (window as unknown as { Lobby: { track(name: string, data: unknown): void } }).Lobby.track(canary, { canary });
  }, CANARY);
  await expect(ada.row(1)).toContainText(CANARY);
  await ada.row(1).click({ position: { x: 4, y: 4 } });
  const card = ada.page.getByRole('complementary', { name: 'Visitor 1' });
  await expect(card.locator('.step-event').first()).toHaveText(CANARY);
  await ada.page.getByRole('button', { name: 'Heat view' }).click();
  await expect(ada.page.locator('.bars')).toContainText(CANARY);
  expect(await ada.page.evaluate(() => 'canary' in window)).toBe(false);
});

test('map and heat view show where visitors are and what they look at', async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  await visitorArrives('/tent.html');
  const { page } = ada;
  await page.getByRole('button', { name: 'Heat view' }).click();
  await expect(page.locator('.bars')).toContainText('Lichen');
  await expect(page.getByRole('table', { name: /^Visits by weekday/ })).toBeVisible();
  await picture(page, 'heat');
  expect(await faults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Map' }).click();
  await expect(page.getByRole('img', { name: /^Map of the world/ })).toBeVisible();
  // Nobody knows in which country this machine is.
  await expect(page.locator('.bars .bar-words')).toHaveText('—');
  await picture(page, 'map');
  expect(await faults(page)).toEqual([]);
  await page.getByRole('button', { name: 'List', exact: true }).click();
  await expect(ada.row(1)).toBeVisible();
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('combobox', { name: 'Group by' }).selectOption('Region');
  await page.keyboard.press('Escape');
  await expect(page.locator('tr.group bdi')).toHaveText('—');
});

/** A point of the screen at which the map has a dot of this country. */
async function dot(page: Page, country: string): Promise<{ x: number; y: number }> {
  return page.locator(`.world [data-country=${country}]`).evaluate((land) => {
    const { left, right, top, bottom } = land.getBoundingClientRect();
    for (let y = top; y <= bottom; y += 1) {
      for (let x = left; x <= right; x += 1) if (document.elementFromPoint(x, y) === land) return { x, y };
    }
    throw new Error('no dot can be pressed');
  });
}

test('the map has the countries of those who are there, a press shows only theirs, and the last hour is drawn', async ({ agentArrives, lobby }) => {
  test.setTimeout(180_000);
  const ada = await agentArrives('ada');
  const { page } = ada;
  // Networks of Germany, Japan and France, as a proxy on this machine tells them.
  const networks = ['78.46.1.1', '78.46.1.2', '78.46.1.3', '133.11.1.1', '133.11.1.2', '82.64.1.1'];
  for (const [at, from] of networks.entries()) await Walker.arrive(lobby, 'demo', { ...ordinary(lobby.shop, at), from });
  const names = page.getByRole('rowheader', { name: /^Visitor/ });
  await expect(names).toHaveCount(6);
  await page.getByRole('button', { name: 'Map' }).click();
  const bars = page.locator('.map-pane .bars li');
  await expect(bars).toHaveText([/^Germany.*3$/, /^Japan.*2$/, /^France.*1$/]);
  const land = (country: string) => page.locator(`.world [data-country=${country}]`);
  for (const [country, level, words] of [['DE', 4, 'Germany: 3 visitors'], ['JP', 3, 'Japan: 2 visitors'], ['FR', 2, 'France: 1 visitor'], ['BR', 0, 'Brazil: 0 visitors']] as const) {
    await expect(land(country)).toHaveClass(`land level-${level}`);
    await expect(land(country).locator('title')).toHaveText(words);
  }
  await picture(page, 'map-countries');
  expect(await faults(page)).toEqual([]);
  // Where nobody is, there is nothing to show.
  const nobody = await dot(page, 'BR');
  await page.mouse.click(nobody.x, nobody.y);
  await expect(page.locator('.world')).toBeVisible();
  const japan = await dot(page, 'JP');
  await page.mouse.click(japan.x, japan.y);
  await expect(names).toHaveCount(2);
  await expect(page.getByRole('cell', { name: 'Japan', exact: true })).toHaveCount(2);
  await expect(page.locator('.filter-bar')).toContainText('Japan');
  await page.getByRole('button', { name: 'Clear all' }).click();
  await expect(names).toHaveCount(6);
  await page.getByRole('button', { name: 'Map' }).click();
  await bars.getByRole('button', { name: /Germany/ }).focus();
  await page.keyboard.press('Enter');
  await expect(names).toHaveCount(3);
  await expect(page.locator('.filter-bar')).toContainText('Germany');
  // When the minute is over it is drawn, and whoever watches from then on has it at once.
  const hour = page.getByRole('img', { name: 'Visitors in the last hour, minute by minute: 6 now, at most 6' });
  await expect(hour).toBeVisible({ timeout: 75_000 });
  await page.reload();
  await expect(hour).toBeVisible();
  const bar = (await hour.locator('path').getAttribute('d'))?.split('M').slice(1) ?? [];
  expect(bar).toHaveLength(60);
  expect(bar.at(0)).toMatch(/v-1$/);
  expect(bar.at(-1)).toMatch(/v-28$/);
});

test('without a connection map, heat view and card say so, and have what is known once it is back', async ({ visitorArrives, agentArrives, lobby }) => {
  test.slow();
  const ada = await agentArrives('ada');
  const { page } = ada;
  await visitorArrives('/tent.html');
  await expect(ada.row(1)).toContainText('browsing');
  await lobby.kill();
  await ada.row(1).click({ position: { x: 4, y: 4 } });
  const card = page.getByRole('complementary', { name: 'Visitor 1' });
  const part = (name: string) => card.locator('section').filter({ has: page.getByRole('heading', { name, exact: true }) });
  const waits = 'It appears by itself as soon as the connection is back.';
  await expect(part('Trail')).toContainText(waits);
  await expect(part('Earlier visits')).toContainText('This could not be loaded.');
  await expect(part('Conversations')).toContainText('This could not be loaded.');
  await expect(part('Conversations')).not.toContainText('No conversation yet.');
  await picture(page, 'card-offline');
  await page.getByRole('button', { name: 'Map' }).click();
  await expect(page.locator('.map-pane')).toContainText(waits);
  await picture(page, 'map-offline');
  await page.getByRole('button', { name: 'Heat view' }).click();
  await expect(page.locator('.heat-pane')).toContainText(waits);
  await lobby.start();
  await expect(page.locator('.heat-pane .bars')).toContainText('Lichen', { timeout: 40_000 });
  await expect(page.locator('.heat-pane')).not.toContainText(waits);
  await expect(part('Trail').getByRole('listitem').first()).toContainText('Lichen');
  await part('Conversations').getByRole('button', { name: 'Try again' }).click();
  await expect(part('Conversations')).toContainText('No conversation yet.');
});

test('a card whose trail has not come yet says that it comes', async ({ browserOf, lobby }) => {
  const page = await (await browserOf()).newPage();
  await page.goto(`${lobby.origin}/console/gallery?lobby-card-loading`);
  const trail = page.getByRole('complementary').locator('section').filter({ has: page.getByRole('heading', { name: 'Trail' }) });
  await expect(trail).toContainText('Loading…');
});
