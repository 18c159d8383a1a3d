// `assay gc` marks and sweeps. Live are the records of the steps of kept runs, their checkpoints, everything needed after the
// horizon (keep.ts), and the objects that these name.
//
// It is safe beside runs that are going on or begin meanwhile, without a lock:
//
// - What a run has committed or relied on has a new mtime (refresh.ts), and the horizon lies at least an hour back and before
//   the start of the oldest unfinished run.
// - Records are swept before objects, and objects of records that turned out to be needed are left. So a record that a run
//   finds keeps its objects.
// - A file is renamed away, and only then is its mtime checked for the last time: see refresh.ts.
//
// If a file is lost all the same, its step runs again: everything is verified before use.

import { lstatSync, readdirSync, renameSync, rmdirSync, rmSync, type Stats } from 'node:fs';
import { basename, join } from 'node:path';
import { hexOf, parseDigest } from '../core/digest.ts';
import { StageFailure } from '../core/failure.ts';
import { checkpointFingerprint } from '../plan/checkpoint-key.ts';
import { keyOf } from '../plan/fingerprint.ts';
import type { StepRecord } from '../core/record.ts';
import type { Stage } from '../core/stage.ts';
import { codeOf, explainingFailures, writeAtomically } from '../store/local/atomic.ts';
import type { DiskStore } from '../store/local/disk.ts';
import { isUnreadable, patientlySync, Unreadable } from '../store/local/unreadable.ts';
import { walk } from '../store/local/walk.ts';
import { breather } from '../execute/breather.ts';
import { jobFolders } from './job-folders.ts';
import { keptRuns, type Policy } from './retention.ts';
import { latestOf } from './latest.ts';
import { listExperiments, runFolder, runNumbers } from './runs.ts';

const WEEK_MS = 7 * 24 * 3_600_000;
/** Suffix of a file that is being deleted where there is no space to move it away. */
const REMOVED = '.removed';

export interface CollectOptions {
  readonly policy: Policy;
  /** Whether to delete the folders of runs that are not kept, with what they published. */
  readonly pruneRuns: boolean;
  /** Whether only to say what would be deleted. */
  readonly dryRun: boolean;
  /** Milliseconds since 1970, by the clock of the store's file system. */
  readonly now: number;
  /** Stages by name, to know which have checkpoints. */
  readonly stages: Readonly<Record<string, Stage>>;
}

/** Files and their sizes. */
export interface Amount {
  readonly count: number;
  readonly bytes: number;
}

/** What was kept and deleted (or would be), by artifact kind, then `records`, `quarantine` and so on. */
export interface Collected {
  readonly runsKept: number;
  readonly keptSince: number;
  readonly kinds: readonly { readonly kind: string; readonly kept: Amount; readonly removed: Amount }[];
}

/** Deletes what no kept run needs, and what dead processes left in `tmp`. */
export async function collect(store: DiskStore, options: CollectOptions): Promise<Collected> {
  const { runs, others, keys, horizon } = keptRuns(store, options.policy, options.now);
  const sweep = new Sweep(store, options, horizon);
  await sweep.records(keys);
  await sweep.objects();
  await sweep.rest(others);
  if (!options.dryRun) await store.temporary.removeStale();
  return { runsKept: runs, keptSince: horizon, kinds: sweep.tally.rows() };
}

class Sweep {
  readonly tally = new Tally();
  readonly #store: DiskStore;
  readonly #options: CollectOptions;
  readonly #horizon: number;
  readonly #breathe = breather();
  /** Kinds of artifacts that live records name, and that only deleted ones named, by hex digits. */
  readonly #live = new Map<string, string>();
  readonly #dropped = new Map<string, string>();

  constructor(store: DiskStore, options: CollectOptions, horizon: number) {
    this.#store = store;
    this.#options = options;
    this.#horizon = horizon;
  }

