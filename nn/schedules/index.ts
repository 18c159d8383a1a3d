import type { Optimizer } from '../optimizers/kind.ts';
import * as all from './all.ts';
import type { Schedule, ScheduleKind } from './kind.ts';

type Kinds = typeof all;
type SettingsOf<K> = K extends ScheduleKind<infer S> ? S : never;

/** What all schedules have. */
interface WarmUp {
  readonly warmUp?: number;
}

/** A schedule as written in a file: an object with one key, `{ cosine: { epochs: 20, warmUp: 1 } }`. */
export type ScheduleSpec = {
  [K in keyof Kinds]: { readonly [N in K]: SettingsOf<Kinds[K]> & WarmUp };
}[keyof Kinds];

// Each record fits its own settings only; the file's key finds the right one.
const kinds = new Map((Object.values(all) as unknown as ScheduleKind<object>[]).map((kind) => [kind.name, kind]));

const WARM_UP = {
  description: "Epochs before it in which the rate rises from 0 to the schedule's first, along a straight line",
  type: 'number',
  minimum: 0,
  maximum: 1_000_000,
  default: 0,
} as const;

/**
 * The schedule with every default filled in, after its warm-up.
 *
 * @throws Error for an unknown schedule
 */
export function createSchedule(spec: ScheduleSpec): Schedule {
  const [[name, settings] = ['', {}]] = Object.entries(spec) as [string, WarmUp][];
  const kind = kinds.get(name);
  if (kind === undefined) throw new Error(`Internal error: there is no schedule "${name}"`);
  const { warmUp = 0 } = settings;
  const { length, shareAt } = kind.create(settings);
  return {
    length: warmUp + length,
    shareAt: (time) => (time < warmUp ? (shareAt(0) * time) / warmUp : shareAt(time - warmUp)),
  };
}

/**
 * The optimizer whose learning rate follows a schedule.
 *
 * @param create the optimizer with this learning rate
 * @param options.learningRate the optimizer's own
 * @param options.batches updates in an epoch
 */
export function follow(
  create: (learningRate: number) => Optimizer,
  { learningRate, schedule, batches }: { learningRate: number; schedule: Schedule; batches: number },
): Optimizer {
  return {
    ...create(learningRate),
    rates: (update) => create(learningRate * schedule.shareAt(update / batches)).rates(update),
  };
}

/** The JSON Schemas of the settings, by name. */
export function scheduleSchemas(): Record<string, ScheduleKind<object>['schema']> {
  return Object.fromEntries(
    [...kinds].map(([name, { schema }]) => [
      name,
      { ...schema, properties: { ...schema.properties, warmUp: WARM_UP } },
    ]),
  );
}
