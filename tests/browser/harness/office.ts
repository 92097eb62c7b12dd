// An office that is set up: an administrator, a second agent and the demo shop's site. Made once; each story gets a copy.

import { cpSync } from 'node:fs';

import { freePort, Lobby } from './lobby.ts';

export const SITE = 'Trek Supply';

export interface Colleague {
  name: string;
  email: string;
  password: string;
  /** The sign-in's cookie, as the browser keeps it. */
  cookie: { name: string; value: string };
}

interface Answer {
  cookie: { name: string; value: string };
  body: unknown;
}

/** Posts to the console's routes as its own page does. */
async function post(lobby: Lobby, path: string, body: unknown, cookie?: Answer['cookie']): Promise<Answer> {
  const headers: Record<string, string> = { origin: lobby.origin, 'content-type': 'application/json' };
  if (cookie) headers.cookie = `${cookie.name}=${cookie.value}`;
  const response = await fetch(`${lobby.origin}/console/api/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  const [name = '', value = ''] = response.headers.getSetCookie()[0]?.split(';')[0]?.split('=') ?? [];
  return { cookie: { name, value }, body: await response.json() };
}

/** The first run, by its form's own route. Returns the site's key. */
export async function setUp(lobby: Lobby, siteName: string, siteAddress: string): Promise<{ ada: Colleague; key: string }> {
  const token = (await lobby.setUpLink()).split('#token=')[1];
  const ada = { name: 'Ada Lindqvist', email: 'ada@trek.example', password: 'uphill both ways' };
  const form = { token, ...ada, site_name: siteName, site_address: siteAddress };
  const { cookie, body } = await post(lobby, 'set-up', form);
  return { ada: { ...ada, cookie }, key: (body as { key: string }).key };
}

async function hire(lobby: Lobby, name: string, email: string): Promise<Colleague> {
  const first = lobby.addAgent(name, email);
  const password = 'a tent for two';
  const signedIn = await post(lobby, 'sign-in', { email, password: first, remember: true });
  const { cookie } = await post(lobby, 'password', { current: first, new: password }, signedIn.cookie);
  return { name, email, password, cookie };
}

export class Office {
  private constructor(
    private readonly made: Lobby,
    readonly ada: Colleague,
    readonly ben: Colleague,
  ) {}

  static async open(): Promise<Office> {
    const made = new Lobby(await freePort());
    await made.start();
    const { ada } = await setUp(made, SITE, made.shop);
    const ben = await hire(made, 'Ben Okafor', 'ben@trek.example');
    await made.stop();
    return new Office(made, ada, ben);
  }

  /** A server of one's own with everything as it was after set-up. */
  async copy(): Promise<Lobby> {
    const lobby = new Lobby(await freePort());
    cpSync(this.made.data, lobby.data, { recursive: true });
    await lobby.start();
    return lobby;
  }

  close(): void {
    this.made.remove();
  }
}
