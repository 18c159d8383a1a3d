import type { Digest } from '../../core/digest.ts';
import { fateOf } from '../../store/local/alive.ts';
import type { DiskStore } from '../../store/local/disk.ts';
import { Batch, batchNames, userName, type BatchHead } from './batch.ts';
import { parseQueue, queueArguments, type Run } from './commands.ts';
import { EventReader } from './relay.ts';
import type { LiveBatch, LiveTask } from './watch.ts';

/** A heartbeat that has stood still for longer belongs to a loop that is gone. */
const SILENT_MS = 120_000;

/** The tasks of other loops that wait or run, by the keys that they make and, for the same experiment, by the steps that they do. */
export class Others {
  readonly #store: DiskStore;
  readonly #experiment: string;
  readonly #number: number | undefined;
  readonly #run: Run;
  /** Batches that were looked at, and need not be again. */
  readonly #known = new Set<string>();
  readonly #byKey = new Map<Digest, LiveTask>();
  readonly #byStep = new Map<string, LiveTask>();

  /** @param own the run of this loop, which may have been begun by a loop before */
  constructor(store: DiskStore, own: Pick<BatchHead, 'experiment' | 'run'>, run: Run) {
    this.#store = store;
    this.#experiment = own.experiment;
    this.#number = own.run;
    this.#run = run;
  }

  /** A batch of this loop is nobody else's. */
  ignore(name: string): void {
    this.#known.add(name);
  }

  /** The task of another loop that will do this step; undefined if there is none. */
  find(key: Digest, step: string): LiveTask | undefined {
    const task = this.#byKey.get(key) ?? this.#byStep.get(step);
    return task?.done === false ? task : undefined;
  }

  /** The task of another loop of the same experiment that does this step, even if it has ended meanwhile. */
  doing(step: string): LiveTask | undefined {
    return this.#byStep.get(step);
  }

  /** Looks for batches that Slurm still shows and that have come since the last call. */
  async look(): Promise<readonly LiveBatch[]> {
    const names = batchNames(this.#store.root).filter((name) => !this.#known.has(name));
    const open = names.flatMap((name) => {
      const batch = new Batch(this.#store, name);
      if (!batch.hasEnded) return [batch];
      this.#known.add(name);
      return [];
    });
    if (open.length === 0) return [];
    const { code, out } = await this.#run('squeue', queueArguments(open.map(({ name }) => name)));
    if (code !== 0) return [];
    const seen = parseQueue(out);
    const lives: LiveBatch[] = [];
    for (const batch of open) {
      const head = headOf(batch);
      if (head === undefined) continue;
      const tasks = seen.filter(({ name }) => name === batch.name);
      const orphan = this.#isOrphan(head);
      if (tasks.length > 0) lives.push(this.#adopt(batch, tasks, { head, orphan }));
      // Its loop may be about to submit it. If there is no loop any more, nobody will.
      else if (orphan) await batch.ended().catch(() => undefined);
    }
    return lives;
  }

  #adopt(
    batch: Batch,
    seen: ReturnType<typeof parseQueue>,
    { head: { experiment }, orphan }: { readonly head: BatchHead; readonly orphan: boolean },
  ): LiveBatch {
    this.#known.add(batch.name);
    const [first] = seen;
    const live: LiveBatch = {
      batch,
      job: first?.id,
      tasks: [],
      needs: { cores: 1 },
      foreign: true,
      orphan,
      since: -Infinity,
    };
    const keys = batch.keys() ?? [];
    live.tasks = seen.flatMap(({ task: index, node, state }): LiveTask[] => {
      const content = keys[index];
      if (content === undefined) return [];
      const events = new EventReader(batch.eventsPath(index));
      const place = node === undefined ? {} : { node };
      const task: LiveTask = { batch: live, index, ids: content.ids, events, done: false, state, ...place };
      for (const key of content.keys) this.#byKey.set(key, task);
      if (experiment === this.#experiment) for (const id of content.ids) this.#byStep.set(id, task);
      return [task];
    });
    return live;
  }

  /** Whether a batch's loop is gone, and it was this user's. */
  #isOrphan({ loop, user, experiment, run }: BatchHead): boolean {
    if (user !== userName()) return false;
    if (run !== undefined && run === this.#number && experiment === this.#experiment) return true;
    const fate = fateOf(loop);
    return fate === 'unseen' ? this.#store.temporary.silenceOf(loop.folder) > SILENT_MS : fate === 'gone';
  }
}

function headOf(batch: Batch): BatchHead | undefined {
  try {
    return batch.head();
  } catch {
    return undefined; // Not written yet, or by a loop that died while it wrote.
  }
}
