// Whether somebody looks at a tab. Playwright keeps every page in the foreground, so a tab is told itself that it is not.

import type { Page } from '@playwright/test';

/** The tab comes to the foreground, or goes to the background, with all its frames. */
export async function turn(page: Page, to: 'visible' | 'hidden'): Promise<void> {
  for (const frame of page.frames()) {
    await frame.evaluate((state) => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => state === 'hidden' });
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    }, to);
  }
}
