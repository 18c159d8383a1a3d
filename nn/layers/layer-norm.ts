import { pickChannels } from '../volume.ts';
import { defineLayer } from './kind.ts';

export interface LayerNormSettings {
  readonly name?: string;
  readonly epsilon?: number;
}

export interface LayerNorm {
  readonly type: 'layerNorm';
  readonly name: string;
  readonly epsilon: number;
}

/**
 * γ·(x - μ)/√(σ² + ε) + β, with the mean and variance over the channels at each place (Ba et al. 2016; as in Keras, whose
 * default of ε this is). Weights `gamma` and `beta`, each `[channels]`.
 */
export const layerNorm = defineLayer({
  type: 'layerNorm',
  prefix: 'norm',
  schema: {
    description:
      'At each place, the channels with mean 0 and variance 1, each times a learnt factor plus a learnt number. Of a flat input: all values',
    type: 'object',
    additionalProperties: false,
    properties: { name: { $ref: '#/$defs/name' }, epsilon: { $ref: '#/$defs/epsilon', default: 0.001 } },
  },
  resolve: ({ epsilon = 0.001 }: LayerNormSettings, name): LayerNorm => ({ type: 'layerNorm', name, epsilon }),
  infer(_, input) {
    const shape = [input.at(-1) ?? 0];
    const weights = [
      { part: 'gamma', shape, initial: { constant: 1 } },
      { part: 'beta', shape },
    ] as const;
    return { shape: input, macs: 0, weights };
  },
  apply({ epsilon }, x, { backend: { tf }, weight }) {
    const centred = tf.sub(x, tf.mean(x, -1, true));
    const variance = tf.mean(tf.square(centred), -1, true);
    const normal = tf.div(centred, tf.sqrt(tf.add(variance, epsilon)));
    return tf.add(tf.mul(normal, weight('gamma')), weight('beta'));
  },
  respond({ epsilon }, input, { weight, channels: wanted }) {
    const { channels } = input;
    const [gamma, beta] = [weight('gamma', [channels]), weight('beta', [channels])];
    const data = new Float64Array(input.data.length);
    for (let start = 0; start < data.length; start += channels) {
      const values = input.data.subarray(start, start + channels);
      const mean = values.reduce((sum, value) => sum + value, 0) / channels;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / channels;
      const normal = values.map((value) => (value - mean) / Math.sqrt(variance + epsilon));
      data.set(
        normal.map((value, channel) => value * (gamma[channel] ?? 0) + (beta[channel] ?? 0)),
        start,
      );
    }
    return pickChannels({ ...input, data }, wanted);
  },
  describe: () => ['layer norm'],
});
