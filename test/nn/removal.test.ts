import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HostTensor, HostTensors } from '../../nn/initializers.ts';
import type { ModelSpec } from '../../nn/model.ts';
import type { LayerSpec } from '../../nn/layers/index.ts';
import { resolveModel } from '../../nn/model.ts';
import { randomOf } from '../../nn/random.ts';
import { filterRows, keepFilters, mergeFilters, seamOf, whyNoMerge, withFilters } from '../../nn/removal.ts';
import type { Network, Seam } from '../../nn/removal.ts';
import { inferShapes, sizeOf } from '../../nn/shapes.ts';
import { naiveForward } from './naive.ts';
import type { Naive } from './naive.ts';

/** A network with pools, dropout, separate activations and flattening between its layers. */
const SPEC: ModelSpec = {
  input: [8, 8, 1],
  layers: [
    { conv2d: { name: 'first', filters: 4, kernel: 3, activation: 'relu' } },
    { conv2d: { name: 'second', filters: 5, kernel: 2, padding: 'same' } },
    { maxPool2d: { size: 2 } },
    { activation: { kind: 'leakyRelu' } },
    { dropout: { rate: 0.3 } },
    { flatten: {} },
    { dense: { name: 'hidden', units: 6, activation: 'relu', useBias: false } },
    { dense: { name: 'last', units: 3, activation: 'softmax' } },
  ],
};

function networkOf(spec: ModelSpec, seed: number): Network {
  const model = resolveModel(spec);
  const random = randomOf(seed, 'weights');
  const weights: Record<string, HostTensor> = {};
  for (const { layer, weights: wanted } of inferShapes(model).layers) {
    for (const { part, shape } of wanted) {
      const data = Float32Array.from({ length: sizeOf(shape) }, () => 2 * random.uniform() - 1);
      weights[`${layer.name}.${part}`] = { shape, data };
    }
  }
  return { model, weights };
}

function seamAt({ model }: Network, layer: string): Seam {
  const seam = seamOf(model, layer);
  if ('message' in seam) throw new Error(seam.message);
  return seam;
}

/** The logits for some random images, by plain loops in float64. */
function outputs({ model, weights }: Network): number[] {
  const random = randomOf(99, 'images');
  const images = 3;
  const shape = [images, ...model.input];
  const x: Naive = { shape, data: Float64Array.from({ length: sizeOf(shape) }, () => random.uniform()) };
  return Array.from(naiveForward(model, naive(weights), x).data);
}

function naive(weights: HostTensors): Readonly<Record<string, Naive>> {
  return Object.fromEntries(
    Object.entries(weights).map(([name, { shape, data }]) => [name, { shape, data: Float64Array.from(data) }]),
  );
}

/** The whole network with the weights zero by which the next layer reads some filters; `[places, channels, outputs]`. */
function unread({ model, weights }: Network, { reader, filters }: Seam, gone: readonly number[]): Network {
  const name = `${reader.name}.kernel`;
  const { shape, data } = weights[name] as HostTensor;
  const wide = shape.at(-1) ?? 1;
  const zeroed = data.map((weight, at) => (gone.includes(Math.floor(at / wide) % filters) ? 0 : weight));
  return { model, weights: { ...weights, [name]: { shape, data: zeroed } } };
}

function expectClose(found: readonly number[], wanted: readonly number[]): void {
  expect(found).toHaveLength(wanted.length);
  for (const [at, value] of found.entries()) expect(value).toBeCloseTo(wanted[at] ?? Number.NaN, 4);
}

