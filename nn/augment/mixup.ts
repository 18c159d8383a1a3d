import { randomOf, type Random } from '../random.ts';

export interface MixupSettings {
  /** Of the distribution Beta(alpha, alpha) of the shares. */
  readonly alpha: number;
}

/** How the images of a batch are mixed. */
export interface Mixture {
  /** The share of each image itself. */
  readonly share: number;
  /** The image that the rest is taken of, by its place in the batch. */
  readonly partners: Int32Array;
}

/**
 * How mixup (Zhang and others 2018) mixes a batch: image i becomes share·xᵢ + (1 - share)·x of its partner, and the same for the
 * targets, with one share for the whole batch and a random order of partners. A pure function of the seed and the update.
 */
export function mixtureOf(
  { alpha }: MixupSettings,
  { seed, update, images }: { readonly seed: number; readonly update: number; readonly images: number },
): Mixture {
  const random = randomOf(seed, 'mixup', update);
  const [one, other] = [gamma(alpha, random), gamma(alpha, random)];
  const partners = Int32Array.from({ length: images }, (_, image) => image);
  for (let last = images - 1; last > 0; last -= 1) {
    const place = random.below(last + 1);
    [partners[last], partners[place]] = [partners[place]!, partners[last]!];
  }
  // Both can be 0 where alpha is very small: then nearly all shares are 0 or 1.
  return { share: one + other === 0 ? 1 : one / (one + other), partners };
}

/** A number of the gamma distribution with this shape and scale 1 (Marsaglia and Tsang 2000). */
function gamma(shape: number, random: Random): number {
  if (shape < 1) return gamma(shape + 1, random) * (1 - random.uniform()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
}
