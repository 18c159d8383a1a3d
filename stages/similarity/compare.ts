import type { Slices } from '../../engine/core/slices.ts';
import type { Cell } from '../formats/csv.ts';
import { tensorAt } from '../formats/safetensors.ts';
import type { Tensor, TensorFile } from '../formats/safetensors.ts';
import type {
  LayerOfFilters,
  Pair,
  SimilarityEntry,
  Snapshot,
  Spectrum,
  SpectrumOfNull,
} from '../formats/similarity-report.ts';
import { curveGrid } from '../statistics/curve-grid.ts';
import { centerRows, cosinesOf, directedOnly } from '../statistics/cosines.ts';
import type { Cosines, Filters } from '../statistics/cosines.ts';
import { measureLayer, statisticsOf } from '../statistics/layer-statistics.ts';
import type { Measuring } from '../statistics/layer-statistics.ts';
import type { DrawnNull, LayerRows } from '../statistics/drawn-null.ts';
import { likenessUpTo, likestMovement } from '../statistics/likeness.ts';
import type { Likeness } from '../statistics/likeness.ts';
import type { Activations } from './activations.ts';
import { driftOf } from './drift.ts';
import { drawLayers, drawsFor, whyLeftOut } from './draws.ts';
import { mostSimilarPairs } from './measure.ts';
import { memberRows } from './members.ts';
import type { MEMBERS } from './members.ts';
import type { PairsFrom } from './pairs.ts';
import type { SimilarityParams } from './params.ts';
import { dimensionOf, reportEntry, thresholdsOf } from './report.ts';
import { compareSpectrum, spectrumOf } from './spectrum.ts';
import { compareWithDrawn } from './tests.ts';
import type { Compared } from './tests.ts';

/** Pairs listed per layer and snapshot: all of 256 filters; of a larger layer the most similar ones. */
const MAX_PAIRS = (256 * 255) / 2;

/** Does a part of a comparison in slices, and tells about once a second which it is. */
export type Work = <T>(part: string, slices: Slices<T>) => Promise<T>;

export type Probe = (
  layer: LayerOfFilters,
  at: {
    readonly filters: Filters;
    readonly cosines: Cosines;
    readonly snapshot: 'initial' | 'final';
    /** The filters before training, where the layer is compared with them. */
    readonly before: Filters | undefined;
  },
) => Slices<Activations>;

/** One layer in one snapshot. */
export interface ComparisonOf {
  readonly layer: LayerOfFilters;
  readonly snapshot: Snapshot;
  readonly epoch: number | null;
}

interface Comparing {
  readonly file: TensorFile;
  readonly params: SimilarityParams;
  readonly probe: Probe | undefined;
  readonly work: Work;
  readonly seed: (stream: string) => number;
  /** The cosines of the layer before training. */
  readonly initial: Cosines | undefined;
}

/** What is kept of a comparison until all are made. */
export interface ComparedSnapshot {
  readonly entry: SimilarityEntry;
  readonly thresholds: readonly number[];
  /** Of each null, with the numbers of all draws. */
  readonly compared: readonly (Compared & { readonly drawn: Tensor })[];
}

interface Written {
  readonly matrices: Readonly<Record<string, Tensor>>;
  readonly pairs: readonly Pair[];
  readonly from: PairsFrom;
  readonly members: readonly Readonly<Record<(typeof MEMBERS)[number], Cell>>[];
}

export function isBetween(snapshot: Snapshot): snapshot is `epoch-${number}` {
  return snapshot !== 'initial' && snapshot !== 'final';
}

