import type { AugmentationKind } from './kind.ts';

export interface NoiseSettings {
  readonly deviation: number;
}

/** Normal noise, a number of its own for each value; what leaves 0 .. 1 is cut off. */
export const noise: AugmentationKind<NoiseSettings> = {
  name: 'noise',
  schema: {
    description: 'Adds normal noise to each value; what leaves 0 .. 1 is cut off',
    type: 'object',
    additionalProperties: false,
    required: ['deviation'],
    properties: {
      deviation: {
        description: 'Standard deviation, where white is 1',
        type: 'number',
        exclusiveMinimum: 0,
        maximum: 1,
      },
    },
  },
  paint({ deviation }, { normal }, { pixels }) {
    for (let index = 0; index < pixels.length; index += 1)
      pixels[index] = Math.min(1, Math.max(0, pixels[index]! + deviation * normal()));
  },
};
