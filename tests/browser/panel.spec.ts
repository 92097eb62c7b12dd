// The panel itself: what it shows before the program runs, and that the end of a conversation stays in sight whatever
// takes room away from it.

import { expect, test } from './harness/story.ts';

test('the last words stay in sight when the panel gets smaller and when the connection is lost', async ({ visitorArrives, agentArrives, lobby }) => {
  const ada = await agentArrives('ada');
  const visitor = await visitorArrives('/tent.html', { reducedMotion: 'reduce' });
  await visitor.open();
  for (const words of ['One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine', 'Ten']) await visitor.write(words);
  await ada.accept(1);
  await expect(ada.said).toHaveCount(10);
  await ada.write('Eleven');
  const last = visitor.stream.locator('.caption').last();
  await expect(last).toContainText('Ada Lindqvist');
  await expect(last).toBeInViewport({ ratio: 1 });
  // As high as a small notebook with the keyboard's half of a screen gone.
  await visitor.page.setViewportSize({ width: 1280, height: 500 });
  await expect(last).toBeInViewport({ ratio: 1 });
  await expect(visitor.chat.locator('.there')).toBeVisible();
  await lobby.kill();
  await expect(visitor.text('No connection.')).toBeVisible();
  await expect(last).toBeInViewport({ ratio: 1 });
  // Nobody can know who is there.
  await expect(visitor.chat.locator('.there')).toBeHidden();
});

test('a chat that does not start says so in the end', async ({ browserOf, lobby, watch }) => {
  const page = await (await browserOf()).newPage();
  await page.route(/\.wasm$/, () => {
    // Never answered.
  });
  await page.goto(`${lobby.origin}/lobby/frame/demo?lang=en`);
  await expect(page.getByText('One moment…')).toBeVisible();
  const late = page.getByText('The chat does not start.');
  await expect(late).toBeHidden();
  // Twelve seconds later.
  await page.evaluate(() => document.getAnimations().forEach((animation) => animation.finish()));
  await expect(late).toBeVisible();
  await expect(page.getByText('One moment…')).toBeHidden();
  expect(watch.seen).toEqual([]);
});
