import { writeFile } from 'node:fs/promises';
import { StageFailure } from '../../engine/core/failure.ts';
import { canonical } from '../../engine/core/json.ts';
import type { Metrics, StageContext } from '../../engine/core/stage.ts';
import { LAYERS } from '../../nn/layers/index.ts';
import type { LayerKinds } from '../../nn/layers/index.ts';
import { activationOf, filtersOf as filtersIn } from '../../nn/model.ts';
import { modelOf } from '../formats/model.ts';
import { metadataAt, readSafetensors, tensorAt } from '../formats/safetensors.ts';
import type { Tensor, TensorFile, TensorHead } from '../formats/safetensors.ts';
import { inSlices } from '../../engine/core/slices.ts';
import type { Slices } from '../../engine/core/slices.ts';
import { writeTable } from '../formats/csv.ts';
import { writeTensors } from '../formats/tensor-stream.ts';
import { RANDOM_FILTERS, correlateActivations } from './activations.ts';
import type { Activations } from './activations.ts';
import { cosinesOf, directedOnly } from '../statistics/cosines.ts';
import type { Cosines, Filters } from '../statistics/cosines.ts';
import { mostSimilarPairs } from './measure.ts';
import type { Pair } from '../formats/similarity-report.ts';
import { writePairs } from './pairs.ts';
import type { PairsFrom } from './pairs.ts';
import { probeImages } from './patches.ts';
import { reportEntry, thresholdsOf } from './report.ts';
import type { LayerOfFilters, SimilarityEntry, SimilarityReport } from '../formats/similarity-report.ts';
import { drawAnisotropic, drawPermuted, needsProducts } from '../statistics/sampled-null.ts';
import type { Drawing } from '../statistics/sampled-null.ts';
import type { SimilarityParams } from './params.ts';
import type { Snapshot } from '../formats/similarity-report.ts';
import { TABLE, tableRows } from './table.ts';

/** Pairs listed per layer and snapshot: all of 256 filters; of a larger layer the most similar ones. */
const MAX_PAIRS = (256 * 255) / 2;

/**
 * Writes `similarity` (a `SimilarityReport`), `matrix` (`<layer>/<snapshot>`, float64 `[filters, filters]`, NaN where a filter
 * has no direction; with activations also `<layer>/<snapshot>/pre` and `/post`, the correlations of responses, and
 * `<layer>/<snapshot>/random-cosines`, `/random-pre` and `/random-post` of random filters), `table` (a row per layer, snapshot
 * and threshold), `pairs` and `pairList` (the pairs, the most similar first).
 *
 * It runs in the process of the engine, so it computes in slices: signals and heartbeats come between them. Of the matrices
 * only those of one layer are in memory: they are written as they are made.
 *
 * @throws StageFailure for damaged filters, weights that are not finite, or a model or dataset that does not fit them;
 *   Cancelled at the next slice after the signal was aborted
 */
export async function run(context: StageContext<SimilarityParams>, kinds: LayerKinds = LAYERS): Promise<Metrics> {
  const { params } = context;
  const file = await readSafetensors(context.input('filters').path);
  const known = metadataAt(file, 'filters') as unknown as KnownFilters;
  const probe = await openProbe(context, kinds);
  const wanted = comparisonsOf(params, known, file);

  const entries: SimilarityEntry[] = [];
  const metadata = { matrix: canonical({ center: params.center }) };
  const heads = Object.assign({}, ...wanted.map((each) => headsOf(each, probe !== undefined))) as Heads;
  const paths = { table: context.output('pairs'), list: context.output('pairList') };
  await writePairs(paths, (pairs) =>
    writeTensors(context.output('matrix'), { heads, metadata }, async (matrices) => {
      let before: { readonly layer: string; readonly cosines: Cosines } | undefined;
      for (const [done, comparison] of wanted.entries()) {
        const { layer, snapshot } = comparison;
        const work = workOn(context, { done, total: wanted.length, name: `${layer.name} ${snapshot}` });
        if (params.nulls.includes('initial') && before?.layer !== layer.name) {
          before = undefined; // lets the memory go before more is taken
          const initial = filtersOf(file, layer, 'initial');
          before = {
            layer: layer.name,
            cosines: await work('cosines before training', cosinesOf(initial, params.center)),
          };
        }
        const compared = await compare(comparison, { file, params, probe, work, initial: before?.cosines });
        entries.push(compared.entry);
        for (const [name, tensor] of Object.entries(compared.matrices)) await matrices.write(name, tensor);
        await pairs.write(compared.pairs, compared.from);
      }
    }),
  );

  const report: SimilarityReport = { center: params.center, smallNorm: params.smallNorm, entries };
  await writeFile(context.output('similarity'), `${JSON.stringify(report, null, 2)}\n`);
  await writeTable(context.output('table'), TABLE, entries.flatMap(tableRows));
  return metricsOf(entries);
}

