import { writeFile } from 'node:fs/promises';
import { Cancelled } from '../../engine/failure.ts';
import { canonical } from '../../engine/json.ts';
import type { Metrics, StageContext } from '../../engine/stage.ts';
import { metadataAt, readSafetensors, tensorAt, writeSafetensors } from '../shared/safetensors.ts';
import type { Tensor, TensorFile } from '../shared/safetensors.ts';
import { writeTable } from '../shared/table.ts';
import { cosinesOf } from './cosines.ts';
import type { Cosines } from './cosines.ts';
import { mostSimilarPairs } from './measure.ts';
import type { Pair } from './measure.ts';
import { reportEntry } from './report.ts';
import type { FilterLayer, SimilarityEntry, SimilarityReport } from './report.ts';
import type { SimilarityParams, Snapshot } from './stage.ts';

/** Pairs listed per layer and snapshot: all of 256 filters; of a larger layer the most similar ones. */
const MAX_PAIRS = (256 * 255) / 2;

/**
 * Writes `similarity` (a `SimilarityReport`), `matrix` (`<layer>/<snapshot>`, float64 `[filters, filters]`, NaN where a filter
 * has no direction), `table` (a row per layer, snapshot and threshold) and `pairs` (the pairs, the most similar first).
 *
 * @throws StageFailure for damaged filters, or weights that are not finite
 */
export async function run(context: StageContext<SimilarityParams>): Promise<Metrics> {
  const { params } = context;
  const file = await readSafetensors(context.input('filters').path);
  const { layers } = metadataAt(file, 'filters') as unknown as { layers: readonly FilterLayer[] };

  const entries: SimilarityEntry[] = [];
  const matrices: Record<string, Tensor> = {};
  const pairs: (Pair & { layer: string; snapshot: Snapshot })[] = [];
  for (const [done, layer] of layers.entries()) {
    if (context.signal.aborted) throw new Cancelled('Interrupted while comparing filters');
    context.progress({ done, total: layers.length, unit: 'layers' });
    const cosines = (snapshot: Snapshot): Cosines => layerCosines(file, layer, { snapshot, center: params.center });
    const before =
      params.nulls.includes('initial') || params.snapshots.includes('initial') ? cosines('initial') : undefined;
    for (const snapshot of params.snapshots) {
      const measured = (snapshot === 'initial' ? before : undefined) ?? cosines(snapshot);
      const initial = snapshot !== 'initial' && params.nulls.includes('initial') ? before : undefined;
      const listed = mostSimilarPairs(measured, MAX_PAIRS);
      entries.push(reportEntry(layer, params, { snapshot, cosines: measured, initial, mostSimilar: listed[0] }));
      const { count, matrix } = measured;
      matrices[`${layer.name}/${snapshot}`] = { dtype: 'F64', shape: [count, count], data: matrix };
      for (const pair of listed) pairs.push({ layer: layer.name, snapshot, ...pair });
    }
  }

  const report: SimilarityReport = { center: params.center, smallNorm: params.smallNorm, entries };
  await writeFile(context.output('similarity'), `${JSON.stringify(report, null, 2)}\n`);
  await writeSafetensors(context.output('matrix'), matrices, { matrix: canonical({ center: params.center }) });
  await writeTable(context.output('table'), TABLE, entries.flatMap(tableRows));
  await writeTable(context.output('pairs'), ['layer', 'snapshot', 'filter', 'other', 'cosine', 'normRatio'], pairs);
  return metricsOf(entries);
}

function layerCosines(
  file: TensorFile,
  { name }: FilterLayer,
  { snapshot, center }: { snapshot: Snapshot; center: SimilarityParams['center'] },
): Cosines {
  const { shape, data } = tensorAt(file, `${name}/${snapshot}`, 'F32');
  const [count = 0] = shape;
  return cosinesOf({ weights: data, count, dimension: data.length / Math.max(count, 1) }, center);
}

const TABLE = [
  'layer',
  'snapshot',
  'threshold',
  'filters',
  'zeroFilters',
  'smallFilters',
  'dimension',
  'possiblePairs',
  'pairs',
  'ratioPairs',
  'ratioFilters',
  'pairsPerFilter',
  'oppositePairs',
  'chance',
  'expectedPairs',
  'z',
  'lift',
  'verdict',
  'initialRatio',
  'initialZ',
  'initialVerdict',
  'equalSurprise',
] as const;

function tableRows({
  thresholds,
  ...entry
}: SimilarityEntry): Record<(typeof TABLE)[number], string | number | null>[] {
  return thresholds.map((result) => Object.assign({}, entry, result));
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
