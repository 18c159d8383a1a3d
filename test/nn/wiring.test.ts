import { describe, expect, test } from 'vitest';
import type { LayerSpec } from '../../nn/layers/index.ts';
import { resolveModel } from '../../nn/model.ts';
import { inferShapes, type ModelProblem } from '../../nn/shapes.ts';
import { neededFor, readersOf, wire } from '../../nn/wiring.ts';

const conv = (name: string, from?: string, filters = 2): LayerSpec => ({
  conv2d: { name, filters, kernel: 1, ...(from !== undefined && { from }) },
});

function problems(layers: LayerSpec[]): readonly ModelProblem[] {
  return inferShapes(resolveModel({ input: [4, 4, 1], layers })).problems;
}

describe('wire()', () => {
  const { layers } = resolveModel({
    input: [4, 4, 1],
    layers: [
      conv('a'),
      conv('b'),
      conv('c', 'a'),
      { add: { from: ['b', 'c'] } },
      { concat: { from: ['input', 'add1'] } },
    ],
  });
  const { inputs, faults } = wire(layers);

  test('leads a layer to the one before it, or to those that it names', () => {
    expect(inputs).toEqual([[-1], [0], [0], [1, 2], [-1, 3]]);
    expect(faults).toEqual([]);
  });

  test('readersOf() is the other direction, neededFor() all the way back', () => {
    expect(readersOf(inputs)).toEqual([[1, 2], [3], [3], [4], []]);
    expect(neededFor(2, inputs)).toEqual(new Set([0, 2]));
    expect(neededFor(3, inputs)).toEqual(new Set([0, 1, 2, 3]));
  });
});

describe('inferShapes() refuses', () => {
  test.each<[string, LayerSpec[], (string | number)[], string]>([
    [
      'a name that no layer has',
      [conv('a'), conv('b', 'aa')],
      ['layers', 1, 'conv2d', 'from'],
      `conv2d 'b' reads "aa", and no layer has that name`,
    ],
    [
      'a layer that reads itself',
      [conv('a'), conv('b', 'b')],
      ['layers', 1, 'conv2d', 'from'],
      `conv2d 'b' reads itself`,
    ],
    [
      'a circle',
      [conv('a'), { add: { name: 'sum', from: ['a', 'c'] } }, conv('b'), conv('c')],
      ['layers', 1, 'add', 'from'],
      'These layers read each other in a circle: sum -> b -> c -> sum. A network computes each layer once',
    ],
    [
      'a layer that comes later',
      [conv('a', 'b'), conv('b', 'input')],
      ['layers', 0, 'conv2d', 'from'],
      `conv2d 'a' reads "b", which comes after it: move "b" above it`,
    ],
    [
      'a layer that nobody reads',
      [conv('a'), conv('b'), conv('c', 'a')],
      ['layers', 1, 'conv2d'],
      `Nobody reads conv2d 'b': name it in "from" of a layer below it, or remove it`,
    ],
    [
      'two inputs of a layer that takes one',
      [conv('a'), conv('b'), { flatten: { from: ['a', 'b'] } }],
      ['layers', 2, 'flatten', 'from'],
      "flatten 'flatten1' takes one input, found 2: join them with add or concat, and read that",
    ],
    [
      'one input of a layer that joins',
      [conv('a'), { add: { from: 'a' } }],
      ['layers', 1, 'add', 'from'],
      "add 'add1' needs two inputs or more: write from: [a, b]",
    ],
    [
      'a sum of different shapes',
      [conv('a'), conv('b', 'a', 3), { add: { from: ['a', 'b'] } }],
      ['layers', 2, 'add', 'from'],
      `add 'add1' cannot join what it reads: "a" gives 4x4x2, "b" gives 4x4x3; what is added needs one shape`,
    ],
    [
      'channels of different sizes side by side',
      [conv('a'), { maxPool2d: {} }, { concat: { from: ['a', 'pool1'] } }],
      ['layers', 2, 'concat', 'from'],
      `concat 'concat1' cannot join what it reads: "a" gives 4x4x2, "pool1" gives 2x2x2; all but the channels, the last number, has to be the same`,
    ],
    [
      'a layer with the name of the image',
      [conv('input'), { add: { from: ['input', 'input'] } }],
      ['layers', 0, 'conv2d'],
      `conv2d 'input' has the name by which "from" means the image: rename it`,
    ],
    [
      'more layers than anybody computes',
      [{ repeat: { times: 1000, layers: [{ repeat: { times: 1000, layers: [{ flatten: {} }] } }] } }],
      ['layers'],
      'With its repeats, the model has more than 1000 layers',
    ],
  ])('%s', (_, layers, path, message) => {
    expect(problems(layers)).toContainEqual(expect.objectContaining({ path, message }));
  });

  test('a layer of a repeat once, at the place where it is written', () => {
    expect(problems([{ repeat: { times: 3, layers: [conv('a', 'b')] } }])).toEqual([
      expect.objectContaining({ path: ['layers', 0, 'repeat', 'layers', 0, 'conv2d', 'from'] }),
    ]);
  });

  test('an unknown name with those that it may stand for', () => {
    expect(problems([conv('stem'), conv('b', 'stm')])[0]?.guess).toEqual({ word: 'stm', among: ['input', 'stem'] });
  });
});
