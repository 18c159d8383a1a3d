import { writeFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { Cancelled, StageFailure } from '../../engine/failure.ts';
import { canonical } from '../../engine/json.ts';
import type { Metrics, StageContext } from '../../engine/stage.ts';
import { modelOf } from '../shared/model.ts';
import { metadataAt, readSafetensors, tensorAt, writeSafetensors } from '../shared/safetensors.ts';
import type { Tensor, TensorFile } from '../shared/safetensors.ts';
import { writeTable } from '../shared/table.ts';
import { correlateActivations } from './activations.ts';
import type { Activations } from './activations.ts';
import { cosinesOf, directedOnly } from './cosines.ts';
import type { Cosines, Filters } from './cosines.ts';
import { mostSimilarPairs } from './measure.ts';
import { pairRows, writePairs } from './pairs.ts';
import type { PairRow } from './pairs.ts';
import { probeImages } from './patches.ts';
import { reportEntry, thresholdsOf } from './report.ts';
import type { LayerOfFilters, SimilarityEntry, SimilarityReport } from './report.ts';
import { drawAnisotropic, drawPermuted } from './sampled-null.ts';
import type { Drawing } from './sampled-null.ts';
import type { SimilarityParams, Snapshot } from './stage.ts';
import { TABLE, tableRows } from './table.ts';

/** Pairs listed per layer and snapshot: all of 256 filters; of a larger layer the most similar ones. */
const MAX_PAIRS = (256 * 255) / 2;

/**
 * Writes `similarity` (a `SimilarityReport`), `matrix` (`<layer>/<snapshot>`, float64 `[filters, filters]`, NaN where a filter
 * has no direction; with activations also `<layer>/<snapshot>/pre` and `/post`, the correlations of responses, and
 * `<layer>/<snapshot>/random-cosines`, `/random-pre` and `/random-post` of random filters), `table` (a row per layer, snapshot
 * and threshold), `pairs` and `pairList` (the pairs, the most similar first).
 *
 * @throws StageFailure for damaged filters, weights that are not finite, or a model or dataset that does not fit them
 */
export async function run(context: StageContext<SimilarityParams>): Promise<Metrics> {
  const { params } = context;
  const file = await readSafetensors(context.input('filters').path);
  const known = metadataAt(file, 'filters') as unknown as KnownFilters;
  const probe = await openProbe(context);

  const entries: SimilarityEntry[] = [];
  const matrices: Record<string, Tensor> = {};
  const pairs: PairRow[] = [];
  const snapshots = snapshotsOf(params, known);
  for (const [index, layer] of known.layers.entries()) {
    const before = params.nulls.includes('initial')
      ? cosinesOf(filtersOf(file, layer, 'initial'), params.center)
      : undefined;
    for (const [place, { name: snapshot, epoch }] of snapshots.entries()) {
      if (context.signal.aborted) throw new Cancelled('Interrupted while comparing filters');
      const done = index * snapshots.length + place;
      context.progress({ done, total: known.layers.length * snapshots.length, unit: 'comparisons' });
      await setImmediate(); // the engine's own process: let it breathe
      const between = snapshot !== 'initial' && snapshot !== 'final';
      // Of dense layers a training keeps nothing in between.
      if (between && !file.tensors.has(`${layer.name}/${snapshot}`)) continue;
      const filters = filtersOf(file, layer, snapshot);
      const cosines = snapshot === 'initial' && before !== undefined ? before : cosinesOf(filters, params.center);
      const drawing = drawingOf(layer, params, { filters, cosines });
      const activations = between ? undefined : probe?.(layer, { filters, cosines, snapshot });
      const listed = between ? mostSimilarPairs(cosines, 1) : mostSimilarPairs(cosines, MAX_PAIRS);
      entries.push(
        reportEntry(layer, params, {
          snapshot,
          epoch,
          cosines,
          initial: snapshot === 'initial' ? undefined : before,
          mostSimilar: listed[0],
          permutation: !between && params.nulls.includes('permutation') ? drawPermuted(drawing) : undefined,
          anisotropic: !between && params.nulls.includes('anisotropic') ? drawAnisotropic(drawing) : undefined,
          activations: activations?.report,
        }),
      );
      Object.assign(matrices, matricesOf(`${layer.name}/${snapshot}`, cosines, activations));
      if (!between) pairs.push(...pairRows(listed, { layer: layer.name, snapshot, activations, count: cosines.count }));
    }
  }

  const report: SimilarityReport = { center: params.center, smallNorm: params.smallNorm, entries };
  await writeFile(context.output('similarity'), `${JSON.stringify(report, null, 2)}\n`);
  await writeSafetensors(context.output('matrix'), matrices, { matrix: canonical({ center: params.center }) });
  await writeTable(context.output('table'), TABLE, entries.flatMap(tableRows));
  await writePairs(pairs, { table: context.output('pairs'), list: context.output('pairList') });
  return metricsOf(entries);
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
    throw new StageFailure('Cannot compare filters of single epochs: the model has none', {
      hint: 'Add "snapshots: [1, 2, 5]" to the step that trains, or take "epochs" out of "snapshots".',
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
    ...(kept.length === cosines.count && { products: cosines.products }),
    thresholds: thresholdsOf(name, params),
    draws,
    seed,
  };
}

type Probe = (
  layer: LayerOfFilters,
  at: { readonly filters: Filters; readonly cosines: Cosines; readonly snapshot: 'initial' | 'final' },
) => Activations;

/** How to compute activations, or undefined where no model and data are connected. */
async function openProbe(context: StageContext<SimilarityParams>): Promise<Probe | undefined> {
  const [model, data] = [context.inputs('model')[0], context.inputs('data')[0]];
  if (model === undefined || data === undefined) return undefined;
  const weights = await readSafetensors(model.path);
  const network = modelOf(weights);
  const images = probeImages(await readSafetensors(data.path), network, context.params.probe);
  return ({ name }, { filters, cosines, snapshot }) => {
    const layer = network.layers.find((each) => each.name === name);
    if (layer?.type !== 'conv2d' && layer?.type !== 'dense') {
      const message = `Cannot compute activations of layer "${name}": the model has no such layer with filters`;
      throw new StageFailure(message, { hint: 'Connect "model" to the training that the filters are from.' });
    }
    const bias = `${snapshot}/${name}.bias`;
    return correlateActivations({
      model: network,
      layer,
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
