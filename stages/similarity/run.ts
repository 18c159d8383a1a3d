import { writeFile } from 'node:fs/promises';
import { StageFailure } from '../../engine/core/failure.ts';
import { canonical } from '../../engine/core/json.ts';
import { inSlices } from '../../engine/core/slices.ts';
import type { Metrics, StageContext } from '../../engine/core/stage.ts';
import { LAYERS } from '../../nn/layers/index.ts';
import type { LayerKinds } from '../../nn/layers/index.ts';
import { activationOf, filtersOf as filtersIn } from '../../nn/model.ts';
import { tableText, writeTable } from '../formats/csv.ts';
import { modelOf } from '../formats/model.ts';
import { metadataAt, readSafetensors, tensorAt, writeSafetensors } from '../formats/safetensors.ts';
import type { Tensor, TensorFile, TensorHead } from '../formats/safetensors.ts';
import type { LayerOfFilters, SimilarityEntry, SimilarityReport, Snapshot } from '../formats/similarity-report.ts';
import { writeTensors } from '../formats/tensor-stream.ts';
import type { Cosines } from '../statistics/cosines.ts';
import { RANDOM_FILTERS, correlateActivations } from './activations.ts';
import { compare, filtersOf, isBetween, likenessesOf } from './compare.ts';
import type { ComparedSnapshot, ComparisonOf, Probe, Work } from './compare.ts';
import { MEMBERS } from './members.ts';
import { writePairs } from './pairs.ts';
import type { SimilarityParams } from './params.ts';
import { probeImages } from './patches.ts';
import { thresholdsOf, withNulls } from './report.ts';
import { TABLE, TESTS, tableRows, testRows } from './table.ts';
import { drawsNeeded, judge } from './tests.ts';

/**
 * Writes `similarity` (a `SimilarityReport`), `matrix` (`<layer>/<snapshot>`, float64 `[filters, filters]`, NaN where a filter
 * has no direction; with activations also `<layer>/<snapshot>/pre` and `/post`, the correlations of responses, and
 * `<layer>/<snapshot>/random-cosines`, `/random-pre` and `/random-post` of random filters), `table` (a row per layer, snapshot
 * and threshold), `tests` (a row for each null and statistic), `draws` (`<layer>/<snapshot>/<null>`, float64
 * `[1 + draws, statistics]`, what was observed first), `clusters` (which filters belong together), `pairs` and `pairList` (the
 * pairs, the most similar first).
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

  const found: ComparedSnapshot[] = [];
  const metadata = { matrix: canonical({ center: params.center, upTo: params.upTo }) };
  const heads = Object.assign({}, ...wanted.map((each) => headsOf(each, probe !== undefined))) as Heads;
  const paths = { table: context.output('pairs'), list: context.output('pairList') };
  const members = [await tableText(MEMBERS, [], { header: true })];
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
            cosines: await work('cosines before training', likenessesOf(initial, layer, params)),
          };
        }
        const seed = (stream: string): number => context.seed(stream);
        const {
          matrices: tensors,
          pairs: listed,
          from,
          members: rows,
          ...compared
        } = await compare(comparison, {
          file,
          params,
          probe,
          work,
          seed,
          initial: before?.cosines,
        });
        found.push(compared);
        for (const [name, tensor] of Object.entries(tensors)) await matrices.write(name, tensor);
        await pairs.write(listed, from);
        members.push(await tableText(MEMBERS, rows, { header: false }));
      }
    }),
  );

  const entries = judged(found);
  tellDraws(context, entries);
  const report: SimilarityReport = { center: params.center, upTo: params.upTo, smallNorm: params.smallNorm, entries };
  await writeFile(context.output('similarity'), reportText(report));
  await writeTable(context.output('table'), TABLE, entries.flatMap(tableRows));
  await writeTable(context.output('tests'), TESTS, entries.flatMap(testRows));
  await writeFile(context.output('clusters'), members.join(''));
  await writeDraws(context.output('draws'), found);
  return metricsOf(entries);
}

/** Adds the tests, corrected together: they are known only when all layers are compared. */
function judged(found: readonly ComparedSnapshot[]): SimilarityEntry[] {
  const tests = found.flatMap(({ compared, thresholds }) => compared.map((each) => ({ compared: each, thresholds })));
  const reports = judge(tests);
  let next = 0;
  return found.map(({ entry, compared }) => withNulls(entry, reports.slice(next, (next += compared.length))));
}

/** Says which nulls were left out, and whether there are too few draws for any verdict. */
function tellDraws(context: StageContext<SimilarityParams>, entries: readonly SimilarityEntry[]): void {
  for (const { layer, snapshot, leftOut } of entries) {
    for (const { null: name, reason } of leftOut) {
      context.warn(`Layer "${layer}", ${snapshot} weights: no layers were drawn from "${name}". ${reason}`);
    }
  }
  const nulls = entries.flatMap((entry) => entry.nulls);
  const needed = drawsNeeded(nulls.length);
  const fewest = Math.min(...nulls.map(({ draws }) => draws));
  if (nulls.length === 0 || fewest >= needed) return;
  context.warn(
    `${fewest} draws are too few for ${nulls.length} comparisons: no p value is below ${nulls.length} / ${fewest + 1} after ` +
      `correction. Set "nullDraws" to ${needed} or more, or compare with fewer "nulls" or "snapshots"`,
  );
}

