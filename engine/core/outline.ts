import type { Digest } from './digest.ts';
import type { Reason } from './reason.ts';
import type { Point, Runtime, Stage } from './stage.ts';

/**
 * What running a step is to a person: `extend` continues from a checkpoint because only the work has grown, `heal` makes a lost
 * result again, `run` is everything else.
 */
export type WorkKind = 'run' | 'extend' | 'heal';

/** What will happen to a step, as far as it was known before the run, as plain data. */
export type Foreseen =
  /** `download`: how many bytes come from the remote cache; absent when all of it is in the store. */
  | { readonly action: 'reuse'; readonly key: Digest; readonly download?: number }
  | { readonly action: 'run'; readonly key: Digest; readonly kind: WorkKind; readonly reasons: readonly Reason[] }
  | { readonly action: 'wait'; readonly on: readonly string[] };

/** What reporters know of a step. Every planned step is one; so is a step that a journal names. */
export interface OutlinedStep {
  readonly id: string;
  readonly name: string;
  readonly point: Point;
  readonly stage: Pick<Stage, 'name' | 'numeric'>;
  /** By port, the steps whose outputs it reads. */
  readonly inputs: Readonly<Record<string, readonly { readonly step: string }[]>>;
}

/** What reporters know of a run. Every plan is one; so is the first line of a journal. */
export interface Outline {
  readonly experiment: string;
  readonly file: string;
  /** A number, or `$axis` where the seeds are an axis of the sweep. */
  readonly seed: number | string;
  readonly runtime: Pick<Runtime, 'backend' | 'threads'>;
  /** In the order of the plan. */
  readonly steps: readonly OutlinedStep[];
}
