import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { digestOf, hexOf } from '../../../../engine/core/digest.ts';
import { makeFolder, rename, writeAtomically } from '../../../../engine/store/local/atomic.ts';
import { openStore } from '../../../../engine/store/local/disk.ts';
import { tempDir } from '../../../helpers/temp-dir.ts';

// A file server does what it is asked, its answer is lost, the client asks again, and gets the answer to the repeated
// question: there is such a name already, or no longer. Here every first call of each kind for a path has this fate.

/** By the function: the error that the repeated question gets; nothing is lost where there is none. */
const lost = vi.hoisted(() => new Map<string, string>());

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const wrap =
    <A extends unknown[], R>(name: string, call: (...given: A) => R, concerns: (...given: A) => boolean = () => true) =>
    (...given: A): R => {
      const result = call(...given);
      const code = lost.get(name);
      if (code === undefined || !concerns(...given)) return result;
      if (typeof result === 'number') fs.closeSync(result);
      throw Object.assign(new Error(`${code}: ${name}`), { code });
    };
  return {
    ...fs,
    linkSync: wrap('link', fs.linkSync),
    renameSync: wrap('rename', fs.renameSync),
    mkdirSync: wrap('mkdir', fs.mkdirSync as (path: string) => unknown),
    // Only the first time: a second try with a new file is no repeated question.
    openSync: wrap('open', fs.openSync, (_, flags) => flags === 'wx' && lost.delete('open')),
    unlinkSync: wrap('unlink', fs.unlinkSync),
  };
});

afterEach(() => lost.clear());

const KEY = digestOf('fingerprint', 'a step');

describe('an answer of the file server that is lost [B6]', () => {
  for (const code of ['EEXIST', 'EIO', 'ETIMEDOUT']) {
    it(`take() has the lease when link() says ${code} and has made it`, async () => {
      const root = join(tempDir(), 'store');
      const [one, other] = [await openStore(root), await openStore(root)];
      lost.set('link', code);
      const lease = await one.leases.take(KEY);
      lost.clear();
      if (!('release' in lease)) throw new Error('It waits for itself');
      expect(await other.leases.take(KEY)).toMatchObject({ pid: process.pid });
      lease.release();
      expect(readdirSync(join(root, 'leases'))).toEqual([]);
    });
  }

  it('take() takes over when rename() says ENOENT and has done it', async () => {
    const store = await openStore(join(tempDir(), 'store'));
    const path = join(store.root, 'leases', hexOf(KEY));
    mkdirSync(join(store.root, 'leases'), { recursive: true });
    writeFileSync(path, 'damaged');
    lost.set('rename', 'ENOENT');
    const lease = await store.leases.take(KEY);
    expect('release' in lease && readFileSync(path, 'utf8')).toContain(store.temporary.id);
    if ('release' in lease) lease.release();
    expect(readdirSync(join(store.root, 'leases'))).toEqual([]);
  });

  it('release() leaves nothing when unlink() says ENOENT, and tries again when it says EBUSY', async () => {
    const root = join(tempDir(), 'store');
    const [one, other] = [await openStore(root), await openStore(root)];
    for (const code of ['ENOENT', 'EBUSY']) {
      const lease = await one.leases.take(KEY);
      if (!('release' in lease)) throw new Error('Held');
      lost.set('unlink', code);
      lease.release();
      lost.clear();
      const next = await other.leases.take(KEY);
      if ('release' in next) next.release();
    }
    expect(readdirSync(join(root, 'leases'))).toEqual([]);
  });

  it('writeAtomically() has written when rename() says ENOENT, also over another file', async () => {
    const store = await openStore(join(tempDir(), 'store'));
    const target = join(store.root, 'file');
    await writeAtomically(target, 'old', store);
    lost.set('rename', 'ENOENT');
    await writeAtomically(target, 'new', store);
    expect(readFileSync(target, 'utf8')).toBe('new');
  });

  it('rename() is not done when the file was removed by somebody: what has its name is another', () => {
    const folder = tempDir();
    writeFileSync(join(folder, 'there'), 'another');
    expect(() => rename(join(folder, 'gone'), join(folder, 'there'))).toThrow('ENOENT');
    expect(readFileSync(join(folder, 'there'), 'utf8')).toBe('another');
  });

  it('writeAtomically() has written when open() says EEXIST and has made the file', async () => {
    const store = await openStore(join(tempDir(), 'store'));
    await store.temporary.name();
    lost.set('open', 'EEXIST');
    await writeAtomically(join(store.root, 'file'), 'new', store);
    expect(readFileSync(join(store.root, 'file'), 'utf8')).toBe('new');
  });

  it('take() names its owner when open() says EEXIST and has made the owner file', async () => {
    const root = join(tempDir(), 'store');
    const [one, other] = [await openStore(root), await openStore(root)];
    lost.set('open', 'EEXIST');
    const lease = await one.leases.take(KEY);
    expect(lost.size).toBe(0);
    expect('release' in lease).toBe(true);
    expect(await other.leases.take(KEY)).toMatchObject({ pid: process.pid });
  });

  it('makeFolder() and withScratch() have their folders when mkdir() says EEXIST and has made them', async () => {
    const store = await openStore(join(tempDir(), 'store'));
    lost.set('mkdir', 'EEXIST');
    await makeFolder(join(store.root, 'a', 'b'));
    expect(existsSync(join(store.root, 'a', 'b'))).toBe(true);
    await store.withScratch((folder) => {
      expect(readdirSync(folder)).toEqual([]);
      return Promise.resolve();
    });
  });
});
