import type { Cell } from '../formats/csv.ts';
import type { SimilarityEntry, Tested } from '../formats/similarity-report.ts';

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
  'largestCosine',
  'nearestCosine',
  'meanCosine',
  'effectiveRank',
  'chance',
  'expectedPairs',
  'z',
  'lift',
  'initialRatio',
  'initialBoth',
  'expectedBoth',
  'driftCosine',
  'ckaRandom',
  'ckaInitial',
  'isotropicRatio',
  'isotropicP',
  'isotropicVerdict',
  'permutedRatio',
  'permutedP',
  'permutedVerdict',
  'rotatedRatio',
  'rotatedP',
  'rotatedVerdict',
  'rotatedAboutZeroRatio',
  'rotatedAboutZeroP',
  'rotatedAboutZeroVerdict',
  'equalSurprise',
] as const;

const NAMES = {
  isotropic: 'isotropic',
  permuted: 'permuted',
  rotated: 'rotated',
  'rotated-about-zero': 'rotatedAboutZero',
} as const;

/** A row for each threshold. Of each null, what it says of the similar pairs: the median, p after correction, the verdict. */
export function tableRows(entry: SimilarityEntry): Record<(typeof TABLE)[number], Cell>[] {
  return entry.thresholds.map((result) => {
    const ofNulls = Object.entries(NAMES).flatMap(([name, column]): [string, Cell][] => {
      const report = entry.nulls.find((each) => each.null === name);
      const tested = report?.thresholds.find(({ threshold }) => threshold === result.threshold)?.similarPairs;
      return [
        [`${column}Ratio`, tested === undefined ? null : tested.median / entry.possiblePairs],
        [`${column}P`, tested?.pStep ?? null],
        [`${column}Verdict`, tested?.verdict ?? null],
      ];
    });
    return {
      ...entry,
      ...result,
      deadFilters: entry.activations?.dead.length ?? null,
      initialRatio: result.initial?.ratioPairs ?? null,
      initialBoth: result.initial?.both ?? null,
      expectedBoth: result.initial?.expectedBoth ?? null,
      driftCosine: entry.drift?.meanCosine ?? null,
      ckaRandom: entry.activations?.cka.random ?? null,
      ckaInitial: entry.activations?.cka.initial ?? null,
      ...(Object.fromEntries(ofNulls) as Record<
        `${(typeof NAMES)[keyof typeof NAMES]}${'Ratio' | 'P' | 'Verdict'}`,
        Cell
      >),
    };
  });
}

/** The columns of the table of all tests. */
export const TESTS = [
  'layer',
  'snapshot',
  'null',
  'threshold',
  'statistic',
  'observed',
  'median',
  'low',
  'high',
  'mean',
  'lift',
  'z',
  'p',
  'pStep',
  'verdict',
  'draws',
] as const;

type TestRow = Record<(typeof TESTS)[number], Cell>;

/** A row for each null, threshold and statistic; those of the whole layer have no threshold. */
export function testRows(entry: SimilarityEntry): TestRow[] {
  const { layer, snapshot } = entry;
  return entry.nulls.flatMap((report) => {
    const row = (threshold: number | null, statistic: string, tested: Tested): TestRow => ({
      layer,
      snapshot,
      null: report.null,
      threshold,
      statistic,
      ...tested,
      draws: report.draws,
    });
    return [
      ...report.thresholds.flatMap(({ threshold, similarPairs, oppositePairs, clusters }) => [
        row(threshold, 'similar pairs', similarPairs),
        row(threshold, 'opposite pairs', oppositePairs),
        row(threshold, 'clusters', clusters),
      ]),
      row(null, 'largest cosine', report.largestCosine),
      row(null, 'mean nearest cosine', report.nearestCosine),
      row(null, 'mean cosine', report.meanCosine),
      row(null, 'effective rank', report.effectiveRank),
      {
        ...EMPTY,
        layer,
        snapshot,
        null: report.null,
        statistic: 'all together',
        p: report.p,
        pStep: report.pStep,
        verdict: report.pStep > 0.05 ? 'no evidence against' : 'unlike',
        draws: report.draws,
      },
    ];
  });
}

/** The test of the layer as a whole has a p value, and nothing to be more or fewer than. */
const EMPTY = { threshold: null, observed: null, median: null, low: null, high: null, mean: null, lift: null, z: null };
