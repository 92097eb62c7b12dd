// Walking over to visitors: invitations by pointer and keyboard in the agent's own words, what becomes of them, what
// visitors are typing, the table as each agent has it, and that nothing a visitor says is more than text.

import type { Locator, Page } from '@playwright/test';

import type { Agent } from './harness/agent.ts';
import { type Said, siteKey, Walker } from './harness/crowd.ts';
import { picture } from './harness/screen.ts';
import { expect, test } from './harness/story.ts';
import type { Visitor } from './harness/visitor.ts';
import { zoneWithMidnight } from './harness/zone.ts';

const card = (visitor: Visitor): Locator => visitor.chat.getByRole('group', { name: 'Invitation' });
const invite = (agent: Agent, visitor: number): Locator => agent.button(`Invite · Visitor ${visitor}`);
const notices = (page: Page): Locator => page.locator('.toast p');

test('a visitor is invited by one click with the agent’s own words, and accepts into a conversation without a queue', async ({ visitorArrives, agentArrives }) => {
  const [ada, ben] = [await agentArrives('ada'), await agentArrives('ben')];
  const { page } = ada;
  await page.getByRole('button', { name: 'Ada Lindqvist: account' }).click();
  await page.getByRole('button', { name: 'Words of your invitations' }).click();
  const words = page.getByRole('dialog', { name: 'Words of your invitations' });
  await expect(words.getByRole('textbox')).toBeFocused();
  await page.keyboard.type('x'.repeat(301));
  await expect(words.getByText('Too long by 1 character.')).toBeVisible();
  await expect(words.getByRole('button', { name: 'Save' })).toBeDisabled();
  await words.getByRole('textbox').fill('Ada here. May I show you our tents?');
  await picture(page, 'words');
  await words.getByRole('button', { name: 'Save' }).click();
  await expect(words).toBeHidden();

  const visitor = await visitorArrives('/tent.html');
  await expect(invite(ada, 1)).toHaveAttribute('aria-disabled', 'false');
  await invite(ada, 1).click();
  await expect(card(visitor)).toContainText('Ada here. May I show you our tents?');
  await expect(card(visitor)).toContainText('Ada Lindqvist');
  for (const agent of [ada, ben]) {
    await expect(agent.row(1)).toContainText('invited');
    await expect(invite(agent, 1)).toHaveAttribute('aria-disabled', 'true');
  }
  await picture(page, 'invited');
  await card(visitor).getByRole('button', { name: 'Start chat' }).click();
  await expect(notices(page).filter({ hasText: 'Visitor 1 · Your invitation was accepted.' })).toBeVisible();
  for (const agent of [ada, ben]) {
    await expect(agent.row(1)).toContainText('chatting');
    await expect(agent.row(1)).toContainText('Ada Lindqvist');
  }
  // What was said in the invitation stands at the beginning of the conversation.
  await expect(visitor.said).toHaveText(['Ada here. May I show you our tents?']);
  await ada.row(1).focus();
  await page.keyboard.press('Enter');
  await expect(ada.said).toHaveText(['Ada here. May I show you our tents?']);
  await ben.go('Conversations');
  await expect(ben.page.getByText('Nobody waits.')).toBeVisible();
});

test('the key of the sheet invites whoever is in the row or on the card, and a no is told', async ({ visitorArrives, agentArrives }) => {
  const ada = await agentArrives('ada');
  const { page } = ada;
  const first = await visitorArrives('/tent.html');
  await expect(ada.row(1)).toContainText('browsing');
  const second = await visitorArrives('/stove.html');
  await expect(ada.row(2)).toContainText('browsing');
  // Nobody is meant while the keyboard is in no row.
  await page.keyboard.press('i');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect(ada.row(1)).toBeFocused();
  await page.keyboard.press('i');
  await expect(card(first)).toBeVisible();
  await expect(card(second)).toBeHidden();
  await expect(ada.row(1)).toBeFocused();
  await card(first).getByRole('button', { name: 'Not now' }).click();
  await expect(notices(page)).toHaveText(['Visitor 1 · Your invitation was declined.']);
  await page.keyboard.press('k');
  await page.keyboard.press('Enter');
  const beside = page.getByRole('complementary', { name: 'Visitor 2' });
  await expect(beside).toBeVisible();
  await page.keyboard.press('i');
  await expect(card(second)).toBeVisible();
  // While one types, it is a letter.
  await page.keyboard.press('/');
  await page.keyboard.type('i');
  await expect(page.getByRole('searchbox', { name: 'Search visitors' })).toHaveValue('i');
});

