import { FINAL, LENGTH, type ScheduleKind } from './kind.ts';

export interface PolynomialSettings {
  readonly epochs: number;
  readonly final?: number;
  readonly power?: number;
}

/** (1 - final) · (1 - time / epochs) ^ power + final, as in Keras's PolynomialDecay. */
export const polynomial: ScheduleKind<PolynomialSettings> = {
  name: 'polynomial',
  schema: {
    description: 'Lowers the rate along a power of the time that is left: a straight line by default',
    type: 'object',
    additionalProperties: false,
    required: ['epochs'],
    properties: {
      epochs: LENGTH,
      final: FINAL,
      power: { description: '1 is a straight line', type: 'number', exclusiveMinimum: 0, default: 1 },
    },
  },
  create: ({ epochs, final = 0, power = 1 }) => ({
    length: epochs,
    shareAt: (time) => (1 - final) * Math.max(0, 1 - time / epochs) ** power + final,
  }),
};
