import { expect, test } from 'vitest';
import type { LayerSpec } from '../../nn/layers/index.ts';
import { resolveModel } from '../../nn/model.ts';
import { inferShapes } from '../../nn/shapes.ts';

const relu: LayerSpec = { activation: { kind: 'relu' } };
const conv = (name: string): LayerSpec => ({ conv2d: { name, filters: 2, kernel: 3, padding: 'same' } });

function wired(layers: LayerSpec[]): unknown[] {
  const model = resolveModel({ input: [4, 4, 2], layers });
  expect(inferShapes(model).problems).toEqual([]);
  return model.layers.map(({ name, from }) => (from === undefined ? name : [name, from]));
}

test('resolveModel() numbers the names of a repeat, and goes on counting the automatic ones', () => {
  expect(wired([conv('stem'), { repeat: { times: 2, layers: [conv('a'), relu] } }, relu])).toEqual([
    'stem',
    'a-1',
    'activation1',
    'a-2',
    'activation2',
    'activation3',
  ]);
});

test('in a repeat, input is what the round is given, and a name is that of the round', () => {
  const block: LayerSpec[] = [conv('a'), relu, conv('b'), { add: { name: 'sum', from: ['b', 'input'] } }];
  expect(wired([{ repeat: { times: 2, layers: block } }])).toEqual([
    'a-1',
    'activation1',
    'b-1',
    ['sum-1', ['b-1', 'input']],
    'a-2',
    'activation2',
    'b-2',
    ['sum-2', ['b-2', 'sum-1']],
  ]);
});

test('a name from outside a repeat means the same in each round, and repeats inside repeats are numbered twice', () => {
  const inner: LayerSpec = { repeat: { times: 2, layers: [conv('c'), { add: { from: ['c', 'p', 'stem'] } }] } };
  expect(wired([conv('stem'), { repeat: { times: 2, layers: [conv('p'), inner] } }])).toEqual([
    'stem',
    'p-1',
    'c-1-1',
    ['add1', ['c-1-1', 'p-1', 'stem']],
    'c-1-2',
    ['add2', ['c-1-2', 'p-1', 'stem']],
    'p-2',
    'c-2-1',
    ['add3', ['c-2-1', 'p-2', 'stem']],
    'c-2-2',
    ['add4', ['c-2-2', 'p-2', 'stem']],
  ]);
});
