import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atOnce } from '../../../engine/core/slices.ts';
import type { HostTensor } from '../../../nn/initializers.ts';
import { resolveModel } from '../../../nn/model.ts';
import { randomOf } from '../../../nn/random.ts';
import { filterRows, keepFilters, mergeFilters, seamOf } from '../../../nn/removal.ts';
import type { Network, Seam } from '../../../nn/removal.ts';
import {
  ascendingRemovals,
  dropCourse,
  mergeCourse,
  randomRemovals,
  similarRemovals,
} from '../../../stages/ablate/rules.ts';
import type { CourseStep, Likeness } from '../../../stages/ablate/rules.ts';

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]): number =>
    x.reduce((sum, value, at) => sum + value * (y[at] ?? 0), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

function likenessOf(rows: readonly (readonly number[])[]): Likeness {
  return {
    count: rows.length,
    matrix: Float64Array.from(rows.flatMap((a) => rows.map((b) => cosine(a, b)))),
    norms: Float64Array.from(rows, (row) => Math.hypot(...row)),
  };
}

/** Which filters go, by looking at every pair of those left, every time. */
function naiveSimilar(rows: readonly (readonly number[])[]): number[] {
  const left = rows.map((_, filter) => filter);
  const gone: number[] = [];
  while (left.length > 1) {
    let best = { cosine: -2, one: 0, other: 0 };
    for (const one of left) {
      for (const other of left.filter((each) => each > one)) {
        const found = cosine(rows[one] ?? [], rows[other] ?? []);
        if (found > best.cosine) best = { cosine: found, one, other };
      }
    }
    const smaller = Math.hypot(...(rows[best.one] ?? [])) < Math.hypot(...(rows[best.other] ?? []));
    const filter = smaller ? best.one : best.other;
    gone.push(filter);
    left.splice(left.indexOf(filter), 1);
  }
  return gone;
}

const layers = fc.array(fc.array(fc.double({ min: 0.1, max: 3, noNaN: true }), { minLength: 3, maxLength: 3 }), {
  minLength: 1,
  maxLength: 9,
});

describe('similarRemovals()', () => {
  it('takes of the most similar pair the one with the smaller norm, again and again', () => {
    fc.assert(
      fc.property(layers, (rows) => {
        const removals = atOnce(similarRemovals(likenessOf(rows)));
        expect(removals.map(({ filter }) => filter)).toEqual(naiveSimilar(rows));
        expect(removals).toHaveLength(rows.length - 1);
      }),
    );
  });

  it('tells which filter the one that goes is like, and how much', () => {
    const rows = [
      [1, 0],
      [3, 3],
      [2, 0.1],
    ];
    expect(atOnce(similarRemovals(likenessOf(rows)))).toEqual([
      { filter: 0, like: 2, cosine: cosine([1, 0], [2, 0.1]) },
      { filter: 2, like: 1, cosine: cosine([3, 3], [2, 0.1]) },
    ]);
  });

  it('leaves filters without direction to the end', () => {
    const rows = [
      [0, 0],
      [1, 0],
      [0, 0],
      [-1, 0],
    ];
    expect(atOnce(similarRemovals(likenessOf(rows))).map(({ filter }) => filter)).toEqual([3, 0, 2]);
  });
});

describe('ascendingRemovals()', () => {
  it('takes the smallest first, the first of equals first, and leaves one', () => {
    expect(ascendingRemovals(Float64Array.of(3, 1, 2, 1))).toEqual([{ filter: 1 }, { filter: 3 }, { filter: 2 }]);
  });
});

describe('randomRemovals()', () => {
  it('takes each filter at most once, all but one, in another order each time and the same for the same seed', () => {
    const order = (of: number): number[] => randomRemovals(50, { seed: 9, order: of }).map(({ filter }) => filter);
    expect(new Set(order(0)).size).toBe(49);
    expect(order(0)).toEqual(order(0));
    expect(order(1)).not.toEqual(order(0));
  });

  it('takes every filter first equally often', () => {
    const firsts = Array.from({ length: 600 }, (_, order) => randomRemovals(4, { seed: 1, order })[0]?.filter);
    for (const filter of [0, 1, 2, 3]) {
      // 150 ± 10.6
      expect(Math.abs(firsts.filter((each) => each === filter).length - 150)).toBeLessThan(50);
    }
  });
});

/** Two dense layers; the first has these filters as its units. */
function networkOf(rows: readonly (readonly number[])[], seed: number): { network: Network; seam: Seam } {
  const inputs = rows[0]?.length ?? 0;
  const model = resolveModel({
    input: [1, 1, inputs],
    layers: [
      { flatten: {} },
      { dense: { name: 'a', units: rows.length, activation: 'relu' } },
      { dense: { name: 'b', units: 2 } },
    ],
  });
  const random = randomOf(seed, 'weights');
  const draw = (...shape: number[]): HostTensor => ({
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.uniform()),
  });
  const kernel = Float32Array.from({ length: inputs * rows.length }, (_, at) => {
    return rows[at % rows.length]?.[Math.floor(at / rows.length)] ?? 0;
  });
  const weights = {
    'a.kernel': { shape: [inputs, rows.length], data: kernel },
    'a.bias': draw(rows.length),
    'b.kernel': draw(rows.length, 2),
    'b.bias': draw(2),
  };
  const seam = seamOf(model, 'a');
  if ('message' in seam) throw new Error(seam.message);
  return { network: { model, weights }, seam };
}

