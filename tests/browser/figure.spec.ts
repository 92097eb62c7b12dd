// What the chat costs the page around it and how soon it can be used: figures that are told, and the one that decides,
// that the page never shifts.

import type { Page, Request } from '@playwright/test';

import { figure } from './harness/figure.ts';
import { DESK, PHONE } from './harness/screen.ts';
import { expect, test as base } from './harness/story.ts';
import { test, type Stranger } from './harness/stranger.ts';
import { Visitor } from './harness/visitor.ts';

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const PAGE = '<!doctype html><html lang="en"><title>Host</title><h1>A page of somebody</h1>';

/**
 * Notes, in every page and frame, when the loader ran, when the launcher was painted, and when the box could be typed
 * into after a click on the launcher in that very moment.
 */
function stopwatch(): void {
  const now = () => performance.timeOrigin + performance.now();
  const marks: Record<string, number> = {};
  Object.assign(window, { marks });
  const real = Object.getOwnPropertyDescriptor(Document.prototype, 'currentScript')?.get;
  if (window === top && real) {
    // The loader asks which script it is, first of all.
    Object.defineProperty(document, 'currentScript', {
      configurable: true,
      get() {
        const script = real.call(document) as HTMLScriptElement | null;
        if (script?.src.includes('/lobby/')) marks.ran ??= now();
        return script;
      },
    });
    new MutationObserver((_, watcher) => {
      if (!document.querySelector('lobby-widget')) return;
      watcher.disconnect();
      requestAnimationFrame(() => {
        const painted = new MessageChannel();
        painted.port1.onmessage = () => {
          marks.shown = now();
          marks.clicked = now();
          document.querySelector('lobby-widget')?.shadowRoot?.querySelector('button')?.click();
        };
        painted.port2.postMessage(0);
      });
    }).observe(document, { childList: true, subtree: true });
  }
  addEventListener('focusin', (event) => {
    if (event.target instanceof HTMLTextAreaElement) marks.typing ??= now();
  });
}

interface Marks {
  ran: number;
  shown: number;
  clicked: number;
  typing: number;
}

const marks = (place: { evaluate: Page['evaluate'] }) => place.evaluate(() => (window as unknown as { marks: Marks }).marks);

test('how soon the launcher shows and the visitor can type, and what is transferred, cold and warm', async ({ strangerOn, browserOf }) => {
  const { origin, show } = await strangerOn('host.localhost');
  show(`${PAGE}TAG`);
  const spans: Record<'shown' | 'cold' | 'warm' | 'bytes', number[]> = { shown: [], cold: [], warm: [], bytes: [] };
  for (let round = 0; round < 3; round += 1) {
    const context = await browserOf();
    await context.addInitScript(stopwatch);
    for (const cache of ['cold', 'warm'] as const) {
      const page = await context.newPage();
      const requests: Request[] = [];
      page.on('requestfinished', (request) => requests.push(request));
      await page.goto(origin, { waitUntil: 'commit' });
      const visitor = new Visitor(page, origin);
      await expect(visitor.box).toBeFocused();
      const host = await marks(page);
      const frame = page.frames().find((one) => one.url().includes('/lobby/frame/'));
      if (!frame) throw new Error('no frame');
      spans[cache].push((await marks(frame)).typing - host.clicked);
      if (cache === 'cold') {
        spans.shown.push(host.shown - host.ran);
        const sizes = await Promise.all(requests.filter((request) => !request.url().startsWith(origin)).map((request) => request.sizes()));
        spans.bytes.push(sizes.reduce((sum, size) => sum + size.responseBodySize + size.responseHeadersSize, 0));
      }
      await page.evaluate(() => [localStorage, sessionStorage].forEach((storage) => storage.clear()));
      await page.close();
    }
  }
  figure('launcher visible after the loader runs, ms, median of 3', median(spans.shown));
  figure('click on the launcher until the visitor can type, cold cache, ms, median of 3', median(spans.cold));
  figure('click on the launcher until the visitor can type, warm cache, ms, median of 3', median(spans.warm));
  figure('transferred until the visitor can type, with headers, bytes', median(spans.bytes));
});

/** Long tasks of the host page, in ms, until the chat is there (with the tag) or the page is idle. */
async function longTasks(page: Page, origin: string, tagged: boolean): Promise<number[]> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await page.goto(origin);
  if (tagged) {
    // The box is there, hidden, once the program in the frame has started.
    await expect(new Visitor(page, origin).chat.locator('textarea')).toBeAttached({ timeout: 30_000 });
  }
  return page.evaluate(async () => {
    await new Promise((idle) => requestIdleCallback(idle));
    return (window as unknown as { longTasks: number[] }).longTasks;
  });
}

