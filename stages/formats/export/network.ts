import { isObject } from '../../../engine/core/json.ts';
import type { Json } from '../../../engine/core/json.ts';
import type { ExportSource } from '../../../engine/core/export.ts';
import type { HostTensor } from '../../../nn/initializers.ts';
import type { Layer } from '../../../nn/layers/index.ts';
import type { Shape } from '../../../nn/layers/kind.ts';
import { activationOf } from '../../../nn/model.ts';
import type { PixelScale } from '../../../nn/pixels.ts';
import { inferShapes } from '../../../nn/shapes.ts';
import { modelOf, weightsOf } from '../model.ts';
import { pixelScaleOf } from '../pixel-scale.ts';
import { metadataAt, readSafetensors, type TensorFile } from '../safetensors.ts';
import { readTensors } from '../tensor-stream.ts';

/** A trained sequential network, ready to be written in another format. */
export interface Network {
  /** As the step is called. */
  readonly name: string;
  /** `[height, width, channels]`. */
  readonly input: Shape;
  /** Of one image. */
  readonly output: Shape;
  readonly layers: readonly NetworkLayer[];
  readonly parameters: number;
  /** How pixels become the input; undefined: `pixel / 255`. */
  readonly scale: PixelScale | undefined;
  /** Whether the dataset, which alone knows the scale, could be read. */
  readonly scaleIsKnown: boolean;
}

export interface NetworkLayer {
  readonly layer: Layer;
  readonly activation: string;
  /** Of one image. */
  readonly input: Shape;
  readonly output: Shape;
  /** After training, by part: `kernel`, `bias`. */
  readonly weights: Readonly<Record<string, HostTensor>>;
}

/** What a format can express. */
export interface Vocabulary {
  /** Types of layers, each with its settings that the format's writer translates. */
  readonly layers: Readonly<Record<string, readonly string[]>>;
  readonly activations: readonly string[];
}

const WINDOW = ['strides', 'padding'];

/** The layers of sequential networks, each with every setting that changes what it computes. */
export const SEQUENTIAL: Vocabulary['layers'] = {
  activation: ['kind'],
  avgPool2d: ['size', ...WINDOW],
  conv2d: ['filters', 'kernel', ...WINDOW, 'activation', 'useBias'],
  dense: ['units', 'activation', 'useBias'],
  dropout: ['rate'],
  flatten: [],
  maxPool2d: ['size', ...WINDOW],
};

/**
 * What a network has that a format has not, a sentence each; empty when the network can be written whole. A layer with a setting that the
 * writer does not know counts as unknown: leaving the setting out would write another network.
 *
 * @param path a `model` artifact
 * @throws StageFailure when it cannot be read
 */
export async function faultsOf(path: string, format: string, known: Vocabulary): Promise<readonly string[]> {
  const model = metadataAt(await readTensors(path, () => []), 'model');
  const layers: readonly Json[] = isObject(model) && Array.isArray(model['layers']) ? model['layers'] : [];
  return layers.flatMap((layer) => layerFaults(isObject(layer) ? layer : {}, format, known));
}

function layerFaults(layer: Readonly<Record<string, Json>>, format: string, known: Vocabulary): readonly string[] {
  const { name, type, ...settings } = layer;
  const who = `The layer ${JSON.stringify(name)}`;
  const translated = typeof type === 'string' && Object.hasOwn(known.layers, type) ? known.layers[type] : undefined;
  if (translated === undefined) return [`${who} is of the type ${JSON.stringify(type)}, which ${format} does not have`];
  const strange = Object.keys(settings).filter((setting) => !translated.includes(setting));
  const faults = strange.map((setting) => `${who} has the setting "${setting}", which cannot be written as ${format}`);
  const activation = type === 'activation' ? settings['kind'] : settings['activation'];
  if (activation !== undefined && !(typeof activation === 'string' && known.activations.includes(activation)))
    faults.push(`${who} has the activation ${JSON.stringify(activation)}, which ${format} does not have`);
  return faults;
}

/**
 * Reads a network of which `faultsOf` has found no fault.
 *
 * @throws StageFailure when the artifact, or the dataset that it was trained on, cannot be read
 */
export async function readNetwork(source: ExportSource): Promise<Network> {
  const { path, name } = source;
  const file = await readSafetensors(path);
  const model = modelOf(file);
  const weights = weightsOf(file, model, 'final');
  const { layers, parameters } = inferShapes(model);
  const dataset = await source.input('data');
  const about = dataset === undefined ? undefined : await readTensors(dataset, () => []);
  return {
    name,
    input: model.input,
    output: layers.at(-1)?.shape ?? model.input,
    layers: layers.map(({ layer, inputShape, shape, weights: wanted }) => ({
      layer,
      activation: activationOf(model, layer),
      input: inputShape,
      output: shape,
      weights: Object.fromEntries(
        wanted.map(({ part }) => [part, weights[`${layer.name}.${part}`] as HostTensor] as const),
      ),
    })),
    parameters,
    scale: about === undefined ? undefined : scaleOf(about),
    scaleIsKnown: about !== undefined,
  };
}

function scaleOf(dataset: TensorFile): PixelScale | undefined {
  return dataset.metadata.has('dataset') ? pixelScaleOf(dataset) : undefined;
}

/** The bytes of a float32 tensor as all formats store them: little-endian, in row-major order. */
export function bytesOf({ data }: HostTensor): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
