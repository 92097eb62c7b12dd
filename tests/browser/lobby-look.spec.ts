// The agents' screens of the lobby with two hundred visitors on the site: nothing is cut off and axe-core finds nothing
// serious, at each width, in light and dark, in English and Chinese, and from right to left. The pictures are for people.

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

import { Agent } from './harness/agent.ts';
import { crowd, siteKey } from './harness/crowd.ts';
import { Desk } from './harness/desk.ts';
import { clipped } from './harness/reach.ts';
import { DESK, PHONE, picture, STILL } from './harness/screen.ts';
import { expect, test } from './harness/story.ts';

const TABLET = { width: 768, height: 1024 };
const SIZES = [['desk', DESK], ['tablet', TABLET], ['phone', PHONE]] as const;

async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return grave.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}`));
}

/** Every screen in turn, by the addresses and classes that are the same in each language. */
async function screens(agent: Agent, look: (name: string) => Promise<void>): Promise<void> {
  const { page } = agent;
  const home = `${agent.lobby.origin}/console/`;
  const { site } = (await page.evaluate(async () => (await (await fetch('/console/api/sites')).json()).sites[0])) as { site: string };
  await page.goto(home);
  await expect(page.locator('.lobby tbody tr').nth(5)).toBeVisible();
  await look('lobby');
  await page.locator('.lobby tbody tr').nth(2).click({ position: { x: 4, y: 4 } });
  await expect(page.locator('.visitor-card .step').first()).toBeVisible();
  await look('card');
  await page.keyboard.press('Escape');
  await page.locator('.pop > button').nth(0).click();
  await look('filter');
  await page.keyboard.press('Escape');
  await page.locator('.pop > button').nth(1).click();
  await look('columns');
  await page.keyboard.press('Escape');
  await page.locator('.panes button').nth(1).click();
  await expect(page.locator('.bar-line').first()).toBeVisible();
  await look('map');
  await page.locator('.panes button').nth(2).click();
  await expect(page.locator('.bar-line').first()).toBeVisible();
  await look('heat');
  await page.goto(`${home}rules/${site}`);
  await expect(page.locator('.rule-figures').first()).toBeVisible();
  await look('rules');
  await page.locator('.blocks .site-choice .button').nth(0).click();
  await expect(page.locator('#rule-name')).toBeVisible();
  await look('rule');
  await page.goto(`${home}blocks/${site}`);
  await expect(page.locator('.blocks > li').first()).toBeVisible();
  await look('blocks');
  await page.goto(`${home}sites`);
  await page.locator('.site .site-choice .button').nth(2).click();
  await expect(page.locator('.setting-form .field').first()).toBeVisible();
  await look('settings');
}

for (const [name, colorScheme, locale, direction] of [
  ['light', 'light', 'en-GB', 'ltr'],
  ['dark', 'dark', 'en-GB', 'ltr'],
  ['chinese', 'light', 'zh-CN', 'ltr'],
  ['rtl', 'light', 'en-GB', 'rtl'],
] as const) {
  test(`the screens of the lobby with two hundred visitors, ${name}`, async ({ agentArrives, lobby, browserOf, office }) => {
    test.setTimeout(300_000);
    const first = await agentArrives('ada');
    const key = await siteKey(first);
    const walkers = await crowd(lobby, key, 200);
    const desk = await Desk.of(first);
    await desk.invitesOn('delivery', 'May I help you with your delivery?');
    await desk.invitesOn('/nowhere', 'Hello');
    await desk.blocks(4, 'Sells pills');
    for (const [at, words] of ['Does the Lichen stand without pegs?', 'My discount code is refused.', 'Hello?'].entries()) {
      walkers[at * 7]?.say({ Log: { Send: { cid: `cid_${String(at).repeat(32)}`, conversation: null, body: { Text: words } } } });
    }
    await first.page.close();
    const context = await browserOf({ colorScheme, locale, ...STILL });
    if (direction === 'rtl') await context.addInitScript(() => addEventListener('DOMContentLoaded', () => (document.documentElement.dir = 'rtl')));
    const where = { domain: '127.0.0.1', path: '/', secure: true, httpOnly: true, sameSite: 'Strict' as const };
    await context.addCookies([{ ...office.ada.cookie, ...where }]);
    const agent = new Agent(await context.newPage(), lobby);
    const found: string[] = [];
    for (const [size, viewport] of SIZES) {
      await agent.page.setViewportSize(viewport);
      if (size === 'desk') await agent.page.goto(`${lobby.origin}/console/`);
      await screens(agent, async (screen) => {
        await picture(agent.page, `lobby-${screen}-${size}-${name}`);
        const cut = await clipped(agent.page.locator('html'));
        found.push(...cut.map((words) => `${screen} ${size}: ${words}`));
        if (size !== 'tablet') found.push(...(await faults(agent.page)).map((words) => `${screen} ${size}: ${words}`));
      });
    }
    expect(found).toEqual([]);
  });
}
