// Away and back: offline, a restart, another page and Back, on foreign and on our own site, with storage and without. The
// words are kept, and nobody reads of an error that mends itself.

import { Agent } from './harness/agent.ts';
import { storageWorks, withThirdPartyStorage } from './harness/storage.ts';
import { expect, test } from './harness/story.ts';
import { test as ofStrangers } from './harness/stranger.ts';
import { Visitor } from './harness/visitor.ts';

test('what both sides wrote while they were offline arrives once and in order when they are back', async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  const visitor = await visitorArrives();
  await visitor.open();
  await visitor.write('Before the tunnel');
  await ada.accept(1);
  await ada.write('I hear you');
  await expect(visitor.said).toHaveCount(2);
  await visitor.page.context().setOffline(true);
  await visitor.write('In the tunnel');
  await visitor.write('Still in it');
  await expect(visitor.caption).toHaveText(/Sending$/);
  await visitor.box.fill('Half a thou');
  await ada.page.context().setOffline(true);
  await ada.write('Take your time');
  await expect(ada.delivery).toHaveText('Sending…');
  await visitor.page.context().setOffline(false);
  await expect(visitor.caption).toHaveText(/Sent$/);
  await expect(visitor.box).toHaveValue('Half a thou');
  await ada.page.context().setOffline(false);
  const all = ['Before the tunnel', 'I hear you', 'In the tunnel', 'Still in it', 'Take your time'];
  for (const side of [visitor, ada]) await expect(side.said).toHaveText(all, { timeout: 20_000 });
});

test('a restart of the server shows no error to anybody', async ({ visitorArrives, agentArrives, lobby }) => {
  const ada = await agentArrives('ada');
  const visitor = await visitorArrives();
  await visitor.open();
  await visitor.write('Before');
  await ada.accept(1);
  await expect(visitor.text('Ada Lindqvist joined')).toBeVisible();
  // Whatever is shown for however short a time.
  for (const body of [visitor.chat.locator('body'), ada.page.locator('body')]) {
    await body.evaluate((whole) => {
      const shown: string[] = [];
      Object.assign(window, { shown });
      const look = () => {
        // That the connection is away and comes back by itself may be said; nothing is asked of anybody.
        const words = /Not sent|not answer|Reload|stopped|Sign in|Try again|wrong/.exec(whole.innerText)?.[0];
        if (words !== undefined) shown.push(words);
      };
      new MutationObserver(look).observe(whole, { childList: true, subtree: true, characterData: true, attributes: true });
    });
  }
  await lobby.stop();
  await visitor.write('During');
  await lobby.start();
  await expect(visitor.caption).toHaveText(/Sent$|Delivered$|Read$/, { timeout: 20_000 });
  await expect(ada.said).toHaveText(['Before', 'During'], { timeout: 20_000 });
  await ada.write('After');
  await expect(visitor.said).toHaveText(['Before', 'During', 'After']);
  for (const body of [visitor.chat.locator('body'), ada.page.locator('body')]) {
    expect(await body.evaluate(() => (window as unknown as { shown: string[] }).shown)).toEqual([]);
  }
});

test('another page of the shop and Back again leave the chat open as it was', async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  const visitor = await visitorArrives('/backpack.html');
  await visitor.open();
  await visitor.write('Which colours are there?');
  await ada.accept(1);
  await visitor.page.getByRole('link', { name: 'Trek Supply' }).click();
  await expect(visitor.said).toHaveText(['Which colours are there?']);
  await ada.write('Pine and slate.');
  await expect(visitor.said).toHaveCount(2);
  await visitor.page.goBack();
  await expect(visitor.page).toHaveURL(/backpack/);
  await expect(visitor.said).toHaveText(['Which colours are there?', 'Pine and slate.']);
  await visitor.write('Pine it is.');
  await expect(ada.said).toHaveText(['Which colours are there?', 'Pine and slate.', 'Pine it is.']);
  await visitor.page.goForward();
  await expect(visitor.said).toHaveCount(3);
});

const PAGE = '<!doctype html><html lang="en"><title>Next door</title>TAG<a href="/other">Other</a>';

/** The visitor writes, walks on, reloads, and is still who they were, in the same conversation. */
async function staysOneVisitor(visitor: Visitor, storage: boolean): Promise<void> {
  await visitor.open();
  expect(await storageWorks(visitor)).toBe(storage);
  await visitor.write('Hello from here');
  await expect(visitor.caption).toHaveText(/Sent$/);
  await visitor.page.getByRole('link', { name: 'Other' }).click();
  await expect(visitor.said).toHaveText(['Hello from here']);
  await visitor.page.reload();
  await expect(visitor.said).toHaveText(['Hello from here']);
  const tab = await Visitor.arrive(visitor.page.context(), visitor.shop);
  await expect(tab.launcher).toBeVisible();
  if ((await tab.launcher.getAttribute('aria-expanded')) !== 'true') await tab.launcher.click();
  await expect(tab.said).toHaveText(['Hello from here']);
}

for (const [place, host, storage] of [['our own site, where the frame has storage', '127.0.0.1', true], ['a foreign site, where the frame has none', 'foreign.localhost', false]] as const) {
  ofStrangers(`on ${place}, pages, reloads and tabs are one visitor in one conversation`, async ({ strangerOn, browserOf }) => {
    const { lobby, origin, show } = await strangerOn(host);
    show(PAGE);
    await staysOneVisitor(await Visitor.arrive(await browserOf(), origin), storage);
    const desk = await (await browserOf()).newPage();
    await desk.goto(`${lobby.origin}/console/`);
    await desk.getByLabel('E-mail').fill('ada@trek.example');
    await desk.getByLabel('Password').fill('uphill both ways');
    await desk.getByRole('button', { name: 'Sign in' }).click();
    const ada = new Agent(desk, lobby);
    await desk.getByRole('combobox', { name: 'Site' }).selectOption('A stranger');
    await expect(ada.row(1)).toBeVisible();
    await expect(desk.getByRole('row')).toHaveCount(2);
  });
}

ofStrangers('on a foreign site where the frame has storage, pages, reloads and tabs are one visitor in one conversation', async ({ strangerOn, watch }) => {
  const { origin, show } = await strangerOn('foreign.localhost');
  show(PAGE);
  await withThirdPartyStorage(async (context) => {
    await watch.over(context);
    await staysOneVisitor(await Visitor.arrive(context, origin), true);
  });
});
