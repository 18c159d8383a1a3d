import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { digestOfBytes, hexOf, type Digest } from '../../engine/core/digest.ts';
import type { ArtifactRef, StepRecord } from '../../engine/core/record.ts';
import { openStore, type DiskStore } from '../../engine/store/local/disk.ts';
import { FileCache } from '../../engine/store/remote/cache.ts';
import { textContent, type RemoteFiles } from '../../engine/store/remote/files.ts';
import { signerIn } from '../../engine/store/remote/signature.ts';
import { SteadyFiles } from '../../engine/store/remote/steady.ts';
import { recordOf } from '../helpers/record.ts';
import { filesIn } from '../helpers/assay.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const { signal } = new AbortController();

/** What every remote cache does. `open` returns the files of an empty one. */
export function testRemoteCache(name: string, open: () => Promise<RemoteFiles>): void {
  describe(`${name} as a RemoteCache`, () => {
    it('find(), has() and fetch() find nothing where nothing is', async () => {
      const { cache, store } = await world(open);
      const ref = refOf(Buffer.from('nobody has this'));
      expect(await cache.find(recordOf({ n: 1 }).key, signal)).toBeUndefined();
      expect(await cache.has(ref, signal)).toBe(false);
      expect(await cache.fetch(ref, store, signal)).toBe(false);
      expect(await cache.findRun('test@1', signal)).toBeUndefined();
      expect(filesIn(join(store.root, 'objects'))).toEqual([]);
    });

    it('push(), then find() and fetch() in another store, return the record and the very bytes of its outputs', async () => {
      const { cache, store, other } = await world(open);
      const contents = {
        empty: Buffer.alloc(0),
        text: Buffer.from('grüße\n'),
        large: Buffer.alloc(3_000_000, 'abcdefg'),
      };
      const record = await recordWith(store, contents);
      expect(await cache.push(record, store, signal)).toEqual({ objects: 3, bytes: 3_000_008 });
      expect(await cache.find(record.key, signal)).toEqual(record);
      for (const [port, content] of Object.entries(contents)) {
        const ref = refAt(record, port);
        expect(await cache.has(ref, signal)).toBe(true);
        expect(await cache.fetch(ref, other, signal)).toBe(true);
        const path = await other.objects.open(ref);
        expect(path !== undefined && readFileSync(path).equals(content), port).toBe(true);
      }
    });

    it('push() uploads only what is not there', async () => {
      const { cache, store } = await world(open);
      const first = await recordWith(store, { out: Buffer.from('shared') }, 1);
      const second = await recordWith(store, { out: Buffer.from('shared'), more: Buffer.from('own') }, 2);
      expect(await cache.push(first, store, signal)).toEqual({ objects: 1, bytes: 6 });
      expect(await cache.push(second, store, signal)).toEqual({ objects: 1, bytes: 3 });
      expect(await cache.push(second, store, signal)).toEqual({ objects: 0, bytes: 0 });
    });

    it('push() refuses a record whose output is lost here, and leaves no record behind', async () => {
      const { cache, store } = await world(open);
      const record = recordOf({ n: 1 }, { out: refOf(Buffer.from('never stored')) });
      await expect(cache.push(record, store, signal)).rejects.toThrow('is lost or damaged here');
      expect(await cache.find(record.key, signal)).toBeUndefined();
    });

    it.each([
      ['other bytes of the same length', (text: string) => text.replace('right', 'wrong')],
      ['fewer bytes', (text: string) => text.slice(0, 5)],
      ['more bytes', (text: string) => `${text}!`],
      ['nothing', () => ''],
    ])('fetch() keeps nothing of an object that has %s there, says so, and push() repairs it', async (_, change) => {
      const { cache, files, store, other, told } = await world(open);
      const text = 'the right bytes';
      const record = await recordWith(store, { out: Buffer.from(text) });
      const ref = refAt(record, 'out');
      await cache.push(record, store, signal);
      await files.write(`cas/${hexOf(ref.digest)}`, textContent(change(text)), signal);
      expect(await cache.fetch(ref, other, signal)).toBe(false);
      expect(told).toEqual([expect.stringContaining(`object ${ref.digest} has`)]);
      expect(filesIn(join(other.root, 'objects'))).toEqual([]);
      expect(await cache.push(record, store, signal)).toEqual({ objects: 1, bytes: text.length });
      expect(await cache.fetch(ref, other, signal)).toBe(true);
    });

    it('has() does not count an object of another size', async () => {
      const { cache, files } = await world(open);
      const ref = refOf(Buffer.from('twelve bytes'));
      await files.write(`cas/${hexOf(ref.digest)}`, textContent('twelve'), signal);
      expect(await cache.has(ref, signal)).toBe(false);
    });

    it.each<[string, (text: string, other: string) => string]>([
      ['no record', () => 'hello'],
      ['a record of another key', (_, other) => other],
      ['a changed record', (text) => text.replace('"durationMs":12.5', '"durationMs":13.5')],
      ['half a record', (text) => text.slice(0, text.length / 2)],
    ])('find() does not believe %s, and says so', async (_, change) => {
      const { cache, files, store, told } = await world(open);
      const record = await recordWith(store, { out: Buffer.from('x') }, 1);
      const another = await recordWith(store, { out: Buffer.from('x') }, 2);
      for (const each of [record, another]) await cache.push(each, store, signal);
      const [text, other] = await Promise.all([textAt(files, record.key), textAt(files, another.key)]);
      await files.write(`ac/${hexOf(record.key)}`, textContent(change(text, other)), signal);
      expect(await cache.find(record.key, signal)).toBeUndefined();
      expect(told).toEqual([expect.stringMatching(/the record sha256:\w+ .*It is not used/)]);
    });

    it('find() believes only those whom the project trusts', async () => {
      const { files, store } = await world(open);
      const [ours, theirs] = [newSigner(), newSigner()];
      const told: string[] = [];
      const cacheOf = (signer: ReturnType<typeof newSigner> | undefined): FileCache =>
        new FileCache(files, { trust: [ours.key], compression: 'none', signer, tell: (text) => void told.push(text) });
      const record = await recordWith(store, { out: Buffer.from('x') });
      const reader = cacheOf(undefined);
      for (const [writer, words] of [
        [undefined, 'is not signed'],
        [theirs, 'is signed by somebody whom this project does not trust'],
      ] as const) {
        await cacheOf(writer).push(record, store, signal);
        expect(await reader.find(record.key, signal)).toBeUndefined();
        expect(told.splice(0)).toEqual([expect.stringContaining(words)]);
      }
      await cacheOf(ours).push(record, store, signal);
      expect(await reader.find(record.key, signal)).toEqual(record);
      const text = await textAt(files, record.key);
      await files.write(`ac/${hexOf(record.key)}`, textContent(text.replace(/"value":"../, '"value":"AA')), signal);
      expect(await reader.find(record.key, signal)).toBeUndefined();
      expect(told.splice(0)).toEqual([expect.stringContaining('has a false signature')]);
    });

    it('pushRun() and findRun() keep a run under its name, the last one of several', async () => {
      const { cache } = await world(open);
      await cache.pushRun('test@1', { run: { number: 1 } }, signal);
      await cache.pushRun('test@table', { run: { number: 7 } }, signal);
      expect(await cache.findRun('test@1', signal)).toEqual({ name: 'test@1', run: { number: 1 } });
      await cache.pushRun('test@1', { run: { number: 2 } }, signal);
      expect(await cache.findRun('test@1', signal)).toEqual({ name: 'test@1', run: { number: 2 } });
    });

    it('moves a hundred objects at once', async () => {
      const { cache, store, other } = await world(open);
      const contents = Object.fromEntries(
        Array.from({ length: 100 }, (_, n) => [`p${n}`, Buffer.alloc(20_000, `${n} `)]),
      );
      const record = await recordWith(store, contents);
      expect(await cache.push(record, store, signal)).toMatchObject({ objects: 100 });
      const refs = Object.values(record.outputs);
      expect(await Promise.all(refs.map((ref) => cache.fetch(ref, other, signal)))).toEqual(refs.map(() => true));
      for (const ref of refs) expect(await other.objects.open(ref)).toBeDefined();
    });

    it('stops when its signal is aborted, and leaves no file', async () => {
      const { cache, store, other } = await world(open);
      const record = await recordWith(store, { out: Buffer.alloc(5_000_000, 'x') });
      await cache.push(record, store, signal);
      const stop = new AbortController();
      const fetched = cache.fetch(refAt(record, 'out'), other, stop.signal);
      stop.abort();
      await expect(fetched).rejects.toThrow('aborted');
      expect(filesIn(join(other.root, 'objects'))).toEqual([]);
      expect(filesIn(join(other.root, 'tmp')).filter((file) => !file.endsWith('owner'))).toEqual([]);
    });
  });
}

async function world(open: () => Promise<RemoteFiles>): Promise<{
  readonly files: RemoteFiles;
  readonly cache: FileCache;
  readonly store: DiskStore;
  readonly other: DiskStore;
  readonly told: string[];
}> {
  const files = new SteadyFiles(await open(), { parallel: 8 });
  const told: string[] = [];
  const tell = (text: string): void => void told.push(text);
  const cache = new FileCache(files, { trust: [], compression: 'none', signer: undefined, tell });
  return { files, cache, store: await openStore(tempDir()), other: await openStore(tempDir()), told };
}

/** A record of a step whose outputs are in a store. */
export async function recordWith(
  store: DiskStore,
  contents: Readonly<Record<string, Buffer>>,
  n = 1,
): Promise<StepRecord> {
  const outputs: Record<string, ArtifactRef> = {};
  for (const [port, content] of Object.entries(contents)) {
    const path = join(tempDir(), 'file');
    writeFileSync(path, content);
    outputs[port] = { kind: 'table', extension: 'csv', ...(await store.objects.put(path)) };
  }
  return { ...recordOf({ n }, outputs), checked: true };
}

export function refAt(record: StepRecord, port: string): ArtifactRef {
  const ref = record.outputs[port];
  if (ref === undefined) throw new Error(`No output ${port}`);
  return ref;
}

function refOf(content: Buffer): ArtifactRef {
  return { kind: 'table', extension: 'csv', digest: digestOfBytes(content), bytes: content.length };
}

async function textAt(files: RemoteFiles, key: Digest): Promise<string> {
  const text = await files.read(
    `ac/${hexOf(key)}`,
    async (bytes) => {
      const parts: Uint8Array[] = [];
      for await (const part of bytes) parts.push(part);
      return Buffer.concat(parts).toString('utf8');
    },
    signal,
  );
  return text ?? '';
}

function newSigner(): NonNullable<ReturnType<typeof signerIn>> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const signer = signerIn({ ASSAY_SIGNING_KEY: privateKey.export({ format: 'pem', type: 'pkcs8' }) as string });
  if (signer === undefined) throw new Error('No signer');
  return signer;
}
