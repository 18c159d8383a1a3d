import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hexOf } from '../../../../engine/core/digest.ts';
import { openStore, type DiskStore } from '../../../../engine/store/local/disk.ts';
import { FileCache } from '../../../../engine/store/remote/cache.ts';
import { textContent, type RemoteFiles } from '../../../../engine/store/remote/files.ts';
import { HttpFiles } from '../../../../engine/store/remote/http.ts';
import { SteadyFiles } from '../../../../engine/store/remote/steady.ts';
import { recordWith, refAt } from '../../../contract/remote-cache.ts';
import { filesIn } from '../../../helpers/assay.ts';
import { faultyProxy, type Fault, type FaultyProxy } from '../../../helpers/remote/faulty-proxy.ts';
import { fileServer, type FileServer } from '../../../helpers/remote/file-server.ts';
import { tempDir } from '../../../helpers/temp-dir.ts';

// A client between whom and whose server everything goes wrong. The server is a small one of Node, so that this runs everywhere.

const { signal } = new AbortController();
const PATIENCE = { connectMs: 400, stretchMs: 400, leastBytes: 100 };

let server: FileServer;
let proxy: FaultyProxy;
beforeEach(async () => {
  server = await fileServer();
  proxy = await faultyProxy(server.origin);
});
afterEach(async () => {
  await proxy.stop();
  await server.stop();
});

const told: string[] = [];
function cacheAt(origin: string, steady = true): FileCache {
  told.length = 0;
  const plain: RemoteFiles = new HttpFiles(new URL(origin), undefined, { parallel: 4, patience: PATIENCE });
  const files = steady ? new SteadyFiles(plain, { parallel: 4 }) : plain;
  return new FileCache(files, {
    trust: [],
    compression: 'none',
    signer: undefined,
    tell: (text) => void told.push(text),
  });
}

async function pushed(content = 'the content of the object, long enough to be cut'): Promise<{
  readonly ref: ReturnType<typeof refAt>;
  readonly record: Awaited<ReturnType<typeof recordWith>>;
  readonly store: DiskStore;
  readonly other: DiskStore;
}> {
  const [store, other] = [await openStore(tempDir()), await openStore(tempDir())];
  const record = await recordWith(store, { out: Buffer.from(content) });
  await cacheAt(server.origin).push(record, store, signal);
  return { ref: refAt(record, 'out'), record, store, other };
}

describe('fetch() through a network that fails once', () => {
  it.each<[string, Fault]>([
    ['a reset connection', 'reset'],
    ['a cut in the middle', { cutAfter: 10 }],
    ['fewer bytes than there are', { truncateTo: 10 }],
    ['a flipped byte', { flip: 7 }],
    ['a longer length than is sent', { addToLength: 5 }],
    ['a shorter length than is sent', { addToLength: -5 }],
    ['a fault of the server (500)', { status: 500 }],
    ['a server that is busy (503)', { status: 503, headers: { 'retry-after': '0' } }],
    ['too many requests (429)', { status: 429, headers: { 'retry-after': '0' } }],
  ])('gets the right bytes after %s', async (_, fault) => {
    const { ref, other } = await pushed();
    let failed = false;
    proxy.fault = () => {
      if (failed) return undefined;
      failed = true;
      return fault;
    };
    expect(await cacheAt(proxy.origin).fetch(ref, other, signal)).toBe(true);
    expect(proxy.requests.length).toBe(2);
    expect(told).toEqual([]);
  });
});

