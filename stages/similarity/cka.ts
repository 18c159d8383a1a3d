import type { Slices } from '../../engine/core/slices.ts';
import { centerRows } from '../statistics/cosines.ts';
import { gram } from '../statistics/products.ts';
import { square } from '../statistics/square.ts';

/**
 * Linear CKA of two sets of responses to the same windows (Kornblith et al. 2019, arXiv:1905.00414): ‖XᵀY‖² / (‖XᵀX‖ ‖YᵀY‖) of
 * centered responses, in Frobenius norms. 1: the same up to rotation and scale; 0: no linear relation. Of two single filters it
 * is the square of their correlation.
 *
 * @param one responses `[filters, windows]`; `other` as many windows
 * @returns null where one of them does not vary
 */
export function* linearCka(one: Float64Array, other: Float64Array, windows: number): Slices<number | null> {
  const first = one.length / windows;
  const count = first + other.length / windows;
  const rows = new Float64Array(count * windows);
  rows.set(one);
  rows.set(other, one.length);
  centerRows(rows, { count, dimension: windows }, 'filter');
  const products = yield* gram(rows, { count, dimension: windows });
  let [own, shared, others] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      const value = square(products[i * count + j] as number);
      if (i < first && j < first) own += value;
      else if (i >= first && j >= first) others += value;
      else if (i < first) shared += value;
    }
    yield;
  }
  const scale = Math.sqrt(own * others);
  return scale > 0 ? shared / scale : null;
}
