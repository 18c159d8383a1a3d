import type { Problem } from '../../engine/core/stage.ts';
import { averaged } from '../../nn/optimizers/averaged.ts';
import { clipped } from '../../nn/optimizers/clipped.ts';
import { createOptimizer } from '../../nn/optimizers/index.ts';
import type { OptimizerKinds, OptimizerSpec } from '../../nn/optimizers/index.ts';
import type { Optimizer } from '../../nn/optimizers/kind.ts';
import { createSchedule, follow } from '../../nn/schedules/index.ts';
import type { ScheduleSpec } from '../../nn/schedules/index.ts';
import type { TrainParams } from './params.ts';

type Asked = Pick<TrainParams, 'optimizer' | 'schedule'>;

interface Surroundings {
  readonly kinds: OptimizerKinds;
  /** Updates in an epoch. */
  readonly batches: number;
}

/** The optimizer of a training, with its schedule, the clipping of its gradients and the average of its weights. */
export function optimizerOf(params: TrainParams, surroundings: Surroundings): Optimizer {
  const { clip, weightAverage } = params;
  const scheduled = scheduledOf(params, surroundings);
  const limited = clip === undefined ? scheduled : clipped(scheduled, clip);
  return weightAverage === undefined ? limited : averaged(limited, weightAverage);
}

function scheduledOf({ optimizer: spec, schedule }: Asked, { kinds, batches }: Surroundings): Optimizer {
  const { learningRate } = settingsOf(spec);
  if (schedule === undefined || learningRate === undefined) return createOptimizer(spec, kinds);
  return follow((rate) => createOptimizer(withRate(spec, rate), kinds), {
    learningRate,
    schedule: createSchedule(schedule),
    batches,
  });
}

/** The schedule fits the training, and the optimizer has a rate to lead. */
export function checkSchedule({ optimizer, schedule, epochs }: Asked & Pick<TrainParams, 'epochs'>): Problem[] {
  if (schedule === undefined) return [];
  const [name = ''] = Object.keys(schedule);
  const path = ['schedule', name];
  if (settingsOf(optimizer).learningRate === undefined) {
    const [kind = ''] = Object.keys(optimizer);
    return [{ path: ['schedule'], message: `The optimizer "${kind}" has no learningRate for a schedule to change` }];
  }
  const uneven = checkPieces(schedule);
  if (uneven.length > 0) return uneven;
  const { length, shareAt } = createSchedule(schedule);
  if (length > epochs) {
    const message = `The schedule "${name}" takes ${told(length)}, but the training ends after ${told(epochs)}`;
    return [{ path, message, notes: [`Make it shorter, or set "epochs" to ${Math.ceil(length)} or more`] }];
  }
  if (length < epochs && shareAt(length) === 0 && shareAt(epochs) === 0) {
    const message = `Nothing is learnt after ${told(length)} of ${epochs}: there the schedule "${name}" ends at a rate of 0`;
    return [{ path, message, notes: ['Set its "final" above 0, to go on at that rate, or make it longer'] }];
  }
  return [];
}

/** A piecewise schedule has a share for each of its times, and these ascend. */
function checkPieces(schedule: ScheduleSpec): Problem[] {
  if (!('piecewise' in schedule)) return [];
  const { at, shares } = schedule.piecewise;
  const path = ['schedule', 'piecewise'];
  if (at.length !== shares.length) {
    const message = `Found ${at.length} times in "at" and ${shares.length} rates in "shares": expected one rate for each time`;
    return [{ path: [...path, 'shares'], message }];
  }
  const late = at.findIndex((time, index) => index > 0 && time <= (at[index - 1] ?? 0));
  if (late === -1) return [];
  return [
    { path: [...path, 'at', late], message: `${at[late]} does not come after ${at[late - 1]}: times must ascend` },
  ];
}

function told(epochs: number): string {
  return epochs === 1 ? '1 epoch' : `${epochs} epochs`;
}

function settingsOf(spec: OptimizerSpec): { readonly learningRate?: number } {
  return Object.values(spec)[0] ?? {};
}

function withRate(spec: OptimizerSpec, learningRate: number): OptimizerSpec {
  const changed = Object.entries(spec).map(([name, settings]) => [name, { ...settings, learningRate }]);
  return Object.fromEntries(changed) as OptimizerSpec;
}
