// The lobby: visitors as agents see them, while they walk through the shop.

import { expect, test } from './harness/story.ts';
import { Visitor } from './harness/visitor.ts';

test('a visitor appears in the lobby live, walks through the pages, and chats there with an agent', async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  await expect(ada.page.getByText('Nobody is on the site right now')).toBeVisible();
  const visitor = await visitorArrives('/tent.html');
  const row = ada.row(1);
  await expect(row).toContainText('browsing');
  await expect(row.getByRole('link', { name: /Lichen/ })).toBeVisible();

  await visitor.page.getByRole('link', { name: 'Stoves' }).click();
  await expect(row.getByRole('link', { name: /Ember/ })).toBeVisible();
  await visitor.page.evaluate(() => {
    history.pushState({}, '', '/stove.html?colour=red');
    document.title = 'The red one';
  });
  await expect(row.getByRole('link', { name: 'The red one' })).toHaveAttribute('href', `${visitor.shop}/stove.html?colour=red`);
  await expect(ada.page.getByRole('row')).toHaveCount(2);

  await visitor.open();
  await visitor.write('Is it loud?');
  await expect(row).toContainText('queued');
  await ada.accept(1);
  await ada.go('Lobby');
  await expect(row).toContainText('chatting');
  await expect(row.getByRole('cell', { name: 'Ada Lindqvist' })).toBeVisible();
});

test('a visitor with two tabs is one row, and comes back under the same number', async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  const visitor = await visitorArrives('/tent.html');
  await expect(ada.row(1)).toContainText('Lichen');
  const tab = await visitor.page.context().newPage();
  await tab.goto(`${visitor.shop}/stove.html`);
  await expect(ada.row(1)).toContainText('Ember');
  await visitorArrives('/cart.html');
  await expect(ada.row(2)).toContainText('Your cart');
  await expect(ada.page.getByRole('row')).toHaveCount(3);
  await visitor.page.reload();
  await expect(ada.row(1)).toContainText('Lichen');
  await expect(ada.page.getByRole('row')).toHaveCount(3);
});

test('two tabs of one visitor show one conversation', async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  const first = await visitorArrives();
  await first.open();
  await first.write('From the first tab');
  await expect(first.caption).toHaveText(/Sent$/);
  const second = await Visitor.arrive(first.page.context(), first.shop, '/tent.html');
  await expect(second.said).toHaveText(['From the first tab']);
  await second.write('From the second tab');
  await ada.accept(1);
  await ada.write('Read both');
  for (const tab of [first, second]) await expect(tab.said).toHaveText(['From the first tab', 'From the second tab', 'Read both']);
});
