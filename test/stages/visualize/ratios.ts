import type { TopLevelSpec } from 'vega-lite';
import { normalFilters, uniforms } from '../statistics/random.ts';
import { cosinesOf } from '../../../stages/statistics/cosines.ts';
import { drawLayers } from '../../../stages/similarity/draws.ts';
import { reportEntry, withNulls } from '../../../stages/similarity/report.ts';
import { compareWithDrawn, judge } from '../../../stages/similarity/tests.ts';
import { curveGrid } from '../../../stages/statistics/curve-grid.ts';
import { measureLayer, statisticsOf } from '../../../stages/statistics/layer-statistics.ts';
import type { SimilarityEntry, Snapshot, Spectrum, SpectrumOfNull } from '../../../stages/formats/similarity-report.ts';
import { compareSpectrum, spectrumOf } from '../../../stages/similarity/spectrum.ts';
import type { Filters } from '../../../stages/statistics/cosines.ts';
import { atOnce } from '../../../engine/core/slices.ts';
import type { Slices } from '../../../engine/core/slices.ts';

/** What a chart draws: of each layer of each panel, its values. */
export function valuesOf(spec: object): Record<string, number | string>[][] {
  const {
    layer = [],
    hconcat = [],
    concat = [],
    data,
  } = spec as {
    readonly layer?: readonly object[];
    readonly hconcat?: readonly object[];
    readonly concat?: readonly object[];
    readonly data?: { readonly values: Record<string, number | string>[] };
  };
  return [...(data === undefined ? [] : [data.values]), ...[...layer, ...hconcat, ...concat].flatMap(valuesOf)];
}

/** The first list of values that have all these fields. */
export function withFields(spec: TopLevelSpec, ...fields: readonly string[]): Record<string, number>[] {
  const found = valuesOf(spec).find(([first]) => first !== undefined && fields.every((field) => field in first));
  return (found ?? []) as Record<string, number>[];
}

/** The entry of a layer of random filters, as the stage `similarity` makes it, with what nulls give where `draws` are asked for. */
export function entryOf(
  count: number,
  options: {
    readonly seed: number;
    readonly snapshot?: Snapshot;
    readonly epoch?: number;
    readonly dimension?: number;
    readonly draws?: number;
    /** Added to all weights. */
    readonly mean?: number;
  },
): SimilarityEntry {
  const { seed, snapshot = 'final', epoch = null, dimension = 9, draws = 0, mean = 0 } = options;
  const weights = normalFilters(count, dimension, uniforms(seed)).map((weight) => weight + mean);
  const cosines = atOnce(cosinesOf({ weights, count, dimension }, 'none'));
  const thresholds = [0.6, 0.5];
  const measuring = { thresholds, grid: curveGrid(1, dimension) };
  const observed = new Float64Array(statisticsOf(measuring) + measuring.grid.length);
  if (count > 1) atOnce(measureLayer(cosines.matrix.slice(), count, measuring, observed));
  const entry = reportEntry(
    { name: 'conv1', type: 'conv2d', filters: count, kernel: [1, dimension], channels: 1 },
    {
      thresholds,
      layerThresholds: {},
      snapshots: ['final'],
      nulls: ['isotropic'],
      nullDraws: 19,
      center: 'none',
      upTo: [],
      smallNorm: 0.1,
      probe: { split: 'test', images: 1 },
    },
    {
      snapshot,
      epoch,
      cosines,
      observed: count > 1 ? observed : undefined,
      initial: undefined,
      drift: undefined,
      spectrum: draws === 0 || count < 2 ? undefined : atOnce(spectraOf({ weights, count, dimension }, seed + 1000)),
      mostSimilar: undefined,
      leftOut: [],
      grid: measuring.grid,
      activations: undefined,
    },
  );
  if (draws === 0 || count < 2) return entry;
  const layer = { rows: new Float64Array(weights), count, dimension, center: 'none' } as const;
  const compared = (['isotropic', 'rotated'] as const).map((name) => {
    const drawn = atOnce(drawLayers(name, layer, { measuring, draws, seed: seed + 1000 }));
    const possiblePairs = (count * (count - 1)) / 2;
    return { compared: compareWithDrawn(name, { observed, drawn }, { measuring, possiblePairs }), thresholds };
  });
  return withNulls(entry, judge(compared));
}

/** The spectrum of a layer, as the stage compares it with two nulls. */
function* spectraOf(filters: Filters, seed: number): Slices<Spectrum | undefined> {
  const spectrum = yield* spectrumOf(yield* cosinesOf(filters, 'none'), filters.dimension);
  const layer = { ...filters, rows: new Float64Array(filters.weights), center: 'none' } as const;
  const nulls: SpectrumOfNull[] = [];
  for (const name of ['isotropic', 'permuted'] as const) {
    if (spectrum !== undefined) nulls.push(yield* compareSpectrum(spectrum, name, { layer, draws: 99, seed }));
  }
  return spectrum && { ...spectrum, nulls };
}
