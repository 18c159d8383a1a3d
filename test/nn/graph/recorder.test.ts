import { beforeAll, beforeEach, afterEach, expect, test, vi } from 'vitest';
import type { Tensor } from '@tensorflow/tfjs-core';
import { loadBackend } from '../../../nn/backends/index.ts';
import type { Backend } from '../../../nn/backends/backend.ts';
import { FLOAT, nativeBackend, opAttributes } from '../../../nn/backends/native.ts';
import { nodeOf } from '../../../nn/graph/graph.ts';
import { NotRecordable, record } from '../../../nn/graph/recorder.ts';
import type { Recording } from '../../../nn/graph/recorder.ts';
import { openSession } from '../../../nn/graph/session.ts';

let backend: Backend;
let before = 0;
beforeAll(async () => {
  backend = await loadBackend('tensorflow', { threads: 2 });
});
beforeEach(() => {
  before = backend.tf.memory().numTensors;
});
afterEach(() => {
  // oxlint-disable-next-line vitest/no-standalone-expect -- holds for every test
  expect(backend.tf.memory().numTensors).toBe(before);
});

/** Runs what was recorded on other values of its inputs. */
function replay({ nodes, inputs, captured, outputs }: Recording, values: Readonly<Record<string, Tensor>>): number[][] {
  const native = nativeBackend(backend.tf);
  const placeholders = [...Object.values(inputs), ...captured.map(({ node }) => node)];
  const session = openSession(backend, [...placeholders, ...nodes]);
  const feeds = new Map(captured.map(({ id, node }) => [`${node.name}:0`, id]));
  for (const [name, value] of Object.entries(values)) {
    feeds.set(`input/${name}:0`, native.getInputTensorIds([value])[0] ?? -1);
  }
  const results = session.run(feeds, Object.values(outputs));
  const numbers = results.map(({ id }) => [...native.binding.tensorDataSync(id)]);
  for (const { id } of results) native.binding.deleteTensor(id);
  session.close();
  return numbers;
}

test('record() gives a graph that does the same to other inputs', () => {
  const { tf } = backend;
  const x = tf.tensor1d([1, 2, 3]);
  const run = (): { y: Tensor; sum: Tensor } =>
    tf.tidy(() => {
      const y = tf.add(tf.mul(x, 2), tf.tensor1d([10, 20, 30]));
      return { y, sum: tf.sum(y) };
    });
  const { results, recording } = record(backend, { inputs: { x }, run });
  expect([...(results['y']?.dataSync() ?? [])]).toEqual([12, 24, 36]);
  const other = tf.tensor1d([0, -1, 5]);
  expect(replay(recording, { x: other })).toEqual([[10, 18, 40], [68]]);
  expect(recording.captured).toEqual([]);
  expect(recording.nodes.map(({ op }) => op).filter((op) => op !== 'Const')).toEqual(['Mul', 'Add', 'Sum']);
  const names = new Set([...recording.nodes.map(({ name }) => name), 'input/x']);
  for (const node of recording.nodes) for (const input of node.inputs) expect(names).toContain(nodeOf(input));
  tf.dispose([x, other, results]);
});

test('record() captures tensors from outside, uploaded or not, and makes no constants of them', () => {
  const { tf } = backend;
  const x = tf.tensor1d([1, 2]);
  const used = tf.tensor1d([5, 6]);
  used.add(0).dispose(); // uploaded by that
  const unused = tf.tensor1d(Float32Array.from({ length: 1000 }, (_, index) => index));
  const { results, recording } = record(backend, {
    inputs: { x },
    run: () => tf.tidy(() => ({ y: tf.add(tf.mul(x, used), tf.sum(unused)) })),
  });
  expect(recording.captured.map(({ node }) => node.attributes['shape'])).toEqual([{ shape: [2] }, { shape: [1000] }]);
  const other = tf.tensor1d([3, 4]);
  expect(replay(recording, { x: other })).toEqual([[499_515, 499_524]]);
  tf.dispose([x, used, unused, other, results]);
});

test('record() gives an input back that is a result, too', () => {
  const { tf } = backend;
  const x = tf.tensor1d([1, 2]);
  const { results, recording } = record(backend, { inputs: { x }, run: () => ({ same: x.clone() }) });
  expect(recording.outputs).toEqual({ same: 'input/x:0' });
  tf.dispose([x, results]);
});

test.each([
  [
    'an unknown operation',
    'it uses the operation RandomUniform',
    () => {
      const native = nativeBackend(backend.tf);
      const shape = backend.tf.tensor1d([3], 'int32');
      const attributes = opAttributes(native.binding, { dtype: FLOAT, T: 3 });
      const y = native.executeSingleOutput('RandomUniform', attributes, [shape]);
      shape.dispose();
      return { y };
    },
  ],
  [
    'reading back',
    'it reads a tensor back to JavaScript',
    () => ({ y: backend.tf.tidy(() => backend.tf.add(1, backend.tf.ones([2]).mul(3).dataSync()[0] ?? 0)) }),
  ],
  [
    "random numbers of JavaScript's",
    'it makes a tensor [100] of values that differ, in JavaScript',
    () => ({ y: backend.tf.tidy(() => backend.tf.add(1, backend.tf.randomUniform([100], 0, 1, 'float32', 3))) }),
  ],
] as const)('record() refuses %s, and leaves nothing behind', (_, message, run) => {
  const { tf } = backend;
  const x = tf.tensor1d([1]);
  const { binding } = nativeBackend(tf);
  expect(() => record(backend, { inputs: { x }, run })).toThrow(new NotRecordable(message));
  x.dispose();
  expect(nativeBackend(tf).binding).toBe(binding);
});

test('record() refuses an attribute of a type it does not know', () => {
  const { tf } = backend;
  const native = nativeBackend(tf);
  const x = tf.tensor1d([1]);
  x.add(0).dispose();
  const [id = -1] = native.getInputTensorIds([x]);
  const execute = vi.fn(() => [{ id, shape: [1], dtype: FLOAT }]);
  const { binding } = native;
  native.binding = Object.create(binding, { executeOp: { value: execute } }) as typeof binding;
  try {
    const run = (): { y: Tensor } => {
      native.binding.executeOp('Neg', [{ name: 'f', type: 9, value: 'body' }], [id], 1);
      return { y: x.clone() };
    };
    expect(() => record(backend, { inputs: { x }, run })).toThrow(
      'attribute f of the operation Neg is of unknown type',
    );
    expect(execute).toHaveBeenCalledOnce();
  } finally {
    native.binding = binding;
  }
  x.dispose();
});

test('record() puts the binding back when the function throws', () => {
  const native = nativeBackend(backend.tf);
  const { binding } = native;
  const x = backend.tf.scalar(1);
  const run = (): never => {
    throw new Error('wrong shape');
  };
  expect(() => record(backend, { inputs: { x }, run })).toThrow('wrong shape');
  expect(native.binding).toBe(binding);
  expect(Object.hasOwn(native, 'getInputTensorIds') || Object.hasOwn(native, 'move')).toBe(false);
  x.dispose();
});
