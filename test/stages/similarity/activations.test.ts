import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { activationOf, filtersOf, resolveModel } from '../../../nn/model.ts';
import type { LayerSpec } from '../../../nn/layers/index.ts';
import { run as extract } from '../../../stages/extract-filters/run.ts';
import { readSafetensors, tensorAt, writeSafetensors } from '../../../stages/formats/safetensors.ts';
import type { Tensor } from '../../../stages/formats/safetensors.ts';
import { readTable } from '../../../stages/formats/csv.ts';
import type { Volume } from '../../../nn/volume.ts';
import { correlationsOf, rankCorrelation, responses } from '../../../stages/similarity/correlation.ts';
import { takePatches } from '../../../stages/similarity/patches.ts';
import type { FilterLayer } from '../../../stages/similarity/patches.ts';
import type { SimilarityReport } from '../../../stages/formats/similarity-report.ts';
import { run } from '../../../stages/similarity/run.ts';
import type { SimilarityParams } from '../../../stages/similarity/params.ts';
import { contextOf, withFolder } from '../../helpers/alone.ts';
import { normalFilters, uniforms } from '../statistics/random.ts';
import { atOnce } from '../../../engine/core/slices.ts';

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function pearson(a: readonly number[], b: readonly number[]): number {
  const covariance = (x: readonly number[], y: readonly number[]): number =>
    mean(x.map((value, i) => (value - mean(x)) * ((y[i] ?? NaN) - mean(y))));
  return covariance(a, b) / Math.sqrt(covariance(a, a) * covariance(b, b));
}

function imageOf(height: number, width: number, channels: number, seed: number): Volume {
  const data = Float64Array.from(normalFilters(1, height * width * channels, uniforms(seed)));
  return { height, width, channels, data };
}

function convolution(spec: LayerSpec, input: readonly [number, number, number]): FilterLayer {
  const model = resolveModel({ input, layers: [spec] });
  const [layer] = model.layers;
  const filters = filtersOf(model, layer);
  if (layer === undefined || filters === undefined) throw new Error('no filters');
  return { name: layer.name, filters, activation: activationOf(model, layer) };
}

describe('takePatches()', () => {
  it.each([
    ['valid', 1],
    ['same', 1],
    ['valid', 2],
    ['same', 2],
  ] as const)('takes every window, %s padding, strides of %i', (padding, strides) => {
    const image = imageOf(5, 6, 2, 1);
    const layer = convolution({ conv2d: { filters: 1, kernel: [2, 3], padding, strides } }, [5, 6, 2]);
    const { values, count, dimension } = takePatches(layer, [image], { limit: 1000, seed: 1 });
    expect(dimension).toBe(12);
    // Where a window starts, from the sizes that TensorFlow documents.
    const starts = (size: number, window: number): number[] => {
      if (padding === 'valid')
        return Array.from({ length: Math.floor((size - window) / strides) + 1 }, (_, i) => i * strides);
      const places = Math.ceil(size / strides);
      const before = Math.floor(Math.max((places - 1) * strides + window - size, 0) / 2);
      return Array.from({ length: places }, (_, i) => i * strides - before);
    };
    const expected = starts(5, 2).flatMap((top) =>
      starts(6, 3).map((left) =>
        Array.from({ length: 12 }, (_, at) => {
          const [y, x, channel] = [top + Math.floor(at / 6), left + (Math.floor(at / 2) % 3), at % 2];
          const inside = y >= 0 && y < 5 && x >= 0 && x < 6;
          return inside ? (image.data[(y * 6 + x) * 2 + channel] ?? NaN) : 0;
        }),
      ),
    );
    expect(count).toBe(expected.length);
    expect([...values]).toEqual(expected.flat());
  });

  it('takes different windows of each image where there are more than the limit', () => {
    const images = [1, 2, 3].map((seed) => imageOf(10, 10, 1, seed));
    const layer = convolution({ conv2d: { filters: 1, kernel: 3 } }, [10, 10, 1]);
    const { values, count } = takePatches(layer, images, { limit: 60, seed: 1 });
    expect(count).toBe(60);
    const texts = Array.from({ length: 60 }, (_, patch) => values.subarray(patch * 9, patch * 9 + 9).join());
    expect(new Set(texts).size).toBe(60);
    const all = takePatches(layer, images, { limit: 1000, seed: 1 });
    const known = Array.from({ length: all.count }, (_, patch) => all.values.subarray(patch * 9, patch * 9 + 9).join());
    for (const [index, text] of texts.entries()) {
      expect(Math.floor(known.indexOf(text) / 64)).toBe(Math.floor(index / 20)); // of its own image
    }
    expect(takePatches(layer, images, { limit: 60, seed: 1 })).toEqual({ values, count, dimension: 9 });
  });

  it('takes an image as one window of a dense layer', () => {
    const images = [imageOf(2, 2, 3, 1), imageOf(2, 2, 3, 2)];
    const layer = convolution({ dense: { units: 4 } }, [2, 2, 3]);
    const { values, count, dimension } = takePatches(layer, images, { limit: 10, seed: 1 });
    expect([count, dimension]).toEqual([2, 12]);
    expect([...values]).toEqual(images.flatMap(({ data }) => [...data]));
  });
});

