import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdtempSync, readdirSync, rmSync, statfsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { proveCtime } from '../../../../engine/store/local/ctime.ts';
import { openStore } from '../../../../engine/store/local/disk.ts';
import { fileIn, refOf } from '../../../contract/object-store.ts';
import { objectFile } from '../../../helpers/whole-run.ts';

const MEMORY = '/dev/shm';
const TMPFS = 0x01021994;
const EXT4 = 0xef53;
const hasTmpfs = existsSync(MEMORY) && statfsSync(MEMORY).type === TMPFS;
const mapsMemory = spawnSync('python3', ['-c', 'import mmap']).status === 0;

function folderOn(parent: string): string {
  const folder = mkdtempSync(join(parent, 'assay-ctime-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Changes one byte of a file through a memory map, which no system call tells of. */
function mapAndFlip(path: string): void {
  const script = `
import mmap, sys
with open(sys.argv[1], "r+b") as file, mmap.mmap(file.fileno(), 0) as memory:
    memory[7] ^= 1
`;
  const { status, stderr } = spawnSync('python3', ['-c', script, path], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
}

describe('proveCtime()', () => {
  it.skipIf(statfsSync(tmpdir()).type !== EXT4)(
    'finds that ext4 tells of every change (the temporary folder is on it)',
    async () => {
      const folder = folderOn(tmpdir());
      const device = statSync(folder, { bigint: true }).dev;
      expect(await proveCtime(join(folder, 'probe'))).toEqual({ device });
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it.skipIf(!hasTmpfs)('does not trust a tmpfs (this system has one)', async () => {
    const folder = folderOn(MEMORY);
    expect(await proveCtime(join(folder, 'probe'))).toMatchObject({
      wrong: 'tmpfs does not record writes through memory maps',
    });
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a store on a file system whose ctime says nothing', () => {
  it.skipIf(!hasTmpfs || !mapsMemory)(
    'never returns a large object that was changed through a memory map (needs a tmpfs and Python)',
    async () => {
      const store = await openStore(join(folderOn(MEMORY), 'store'));
      const put = await store.objects.put(fileIn(folderOn(tmpdir()), 'the artifact\n'.repeat(10_000)));
      const later = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 10_000);
      const path = await store.objects.open(refOf(put));
      later.mockRestore();
      const before = lstatSync(path ?? '', { bigint: true });
      mapAndFlip(path ?? '');
      expect(lstatSync(path ?? '', { bigint: true }).ctimeNs).toBe(before.ctimeNs); // What makes it hard.
      expect(await store.objects.open(refOf(put))).toBeUndefined();
      expect(existsSync(objectFile(store, put.digest))).toBe(false);
      await store.close();
    },
  );

  it.skipIf(!hasTmpfs || !mapsMemory)(
    'tells that an object was changed through a memory map while it was used (needs a tmpfs and Python)',
    async () => {
      const store = await openStore(join(folderOn(MEMORY), 'store'));
      const put = await store.objects.put(fileIn(folderOn(tmpdir()), 'the artifact\n'.repeat(10_000)));
      const later = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 10_000);
      const watched = await store.objects.watch(refOf(put));
      mapAndFlip(watched?.path ?? '');
      expect(await watched?.changed()).toBe('lost');
      later.mockRestore();
      await store.close();
    },
  );
});
