import { describe, expect, it } from 'vitest';
import { atOnce } from '../../../engine/core/slices.ts';
import { linearCka } from '../../../stages/similarity/cka.ts';
import { normalFilters, uniforms } from '../statistics/random.ts';

const WINDOWS = 40;

function responses(filters: number, seed: number): Float64Array {
  return Float64Array.from(normalFilters(filters, WINDOWS, uniforms(seed)), (value, at) => value + (at % 3));
}

/** Each filter as a sum of the others: `[into, from]` times `[from, windows]`. */
function mixed(matrix: readonly (readonly number[])[], rows: Float64Array): Float64Array {
  return Float64Array.from(
    matrix.flatMap((weights) =>
      Array.from({ length: WINDOWS }, (_, window) =>
        weights.reduce((sum, weight, from) => sum + weight * (rows[from * WINDOWS + window] ?? NaN), 0),
      ),
    ),
  );
}

describe('linearCka()', () => {
  it('is 1 for responses that are turned, scaled and moved by constants', () => {
    const rows = responses(2, 1);
    const turned = mixed(
      [
        [0.6, -0.8],
        [0.8, 0.6],
      ],
      rows,
    ).map((value, at) => 3 * value + (at < WINDOWS ? 5 : -7));
    expect(atOnce(linearCka(rows, turned, WINDOWS))).toBeCloseTo(1, 12);
  });
  it('is the squared correlation of two single filters', () => {
    const [one, other] = [responses(1, 2), responses(1, 3)];
    const center = (values: Float64Array): number[] => {
      const mean = values.reduce((a, b) => a + b) / WINDOWS;
      return Array.from(values, (value) => value - mean);
    };
    const dot = (a: number[], b: number[]): number => a.reduce((sum, value, at) => sum + value * (b[at] ?? NaN), 0);
    const [x, y] = [center(one), center(other)];
    const correlation = dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
    expect(atOnce(linearCka(one, other, WINDOWS))).toBeCloseTo(correlation * correlation, 12);
  });
  it('is that of the inner products of windows, tr(KL) / √(tr(KK) tr(LL)), of layers of other sizes', () => {
    const layers = [responses(3, 4), responses(5, 5)] as const;
    // K = C XᵀX C over windows, centered on both sides: the other form of the same formula.
    const kernels = layers.map((rows) => {
      const filters = rows.length / WINDOWS;
      const centered = rows.map((value, at) => {
        const filter = Math.floor(at / WINDOWS);
        return value - rows.subarray(filter * WINDOWS, (filter + 1) * WINDOWS).reduce((a, b) => a + b) / WINDOWS;
      });
      return Float64Array.from({ length: WINDOWS * WINDOWS }, (_, at) => {
        let sum = 0;
        for (let filter = 0; filter < filters; filter++) {
          sum +=
            (centered[filter * WINDOWS + Math.floor(at / WINDOWS)] ?? NaN) *
            (centered[filter * WINDOWS + (at % WINDOWS)] ?? NaN);
        }
        return sum;
      });
    });
    const trace = (a: Float64Array, b: Float64Array): number =>
      a.reduce((sum, value, at) => sum + value * (b[at] ?? NaN), 0);
    const [k, l] = kernels as [Float64Array, Float64Array];
    expect(atOnce(linearCka(...layers, WINDOWS))).toBeCloseTo(trace(k, l) / Math.sqrt(trace(k, k) * trace(l, l)), 12);
  });
  it('has no value where a layer does not vary', () => {
    expect(atOnce(linearCka(new Float64Array(WINDOWS).fill(2), responses(2, 6), WINDOWS))).toBeNull();
  });
});