describe('correlationsOf() the responses()', () => {
  it('is wᵢᵀ Σ wⱼ / √(wᵢᵀ Σ wᵢ · wⱼᵀ Σ wⱼ), Σ the covariance of the patches', () => {
    const [patches, d, n] = [50, 4, 3];
    const values = Float64Array.from(normalFilters(patches, d, uniforms(5)), (value, at) => value + (at % d) * 0.3);
    const rows = Float64Array.from(normalFilters(n, d, uniforms(6)));
    const found = atOnce(
      correlationsOf(
        atOnce(responses({ values, count: patches, dimension: d }, { rows, bias: [1, -2, 3], count: n })),
        n,
      ),
    );
    const column = (k: number): number[] => Array.from({ length: patches }, (_, p) => values[p * d + k] ?? NaN);
    const sigma = (k: number, l: number): number =>
      mean(column(k).map((value, p) => (value - mean(column(k))) * ((column(l)[p] ?? NaN) - mean(column(l)))));
    const form = (i: number, j: number): number => {
      let sum = 0;
      for (let k = 0; k < d; k++) {
        for (let l = 0; l < d; l++) sum += (rows[i * d + k] ?? NaN) * sigma(k, l) * (rows[j * d + l] ?? NaN);
      }
      return sum;
    };
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        expect(found[i * n + j]).toBeCloseTo(form(i, j) / Math.sqrt(form(i, i) * form(j, j)), 12);
      }
    }
  });

  it('gives the closed form for Gaussian responses after ReLU (SCIENCE 6-A3)', () => {
    const samples = 200_000;
    const [x, y] = [normalFilters(1, samples, uniforms(1)), normalFilters(1, samples, uniforms(2))];
    for (const [rho, expected] of [
      [0.5, 0.426],
      [0.8, 0.746],
      [-1, -0.467],
    ] as const) {
      const both = Float64Array.from({ length: 2 * samples }, (_, at) => {
        const i = at % samples;
        const value = at < samples ? x[i] : rho * (x[i] ?? 0) + Math.sqrt(1 - rho * rho) * (y[i] ?? 0);
        return Math.max(0, value ?? 0);
      });
      expect(Math.abs((atOnce(correlationsOf(both, 2))[1] ?? NaN) - expected)).toBeLessThan(0.01);
    }
  });
});

describe('rankCorrelation()', () => {
  const ranked = (a: readonly number[], b: readonly number[]): number | null =>
    atOnce(rankCorrelation(Float64Array.from(a), Float64Array.from(b)));

  it('is the correlation of the ranks, ties at their mean', () => {
    expect(ranked([1, 5, 9, 10], [2, 30, 400, 4000])).toBeCloseTo(1, 12);
    expect(ranked([1, 2, 3], [9, 4, 1])).toBeCloseTo(-1, 12);
    // ranks 0.5 0.5 2 3 and 1 0 2.5 2.5
    expect(ranked([1, 1, 2, 3], [5, 4, 7, 7])).toBeCloseTo(pearson([0.5, 0.5, 2, 3], [1, 0, 2.5, 2.5]), 12);
    expect(ranked([1, 1], [2, 3])).toBeNull();
    expect(ranked([1], [2])).toBeNull();
  });

  it('ranks lists that are sorted in several runs, with ties across them', () => {
    const uniform = uniforms(5);
    const values = Array.from({ length: 300_000 }, () => Math.floor(uniform() * 1000));
    // A function that only grows, and one that only falls: of all ranks, tied or not.
    expect(
      ranked(
        values,
        values.map((value) => value ** 3 + 1),
      ),
    ).toBeCloseTo(1, 12);
    expect(
      ranked(
        values,
        values.map((value) => -Math.sqrt(value)),
      ),
    ).toBeCloseTo(-1, 12);
  });
});

