// A stranger: somebody with a website and a Lobby of their own, whose one page is whatever a story needs it to be.

import { Host } from './host.ts';
import { freePort, Lobby } from './lobby.ts';
import { setUp } from './office.ts';
import { test as base } from './story.ts';

export interface Stranger {
  /** The stranger's own Lobby. */
  lobby: Lobby;
  /** The stranger's origin. */
  origin: string;
  /** The site's key. */
  key: string;
  /** The page on this host, with the port. */
  on(host: string): string;
  /** What the page is from now on; `TAG` in it becomes the site's tag, with a nonce where the policy has the nonce `once`. */
  show(html: string, policy?: string): void;
}

export const test = base.extend<{
  /**
   * Somebody sets up a Lobby of their own for the page that they serve on this host. The site allows the origin `among`,
   * such as `*.shop.localhost`, or only that host's.
   */
  strangerOn: (host: string, among?: string) => Promise<Stranger>;
}>({
  strangerOn: async ({}, use) => {
    const close: (() => Promise<void>)[] = [];
    await use(async (name, among = name) => {
      let now = { html: '', headers: {} as Record<string, string> };
      const host = await Host.serve(() => now);
      const on = (other: string) => `http://${other}:${host.port}`;
      const lobby = new Lobby(await freePort());
      close.push(async () => {
        await host.close();
        await lobby.kill();
        lobby.remove();
      });
      await lobby.start();
      const { key } = await setUp(lobby, 'A stranger', on(among));
      const show = (html: string, policy?: string) => {
        const nonce = policy?.includes("'nonce-once'") ? 'nonce="once" ' : '';
        const tag = `<script ${nonce}async src="${lobby.origin}/lobby/${key}.js"></script>`;
        now = { html: html.replaceAll('TAG', tag), headers: policy ? { 'content-security-policy': policy } : {} };
      };
      return { lobby, origin: on(name), key, on, show };
    });
    for (const end of close) await end();
  },
});
