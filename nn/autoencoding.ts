import type { Scalar, Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { outputActivationOf, withoutOutputActivation } from './autoencoder.ts';
import type { Autoencoder } from './autoencoder.ts';
import type { Backend } from './backends/backend.ts';
import { forward } from './forward.ts';
import { binaryCrossEntropy, meanSquaredError } from './losses.ts';
import type { Objective } from './step.ts';
import type { Tensors } from './tensors.ts';

export type ReconstructionLoss = 'mse' | 'binaryCrossEntropy';

export interface ScoreInputs {
  readonly weights: Tensors;
  /** float32 `[images, height, width, channels]`, 0..1. */
  readonly x: Tensor;
  /** int32 `[2]`: the key for whatever the loss draws at random. */
  readonly key: Tensor1D;
}

/** The loss of one kind of autoencoder, and what it makes of images: pure functions of tensors. */
export interface Autoencoding {
  readonly network: Autoencoder;
  /**
   * The quantity to minimise: the mean of the terms over the batch, possibly plus a penalty. Measures the terms and the
   * penalty.
   */
  readonly objective: Objective;
  /** The parts of the reported loss, which is their sum. */
  readonly terms: readonly string[];
  /** For each term its sum over the images, a scalar. */
  score(inputs: ScoreInputs): Tensors;
  /** The code of each image, `[images, latent]`; of a variational autoencoder the mean. */
  encode(weights: Tensors, x: Tensor): Tensor;
  /** An image for each code, `[images, height * width * channels]`; of a variational autoencoder the probabilities. */
  decode(weights: Tensors, codes: Tensor): Tensor;
}

/**
 * An autoencoder that minimises the mean error of a pixel: its square, or the cross-entropy of its grey level.
 *
 * @throws Error for binaryCrossEntropy unless the output is a sigmoid: a caller checks that before.
 */
export function plainAutoencoding(backend: Backend, network: Autoencoder, loss: ReconstructionLoss): Autoencoding {
  const { tf } = backend;
  const entropy = loss === 'binaryCrossEntropy';
  if (entropy && outputActivationOf(network) !== 'sigmoid') {
    throw new Error(`Internal error: cross-entropy needs a sigmoid output, got ${outputActivationOf(network)}`);
  }
  const outputs = entropy ? withoutOutputActivation(network.decoder) : network.decoder;
  const encode = (weights: Tensors, x: Tensor): Tensor => forward(backend, network.encoder, { weights, x });
  /** The mean over pixels and images. */
  const errorOf = (weights: Tensors, x: Tensor): Scalar => {
    const output = forward(backend, outputs, { weights, x: encode(weights, x) });
    const targets = tf.reshape(x, output.shape); // [images, height * width * channels]
    return entropy ? binaryCrossEntropy(backend, output, targets) : meanSquaredError(backend, output, targets);
  };
  const sum = (error: Tensor, x: Tensor): Tensor => tf.mul(error, x.shape[0] ?? 0);
  return {
    network,
    terms: ['error'],
    objective({ weights, batch }) {
      const x = imagesOf(batch);
      const error = errorOf(weights, x);
      return { loss: error, measures: { error: sum(error, x) } };
    },
    score: ({ weights, x }) => tf.tidy(() => ({ error: sum(errorOf(weights, x), x) })),
    encode,
    decode: (weights, codes) => forward(backend, network.decoder, { weights, x: codes }),
  };
}

/** The images of a batch `{ x }`. */
export function imagesOf({ x }: Tensors): Tensor {
  if (x === undefined) throw new Error("Internal error: an autoencoder's batch needs x");
  return x;
}
