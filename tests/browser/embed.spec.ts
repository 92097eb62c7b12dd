// Standing in a stranger's page: under a strict policy, among hostile styles, on the same site, and not at all where the
// site did not allow it.

import { figure } from './harness/figure.ts';
import { Host } from './harness/host.ts';
import { expect } from './harness/story.ts';
import { test } from './harness/stranger.ts';
import { Visitor } from './harness/visitor.ts';

test('a page with the strictest policy needs only scripts and frames from our host', async ({ strangerOn, browserOf }) => {
  const { lobby, origin, show } = await strangerOn('strict.localhost');
  show('<!doctype html><title>Strict</title>TAG', `default-src 'none'; script-src ${lobby.origin}; frame-src ${lobby.origin}`);
  const visitor = await Visitor.arrive(await browserOf(), origin);
  await expect(visitor.launcher).toHaveCSS('position', 'fixed');
  await visitor.open();
  await visitor.write('Hello from a strict page');
  await expect(visitor.caption).toHaveText(/Sent$/);
});

test('a page on our own site has the same chat', async ({ strangerOn, browserOf }) => {
  const { origin, show } = await strangerOn('127.0.0.1');
  show('<!doctype html><title>Same site</title>TAG');
  const visitor = await Visitor.arrive(await browserOf(), origin);
  await visitor.open();
  await visitor.write('Hello from next door');
  await expect(visitor.caption).toHaveText(/Sent$/);
});

test('a nonce on the tag is all that a policy of nonces needs', async ({ strangerOn, browserOf }) => {
  const { lobby, origin, show } = await strangerOn('nonce.localhost');
  for (const more of ['', " 'strict-dynamic'", "; require-trusted-types-for 'script'"]) {
    const policy = `script-src 'nonce-once'${more}`;
    show('<!doctype html><title>Nonces</title>TAG', `default-src 'none'; frame-src ${lobby.origin}; ${policy}`);
    const visitor = await Visitor.arrive(await browserOf(), origin);
    await visitor.open();
    await expect(visitor.page.locator('script')).toHaveCount(1);
  }
});

test('where an import does not come with the nonce, a script does', async ({ strangerOn, browserOf, watch }) => {
  const { lobby, origin, show } = await strangerOn('nonce.localhost');
  show('<!doctype html><title>Nonces</title>TAG', `default-src 'none'; frame-src ${lobby.origin}; script-src 'nonce-once'`);
  const context = await browserOf();
  // Without this header Chromium refuses the import, as a browser would that forgot the nonce.
  await context.route('**/assets/page-*', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { 'content-type': 'text/javascript' } });
  });
  const visitor = await Visitor.arrive(context, origin);
  await visitor.open();
  await expect(visitor.page.locator('script')).toHaveCount(1);
  watch.seen.length = 0;
});

test('a chat that could not be loaded is tried again at the next click', async ({ browserOf, lobby, watch }) => {
  const context = await browserOf();
  await context.route('**/assets/page-*', (route) => route.abort());
  const visitor = await Visitor.arrive(context, lobby.shop);
  const warned = visitor.page.waitForEvent('console', (message) => message.text().startsWith('Lobby: the chat could not be loaded'));
  await visitor.launcher.click();
  await warned;
  await expect(visitor.launcher).toHaveAttribute('aria-expanded', 'false');
  await context.unrouteAll();
  await visitor.open();
  watch.seen.length = 0;
});

test('a page that forbids its scripts every address as text has the chat too', async ({ strangerOn, browserOf }) => {
  const { lobby, origin, show } = await strangerOn('trusted.localhost');
  const types = "require-trusted-types-for 'script'; trusted-types 'none'";
  show('<!doctype html><title>Trusted</title>TAG', `default-src 'none'; script-src ${lobby.origin}; frame-src ${lobby.origin}; ${types}`);
  const visitor = await Visitor.arrive(await browserOf(), origin);
  await visitor.open();
});

