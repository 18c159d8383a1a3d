import {
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isExpected } from '../../../engine/core/failure.ts';
import { collect } from '../../../engine/runs/gc.ts';
import { fsck } from '../../../engine/runs/fsck.ts';
import { listExperiments, listRuns, readRun } from '../../../engine/runs/runs.ts';
import { openStore, type DiskStore } from '../../../engine/store/local/disk.ts';
import { crashPlan, crashRegistry, expectedOf } from '../../crash/plan.ts';
import { runPlan } from '../../crash/work.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

// A store from a stranger in which symbolic links lead out of it. Whatever is done with the store, what lies outside is
// neither changed nor removed: the command refuses, or it takes the link for what it is.

/** Long ago: whatever gc may remove, it would remove. */
const LONG_AGO = Date.UTC(2020, 0, 1) / 1000;

/** Everything below a folder: kind, content, mode and times of files, targets of links. */
function snapshot(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const stat = lstatSync(path);
      if (stat.isSymbolicLink()) return `${name} -> ${readlinkSync(path)}`;
      return stat.isFile()
        ? `${name} ${stat.mode} ${stat.mtimeMs} ${readFileSync(path).toString('hex')}`
        : `${name}/ ${stat.mode} ${stat.mtimeMs}`;
    });
}

function age(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).toReversed())
    if (!lstatSync(join(folder, name)).isSymbolicLink()) utimesSync(join(folder, name), LONG_AGO, LONG_AGO);
  utimesSync(folder, LONG_AGO, LONG_AGO);
}

/** The first file in a folder of fan folders, as `ab/rest`. */
function firstIn(folder: string): string {
  const fan = readdirSync(folder).sort()[0] ?? '';
  return join(fan, readdirSync(join(folder, fan)).sort()[0] ?? '');
}

interface Scene {
  readonly root: string;
  readonly outside: string;
}

/** A store in which the plan ran, and a folder outside that holds other things as well. */
async function scene(): Promise<Scene> {
  const folder = tempDir();
  const root = join(folder, 'store');
  await run(root);
  const outside = join(folder, 'outside');
  mkdirSync(join(outside, 'photos'), { recursive: true });
  writeFileSync(join(outside, 'photos', 'summer.jpg'), 'irreplaceable');
  writeFileSync(join(outside, 'thesis.tex'), 'irreplaceable');
  return { root, outside };
}

/** Moves what is at `name` in the store to the folder outside, and puts a link in its place. */
function moveOut({ root, outside }: Scene, name: string): void {
  const target = join(outside, 'moved');
  renameSync(join(root, name), target);
  symlinkSync(target, join(root, name));
}

/** Puts a link to the folder outside in the place of something that need not be there. */
function linkOut({ root, outside }: Scene, name: string): void {
  rmSync(join(root, name), { recursive: true, force: true });
  symlinkSync(outside, join(root, name));
}

