import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../../../engine/store/local/disk.ts';
import { FileCache } from '../../../../engine/store/remote/cache.ts';
import { recordWith, refAt } from '../../../contract/remote-cache.ts';
import { filesIn } from '../../../helpers/assay.ts';
import { memoryFiles } from '../../../helpers/remote/memory-files.ts';
import { tempDir } from '../../../helpers/temp-dir.ts';

const { signal } = new AbortController();
const why =
  process.getuid?.() === 0 || process.env['ASSAY_REQUIRE_SYSTEM'] === '1'
    ? undefined
    : 'only root can mount a small disk';

describe.skipIf(why !== undefined)(
  `fetch() into a store on a full disk${why === undefined ? '' : ` (left out: ${why})`}`,
  () => {
    it('tells that there is no space, keeps nothing, and works when there is', async () => {
      const cache = new FileCache(memoryFiles(), {
        trust: [],
        compression: 'none',
        signer: undefined,
        tell: () => undefined,
      });
      const from = await openStore(tempDir());
      const record = await recordWith(from, { small: Buffer.from('small'), large: Buffer.alloc(2_000_000, 'x') });
      await cache.push(record, from, signal);
      const disk = join(tempDir(), 'disk');
      mkdirSync(disk);
      mount('-t', 'tmpfs', '-o', 'size=600k', 'tmpfs', disk);
      onTestFinished(() => void spawnSync('umount', ['--lazy', disk]));
      const store = await openStore(join(disk, 'store'));
      expect(await cache.fetch(refAt(record, 'small'), store, signal)).toBe(true);
      await expect(cache.fetch(refAt(record, 'large'), store, signal)).rejects.toMatchObject({
        name: 'StageFailure',
        message: expect.stringMatching(/^No space left to write /),
        hint: expect.stringContaining('Free some space'),
      });
      expect(filesIn(join(store.root, 'objects')).length).toBe(1);
      expect(filesIn(join(store.root, 'tmp')).filter((file) => !file.endsWith('owner'))).toEqual([]);
      mount('-o', 'remount,size=64m', disk);
      expect(await cache.fetch(refAt(record, 'large'), store, signal)).toBe(true);
      await store.close();
    });
  },
);

function mount(...args: readonly string[]): void {
  const { status, stderr } = spawnSync('mount', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`Cannot mount: ${stderr}`);
}
