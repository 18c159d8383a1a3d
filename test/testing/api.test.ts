import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../helpers/assay.ts';
import { dedent } from '../helpers/experiment.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const EXPERIMENT = dedent(`
  experiment: sample
  datasets:
    digits: { source: mnist, limit: { train: 200, test: 100 } }
  models:
    cnn:
      input: [28, 28, 1]
      layers:
        - conv2d: { name: conv1, filters: 4, kernel: 3, activation: relu }
        - maxPool2d: { size: 4 }
        - flatten: {}
        - dense: { units: 10, activation: softmax }
  optimizers:
    plain: { sgd: { learningRate: 0.02 } }
  steps:
    data: { stage: load, dataset: digits }
    training: { stage: train, data: data, model: cnn, optimizer: plain, epochs: 1, batchSize: 50 }
    filters: { stage: extract-filters, model: training }
    sparse: { stage: sparsity, filters: filters }
  outputs:
    sparse.csv: sparse.table
`);

/** As in the documentation of `stageContract`. */
const TESTS = `
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { stageContract } from 'assay/testing';

const { checks, end } = await stageContract({ experiment: readFileSync('sample.yaml', 'utf8') });
for (const { stage, name, run } of checks) test(\`\${stage} \${name}\`, run);
after(end);
`;

/** What Node's test runner says of the starter's pack, with its stage's module edited; and how it ended. */
async function tested(
  edit: (source: string) => string,
): Promise<{ readonly code: number | null; readonly out: string }> {
  const folder = tempDir();
  cpSync(join(ROOT, 'examples', 'starter'), folder, { recursive: true });
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules', 'assay'));
  const module = join(folder, 'lab', 'sparsity.run.ts');
  writeFileSync(module, edit(readFileSync(module, 'utf8')));
  writeFileSync(join(folder, 'sample.yaml'), EXPERIMENT);
  writeFileSync(join(folder, 'pack.test.mjs'), TESTS);
  // This test runner's own variables would change how Node's one reports.
  const { PATH, HOME, TMPDIR } = process.env;
  const child = spawn(process.execPath, ['--test', '--test-reporter=tap', 'pack.test.mjs'], {
    cwd: folder,
    env: { PATH, HOME, TMPDIR },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const out = await text(child.stdout);
  return { code: await ended, out };
}

describe('stageContract()', () => {
  it('is kept by the pack of the starter', { timeout: 180_000 }, async () => {
    const { code, out } = await tested((source) => source);
    expect(out).toMatch(/^# pass 5$/m);
    expect(out).toMatch(/ok \d+ - sparsity makes exactly its outputs, finite metrics and progress that grows/);
    expect(code).toBe(0);
  });

  it('finds a stage that makes other bytes every time, and says so', { timeout: 180_000 }, async () => {
    const { code, out } = await tested((source) => {
      const edited = source.replace('share: small / sizes.length', 'share: Number(process.hrtime.bigint())');
      if (edited === source) throw new Error('The starter has changed: edit it in another way');
      return edited;
    });
    expect(out).toMatch(/not ok \d+ - sparsity makes the same bytes twice/);
    expect(out).toMatch(/sparse, run twice/);
    expect(code).toBe(1);
  });
});
