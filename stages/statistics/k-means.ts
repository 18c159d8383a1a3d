import type { Slices } from '../../engine/core/slices.ts';
import type { Random } from '../../nn/random.ts';
import { square } from './square.ts';

/** Vectors as the rows of a matrix; `values` is float64 `[count, size]`. */
export interface Rows {
  readonly size: number;
  readonly values: Float64Array;
}

/** A division of vectors into clusters. */
export interface Clustering {
  /** Of each vector, 0 to clusters - 1. */
  readonly assignment: Uint16Array;
  /** float64 `[clusters, size]`: the mean of each cluster. */
  readonly centers: Float64Array;
  /** The sum of the squared distances of vectors to the centers of their clusters. */
  readonly inertia: number;
  /** How often vectors were assigned until nothing changed, or `ROUNDS`. */
  readonly rounds: number;
}

/** The most rounds of one start. It takes more only on vectors that are nearly equally near to two centers for ever. */
const ROUNDS = 300;

/**
 * Divides vectors into clusters so that the squared distances to the mean of each cluster are small (k-means; Lloyd 1982), from one
 * random start, chosen as k-means++ does (Arthur and Vassilvitskii 2007): the next center is a vector, with a probability in proportion to
 * its squared distance to the nearest center so far. Another start may end better.
 *
 * A cluster that loses all its vectors gets the one that is farthest from its center.
 *
 * @param options.clusters at most the number of vectors
 */
export function* kMeans(
  rows: Rows,
  { clusters, random }: { readonly clusters: number; readonly random: Random },
): Slices<Clustering> {
  return yield* fromStart(rows, yield* chooseCenters(rows, clusters, random));
}

/** How many vectors to handle between two pauses. */
const PIECE = 256;

function* chooseCenters(rows: Rows, clusters: number, random: Random): Slices<Float64Array> {
  const { size, values } = rows;
  const count = values.length / size;
  const centers = new Float64Array(clusters * size);
  const nearest = new Float64Array(count).fill(Infinity);
  let chosen = random.below(count);
  for (let cluster = 0; cluster < clusters; cluster++) {
    centers.set(values.subarray(chosen * size, (chosen + 1) * size), cluster * size);
    let total = 0;
    for (let row = 0; row < count; row++) {
      const distance = squaredDistance(rows, row, centers, cluster);
      if (distance < (nearest[row] as number)) nearest[row] = distance;
      total += nearest[row] as number;
      if (row % PIECE === 0) yield;
    }
    chosen = drawn(nearest, random.uniform() * total);
  }
  return centers;
}

/** The first place up to which the weights add up to more than `target`; where all are 0, the first. */
function drawn(weights: Float64Array, target: number): number {
  let sum = 0;
  let last = 0;
  for (const [place, weight] of weights.entries()) {
    if (weight === 0) continue;
    sum += weight;
    last = place;
    if (sum > target) break;
  }
  return last;
}

function* fromStart(rows: Rows, start: Float64Array): Slices<Clustering> {
  const { size, values } = rows;
  const count = values.length / size;
  const clusters = start.length / size;
  const assignment = new Uint16Array(count).fill(clusters);
  const distances = new Float64Array(count);
  let centers = start;
  let rounds = 0;
  for (let changed = true; changed && rounds < ROUNDS; rounds++) {
    changed = yield* assign(rows, centers, { assignment, distances });
    if (fillEmpty(assignment, distances, clusters)) changed = true;
    centers = yield* meansOf(rows, assignment, clusters);
  }
  yield* assign(rows, centers, { assignment, distances });
  return { assignment, centers, inertia: distances.reduce((sum, distance) => sum + distance, 0), rounds };
}

/** Gives each vector its nearest center, of equally near ones the first; tells whether that changed anything. */
function* assign(
  rows: Rows,
  centers: Float64Array,
  into: { readonly assignment: Uint16Array; readonly distances: Float64Array },
): Slices<boolean> {
  const clusters = centers.length / rows.size;
  let changed = false;
  for (let row = 0; row < into.assignment.length; row++) {
    let [nearest, least] = [0, Infinity];
    for (let cluster = 0; cluster < clusters; cluster++) {
      const distance = squaredDistance(rows, row, centers, cluster, least);
      if (distance < least) [nearest, least] = [cluster, distance];
    }
    if (into.assignment[row] !== nearest) changed = true;
    into.assignment[row] = nearest;
    into.distances[row] = least;
    if (row % PIECE === 0) yield;
  }
  return changed;
}

/** Moves the farthest vectors into clusters without any; tells whether there were such. */
function fillEmpty(assignment: Uint16Array, distances: Float64Array, clusters: number): boolean {
  const sizes = new Uint32Array(clusters);
  for (const cluster of assignment) sizes[cluster] = (sizes[cluster] as number) + 1;
  let moved = false;
  for (let cluster = 0; cluster < clusters; cluster++) {
    if ((sizes[cluster] as number) > 0) continue;
    let farthest = -1;
    for (const [row, distance] of distances.entries()) {
      const leavesOthers = (sizes[assignment[row] as number] as number) > 1;
      if (leavesOthers && (farthest < 0 || distance > (distances[farthest] as number))) farthest = row;
    }
    if (farthest < 0) return moved;
    const from = assignment[farthest] as number;
    sizes[from] = (sizes[from] as number) - 1;
    sizes[cluster] = 1;
    assignment[farthest] = cluster;
    distances[farthest] = 0;
    moved = true;
  }
  return moved;
}

function* meansOf({ size, values }: Rows, assignment: Uint16Array, clusters: number): Slices<Float64Array> {
  const centers = new Float64Array(clusters * size);
  const sizes = new Uint32Array(clusters);
  for (const [row, cluster] of assignment.entries()) {
    sizes[cluster] = (sizes[cluster] as number) + 1;
    for (let k = 0; k < size; k++) {
      centers[cluster * size + k] = (centers[cluster * size + k] as number) + (values[row * size + k] as number);
    }
    if (row % PIECE === 0) yield;
  }
  for (let cluster = 0; cluster < clusters; cluster++) {
    const own = Math.max(1, sizes[cluster] as number);
    for (let k = 0; k < size; k++) centers[cluster * size + k] = (centers[cluster * size + k] as number) / own;
  }
  return centers;
}

/** The squared distance of a vector to a center, or some number not below `limit` if it is not below. */
function squaredDistance(
  { size, values }: Rows,
  row: number,
  centers: Float64Array,
  cluster: number,
  limit = Infinity,
): number {
  let sum = 0;
  for (let k = 0; k < size;) {
    // Looking at the limit after every number would take longer than what it saves.
    const end = Math.min(size, k + 16);
    for (; k < end; k++) sum += square((values[row * size + k] as number) - (centers[cluster * size + k] as number));
    if (sum >= limit) return sum;
  }
  return sum;
}
