/** One step of an agglomerative clustering: the two clusters, by their leaves, and the similarity they are joined at. */
export interface Merge {
  readonly left: readonly number[];
  readonly right: readonly number[];
  /** The smallest similarity between a leaf of one and a leaf of the other. */
  readonly similarity: number;
}

/**
 * Complete-linkage agglomerative clustering: joins the two most similar clusters until one is left, where clusters are as
 * similar as their two least similar members. So all members of a cluster joined at t are mutually similar by t or more
 * (SCIENCE 2.2). Ties go to the clusters with the smallest leaves. O(n²) space, close to O(n²) time.
 *
 * @param similarity symmetric `[count, count]`, row by row, greater is more alike; the diagonal is not read
 * @returns `count - 1` merges in the order made. The leaves of `left`, then those of `right`, put like beside like: each side
 *   may be turned round so that the leaves that meet are the most similar ends
 */
export function completeLinkage(similarity: ArrayLike<number>, count: number): Merge[] {
  const current = Float64Array.from(similarity);
  const at = (a: number, b: number): number => current[a * count + b] ?? 0;
  // A cluster is known by its smallest leaf. `best[c]` is the cluster after c most similar to c, the first of equals.
  const leaves = new Map<number, number[]>();
  for (let leaf = 0; leaf < count; leaf++) leaves.set(leaf, [leaf]);
  const best = new Map<number, number>();
  const refresh = (cluster: number): void => {
    best.delete(cluster);
    for (const other of leaves.keys()) {
      if (other <= cluster) continue;
      const known = best.get(cluster);
      if (known === undefined || at(cluster, other) > at(cluster, known)) best.set(cluster, other);
    }
  };
  for (const cluster of leaves.keys()) refresh(cluster);

  const merges: Merge[] = [];
  while (leaves.size > 1) {
    let first = -1;
    for (const [cluster, other] of best) {
      const gain = first < 0 ? Infinity : at(cluster, other) - at(first, best.get(first) ?? -1);
      if (gain > 0 || (gain === 0 && cluster < first)) first = cluster;
    }
    const second = best.get(first) ?? -1;
    const [left, right] = facing(leaves.get(first) ?? [], leaves.get(second) ?? [], { similarity, count });
    merges.push({ left, right, similarity: at(first, second) });
    leaves.set(first, [...left, ...right]);
    leaves.delete(second);
    best.delete(second);
    for (const other of leaves.keys()) {
      if (other === first) continue;
      const joined = Math.min(at(first, other), at(second, other));
      current[first * count + other] = joined;
      current[other * count + first] = joined;
    }
    for (const [cluster, other] of Array.from(best)) {
      // Similarities to the joined cluster only fall, so other clusters keep their best unless it was one of the two.
      if (cluster === first || other === first || other === second) refresh(cluster);
    }
  }
  return merges;
}

/** The leaves of `merges`, as `completeLinkage` gives them, like beside like: those of every merge lie next to each other. */
export function clusteredOrder(merges: readonly Merge[], count: number): number[] {
  const last = merges.at(-1);
  if (last === undefined) return Array.from({ length: count }, (_, leaf) => leaf);
  return [...last.left, ...last.right];
}

/** Both sides, each turned round or not, so that the two leaves that meet are the most similar; unturned wins a tie. */
function facing(
  left: readonly number[],
  right: readonly number[],
  { similarity, count }: { readonly similarity: ArrayLike<number>; readonly count: number },
): readonly [readonly number[], readonly number[]] {
  let chosen = [left, right] as const;
  let closest = -Infinity;
  for (const a of [left, [...left].reverse()]) {
    for (const b of [right, [...right].reverse()]) {
      const meeting = similarity[(a.at(-1) ?? 0) * count + (b[0] ?? 0)] ?? 0;
      if (meeting > closest) {
        closest = meeting;
        chosen = [a, b];
      }
    }
  }
  return chosen;
}
