import { expect, test } from 'vitest';
import { activationOf, dataOf, resolveModel } from '../../nn/model.ts';

test('resolveModel() fills in every default', () => {
  const model = resolveModel({
    input: [8, 8, 1],
    layers: [
      { conv2d: { filters: 2, kernel: [3, 2] } },
      { maxPool2d: {} },
      { avgPool2d: { size: 3 } },
      { dropout: { rate: 0.5 } },
      { flatten: {} },
      { dense: { units: 4 } },
      { activation: { kind: 'softmax' } },
    ],
  });
  expect(dataOf(model)).toEqual({
    input: [8, 8, 1],
    layers: [
      {
        type: 'conv2d',
        name: 'conv1',
        filters: 2,
        kernel: [3, 2],
        strides: [1, 1],
        padding: 'valid',
        activation: 'linear',
        useBias: true,
      },
      { type: 'maxPool2d', name: 'pool1', size: [2, 2], strides: [2, 2], padding: 'valid' },
      { type: 'avgPool2d', name: 'pool2', size: [3, 3], strides: [3, 3], padding: 'valid' },
      { type: 'dropout', name: 'dropout1', rate: 0.5 },
      { type: 'flatten', name: 'flatten1' },
      { type: 'dense', name: 'dense1', units: 4, activation: 'linear', useBias: true },
      { type: 'activation', name: 'activation1', kind: 'softmax' },
    ],
  });
});

test('resolveModel() numbers layers by their place among their type, named or not', () => {
  const { layers } = resolveModel({
    input: [28, 28, 1],
    layers: [
      { conv2d: { name: 'stem', filters: 2, kernel: 3 } },
      { conv2d: { filters: 2, kernel: 3 } },
      { flatten: {} },
      { dense: { units: 3 } },
      { dense: { units: 2, name: 'head' } },
    ],
  });
  expect(layers.map(({ name }) => name)).toEqual(['stem', 'conv2', 'flatten1', 'dense1', 'head']);
});

test('resolveModel() keeps what is written', () => {
  const settings = {
    name: 'a',
    filters: 2,
    kernel: 3,
    strides: 2,
    padding: 'same',
    activation: 'tanh',
    useBias: false,
  } as const;
  const { layers } = resolveModel({
    input: [8, 8, 1],
    layers: [{ conv2d: settings }, { maxPool2d: { size: 3, strides: [1, 2], padding: 'same' } }],
  });
  expect(layers[0]).toEqual({ type: 'conv2d', ...settings, kernel: [3, 3], strides: [2, 2] });
  expect(layers[1]).toEqual({ type: 'maxPool2d', name: 'pool1', size: [3, 3], strides: [1, 2], padding: 'same' });
});

test('activationOf() knows dense, activation and other layers', () => {
  const model = resolveModel({
    input: [8, 8, 1],
    layers: [{ flatten: {} }, { dense: { units: 2, activation: 'tanh' } }, { activation: { kind: 'softmax' } }],
  });
  expect(model.layers.map((layer) => activationOf(model, layer))).toEqual(['linear', 'tanh', 'softmax']);
  expect(activationOf(model, undefined)).toBe('linear');
});
