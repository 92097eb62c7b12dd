// Programs in browsers that are older than their server: they load anew, and nothing that was written is lost.

import type { WebSocketRoute } from '@playwright/test';

import { expect, test } from './harness/story.ts';
import { Visitor } from './harness/visitor.ts';

/** Lets the next `times` greetings say that they come from the version before all others, and counts all greetings. */
class Older {
  times = 0;
  greetings = 0;

  readonly carry = (socket: WebSocketRoute): void => {
    const server = socket.connectToServer();
    socket.onMessage((frame) => {
      // A greeting is the first frame of the compact codec, and its version the first number in it.
      if (typeof frame !== 'string' && frame[0] === 0) {
        this.greetings += 1;
        if (this.times > 0) {
          this.times -= 1;
          frame[1] = 0;
        }
      }
      server.send(frame);
    });
  };
}

test('a widget that is older than its server loads anew, and what was written meanwhile arrives once', async ({ browserOf, agentArrives, lobby }) => {
  const ada = await agentArrives('ada');
  const context = await browserOf();
  const older = new Older();
  await context.routeWebSocket(/\/lobby\/socket/, older.carry);
  const visitor = await Visitor.arrive(context, lobby.shop, '/tent.html');
  await visitor.open();
  await visitor.write('Hello');
  await expect(visitor.caption).toHaveText(/Sent$/);
  const frame = visitor.chat.locator('html');
  await frame.evaluate((page) => page.setAttribute('data-old', 'yes'));
  await lobby.stop();
  await visitor.write('From the old page');
  await expect(visitor.said).toHaveText(['Hello', 'From the old page']);
  const before = older.greetings;
  older.times = 1;
  await lobby.start();
  await expect(frame).not.toHaveAttribute('data-old', 'yes', { timeout: 30_000 });
  await expect(visitor.said).toHaveText(['Hello', 'From the old page']);
  await expect(visitor.caption.last()).toHaveText(/Sent$/);
  expect(older.times).toBe(0);
  expect(older.greetings).toBeGreaterThanOrEqual(before + 2);
  await ada.accept(1);
  await expect(ada.said).toHaveText(['Hello', 'From the old page']);
});

test('a console that is older than its server says so, and keeps what is being written when it loads anew', async ({ agentArrives, visitorArrives, lobby }) => {
  const ada = await agentArrives('ada');
  const { page } = ada;
  const older = new Older();
  await page.routeWebSocket(/\/console\/socket/, older.carry);
  await page.reload();
  const visitor = await visitorArrives();
  await visitor.open();
  await visitor.write('Hello');
  await ada.accept(1);
  await ada.box.fill('Half a sen');
  older.times = 1;
  await lobby.stop();
  await lobby.start();
  const notice = page.getByRole('paragraph').filter({ hasText: 'This page is older than the server.' });
  await expect(notice).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Reload' }).click();
  await expect(notice).toBeHidden();
  await expect(ada.box).toHaveValue('Half a sen');
  await expect(ada.said).toHaveText(['Hello']);
  await ada.box.fill('Half a sentence');
  await page.keyboard.press('Enter');
  await expect(visitor.said).toHaveText(['Hello', 'Half a sentence']);
});
