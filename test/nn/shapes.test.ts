import { expect, test } from 'vitest';
import { resolveModel } from '../../nn/model.ts';
import type { LayerSpec } from '../../nn/layers/index.ts';
import { inferShapes } from '../../nn/shapes.ts';
import type { ModelSummary } from '../../nn/shapes.ts';
import { paperModel } from './models.ts';

function infer(input: readonly [number, number, number], layers: LayerSpec[]): ModelSummary {
  return inferShapes(resolveModel({ input, layers }));
}

// Parameters and multiply-accumulates of the paper's network: the table of SCIENCE 1.2, from its closed forms.
test.each([
  [32, 16, 1_936, 268_032, 6.64],
  [32, 32, 3_872, 528_656, 13.1],
  [64, 64, 7_744, 1_101_424, 51.0],
  [128, 128, 15_488, 2_400_560, 201],
  [256, 256, 30_976, 5_613_232, 799],
  [256, 16, 1_936, 359_872, 51.4],
])('inferShapes() agrees with the table for %i/%i filters', (n1, n2, flat, parameters, megaMacs) => {
  const summary = inferShapes(paperModel(n1, n2));
  expect(summary.problems).toEqual([]);
  expect(summary.layers.find(({ layer }) => layer.type === 'flatten')?.shape).toEqual([flat]);
  expect(summary.parameters).toBe(parameters);
  expect(summary.macs / 1e6 / megaMacs).toBeCloseTo(1, 2);
});

test('inferShapes() gives shapes, parameters and work of each layer', () => {
  const { layers } = inferShapes(paperModel(32, 16));
  expect(layers.map(({ layer, shape, parameters, macs }) => [layer.name, shape, parameters, macs])).toEqual([
    ['conv1', [26, 26, 32], 320, 194_688],
    ['conv2', [22, 22, 16], 12_816, 6_195_200],
    ['pool1', [11, 11, 16], 0, 0],
    ['dropout1', [11, 11, 16], 0, 0],
    ['flatten1', [1936], 0, 0],
    ['dense1', [128], 247_936, 247_808],
    ['dropout2', [128], 0, 0],
    ['dense2', [50], 6450, 6400],
    ['dropout3', [50], 0, 0],
    ['dense3', [10], 510, 500],
  ]);
});

test('inferShapes() counts windows with strides and same padding', () => {
  const layers: LayerSpec[] = [
    { conv2d: { filters: 2, kernel: [3, 5], strides: [2, 3], padding: 'same' } },
    { maxPool2d: { size: 2, strides: 1 } },
    { avgPool2d: { size: 3, strides: 2, padding: 'same' } },
  ];
  expect(infer([9, 11, 3], layers).layers.map(({ shape }) => shape)).toEqual([
    [5, 4, 2],
    [4, 3, 2],
    [2, 2, 2],
  ]);
});

test('inferShapes() leaves biases out where there are none', () => {
  const layers: LayerSpec[] = [
    { conv2d: { filters: 2, kernel: 2, useBias: false } },
    { flatten: {} },
    { dense: { units: 3, useBias: false } },
  ];
  expect(infer([2, 2, 1], layers).parameters).toBe(8 + 6);
});

test('inferShapes() reports a kernel that does not fit', () => {
  const layers: LayerSpec[] = [{ conv2d: { filters: 2, kernel: 3 } }, { flatten: {} }];
  expect(
    infer([6, 6, 1], [...layers.slice(0, 1), { conv2d: { filters: 2, kernel: 5 } }, ...layers.slice(1)]),
  ).toMatchObject({
    layers: [{ shape: [4, 4, 2] }],
    problems: [
      {
        path: ['layers', 1, 'conv2d', 'kernel'],
        message: "conv2d 'conv2' reduces 4x4 to 0x0: its 5x5 kernel does not fit",
      },
    ],
  });
});

test('inferShapes() reports a window that does not fit, with sizes never below zero', () => {
  expect(infer([1, 4, 1], [{ maxPool2d: { size: [4, 2] } }]).problems).toEqual([
    { path: ['layers', 0, 'maxPool2d'], message: "maxPool2d 'pool1' reduces 1x4 to 0x2: its 4x2 window does not fit" },
  ]);
});

test('inferShapes() asks for flatten before dense', () => {
  expect(infer([4, 4, 2], [{ dense: { units: 3 } }]).problems).toEqual([
    {
      path: ['layers', 0, 'dense'],
      message: "dense 'dense1' needs a flat input, found 4x4x2: add 'flatten: {}' before it",
    },
  ]);
});

test('inferShapes() asks for an image before a convolution or a pool', () => {
  expect(infer([4, 4, 2], [{ flatten: {} }, { conv2d: { filters: 1, kernel: 1 } }]).problems).toEqual([
    {
      path: ['layers', 1, 'conv2d'],
      message: "conv2d 'conv1' needs an image, found 32 flat values: put it before 'flatten'",
    },
  ]);
  expect(infer([4, 4, 2], [{ flatten: {} }, { avgPool2d: {} }]).problems).toEqual([
    {
      path: ['layers', 1, 'avgPool2d'],
      message: "avgPool2d 'pool1' needs an image, found 32 flat values: put it before 'flatten'",
    },
  ]);
});

test('inferShapes() reports every duplicate name beside the misfit', () => {
  const layers: LayerSpec[] = [
    { conv2d: { name: 'conv2', filters: 1, kernel: 1 } },
    { conv2d: { filters: 1, kernel: 1 } },
    { flatten: { name: 'conv2' } },
    { maxPool2d: {} },
  ];
  expect(infer([4, 4, 1], layers).problems).toEqual([
    { path: ['layers', 1, 'conv2d'], message: "Layers 1 and 2 are both named 'conv2': rename one of them" },
    { path: ['layers', 2, 'flatten'], message: "Layers 1 and 3 are both named 'conv2': rename one of them" },
    {
      path: ['layers', 3, 'maxPool2d'],
      message: "maxPool2d 'pool1' needs an image, found 16 flat values: put it before 'flatten'",
    },
  ]);
});
