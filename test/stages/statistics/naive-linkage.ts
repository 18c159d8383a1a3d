import fc from 'fast-check';

/** By definition: looks at every pair of clusters, and at every pair of their members, anew in every step. */
export function naiveMerges(similarity: readonly number[][]): { members: number[]; similarity: number }[] {
  let clusters = similarity.map((_, leaf) => [leaf]);
  const merges: { members: number[]; similarity: number }[] = [];
  while (clusters.length > 1) {
    let best = { a: 0, b: 0, similarity: -Infinity };
    for (let a = 0; a < clusters.length; a++) {
      for (let b = a + 1; b < clusters.length; b++) {
        const worst = Math.min(...clusters[a]!.flatMap((i) => clusters[b]!.map((j) => similarity[i]![j]!)));
        if (worst > best.similarity) best = { a, b, similarity: worst };
      }
    }
    const members = [...clusters[best.a]!, ...clusters[best.b]!].sort((x, y) => x - y);
    merges.push({ members, similarity: best.similarity });
    clusters = clusters.map((cluster, at) => (at === best.a ? members : cluster)).filter((_, at) => at !== best.b);
  }
  return merges;
}

/** Symmetric matrices of few different values, so that ties are common. */
export const matrices: fc.Arbitrary<number[][]> = fc
  .integer({ min: 1, max: 12 })
  .chain((count) =>
    fc
      .array(fc.integer({ min: -8, max: 8 }), { minLength: count * count, maxLength: count * count })
      .map((values) =>
        Array.from({ length: count }, (_, i) =>
          Array.from({ length: count }, (_, j) => (values[Math.min(i, j) * count + Math.max(i, j)] ?? 0) / 8),
        ),
      ),
  );