test('of two agents who invite the same visitor one is told, and so is whoever invites somebody who has just left', async ({ visitorArrives, agentArrives }) => {
  const [ada, ben] = [await agentArrives('ada'), await agentArrives('ben')];
  const visitor = await visitorArrives('/tent.html');
  for (const agent of [ada, ben]) await expect(agent.row(1)).toContainText('Lichen');
  // The lobby's changes come once a second: just after one, both see the visitor browsing for a while.
  await visitor.page.getByRole('link', { name: 'Stoves' }).click();
  for (const agent of [ada, ben]) await expect(agent.row(1)).toContainText('Ember');
  await Promise.all([ada, ben].map((agent) => invite(agent, 1).evaluate((button) => (button as HTMLButtonElement).click())));
  await expect(card(visitor)).toBeVisible();
  const said = async () => (await Promise.all([ada, ben].map((agent) => notices(agent.page).allInnerTexts()))).flat();
  await expect.poll(said).toEqual(['A colleague has just invited this visitor.']);
  const winner = (await notices(ada.page).count()) === 0 ? 'Ada Lindqvist' : 'Ben Okafor';
  await expect(card(visitor)).toContainText(winner);

  const leaver = await visitorArrives('/tent.html');
  await expect(invite(ada, 2)).toHaveAttribute('aria-disabled', 'false');
  await leaver.page.close();
  await invite(ada, 2).click();
  await expect(notices(ada.page).filter({ hasText: 'The visitor left before answering your invitation.' })).toBeVisible({ timeout: 30_000 });
  await expect(ada.row(2)).toContainText('gone');
  await expect(invite(ada, 2)).toHaveAttribute('aria-disabled', 'true');
});

test('the agent reads what the visitor is typing, until it is sent or deleted, and the visitor is told so', async ({ visitorArrives, agentArrives }) => {
  const [ada, ben] = [await agentArrives('ada'), await agentArrives('ben')];
  const visitor = await visitorArrives('/tent.html');
  await visitor.open();
  await visitor.write('Hello');
  await ada.accept(1);
  await ben.go('Conversations');
  const preview = ada.page.locator('.said.unsent');
  await visitor.box.pressSequentially('My size is forty');
  await expect(visitor.text('We can see what you type before you send it.')).toBeVisible();
  await expect(preview).toContainText('My size is forty');
  await expect(preview).toContainText('Not sent yet');
  await picture(ada.page, 'preview');
  await visitor.box.fill('');
  await expect(preview).toBeHidden();
  await visitor.box.pressSequentially('or forty-one');
  await expect(preview).toContainText('or forty-one');
  await visitor.box.press('Enter');
  await expect(ada.said).toHaveText(['Hello', 'or forty-one']);
  await expect(preview).toBeHidden();
  expect(await ben.page.locator('body').innerText()).not.toContain('forty');
});

