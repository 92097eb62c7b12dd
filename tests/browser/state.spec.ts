// Every state of the widget and of the console that other stories do not look at, in both themes: axe-core finds nothing,
// and people get a picture.

import { faults } from './harness/fault.ts';
import { PHONE, picture, STILL } from './harness/screen.ts';
import { expect, test } from './harness/story.ts';
import { Visitor } from './harness/visitor.ts';
import { Wire } from './harness/wire.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the widget is clean for axe-core from waiting over teaser, menu and question to the end, ${colorScheme}`, async ({ visitorArrives, agentArrives }) => {
    const visitor = await visitorArrives('/tent.html', { colorScheme, ...STILL });
    const look = async (name: string) => {
      expect.soft(await faults(visitor.page), name).toEqual([]);
      await picture(visitor.page, `widget-${name}-${colorScheme}`);
    };
    await visitor.open();
    await expect(visitor.text('Nobody is here right now').first()).toBeVisible();
    await look('nobody');
    await visitor.write('Does the Lichen stand without pegs?');
    await expect(visitor.caption).toHaveText(/Sent$/);
    await look('waits-for-nobody');
    const ada = await agentArrives('ada');
    await expect(visitor.text('You are in the queue.')).toBeVisible();
    await look('waiting');
    await ada.accept(1);
    await expect(visitor.text('Ada Lindqvist joined')).toBeVisible();
    await visitor.box.fill('x'.repeat(990));
    await expect(visitor.text('10 characters left')).toBeVisible();
    await look('near-limit');
    await visitor.box.fill('x'.repeat(1_001));
    await expect(visitor.text(/^Too long by 1/)).toBeVisible();
    await look('over-limit');
    await visitor.box.fill('');
    await visitor.launcher.click();
    await expect(visitor.box).toBeHidden();
    await ada.write('It does. Two of the poles cross, so it stands on rock as well as on grass, and on a balcony too.');
    await expect(visitor.button('Dismiss')).toBeVisible();
    await look('teaser');
    await visitor.open();
    await expect(visitor.said).toHaveCount(2);
    await visitor.button('More').click();
    await expect(visitor.button('End conversation')).toBeVisible();
    await look('menu');
    await visitor.button('End conversation').click();
    await expect(visitor.button('Go on talking')).toBeVisible();
    await look('leaving');
    await visitor.button('End conversation').click();
    await expect(visitor.text('You ended the conversation')).toBeVisible();
    await look('ended');
  });

  test(`a message that failed and a chat without connection are clean for axe-core, ${colorScheme}`, async ({ browserOf, lobby, agentArrives }) => {
    const ada = await agentArrives('ada');
    const context = await browserOf({ colorScheme, ...STILL });
    const wire = await Wire.of(context);
    const visitor = await Visitor.arrive(context, lobby.shop);
    await visitor.open();
    await visitor.write('Hello');
    await ada.accept(1);
    await expect(visitor.text('Ada Lindqvist joined')).toBeVisible();
    wire.refuseMessages();
    await visitor.write('One more thing');
    await expect(visitor.text('Not sent: it is too long.')).toBeVisible();
    await expect(visitor.button('Try again')).toBeVisible();
    expect.soft(await faults(visitor.page), 'failed').toEqual([]);
    await picture(visitor.page, `widget-failed-${colorScheme}`);
    await lobby.kill();
    await expect(visitor.text('No connection.')).toBeVisible();
    expect.soft(await faults(visitor.page), 'lost').toEqual([]);
    await picture(visitor.page, `widget-lost-${colorScheme}`);
  });

  test(`the form for browsers without WebAssembly is clean for axe-core and fits a phone, ${colorScheme}`, async ({ browserOf, lobby }) => {
    const page = await (await browserOf({ colorScheme, ...STILL })).newPage();
    await page.setViewportSize(PHONE);
    await page.goto(`${lobby.origin}/lobby/plain/demo?lang=en`);
    await expect(page.getByRole('heading', { name: 'Leave a message' })).toBeVisible();
    expect.soft(await faults(page), 'plain').toEqual([]);
    await page.getByLabel('Your message').fill('Do you repair zips?');
    await page.getByRole('button', { name: 'Send' }).click();
    await expect(page.getByText('Please say where we can answer you.')).toBeVisible();
    expect.soft(await faults(page), 'plain-faults').toEqual([]);
    await picture(page, `plain-faults-${colorScheme}`);
    await page.getByLabel('E-mail or phone').fill('jo@hills.example');
    await page.getByRole('button', { name: 'Send' }).click();
    await expect(page.getByRole('heading', { name: 'Your message is with us' })).toBeVisible();
    expect.soft(await faults(page), 'plain-sent').toEqual([]);
    await picture(page, `plain-sent-${colorScheme}`);
  });

  test(`the console's empty conversations, site form and offer are clean for axe-core, ${colorScheme}`, async ({ visitorArrives, agentArrives }) => {
    const ada = await agentArrives('ada', { colorScheme, ...STILL });
    const look = async (name: string) => {
      expect.soft(await faults(ada.page), name).toEqual([]);
      await picture(ada.page, `console-${name}-${colorScheme}`);
    };
    await ada.go('Conversations');
    await expect(ada.page.getByText('All quiet')).toBeVisible();
    await look('conversations-empty');
    await ada.go('Sites');
    await ada.button('Add a site').click();
    await expect(ada.page.getByLabel('Name of the site')).toBeVisible();
    await look('site-form');
    await ada.button('Save').click();
    await expect(ada.page.getByText("Enter the site's name.")).toBeVisible();
    await look('site-form-faults');
    await ada.button('Cancel').click();
    const visitor = await visitorArrives('/stove.html');
    await visitor.open();
    await visitor.write('Is it loud?');
    await expect(ada.page.getByRole('region', { name: 'Offered to you' })).toBeVisible();
    await look('offer');
    await ada.page.keyboard.press('Alt+a');
    await expect(ada.box).toBeFocused();
    await ada.box.fill('x'.repeat(1_001));
    await expect(ada.page.getByText('Too long by 1 character.')).toBeVisible();
    await look('over-limit');
    await visitor.button('More').click();
    await visitor.button('End conversation').click();
    await visitor.button('End conversation').last().click();
    await expect(ada.stream.getByText('The visitor ended the conversation')).toBeVisible();
    await look('ended');
  });
}
