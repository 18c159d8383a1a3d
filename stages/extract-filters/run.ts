import { StageFailure } from '../../engine/core/failure.ts';
import { canonical, isObject } from '../../engine/core/json.ts';
import type { Json } from '../../engine/core/json.ts';
import type { Metrics, StageContext } from '../../engine/core/stage.ts';
import { LAYERS } from '../../nn/layers/index.ts';
import type { LayerKinds } from '../../nn/layers/index.ts';
import { filtersOf } from '../../nn/model.ts';
import type { Model } from '../../nn/model.ts';
import { modelOf } from '../formats/model.ts';
import { metadataAt, readSafetensors, tensorAt, writeSafetensors } from '../formats/safetensors.ts';
import type { Tensor, TensorFile, TensorOf } from '../formats/safetensors.ts';
import { inSlices } from '../../engine/core/slices.ts';
import type { Slices } from '../../engine/core/slices.ts';
import { selectLayers } from './select.ts';
import type { KnownLayer } from './select.ts';
import type { ExtractFiltersParams } from './stage.ts';

/**
 * Writes `filters`: of every layer `<layer>/final`, `<layer>/initial` and, where the training kept them, `<layer>/epoch-<n>`,
 * float32 `[filters, height, width, channels]`, and `<layer>/bias`, float32 `[filters]`, the final biases, zeros for a layer
 * that has none. Its metadata lists the layers, and the snapshots with their epochs in the order of training.
 *
 * @throws StageFailure for a layer the model does not have, or a damaged model
 */
export async function run(context: StageContext<ExtractFiltersParams>, kinds: LayerKinds = LAYERS): Promise<Metrics> {
  const file = await readSafetensors(context.input('model').path);
  const { chosen, problems } = selectLayers(context.params.layers, knownLayers(modelOf(file, kinds)));
  if (problems.length > 0) throw new StageFailure(problems.map(({ message }) => message).join('. '));

  const snapshots = snapshotsIn(file);
  const tensors: Record<string, Tensor> = {};
  const metrics: Record<string, number> = {};
  const layers: KnownFilters[] = [];
  for (const [done, { name, type }] of chosen.entries()) {
    context.progress({ done, total: chosen.length, unit: 'layers' });
    const take = (snapshot: string): Promise<TensorOf<'F32'>> =>
      inSlices(byFilter(tensorAt(file, `${snapshot}/${name}.kernel`, 'F32')), context.signal);
    const final = await take('final');
    const [filters = 0, height = 0, width = 0, channels = 0] = final.shape;
    tensors[`${name}/final`] = final;
    for (const snapshot of snapshots) {
      // A training keeps the kernels of convolutions only.
      if (snapshot.name.startsWith('epoch-') && !file.tensors.has(`${snapshot.name}/${name}.kernel`)) continue;
      tensors[`${name}/${snapshot.name}`] ??= await take(snapshot.name);
    }
    tensors[`${name}/bias`] = { dtype: 'F32', shape: [filters], data: biasOf(file, name, filters) };
    metrics[`${name} filters`] = filters;
    metrics[`${name} dimension`] = height * width * channels;
    layers.push({ name, type, filters, kernel: [height, width], channels });
  }
  await writeSafetensors(context.output('filters'), tensors, {
    filters: canonical({ layers, snapshots } as unknown as Json),
  });
  return metrics;
}

function knownLayers(model: Model): readonly KnownLayer[] {
  return model.layers.map((layer) => {
    const { count, kernel } = filtersOf(model, layer) ?? {};
    const { name, type } = layer;
    return { name, type, ...(count !== undefined && { filters: count }), ...(kernel !== undefined && { kernel }) };
  });
}

interface KnownFilters extends KnownLayer {
  readonly filters: number;
  readonly kernel: readonly [height: number, width: number];
  readonly channels: number;
}

/** The snapshots of a model, by its metadata `training`: `{ epochs, kept }`, the epochs trained and those kept in between. */
function snapshotsIn(file: TensorFile): { readonly name: string; readonly epoch: number | null }[] {
  const training = file.metadata.has('training') ? metadataAt(file, 'training') : {};
  const { epochs = null, kept = [] } = (isObject(training) ? training : {}) as {
    readonly epochs?: number;
    readonly kept?: readonly number[];
  };
  return [
    { name: 'initial', epoch: 0 },
    ...kept.map((epoch) => ({ name: `epoch-${epoch}`, epoch })),
    { name: 'final', epoch: epochs },
  ];
}

/**
 * One filter after the other.
 *
 * @param kernel `[height, width, channels, filters]` of a convolution, or `[inputs, units]` of a dense layer
 * @returns `[filters, height, width, channels]`; `[units, 1, 1, inputs]` of a dense layer
 */
export function* byFilter(kernel: TensorOf<'F32'>): Slices<TensorOf<'F32'>> {
  const filters = kernel.shape.at(-1) ?? 0;
  const [height = 1, width = 1, channels = 1] = kernel.shape.length === 4 ? kernel.shape : [1, 1, kernel.shape[0]];
  const dimension = height * width * channels;
  const data = new Float32Array(filters * dimension);
  for (let weight = 0; weight < dimension; weight++) {
    for (let filter = 0; filter < filters; filter++) {
      data[filter * dimension + weight] = kernel.data[weight * filters + filter] as number;
    }
    if (weight % 64 === 0) yield;
  }
  return { dtype: 'F32', shape: [filters, height, width, channels], data };
}

function biasOf(file: TensorFile, layer: string, filters: number): Float32Array {
  const name = `final/${layer}.bias`;
  return file.tensors.has(name) ? tensorAt(file, name, 'F32').data : new Float32Array(filters);
}
