import type { Activation } from '../activations.ts';
import { activateVolume } from '../activations.ts';
import { flattened, pickChannels } from '../volume.ts';
import { convolve } from './conv2d.ts';
import { defineLayer, nameOf } from './kind.ts';

export interface DenseSettings {
  readonly name?: string;
  readonly units: number;
  readonly activation?: Activation;
  readonly useBias?: boolean;
}

export interface Dense {
  readonly type: 'dense';
  readonly name: string;
  readonly units: number;
  readonly activation: Activation;
  readonly useBias: boolean;
}

/** Kernel `[inputs, units]`, bias `[units]`. */
export const dense = defineLayer({
  type: 'dense',
  prefix: 'dense',
  kernels: true,
  schema: {
    description: 'Every output is a weighted sum of all inputs. Needs a flat input',
    type: 'object',
    additionalProperties: false,
    required: ['units'],
    properties: {
      name: { $ref: '#/$defs/name' },
      units: { description: 'Number of outputs', type: 'integer', minimum: 1, maximum: 1048576 },
      activation: { $ref: '#/$defs/activation', default: 'linear' },
      useBias: { $ref: '#/$defs/useBias', default: true },
    },
  },
  resolve(settings: DenseSettings, name): Dense {
    const { units, activation = 'linear', useBias = true } = settings;
    return { type: 'dense', name, units, activation, useBias };
  },
  infer(layer, input) {
    const [inputs] = input;
    if (inputs === undefined || input.length !== 1) {
      const message = `${nameOf(layer)} needs a flat input, found ${input.join('x')}: add 'flatten: {}' before it`;
      return { at: [], message };
    }
    const { units, useBias } = layer;
    return {
      shape: [units],
      macs: inputs * units,
      weights: [
        { part: 'kernel', shape: [inputs, units], fan: { in: inputs, out: units } },
        ...(useBias ? [{ part: 'bias', shape: [units] }] : []),
      ],
    };
  },
  apply({ useBias }, x, { backend: { layers }, weight, precision }) {
    const product = layers.matMul(x, weight('kernel'), { precision });
    return useBias ? layers.addBias(product, weight('bias')) : product;
  },
  *respond({ units, useBias, activation }, input, { weight, channels }) {
    const flat = flattened(input);
    const weights = weight('kernel', [flat.channels, units]);
    const bias = useBias ? weight('bias', [units]) : undefined;
    const whole = { kernel: [1, 1], strides: [1, 1], padding: 'valid', filters: units } as const;
    // Softmax relates each unit to all others.
    if (activation !== 'softmax')
      return activateVolume(yield* convolve(whole, flat, { weights, bias, channels }), activation);
    const all = yield* convolve(whole, flat, { weights, bias, channels: undefined });
    return pickChannels(activateVolume(all, activation), channels);
  },
  activation: (layer) => layer.activation,
  filters: ({ units }) => ({ count: units }),
  describe: () => ['dense'],
});
