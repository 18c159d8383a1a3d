import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../engine/core/json.ts';
import { byFilter, run } from '../../../stages/extract-filters/run.ts';
import { atOnce } from '../../../engine/core/slices.ts';
import { extractFilters } from '../../../stages/extract-filters/stage.ts';
import { metadataAt, readSafetensors, tensorAt, writeSafetensors } from '../../../stages/formats/safetensors.ts';
import type { Tensor } from '../../../stages/formats/safetensors.ts';
import { contextOf, withFolder } from '../../helpers/alone.ts';

const range = (shape: readonly number[], start = 0): Tensor => {
  const length = shape.reduce((a, b) => a * b, 1);
  return { dtype: 'F32', shape, data: Float32Array.from({ length }, (_, index) => start + index) };
};
const LAYERS = [
  { name: 'conv1', type: 'conv2d', filters: 4, kernel: [3, 2] },
  { name: 'pool1', type: 'maxPool2d' },
  { name: 'conv2', type: 'conv2d', filters: 3, kernel: [2, 2] },
  { name: 'dense1', type: 'dense', units: 5 },
];

/** Kernels whose elements count up, so that every element tells its own place; conv2 has no bias. */
async function writeModel(folder: string): Promise<string> {
  const path = join(folder, 'model');
  const tensors: Record<string, Tensor> = {};
  for (const [snapshot, start] of [
    ['initial', 1000],
    ['final', 0],
  ] as const) {
    tensors[`${snapshot}/conv1.kernel`] = range([3, 2, 1, 4], start);
    tensors[`${snapshot}/conv1.bias`] = range([4], start);
    tensors[`${snapshot}/conv2.kernel`] = range([2, 2, 4, 3], start);
    tensors[`${snapshot}/dense1.kernel`] = range([6, 5], start);
    tensors[`${snapshot}/dense1.bias`] = range([5], start);
  }
  await writeSafetensors(path, tensors, { model: JSON.stringify({ input: [28, 28, 1], layers: LAYERS }) });
  return path;
}

describe('byFilter()', () => {
  it('puts the filters first: element [f, y, x, c] is element [y, x, c, f] of the kernel', () => {
    const kernel = range([3, 2, 5, 4]) as Tensor & { dtype: 'F32' };
    const { shape, data } = atOnce(byFilter(kernel));
    expect(shape).toEqual([4, 3, 2, 5]);
    for (let f = 0; f < 4; f++)
      for (let y = 0; y < 3; y++)
        for (let x = 0; x < 2; x++)
          for (let c = 0; c < 5; c++)
            expect(data[((f * 3 + y) * 2 + x) * 5 + c]).toBe(kernel.data[((y * 2 + x) * 5 + c) * 4 + f]);
  });
});

