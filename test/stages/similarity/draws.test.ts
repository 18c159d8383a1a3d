import { describe, expect, it } from 'vitest';
import { atOnce } from '../../../engine/core/slices.ts';
import { drawLayers, drawsFor, whyLeftOut } from '../../../stages/similarity/draws.ts';
import { normalFilters, uniforms } from '../statistics/random.ts';

const shape = (count: number, dimension: number): { count: number; dimension: number } => ({ count, dimension });

describe('drawsFor()', () => {
  it('draws 999 layers of up to 256 filters, 199 of larger ones, and none where those take minutes', () => {
    for (const dimension of [9, 288, 800, 6400]) {
      expect(drawsFor('rotated', shape(256, dimension), 'auto')).toBe(999);
      expect(drawsFor('isotropic', shape(256, dimension), 'auto')).toBe(999);
    }
    expect(drawsFor('rotated', shape(512, 800), 'auto')).toBe(199);
    expect(drawsFor('permuted', shape(256, 800), 'auto')).toBe(199);
    expect(drawsFor('rotated', shape(4096, 9), 'auto')).toBe(0);
  });
  it('draws as many as it is told to', () => {
    expect(drawsFor('rotated', shape(4096, 9), 50)).toBe(50);
  });
});

describe('whyLeftOut()', () => {
  it('says how long it would take, and what to do', () => {
    expect(whyLeftOut('rotated', shape(4096, 9))).toMatch(
      /^199 draws of 4096 filters would take about [2-9] minutes: set "nullDraws" to draw them all the same$/,
    );
  });
});

describe('drawLayers()', () => {
  it('measures each draw like a layer: pairs of isotropic filters are as many as chance gives', () => {
    const rows = Float64Array.from(normalFilters(20, 9, uniforms(1)));
    const measuring = { thresholds: [0.5], grid: [] };
    const options = { measuring, draws: 300, seed: 4 };
    const values = atOnce(drawLayers('isotropic', { rows, count: 20, dimension: 9, center: 'none' }, options));
    expect(values).toHaveLength(300 * 7);
    let pairs = 0;
    for (let draw = 0; draw < 300; draw++) pairs += values[draw * 7] ?? NaN;
    // 190 pairs at 289/4096; pairs are independent two by two.
    const expected = 300 * 190 * (289 / 4096);
    expect(Math.abs(pairs - expected)).toBeLessThan(4 * Math.sqrt(expected));
  });
  it('leaves filters without direction out of a draw, as out of a layer', () => {
    // One weight each: centered by filter, permuted weights keep a direction; a filter of equal weights never has one.
    const rows = Float64Array.from([1, 0, 0, 0, 1, 0, 2, 2, 2]);
    const measuring = { thresholds: [0.9], grid: [] };
    const layer = { rows, count: 3, dimension: 3, center: 'filter' } as const;
    const values = atOnce(drawLayers('permuted', layer, { measuring, draws: 20, seed: 1 }));
    for (let draw = 0; draw < 20; draw++) {
      // One pair: the same place (cosine 1, one cluster) or another one (cosine -0.5, two clusters).
      const [similar = NaN, , clusters = NaN] = values.subarray(draw * 7, draw * 7 + 7);
      expect(clusters).toBe(2 - similar);
    }
  });
});