/** Compares the filters of one layer in one snapshot. Weights of single epochs are counted only. */
export async function compare(
  { layer, snapshot, epoch }: ComparisonOf,
  comparing: Comparing,
): Promise<ComparedSnapshot & Written> {
  const { file, params, probe, work, initial } = comparing;
  const between = isBetween(snapshot);
  const filters = filtersOf(file, layer, snapshot);
  const known = snapshot === 'initial' ? initial : undefined;
  const cosines = known ?? (await work('cosines', likenessesOf(filters, layer, params)));
  const before = snapshot === 'initial' || initial === undefined ? undefined : filtersOf(file, layer, 'initial');
  const thresholds = thresholdsOf(layer.name, params);
  const activations = between
    ? undefined
    : probe && (await work('activations', probe(layer, { filters, cosines, snapshot, before })));
  const similar = await work('most similar pairs', mostSimilarPairs(cosines, between ? 1 : MAX_PAIRS));
  const listed = await work('movements', nameMovements(similar, filters, { layer, params }));
  const drawn = params.nulls.filter((name): name is DrawnNull => name !== 'initial');
  const compared = cosines.count - cosines.zeros;
  const grid = between || drawn.length === 0 || compared < 2 ? [] : gridOf(listed, cosines, layer, params);
  const measuring = { thresholds, grid };
  const observed = compared < 2 ? undefined : await work('clusters', observe(cosines, measuring));
  const nulls =
    between || observed === undefined
      ? { compared: [], leftOut: [], spectrum: undefined }
      : await compareWithNulls(drawn, { ...comparing, layer, snapshot, filters, cosines, observed, measuring });
  const entry = reportEntry(layer, params, {
    snapshot,
    epoch,
    cosines,
    observed,
    initial: snapshot === 'initial' ? undefined : initial,
    drift: before && driftOf(filters, before),
    spectrum: nulls.spectrum,
    mostSimilar: listed[0],
    leftOut: nulls.leftOut,
    grid,
    activations: activations?.report,
  });
  return {
    entry,
    thresholds,
    compared: nulls.compared,
    matrices: matricesOf(`${layer.name}/${snapshot}`, cosines, activations),
    pairs: between ? [] : listed,
    from: { layer: layer.name, snapshot, activations, count: cosines.count },
    members: between ? [] : await work('clusters', memberRows(cosines, { layer: layer.name, snapshot, thresholds })),
  };
}

/** Thresholds as far as the layer's cosines go, of either sign. */
function gridOf(
  listed: readonly Pair[],
  { matrix }: Cosines,
  layer: LayerOfFilters,
  { center }: SimilarityParams,
): readonly number[] {
  const lowest = matrix.reduce((least, cosine) => (cosine < least ? cosine : least), 0);
  return curveGrid(Math.max(listed[0]?.cosine ?? 0, -lowest), dimensionOf(layer, center));
}

/** Measures the layer as draws are measured. */
function* observe(cosines: Cosines, measuring: Measuring): Slices<Float64Array> {
  const { kept, matrix } = directedOnly(cosines);
  const into = new Float64Array(statisticsOf(measuring) + measuring.grid.length);
  // Measuring overwrites what it is given.
  yield* measureLayer(matrix === cosines.matrix ? matrix.slice() : matrix, kept.length, measuring, into);
  return into;
}

interface WithNulls extends Comparing {
  readonly layer: LayerOfFilters;
  readonly snapshot: Snapshot;
  readonly filters: Filters;
  readonly cosines: Cosines;
  readonly observed: Float64Array;
  readonly measuring: Measuring;
}

async function compareWithNulls(
  nulls: readonly DrawnNull[],
  options: WithNulls,
): Promise<{
  compared: ComparedSnapshot['compared'];
  leftOut: SimilarityEntry['leftOut'];
  spectrum: Spectrum | undefined;
}> {
  const { params, layer, snapshot, observed, measuring, work, seed } = options;
  const compared: (Compared & { readonly drawn: Tensor })[] = [];
  const leftOut: SimilarityEntry['leftOut'][number][] = [];
  const rows = rowsOf(options);
  const { count, dimension } = rows;
  // Likenesses up to movements have no spectrum: their matrix is none of inner products.
  const spectrum =
    params.upTo.length > 0
      ? undefined
      : await work('spectrum', spectrumOf(options.cosines, dimensionOf(layer, params.center)));
  const spectra: SpectrumOfNull[] = [];
  for (const name of nulls) {
    const draws = drawsFor(name, rows, params.nullDraws);
    if (draws === 0) {
      leftOut.push({ null: name, reason: whyLeftOut(name, rows) });
      continue;
    }
    // Layers of another size are drawn independently, so that points of a sweep can be compared.
    const own = seed(`${name} ${layer.name} ${snapshot} ${count} ${dimension}`);
    const drawn = await work(`${draws} draws of "${name}"`, drawLayers(name, rows, { measuring, draws, seed: own }));
    const possiblePairs = (count * (count - 1)) / 2;
    compared.push({
      ...compareWithDrawn(name, { observed, drawn }, { measuring, possiblePairs }),
      drawn: withObserved(observed, drawn, statisticsOf(measuring)),
    });
    if (spectrum === undefined) continue;
    const part = `spectra of "${name}"`;
    spectra.push(await work(part, compareSpectrum(spectrum, name, { layer: rows, draws, seed: own })));
  }
  return { compared, leftOut, spectrum: spectrum && { ...spectrum, nulls: spectra } };
}

