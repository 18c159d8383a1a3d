import type { Cell } from '../formats/csv.ts';
import type { SimilarityEntry } from '../formats/similarity-report.ts';

/** The columns of the table of a comparison: what people read first; the report has more. */
export const TABLE = [
  'layer',
  'snapshot',
  'threshold',
  'filters',
  'zeroFilters',
  'smallFilters',
  'deadFilters',
  'dimension',
  'possiblePairs',
  'pairs',
  'ratioPairs',
  'ratioFilters',
  'pairsPerFilter',
  'oppositePairs',
  'clusters',
  'expectedClusters',
  'chance',
  'expectedPairs',
  'z',
  'lift',
  'verdict',
  'initialRatio',
  'initialZ',
  'initialVerdict',
  'permutationRatio',
  'permutationZ',
  'permutationVerdict',
  'anisotropicRatio',
  'anisotropicZ',
  'anisotropicVerdict',
  'equalSurprise',
] as const;

/** A row for each threshold. */
export function tableRows(entry: SimilarityEntry): Record<(typeof TABLE)[number], Cell>[] {
  return entry.thresholds.map((result) => ({
    ...entry,
    ...result,
    deadFilters: entry.activations?.dead.length ?? null,
    permutationRatio: result.permutation?.mean ?? null,
    permutationZ: result.permutation?.z ?? null,
    permutationVerdict: result.permutation?.verdict ?? null,
    anisotropicRatio: result.anisotropic?.mean ?? null,
    anisotropicZ: result.anisotropic?.z ?? null,
    anisotropicVerdict: result.anisotropic?.verdict ?? null,
  }));
}
