// Do the nulls hold what they promise? Layers that are what a null says must be called unlike it in 5 of 100 cases, and layers
// with something planted must be found.

import { describe, expect, it } from 'vitest';
import { atOnce } from '../../../engine/core/slices.ts';
import { drawLayers } from '../../../stages/similarity/draws.ts';
import { compareWithDrawn, judge } from '../../../stages/similarity/tests.ts';
import type { Compared } from '../../../stages/similarity/tests.ts';
import { cosinesOf, directedOnly } from '../../../stages/statistics/cosines.ts';
import type { Center } from '../../../stages/statistics/cosines.ts';
import { measureLayer, statisticsOf } from '../../../stages/statistics/layer-statistics.ts';
import type { DrawnNull } from '../../../stages/statistics/drawn-null.ts';
import { likenessUpTo } from '../../../stages/statistics/likeness.ts';
import type { Ignored } from '../../../stages/statistics/likeness.ts';
import { normalFilters, uniforms } from '../statistics/random.ts';

interface Kind {
  readonly count: number;
  readonly dimension: number;
  /** Of each direction; those that are not named have 1. */
  readonly variances: readonly number[];
  readonly mean: number;
  readonly threshold: number;
  readonly center?: Center;
  /** What likenesses ignore, in windows of 3 x 3. */
  readonly upTo?: readonly Ignored[];
}

function filtersOf({ count, dimension, variances, mean }: Kind, uniform: () => number): Float32Array {
  return normalFilters(count, dimension, uniform).map(
    (weight, at) => weight * Math.sqrt(variances[at % dimension] ?? 1) + mean,
  );
}

function compared(
  null_: DrawnNull,
  weights: Float32Array,
  { count, dimension, threshold, center = 'none', upTo: ignored = [] }: Kind,
  { draws, seed }: { readonly draws: number; readonly seed: number },
): Compared {
  const measuring = { thresholds: [threshold], grid: [0, 0.5] };
  const upTo = likenessUpTo(ignored, { height: 3, width: 3, channels: dimension / 9 });
  const cosines = atOnce(cosinesOf({ weights, count, dimension }, center, upTo && { upTo }));
  const { matrix, kept } = directedOnly(cosines);
  expect(kept).toHaveLength(count);
  const observed = new Float64Array(statisticsOf(measuring) + 2);
  atOnce(measureLayer(matrix, count, measuring, observed));
  const rows = new Float64Array(weights);
  const drawn = atOnce(drawLayers(null_, { rows, count, dimension, center, upTo }, { measuring, draws, seed }));
  return compareWithDrawn(null_, { observed, drawn }, { measuring, possiblePairs: (count * (count - 1)) / 2 });
}

const UNEVEN = [20, 10, 5, 1, 0.5, 0.5, 0.5, 0.2, 0.2];
const FEW_WEIGHTS: Kind = { count: 32, dimension: 9, variances: UNEVEN, mean: 0.6, threshold: 0.5 };
const MANY_WEIGHTS: Kind = { count: 24, dimension: 96, variances: [20, 10, 5], mean: 0, threshold: 0.1 };
const WITH_MEAN: Kind = { count: 24, dimension: 96, variances: [20, 10, 5], mean: 0.3, threshold: 0.1 };
const ISOTROPIC: Kind = { count: 32, dimension: 9, variances: [], mean: 0, threshold: 0.5 };

/** Up to movements: with more filters than weights, and with fewer. */
const MOVED: Kind = { ...FEW_WEIGHTS, count: 16, threshold: 0.7, upTo: ['shift', 'flip', 'sign'] };
const MOVED_DEEP: Kind = {
  count: 12,
  dimension: 18,
  variances: [20, 10, 5],
  mean: 0.3,
  threshold: 0.5,
  upTo: ['flip'],
};

const LAYERS = 200;
/** 2 · 2 / (1 + 79) is 0.05: so p is at most 0.05 with that very probability, where values do not tie. */
const DRAWS = 79;
/** The binomial distribution of 200 layers at 5 %, mean 10, exceeds this once in 5000 times; ties make p greater, never smaller. */
const MOST = 22;

