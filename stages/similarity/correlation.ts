import { centerRows, cosinesOfGram, gram } from './cosines.ts';
import type { Patches } from './patches.ts';

/**
 * What filters make of patches: w·x + b.
 *
 * @param filters.rows `[count, dimension]`
 * @returns `[count, patches]`
 */
export function responses(
  { values, count: patches, dimension }: Patches,
  filters: { readonly rows: Float64Array; readonly bias: ArrayLike<number>; readonly count: number },
): Float64Array {
  const { rows, bias, count } = filters;
  const found = new Float64Array(count * patches);
  for (let patch = 0; patch < patches; patch++) {
    const start = patch * dimension;
    for (let filter = 0; filter < count; filter++) {
      const from = filter * dimension;
      let sum = bias[filter] ?? 0;
      for (let k = 0; k < dimension; k++) sum += (rows[from + k] as number) * (values[start + k] as number);
      found[filter * patches + patch] = sum;
    }
  }
  return found;
}

/**
 * Pearson's correlation of every two rows. Of linear responses this is wᵢᵀ Σ wⱼ / √(wᵢᵀ Σ wᵢ · wⱼᵀ Σ wⱼ) with Σ the
 * covariance of the patches (SCIENCE 2.4), without Σ, which is large for deep layers.
 *
 * @param rows `[count, samples]`; left alone
 * @returns `[count, count]`; NaN where a row is 0 throughout
 */
export function correlationsOf(rows: Float64Array, count: number): Float64Array {
  const shape = { count, dimension: rows.length / count };
  const centered = rows.slice();
  centerRows(centered, shape, 'filter');
  return cosinesOfGram(gram(centered, shape), count).matrix;
}

/** Spearman's rank correlation, equal values at their mean rank; null without two values, or if one list is constant. */
export function rankCorrelation(a: readonly number[], b: readonly number[]): number | null {
  if (a.length < 2) return null;
  const found = correlationsOf(Float64Array.from([ranks(a), ranks(b)].flatMap((each) => [...each])), 2)[1] ?? NaN;
  return Number.isNaN(found) ? null : found;
}

function ranks(values: readonly number[]): Float64Array {
  const order = values.map((_, index) => index).sort((i, j) => (values[i] as number) - (values[j] as number));
  const found = new Float64Array(values.length);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end] as number] === values[order[start] as number]) end++;
    for (let place = start; place < end; place++) found[order[place] as number] = (start + end - 1) / 2;
    start = end;
  }
  return found;
}
