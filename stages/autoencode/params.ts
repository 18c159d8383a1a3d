import type { Elementwise } from '../../nn/autoencoder.ts';
import type { OptimizerSpec } from '../../nn/optimizers/index.ts';

interface CommonParams {
  readonly latent: number;
  readonly hidden: readonly number[];
  readonly activation: Elementwise;
  /** Left out: Adam with learning rate 0.001. */
  readonly optimizer?: OptimizerSpec;
  readonly epochs: number;
  readonly batchSize: number;
  /** Test images in the strip. */
  readonly examples: number;
}

/** The paper's autoencoder, by default. */
export interface PlainParams extends CommonParams {
  readonly kind: 'plain';
  /** Left out: sigmoid for binaryCrossEntropy, else the same as `activation`. */
  readonly outputActivation?: Elementwise;
  readonly loss: 'mse' | 'binaryCrossEntropy';
}

/** The paper's variational autoencoder, by default. */
export interface VariationalParams extends CommonParams {
  readonly kind: 'variational';
  readonly binarised: boolean;
  readonly decoderDecay: number;
  /** Images decoded from random codes. */
  readonly samples: number;
}

export type AutoencodeParams = PlainParams | VariationalParams;
