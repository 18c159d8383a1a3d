import type { Problem } from '../../../engine/core/stage.ts';
import type { Range } from '../array-images.ts';

/** The property `name` of a source of the user's own images; `name` is the default. */
export function nameProperty(name: string): Readonly<Record<string, unknown>> {
  return {
    description: 'Name of the dataset in pictures and reports',
    type: 'string',
    minLength: 1,
    maxLength: 100,
    default: name,
  };
}

/** The property `classes` of a source whose labels are numbers. */
export const CLASSES: Readonly<Record<string, unknown>> = {
  description: 'Number of classes: labels are 0 to classes - 1. Without it, the greatest label plus 1',
  type: 'integer',
  minimum: 1,
  maximum: 256,
};

/** The properties of a source of the user's own arrays or tables of images: what is declared of them, and the range of their values. */
export function declaring(name: string): Readonly<Record<string, unknown>> {
  return {
    name: nameProperty(name),
    size: {
      description:
        '[height, width] of every image, in pixels. With it, Assay can check the model before anything runs. Use resize to change the size after loading',
      type: 'array',
      items: { type: 'integer', minimum: 1, maximum: 4096 },
      minItems: 2,
      maxItems: 2,
    },
    channels: { description: '1: grey, 3: colour', type: 'integer', minimum: 1, maximum: 256, default: 1 },
    classes: CLASSES,
    range: {
      description: 'Which values are black and white. Pixels become whole numbers from 0 to 255',
      type: 'array',
      items: { type: 'number' },
      minItems: 2,
      maxItems: 2,
      default: [0, 255],
    },
  };
}

/** What is wrong with a range. */
export function rangeProblems({ range: [black, white] }: { readonly range: Range }): readonly Problem[] {
  if (black < white) return [];
  const message = `Wrong range: black is ${black}, and white must be more, not ${white}`;
  return [
    { path: ['range'], message, notes: black > white ? ['If black and white are swapped, use "invert: true"'] : [] },
  ];
}
