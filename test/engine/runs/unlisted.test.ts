import { chmodSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collect } from '../../../engine/runs/gc.ts';
import { listExperiments, readRun } from '../../../engine/runs/runs.ts';
import { openStore, type DiskStore } from '../../../engine/store/local/disk.ts';
import { Unreadable } from '../../../engine/store/local/unreadable.ts';
import { walk } from '../../../engine/store/local/walk.ts';
import { fakeStage } from '../../helpers/fake-stage.ts';
import { step } from '../../helpers/fake-world.ts';
import { asUser, noSecondUser, OTHERS } from '../../helpers/second-user.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { wholeRun } from '../../helpers/whole-run.ts';

// A folder of the store that cannot be listed is not empty. The reason to skip: see noSecondUser.

const { stage } = fakeStage();

/** A store in which everybody may write, with a run whose results were last needed two days ago. */
async function oldStore(): Promise<DiskStore> {
  const folder = tempDir();
  chmodSync(folder, 0o755);
  const store = await openStore(join(folder, 'store'));
  await wholeRun(store, [step('a', stage, { n: 1 })]);
  await store.close();
  const then = Date.now() / 1000 - 2 * 86_400;
  for (const [part, ending] of [
    ['actions', '.json'],
    ['objects/sha256', ''],
  ] as const)
    for (const { path } of walk(join(store.root, part), ending)) utimesSync(path, then, then);
  for (const name of readdirSync(store.root, { recursive: true, withFileTypes: true }))
    if (name.isDirectory()) chmodSync(join(name.parentPath, name.name), 0o777);
  chmodSync(store.root, 0o777);
  return store;
}

function filesOf(store: DiskStore): readonly string[] {
  return ['actions', 'objects'].flatMap((part) =>
    readdirSync(join(store.root, part), { recursive: true, encoding: 'utf8' }),
  );
}

/** What the second user's gc throws. */
function gcOfAnother(store: DiskStore): Promise<unknown> {
  return asUser(OTHERS.one, async () => {
    const other = await openStore(store.root);
    const options = {
      policy: { runs: 1, days: 0 },
      pruneRuns: false,
      dryRun: false,
      now: Date.now(),
      stages: { fake: stage },
    };
    const thrown = await collect(other, options).catch((error: unknown) => error);
    await other.close();
    return thrown;
  });
}

describe.skipIf(noSecondUser !== undefined)('collect()', () => {
  it.each(['runs', 'runs/test'])(
    'removes nothing when it may not list %s: what they keep is unknown [B2]',
    async (part) => {
      const store = await oldStore();
      const before = filesOf(store);
      chmodSync(join(store.root, part), 0o300);
      const thrown = await gcOfAnother(store);
      expect(thrown).toBeInstanceOf(Unreadable);
      expect((thrown as Unreadable).message).toBe(`Cannot read the folder ${join(store.root, part)} (EACCES)`);
      expect(filesOf(store)).toEqual(before);
    },
  );

  it('says which file of the store it may not look at, instead of speaking of a bug [B2]', async () => {
    const store = await oldStore();
    const [first] = readdirSync(join(store.root, 'objects', 'sha256'));
    const folder = join(store.root, 'objects', 'sha256', first ?? '');
    chmodSync(folder, 0o644); // Its names may be read, its files not looked at.
    const thrown = await gcOfAnother(store);
    expect(thrown).toBeInstanceOf(Unreadable);
    expect((thrown as Unreadable).message).toMatch(/^Cannot read .*objects.* \(EACCES\)$/);
  });
});

describe.skipIf(noSecondUser !== undefined)('listExperiments()', () => {
  it('does not take runs that cannot be listed for none [B2]', async () => {
    const store = await oldStore();
    chmodSync(join(store.root, 'runs'), 0o300);
    await asUser(OTHERS.one, async () => expect(() => listExperiments(store)).toThrow(Unreadable));
    expect(listExperiments(store)).toEqual(['test']);
  });

  it('takes no folder of runs, or a file in its place, for none', async () => {
    expect(listExperiments(await openStore(join(tempDir(), 'store')))).toEqual([]);
  });
});

describe('readRun()', () => {
  it('finds no run where a file is in the place of the folder of an experiment [C1]', async () => {
    const store = await openStore(join(tempDir(), 'store'));
    mkdirSync(join(store.root, 'runs'), { recursive: true });
    writeFileSync(join(store.root, 'runs', 'test'), 'x');
    expect(readRun(store, 'test', 1)).toBeUndefined();
    expect(readRun(store, 'test', 'latest')).toBeUndefined();
  });
});
