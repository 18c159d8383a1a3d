import { canonical } from '../../../../engine/core/json.ts';
import type { Point } from '../../../../engine/core/stage.ts';
import { randomOf } from '../../../../nn/random.ts';
import { showPoint } from '../../../drawing/point.ts';
import { upToOfAll } from '../../../formats/similarity-report.ts';
import type { NullReport, SimilarityEntry, ThresholdResult } from '../../../formats/similarity-report.ts';
import type { DrawnNull } from '../../../statistics/drawn-null.ts';
import { envelopeOf, extremeness } from '../../../statistics/rank-test.ts';
import { meanInterval } from '../../../statistics/student.ts';
import { tidy } from '../../ratio-layers.ts';
import type { BandMark } from '../../ratio-layers.ts';
import { withoutRepeat } from '../../repeats.ts';

/** The entries of one sweep point, of the trained and the untrained weights. */
export interface Comparison {
  readonly point: Point;
  readonly final: readonly SimilarityEntry[];
  /** Empty where they were not compared. */
  readonly initial: readonly SimilarityEntry[];
}

/** The ratio of one network. */
export interface NetworkMark {
  readonly x: number;
  readonly ratio: number;
  /** The place in the sweep but for what the number of filters and the repeat say of it. */
  readonly line: string;
}

/** What a null gives for the networks of a panel. */
interface Band {
  readonly name: DrawnNull;
  readonly marks: readonly BandMark[];
  /** Of all networks together; null where nothing was drawn and only the exact ratio is known. */
  readonly p: number | null;
}

/** The mean over repeats of the difference between a network's ratio and the first null's. */
interface Difference {
  readonly x: number;
  readonly line: string;
  readonly networks: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** The interval around the mean ratio, to draw. */
  readonly shownLow: number;
  readonly shownHigh: number;
}

/** One layer at one threshold. */
export interface Panel {
  readonly layer: string;
  readonly threshold: number;
  /** What cosines ignore, to follow the word; empty where networks differ in it. */
  readonly upTo: string;
  readonly trained: readonly NetworkMark[];
  readonly untrained: readonly NetworkMark[];
  readonly bands: readonly Band[];
  readonly differences: readonly Difference[];
}

/** A network of a panel, at its threshold. */
interface Network {
  readonly entry: SimilarityEntry;
  readonly result: ThresholdResult;
  readonly ratio: number;
  readonly line: string;
  /** What is the same for all its repeats. */
  readonly group: string;
}

export function panelsOf(layer: string, comparisons: readonly Comparison[], nulls: readonly DrawnNull[]): Panel[] {
  const lineOf = linesOf(layer, comparisons);
  const networksOf = (kind: 'final' | 'initial', threshold: number): Network[] =>
    comparisons.flatMap(({ point, ...entries }) =>
      entries[kind].flatMap((entry): Network[] => {
        const result = entry.thresholds.find((each) => each.threshold === threshold);
        // A point with a single filter has no ratio.
        if (entry.layer !== layer || result === undefined || result.ratioPairs === null) return [];
        const group = canonical(withoutRepeat(point));
        return [{ entry, result, ratio: result.ratioPairs, line: lineOf(point), group }];
      }),
    );
  const thresholds = new Set(
    comparisons.flatMap(({ final }) =>
      final.filter((entry) => entry.layer === layer).flatMap((entry) => entry.thresholds.map((at) => at.threshold)),
    ),
  );
  return [...thresholds]
    .sort((a, b) => a - b)
    .flatMap((threshold) => {
      const networks = networksOf('final', threshold);
      if (networks.length === 0) return [];
      return [
        {
          layer,
          threshold,
          upTo: upToOfAll(networks.map(({ entry }) => entry)),
          trained: marksOf(networks),
          untrained: marksOf(networksOf('initial', threshold)),
          bands: nulls.flatMap((name) => bandOf(name, networks)),
          differences: differencesOf(nulls[0], networks),
        },
      ];
    });
}

function marksOf(networks: readonly Network[]): NetworkMark[] {
  return networks
    .map(({ entry, ratio, line }) => ({ x: entry.filters, ratio: tidy(ratio), line }))
    .sort((a, b) => a.x - b.x);
}

/**
 * What tells lines apart: the axes of the sweep but for the repeat and those that the number of filters follows from. Two
 * points of the sweep with as many filters are two networks, and no repeats.
 */