/** Lists of numbers stand in one line each. */
function reportText(report: SimilarityReport): string {
  const text = JSON.stringify(report, null, 2);
  return `${text.replaceAll(/\[\n\s+(-?[\d.e+-]+(?:,\n\s+-?[\d.e+-]+)*)\n\s+\]/g, (_, numbers: string) => `[${numbers.replaceAll(/\n\s+/g, ' ')}]`)}\n`;
}

/** What was observed and what was drawn, so that other programs can compute every test again. */
async function writeDraws(path: string, found: readonly ComparedSnapshot[]): Promise<void> {
  const tensors: Record<string, Tensor> = {};
  const statistics: Record<string, readonly string[]> = {};
  for (const { entry, compared } of found) {
    for (const { null: name, drawn } of compared) {
      tensors[`${entry.layer}/${entry.snapshot}/${name}`] = drawn;
      statistics[entry.layer] = statisticNames(entry.thresholds.map(({ threshold }) => threshold));
    }
  }
  await writeSafetensors(path, tensors, { statistics: canonical(statistics) });
}

function statisticNames(thresholds: readonly number[]): string[] {
  const ofThreshold = thresholds.flatMap((threshold) => [
    `similar pairs > ${threshold}`,
    `opposite pairs < ${-threshold}`,
    `clusters > ${threshold}`,
  ]);
  return [...ofThreshold, 'largest cosine', 'mean nearest cosine', 'mean cosine', 'effective rank'];
}

type Heads = Record<string, TensorHead>;

function workOn(
  context: StageContext<SimilarityParams>,
  { done, total, name }: { readonly done: number; readonly total: number; readonly name: string },
): Work {
  const tell = (note?: string): void => context.progress({ done, total, unit: 'comparisons', ...(note && { note }) });
  tell();
  return (part, slices) => inSlices(slices, context.signal, () => tell(`${name}: ${part}`));
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

/** How to compute activations, or undefined where no model and data are connected. */
async function openProbe(context: StageContext<SimilarityParams>, kinds: LayerKinds): Promise<Probe | undefined> {
  const [model, data] = [context.inputs('model')[0], context.inputs('data')[0]];
  if (model === undefined || data === undefined) return undefined;
  const weights = await readSafetensors(model.path);
  const network = modelOf(weights, kinds);
  const images = probeImages(await readSafetensors(data.path), network, context.params.probe);
  return ({ name }, { filters, cosines, snapshot, before }) => {
    const layer = network.layers.find((each) => each.name === name);
    const windows = filtersIn(network, layer);
    if (windows === undefined) {
      const message = `Cannot compute activations of layer "${name}": the model has no such layer with filters`;
      throw new StageFailure(message, { hint: 'Connect "model" to the training that the filters come from.' });
    }
    const biasOf = (when: 'initial' | 'final'): Float32Array => {
      const tensor = `${when}/${name}.bias`;
      return weights.tensors.has(tensor) ? tensorAt(weights, tensor, 'F32').data : new Float32Array(filters.count);
    };
    return correlateActivations({
      model: network,
      layer: { name, filters: windows, activation: activationOf(network, layer) },
      weights,
      snapshot,
      images,
      rows: new Float64Array(filters.weights),
      bias: biasOf(snapshot),
      before: before && { rows: new Float64Array(before.weights), bias: biasOf('initial') },
      cosines: cosines.matrix,
      thresholds: thresholdsOf(name, context.params),
      seed: context.seed('activations'),
    });
  };
}

/** The ratios of the trained weights, or of the initial ones where only those were compared, and what nulls say of them. */
function metricsOf(entries: readonly SimilarityEntry[]): Metrics {
  const metrics: Record<string, number | string> = {};
  const wanted: Snapshot = entries.some(({ snapshot }) => snapshot === 'final') ? 'final' : 'initial';
  for (const { layer, snapshot, thresholds, nulls } of entries) {
    if (snapshot !== wanted) continue;
    for (const { threshold, ratioPairs, chance } of thresholds) {
      if (ratioPairs !== null) metrics[`${layer} ratio > ${threshold}`] = ratioPairs;
      if (chance !== null) metrics[`${layer} chance > ${threshold}`] = chance;
      for (const { null: name, thresholds: tests } of nulls) {
        const verdict = tests.find((each) => each.threshold === threshold)?.similarPairs.verdict;
        if (verdict !== undefined && ratioPairs !== null) metrics[`${layer} ${name} > ${threshold}`] = verdict;
      }
    }
    if (nulls.length > 0) metrics[`${layer} draws`] = [...new Set(nulls.map(({ draws }) => draws))].join(', ');
  }
  return metrics;
}