describe('keepFilters()', () => {
  it('gives what the whole network gives when nothing reads the filters that are gone', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.constantFrom('first', 'second', 'hidden'),
        fc.subarray([0, 1, 2, 3], { minLength: 1 }),
        (seed, layer, kept) => {
          const network = networkOf(SPEC, seed);
          const seam = seamAt(network, layer);
          const gone = Array.from({ length: seam.filters }, (_, filter) => filter).filter((f) => !kept.includes(f));
          expectClose(outputs(keepFilters(network, seam, kept)), outputs(unread(network, seam, gone)));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('gives the same whatever the order of the filters', () => {
    const network = networkOf(SPEC, 3);
    const seam = seamAt(network, 'second');
    expectClose(outputs(keepFilters(network, seam, [4, 1, 0, 3, 2])), outputs(network));
  });

  it('makes the network smaller: parameters and multiply-adds counted by hand', () => {
    const network = networkOf(SPEC, 1);
    const smaller = keepFilters(network, seamAt(network, 'second'), [0, 2]);
    const { parameters, macs } = inferShapes(smaller.model);
    // first: 3·3·1·4 + 4; second: 2·2·4·2 + 2; hidden: 3·3·2·6; last: 6·3 + 3.
    expect(parameters).toBe(40 + 34 + 108 + 21);
    // 6·6·9·4, 6·6·16·2, 18·6, 6·3.
    expect(macs).toBe(1296 + 1152 + 108 + 18);
    const numbers = Object.values(smaller.weights).reduce((sum, { data }) => sum + data.length, 0);
    expect(numbers).toBe(parameters);
    expect(Object.keys(smaller.weights)).toEqual(Object.keys(network.weights));
    expect(withFilters(network.model, seamAt(network, 'second'), 2)).toEqual(smaller.model);
  });
});

describe('mergeFilters()', () => {
  /** The network with filter 2 a multiple of filter 1, bias included. */
  function withTwins(network: Network, seam: Seam, factor: number): Network {
    const weights: Record<string, HostTensor> = { ...network.weights };
    for (const part of ['kernel', 'bias']) {
      const name = `${seam.layer.name}.${part}`;
      const weight = weights[name];
      if (weight === undefined) continue;
      const data = weight.data.map((own, at) =>
        at % seam.filters === 2 ? factor * (weight.data[at - 1] ?? Number.NaN) : own,
      );
      weights[name] = { shape: weight.shape, data };
    }
    return { ...network, weights };
  }

  it('leaves all outputs as they are when one filter is a positive multiple of the other', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.constantFrom('first', 'second', 'hidden'),
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        fc.boolean(),
        (seed, layer, factor, turned) => {
          const plain = networkOf(SPEC, seed);
          const seam = seamAt(plain, layer);
          const network = withTwins(plain, seam, factor);
          const [into, from] = turned ? [2, 1] : [1, 2];
          const merged = mergeFilters(network, seam, { into, from });
          const kept = Array.from({ length: seam.filters }, (_, filter) => filter).filter((filter) => filter !== from);
          expectClose(outputs(keepFilters(merged, seam, kept)), outputs(network));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('gives the kernel, bias and reading weights of its formula', () => {
    const spec: ModelSpec = {
      input: [1, 1, 2],
      layers: [
        { flatten: {} },
        { dense: { name: 'a', units: 2, activation: 'relu' } },
        { dense: { name: 'b', units: 1 } },
      ],
    };
    const network: Network = {
      model: resolveModel(spec),
      weights: {
        'a.kernel': { shape: [2, 2], data: Float32Array.of(3, 0, 0, 4) }, // w1 = (3, 0), w2 = (0, 4)
        'a.bias': { shape: [2], data: Float32Array.of(1, 2) },
        'b.kernel': { shape: [2, 1], data: Float32Array.of(5, 10) },
        'b.bias': { shape: [1], data: Float32Array.of(0) },
      },
    };
    const seam = seamAt(network, 'a');
    const { weights } = keepFilters(mergeFilters(network, seam, { into: 1, from: 0 }), seam, [1]);
    // N = 5; 3·w1 + 4·w2 = (9, 16) of length √337.
    const scale = 5 / Math.sqrt(337);
    expect(weights['a.kernel']?.data[0]).toBeCloseTo(9 * scale, 5);
    expect(weights['a.kernel']?.data[1]).toBeCloseTo(16 * scale, 5);
    expect(weights['a.bias']?.data[0]).toBeCloseTo((3 * 1 + 4 * 2) / 5, 6);
    expect(weights['b.kernel']?.data[0]).toBeCloseTo((3 * 5 + 4 * 10) / 5, 6);
  });

  it('takes the direction of the filter that stays where there is none in the middle', () => {
    const network = networkOf(SPEC, 4);
    const seam = seamAt(network, 'first');
    const opposite = withTwins(network, seam, -1);
    const rows = filterRows(mergeFilters(opposite, seam, { into: 1, from: 2 }).weights['first.kernel'] as HostTensor);
    const before = filterRows(opposite.weights['first.kernel'] as HostTensor);
    for (let at = 9; at < 18; at += 1) expect(rows[at]).toBeCloseTo(Math.SQRT2 * (before[at] ?? Number.NaN), 5);
    expect(rows.every(Number.isFinite)).toBe(true);
  });
});

describe('seamOf()', () => {
  const { model } = networkOf(SPEC, 1);
  it('finds the layer that reads the filters, and all activations on the way', () => {
    expect(seamAt(networkOf(SPEC, 1), 'second')).toMatchObject({
      reader: { name: 'hidden' },
      filters: 5,
      outlet: 'activation1',
      activations: ['linear', 'linear', 'leakyRelu', 'linear', 'linear'],
    });
    expect(seamAt(networkOf(SPEC, 1), 'first')).toMatchObject({ reader: { name: 'second' }, outlet: 'first' });
  });

  it.each([
    ['last', 'Layer "last" is the last one with weights: its outputs are the classes, so none can go'],
    [
      'pool1',
      'Layer "pool1" is a maxPool2d and has no filters: the layers with filters are "first", "second", "hidden", "last"',
    ],
    ['third', 'Unknown layer "third": the layers with filters are "first", "second", "hidden", "last"'],
  ])('refuses %s', (name, message) => {
    expect(seamOf(model, name)).toEqual({ message });
  });

  it.each<[string, LayerSpec[], string]>([
    ['itself', [], 'it feeds 2 layers, "b", "add1"'],
    ['through a pool', [{ maxPool2d: { size: 1 } }], '"pool1" after it feeds 2 layers, "b", "add1"'],
  ])('refuses a layer that feeds two others, %s', (_, between, who) => {
    const model = resolveModel({
      input: [4, 4, 1],
      layers: [
        { conv2d: { name: 'a', filters: 2, kernel: 1 } },
        ...between,
        { conv2d: { name: 'b', filters: 2, kernel: 1 } },
        { add: { from: ['b', between.length === 0 ? 'a' : 'pool1'] } },
        { flatten: {} },
        { dense: { units: 2 } },
      ],
    });
    const rest = 'and a filter is taken out of the one layer that reads it';
    expect(seamOf(model, 'a')).toEqual({ message: `Cannot take filters out of "a": ${who}, ${rest}` });
    expect(seamOf(model, 'b')).toEqual({
      message: 'Cannot take filters out of "b": the add "add1" after it may mix its channels',
    });
  });

  it('refuses a layer before a batch norm, whose weights it would have to take out', () => {
    const layers: LayerSpec[] = [{ flatten: {} }, { dense: { units: 3 } }, { batchNorm: {} }, { dense: { units: 2 } }];
    expect(seamOf(resolveModel({ input: [1, 1, 2], layers }), 'dense1')).toEqual({
      message:
        'Cannot take filters out of "dense1": the batchNorm "norm1" after it has weights for each channel, which cannot be taken out yet',
    });
  });

  it('looks through layers that keep channels apart', () => {
    const layers: LayerSpec[] = [
      { conv2d: { filters: 3, kernel: 3 } },
      { zeroPad2d: {} },
      { upSample2d: {} },
      { globalAvgPool2d: {} },
      { dense: { name: 'head', units: 2 } },
    ];
    expect(seamOf(resolveModel({ input: [4, 4, 1], layers }), 'conv1')).toMatchObject({ reader: { name: 'head' } });
  });

  it('refuses a softmax, which relates each output to all others', () => {
    const layers = [{ flatten: {} }, { dense: { units: 3, activation: 'softmax' as const } }, { dense: { units: 2 } }];
    expect(seamOf(resolveModel({ input: [1, 1, 2], layers }), 'dense1')).toEqual({
      message: 'Cannot take filters out of "dense1": softmax relates each of its outputs to all others',
    });
  });
});

describe('whyNoMerge()', () => {
  const seamWith = (own: 'relu' | 'tanh' | 'linear', after: 'leakyRelu' | 'sigmoid'): Seam =>
    seamAt(
      networkOf(
        {
          input: [2, 2, 1],
          layers: [
            { conv2d: { filters: 2, kernel: 1, activation: own } },
            { activation: { kind: after } },
            { flatten: {} },
            { dense: { units: 2 } },
          ],
        },
        1,
      ),
      'conv1',
    );
  it('allows relu, leakyRelu and linear, which are positively homogeneous', () => {
    expect(whyNoMerge(seamWith('relu', 'leakyRelu'))).toBeUndefined();
    expect(whyNoMerge(seamWith('linear', 'leakyRelu'))).toBeUndefined();
  });

  it('names the activation that is not, wherever it stands before the next layer', () => {
    expect(whyNoMerge(seamWith('tanh', 'leakyRelu'))).toMatch(/^Cannot merge filters of "conv1": tanh of s times/);
    expect(whyNoMerge(seamWith('relu', 'sigmoid'))).toMatch(/^Cannot merge filters of "conv1": sigmoid of s times/);
  });
});
