// The eager step of a network, each TensorFlow operation timed; see profile.mjs.
import { createInterface } from 'node:readline';
import { trainingOf } from './nets.mjs';

const { net, kind, batch, threads } = JSON.parse(process.argv[2]);
const { createStep } = await import('../dist/nn/step.js');
const { initialSlots } = await import('../dist/nn/optimizers/kind.js');
const { initialWeights } = await import('../dist/nn/initializers.js');
const { toTensors } = await import('../dist/nn/tensors.js');
const backend = kind === 'assay' ? await assay() : await composed();
const { tf } = backend;
const native = tf.findBackend('tensorflow');
const { binding } = native;

const { models, objective, optimizer } = await trainingOf(backend, net);
const step = createStep(backend, { objective, optimizer });
const weights = toTensors(backend, Object.assign({}, ...models.map((model) => initialWeights(model, 1))));
const state = { weights, slots: initialSlots(backend, optimizer, weights) };
const key = tf.tensor1d([1, 1], 'int32');
const x = backend.uniform([batch, 28, 28, 1], key);
const y = tf.tensor1d(
  Int32Array.from({ length: batch }, (_, index) => index % 10),
  'int32',
);
const rates = Object.fromEntries(Object.entries(optimizer.rates(0)).map(([name, rate]) => [name, tf.scalar(rate)]));

async function assay() {
  const { loadBackend } = await import('../dist/nn/backends/index.js');
  return loadBackend('tensorflow', { threads });
}

/** tfjs-node as it comes, with the same random numbers. */
async function composed() {
  const before = await import('../dist/nn/backends/composed-layers.js');
  const { opAttributes } = await import('../dist/nn/backends/native.js');
  process.env.TF_NUM_INTRAOP_THREADS = String(threads);
  process.env.TF_NUM_INTEROP_THREADS = String(threads);
  const util = (await import('node:util')).default;
  Object.assign(util, { isNullOrUndefined: (value) => value === null || value === undefined, isArray: Array.isArray });
  await import('@tensorflow/tfjs-node');
  const plain = await import('@tensorflow/tfjs-core');
  const uniform = (shape, random) => {
    const own = plain.findBackend('tensorflow');
    const attributes = opAttributes(own.binding, { dtype: 1, T: 3, Tseed: 3 });
    return plain.tidy(() =>
      own.executeSingleOutput('StatelessRandomUniform', attributes, [plain.tensor1d(shape, 'int32'), random]),
    );
  };
  const normal = (shape) => plain.randomNormal(shape);
  return { name: 'tensorflow', tf: plain, uniform, normal, layers: before.composedLayers(plain, uniform) };
}

/** Of each operation the least time that a step has spent in it, over some steps, and how often it is called. */
function profile(steps) {
  const operations = {};
  for (let done = 0; done < steps; done += 1) {
    const spent = {};
    const executeOp = (op, ...rest) => {
      const began = performance.now();
      const outputs = binding.executeOp(op, ...rest);
      const entry = (spent[op] ??= { ms: 0, calls: 0 });
      entry.ms += performance.now() - began;
      entry.calls += 1;
      return outputs;
    };
    native.binding = Object.create(binding, { executeOp: { value: executeOp } });
    tf.tidy(() => void step({ ...state, batch: { x, y }, key, rates }));
    native.binding = binding;
    for (const [op, { ms, calls }] of Object.entries(spent)) {
      operations[op] = { ms: Math.min(ms, operations[op]?.ms ?? Infinity), calls };
    }
  }
  return { operations };
}

profile(2);
console.log('{}');
for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(profile(JSON.parse(line).steps)));
}
process.exit(0);
