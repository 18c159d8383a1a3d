import { request, type IncomingHttpHeaders } from 'node:http';
import { onTestFinished } from 'vitest';
import { answersFor } from '../../engine/serve/answers.ts';
import { startServer, type RunningServer, type ServerOptions } from '../../engine/serve/server.ts';
import type { DiskStore } from '../../engine/store/local/disk.ts';
import { readNotes } from '../../engine/runs/notes.ts';
import { readVerifications } from '../../engine/runs/verification.ts';
import { wasKilled } from '../../engine/runs/runs.ts';

/** An answer as it came. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the test knows what it asked for
  json<T>(): T;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface TestServer {
  readonly server: RunningServer;
  readonly token: string;
  /** What the server called bugs. */
  readonly bugs: unknown[];
  /** Sends a request as it is, with no header of its own but Host. */
  readonly raw: (path: string, asked?: Asked) => Promise<Reply>;
  /** Asks as the page does. */
  readonly get: (path: string) => Promise<Reply>;
  readonly post: (path: string, body: unknown) => Promise<Reply>;
}

/** A server on any free port, closed when the test has finished. */
export async function serverFor(answer: ServerOptions['answer']): Promise<TestServer> {
  const bugs: unknown[] = [];
  const server = await startServer({
    port: 0,
    files: { '/': { type: 'text/html; charset=utf-8', content: '<!doctype html><title>Assay</title>' } },
    answer,
    onBug: (error) => bugs.push(error),
  });
  onTestFinished(() => server.close());
  const token = server.address.replace(/^.*#token=/, '');
  const origin = `http://127.0.0.1:${server.port}`;
  const raw = (path: string, asked: Asked = {}): Promise<Reply> => ask(server.port, path, asked);
  const headers = { Authorization: `Bearer ${token}`, Origin: origin, 'Sec-Fetch-Site': 'same-origin' };
  return {
    server,
    token,
    bugs,
    raw,
    get: (path) => raw(path, { headers }),
    post: (path, body) =>
      raw(path, {
        method: 'POST',
        headers: { ...headers, 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      }),
  };
}

/** The server of `assay ui` for a store, without any stage. */
export function serverOf(store: DiskStore, now: () => number = Date.now): Promise<TestServer> {
  return serverFor(
    answersFor({
      store,
      now,
      previewOf: () => Promise.resolve(undefined),
      sourcesOf: ({ run, unfinished }) => ({
        run,
        unfinished,
        killed: wasKilled(run),
        notes: readNotes(store, run),
        verifications: readVerifications(store, run),
        recordOf: (key) => store.records.peek(key),
        bytesOf: () => Promise.resolve(undefined),
        wordsOf: () => ({}),
        leadOf: () => [],
        aboutStep: () => undefined,
        terms: {},
        version: '0',
      }),
    }),
  );
}

function ask(port: number, path: string, { method = 'GET', headers = {}, body }: Asked): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, method, headers: { Host: `127.0.0.1:${port}`, ...headers } };
    const sent = request(options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          // oxlint-disable-next-line typescript/no-unnecessary-type-parameters
          json: <T>() => JSON.parse(text) as T,
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