const ROWS = [
  [1, 0, 0],
  [2, 0.2, 0],
  [0, 1, 1],
  [0, 3, 2.8],
  [1, 1, 1],
];

/** A step's network is only there until the next step. */
function walk(steps: Iterable<CourseStep>): { readonly filter: number; readonly network: Network }[] {
  return Array.from(steps, ({ removal, network }) => ({ filter: removal.filter, network: network() }));
}

describe('dropCourse()', () => {
  it('gives after each removal the network with the filters that are left', () => {
    const { network, seam } = networkOf(ROWS, 1);
    const steps = walk(dropCourse(network, seam, [{ filter: 3 }, { filter: 0 }]));
    expect(steps.map((step) => step.network)).toEqual([
      keepFilters(network, seam, [0, 1, 2, 4]),
      keepFilters(network, seam, [1, 2, 4]),
    ]);
  });
});

describe('mergeCourse()', () => {
  it('merges the most similar pair of what is left, merged filters included, as mergeFilters() does', () => {
    const { network, seam } = networkOf(ROWS, 2);
    const steps = walk(mergeCourse(network, seam, likenessOf(ROWS)));
    expect(steps).toHaveLength(4);
    // Every step anew, from the network that the step before has left: which is the most similar pair, and what becomes of it.
    let before = network;
    let places = [0, 1, 2, 3, 4];
    for (const step of steps) {
      const kernel = before.weights['a.kernel'] as HostTensor;
      const rows = places.map((_, place) => Array.from(filterRows(kernel).subarray(3 * place, 3 * place + 3)));
      let best = { cosine: -2, one: 0, other: 1 };
      for (const one of rows.keys()) {
        for (let other = one + 1; other < rows.length; other += 1) {
          const found = cosine(rows[one] ?? [], rows[other] ?? []);
          if (found > best.cosine) best = { cosine: found, one, other };
        }
      }
      const firstGoes = Math.hypot(...(rows[best.one] ?? [])) < Math.hypot(...(rows[best.other] ?? []));
      const [from, into] = firstGoes ? [best.one, best.other] : [best.other, best.one];
      expect(step.filter).toBe(places[from]);
      const own = seamOf(before.model, 'a') as Seam;
      const kept = places.map((_, place) => place).filter((place) => place !== from);
      before = keepFilters(mergeFilters(before, own, { into, from }), own, kept);
      places = kept.map((place) => places[place] ?? -1);
      for (const [name, { data }] of Object.entries(before.weights)) {
        const found = step.network.weights[name]?.data ?? [];
        expect(found).toHaveLength(data.length);
        for (const [at, weight] of data.entries()) expect(found[at]).toBeCloseTo(weight, 5);
      }
    }
  });

  it('takes out unmerged what has no direction', () => {
    const rows = [
      [0, 0],
      [1, 2],
      [0, 0],
    ];
    const { network, seam } = networkOf(rows, 3);
    const steps = walk(mergeCourse(network, seam, likenessOf(rows)));
    expect(steps.map(({ filter }) => filter)).toEqual([0, 2]);
    expect(steps[1]?.network).toEqual(keepFilters(network, seam, [1]));
  });
});