describe('nulls + calibration: p <= 0.05 in 5 of 100 layers', () => {
  it.each<[string, DrawnNull, Kind]>([
    ['uneven variances and a mean', 'rotated', FEW_WEIGHTS],
    ['more weights than filters', 'rotated', MANY_WEIGHTS],
    ['more weights than filters, and a mean', 'rotated', WITH_MEAN],
    ['isotropic, centered by layer', 'rotated', { ...ISOTROPIC, center: 'layer' }],
    ['more weights than filters', 'rotated-about-zero', MANY_WEIGHTS],
    ['uneven variances, centered by layer', 'rotated-about-zero', { ...FEW_WEIGHTS, mean: 0, center: 'layer' }],
    ['isotropic', 'isotropic', ISOTROPIC],
    ['isotropic, centered by layer', 'isotropic', { ...ISOTROPIC, center: 'layer' }],
    ['isotropic, centered by filter', 'isotropic', { ...ISOTROPIC, center: 'filter' }],
    ['isotropic', 'permuted', ISOTROPIC],
    ['uneven variances and a mean, up to shift, flip and sign', 'rotated', MOVED],
    ['more weights than filters, up to flip', 'rotated', MOVED_DEEP],
    ['uneven variances, up to shift, flip and sign', 'rotated-about-zero', { ...MOVED, mean: 0 }],
    ['isotropic, up to turn', 'isotropic', { ...ISOTROPIC, count: 16, upTo: ['turn'] }],
    ['isotropic, up to sign', 'isotropic', { ...ISOTROPIC, upTo: ['sign'] }],
    [
      'isotropic, centered by filter, up to flip',
      'permuted',
      { ...ISOTROPIC, count: 16, center: 'filter', upTo: ['flip'] },
    ],
  ])('of %s, drawn as "%s"', (_, null_, kind) => {
    const uniform = uniforms(2024);
    const found = { whole: 0, statistics: new Float64Array(7) };
    for (let layer = 1; layer <= LAYERS; layer++) {
      const { p, tests } = compared(null_, filtersOf(kind, uniform), kind, { draws: DRAWS, seed: layer });
      if (p <= 0.05) found.whole++;
      for (const [at, test] of tests.entries())
        if (test.p <= 0.05) found.statistics[at] = (found.statistics[at] ?? 0) + 1;
    }
    expect(found.whole).toBeLessThanOrEqual(MOST);
    expect(found.whole).toBeGreaterThanOrEqual(1);
    for (const times of found.statistics) expect(times).toBeLessThanOrEqual(MOST);
    // Those that do not tie.
    for (const at of [3, 4, 6]) expect(found.statistics[at]).toBeGreaterThanOrEqual(1);
  });
});

describe('nulls + what is planted', () => {
  const judged = (nulls: readonly DrawnNull[], weights: Float32Array, kind: Kind): ReturnType<typeof judge> =>
    judge(
      nulls.map((name, seed) => ({
        compared: compared(name, weights, kind, { draws: 199, seed: seed + 1 }),
        thresholds: [kind.threshold],
      })),
    );
  it('finds four twins among 32 filters, as pairs and as the largest cosine', () => {
    const kind = { ...ISOTROPIC, threshold: 0.9 };
    const weights = filtersOf(kind, uniforms(5));
    for (let twin = 0; twin < 4; twin++) {
      for (let k = 0; k < 9; k++) weights[(8 + twin) * 9 + k] = (weights[twin * 9 + k] ?? 0) * 1.5 + 0.02 * k;
    }
    const [rotated] = judged(['rotated', 'isotropic'], weights, kind);
    expect(rotated?.p).toBeLessThanOrEqual(0.01);
    expect(rotated?.thresholds[0]?.similarPairs).toMatchObject({ p: 0.01, verdict: 'more than' });
    expect(rotated?.largestCosine).toMatchObject({ p: 0.01, verdict: 'more than' });
  });
  it('finds filters that are mirror images of others only when it looks up to flip', () => {
    const kind: Kind = { ...ISOTROPIC, threshold: 0.93 };
    const weights = filtersOf(kind, uniforms(8));
    for (let twin = 0; twin < 4; twin++) {
      for (let k = 0; k < 9; k++) weights[(8 + twin) * 9 + k] = (weights[twin * 9 + k - 2 * (k % 3) + 2] ?? 0) + 0.02;
    }
    const [flipped] = judged(['rotated'], weights, { ...kind, upTo: ['flip'] });
    expect(flipped?.thresholds[0]?.similarPairs).toMatchObject({ p: 0.01, verdict: 'more than' });
    const [plain] = judged(['rotated'], weights, kind);
    expect(plain?.thresholds[0]?.similarPairs.verdict).toBe('no evidence against');
  });
  it('tells a shared mean from a shape: about zero it is found, about the mean there is nothing more', () => {
    const kind = { ...ISOTROPIC, mean: 0.6 };
    const [mean, zero] = judged(['rotated', 'rotated-about-zero'], filtersOf(kind, uniforms(6)), kind);
    expect(mean?.thresholds[0]?.similarPairs.verdict).toBe('no evidence against');
    expect(mean?.meanCosine.p).toBeGreaterThan(0.1);
    expect(zero?.thresholds[0]?.similarPairs).toMatchObject({ p: 0.01, verdict: 'more than' });
    expect(zero?.thresholds[0]?.oppositePairs.verdict).not.toBe('more than');
    expect(zero?.meanCosine).toMatchObject({ p: 0.01, verdict: 'more than' });
  });
});
