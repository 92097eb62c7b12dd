// `window.Lobby`: what the page's own scripts can do with the chat and hear of it, from before the tag has loaded to after
// the chat was taken away.

import type { Page } from '@playwright/test';

import { expect, test } from './harness/story.ts';
import { Visitor } from './harness/visitor.ts';

type Call = unknown[];
interface OurWindow {
  Lobby: Record<'open' | 'close' | 'toggle' | 'show' | 'hide' | 'destroy', () => void> & {
    push(...calls: Call[]): void;
    on(event: string, listener: (detail?: unknown) => void): () => void;
  };
  heard: string[];
}

/** The page of a story as its own scripts see it. */
const heard = (page: Page) => page.evaluate(() => (window as unknown as OurWindow).heard);

/** Notes every event of the chat from before the tag has loaded. */
const listenFromTheStart = () => {
  const own = window as unknown as OurWindow & { Lobby: Call[] };
  own.heard = [];
  const events = ['ready', 'open', 'close', 'unread', 'message', 'conversation started', 'conversation ended', 'online', 'offline'];
  for (const event of events) {
    (own.Lobby ||= [] as never).push(['on', event, (detail?: unknown) => own.heard.push(`${event} ${JSON.stringify(detail ?? {})}`.replace(' {}', ''))]);
  }
};

test('what a page asks for before the tag has loaded is done once it has', async ({ browserOf, lobby }) => {
  const context = await browserOf();
  await context.addInitScript(listenFromTheStart);
  await context.addInitScript(() => (window as unknown as { Lobby: Call[] }).Lobby.push(['open']));
  const visitor = await Visitor.arrive(context, lobby.shop);
  await expect(visitor.box).toBeFocused();
  await expect.poll(() => heard(visitor.page)).toEqual(expect.arrayContaining(['open', 'ready']));
  // Who asks later whether it is ready is told at once.
  expect(await visitor.page.evaluate(() => {
    let told = false;
    (window as unknown as OurWindow).Lobby.on('ready', () => (told = true));
    return told;
  })).toBe(true);
});

test('what a page asks for while the rest of the chat is on its way is done in order', async ({ browserOf, lobby }) => {
  const context = await browserOf();
  let release = () => {};
  const held = new Promise<void>((go) => (release = go));
  await context.route('**/assets/page-*', async (route) => {
    await held;
    await route.continue();
  });
  await context.addInitScript(listenFromTheStart);
  const visitor = await Visitor.arrive(context, lobby.shop);
  await expect(visitor.launcher).toBeVisible();
  await visitor.page.evaluate(() => {
    const { Lobby, heard } = window as unknown as OurWindow;
    const forget = Lobby.on('open', () => heard.push('never'));
    Lobby.on('open', () => heard.push('second'));
    Lobby.open();
    Lobby.close();
    Lobby.toggle();
    forget();
  });
  expect(await heard(visitor.page)).toEqual([]);
  release();
  await expect(visitor.box).toBeFocused();
  expect((await heard(visitor.page)).filter((words) => words !== 'ready' && words !== 'online')).toEqual(['open', 'second', 'close', 'open', 'second']);
});

test('the chat opens, closes, hides and shows as the page asks, and the focus goes back to where it was', async ({ browserOf, lobby }) => {
  const context = await browserOf();
  await context.addInitScript(listenFromTheStart);
  const visitor = await Visitor.arrive(context, lobby.shop);
  const ask = (name: 'open' | 'close' | 'toggle' | 'show' | 'hide') => visitor.page.evaluate((name) => (window as unknown as OurWindow).Lobby[name](), name);
  await ask('open');
  await expect(visitor.box).toBeFocused();
  await expect(visitor.launcher).toHaveAttribute('aria-expanded', 'true');
  await ask('toggle');
  await expect(visitor.box).toBeHidden();
  await expect(visitor.launcher).toBeFocused();
  await ask('toggle');
  await expect(visitor.box).toBeFocused();
  await ask('hide');
  await expect(visitor.launcher).toBeHidden();
  await expect(visitor.box).toBeHidden();

  // A page with a button of its own keeps the launcher hidden.
  const link = visitor.page.getByRole('link', { name: 'Tents' });
  await link.focus();
  await ask('open');
  await expect(visitor.box).toBeFocused();
  await expect(visitor.launcher).toBeHidden();
  await visitor.page.keyboard.press('Escape');
  await expect(visitor.box).toBeHidden();
  await expect(link).toBeFocused();
  await ask('show');
  await expect(visitor.launcher).toBeVisible();
  expect((await heard(visitor.page)).filter((words) => /open|close/.test(words))).toEqual(['open', 'close', 'open', 'close', 'open', 'close']);

  await ask('hide');
  await visitor.page.reload();
  await expect(visitor.launcher).toBeVisible();
});

