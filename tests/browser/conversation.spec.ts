// Conversations between a visitor of the foreign demo shop and two agents, from the first word to the end.

import { expect, test } from './harness/story.ts';

test('visitor and agent chat from the foreign demo shop', async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  const ben = await agentArrives('ben');
  await ada.go('Conversations');
  await ben.go('Conversations');
  const visitor = await visitorArrives('/backpack.html');
  await visitor.open();
  await expect(visitor.text('We are here')).toBeVisible();
  await visitor.write('Does the Kestrel fit as hand luggage?');
  await expect(visitor.said).toHaveText(['Does the Kestrel fit as hand luggage?']);
  await expect(visitor.caption).toHaveText(/Sent$/);
  await expect(visitor.text('You are in the queue. Somebody will be with you soon.')).toBeVisible();

  for (const agent of [ada, ben]) await expect(agent.queue.getByText('Does the Kestrel fit as hand luggage?')).toBeVisible();
  await ada.accept(1);
  await expect(ben.queue.getByText('Nobody waits.')).toBeVisible();
  await expect(ada.said).toHaveText(['Does the Kestrel fit as hand luggage?']);
  await expect(visitor.text('Ada Lindqvist joined')).toBeVisible();
  await expect(visitor.caption).toHaveText(/Read$/);

  await ada.box.pressSequentially('Yes');
  await expect(visitor.typing).toBeVisible();
  await ada.write('Yes, on every airline we know of.');
  await expect(visitor.typing).toBeHidden();
  await expect(visitor.said.last()).toHaveText('Yes, on every airline we know of.');
  await expect(ada.delivery).toHaveText('Read');

  await visitor.box.pressSequentially('Th');
  await expect(ada.typing).toBeAttached();
  await visitor.write('Then I take it.');
  await expect(ada.typing).not.toBeAttached();
  await expect(ada.said).toHaveText(['Does the Kestrel fit as hand luggage?', 'Yes, on every airline we know of.', 'Then I take it.']);
});

test('what the visitor wrote goes from Sent over Delivered to Read', async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  const visitor = await visitorArrives();
  await visitor.open();
  await visitor.write('First');
  await expect(visitor.caption).toHaveText(/Sent$/);
  await ada.accept(1);
  await expect(visitor.caption).toHaveText(/Read$/);
  // The agent has the console open, but looks at something else.
  await ada.go('Lobby');
  await visitor.write('Second');
  await expect(visitor.caption).toHaveText(/Delivered$/);
  await ada.go('Conversations');
  await ada.mine.getByRole('link', { name: /Visitor 1/ }).click();
  await expect(visitor.caption).toHaveText(/Read$/);
});

test('an ended conversation says so on both sides and writing again begins a new one', async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  const visitor = await visitorArrives();
  await visitor.open();
  await visitor.write('Is the shop open on Sunday?');
  await ada.accept(1);
  await ada.write('No, from Monday on.');
  await expect(visitor.said.last()).toHaveText('No, from Monday on.');
  await ada.end();
  await expect(visitor.stream.getByText('The conversation has ended')).toBeVisible();
  await expect(ada.mine.getByText('Accept a waiting conversation and it stands here.')).toBeVisible();

  await visitor.button('New conversation').click();
  await expect(visitor.box).toBeFocused();
  await visitor.write('And on Monday?');
  await expect(ada.queue.getByText('And on Monday?')).toBeVisible();
  await ada.accept(1);
  await expect(ada.said).toHaveText(['And on Monday?']);
  await ada.write('From nine to six.');
  await expect(visitor.said).toHaveText(['Is the shop open on Sunday?', 'No, from Monday on.', 'And on Monday?', 'From nine to six.']);
});

test('nobody is there, the visitor is told so, and what they wrote waits', async ({ visitorArrives, agentArrives }) => {
  const visitor = await visitorArrives();
  await visitor.open();
  await expect(visitor.text('Nobody is here right now')).toBeVisible();
  await visitor.write('Please call me back.');
  await expect(visitor.text('Your message waits for us. The answer will stand here when you come back.')).toBeVisible();
  await expect(visitor.caption).toHaveText(/Sent$/);

  const ben = await agentArrives('ben');
  await ben.accept(1);
  await expect(ben.said).toHaveText(['Please call me back.']);
  await expect(visitor.text('Ben Okafor is here')).toBeVisible();
});

test('the agent asks to end, the visitor goes on, and then agrees', async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  const visitor = await visitorArrives();
  await visitor.open();
  await visitor.write('One more thing');
  await ada.accept(1);
  await ada.button('Ask to end').click();
  await expect(visitor.text('May we end this conversation?')).toBeVisible();
  await visitor.button('No, go on').click();
  await expect(visitor.text('May we end this conversation?')).toBeHidden();
  await expect(ada.stream.getByText('The visitor would rather go on')).toBeVisible();

  await visitor.write('Do you sell maps?');
  await expect(ada.said.last()).toHaveText('Do you sell maps?');
  await ada.button('Ask to end').click();
  await visitor.button('Yes, end it').click();
  await expect(visitor.text('You ended the conversation')).toBeVisible();
  await expect(ada.stream.getByText('The visitor ended the conversation')).toBeVisible();
});

test('the visitor ends the conversation from the menu, after a question', async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  const visitor = await visitorArrives();
  await visitor.open();
  await visitor.write('Never mind');
  await ada.accept(1);
  await expect(visitor.text('Ada Lindqvist is here')).toBeVisible();
  await visitor.button('More').click();
  await visitor.button('End conversation').click();
  const question = visitor.text('We will be told that you left.').first();
  await expect(question).toBeVisible();
  await visitor.button('Go on talking').click();
  await expect(question).toBeHidden();
  await visitor.button('More').click();
  await visitor.button('End conversation').click();
  await expect(question).toBeVisible();
  await visitor.button('End conversation').click();
  await expect(visitor.text('You ended the conversation')).toBeVisible();
  await expect(ada.stream.getByText('The visitor ended the conversation')).toBeVisible();
});
