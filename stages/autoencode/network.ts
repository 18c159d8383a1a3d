import type { Json } from '../../engine/core/json.ts';
import type { Problem } from '../../engine/core/stage.ts';
import { plainAutoencoder, summariseAutoencoder, variationalAutoencoder } from '../../nn/autoencoder.ts';
import type { Autoencoder, Elementwise } from '../../nn/autoencoder.ts';
import type { AutoencodeParams, PlainParams } from './params.ts';

export type ImageShape = readonly [height: number, width: number, channels: number];

/** Sizes of the dataset; undefined: not known yet. */
export interface DatasetSizes {
  readonly input: ImageShape | undefined;
  readonly train: number | undefined;
  readonly test: number | undefined;
}

/** The network of a step for images of this shape. */
export function createNetwork(params: AutoencodeParams, input: ImageShape): Autoencoder {
  if (params.kind === 'variational') return variationalAutoencoder({ ...params, input });
  return plainAutoencoder({ ...params, input, outputActivation: outputActivationOf(params) });
}

/** Returns what is wrong with the parameters for a dataset of these sizes. */
export function checkParams(params: AutoencodeParams, { input, train, test }: DatasetSizes): Problem[] {
  const problems: Problem[] = [];
  const pixels = input?.reduce((product, size) => product * size, 1);
  if (input !== undefined && pixels !== undefined && params.latent >= pixels) {
    problems.push({
      path: ['latent'],
      message: `A code of ${params.latent} numbers is not shorter than an image of ${input.join('x')} = ${pixels} values`,
    });
  }
  if (train !== undefined && params.batchSize > train) {
    problems.push({
      path: ['batchSize'],
      message: `A batch of ${params.batchSize} images is larger than the training set of ${train}`,
    });
  }
  if (test !== undefined && params.examples > test) {
    problems.push({
      path: ['examples'],
      message: `Cannot show ${params.examples} test images: the dataset has ${test}`,
    });
  }
  if (params.kind === 'plain' && params.loss === 'binaryCrossEntropy' && outputActivationOf(params) !== 'sigmoid') {
    problems.push({
      path: ['outputActivation'],
      message: `Cross-entropy needs pixels between 0 and 1: expected sigmoid for "outputActivation", found ${outputActivationOf(params)}`,
      notes: ['Leave "outputActivation" out, or use the loss mse'],
    });
  }
  return problems;
}

/** For people and other stages: shapes are those of one image. */
export function describeNetwork(network: Autoencoder): Json {
  const { layers, parameters } = summariseAutoencoder(network);
  return {
    kind: network.kind,
    input: network.encoder.input,
    latent: network.latent,
    layers: layers.map(({ layer, shape, parameters, macs }) => ({
      name: layer.name,
      type: layer.type,
      shape,
      parameters,
      macs,
    })),
    parameters,
  };
}

/** True for `[height, width, channels]`. */
export function isImageShape(shape: readonly number[] | undefined): shape is ImageShape {
  return shape?.length === 3;
}

function outputActivationOf({ outputActivation, loss, activation }: PlainParams): Elementwise {
  return outputActivation ?? (loss === 'binaryCrossEntropy' ? 'sigmoid' : activation);
}
