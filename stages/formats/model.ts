import { StageFailure } from '../../engine/core/failure.ts';
import { canonical, isObject } from '../../engine/core/json.ts';
import type { Json } from '../../engine/core/json.ts';
import type { HostTensor, HostTensors } from '../../nn/initializers.ts';
import { LAYERS, type LayerKinds } from '../../nn/layers/index.ts';
import { dataOf, type Model, type ModelData } from '../../nn/model.ts';
import { inferShapes } from '../../nn/shapes.ts';
import { metadataAt, tensorAt, writeSafetensors, type Tensor, type TensorFile } from './safetensors.ts';

/**
 * The model that a `model` artifact describes: its input and its layers with their settings.
 *
 * @throws StageFailure if it is no model, or has a layer of a type that is not among `kinds`
 */
export function modelOf(file: TensorFile, kinds: LayerKinds = LAYERS): Model {
  const model = metadataAt(file, 'model');
  if (!isObject(model) || !Array.isArray(model['layers']) || !Array.isArray(model['input'])) {
    throw new StageFailure('Cannot read the model: its metadata has no "input" and "layers"');
  }
  const { input, layers } = model as unknown as ModelData;
  const unknown = layers.find(({ type }) => !kinds.types.includes(type));
  if (unknown === undefined) return { input, layers, kinds };
  throw new StageFailure(
    `Cannot read the model: its layer "${unknown.name}" is of the unknown type "${unknown.type}"`,
    {
      hint: 'Use the pack with which it was trained.',
    },
  );
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
    { model: canonical(dataOf(model) as unknown as Json), training: canonical(training) },
  );
}

/** Weights as the tensors of an artifact: `<prefix>/<name>`. */
export function prefixed(prefix: string, weights: HostTensors): Record<string, Tensor> {
  const tensors: Record<string, Tensor> = {};
  for (const [name, { shape, data }] of Object.entries(weights))
    tensors[`${prefix}/${name}`] = { dtype: 'F32', shape, data };
  return tensors;
}
