// How soon an agent who watches the lobby sees that a visitor is on another page: a figure that is told. What decides is that
// each of the pages arrives. Made on demand, by `npm run figures`, and written to `results/figures.json`.

import type { Page } from '@playwright/test';

import { figure } from './harness/figure.ts';
import { expect, test } from './harness/story.ts';

const ROUNDS = 100;
const at = (part: number, spans: number[]) => spans.toSorted((a, b) => a - b)[Math.ceil(part * spans.length) - 1] ?? Number.NaN;

/** From now on the agent's page notes when each title is first painted in the table, by the machine's clock. */
async function noteTitles(page: Page): Promise<void> {
  await page.evaluate(() => {
    const painted: Record<string, number> = {};
    Object.assign(window, { painted });
    new MutationObserver(() => {
      for (const link of document.querySelectorAll('tbody a')) {
        const title = link.textContent ?? '';
        if (title in painted) continue;
        painted[title] = Infinity;
        requestAnimationFrame(() => (painted[title] = performance.timeOrigin + performance.now()));
      }
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  });
}

const painted = (page: Page, title: string) =>
  page.evaluate((title) => (window as unknown as { painted: Record<string, number> }).painted[title], title);

for (const [kind, walk] of [
  ['of an app', (page: Page, title: string) => page.evaluate((title) => {
    history.pushState({}, '', `/finder?step=${title}`);
    document.title = title;
    return performance.timeOrigin + performance.now();
  }, title)],
  // From the moment when the browser has the new page and begins to show it.
  ['that is loaded', async (page: Page, title: string) => {
    await page.goto(`${new URL(page.url()).origin}/tent.html?title=${title}`, { waitUntil: 'commit' });
    return page.evaluate(() => performance.timeOrigin + performance.getEntriesByType('navigation').map((entry) => (entry as PerformanceNavigationTiming).responseStart)[0]!);
  }],
] as const) {
  test(`how soon a page ${kind} is in a watching agent’s lobby @figures`, async ({ visitorArrives, agentArrives }) => {
    test.setTimeout(600_000);
    const ada = await agentArrives('ada');
    const visitor = await visitorArrives('/finder');
    await visitor.page.addInitScript(() => {
      const title = new URLSearchParams(location.search).get('title');
      if (title) addEventListener('DOMContentLoaded', () => (document.title = title));
    });
    await expect(ada.row(1)).toContainText('Gift finder');
    await noteTitles(ada.page);
    const spans: number[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      const title = `${kind} ${round}`.replaceAll(' ', '-');
      const begun = await walk(visitor.page, title);
      await expect.poll(() => painted(ada.page, title), { intervals: [50] }).toBeLessThan(Infinity);
      spans.push((await painted(ada.page, title)) - begun);
      // Not in step with the server's beat: each page begins at another moment of its second.
      await visitor.page.evaluate((round) => new Promise((next) => setTimeout(next, (round * 137) % 1_000)), round);
    }
    expect(spans).toHaveLength(ROUNDS);
    for (const [name, part] of [['median', 0.5], ['p99', 0.99], ['most', 1]] as const) {
      figure(`page ${kind} in a watching agent's lobby, ms, ${name} of ${ROUNDS}`, at(part, spans));
    }
  });
}
