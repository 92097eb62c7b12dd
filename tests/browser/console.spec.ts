// The console as an agent's tool: by the keyboard alone, in another language and theme, and how every part of it looks.

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { join } from 'node:path';

import { Agent } from './harness/agent.ts';
import { expect, test } from './harness/story.ts';

const DESK = { width: 1280, height: 720 };
const WIDE = { width: 1920, height: 1080 };
const PHONE = { width: 390, height: 844 };
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const STILL = { reducedMotion: 'reduce' } as const;

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(import.meta.dirname, 'results', `console-${name}.png`), animations: 'disabled' });
}

async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  const grave = violations.filter((violation) => violation.impact === 'serious' || violation.impact === 'critical');
  return grave.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`));
}

const offer = (ada: Agent) => ada.page.getByRole('region', { name: 'Offered to you' });
const palette = (ada: Agent) => ada.page.getByRole('dialog', { name: 'Commands' });

test('an agent signs in, accepts, answers and ends by the keyboard alone', async ({ browserOf, visitorArrives, lobby, office }) => {
  const page = await (await browserOf()).newPage();
  await page.goto(`${lobby.origin}/console/`);
  const ada = new Agent(page, lobby);
  await expect(page.getByLabel('E-mail')).toBeFocused();
  await page.keyboard.type(office.ada.email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(office.ada.password);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Connected')).toBeAttached();
  const visitor = await visitorArrives('/backpack.html');
  await visitor.open();
  await visitor.write('Does it fit as cabin luggage?');

  await expect(offer(ada)).toContainText('Visitor 1');
  await expect(offer(ada)).toContainText('Does it fit as cabin luggage?');
  await page.keyboard.press('Alt+a');
  await expect(ada.box).toBeFocused();
  await expect(offer(ada)).toBeHidden();
  await page.keyboard.type('Yes, it does? jk');
  await page.keyboard.press('Enter');
  await expect(visitor.said.last()).toHaveText('Yes, it does? jk');

  await ada.stream.focus();
  await page.keyboard.press('g');
  await page.keyboard.press('l');
  await expect(page.getByRole('heading', { name: 'Lobby' })).toBeVisible();
  await page.keyboard.press('j');
  await expect(ada.row(1)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(ada.said).toHaveCount(2);
  await ada.stream.focus();
  await page.keyboard.press('r');
  await expect(ada.box).toBeFocused();
  await ada.stream.focus();
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox', { name: 'Search conversations' })).toBeFocused();
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeHidden();
  await page.keyboard.press('e');
  await page.keyboard.press('Enter');
  await expect(page.getByText('All quiet')).toBeVisible();
});

test('a declined offer is hidden here and stays in the list, and a busy agent is offered nothing', async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  const visitor = await visitorArrives();
  await visitor.open();
  await visitor.write('Hello');
  await expect(offer(ada)).toContainText('Visitor 1');
  await ada.page.keyboard.press('Alt+d');
  await expect(offer(ada)).toBeHidden();
  await ada.go('Conversations');
  await expect(ada.queue).toContainText('Visitor 1');
  await ada.page.getByRole('button', { name: /^Available/ }).click();
  await expect(ada.page.getByRole('button', { name: /^Busy/ })).toBeVisible();
  const other = await visitorArrives('/tent.html');
  await other.open();
  await other.write('Hello from the tent');
  await expect(ada.queue).toContainText('Visitor 2');
  await expect(offer(ada)).toBeHidden();
});

test('the palette does by name what the mouse does, and gives the keyboard back', async ({ agentArrives }) => {
  const ada = await agentArrives('ada', STILL);
  await ada.page.getByRole('searchbox', { name: 'Search visitors' }).focus();
  await ada.page.keyboard.press('Control+k');
  await expect(palette(ada).getByRole('combobox')).toBeFocused();
  await picture(ada.page, 'palette-desk');
  await ada.page.keyboard.press('Escape');
  await expect(ada.page.getByRole('searchbox', { name: 'Search visitors' })).toBeFocused();
  await ada.page.keyboard.press('Control+k');
  await ada.page.keyboard.type('sites');
  await ada.page.keyboard.press('Enter');
  await expect(ada.page.getByRole('heading', { name: 'Sites' })).toBeVisible();
  await ada.page.keyboard.press('Control+k');
  await ada.page.keyboard.type('dark');
  await ada.page.keyboard.press('Enter');
  await expect(ada.page.locator('html')).toHaveCSS('color-scheme', 'dark');
  await ada.page.reload();
  await expect(ada.page.locator('html')).toHaveCSS('color-scheme', 'dark');
});

/** Stands in for the browser's sounds and writes down the notes, rounded to whole hertz. */
function recordNotes(): void {
  const notes: number[] = [];
  class Recorder {
    currentTime = 0;
    destination = {};
    resume = () => Promise.resolve();
    createGain = () => ({ gain: { setValueAtTime() {}, exponentialRampToValueAtTime() {} }, connect() {} });
    createOscillator = () => {
      const frequency = { value: 0 };
      return { frequency, connect() {}, start: () => void notes.push(Math.round(frequency.value)), stop() {} };
    };
  }
  Object.assign(window, { AudioContext: Recorder, notes });
}

/** Puts the tab behind another one, as far as its page can tell, or in front again. */
async function hide(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, 'visibilityState', { get: () => (hidden ? 'hidden' : 'visible'), configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}

const notes = (page: Page) => page.evaluate(() => (window as unknown as { notes: number[] }).notes);

test('a hidden tab sounds and says who waits, never before the first gesture, and not where it is switched off', async ({ browserOf, visitorArrives, lobby, office }) => {
  const context = await browserOf();
  await context.addInitScript(recordNotes);
  const ada = await Agent.signedIn(context, lobby, office.ada);
  const page = ada.page;
  const first = await visitorArrives('/tent.html');
  await first.open();
  await first.write('Does it stand without pegs?');
  await expect(offer(ada)).toContainText('Visitor 1');
  expect(await notes(page)).toEqual([]);
  await expect(page).toHaveTitle('(1) Lobby');

  await page.getByRole('heading', { name: 'Lobby' }).click();
  await hide(page, true);
  await expect(page).toHaveTitle('(1) Visitor 1 waits — Lobby');
  await expect(page).toHaveTitle('(1) Lobby');
  const second = await visitorArrives('/stove.html');
  await second.open();
  await second.write('My discount code is refused.');
  await expect.poll(() => notes(page)).toEqual([587, 880]);
  await expect(page).toHaveTitle('(2) Visitor 1 waits — Lobby');

  await hide(page, false);
  await ada.accept(1);
  await expect(page).toHaveTitle('(1) Lobby');
  await hide(page, true);
  await first.write('Hello?');
  await expect.poll(() => notes(page)).toEqual([587, 880, 659, 523]);
  await hide(page, false);
  await page.getByRole('button', { name: 'Ada Lindqvist: account' }).click();
  await page.getByRole('switch', { name: 'Sound for new messages' }).uncheck();
  await page.keyboard.press('Escape');
  await hide(page, true);
  await first.write('Are you there?');
  await expect(ada.said.last()).toHaveText('Are you there?');
  expect(await notes(page)).toHaveLength(4);
});

test('another language comes without a question and keeps what was being written', async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  const visitor = await visitorArrives();
  await visitor.open();
  await visitor.write('Hello');
  await ada.accept(1);
  await ada.box.fill('It measures 55 × 35');
  await ada.page.getByRole('button', { name: 'Ada Lindqvist: account' }).click();
  await ada.page.getByLabel('Language').selectOption({ label: '简体中文' });
  await expect(ada.page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
  await expect(ada.page.getByRole('textbox', { name: '发给访客 1的消息' })).toHaveValue('It measures 55 × 35');
  await ada.page.getByRole('button', { name: 'Ada Lindqvist：账户' }).click();
  await ada.page.getByLabel('语言').selectOption({ label: '跟随浏览器' });
  await expect(ada.page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(ada.box).toHaveValue('It measures 55 × 35');
});

test('a chosen theme is there before the program is', async ({ agentArrives }) => {
  const ada = await agentArrives('ada', { colorScheme: 'light' });
  await ada.page.keyboard.press('Control+k');
  await ada.page.keyboard.type('dark');
  await ada.page.keyboard.press('Enter');
  await expect(ada.page.locator('html')).toHaveCSS('color-scheme', 'dark');
  await ada.page.route('**/assets/console-*.js', (route) => route.abort());
  await ada.page.reload();
  await expect(ada.page.locator('body')).toHaveText('');
  await expect(ada.page.locator('html')).toHaveCSS('color-scheme', 'dark');
});

test('lists come by the longest wait or by the newest, as the agent last chose', async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  for (const path of ['/tent.html', '/stove.html']) {
    const visitor = await visitorArrives(path);
    await visitor.open();
    await visitor.write('Hello');
    await ada.go('Conversations');
    await expect(ada.queue).toContainText(path === '/tent.html' ? 'Visitor 1' : 'Visitor 2');
  }
  const names = ada.queue.locator('.row-name');
  await expect(names).toHaveText(['Visitor 1', 'Visitor 2']);
  await ada.button('Newest first').click();
  await expect(names).toHaveText(['Visitor 2', 'Visitor 1']);
  await ada.page.reload();
  await expect(names).toHaveText(['Visitor 2', 'Visitor 1']);
});

test('a single key is changed in the sheet, trades places with whatever had it, and is remembered', async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  for (const path of ['/tent.html', '/stove.html']) await visitorArrives(path);
  await expect(ada.page.getByRole('row')).toHaveCount(3);
  const { page } = ada;
  const key = (what: string) => page.getByRole('button', { name: new RegExp(`^${what}: `) });
  await page.locator('main').click({ position: { x: 5, y: 5 } });
  await page.keyboard.press('?');
  await key('Next row').click();
  await expect(key('Next row')).toHaveText('Press a key');
  // Escape takes the question back and leaves the sheet open.
  await page.keyboard.press('Escape');
  await expect(key('Next row')).toHaveText('j');
  await key('Next row').click();
  await page.keyboard.press('n');
  await expect(key('Next row')).toHaveText('n');
  await key('Reply').click();
  await page.keyboard.press('e');
  await expect(key('End the conversation')).toHaveText('r');
  await page.screenshot({ path: join(import.meta.dirname, 'results', 'console-keys-changed.png') });
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  const rows = page.locator('main tbody tr');
  await page.keyboard.press('j');
  await expect(rows.first()).not.toBeFocused();
  await page.keyboard.press('n');
  await expect(rows.first()).toBeFocused();
  await page.reload();
  await expect(rows).toHaveCount(2);
  await page.keyboard.press('n');
  await expect(rows.first()).toBeFocused();
  await page.keyboard.press('?');
  await page.getByRole('button', { name: 'Use the first keys' }).click();
  await expect(key('Next row')).toHaveText('j');
  await expect(page.getByRole('button', { name: 'Use the first keys' })).toHaveCount(0);
});

test('columns are resized by the keyboard and by the pointer, and are remembered', async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  const visitor = await visitorArrives();
  await visitor.open();
  await visitor.write('Hello');
  await ada.accept(1);
  const line = ada.page.getByRole('separator', { name: 'Width of the list' });
  await line.focus();
  await ada.page.keyboard.press('ArrowRight');
  await expect(line).toHaveAttribute('aria-valuenow', '320');
  const at = await line.boundingBox();
  if (at === null) throw new Error('no line');
  await ada.page.mouse.move(at.x, at.y + 200);
  await ada.page.mouse.down();
  await ada.page.mouse.move(at.x + 40, at.y + 210);
  await ada.page.mouse.up();
  await expect(line).toHaveAttribute('aria-valuenow', /^3[56]\d$/);
  const width = await line.getAttribute('aria-valuenow');
  await ada.page.reload();
  await expect(line).toHaveAttribute('aria-valuenow', width ?? '');
  await ada.button('Details').click();
  await expect(ada.page.getByRole('complementary', { name: 'Details' })).toBeHidden();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every screen looks right and axe-core finds nothing serious, ${colorScheme}`, async ({ visitorArrives, agentArrives }) => {
    test.slow();
    const ada = await agentArrives('ada', { colorScheme, ...STILL });
    const page = ada.page;
    const first = await visitorArrives('/backpack.html');
    await first.open();
    await first.write('Hello! I am looking at the Kestrel 40.');
    await ada.accept(1);
    await ada.write('Good choice. What would you like to know?');
    await first.write('Does the 40 L fit as cabin luggage on most airlines?');
    for (const [path, words] of [['/tent.html', 'Does the Lichen stand without pegs?'], ['/stove.html', 'My discount code is refused.']] as const) {
      const other = await visitorArrives(path);
      await other.open();
      await other.write(words);
    }
    await expect(offer(ada)).toContainText('1 more waits');
    for (const [name, size] of [['desk', DESK], ['wide', WIDE], ['phone', PHONE]] as const) {
      await page.setViewportSize(size);
      await picture(page, `conversation-${name}-${colorScheme}`);
      await ada.go('Lobby');
      await picture(page, `lobby-${name}-${colorScheme}`);
      await page.goBack();
    }
    await page.setViewportSize(DESK);
    expect(await faults(page)).toEqual([]);
    await page.getByRole('tab', { name: 'Conversation' }).click();
    expect(await faults(page)).toEqual([]);
    await page.setViewportSize({ width: 900, height: 720 });
    await ada.button('Details').click();
    await picture(page, `details-narrow-${colorScheme}`);
    expect(await faults(page)).toEqual([]);
    await page.setViewportSize(DESK);
    await ada.go('Lobby');
    expect(await faults(page)).toEqual([]);
    await page.keyboard.press('Control+k');
    expect(await faults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await picture(page, `keys-${colorScheme}`);
    expect(await faults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Ada Lindqvist: account' }).click();
    await picture(page, `account-${colorScheme}`);
    expect(await faults(page)).toEqual([]);
    await page.getByLabel('Language').selectOption('zh-Hans');
    await expect(page.getByRole('heading', { name: '大厅' })).toBeVisible();
    await picture(page, `lobby-chinese-${colorScheme}`);
    await page.goBack();
    await expect(page.getByRole('heading', { name: '访客 1' })).toBeVisible();
    await picture(page, `conversation-chinese-${colorScheme}`);
    expect(await faults(page)).toEqual([]);
    await page.evaluate(() => (document.documentElement.dir = 'rtl'));
    await picture(page, `conversation-rtl-${colorScheme}`);
  });
}
