import type { Slices } from '../../engine/core/slices.ts';

/** One step of an agglomerative clustering: the two clusters, by their leaves, and the similarity they are joined at. */
export interface Merge {
  readonly left: readonly number[];
  readonly right: readonly number[];
  /** The smallest similarity between a leaf of one and a leaf of the other. */
  readonly similarity: number;
}

/** Two clusters, each known by its smallest leaf, become one, which is known by `first`. */
export interface Join {
  readonly first: number;
  readonly second: number;
  /** The smallest similarity between a leaf of one and a leaf of the other. */
  readonly similarity: number;
}

/**
 * Complete-linkage agglomerative clustering: joins the two most similar clusters until one is left, where clusters are as
 * similar as their two least similar members. So all members of a cluster joined at t are mutually similar by t or more
 * (SCIENCE 2.2). Ties go to the clusters with the smallest leaves. Close to O(n²) time, and no space of its own that grows so.
 *
 * @param similarity symmetric `[count, count]`, row by row, greater is more alike; only what is right of the diagonal is read.
 *   Overwritten
 * @param above joins only at a similarity greater than this; left out, all
 * @returns the joins in the order made: `count - 1` of them if all are
 */
export function* joinClusters(similarity: Float64Array, count: number, above = -Infinity): Slices<Join[]> {
  // Only what is right of the diagonal is read. `best[c]` is the cluster after c most similar to c, the first of equals.
  const alive = Int32Array.from({ length: count }, (_, leaf) => leaf);
  const best = new Int32Array(count).fill(-1);
  let clusters = count;
  const refresh = (place: number): void => {
    const cluster = alive[place] as number;
    let [found, most] = [-1, -Infinity];
    for (let next = place + 1; next < clusters; next++) {
      const other = alive[next] as number;
      const value = similarity[cluster * count + other] as number;
      if (found >= 0 && !(value > most)) continue;
      [found, most] = [other, value];
    }
    best[cluster] = found;
  };
  for (let place = 0; place < count; place++) {
    refresh(place);
    if (place % 64 === 0) yield;
  }
  const joins: Join[] = [];
  while (clusters > 1) {
    const join = mostAlike(similarity, { count, alive: alive.subarray(0, clusters), best });
    const { first, second } = join;
    if (!(join.similarity > above)) break;
    joins.push(join);
    const gone = alive.indexOf(second);
    alive.copyWithin(gone, gone + 1, clusters);
    clusters--;
    for (let place = 0; place < clusters; place++) {
      const other = alive[place] as number;
      if (other === first) continue;
      const [a, b] = [placeOf(other, first, count), placeOf(other, second, count)];
      similarity[a] = Math.min(similarity[a] as number, similarity[b] as number);
    }
    for (let place = 0; place < clusters; place++) {
      const cluster = alive[place] as number;
      // Similarities to the joined cluster only fall, so other clusters keep their best unless it was one of the two.
      if (cluster === first || best[cluster] === first || best[cluster] === second) refresh(place);
    }
    yield;
  }
  return joins;
}

/** Of a pair in a matrix, right of the diagonal. */
function placeOf(a: number, b: number, count: number): number {
  return a < b ? a * count + b : b * count + a;
}

/** The two most similar clusters of those alive; of equals the first. */
function mostAlike(
  similarity: Float64Array,
  { count, alive, best }: { readonly count: number; readonly alive: Int32Array; readonly best: Int32Array },
): Join {
  let found: Join | undefined;
  for (const first of alive) {
    const second = best[first] as number;
    if (second < 0) continue;
    const value = similarity[first * count + second] as number;
    if (found === undefined || value > found.similarity) found = { first, second, similarity: value };
  }
  if (found === undefined) throw new Error('Internal error: nothing to join');
  return found;
}

/**
 * The clustering of `joinClusters` as a tree.
 *
 * @param similarity symmetric `[count, count]`, left alone
 * @returns `count - 1` merges in the order made. The leaves of `left`, then those of `right`, put like beside like: each side
 *   may be turned round so that the leaves that meet are the most similar ends
 */
export function* completeLinkage(similarity: ArrayLike<number>, count: number): Slices<Merge[]> {
  const leaves = new Map<number, readonly number[]>();
  for (let leaf = 0; leaf < count; leaf++) leaves.set(leaf, [leaf]);
  const joins = yield* joinClusters(Float64Array.from(similarity), count);
  const merges: Merge[] = [];
  for (const { first, second, similarity: joined } of joins) {
    const [left, right] = facing(leaves.get(first) ?? [], leaves.get(second) ?? [], { similarity, count });
    merges.push({ left, right, similarity: joined });
    leaves.set(first, [...left, ...right]);
    leaves.delete(second);
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
