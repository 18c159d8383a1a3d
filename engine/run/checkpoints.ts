import type { PlannedStep } from '../plan.ts';
import { checkpointFingerprint, reachable } from '../planner/checkpoint-key.ts';
import { keyOf } from '../planner/fingerprint.ts';
import type { ActionRecord, ArtifactRef, Fingerprint } from '../record.ts';
import type { Checkpoint } from '../stage.ts';
import type { Store } from '../store/store.ts';

/**
 * The checkpoints of a step are a record of their own, under the fingerprint without the parameter that only extends the
 * step. Its outputs are the states, named by how far they go: so a training of 60 epochs finds those of one of 50.
 */
export class Checkpoints {
  readonly #store: Store;
  readonly #fingerprint: Fingerprint;
  readonly #goal: number;
  /** How far the states go that this run has saved on the way: only the last of them is kept. */
  #passed: number | undefined;
  /** How far the last state goes that this run has saved. */
  #saved: number | undefined;

  /** Of a step whose stage has `extends`. */
  constructor(store: Store, step: PlannedStep, fingerprint: Fingerprint) {
    this.#store = store;
    this.#fingerprint = checkpointFingerprint(step, fingerprint);
    this.#goal = Number(step.params[step.stage.extends ?? '']);
  }

  /**
   * The furthest state that goes no further than the step, verified; a damaged one is passed over. With `own` only the last
   * one that this run has saved counts.
   */
  async latest({ own }: { readonly own: boolean }): Promise<Checkpoint | undefined> {
    // Until the step has ended, `assay gc` keeps what it may go on from.
    const record = this.#store.actions.use(keyOf(this.#fingerprint));
    for (const at of reachable(record, this.#goal)) {
      if (own && at !== this.#saved) continue;
      const ref = record?.outputs[String(at)];
      const path = ref === undefined ? undefined : await this.#store.blobs.open(ref);
      if (path !== undefined) return { at, path };
    }
    return undefined;
  }

  /** Takes the state in the file `path` into the store, then lets go of the one before it on this run's way. */
  async save(at: number, path: string): Promise<void> {
    if (!Number.isSafeInteger(at) || at < 1 || at > this.#goal) {
      throw new Error(`A checkpoint goes 1 to ${this.#goal} far, found ${at}`);
    }
    const blob = await this.#store.blobs.put(path);
    const outputs: Record<string, ArtifactRef> = { ...this.#record()?.outputs };
    if (this.#passed !== undefined) delete outputs[String(this.#passed)];
    outputs[String(at)] = { kind: 'checkpoint', extension: 'bin', ...blob };
    // What a step ended with is where a longer one starts: it stays.
    this.#passed = at === this.#goal ? undefined : at;
    this.#saved = at;
    const record: ActionRecord = {
      format: 1,
      key: keyOf(this.#fingerprint),
      fingerprint: this.#fingerprint,
      outputs,
      metrics: {},
      startedAt: new Date(0).toISOString(),
      durationMs: 0,
      host: null,
    };
    await this.#store.actions.put(record);
  }

  #record(): ActionRecord | undefined {
    return this.#store.actions.get(keyOf(this.#fingerprint));
  }
}
