import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assay, eventsOf, filesIn, leftovers, type Outcome, stepsThat, TINY } from '../helpers/assay.ts';
import { dedent } from '../helpers/experiment.ts';
import { tempDir } from '../helpers/temp-dir.ts';

// Steps that fail for a reason outside of the experiment file: exit code 1, a message that helps, the rest goes on.

const IMAGES = 'data/train-images-idx3-ubyte';
const LABELS = 'data/train-labels-idx1-ubyte';

/** A folder with 60 + 20 images of 4 x 4 pixels in the format of MNIST, and an experiment that trains on them. */
function ownDataset(digests = ''): string {
  const cwd = tempDir();
  mkdirSync(join(cwd, 'data'));
  for (const [part, count] of [
    ['train', 60],
    ['t10k', 20],
  ] as const) {
    const images = Buffer.alloc(16 + count * 16, 0);
    images.set([0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 4, 0, 0, 0, 4]);
    for (let i = 0; i < count * 16; i++) images[16 + i] = (i * 37) % 256;
    writeFileSync(join(cwd, `data/${part}-images-idx3-ubyte`), images);
    const labels = Array.from({ length: count }, (_, i) => i % 3);
    writeFileSync(join(cwd, `data/${part}-labels-idx1-ubyte`), Buffer.from([0, 0, 8, 1, 0, 0, 0, count, ...labels]));
  }
  writeFileSync(
    join(cwd, 'own.yaml'),
    dedent(`
      experiment: own
      datasets: { mine: { source: idx, root: data, classes: 3${digests} } }
      models: { net: { input: [4, 4, 1], layers: [flatten: {}, dense: { units: 3, activation: softmax }] } }
      optimizers: { plain: { sgd: { learningRate: 0.1 } } }
      steps:
        data: { stage: load, dataset: mine }
        training: { stage: train, data: data, model: net, optimizer: plain, epochs: 1, batchSize: 10 }
      outputs: { history.csv: training.history }
    `),
  );
  return cwd;
}

/** Expects that steps failed with the message, that none of the program's inside is shown, and nothing is half-written. */
function expectFailed(cwd: string, { code, out, err }: Outcome, ...messages: readonly (string | RegExp)[]): void {
  expect({ code, err }).toEqual({ code: 1, err });
  for (const message of messages) expect(err).toMatch(message);
  expect(out + err).not.toMatch(/at file:|node:internal|This is a bug|Assay has a bug/);
  expect(leftovers(cwd)).toEqual([]);
}

