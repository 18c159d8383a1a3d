import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { UsageError, isExpected } from '../core/failure.ts';
import { codeOf } from '../store/local/atomic.ts';
import { guardOf, setHeaders, type Guard } from './guard.ts';
import type { Problem } from './model.ts';

const HOST = '127.0.0.1';
/** How many ports to try after the usual one, when that is in use. */
const MORE_PORTS = 20;
const LARGEST_BODY = 64 * 1024;
const LONGEST_ADDRESS = 16 * 1024;

/** A request for data, taken apart. */
export interface Question {
  /** What comes after `/api/`. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  /** What a POST says; undefined for a GET. */
  readonly body: unknown;
}

/** An answer with a status of its own. Everything else that is thrown is a bug. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: 400 | 404 | 409;
  readonly hint: string | undefined;

  constructor(status: Refused['status'], message: string, hint?: string) {
    super(message);
    this.status = status;
    this.hint = hint;
  }
}

export interface ServerOptions {
  /** Left out: the usual one, or the next that is free. 0: any that is free. */
  readonly port?: number;
  /** The files of the page, by their path; they hold no data. */
  readonly files: Readonly<Record<string, { readonly type: string; readonly content: string | Uint8Array }>>;
  /** Answers a question with data that becomes JSON. @throws Refused */
  readonly answer: (question: Question) => Promise<unknown>;
  /** Told of bugs, with their stack. */
  readonly onBug: (error: unknown) => void;
}

export interface RunningServer {
  readonly port: number;
  /** The address with the token, to open in a browser. The token is behind the `#`, so that it is never sent. */
  readonly address: string;
  close(): Promise<void>;
}

/** The port that `assay ui` prefers. */
export const USUAL_PORT = 7373;

/**
 * Serves a page and its data on the loopback address, until it is closed.
 *
 * @throws UsageError when the port is in use or not allowed
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const token = randomBytes(24).toString('base64url');
  let guard: Guard | undefined;
  const server = createServer((request, response) => {
    if (guard === undefined) return void response.destroy();
    void respond(request, response, { guard, ...options });
  });
  server.maxHeadersCount = 64;
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  const port = await listen(server, options.port);
  guard = guardOf(token, port);
  return {
    port,
    address: `http://${HOST}:${port}/#token=${token}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function listen(server: Server, wanted: number | undefined): Promise<number> {
  const first = wanted ?? USUAL_PORT;
  const last = wanted === undefined ? first + MORE_PORTS : first;
  for (let port = first; port <= last; port += 1) {
    try {
      return await listenAt(server, port);
    } catch (cause) {
      if (codeOf(cause) === 'EADDRINUSE' && port < last) continue;
      throw refusedPort(port, cause);
    }
  }
  throw new Error('Internal error: no port was tried');
}

function refusedPort(port: number, cause: unknown): Error {
  const code = codeOf(cause);
  if (code === 'EADDRINUSE')
    return new UsageError(`Port ${port} is in use by another program`, {
      hint: 'Leave out --port to take one that is free, or pass another.',
      cause,
    });
  if (code === 'EACCES')
    return new UsageError(`This user may not use port ${port}`, { hint: 'Pass a port from 1024 on.', cause });
  return cause instanceof Error ? cause : new Error(String(cause));
}

function listenAt(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: HOST, port, exclusive: true }, () => {
      server.off('error', reject);
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('Internal error: no address'));
      else resolve(address.port);
    });
  });
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  { guard, files, answer, onBug }: ServerOptions & { readonly guard: Guard },
): Promise<void> {
  setHeaders(response);
  // Whoever has gone away wants no answer.
  response.on('error', () => undefined);
  try {
    const [path = '', query = ''] = (request.url ?? '').split('?', 2);
    if (path.length + query.length > LONGEST_ADDRESS) return send(response, 400, { error: 'The address is too long' });
    if (!path.startsWith('/api/')) {
      const refused = guard.page(request);
      if (refused !== undefined) return send(response, refused.status, refused);
      const file = Object.hasOwn(files, path) ? files[path] : undefined;
      if (file === undefined) return send(response, 404, { error: 'There is no such page' });
      response.setHeader('Content-Type', file.type);
      response.end(file.content);
      return undefined;
    }
    const refused = guard.data(request);
    if (refused !== undefined) return send(response, refused.status, refused);
    const body = request.method === 'POST' ? await bodyOf(request) : undefined;
    const parts = path.slice('/api/'.length).split('/').map(decoded);
    return send(response, 200, await answer({ path: parts, query: new URLSearchParams(query), body }));
  } catch (error) {
    // Whoever asked has gone away in the middle of it.
    if (error === request.errored) return undefined;
    if (error instanceof Refused) return send(response, error.status, problemOf(error));
    if (isExpected(error)) return send(response, 409, problemOf(error));
    onBug(error);
    return send(response, 500, { error: 'This is a bug in Assay. The terminal of "assay ui" shows more.' });
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Refused(400, 'The address is cut off or damaged');
  }
}

function problemOf(error: Error): Problem {
  const hint = 'hint' in error && typeof error.hint === 'string' ? { hint: error.hint } : {};
  return { error: error.message, ...hint };
}

function send(response: ServerResponse, status: number, value: unknown): void {
  if (response.destroyed) return;
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.end(JSON.stringify(value ?? null));
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? ''))
    throw new Refused(400, 'Expected a body of type application/json');
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > LARGEST_BODY) throw new Refused(400, `The request is larger than ${LARGEST_BODY} bytes`);
    pieces.push(piece);
  }
  try {
    return JSON.parse(Buffer.concat(pieces).toString('utf8')) as unknown;
  } catch {
    throw new Refused(400, 'The body of the request is not JSON');
  }
}