test('an app that swaps its body keeps the very same frame, and the chat in it', async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  const visitor = await visitorArrives();
  await visitor.open();
  await visitor.write('Before the swap');
  await expect(visitor.caption).toHaveText(/Sent$/);
  await visitor.box.fill('Half a tho');
  await visitor.page.evaluate(() => {
    const frame = document.querySelector('lobby-widget')?.shadowRoot?.querySelector('iframe');
    Object.assign(window, { frameBefore: frame?.contentWindow });
    // As the libraries that do this: the next page's body replaces this one's, its head is merged, its scripts run again.
    const next = new DOMParser().parseFromString('<title>Swapped</title><body><h1>Another page</h1></body>', 'text/html');
    const tag = document.querySelector<HTMLScriptElement>('script[src*="/lobby/"]');
    const again = document.createElement('script');
    again.src = tag?.src ?? '';
    document.documentElement.replaceChild(document.adoptNode(next.body), document.body);
    document.body.append(again);
    document.title = next.title;
    history.pushState({}, '', '/swapped');
    return new Promise((ran) => (again.onload = ran));
  });
  await expect(visitor.page.getByRole('heading', { name: 'Another page' })).toBeVisible();
  await expect(visitor.page.locator('lobby-widget')).toHaveCount(1);
  await expect(visitor.box).toHaveValue('Half a tho');
  await expect(visitor.said).toHaveText(['Before the swap']);
  expect(await visitor.page.evaluate(() => {
    const frame = document.querySelector('lobby-widget')?.shadowRoot?.querySelector('iframe');
    return frame?.contentWindow === (window as unknown as { frameBefore: unknown }).frameBefore;
  })).toBe(true);
  await expect(ada.row(1).getByRole('link', { name: 'Swapped' })).toHaveAttribute('href', `${visitor.shop}/swapped`);
});

test('a page that removes our element, or everything, gets it back with the chat as it was', async ({ visitorArrives }) => {
  const visitor = await visitorArrives();
  await visitor.open();
  await visitor.write('Still here?');
  await expect(visitor.caption).toHaveText(/Sent$/);
  await visitor.page.evaluate(() => document.querySelector('lobby-widget')?.remove());
  await expect(visitor.said).toHaveText(['Still here?']);
  for (const title of ['All new', 'New again']) {
    await visitor.page.evaluate((title) => {
      const next = document.implementation.createHTMLDocument(title);
      document.replaceChild(document.adoptNode(next.documentElement), document.documentElement);
    }, title);
    await expect(visitor.said).toHaveText(['Still here?']);
    await visitor.page.evaluate(() => document.querySelector('lobby-widget')?.remove());
    await expect(visitor.said).toHaveText(['Still here?']);
  }
});

test('who insists on removing our element wins, and the page goes on', async ({ visitorArrives }) => {
  const visitor = await visitorArrives();
  await expect(visitor.launcher).toBeVisible();
  await expect(visitor.page.locator('lobby-widget iframe')).toHaveCount(1);
  const removed = await visitor.page.evaluate(async () => {
    let count = 0;
    const remove = () => {
      const ours = document.querySelector('lobby-widget');
      if (ours === null) return;
      count += 1;
      ours.remove();
    };
    new MutationObserver(remove).observe(document.documentElement, { childList: true });
    remove();
    const turn = () => new Promise((next) => setTimeout(next));
    for (let at = 0; at < 50; at += 1) await turn();
    return count;
  });
  expect(removed).toBeLessThan(30);
  await expect(visitor.page.locator('lobby-widget')).toHaveCount(0);
});

test('a page in another language, or from right to left, has the launcher in its place and in its words', async ({ strangerOn, browserOf }) => {
  const { origin, show } = await strangerOn('worlds.localhost');
  const context = await browserOf();
  const place = async (html: string) => {
    show(html);
    const visitor = await Visitor.arrive(context, origin);
    const launcher = visitor.page.locator('lobby-widget button');
    await expect(launcher).toBeVisible();
    return { launcher, box: await launcher.boundingBox(), page: visitor.page };
  };
  const left = await place('<!doctype html><html lang="en"><title>Left</title>TAG');
  const right = await place('<!doctype html><html lang="en" dir="rtl"><title>Right</title>TAG');
  expect(right.box).toEqual(left.box);
  await expect(right.launcher).toHaveAccessibleName('Open chat');
  const chinese = await place('<!doctype html><html lang="zh-CN"><title>中文</title>TAG');
  await expect(chinese.launcher).toHaveAccessibleName('打开聊天');
  await expect(chinese.page.locator('lobby-widget iframe')).toHaveAttribute('title', '聊天');
  await expect(chinese.launcher).toHaveAttribute('aria-controls', 'panel');
  await expect(chinese.page.locator('lobby-widget #panel')).toHaveCount(1);
});

