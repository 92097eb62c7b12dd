// Real browsers among the load generator's visitors: `node walkers.mjs LOBBY SHOP KEY COUNT` opens so many visitors in
// Chromium, each with a shop's page that carries Lobby's tag, and lets each go to another page every 40 s, by turns with a
// new document and within one, until its input ends. It prints one line when all are there, and one at the end.

import { chromium } from '@playwright/test';

const [lobby, shop, key, count] = process.argv.slice(2);
const EVERY_MS = 40_000;

const page = (title) =>
  `<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1><a href="/">Home</a>` +
  `<script async src="${lobby}/lobby/${key}.js"></script></html>`;

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    // The shop's pages come from nowhere, and Lobby is on this machine.
    '--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests',
  ],
});

let walked = 0;
const timers = [];

async function visitor(number) {
  const context = await browser.newContext();
  await context.route(`${shop}/**`, (route) => {
    const title = `Browser ${number}, page ${new URL(route.request().url()).pathname.slice(1) || 0}`;
    return route.fulfill({ contentType: 'text/html; charset=utf-8', body: page(title) });
  });
  const tab = await context.newPage();
  await tab.goto(`${shop}/0`);
  // It stands in a closed shadow root, where only the browser itself sees it.
  if (tab.frames().length < 2) await tab.waitForEvent('frameattached', { timeout: 60_000 });
  let step = 0;
  const walk = async () => {
    step += 1;
    if (step % 2) await tab.goto(`${shop}/${step}`);
    else
      await tab.evaluate((step) => {
        document.title = document.title.replace(/\d+$/, String(step));
        history.pushState(null, '', `/${step}`);
      }, step);
    walked += 1;
  };
  const begin = setTimeout(() => timers.push(setInterval(() => walk().catch(fail), EVERY_MS)), (EVERY_MS * number) / Number(count));
  timers.push(begin);
}

function fail(error) {
  console.error(error);
  process.exit(1);
}

try {
  for (let number = 0; number < Number(count); number += 1) await visitor(number);
  console.log(`${count} browsers walk`);
} catch (error) {
  fail(error);
}
for await (const _ of process.stdin);
timers.forEach(clearInterval);
await browser.close();
console.log(`${walked} pages`);
process.exit(0);
