// What chance gives: cosines of filters whose directions are random and isotropic in `dimension` dimensions (SCIENCE 2.3).
// The density of such a cosine is f(c) = C (1 - c²)^((d-3)/2) with C = Γ(d/2) / (√π Γ((d-1)/2)), and so
//   P(cos > τ) = ½ I_{1-τ²}((d-1)/2, ½), the regularised incomplete beta function.

/**
 * The probability that two random directions have a cosine above `threshold`.
 *
 * Two series of positive terms, so that nothing cancels (DLMF 8.17.8, for x = 1 - τ² and for its complement):
 *   P     = C τ x^((d-1)/2) / (d-1) · Σₙ xⁿ  Πₖ (d/2+k) / ((d+1)/2+k)    the tail itself, however small
 *   ½ - P = C τ x^((d-1)/2)         · Σₙ τ²ⁿ Πₖ (d/2+k) / (3/2+k)        for τ²d < 1, where the first needs ~36/τ² terms
 * The relative error is below 1e-12 for any threshold and up to 30,000 dimensions (measured: 2e-13), as long as the result is
 * a normal number, 2e-308 or more; smaller results underflow.
 *
 * @param dimension number of weights of a filter, >= 1
 * @param threshold -1 .. 1
 */
export function chanceAbove(dimension: number, threshold: number): number {
  if (threshold >= 1) return 0;
  // On a line there are two directions: a cosine is 1 or -1, so it is not above -1 half of the times.
  if (dimension === 1 || threshold === 0) return 0.5;
  if (threshold < 0) return 1 - chanceAbove(dimension, -threshold);
  const square = threshold * threshold;
  const rest = (1 - threshold) * (1 + threshold);
  // log1p twice: computing 1 - τ² by one subtraction loses digits near 1, and the power would multiply that loss.
  const power = Math.exp(((dimension - 1) / 2) * (Math.log1p(-threshold) + Math.log1p(threshold)));
  const scale = densityScale(dimension) * threshold * power;
  if (square * dimension < 1) return 0.5 - scale * series(dimension / 2, { below: 1.5, argument: square });
  return (scale / (dimension - 1)) * series(dimension / 2, { below: (dimension + 1) / 2, argument: rest });
}

/**
 * The threshold that random filters of `dimension` exceed as often as random filters of `reference` dimensions exceed
 * `threshold`: a cosine of 0.5 between 3x3x1 filters (d = 9) is as likely as 0.052 between 5x5x32 filters (d = 800).
 *
 * @returns found by bisection to the last bits of a double
 */
export function equalSurprise(dimension: number, threshold: number, reference: number): number {
  if (threshold < 0) return -equalSurprise(dimension, -threshold, reference);
  if (dimension === reference || threshold === 0 || threshold >= 1) return threshold;
  const chance = chanceAbove(reference, threshold);
  let [low, high] = [0, 1];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (chanceAbove(dimension, middle) > chance) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** So many pairs of so many. */
export interface Share {
  readonly pairs: number;
  readonly possible: number;
}

/**
 * How many standard deviations a share of similar pairs is from the chance p of each: (R - p) / √(p (1 - p) / N). The deviation
 * is exact because pairs of isotropic random directions are independent two by two (SCIENCE 2.3).
 *
 * @returns null without pairs, or where chance has no spread
 */
export function deviationFromChance({ pairs, possible }: Share, chance: number): number | null {
  const variance = (chance * (1 - chance)) / possible;
  return possible > 0 && variance > 0 ? (pairs / possible - chance) / Math.sqrt(variance) : null;
}

/** C: a product of factors near 1, so that no logarithm of a gamma function has to be accurate. C(d+2) = C(d) · d/(d-1). */
function densityScale(dimension: number): number {
  let scale = dimension % 2 === 0 ? 1 / Math.PI : 0.5;
  for (let d = dimension % 2 === 0 ? 2 : 3; d < dimension; d += 2) scale *= d / (d - 1);
  return scale;
}

/** Σₙ argumentⁿ Πₖ₌₀ⁿ⁻¹ (above + k) / (below + k), 0 <= argument < 1. */
function series(above: number, { below, argument }: { readonly below: number; readonly argument: number }): number {
  let sum = 1;
  let term = 1;
  for (let k = 0; term > sum * 1e-17 * (1 - argument); k++) {
    term *= (argument * (above + k)) / (below + k);
    sum += term;
  }
  return sum;
}
