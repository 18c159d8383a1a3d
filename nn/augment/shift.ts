import { STAYS, type AugmentationKind } from './kind.ts';

export interface ShiftSettings {
  readonly pixels: number;
}

/** By -pixels .. pixels along each side, parts of a pixel included. */
export const shift: AugmentationKind<ShiftSettings> = {
  name: 'shift',
  schema: {
    description: 'Moves the image',
    type: 'object',
    additionalProperties: false,
    required: ['pixels'],
    properties: {
      pixels: {
        description: 'By at most so many pixels to each side, parts of a pixel included',
        type: 'number',
        exclusiveMinimum: 0,
        maximum: 1000,
      },
    },
  },
  transform: ({ pixels }, { between }) => ({ ...STAYS, e: between(-pixels, pixels), f: between(-pixels, pixels) }),
};