const PARAMS: SimilarityParams = {
  thresholds: [0.5],
  layerThresholds: {},
  snapshots: ['final', 'initial'],
  nulls: ['isotropic'],
  nullDraws: 20,
  center: 'none',
  upTo: [],
  smallNorm: 0.1,
  probe: { split: 'test', images: 3 },
};
const SIZE = 7;

/** Two convolutions; filter 2 of the first one is dead: its weights and its bias are negative, and pixels are not. */
async function writeInputs(folder: string): Promise<{ filters: string; model: string; data: string }> {
  const model = resolveModel({
    input: [SIZE, SIZE, 1],
    layers: [
      { conv2d: { filters: 5, kernel: 3, activation: 'relu', padding: 'same' } },
      { maxPool2d: {} },
      { conv2d: { filters: 4, kernel: 2, activation: 'relu' } },
    ],
  });
  const tensors: Record<string, Tensor> = {};
  for (const [index, snapshot] of (['initial', 'final'] as const).entries()) {
    const kernel = normalFilters(9, 5, uniforms(10 + index));
    for (let weight = 0; weight < 9; weight++) {
      kernel[weight * 5 + 1] = 2 * (kernel[weight * 5] ?? 0); // filter 1 is twice filter 0
      if (snapshot === 'final') kernel[weight * 5 + 2] = -1 - weight;
    }
    const second = normalFilters(20, 4, uniforms(20 + index));
    tensors[`${snapshot}/conv1.kernel`] = { dtype: 'F32', shape: [3, 3, 1, 5], data: kernel };
    tensors[`${snapshot}/conv1.bias`] = { dtype: 'F32', shape: [5], data: Float32Array.of(0.1, 0.2, -0.5, 0, 2) };
    tensors[`${snapshot}/conv2.kernel`] = { dtype: 'F32', shape: [2, 2, 5, 4], data: second };
    tensors[`${snapshot}/conv2.bias`] = { dtype: 'F32', shape: [4], data: Float32Array.of(5, 6, 5, 5) };
  }
  await writeSafetensors(join(folder, 'model'), tensors, { model: JSON.stringify(model) });
  await extract(contextOf(folder, {}, { model: join(folder, 'model') }));
  const random = uniforms(30);
  const images = Uint8Array.from({ length: 5 * SIZE * SIZE }, () => Math.floor(256 * random()));
  await writeSafetensors(
    join(folder, 'data'),
    {
      'test.images': { dtype: 'U8', shape: [5, SIZE, SIZE, 1], data: images },
      'test.labels': { dtype: 'U8', shape: [5], data: new Uint8Array(5) },
      'train.images': { dtype: 'U8', shape: [0, SIZE, SIZE, 1], data: new Uint8Array() },
    },
    { dataset: JSON.stringify({ name: 'noise', classes: 1, shape: [SIZE, SIZE, 1] }) },
  );
  return { filters: join(folder, 'filters'), model: join(folder, 'model'), data: join(folder, 'data') };
}

function reportIn(folder: string): SimilarityReport {
  return JSON.parse(readFileSync(join(folder, 'similarity'), 'utf8')) as SimilarityReport;
}

