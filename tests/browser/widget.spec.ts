// The card beside the closed launcher, and one visitor in several tabs.

import { expect, test } from './harness/story.ts';
import { Visitor } from './harness/visitor.ts';
import { Wire } from './harness/wire.ts';

test('an agent’s words stand beside the closed launcher, and a click on them opens the chat', async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  const visitor = await visitorArrives();
  await visitor.open();
  await visitor.write('Is the rain cover included?');
  await ada.accept(1);
  await visitor.launcher.click();
  await ada.write('It is. Look into the pocket at the bottom.');
  const card = visitor.chat.getByRole('button', { name: 'It is. Look into the pocket at the bottom.' });
  await expect(card).toBeVisible();
  await expect(visitor.launcher).toHaveAccessibleName('Open chat, 1 unread');
  await expect(visitor.box).toBeHidden();
  await card.click();
  await expect(visitor.box).toBeFocused();
  await expect(visitor.said).toHaveText(['Is the rain cover included?', 'It is. Look into the pocket at the bottom.']);
  await expect(visitor.launcher).toHaveAccessibleName('Close chat');
  await expect(card).toBeHidden();
});

test('a card that was dismissed stays away until the next message', async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  const visitor = await visitorArrives();
  await visitor.open();
  await visitor.write('Hello');
  await ada.accept(1);
  await visitor.launcher.click();
  await ada.write('One moment.');
  const dismiss = visitor.button('Dismiss');
  await expect(dismiss).toBeVisible();
  await dismiss.click();
  await expect(dismiss).toBeHidden();
  await expect(visitor.launcher).toHaveAccessibleName('Open chat, 1 unread');
  await ada.write('Here I am.');
  await expect(visitor.chat.getByRole('button', { name: 'Here I am.' })).toBeVisible();
  await expect(visitor.launcher).toHaveAccessibleName('Open chat, 2 unread');
});

test('what is read in one tab is read in the other', async ({ browserOf, lobby, agentArrives }) => {
  const ada = await agentArrives('ada');
  const context = await browserOf();
  const visitor = await Visitor.arrive(context, lobby.shop);
  await visitor.open();
  await visitor.write('Hello');
  await ada.accept(1);
  await visitor.launcher.click();
  const other = await Visitor.arrive(context, lobby.shop);
  if ((await other.launcher.getAttribute('aria-expanded')) === 'true') await other.launcher.click();
  await ada.write('Two tabs, one answer.');
  for (const tab of [visitor, other]) {
    await expect(tab.launcher).toHaveAccessibleName('Open chat, 1 unread');
    await expect(tab.chat.getByRole('button', { name: 'Two tabs, one answer.' })).toBeVisible();
  }
  await visitor.page.bringToFront();
  await visitor.launcher.click();
  await expect(visitor.launcher).toHaveAccessibleName('Close chat');
  await expect(other.launcher).toHaveAccessibleName('Open chat');
  await expect(other.chat.getByRole('button', { name: 'Two tabs, one answer.' })).toBeHidden();
});

test('what a closed tab could not send goes out from the other one', async ({ browserOf, lobby, agentArrives }) => {
  const ada = await agentArrives('ada');
  const context = await browserOf();
  const wire = await Wire.of(context);
  const first = await Visitor.arrive(context, lobby.shop);
  await first.open();
  await first.write('Before');
  await expect(first.caption).toHaveText(/Sent$/);
  const other = await Visitor.arrive(context, lobby.shop);
  await expect(other.said).toHaveText(['Before']);
  wire.holdAll();
  await first.page.bringToFront();
  await first.write('After');
  await expect(first.caption).toHaveText(/Sending$/);
  await first.page.close();
  await expect(other.said).toHaveText(['Before', 'After']);
  await wire.release();
  await ada.accept(1);
  await expect(ada.said).toHaveText(['Before', 'After']);
});

test('a clock that is set back while there is no connection does not keep the chat from coming back', async ({ lobby, visitorArrives }) => {
  const visitor = await visitorArrives();
  await visitor.open();
  await visitor.write('Before');
  await expect(visitor.caption).toHaveText(/Sent$/);
  await lobby.kill();
  const lost = visitor.text('No connection.');
  await expect(lost).toBeVisible();
  await visitor.box.evaluate(() => {
    const now = Date.now.bind(Date);
    Date.now = () => now() - 3_600_000;
  });
  await visitor.write('After');
  await lobby.start();
  await expect(lost).toBeHidden({ timeout: 30_000 });
  await expect(visitor.caption).toHaveText(/Sent$/);
});
