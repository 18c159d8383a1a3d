// A long experiment file, as a study with many networks has: every network is trained along the sweep, looked at and drawn.

const LAYERS = `      - conv2d: { name: conv1, filters: $filters, kernel: 3, activation: relu }
      - conv2d: { name: conv2, filters: 16, kernel: 5, activation: relu }
      - maxPool2d: { size: 2 }
      - dropout: { rate: 0.25 }
      - flatten: {}
      - dense: { units: 128, activation: relu }
      - dropout: { rate: 0.5 }
      - dense: { units: 10, activation: softmax }
`;

/** The text of an experiment with at least so many lines, without a fault. */
export function longFile(lines) {
  const per = 37; // lines of one network
  const count = Math.ceil((lines - 20) / per);
  const each = (text) => Array.from({ length: count }, (_, index) => text(index + 1)).join('');
  const models = each((n) => `  net${n}:\n    input: [28, 28, 1]\n    layers:\n${LAYERS}`);
  const steps = each(
    (n) => `  training${n}:
    stage: train
    data: data
    model: net${n}
    optimizer: sgd
    epochs: 2
    batchSize: 128
  filters${n}:
    stage: extract-filters
    model: training${n}
    layers: [conv1]
  similar${n}:
    stage: similarity
    filters: filters${n}
    thresholds: [0.5, 0.6]
  curves${n}:
    stage: visualize
    kind: curves
    history: training${n}
    over: [filters]
  heatmap${n}:
    stage: visualize
    kind: heat-map
    matrix: similar${n}
    layer: conv1
`,
  );
  const outputs = each((n) => `  curves${n}.png: curves${n}.image\n`);
  return `experiment: long
seed: 7

datasets:
  digits: { source: mnist, limit: { train: 12000 } }

models:
${models}
optimizers:
  sgd: { sgd: { learningRate: 0.01, momentum: 0.9 } }

sweep:
  filters: [16, 32, 64]
  repeat: 2

steps:
  data: { stage: load, dataset: digits }
${steps}
outputs:
${outputs}`;
}
