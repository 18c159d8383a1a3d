import type { PlannedStep } from '../core/plan.ts';
import { byReach, isWithin, parseReach, reachName, showReach } from '../core/reach.ts';
import { checkpointFingerprint, reachable } from '../plan/checkpoint-key.ts';
import { keyOf } from '../plan/fingerprint.ts';
import type { StepRecord, ArtifactRef, Fingerprint } from '../core/record.ts';
import type { Checkpoint, Reach } from '../core/stage.ts';
import type { Store, Temporary, Watched } from '../store/store.ts';

/**
 * How long the file of a state outlives the state: another step that shares the checkpoints may just be about to read it. A
 * state every ten seconds, with none removed, would soon fill a disk.
 */
const OUTLIVES_MS = 60_000;

/**
 * The checkpoints of a step are a record of their own, under the fingerprint without the parameter that only extends the
 * step. Its outputs are the states, named by how far they go: so a training of 60 epochs finds those of one of 50. Of the states
 * inside a unit (inside an epoch) only the newest stays, and none once a state is kept that goes further.
 */
export class Checkpoints {
  readonly #store: Store;
  readonly #fingerprint: Fingerprint;
  readonly #parameter: string;
  readonly #goal: number;
  /** The state that this run has saved on its way: only the last of them is kept. */
  #passed: { readonly name: string; readonly file: Temporary } | undefined;
  /** The name of the last state that this run has saved. */
  #saved: string | undefined;
  /** The files of those that were replaced, and when. */
  #replaced: { readonly file: Temporary; readonly at: number }[] = [];

  /** Of a step whose stage has `extends`. */
  constructor(store: Store, step: PlannedStep, fingerprint: Fingerprint) {
    this.#store = store;
    this.#fingerprint = checkpointFingerprint(step, fingerprint);
    this.#parameter = step.stage.extends ?? '';
    this.#goal = Number(step.params[this.#parameter]);
  }

  /**
   * The furthest state that goes no further than the step, verified and watched; a damaged one is passed over. With `own` only
   * the last one that this run has saved counts.
   */
  async latest({ own }: { readonly own: boolean }): Promise<(Checkpoint & Watched) | undefined> {
    // Until the step has ended, `assay gc` keeps what it may go on from.
    const record = this.#store.records.use(keyOf(this.#fingerprint));
    for (const { reach, name, ref } of reachable(record, this.#goal)) {
      if (own && name !== this.#saved) continue;
      const object = await this.#store.objects.watch(ref);
      if (object !== undefined) return { ...reach, ...object };
    }
    return undefined;
  }

  /**
   * Takes the state in the file `path` into the store, then lets go of the one before it on this run's way. What it was made of
   * must have been found unchanged.
   */
  async save(reach: Reach, path: string): Promise<void> {
    if (!isWithin(reach, this.#goal)) {
      const found = showReach(reach, this.#parameter);
      throw new Error(`A checkpoint goes no further than its step, ${this.#goal} ${this.#parameter}; found ${found}`);
    }
    const file = await this.#store.objects.putForNow(path);
    const outputs: Record<string, ArtifactRef> = { ...this.#record()?.outputs };
    const before = this.#passed;
    if (before !== undefined) delete outputs[before.name];
    for (const name of Object.keys(outputs)) if (isLeftBehind(name, reach)) delete outputs[name];
    const name = reachName(reach);
    // What a step ended with is where a longer one starts: it stays, even if a longer one that was forced comes by.
    const stays = reach.at === this.#goal || Object.hasOwn(outputs, name);
    outputs[name] = { kind: 'checkpoint', extension: 'bin', digest: file.digest, bytes: file.bytes };
    this.#passed = stays ? undefined : { name, file };
    this.#saved = name;
    const record: StepRecord = {
      format: 1,
      key: keyOf(this.#fingerprint),
      fingerprint: this.#fingerprint,
      outputs,
      metrics: {},
      startedAt: new Date(0).toISOString(),
      durationMs: 0,
      host: null,
      checked: true,
    };
    await this.#store.records.put(record);
    if (before !== undefined) this.#replaced.push({ file: before.file, at: performance.now() });
    this.#removeReplaced(outputs);
  }

  #removeReplaced(outputs: StepRecord['outputs']): void {
    const needed = new Set(Object.values(outputs).map(({ digest }) => digest));
    this.#replaced = this.#replaced.filter(({ file, at }) => {
      if (performance.now() - at < OUTLIVES_MS) return true;
      if (!needed.has(file.digest)) file.remove();
      return false;
    });
  }

  #record(): StepRecord | undefined {
    return this.#store.records.use(keyOf(this.#fingerprint));
  }
}

/** Whether the name is that of a state inside a unit which one that goes as far as `reach` makes needless. */
function isLeftBehind(name: string, reach: Reach): boolean {
  const other = parseReach(name);
  return other?.part !== undefined && byReach(reach, other) <= 0;
}
