// Notes every touch of what a browser keeps: storage, cookies, databases and caches, in the page and in the chat's frame.

import type { BrowserContext, Page } from '@playwright/test';

/** From the next page on, touches are noted. */
export async function noteTouches(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const touched: string[] = [];
    Object.assign(window, { touched });
    const note = (of: object, name: string) => {
      const own = Object.getOwnPropertyDescriptor(of, name);
      if (!own?.get) return;
      const { get, set } = own;
      const noted: PropertyDescriptor = { ...own, get() {
        touched.push(name);
        return get.call(this);
      } };
      if (set) noted.set = function (value: unknown) {
        touched.push(`${name} = ${String(value)}`);
        set.call(this, value);
      };
      Object.defineProperty(of, name, noted);
    };
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches', 'cookieStore']) note(window, name);
    note(Document.prototype, 'cookie');
  });
}

/** What was touched since the page was loaded, in all its frames. */
export async function touches(page: Page): Promise<string[]> {
  const all = page.frames().map((frame) => frame.evaluate(() => (window as unknown as { touched?: string[] }).touched ?? []));
  return (await Promise.all(all)).flat();
}

/** From the next page on, everything that keeps something refuses, as browsers can be told to. */
export async function blockStorage(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const refuse = () => {
      throw new DOMException('refused', 'SecurityError');
    };
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) {
      Object.defineProperty(window, name, { configurable: true, get: refuse });
    }
    Object.defineProperty(Document.prototype, 'cookie', { configurable: true, get: refuse, set: refuse });
    if (navigator.locks) navigator.locks.request = () => Promise.reject(new DOMException('refused', 'SecurityError'));
  });
}