describe('fetch() through a network that keeps failing', () => {
  it.each<[string, Fault, object]>([
    ['resets', 'reset', { fault: 'away', message: expect.stringContaining('the server broke the connection') }],
    ['cuts', { cutAfter: 10 }, { fault: 'away' }],
    ['a longer length', { addToLength: 5 }, { fault: 'away' }],
    ['500s', { status: 500 }, { fault: 'broken', message: expect.stringContaining('(HTTP 500)') }],
    ['403s', { status: 403 }, { fault: 'denied', message: expect.stringContaining('does not allow you to read') }],
    ['silence', 'silence', { fault: 'slow', message: expect.stringContaining('next to nothing for 0.4 s') }],
    ['a byte now and then', 'drip', { fault: 'slow' }],
    ['a redirect', { status: 302, headers: { location: 'https://other.example/?token=t' } }, { fault: 'wrong' }],
    [
      'garbage in place of gzip',
      { status: 200, body: 'no gzip', headers: { 'content-encoding': 'gzip' } },
      { fault: 'broken' },
    ],
    ['an unknown encoding', { status: 200, body: 'x', headers: { 'content-encoding': 'br' } }, { fault: 'broken' }],
  ])('tells %s, and keeps nothing', async (_, fault, expected) => {
    const { ref, other } = await pushed();
    proxy.fault = () => fault;
    await expect(cacheAt(proxy.origin).fetch(ref, other, signal)).rejects.toMatchObject(expected);
    expect(left(other)).toEqual([]);
  });

  it.each<[string, Fault]>([
    ['flipped bytes', { flip: 7 }],
    ['fewer bytes', { truncateTo: 10 }],
    ['a shorter length', { addToLength: -5 }],
    ['bytes without end', 'endless'],
  ])('does not believe %s, says so, and keeps nothing', async (_, fault) => {
    const { ref, other } = await pushed();
    proxy.fault = () => fault;
    expect(await cacheAt(proxy.origin).fetch(ref, other, signal)).toBe(false);
    expect(told).toEqual([expect.stringContaining(`object ${ref.digest} has`)]);
    expect(left(other)).toEqual([]);
  });

  it('tells an address where nothing answers', async () => {
    const { ref, other } = await pushed();
    await server.stop();
    await expect(cacheAt(server.origin, false).fetch(ref, other, signal)).rejects.toMatchObject({
      fault: 'away',
      message: `${server.origin}: nothing answers there (ECONNREFUSED)`,
      hint: 'Check the address and the port, and whether the server runs.',
    });
    server = await fileServer();
  });

  it('tells a host that does not exist', async () => {
    const { ref, other } = await pushed();
    await expect(cacheAt('http://no-such-host.invalid', false).fetch(ref, other, signal)).rejects.toMatchObject({
      fault: 'away',
      message: expect.stringMatching(/there is no server of that name|cannot be looked up/),
    });
  });

  it('tells a server that does not speak TLS', async () => {
    const { ref, other } = await pushed();
    const origin = server.origin.replace('http:', 'https:');
    await expect(cacheAt(origin, false).fetch(ref, other, signal)).rejects.toMatchObject({ fault: 'away' });
  });

  it('waits for a server that is only slow to begin', async () => {
    const { ref, other } = await pushed();
    proxy.fault = () => ({ latencyMs: 200 });
    expect(await cacheAt(proxy.origin).fetch(ref, other, signal)).toBe(true);
  });
});

describe('push() to a server that fails', () => {
  it.each<[string, Fault, object]>([
    ['a full disk (507)', { status: 507 }, { fault: 'full', message: expect.stringContaining('no space for more') }],
    ['a body that is too large (413)', { status: 413 }, { fault: 'full' }],
    ['no uploads (405)', { status: 405 }, { fault: 'closed', hint: expect.stringContaining('push: false') }],
    ['no rights (403)', { status: 403 }, { fault: 'denied' }],
    ['faults (500)', { status: 500 }, { fault: 'broken' }],
    ['resets', 'reset', { fault: 'away' }],
    ['silence', 'silence', { fault: 'slow' }],
  ])('tells %s, and writes no record', async (_, fault, expected) => {
    const store = await openStore(tempDir());
    const record = await recordWith(store, { out: Buffer.alloc(300_000, 'x') });
    proxy.fault = ({ method }) => (method === 'PUT' ? fault : undefined);
    await expect(cacheAt(proxy.origin).push(record, store, signal)).rejects.toMatchObject(expected);
    expect(server.files.size).toBe(0);
  });

  it('says how it has compressed, and notices a server that does not keep that', async () => {
    const [store, other] = [await openStore(tempDir()), await openStore(tempDir())];
    const record = await recordWith(store, { out: Buffer.alloc(10_000, 'x') });
    const files = new HttpFiles(new URL(proxy.origin), undefined, { parallel: 4 });
    const cache = new FileCache(files, {
      trust: [],
      compression: 'gzip',
      signer: undefined,
      tell: (text) => void told.push(text),
    });
    told.length = 0;
    await cache.push(record, store, signal);
    const put = proxy.headers.find((each) => each['content-encoding'] === 'gzip');
    expect(put).toMatchObject({ 'x-digest-sizebytes': '10000' });
    expect(Number(put?.['content-length'])).toBeLessThan(1000);
    expect(await cache.fetch(refAt(record, 'out'), other, signal)).toBe(false);
    expect(told).toEqual([expect.stringMatching(/has \d+ bytes there, expected 10000. It is not used/)]);
  });

  it('never sends the whole of a file that has changed', async () => {
    const { record, store, ref } = await pushed();
    server.files.clear();
    const path = await store.objects.open(ref);
    const { chmodSync, writeFileSync } = await import('node:fs');
    const { fileContent } = await import('../../../../engine/store/remote/files.ts');
    chmodSync(path ?? '', 0o644);
    writeFileSync(path ?? '', 'THE content of the object, long enough to be cut');
    const files = new HttpFiles(new URL(server.origin), undefined, { parallel: 1, patience: PATIENCE });
    const content = fileContent(path ?? '', ref);
    await expect(files.write(`cas/${hexOf(ref.digest)}`, content, signal)).rejects.toThrow(
      'changed while it was uploaded',
    );
    await expect(content.split(10)).rejects.toThrow('changed while it was uploaded');
    expect(server.files.size).toBe(0);
    await expect(cacheAt(server.origin).push(record, store, signal)).rejects.toThrow('lost or damaged here');
  });
});

