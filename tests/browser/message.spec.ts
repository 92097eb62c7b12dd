// Messages that arrive exactly once and in order, whatever happens on the way, and as they were typed, whatever they say.

import { expect, test } from './harness/story.ts';
import { storageWorks, withThirdPartyStorage } from './harness/storage.ts';
import { Visitor } from './harness/visitor.ts';
import { Wire } from './harness/wire.ts';

const THREE = ['The first of three', 'the second', 'and the third'];

/** The colour of an element's words as red, green and blue, whatever notation the style sheet has. */
function shownColour(element: Element): number[] {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d');
  if (canvas === null) return [];
  canvas.fillStyle = getComputedStyle(element).color;
  canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}

/** The visitor sends three messages of which no answer comes back, reloads, and the wire works again. */
async function reloadInTheMiddle(visitor: Visitor, wire: Wire): Promise<void> {
  wire.holdAnswers();
  await visitor.write(THREE[0] ?? '');
  wire.holdAll();
  for (const words of THREE.slice(1)) await visitor.write(words);
  await expect(visitor.caption).toHaveText(/Sending$/);
  await visitor.page.reload();
  await wire.release();
}

test('a reload in the middle of sending loses and doubles nothing where the frame has no storage', async ({ browserOf, lobby, agentArrives }) => {
  const ada = await agentArrives('ada');
  const context = await browserOf();
  const wire = await Wire.of(context);
  const visitor = await Visitor.arrive(context, lobby.shop);
  await visitor.open();
  expect(await storageWorks(visitor)).toBe(false);
  await visitor.write('Before');
  await expect(visitor.caption).toHaveText(/Sent$/);
  await reloadInTheMiddle(visitor, wire);
  await expect(visitor.said).toHaveText(['Before', ...THREE]);
  await expect(visitor.caption).toHaveText(/Sent$/);
  await ada.accept(1);
  await expect(ada.said).toHaveText(['Before', ...THREE]);
});

test('a reload in the middle of sending loses and doubles nothing where the frame has storage', async ({ watch, lobby, agentArrives }) => {
  const ada = await agentArrives('ada');
  await withThirdPartyStorage(async (context) => {
    await watch.over(context);
    const wire = await Wire.of(context);
    const visitor = await Visitor.arrive(context, lobby.shop);
    await visitor.open();
    expect(await storageWorks(visitor)).toBe(true);
    await visitor.write('Before');
    await expect(visitor.caption).toHaveText(/Sent$/);
    await reloadInTheMiddle(visitor, wire);
    await expect(visitor.said).toHaveText(['Before', ...THREE]);
    await expect(visitor.caption).toHaveText(/Sent$/);
    await ada.accept(1);
    await expect(ada.said).toHaveText(['Before', ...THREE]);
  });
});

test('the server is killed and restarted in the middle of a conversation, and nothing is lost or doubled', async ({ visitorArrives, agentArrives, lobby }) => {
  test.slow();
  const ada = await agentArrives('ada');
  const visitor = await visitorArrives();
  await visitor.open();
  await visitor.write('Before the crash');
  await ada.accept(1);
  await ada.write('I hear you');
  await expect(visitor.said).toHaveText(['Before the crash', 'I hear you']);

  await lobby.kill();
  await expect(visitor.text('No connection. Your messages go out by themselves when it is back.')).toBeVisible();
  await expect(ada.page.getByText('No connection. Trying again…').first()).toBeVisible();
  await visitor.write('Are you there?');
  await visitor.write('Hello?');
  await expect(visitor.caption).toHaveText(/Sending$/);
  await ada.write('One moment');
  await expect(ada.delivery).toHaveText('Sending…');

  await lobby.start();
  const back = { timeout: 30_000 };
  await expect(visitor.text('No connection.')).toBeHidden(back);
  for (const side of [visitor, ada]) {
    await expect(side.said).toHaveCount(5, back);
    await expect(side.stream.getByText('Sending')).toHaveCount(0, back);
  }
  const said = await visitor.said.allTextContents();
  expect(said.slice(0, 2)).toEqual(['Before the crash', 'I hear you']);
  // Which side comes back first is chance; each side's own words keep their order.
  expect(said.slice(2).filter((words) => words !== 'One moment')).toEqual(['Are you there?', 'Hello?']);
  expect(said.slice(2)).toContain('One moment');
  await expect(ada.said).toHaveText(said);
  await visitor.page.reload();
  await expect(visitor.said).toHaveText(said);
  await ada.page.reload();
  await expect(ada.said).toHaveText(said);
});

