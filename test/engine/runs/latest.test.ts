import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { latestOf, pointLatest } from '../../../engine/runs/latest.ts';
import { openStore, type DiskStore } from '../../../engine/store/local/disk.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

interface Place {
  readonly store: DiskStore;
  readonly parent: string;
  readonly latest: string;
  readonly notices: string[];
}

async function place(): Promise<Place> {
  const store = await openStore(join(tempDir(), 'store'));
  const parent = join(store.root, 'runs', 'toy');
  mkdirSync(parent, { recursive: true });
  const notices: string[] = [];
  store.notices.listen((message) => notices.push(message));
  return { store, parent, latest: join(parent, 'latest'), notices };
}

function makePipe(path: string): void {
  execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', path]);
}

describe('pointLatest()', () => {
  it.each([
    ['nothing', () => undefined],
    ['a link to an earlier run', (path: string) => symlinkSync('1', path)],
    ['a dangling link', (path: string) => symlinkSync('nowhere', path)],
    ['a link to an endless file', (path: string) => symlinkSync('/dev/zero', path)],
    ['the number of an earlier run in a file', (path: string) => writeFileSync(path, '1\n')],
  ])('replaces %s', async (_, put) => {
    const { store, parent, latest, notices } = await place();
    put(latest);
    await pointLatest(store, parent, 3);
    expect(readlinkSync(latest)).toBe('3');
    expect(notices).toEqual([]);
  });

  it.each([
    ['a folder', (path: string) => mkdirSync(join(path, 'figures'), { recursive: true })],
    ['a file of another kind', (path: string) => writeFileSync(path, 'my notes\n')],
    ['a file of another kind', (path: string) => writeFileSync(path, '')],
    ['neither a file nor a link', (path: string) => makePipe(path)],
  ])('leaves %s as it is, and says what to do [D5]', async (what, put) => {
    const { store, parent, latest, notices } = await place();
    put(latest);
    const before = lstatSync(latest).ino;
    await pointLatest(store, parent, 3);
    expect(lstatSync(latest).ino).toBe(before);
    expect(notices).toEqual([
      `${latest} is ${what}, so Assay left it alone; it does not point at run 3. ` +
        'Move it away, and the next run creates the link again',
    ]);
  });

  it('does not break the run where it cannot be written [D5]', async () => {
    const { store, parent, latest, notices } = await place();
    // As good as no permission, which root would have.
    rmSync(parent, { recursive: true });
    writeFileSync(parent, 'no folder');
    await pointLatest(store, parent, 3);
    expect(notices).toEqual([expect.stringMatching(/^Cannot point .*latest at run 3 \(ENOTDIR\)\. The run itself is/)]);
    expect(readFileSync(parent, 'utf8')).toBe('no folder');
    expect(() => readlinkSync(latest)).toThrow('ENOTDIR');
  });
});

describe('latestOf()', () => {
  it.each([
    [0, () => undefined],
    [7, (path: string) => symlinkSync('7', path)],
    [7, (path: string) => writeFileSync(path, '7\n')],
    [0, (path: string) => symlinkSync('../../x', path)],
    [0, (path: string) => mkdirSync(path)],
    [0, (path: string) => makePipe(path)],
    [0, (path: string) => writeFileSync(path, `7${' '.repeat(1000)}`)],
  ])('is %d, whatever is there', async (number, put) => {
    const { latest } = await place();
    put(latest);
    expect(latestOf(latest)).toBe(number);
  });
});
