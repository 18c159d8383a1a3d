import { isDeepStrictEqual } from 'node:util';
import { StageFailure, UsageError } from '../core/failure.ts';
import type { ArtifactRef, StepRecord } from '../core/record.ts';
import type { Stage } from '../core/stage.ts';
import { checkpointFingerprint } from '../plan/checkpoint-key.ts';
import { missingOf } from '../plan/elsewhere.ts';
import { keyOf } from '../plan/fingerprint.ts';
import type { DiskStore } from '../store/local/disk.ts';
import type { Amount, RemoteCache } from '../store/remote/remote-cache.ts';
import { Turns } from '../store/remote/turns.ts';
import { foreignRun, keepNotes } from './foreign-run.ts';
import type { RunRecord, RunStep } from './run-record.ts';
import { adoptRun, listRuns } from './runs.ts';

const PARALLEL = 16;
const MOST_NAMED = 5;

export interface PullOptions {
  /** What the run is called there: `quickstart@3` or `quickstart@latest`. */
  readonly name: string;
  /** Stages by name, to know which have checkpoints. */
  readonly stages: Readonly<Record<string, Stage>>;
  readonly signal: AbortSignal;
  /** Told how many results are done, of how many. */
  readonly progress: (done: number, total: number) => void;
}

/** The run in this store, and what was downloaded for it. */
export interface Pulled extends Amount {
  readonly run: RunRecord;
  /** Whether it was here before. */
  readonly known: boolean;
}

/**
 * Downloads a run with all it needs, and keeps it under the next number of its experiment. Everything is verified first; what has
 * come stays, so a pull that failed goes on where it ended.
 *
 * @throws UsageError when there is no such run; StageFailure when a part of it is gone; RemoteFailure
 */
export async function pullRun(
  store: DiskStore,
  cache: RemoteCache,
  { name, stages, signal, progress }: PullOptions,
): Promise<Pulled> {
  const body = await cache.findRun(name, signal);
  if (body === undefined)
    throw new UsageError(`There is no run called ${name} at ${cache.name}`, {
      hint: `Whoever has it uploads it with "assay push". "assay pull ${name.replace(/@.*/, '')}" takes the newest one.`,
    });
  const run = foreignRun(body['run']);
  if (run === undefined)
    throw new StageFailure(`What ${cache.name} has as ${name} is no run of this version of Assay`, {
      hint: 'Whoever has the run can push it again with --replace.',
    });
  const steps = run.steps.filter(({ action }) => action === 'finished' || action === 'reused');
  const pull = new Pull(store, cache, signal);
  const turns = new Turns(PARALLEL);
  let done = 0;
  const results = await Promise.all(
    steps.map((step) =>
      turns.run(async () => {
        signal.throwIfAborted();
        const isWhole = await pull.result(step, stages);
        progress((done += 1), steps.length);
        return isWhole;
      }),
    ),
  );
  const lost = steps.filter((_, index) => results[index] !== true).map(({ id }) => id);
  if (lost.length > 0) throw gone(cache, name, lost);
  // `assay gc` may have deleted what came more than an hour ago.
  await pull.everythingAgain();
  const here = sameRun(store, run);
  if (here !== undefined) return { run: here, known: true, ...pull.amount };
  const at = new Date().toISOString();
  const adopted = await adoptRun(store, { ...run, pulled: { from: cache.name, name, number: run.number, at } });
  await keepNotes(store, adopted, body['notes']);
  return { run: adopted, known: false, ...pull.amount };
}

class Pull {
  readonly amount: { objects: number; bytes: number } = { objects: 0, bytes: 0 };
  readonly #store: DiskStore;
  readonly #cache: RemoteCache;
  readonly #signal: AbortSignal;
  readonly #records: StepRecord[] = [];
  readonly #refs = new Map<string, ArtifactRef>();

  constructor(store: DiskStore, cache: RemoteCache, signal: AbortSignal) {
    this.#store = store;
    this.#cache = cache;
    this.#signal = signal;
  }

  /** Brings the result of a step, its checkpoints, and the artifacts that the run names. Returns whether all of it is here. */
  async result({ key, outputs = {} }: RunStep, stages: PullOptions['stages']): Promise<boolean> {
    const record = key === undefined ? undefined : await this.#recordOf(key);
    if (record === undefined) return false;
    // A result that was made again since, and differs, is not what this run had.
    const isWhole = (await this.#bring({ ...record, outputs })) && (await this.#bring(record));
    if (!isWhole) return false;
    await this.#keep(record);
    const stage = stages[record.fingerprint.stage];
    if (stage?.extends !== undefined)
      await this.#checkpoints(keyOf(checkpointFingerprint({ stage }, record.fingerprint)));
    return true;
  }

  /** Waits until all is on the disk; downloads again what has left the store since. */
  async everythingAgain(): Promise<void> {
    for (const record of this.#records) {
      await this.#bring(record);
      if (this.#store.records.use(record.key) === undefined) await this.#store.records.put(record);
    }
    await this.#store.objects.flush(this.#refs.values());
  }

  /** A checkpoint that is gone is no loss: a longer training starts from the beginning. */
  async #checkpoints(key: StepRecord['key']): Promise<void> {
    const theirs = await this.#cache.find(key, this.#signal);
    if (theirs === undefined) return;
    const ours = this.#store.records.get(key);
    const merged = { ...theirs, outputs: { ...theirs.outputs, ...ours?.outputs } };
    if (await this.#bring(merged)) await this.#keep(merged);
  }

  async #recordOf(key: StepRecord['key']): Promise<StepRecord | undefined> {
    return this.#store.records.use(key) ?? (await this.#cache.find(key, this.#signal));
  }

  async #keep(record: StepRecord): Promise<void> {
    await this.#store.records.put(record);
    this.#records.push(record);
  }

  /** Brings what is missing of a record's outputs; returns whether all of it is here. */
  async #bring(record: StepRecord): Promise<boolean> {
    for (const ref of missingOf(record, (each) => this.#store.objects.has(each))) {
      if (!(await this.#cache.fetch(ref, this.#store, this.#signal))) return false;
      this.amount.objects += 1;
      this.amount.bytes += ref.bytes;
      this.#refs.set(ref.digest, ref);
    }
    return true;
  }
}

/** The run in this store that began at the same time in the same process. */
function sameRun(store: DiskStore, { experiment, startedAt, process }: RunRecord): RunRecord | undefined {
  const isSame = (run: RunRecord): boolean => run.startedAt === startedAt && isDeepStrictEqual(run.process, process);
  return listRuns(store, experiment).find(isSame);
}

function gone(cache: RemoteCache, name: string, lost: readonly string[]): StageFailure {
  const named = lost.length > MOST_NAMED ? `${lost.length} of its steps` : lost.join(', ');
  return new StageFailure(`${cache.name} no longer has all of ${name}: the results of ${named} are gone`, {
    hint: 'What has come is kept. Whoever has the run can push it again.',
  });
}
