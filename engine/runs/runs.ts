import { lstatSync, readdirSync, utimesSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UsageError } from '../core/failure.ts';
import type { Json } from '../core/json.ts';
import type { Plan } from '../core/plan.ts';
import { fateOf, thisProcess } from '../store/local/alive.ts';
import { codeOf, makeFolder, shareFolder, explainingFailures, writeAtomically } from '../store/local/atomic.ts';
import type { DiskStore } from '../store/local/disk.ts';
import { isLink, refuseLink } from '../store/local/links.ts';
import { readRegular } from '../store/local/regular-file.ts';
import { isUnreadable, patientlySync, Unreadable } from '../store/local/unreadable.ts';
import { JOURNAL, openJournal, type Journal } from './journal.ts';
import { latestOf, pointLatest } from './latest.ts';
import { checkFileName, copyOut, publish } from './publish.ts';
import { parseRun, runStepOf, type RunOutput, type RunRecord } from './run-record.ts';
import type { StepResult } from '../core/result.ts';

/** A run whose heartbeat has stood still for this long is shown as interrupted. */
const SILENT_MS = 5 * 60_000;
const WEEK_MS = 7 * 24 * 3_600_000;
/** The record of a run with a hundred thousand steps is smaller. */
const LARGEST_RUN = 256 * 1024 * 1024;

/** A run that is being written. */
export interface OpenRun {
  readonly number: number;
  /** Absolute path of its folder. */
  readonly folder: string;
  /** What the run writes down while it goes on. */
  readonly journal: Journal;
  /**
   * Copies the published outputs of the steps that have a result beside the run's record. The copies are plain files: editing
   * one does not harm the store. Leaves out outputs of steps without a result.
   */
  publish(results: ReadonlyMap<string, StepResult>): Promise<readonly RunOutput[]>;
  /** Writes the run's final record, and points `latest` at a run that is complete and successful. */
  finish(end: {
    readonly status: 'done' | 'failed' | 'interrupted';
    readonly results: ReadonlyMap<string, StepResult>;
    readonly outputs: readonly RunOutput[];
  }): Promise<RunRecord>;
}

/** The facts of a run that are not in its plan. */
export interface RunFacts {
  readonly host: Json;
  /** The commit of the project, if it is in Git. */
  readonly git: string | undefined;
  /** Whether the run leaves out steps of its experiment, as with `--until`. */
  readonly partial?: boolean;
  /** How many cores the run may use. */
  readonly cores: number;
  /** The number that `reserveRun` has taken for it. */
  readonly number?: number;
  now(): number;
}

/**
 * Begins the next run of a plan's experiment: deletes what dead processes left in the store's `tmp`, takes a number that nobody
 * else has, and writes a record that says it is running.
 *
 * @throws UsageError when the store cannot be written
 */
export async function startRun(store: DiskStore, plan: Plan, facts: RunFacts): Promise<OpenRun> {
  for (const { file } of plan.outputs) checkFileName(file);
  await store.temporary.removeStale();
  const { number, folder } =
    facts.number === undefined
      ? await takeNumber(store, plan.experiment)
      : { number: facts.number, folder: runFolder(store, plan.experiment, facts.number) };
  const startedAt = facts.now();
  const process = { ...thisProcess(), folder: store.temporary.label };
  const record = beginning(plan, { number, process, startedAt }, facts);
  const write = async (content: RunRecord): Promise<RunRecord> => {
    const text = `${JSON.stringify(content, null, 2)}\n`;
    await writeAtomically(join(folder, 'run.json'), text, { temporary: store.temporary });
    return content;
  };
  await write(record);
  const journal = openJournal(join(folder, JOURNAL), {
    run: number,
    cores: facts.cores,
    now: () => facts.now(),
    onTrouble: (message) => store.notices.tell(message),
  });
  return {
    number,
    folder,
    journal,
    publish: (results) => publish(store, plan, folder, results),
    async finish({ status, results, outputs }) {
      const steps = plan.steps.flatMap((step) => {
        const result = results.get(step.id);
        return result === undefined ? [] : [runStepOf(step, result)];
      });
      // Who follows the run looks at the record first: what happened before it ended must be in the journal by then.
      journal.flush();
      const done = await write({ ...record, status, durationMs: facts.now() - startedAt, steps, outputs });
      if (facts.partial !== true && status === 'done') await pointLatest(store, dirname(folder), number);
      return done;
    },
  };
}

/**
 * Keeps a run of another store under the next number of its experiment, with what it published. Its artifacts must be in the store.
 *
 * @throws UsageError when the store cannot be written, or the run has a name that cannot be used
 */
