import type { PlannedStep } from '../core/plan.ts';
import { byReach, isWithin, parseReach, reachName, showReach } from '../core/reach.ts';
import { checkpointFingerprint, reachable } from '../plan/checkpoint-key.ts';
import { keyOf } from '../plan/fingerprint.ts';
import type { StepRecord, ArtifactRef, Fingerprint } from '../core/record.ts';
import type { Checkpoint, Reach } from '../core/stage.ts';
import type { Store, Temporary, Watched } from '../store/store.ts';

/**
 * How long the file of a replaced checkpoint stays, in ms: another step that shares the checkpoints may be about to read it. If none
 * were removed, a checkpoint every ten seconds would soon fill the disk.
 */
const OUTLIVES_MS = 60_000;

/**
 * The checkpoints of a step have a separate record, under the fingerprint without the parameter that only extends the step. Its
 * outputs are the checkpoints, named by how far they reach: so a training of 60 epochs finds those of one of 50. Of the checkpoints
 * inside a unit (an epoch) only the newest stays, and none once one is kept that reaches further.
 */
export class Checkpoints {
  readonly #store: Store;
  readonly #fingerprint: Fingerprint;
  readonly #parameter: string;
  readonly #goal: number;
  /** The last checkpoint that this run saved on its way: only the last is kept. */
  #passed: { readonly name: string; readonly file: Temporary } | undefined;
  /** The name of the last checkpoint that this run saved. */
  #saved: string | undefined;
  /** The files of replaced checkpoints, and when they were replaced. */
  #replaced: { readonly file: Temporary; readonly at: number }[] = [];

  /** For a step whose stage has `extends`. */
  constructor(store: Store, step: PlannedStep, fingerprint: Fingerprint) {
    this.#store = store;
    this.#fingerprint = checkpointFingerprint(step, fingerprint);
    this.#parameter = step.stage.extends ?? '';
    this.#goal = Number(step.params[this.#parameter]);
  }

  /**
   * The furthest checkpoint that does not reach beyond the step, verified and watched; skips damaged ones. With `own`, only the last
   * one that this run saved counts.
   */
  async latest({ own }: { readonly own: boolean }): Promise<(Checkpoint & Watched) | undefined> {
    // Until the step ends, `assay gc` keeps what it may continue from.
    const record = this.#store.records.use(keyOf(this.#fingerprint));
    for (const { reach, name, ref } of reachable(record, this.#goal)) {
      if (own && name !== this.#saved) continue;
      const object = await this.#store.objects.watch(ref);
      if (object !== undefined) return { ...reach, ...object };
    }
    return undefined;
  }

  /**
   * Moves the checkpoint at `path` into the store, then removes the one that this run saved before. The caller has checked that what
   * it was made of is unchanged.
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
    // The last checkpoint of a step is where a longer one starts. It stays, even after a forced longer run.
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

/** Whether the name is that of a checkpoint inside a unit that one with this `reach` makes superfluous. */
function isLeftBehind(name: string, reach: Reach): boolean {
  const other = parseReach(name);
  return other?.part !== undefined && byReach(reach, other) <= 0;
}
