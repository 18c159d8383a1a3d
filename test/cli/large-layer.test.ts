import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assay, startAssay } from '../helpers/assay.ts';
import { dedent } from '../helpers/experiment.ts';
import { tempDir } from '../helpers/temp-dir.ts';

/** A layer of so many filters, trained in a moment; to compare 4096 of them takes a minute. */
function writeExperiment(folder: string, filters: number, timeout = ''): string {
  const file = join(folder, 'large.yaml');
  const yaml = dedent(`
    experiment: large
    datasets:
      digits: { source: mnist, limit: { train: 40, test: 10 } }
    models:
      cnn:
        input: [28, 28, 1]
        layers:
          - conv2d: { name: c, filters: ${filters}, kernel: 3, strides: 10 }
          - flatten: {}
          - dense: { units: 10, activation: softmax }
    optimizers:
      sgd: { sgd: { learningRate: 0.01 } }
    steps:
      data: { stage: load, dataset: digits }
      training: { stage: train, data: data, model: cnn, optimizer: sgd, epochs: 1, batchSize: 20 }
      filters: { stage: extract-filters, model: training }
      similar: { stage: similarity, filters: filters${timeout} }
      heat: { stage: visualize, kind: heat-map, matrix: similar }
    outputs:
      similar.csv: similar.table
  `);
  writeFileSync(file, yaml);
  return file;
}

describe('a layer of many filters', () => {
  it('assay run + a timeout stops the comparison (04)', { timeout: 120_000 }, async () => {
    const cwd = tempDir();
    const { code, err } = await assay(['run', writeExperiment(cwd, 4096, ', timeout: 1s')], { cwd });
    expect(code).toBe(1);
    expect(err).toMatch(/similar.*(1s|1 s)/);
    expect(err).not.toContain('similar: done');
  });

  it('assay run + Ctrl-C stops the comparison (04)', { timeout: 120_000 }, async () => {
    const cwd = tempDir();
    const call = startAssay(['run', writeExperiment(cwd, 4096), '--json'], { cwd });
    await call.shows(/"type":"progress","step":"similar"/);
    const asked = performance.now();
    call.kill('SIGINT');
    expect((await call.outcome).code).toBe(130);
    // Two seconds are promised; the rest is for a machine that does other things too. Without pauses it is a minute.
    expect(performance.now() - asked).toBeLessThan(10_000);
  });

  it('assay validate + more filters than can be compared, or shown, is a fault of the file (10)', async () => {
    const cwd = tempDir();
    const tooMany = await assay(['validate', writeExperiment(cwd, 8193)], { cwd });
    expect(tooMany.code).toBe(2);
    expect(tooMany.out + tooMany.err).toContain('Layer "c" has 8193 filters, and at most 8192 can be compared');
    const notShown = await assay(['validate', writeExperiment(cwd, 4097)], { cwd });
    expect(notShown.code).toBe(2);
    expect(notShown.out + notShown.err).toContain('Layer "c" has 4097 filters: this figure shows at most 4096');
  });
});
