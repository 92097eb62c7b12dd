// How Chromium is started: the same for the contexts of Playwright's own browser and for a browser with a profile of its own.

export const chromium = {
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    // Several sites on one machine, whatever its resolver makes of *.localhost.
    '--host-resolver-rules=MAP *.localhost 127.0.0.1',
  ],
};
