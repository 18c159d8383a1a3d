import type { Problem, StageContext } from '../../engine/core/stage.ts';
import type { Augmenting } from '../../nn/augment/feed.ts';
import { confusions } from '../../nn/augment/index.ts';
import type { Subject } from '../../nn/augment/kind.ts';
import type { KnownDataset } from '../training/model-facts.ts';
import type { TrainParams } from './params.ts';

/** What a training does to its images; nothing where the file says nothing. */
export function augmentingOf({ augment, mixup }: TrainParams): { readonly augmenting?: Augmenting } {
  if (augment === undefined && mixup === undefined) return {};
  return { augmenting: { ...(augment && { augment }), ...(mixup && { mixup }) } };
}

/** Warns of augmentations that make images of the dataset look like another class. */
export function warnOfConfusions(context: StageContext<TrainParams>, dataset: string): void {
  const { augment } = context.params;
  const subject = subjectOf(dataset);
  if (subject === undefined || augment === undefined) return;
  for (const confusion of confusions(augment, subject)) context.warn(`The images are ${subject}: ${confusion}`);
}

/** No square and no movement is larger than the image. */
export function checkAugment({ augment }: TrainParams, { shape }: KnownDataset): Problem[] {
  if (augment === undefined || shape === undefined) return [];
  const [height = 0, width = 0] = shape;
  const side = Math.min(height, width);
  const tooFar = (name: 'shift' | 'cutout', key: string, pixels: number | undefined): Problem[] => {
    if (pixels === undefined || pixels < side) return [];
    const message = `${pixels} pixels are as large as the images, ${height}x${width}: nothing of some would be left`;
    return [{ path: ['augment', name, key], message }];
  };
  return [
    ...tooFar('shift', 'pixels', augment.shift?.pixels),
    // Its middle is in the image, so a quarter of an image is left even by a square of its size.
    ...tooFar('cutout', 'size', augment.cutout && augment.cutout.size / 2),
  ];
}

function subjectOf(dataset: string): Subject | undefined {
  if (/^(mnist|svhn|emnist-(digits|mnist))$/.test(dataset)) return 'digits';
  return dataset.startsWith('emnist-') ? 'letters' : undefined;
}
