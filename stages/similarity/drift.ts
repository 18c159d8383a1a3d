import type { Drift } from '../formats/similarity-report.ts';
import type { Cosines, Filters } from '../statistics/cosines.ts';
import { square } from '../statistics/square.ts';

/** How far filters are from what they were before training, filter by filter. */
export function driftOf(filters: Filters, before: Filters): Drift {
  const { dimension } = filters;
  const [cosines, ratios]: [number[], number[]] = [[], []];
  for (let filter = 0; filter < Math.min(filters.count, before.count); filter++) {
    const [now, then] = [filters, before].map(({ weights }) =>
      weights.subarray(filter * dimension, (filter + 1) * dimension),
    ) as [Float32Array, Float32Array];
    const [own, old] = [normOf(now), normOf(then)];
    if (own === 0 || old === 0) continue;
    let product = 0;
    for (let k = 0; k < dimension; k++) product += (now[k] as number) * (then[k] as number);
    cosines.push(Math.max(-1, Math.min(1, product / (own * old))));
    ratios.push(own / old);
  }
  if (cosines.length === 0) return { meanCosine: null, leastCosine: null, normRatio: null };
  ratios.sort((a, b) => a - b);
  const [lower = NaN, upper = NaN] = [ratios[(ratios.length - 1) >> 1], ratios[ratios.length >> 1]];
  return {
    meanCosine: cosines.reduce((sum, cosine) => sum + cosine, 0) / cosines.length,
    leastCosine: cosines.reduce((least, cosine) => Math.min(least, cosine), 1),
    normRatio: (lower + upper) / 2,
  };
}

/** How many pairs are similar in both. */
export function countBoth(cosines: Cosines, before: Cosines, threshold: number): number {
  const { matrix, count } = cosines;
  let pairs = 0;
  for (let i = 0; i < count; i++) {
    for (let place = i * count + i + 1; place < (i + 1) * count; place++) {
      if ((matrix[place] as number) > threshold && (before.matrix[place] as number) > threshold) pairs++;
    }
  }
  return pairs;
}

function normOf(weights: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < weights.length; k++) sum += square(weights[k] as number);
  return Math.sqrt(sum);
}
