import { closeSync, openSync, statSync, utimesSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { StageFailure } from '../../../../engine/core/failure.ts';
import type { ArtifactRef } from '../../../../engine/core/record.ts';
import { openStore, type DiskStore } from '../../../../engine/store/local/disk.ts';
import { fileIn, refOf } from '../../../contract/object-store.ts';
import { tempDir } from '../../../helpers/temp-dir.ts';
import { objectFile } from '../../../helpers/whole-run.ts';

const CONTENTS = { small: 'the artifact', large: 'the artifact'.repeat(20_000) };
const HOUR_S = 3600;

async function storeWith(content: string): Promise<{ store: DiskStore; ref: ArtifactRef; path: string }> {
  const store = await openStore(join(tempDir(), 'store'));
  const ref = refOf(await store.objects.put(fileIn(tempDir(), content)));
  return { store, ref, path: objectFile(store, ref.digest) };
}

/** Needed last an hour ago: the next use writes down that it is needed now. */
function age(path: string): void {
  const then = Date.now() / 1000 - HOUR_S;
  utimesSync(path, then, then);
}

describe.each(Object.entries(CONTENTS))('DiskObjects.watch() of a %s object', (_, content) => {
  it('says nothing when this process has noted meanwhile that the object is needed', async () => {
    const { store, ref, path } = await storeWith(content);
    for (let times = 0; times < 2; times += 1) {
      age(path);
      const watched = await store.objects.watch(ref);
      const before = statSync(path).mtimeMs;
      await store.objects.put(fileIn(tempDir(), content));
      expect(statSync(path).mtimeMs).toBeGreaterThan(before);
      expect(await watched?.changed()).toBeUndefined();
      expect(await watched?.changed()).toBeUndefined();
    }
  });

  it('says `touched` when anybody else has, because it might have been written to and back', async () => {
    const { store, ref, path } = await storeWith(content);
    age(path);
    const watched = await store.objects.watch(ref);
    const other = await openStore(store.root);
    await other.objects.put(fileIn(tempDir(), content));
    expect(await watched?.changed()).toBe('touched');
  });
});

describe('take()', () => {
  it('does not give a file its place whose writer goes on while it is hashed', async () => {
    const { store } = await storeWith('');
    await store.withScratch(async (folder) => {
      const path = fileIn(folder, Buffer.alloc(32 * 1024 * 1024, 'x'));
      const writer = openSync(path, 'r+');
      const taking = { going: true };
      const taken = store.objects
        .take(path)
        .catch((error: unknown) => error)
        .finally(() => (taking.going = false));
      // Until the file has its place, never twice the same: the hash is of something that is not there any more.
      for (let count = 1; taking.going; count += 1) {
        writeSync(writer, String(count), 0);
        await setImmediate();
      }
      closeSync(writer);
      const end = await taken;
      expect(end).toBeInstanceOf(StageFailure);
      expect(end).toMatchObject({ message: 'Something wrote to an output while it was moved into the store' });
    });
  });

  it('takes a file that nobody writes to, whatever its times', async () => {
    const { store } = await storeWith('');
    await store.withScratch(async (folder) => {
      const path = fileIn(folder, 'x'.repeat(100_000));
      writeFileSync(path, 'y', { flag: 'a' });
      utimesSync(path, 1, 1);
      expect(await store.objects.open(refOf(await store.objects.take(path)))).toBeDefined();
    });
  });
});
