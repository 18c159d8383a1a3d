import { createHash } from 'node:crypto';
import { appendFileSync, chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { digestOfBytes } from '../../engine/core/digest.ts';
import type { ArtifactRef } from '../../engine/core/record.ts';
import type { ObjectStore } from '../../engine/store/store.ts';
import { tempDir } from '../helpers/temp-dir.ts';

/** What every object store does. `open` makes an empty one in an empty folder. */
export function testObjectStore(name: string, open: (folder: string) => Promise<ObjectStore>): void {
  describe(`${name} as a ObjectStore`, () => {
    const contents = {
      empty: Buffer.alloc(0),
      text: Buffer.from('grüße\n'),
      'three chunks': Buffer.alloc(2_500_000, 'abcdefg'),
    };
    for (const [size, content] of Object.entries(contents)) {
      it(`put() and open() return the very bytes (${size})`, async () => {
        const folder = tempDir();
        const objects = await open(folder);
        const put = await objects.put(fileIn(folder, content));
        expect(put).toEqual({
          digest: `sha256:${createHash('sha256').update(content).digest('hex')}`,
          bytes: content.length,
        });
        const path = await objects.open(refOf(put));
        expect(path !== undefined && readFileSync(path).equals(content)).toBe(true);
        expect(objects.has(refOf(put))).toBe(true);
      });
    }

    for (const [size, content] of Object.entries(contents)) {
      it(`take() and open() return the very bytes (${size})`, async () => {
        const folder = tempDir();
        const objects = await open(folder);
        const taken = await objects.take(fileIn(folder, content));
        expect(taken).toEqual({ digest: digestOfBytes(content), bytes: content.length });
        expect(await objects.take(fileIn(folder, content))).toEqual(taken);
        const path = await objects.open(refOf(taken));
        expect(path !== undefined && readFileSync(path).equals(content)).toBe(true);
      });
    }

    it('put() is idempotent and leaves its source alone', async () => {
      const folder = tempDir();
      const objects = await open(folder);
      const source = fileIn(folder, 'same');
      const first = await objects.put(source);
      expect(await objects.put(source)).toEqual(first);
      writeFileSync(source, 'changed later');
      const path = await objects.open(refOf(first));
      expect(path === undefined ? undefined : readFileSync(path, 'utf8')).toBe('same');
    });

    it('putForNow() stores as put() does, and removes only what nobody had put before', async () => {
      const folder = tempDir();
      const objects = await open(folder);
      const known = await objects.put(fileIn(folder, 'known'));
      for (const content of ['known', 'new']) {
        const put = await objects.putForNow(fileIn(folder, content));
        expect(put).toMatchObject({ digest: digestOfBytes(content), bytes: content.length });
        const path = await objects.open(refOf(put));
        expect(path === undefined ? undefined : readFileSync(path, 'utf8')).toBe(content);
        put.remove();
        expect(objects.has(refOf(put))).toBe(content === 'known');
      }
      expect(await objects.open(refOf(known))).toBeDefined();
    });

    it('open() and has() know nothing of what was never put', async () => {
      const objects = await open(tempDir());
      const ref = refOf({ digest: digestOfBytes('nowhere'), bytes: 7 });
      expect(await objects.open(ref)).toBeUndefined();
      expect(objects.has(ref)).toBe(false);
    });

    for (const [size, content] of Object.entries(contents)) {
      it(`watch() says nothing of an object that stays as it is, and tells that it was changed (${size})`, async () => {
        const folder = tempDir();
        const objects = await open(folder);
        const put = await objects.put(fileIn(folder, content));
        const watched = await objects.watch(refOf(put));
        if (watched === undefined) throw new Error('The object is not there');
        expect(readFileSync(watched.path).equals(content)).toBe(true);
        expect(await watched.changed()).toBeUndefined();
        chmodSync(watched.path, 0o644);
        appendFileSync(watched.path, 'x');
        expect(['lost', 'touched']).toContain(await watched.changed());
        // Whoever opens it then gets the right bytes, or none.
        const again = await objects.open(refOf(put));
        expect(again === undefined || readFileSync(again).equals(content)).toBe(true);
      });
    }

    for (const [size, content] of Object.entries(contents)) {
      it(`receive() and open() return the very bytes, also after flush() (${size})`, async () => {
        const folder = tempDir();
        const objects = await open(folder);
        const ref = refOf({ digest: digestOfBytes(content), bytes: content.length });
        // Twice, because two processes may download the same object.
        for (let times = 0; times < 2; times += 1)
          await objects.receive(ref, async (path) => writeFileSync(path, content));
        await objects.flush([ref]);
        const path = await objects.open(ref);
        expect(path !== undefined && readFileSync(path).equals(content)).toBe(true);
      });
    }

    it('receive() keeps nothing when it is not filled', async () => {
      const objects = await open(tempDir());
      const ref = refOf({ digest: digestOfBytes('half'), bytes: 4 });
      const filled = objects.receive(ref, async (path) => {
        writeFileSync(path, 'ha');
        throw new Error('the line broke');
      });
      await expect(filled).rejects.toThrow('the line broke');
      expect(objects.has(ref)).toBe(false);
      expect(await objects.open(ref)).toBeUndefined();
    });

    it('watch() knows nothing of what was never put', async () => {
      const objects = await open(tempDir());
      expect(await objects.watch(refOf({ digest: digestOfBytes('nowhere'), bytes: 7 }))).toBeUndefined();
    });

    it('has() is false for another size', async () => {
      const folder = tempDir();
      const objects = await open(folder);
      const put = await objects.put(fileIn(folder, 'four'));
      expect(objects.has(refOf({ ...put, bytes: 5 }))).toBe(false);
    });

    it('put() takes many files at once', async () => {
      const folder = tempDir();
      const objects = await open(folder);
      // 100 contents, 3 files each.
      const sources = Array.from({ length: 300 }, (_, index) => fileIn(folder, `content ${index % 100}`, `s${index}`));
      const puts = await Promise.all(sources.map((source) => objects.put(source)));
      expect(new Set(puts.map(({ digest }) => digest)).size).toBe(100);
      for (const [index, put] of puts.entries()) {
        const path = await objects.open(refOf(put));
        expect(path === undefined ? undefined : readFileSync(path, 'utf8')).toBe(`content ${index % 100}`);
      }
    });

    it('put() and take() refuse what is no regular file', async () => {
      const folder = tempDir();
      const objects = await open(folder);
      mkdirSync(join(folder, 'a-folder'));
      symlinkSync(fileIn(folder, 'x'), join(folder, 'a-link'));
      for (const way of ['put', 'take'] as const) {
        await expect(objects[way](join(folder, 'a-folder'))).rejects.toThrow('Cannot store');
        await expect(objects[way](join(folder, 'a-link'))).rejects.toThrow('Cannot store');
        await expect(objects[way](join(folder, 'absent'))).rejects.toThrow('ENOENT');
      }
    });
  });
}

export function refOf(put: Pick<ArtifactRef, 'digest' | 'bytes'>): ArtifactRef {
  return { kind: 'text', extension: 'txt', ...put };
}

export function fileIn(folder: string, content: string | Uint8Array, name = 'source'): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