describe('similarity with model and data', () => {
  it('correlates the maps of the first layer as plain loops do', () =>
    withFolder(async (folder) => {
      const inputs = await writeInputs(folder);
      await run(contextOf(folder, PARAMS, inputs));
      const model = await readSafetensors(inputs.model);
      const kernel = tensorAt(model, 'final/conv1.kernel', 'F32').data;
      const images = tensorAt(await readSafetensors(inputs.data), 'test.images', 'U8').data;
      const bias = [0.1, 0.2, -0.5, 0, 2];
      const maps = bias.map((b, filter) => {
        const map: number[] = [];
        for (let image = 0; image < 3; image++) {
          for (let y = 0; y < SIZE; y++) {
            for (let x = 0; x < SIZE; x++) {
              let sum = b;
              for (let dy = -1; dy <= 1; dy++) {
                for (let dx = -1; dx <= 1; dx++) {
                  const inside = y + dy >= 0 && y + dy < SIZE && x + dx >= 0 && x + dx < SIZE;
                  const pixel = inside ? (images[(image * SIZE + y + dy) * SIZE + x + dx] ?? NaN) / 255 : 0;
                  sum += pixel * (kernel[((dy + 1) * 3 + dx + 1) * 5 + filter] ?? NaN);
                }
              }
              map.push(sum);
            }
          }
        }
        return map;
      });
      const matrix = await readSafetensors(join(folder, 'matrix'));
      const [pre, post] = (['pre', 'post'] as const).map((kind) => tensorAt(matrix, `conv1/final/${kind}`, 'F64').data);
      for (const [i, one] of maps.entries()) {
        for (const [j, other] of maps.entries()) {
          expect(pre?.[i * 5 + j]).toBeCloseTo(pearson(one, other), 8);
          const relu = (values: readonly number[]): number[] => values.map((value) => Math.max(value, 0));
          // Of a filter that is silent throughout there is no correlation: NaN here and there.
          const expected = pearson(relu(one), relu(other));
          expect(Number.isNaN(expected)).toBe(i === 2 || j === 2);
          const found = post?.[i * 5 + j] ?? Infinity;
          expect(Object.is(found, expected) ? 0 : Math.abs(found - expected)).toBeLessThan(1e-8);
        }
      }
    }));

  it('reports shares of high correlations, dead filters, and random filters beside them', () =>
    withFolder(async (folder) => {
      await run(contextOf(folder, PARAMS, await writeInputs(folder)));
      const [final, initial, deeper] = reportIn(folder).entries;
      expect(final?.activations).toMatchObject({ images: 3, patches: 3 * SIZE * SIZE, dead: [2], high: 0.5 });
      expect(initial?.activations?.dead).toEqual([]);
      const file = await readSafetensors(join(folder, 'matrix'));
      const above = (name: string, count: number, kept: (place: number) => boolean = () => true): number => {
        const { data } = tensorAt(file, name, 'F64');
        const places = Array.from(data.keys()).filter((at) => at % count > Math.floor(at / count) && kept(at));
        return places.filter((at) => (data[at] ?? 0) > 0.5).length / places.length;
      };
      const { data: cosines } = tensorAt(file, 'conv1/final', 'F64');
      const squares = (name: string, count: number): number => {
        const { data } = tensorAt(file, name, 'F64');
        const known = [...data.entries()].filter(
          ([at, value]) => at % count > Math.floor(at / count) && value === value,
        );
        return mean(known.map(([, value]) => value * value));
      };
      expect(final?.activations?.all).toEqual({
        pairs: 10,
        pre: above('conv1/final/pre', 5),
        post: above('conv1/final/post', 5),
        cka: expect.closeTo(squares('conv1/final/post', 5), 10) as number,
      });
      expect(final?.activations?.random).toEqual({
        pairs: 8128,
        pre: above('conv1/final/random-pre', 128),
        post: above('conv1/final/random-post', 128),
        cka: expect.closeTo(squares('conv1/final/random-post', 128), 10) as number,
      });
      expect(final?.activations?.similar[0]).toMatchObject({
        threshold: 0.5,
        pairs: final?.thresholds[0]?.pairs,
        pre: above('conv1/final/pre', 5, (at) => (cosines[at] ?? 0) > 0.5),
      });
      expect(deeper).toMatchObject({ layer: 'conv2', activations: { images: 3, patches: 3 * 4 } });
      expect((await readTable(join(folder, 'table'))).rows.map((row) => row['deadFilters'])).toEqual([
        '1',
        '0',
        '0',
        '0',
      ]);
      const [first] = (await readTable(join(folder, 'pairs'))).rows;
      expect(first).toMatchObject({ filter: '0', other: '1', cosine: '1' });
      expect(Number(first?.['preCorrelation'])).toBeCloseTo(1, 12);
    }));

  it('draws uncorrelated responses from random filters on noise, so few of them are high', () =>
    withFolder(async (folder) => {
      await run(contextOf(folder, PARAMS, await writeInputs(folder)));
      // Pixels are independent here, so a correlation is a cosine, and P(cos > ½) = 7.06 %; with 147 patches, roughly.
      expect(reportIn(folder).entries[0]?.activations?.random.pre).toBeGreaterThan(0.04);
      expect(reportIn(folder).entries[0]?.activations?.random.pre).toBeLessThan(0.13);
    }));

  it('refuses a split without images, and data that the model does not take', () =>
    withFolder(async (folder) => {
      const inputs = await writeInputs(folder);
      const probe = { split: 'train', images: 3 } as const;
      await expect(run(contextOf(folder, { ...PARAMS, probe }, inputs))).rejects.toThrow(
        'Cannot probe filters: split "train" of the dataset has no images',
      );
      const images: Tensor = { dtype: 'U8', shape: [1, 2, 2, 1], data: new Uint8Array(4) };
      await writeSafetensors(inputs.data, { 'test.images': images }, { dataset: '{}' });
      await expect(run(contextOf(folder, PARAMS, inputs))).rejects.toThrow(
        'The model takes images of 7 x 7 x 1, but the dataset has 2 x 2 x 1',
      );
    }));
});
