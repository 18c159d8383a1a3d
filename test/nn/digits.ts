import { randomOf } from '../../nn/random.ts';
import type { LabelledImages } from '../../nn/images.ts';

/** 6x6 images of a bright bar in column `label` (0 .. 5) on noise: easy to learn, with one image in `count` per call. */
export function bars(count: number, seed: number): LabelledImages {
  const random = randomOf(seed, 'bars');
  const images = new Uint8Array(count * 36);
  const labels = new Uint8Array(count);
  for (let image = 0; image < count; image += 1) {
    const label = random.below(6);
    labels[image] = label;
    for (let pixel = 0; pixel < 36; pixel += 1) {
      images[image * 36 + pixel] = random.below(60) + (pixel % 6 === label ? 150 : 0);
    }
  }
  return { images, labels };
}
