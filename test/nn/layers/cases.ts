import type { LayerSpec } from '../../../nn/layers/index.ts';
import type { ModelSpec } from '../../../nn/model.ts';

type Case = readonly [name: string, input: ModelSpec['input'], layers: readonly LayerSpec[]];

const IMAGE = [4, 4, 2] as const;
const conv = (name: string): LayerSpec => ({ conv2d: { name, filters: 2, kernel: 3, padding: 'same' } });
const sequence: LayerSpec = { reshape: { shape: [4, 8] } };

/** A small network for each type of layer, and for each way to connect them: what holds for one must hold for all. */
export const CASES: readonly Case[] = [
  ['batchNorm', IMAGE, [conv('a'), { batchNorm: {} }]],
  ['batchNorm of a flat input', IMAGE, [{ flatten: {} }, { dense: { units: 3 } }, { batchNorm: { momentum: 0.5 } }]],
  ['layerNorm', IMAGE, [conv('a'), { layerNorm: {} }]],
  ['globalAvgPool2d', IMAGE, [conv('a'), { globalAvgPool2d: {} }]],
  ['globalMaxPool2d', IMAGE, [conv('a'), { globalMaxPool2d: {} }]],
  ['zeroPad2d', IMAGE, [{ zeroPad2d: { top: 2, left: 0 } }, { conv2d: { filters: 2, kernel: 3 } }]],
  ['upSample2d', IMAGE, [{ upSample2d: { size: [2, 3] } }, { conv2d: { filters: 2, kernel: 3 } }]],
  ['reshape', IMAGE, [{ reshape: { shape: [2, 8, 2] } }, conv('a')]],
  ['depthwiseConv2d', IMAGE, [{ depthwiseConv2d: { kernel: 3, padding: 'same', multiplier: 2, activation: 'tanh' } }]],
  ['depthwiseConv2d with strides', IMAGE, [{ depthwiseConv2d: { kernel: [2, 3], strides: 2, useBias: false } }]],
  ['separableConv2d', IMAGE, [{ separableConv2d: { filters: 3, kernel: 3, multiplier: 2, activation: 'relu' } }]],
  ['transposedConv2d', IMAGE, [{ transposedConv2d: { filters: 3, kernel: 3, strides: 2, padding: 'same' } }]],
  ['transposedConv2d, valid', IMAGE, [{ transposedConv2d: { filters: 2, kernel: [3, 2], strides: [2, 3] } }]],
  ['embedding', [2, 3, 1], [{ flatten: {} }, { embedding: { entries: 5, units: 3 } }, { lstm: { units: 2 } }]],
  ['lstm', IMAGE, [sequence, { lstm: { units: 3 } }]],
  ['lstm, all steps', IMAGE, [sequence, { lstm: { units: 3, sequences: true } }, { gru: { units: 2 } }]],
  ['gru, all steps', IMAGE, [sequence, { gru: { units: 3, sequences: true } }]],
  [
    'a residual block',
    IMAGE,
    [
      conv('stem'),
      {
        repeat: {
          times: 2,
          layers: [
            conv('a'),
            { batchNorm: {} },
            { activation: { kind: 'swish' } },
            conv('b'),
            { batchNorm: { name: 'n' } },
            { add: { from: ['n', 'input'] } },
          ],
        },
      },
    ],
  ],
  [
    'a dense block',
    IMAGE,
    [conv('a'), { concat: { name: 'ab', from: ['a', 'input'] } }, conv('c'), { concat: { from: ['ab', 'c', 'a'] } }],
  ],
];
