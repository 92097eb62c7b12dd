// A visitor: a browser of their own on a page that has the tag, and what they can see and do in the chat there.

import { expect, type BrowserContext, type FrameLocator, type Locator, type Page } from '@playwright/test';

export class Visitor {
  constructor(
    readonly page: Page,
    readonly shop: string,
  ) {}

  static async arrive(context: BrowserContext, shop: string, path = '/'): Promise<Visitor> {
    const visitor = new Visitor(await context.newPage(), shop);
    await visitor.visit(path);
    return visitor;
  }

  async visit(path: string): Promise<void> {
    await this.page.goto(this.shop + path);
  }

  get launcher(): Locator {
    return this.page.getByRole('button', { name: /^(Open|Close) chat/ });
  }

  get chat(): FrameLocator {
    return this.page.frameLocator('iframe[title="Chat"]');
  }

  get box(): Locator {
    return this.chat.getByRole('textbox', { name: 'Write a message' });
  }

  get send(): Locator {
    return this.chat.getByRole('button', { name: 'Send', exact: true });
  }

  get stream(): Locator {
    return this.chat.getByRole('log', { name: 'Conversation' });
  }

  /** Everything said, by either side, oldest first. */
  get said(): Locator {
    return this.stream.locator('.bubble bdi');
  }

  /** The line under the visitor's last own message. */
  get caption(): Locator {
    return this.stream.locator('.caption.own').last();
  }

  get typing(): Locator {
    return this.chat.getByRole('img', { name: 'Somebody is typing' });
  }

  text(words: string | RegExp): Locator {
    return this.chat.getByText(words);
  }

  button(name: string): Locator {
    return this.chat.getByRole('button', { name });
  }

  async open(): Promise<void> {
    await this.launcher.click();
    await expect(this.box).toBeFocused();
  }

  /** Types and presses Enter. */
  async write(words: string): Promise<void> {
    await this.box.fill(words);
    await expect(this.box).toHaveValue(words);
    await this.box.press('Enter');
    await expect(this.box).toHaveValue('');
  }
}
