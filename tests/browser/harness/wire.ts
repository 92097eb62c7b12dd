// The wire of a visitor's chat, which a story can hold: nothing answers then, but nothing says so either, as on a train in
// a tunnel. The page itself goes on loading.

import type { BrowserContext, WebSocketRoute } from '@playwright/test';

// The first bytes of the compact codec's frames, as `tests/golden/v1` has frozen them.
const LOG = 1;
const SEND = 0;
const NACK = 1;
const TOO_LONG = 1;
const NOTHING = 0;

export class Wire {
  private held: 'no' | 'answers' | 'all' | 'refused' = 'no';
  private sockets = new Set<WebSocketRoute>();

  static async of(context: BrowserContext): Promise<Wire> {
    const wire = new Wire();
    await context.routeWebSocket(/\/lobby\/socket/, (socket) => wire.carry(socket));
    return wire;
  }

  /** From now on the server hears the visitor, but no answer arrives: what it stored looks unsent. */
  holdAnswers(): void {
    this.held = 'answers';
  }

  /** From now on nothing arrives on either side. */
  holdAll(): void {
    this.held = 'all';
  }

  /** From now on each message of the visitor is refused as too long, as by a server with another limit. */
  refuseMessages(): void {
    this.held = 'refused';
  }

  /** Works again; what hung is cut, as when a tunnel ends. */
  async release(): Promise<void> {
    this.held = 'no';
    const hung = [...this.sockets];
    this.sockets.clear();
    await Promise.all(hung.map((socket) => socket.close({ code: 1012 }).catch(() => {})));
  }

  private carry(socket: WebSocketRoute): void {
    this.sockets.add(socket);
    socket.onClose(() => this.sockets.delete(socket));
    if (this.held !== 'no') return;
    const server = socket.connectToServer();
    socket.onMessage((words) => {
      if (this.held === 'refused' && typeof words !== 'string' && words[0] === LOG && words[1] === SEND) {
        socket.send(Buffer.from([LOG, NACK, ...words.subarray(2, 18), TOO_LONG, NOTHING]));
      } else if (this.held !== 'all') server.send(words);
    });
    server.onMessage((words) => {
      if (this.held === 'no' || this.held === 'refused') socket.send(words);
    });
  }
}
