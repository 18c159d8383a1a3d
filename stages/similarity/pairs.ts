import { open } from 'node:fs/promises';
import { tableText } from '../formats/csv.ts';
import type { Activations } from './activations.ts';
import type { Pair } from '../formats/similarity-report.ts';
import type { Snapshot } from '../formats/similarity-report.ts';

/**
 * A pair, where it is from, which movement makes it alike (null where filters are compared as they are), and how its
 * responses correlate; null where they were not computed, or do not vary.
 */
interface PairRow extends Omit<Pair, 'movement'> {
  readonly layer: string;
  readonly snapshot: Snapshot;
  readonly movement: string | null;
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
  'movement',
  'preCorrelation',
  'postCorrelation',
] as const;

/** Where the pairs of one layer in one snapshot are from. */
export interface PairsFrom {
  readonly layer: string;
  readonly snapshot: Snapshot;
  readonly activations: Activations | undefined;
  /** Filters of the layer. */
  readonly count: number;
}

/** Where the pairs of one layer after the other go. */
export interface PairSink {
  write(pairs: readonly Pair[], from: PairsFrom): Promise<void>;
}

/** Writes pairs as they come, as CSV and as a JSON list with a line for each. */
export async function writePairs<T>(
  paths: { readonly table: string; readonly list: string },
  body: (sink: PairSink) => Promise<T>,
): Promise<T> {
  const table = await open(paths.table, 'w');
  const list = await open(paths.list, 'w');
  try {
    let written = 0;
    await table.appendFile(await tableText(COLUMNS, [], { header: true }));
    const result = await body({
      async write(pairs, from) {
        const rows = pairRows(pairs, from);
        await table.appendFile(await tableText(COLUMNS, rows, { header: false }));
        const lines = rows.map((row) => JSON.stringify(row));
        if (lines.length > 0) await list.appendFile(`${written === 0 ? '[\n' : ',\n'}${lines.join(',\n')}`);
        written += lines.length;
      },
    });
    await list.appendFile(written === 0 ? '[]\n' : '\n]\n');
    return result;
  } finally {
    await table.close();
    await list.close();
  }
}

function pairRows(pairs: readonly Pair[], { layer, snapshot, activations, count }: PairsFrom): PairRow[] {
  return pairs.map((pair) => {
    const at = (matrix: Float64Array | undefined): number | null => {
      const value = matrix?.[pair.filter * count + pair.other] ?? NaN;
      return Number.isNaN(value) ? null : value;
    };
    return {
      layer,
      snapshot,
      ...pair,
      movement: pair.movement ?? null,
      preCorrelation: at(activations?.layer.pre),
      postCorrelation: at(activations?.layer.post),
    };
  });
}
