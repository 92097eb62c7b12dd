// How the browser stories run: Debian's Chromium, a worker for each of two cores, no second try, and a report that the recipes can count.

import { defineConfig } from '@playwright/test';

import { chromium } from './harness/browser.ts';

const demanded = process.env.PICTURES ? /@pictures/ : process.env.FIGURES ? /@figures/ : undefined;

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: 'results/traces',
  // Files side by side; the stories of one file one after the other.
  workers: 2,
  retries: 0,
  fullyParallel: false,
  forbidOnly: true,
  // Pictures for the README, and figures that take minutes and a quiet machine, are made on demand.
  ...(demanded ? { grep: demanded } : { grepInvert: /@(pictures|figures)/ }),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['line'], ['json', { outputFile: 'results/report.json' }]],
  use: {
    browserName: 'chromium',
    headless: true,
    trace: 'retain-on-failure',
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    launchOptions: chromium,
  },
});
