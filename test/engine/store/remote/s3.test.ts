import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../../../engine/store/local/disk.ts';
import type { Bucket } from '../../../../engine/store/remote/bucket.ts';
import { FileCache } from '../../../../engine/store/remote/cache.ts';
import { credentialsIn } from '../../../../engine/store/remote/credentials.ts';
import { textContent } from '../../../../engine/store/remote/files.ts';
import { S3Files, type S3Options } from '../../../../engine/store/remote/s3.ts';
import { recordWith, refAt, testRemoteCache } from '../../../contract/remote-cache.ts';
import { faultyProxy, type Fault } from '../../../helpers/remote/faulty-proxy.ts';
import { noServer, S3_KEYS, startServer, type Server } from '../../../helpers/remote/server.ts';
import { tempDir } from '../../../helpers/temp-dir.ts';

const { signal } = new AbortController();
const MEBI = 1024 * 1024;

const at = (origin: string, change: Partial<Bucket> = {}, options: Partial<S3Options> = {}): S3Files =>
  new S3Files(
    {
      bucket: 'results',
      prefix: '',
      region: 'us-east-1',
      style: 'path',
      endpoint: new URL(origin),
      credentials: credentialsIn(S3_KEYS).s3,
      ...change,
    },
    { parallel: 8, ...options },
  );

const noS3s = noServer('s3s');
describe.skipIf(noS3s !== undefined)(`s3s-fs${noS3s === undefined ? '' : ` (left out: ${noS3s})`}`, () => {
  let server: Server;
  let count = 0;
  beforeAll(async () => {
    server = await startServer('s3s');
  });
  afterAll(() => server.stop());

  testRemoteCache('S3Files on s3s-fs', async () => {
    count += 1;
    return at(server.origin, { prefix: `cache/${count}` });
  });

  it('uploads a large file in parts, whole or not at all', async () => {
    const files = at(server.origin, { prefix: 'parts' }, { partBytes: 5 * MEBI });
    const cache = new FileCache(files, { trust: [], compression: 'none', signer: undefined, tell: () => undefined });
    const [store, other] = [await openStore(tempDir()), await openStore(tempDir())];
    const content = Buffer.alloc(12 * MEBI + 7, 'piece by piece ');
    const record = await recordWith(store, { out: content });
    await cache.push(record, store, signal);
    expect(await cache.fetch(refAt(record, 'out'), other, signal)).toBe(true);
    const path = await other.objects.open(refAt(record, 'out'));
    expect(path !== undefined && readFileSync(path).equals(content)).toBe(true);
  });

  it('removes the parts when one of them fails', async () => {
    const proxy = await faultyProxy(server.origin);
    try {
      const files = at(proxy.origin, { prefix: 'failing' }, { partBytes: 5 * MEBI });
      const cache = new FileCache(files, { trust: [], compression: 'none', signer: undefined, tell: () => undefined });
      const store = await openStore(tempDir());
      const record = await recordWith(store, { out: Buffer.alloc(12 * MEBI, 'x') });
      proxy.fault = ({ path }) => (path.includes('partNumber=2') ? { status: 503 } : undefined);
      await expect(cache.push(record, store, signal)).rejects.toMatchObject({ fault: 'broken' });
      expect(proxy.requests.at(-1)).toMatch(/^DELETE .*uploadId=/);
      expect(await cache.has(refAt(record, 'out'), signal)).toBe(false);
      expect(await cache.find(record.key, signal)).toBeUndefined();
    } finally {
      await proxy.stop();
    }
  });

  it('keeps content that it was given compressed, and its encoding', async () => {
    const files = at(server.origin, { prefix: 'gzip' });
    const cache = new FileCache(files, { trust: [], compression: 'gzip', signer: undefined, tell: () => undefined });
    const [store, other] = [await openStore(tempDir()), await openStore(tempDir())];
    const record = await recordWith(store, { out: Buffer.alloc(1_000_000, 'compress me ') });
    await cache.push(record, store, signal);
    const folder = join(server.folder, 'results', 'gzip', 'cas');
    const [stored = ''] = readdirSync(folder);
    expect(readFileSync(join(folder, stored)).length).toBeLessThan(10_000);
    expect(await cache.fetch(refAt(record, 'out'), other, signal)).toBe(true);
    expect(await cache.push(record, store, signal)).toEqual({ objects: 0, bytes: 0 });
  });

  it('reaches a bucket whose name is in that of the host', async () => {
    const name = 'by-host';
    mkdirSync(join(server.folder, name), { recursive: true });
    const proxy = await faultyProxy(server.origin);
    try {
      const { port } = new URL(proxy.origin);
      // Names below "localhost" always mean this machine; not every resolver knows that.
      const lookup: S3Options['lookup'] = (_, options, done) => {
        if (options.all === true) done(null, [{ address: '127.0.0.1', family: 4 }]);
        else done(null, '127.0.0.1', 4);
      };
      const files = at(`http://localhost:${port}`, { bucket: name, style: 'host' }, { lookup });
      await files.look('cas/x', signal).catch(() => undefined);
      expect(proxy.requests).toEqual(['HEAD /cas/x']);
    } finally {
      await proxy.stop();
    }
  });

  it('tells a wrong secret key, and does not show it', async () => {
    const keys = { ...S3_KEYS, AWS_SECRET_ACCESS_KEY: 'not-the-secret' };
    const files = at(server.origin, { credentials: credentialsIn(keys).s3 });
    const error: unknown = await files.read('cas/x', async () => undefined, signal).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ fault: 'denied', hint: 'Check AWS_SECRET_ACCESS_KEY.' });
    expect(JSON.stringify(error) + String(error)).not.toContain('not-the-secret');
  });

  it('tells an unknown access key, and missing ones', async () => {
    const keys = { ...S3_KEYS, AWS_ACCESS_KEY_ID: 'AKIDOTHER' };
    const unknown = at(server.origin, { credentials: credentialsIn(keys).s3 });
    await expect(unknown.read('cas/x', async () => undefined, signal)).rejects.toMatchObject({ fault: 'denied' });
    const none = at(server.origin, { credentials: undefined });
    await expect(none.write('cas/x', textContent('x'), signal)).rejects.toMatchObject({
      fault: 'denied',
      hint: expect.stringContaining('Set AWS_ACCESS_KEY_ID'),
    });
  });
});

