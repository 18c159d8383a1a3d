import type { ScheduleKind } from './kind.ts';

export interface PiecewiseSettings {
  /** Ascending. */
  readonly at: readonly number[];
  readonly shares: readonly number[];
}

/** The share number k from the k-th time on; 1 before the first. As PyTorch's MultiStepLR, with a share of its own for each piece. */
export const piecewise: ScheduleKind<PiecewiseSettings> = {
  name: 'piecewise',
  schema: {
    description: 'Changes the rate at given times',
    type: 'object',
    additionalProperties: false,
    required: ['at', 'shares'],
    properties: {
      at: {
        description: 'Epochs after which the rate changes, ascending',
        type: 'array',
        minItems: 1,
        items: { type: 'number', exclusiveMinimum: 0, maximum: 1_000_000 },
      },
      shares: {
        description:
          "The rates from these times on, as shares of the optimizer's learningRate: as many as there are times",
        type: 'array',
        minItems: 1,
        items: { type: 'number', exclusiveMinimum: 0 },
      },
    },
  },
  create: ({ at, shares }) => ({
    length: at.at(-1) ?? 0,
    shareAt: (time) => shares[at.filter((start) => start <= time).length - 1] ?? 1,
  }),
};
