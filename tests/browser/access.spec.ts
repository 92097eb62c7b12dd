// Getting in: the first run by the printed link, and signing in and out by hand.

import { freePort, Lobby } from './harness/lobby.ts';
import { expect, test } from './harness/story.ts';

test('the printed link opens set-up, faults stand beside their fields, and the tag comes next', async ({ browserOf }) => {
  const lobby = new Lobby(await freePort());
  await lobby.start();
  try {
    const page = await (await browserOf()).newPage();
    await page.goto(await lobby.setUpLink());
    const token = page.getByLabel('Set-up token');
    const name = page.getByLabel('Your name');
    const email = page.getByLabel('E-mail');
    const password = page.getByLabel('Password');
    const address = page.getByLabel('Address of the site');
    const setUp = page.getByRole('button', { name: 'Set up' });
    await expect(name).toBeFocused();
    await expect(token).toHaveValue(/^\S{20,}$/);
    expect(page.url()).not.toContain('token');
    await expect(address).toHaveValue(lobby.shop);

    await setUp.click();
    await expect(page.getByText('Enter your name.')).toBeVisible();
    await expect(page.getByText('Enter your e-mail address.')).toBeVisible();
    await expect(page.getByText('Enter a password.')).toBeVisible();
    await expect(name).toBeFocused();
    await expect(name).toHaveAccessibleDescription('Enter your name.');

    const right = await token.inputValue();
    await token.fill('not-the-token');
    await name.fill('Ada Lindqvist');
    await email.fill('ada');
    await password.fill('short');
    await address.fill('trek supply');
    await setUp.click();
    await expect(password).toHaveAccessibleDescription('Too short: at least 10 characters.');
    await expect(password).toBeFocused();
    await password.fill('uphill both ways');
    await setUp.click();
    await expect(token).toHaveAccessibleDescription('This is not the token that the server printed last. Copy it again.');
    await expect(name).toHaveValue('Ada Lindqvist');
    await expect(password).toHaveValue('uphill both ways');
    await token.fill(right);
    await setUp.click();
    await expect(email).toHaveAccessibleDescription('This is no e-mail address, such as jo@shop.example.');
    await email.fill('ada@trek.example');
    await setUp.click();
    await expect(address).toHaveAccessibleDescription('This is no web address, such as https://shop.example.');
    await expect(address).toHaveValue('trek supply');
    await address.fill(lobby.shop);
    await setUp.click();

    await expect(page.getByRole('heading', { name: 'Your site is ready' })).toBeVisible();
    const tag = `<script async src="${lobby.origin}/lobby/demo.js"></script>`;
    await expect(page.getByLabel('The tag')).toHaveText(tag);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy' }).click();
    await expect(page.getByText('Copied.')).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(tag);
    await page.getByRole('button', { name: 'Go to the lobby' }).click();
    await expect(page.getByText('Nobody is on the site right now')).toBeVisible();
    await page.goto(`${lobby.origin}/console/#token=${right}`);
    await expect(page.getByRole('heading', { name: 'Lobby' })).toBeVisible();
  } finally {
    await lobby.stop();
    lobby.remove();
  }
});

test('a wrong sign-in tells nothing about which half was wrong, and the right one opens the lobby', async ({ agentArrives, office }) => {
  const ada = await agentArrives('ada');
  await ada.page.getByRole('button', { name: 'Ada Lindqvist: account' }).click();
  await ada.button('Sign out').click();
  const email = ada.page.getByLabel('E-mail');
  const password = ada.page.getByLabel('Password');
  await expect(email).toBeFocused();

  for (const [who, what] of [['nobody@trek.example', office.ada.password], [office.ada.email, 'downhill both ways']] as const) {
    await email.fill(who);
    await password.fill(what);
    await password.press('Enter');
    await expect(ada.page.getByRole('alert')).toHaveText('E-mail or password is wrong.');
    await expect(email).toHaveValue(who);
  }
  await password.fill(office.ada.password);
  await ada.button('Sign in').click();
  await expect(ada.page.getByRole('heading', { name: 'Lobby' })).toBeVisible();
  await ada.page.reload();
  await expect(ada.page.getByRole('heading', { name: 'Lobby' })).toBeVisible();
});

test('a first password from the command line must be changed before anything else', async ({ browserOf, lobby }) => {
  const first = lobby.addAgent('Chi Nakamura', 'chi@trek.example');
  const page = await (await browserOf()).newPage();
  await page.goto(`${lobby.origin}/console/`);
  await page.getByLabel('E-mail').fill('chi@trek.example');
  await page.getByLabel('Password').fill(first);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Choose your own password' })).toBeVisible();
  await page.reload();
  await page.getByLabel('Password until now').fill(first);
  await page.getByLabel('New password').fill('a tent for three');
  await page.getByRole('button', { name: 'Save and go on' }).click();
  await expect(page.getByRole('heading', { name: 'Lobby' })).toBeVisible();
});

test('signing out in one tab ends the other tab of the same sign-in too', async ({ agentArrives }) => {
  const ada = await agentArrives('ada');
  const other = await ada.page.context().newPage();
  await other.goto(`${ada.lobby.origin}/console/conversations`);
  await expect(other.getByText('Connected')).toBeAttached();
  await ada.page.getByRole('button', { name: 'Ada Lindqvist: account' }).click();
  await ada.button('Sign out').click();
  await expect(other.getByText('Your sign-in has ended. Sign in again; what you were writing is kept.')).toBeVisible();
});
