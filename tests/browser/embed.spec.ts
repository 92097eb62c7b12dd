// Standing in a stranger's page: under a strict policy, among hostile styles, on the same site, and not at all where the
// site did not allow it.

import { Host } from './harness/host.ts';
import { freePort, Lobby } from './harness/lobby.ts';
import { setUp } from './harness/office.ts';
import { figure } from './harness/figure.ts';
import { expect, test as base } from './harness/story.ts';
import { Visitor } from './harness/visitor.ts';

interface Stranger {
  /** The stranger's own Lobby. */
  lobby: Lobby;
  /** The stranger's origin. */
  origin: string;
  /** What the page is from now on; `TAG` in it becomes the site's tag. */
  show(html: string, policy?: string): void;
}

const test = base.extend<{
  /** Somebody sets up a Lobby of their own for the page that they serve on this host. */
  strangerOn: (host: string) => Promise<Stranger>;
}>({
  strangerOn: async ({}, use) => {
    const close: (() => Promise<void>)[] = [];
    await use(async (name) => {
      let now = { html: '', headers: {} as Record<string, string> };
      const host = await Host.serve(() => now);
      const origin = `http://${name}:${host.port}`;
      const lobby = new Lobby(await freePort());
      close.push(async () => {
        await host.close();
        await lobby.kill();
        lobby.remove();
      });
      await lobby.start();
      const { key } = await setUp(lobby, 'A stranger', origin);
      const tag = `<script async src="${lobby.origin}/lobby/${key}.js"></script>`;
      const show = (html: string, policy?: string) => {
        now = { html: html.replace('TAG', tag), headers: policy ? { 'content-security-policy': policy } : {} };
      };
      return { lobby, origin, show };
    });
    for (const end of close) await end();
  },
});

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
