import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { assay } from '../helpers/assay.ts';
import { withFolder } from '../helpers/alone.ts';

// Another program recomputes what a run says of chance and of removal: p values from the draws, accuracies and tests from the
// answers, and a merged network from the whole one.

const EXPERIMENT = `
experiment: removed
seed: 3
datasets: { digits: { source: mnist, limit: { train: 600, test: 60 } } }
models:
  cnn:
    input: [28, 28, 1]
    layers:
      - conv2d: { name: conv1, filters: 8, kernel: 3, activation: relu }
      - maxPool2d: { size: 4 }
      - flatten: {}
      - dense: { name: dense1, units: 10, activation: softmax }
optimizers: { momentum: { sgd: { learningRate: 0.05, momentum: 0.9 } } }
steps:
  data: { stage: load, dataset: digits }
  training: { stage: train, data: data, model: cnn, optimizer: momentum, epochs: 2, batchSize: 50 }
  filters: { stage: extract-filters, model: training, layers: [conv1] }
  similar: { stage: similarity, filters: filters, nullDraws: 199, upTo: [flip, sign] }
  removals:
    stage: ablate
    model: training
    data: data
    layer: conv1
    rules: [similar, merge, norm, activation, random]
    orders: 2
    keep: { rule: merge, remove: 3 }
outputs:
  draws.safetensors: similar.draws
  tests.csv: similar.tests
  answers.safetensors: removals.answers
  removals.csv: removals.table
  merged.safetensors: removals.model
  model.safetensors: training.model
  data.safetensors: data.dataset
`;

interface Recomputed {
  readonly tests: { readonly pValues: number; readonly worst: number };
  readonly curve: { readonly points: number; readonly worst: number };
  readonly merged: { readonly worst: number; readonly images: number; readonly sameAnswers: number };
}

let python: Recomputed;
beforeAll(
  () =>
    withFolder(async (cwd) => {
      writeFileSync(join(cwd, 'removed.yaml'), EXPERIMENT);
      const { code, err } = await assay(['run', 'removed.yaml'], { cwd });
      if (code !== 0) throw new Error(err);
      const script = fileURLToPath(new URL('recompute_removal.py', import.meta.url));
      const folder = join(cwd, 'artifacts', 'runs', 'removed', '1');
      python = JSON.parse((await promisify(execFile)('python3', ['-B', script, folder])).stdout) as Recomputed;
    }),
  240_000,
);

describe('the artifacts of a run with removals, read by Python', () => {
  it('give every p value, of single statistics, of all together, and after correction', () => {
    // Two snapshots, four nulls; two thresholds of three statistics, four of the layer, and all together.
    expect(python.tests.pValues).toBe(2 * 4 * (2 * 3 + 4 + 1));
    expect(python.tests.worst).toBeLessThan(1e-12);
  });
  it('give the accuracy of every smaller network, and its test against the whole one', () => {
    // The whole network, four rules and two random orders, down to one of eight filters.
    expect(python.curve.points).toBe(1 + 6 * 7);
    expect(python.curve.worst).toBeLessThan(1e-12);
  });
  it('give the weights of a merged network, and its answer to every image', () => {
    expect(python.merged.worst).toBeLessThan(1e-6);
    expect(python.merged).toMatchObject({ images: 60, sameAnswers: 60 });
  });
});
