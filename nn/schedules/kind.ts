// A schedule leads the learning rate through a training. It is a function of the time since the start, in epochs, and of nothing
// else: a training that was resumed or extended has the same rate at each update as one that ran through.

/** The course of a learning rate. */
export interface Schedule {
  /** Epochs that it needs to take full effect; 0 where any number will do. */
  readonly length: number;
  /**
   * The rate as a share of the optimizer's own.
   *
   * @param time epochs since the start, 0 or more; a half epoch is 0.5
   */
  readonly shareAt: (time: number) => number;
}

/** All that Assay knows of one schedule. `S` are its settings as written. A new one is a file here and a line in all.ts. */
export interface ScheduleKind<S extends object> {
  /** The schedule's key in the file. */
  readonly name: string;
  /** JSON Schema of the settings: a closed object. All schedules have `warmUp` besides. */
  readonly schema: Readonly<Record<string, unknown>> & { readonly properties: Readonly<Record<string, unknown>> };
  /** The schedule with every default filled in. */
  create(settings: S): Schedule;
}

/** Setting `epochs` of a schedule that comes to an end. */
export const LENGTH = {
  description: 'Epochs from the start, or the end of the warm-up, to the last rate, which then stays',
  type: 'number',
  minimum: 0.01,
  maximum: 1_000_000,
} as const;

/** Setting `final` of a schedule that comes to an end. */
export const FINAL = {
  description: "The last rate, as a share of the optimizer's learningRate",
  type: 'number',
  minimum: 0,
  default: 0,
} as const;

/** Setting `every` of a schedule that goes on for ever. */
export const EVERY = {
  description: 'Epochs in which the rate is multiplied by "factor" once',
  type: 'number',
  minimum: 0.01,
  maximum: 1_000_000,
} as const;

/** Setting `factor`, likewise. */
export const FACTOR = {
  description: 'What the rate is multiplied by',
  type: 'number',
  exclusiveMinimum: 0,
} as const;
