import { STAYS, type AugmentationKind } from './kind.ts';

export interface ScaleSettings {
  readonly factor: number;
}

/** By 1 / factor .. factor, smaller as often as larger. */
export const scale: AugmentationKind<ScaleSettings> = {
  name: 'scale',
  schema: {
    description: 'Makes what is in the image larger or smaller',
    type: 'object',
    additionalProperties: false,
    required: ['factor'],
    properties: {
      factor: {
        description: 'At most so many times as large, or as small; smaller as often as larger',
        type: 'number',
        exclusiveMinimum: 1,
        maximum: 10,
      },
    },
  },
  transform({ factor }, { between }) {
    const inverse = factor ** between(-1, 1);
    return { ...STAYS, a: inverse, d: inverse };
  },
};
