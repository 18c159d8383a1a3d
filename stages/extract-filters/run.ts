import { StageFailure } from '../../engine/failure.ts';
import { canonical, isObject } from '../../engine/json.ts';
import type { Metrics, StageContext } from '../../engine/stage.ts';
import { metadataAt, readSafetensors, tensorAt, writeSafetensors } from '../shared/safetensors.ts';
import type { Tensor, TensorFile, TensorOf } from '../shared/safetensors.ts';
import { selectLayers } from './select.ts';
import type { KnownLayer } from './select.ts';
import type { ExtractFiltersParams } from './stage.ts';

/**
 * Writes `filters`: of every layer `<layer>/final` and `<layer>/initial`, float32 `[filters, height, width, channels]`, and
 * `<layer>/bias`, float32 `[filters]`, the final biases, zeros for a layer that has none.
 *
 * @throws StageFailure for a layer the model does not have, or a damaged model
 */
export async function run(context: StageContext<ExtractFiltersParams>): Promise<Metrics> {
  const file = await readSafetensors(context.input('model').path);
  const model = metadataAt(file, 'model');
  if (!isObject(model) || !Array.isArray(model['layers'])) {
    throw new StageFailure('Cannot read the layers of the model: its metadata has no list "layers"');
  }
  const { chosen, problems } = selectLayers(context.params.layers, model['layers'] as unknown as readonly KnownLayer[]);
  if (problems.length > 0) throw new StageFailure(problems.map(({ message }) => message).join('. '));

  const tensors: Record<string, Tensor> = {};
  const metrics: Record<string, number> = {};
  const layers = chosen.map(({ name, type }) => {
    const final = filtersOf(tensorAt(file, `final/${name}.kernel`, 'F32'));
    const [filters = 0, height = 0, width = 0, channels = 0] = final.shape;
    tensors[`${name}/final`] = final;
    tensors[`${name}/initial`] = filtersOf(tensorAt(file, `initial/${name}.kernel`, 'F32'));
    tensors[`${name}/bias`] = { dtype: 'F32', shape: [filters], data: biasOf(file, name, filters) };
    metrics[`${name} filters`] = filters;
    metrics[`${name} dimension`] = height * width * channels;
    return { name, type, filters, kernel: [height, width], channels };
  });
  await writeSafetensors(context.output('filters'), tensors, { filters: canonical({ layers }) });
  return metrics;
}

/**
 * One filter after the other.
 *
 * @param kernel `[height, width, channels, filters]` of a convolution, or `[inputs, units]` of a dense layer
 * @returns `[filters, height, width, channels]`; `[units, 1, 1, inputs]` of a dense layer
 */
export function filtersOf(kernel: TensorOf<'F32'>): TensorOf<'F32'> {
  const filters = kernel.shape.at(-1) ?? 0;
  const [height = 1, width = 1, channels = 1] = kernel.shape.length === 4 ? kernel.shape : [1, 1, kernel.shape[0]];
  const dimension = height * width * channels;
  const data = new Float32Array(filters * dimension);
  for (let weight = 0; weight < dimension; weight++) {
    for (let filter = 0; filter < filters; filter++) {
      data[filter * dimension + weight] = kernel.data[weight * filters + filter] as number;
    }
  }
  return { dtype: 'F32', shape: [filters, height, width, channels], data };
}

function biasOf(file: TensorFile, layer: string, filters: number): Float32Array {
  const name = `final/${layer}.bias`;
  return file.tensors.has(name) ? tensorAt(file, name, 'F32').data : new Float32Array(filters);
}
