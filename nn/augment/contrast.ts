import type { AugmentationKind } from './kind.ts';

export interface ContrastSettings {
  readonly factor: number;
}

/** v ← mean + f·(v - mean), with f = 1 / factor .. factor and the mean of the image. */
export const contrast: AugmentationKind<ContrastSettings> = {
  name: 'contrast',
  schema: {
    description: 'Raises or lowers the contrast about the mean of the image',
    type: 'object',
    additionalProperties: false,
    required: ['factor'],
    properties: {
      factor: {
        description: 'At most so many times as high, or as low; lower as often as higher',
        type: 'number',
        exclusiveMinimum: 1,
        maximum: 100,
      },
    },
  },
  paint({ factor }, { between }, { pixels }) {
    const power = factor ** between(-1, 1);
    let sum = 0;
    for (let index = 0; index < pixels.length; index += 1) sum += pixels[index]!;
    const mean = sum / pixels.length;
    for (let index = 0; index < pixels.length; index += 1)
      pixels[index] = Math.min(1, Math.max(0, mean + power * (pixels[index]! - mean)));
  },
};