test('the page never moves: no layout shift from first paint to open, closed and open again', async ({ visitorArrives }) => {
  const visitor = await visitorArrives('/tent.html');
  await visitor.page.evaluate(() => {
    const seen = window as unknown as { shifts: unknown[] };
    seen.shifts = [];
    const note = (list: PerformanceObserverEntryList) => {
      for (const entry of list.getEntries()) seen.shifts.push(JSON.parse(JSON.stringify(entry)));
    };
    new PerformanceObserver(note).observe({ type: 'layout-shift', buffered: true });
  });
  await visitor.open();
  await visitor.write('Does it move?');
  await visitor.launcher.click();
  await expect(visitor.box).toBeHidden();
  await visitor.open();
  await visitor.page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => setTimeout(painted))));
  expect(await visitor.page.evaluate(() => (window as unknown as { shifts: unknown[] }).shifts)).toEqual([]);
});

test('where WebAssembly is missing, the launcher opens a form that leaves a message', async ({ visitorArrives, browserOf, lobby }) => {
  const context = await browserOf();
  await context.addInitScript(() => Reflect.deleteProperty(window, 'WebAssembly'));
  const visitor = await Visitor.arrive(context, lobby.shop);
  await visitor.launcher.click();
  await expect(visitor.chat.getByRole('heading', { name: 'Leave a message' })).toBeVisible();
  await expect(visitor.chat.getByRole('textbox', { name: 'Your message' })).toBeVisible();
  await visitor.launcher.click();
  await expect(visitor.chat.getByRole('heading', { name: 'Leave a message' })).toBeHidden();
  // A browser that has it goes on with the chat.
  const other = await visitorArrives();
  await other.open();
});

test('hostile styles of the page do not reach the launcher or the panel', async ({ strangerOn, browserOf }) => {
  const { origin, show } = await strangerOn('hostile.localhost');
  const plain = '<!doctype html><title>Plain</title>TAG';
  const hostile = `<!doctype html><html dir="rtl"><title>Hostile</title><style>
    * { all: unset !important; }
    html { font-size: 40px; transform: scale(.5); filter: blur(2px); }
    div, button, iframe, lobby-widget { display: none !important; position: static !important; z-index: -1 !important; }
    </style>TAG`;
  const look = async (html: string) => {
    show(html);
    const visitor = await Visitor.arrive(await browserOf(), origin);
    await visitor.launcher.click();
    await expect(visitor.box).toBeVisible();
    const panel = visitor.page.locator('.panel');
    await expect(panel).toHaveCSS('opacity', '1');
    return { launcher: await visitor.launcher.boundingBox(), panel: await panel.boundingBox() };
  };
  expect(await look(hostile)).toEqual(await look(plain));
});

test('on a page of another origin nothing starts, and the console says why', async ({ browserOf, agentArrives, lobby }) => {
  const ada = await agentArrives('ada');
  const host = await Host.serve(() => ({ html: `<!doctype html><title>Thief</title><script async src="${lobby.origin}/lobby/demo.js"></script>` }));
  try {
    const page = await (await browserOf()).newPage();
    const warning = page.waitForEvent('console', (message) => message.type() === 'warning');
    await page.goto(`http://other.localhost:${host.port}/`);
    expect((await warning).text()).toContain(
      `Lobby: this page's origin http://other.localhost:${host.port} is not among the site's allowed origins (${lobby.shop}).`,
    );
    await page.waitForLoadState('networkidle');
    await expect(page.locator('lobby-widget')).toHaveCount(0);
    await expect(ada.page.getByText('Nobody is on the site right now')).toBeVisible();
  } finally {
    await host.close();
  }
});

