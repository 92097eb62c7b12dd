// Watches every page of a story for what must never happen: an error of our own scripts, a breach of our own policy, a
// question on leaving, or a planted script that ran.

import type { BrowserContext } from '@playwright/test';

export class Watch {
  readonly seen: string[] = [];

  async over(context: BrowserContext): Promise<void> {
    await context.exposeFunction('canarySang', (where: string) => this.seen.push(`a planted script ran: ${where}`));
    await context.exposeFunction('policyBroke', (what: string) => this.seen.push(`policy: ${what}`));
    await context.addInitScript(() => {
      const report = window as unknown as { policyBroke(what: string): void };
      document.addEventListener('securitypolicyviolation', (event) => {
        report.policyBroke(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
      });
    });
    context.on('page', (page) => {
      page.on('pageerror', (error) => this.seen.push(`error: ${error.message}`));
      page.on('dialog', (dialog) => {
        this.seen.push(`dialog: ${dialog.type()} ${dialog.message()}`);
        void dialog.accept();
      });
      page.on('console', (message) => {
        // A server that is down makes the browser itself complain; that is not ours.
        const ours = message.type() === 'error' && !/ERR_|WebSocket|status of 4/.test(message.text());
        if (ours) this.seen.push(`console: ${message.text()}`);
      });
    });
  }
}
