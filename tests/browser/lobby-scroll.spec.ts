// The lobby's table while it scrolls through thousands of visitors who walk on meanwhile: its rows are filled anew and not
// built anew, stand in the page in the order in which they are seen, and keep the keyboard. How smoothly it goes is told and
// decides nothing: the time that the console's own thread worked, task by task.

import type { Browser, Page } from '@playwright/test';

import { Agent } from './harness/agent.ts';
import { crowd, ordinary, siteKey, type Walker } from './harness/crowd.ts';
import { figure } from './harness/figure.ts';
import { expect, test } from './harness/story.ts';

const MANY = Number(process.env.CROWD ?? 1_000);
const FRAMES = 300;

interface Traced {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** By the clock, and what of it the thread itself worked, in microseconds. */
  dur?: number;
  tdur?: number;
}

interface Scrolled {
  /** How long the page's thread worked in each of its tasks, in milliseconds, the longest first. */
  tasks: number[];
  /** How long each of them took by the clock, others' work on this machine included. */
  spans: number[];
  /** From one frame to the next, in milliseconds. */
  frames: number[];
}

/** Scrolls by so many pixels a frame. */
async function scroll(browser: Browser, page: Page, pixels: number): Promise<Scrolled> {
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline'] });
  const frames = await page.evaluate(async ([pixels, frames]) => {
    const scroller = document.querySelector('.lobby-scroll');
    const between: number[] = [];
    let before: number | undefined;
    for (let at = 0; at < frames; at += 1) {
      scroller?.scrollBy(0, pixels);
      const now = await new Promise<number>(requestAnimationFrame);
      if (before !== undefined) between.push(now - before);
      before = now;
    }
    return between;
  }, [pixels, FRAMES] as const);
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: Traced[] };
  // The thread that runs scripts the most is the page's own.
  const of = ({ pid, tid }: Traced) => `${pid} ${tid}`;
  const calls = new Map<string, number>();
  for (const event of traceEvents) if (event.name === 'FunctionCall') calls.set(of(event), (calls.get(of(event)) ?? 0) + 1);
  const [main] = [...calls].toSorted(([, one], [, other]) => other - one)[0] ?? [''];
  const tasks = traceEvents.filter((event) => event.ph === 'X' && event.name.endsWith('RunTask') && of(event) === main);
  const longest = (times: number[]) => times.map((time) => time / 1000).toSorted((one, other) => other - one);
  return { tasks: longest(tasks.map(({ tdur = 0 }) => tdur)), spans: longest(tasks.map(({ dur = 0 }) => dur)), frames };
}

/** Counts the rows that come into the page from now on, each once. */
async function countRows(page: Page): Promise<() => Promise<{ built: number; there: number }>> {
  await page.evaluate(() => {
    const body = document.querySelector('.lobby tbody') as Element;
    const seen = new WeakSet<Node>(body.children);
    let built = 0;
    new MutationObserver((changes) => {
      for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
        if (node instanceof HTMLElement && !seen.has(node)) built += 1;
        seen.add(node);
      }
    }).observe(body, { childList: true });
    Object.assign(window, { rows: () => ({ built, there: body.children.length }) });
  });
  return () => page.evaluate(() => (window as unknown as { rows(): { built: number; there: number } }).rows());
}

/** The places of the rows as they stand in the page. */
function places(page: Page): Promise<number[]> {
  return page.locator('.lobby tbody tr:not([hidden])').evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('aria-rowindex'))));
}

test(`the table scrolls through ${MANY} visitors while they walk`, async ({ agentArrives, lobby, browser }) => {
  test.setTimeout(600_000);
  const ada = await agentArrives('ada');
  const { page } = ada;
  const walkers = await crowd(lobby, await siteKey(ada), MANY);
  await expect(page.locator('.figures dd').first()).toHaveText(MANY.toLocaleString('en-GB'), { timeout: 60_000 });
  // Each goes on every 40 seconds.
  let steps = 0;
  const walking = setInterval(() => {
    for (let turn = 0; turn < MANY / 400; turn += 1) {
      const walker = walkers[(steps * 7919) % MANY] as Walker;
      const { address, title } = ordinary(lobby.shop, steps);
      walker.view(address, title);
      steps += 1;
    }
  }, 100);
  const rows = await countRows(page);
  try {
    for (const [name, pixels] of [['slowly', 4], ['by the wheel', 33], ['fast', 400]] as const) {
      await page.locator('.lobby-scroll').evaluate((scroller) => scroller.scrollTo(0, 0));
      const { tasks, spans, frames } = await scroll(browser, page, pixels);
      figure(`longest task of the lobby scrolled ${name}, ${MANY} visitors, ms of work`, tasks[0] ?? 0);
      figure(`tasks of more than 16 ms in ${FRAMES} frames of the lobby scrolled ${name}, ${MANY} visitors`, tasks.filter((task) => task > 16).length);
      figure(`the same by the clock, scrolled ${name}, ${MANY} visitors, ms`, spans[0] ?? 0);
      figure(`frames of ${FRAMES} that came 25 ms or more after the one before, scrolled ${name}, ${MANY} visitors`, frames.filter((time) => time >= 25).length);
      expect(tasks.length).toBeGreaterThan(FRAMES / 2);
      const top = await page.locator('.lobby-scroll').evaluate((scroller) => scroller.scrollTop);
      const first = page.locator(`.lobby tbody tr[aria-rowindex="${Math.floor(top / 32) + 4}"]`);
      await expect(first).toBeVisible();
      await expect(first.getByRole('rowheader')).toHaveText(/^Visitor \d+$/);
    }
    const { built, there } = await rows();
    figure(`rows built while the lobby scrolled through ${(FRAMES * 437) / 32} lines, ${MANY} visitors`, built);
    expect(there).toBeLessThan(80);
    expect(built).toBeLessThan(80);
    await expect.poll(() => places(page).then((all) => all.every((place, at) => at === 0 || place > (all[at - 1] ?? 0)))).toBe(true);
  } finally {
    clearInterval(walking);
    for (const walker of walkers) walker.leave();
  }
});

