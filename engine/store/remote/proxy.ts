// Servers beyond a proxy, as the environment names it: HTTPS_PROXY, HTTP_PROXY and NO_PROXY, as curl and others understand them. Node
// itself heeds these only from version 24 on.

import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { UsageError } from '../../core/failure.ts';
import { RemoteFailure } from './failure.ts';

/**
 * Returns the proxy for a server; undefined where there is none.
 *
 * @throws UsageError when a variable names something that is no proxy
 */
export function proxyFor(server: URL, env: Readonly<Record<string, string | undefined>>): URL | undefined {
  const name = server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const text = env[name.toLowerCase()] || env[name] || env['all_proxy'] || env['ALL_PROXY'];
  if (!text || isExcepted(server, env['no_proxy'] || env['NO_PROXY'] || '')) return undefined;
  const url = /^[a-z\d+]+:\/\//i.test(text) ? text : `http://${text}`;
  if (URL.canParse(url) && new URL(url).protocol === 'http:') return new URL(url);
  // Not the value: it may contain a password.
  throw new UsageError(`${name} names a proxy that Assay cannot use: expected http://HOST:PORT`, {
    hint: `Change ${name}, or name ${server.hostname} in NO_PROXY to do without it.`,
  });
}

/** Whether a list like `localhost,.example.org,10.0.0.1:8080` has a server, or a domain above it. */
function isExcepted(server: URL, list: string): boolean {
  const port = server.port || (server.protocol === 'https:' ? '443' : '80');
  return list.split(/[\s,]+/).some((entry) => {
    if (entry === '*') return true;
    const [, host = '', only = port] = /^(.*?)(?::(\d+))?$/.exec(entry.toLowerCase().replace(/^\*?\./, '')) ?? [];
    const isIts = server.hostname === host || server.hostname.endsWith(`.${host}`);
    return host !== '' && only === port && isIts;
  });
}

/** The header by which a proxy knows its user; nothing for one without a password. */
export function proxyHeaders({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '') return {};
  const user = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(user).toString('base64')}` };
}

/** Connections to servers that speak TLS, each through a tunnel that a proxy makes (CONNECT). */
export class TunnelAgent extends https.Agent {
  readonly #proxy: URL;
  readonly #connectMs: number;

  constructor(proxy: URL, { connectMs, ...options }: https.AgentOptions & { readonly connectMs: number }) {
    super(options);
    this.#proxy = proxy;
    this.#connectMs = connectMs;
  }

  override createConnection(
    options: http.ClientRequestArgs & tls.ConnectionOptions,
    done: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const target = `${options.host ?? ''}:${options.port ?? 443}`;
    const fail = done as (error: Error) => void;
    const ask = http.request({
      host: this.#proxy.hostname,
      port: this.#proxy.port || 80,
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...proxyHeaders(this.#proxy) },
      agent: false,
      timeout: this.#connectMs,
    });
    ask.once('connect', (answer, socket) => {
      if (answer.statusCode === 200) return done(null, tls.connect({ ...options, socket }));
      socket.destroy();
      return fail(refusalOf(this.#proxy, answer.statusCode ?? 0));
    });
    // A proxy may refuse with a page, as if it had been asked for one.
    ask.once('response', (answer) => {
      answer.resume();
      fail(refusalOf(this.#proxy, answer.statusCode ?? 0));
    });
    ask.once('timeout', () => ask.destroy(new RemoteFailure('slow', `The proxy ${this.#proxy.host} did not answer`)));
    ask.once('error', fail);
    ask.end();
  }
}

/** What it means that a proxy answers with this status in place of a server. */
export function refusalOf(proxy: URL, status: number): RemoteFailure {
  const hint = status === 407 ? USER : CHECK;
  return new RemoteFailure('denied', `The proxy ${proxy.host} refuses the connection (${status})`, { hint });
}

const USER = 'Set its user and password in HTTPS_PROXY or HTTP_PROXY: http://USER:PASSWORD@HOST:PORT.';
const CHECK = 'Check HTTPS_PROXY and HTTP_PROXY, or name the server in NO_PROXY to do without the proxy.';