  async records(keys: ReadonlySet<string>): Promise<void> {
    const idle = new Map<string, string>();
    const checkpoints = new Set<string>();
    for (const { path, hex } of walk(join(this.#store.root, 'actions'), '.json')) {
      const stat = statOf(path);
      if (hex === undefined && path.endsWith(REMOVED)) rmLeft(path, this.#options.dryRun);
      if (hex === undefined || stat === undefined) continue; // Files that do not belong here are left to fsck.
      if (keys.has(hex) || stat.mtimeMs >= this.#horizon) this.#keep(hex, stat.size, checkpoints);
      else idle.set(hex, path);
      await this.#breathe();
    }
    for (const [hex, path] of idle) {
      const size = statOf(path)?.size ?? 0;
      if (checkpoints.has(hex)) {
        this.#keep(hex, size);
        continue;
      }
      const record = this.#recordOf(hex);
      if (await this.#remove(path)) {
        this.tally.add('records', 'removed', size);
        for (const { digest, kind } of Object.values(record?.outputs ?? {})) this.#dropped.set(hexOf(digest), kind);
      } else this.#keep(hex, size);
      await this.#breathe();
    }
  }

  async objects(): Promise<void> {
    for (const { path, hex } of walk(join(this.#store.root, 'objects', 'sha256'), '')) {
      const stat = statOf(path);
      if (hex === undefined && path.endsWith(REMOVED)) rmLeft(path, this.#options.dryRun);
      if (hex === undefined || stat === undefined) continue;
      const live = this.#live.get(hex);
      const kind = live ?? this.#dropped.get(hex) ?? 'of no record';
      const removed = live === undefined && (await this.#remove(path));
      this.tally.add(kind, removed ? 'removed' : 'kept', stat.size);
      await this.#breathe();
    }
  }

  /**
   * Deletes old quarantine, folders of jobs and of runs that are not kept, leases of dead processes, and old indexes of verified
   * objects.
   */
  async rest(runs: readonly { readonly experiment: string; readonly number: number }[]): Promise<void> {
    const { root, leases, verified, temporary } = this.#store;
    for (const name of namesIn(join(root, 'quarantine'))) {
      const path = join(root, 'quarantine', name);
      const size = statOf(path)?.size ?? 0;
      // The ctime says when it was moved there.
      const old = (statOf(path)?.ctimeMs ?? Infinity) < this.#options.now - WEEK_MS;
      if (old && !this.#options.dryRun)
        await explainingFailures(path, async () => rmSync(path, { recursive: true, force: true }));
      this.tally.add('quarantine', old ? 'removed' : 'kept', size);
    }
    for (const path of jobFolders(root, this.#options.now).old) {
      for (const name of namesIn(path)) this.tally.add('jobs', 'removed', statOf(join(path, name))?.size ?? 0);
      if (!this.#options.dryRun)
        await explainingFailures(path, async () => rmSync(path, { recursive: true, force: true }));
    }
    if (this.#options.pruneRuns) await this.#pruneRuns(runs);
    if (this.#options.dryRun) return;
    for (const name of namesIn(join(root, 'leases')))
      if (await leases.clear(name)) this.tally.add('leases', 'removed', 0);
    this.#removeEmptyRuns();
    const objects = join(root, 'objects', 'sha256');
    const text = verified.compacted((hex) => statOf(join(objects, hex.slice(0, 2), hex.slice(2))) !== undefined);
    if (text !== undefined && verified.name !== undefined)
      await writeAtomically(join(root, verified.name), text, { temporary, mode: 0o664 });
    for (const path of namesIn(root).map((name) => join(root, name)))
      if (isOldIndex(path, this.#options.now))
        await explainingFailures(path, async () => rmSync(path, { force: true }));
  }

  #keep(hex: string, size: number, checkpoints?: Set<string>): void {
    this.tally.add('records', 'kept', size);
    const record = this.#recordOf(hex);
    if (record === undefined) return;
    for (const { digest, kind } of Object.values(record.outputs)) this.#live.set(hexOf(digest), kind);
    const stage = this.#options.stages[record.fingerprint.stage];
    if (stage?.extends !== undefined && checkpoints !== undefined)
      checkpoints.add(hexOf(keyOf(checkpointFingerprint({ stage }, record.fingerprint))));
  }

  #recordOf(hex: string): StepRecord | undefined {
    const key = parseDigest(`sha256:${hex}`);
    // An unreadable record ends the whole gc: nobody knows what it needs.
    return key === undefined ? undefined : this.#store.records.inspect(key);
  }

  /** Deletes a file that was not needed after the horizon; returns false when it was, or is already gone. */
  async #remove(path: string): Promise<boolean> {
    if ((statOf(path)?.mtimeMs ?? Infinity) >= this.#horizon) return false;
    if (this.#options.dryRun) return true;
    const away = await this.#awayFrom(path);
    try {
      await explainingFailures(path, async () => renameSync(path, away));
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return false;
      throw error;
    }
    if ((statOf(away)?.mtimeMs ?? 0) >= this.#horizon) {
      renameSync(away, path);
      return false;
    }
    await explainingFailures(away, async () => rmSync(away, { recursive: true, force: true }));
    return true;
  }

  /** Returns a name for a file to delete: in `tmp`, or beside the file when a full disk has no space for a folder. */
  async #awayFrom(path: string): Promise<string> {
    try {
      return await this.#store.temporary.name();
    } catch (error) {
      if (!(error instanceof StageFailure)) throw error;
      return `${path}${REMOVED}`;
    }
  }

  /** Deletes the folders of these runs, and counts the folders of all runs. */
  async #pruneRuns(runs: readonly { readonly experiment: string; readonly number: number }[]): Promise<void> {
    const store = this.#store;
    const removed = new Set(
      runs
        .filter(({ experiment, number }) => !this.#tellsTheNumber(experiment, number))
        .map(({ experiment, number }) => runFolder(store, experiment, number)),
    );
    for (const experiment of listExperiments(store)) {
      for (const number of runNumbers(store, experiment)) {
        const folder = runFolder(store, experiment, number);
        let bytes = 0;
        for (const name of namesIn(folder, true)) bytes += statOf(join(folder, name))?.size ?? 0;
        this.tally.add('runs', removed.has(folder) ? 'removed' : 'kept', bytes);
      }
    }
    if (this.#options.dryRun) return;
    for (const folder of removed) {
      // Renamed first, so that no half-deleted run remains.
      const away = await store.temporary.name();
      await explainingFailures(folder, async () => renameSync(folder, away));
      rmSync(away, { recursive: true, force: true });
    }
  }

  /** Whether the folder of this run alone shows that its number was used: no other run may get it. */
  #tellsTheNumber(experiment: string, number: number): boolean {
    const latest = join(runFolder(this.#store, experiment, number), '..', 'latest');
    return number === runNumbers(this.#store, experiment)[0] && latestOf(latest) < number;
  }

  /** Deletes the folders of runs that were killed before they had a record. */
  #removeEmptyRuns(): void {
    for (const experiment of listExperiments(this.#store)) {
      const parent = join(this.#store.root, 'runs', experiment);
      for (const name of namesIn(parent)) {
        const path = join(parent, name);
        const stat = statOf(path);
        if (stat === undefined || !stat.isDirectory() || stat.mtimeMs >= this.#horizon) continue;
        try {
          rmdirSync(path);
        } catch {
          // Not empty: this is a run.
        }
      }
    }
  }
}

/** Counts files by kind. */
class Tally {
  readonly #rows = new Map<string, { kept: Amount; removed: Amount }>();

  add(kind: string, fate: 'kept' | 'removed', bytes: number): void {
    const row = this.#rows.get(kind) ?? { kept: { count: 0, bytes: 0 }, removed: { count: 0, bytes: 0 } };
    row[fate] = { count: row[fate].count + 1, bytes: row[fate].bytes + bytes };
    this.#rows.set(kind, row);
  }

  rows(): Collected['kinds'] {
    return [...this.#rows].map(([kind, row]) => ({ kind, ...row })).sort((a, b) => (a.kind < b.kind ? -1 : 1));
  }
}

/** Whether a file is an index that nothing has written to for a week: its machine has restarted since, or is gone. */
function isOldIndex(path: string, now: number): boolean {
  const stat = /^verified(-[0-9a-f]{12})?$/.test(basename(path)) ? statOf(path) : undefined;
  return stat?.isFile() === true && stat.mtimeMs < now - WEEK_MS;
}

/** Files that a gc killed on a full disk left behind. */
function rmLeft(path: string, dryRun: boolean): void {
  if (!dryRun) rmSync(path, { recursive: true, force: true });
}

/** The facts of a file; undefined when it is gone. @throws Unreadable when it cannot be looked at */
function statOf(path: string): Stats | undefined {
  try {
    return patientlySync(() => lstatSync(path, { throwIfNoEntry: false }));
  } catch (error) {
    throw isUnreadable(error) ? new Unreadable(`the file ${path}`, path, error) : error;
  }
}

function namesIn(folder: string, recursive = false): readonly string[] {
  try {
    return readdirSync(folder, { recursive, encoding: 'utf8' });
  } catch {
    return [];
  }
}
