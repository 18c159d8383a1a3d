import { EVERY, FACTOR, type ScheduleKind } from './kind.ts';

export interface ExponentialSettings {
  readonly every?: number;
  readonly factor: number;
}

/** factor ^ (time / every), as in Keras's ExponentialDecay. */
export const exponential: ScheduleKind<ExponentialSettings> = {
  name: 'exponential',
  schema: {
    description: 'Multiplies the rate by the same factor every few epochs, in equal parts at every update',
    type: 'object',
    additionalProperties: false,
    required: ['factor'],
    properties: { every: { ...EVERY, default: 1 }, factor: FACTOR },
  },
  create: ({ every = 1, factor }) => ({ length: 0, shareAt: (time) => factor ** (time / every) }),
};
