import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderDiagnostic } from '../engine/core/diagnostic.ts';
import { readExperiment } from '../engine/read/read.ts';
import type { Plan } from '../engine/core/plan.ts';
import { planExperiment } from '../engine/plan/plan-experiment.ts';
import { readSchema } from '../schema/read.ts';
import { registry } from '../stages/index.ts';

const FOLDER = join(import.meta.dirname, '..', 'experiments');
/** A command in a comment: `#   assay run experiments/first-layer.yaml --set seed=8`. */
const COMMAND = /^#\s+assay run (experiments\/\S+\.yaml)((?: --set \S+)+)$/;

const commands = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.yaml'))
  .sort()
  .flatMap((name) =>
    readFileSync(join(FOLDER, name), 'utf8')
      .split('\n')
      .flatMap((line) => {
        const [, file, options = ''] = COMMAND.exec(line) ?? [];
        return file === undefined
          ? []
          : [
              {
                name,
                file,
                overrides: options
                  .trim()
                  .split(/ ?--set /)
                  .slice(1),
              },
            ];
      }),
  );

function planned(name: string, overrides: readonly string[]): Plan | string {
  const source = { file: name, text: readFileSync(join(FOLDER, name), 'utf8') };
  const read = readExperiment(source, { registry, frame: readSchema('experiment'), overrides });
  if (read.experiment === undefined) return read.diagnostics.map(renderDiagnostic).join('\n');
  const { plan, diagnostics } = planExperiment(read.experiment, {
    registry,
    runtime: { backend: 'portable', threads: 1 },
  });
  return plan ?? diagnostics.map(renderDiagnostic).join('\n');
}

describe('commands in the comments of experiments', () => {
  it('are there for each sweep of the paper: a quick one, and one with seeds', () => {
    const counts = ['first-layer', 'second-layer-3x3', 'second-layer-5x5'].map(
      (name) => commands.filter((command) => command.name === `${name}.yaml`).length,
    );
    expect(counts).toEqual([2, 2, 2]);
  });

  it.each(commands)('$file $overrides', ({ name, file, overrides }) => {
    expect(file).toBe(`experiments/${name}`);
    const plan = planned(name, overrides);
    expect(plan).toBeTypeOf('object');
    // It changes something.
    expect(JSON.stringify(plan)).not.toBe(JSON.stringify(planned(name, [])));
  });
});

describe('the sweeps of the paper', () => {
  it.each([
    ['first-layer', 9, 'conv1', 3],
    ['second-layer-3x3', 288, 'conv2', 3],
    ['second-layer-5x5', 800, 'conv2', 5],
  ])('%s compares 32 to 256 filters of %i weights at both thresholds', (name, dimension, layer, size) => {
    const plan = planned(`${name}.yaml`, []);
    if (typeof plan === 'string') throw new Error(plan);
    const steps = plan.steps.filter((step) => step.name === 'similar');
    expect(steps.map(({ inferred }) => inferred['similarity'])).toEqual(
      [32, 64, 128, 256].map((filters) => ({
        layers: [{ name: layer, filters, dimension, kernel: [size, size] }],
        snapshots: ['final', 'initial'],
        activations: true,
      })),
    );
    expect(steps.map(({ params }) => params['thresholds'])).toEqual(steps.map(() => [0.5, 0.6]));
    const training = plan.steps.find((step) => step.name === 'training');
    expect(training?.params).toMatchObject({
      epochs: 10,
      batchSize: 128,
      optimizer: { sgd: { learningRate: 0.001, decay: 1e-6, momentum: 0.9, nesterov: true } },
    });
  });
});
