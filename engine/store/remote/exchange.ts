import { setMaxListeners } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { codeOf } from '../local/atomic.ts';
import { decoded } from './encoding.ts';
import { RemoteFailure } from './failure.ts';
import type { Bytes, Content } from './files.ts';
import { proxyHeaders, refusalOf, TunnelAgent } from './proxy.ts';
import { PATIENCE, Watch, type Patience } from './watch.ts';

/** One request. */
export interface Ask {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly content?: Content;
  readonly signal: AbortSignal;
  /** For an answer that takes long to begin. */
  readonly patience?: Patience;
}

/** The head of an answer, and its body. Whoever does not read the body to its end must call `drop`. */
export interface Answer {
  readonly status: number;
  header(name: string): string | undefined;
  /** The body, decoded, as it comes in. */
  readonly bytes: Bytes;
  drop(): void;
}

/** How many connections are open at once, how patient they are, what resolves names, and what they go through. */
export interface LineOptions {
  readonly parallel: number;
  readonly patience?: Patience;
  readonly lookup?: LookupFunction;
  /** Through which connections go; none means directly. */
  readonly proxy?: URL | undefined;
}

/** Connections to a server. They are kept open between requests. */
export class Line {
  readonly #name: string;
  readonly #patience: Patience;
  readonly #proxy: URL | undefined;
  readonly #agents: { readonly http: http.Agent; readonly https: https.Agent };

  /** @param name the server as messages show it */
  constructor(name: string, { parallel, patience = PATIENCE, lookup, proxy }: LineOptions) {
    this.#name = proxy === undefined ? name : `${name} (through the proxy ${proxy.host})`;
    this.#proxy = proxy;
    this.#patience = patience;
    const options = { keepAlive: true, maxSockets: parallel, ...(lookup !== undefined && { lookup }) };
    const { connectMs } = patience;
    const secure = proxy === undefined ? new https.Agent(options) : new TunnelAgent(proxy, { ...options, connectMs });
    this.#agents = { http: new http.Agent(options), https: secure };
  }

  /**
   * Sends a request and resolves when the head of the answer is there.
   *
   * @throws RemoteFailure when there is no answer; the signal's reason when that is aborted
   */
  async send({ method, url, headers = {}, content, signal, patience = this.#patience }: Ask): Promise<Answer> {
    signal.throwIfAborted();
    // All requests of a run share one signal: that so many listen to it is no leak.
    setMaxListeners(0, signal);
    const secure = url.protocol === 'https:';
    const length = content === undefined ? {} : { 'content-length': String(content.bytes) };
    const options = { method, agent: secure ? this.#agents.https : this.#agents.http, signal };
    const all = { ...headers, ...length };
    const request = secure
      ? https.request(url, { ...options, headers: all })
      : http.request(this.#proxy ?? url, { ...options, ...this.#askProxy(url, all) });
    const watch = new Watch(request, patience, this.#name);
    const answered = new Promise<http.IncomingMessage>((resolve, reject) => {
      request.on('response', resolve);
      request.on('error', reject);
    });
    try {
      if (content === undefined) request.end();
      // A server may refuse before it has heard everything: then its answer counts, and not the broken connection.
      const sent = content === undefined ? undefined : pipeline(content.open(), request);
      const answer = await Promise.race([answered, ...(sent === undefined ? [] : [sent.then(() => answered)])]);
      sent?.catch(() => undefined);
      if (answer.statusCode === 407 && this.#proxy !== undefined) throw refusalOf(this.#proxy, 407);
      return {
        status: answer.statusCode ?? 0,
        header: (name) => headerOf(answer, name),
        bytes: this.#bytesOf(answer, watch, signal),
        drop: () => void (request.writableFinished ? answer.resume() : request.destroy()),
      };
    } catch (error) {
      answered.catch(() => undefined);
      request.destroy();
      throw this.#meaning(error, watch, signal);
    }
  }

  /** A proxy is asked for the whole address of a server that does not speak TLS. */
  #askProxy(url: URL, headers: Readonly<Record<string, string>>): http.RequestOptions {
    if (this.#proxy === undefined) return { headers };
    // Its own user would be taken for that of the server.
    return { auth: null, path: url.href, headers: { ...headers, host: url.host, ...proxyHeaders(this.#proxy) } };
  }

  /** The decoded body of an answer. Only errors of the connection are explained here, not those of whoever reads. */
  async *#bytesOf(answer: http.IncomingMessage, watch: Watch, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of decoded(answer, answer.headers['content-encoding'], this.#name)) yield chunk;
    } catch (error) {
      throw this.#meaning(error, watch, signal);
    }
  }

  /** What an error of a connection means. What no connection can cause stays what it is. */
  #meaning(error: unknown, watch: Watch, signal: AbortSignal): unknown {
    if (signal.aborted) return signal.reason;
    if (watch.failure !== undefined) return watch.failure;
    const code = codeOf(error) ?? '';
    if (/^(?:HPE_|Z_|ERR_ZSTD)/.test(code))
      return new RemoteFailure('broken', `${this.#name}: the answer is garbled (${code})`, { cause: error });
    const [, what, hint] = WORDS.find(([codes]) => codes.test(code)) ?? [];
    if (what === undefined) return error;
    const options = { cause: error, ...(hint !== undefined && { hint }) };
    return new RemoteFailure('away', `${this.#name}: ${what} (${code})`, options);
  }

  close(): void {
    this.#agents.http.destroy();
    this.#agents.https.destroy();
  }
}

/** What the system's errors of a connection mean, and what to do. */
const WORDS: readonly (readonly [codes: RegExp, what: string, hint?: string])[] = [
  [/^ENOTFOUND$/, 'there is no server of that name', 'Check the address, and whether this machine is online.'],
  [/^EAI_/, 'the name of the server cannot be looked up', 'Check whether this machine is online.'],
  [/^ECONNREFUSED$/, 'nothing answers there', 'Check the address and the port, and whether the server runs.'],
  [/^(?:ECONNRESET|EPIPE|ECONNABORTED|ERR_STREAM_PREMATURE_CLOSE)$/, 'the server broke the connection'],
  [/^(?:EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|ETIMEDOUT|EADDRNOTAVAIL)$/, 'the server cannot be reached'],
  [/^EPROTO$/, 'the server does not speak TLS', 'Check whether the address should begin with http://.'],
  [
    /^(?:ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/,
    'the certificate of the server is not trusted',
    'If it is a server of your own, name its certificate in NODE_EXTRA_CA_CERTS.',
  ],
];

function headerOf({ headers }: http.IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/**
 * Reads a short body as text.
 *
 * @param most a longer one is cut off
 */
export async function readText(bytes: Bytes, most: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of bytes) {
    parts.push(part);
    length += part.length;
    if (length >= most) break;
  }
  return Buffer.concat(parts).subarray(0, most).toString('utf8');
}