test('a page hears of messages, of what is unread, and of conversations', async ({ browserOf, agentArrives, lobby }) => {
  const context = await browserOf();
  await context.addInitScript(listenFromTheStart);
  const ada = await agentArrives('ada');
  const visitor = await Visitor.arrive(context, lobby.shop);
  await visitor.open();
  await visitor.write('Do you ship to Norway?');
  await ada.accept(1);
  await expect.poll(() => heard(visitor.page)).toContain('conversation started');
  await visitor.launcher.click();
  await ada.write('We do.');
  const message = `message ${JSON.stringify({ text: 'We do.', agent: 'Ada Lindqvist' })}`;
  await expect.poll(() => heard(visitor.page)).toEqual(expect.arrayContaining([message, 'unread {"count":1}']));
  await expect(visitor.launcher).toHaveAccessibleName('Open chat, 1 unread');
  await visitor.launcher.click();
  await expect.poll(() => heard(visitor.page)).toContain('unread {"count":0}');
  await ada.end();
  await expect.poll(() => heard(visitor.page)).toContain('conversation ended');
});

test("a listener's fault is the page's own, and the others still hear", async ({ browserOf, lobby, watch }) => {
  const context = await browserOf();
  await context.addInitScript(() => {
    (window as unknown as { Lobby: Call[] }).Lobby = [['on', 'open', () => {
      throw new Error('a fault of the page');
    }]];
  });
  await context.addInitScript(() => Object.assign(window, { kept: (window as unknown as OurWindow).Lobby }));
  const visitor = await Visitor.arrive(context, lobby.shop);
  await visitor.page.evaluate(() => {
    const own = window as unknown as OurWindow;
    own.heard = [];
    own.Lobby.on('open', () => own.heard.push('open'));
    own.Lobby.open();
  });
  await expect(visitor.box).toBeFocused();
  expect(await heard(visitor.page)).toEqual(['open']);
  expect(watch.seen).toEqual(['error: a fault of the page']);
  watch.seen.length = 0;
});

test('a function that does not exist is named in the console, and nothing is thrown', async ({ visitorArrives }) => {
  const visitor = await visitorArrives();
  const warnings: string[] = [];
  visitor.page.on('console', (message) => {
    if (message.type() === 'warning') warnings.push(message.text());
  });
  await visitor.page.evaluate(() => {
    const lobby = (window as unknown as OurWindow).Lobby;
    lobby.push(['dance'], ['constructor'], null as never, ['on', 'open'], ['open']);
  });
  await expect(visitor.box).toBeFocused();
  expect(warnings.map((words) => words.replace(/^Lobby: /, ''))).toEqual([
    'there is no function "dance".',
    'there is no function "constructor".',
    'there is no function undefined.',
    '`on` takes the name of an event and a function.',
  ]);
});

test('a page that has something else under our name keeps it, and has the chat', async ({ browserOf, lobby }) => {
  const context = await browserOf();
  await context.addInitScript(() => Object.assign(window, { Lobby: { rooms: 4 } }));
  const visitor = await Visitor.arrive(context, lobby.shop);
  await visitor.open();
  expect(await visitor.page.evaluate(() => (window as unknown as { Lobby: unknown }).Lobby)).toEqual({ rooms: 4 });
});

/** All that somebody could find of us in a page. */
async function traces(page: Page): Promise<unknown> {
  const found = await page.evaluate(async () => ({
    names: Reflect.ownKeys(window).map(String).filter((name) => !/^\d+$/.test(name)).sort(),
    history: Reflect.ownKeys(history).map(String),
    elements: [...document.querySelectorAll('*')].map((element) => element.outerHTML.replace(element.innerHTML, '')),
    locks: (await navigator.locks.query()).held?.map((lock) => lock.name),
    counted: { ...(window as unknown as { counted: object }).counted },
  }));
  // What the harness listens to while it traces and clicks.
  const harness = /__playwright|click|contextmenu|mouse|pointer|touch/;
  const session = await page.context().newCDPSession(page);
  const listeners: string[] = [];
  for (const expression of ['window', 'document', 'document.documentElement', 'window.visualViewport', 'document.body']) {
    const { result } = await session.send('Runtime.evaluate', { expression });
    const { listeners: of } = await session.send('DOMDebugger.getEventListeners', { objectId: result.objectId ?? '' });
    listeners.push(...of.map(({ type }) => `${expression} ${type}`).filter((name) => !harness.test(name)));
  }
  await session.detach();
  return { ...found, listeners: listeners.sort() };
}

