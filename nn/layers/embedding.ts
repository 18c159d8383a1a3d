import { pickChannels } from '../volume.ts';
import { defineLayer, nameOf } from './kind.ts';

export interface Embedding {
  readonly type: 'embedding';
  readonly name: string;
  readonly entries: number;
  readonly units: number;
}

/**
 * A learnt vector for each value: the entry min(⌊value·entries⌋, entries - 1) of a table, so that values of 0..1 are divided into
 * as many levels as there are entries. 256 entries tell all grey levels apart. No gradient goes to the values. Weight `table`
 * `[entries, units]`, at first uniform in ±0.05, as in Keras.
 */
export const embedding = defineLayer({
  type: 'embedding',
  prefix: 'embedding',
  kernels: true,
  schema: {
    description:
      'A learnt vector for each value of a flat input of numbers 0..1, which are divided into as many levels as there are entries. The output is a sequence',
    type: 'object',
    additionalProperties: false,
    required: ['entries', 'units'],
    properties: {
      name: { $ref: '#/$defs/name' },
      entries: { description: 'Levels that are told apart', type: 'integer', minimum: 2, maximum: 65536 },
      units: { description: 'Length of a vector', type: 'integer', minimum: 1, maximum: 65536 },
    },
  },
  resolve(
    { entries, units }: { readonly name?: string; readonly entries: number; readonly units: number },
    name,
  ): Embedding {
    return { type: 'embedding', name, entries, units };
  },
  infer(layer, input) {
    const { entries, units } = layer;
    const [values = 0] = input;
    if (input.length !== 1)
      return {
        at: [],
        message: `${nameOf(layer)} needs a flat input, found ${input.join('x')}: add 'flatten: {}' before it`,
      };
    const fan = { in: entries, out: units };
    const table = { part: 'table', shape: [entries, units], fan, initial: { uniform: 0.05 } };
    return { shape: [values, units], macs: 0, weights: [table] };
  },
  apply({ entries, units }, x, { backend: { tf, layers }, weight }) {
    const [images = 0, values = 0] = x.shape;
    // No gradient goes through a comparison with the levels, so none is asked for.
    const levels = tf.customGrad((...given) => {
      const [numbers] = given as unknown as [typeof x];
      const level = tf.clipByValue(tf.floor(tf.mul(tf.reshape(numbers, [-1]), entries)), 0, entries - 1);
      const chosen = tf.cast(tf.oneHot(tf.cast(level, 'int32'), entries), 'float32');
      return { value: chosen, gradFunc: () => tf.zeros(numbers.shape) };
    })(x);
    // A product, because adding up gradients by index is in no fixed order.
    return tf.reshape(layers.matMul(levels, weight('table'), { precision: 'float32' }), [images, values, units]);
  },
  respond({ entries, units }, { data }, { weight, channels }) {
    const table = weight('table', [entries, units]);
    const found = new Float64Array(data.length * units);
    for (const [at, value] of data.entries()) {
      const level = Math.min(Math.max(Math.floor(value * entries), 0), entries - 1);
      found.set(table.subarray(level * units, (level + 1) * units), at * units);
    }
    return pickChannels({ height: data.length, width: 1, channels: units, data: found }, channels);
  },
  describe: ({ entries }) => [`${entries} vectors`],
});
