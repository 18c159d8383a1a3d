import { readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assay, eventsOf, filesIn, finishedRun, leftovers, publishedOf, stepsThat, TINY } from '../helpers/assay.ts';
import { HEAVY, noteModules } from '../helpers/loaded-modules.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const run = finishedRun();

/** All steps of the tiny experiment. */
const STEPS = [
  'autoencoder',
  'curves',
  'data',
  'filters[filters=6]',
  'filters[filters=8]',
  'sheet',
  'similar[filters=6]',
  'similar[filters=8]',
  'summary',
  'training[filters=6]',
  'training[filters=8]',
];

/** A copy of the tiny experiment with one thing changed. */
function edited(folder: string, from: string | RegExp, to: string): string {
  const text = readFileSync(TINY, 'utf8');
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`The tiny experiment has no ${String(from)}`);
  const file = join(folder, 'tiny.yaml');
  writeFileSync(file, changed);
  return file;
}

describe('assay run', () => {
  it('publishes files, prints the table and where the files are', () => {
    const { code, out, err } = run.first;
    expect(code).toBe(0);
    expect(err).toContain('11 steps: 11 run');
    const names = Object.keys(publishedOf(run.folder, 'tiny', 1));
    expect(names).toEqual([
      'autoencoder.png',
      'contact-sheet.png',
      'cosines-filters=6.safetensors',
      'cosines-filters=8.safetensors',
      'curves.png',
      'curves.svg',
      'filters-filters=6.safetensors',
      'filters-filters=8.safetensors',
      'predictions-filters=6.safetensors',
      'predictions-filters=8.safetensors',
      'similarity-filters=6.csv',
      'similarity-filters=8.csv',
      'summary.csv',
    ]);
    for (const name of names) expect(out).toContain(`\nartifacts/runs/tiny/1/${name}\n`);
    const rows = out.split('\n').filter((line) => line.startsWith('conv1'));
    expect(rows).toHaveLength(4); // two widths, two thresholds
    expect(out).toMatch(/^layer +filters +testAccuracy +threshold +pairs +possible +ratio +chance +z +lift/m);
    expect(readlinkSync(join(run.folder, 'artifacts', 'runs', 'tiny', 'latest'))).toBe('1');
    expect(leftovers(run.folder)).toEqual([]);
  });

  it('publishes pictures that are pictures', () => {
    const at = (name: string): Buffer => readFileSync(join(run.folder, 'artifacts/runs/tiny/1', name));
    for (const name of ['curves.png', 'autoencoder.png', 'contact-sheet.png'])
      expect(at(name).subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
    expect(at('curves.svg').toString()).toMatch(/^<svg [^]*<\/svg>\s*$/);
  });

  it('reuses everything the second time, in another folder too, and then loads nothing heavy', async () => {
    const cwd = run.copy();
    const notes = noteModules(tempDir());
    const again = await assay(['run', TINY, '--json'], { cwd, env: notes.env });
    expect(again.code).toBe(0);
    expect(stepsThat('reused', again)).toEqual(STEPS);
    expect(notes.loaded().filter((module) => HEAVY.test(module))).toEqual([]);
    expect(publishedOf(cwd, 'tiny', 2)).toEqual(publishedOf(cwd, 'tiny', 1));
  });

  it('gives the same bytes in another store', async () => {
    const cwd = tempDir();
    expect((await assay(['run', TINY, '--jobs', '1'], { cwd })).code).toBe(0);
    expect(publishedOf(cwd, 'tiny', 1)).toEqual(publishedOf(run.folder, 'tiny', 1));
  });

  it('reuses everything after an edit that says the same', async () => {
    const cwd = run.copy();
    const text = readFileSync(TINY, 'utf8')
      .replace('seed: 3', 'seed: 3 # a comment')
      .replaceAll('momentum: {', 'pushed: {')
      .replaceAll('optimizer: momentum', 'optimizer: pushed')
      .replaceAll('training', 'fitting')
      .replace('epochs: 1, batchSize: 50', 'batchSize: 50, epochs: 1');
    const file = join(cwd, 'tiny.yaml');
    writeFileSync(file, text);
    const again = await assay(['run', file, '--json'], { cwd });
    expect(stepsThat('reused', again)).toEqual(STEPS.map((step) => step.replace('training', 'fitting')).sort());
  });

  it('runs only similarity, and what draws it, after an edit of a threshold', async () => {
    const cwd = run.copy();
    const again = await assay(['run', edited(cwd, 'thresholds: [0.5, 0.6]', 'thresholds: [0.5, 0.7]'), '--json'], {
      cwd,
    });
    expect(again.code).toBe(0);
    expect(stepsThat('finished', again)).toEqual(['sheet', 'similar[filters=6]', 'similar[filters=8]', 'summary']);
    expect(stepsThat('reused', again)).toHaveLength(STEPS.length - 4);
  });

  it('leaves data and autoencoder alone after an edit of the optimizer', async () => {
    const cwd = run.copy();
    const again = await assay(['run', edited(cwd, 'learningRate: 0.02', 'learningRate: 0.03'), '--json'], { cwd });
    expect(again.code).toBe(0);
    expect(stepsThat('reused', again)).toEqual(['autoencoder', 'data']);
    const started = eventsOf(again).find((event) => event.type === 'started' && event.step === 'training[filters=6]');
    expect(JSON.stringify(started)).toContain('learningRate');
  });

  it('runs only what is new after another sweep point', async () => {
    const cwd = run.copy();
    const again = await assay(['run', edited(cwd, 'filters: [6, 8]', 'filters: [6, 7, 8]'), '--json'], { cwd });
    const reused = stepsThat('reused', again);
    expect(reused).toEqual(STEPS.filter((step) => step.includes('[') || step === 'data' || step === 'autoencoder'));
  });

  it('--force runs a step whose result is there', async () => {
    const again = await assay(['run', TINY, '--json', '--force', 'filters'], { cwd: run.copy() });
    expect(stepsThat('finished', again)).toEqual(['filters[filters=6]', 'filters[filters=8]']);
  });

  it('--force with an unknown step says which there are', async () => {
    const { code, err } = await assay(['run', TINY, '--force', 'filter'], { cwd: tempDir() });
    expect(code).toBe(2);
    expect(err).toContain('Unknown step "filter", did you mean "filters"?');
  });

  it('--json prints one object per event, the plan first and the end last, and nothing else', async () => {
    const again = await assay(['run', TINY, '--json', '--force', 'summary'], { cwd: run.copy() });
    expect(again.err).toBe('');
    const types = eventsOf(again).map(({ type }) => type);
    expect(types[0]).toBe('plan');
    expect(types.at(-1)).toBe('end');
    expect(new Set(types.slice(1, -1))).toEqual(new Set(['reused', 'started', 'finished']));
  });

  it('--set changes one value, with its type, and keeps it in the record of the run', async () => {
    const cwd = run.copy();
    const set = ['--set', 'steps.similar.thresholds=[0.25]', '--set', 'sweep.filters=[8]'];
    const again = await assay(['run', TINY, ...set], { cwd });
    expect(again.code).toBe(0);
    expect(again.out.split('\n').filter((line) => line.startsWith('conv1'))).toEqual([
      expect.stringMatching(/^conv1 +8 +\S+ +0.25 /),
    ]);
    const shown = JSON.parse((await assay(['show', 'tiny', '--json'], { cwd })).out) as {
      source: { steps: { similar: unknown } };
    };
    expect(shown.source.steps.similar).toMatchObject({ thresholds: [0.25] });
  });

  it.each([
    ['steps.training.epochs=two', 'Expected a whole number for "epochs", found "two"'],
    ['steps.training.epoch=2', 'did you mean "epochs"?'],
    ['steps.training.epochs', '--set'],
    ['seed=1e400', 'finite'],
  ])('--set %s is a diagnostic', async (set, message) => {
    const cwd = tempDir();
    const { code, out, err } = await assay(['run', TINY, '--set', set], { cwd });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(filesIn(cwd)).toEqual([]);
  });

  it('--store and ASSAY_STORE move the store', async () => {
    const store = join(run.folder, 'artifacts');
    const reused = '11 steps, 11 to reuse. Nothing to do.';
    const cwd = tempDir();
    expect((await assay(['plan', TINY], { cwd })).out).not.toContain(reused);
    expect((await assay(['plan', TINY, '--store', store], { cwd })).out).toContain(reused);
    expect((await assay(['plan', TINY], { cwd, env: { ASSAY_STORE: store } })).out).toContain(reused);
    // What is written on the command line comes first.
    const both = await assay(['plan', TINY, '--store', 'elsewhere'], { cwd, env: { ASSAY_STORE: store } });
    expect(both.out).not.toContain(reused);
    const set = [
      '--set',
      'steps={ data: { stage: load, dataset: digits } }',
      '--set',
      'outputs={}',
      '--set',
      'sweep={}',
      '--set',
      'models={}',
    ];
    const elsewhere = await assay(['run', TINY, '--store', 'here/store', ...set], { cwd });
    expect(elsewhere.err).toContain('1 step: 1 run');
    expect(filesIn(cwd).every((file) => file.startsWith('here/store/'))).toBe(true);
  });
});
