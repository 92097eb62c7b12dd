// Somebody else's web server: serves one page, with the headers that its owner likes.

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

export class Host {
  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  /** The page is asked for at each visit, so that it may be told after the address is known. */
  static async serve(page: () => { html: string; headers?: Record<string, string> }): Promise<Host> {
    const server = createServer((request, response) => {
      const { html, headers } = page();
      response.writeHead(request.url === '/favicon.ico' ? 404 : 200, { 'content-type': 'text/html; charset=utf-8', ...headers });
      response.end(html);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no free port');
    return new Host(server, address.port);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
