// What everybody must be able to reach: nothing clipped at any zoom, and the keyboard's place always in sight.

import type { Locator, Page } from '@playwright/test';

/** What does not fit beside what it stands in, as sentences. `root` is the document's element, in a page or a frame. */
export async function clipped(root: Locator): Promise<string[]> {
  return root.evaluate((html) => {
    const found: string[] = [];
    const width = html.clientWidth;
    const named = (element: Element) => `${element.localName}.${element.className || '-'} "${(element.textContent ?? '').trim().slice(0, 40)}"`;
    // A table may be wider than the screen if it scrolls by itself (WCAG 1.4.10).
    const scrolled = (element: Element): boolean => {
      for (let around = element.parentElement; around !== null; around = around.parentElement) {
        if (/auto|scroll/.test(getComputedStyle(around).overflowX) && around.querySelector('table') && around.scrollWidth > around.clientWidth) return true;
      }
      return false;
    };
    if (html.scrollWidth > width) found.push(`the page is ${html.scrollWidth} wide in ${width}`);
    for (const element of html.querySelectorAll<HTMLElement>('body *')) {
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      const style = getComputedStyle(element);
      const at = element.getBoundingClientRect();
      // Only for screen readers, on purpose.
      if (at.width <= 1 || at.height <= 1 || style.clipPath !== 'none' || style.clip !== 'auto') continue;
      const cut = /hidden|clip/.test(style.overflowX) && style.textOverflow !== 'ellipsis' && element.scrollWidth > element.clientWidth + 1;
      if (cut) found.push(`${named(element)} shows ${element.clientWidth} of ${element.scrollWidth}`);
      const press = element.matches('button, a[href], input, textarea, select, [role=tab], [role=menuitem]');
      if (press && !scrolled(element) && (at.left < -1 || at.right > width + 1)) found.push(`${named(element)} stands at ${at.left} to ${at.right} of ${width}`);
    }
    return found;
  });
}

/**
 * Whether the element that has the keyboard shows it, by an outline or by a ring of the box around it: `shown`, `nowhere`
 * where no element of the page has it, or which element hides it.
 */
export async function focusAt(page: Page): Promise<string> {
  for (const frame of page.frames()) {
    const shows = await frame.evaluate(() => {
      let active = document.activeElement;
      while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
      // In another frame, or nowhere.
      if (!active || active === document.body || active instanceof HTMLIFrameElement || !document.hasFocus()) return null;
      const ringed = (element: Element | null) => {
        if (element === null) return false;
        const style = getComputedStyle(element);
        if (style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 1) return true;
        return style.boxShadow !== 'none' && element.matches(':focus-within') && element.clientHeight < 240;
      };
      const at = active.getBoundingClientRect();
      const inSight = at.bottom > 0 && at.top < innerHeight && at.right > 0 && at.left < innerWidth;
      const around = active.parentElement;
      if (inSight && (ringed(active) || ringed(around) || ringed(around?.parentElement ?? null))) return 'shown';
      return `${inSight ? 'no ring' : 'out of sight'}: ${active.outerHTML.slice(0, 160)}`;
    });
    if (shows !== null) return shows;
  }
  return 'nowhere';
}
