// The wire of a visitor's chat, which a story can hold: nothing answers then, but nothing says so either, as on a train in
// a tunnel. The page itself goes on loading.

import type { BrowserContext, WebSocketRoute } from '@playwright/test';

export class Wire {
  private held: 'no' | 'answers' | 'all' = 'no';
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
      if (this.held !== 'all') server.send(words);
    });
    server.onMessage((words) => {
      if (this.held === 'no') socket.send(words);
    });
  }
}
