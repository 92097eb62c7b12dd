// Storage inside a frame of another site: refused by this Chromium as it comes, allowed by a preference of its profile.

import { chromium as playwright, type BrowserContext } from '@playwright/test';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromium } from './browser.ts';
import type { Visitor } from './visitor.ts';

/** Whether the frame of the open chat may store anything. */
export async function storageWorks(visitor: Visitor): Promise<boolean> {
  return visitor.box.evaluate(() => {
    try {
      return localStorage.length >= 0;
    } catch {
      return false;
    }
  });
}

/** A browser with a profile of its own in which frames of other sites may store things, apart for each site. */
export async function withThirdPartyStorage(story: (context: BrowserContext) => Promise<void>): Promise<void> {
  const profile = mkdtempSync(join(tmpdir(), 'lobby-profile-'));
  mkdirSync(join(profile, 'Default'));
  writeFileSync(join(profile, 'Default/Preferences'), JSON.stringify({ profile: { cookie_controls_mode: 0 } }));
  const context = await playwright.launchPersistentContext(profile, { ...chromium, viewport: { width: 1280, height: 720 } });
  try {
    await story(context);
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
}
