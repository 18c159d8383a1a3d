import type { Tensor } from '@tensorflow/tfjs-core';
import { pickChannels } from '../volume.ts';
import { defineLayer } from './kind.ts';

export interface BatchNormSettings {
  readonly name?: string;
  readonly momentum?: number;
  readonly epsilon?: number;
}

export interface BatchNorm {
  readonly type: 'batchNorm';
  readonly name: string;
  /** Share that the running statistics keep of what they were, in each update. */
  readonly momentum: number;
  readonly epsilon: number;
}

/**
 * γ·(x - μ)/√(σ² + ε) + β by channel (Ioffe and Szegedy 2015). In training, μ and σ² are those of the batch (σ² divided by the
 * number of values, not by one less), and the running statistics move towards them: m ← momentum·m + (1 - momentum)·μ. In evaluation,
 * and in a frozen layer, the running statistics take their place. As in Keras, whose defaults these are.
 *
 * Weights `gamma`, `beta`, and the running `mean` and `variance`, each `[channels]`.
 */
export const batchNorm = defineLayer({
  type: 'batchNorm',
  prefix: 'norm',
  schema: {
    description:
      'Each channel with mean 0 and variance 1 over the batch, times a learnt factor plus a learnt number. Evaluation uses running statistics of the training',
    type: 'object',
    additionalProperties: false,
    properties: {
      name: { $ref: '#/$defs/name' },
      momentum: {
        description: 'Share that the running statistics keep in each update',
        type: 'number',
        minimum: 0,
        exclusiveMaximum: 1,
        default: 0.99,
      },
      epsilon: { $ref: '#/$defs/epsilon', default: 0.001 },
    },
  },
  resolve({ momentum = 0.99, epsilon = 0.001 }: BatchNormSettings, name): BatchNorm {
    return { type: 'batchNorm', name, momentum, epsilon };
  },
  infer(_, input) {
    const shape = [input.at(-1) ?? 0];
    const weights = [
      { part: 'gamma', shape, initial: { constant: 1 } },
      { part: 'beta', shape },
      { part: 'mean', shape, statistic: true },
      { part: 'variance', shape, initial: { constant: 1 }, statistic: true },
    ] as const;
    return { shape: input, macs: 0, weights };
  },
  apply({ momentum, epsilon }, x, { backend: { tf, layers }, weight, remember }) {
    const [gamma, beta] = [weight('gamma'), weight('beta')];
    if (remember === undefined) {
      const factor = tf.div(gamma, tf.sqrt(tf.add(weight('variance'), epsilon)));
      return tf.add(tf.mul(x, factor), tf.sub(beta, tf.mul(weight('mean'), factor)));
    }
    const { y, mean, variance } = layers.batchNorm(x, { gamma, beta, epsilon });
    const moved = (old: Tensor, batch: Tensor): Tensor =>
      tf.add(tf.mul(old, momentum), tf.mul(batch, Math.fround(1 - momentum)));
    remember('mean', moved(weight('mean'), mean));
    remember('variance', moved(weight('variance'), variance));
    return y;
  },
  respond({ epsilon }, input, { weight, channels }) {
    const of = (part: string): Float32Array => weight(part, [input.channels]);
    const [gamma, beta, mean, variance] = [of('gamma'), of('beta'), of('mean'), of('variance')];
    const data = input.data.map((value, at) => {
      const channel = at % input.channels;
      const deviation = Math.sqrt((variance[channel] ?? 0) + epsilon);
      return ((gamma[channel] ?? 0) * (value - (mean[channel] ?? 0))) / deviation + (beta[channel] ?? 0);
    });
    return pickChannels({ ...input, data }, channels);
  },
  describe: () => ['batch norm'],
});