type Heads = Record<string, TensorHead>;

/** Does a part of a comparison in slices, and tells about once a second which it is. */
type Work = <T>(part: string, slices: Slices<T>) => Promise<T>;

function workOn(
  context: StageContext<SimilarityParams>,
  { done, total, name }: { readonly done: number; readonly total: number; readonly name: string },
): Work {
  const tell = (note?: string): void => context.progress({ done, total, unit: 'comparisons', ...(note && { note }) });
  tell();
  return (part, slices) => inSlices(slices, context.signal, () => tell(`${name}: ${part}`));
}

interface Comparing {
  readonly file: TensorFile;
  readonly params: SimilarityParams;
  readonly probe: Probe | undefined;
  readonly work: Work;
  /** The cosines of the layer before training. */
  readonly initial: Cosines | undefined;
}

interface Compared {
  readonly entry: SimilarityEntry;
  readonly matrices: Readonly<Record<string, Tensor>>;
  readonly pairs: readonly Pair[];
  readonly from: PairsFrom;
}

/** Compares the filters of one layer in one snapshot. */
async function compare({ layer, snapshot, epoch }: ComparisonOf, comparing: Comparing): Promise<Compared> {
  const { file, params, probe, work, initial } = comparing;
  const between = isBetween(snapshot);
  const filters = filtersOf(file, layer, snapshot);
  const sampled = (wanted: 'permutation' | 'anisotropic'): boolean => !between && params.nulls.includes(wanted);
  const products = sampled('anisotropic') && needsProducts(filters);
  const known = snapshot === 'initial' && !products ? initial : undefined;
  const cosines = known ?? (await work('cosines', cosinesOf(filters, params.center, { products })));
  const drawing = drawingOf(layer, params, { filters, cosines });
  const activations = between
    ? undefined
    : probe && (await work('activations', probe(layer, { filters, cosines, snapshot })));
  const listed = await work('most similar pairs', mostSimilarPairs(cosines, between ? 1 : MAX_PAIRS));
  const permutation = sampled('permutation') ? await work('permuted weights', drawPermuted(drawing)) : undefined;
  const anisotropic = sampled('anisotropic') ? await work('Gaussian filters', drawAnisotropic(drawing)) : undefined;
  const measured = {
    snapshot,
    epoch,
    cosines,
    initial: snapshot === 'initial' ? undefined : initial,
    mostSimilar: listed[0],
    permutation,
    anisotropic,
    activations: activations?.report,
  };
  return {
    entry: await work('clusters', reportEntry(layer, params, measured)),
    matrices: matricesOf(`${layer.name}/${snapshot}`, cosines, activations),
    pairs: between ? [] : listed,
    from: { layer: layer.name, snapshot, activations, count: cosines.count },
  };
}

/** One layer in one snapshot. */
interface ComparisonOf {
  readonly layer: LayerOfFilters;
  readonly snapshot: Snapshot;
  readonly epoch: number | null;
}

function isBetween(snapshot: Snapshot): snapshot is `epoch-${number}` {
  return snapshot !== 'initial' && snapshot !== 'final';
}

/** What there is to compare, by layer and then by snapshot. Of dense layers a training keeps nothing in between. */
function comparisonsOf(params: SimilarityParams, known: KnownFilters, { tensors }: TensorFile): ComparisonOf[] {
  const snapshots = snapshotsOf(params, known);
  return known.layers.flatMap((layer) =>
    snapshots.flatMap(({ name, epoch }) =>
      isBetween(name) && !tensors.has(`${layer.name}/${name}`) ? [] : [{ layer, snapshot: name, epoch }],
    ),
  );
}

/** What `compare` will give as matrices. */
function headsOf({ layer, snapshot }: ComparisonOf, probed: boolean): Heads {
  const name = `${layer.name}/${snapshot}`;
  const square = (size: number): TensorHead => ({ dtype: 'F64', shape: [size, size] });
  const own = square(layer.filters);
  if (!probed || isBetween(snapshot)) return { [name]: own };
  const random = square(RANDOM_FILTERS);
  return {
    [name]: own,
    [`${name}/pre`]: own,
    [`${name}/post`]: own,
    [`${name}/random-cosines`]: random,
    [`${name}/random-pre`]: random,
    [`${name}/random-post`]: random,
  };
}