async function withStore<T>(root: string, use: (store: DiskStore) => Promise<T>): Promise<T> {
  const store = await openStore(root);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

const OPTIONS = { worker: { file: 'none', args: [] }, signal: new AbortController().signal, report: () => undefined };

async function run(root: string): Promise<void> {
  const plan = crashPlan('inline');
  const { results, folder } = await withStore(root, (store) => runPlan(store, plan, OPTIONS));
  for (const result of results.values()) if (result.action === 'failed') throw result.error;
  for (const [id, { text }] of expectedOf(plan)) {
    expect(results.get(id)?.action).toMatch(/reused|finished/);
    expect(readFileSync(join(folder, `${id}.txt`), 'utf8')).toBe(text);
  }
}

async function gc(root: string): Promise<void> {
  const now = Date.now() + 365 * 24 * 3_600_000;
  const options = { policy: { runs: 0, days: 0 }, pruneRuns: true, dryRun: false, now, stages: crashRegistry.stages };
  await withStore(root, (store) => collect(store, options));
}

const USES: Readonly<Record<string, (root: string) => Promise<unknown>>> = {
  run,
  gc,
  fsck: (root) => withStore(root, (store) => fsck(store, () => undefined)),
  log: (root) =>
    withStore(root, async (store) => {
      for (const experiment of listExperiments(store)) listRuns(store, experiment);
      readRun(store, 'inline', 1);
    }),
};

/** Uses a copy of the store in each way; each time it goes well or is refused with a message for people. */
async function expectHarmless({ root, outside }: Scene): Promise<readonly string[]> {
  age(outside);
  const before = snapshot(outside);
  const refusals: string[] = [];
  for (const [name, use] of Object.entries(USES)) {
    const copy = `${root}-${name}`;
    cpSync(root, copy, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
    try {
      await use(copy);
    } catch (error) {
      if (!isExpected(error)) throw error;
      refusals.push(`${name}: ${error.message}`);
    }
    expect(snapshot(outside), name).toEqual(before);
  }
  return refusals;
}

describe('a store with symbolic links that lead out of it', () => {
  it.each(['objects', 'objects/sha256', 'actions', 'runs', 'leases', 'tmp', 'quarantine'])(
    'in the place of %s is refused, and nothing outside is touched',
    async (name) => {
      for (const link of [moveOut, linkOut]) {
        const place = await scene();
        mkdirSync(join(place.root, name), { recursive: true });
        link(place, name);
        const refusals = await expectHarmless(place);
        expect(refusals).toHaveLength(Object.keys(USES).length);
        for (const refusal of refusals) expect(refusal).toMatch(/is a symbolic link/);
      }
    },
  );

  it('in the place of the index of verified objects is refused', async () => {
    const place = await scene();
    const index = await withStore(place.root, async ({ verified }) => verified.name);
    if (index === undefined) throw new Error('This machine cannot be named');
    rmSync(join(place.root, index), { force: true });
    symlinkSync(join(place.outside, 'thesis.tex'), join(place.root, index));
    expect(await expectHarmless(place)).toHaveLength(Object.keys(USES).length);
  });

  it.each(['objects/sha256', 'actions'])('in the place of a folder in %s touches nothing outside', async (folder) => {
    const place = await scene();
    const fan = join(folder, firstIn(join(place.root, folder)).slice(0, 2));
    moveOut(place, fan);
    const refusals = await expectHarmless(place);
    expect(refusals[0]).toContain(`${fan} is a symbolic link`);
    // What fsck has taken away is in nobody's way any more.
    await withStore(place.root, (store) => fsck(store, () => undefined));
    await run(place.root);
  });

  it.each(['objects/sha256', 'actions'])('in the place of a file in %s touches nothing outside', async (folder) => {
    const place = await scene();
    moveOut(place, join(folder, firstIn(join(place.root, folder))));
    expect(await expectHarmless(place)).toEqual([]);
    await run(place.root);
  });

  it.each(['runs/inline', 'runs/inline/1', 'runs/inline/1/run.json', 'runs/inline/latest'])(
    'in the place of %s touches nothing outside',
    async (name) => {
      await expectHarmless(await moved(name));
    },
  );

  it.each(['runs/inline/1', 'runs/inline/1/run.json', 'runs/inline/latest'])(
    'in the place of %s does not hinder the next run',
    async (name) => {
      const place = await moved(name);
      await run(place.root);
      const latest = await withStore(place.root, async (store) => readRun(store, 'inline', 'latest'));
      expect(latest).toMatchObject({ number: 2, status: 'done' });
    },
  );

  it('as a run and an experiment that are not there', async () => {
    const place = await scene();
    cpSync(join(place.root, 'runs', 'inline', '1'), join(place.outside, '7'), { recursive: true });
    symlinkSync(join(place.outside, '7'), join(place.root, 'runs', 'inline', '7'));
    symlinkSync(place.outside, join(place.root, 'runs', 'other'));
    expect(await expectHarmless(place)).toEqual([]);
  });

  it('among the temporary files, leases and quarantine touches nothing outside', async () => {
    const place = await scene();
    for (const name of ['tmp', 'leases', 'quarantine']) {
      mkdirSync(join(place.root, name), { recursive: true });
      for (const link of ['x', '99999999-1-00000000-00000000', 'ab'.repeat(32)])
        symlinkSync(place.outside, join(place.root, name, link));
    }
    await expectHarmless(place);
  });
});

async function moved(name: string): Promise<Scene> {
  const place = await scene();
  moveOut(place, name);
  return place;
}
