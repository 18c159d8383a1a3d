import { AwsV4Signer } from 'aws4fetch';
import { digestOfBytes, hexOf } from '../../core/digest.ts';
import { showAddress } from '../../core/remote.ts';
import type { Bucket } from './bucket.ts';
import { ACCEPTED } from './encoding.ts';
import { Line, readText, type Answer, type Ask, type LineOptions } from './exchange.ts';
import type { Bytes, Content, RemoteFiles, RemotePath } from './files.ts';
import { sizeIn } from './http.ts';
import { writeInParts } from './s3-parts.ts';
import { s3FailureOf } from './s3-status.ts';
import { PATIENCE } from './watch.ts';

export interface S3Options extends LineOptions {
  /** Larger files are uploaded in parts of this size, in bytes: at least 5 MiB for AWS. */
  readonly partBytes?: number;
}

const PART_BYTES = 32 * 1024 * 1024;
/** S3 allows 10,000. */
const MOST_PARTS = 9000;
const LONGEST_ERROR = 65_536;
const EMPTY = hexOf(digestOfBytes(''));

/** Files in an S3 bucket, named as for HTTP. Requests are signed (Signature Version 4), and uploads with their digests. */
export class S3Files implements RemoteFiles {
  readonly name: string;
  readonly #bucket: Bucket;
  readonly #line: Line;
  readonly #partBytes: number;
  /** Keys made from the secret: see AwsV4Signer. */
  readonly #keys = new Map<string, ArrayBuffer>();

  constructor(bucket: Bucket, options: S3Options) {
    this.name = showAddress({ scheme: 's3', bucket: bucket.bucket, prefix: bucket.prefix });
    this.#bucket = bucket;
    this.#line = new Line(`${this.name} at ${bucket.endpoint.host}`, options);
    this.#partBytes = options.partBytes ?? PART_BYTES;
  }

  async read<T>(path: RemotePath, consume: (bytes: Bytes) => Promise<T>, signal: AbortSignal): Promise<T | undefined> {
    const answer = await this.#send(path, { method: 'GET', headers: { 'accept-encoding': ACCEPTED }, signal });
    if (answer.status === 200) return consume(answer.bytes);
    const body = await readText(answer.bytes, LONGEST_ERROR);
    if (answer.status === 404 && !body.includes('NoSuchBucket')) return undefined;
    throw s3FailureOf(answer, body, 'read', this.#bucket);
  }

  async look(path: RemotePath, signal: AbortSignal): Promise<{ readonly bytes?: number } | undefined> {
    const answer = await this.#send(path, { method: 'HEAD', headers: { 'accept-encoding': 'identity' }, signal });
    answer.drop();
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) throw s3FailureOf(answer, '', 'read', this.#bucket);
    return sizeIn(answer);
  }

  async write(path: RemotePath, content: Content, signal: AbortSignal): Promise<void> {
    const encoding = content.encoded === undefined ? {} : { 'content-encoding': content.encoded.as };
    if (content.bytes <= this.#partBytes) {
      await this.#succeed(path, { method: 'PUT', headers: encoding, content, signal });
      return;
    }
    const partBytes = Math.max(this.#partBytes, Math.ceil(content.bytes / MOST_PARTS));
    await writeInParts(await content.split(partBytes), encoding, {
      ask: (query, ask) => this.#succeed(path, { ...ask, signal }, query),
      abandon: (query) => this.#abandon(path, query),
    });
  }

  close(): void {
    this.#line.close();
  }

  /** Removes the parts of an upload that failed, whatever its signal says. What cannot be removed, the bucket's own rules remove. */
  async #abandon(path: RemotePath, query: Readonly<Record<string, string>>): Promise<void> {
    const signal = AbortSignal.timeout(PATIENCE.connectMs);
    await this.#succeed(path, { method: 'DELETE', signal }, query).catch(() => undefined);
  }

  /** Sends a request that changes something; returns the answer and its body. */
  async #succeed(
    path: RemotePath,
    ask: Omit<Ask, 'url'>,
    query: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly answer: Answer; readonly body: string }> {
    const answer = await this.#send(path, ask, query);
    const body = await readText(answer.bytes, LONGEST_ERROR);
    // Completing an upload in parts may say 200 first, and in the body that it failed.
    const failed = answer.status < 200 || answer.status >= 300 || /^\s*(?:<\?xml[^>]*>\s*)?<Error>/.test(body);
    if (failed) throw s3FailureOf(answer, body, 'write', this.#bucket);
    return { answer, body };
  }

  async #send(path: RemotePath, ask: Omit<Ask, 'url'>, query: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const { bucket, prefix, region, style, endpoint, credentials } = this.#bucket;
    const url = new URL(endpoint);
    if (style === 'host') url.hostname = `${bucket}.${url.hostname}`;
    const names = [...(style === 'path' ? [bucket] : []), ...(prefix === '' ? [] : [prefix]), path];
    url.pathname = [url.pathname.replace(/\/$/, ''), ...names].join('/');
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const headers = {
      ...ask.headers,
      'x-amz-content-sha256': ask.content === undefined ? EMPTY : hexOf(ask.content.digest),
    };
    if (credentials === undefined) return this.#line.send({ ...ask, url, headers });
    const signer = new AwsV4Signer({
      ...credentials,
      method: ask.method,
      url: url.href,
      headers,
      service: 's3',
      region,
      cache: this.#keys,
    });
    const signed = await signer.sign();
    return this.#line.send({ ...ask, url: signed.url, headers: Object.fromEntries(signed.headers) });
  }
}