test('what the agent wrote while the server was down survives a reload of the console', async ({ visitorArrives, agentArrives, lobby }) => {
  const ada = await agentArrives('ada');
  const visitor = await visitorArrives();
  await visitor.open();
  await visitor.write('Hello');
  await ada.accept(1);
  await lobby.kill();
  await expect(ada.page.getByText('No connection. Trying again…').first()).toBeVisible();
  await ada.write('Written in the dark');
  await expect(ada.delivery).toHaveText('Sending…');
  await lobby.start();
  await ada.page.reload();
  await expect(ada.said).toHaveText(['Hello', 'Written in the dark']);
  await expect(visitor.said).toHaveText(['Hello', 'Written in the dark'], { timeout: 30_000 });
});

test('one character too many disables Send and says so in red, on both sides', async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  const visitor = await visitorArrives();
  await visitor.open();
  await visitor.write('Hello');
  await ada.accept(1);
  const words = 'Too long by 1 character. Shorten it to send it.';
  for (const [side, line] of [[visitor, visitor.text(words)], [ada, ada.page.getByText(words)]] as const) {
    await side.box.fill('x'.repeat(1_001));
    await expect(side.send).toBeDisabled();
    await expect(line).toBeVisible();
    const [red = 0, green = 0, blue = 0] = await line.evaluate(shownColour);
    expect(red).toBeGreaterThan(2 * Math.max(green, blue));
    await side.box.press('Enter');
    await expect(side.box).toHaveValue('x'.repeat(1_001));
    await side.box.press('Backspace');
    await expect(line).toBeHidden();
    await side.send.click();
    await expect(side.said.last()).toHaveText('x'.repeat(1_000));
  }
  await expect(visitor.said).toHaveText(['Hello', 'x'.repeat(1_000), 'x'.repeat(1_000)]);
});

test('planted markup appears as typed on both sides and never runs', async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  const plant = (where: string) => `<img src=x onerror="canarySang('${where}')"><script>canarySang('${where}')</script>{{name}} \u202Edetrevni`;
  const visitor = await visitorArrives(`/tent.html?q=${encodeURIComponent(plant('address'))}`);
  await visitor.page.evaluate((title) => (document.title = title), plant('title'));
  // A title steers no direction of the text around it: the mark that would is gone, the words stay.
  await expect(ada.row(1).getByRole('link')).toHaveText(plant('title').replace('\u202E', ''));
  await visitor.open();
  await visitor.write(plant('visitor'));
  await expect(ada.row(1)).toContainText('queued');
  await ada.go('Conversations');
  await expect(ada.queue.getByRole('link')).toContainText(plant('visitor'));
  await ada.accept(1);
  await ada.write(plant('agent'));
  await expect(visitor.said).toHaveText([plant('visitor'), plant('agent')]);
  await expect(ada.said).toHaveText([plant('visitor'), plant('agent')]);
  await expect(visitor.stream.locator('img, script')).toHaveCount(0);
  await expect(ada.page.locator('main img, main script')).toHaveCount(0);
});

test('an address that is no web address is shown as words, never as a link', async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  const visitor = await visitorArrives();
  await expect(ada.row(1).getByRole('link')).toHaveAttribute('href', `${visitor.shop}/`);
  // What a changed loader would say in the place of the real one.
  await visitor.page.evaluate(() => {
    const frame = document.querySelector('lobby-widget')?.shadowRoot?.querySelector('iframe');
    const page = { address: 'javascript:canarySang("href")', title: 'Click me' };
    frame?.contentWindow?.postMessage({ lobby: 1, type: 'page', page }, '*');
  });
  await expect(ada.row(1)).toContainText('Click me');
  await expect(ada.row(1).getByRole('link')).toHaveCount(0);
});
