// An agent's second hand: what the console does over its socket and its routes, where a story is about the visitor.

import { expect } from '@playwright/test';

import type { Agent } from './agent.ts';

/** Settings of a site, as `shared/src/site.rs` names them. */
export interface Settings {
  trail: 'Off' | 'Visit' | 'Lasting';
  start: 'Idle' | 'Click';
  ask_consent: boolean;
  preview: boolean;
}

/** A rule that invites, as `shared/src/invitation.rs` names it. */
export interface Rule {
  name: string;
  on: boolean;
  conditions: unknown[];
  words: string;
  as_agent: boolean;
  delay: number;
  most: number;
  goal: string;
}

interface OurWindow {
  desk: { socket: WebSocket; heard: (string | Record<string, unknown>)[] };
}

export class Desk {
  private requests = 0;

  private constructor(
    private readonly agent: Agent,
    readonly site: string,
  ) {}

  /** A socket of its own in the agent's console. */
  static async of(agent: Agent): Promise<Desk> {
    const { sites } = (await Desk.ask(agent, 'GET', 'sites')) as { sites: { site: string }[] };
    await agent.page.evaluate(async () => {
      const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/console/socket`, 'lobby.json');
      const heard: unknown[] = [];
      Object.assign(window, { desk: { socket, heard } });
      await new Promise((opened) => (socket.onopen = opened));
      socket.onmessage = ({ data }) => heard.push(JSON.parse(String(data)));
      const tab = `tab_${'d'.repeat(32)}`;
      socket.send(JSON.stringify({ Hello: { version: 1, tab, epoch: null, cursors: [] } }));
    });
    const desk = new Desk(agent, sites[0]?.site ?? '');
    await expect.poll(() => desk.heard('Welcome')).toHaveLength(1);
    return desk;
  }

  /** What the server has told so far under this name. */
  async heard(name: string): Promise<unknown[]> {
    const all = await this.agent.page.evaluate(() => (window as unknown as OurWindow).desk.heard);
    // What says nothing but its name is a text.
    return all.flatMap((frame) => (typeof frame === 'object' && name in frame ? [frame[name]] : []));
  }

  /** Invites a visitor. Returns `Done`, or the code of the refusal. */
  async invite(visitor: number): Promise<unknown> {
    this.requests += 1;
    const request = this.requests;
    await this.say({ Invite: { request, site: this.site, visitor } });
    let answer: unknown;
    await expect.poll(async () => {
      const refused = (await this.heard('Refused')) as { request: number; error: { code: string } }[];
      answer = (await this.heard('Done')).includes(request) ? 'Done' : refused.find((one) => one.request === request)?.error.code;
      return answer;
    }).toBeDefined();
    return answer;
  }

  /** Follows the conversation that this agent has. */
  async follow(conversation: string): Promise<void> {
    this.requests += 1;
    await this.say({ Follow: { request: this.requests, conversation } });
  }

  /** Changes how the site treats its visitors. */
  async settle(change: Partial<Settings>): Promise<void> {
    const path = `sites/${this.site}/settings`;
    const before = (await Desk.ask(this.agent, 'GET', path)) as object;
    await Desk.ask(this.agent, 'PUT', path, { ...before, ...change });
  }

  /** The site invites by itself whoever comes to a page with this in its address. */
  async invitesOn(page: string, words: string): Promise<void> {
    const rule: Rule = {
      name: page, on: true, conditions: [{ Page: ['Contains', page] }], words, as_agent: false, delay: 0, most: 0, goal: '',
    };
    await Desk.ask(this.agent, 'POST', `sites/${this.site}/rules`, rule);
  }

  /** Blocks this visitor's browser for a day. */
  async blocks(visitor: number, reason: string): Promise<void> {
    await Desk.ask(this.agent, 'POST', `sites/${this.site}/blocks`, { visitor, identity: true, address: false, span: 'Day', reason });
  }

  /** What became of the site's own invitations: how many were shown and accepted. */
  async figures(): Promise<{ shown: number; accepted: number }[]> {
    const { rules } = (await Desk.ask(this.agent, 'GET', `sites/${this.site}/rules`)) as { rules: { shown: number; accepted: number }[] };
    return rules.map(({ shown, accepted }) => ({ shown, accepted }));
  }

  /** Looks at a visitor's trail from now on. */
  async look(visitor: number): Promise<void> {
    await this.say({ Look: [this.site, visitor] });
  }

  /** What was told of that trail so far. */
  async trail(): Promise<unknown[]> {
    const told = (await this.heard('Trail')) as { steps: { what: unknown }[] }[];
    return told.flatMap(({ steps }) => steps.map(({ what }) => what));
  }

  private async say(frame: unknown): Promise<void> {
    await this.agent.page.evaluate((text) => (window as unknown as OurWindow).desk.socket.send(text), JSON.stringify(frame));
  }

  private static async ask(agent: Agent, method: string, path: string, body?: unknown): Promise<unknown> {
    return agent.page.evaluate(async ([method, path, body]) => {
      const answer = await fetch(`/console/api/${path}`, {
        method,
        ...(body === null ? {} : { body, headers: { 'content-type': 'application/json' } }),
      });
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      const text = await answer.text();
      return text === '' ? null : JSON.parse(text);
    }, [method, path, body === undefined ? null : JSON.stringify(body)] as const);
  }
}
