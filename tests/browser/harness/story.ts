// What every browser story is given: an office that is set up, a server of its own, and people who arrive when the story
// wants them. After each story the watch must have seen nothing.

import { test as base, expect, type BrowserContext, type BrowserContextOptions } from '@playwright/test';

import { Agent } from './agent.ts';
import type { Lobby } from './lobby.ts';
import { Office } from './office.ts';
import { Visitor } from './visitor.ts';
import { Watch } from './watch.ts';

export { expect };

type Browser = (options?: BrowserContextOptions) => Promise<BrowserContext>;

interface Given {
  /** A server with the office's people and site, and nothing else. */
  lobby: Lobby;
  /** What must never happen. */
  watch: Watch;
  /** A browser of somebody's own, watched. */
  browserOf: Browser;
  /** A visitor comes to the demo shop. */
  visitorArrives: (path?: string, options?: BrowserContextOptions) => Promise<Visitor>;
  /** An agent opens the console, signed in. */
  agentArrives: (who: 'ada' | 'ben', options?: BrowserContextOptions) => Promise<Agent>;
}

export const test = base.extend<Given, { office: Office }>({
  office: [
    async ({}, use) => {
      const office = await Office.open();
      await use(office);
      office.close();
    },
    { scope: 'worker' },
  ],
  lobby: async ({ office }, use) => {
    const lobby = await office.copy();
    await use(lobby);
    await lobby.kill();
    lobby.remove();
  },
  watch: async ({}, use) => {
    const watch = new Watch();
    await use(watch);
    expect(watch.seen).toEqual([]);
  },
  browserOf: async ({ browser, watch }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (options) => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, ...options });
      contexts.push(context);
      await watch.over(context);
      return context;
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
  visitorArrives: async ({ browserOf, lobby }, use) => {
    await use(async (path, options) => Visitor.arrive(await browserOf(options), lobby.shop, path));
  },
  agentArrives: async ({ browserOf, lobby, office }, use) => {
    await use(async (who, options) => Agent.signedIn(await browserOf(options), lobby, office[who]));
  },
});
