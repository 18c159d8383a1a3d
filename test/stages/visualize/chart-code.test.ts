import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { codeDigest } from '../../../engine/packs/code-digest.ts';
import { stepModules } from '../../../scripts/step-code.mjs';
import { charts } from '../../../stages/visualize/charts/index.ts';
import { assay, finishedRun, ROOT, TINY } from '../../helpers/assay.ts';
import { builtDigests, copyOfProgram, replaceDigest } from '../../helpers/program-copy.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

// Every chart has a digest of its own: an edit reruns the steps whose charts it reaches, and nothing else.

const run = finishedRun();

/** The digests of all steps' code in a folder of compiled sources. */
async function digestsIn(folder: string): Promise<Record<string, string>> {
  const modules = Object.entries(stepModules(join(folder, 'stages')));
  const digests = modules.map(async ([name, file]) => [name, (await codeDigest(file, ROOT)).code.digest] as const);
  return Object.fromEntries(await Promise.all(digests));
}

describe('the code digests of charts', () => {
  let before: Record<string, string> = {};
  beforeAll(async () => {
    before = await digestsIn(join(ROOT, 'dist'));
  });

  /** The steps whose code changes when one compiled file says something else. */
  async function changedWith(file: string, from: string, to: string): Promise<string[]> {
    const folder = tempDir();
    for (const part of ['engine', 'nn', 'schema', 'stages']) {
      cpSync(join(ROOT, 'dist', part), join(folder, part), { recursive: true });
    }
    const text = readFileSync(join(folder, file), 'utf8');
    if (!text.includes(from)) throw new Error(`${file} does not say ${from}`);
    writeFileSync(join(folder, file), text.replace(from, to));
    const after = await digestsIn(folder);
    expect(Object.keys(after)).toEqual(Object.keys(before));
    return Object.keys(after).filter((name) => after[name] !== before[name]);
  }

  it('are there for every chart, in the table that keys are made of', async () => {
    const built = (await import(join(ROOT, 'dist', 'stages', 'digests.js'))) as { digests: Record<string, unknown> };
    const names = Object.keys(built.digests).filter((name) => name.startsWith('visualize'));
    expect(names).toEqual(charts.map(({ kind }) => `visualize/${kind}`).sort());
  });

  it.each([
    ['the chart itself', 'charts/heat-map.js', 'SIDE = 1040', 'SIDE = 1041', ['visualize/heat-map']],
    ['a part of one chart', 'charts/heat-map/dendrogram.js', 'at + 0.5', 'at + 0.25', ['visualize/heat-map']],
    [
      'a part that it imports when it draws',
      'charts/compare/sheet.js',
      'CHART = 300',
      'CHART = 301',
      ['visualize/compare'],
    ],
    [
      'a helper that three share',
      '../statistics/principal.js',
      '.sort(',
      '.toSorted(',
      ['cluster', 'visualize/floor', 'visualize/latent'],
    ],
    [
      'a shared way to draw',
      '../drawing/tiles.js',
      'Math.round(255',
      'Math.floor(255',
      ['autoencode', 'cluster', 'visualize/augmentation', 'visualize/manifold', 'visualize/mistakes'],
    ],
  ])('change with %s, and no others do', async (_, file, from, to, steps) => {
    expect(await changedWith(join('stages', 'visualize', file), from, to)).toEqual(steps);
  });

  it('do not change with the stage that lists them', async () => {
    expect(await changedWith(join('stages', 'visualize', 'stage.js'), "'visualize'", "'draw'")).toEqual([]);
  });
});

describe('assay plan, after a change of one chart', () => {
  it('runs the steps of this chart again, and reuses all others', async () => {
    const main = copyOfProgram();
    const cwd = run.copy();

    // What another build with another chart does.
    replaceDigest(main, (await builtDigests()).digests['visualize/curves']?.digest ?? 'none');
    const planned = await assay(['plan', TINY, '--json'], { cwd, main });
    const { steps } = JSON.parse(planned.out) as { steps: { id: string; action: string }[] };
    const again = steps.filter(({ action }) => action !== 'reuse').map(({ id }) => id);
    expect(again).toEqual(['curves']);
    expect((await assay(['plan', TINY, '--all'], { cwd, main })).out).toContain('code changed');
  });
});
