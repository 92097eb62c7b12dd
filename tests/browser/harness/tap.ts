// Listens in on the wire of a visitor's chat: what the widget tells the server, frame by frame, and the server's word on
// invitations and on waiting in vain as a story wants it. Everything else passes as it is.

import type { BrowserContext, WebSocketRoute } from '@playwright/test';

// The frames of the compact codec in the order of `shared/src/wire/visitor.rs`.
const COMMANDS = [
  'hello', 'log', 'view', 'show', 'typing', 'end', 'decline end', 'ping', 'pong', 'foreground', 'track', 'signal', 'preview',
  'invitation shown', 'answer', 'consent',
] as const;
const [DONE, REFUSED, INVITED, OVER, BUSY] = [4, 5, 9, 10, 11];
const INVITATION_OVER = 12;
/** Bytes of a visitor's token. */
const TOKEN = 24;
const PRIVACY = ['counted', 'visit', 'lasting'] as const;

export interface Hello {
  token: boolean;
  address: string;
  title: string;
  referrer: string;
  foreground: boolean;
  privacy: (typeof PRIVACY)[number] | undefined;
  screen: string;
  language: string;
}

export interface Told {
  what: (typeof COMMANDS)[number];
  /** What it says, in words where a story reads them. */
  says: string;
}

/** Reads the compact codec. */
class Reader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  byte(): number {
    return this.bytes[this.at++] ?? 0;
  }

  number(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }

  skip(count: number): void {
    this.at += count;
  }

  text(): string {
    const length = this.number();
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at).toString('utf8');
  }

  hex(count: number): string {
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at).toString('hex');
  }
}

function number(value: number): number[] {
  const bytes: number[] = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return [...bytes, value];
}

const text = (words: string) => {
  const bytes = Buffer.from(words);
  return [...number(bytes.length), ...bytes];
};

function readHello(from: Reader): Hello {
  from.number();
  from.text();
  const token = from.byte() === 1;
  // The token, then the tab.
  if (token) from.skip(TOKEN);
  from.skip(16);
  from.text();
  const [address, title, referrer] = [from.text(), from.text(), from.text()];
  const [foreground, privacy] = [from.byte() === 1, PRIVACY[from.byte()]];
  const screen = from.byte() === 1 ? `${from.number()} × ${from.number()}` : '';
  return { token, address, title, referrer, foreground, privacy, screen, language: from.text() };
}

export class Tap {
  readonly hellos: Hello[] = [];
  readonly told: Told[] = [];
  /** Whether the server takes an answer to an invitation, or says that it is over. */
  takes = true;
  private readonly sockets = new Set<WebSocketRoute>();
  private readonly own = new Set<string>();

  static async of(context: BrowserContext): Promise<Tap> {
    const tap = new Tap();
    await context.routeWebSocket(/\/lobby\/socket/, (socket) => tap.carry(socket));
    return tap;
  }

  /** What was told of this, in order. */
  of(what: Told['what']): string[] {
    return this.told.filter((one) => one.what === what).map((one) => one.says);
  }

  /** The server says that this invitation stands. */
  invite(id: number, from: string | null, words: string, standsForMs = 60_000): void {
    const name = Buffer.alloc(16, id);
    this.own.add(name.toString('hex'));
    const face = from === null ? [0] : [1, ...Buffer.alloc(16, 1), ...text(from)];
    this.push([INVITED, ...name, ...face, ...text(words), ...number(Date.now() + standsForMs)]);
  }

  /** The server says that it is over. */
  over(id: number): void {
    this.push([OVER, ...Buffer.alloc(16, id)]);
  }

  /** The server says that whoever waits has waited in vain, or no longer. */
  busy(on: boolean): void {
    this.push([BUSY, on ? 1 : 0]);
  }

  private push(frame: number[]): void {
    for (const socket of this.sockets) socket.send(Buffer.from(frame));
  }

  private carry(socket: WebSocketRoute): void {
    const server = socket.connectToServer();
    this.sockets.add(socket);
    socket.onClose((code, reason) => {
      this.sockets.delete(socket);
      void server.close({ code, reason });
    });
    socket.onMessage((words) => {
      if (typeof words === 'string' || this.hear(words, socket)) server.send(words);
    });
  }

  /** Notes a frame. Returns whether the server shall have it: what is about our own invitations it knows nothing of. */
  private hear(frame: Buffer, socket: WebSocketRoute): boolean {
    const from = new Reader(frame);
    const what = COMMANDS[from.byte()];
    if (what === undefined) return true;
    let says = '';
    if (what === 'hello') this.hellos.push(readHello(from));
    else if (what === 'view') says = `${from.text()} ${from.text()}`;
    else if (what === 'track') says = `${from.text()} ${from.text()}`.trim();
    else if (what === 'signal') says = from.byte() === 0 ? `${from.byte()} %` : 'leaving';
    else if (what === 'preview') says = from.text();
    else if (what === 'consent') says = PRIVACY[from.byte()] ?? '';
    else if (what === 'foreground' || what === 'show' || what === 'typing') says = String(from.byte() === 1);
    else if (what === 'invitation shown') says = from.hex(16);
    else if (what === 'answer') {
      const [request, id, accept] = [from.number(), from.hex(16), from.byte() === 1];
      says = `${id} ${accept}`;
      this.told.push({ what, says });
      if (!this.own.has(id)) return true;
      const refusal = [REFUSED, ...number(request), INVITATION_OVER, 0];
      socket.send(Buffer.from(this.takes ? [DONE, ...number(request)] : refusal));
      return false;
    }
    this.told.push({ what, says });
    return what !== 'invitation shown' || !this.own.has(says);
  }
}
