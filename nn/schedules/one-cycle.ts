import { LENGTH, type ScheduleKind } from './kind.ts';

export interface OneCycleSettings {
  readonly epochs: number;
  readonly rise?: number;
  readonly first?: number;
  readonly final?: number;
}

/**
 * Half a cosine up from `first` to 1, then half a cosine down to `final` (Smith and Topin 2018, in the form of PyTorch's
 * OneCycleLR, whose `final_div_factor` counts from the first rate).
 */
export const oneCycle: ScheduleKind<OneCycleSettings> = {
  name: 'oneCycle',
  schema: {
    description: "Raises the rate to the optimizer's learningRate and lowers it to nearly nothing, along half cosines",
    type: 'object',
    additionalProperties: false,
    required: ['epochs'],
    properties: {
      epochs: LENGTH,
      rise: {
        description: 'The part of the epochs in which the rate rises',
        type: 'number',
        exclusiveMinimum: 0,
        exclusiveMaximum: 1,
        default: 0.3,
      },
      first: {
        description: "The first rate, as a share of the optimizer's learningRate",
        type: 'number',
        exclusiveMinimum: 0,
        maximum: 1,
        default: 0.04,
      },
      final: {
        description: 'The last rate, likewise',
        type: 'number',
        minimum: 0,
        maximum: 1,
        default: 4e-6,
      },
    },
  },
  create: ({ epochs, rise = 0.3, first = 0.04, final = 4e-6 }) => ({
    length: epochs,
    shareAt(time) {
      const done = Math.min(1, time / epochs);
      return done < rise ? between(first, 1, done / rise) : between(1, final, (done - rise) / (1 - rise));
    },
  }),
};

/** From one value to another along half a cosine. */
function between(from: number, to: number, done: number): number {
  return to + ((from - to) / 2) * (1 + Math.cos(Math.PI * done));
}
