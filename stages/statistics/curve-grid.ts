/** Steps of a curve on each side of 0. */
const STEPS = 40;

/** The smallest of 0.05, 0.1, 0.2, 0.3, 0.5 and 1 that is not below `cosine`. */
export function roundLimit(cosine: number): number {
  return [0.05, 0.1, 0.2, 0.3, 0.5].find((limit) => cosine <= limit) ?? 1;
}

/**
 * Thresholds of a curve of ratios, in equal steps on both sides of 0, as far as cosines go.
 *
 * @param largest the largest cosine of either sign
 * @param dimension of the filters: random ones reach 4 / √dimension
 */
export function curveGrid(largest: number, dimension: number): number[] {
  const limit = roundLimit(Math.max(largest, 4 / Math.sqrt(Math.max(dimension, 1))));
  return Array.from({ length: 2 * STEPS + 1 }, (_, step) => Number((((step - STEPS) * limit) / STEPS).toPrecision(12)));
}