/** The statistics of the layer and of all draws, one after the other, without their curves. */
function withObserved(observed: Float64Array, drawn: Float64Array, size: number): Tensor {
  const draws = drawn.length / observed.length;
  const data = new Float64Array((1 + draws) * size);
  data.set(observed.subarray(0, size));
  for (let time = 0; time < draws; time++) {
    data.set(drawn.subarray(time * observed.length, time * observed.length + size), (1 + time) * size);
  }
  return { dtype: 'F64', shape: [1 + draws, size], data };
}

/** The filters that have a direction, to draw others like them. */
function rowsOf({ filters, cosines, params, layer }: WithNulls): LayerRows {
  const { dimension } = filters;
  const { kept } = directedOnly(cosines);
  const rows = new Float64Array(kept.length * dimension);
  for (const [row, filter] of kept.entries()) {
    rows.set(filters.weights.subarray(filter * dimension, (filter + 1) * dimension), row * dimension);
  }
  return { rows, count: kept.length, dimension, center: params.center, upTo: likenessOf(layer, params) };
}

/** The cosines of a layer's filters, up to what the step ignores. */
export function likenessesOf(filters: Filters, layer: LayerOfFilters, params: SimilarityParams): Slices<Cosines> {
  const upTo = likenessOf(layer, params);
  return cosinesOf(filters, params.center, upTo && { upTo });
}

function likenessOf({ kernel, channels }: LayerOfFilters, { upTo }: SimilarityParams): Likeness | undefined {
  const [height, width] = kernel;
  return likenessUpTo(upTo, { height, width, channels });
}

/** Says of each pair which movement makes it so alike. */
function* nameMovements(
  pairs: readonly Pair[],
  filters: Filters,
  { layer, params }: { readonly layer: LayerOfFilters; readonly params: SimilarityParams },
): Slices<readonly Pair[]> {
  const likeness = likenessOf(layer, params);
  if (likeness === undefined) return pairs;
  const { dimension } = filters;
  const rows = new Float64Array(filters.weights);
  centerRows(rows, filters, params.center);
  const rowOf = (filter: number): Float64Array => rows.subarray(filter * dimension, (filter + 1) * dimension);
  const named: Pair[] = [];
  for (const pair of pairs) {
    named.push({ ...pair, movement: likestMovement(rowOf(pair.filter), rowOf(pair.other), likeness) });
    if (named.length % 64 === 0) yield;
  }
  return named;
}

export function filtersOf(file: TensorFile, { name }: LayerOfFilters, snapshot: Snapshot): Filters {
  const { shape, data } = tensorAt(file, `${name}/${snapshot}`, 'F32');
  const [count = 0] = shape;
  return { weights: data, count, dimension: data.length / Math.max(count, 1) };
}

function matricesOf(
  name: string,
  { count, matrix }: Cosines,
  activations: Activations | undefined,
): Record<string, Tensor> {
  const square = (data: Float64Array, size: number): Tensor => ({ dtype: 'F64', shape: [size, size], data });
  if (activations === undefined) return { [name]: square(matrix, count) };
  const { layer, random } = activations;
  return {
    [name]: square(matrix, count),
    [`${name}/pre`]: square(layer.pre, count),
    [`${name}/post`]: square(layer.post, count),
    [`${name}/random-cosines`]: square(random.cosines, random.count),
    [`${name}/random-pre`]: square(random.pre, random.count),
    [`${name}/random-post`]: square(random.post, random.count),
  };
}
