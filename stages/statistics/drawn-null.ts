import type { Center } from './cosines.ts';
import type { Likeness } from './likeness.ts';
import type { Shape } from './products.ts';

/**
 * `isotropic`: independent directions, uniform on the sphere, with the norms of the layer's filters. `permuted`: the weights of
 * each filter in random order. `rotated`: the layer turned at random about its mean filter, so with the same mean and the same
 * covariance. `rotated-about-zero`: turned about 0, so with the same second moments and no mean.
 */
export type DrawnNull = 'isotropic' | 'permuted' | 'rotated' | 'rotated-about-zero';

/** Filters as they are, before any centering. */
export interface LayerRows extends Shape {
  /** float64 `[count, dimension]`. */
  readonly rows: Float64Array;
  readonly center: Center;
  /** What may be done to one of two filters before they are compared; left out: nothing. */
  readonly upTo?: Likeness | undefined;
}
