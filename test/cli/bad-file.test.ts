import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assay, filesIn, type Outcome, TINY } from '../helpers/assay.ts';
import { dedent } from '../helpers/experiment.ts';
import { tempDir } from '../helpers/temp-dir.ts';

// Experiment files that are wrong, given to the real program: a message that helps, exit code 2, nothing written.

const tiny = readFileSync(TINY, 'utf8');

/** Runs a file with this content. Whatever is wrong with it, nothing but the file is there afterwards. */
async function runFile(content: string | Uint8Array): Promise<Outcome> {
  const cwd = tempDir();
  writeFileSync(join(cwd, 'file.yaml'), content);
  const outcome = await assay(['run', 'file.yaml'], { cwd });
  expect(filesIn(cwd)).toEqual(['file.yaml']);
  return outcome;
}

/** Expects the message on standard error, exit code 2, and no trace of the program's inside. */
function expectWrong({ code, out, err }: Outcome, ...messages: readonly string[]): void {
  expect({ code, out }).toEqual({ code: 2, out: '' });
  for (const message of messages) expect(err).toContain(message);
  expect(err).not.toMatch(/at file:|node:internal|Assay has a bug/);
}

/** The tiny experiment with one thing wrong. */
function tinyWith(from: string, to: string): string {
  const changed = tiny.replace(from, () => to);
  if (changed === tiny) throw new Error(`The tiny experiment has no ${from}`);
  return changed;
}

