import { describe, expect, it } from 'vitest';
import { loadBackend } from '../../../nn/backends/index.ts';
import { forward } from '../../../nn/forward.ts';
import { ACTIVATIONS } from '../../../nn/activations.ts';
import { resolveModel } from '../../../nn/model.ts';
import type { LayerSpec } from '../../../nn/layers/index.ts';
import type { Model } from '../../../nn/model.ts';
import { inferShapes } from '../../../nn/shapes.ts';
import { initialWeights } from '../../../nn/initializers.ts';
import { randomOf } from '../../../nn/random.ts';
import { toTensors } from '../../../nn/tensors.ts';
import { layerOutput } from '../../../stages/statistics/responses.ts';
import type { Volume } from '../../../nn/volume.ts';
import type { Tensor, TensorFile } from '../../../stages/formats/safetensors.ts';
import { atOnce } from '../../../engine/core/slices.ts';

const CASES: Record<string, readonly LayerSpec[]> = {
  'one convolution': [{ conv2d: { filters: 4, kernel: 3, activation: 'relu' } }],
  'strides and an oblong kernel': [{ conv2d: { filters: 3, kernel: [2, 4], strides: [2, 1] } }],
  'same padding': [{ conv2d: { filters: 3, kernel: [4, 3], padding: 'same', activation: 'relu' } }],
  'same padding and strides': [{ conv2d: { filters: 3, kernel: 3, strides: [3, 2], padding: 'same' } }],
  'no bias': [{ conv2d: { filters: 3, kernel: 3, useBias: false } }],
  'the network of the paper': [
    { conv2d: { filters: 5, kernel: 3, activation: 'relu' } },
    { conv2d: { filters: 4, kernel: 5, activation: 'relu' } },
    { maxPool2d: {} },
    { dropout: { rate: 0.25 } },
    { flatten: {} },
    { dense: { units: 6, activation: 'relu' } },
    { dense: { units: 3, activation: 'tanh' } },
  ],
  'mean pooling with same padding': [
    { conv2d: { filters: 3, kernel: 2 } },
    { avgPool2d: { size: 3, strides: 2, padding: 'same' } },
  ],
  'overlapping pooling with same padding': [{ maxPool2d: { size: [3, 2], strides: [1, 2], padding: 'same' } }],
  'softmax over filters': [
    { conv2d: { filters: 4, kernel: 3, activation: 'softmax' } },
    { conv2d: { filters: 2, kernel: 1 } },
  ],
  ...Object.fromEntries(
    ACTIVATIONS.map((kind) => [
      `activation ${kind}`,
      [{ conv2d: { filters: 3, kernel: 3 } }, { activation: { kind } }, { flatten: {} }],
    ]),
  ),
};

function weightsOf(model: Model): {
  file: TensorFile;
  host: Record<string, { shape: readonly number[]; data: Float32Array }>;
} {
  const host: Record<string, { shape: readonly number[]; data: Float32Array }> = {};
  const tensors = new Map<string, Tensor>();
  for (const [name, { shape, data }] of Object.entries(initialWeights(model, 3))) {
    // Biases are zero at first: other numbers would not be missed.
    const values = name.endsWith('.bias') ? data.map((_, index) => 0.1 * index - 0.15) : data;
    host[name] = { shape, data: values };
    tensors.set(`final/${name}`, { dtype: 'F32', shape, data: values });
  }
  return { file: { file: 'model', tensors, metadata: new Map() }, host };
}

function imageOf(model: Model): Volume {
  const [height, width, channels] = model.input;
  const random = randomOf(5, 'image');
  const data = Float64Array.from({ length: height * width * channels }, () => Math.fround(random.uniform()));
  return { height, width, channels, data };
}

const NOTHING = resolveModel({ input: [1, 1, 1], layers: [{ dropout: { name: 'nothing', rate: 0 } }] });

describe('layerOutput()', () => {
  it.each(Object.entries(CASES))('agrees with the forward pass of the backend: %s', async (_, layers) => {
    const model = resolveModel({ input: [11, 12, 2], layers });
    const { file, host } = weightsOf(model);
    const image = imageOf(model);
    const backend = await loadBackend('portable', { threads: 1 });
    for (const [index, { layer, shape }] of inferShapes(model).layers.entries()) {
      const count = shape.at(-1) ?? 0;
      const channels = [count - 1, 0];
      const output = atOnce(
        layerOutput(model, { weights: file, snapshot: 'final', image, layer: layer.name, channels }),
      );
      const tensors = toTensors(backend, {
        x: { shape: [1, ...model.input], data: Float32Array.from(image.data) },
        ...host,
      });
      const { x, ...weights } = tensors;
      if (x === undefined) throw new Error('no image');
      // Behind a layer that does nothing: a softmax at the very end would be left out.
      const whole = { ...model, layers: [...model.layers.slice(0, index + 1), ...NOTHING.layers] };
      const expected = forward(backend, whole, { weights, x }).dataSync<'float32'>();
      expect([output.channels, output.data.length]).toEqual([2, (2 * expected.length) / count]);
      for (let place = 0; place < expected.length / count; place++) {
        for (const [index, channel] of channels.entries()) {
          expect(output.data[place * 2 + index]).toBeCloseTo(expected[place * count + channel] ?? Number.NaN, 5);
        }
      }
    }
  });

  it('slides a kernel over an image by hand', () => {
    const model = resolveModel({ input: [3, 3, 1], layers: [{ conv2d: { name: 'edge', filters: 1, kernel: 2 } }] });
    const tensors = new Map<string, Tensor>([
      ['final/edge.kernel', { dtype: 'F32', shape: [2, 2, 1, 1], data: Float32Array.of(1, 0, 0, -1) }],
      ['final/edge.bias', { dtype: 'F32', shape: [1], data: Float32Array.of(10) }],
    ]);
    const image: Volume = { height: 3, width: 3, channels: 1, data: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 0) };
    const weights = { file: 'model', tensors, metadata: new Map<string, string>() };
    const { data } = atOnce(layerOutput(model, { weights, snapshot: 'final', image, layer: 'edge', channels: [0] }));
    // 10 + (top left) - (bottom right) of each 2 x 2 window
    expect([...data]).toEqual([6, 6, 6, 15]);
  });

  it('says which layers there are', () => {
    const model = resolveModel({ input: [4, 4, 1], layers: [{ conv2d: { filters: 2, kernel: 3 } }, { flatten: {} }] });
    const options = {
      weights: weightsOf(model).file,
      snapshot: 'final',
      image: imageOf(model),
      channels: [0],
    } as const;
    expect(() => atOnce(layerOutput(model, { ...options, layer: 'conv9' }))).toThrow(
      'Cannot find layer "conv9" in the model: it has "conv1", "flatten1"',
    );
  });

  it('says when weights do not fit the model', () => {
    const [wide, narrow] = [3, 2].map((filters) =>
      resolveModel({ input: [4, 4, 1], layers: [{ conv2d: { filters, kernel: 3 } }] }),
    );
    if (wide === undefined || narrow === undefined) throw new Error('no models');
    const options = { snapshot: 'final', image: imageOf(wide), layer: 'conv1', channels: [0] } as const;
    expect(() => atOnce(layerOutput(wide, { ...options, weights: weightsOf(narrow).file }))).toThrow(
      'Weights "final/conv1.kernel" do not fit the model: expected [3, 3, 1, 3], found [3, 3, 1, 2]',
    );
  });
});