test('the frame itself refuses to stand in a page of another origin', async ({ browserOf, lobby, watch }) => {
  const host = await Host.serve(() => ({ html: `<!doctype html><title>Thief</title><iframe title="Chat" src="${lobby.origin}/lobby/frame/demo"></iframe>` }));
  try {
    const page = await (await browserOf()).newPage();
    const refused = page.waitForEvent('console', (message) => /frame-ancestors/.test(message.text()));
    await page.goto(`http://other.localhost:${host.port}/`);
    await refused;
    await expect(page.frameLocator('iframe').getByRole('textbox')).toHaveCount(0);
    watch.seen.length = 0;
  } finally {
    await host.close();
  }
});

test('the launcher shows right after the loader ran, before the frame is there', async ({ browserOf, lobby }) => {
  const context = await browserOf();
  const spans: number[] = [];
  for (let visit = 0; visit < 5; visit += 1) {
    const page = await context.newPage();
    await page.addInitScript(() => {
      const seen = window as unknown as { shownAfter?: number };
      // The loader marks the window first of all; it shows when a frame was painted with its element in the page.
      Object.defineProperty(window, Symbol.for('lobby.loader'), {
        set() {
          const ran = performance.now();
          new MutationObserver((_, watcher) => {
            if (!document.querySelector('lobby-widget')) return;
            watcher.disconnect();
            requestAnimationFrame(() => {
              const painted = new MessageChannel();
              painted.port1.onmessage = () => (seen.shownAfter = performance.now() - ran);
              painted.port2.postMessage(0);
            });
          }).observe(document, { childList: true, subtree: true });
        },
      });
    });
    await page.goto(lobby.shop);
    const span = await page.waitForFunction(() => (window as unknown as { shownAfter?: number }).shownAfter);
    spans.push(await span.jsonValue() ?? Number.NaN);
    await page.close();
  }
  figure('launcher visible after the loader runs, ms, median of 5', spans.sort((a, b) => a - b)[2] ?? Number.NaN);
});

test('everything works by keyboard alone: Enter opens, the caret is in the box, Escape closes', async ({ visitorArrives }) => {
  const visitor = await visitorArrives();
  await expect(visitor.launcher).toHaveAttribute('aria-expanded', 'false');
  await visitor.launcher.focus();
  await visitor.page.keyboard.press('Enter');
  await expect(visitor.launcher).toHaveAttribute('aria-expanded', 'true');
  await expect(visitor.box).toBeFocused();
  await visitor.page.keyboard.type('No mouse here');
  await visitor.page.keyboard.press('Enter');
  await expect(visitor.said).toHaveText(['No mouse here']);
  await visitor.page.keyboard.press('Escape');
  await expect(visitor.launcher).toHaveAttribute('aria-expanded', 'false');
  await expect(visitor.launcher).toBeFocused();
});

test('who opens the chat before its frame is there can type at once', async ({ browserOf, lobby }) => {
  const context = await browserOf();
  for (let visit = 0; visit < 5; visit += 1) {
    const page = await context.newPage();
    await page.goto(lobby.shop, { waitUntil: 'domcontentloaded' });
    const visitor = new Visitor(page, lobby.shop);
    await visitor.open();
    await page.keyboard.type('Early bird');
    await expect(visitor.box).toHaveValue('Early bird');
    await page.evaluate(() => [localStorage, sessionStorage].forEach((storage) => storage.clear()));
    await page.close();
  }
});

test('the open panel and what stands in its box stay over pages and reloads', async ({ visitorArrives }) => {
  const visitor = await visitorArrives();
  await visitor.open();
  await visitor.box.fill('Half a thou');
  // The draft is kept, sealed, once the typing pauses; nothing in sight tells when.
  await expect.poll(() => visitor.page.evaluate(() => localStorage.getItem('lobby.demo.draft'))).not.toBeNull();
  await visitor.page.getByRole('link', { name: /Kestrel 40 backpack/ }).click();
  await expect(visitor.box).toBeVisible();
  await expect(visitor.box).toHaveValue('Half a thou');
  await visitor.page.reload();
  await expect(visitor.box).toHaveValue('Half a thou');
});
