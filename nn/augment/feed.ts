import type { LabelledImages } from '../images.ts';
import type { Feed } from '../trainer.ts';
import { createAugment, type AugmentSpec } from './index.ts';
import type { ImageSize } from './kind.ts';
import { mixtureOf, type MixupSettings } from './mixup.ts';

/** What is done to the images of a training. */
export interface Augmenting {
  readonly augment?: AugmentSpec;
  readonly mixup?: MixupSettings;
}

interface Given {
  readonly data: LabelledImages;
  readonly size: ImageSize;
  readonly classes: number;
  readonly seed: number;
  /** Updates in an epoch. */
  readonly batches: number;
}

/**
 * The batches of a training with augmentation, made as they are needed: `x`, images as the network takes them, and with mixup `y`,
 * the share of each class in each image. All of it depends on the seed, the epoch and the examples only.
 */
export function augmentedBatches({ augment = {}, mixup }: Augmenting, given: Given): Feed {
  const { data, size, classes, seed, batches } = given;
  const change = createAugment(augment, size, seed);
  const length = size[0] * size[1] * size[2];
  return {
    shapes: { x: size, ...(mixup && { y: [classes] }) },
    of({ examples, update }) {
      const epoch = Math.floor(update / batches) + 1;
      const x = new Float32Array(examples.length * length);
      for (const [place, image] of examples.entries()) {
        const target = x.subarray(place * length, (place + 1) * length);
        change(data.images.subarray(image * length, (image + 1) * length), target, { epoch, image });
      }
      standardize(x, data);
      if (mixup === undefined) return { x };
      const { share, partners } = mixtureOf(mixup, { seed, update, images: examples.length });
      const y = new Float32Array(examples.length * classes);
      for (const [place, image] of examples.entries()) {
        y[place * classes + data.labels[image]!]! += share;
        const partner = examples[partners[place]!]!;
        y[place * classes + data.labels[partner]!]! += 1 - share;
      }
      return { x: mixed(x, { share, partners, length }), y };
    },
  };
}

/** The scale of the dataset, in place. */
function standardize(x: Float32Array, { scale }: LabelledImages): void {
  if (scale === undefined) return;
  const channels = scale.mean.length;
  for (let index = 0; index < x.length; index += 1) {
    const channel = index % channels;
    x[index] = (x[index]! - scale.mean[channel]!) / scale.std[channel]!;
  }
}

function mixed(
  x: Float32Array,
  { share, partners, length }: { readonly share: number; readonly partners: Int32Array; readonly length: number },
): Float32Array {
  const all = new Float32Array(x.length);
  for (const [place, partner] of partners.entries()) {
    const [own, other] = [place * length, partner * length];
    for (let index = 0; index < length; index += 1)
      all[own + index] = share * x[own + index]! + (1 - share) * x[other + index]!;
  }
  return all;
}