describe('SteadyFiles', () => {
  it('leaves a server alone after three failures in a row, and says why each time', async () => {
    proxy.fault = () => ({ status: 403 + 97 });
    const files = new SteadyFiles(new HttpFiles(new URL(proxy.origin), undefined, { parallel: 4 }), { parallel: 4 });
    for (let n = 0; n < 3; n += 1) await expect(files.look('cas/x', signal)).rejects.toMatchObject({ fault: 'broken' });
    const before = proxy.requests.length;
    await expect(files.look('cas/x', signal)).rejects.toMatchObject({ fault: 'broken' });
    expect(proxy.requests.length).toBe(before);
  });

  it('asks no more after a denial, for reading and writing', async () => {
    proxy.fault = () => ({ status: 401 });
    const files = new SteadyFiles(new HttpFiles(new URL(proxy.origin), undefined, { parallel: 4 }), { parallel: 4 });
    await expect(files.look('cas/x', signal)).rejects.toMatchObject({ fault: 'denied' });
    await expect(files.write('cas/x', textContent('x'), signal)).rejects.toMatchObject({ fault: 'denied' });
    expect(proxy.requests).toEqual(['HEAD /cas/x']);
  });

  it('still reads from a server that is full', async () => {
    proxy.fault = ({ method }) => (method === 'PUT' ? { status: 507 } : undefined);
    const files = new SteadyFiles(new HttpFiles(new URL(proxy.origin), undefined, { parallel: 4 }), { parallel: 4 });
    await expect(files.write('cas/x', textContent('x'), signal)).rejects.toMatchObject({ fault: 'full' });
    await expect(files.write('cas/y', textContent('y'), signal)).rejects.toMatchObject({ fault: 'full' });
    expect(await files.look('cas/x', signal)).toBeUndefined();
    expect(proxy.requests).toEqual(['PUT /cas/x', 'HEAD /cas/x']);
  });

  it('has at most so many requests on their way at once', async () => {
    let [now, most] = [0, 0];
    const slow: RemoteFiles = {
      name: 'slow',
      read: async () => undefined,
      look: async () => {
        now += 1;
        most = Math.max(most, now);
        await new Promise((done) => setTimeout(done, 5));
        now -= 1;
        return undefined;
      },
      write: async () => undefined,
      close: () => undefined,
    };
    const files = new SteadyFiles(slow, { parallel: 3 });
    await Promise.all(Array.from({ length: 20 }, () => files.look('cas/x', signal)));
    expect(most).toBe(3);
  });
});

/** What a failed download has left in a store. */
function left(store: DiskStore): readonly string[] {
  return [
    ...filesIn(join(store.root, 'objects')),
    ...filesIn(join(store.root, 'tmp')).filter((f) => !f.endsWith('owner')),
  ];
}
