import type { Slices } from '../../engine/core/slices.ts';
import type { Cell } from '../formats/csv.ts';
import type { Snapshot } from '../formats/similarity-report.ts';
import { clusteredOrder, completeLinkage } from '../statistics/clustering.ts';
import type { Merge } from '../statistics/clustering.ts';
import { directedOnly } from '../statistics/cosines.ts';
import type { Cosines } from '../statistics/cosines.ts';

export const MEMBERS = ['layer', 'snapshot', 'threshold', 'filter', 'place', 'cluster', 'members', 'norm'] as const;

/**
 * Which filters belong together: a row for each threshold and filter that has a direction. `place`: its place in the order of
 * the clustering, that of the heat map; `cluster`: the number of its cluster, counted along that order; `members`: how many
 * filters that has.
 */
export function* memberRows(
  cosines: Cosines,
  of: { readonly layer: string; readonly snapshot: Snapshot; readonly thresholds: readonly number[] },
): Slices<Record<(typeof MEMBERS)[number], Cell>[]> {
  const { kept, matrix } = directedOnly(cosines);
  const merges = yield* completeLinkage(matrix, kept.length);
  const order = clusteredOrder(merges, kept.length);
  const rows: Record<(typeof MEMBERS)[number], Cell>[] = [];
  for (const threshold of of.thresholds) {
    const clusters = clustersAt(merges, order, threshold);
    const sizes = new Map<number, number>();
    for (const cluster of clusters) sizes.set(cluster, (sizes.get(cluster) ?? 0) + 1);
    for (const [place, at] of order.entries()) {
      const [filter, cluster] = [kept[at] as number, clusters[at] as number];
      const { layer, snapshot } = of;
      const members = sizes.get(cluster) ?? 1;
      rows.push({ layer, snapshot, threshold, filter, place, cluster, members, norm: cosines.norms[filter] as number });
    }
    yield;
  }
  return rows;
}

/** The number of each leaf's cluster: those joined above the threshold, counted along the order. */
function clustersAt(merges: readonly Merge[], order: readonly number[], threshold: number): number[] {
  const first = order.map((_, leaf) => leaf);
  for (const { left, right, similarity } of merges) {
    if (!(similarity > threshold)) break;
    const name = first[left[0] as number] as number;
    for (const leaf of [...left, ...right]) first[leaf] = name;
  }
  const numbers = new Map<number, number>();
  for (const leaf of order) {
    const name = first[leaf] as number;
    if (!numbers.has(name)) numbers.set(name, numbers.size);
  }
  return first.map((name) => numbers.get(name) as number);
}
