// Without a mouse and without eyes: the visitor's whole way by the keyboard, its place always in sight, and what screen
// readers are told.

import type { Page } from '@playwright/test';

import { Agent } from './harness/agent.ts';
import { focusAt } from './harness/reach.ts';
import { expect, test } from './harness/story.ts';
import type { Visitor } from './harness/visitor.ts';

/** Presses a key, and the keyboard's new place must be seen. */
async function press(page: Page, key: string): Promise<void> {
  await page.keyboard.press(key);
  await expect.poll(() => focusAt(page), `the place of the keyboard after ${key}`).toBe('shown');
}

/** Goes on by Tab, also around the end of the page; wherever the keyboard is in the page, it shows. */
async function wander(page: Page, steps: number): Promise<void> {
  for (let step = 0; step < steps; step += 1) {
    await page.keyboard.press('Tab');
    await expect.poll(() => focusAt(page), `the place of the keyboard after ${step + 1} steps`).toMatch(/^(shown|nowhere)$/);
  }
}

/** Walks by Tab until the element has the keyboard; at most so many steps. */
async function walkTo(visitor: Visitor, name: string, key: 'Tab' | 'Shift+Tab', most = 8): Promise<void> {
  const target = visitor.chat.getByRole('button', { name, exact: true });
  for (let step = 0; step < most; step += 1) {
    await press(visitor.page, key);
    if (await target.evaluate((element) => element === document.activeElement && document.hasFocus())) return;
  }
  throw new Error(`${name} was not reached by ${key}`);
}

test('a visitor comes from the page into the chat, writes, ends and goes back by the keyboard alone', async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  const visitor = await visitorArrives('/checkout');
  const page = visitor.page;
  await expect(visitor.launcher).toBeVisible();
  // The launcher comes after everything in the page, so Shift+Tab from the top of the page reaches it as well.
  const focused = () => visitor.launcher.evaluate((element) => (element.getRootNode() as ShadowRoot).activeElement === element);
  for (let step = 0; step < 40 && !(await focused()); step += 1) await page.keyboard.press('Tab');
  expect(await focused()).toBe(true);
  expect(await focusAt(page)).toBe('shown');
  await press(page, 'Enter');
  await expect(visitor.box).toBeFocused();
  await page.keyboard.type('May I pay later?');
  await walkTo(visitor, 'Send', 'Tab');
  await press(page, 'Enter');
  await expect(visitor.said).toHaveText(['May I pay later?']);
  await ada.accept(1);
  await ada.write('You may.');
  await expect(visitor.said).toHaveText(['May I pay later?', 'You may.']);

  await walkTo(visitor, 'More', 'Shift+Tab');
  await press(page, 'Enter');
  const end = visitor.chat.getByRole('button', { name: 'End conversation', exact: true });
  await expect(end).toBeVisible();
  if (!(await end.evaluate((element) => element === document.activeElement))) await walkTo(visitor, 'End conversation', 'Tab');
  await press(page, 'Enter');
  const stay = visitor.button('Go on talking');
  await expect(stay).toBeVisible();
  if (!(await stay.evaluate((element) => element === document.activeElement))) await walkTo(visitor, 'Go on talking', 'Tab');
  await press(page, 'Shift+Tab');
  await expect(end).toBeFocused();
  await press(page, 'Enter');
  await expect(visitor.text('You ended the conversation')).toBeVisible();
  // The keyboard did not fall out of the chat with the question that went away.
  expect(await focusAt(page)).toBe('shown');

  await page.keyboard.press('Escape');
  await expect(visitor.launcher).toHaveAttribute('aria-expanded', 'false');
  await expect(visitor.launcher).toBeFocused();
  await press(page, 'Shift+Tab');
  await expect(visitor.page.getByRole('link').last()).toBeFocused();
});

test('a screen reader is told each new message once, and nothing that was there before', async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  const visitor = await visitorArrives();
  await visitor.open();
  await visitor.write('Is the shop open on Sunday?');
  await ada.accept(1);
  await ada.write('No.');
  await expect(visitor.said).toHaveCount(2);
  const streams = [visitor.stream, ada.stream] as const;
  for (const stream of streams) {
    // A log is polite by itself; nothing may say otherwise.
    expect(await stream.getAttribute('aria-live') ?? 'polite').toBe('polite');
    await stream.evaluate((log) => {
      const told: string[] = [];
      Object.assign(log, { told });
      new MutationObserver((changes) => {
        const around = (node: Node) => (node instanceof Element ? node : node.parentElement);
        for (const change of changes) for (const node of change.addedNodes) {
          // What is drawn and not read out, such as words that are still being written, says so.
          if (!around(node)?.closest('[aria-live=off]')) told.push(node.textContent ?? '');
        }
      }).observe(log, { childList: true, subtree: true });
    });
  }
  await ada.write('From Monday on, from nine to six.');
  await expect(visitor.said.last()).toHaveText('From Monday on, from nine to six.');
  await visitor.write('Then on Monday.');
  await expect(ada.said.last()).toHaveText('Then on Monday.');
  // What one wrote oneself needs no telling.
  for (const [stream, words] of [[streams[0], 'From Monday on, from nine to six.'], [streams[1], 'Then on Monday.']] as const) {
    const told = (await stream.evaluate((log) => (log as unknown as { told: string[] }).told)).join('\n');
    expect(told.split(words).length - 1, told).toBe(1);
    expect(told).not.toContain('Is the shop open on Sunday?');
    expect(told).not.toMatch(/No\.$/m);
  }
});

test('an agent signs in, walks every screen and ends a conversation by the keyboard, whose place always shows', async ({ browserOf, visitorArrives, lobby, office }) => {
  const page = await (await browserOf()).newPage();
  await page.goto(`${lobby.origin}/console/`);
  const ada = new Agent(page, lobby);
  await expect(page.getByLabel('E-mail')).toBeFocused();
  expect(await focusAt(page)).toBe('shown');
  await page.keyboard.type(office.ada.email);
  await press(page, 'Tab');
  await page.keyboard.type(office.ada.password);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Connected')).toBeAttached();
  const visitor = await visitorArrives('/tent.html');
  await visitor.open();
  await visitor.write('Hello');
  await expect(ada.row(1)).toContainText('queued');
  // Once around the lobby: everything that Tab reaches shows it.
  await wander(page, 25);
  await page.keyboard.press('Alt+a');
  await expect(ada.box).toBeFocused();
  await page.keyboard.type('Good morning');
  await page.keyboard.press('Enter');
  await expect(visitor.said.last()).toHaveText('Good morning');
  await wander(page, 25);
  await ada.button('End').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'End this conversation?' })).toBeVisible();
  await wander(page, 4);
  await ada.button('End conversation').focus();
  await page.keyboard.press('Enter');
  await expect(visitor.stream.getByText('The conversation has ended')).toBeVisible();
});
