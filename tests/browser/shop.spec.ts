// The demo shop's other kinds of page: one that is an application, a strict checkout, a hostile outlet; and how people
// get there.

import { Host } from './harness/host.ts';
import { expect, test } from './harness/story.ts';
import { Visitor } from './harness/visitor.ts';

test('the lobby shows where a visitor came from, also after they walked on', async ({ browserOf, agentArrives, lobby }) => {
  const ada = await agentArrives('ada');
  const host = await Host.serve(() => ({ html: `<!doctype html><title>Blog</title><a href="${lobby.shop}/tent.html">A good tent</a>` }));
  try {
    const page = await (await browserOf()).newPage();
    await page.goto(`http://blog.localhost:${host.port}/`);
    await page.getByRole('link', { name: 'A good tent' }).click();
    const row = ada.row(1);
    await expect(row.getByRole('cell', { name: 'blog.localhost' })).toBeVisible();
    await page.getByRole('link', { name: 'Stoves' }).click();
    await expect(row).toContainText('Ember');
    await expect(row.getByRole('cell', { name: 'blog.localhost' })).toBeVisible();
  } finally {
    await host.close();
  }
});

test('steps of a page that is an application show in the lobby, and Back too, while the chat stays open', async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  const visitor = await visitorArrives('/finder');
  const row = ada.row(1);
  await expect(row).toContainText('Gift finder');
  await visitor.open();
  await visitor.write('Which one is lighter?');
  await visitor.page.getByRole('link', { name: 'Somebody who walks' }).click();
  await expect(row).toContainText("For a walker");
  await visitor.page.getByRole('link', { name: 'A week' }).click();
  await expect(row).toContainText("A week's walk");
  await visitor.page.goBack();
  await expect(row).toContainText('For a walker');
  await expect(visitor.said).toHaveText(['Which one is lighter?']);
});

test('the chat works on the strict checkout', async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  const visitor = await visitorArrives('/checkout');
  await visitor.open();
  await visitor.write('May I pay later?');
  await ada.accept(1);
  await ada.write('You may.');
  await expect(visitor.said).toHaveText(['May I pay later?', 'You may.']);
});

test('the chat looks and works on the hostile outlet as everywhere else', async ({ browserOf, visitorArrives, agentArrives, lobby }) => {
  const ada = await agentArrives('ada');
  const quiet = await visitorArrives('/cart.html');
  const loud = await Visitor.arrive(await browserOf(), lobby.shop, '/outlet');
  const places = [];
  for (const visitor of [quiet, loud]) {
    await visitor.open();
    places.push(await visitor.page.locator('lobby-widget').evaluate(async (host) => {
      // The panel slides in; where it comes to rest is what counts.
      await Promise.all((host.shadowRoot?.getAnimations() ?? []).map((animation) => animation.finished));
      const parts = ['.launcher', '.panel', 'iframe'].map((name) => host.shadowRoot?.querySelector(name));
      return parts.map((part) => {
        const { x, y, width, height } = part?.getBoundingClientRect() ?? new DOMRect();
        return { x, y, width, height };
      });
    }));
  }
  expect(places[1]).toEqual(places[0]);
  await loud.write('Is this page always like this?');
  await ada.accept(2);
  await ada.write('Always.');
  await expect(loud.said).toHaveText(['Is this page always like this?', 'Always.']);
});