export async function adoptRun(store: DiskStore, run: RunRecord): Promise<RunRecord> {
  for (const { file } of run.outputs) checkFileName(file);
  const { number, folder } = await takeNumber(store, run.experiment);
  for (const { file, artifact } of run.outputs) await copyOut(store, artifact, join(folder, ...file.split('/')));
  const record = { ...run, number };
  const text = `${JSON.stringify(record, null, 2)}\n`;
  await writeAtomically(join(folder, 'run.json'), text, { temporary: store.temporary });
  return record;
}

/** The pid of a run that no process has begun. */
const NOBODY = 0;

/**
 * Takes the next number for a run that another process will begin with `startRun`, perhaps much later: a detached one. Until then
 * it counts as running, for a week at most.
 */
export async function reserveRun(store: DiskStore, plan: Plan, facts: Omit<RunFacts, 'number'>): Promise<number> {
  const { number, folder } = await takeNumber(store, plan.experiment);
  // No process has this name, so nobody can say that it is gone.
  const nobody = { pid: NOBODY, host: 'a job that has not begun' };
  const record = beginning(plan, { number, process: nobody, startedAt: facts.now() }, facts);
  const text = `${JSON.stringify(record, null, 2)}\n`;
  await writeAtomically(join(folder, 'run.json'), text, { temporary: store.temporary });
  return number;
}

/** Whether nobody has begun a run: its number is taken for a job that waits, or was cancelled before it began. */
export function hasNotBegun({ process }: RunRecord): boolean {
  return process.pid === NOBODY;
}

/** Ends a run that nobody will begin any more, or whose process is gone. */
export async function giveUpRun(store: DiskStore, experiment: string, number: number): Promise<void> {
  const run = readNumber(store, experiment, number);
  if (run === undefined || run.status !== 'running') return;
  const path = join(runFolder(store, experiment, number), 'run.json');
  const { atime, mtime } = lstatSync(path);
  const text = `${JSON.stringify({ ...run, status: 'interrupted' } satisfies RunRecord, null, 2)}\n`;
  await writeAtomically(path, text, { temporary: store.temporary });
  utimesSync(path, atime, mtime); // It still says when the run began: see retention.ts.
}

/** The record of a run at its start. */
function beginning(
  plan: Plan,
  start: Pick<RunRecord, 'number' | 'process'> & { readonly startedAt: number },
  facts: RunFacts,
): RunRecord {
  return {
    format: 1,
    experiment: plan.experiment,
    number: start.number,
    status: 'running',
    process: start.process,
    startedAt: new Date(start.startedAt).toISOString(),
    file: plan.file,
    source: plan.source,
    seed: plan.seed,
    runtime: plan.runtime,
    host: facts.host,
    ...(facts.git !== undefined && { git: facts.git }),
    steps: [],
    outputs: [],
  };
}

/** Names of the experiments that have runs, sorted. */
export function listExperiments(store: DiskStore): readonly string[] {
  return foldersIn(join(store.root, 'runs')).filter(isName).sort();
}

/**
 * Returns the runs of an experiment, newest first, at most `most` of them. Leaves out runs whose record is missing or damaged.
 */
export function listRuns(store: DiskStore, experiment: string, most = Infinity): readonly RunRecord[] {
  const runs: RunRecord[] = [];
  for (const number of runNumbers(store, experiment)) {
    if (runs.length >= most) break;
    const run = readNumber(store, experiment, number);
    if (run !== undefined) runs.push(run);
  }
  return runs;
}

/** Yields the `run.json` files of an experiment, newest first. `run` is undefined for a damaged one. */
export function* runFiles(
  store: DiskStore,
  experiment: string,
): Generator<{
  readonly number: number;
  readonly path: string;
  readonly run: RunRecord | undefined;
  readonly unreadable?: Unreadable;
}> {
  for (const number of runNumbers(store, experiment)) {
    const path = join(runFolder(store, experiment, number), 'run.json');
    const content = contentOf(path);
    // Killed before it was written: this run did nothing.
    if (content === undefined) continue;
    if (content instanceof Unreadable) yield { number, path, run: undefined, unreadable: content };
    else yield { number, path, run: readRun(store, experiment, number) };
  }
}

/** Returns one run, or undefined when there is none or its record is damaged. `latest` is the newest readable one. */
export function readRun(store: DiskStore, experiment: string, which: number | 'latest'): RunRecord | undefined {
  if (which !== 'latest') return readNumber(store, experiment, which);
  for (const number of runNumbers(store, experiment)) {
    const run = readNumber(store, experiment, number);
    if (run !== undefined) return run;
  }
  return undefined;
}

/**
 * Whether the process of an unfinished run may still be alive. If it cannot be looked up, it counts as alive while its
 * heartbeat was seen within the last `silenceMs`; without a heartbeat, for a week.
 */