describe('extract-filters', () => {
  it('takes all convolutions when no layer is named', async () => {
    await withFolder(async (folder) => {
      const metrics = await run(contextOf(folder, {}, { model: await writeModel(folder) }));
      expect(metrics).toEqual({ 'conv1 filters': 4, 'conv1 dimension': 6, 'conv2 filters': 3, 'conv2 dimension': 16 });
      const file = await readSafetensors(join(folder, 'filters'));
      expect([...file.tensors.keys()].sort()).toEqual(
        ['conv1', 'conv2'].flatMap((layer) => ['bias', 'final', 'initial'].map((part) => `${layer}/${part}`)),
      );
      expect(metadataAt(file, 'filters')).toEqual({
        layers: [
          { name: 'conv1', type: 'conv2d', filters: 4, kernel: [3, 2], channels: 1 },
          { name: 'conv2', type: 'conv2d', filters: 3, kernel: [2, 2], channels: 4 },
        ],
        snapshots: [
          { name: 'initial', epoch: 0 },
          { name: 'final', epoch: null },
        ],
      });
      const final = tensorAt(file, 'conv1/final', 'F32');
      expect(final.shape).toEqual([4, 3, 2, 1]);
      expect([...final.data.subarray(0, 6)]).toEqual([0, 4, 8, 12, 16, 20]);
      expect(tensorAt(file, 'conv1/initial', 'F32').data[0]).toBe(1000);
      expect([...tensorAt(file, 'conv1/bias', 'F32').data]).toEqual([0, 1, 2, 3]);
      expect([...tensorAt(file, 'conv2/bias', 'F32').data]).toEqual([0, 0, 0]);
    });
  });

  it('takes a dense layer as filters of one pixel', async () => {
    await withFolder(async (folder) => {
      await run(contextOf(folder, { layers: ['dense1'] }, { model: await writeModel(folder) }));
      const { shape, data } = tensorAt(await readSafetensors(join(folder, 'filters')), 'dense1/final', 'F32');
      expect(shape).toEqual([5, 1, 1, 6]);
      expect([...data.subarray(6, 12)]).toEqual([1, 6, 11, 16, 21, 26]);
    });
  });

  it('takes the kernels that the training kept after single epochs', async () => {
    await withFolder(async (folder) => {
      const path = await writeModel(folder);
      const { tensors } = await readSafetensors(path);
      const kept = {
        'epoch-2/conv1.kernel': range([3, 2, 1, 4], 500),
        'epoch-2/conv2.kernel': range([2, 2, 4, 3], 600),
      };
      const model = JSON.stringify({ input: [28, 28, 1], layers: LAYERS });
      const training = JSON.stringify({ epochs: 5, kept: [2] });
      await writeSafetensors(path, { ...Object.fromEntries(tensors), ...kept }, { model, training });
      await run(contextOf(folder, { layers: ['conv1', 'dense1'] }, { model: path }));
      const file = await readSafetensors(join(folder, 'filters'));
      expect(metadataAt(file, 'filters')).toMatchObject({
        snapshots: [
          { name: 'initial', epoch: 0 },
          { name: 'epoch-2', epoch: 2 },
          { name: 'final', epoch: 5 },
        ],
      });
      expect([...tensorAt(file, 'conv1/epoch-2', 'F32').data.subarray(0, 3)]).toEqual([500, 504, 508]);
      expect(file.tensors.has('dense1/epoch-2')).toBe(false); // not kept
    });
  });

  it('refuses layers that the model does not have', async () => {
    await withFolder(async (folder) => {
      const context = contextOf(folder, { layers: ['conv3'] }, { model: await writeModel(folder) });
      await expect(run(context)).rejects.toThrow(
        'Unknown layer "conv3": the model has "conv1", "conv2", "dense1", did you mean "conv1"?',
      );
    });
  });
});

describe('extract-filters infer()', () => {
  const layers = [
    { name: 'conv1', type: 'conv2d', shape: [26, 26, 32], filters: 32, kernel: [3, 3], parameters: 320 },
    { name: 'conv2', type: 'conv2d', shape: [22, 22, 16], filters: 16, kernel: [5, 5], parameters: 12_816 },
    { name: 'pool1', type: 'maxPool2d', shape: [11, 11, 16], parameters: 0 },
    { name: 'flatten1', type: 'flatten', shape: [1936], parameters: 0 },
    { name: 'dense1', type: 'dense', shape: [128], filters: 128, parameters: 247_936 },
  ];
  const infer = (params: JsonObject, known: JsonObject = { input: [28, 28, 1], layers }): unknown =>
    extractFilters.infer?.(params, { model: [known] });

  it('tells the filters and their dimension', () => {
    const conv1 = { name: 'conv1', filters: 32, dimension: 9, kernel: [3, 3] };
    const conv2 = { name: 'conv2', filters: 16, dimension: 800, kernel: [5, 5] };
    expect(infer({})).toEqual({
      outputs: { filters: { layers: [conv1, conv2], snapshots: ['initial', 'final'] } },
      problems: [],
    });
    expect(infer({}, { input: [28, 28, 1], layers, kept: [1, 5] })).toMatchObject({
      outputs: { filters: { snapshots: ['initial', 'epoch-1', 'epoch-5', 'final'] } },
    });
    const dense1 = { name: 'dense1', filters: 128, dimension: 1936 };
    expect(infer({ layers: ['dense1', 'conv1'] })).toMatchObject({ outputs: { filters: { layers: [dense1, conv1] } } });
  });
  it('says nothing of a model of which nothing is known', () => {
    expect(infer({}, {})).toEqual({});
  });
  it('finds every name that is no layer with filters', () => {
    expect(infer({ layers: ['conv1', 'conv3', 'pool1'] })).toMatchObject({
      problems: [
        {
          path: ['layers', 1],
          message: 'Unknown layer "conv3": the model has "conv1", "conv2", "dense1", did you mean "conv1"?',
        },
        {
          path: ['layers', 2],
          message:
            'Layer "pool1" is a maxPool2d and has no filters: the layers with filters are "conv1", "conv2", "dense1"',
        },
      ],
    });
  });
  it('asks for names when there is no convolution', () => {
    expect(infer({}, { input: [784], layers: [layers[4] as JsonObject] })).toMatchObject({
      problems: [
        { path: [], message: 'The model has no convolution: name some of its layers in "layers". It has "dense1"' },
      ],
    });
  });
});
