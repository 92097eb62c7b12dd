// An agent: a signed-in browser of their own, and what they can see and do in the console.

import { expect, type BrowserContext, type Locator, type Page } from '@playwright/test';

import type { Lobby } from './lobby.ts';
import type { Colleague } from './office.ts';

export class Agent {
  constructor(
    readonly page: Page,
    readonly lobby: Lobby,
  ) {}

  static async signedIn(context: BrowserContext, lobby: Lobby, colleague: Colleague): Promise<Agent> {
    const where = { domain: '127.0.0.1', path: '/', secure: true, httpOnly: true, sameSite: 'Strict' as const };
    await context.addCookies([{ ...colleague.cookie, ...where }]);
    const agent = new Agent(await context.newPage(), lobby);
    await agent.page.goto(`${lobby.origin}/console/`);
    await expect(agent.page.getByText('Connected')).toBeAttached();
    return agent;
  }

  async go(screen: 'Lobby' | 'Conversations' | 'Sites'): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: screen }).click();
  }

  /** The section of the list whose conversations wait for anybody. */
  get queue(): Locator {
    return this.page.getByRole('region', { name: /^Waiting · / });
  }

  /** The section of this agent's own conversations. */
  get mine(): Locator {
    return this.page.getByRole('region', { name: /^Mine · / });
  }

  row(visitor: number): Locator {
    return this.page.getByRole('row', { name: `Visitor ${visitor}` });
  }

  get box(): Locator {
    return this.page.getByRole('textbox', { name: /^Message to Visitor/ });
  }

  get send(): Locator {
    return this.page.getByRole('button', { name: 'Send', exact: true });
  }

  get stream(): Locator {
    return this.page.getByRole('log', { name: 'Messages' });
  }

  /** Everything said, by either side, oldest first; not what the visitor is still writing. */
  get said(): Locator {
    return this.stream.locator('.said:not(.unsent) .bubble bdi');
  }

  /** How far the last own message got. */
  get delivery(): Locator {
    return this.stream.locator('.delivery').last();
  }

  get typing(): Locator {
    return this.stream.getByText('The visitor is typing');
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** Takes a conversation from the queue; it is open then. */
  async accept(visitor: number): Promise<void> {
    await this.go('Conversations');
    await this.button(`Accept · Visitor ${visitor}`).click();
    await expect(this.box).toBeVisible();
  }

  /** Types and presses Enter. */
  async write(words: string): Promise<void> {
    await this.box.fill(words);
    await this.box.press('Enter');
    await expect(this.box).toHaveValue('');
  }

  /** Ends the open conversation. */
  async end(): Promise<void> {
    await this.button('End').click();
    await this.button('End conversation').click();
  }
}
