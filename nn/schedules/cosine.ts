import { FINAL, LENGTH, type ScheduleKind } from './kind.ts';

export interface CosineSettings {
  readonly epochs: number;
  readonly final?: number;
  readonly restarts?: Restarts;
}

/** How each cycle differs from the one before. */
interface Restarts {
  readonly lengthen?: number;
  readonly lower?: number;
}

/**
 * Half a cosine from 1 to `final` (Loshchilov and Hutter 2017, SGDR), as in Keras's CosineDecay; with `restarts` again and again,
 * as in Keras's CosineDecayRestarts: each cycle is `lengthen` times as long and starts `lower` times as high as the one before.
 */
export const cosine: ScheduleKind<CosineSettings> = {
  name: 'cosine',
  schema: {
    description: 'Lowers the rate along half a cosine, once or with restarts',
    type: 'object',
    additionalProperties: false,
    required: ['epochs'],
    properties: {
      epochs: { ...LENGTH, description: `${LENGTH.description}; with "restarts", of the first cycle` },
      final: FINAL,
      restarts: {
        description: 'Starts again at the end, for as long as the training goes on',
        type: 'object',
        additionalProperties: false,
        properties: {
          lengthen: {
            description: 'Length of a cycle, in lengths of the one before',
            type: 'number',
            minimum: 1,
            maximum: 1000,
            default: 2,
          },
          lower: {
            description: 'First rate of a cycle, in first rates of the one before',
            type: 'number',
            exclusiveMinimum: 0,
            maximum: 1,
            default: 1,
          },
        },
      },
    },
  },
  create: ({ epochs, final = 0, restarts }) => ({
    length: epochs,
    shareAt(time) {
      const { done, height } = restarts === undefined ? once(time, epochs) : cycleAt(time, epochs, restarts);
      return (1 - final) * 0.5 * height * (1 + Math.cos(Math.PI * done)) + final;
    },
  }),
};

/** A place in a cycle: the part of it that is done, 0 .. 1, and how high it started. */
interface Place {
  readonly done: number;
  readonly height: number;
}

function once(time: number, epochs: number): Place {
  return { done: Math.min(1, time / epochs), height: 1 };
}

function cycleAt(time: number, epochs: number, { lengthen = 2, lower = 1 }: Restarts): Place {
  // Without this, a short cycle would be counted a million times in a long training.
  const skipped = lengthen === 1 ? Math.floor(time / epochs) : 0;
  let [start, length, height] = [skipped * epochs, epochs, lower ** skipped];
  while (time >= start + length) [start, length, height] = [start + length, length * lengthen, height * lower];
  return { done: (time - start) / length, height };
}
