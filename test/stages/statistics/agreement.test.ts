import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agreementOf, contingencyOf } from '../../../stages/statistics/agreement.ts';
import { bestMatching } from '../../../stages/statistics/matching.ts';

// Of scikit-learn 1.7: normalized_mutual_info_score, adjusted_rand_score; of SciPy: linear_sum_assignment.
const KNOWN = [
  {
    clusters: 4,
    classes: 4,
    counts: [11, 2, 1, 1, 1, 9, 1, 3, 3, 5, 12, 2, 2, 0, 0, 7],
    nmi: 0.3173333355706211,
    ari: 0.25787423294658846,
    accuracy: 0.65,
    purity: 0.65,
  },
  {
    clusters: 3,
    classes: 5,
    counts: [6, 0, 1, 5, 1, 0, 6, 2, 1, 8, 2, 1, 7, 0, 0],
    nmi: 0.40817443515839613,
    ari: 0.278530061247448,
    accuracy: 0.525,
    purity: 0.525,
  },
  {
    clusters: 6,
    classes: 4,
    counts: [8, 2, 3, 0, 1, 10, 0, 0, 0, 2, 5, 0, 2, 0, 1, 9, 3, 1, 1, 0, 1, 1, 0, 0],
    nmi: 0.44365960956450967,
    ari: 0.33348242724894617,
    accuracy: 0.64,
    purity: 0.72,
  },
];

describe('agreementOf()', () => {
  it.each(KNOWN)('gives what scikit-learn gives for $clusters clusters and $classes classes', (known) => {
    const { clusters, classes, counts, ...expected } = known;
    const found = agreementOf({ clusters, classes, counts: Uint32Array.from(counts) });
    for (const [name, value] of Object.entries(expected)) {
      expect(found[name as keyof typeof expected]).toBeCloseTo(value, 12);
    }
    const given = found.classOf.filter((label) => label !== null);
    expect(given).toHaveLength(Math.min(clusters, classes));
    expect(new Set(given).size).toBe(given.length);
  });

  it('is 1 for the same division under other names, and about 0 for one that ignores the classes', () => {
    const labels = Array.from({ length: 300 }, (_, at) => at % 3);
    const of = (assignment: readonly number[]): ReturnType<typeof agreementOf> =>
      agreementOf(contingencyOf(assignment, labels, { clusters: 3, classes: 3 }));
    const renamed = of(labels.map((label) => (label + 1) % 3));
    expect(renamed).toMatchObject({ accuracy: 1, purity: 1, nmi: expect.closeTo(1, 12), ari: 1, classOf: [2, 0, 1] });
    const blind = of(labels.map((_, at) => Math.floor(at / 100)));
    expect(Math.abs(blind.ari)).toBeLessThan(0.01);
    expect(blind.nmi).toBeLessThan(0.001);
  });

  it('has a value where all vectors are in one cluster of one class', () => {
    const one = agreementOf({ clusters: 1, classes: 1, counts: Uint32Array.of(5) });
    expect(one).toEqual({ accuracy: 1, purity: 1, nmi: 1, ari: 1, classOf: [0] });
  });
});

describe('bestMatching()', () => {
  it('finds the greatest sum of all ways to match', () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 2 }));
    const cases = sizes.chain(([rows, more]) =>
      fc.record({
        rows: fc.constant(rows),
        columns: fc.constant(rows + more),
        weights: fc.array(fc.integer({ min: -9, max: 9 }), {
          minLength: rows * (rows + more),
          maxLength: rows * (rows + more),
        }),
      }),
    );
    fc.assert(
      fc.property(cases, ({ rows, columns, weights }) => {
        const sumOf = (chosen: readonly number[]): number =>
          chosen.reduce((sum, column, row) => sum + (weights[row * columns + column] ?? 0), 0);
        const best = (row: number, used: readonly number[]): number =>
          row === rows
            ? 0
            : Math.max(
                ...Array.from({ length: columns }, (_, column) =>
                  used.includes(column)
                    ? -Infinity
                    : (weights[row * columns + column] ?? 0) + best(row + 1, [...used, column]),
                ),
              );
        const found = bestMatching(weights, rows, columns);
        expect(new Set(found).size).toBe(rows);
        expect(sumOf(found)).toBe(best(0, []));
      }),
    );
  });
});
