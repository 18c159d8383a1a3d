import type { Slices } from '../../engine/core/slices.ts';

/** One step of an agglomerative clustering: the leaves of the two clusters, and the similarity at which they merge. */
export interface Merge {
  readonly left: readonly number[];
  readonly right: readonly number[];
  /** The smallest similarity between a leaf of one and a leaf of the other. */
  readonly similarity: number;
}

/** Two clusters, each named by its smallest leaf, become one, which is named by `first`. */
export interface Join {
  readonly first: number;
  readonly second: number;
  /** The smallest similarity between a leaf of one and a leaf of the other. */
  readonly similarity: number;
}

/**
 * Complete-linkage agglomerative clustering: joins the two most similar clusters until one is left. The similarity of two
 * clusters is that of their two least similar members, so within a cluster joined at t, all similarities are t or more
 * (SCIENCE 2.2). Ties go to the clusters with the smallest leaves. Takes close to O(n²) time, and O(n) memory besides the matrix.
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
  const room = { similarity, count, alive, best };
  let clusters = count;
  for (let place = 0; place < count; place++) {
    refresh(room, place, clusters);
    if (place % 64 === 63) yield;
  }
  const joins: Join[] = [];
  while (clusters > 1) {
    const first = mostAlike(room, clusters);
    const second = best[first] as number;
    const joined = similarity[first * count + second] as number;
    if (!(joined > above)) break;
    joins.push({ first, second, similarity: joined });
    const gone = alive.indexOf(second);
    alive.copyWithin(gone, gone + 1, clusters);
    clusters--;
    for (let place = 0; place < clusters; place++) {
      const other = alive[place] as number;
      if (other === first) continue;
      const kept = placeOf(other, first, count);
      similarity[kept] = Math.min(similarity[kept] as number, similarity[placeOf(other, second, count)] as number);
    }
    for (let place = 0; place < clusters; place++) {
      const cluster = alive[place] as number;
      // Similarities to the joined cluster only fall, so other clusters keep their best unless it was one of the two.
      if (cluster === first || best[cluster] === first || best[cluster] === second) refresh(room, place, clusters);
    }
    if (clusters > 64) yield;
  }
  return joins;
}

/** What is known while clusters are joined: those alive, in ascending order, and of each the most similar one after it. */
interface Joining {
  readonly similarity: Float64Array;
  readonly count: number;
  readonly alive: Int32Array;
  readonly best: Int32Array;
}

/** Finds the best of the cluster at a place anew. */
function refresh({ similarity, count, alive, best }: Joining, place: number, clusters: number): void {
  const cluster = alive[place] as number;
  let found = -1;
  let most = -Infinity;
  for (let next = place + 1; next < clusters; next++) {
    const other = alive[next] as number;
    const value = similarity[cluster * count + other] as number;
    if (found >= 0 && !(value > most)) continue;
    found = other;
    most = value;
  }
  best[cluster] = found;
}

/** Of a pair in a matrix, right of the diagonal. */
function placeOf(a: number, b: number, count: number): number {
  return a < b ? a * count + b : b * count + a;
}

/** Of the two most similar clusters the first; of equal pairs the first. */
function mostAlike({ similarity, count, alive, best }: Joining, clusters: number): number {
  let found = -1;
  let most = -Infinity;
  for (let place = 0; place < clusters; place++) {
    const first = alive[place] as number;
    const second = best[first] as number;
    if (second < 0) continue;
    const value = similarity[first * count + second] as number;
    if (found >= 0 && !(value > most)) continue;
    found = first;
    most = value;
  }
  if (found < 0) throw new Error('Internal error: nothing to join');
  return found;
}

/**
 * The clustering of `joinClusters` as a tree.
 *
 * @param similarity symmetric `[count, count]`, not changed
 * @returns `count - 1` merges in the order made. The leaves of `left`, then those of `right`, put like beside like: each side
 *   may be reversed so that the most similar ends meet
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

/** The leaves of `merges`, as `completeLinkage` returns them, like beside like: the leaves of every merge are neighbours. */
export function clusteredOrder(merges: readonly Merge[], count: number): number[] {
  const last = merges.at(-1);
  if (last === undefined) return Array.from({ length: count }, (_, leaf) => leaf);
  return [...last.left, ...last.right];
}

/** Both sides, each reversed or not, so that the most similar leaves meet; in a tie they stay as they are. */
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
