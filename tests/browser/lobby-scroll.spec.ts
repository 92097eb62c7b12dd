// How smoothly the lobby's table scrolls through thousands of visitors who walk on meanwhile. What is measured is the time
// that the console's own thread worked, task by task, so that a busy machine changes little: none may keep a frame waiting.

import type { Browser, Page } from '@playwright/test';

import { crowd, ordinary, siteKey, type Walker } from './harness/crowd.ts';
import { figure } from './harness/figure.ts';
import { expect, test } from './harness/story.ts';

const MANY = Number(process.env.CROWD ?? 1_000);
const FRAMES = 300;
/** Milliseconds of work after which a task is a long one. */
const LONG = 50;

interface Traced {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** The time that the thread itself worked, in microseconds. */
  tdur?: number;
}

/** Scrolls by so many pixels a frame. Returns how long the page's thread worked in each of its tasks, in milliseconds, the longest first. */
async function scroll(browser: Browser, page: Page, pixels: number): Promise<number[]> {
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline'] });
  await page.evaluate(async ([pixels, frames]) => {
    const scroller = document.querySelector('.lobby-scroll');
    for (let at = 0; at < frames; at += 1) {
      scroller?.scrollBy(0, pixels);
      await new Promise(requestAnimationFrame);
    }
  }, [pixels, FRAMES] as const);
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: Traced[] };
  // The thread that runs scripts the most is the page's own.
  const of = ({ pid, tid }: Traced) => `${pid} ${tid}`;
  const calls = new Map<string, number>();
  for (const event of traceEvents) if (event.name === 'FunctionCall') calls.set(of(event), (calls.get(of(event)) ?? 0) + 1);
  const [main] = [...calls].toSorted(([, one], [, other]) => other - one)[0] ?? [''];
  const tasks = traceEvents.filter((event) => event.ph === 'X' && event.name.endsWith('RunTask') && of(event) === main);
  return tasks.map(({ tdur = 0 }) => tdur / 1000).toSorted((one, other) => other - one);
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
  try {
    for (const [name, pixels] of [['slowly', 4], ['by the wheel', 33], ['fast', 400]] as const) {
      await page.locator('.lobby-scroll').evaluate((scroller) => scroller.scrollTo(0, 0));
      const tasks = await scroll(browser, page, pixels);
      figure(`longest task of the lobby scrolled ${name}, ${MANY} visitors, ms of work`, tasks[0] ?? 0);
      figure(`tasks of more than 16 ms in ${FRAMES} frames of the lobby scrolled ${name}, ${MANY} visitors`, tasks.filter((task) => task > 16).length);
      expect(tasks.length).toBeGreaterThan(FRAMES / 2);
      // Twelve rows a frame are drawn anew at a fling, which a slow machine may not do in time, and nobody reads.
      if (name !== 'fast') expect(tasks[0]).toBeLessThan(LONG);
      const top = await page.locator('.lobby-scroll').evaluate((scroller) => scroller.scrollTop);
      const first = page.locator(`.lobby tbody tr[aria-rowindex="${Math.floor(top / 32) + 4}"]`);
      await expect(first).toBeVisible();
      await expect(first.getByRole('rowheader')).toHaveText(/^Visitor \d+$/);
    }
  } finally {
    clearInterval(walking);
    for (const walker of walkers) walker.leave();
  }
});
