// Measures what augmentation and optimizers cost: `npm run bench:augmentation`. The training step is that of the paper's network with
// 32 filters in both convolutions, as a graph, batch 128, on two threads; all trainers take turns in one process.
import { chooseBackend, loadBackend } from '../dist/nn/backends/index.js';
import { augmentedBatches } from '../dist/nn/augment/feed.js';
import { createTracedTrainer } from '../dist/nn/graph/traced-trainer.js';
import { initialWeights } from '../dist/nn/initializers.js';
import { createOptimizer } from '../dist/nn/optimizers/index.js';
import { initialSlots } from '../dist/nn/optimizers/kind.js';
import { createStep } from '../dist/nn/step.js';
import { toTensors } from '../dist/nn/tensors.js';
import { classification } from '../dist/nn/train.js';
import { classifierOf, SGD } from './nets.mjs';
import { median } from './statistics.mjs';

const [COUNT, BATCH, ROUNDS, STEPS] = [4096, 128, 9, 6];
const SOME = { shift: { pixels: 2 }, rotate: { degrees: 10 }, scale: { factor: 1.1 }, shear: { degrees: 5 } };
const AUGMENTED = {
  'shift, rotate, scale, shear': { augment: SOME },
  elastic: { augment: { elastic: { pixels: 1.5 } } },
  noise: { augment: { noise: { deviation: 0.1 } } },
  'contrast, cutout': { augment: { contrast: { factor: 1.5 }, cutout: { size: 8 } } },
  mixup: { mixup: { alpha: 0.2 } },
  'all of these': {
    augment: {
      ...SOME,
      elastic: { pixels: 1.5 },
      noise: { deviation: 0.1 },
      contrast: { factor: 1.5 },
      cutout: { size: 8 },
    },
    mixup: { alpha: 0.2 },
  },
};
const OPTIMIZERS = {
  adam: { learningRate: 0.001 },
  adamw: {},
  amsgrad: {},
  nadam: {},
  rmsprop: {},
  adagrad: {},
  lion: {},
};

const { facts } = chooseBackend({ backend: 'tensorflow', threads: 2, convolution: 'auto' });
const backend = await loadBackend('tensorflow', { threads: 2, facts });
const { tf } = backend;
const model = classifierOf('32');
const data = {
  images: Uint8Array.from({ length: COUNT * 784 }, (_, index) => (index * 7919) % 251),
  labels: Uint8Array.from({ length: COUNT }, (_, index) => index % 10),
};
const images = tf.tensor(
  Float32Array.from(data.images, (pixel) => pixel / 255),
  [COUNT, 28, 28, 1],
);
const labels = tf.tensor1d(Int32Array.from(data.labels), 'int32');
const updateOf = (update) => ({
  update,
  examples: Int32Array.from({ length: BATCH }, (_, index) => (update * BATCH + 7 * index) % COUNT),
});

async function contender(spec, augmenting) {
  const optimizer = createOptimizer(spec);
  const feed =
    augmenting &&
    augmentedBatches(augmenting, { data, size: [28, 28, 1], classes: 10, seed: 1, batches: COUNT / BATCH });
  const options = {
    step: createStep(backend, { objective: classification(backend, model), optimizer }),
    optimizer,
    seed: 1,
    ...(feed && { feed }),
    batch: (indices, fed) =>
      feed
        ? { y: tf.gather(labels, indices), ...fed }
        : { x: tf.gather(images, indices), y: tf.gather(labels, indices) },
  };
  const weights = toTensors(backend, initialWeights(model, 1));
  const start = { weights, slots: initialSlots(backend, optimizer, weights) };
  const trainer = await createTracedTrainer(backend, { ...options, samples: [updateOf(0)] }, start);
  return { feed, trainer, ms: [], update: 0 };
}

const all = { plain: await contender(SGD) };
for (const [name, augmenting] of Object.entries(AUGMENTED)) all[name] = await contender(SGD, augmenting);
for (const [name, settings] of Object.entries(OPTIMIZERS))
  all[name] = await contender({ [name]: { learningRate: 0.001, ...settings } });
for (let round = 0; round < ROUNDS; round += 1) {
  for (const one of Object.values(all)) {
    const began = performance.now();
    for (let step = 0; step < STEPS; step += 1) await one.trainer.advance([updateOf((one.update += 1))]);
    if (round > 0) one.ms.push((performance.now() - began) / STEPS);
  }
}
/** The time that JavaScript takes to make a batch, best of some. */
function batchMs(feed) {
  const times = Array.from({ length: 30 }, (_, update) => {
    const began = performance.now();
    feed.of(updateOf(update));
    return performance.now() - began;
  });
  return median(times);
}
const base = all.plain.ms;
console.log('| step | ms | to plain, by rounds | batch made in ms |\n|---|---|---|---|');
for (const [name, { ms, feed }] of Object.entries(all)) {
  const ratio = median(ms.map((value, round) => value / base[round]));
  console.log(`| ${name} | ${median(ms).toFixed(1)} | ${ratio.toFixed(3)} | ${feed ? batchMs(feed).toFixed(2) : ''} |`);
}
process.exit(0);
