import type { Input, Point } from '../../../../engine/core/stage.ts';
import { StageFailure } from '../../../../engine/core/failure.ts';
import type { LayerKinds } from '../../../../nn/layers/index.ts';
import { filtersOf } from '../../../../nn/model.ts';
import type { Model } from '../../../../nn/model.ts';
import { layerOutput } from '../../../statistics/responses.ts';
import { modelOf } from '../../../formats/model.ts';
import { correlation } from '../../../drawing/number.ts';
import { inputAt } from '../../../drawing/point.ts';
import { readSafetensors, tensorAt } from '../../../formats/safetensors.ts';
import type { TensorFile } from '../../../formats/safetensors.ts';
import { atOnce } from '../../../../engine/core/slices.ts';
import type { Pair, SimilarityEntry, ThresholdResult } from '../../../formats/similarity-report.ts';
import { pairKernels } from './kernel-strip.ts';
import type { PairKernels, Plane } from './kernel-strip.ts';
import { readProbe } from './probe.ts';
import type { Probe, ProbeChoice } from './probe.ts';
import { readEntry } from '../../report.ts';

/** What the sheet shows of one sweep point, the same in the rows of all its thresholds. */
export interface PointView {
  readonly point: Point;
  readonly entry: SimilarityEntry;
  /** The most similar pair. */
  readonly pair: Pair;
  /** Height, width and input channels of a kernel. */
  readonly kernelShape: readonly [number, number, number];
  readonly kernels: PairKernels;
  /** The responses of the two filters to the probe, after the activation. */
  readonly maps: readonly [Plane, Plane];
  /** The correlation of the two maps; null if one of them is constant. */
  readonly mapCorrelation: number | null;
  readonly probe: Probe;
}

/** The rows of a contact sheet, and where in the sweep there is nothing to compare. */
export interface ContactRows {
  readonly rows: readonly ContactRow[];
  readonly leftOut: readonly Point[];
}

/** One row of the contact sheet. */
export interface ContactRow {
  readonly view: PointView;
  readonly at: ThresholdResult;
}

/**
 * Joins reports, models and data by sweep point, and computes the responses of the most similar filters of each point.
 *
 * @returns rows by threshold and then by point, in the given order, which is the paper's
 * @throws StageFailure if the artifacts do not belong together, the layer is not a convolution, or there is no row
 */
export async function collectRows(
  inputs: { readonly similarity: readonly Input[]; readonly model: readonly Input[]; readonly data: readonly Input[] },
  params: { readonly layer?: string; readonly probe: ProbeChoice; readonly layers?: LayerKinds },
  onPoint: (done: number) => void,
): Promise<ContactRows> {
  const probes = new Map<string, Probe>();
  const views: PointView[] = [];
  const leftOut: Point[] = [];
  for (const [done, { path, point }] of inputs.similarity.entries()) {
    onPoint(done);
    const entry = await readEntry(path, { layer: params.layer, snapshot: 'final' });
    if (entry.mostSimilar === null) {
      leftOut.push(point);
      continue;
    }
    const data = inputAt(point, inputs.data, 'data').path;
    const probe = probes.get(data) ?? (await readProbe(data, params.probe));
    probes.set(data, probe);
    const file = await readSafetensors(inputAt(point, inputs.model, 'model').path);
    const model = modelOf(file, params.layers);
    views.push(viewPoint(entry, { point, file, model, probe, pair: entry.mostSimilar }));
  }
  if (views.length === 0) {
    throw new StageFailure('Cannot show a pair of filters: nowhere are there two that are not zero');
  }
  const thresholds = [...new Set(views.flatMap(({ entry }) => entry.thresholds.map(({ threshold }) => threshold)))];
  const rows = thresholds
    .sort((a, b) => a - b)
    .flatMap((threshold) =>
      views.flatMap((view) => {
        const at = view.entry.thresholds.find((each) => each.threshold === threshold);
        return at === undefined ? [] : [{ view, at }];
      }),
    );
  return { rows, leftOut };
}

function viewPoint(
  entry: SimilarityEntry,
  {
    point,
    file,
    model,
    probe,
    pair,
  }: {
    readonly point: Point;
    readonly file: TensorFile;
    readonly model: Model;
    readonly probe: Probe;
    readonly pair: Pair;
  },
): PointView {
  const layer = model.layers.find(({ name }) => name === entry.layer);
  const filters = filtersOf(model, layer);
  if (layer === undefined || filters?.kernel === undefined) {
    throw new StageFailure(`Cannot show filters of layer "${entry.layer}": it is no convolution of the model`);
  }
  if (entry.filters !== filters.count) {
    throw new StageFailure(
      `The report has ${entry.filters} filters in layer "${layer.name}", the model has ${filters.count}`,
    );
  }
  const kernel = tensorAt(file, `final/${layer.name}.kernel`, 'F32');
  const [height = 0, width = 0, channelsIn = 0] = kernel.shape;
  const channelOf = (filter: number, channel: number): Plane => ({
    width,
    values: Float64Array.from(
      { length: height * width },
      (_, place) => kernel.data[(place * channelsIn + channel) * filters.count + filter] ?? 0,
    ),
  });
  const channels = Array.from(
    { length: channelsIn },
    (_, channel) => [channelOf(pair.filter, channel), channelOf(pair.other, channel)] as const,
  );
  const expected = model.input.join(' x ');
  const found = [probe.image.height, probe.image.width, probe.image.channels].join(' x ');
  if (expected !== found) throw new StageFailure(`The model takes images of ${expected}, the dataset has ${found}`);
  const slices = layerOutput(model, {
    weights: file,
    snapshot: 'final',
    image: probe.input,
    layer: layer.name,
    channels: [pair.filter, pair.other],
  });
  const output = atOnce(slices);
  const mapOf = (channel: 0 | 1): Plane => ({
    width: output.width,
    values: output.data.filter((_, index) => index % 2 === channel),
  });
  const maps = [mapOf(0), mapOf(1)] as const;
  return {
    point,
    entry,
    pair,
    kernelShape: [height, width, channelsIn],
    kernels: pairKernels(channels),
    maps,
    mapCorrelation: correlation(maps[0].values, maps[1].values),
    probe,
  };
}
