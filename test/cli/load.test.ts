import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { assay, eventsOf, filesIn, leftovers, MAIN, startAssay, type Outcome } from '../helpers/assay.ts';
import { dedent } from '../helpers/experiment.ts';
import { tempDir } from '../helpers/temp-dir.ts';

// Folders of images as they come from other people: nothing in them may vanish silently, hang the program or be called a bug.

const PNG = await sharp(new Uint8Array(4), { raw: { height: 2, width: 2, channels: 1 } })
  .png()
  .toBuffer();

/** A folder with an experiment that loads `images/<split>/<label>/*.png`, two of each label. */
function folderOf(labels: Readonly<Record<'train' | 'test', readonly string[]>>): string {
  const cwd = tempDir();
  for (const split of ['train', 'test'] as const) {
    for (const label of labels[split]) {
      mkdirSync(join(cwd, 'images', split, label), { recursive: true });
      for (const name of ['1.png', '2.png']) writeFileSync(join(cwd, 'images', split, label, name), PNG);
    }
  }
  const file = dedent(`
    experiment: mine
    datasets: { mine: { source: folder, root: images, size: [2, 2], validation: { fraction: 0 } } }
    steps: { data: { stage: load, dataset: mine } }
  `);
  writeFileSync(join(cwd, 'mine.yaml'), file);
  return cwd;
}

const BOTH = { train: ['a', 'b'], test: ['a', 'b'] };

/** Expects that the load failed with the message, which is no bug. */
function expectFailed({ code, err }: Outcome, message: string | RegExp): void {
  expect({ code, err }).toEqual({ code: 1, err });
  expect(err).toMatch(message);
  expect(err).toMatch(/^data failed: /m);
  expect(err).not.toMatch(/at file:|node:internal|This is a bug|Assay has a bug/);
}

describe('assay run, with a class folder that cannot be listed or named', () => {
  it('fails and names a link to a disk that is not mounted', async () => {
    const cwd = folderOf(BOTH);
    symlinkSync('/mnt/absent/c', join(cwd, 'images', 'train', 'c'));
    const outcome = await assay(['run', 'mine.yaml'], { cwd });
    expectFailed(
      outcome,
      /Cannot list the folder ".*\/images\/train\/c": it is a link to "\/mnt\/absent\/c", which is/,
    );
  });

  it('fails and names a folder whose name is not UTF-8', async () => {
    const cwd = folderOf(BOTH);
    renameSync(join(cwd, 'images', 'train', 'b'), Buffer.from(join(cwd, 'images', 'train', 'caf\xe9'), 'latin1'));
    const outcome = await assay(['run', 'mine.yaml'], { cwd });
    expectFailed(outcome, /Cannot read ".*\/images\/train\/caf\\xe9": its name is not UTF-8/);
  });

  // The superuser may list everything: then the program is started as somebody else.
  it('fails and names a folder and an image that it may not read', async () => {
    const cwd = folderOf(BOTH);
    chmodSync(join(cwd, 'images', 'train', 'b'), 0);
    expectFailed(await asSomebody(cwd), /Cannot list the folder ".*\/images\/train\/b": permission denied/);
    chmodSync(join(cwd, 'images', 'train', 'b'), 0o755);
    chmodSync(join(cwd, 'images', 'train', 'b', '2.png'), 0);
    expectFailed(await asSomebody(cwd), /Cannot read ".*\/images\/train\/b\/2.png": permission denied/);
  });

  it('loads again, all classes, when the folder is there', async () => {
    const cwd = folderOf(BOTH);
    symlinkSync('../absent', join(cwd, 'images', 'train', 'c'));
    expectFailed(await assay(['run', 'mine.yaml'], { cwd }), 'Cannot list the folder');
    mkdirSync(join(cwd, 'images', 'absent'));
    writeFileSync(join(cwd, 'images', 'absent', '1.png'), PNG);
    const outcome = await assay(['run', 'mine.yaml', '--json'], { cwd });
    expect(eventsOf(outcome).find(({ type }) => type === 'finished')).toMatchObject({
      metrics: { classes: 3, trainPerClass: 'a: 2, b: 2, c: 1' },
    });
  });
});

/** Runs the experiment as a user who is not the superuser. */
async function asSomebody(cwd: string): Promise<Outcome> {
  if (process.getuid?.() !== 0) return assay(['run', 'mine.yaml'], { cwd });
  chmodSync(cwd, 0o777);
  const line = ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath, MAIN, 'run', 'mine.yaml'];
  return assay(line, { cwd, node: 'setpriv', main: '--inh-caps=-all' });
}

