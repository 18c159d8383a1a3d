import { bestMatching } from './matching.ts';

/** How many vectors are in each cluster and class. */
export interface Contingency {
  readonly clusters: number;
  readonly classes: number;
  /** `[clusters, classes]` */
  readonly counts: Uint32Array;
}

/** How well clusters agree with classes that they were not told. */
export interface Agreement {
  /** The share of vectors whose class is that of their cluster, if each cluster gets the class that makes this share greatest. */
  readonly accuracy: number;
  /** The same, but each cluster gets its most frequent class, which several may share. */
  readonly purity: number;
  /** Mutual information, divided by the mean of both entropies: 0 independent, 1 the same. */
  readonly nmi: number;
  /** The adjusted Rand index: 0 on average by chance, 1 the same. */
  readonly ari: number;
  /** Of each cluster the class that `accuracy` gives it; null where there are more clusters than classes and it gets none. */
  readonly classOf: readonly (number | null)[];
}

/** Counts vectors by cluster and class. */
export function contingencyOf(
  assignment: ArrayLike<number>,
  labels: ArrayLike<number>,
  { clusters, classes }: Pick<Contingency, 'clusters' | 'classes'>,
): Contingency {
  const counts = new Uint32Array(clusters * classes);
  for (let at = 0; at < labels.length; at++) {
    const place = (assignment[at] as number) * classes + (labels[at] as number);
    counts[place] = (counts[place] as number) + 1;
  }
  return { clusters, classes, counts };
}

/**
 * Compares clusters with classes. `nmi` as in Strehl and Ghosh (2002) with the arithmetic mean (Vinh et al. 2010, JMLR 11, 2837-2854, table 2),
 * `ari` as in Hubert and Arabie (1985, J. Classification 2, 193-218), `accuracy` by the best matching of clusters and classes.
 */
export function agreementOf(contingency: Contingency): Agreement {
  const { clusters, classes, counts } = contingency;
  const rows = sumsOf(counts, clusters, (at) => Math.floor(at / classes));
  const columns = sumsOf(counts, classes, (at) => at % classes);
  const total = rows.reduce((sum, count) => sum + count, 0);
  let most = 0;
  for (let cluster = 0; cluster < clusters; cluster++) {
    most += counts.subarray(cluster * classes, (cluster + 1) * classes).reduce((a, b) => Math.max(a, b), 0);
  }
  const classOf = matched(contingency);
  const right = classOf.reduce<number>(
    (sum, label, cluster) => sum + (label === null ? 0 : (counts[cluster * classes + label] ?? 0)),
    0,
  );
  return {
    accuracy: right / total,
    purity: most / total,
    nmi: normalised(counts, { rows, columns, classes, total }),
    ari: adjustedRand(counts, { rows, columns, total }),
    classOf,
  };
}

function sumsOf(counts: Uint32Array, size: number, placeOf: (at: number) => number): Float64Array {
  const sums = new Float64Array(size);
  for (const [at, count] of counts.entries()) sums[placeOf(at)] = (sums[placeOf(at)] as number) + count;
  return sums;
}

function matched({ clusters, classes, counts }: Contingency): (number | null)[] {
  if (clusters <= classes) return bestMatching(counts, clusters, classes);
  const turned = Float64Array.from({ length: counts.length }, (_, at) => {
    const [label, cluster] = [Math.floor(at / clusters), at % clusters];
    return counts[cluster * classes + label] as number;
  });
  const clusterOf = bestMatching(turned, classes, clusters);
  return Array.from({ length: clusters }, (_, cluster) => {
    const label = clusterOf.indexOf(cluster);
    return label < 0 ? null : label;
  });
}

interface Margins {
  readonly rows: Float64Array;
  readonly columns: Float64Array;
  readonly total: number;
}

function normalised(
  counts: Uint32Array,
  { rows, columns, classes, total }: Margins & { readonly classes: number },
): number {
  const entropy = (sums: Float64Array): number =>
    sums.reduce((sum, count) => sum - (count === 0 ? 0 : (count / total) * Math.log(count / total)), 0);
  const mean = (entropy(rows) + entropy(columns)) / 2;
  // One cluster and one class: they say the same.
  if (mean === 0) return 1;
  let information = 0;
  for (const [at, count] of counts.entries()) {
    if (count === 0) continue;
    const expected = (rows[Math.floor(at / classes)] as number) * (columns[at % classes] as number);
    information += (count / total) * Math.log((count * total) / expected);
  }
  return Math.max(0, information / mean);
}

function adjustedRand(counts: Uint32Array, { rows, columns, total }: Margins): number {
  const pairs = (sums: ArrayLike<number>): number => {
    let sum = 0;
    for (let at = 0; at < sums.length; at++) sum += ((sums[at] as number) * ((sums[at] as number) - 1)) / 2;
    return sum;
  };
  const [together, inClusters, inClasses] = [pairs(counts), pairs(rows), pairs(columns)];
  const expected = (inClusters * inClasses) / ((total * (total - 1)) / 2);
  const greatest = (inClusters + inClasses) / 2;
  return greatest === expected ? 1 : (together - expected) / (greatest - expected);
}