test("destroy leaves no trace in the page but the visitor's words, and a new tag starts anew", async ({ browserOf, lobby, agentArrives }) => {
  const ada = await agentArrives('ada');
  const context = await browserOf();
  // Counts what no page can see of itself.
  await context.addInitScript(() => {
    const counted = { watchers: 0, channels: 0 };
    Object.assign(window, { counted });
    const living = new WeakSet<object>();
    const { observe, disconnect } = MutationObserver.prototype;
    MutationObserver.prototype.observe = function (node, options) {
      const harness = new Error().stack?.includes('InjectedScript');
      if (!living.has(this) && !harness) {
        counted.watchers += 1;
        living.add(this);
      }
      observe.call(this, node, options);
    };
    MutationObserver.prototype.disconnect = function () {
      if (living.delete(this)) counted.watchers -= 1;
      disconnect.apply(this);
    };
    window.BroadcastChannel = class extends BroadcastChannel {
      constructor(name: string) {
        super(name);
        counted.channels += 1;
      }
      override close() {
        super.close();
        counted.channels -= 1;
      }
    };
  });
  const tag = await (await fetch(`${lobby.shop.replace('shop.localhost', '127.0.0.1')}/lobby/demo.js`)).text();
  let withTag = false;
  await context.route('**/lobby/demo.js', (route) => route.fulfill({ contentType: 'text/javascript', body: withTag ? tag : '' }));
  const visitor = await Visitor.arrive(context, lobby.shop, '/tent.html');
  const before = await traces(visitor.page);
  withTag = true;
  const add = () => visitor.page.evaluate((src) => {
    const tag = document.createElement('script');
    tag.src = src;
    document.head.append(tag);
    return new Promise<void>((ran) => {
      tag.onload = () => {
        tag.remove();
        ran();
      };
    });
  }, `${lobby.origin}/lobby/demo.js`);
  await add();
  await visitor.open();
  await visitor.write('Please forget me');
  await expect(visitor.caption).toHaveText(/Sent$/);
  await expect.poll(async () => JSON.stringify(await traces(visitor.page))).toContain('lobby.demo.lead');

  await visitor.page.evaluate(() => {
    const own = window as unknown as OurWindow & { stale: OurWindow['Lobby'] };
    own.stale = own.Lobby;
    own.Lobby.destroy();
    own.stale.open();
    own.stale.on('open', () => {})();
    own.stale.destroy();
    Reflect.deleteProperty(own, 'stale');
  });
  await expect(visitor.page.locator('lobby-widget')).toHaveCount(0);
  await expect.poll(() => traces(visitor.page)).toEqual(before);
  expect(await visitor.page.evaluate(() => localStorage.getItem('lobby.demo.token'))).not.toBeNull();

  await add();
  await expect(visitor.said).toHaveText(['Please forget me']);
  await visitor.write('Or rather not');
  await ada.accept(1);
  await expect(ada.said).toHaveText(['Please forget me', 'Or rather not']);

  // What wrapped our own wrapper goes on working.
  await visitor.page.evaluate(() => {
    const ours = history.pushState;
    history.pushState = function (...words) {
      ours.apply(this, words);
    };
    (window as unknown as OurWindow).Lobby.destroy();
    history.pushState({}, '', '/later');
  });
  expect(new URL(visitor.page.url()).pathname).toBe('/later');
});

test('destroy in the first moment ends the chat before it came', async ({ browserOf, lobby }) => {
  const context = await browserOf();
  await context.addInitScript(() => Object.assign(window, { Lobby: [['open'], ['destroy']] }));
  const visitor = await Visitor.arrive(context, lobby.shop);
  await visitor.page.waitForLoadState('networkidle');
  await expect(visitor.page.locator('lobby-widget')).toHaveCount(0);
  expect(await visitor.page.evaluate(() => 'Lobby' in window)).toBe(false);
});
