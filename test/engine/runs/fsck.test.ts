import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fsck } from '../../../engine/runs/fsck.ts';
import { openStore, type DiskStore } from '../../../engine/store/local/disk.ts';
import { fileIn } from '../../contract/object-store.ts';
import { fakeStage } from '../../helpers/fake-stage.ts';
import { step } from '../../helpers/fake-world.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { made, objectFile, recordFile, wholeRun } from '../../helpers/whole-run.ts';

const { stage } = fakeStage();
const STEPS = [step('a', stage, { n: 1 }), step('b', stage, { n: 2 }, ['a']), step('c', stage, { n: 3 }, ['b'])];

async function filled(): Promise<{ store: DiskStore; a: ReturnType<typeof made>; b: ReturnType<typeof made> }> {
  const store = await openStore(join(tempDir(), 'store'));
  const results = await wholeRun(store, STEPS);
  return { store, a: made(results, 'a'), b: made(results, 'b') };
}

const quiet = (): void => undefined;

function flip(path: string): void {
  chmodSync(path, 0o644);
  const bytes = readFileSync(path);
  bytes[3] = (bytes[3] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

describe('fsck()', () => {
  it('finds nothing in a whole store, and tells how far it is', async () => {
    const { store } = await filled();
    const told: [number, number][] = [];
    const found = await fsck(store, (done, total) => told.push([done, total]));
    expect(found).toMatchObject({
      objects: { checked: 3, damaged: 0 },
      records: { checked: 3, damaged: 0 },
      runs: { checked: 1, damaged: 0 },
      damage: [],
      missing: [],
      rebuild: [],
    });
    expect(told.length).toBe(3);
    expect(told.at(-1)).toEqual([found.objects.bytes, found.objects.bytes]);
  });

  it('finds a damaged object although the index vouches for it', async () => {
    const { store } = await filled();
    const { digest, bytes } = await store.objects.put(fileIn(tempDir(), 'large'.repeat(20_000)));
    const path = objectFile(store, digest);
    flip(path);
    await store.verified.remember(digest.slice(7), lstatSync(path, { bigint: true }), Date.now() + 60_000);
    expect(await store.objects.open({ kind: 'text', extension: 'txt', digest, bytes })).toBe(path); // What only fsck can see.
    expect((await fsck(store, quiet)).damage).toEqual([expect.stringContaining(`Object ${digest} has other content`)]);
  });

  it('says which step makes a damaged object again', async () => {
    const { store, b } = await filled();
    flip(objectFile(store, b.digest));
    const found = await fsck(store, quiet);
    expect(found.objects.damaged).toBe(1);
    expect(found.damage).toEqual([expect.stringContaining(`Object ${b.digest} has other content`)]);
    expect(found.missing).toEqual([{ key: b.key, stage: 'fake', outputs: ['out'] }]);
    expect(found.rebuild).toEqual([{ experiment: 'test', run: 1, file: 'test.yaml', steps: ['b'] }]);
    // The next run makes it again, and nothing else.
    const again = await wholeRun(store, STEPS);
    expect([...again.values()].map(({ action }) => action)).toEqual(['reused', 'finished', 'reused']);
    expect(await fsck(store, quiet)).toMatchObject({ damage: [], missing: [] });
  });

  it('finds a damaged record, a missing object, a damaged run and what does not belong there', async () => {
    const { store, a, b } = await filled();
    truncateSync(recordFile(store, a.key), 20);
    rmSync(objectFile(store, b.digest));
    writeFileSync(join(store.root, 'runs', 'test', '1', 'run.json'), '{"format": 1');
    const stray = join(store.root, 'objects', 'sha256', 'ab');
    mkdirSync(stray, { recursive: true });
    writeFileSync(join(stray, '.nfs0001'), 'x');
    writeFileSync(join(store.root, 'actions', 'notes.txt'), 'x');
    const found = await fsck(store, quiet);
    expect(found.objects).toMatchObject({ checked: 3, damaged: 1 });
    expect(found.records).toEqual({ checked: 4, damaged: 2 });
    expect(found.runs).toEqual({ checked: 1, damaged: 1 });
    expect(found.damage.length).toBe(4);
    expect(found.missing).toEqual([{ key: b.key, stage: 'fake', outputs: ['out'] }]);
    expect(readdirSync(join(store.root, 'quarantine')).length).toBe(4);
    expect(await fsck(store, quiet)).toMatchObject({ damage: [], missing: [{ key: b.key }] });
  });
});
