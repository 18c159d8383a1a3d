import { EVERY, FACTOR, type ScheduleKind } from './kind.ts';

export interface StepSettings {
  readonly every: number;
  readonly factor?: number;
}

/** factor ^ ⌊time / every⌋, as in PyTorch's StepLR and Keras's ExponentialDecay with `staircase`. */
export const step: ScheduleKind<StepSettings> = {
  name: 'step',
  schema: {
    description: 'Multiplies the rate by the same factor every few epochs, all at once',
    type: 'object',
    additionalProperties: false,
    required: ['every'],
    properties: {
      every: { ...EVERY, description: 'Epochs from one change of the rate to the next' },
      factor: { ...FACTOR, default: 0.1 },
    },
  },
  create: ({ every, factor = 0.1 }) => ({ length: every, shareAt: (time) => factor ** Math.floor(time / every) }),
};