test('the keyboard walks the rows in their order, and its row stays its own out of sight', async ({ agentArrives, lobby }) => {
  const ada = await agentArrives('ada');
  const { page } = ada;
  const walkers = await crowd(lobby, await siteKey(ada), 300);
  await expect(page.locator('.figures dd').first()).toHaveText('300', { timeout: 60_000 });
  const scroller = page.locator('.lobby-scroll');
  const focused = page.locator('tr:focus');
  await scroller.evaluate((scroller) => scroller.scrollTo(0, 2_000));
  const line = page.locator('.lobby tbody tr[aria-rowindex="70"]');
  await expect(line.getByRole('rowheader')).toHaveText(/^Visitor \d+$/);
  await line.focus();
  // A key waits for what is on its way from the server.
  for (let place = 71; place <= 110; place += 1) {
    await page.keyboard.press('j');
    await expect(focused).toHaveAttribute('aria-rowindex', String(place));
  }
  for (let place = 109; place >= 60; place -= 1) {
    await page.keyboard.press('k');
    await expect(focused).toHaveAttribute('aria-rowindex', String(place));
  }
  const who = await focused.getByRole('rowheader').textContent();
  for (const top of [9_000, 5_000, 0]) {
    await scroller.evaluate((scroller, top) => scroller.scrollTo(0, top), top);
    const first = page.locator(`.lobby tbody tr[aria-rowindex="${Math.ceil(top / 32) + 4}"]`);
    await expect(first.getByRole('rowheader')).toHaveText(/^Visitor \d+$/);
    await expect(focused.getByRole('rowheader')).toHaveText(who ?? '');
    await expect(focused).toHaveAttribute('aria-rowindex', '60');
  }
  // A key still means that visitor.
  await page.keyboard.press('i');
  await scroller.evaluate((scroller) => scroller.scrollTo(0, 59 * 32));
  await expect(focused).toBeInViewport();
  await expect(focused.getByRole('rowheader')).toHaveText(who ?? '');
  await expect(focused.getByText('invited', { exact: true })).toBeVisible();
  for (const walker of walkers) walker.leave();
});

test('a key waits for a row that has not come from the server yet, and of several keys the last one wins', async ({ browserOf, lobby, office }) => {
  const context = await browserOf();
  // What the server says to the console is held back where the story wants it.
  let held: (() => void)[] | undefined;
  await context.routeWebSocket('**/console/socket', (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => {
      if (held) held.push(() => socket.send(message));
      else socket.send(message);
    });
  });
  const release = () => {
    held?.forEach((send) => send());
    held = undefined;
  };
  const ada = await Agent.signedIn(context, lobby, office.ada);
  const { page } = ada;
  const walkers = await crowd(lobby, await siteKey(ada), 300);
  await expect(page.locator('.figures dd').first()).toHaveText('300', { timeout: 60_000 });
  const scroller = page.locator('.lobby-scroll');
  const focused = page.locator('tr:focus');
  const line = (place: number) => page.locator(`.lobby tbody tr[aria-rowindex="${place}"]:not([hidden])`);
  const scroll = (top: number) => scroller.evaluate((scroller, top) => scroller.scrollTo(0, top), top);
  /** Leaves the row with the keyboard far behind, so that those beside it are not known any more. */
  const leave = async (row: number) => {
    await scroll(8_000);
    await expect(line(255).getByRole('rowheader')).toHaveText(/^Visitor \d+$/);
    await expect(line(row + 1)).toHaveCount(0);
    await expect(line(row - 1)).toHaveCount(0);
    held = [];
  };
  await scroll(2_000);
  await expect(line(70).getByRole('rowheader')).toHaveText(/^Visitor \d+$/);
  await line(70).focus();
  await leave(70);
  await page.keyboard.press('k');
  // The row is in sight again, and keeps the keyboard until the one beside it is there.
  await expect(focused).toBeInViewport();
  await expect(focused).toHaveAttribute('aria-rowindex', '70');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect.poll(() => held?.length ?? 0).toBeGreaterThan(0);
  await expect(focused).toHaveAttribute('aria-rowindex', '70');
  release();
  await expect(focused).toHaveAttribute('aria-rowindex', '71');
  // A key that waits is given up when the keyboard goes elsewhere.
  await leave(71);
  await page.keyboard.press('j');
  await page.keyboard.press('/');
  release();
  await expect(line(72).getByRole('rowheader')).toHaveText(/^Visitor \d+$/);
  await expect(page.getByRole('searchbox', { name: 'Search visitors' })).toBeFocused();
  for (const walker of walkers) walker.leave();
});