describe('assay plan and run, with an image that is no file', () => {
  it.each<[string, (path: string) => void, string]>([
    ['a named pipe', (path) => void execFileSync('mkfifo', [path]), 'it is a named pipe, expected a file'],
    ['a device without end', (path) => symlinkSync('/dev/zero', path), 'it is a device, expected a file'],
    ['a folder', (path) => mkdirSync(path), 'it is a folder, expected a file'],
    [
      'a file of terabytes',
      (path) => {
        writeFileSync(path, '');
        truncateSync(path, 5e12);
      },
      'it has 5000.0 GB, more than the 2.1 GB that a file may have',
    ],
  ])('do not hang on %s, and name it', async (_, make, why) => {
    const cwd = folderOf(BOTH);
    make(join(cwd, 'images', 'test', 'a', 'x.png'));
    const planned = await assay(['plan', 'mine.yaml'], { cwd });
    expect(planned).toMatchObject({ code: 0, err: '' });
    expectFailed(await assay(['run', 'mine.yaml'], { cwd }), `/images/test/a/x.png": ${why}`);
  });
});

describe('assay run, with classes that have no training images', () => {
  it('warns and asks whether the folder is misnamed, now, in show and when the step is reused', async () => {
    const cwd = folderOf({ train: ['0', '1'], test: ['0', 'l'] });
    const warning = 'Class "l" has no training images, only test images: should the folder "test/l" be "test/1"?';
    for (const action of ['1 run', '1 reused']) {
      const { code, err } = await assay(['run', 'mine.yaml'], { cwd });
      expect({ code, err }).toEqual({ code: 0, err });
      expect(err).toContain(action);
      expect(err.split(`warning: data: ${warning}\n`)).toHaveLength(2);
      expect((await assay(['show', 'mine'], { cwd })).out).toContain(`warning: data: ${warning}\n`);
    }
  });

  it('warns of empty folders, which it did not know of before', async () => {
    const cwd = folderOf(BOTH);
    expect((await assay(['run', 'mine.yaml'], { cwd })).err).not.toContain('warning');
    mkdirSync(join(cwd, 'images', 'train', 'c'));
    const { err } = await assay(['run', 'mine.yaml'], { cwd });
    expect(err).toContain('warning: data: No images are in "train/c"');
    expect(err).toContain('1 run');
  });

  it('warns of IDX labels that begin at 1', async () => {
    const cwd = tempDir();
    for (const part of ['train', 't10k']) {
      writeFileSync(
        join(cwd, `${part}-images-idx3-ubyte`),
        Buffer.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 5, 6]),
      );
      writeFileSync(join(cwd, `${part}-labels-idx1-ubyte`), Buffer.from([0, 0, 8, 1, 0, 0, 0, 2, 1, 2]));
    }
    const file = dedent(`
      experiment: mine
      datasets: { mine: { source: idx, root: ., validation: { fraction: 0 } } }
      steps: { data: { stage: load, dataset: mine } }
    `);
    writeFileSync(join(cwd, 'mine.yaml'), file);
    expect((await assay(['run', 'mine.yaml'], { cwd })).err).toContain(
      'warning: data: Class "0" has no images at all: the labels of the files begin at 1. To number classes from 0, set only: [1, 2]',
    );
  });
});

describe('assay run, with a load that takes long', () => {
  const long = dedent(`
    experiment: long
    datasets: { digits: { source: mnist, resize: { size: [224, 224] }, limit: { train: 16000, test: 10 } } }
    steps: { data: { stage: load, dataset: digits } }
  `);

  it.each(['SIGINT', 'SIGTERM'] as const)('ends with %s, and leaves nothing', async (signal) => {
    const cwd = tempDir();
    writeFileSync(join(cwd, 'long.yaml'), long);
    const call = startAssay(['run', 'long.yaml', '--json'], { cwd });
    await call.shows(/"note":"resizing"/);
    call.kill(signal);
    const outcome = await call.outcome;
    expect(eventsOf(outcome).at(-1)).toMatchObject({ type: 'end', status: 'interrupted' });
    expect(leftovers(cwd)).toEqual([]);
    expect(filesIn(join(cwd, 'artifacts', 'objects'))).toEqual([]);
  });

  it('ends when its time is over', async () => {
    const cwd = tempDir();
    writeFileSync(join(cwd, 'long.yaml'), long.replace('dataset: digits }', 'dataset: digits, timeout: 1s }'));
    expectFailed(await assay(['run', 'long.yaml'], { cwd }), 'It has not ended within 1 s');
  });
});
