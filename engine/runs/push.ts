import { StageFailure, UsageError } from '../core/failure.ts';
import { canonical, isObject, type Json, type JsonObject } from '../core/json.ts';
import type { StepRecord } from '../core/record.ts';
import type { Stage } from '../core/stage.ts';
import { lastingCheckpoints } from '../plan/checkpoint-key.ts';
import type { DiskStore } from '../store/local/disk.ts';
import type { Amount, RemoteCache } from '../store/remote/remote-cache.ts';
import { Turns } from '../store/remote/turns.ts';
import { readNotes } from './notes.ts';
import type { RunRecord, RunStep } from './run-record.ts';

/** How many results are on their way at once. */
const PARALLEL = 8;
const MOST_NAMED = 5;

export interface PushOptions {
  /** What to call the run there: `quickstart@3`. */
  readonly name: string;
  /** Whether it may take the name of another run. */
  readonly replace: boolean;
  /** Stages by name, to know which have checkpoints. */
  readonly stages: Readonly<Record<string, Stage>>;
  readonly signal: AbortSignal;
  /** Told how many results are done, of how many. */
  readonly progress: (done: number, total: number) => void;
}

/** What was uploaded: the objects that the remote cache lacked. */
export interface Pushed extends Amount {
  readonly results: number;
}

/**
 * Uploads a run with all it needs: the results of its steps, their checkpoints, and last the run itself, under its name and as the
 * newest of its experiment. Whoever finds the run finds all of it.
 *
 * @throws UsageError when the run is going on, a result is gone, or the name belongs to another run; RemoteFailure
 */
export async function pushRun(
  store: DiskStore,
  run: RunRecord,
  cache: RemoteCache,
  { name, replace, stages, signal, progress }: PushOptions,
): Promise<Pushed> {
  const records = resultsOf(store, run).map(({ record }) => record);
  const body = documentOf(store, run);
  if (!replace) await checkName(cache, { name, body, signal });
  const turns = new Turns(PARALLEL);
  let done = 0;
  const total: { objects: number; bytes: number } = { objects: 0, bytes: 0 };
  const push = async (record: StepRecord): Promise<void> => {
    const { objects, bytes } = await cache.push(record, store, signal);
    total.objects += objects;
    total.bytes += bytes;
  };
  const pushAll = async (record: StepRecord): Promise<void> => {
    signal.throwIfAborted();
    await push(record);
    const stage = stages[record.fingerprint.stage];
    const checkpoints = stage && lastingCheckpoints(store.records, { stage }, record.fingerprint);
    if (checkpoints !== undefined) await push(await withTheirs(cache, checkpoints, signal));
    progress((done += 1), records.length);
  };
  await Promise.all(records.map((record) => turns.run(() => pushAll(record))));
  await cache.pushRun(name, body, signal);
  const latest = `${run.experiment}@latest`;
  if (name !== latest) await cache.pushRun(latest, body, signal);
  return { results: records.length, ...total };
}

/** What is kept of a run elsewhere. */
function documentOf(store: DiskStore, run: RunRecord): JsonObject {
  const { tags = [], note } = readNotes(store, run) ?? {};
  const notes: JsonObject = { tags, ...(note !== undefined && { note }) };
  // JSON leaves out what is undefined, which the canonical form refuses.
  return { run: JSON.parse(JSON.stringify(run)) as Json, notes };
}

/** @throws UsageError when another run has the name */
async function checkName(
  cache: RemoteCache,
  { name, body, signal }: { readonly name: string; readonly body: JsonObject; readonly signal: AbortSignal },
): Promise<void> {
  if (name.endsWith('@latest')) return;
  const other = await cache.findRun(name, signal);
  if (other === undefined || startOf(other) === startOf(body)) return;
  throw new UsageError(`Another run is called ${name} at ${cache.name}`, {
    hint: 'Give this one another name with --as NAME, or take the name away from the other one with --replace.',
  });
}

/** What tells a run from all others: when it began, and in which process. */
function startOf({ run }: JsonObject): string {
  return isObject(run) ? canonical([run['startedAt'] ?? null, run['process'] ?? null]) : '';
}

/**
 * The steps of a run that have a result, with their records. Until the command ends, `assay gc` keeps them.
 *
 * @throws UsageError when the run is going on; StageFailure when a result is gone
 */
export function resultsOf(
  store: DiskStore,
  run: RunRecord,
): readonly { readonly step: RunStep; readonly record: StepRecord }[] {
  if (run.status === 'running')
    throw new UsageError(`Run ${run.number} of ${run.experiment} is still going`, { hint: 'Wait until it has ended.' });
  const results: { step: RunStep; record: StepRecord }[] = [];
  const gone: string[] = [];
  for (const step of run.steps) {
    const { id, action, key } = step;
    if (key === undefined || (action !== 'finished' && action !== 'reused')) continue;
    const record = store.records.use(key);
    if (record === undefined) gone.push(id);
    else results.push({ step, record });
  }
  if (gone.length === 0) return results;
  const named = gone.length > MOST_NAMED ? `${gone.length} steps` : gone.join(', ');
  throw new StageFailure(`The results of ${named} of run ${run.number} are no longer in this store`, {
    hint: `Make them again first: assay run ${run.file}`,
  });
}

/** Checkpoints of this store and those that are there already: others may have trained longer. */
async function withTheirs(cache: RemoteCache, ours: StepRecord, signal: AbortSignal): Promise<StepRecord> {
  const theirs = await cache.find(ours.key, signal);
  if (theirs === undefined) return ours;
  const kept: [string, StepRecord['outputs'][string]][] = [];
  for (const [name, ref] of Object.entries(theirs.outputs))
    if (!Object.hasOwn(ours.outputs, name) && (await cache.has(ref, signal))) kept.push([name, ref]);
  return { ...ours, outputs: { ...Object.fromEntries(kept), ...ours.outputs } };
}
