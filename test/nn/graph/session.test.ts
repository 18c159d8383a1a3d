import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { loadBackend } from '../../../nn/backends/index.ts';
import { FLOAT, INT32, nativeBackend } from '../../../nn/backends/native.ts';
import { constant, nodeOf, placeholder } from '../../../nn/graph/graph.ts';
import type { GraphNode } from '../../../nn/graph/graph.ts';
import { openSession } from '../../../nn/graph/session.ts';

/** Number of TensorFlow's data type `DT_BOOL` in types.proto. */
const BOOL = 10;

const floats = (...values: number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);

// Every kind of attribute that a graph can carry is in here.
const NODES: GraphNode[] = [
  placeholder('x', FLOAT, [1, 2, 2, 1]),
  constant('kernel', { dtype: FLOAT, shape: [1, 1, 1, 1], bytes: floats(3) }),
  {
    name: 'conv',
    op: 'Conv2D',
    inputs: ['x:0', 'kernel:0'],
    attributes: {
      T: { type: FLOAT },
      strides: { ints: [1, 1, 1, 1] },
      dilations: { ints: [1, 1, 1, 1] },
      padding: { text: 'VALID' },
      data_format: { text: 'NHWC' },
      use_cudnn_on_gpu: { bool: true },
    },
  },
  { name: 'leaky', op: 'LeakyRelu', inputs: ['conv:0'], attributes: { T: { type: FLOAT }, alpha: { float: 0.5 } } },
  {
    name: 'rows',
    op: 'Unpack',
    inputs: ['leaky:0'],
    attributes: { num: { int: 2 }, T: { type: FLOAT }, axis: { int: 1 } },
  },
];

test('openSession() computes what its nodes say', async () => {
  const backend = await loadBackend('tensorflow', { threads: 2 });
  const { binding } = nativeBackend(backend.tf);
  const folders = readdirSync(tmpdir()).length;
  const session = openSession(backend, NODES);
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith('assay-graph-')).length).toBeLessThanOrEqual(folders);
  const x = binding.createTensor([1, 2, 2, 1], FLOAT, Float32Array.of(1, -2, 3, -4));
  const results = session.run(new Map([['x:0', x]]), ['rows:0', 'rows:1']);
  expect(results.map(({ shape, dtype }) => ({ shape, dtype }))).toEqual([
    { shape: [1, 2, 1], dtype: FLOAT },
    { shape: [1, 2, 1], dtype: FLOAT },
  ]);
  expect(results.map(({ id }) => [...binding.tensorDataSync(id)])).toEqual([
    [3, -3],
    [9, -6],
  ]);
  for (const { id } of results) binding.deleteTensor(id);
  binding.deleteTensor(x);
  session.close();
  expect(() => session.run(new Map(), ['rows:0'])).toThrow('SavedModel ID not found');
});

test('openSession() carries constants of other types', async () => {
  const backend = await loadBackend('tensorflow', { threads: 2 });
  const { binding } = nativeBackend(backend.tf);
  const session = openSession(backend, [
    constant('ints', { dtype: INT32, shape: [2], bytes: new Uint8Array(Int32Array.of(-7, 2 ** 30).buffer) }),
    constant('bools', { dtype: BOOL, shape: [2], bytes: Uint8Array.of(1, 0) }),
    { name: 'i', op: 'Identity', inputs: ['ints:0', '^bools'], attributes: { T: { type: INT32 } } },
  ]);
  const results = session.run(new Map(), ['i:0', 'bools:0']);
  expect(results.map(({ id }) => [...binding.tensorDataSync(id)])).toEqual([
    [-7, 2 ** 30],
    [1, 0],
  ]);
  for (const { id } of results) binding.deleteTensor(id);
  session.close();
});

test('openSession() says what is wrong with a graph', async () => {
  const backend = await loadBackend('tensorflow', { threads: 2 });
  const wrong = { name: 'y', op: 'NoSuchOperation', inputs: [], attributes: {} };
  expect(() => openSession(backend, [wrong])).toThrow(/NoSuchOperation/);
});

test('nodeOf() is the name before the output, without the mark of order', () => {
  expect(['a/b:0', '^a/b', 'a:12', 'a'].map(nodeOf)).toEqual(['a/b', 'a/b', 'a', 'a']);
});
