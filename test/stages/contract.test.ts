import { describe, expect, it } from 'vitest';
import { chooseBackend } from '../../nn/backends/index.ts';
import { registry } from '../../stages/index.ts';
import { frame } from '../../stages/sections.ts';
import { faultsOf } from '../../testing/schema-faults.ts';
import { testStages } from '../contract/stage.ts';
import { dedent } from '../helpers/experiment.ts';

const { backend } = chooseBackend({}).facts;

testStages({
  registry,
  frame,
  // A program is not ours to hold to it: test/cli/commands.test.ts tests the stage "command".
  stages: Object.keys(registry.stages).filter((name) => registry.stages[name]?.permission === undefined),
  runtime: { backend, threads: backend === 'portable' ? 1 : 2 },
  experiment: dedent(`
    experiment: sample
    datasets:
      digits: { source: mnist, limit: { train: 200, test: 100 } }
    models:
      cnn:
        input: [28, 28, 1]
        layers:
          - conv2d: { name: conv1, filters: 5, kernel: 3, activation: relu }
          - maxPool2d: { size: 4 }
          - dropout: { rate: 0.2 }
          - flatten: {}
          - dense: { units: 10, activation: softmax }
    optimizers:
      momentum: { sgd: { learningRate: 0.02, momentum: 0.9 } }
    steps:
      data: { stage: load, dataset: digits }
      training: { stage: train, data: data, model: cnn, optimizer: momentum, epochs: 1, batchSize: 50 }
      again: { stage: train, data: data, from: training, optimizer: momentum, epochs: 1, batchSize: 50, freeze: [conv1] }
      score: { stage: evaluate, model: again, data: data, split: validation }
      removals:
        stage: ablate
        model: training
        data: data
        layer: conv1
        rules: [similar, merge, norm, activation, random]
        orders: 2
        remove: [2]
        optimizer: momentum
        epochs: 1
        batchSize: 50
        keep: { rule: merge, remove: 2 }
      filters: { stage: extract-filters, model: training }
      similar: { stage: similarity, filters: filters }
      curves: { stage: visualize, kind: curves, history: training }
      heatMap: { stage: visualize, kind: heat-map, matrix: similar, layer: conv1 }
      sheet: { stage: visualize, kind: contact-sheet, similarity: similar, model: training, data: data, layer: conv1 }
      histogram: { stage: visualize, kind: histogram, matrix: similar, similarity: similar, layer: conv1 }
      summary: { stage: visualize, kind: summary, similarity: similar, predictions: training }
      lost: { stage: visualize, kind: removal, removal: removals }
      groups: { stage: cluster, data: data, starts: 2 }
      plain: { stage: autoencode, kind: plain, data: data, latent: 4, epochs: 1, batchSize: 50 }
      variational: { stage: autoencode, kind: variational, data: data, latent: 2, hidden: [20], epochs: 1, batchSize: 50 }
    outputs:
      summary.csv: summary.table
  `),
  endless: {
    train: 'steps.training.epochs=100000',
    autoencode: 'steps.plain.epochs=100000',
    ablate: 'steps.removals.epochs=100000',
  },
});

describe.each(Object.entries(registry.sections))('the section %s', (name, schema) => {
  it('is closed and described', () => {
    expect(schema).toHaveProperty('description');
    expect(faultsOf(schema, name)).toEqual([]);
  });
});
