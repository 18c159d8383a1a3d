import { showAddress } from '../../core/remote.ts';
import type { Credentials } from './credentials.ts';
import { ACCEPTED } from './encoding.ts';
import { Line, type Answer, type Ask, type LineOptions } from './exchange.ts';
import { RemoteFailure } from './failure.ts';
import type { Bytes, Content, RemoteFiles, RemotePath } from './files.ts';
import { failureOf } from './status.ts';

/**
 * Files on an HTTP server as Bazel's HTTP cache has them: `GET`, `HEAD` and `PUT` of `{base}/cas/{sha256}` and `{base}/ac/{key}`.
 * nginx with DAV, bazel-remote and others serve it.
 */
export class HttpFiles implements RemoteFiles {
  readonly name: string;
  readonly #base: URL;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #line: Line;

  constructor(base: URL, credentials: Credentials['http'], options: LineOptions) {
    this.name = showAddress({ scheme: 'http', url: base });
    this.#base = base;
    this.#headers = credentials === undefined ? {} : { authorization: credentials };
    this.#line = new Line(this.name, options);
  }

  async read<T>(path: RemotePath, consume: (bytes: Bytes) => Promise<T>, signal: AbortSignal): Promise<T | undefined> {
    const answer = await this.#send(path, { method: 'GET', headers: { 'accept-encoding': ACCEPTED }, signal });
    if (answer.status === 200) return consume(answer.bytes);
    answer.drop();
    if (isMissing(answer)) return undefined;
    throw this.#failure(answer, 'read');
  }

  async look(path: RemotePath, signal: AbortSignal): Promise<{ readonly bytes?: number } | undefined> {
    const answer = await this.#send(path, { method: 'HEAD', headers: { 'accept-encoding': 'identity' }, signal });
    answer.drop();
    if (isMissing(answer)) return undefined;
    if (answer.status !== 200) throw this.#failure(answer, 'read');
    return sizeIn(answer);
  }

  async write(path: RemotePath, content: Content, signal: AbortSignal): Promise<void> {
    const { encoded } = content;
    const headers = {
      'content-type': 'application/octet-stream',
      // bazel-remote wants to know the size that the digest in the name belongs to.
      ...(encoded && { 'content-encoding': encoded.as, 'x-digest-sizebytes': String(encoded.wholeBytes) }),
    };
    const answer = await this.#send(path, { method: 'PUT', headers, content, signal });
    answer.drop();
    if (answer.status < 200 || answer.status >= 300) throw this.#failure(answer, 'write');
  }

  close(): void {
    this.#line.close();
  }

  #send(path: RemotePath, ask: Omit<Ask, 'url'>): Promise<Answer> {
    const url = new URL(this.#base);
    url.pathname = `${url.pathname.replace(/\/$/, '')}/${path}`;
    return this.#line.send({ ...ask, url, headers: { ...this.#headers, ...ask.headers } });
  }

  #failure(answer: Answer, what: 'read' | 'write'): RemoteFailure {
    const denied = 'authorization' in this.#headers ? CHECK : SET;
    return failureOf(answer, what, { name: this.name, denied });
  }
}

const SET = 'Set ASSAY_REMOTE_TOKEN, or ASSAY_REMOTE_USER and ASSAY_REMOTE_PASSWORD.';
const CHECK = 'Check ASSAY_REMOTE_TOKEN, or ASSAY_REMOTE_USER and ASSAY_REMOTE_PASSWORD: they may be wrong or expired.';

function isMissing({ status }: Answer): boolean {
  return status === 404 || status === 410;
}

/** The size of a file as a server tells it; nothing for a file that it keeps encoded. */
export function sizeIn(answer: Answer): { readonly bytes?: number } {
  const length = answer.header('content-length');
  const known = length !== undefined && /^\d+$/.test(length) && answer.header('content-encoding') === undefined;
  return known ? { bytes: Number(length) } : {};
}