describe('assay run, with a file that is no experiment', () => {
  it('is missing', async () => {
    const cwd = tempDir();
    expectWrong(
      await assay(['run', 'nowhere.yaml'], { cwd }),
      'Cannot open the experiment file "nowhere.yaml": there is no such file',
      'Hint: Pass a YAML file',
    );
    expect(filesIn(cwd)).toEqual([]);
  });

  it('is a folder', async () => {
    const cwd = tempDir();
    mkdirSync(join(cwd, 'file.yaml'));
    expectWrong(await assay(['run', 'file.yaml'], { cwd }), 'Cannot read "file.yaml": it is not a file');
  });

  it.each([
    ['empty', '', 'The file is empty: expected an experiment'],
    ['blank', ' \n\n', 'The file is empty: expected an experiment'],
    ['a comment', '# nothing\n', 'Expected a mapping with "experiment" and "steps"'],
    ['a list', '- a\n- b\n', 'Expected a mapping with "experiment" and "steps"'],
    [
      'a picture',
      Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'),
      'The file is binary (a zero byte at offset 8)',
    ],
    ['Latin-1', Buffer.from('experiment: \xe9t\xe9\n', 'latin1'), 'The file is not UTF-8 text'],
    ['two documents', 'experiment: a\n---\nexperiment: b\n', 'Expected one YAML document, found a second one'],
    ['indented by tabs', 'steps:\n\tdata: {}\n', 'YAML cannot be indented with tabs'],
    ['broken', 'steps: { data: { stage: load\n', 'file.yaml:'],
    ['deep', `a: ${'['.repeat(5000)}${']'.repeat(5000)}\n`, 'Nested too deeply: at most 64 levels are allowed'],
  ])('is %s', async (_, content, message) => {
    expectWrong(await runFile(content), message);
  });

  it('has 50 MB, and says so without reading them', async () => {
    const outcome = await runFile(Buffer.alloc(50_000_000, 'a: 1\n'));
    expectWrong(outcome, 'The file has 50.0 MB; an experiment file may have at most 1 MB');
    expect(outcome.durationMs).toBeLessThan(5000);
  });

  it('has an alias that contains itself', async () => {
    expectWrong(await runFile('experiment: x\nsteps: &a\n  data: *a\n'), 'The alias "*a" contains itself');
  });

  it('grows without bounds by its aliases', async () => {
    const lines = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]`);
    const outcome = await runFile(['a0: &a0 [x, x]', ...lines, ''].join('\n'));
    expectWrong(outcome, 'Expanding the aliases makes this file too large');
    expect(outcome.durationMs).toBeLessThan(5000);
  });
});

describe('assay run, with an experiment that is wrong', () => {
  it.each([
    ['an unknown key at the top', 'seed: 3', 'sede: 3', 'did you mean "seed"?'],
    ['an unknown key in a step', 'thresholds: [0.5, 0.6]', 'treshold: [0.5]', 'did you mean "thresholds"?'],
    ['an unknown stage', 'stage: train,', 'stage: trian,', 'did you mean "train"?'],
    ['an unknown step', 'history: training', 'history: trainin', 'did you mean "training"?'],
    ['an unknown definition', 'optimizer: adam', 'optimizer: adamw', 'did you mean "adam"?'],
    ['an unknown axis', 'filters: $filters', 'filters: $filter', '$filter'],
    ['a step of the wrong kind', 'model: training, layers', 'model: data, layers', 'dataset'],
    [
      'a text for a number',
      'batchSize: 50',
      'batchSize: many',
      'Expected a whole number for "batchSize", found "many"',
    ],
    ['a fraction for a count', 'epochs: 1, batchSize: 50', 'epochs: 1.5', '1.5'],
    ['a number past 2^53', 'seed: 3', 'seed: 9007199254740993', 'The integer 9007199254740993 is beyond 2^53'],
    ['a number out of range', '[0.5, 0.6]', '[0.5, 1.6]', '1.6'],
    ['.nan', 'learningRate: 0.02', 'learningRate: .nan', 'Expected a finite number, found NaN'],
    ['.inf', 'learningRate: 0.02', 'learningRate: .inf', 'Expected a finite number, found Infinity'],
    ['null', 'learningRate: 0.02', 'learningRate:', 'Expected a number for "learningRate", found nothing'],
    ['a key twice', 'seed: 3', 'seed: 3\nseed: 4', 'The key "seed" appears twice'],
    ['__proto__', 'seed: 3', '__proto__: { seed: 3 }', 'The key "__proto__" is not allowed'],
    ['a path out of the run as output', 'summary.csv:', '../../summary.csv:', '../../summary.csv'],
    ['an unknown layer', 'layers: [conv1]', 'layers: [conv2]', 'did you mean "conv1"?'],
    ['a kernel that does not fit', 'kernel: 3', 'kernel: 29', "conv2d 'conv1' reduces 28x28 to 0x0"],
    [
      'a wrong number of classes',
      'units: 10',
      'units: 9',
      'The last layer has 9 outputs, but the dataset has 10 classes',
    ],
    ['a wrong input shape', 'input: [28, 28, 1]', 'input: [32, 32, 3]', 'The model takes images of 32x32x3'],
    ['a batch that is too large', 'batchSize: 50', 'batchSize: 5000', 'A batch of 5000 images is larger than'],
    ['more images than there are', 'train: 400', 'train: 400000', 'Cannot take 400000 train images'],
    ['a latent space that is no number', 'latent: 4', 'latent: [4]', 'latent'],
    ['an experiment name that is a path', 'experiment: tiny', 'experiment: ../tiny', '../tiny'],
  ])('has %s', async (_, from, to, message) => {
    const outcome = await runFile(tinyWith(from, to));
    expectWrong(outcome, message, 'Nothing was run and nothing was changed.');
    // The place in the file, with an excerpt and a squiggle.
    expect(outcome.err).toMatch(/^file\.yaml:\d+:\d+ {2}\S/m);
    expect(outcome.err).toMatch(/^ +\| +~+$/m);
  });

  it('tells all problems at once', async () => {
    const outcome = await runFile(
      dedent(`
        experiment: many
        datasets: { digits: { source: mnst } }
        optimizers: { slow: { sgd: { learningRate: -1 } } }
        steps:
          data: { stage: load, dataset: digitz }
          filters: { stage: extract-filters }
        outputs:
          x.csv: similar.table
      `),
    );
    expectWrong(outcome, '5 problems. Nothing was run');
  });

  it('--json gives the diagnostics to programs', async () => {
    const cwd = tempDir();
    writeFileSync(join(cwd, 'file.yaml'), tinyWith('seed: 3', 'sede: 3'));
    for (const command of ['run', 'plan', 'validate', 'graph']) {
      const { code, out, err } = await assay([command, 'file.yaml', '--json'], { cwd });
      expect({ code, err }).toEqual({ code: 2, err: '' });
      const { diagnostics } = JSON.parse(out) as { diagnostics: { file: string; line: number; message: string }[] };
      expect(diagnostics).toEqual([expect.objectContaining({ file: 'file.yaml', line: 6 })]);
      expect(diagnostics[0]?.message).toContain('"sede"');
    }
  });

  it('validate goes on to the next file', async () => {
    const cwd = tempDir();
    writeFileSync(join(cwd, 'bad.yaml'), '');
    const { code, out, err } = await assay(['validate', 'bad.yaml', TINY], { cwd });
    expect(code).toBe(2);
    expect(err).toContain('bad.yaml:1:1');
    expect(out).toContain('tiny.yaml: ok, 11 steps');
  });
});

describe('a wrong file, with --json', () => {
  it.each([
    ['run', 'an event'],
    ['verify', 'an event'],
    ['plan', 'a document'],
    ['validate', 'a document'],
    ['accept', 'a document'],
  ])('%s tells its faults as %s', async (command, form) => {
    const cwd = tempDir();
    writeFileSync(join(cwd, 'file.yaml'), tinyWith('epochs: 1', 'epochs: two'));
    const args = command === 'accept' ? ['training'] : [];
    const { code, out } = await assay([command, 'file.yaml', ...args, '--json'], { cwd });
    expect(code).toBe(2);
    const told = JSON.parse(out) as { diagnostics: readonly { message: string; line: number }[] };
    expect(told.diagnostics[0]).toMatchObject({ message: expect.stringContaining('two') as unknown });
    expect(told).toMatchObject(form === 'an event' ? { type: 'diagnostics' } : { ok: false });
    expect(out.trimEnd().includes('\n')).toBe(form === 'a document');
  });
});
