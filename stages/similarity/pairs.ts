import { writeFile } from 'node:fs/promises';
import { writeTable } from '../shared/table.ts';
import type { Activations } from './activations.ts';
import type { Pair } from './measure.ts';
import type { Snapshot } from './stage.ts';

/** A pair, where it is from, and how its responses correlate; null where they were not computed, or do not vary. */
export interface PairRow extends Pair {
  readonly layer: string;
  readonly snapshot: Snapshot;
  readonly preCorrelation: number | null;
  readonly postCorrelation: number | null;
}

const COLUMNS = [
  'layer',
  'snapshot',
  'filter',
  'other',
  'cosine',
  'normRatio',
  'preCorrelation',
  'postCorrelation',
] as const;

/** The pairs of one layer, with the correlations of their responses. */
export function pairRows(
  pairs: readonly Pair[],
  from: {
    readonly layer: string;
    readonly snapshot: Snapshot;
    readonly activations: Activations | undefined;
    readonly count: number;
  },
): PairRow[] {
  const { layer, snapshot, activations, count } = from;
  return pairs.map((pair) => {
    const at = (matrix: Float64Array | undefined): number | null => {
      const value = matrix?.[pair.filter * count + pair.other] ?? NaN;
      return Number.isNaN(value) ? null : value;
    };
    return {
      layer,
      snapshot,
      ...pair,
      preCorrelation: at(activations?.layer.pre),
      postCorrelation: at(activations?.layer.post),
    };
  });
}

/** Writes the pairs as CSV, and as a JSON list with a line for each. */
export async function writePairs(
  pairs: readonly PairRow[],
  paths: { readonly table: string; readonly list: string },
): Promise<void> {
  await writeTable(paths.table, COLUMNS, pairs);
  const lines = pairs.map((pair) => JSON.stringify(pair));
  await writeFile(paths.list, lines.length === 0 ? '[]\n' : `[\n${lines.join(',\n')}\n]\n`);
}
