import type { AugmentationKind } from './kind.ts';

export interface CutoutSettings {
  readonly size: number;
}

/** A black square whose middle is anywhere in the image (DeVries and Taylor 2017): at the edge, only a part of it is inside. */
export const cutout: AugmentationKind<CutoutSettings> = {
  name: 'cutout',
  schema: {
    description: 'Blackens a square, whose middle is anywhere in the image',
    type: 'object',
    additionalProperties: false,
    required: ['size'],
    properties: {
      size: { description: 'Its side in pixels', type: 'integer', minimum: 1, maximum: 1000 },
    },
  },
  paint({ size: side }, { uniform }, { pixels, size: [height, width, channels] }) {
    const range = (length: number): [number, number] => {
      const start = Math.floor(uniform() * length) - (side >> 1);
      return [Math.max(0, start), Math.min(length, start + side)];
    };
    const [top, bottom] = range(height);
    const [left, right] = range(width);
    for (let y = top; y < bottom; y += 1) pixels.fill(0, (y * width + left) * channels, (y * width + right) * channels);
  },
};
