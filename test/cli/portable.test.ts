import { describe, expect, it } from 'vitest';
import { assay, finishedRun, publishedOf, stepsThat, TINY } from '../helpers/assay.ts';

// The backend for machines without the native library: asked for here, so that its tests run everywhere.

const run = finishedRun();
const PORTABLE = ['--set', 'runtime.backend=portable'];

interface Planned {
  readonly runtime: { readonly backend: string };
  readonly steps: readonly { readonly id: string; readonly action: string; readonly key?: string }[];
}

async function planOf(cwd: string, ...args: readonly string[]): Promise<Planned> {
  return JSON.parse((await assay(['plan', TINY, '--json', ...args], { cwd })).out) as Planned;
}

describe('the portable backend', () => {
  it('runs the tiny experiment, and never takes a native result for its own', async () => {
    const cwd = run.copy();
    const native = await planOf(cwd);
    const portable = await planOf(cwd, ...PORTABLE);
    const numeric = portable.steps.filter(({ id }) => id.startsWith('training') || id === 'autoencoder');
    expect(numeric).toHaveLength(3);
    for (const step of numeric) {
      expect(step).toMatchObject({ action: 'run' });
      expect(step.key).not.toBe(native.steps.find(({ id }) => id === step.id)?.key);
    }

    const first = await assay(['run', TINY, '--json', ...PORTABLE], { cwd });
    expect(first.code).toBe(0);
    expect(stepsThat('reused', first)).toEqual(['data']);
    // Named in the run, and in the record of every numeric step.
    expect((await assay(['show', 'tiny'], { cwd })).out).toContain('backend portable, threads 1');
    const shown = await assay(['show', 'tiny', '--step', 'training', '--json'], { cwd });
    const records = JSON.parse(shown.out) as { record: { fingerprint: { runtime: object } } }[];
    for (const { record } of records) expect(record.fingerprint.runtime).toMatchObject({ backend: 'portable' });

    // Each finds its own results again.
    expect(stepsThat('reused', await assay(['run', TINY, '--json', ...PORTABLE], { cwd }))).toHaveLength(11);
    expect(stepsThat('reused', await assay(['run', TINY, '--json'], { cwd }))).toHaveLength(11);
    const published = publishedOf(cwd, 'tiny', 4);
    expect(published).toEqual(publishedOf(cwd, 'tiny', 1));
    expect(Object.keys(publishedOf(cwd, 'tiny', 2))).toEqual(Object.keys(published));

    // Not the same bits, but nearly the same numbers.
    const lossesOf = async (number: string): Promise<readonly number[]> => {
      const { steps } = JSON.parse((await assay(['show', 'tiny', number, '--json'], { cwd })).out) as {
        steps: { metrics: Record<string, number> }[];
      };
      return steps.flatMap(({ metrics }) => metrics['testLoss'] ?? []);
    };
    const [here, there] = [await lossesOf('1'), await lossesOf('2')];
    expect(here).toHaveLength(3);
    for (const [index, loss] of here.entries()) expect(there[index]).toBeCloseTo(loss, 3);
  });
});