function linesOf(layer: string, comparisons: readonly Comparison[]): (point: Point) => string {
  const filters = comparisons.flatMap(({ point, final }) =>
    final
      .filter((entry) => entry.layer === layer)
      .map((entry) => ({ point: withoutRepeat(point), count: entry.filters })),
  );
  const axes = [...new Set(filters.flatMap(({ point }) => Object.keys(point)))];
  const varies = new Set(filters.map(({ count }) => count)).size > 1;
  const decides = (axis: string): boolean => {
    const counts = new Map<string, number>();
    return filters.every(({ point, count }) => {
      const value = canonical(point[axis] ?? null);
      const known = counts.get(value) ?? count;
      counts.set(value, count);
      return known === count;
    });
  };
  const ofSize = new Set(varies ? axes.filter(decides) : []);
  return (point) =>
    showPoint(Object.fromEntries(Object.entries(withoutRepeat(point)).filter(([axis]) => !ofSize.has(axis))));
}

function testedOf({ entry, result }: Network, name: DrawnNull): NullReport['thresholds'][number] | undefined {
  const report = entry.nulls.find((each) => each.null === name);
  return report?.thresholds.find(({ threshold }) => threshold === result.threshold);
}

/** The global envelope of a null over all networks of a panel; where layers were not drawn, the exact chance as a line. */
function bandOf(name: DrawnNull, networks: readonly Network[]): Band[] {
  const drawn = networks.map((network) => testedOf(network, name)?.drawnPairs ?? []);
  const draws = Math.min(...drawn.map(({ length }) => length));
  const counts = [...new Set(networks.map(({ entry }) => entry.filters))].sort((a, b) => a - b);
  if (draws === 0) {
    const exact = counts.flatMap((x) => {
      const chance = networks.find(({ entry }) => entry.filters === x)?.result.chance ?? null;
      return chance === null ? [] : [{ x, median: tidy(chance), low: tidy(chance), high: tidy(chance) }];
    });
    return name === 'isotropic' && exact.length > 0 ? [{ name, marks: exact, p: null }] : [];
  }
  const size = networks.length;
  const values = new Float64Array((1 + draws) * size);
  for (const [place, { entry, ratio }] of networks.entries()) {
    values[place] = ratio;
    // The report has them sorted; networks are independent, so any order joins them to whole draws.
    const order = shuffled(drawn[place] ?? [], place);
    for (let time = 0; time < draws; time++) {
      values[(1 + time) * size + place] = (order[time] as number) / entry.possiblePairs;
    }
  }
  const curves = { values, count: 1 + draws, size };
  const extreme = extremeness(curves);
  const { low, high } = envelopeOf(curves, extreme);
  const marks = counts.map((x) => {
    const places = networks.flatMap(({ entry }, place) => (entry.filters === x ? [place] : []));
    const medians = places.map((place) => medianOf(networks[place] as Network, name));
    return {
      x,
      median: tidy(medians.reduce((sum, value) => sum + value, 0) / medians.length),
      low: tidy(Math.min(...places.map((place) => low[place] as number))),
      high: tidy(Math.max(...places.map((place) => high[place] as number))),
    };
  });
  return [{ name, marks, p: extreme[0] as number }];
}

function medianOf(network: Network, name: DrawnNull): number {
  return (testedOf(network, name)?.similarPairs.median ?? NaN) / network.entry.possiblePairs;
}

function shuffled(values: readonly number[], stream: number): number[] {
  const random = randomOf(1, 'order of draws', stream);
  const order = [...values];
  for (let place = order.length - 1; place > 0; place--) {
    const other = random.below(place + 1);
    const moved = order[place] as number;
    order[place] = order[other] as number;
    order[other] = moved;
  }
  return order;
}

/** With repeats the network is the unit: its difference to what the null gives for it. */
function differencesOf(name: DrawnNull | undefined, networks: readonly Network[]): Difference[] {
  if (name === undefined) return [];
  const groups = new Map<string, Network[]>();
  for (const network of networks) groups.set(network.group, [...(groups.get(network.group) ?? []), network]);
  return [...groups.values()].flatMap((group): Difference[] => {
    const interval = meanInterval(group.map((network) => network.ratio - medianOf(network, name)));
    const [first] = group;
    if (interval === null || first === undefined || Number.isNaN(interval.mean)) return [];
    const mean = group.reduce((sum, { ratio }) => sum + ratio, 0) / group.length;
    const { low, high } = interval;
    return [
      {
        x: first.entry.filters,
        line: first.line === '' ? '' : `${first.line}, `,
        networks: group.length,
        mean: interval.mean,
        low,
        high,
        shownLow: tidy(Math.max(mean + low - interval.mean, 0)),
        shownHigh: tidy(mean + high - interval.mean),
      },
    ];
  });
}