export function mayRun(store: DiskStore, { process, startedAt }: RunRecord, silenceMs: number): boolean {
  const fate = fateOf(process);
  if (fate !== 'unseen') return fate === 'alive';
  if (typeof process.folder !== 'string') return Date.now() - Date.parse(startedAt) <= WEEK_MS;
  return store.temporary.silenceOf(process.folder) <= silenceMs;
}

/** Whether a run's process ended before it could record its steps: its record has none. */
export function wasKilled(run: RunRecord): boolean {
  return run.status === 'interrupted' && run.durationMs === undefined;
}

/** Absolute path of a run's folder. */
export function runFolder(store: DiskStore, experiment: string, number: number): string {
  return join(experimentFolder(store, experiment), String(number));
}

/** Numbers of the runs that an experiment has a folder for, newest first. */
export function runNumbers(store: DiskStore, experiment: string): readonly number[] {
  if (!isName(experiment) || isLink(experimentFolder(store, experiment))) return [];
  return foldersIn(experimentFolder(store, experiment))
    .filter((name) => /^[1-9]\d{0,14}$/.test(name))
    .map(Number)
    .sort((a, b) => b - a);
}

function readNumber(store: DiskStore, experiment: string, number: number): RunRecord | undefined {
  if (!isName(experiment) || isLink(experimentFolder(store, experiment))) return undefined;
  const folder = runFolder(store, experiment, number);
  if (!isFolder(folder)) return undefined;
  const text = contentOf(join(folder, 'run.json'));
  const run = typeof text === 'string' ? parseRun(text) : undefined;
  if (run === undefined || run.number !== number || run.experiment !== experiment) return undefined;
  if (run.status !== 'running') return run;
  return mayRun(store, run, SILENT_MS) ? run : { ...run, status: 'interrupted' };
}

/** @throws Unreadable when the path cannot be looked at */
function isFolder(path: string): boolean {
  try {
    return patientlySync(() => lstatSync(path, { throwIfNoEntry: false }))?.isDirectory() === true;
  } catch (error) {
    if (isUnreadable(error)) throw new Unreadable(`the folder ${path}`, path, error);
    if (codeOf(error) === 'ENOTDIR') return false; // So there is no such folder either.
    throw error;
  }
}

/** Returns the content of a run's file: undefined when there is none, null when something else is in its place. */
function contentOf(path: string): string | null | undefined | Unreadable {
  try {
    return patientlySync(() => readRegular(path, LARGEST_RUN).toString('utf8'));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    return isUnreadable(error) ? new Unreadable(`the record of a run, ${path},`, path, error) : null;
  }
}

async function takeNumber(
  store: DiskStore,
  experiment: string,
): Promise<{ readonly number: number; readonly folder: string }> {
  const parent = experimentFolder(store, experiment);
  refuseLink(parent);
  await makeFolder(parent);
  // Also past those that `assay gc` and `assay rm` deleted: a number names one run for ever.
  const last = Math.max(
    runNumbers(store, experiment)[0] ?? 0,
    latestOf(join(parent, 'latest')),
    ...removedNumbers(parent),
  );
  for (let number = last + 1; ; number += 1) {
    const folder = join(parent, String(number));
    if (await explainingFailures(folder, () => makeNew(folder))) return { number, folder };
  }
}

/** Ends the name of an empty file that stands for a run that was removed: `7.removed`. */
export const REMOVED = '.removed';

/** Numbers of runs that were removed, as far as an experiment's folder tells them: the highest is always there. */
export function removedNumbers(parent: string): readonly number[] {
  return readdirSync(parent).flatMap((name) => (/^[1-9]\d{0,14}\.removed$/.test(name) ? [parseInt(name, 10)] : []));
}

/** Creates a folder; returns false when it exists. Of two processes that try, one gets it. */
async function makeNew(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    shareFolder(folder);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function experimentFolder(store: DiskStore, experiment: string): string {
  checkExperimentName(experiment);
  return join(store.root, 'runs', experiment);
}

/** @throws UsageError for a name that cannot be that of a folder */
export function checkExperimentName(experiment: string): void {
  if (isName(experiment)) return;
  throw new UsageError(`Cannot keep runs of an experiment called ${JSON.stringify(experiment)}`, {
    hint: 'Use 1 to 100 letters, digits, ".", "_" and "-", with a letter or a digit first.',
  });
}

/** A name comes from a file that anybody may have written, and becomes a folder. */
function isName(experiment: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(experiment);
}

/**
 * Names of the folders in a folder, none where there is no such folder; symbolic links are none.
 *
 * @throws Unreadable when it cannot be listed: to `assay gc`, a run that is not seen is one that keeps nothing
 */
function foldersIn(folder: string): readonly string[] {
  try {
    const entries = patientlySync(() => readdirSync(folder, { withFileTypes: true }));
    return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  } catch (error) {
    if (isUnreadable(error)) throw new Unreadable(`the folder ${folder}`, folder, error);
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}
