import { describe, expect, it } from 'vitest';
import { atOnce } from '../../../engine/core/slices.ts';
import { activationOf, filtersOf, resolveModel } from '../../../nn/model.ts';
import type { Probed } from '../../../stages/similarity/activations.ts';
import { correlationsOf } from '../../../stages/similarity/correlation.ts';
import { alikeRandomPairs, randomFilters } from '../../../stages/similarity/random-pairs.ts';
import { standardErrors } from '../../../stages/similarity/standard-error.ts';
import type { FilterLayer } from '../../../stages/similarity/patches.ts';
import { cosinesOf } from '../../../stages/statistics/cosines.ts';
import { normalFilters, uniforms } from '../statistics/random.ts';

const MODEL = resolveModel({ input: [8, 8, 1], layers: [{ conv2d: { filters: 4, kernel: 3, activation: 'relu' } }] });
const [CONV] = MODEL.layers;
const LAYER: FilterLayer = { name: 'conv1', filters: filtersOf(MODEL, CONV)!, activation: activationOf(MODEL, CONV) };

function probedOf(weights: Float32Array, count: number, bias: readonly number[]): Probed {
  const dimension = weights.length / count;
  const cosines = atOnce(cosinesOf({ weights, count, dimension }, 'none')).matrix;
  const rows = new Float64Array(weights);
  return { layer: LAYER, rows, bias, cosines, seed: 3, thresholds: [], images: [] } as unknown as Probed;
}

/** Patches of white noise: there the correlation of linear responses is the cosine of the weights. */
const NOISE = { values: Float64Array.from(normalFilters(4000, 9, uniforms(2))), count: 4000, dimension: 9 };

describe('randomFilters()', () => {
  it('have the norms and the biases of the layer, and other directions', () => {
    const weights = Float32Array.from([...Array.from({ length: 9 }, () => 1), ...Array.from({ length: 9 }, () => -4)]);
    const { rows, bias } = randomFilters(probedOf(weights, 2, [0.5, -7]), { dimension: 9, count: 5 });
    expect([...bias]).toEqual([0.5, -7, 0.5, -7, 0.5]);
    for (let filter = 0; filter < 5; filter++) {
      expect(Math.hypot(...rows.subarray(filter * 9, filter * 9 + 9))).toBeCloseTo(filter % 2 === 0 ? 3 : 12, 10);
    }
    expect(rows[0]).not.toBeCloseTo(1, 3);
  });
});

describe('alikeRandomPairs()', () => {
  const pairs = (cosine: number): Float32Array => {
    const across = Math.sqrt(1 - cosine * cosine);
    return Float32Array.from([1, 0, 0, 0, 0, 0, 0, 0, 0, cosine, across, 0, 0, 0, 0, 0, 0, 0]);
  };
  it('have the cosines of the similar pairs: on white noise they respond as alike as their weights are', () => {
    for (const [cosine, share] of [
      [0.6, 1],
      [0.4, 0],
    ] as const) {
      const found = atOnce(alikeRandomPairs(probedOf(pairs(cosine), 2, [0, 0]), NOISE, 0.3));
      expect(found).toMatchObject({ pairs: 1, pre: share });
    }
  });
  it('have the biases of the similar pairs: filters that are never above 0 respond to nothing', () => {
    const found = atOnce(alikeRandomPairs(probedOf(pairs(0.9), 2, [-100, -100]), NOISE, 0.5));
    expect(found).toEqual({ pairs: 1, pre: 1, post: 0, cka: null });
    expect(atOnce(alikeRandomPairs(probedOf(pairs(0.9), 2, [0, 0]), NOISE, 0.5)).post).toBe(1);
  });
  it('has no share where no pair is similar', () => {
    expect(atOnce(alikeRandomPairs(probedOf(pairs(0.4), 2, [0, 0]), NOISE, 0.5))).toEqual({
      pairs: 0,
      pre: null,
      post: null,
      cka: null,
    });
  });
});

describe('standardErrors()', () => {
  it('is (1 - r²) / √n for n independent images', () => {
    const images = 400;
    const errors = Array.from({ length: 40 }, (_, seed) => {
      const linear = Float64Array.from(normalFilters(6, images, uniforms(seed)));
      return atOnce(standardErrors(linear, { count: 6, images, layer: LAYER })).pre ?? NaN;
    });
    const squares = errors.reduce((sum, error) => sum + error * error, 0) / errors.length;
    expect(Math.sqrt(squares) * Math.sqrt(images)).toBeGreaterThan(0.9);
    expect(Math.sqrt(squares) * Math.sqrt(images)).toBeLessThan(1.1);
  });
  it('counts images, not windows: windows that repeat say nothing new', () => {
    const images = 50;
    const once = normalFilters(4, images, uniforms(1));
    const linear = Float64Array.from({ length: 4 * images * 20 }, (_, at) => {
      const filter = Math.floor(at / (images * 20));
      return once[filter * images + Math.floor((at % (images * 20)) / 20)] ?? NaN;
    });
    const found = atOnce(standardErrors(linear, { count: 4, images, layer: LAYER })).pre;
    expect(found).toBeCloseTo(
      atOnce(standardErrors(Float64Array.from(once), { count: 4, images, layer: LAYER })).pre ?? NaN,
      10,
    );
    expect([...atOnce(correlationsOf(linear, 4))][1]).toBeCloseTo(
      [...atOnce(correlationsOf(Float64Array.from(once), 4))][1] ?? NaN,
      10,
    );
  });
  it('is unknown for one image', () => {
    const linear = Float64Array.from(normalFilters(4, 30, uniforms(1)));
    expect(atOnce(standardErrors(linear, { count: 4, images: 1, layer: LAYER }))).toEqual({ pre: null, post: null });
  });
});
