import { lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOfBytes, hexOf, type Digest } from '../../engine/core/digest.ts';
import type { JsonObject } from '../../engine/core/json.ts';
import type { StepRecord, ArtifactRef } from '../../engine/core/record.ts';
import { wrongWith } from '../../engine/store/check-record.ts';
import { Notices, type ObjectStore, type Store } from '../../engine/store/store.ts';

/** A store that lives as long as its process. It writes only what a step opens, to `folder`, which must exist. */
export function memoryStore(folder: string): Store {
  const objects = new Map<Digest, Buffer>();
  const records = new Map<Digest, string>();
  let scratches = 0;
  async function put(path: string): ReturnType<ObjectStore['put']> {
    if (!lstatSync(path).isFile()) throw new Error(`Cannot store ${path}: it is not a file`);
    const content = readFileSync(path);
    const digest = digestOfBytes(content);
    objects.set(digest, content);
    return { digest, bytes: content.length };
  }
  async function open({ digest }: ArtifactRef): Promise<string | undefined> {
    const content = objects.get(digest);
    if (content === undefined) return undefined;
    const path = join(folder, hexOf(digest));
    writeFileSync(path, content);
    return path;
  }
  let received = 0;
  function get(key: Digest): StepRecord | undefined {
    const text = records.get(key);
    return text === undefined ? undefined : (JSON.parse(text) as StepRecord);
  }
  return {
    notices: new Notices(),
    objects: {
      put,
      async putForNow(path) {
        const known = new Set(objects.keys());
        const { digest, bytes } = await put(path);
        return { digest, bytes, remove: () => void (known.has(digest) || objects.delete(digest)) };
      },
      take: put,
      async receive({ digest }, fill) {
        received += 1;
        const path = join(folder, `received-${received}`);
        await fill(path);
        objects.set(digest, readFileSync(path));
      },
      flush: async () => undefined,
      open,
      async watch(ref) {
        const path = await open(ref);
        if (path === undefined) return undefined;
        // A copy, so that changing the file cannot change the stored content.
        return { path, changed: async () => (isWhole(path, ref.digest) ? undefined : 'touched') };
      },
      has: (ref) => objects.get(ref.digest)?.length === ref.bytes,
    },
    records: {
      get,
      use: get,
      async put(record) {
        const wrong = wrongWith(record as unknown as JsonObject, record.key);
        if (wrong !== undefined) throw new Error(`Internal error: the record ${wrong}`);
        records.set(record.key, JSON.stringify(record));
      },
      reveal: async () => undefined,
    },
    // Only this process uses the store, and a run executes each key only once.
    leases: {
      take: async () => ({ release: () => undefined }),
      ended: async () => undefined,
    },
    async withScratch(run) {
      scratches += 1;
      const path = join(folder, `scratch-${scratches}`);
      mkdirSync(path);
      try {
        return await run(path);
      } finally {
        rmSync(path, { recursive: true, force: true });
      }
    },
    async close() {},
  };
}

function isWhole(path: string, digest: Digest): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true && digestOfBytes(readFileSync(path)) === digest;
}