for (const [place, host] of [['a foreign', 'host.localhost'], ['a same-site', '127.0.0.1']] as const) {
  test(`the long tasks that the chat adds to ${place} page on a machine four times slower`, async ({ strangerOn, browserOf }) => {
    const stranger: Stranger = await strangerOn(host);
    const found = { with: [] as number[][], without: [] as number[][] };
    for (let round = 0; round < 3; round += 1) {
      for (const kind of ['with', 'without'] as const) {
        stranger.show(kind === 'with' ? `${PAGE}TAG` : PAGE);
        const context = await browserOf();
        await context.addInitScript(() => {
          const longTasks: number[] = [];
          Object.assign(window, { longTasks });
          new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: 'longtask', buffered: true });
        });
        const page = await context.newPage();
        found[kind].push(await longTasks(page, stranger.origin, kind === 'with'));
        await context.close();
      }
    }
    const sum = (tasks: number[]) => tasks.reduce((all, task) => all + task, 0);
    const [ours, theirs] = [found.with, found.without].map((rounds) => median(rounds.map(sum)));
    figure(`long tasks of ${place} page at 4x slower, with the tag, ms, median of 3`, ours ?? Number.NaN);
    figure(`long tasks of ${place} page at 4x slower, without the tag, ms, median of 3`, theirs ?? Number.NaN);
    figure(`longest task of ${place} page at 4x slower, with the tag, ms, median of 3`, median(found.with.map((tasks) => Math.max(0, ...tasks))));
  });
}

base('how soon an agent can work after signing in, cold and warm, and what is transferred', async ({ browserOf, lobby, office }) => {
  const spans: Record<string, number[]> = {};
  const note = (name: string, span: number) => (spans[name] ??= []).push(span);
  for (let round = 0; round < 3; round += 1) {
    const context = await browserOf();
    for (const cache of ['cold', 'warm']) {
      const page = await context.newPage();
      const requests: Request[] = [];
      page.on('requestfinished', (request) => requests.push(request));
      await page.goto(`${lobby.origin}/console/`, { waitUntil: 'commit' });
      const form = await page.waitForFunction(() => document.activeElement?.matches('input[type=email], input[name=email]') && performance.now());
      note(`console from opening to the sign-in form, ${cache} cache, ms, median of 3`, Number(await form.jsonValue()));
      await page.getByLabel('E-mail').fill(office.ada.email);
      await page.getByLabel('Password').fill(office.ada.password);
      await page.evaluate(() => addEventListener('submit', () => Object.assign(window, { sent: performance.now() }), { capture: true }));
      await page.getByLabel('Password').press('Enter');
      const usable = await page.waitForFunction(() => {
        const { sent } = window as unknown as { sent?: number };
        return sent !== undefined && document.body.textContent.includes('Connected') && document.querySelector('table, .empty') && performance.now() - sent;
      });
      note(`console from sign-in to usable, ${cache} cache, ms, median of 3`, Number(await usable.jsonValue()));
      if (cache === 'cold') {
        const sizes = await Promise.all(requests.map((request) => request.sizes()));
        note('console transferred until usable, with headers, bytes', sizes.reduce((sum, size) => sum + size.responseBodySize + size.responseHeadersSize, 0));
      }
      await context.clearCookies();
      await page.close();
    }
  }
  for (const [name, values] of Object.entries(spans)) figure(name, median(values));
});

interface Moved {
  node?: Node;
  previousRect: DOMRect;
  currentRect: DOMRect;
}

for (const [name, viewport, touch] of [['at a desk', DESK, false], ['on a phone', PHONE, true]] as const) {
  base(`the page around the chat never shifts ${name}, whatever opens, closes or peeks`, async ({ visitorArrives, agentArrives }) => {
    const ada = await agentArrives('ada');
    const visitor = await visitorArrives('/', { viewport, hasTouch: touch, isMobile: touch });
    await visitor.page.evaluate(() => {
      const shifts: unknown[] = [];
      Object.assign(window, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          const { value, sources } = entry as PerformanceEntry & { value: number; sources: Moved[] };
          // What stands in a shadow root, as our own parts do, has no node here.
          shifts.push({ value, moved: sources.map(({ node, previousRect, currentRect }) => [node?.nodeName, previousRect, currentRect]) });
        }
      }).observe({ type: 'layout-shift', buffered: true });
    });
    const close = async () => {
      await (touch ? visitor.button('Close chat') : visitor.launcher).click();
      await expect(visitor.box).toBeHidden();
    };
    await visitor.page.evaluate(() => scrollTo(0, 120));
    await visitor.open();
    await visitor.write('Hello');
    await ada.accept(1);
    await close();
    await ada.write('Good morning. What may I do for you?');
    await expect(visitor.button('Dismiss')).toBeVisible();
    await visitor.button('Dismiss').click();
    await expect(visitor.button('Dismiss')).toBeHidden();
    await visitor.launcher.click();
    await expect(visitor.box).toBeVisible();
    await close();
    expect(await visitor.page.evaluate(() => scrollY)).toBe(120);
    const shifts = await visitor.page.evaluate(async () => {
      await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
      return (window as unknown as { shifts: unknown[] }).shifts;
    });
    expect(shifts).toEqual([]);
    figure(`layout shift of the page ${name}`, 0);
  });
}