interface KnownFilters {
  readonly layers: readonly LayerOfFilters[];
  /** Absent in filters that have only `initial` and `final`. */
  readonly snapshots?: readonly { readonly name: Snapshot; readonly epoch: number | null }[];
}

function snapshotsOf(
  { snapshots }: SimilarityParams,
  known: KnownFilters,
): readonly { readonly name: Snapshot; readonly epoch: number | null }[] {
  const epochs = (known.snapshots ?? []).filter(({ name }) => name.startsWith('epoch-'));
  if (snapshots.includes('epochs') && epochs.length === 0) {
    throw new StageFailure('The model has no snapshots to compare', {
      hint: 'Add "snapshots: [1, 2, 5]" to the training step, or remove "epochs" from "snapshots".',
    });
  }
  return snapshots.flatMap((wanted) => {
    if (wanted === 'epochs') return epochs;
    const found = known.snapshots?.find(({ name }) => name === wanted);
    return [found ?? { name: wanted, epoch: wanted === 'initial' ? 0 : null }];
  });
}

function filtersOf(file: TensorFile, { name }: LayerOfFilters, snapshot: Snapshot): Filters {
  const { shape, data } = tensorAt(file, `${name}/${snapshot}`, 'F32');
  const [count = 0] = shape;
  return { weights: data, count, dimension: data.length / Math.max(count, 1) };
}

/** The filters that have a direction, to draw others like them. */
function drawingOf(
  { name }: LayerOfFilters,
  params: SimilarityParams,
  { filters, cosines }: { readonly filters: Filters; readonly cosines: Cosines },
): Drawing {
  const { dimension } = filters;
  const { kept } = directedOnly(cosines);
  const rows = new Float64Array(kept.length * dimension);
  for (const [row, filter] of kept.entries()) {
    rows.set(filters.weights.subarray(filter * dimension, (filter + 1) * dimension), row * dimension);
  }
  const { center, nullDraws: draws, nullSeed: seed } = params;
  return {
    rows,
    shape: { count: kept.length, dimension },
    center,
    // Without the filters left out, the mean filter is another, and so are the products.
    ...(kept.length === cosines.count && cosines.products !== undefined && { products: cosines.products }),
    thresholds: thresholdsOf(name, params),
    draws,
    seed,
  };
}

type Probe = (
  layer: LayerOfFilters,
  at: { readonly filters: Filters; readonly cosines: Cosines; readonly snapshot: 'initial' | 'final' },
) => Slices<Activations>;

/** How to compute activations, or undefined where no model and data are connected. */
async function openProbe(context: StageContext<SimilarityParams>, kinds: LayerKinds): Promise<Probe | undefined> {
  const [model, data] = [context.inputs('model')[0], context.inputs('data')[0]];
  if (model === undefined || data === undefined) return undefined;
  const weights = await readSafetensors(model.path);
  const network = modelOf(weights, kinds);
  const images = probeImages(await readSafetensors(data.path), network, context.params.probe);
  return ({ name }, { filters, cosines, snapshot }) => {
    const layer = network.layers.find((each) => each.name === name);
    const windows = filtersIn(network, layer);
    if (windows === undefined) {
      const message = `Cannot compute activations of layer "${name}": the model has no such layer with filters`;
      throw new StageFailure(message, { hint: 'Connect "model" to the training that the filters come from.' });
    }
    const bias = `${snapshot}/${name}.bias`;
    return correlateActivations({
      model: network,
      layer: { name, filters: windows, activation: activationOf(network, layer) },
      weights,
      snapshot,
      images,
      rows: new Float64Array(filters.weights),
      bias: weights.tensors.has(bias) ? tensorAt(weights, bias, 'F32').data : new Float32Array(filters.count),
      cosines: cosines.matrix,
      thresholds: thresholdsOf(name, context.params),
      seed: context.params.nullSeed,
    });
  };
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

/** The ratios of the trained weights, or of the initial ones where only those were compared, each beside its chance. */
function metricsOf(entries: readonly SimilarityEntry[]): Metrics {
  const metrics: Record<string, number | string> = {};
  const wanted: Snapshot = entries.some(({ snapshot }) => snapshot === 'final') ? 'final' : 'initial';
  for (const { layer, snapshot, thresholds } of entries) {
    if (snapshot !== wanted) continue;
    for (const { threshold, ratioPairs, chance, verdict } of thresholds) {
      if (ratioPairs !== null) metrics[`${layer} ratio > ${threshold}`] = ratioPairs;
      if (chance !== null) metrics[`${layer} chance > ${threshold}`] = chance;
      if (verdict !== null) metrics[`${layer} verdict > ${threshold}`] = verdict;
    }
  }
  return metrics;
}
