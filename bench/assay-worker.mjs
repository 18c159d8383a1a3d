// Assay as a contender, see training.mjs. Uses what `npm run build` has made.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { SGD, classifierOf, trainingOf } from './nets.mjs';

const { net, mode, batch, threads } = JSON.parse(process.argv[2]);
const { chooseBackend, loadBackend } = await import('../dist/nn/backends/index.js');
const convolution = mode === 'direct' ? 'direct' : 'auto';
const { facts } = chooseBackend({ backend: 'tensorflow', threads, convolution });
const backend = await loadBackend('tensorflow', { threads, facts });
const { tf } = backend;
const { createStep } = await import('../dist/nn/step.js');
const { initialSlots } = await import('../dist/nn/optimizers/kind.js');
const { initialWeights } = await import('../dist/nn/initializers.js');
const { toTensors } = await import('../dist/nn/tensors.js');
const { createEagerTrainer } = await import('../dist/nn/trainer.js');
const { createTracedTrainer } = await import('../dist/nn/graph/traced-trainer.js');
const { train } = await import('../dist/nn/train.js');
const { inferShapes } = await import('../dist/nn/shapes.js');

const COUNT = 8192;
const precision = mode === 'bfloat16' ? 'bfloat16' : 'float32';
const classifier = classifierOf(net);
if (classifier === undefined && precision !== 'float32') {
  console.error('autoencoders train in float32');
  process.exit(1);
}
const { models, objective, optimizer } = await trainingOf(backend, net, { precision });
const pixels = new Float32Array(COUNT * 784);
for (let index = 0; index < pixels.length; index += 1) pixels[index] = (index % 997) / 997;
const images = tf.tensor(pixels, [COUNT, 28, 28, 1]);
const labels = tf.tensor1d(
  Int32Array.from({ length: COUNT }, (_, index) => index % 10),
  'int32',
);
const options = {
  step: createStep(backend, { objective, optimizer }),
  optimizer,
  seed: 1,
  batch: (indices) => ({ x: tf.gather(images, indices), y: tf.gather(labels, indices) }),
};
const weights = toTensors(backend, Object.assign({}, ...models.map((model) => initialWeights(model, 1))));
const start = { weights, slots: initialSlots(backend, optimizer, weights) };
const updateOf = (update) => ({
  update,
  examples: Int32Array.from({ length: batch }, (_, index) => (update * batch + 7 * index) % COUNT),
});
const trainer =
  mode === 'eager'
    ? createEagerTrainer(backend, options, start)
    : await createTracedTrainer(backend, { ...options, samples: [updateOf(0)] }, start);
let update = 0;

/** As training does it: several updates a call where they are small. */
async function steps(count) {
  const { updatesPerCall } = trainer;
  const ms = [];
  for (let done = 0; done < count; done += updatesPerCall) {
    const updates = Array.from({ length: updatesPerCall }, (_, index) => updateOf(update + index));
    update += updatesPerCall;
    const began = performance.now();
    await trainer.advance(updates);
    ms.push((performance.now() - began) / updatesPerCall);
  }
  return { ms };
}

/** GFLOP/s of the best of some products of large matrices. */
function peak() {
  const size = 2048;
  const matrix = backend.uniform([size, size], tf.tensor1d([1, 1], 'int32'));
  const seconds = Array.from({ length: 5 }, () => {
    const began = performance.now();
    const product = tf.matMul(matrix, matrix);
    const taken = (performance.now() - began) / 1000;
    product.dispose();
    return taken;
  });
  matrix.dispose();
  return { gflops: (2 * size ** 3) / Math.min(...seconds) / 1e9 };
}

/** The arithmetic that a step needs: forward, gradient of the kernels, and of the inputs but for the first layer's. */
function work() {
  const layers = models.flatMap((model) => inferShapes(model).layers).filter(({ macs }) => macs > 0);
  const macs = layers.reduce((sum, layer, index) => sum + layer.macs * (index === 0 ? 2 : 3), 0);
  return { gflop: (2 * batch * macs) / 1e9 };
}

/** The second of two epochs: with shuffle, metrics and the evaluation of the validation images. */
async function epoch({ images: count, validation }) {
  trainer.close();
  const some = (length) => ({
    images: new Uint8Array(length * 784).map((_, index) => index % 251),
    labels: Uint8Array.from({ length }, (_, index) => index % 10),
  });
  const ends = [];
  const none = { images: new Uint8Array(), labels: new Uint8Array() };
  await train(backend, {
    model: classifier,
    optimizer: SGD,
    train: some(count),
    validation: some(validation),
    test: none,
    epochs: 2,
    batchSize: batch,
    trainEvaluation: 1,
    seed: 1,
    onEpoch: async () => void ends.push(performance.now()),
  });
  const peakKilobytes = Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
  return { seconds: (ends[2] - ends[1]) / 1000, peakMegabytes: Math.round(peakKilobytes / 1000) };
}

await steps(1);
console.log('{}');
for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line);
  let answer = {};
  if (question.steps) answer = await steps(question.steps);
  else if (question.peak) answer = peak();
  else if (question.work) answer = work();
  else if (question.epoch) answer = await epoch(question.epoch);
  console.log(JSON.stringify(answer));
}
process.exit(0);