describe('assay run, with a dataset of files', () => {
  it('runs, and runs again when a file has changed', async () => {
    const digest = createHash('sha256')
      .update(readFileSync(join(ownDataset(), IMAGES)))
      .digest('hex');
    const cwd = ownDataset(`, digests: { train-images-idx3-ubyte: 'sha256:${digest}' }`);
    const first = await assay(['run', 'own.yaml'], { cwd });
    expect(first).toMatchObject({ code: 0, err: expect.stringContaining('2 steps: 2 run') as string });
    expect(filesIn(join(cwd, 'artifacts', 'runs', 'own', '1'))).toEqual(['events.jsonl', 'history.csv', 'run.json']);
    const labels = readFileSync(join(cwd, LABELS));
    labels[8] = 2;
    writeFileSync(join(cwd, LABELS), labels);
    const again = await assay(['run', 'own.yaml', '--json'], { cwd });
    expect(stepsThat('finished', again)).toEqual(['data', 'training']);
  });

  it.each<[string, (cwd: string) => void, string]>([
    ['is missing', (cwd) => rmSync(join(cwd, LABELS)), 'train-labels-idx1-ubyte'],
    ['is cut off', (cwd) => truncateSync(join(cwd, IMAGES), 500), 'train-images-idx3-ubyte'],
    ['is cut off in its head', (cwd) => truncateSync(join(cwd, IMAGES), 5), 'train-images-idx3-ubyte'],
    ['is empty', (cwd) => truncateSync(join(cwd, LABELS), 0), 'train-labels-idx1-ubyte'],
    ['is no IDX file', (cwd) => writeFileSync(join(cwd, LABELS), 'label,1,2,3'), 'train-labels-idx1-ubyte'],
    ['has fewer labels than images', (cwd) => truncateSync(join(cwd, LABELS), 20), 'train-labels-idx1-ubyte'],
  ])('says so when one %s', async (_, harm, message) => {
    const cwd = ownDataset();
    harm(cwd);
    expectFailed(
      cwd,
      await assay(['run', 'own.yaml'], { cwd }),
      /^data failed: /m,
      message,
      'training: skipped, because data failed',
      'failed: 2 steps: 1 failed, 1 skipped',
    );
  });

  it('goes on when a missing one is there', async () => {
    const cwd = ownDataset();
    const labels = readFileSync(join(cwd, LABELS));
    rmSync(join(cwd, LABELS));
    expect((await assay(['run', 'own.yaml'], { cwd })).code).toBe(1);
    writeFileSync(join(cwd, LABELS), labels);
    expect((await assay(['run', 'own.yaml'], { cwd })).err).toContain('2 steps: 2 run');
  });

  it('says so when one has a wrong digest', async () => {
    const cwd = ownDataset(`, digests: { train-images-idx3-ubyte: 'sha256:${'0'.repeat(64)}' }`);
    expectFailed(
      cwd,
      await assay(['run', 'own.yaml'], { cwd }),
      'train-images-idx3-ubyte',
      /sha256|SHA-256/,
      '0'.repeat(8),
    );
  });

  it('says so when the images do not fit the model', async () => {
    const cwd = ownDataset();
    expectFailed(
      cwd,
      await assay(['run', 'own.yaml', '--set', 'models.net.input=[5, 4, 1]'], { cwd }),
      'training failed: The model takes images of 5x4x1, but the dataset has 4x4x1',
      "Set the model's input to [4, 4, 1].",
    );
  });
});

describe('assay run, with a learning rate that is far too large', () => {
  it('stops that training with epoch and learning rate, and nothing else', async () => {
    const cwd = tempDir();
    const set = ['--set', 'optimizers.momentum.sgd.learningRate=1e+30'];
    const failed = await assay(['run', TINY, ...set], { cwd });
    expectFailed(
      cwd,
      failed,
      /^training\[filters=6\] failed: The loss became NaN in epoch 1, batch \d+, at learning rate 1e\+30$/m,
      'Try a smaller learningRate.',
      'autoencoder: done',
      'failed: 11 steps: 2 run, 2 failed, 7 skipped',
    );
    // What there is was published, and no more.
    expect(filesIn(join(cwd, 'artifacts', 'runs', 'tiny', '1'))).toEqual([
      'autoencoder.png',
      'events.jsonl',
      'run.json',
    ]);
    const shown = await assay(['show', 'tiny'], { cwd });
    expect(shown.out).toMatch(/^training\[filters=6\] +failed .*The loss became NaN/m);
    const again = await assay(['run', TINY, '--json'], { cwd });
    expect(again.code).toBe(0);
    expect(stepsThat('reused', again)).toEqual(['autoencoder', 'data']);
  });

  it('--json tells the failure as data', async () => {
    const set = ['--set', 'optimizers.momentum.sgd.learningRate=1e+30', '--set', 'sweep.filters=[6]'];
    const failed = await assay(['run', TINY, '--json', ...set], { cwd: tempDir() });
    expect(failed).toMatchObject({ code: 1, err: '' });
    const events = eventsOf(failed);
    expect(events.find((event) => event.type === 'failed')).toMatchObject({
      step: 'training[filters=6]',
      error: { message: expect.stringContaining('NaN') as string, hint: 'Try a smaller learningRate.' },
    });
    expect(events.at(-1)).toMatchObject({
      type: 'end',
      status: 'failed',
      steps: { finished: 2, failed: 1, skipped: 5 },
    });
  });
});
