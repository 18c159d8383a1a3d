import { STAYS, type AugmentationKind } from './kind.ts';

export interface ShearSettings {
  readonly degrees: number;
}

/** Upright lines lean by at most so much. */
export const shear: AugmentationKind<ShearSettings> = {
  name: 'shear',
  schema: {
    description: 'Slants the image, as handwriting is',
    type: 'object',
    additionalProperties: false,
    required: ['degrees'],
    properties: {
      degrees: {
        description: 'Upright lines lean by at most so much, either way',
        type: 'number',
        exclusiveMinimum: 0,
        maximum: 60,
      },
    },
  },
  transform: ({ degrees }, { between }) => ({
    ...STAYS,
    b: Math.tan((between(-degrees, degrees) * Math.PI) / 180),
  }),
};
