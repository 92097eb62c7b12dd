// Visitors without a browser: each is a socket that says what a widget would say, in the readable codec. For pictures and
// figures with many of them, and for what no browser says by itself.

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import type { Socket } from 'node:net';

import type { Agent } from './agent.ts';
import type { Lobby } from './lobby.ts';

/** What a visitor's browser says of itself. */
export interface Said {
  address: string;
  title: string;
  referrer?: string;
  language?: string;
  userAgent?: string;
  /** The network address, as a proxy on this machine would tell it. */
  from?: string;
  screen?: { width: number; height: number };
}

const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15',
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0',
];
// A network of each country and the language of its people; the countries as often as a shop in Europe has them.
const PLACES = [
  ['78.46', 'de-DE'], ['81.2', 'en-GB'], ['82.64', 'fr-FR'], ['217.160', 'de-DE'], ['194.204', 'pl-PL'], ['195.67', 'sv-SE'],
  ['8.8', 'en-US'], ['91.198', 'nl-NL'], ['80.58', 'es-ES'], ['213.47', 'de-AT'], ['151.38', 'it-IT'], ['202.96', 'zh-CN'],
  ['133.11', 'ja-JP'], ['24.48', 'en-CA'], ['200.160', 'pt-BR'], ['1.128', 'en-AU'], ['78.47', 'de-DE'], ['168.126', 'ko-KR'],
] as const;
const PAGES = [
  ['/', 'Trek Supply: packs, tents and stoves'], ['/tent.html', 'Lichen 2 tent · Trek Supply'], ['/stove.html', 'Ember gas stove · Trek Supply'],
  ['/backpack.html', 'Kestrel 40 backpack · Trek Supply'], ['/tent.html', 'Lichen 2 tent · Trek Supply'], ['/delivery.html', 'Delivery and returns · Trek Supply'],
  ['/cart.html', 'Your cart · Trek Supply'], ['/backpack.html', 'Kestrel 40 backpack · Trek Supply'], ['/finder', 'Gift finder · Trek Supply'],
  ['/outlet.html', 'Outlet · Trek Supply'], ['/checkout', 'Checkout · Trek Supply'],
] as const;
const SOURCES = [
  ['https://www.google.com/', ''], ['', ''], ['https://trails.example/hut-to-hut', ''], ['https://www.bing.com/search?q=two+person+tent', ''],
  ['https://newsletter.example/november', '?utm_source=newsletter&utm_campaign=winter+sale'], ['', ''], ['https://outdoor-notes.example/best-tents', ''],
  ['https://duckduckgo.com/', ''], ['https://www.baidu.com/s?wd=%E5%B8%90%E7%AF%B7', ''], ['', '?utm_source=video&utm_campaign=packing+light'], ['https://www.google.de/', ''],
] as const;

const of = <T>(list: readonly T[], at: number): T => list[at % list.length] as T;

/** A visitor like any other, the same for the same number. */
export function ordinary(shop: string, number: number): Said {
  const [network, language] = of(PLACES, number * 7 + (number >> 3));
  const [path, title] = of(PAGES, number * 5 + (number >> 4));
  const [referrer, query] = of(SOURCES, number * 3 + (number >> 5));
  const from = `${network}.${number % 250}.${(number * 13) % 250 + 1}`;
  const screen = of([{ width: 1920, height: 1080 }, { width: 390, height: 844 }, { width: 1440, height: 900 }], number);
  return { address: shop + path + query, title, referrer, language, userAgent: of(AGENTS, number), from, screen };
}

export class Walker {
  private constructor(
    private readonly socket: Socket,
    private readonly hello: object,
  ) {}

  /** Comes in, and is there once the server has said welcome. */
  static async arrive(lobby: Lobby, site: string, said: Said): Promise<Walker> {
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      origin: lobby.origin,
      'user-agent': said.userAgent ?? of(AGENTS, 0),
      'sec-websocket-version': '13',
      'sec-websocket-key': randomBytes(16).toString('base64'),
      'sec-websocket-protocol': 'lobby.json',
      ...(said.from === undefined ? {} : { 'x-forwarded-for': said.from }),
    };
    const opening = request({ host: '127.0.0.1', port: lobby.port, path: '/lobby/socket', headers }).end();
    const [answer, socket] = (await Promise.race([
      once(opening, 'upgrade'),
      once(opening, 'response').then(([response]) => Promise.reject(new Error(`no socket: ${response.statusCode}`))),
    ])) as [unknown, Socket];
    void answer;
    const { address, title, referrer = '', language = '', screen = null } = said;
    const walker = new Walker(socket, {
      version: 1, site, token: null, tab: `tab_${randomBytes(16).toString('hex')}`, origin: lobby.shop, page: { address, title }, referrer,
      foreground: true, privacy: 'Lasting', screen, language, epoch: null, cursors: [],
    });
    await walker.enter();
    return walker;
  }

  /** Goes to another page. */
  view(address: string, title: string): void {
    this.say({ View: { address, title } });
  }

  /** The page says that something happened. */
  track(name: string, data: string): void {
    this.say({ Track: { name, data } });
  }

  /** Says any frame, as `shared/src/wire/visitor.rs` names it. */
  say(frame: unknown): void {
    const payload = Buffer.from(JSON.stringify(frame));
    const head = payload.length < 126 ? Buffer.from([0x81, 0x80 | payload.length]) : Buffer.from([0x81, 0xfe, payload.length >> 8, payload.length & 255]);
    // Masked, as the standard has it, with a mask that changes nothing.
    this.socket.write(Buffer.concat([head, Buffer.alloc(4), payload]));
  }

  leave(): void {
    this.socket.destroy();
  }

  private async enter(): Promise<void> {
    await new Promise<void>((welcomed, refused) => {
      let waiting = Buffer.alloc(0);
      this.socket.on('error', refused);
      this.socket.on('close', () => refused(new Error('the socket was closed before the welcome')));
      this.socket.on('data', (bytes: Buffer) => {
        waiting = Buffer.concat([waiting, bytes]);
        for (;;) {
          const short = (waiting[1] ?? 127) & 127;
          const start = short === 126 ? 4 : short === 127 ? 10 : 2;
          if (waiting.length < start) return;
          const length = short === 126 ? waiting.readUInt16BE(2) : short === 127 ? Number(waiting.readBigUInt64BE(2)) : short;
          if (waiting.length < start + length) return;
          const text = waiting.subarray(start, start + length).toString('utf8');
          const isText = ((waiting[0] ?? 0) & 15) === 1;
          waiting = waiting.subarray(start + length);
          if (!isText) continue;
          const frame = JSON.parse(text) as Record<string, unknown>;
          if ('Welcome' in frame) welcomed();
          if ('Ping' in frame) this.say({ Pong: frame.Ping });
        }
      });
      this.say({ Hello: this.hello });
    });
  }
}

/** The key of the agent's first site. */
export async function siteKey(agent: Agent): Promise<string> {
  return agent.page.evaluate(async () => {
    const { sites } = (await (await fetch('/console/api/sites')).json()) as { sites: { key: string }[] };
    return sites[0]?.key ?? '';
  });
}

/** So many ordinary visitors, a few at a time. */
export async function crowd(lobby: Lobby, site: string, count: number, first = 0): Promise<Walker[]> {
  const walkers: Walker[] = [];
  for (let at = 0; at < count; at += 20) {
    const few = Array.from({ length: Math.min(20, count - at) }, (_, one) => Walker.arrive(lobby, site, ordinary(lobby.shop, first + at + one)));
    walkers.push(...(await Promise.all(few)));
  }
  return walkers;
}
