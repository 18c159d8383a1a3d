import { lstatSync, readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UsageError } from '../failure.ts';
import type { Json } from '../json.ts';
import type { Plan } from '../plan.ts';
import { fateOf, thisProcess } from '../store/alive.ts';
import { codeOf, makeFolder, shareFolder, taught, writeAtomically } from '../store/atomic.ts';
import type { DiskStore } from '../store/disk.ts';
import { isLink, refuseLink } from '../store/links.ts';
import { readRegular } from '../store/regular-file.ts';
import { isUnreadable, patientlySync, Unreadable } from '../store/unreadable.ts';
import { latestOf, pointLatest } from './latest.ts';
import { checkFileName, publish } from './publish.ts';
import { parseRun, runStepOf, type RunOutput, type RunRecord } from './run-record.ts';
import type { StepResult } from './result.ts';

/** A run whose heartbeat has stood still for so long is shown as interrupted. */
const SILENT_MS = 5 * 60_000;
const WEEK_MS = 7 * 24 * 3_600_000;
/** A run of a hundred thousand steps has less. */
const LARGEST_RUN = 256 * 1024 * 1024;

/** A run that is being written. */
export interface OpenRun {
  readonly number: number;
  /** Absolute path of its folder. */
  readonly folder: string;
  /**
   * Copies the published outputs of the steps that have a result beside the run's record. They are plain copies: who
   * edits one does not harm the store. Outputs of steps without a result are left out.
   */
  publish(results: ReadonlyMap<string, StepResult>): Promise<readonly RunOutput[]>;
  /** Writes the run's final record, and lets `latest` point at a run that is whole and done. */
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
  /** Whether it leaves out steps of its experiment, as `--until` does. */
  readonly partial?: boolean;
  now(): number;
}

/**
 * Begins the next run of a plan's experiment: removes what dead processes have left in the store's `tmp`, takes a number
 * nobody else has and leaves a record that says it is running.
 *
 * @throws UsageError when the store cannot be written.
 */
export async function startRun(store: DiskStore, plan: Plan, facts: RunFacts): Promise<OpenRun> {
  for (const { file } of plan.outputs) checkFileName(file);
  await store.temporary.removeStale();
  const { number, folder } = await takeNumber(store, plan.experiment);
  const startedAt = facts.now();
  const record: RunRecord = {
    format: 1,
    experiment: plan.experiment,
    number,
    status: 'running',
    process: { ...thisProcess(), folder: store.temporary.label },
    startedAt: new Date(startedAt).toISOString(),
    file: plan.file,
    source: plan.source,
    seed: plan.seed,
    runtime: plan.runtime,
    host: facts.host,
    ...(facts.git !== undefined && { git: facts.git }),
    steps: [],
    outputs: [],
  };
  const write = async (content: RunRecord): Promise<RunRecord> => {
    const text = `${JSON.stringify(content, null, 2)}\n`;
    await writeAtomically(join(folder, 'run.json'), text, { temporary: store.temporary });
    return content;
  };
  await write(record);
  return {
    number,
    folder,
    publish: (results) => publish(store, plan, folder, results),
    async finish({ status, results, outputs }) {
      const steps = plan.steps.flatMap((step) => {
        const result = results.get(step.id);
        return result === undefined ? [] : [runStepOf(step.id, step.stage.name, result)];
      });
      const done = await write({ ...record, status, durationMs: facts.now() - startedAt, steps, outputs });
      if (facts.partial !== true && status === 'done') await pointLatest(store, dirname(folder), number);
      return done;
    },
  };
}

/** Names of the experiments that have runs, sorted. */
export function listExperiments(store: DiskStore): readonly string[] {
  return foldersIn(join(store.root, 'runs')).filter(isName).sort();
}

/**
 * The runs of an experiment, newest first, at most `most` of them. A run whose record is missing or damaged is left out.
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

/** The files `run.json` of an experiment, the newest first. `run` is undefined for one that is damaged. */
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
    // Killed before it was written: a run that did nothing.
    if (content === undefined) continue;
    if (content instanceof Unreadable) yield { number, path, run: undefined, unreadable: content };
    else yield { number, path, run: readRun(store, experiment, number) };
  }
}

/** One run, or undefined when there is none or its record is damaged. `latest` is the newest that can be read. */
export function readRun(store: DiskStore, experiment: string, which: number | 'latest'): RunRecord | undefined {
  if (which !== 'latest') return readNumber(store, experiment, which);
  for (const number of runNumbers(store, experiment)) {
    const run = readNumber(store, experiment, number);
    if (run !== undefined) return run;
  }
  return undefined;
}

/**
 * Whether the process of a run that has not written down its end may still be alive. One that cannot be looked for is alive
 * as long as its heartbeat was seen within the last `silenceMs`; without a heartbeat its word is taken for a week.
 */
export function mayRun(store: DiskStore, { process, startedAt }: RunRecord, silenceMs: number): boolean {
  const fate = fateOf(process);
  if (fate !== 'unseen') return fate === 'alive';
  if (typeof process.folder !== 'string') return Date.now() - Date.parse(startedAt) <= WEEK_MS;
  return store.temporary.silenceOf(process.folder) <= silenceMs;
}

/** Whether a run's process ended before it could write down what the run did: its record has no steps. */
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

/** What is in a run's file: undefined where there is none, null where something else is in its place. */
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
  // Also past one that `assay gc` has removed: a number means one run for ever.
  const last = Math.max(runNumbers(store, experiment)[0] ?? 0, latestOf(join(parent, 'latest')));
  for (let number = last + 1; ; number += 1) {
    const folder = join(parent, String(number));
    if (await taught(folder, () => makeNew(folder))) return { number, folder };
  }
}

/** Makes a folder; false when there is one already. Of two processes that try, one gets it. */
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
  if (!isName(experiment))
    throw new UsageError(`Cannot keep runs of an experiment called ${JSON.stringify(experiment)}`, {
      hint: 'Use 1 to 100 letters, digits, ".", "_" and "-", with a letter or a digit first.',
    });
  return join(store.root, 'runs', experiment);
}

/** Names come from files that anybody may have written; this one becomes a folder. */
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
