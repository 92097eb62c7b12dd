// A Lobby server as an operator runs it: a process with a data folder and a port of its own, which can be killed and
// started again on both.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const program = process.env.LOBBY_BIN ?? resolve(import.meta.dirname, '../../../target/debug/lobby');

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

export class Lobby {
  readonly data = mkdtempSync(join(tmpdir(), 'lobby-story-'));
  /** What the server printed since it was started last. */
  printed = '';
  private process: ChildProcess | undefined;

  constructor(readonly port: number) {}

  /** The console's and the widget's origin. */
  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The demo shop's origin: another site to the browser. */
  get shop(): string {
    return `http://shop.localhost:${this.port}`;
  }

  /** Starts, and is ready once it said where to go next; with variables of its own, if any. */
  async start(variables: Record<string, string> = {}): Promise<void> {
    const words = ['serve', '--demo', '--listen', `127.0.0.1:${this.port}`, '--metrics-listen', 'off'];
    const child = spawn(program, [...words, '--data', this.data], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...variables } });
    this.process = child;
    this.printed = '';
    let logged = '';
    child.stderr.on('data', (bytes) => (logged += bytes));
    await new Promise<void>((ready, fail) => {
      child.stdout.on('data', (bytes) => {
        this.printed += bytes;
        if (/^ {2}Demo shop /m.test(this.printed)) ready();
      });
      child.once('error', fail);
      child.once('exit', () => fail(new Error(`lobby serve ended before it served:\n${this.printed}${logged}`)));
    });
  }

  /** The link of the first run, once it was printed. */
  async setUpLink(): Promise<string> {
    for (;;) {
      const link = /^ {2}(http\S+\/console\/#token=\S+)$/m.exec(this.printed)?.[1];
      if (link !== undefined) return link;
      if (this.process?.stdout) await once(this.process.stdout, 'data');
    }
  }

  /** Another agent, by the operator's command. Returns the first password. */
  addAgent(name: string, email: string): string {
    const words = ['agent', 'add', '--name', name, '--email', email, '--data', this.data];
    return execFileSync(program, words, { encoding: 'utf8' }).trim().split('\n').at(-1) ?? '';
  }

  /** As if the power went out. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** As an operator stops it. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  remove(): void {
    rmSync(this.data, { recursive: true, force: true });
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}
