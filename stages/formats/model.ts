import { StageFailure } from '../../engine/core/failure.ts';
import { canonical, isObject } from '../../engine/core/json.ts';
import type { Json } from '../../engine/core/json.ts';
import type { HostTensor, HostTensors } from '../../nn/initializers.ts';
import type { Model } from '../../nn/model.ts';
import { inferShapes } from '../../nn/shapes.ts';
import { metadataAt, tensorAt, writeSafetensors, type Tensor, type TensorFile } from './safetensors.ts';

/**
 * The model that a `model` artifact describes: its input and its layers with their settings.
 *
 * @throws StageFailure if it is no model
 */
export function modelOf(file: TensorFile): Model {
  const model = metadataAt(file, 'model');
  if (!isObject(model) || !Array.isArray(model['layers']) || !Array.isArray(model['input'])) {
    throw new StageFailure('Cannot read the model: its metadata has no "input" and "layers"');
  }
  return model as unknown as Model;
}

/**
 * The weights of a `model` artifact at one snapshot, in the order of the layers.
 *
 * @throws StageFailure if one is missing or has another shape than its layer needs
 */
export function weightsOf(file: TensorFile, model: Model, snapshot: 'initial' | 'final'): HostTensors {
  const weights: Record<string, HostTensor> = {};
  for (const { layer, weights: wanted } of inferShapes(model).layers) {
    for (const { part, shape } of wanted) {
      const name = `${layer.name}.${part}`;
      const found = tensorAt(file, `${snapshot}/${name}`, 'F32');
      if (found.shape.join() !== shape.join()) {
        throw new StageFailure(
          `Damaged model: ${snapshot}/${name} is [${found.shape.join(', ')}], its layer needs [${shape.join(', ')}]`,
        );
      }
      weights[name] = { shape: found.shape, data: found.data };
    }
  }
  return weights;
}

/** What a `model` artifact holds. */
export interface ModelParts {
  readonly model: Model;
  readonly initial: HostTensors;
  readonly final: HostTensors;
  /** By their whole names, such as `epoch-3/conv1.kernel`. */
  readonly snapshots?: Readonly<Record<string, Tensor>>;
  /** How long it was trained, and after which epochs it was kept. */
  readonly training: { readonly epochs: number; readonly kept: readonly number[] };
}

/** Writes a `model` artifact. */
export async function writeModel(path: string, parts: ModelParts): Promise<void> {
  const { model, initial, final, snapshots = {}, training } = parts;
  await writeSafetensors(
    path,
    { ...prefixed('initial', initial), ...prefixed('final', final), ...snapshots },
    { model: canonical(model as unknown as Json), training: canonical(training) },
  );
}

/** Weights as the tensors of an artifact: `<prefix>/<name>`. */
export function prefixed(prefix: string, weights: HostTensors): Record<string, Tensor> {
  const tensors: Record<string, Tensor> = {};
  for (const [name, { shape, data }] of Object.entries(weights))
    tensors[`${prefix}/${name}`] = { dtype: 'F32', shape, data };
  return tensors;
}