const noMoto = noServer('moto');
describe.skipIf(noMoto !== undefined)(`moto${noMoto === undefined ? '' : ` (left out: ${noMoto})`}`, () => {
  let server: Server;
  let count = 0;
  beforeAll(async () => {
    server = await startServer('moto');
    await fetch(`${server.origin}/results`, { method: 'PUT' });
  });
  afterAll(() => server.stop());

  testRemoteCache('S3Files on moto', async () => {
    count += 1;
    return at(server.origin, { prefix: `cache/${count}` });
  });

  it('uploads a large file in parts', async () => {
    const files = at(server.origin, { prefix: 'parts' }, { partBytes: 5 * MEBI });
    const cache = new FileCache(files, { trust: [], compression: 'none', signer: undefined, tell: () => undefined });
    const [store, other] = [await openStore(tempDir()), await openStore(tempDir())];
    const record = await recordWith(store, { out: Buffer.alloc(12 * MEBI + 7, 'piece by piece ') });
    await cache.push(record, store, signal);
    expect(await cache.fetch(refAt(record, 'out'), other, signal)).toBe(true);
  });

  it('tells a bucket that does not exist', async () => {
    const files = at(server.origin, { bucket: 'not-there' });
    for (const request of [
      () => files.read('cas/x', async () => undefined, signal),
      () => files.write('cas/x', textContent('x'), signal),
    ])
      await expect(request()).rejects.toMatchObject({
        fault: 'wrong',
        message: expect.stringContaining('There is no bucket "not-there"'),
      });
  });
});