test('each agent has a table of their own, in the same browser too', async ({ visitorArrives, agentArrives, office }) => {
  const ada = await agentArrives('ada');
  const { page } = ada;
  await visitorArrives('/tent.html');
  await expect(ada.row(1)).toBeVisible();
  const heads = page.getByRole('columnheader');
  const before = await heads.allInnerTexts();
  await page.getByRole('button', { name: 'Columns' }).click();
  const chooser = page.getByRole('dialog', { name: 'Columns' });
  await chooser.getByRole('checkbox', { name: 'Language' }).check();
  await chooser.getByRole('checkbox', { name: 'Came from' }).uncheck();
  const mover = chooser.getByRole('button', { name: 'Language: Move up' });
  await mover.focus();
  for (let step = 0; step < 3; step += 1) {
    await page.keyboard.press('Enter');
    await expect(mover).toBeFocused();
  }
  await chooser.getByRole('combobox', { name: 'Group by' }).selectOption('Language');
  await page.keyboard.press('Escape');
  const chosen = await heads.allInnerTexts();
  expect(chosen).not.toEqual(before);
  expect(chosen).toContain('Language');
  // Whoever signs in here next finds the first columns; the first agent finds their own again.
  const signIn = async (email: string, password: string) => {
    await page.getByRole('button', { name: /: account$/ }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByLabel('Password').press('Enter');
    await expect(page.getByText('Connected')).toBeAttached();
    await ada.go('Lobby');
    await expect(heads.first()).toBeVisible();
  };
  await signIn(office.ben.email, office.ben.password);
  expect(await heads.allInnerTexts()).toEqual(before);
  await expect(page.locator('tr.group')).toHaveCount(0);
  await signIn(office.ada.email, office.ada.password);
  expect(await heads.allInnerTexts()).toEqual(chosen);
  await expect(page.locator('tr.group')).toHaveCount(1);
});

/** Something that would run, or be drawn, if it were taken for markup. */
const canary = (where: string) => `<img src=x onerror=canarySang('${where}')><b class=canary>${where}</b>{{1234*5678}}`;

/** What a browser says of itself and of where it is, with a canary in each of it. */
function planted(shop: string): Said {
  const query = new URLSearchParams();
  for (const name of ['utm_campaign', 'utm_source', 'utm_medium', 'utm_term', 'utm_content', 'q']) query.set(name, canary(name));
  return {
    address: `${shop}/tent.html?${query}`,
    title: canary('title'),
    referrer: `https://www.bing.com/search?q=${encodeURIComponent(canary('keyword'))}`,
    language: canary('language'),
    userAgent: `Mozilla/5.0 (X11; Linux x86_64) ${canary('agent')}`,
    from: canary('address'),
  };
}

/** Nothing on the page was made of a visitor's words. */
async function checkDrawn(page: Page, where: string): Promise<void> {
  const drawn = await page.evaluate(() => ({
    markup: document.querySelectorAll('.canary, img, main script, iframe, object').length,
    links: [...document.querySelectorAll('a[href]')].map((link) => (link as HTMLAnchorElement).href).filter((href) => !/^https?:/.test(href)),
    counted: document.body.innerText.includes('7006652'),
  }));
  expect(drawn, where).toEqual({ markup: 0, links: [], counted: false });
}

const message = (digit: string, words: string) => ({ Log: { Send: { cid: `cid_${digit.repeat(32)}`, conversation: null, body: { Text: words } } } });

test('nothing that a visitor says runs or is drawn, wherever agents read it', async ({ agentArrives, lobby }) => {
  test.slow();
  const ada = await agentArrives('ada');
  const { page } = ada;
  const key = await siteKey(ada);
  const said = planted(lobby.shop);
  const walker = await Walker.arrive(lobby, key, said);
  const other = await Walker.arrive(lobby, key, { ...said, referrer: `https://${canary('host')}/`, title: '' });
  walker.track(canary('event'), JSON.stringify({ [canary('key')]: canary('data') }));
  walker.view(`javascript:canarySang('link')//`, canary('script'));
  walker.view(`data:text/html,${canary('frame')}`, canary('second title'));
  await expect(ada.row(1)).toContainText('second title');

  const check = (where: string) => checkDrawn(page, where);
  // The table, with every column there is.
  await page.getByRole('button', { name: 'Columns' }).click();
  const chooser = page.getByRole('dialog', { name: 'Columns' });
  for (const box of await chooser.getByRole('checkbox').all()) await box.check();
  await page.keyboard.press('Escape');
  await expect(ada.row(1).locator('td.keyword')).toContainText(canary('keyword'));
  await expect(ada.row(1).locator('td.campaign')).toContainText(canary('utm_campaign'));
  await expect(ada.row(1).locator('td.page')).toContainText(canary('second title'));
  await check('the table');
  await picture(page, 'canary-table');
  // Grouped by what the visitor says, and filtered by it.
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('combobox', { name: 'Group by' }).selectOption('Keyword');
  await page.keyboard.press('Escape');
  await expect(page.locator('tr.group').filter({ hasText: canary('keyword') })).toBeVisible();
  await check('the groups');
  await page.getByRole('button', { name: /^Only these: .*keyword/ }).click();
  await expect(page.locator('.filter-bar')).toContainText(canary('keyword'));
  await check('the filters');
  await page.getByRole('button', { name: 'Clear all' }).click();
  // The card with facts and trail.
  await ada.row(1).click({ position: { x: 4, y: 4 } });
  const beside = page.getByRole('complementary', { name: 'Visitor 1' });
  await expect(beside.locator('.step-event')).toHaveText(canary('event').slice(0, 64));
  await expect(beside.locator('.step-data')).toContainText(canary('data'));
  await expect(beside.locator('.facts')).toContainText(canary('utm_content'));
  await check('the card');
  await picture(page, 'canary-card');
  await page.getByRole('button', { name: 'Heat view' }).click();
  await expect(page.locator('.bars')).toContainText(canary('second title'));
  await check('the heat view');
  await page.getByRole('button', { name: 'Map' }).click();
  await expect(page.locator('.bars')).toBeVisible();
  await check('the map');
  await page.getByRole('button', { name: 'List', exact: true }).click();
  // What is offered, the list, the conversation and what is being typed.
  walker.say(message('7', canary('message')));
  await expect(page.getByRole('region', { name: 'Offered to you' })).toContainText(canary('message'));
  await check('the offer');
  await ada.accept(1);
  await expect(ada.said).toHaveText([canary('message')]);
  walker.say({ Preview: canary('preview') });
  await expect(page.locator('.said.unsent')).toContainText(canary('preview'));
  await check('the conversation');
  expect(await page.title()).not.toContain('canary');
  await picture(page, 'canary-conversation');
  // What stands behind a block has the same words in other places.
  await ada.go('Lobby');
  await ada.row(2).click({ position: { x: 4, y: 4 } });
  await page.getByRole('complementary').getByRole('button', { name: 'Block', exact: true }).click();
  const question = page.getByRole('dialog', { name: 'Block' });
  await question.getByRole('textbox').fill(canary('reason'));
  await check('the question');
  await question.getByRole('button', { name: 'Block' }).click();
  await expect(ada.row(2)).toContainText('blocked');
  other.say(message('8', canary('blocked words')));
  await page.getByRole('complementary').getByRole('link', { name: 'Blocks' }).click();
  await page.getByText('1 message since').click();
  await expect(page.getByRole('list', { name: 'Blocks' })).toContainText(canary('blocked words'));
  await expect(page.getByRole('list', { name: 'Blocks' })).toContainText(canary('reason'));
  await check('the blocks');
});

test('nothing that a visitor left, or walked and said before, runs or is drawn where agents find it', async ({ agentArrives, browserOf, lobby }) => {
  test.setTimeout(180_000);
  // Two stay for a while, of whom one writes; they are gone when the agent comes, and of yesterday.
  const walker = await Walker.arrive(lobby, 'demo', planted(lobby.shop));
  walker.track(canary('event'), JSON.stringify({ [canary('key')]: canary('data') }));
  walker.view(`javascript:canarySang('link')//`, canary('second title'));
  walker.say(message('7', canary('message')));
  const form = await (await browserOf()).newPage();
  await form.goto(`${lobby.origin}/lobby/plain/demo?lang=en`);
  await form.getByLabel('Your message').fill(canary('left message'));
  await form.getByLabel('E-mail or phone').fill(canary('contact'));
  await form.getByRole('button', { name: 'Send' }).click();
  await expect(form.getByRole('status')).toContainText(canary('contact'));
  await checkDrawn(form, 'the form');
  const first = await agentArrives('ada');
  await expect(first.page.getByRole('region', { name: 'Offered to you' })).toContainText(canary('message'));
  await expect(first.row(1)).toContainText('second title');
  walker.leave();
  await first.page.close();
  await lobby.stop();
  await lobby.start({ TZ: zoneWithMidnight(Date.now() + 1000) });

  const ada = await agentArrives('ada');
  const { page } = ada;
  const check = (where: string) => checkDrawn(page, where);
  // What was left: its words and where to answer, in the list, in what is offered, and in the conversation.
  await ada.go('Conversations');
  await expect(ada.queue).toContainText(canary('contact'));
  await check('the list');
  await ada.accept(2);
  await expect(ada.said).toHaveText([canary('left message'), canary('contact')]);
  await check('the left message');
  await picture(page, 'canary-left');
  // What is beside the conversation of one who has left: facts, earlier visits step by step, earlier conversations.
  await ada.accept(1);
  await expect(ada.said).toHaveText([canary('message')]);
  const details = page.getByRole('complementary', { name: 'Details' });
  const tab = (name: string) => details.getByRole('tab', { name }).click();
  await expect(details.getByText('The visitor is not on the site now.')).toBeVisible();
  await check('the details of the visitor');
  await tab('Trail');
  await details.locator('.past-visits summary').click();
  await expect(details.locator('.past-visits .step-event')).toHaveText(canary('event').slice(0, 64));
  await expect(details.locator('.past-visits .step-data')).toContainText(canary('data'));
  await expect(details.locator('.past-visits')).toContainText(canary('second title'));
  await check('the earlier visit');
  await expect(details.locator('.past-talks')).toContainText(canary('message'));
  await check('the earlier conversations');
  await picture(page, 'canary-earlier');
  await tab('Conversation');
  await check('the details of the conversation');
  // Yesterday's pages in a dry run: the last of them has no address that could be told.
  await ada.go('Sites');
  await page.getByRole('link', { name: 'Rules · Trek Supply' }).click();
  await page.getByRole('button', { name: 'Add a rule' }).click();
  const rule = page.getByRole('form', { name: 'Rules' });
  await rule.getByLabel('Name of the rule').fill('Tents');
  await rule.getByLabel('Words of the invitation').fill('Hello');
  await rule.getByRole('textbox', { name: 'Page', exact: true }).fill('/tent');
  const attempt = rule.getByRole('button', { name: "Try on yesterday's visitors" });
  await attempt.click();
  await expect(rule.locator('.dry-run li')).toContainText('utm_campaign');
  await check('the dry run');
  await rule.getByRole('combobox', { name: 'All of these must hold' }).selectOption('Pages, at least');
  await rule.getByRole('textbox', { name: 'Pages, at least' }).fill('2');
  await attempt.click();
  await expect(rule.locator('.dry-run .block-said')).toHaveText('—');
  await check('the dry run without a page');
});
