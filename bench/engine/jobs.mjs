// The experiment files that the engine is measured with.

/** One step that writes a number, and `steps - 1` others after it: what the peers do, too. For toys.mjs. */
export function toyJob(steps) {
  const numbers = Array.from({ length: steps - 1 }, (_, index) => index + 1);
  return `experiment: toys
sweep: { number: [${numbers.join(', ')}] }
steps:
  first: { stage: write, number: 0 }
  each: { stage: write, number: $number, after: first }
`;
}

const SMALL_MODEL = `
models:
  cnn:
    input: [28, 28, 1]
    layers:
      - conv2d: { name: conv1, filters: $filters, kernel: 3, activation: relu }
      - maxPool2d: { size: 4 }
      - flatten: {}
      - dense: { units: 10, activation: softmax }
`;

/** 1 + 3 n steps of the real stages: data, and a training, its filters and their similarity at each of n points. */
export function gridJob(rates, momenta) {
  const values = (count, scale) =>
    Array.from({ length: count }, (_, index) => Number(((index + 1) * scale).toFixed(8)));
  return `experiment: grid
datasets: { digits: { source: mnist, limit: { train: 400, test: 200 } } }
${SMALL_MODEL}
optimizers: { swept: { sgd: { learningRate: $rate, momentum: $momentum } } }
sweep:
  rate: [${values(rates, 1e-5).join(', ')}]
  momentum: [${values(momenta, 0.005).join(', ')}]
  filters: [6, 8, 12]
steps:
  data: { stage: load, dataset: digits }
  training: { stage: train, data: data, model: cnn, optimizer: swept, epochs: 1, batchSize: 50 }
  filters: { stage: extract-filters, model: training, layers: [conv1] }
  similar: { stage: similarity, filters: filters, thresholds: [0.5, 0.6] }
`;
}

/** `steps` steps of the real stages that are quick to run once: one training, and similarities at many thresholds. */
export function thresholdJob(steps) {
  const thresholds = Array.from({ length: steps - 3 }, (_, index) => Number(((index + 1) / (steps - 2)).toFixed(6)));
  return `experiment: thresholds
datasets: { digits: { source: mnist, limit: { train: 100, test: 50 } } }
${SMALL_MODEL.replace('$filters', '6')}
optimizers: { slow: { sgd: { learningRate: 0.01 } } }
sweep: { threshold: [${thresholds.join(', ')}] }
steps:
  data: { stage: load, dataset: digits }
  training: { stage: train, data: data, model: cnn, optimizer: slow, epochs: 1, batchSize: 50 }
  filters: { stage: extract-filters, model: training, layers: [conv1] }
  similar: { stage: similarity, filters: filters, thresholds: [$threshold] }
`;
}