describe('S3Files with answers of AWS', () => {
  const REDIRECT = '<Error><Code>PermanentRedirect</Code><Message>...</Message><Endpoint>x</Endpoint></Error>';
  const MALFORMED =
    '<Error><Code>AuthorizationHeaderMalformed</Code><Message>secret-looking text</Message><Region>eu-central-1</Region></Error>';

  it.each<[string, Fault & { status: number }, object]>([
    [
      'a bucket in another region (the header names it)',
      { status: 301, body: REDIRECT, headers: { 'x-amz-bucket-region': 'eu-west-1' } },
      {
        fault: 'wrong',
        message: 'The bucket "results" is not in the region "us-east-1", but in "eu-west-1" (HTTP 301)',
        hint: 'Set "region: eu-west-1" under remote in assay.yaml.',
      },
    ],
    [
      'a bucket in another region (the body names it)',
      { status: 400, body: MALFORMED },
      {
        fault: 'wrong',
        message: 'The bucket "results" is not in the region "us-east-1", but in "eu-central-1" (HTTP 400)',
      },
    ],
    [
      'an expired token',
      { status: 400, body: '<Error><Code>ExpiredToken</Code></Error>' },
      { fault: 'denied', hint: 'Sign in again and set AWS_SESSION_TOKEN anew.' },
    ],
    [
      'a clock that is wrong',
      { status: 403, body: '<Error><Code>RequestTimeTooSkewed</Code></Error>' },
      { fault: 'denied', hint: 'Set the clock.' },
    ],
    ['a denial without words', { status: 403 }, { fault: 'denied', hint: expect.stringContaining('s3:ListBucket') }],
    ['a fault of its own', { status: 500 }, { fault: 'broken' }],
    [
      'too many requests',
      { status: 503, body: '<Error><Code>SlowDown</Code></Error>' },
      { fault: 'slow', afterMs: 1000 },
    ],
  ])('tells %s', async (_, fault, expected) => {
    const proxy = await faultyProxy('http://127.0.0.1:9');
    try {
      proxy.fault = () => fault;
      const files = at(proxy.origin);
      await expect(files.read('cas/x', async () => undefined, signal)).rejects.toMatchObject(expected);
    } finally {
      await proxy.stop();
    }
  });

  it('tells a bucket in another region when there is no body to say so', async () => {
    const proxy = await faultyProxy('http://127.0.0.1:9');
    try {
      proxy.fault = () => ({ status: 400, headers: { 'x-amz-bucket-region': 'eu-west-1' } });
      await expect(at(proxy.origin).look('cas/x', signal)).rejects.toMatchObject({
        hint: 'Set "region: eu-west-1" under remote in assay.yaml.',
      });
    } finally {
      await proxy.stop();
    }
  });

  it('does not take an upload in parts for done when the body of a success says that it failed', async () => {
    const proxy = await faultyProxy('http://127.0.0.1:9');
    try {
      proxy.fault = ({ method, path }) => {
        if (path.endsWith('?uploads=')) return { status: 200, body: '<X><UploadId>1</UploadId></X>' };
        if (method === 'POST') return { status: 200, body: '<Error><Code>InternalError</Code></Error>' };
        return { status: 200, headers: { etag: '"1"' } };
      };
      const store = await openStore(tempDir());
      const record = await recordWith(store, { out: Buffer.alloc(6 * MEBI, 'x') });
      const cache = new FileCache(at(proxy.origin, {}, { partBytes: 5 * MEBI }), {
        trust: [],
        compression: 'none',
        signer: undefined,
        tell: () => undefined,
      });
      const { digest } = refAt(record, 'out');
      proxy.requests.length = 0;
      const fault = proxy.fault;
      proxy.fault = (request) => (request.method === 'HEAD' ? { status: 404 } : fault(request));
      await expect(cache.push(record, store, signal)).rejects.toThrow('HTTP 200');
      expect(proxy.requests.at(-1)).toContain('DELETE');
      expect(digest).toBeDefined();
    } finally {
      await proxy.stop();
    }
  });
});
