import type { Tensor1D } from '@tensorflow/tfjs-core';
import { pickChannels } from '../volume.ts';
import { defineLayer } from './kind.ts';

export interface Dropout {
  readonly type: 'dropout';
  readonly name: string;
  /** Share of the values that training sets to zero, 0 <= rate < 1. */
  readonly rate: number;
}

/**
 * Sets each element to zero with probability `rate` and divides the others by 1 - rate, which keeps the mean ("inverted"
 * dropout; Srivastava et al. 2014). The mask is a pure function of the step's key and the layer's index. tfjs's own dropout
 * is no use here: it draws from Math.random or, with a seed, gives the same mask in every step.
 */
export const dropout = defineLayer({
  type: 'dropout',
  prefix: 'dropout',
  schema: {
    description: 'In training, sets random values to zero and scales up the others. In evaluation, does nothing',
    type: 'object',
    additionalProperties: false,
    required: ['rate'],
    properties: {
      name: { $ref: '#/$defs/name' },
      rate: { description: 'Share of the values to set to zero', type: 'number', minimum: 0, exclusiveMaximum: 1 },
    },
  },
  resolve: ({ rate }: { readonly name?: string; readonly rate: number }, name): Dropout => {
    return { type: 'dropout', name, rate };
  },
  infer: (_, input) => ({ shape: input, macs: 0, weights: [] }),
  apply({ rate }, x, { backend, dropoutKey, index }) {
    if (dropoutKey === undefined || rate === 0) return x;
    const { tf } = backend;
    const key = tf.add<Tensor1D>(dropoutKey, tf.tensor1d([0, index], 'int32'));
    return backend.layers.dropout(x, rate, key);
  },
  respond: (_, input, { channels }) => pickChannels(input, channels),
  describe: ({ rate }) => [`dropout ${Number((rate * 100).toPrecision(3))} %`],
});
