import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusteredOrder, completeLinkage } from '../../../stages/statistics/clustering.ts';
import { matrices, naiveMerges } from './naive-linkage.ts';
import { atOnce } from '../../../engine/core/slices.ts';

function orderOf(similarity: readonly number[], count: number): number[] {
  return clusteredOrder(atOnce(completeLinkage(similarity, count)), count);
}

describe('completeLinkage()', () => {
  it('makes the merges of the definition, ties included', () => {
    fc.assert(
      fc.property(matrices, (rows) => {
        const merges = atOnce(completeLinkage(rows.flat(), rows.length)).map(({ left, right, similarity }) => ({
          members: [...left, ...right].sort((x, y) => x - y),
          similarity,
        }));
        expect(merges).toEqual(naiveMerges(rows));
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('joins only clusters whose members are all as similar as it says', () => {
    const rows = [
      [1, 0.9, 0.1, 0.2],
      [0.9, 1, 0.6, 0.3],
      [0.1, 0.6, 1, 0.8],
      [0.2, 0.3, 0.8, 1],
    ];
    expect(atOnce(completeLinkage(rows.flat(), 4)).map(({ similarity }) => similarity)).toEqual([0.9, 0.8, 0.1]);
  });
});

describe('clusteredOrder()', () => {
  it('holds every leaf once', () => {
    fc.assert(
      fc.property(matrices, (rows) => {
        const order = orderOf(rows.flat(), rows.length);
        expect([...order].sort((a, b) => a - b)).toEqual(rows.map((_, leaf) => leaf));
      }),
      { seed: 2 },
    );
  });

  it('puts groups beside each other that the order of the leaves mixes', () => {
    const group = [0, 1, 2, 0, 1, 2, 0, 1, 2];
    const similarity = group.flatMap((a) => group.map((b) => (a === b ? 0.9 : -0.2)));
    const groups = orderOf(similarity, group.length).map((leaf) => group[leaf]);
    const changes = groups.filter((each, at) => at > 0 && each !== groups[at - 1]);
    expect(changes).toHaveLength(2);
  });

  it('turns clusters round so that the most similar ends meet', () => {
    // 0-1 and 2-3 are pairs; of all leaves of the two, 0 and 3 are the most similar.
    const rows = [
      [1, 0.9, 0, 0.5],
      [0.9, 1, 0, 0],
      [0, 0, 1, 0.9],
      [0.5, 0, 0.9, 1],
    ];
    expect(orderOf(rows.flat(), 4)).toEqual([1, 0, 3, 2]);
  });
});
