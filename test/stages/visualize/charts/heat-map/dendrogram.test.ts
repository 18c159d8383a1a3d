import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusteredOrder, completeLinkage } from '../../../../../stages/statistics/clustering.ts';
import { heightAxis, jointsOf } from '../../../../../stages/visualize/charts/heat-map/dendrogram.ts';
import type { Joint } from '../../../../../stages/visualize/charts/heat-map/dendrogram.ts';
import { matrices, naiveMerges } from '../../../statistics/naive-linkage.ts';
import { atOnce } from '../../../../../engine/core/slices.ts';

/** The leaves below each joint, found from the places and heights alone, as a reader of the picture finds them. */
function leavesBelow(joints: readonly Joint[], order: readonly number[]): number[][] {
  const known = new Map<string, number[]>(order.map((leaf, at) => [`${at + 0.5} null`, [leaf]]));
  return joints.map(({ branches, height }) => {
    const leaves = branches.flatMap((branch) => known.get(`${branch.place} ${branch.height}`) ?? []);
    known.set(`${(branches[0].place + branches[1].place) / 2} ${height}`, leaves);
    return leaves;
  });
}

describe('jointsOf()', () => {
  it('draws the clusters of the definition of complete linkage, each at one less its smallest cosine', () => {
    fc.assert(
      fc.property(matrices, (rows) => {
        const merges = atOnce(completeLinkage(rows.flat(), rows.length));
        const order = clusteredOrder(merges, rows.length);
        const joints = jointsOf(merges, order);
        const drawn = leavesBelow(joints, order).map((leaves, at) => ({
          members: leaves.sort((a, b) => a - b),
          height: joints[at]?.height,
        }));
        expect(drawn).toEqual(
          naiveMerges(rows).map(({ members, similarity }) => ({ members, height: 1 - similarity })),
        );
      }),
      { numRuns: 300, seed: 3 },
    );
  });

  it('crosses no lines: a joint stands above its own leaves, which are neighbours', () => {
    fc.assert(
      fc.property(matrices, (rows) => {
        const merges = atOnce(completeLinkage(rows.flat(), rows.length));
        const order = clusteredOrder(merges, rows.length);
        const joints = jointsOf(merges, order);
        for (const [index, leaves] of leavesBelow(joints, order).entries()) {
          const places = leaves.map((leaf) => order.indexOf(leaf)).sort((a, b) => a - b);
          const [first = 0, last = 0] = [places[0], places.at(-1)];
          expect(last - first).toBe(leaves.length - 1);
          for (const { place, height } of joints[index]?.branches ?? []) {
            expect(place).toBeGreaterThan(first);
            expect(place).toBeLessThan(last + 1);
            expect(height ?? -1).toBeLessThanOrEqual(joints[index]?.height ?? -1);
          }
        }
      }),
      { numRuns: 100, seed: 4 },
    );
  });
});

describe('heightAxis()', () => {
  const at = (...heights: readonly number[]): Joint[] =>
    heights.map((height) => ({
      branches: [
        { place: 0.5, height: null },
        { place: 1.5, height: null },
      ],
      height,
    }));

  it('begins at 0, or below the lowest joint where all are high', () => {
    expect(heightAxis(at(0.2, 1.5))).toEqual({ from: 0, to: 1.5, ticks: [0, 0.5, 1, 1.5], places: 1 });
    expect(heightAxis(at(0.7))).toMatchObject({ from: 0, to: expect.closeTo(0.8, 12) as number });
    expect(heightAxis(at(0.86, 1.15))).toMatchObject({
      from: expect.closeTo(0.8, 12) as number,
      to: expect.closeTo(1.2, 12) as number,
      places: 1,
    });
  });

  it('has room for all joints, and labels that differ', () => {
    const heights = fc.array(fc.double({ min: 0, max: 2, noNaN: true }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(heights, (values) => {
        const { from, to, ticks, places } = heightAxis(at(...values));
        expect(from).toBeLessThanOrEqual(Math.min(...values));
        expect(to).toBeGreaterThanOrEqual(Math.max(...values) - 1e-8);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(8);
        expect(new Set(ticks.map((tick) => tick.toFixed(places))).size).toBe(ticks.length);
      }),
      { seed: 5 },
    );
  });
});
