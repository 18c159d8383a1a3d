import type { NullReport, Tested, Verdict } from '../formats/similarity-report.ts';
import { OF_LAYER, OF_THRESHOLD, statisticsOf } from '../statistics/layer-statistics.ts';
import type { Measuring } from '../statistics/layer-statistics.ts';
import type { DrawnNull } from '../statistics/drawn-null.ts';
import { envelopeOf, extremeness, holm, levelsOf, rankTest } from '../statistics/rank-test.ts';
import type { Curves, RankTest } from '../statistics/rank-test.ts';

/** All that the draws of one null say of one layer, before anything is known of other tests of the step. */
export interface Compared {
  readonly null: DrawnNull;
  readonly draws: number;
  /** Of the layer as a whole. */
  readonly p: number;
  /** In the order of `measureLayer`. */
  readonly tests: readonly RankTest[];
  /** For each test the level at which it leaves the envelope of all of them. */
  readonly levels: Float64Array;
  readonly drawnPairs: readonly (readonly number[])[];
  readonly curve: NullReport['curve'];
}

/**
 * Compares a layer with the layers drawn from a null.
 *
 * All statistics together are one test, by extreme rank lengths: they come from the same draws, and a correction that took
 * them for separate tests could find nothing with fewer than a few thousand draws. A single statistic counts as far as it
 * leaves the envelope of that test.
 *
 * @param observed what `measureLayer` gives for the layer
 * @param drawn the same of each draw, `[draws, width]`
 */
export function compareWithDrawn(
  kind: DrawnNull,
  { observed, drawn }: { readonly observed: Float64Array; readonly drawn: Float64Array },
  { measuring, possiblePairs }: { readonly measuring: Measuring; readonly possiblePairs: number },
): Compared {
  const width = observed.length;
  const draws = drawn.length / width;
  const column = (place: number): Float64Array => {
    const values = new Float64Array(draws);
    for (let time = 0; time < draws; time++) values[time] = drawn[time * width + place] as number;
    return values;
  };
  const size = statisticsOf(measuring);
  const statistics = together({ observed, drawn }, [0, size]);
  const extreme = extremeness(statistics);
  const curves = together({ observed, drawn }, [size, width]);
  const extremeCurves = extremeness(curves);
  const { low, high } = envelopeOf(curves, extremeCurves);
  const ratio = (pairs: number): number => Number((pairs / possiblePairs).toPrecision(9));
  return {
    null: kind,
    draws,
    p: extreme[0] as number,
    tests: Array.from({ length: size }, (_, place) => rankTest(observed[place] as number, column(place))),
    levels: levelsOf(statistics, extreme),
    drawnPairs: measuring.thresholds.map((_, index) => [...column(OF_THRESHOLD.length * index).sort()]),
    curve: {
      median: measuring.grid.map((_, at) => ratio(column(size + at).sort()[draws >> 1] as number)),
      low: Array.from(low, ratio),
      high: Array.from(high, ratio),
      p: extremeCurves[0] as number,
    },
  };
}

/** What was observed and what was drawn, some places of each. */
function together(
  { observed, drawn }: { readonly observed: Float64Array; readonly drawn: Float64Array },
  [from, to]: readonly [number, number],
): Curves {
  const width = observed.length;
  const count = 1 + drawn.length / width;
  const size = to - from;
  const values = new Float64Array(count * size);
  values.set(observed.subarray(from, to));
  for (let time = 1; time < count; time++) {
    const start = (time - 1) * width;
    values.set(drawn.subarray(start + from, start + to), time * size);
  }
  return { values, count, size };
}

/**
 * Corrects all tests of a step together, by Holm's method over its layers, snapshots and nulls, and says what each finds.
 *
 * @param all every comparison of the step
 * @returns in the same order
 */
export function judge(
  all: readonly { readonly compared: Compared; readonly thresholds: readonly number[] }[],
): NullReport[] {
  const corrected = holm(all.map(({ compared }) => compared.p));
  return all.map(({ compared, thresholds }, index): NullReport => {
    const { p: pStep, factor } = corrected[index] ?? { p: 1, factor: 1 };
    const tested = (place: number): Tested => {
      const test = compared.tests[place] as RankTest;
      const own = Math.min(1, Math.max(pStep, factor * (compared.levels[place] as number)));
      const counted = place < OF_THRESHOLD.length * thresholds.length && test.mean > 0;
      return { ...test, lift: counted ? test.observed / test.mean : null, pStep: own, verdict: verdictOf(test, own) };
    };
    const layer = OF_THRESHOLD.length * thresholds.length;
    return {
      null: compared.null,
      draws: compared.draws,
      p: compared.p,
      pStep,
      ...(Object.fromEntries(OF_LAYER.map((name, at) => [name, tested(layer + at)])) as Record<
        (typeof OF_LAYER)[number],
        Tested
      >),
      thresholds: thresholds.map((threshold, at) => ({
        threshold,
        similarPairs: tested(OF_THRESHOLD.length * at),
        oppositePairs: tested(OF_THRESHOLD.length * at + 1),
        clusters: tested(OF_THRESHOLD.length * at + 2),
        drawnPairs: compared.drawnPairs[at] ?? [],
      })),
      curve: compared.curve,
    };
  });
}

function verdictOf({ observed, median }: RankTest, p: number): Verdict {
  if (p > 0.05 || observed === median) return 'no evidence against';
  return observed > median ? 'more than' : 'fewer than';
}

/** The least draws with which the most extreme layer can count, among so many comparisons. */
export function drawsNeeded(comparisons: number): number {
  return 20 * comparisons - 1;
}
