import { describe, expect, it } from 'vitest';
import { assay, finishedRun, leftovers, TINY } from '../helpers/assay.ts';

// The real program on a real training: what it says of results made under another number of threads.

const run = finishedRun();
/** One of the two networks: the steps are the same, and there are fewer of them. */
const ONE = ['--set', 'sweep.filters=[6]'];

interface Verified {
  readonly sample: object;
  readonly conditions: readonly string[];
  readonly artifacts: readonly {
    id: string;
    port: string;
    outcome: string;
    difference?: { size: number; absolute: number; text: string };
  }[];
}

async function verified(cwd: string, ...args: readonly string[]): Promise<{ code: number | null; last: Verified }> {
  const { code, out } = await assay(['verify', TINY, '--json', ...args], { cwd });
  return { code, last: JSON.parse(out.trimEnd().split('\n').at(-1) ?? '') as Verified };
}

describe('assay verify', () => {
  it('makes a sample of steps again from recorded inputs, in processes of their own, and leaves nothing behind', async () => {
    const cwd = run.copy();
    const { code, out, err } = await assay(
      ['verify', TINY, ...ONE, '--sample', '9', '--seed', '4', '--until', 'training'],
      {
        cwd,
      },
    );
    expect(code).toBe(0);
    expect(err).toContain('Sampled 2 of 2 steps (to repeat: --sample 2 --seed 4)');
    expect(out).toBe('Run 1 of tiny: all 4 artifacts of 2 of 2 steps (seed 4) came out the same, byte for byte.\n');
    expect((await assay(['log'], { cwd })).out).toMatch(/^tiny +1 +done .* 4\/34 /m);
    expect((await assay(['show', 'tiny'], { cwd })).out).toMatch(/^verified 4\/34$/m);
    expect(leftovers(cwd)).toEqual([]);
  });

  it('tells by how much results under another number of threads differ, and takes rounding for the same', async () => {
    const cwd = run.copy();
    const threads = [...ONE, '--until', 'similar', '--set', 'runtime.threads=1'];
    const strict = await verified(cwd, ...threads);
    expect([strict.code, strict.last.conditions]).toEqual([1, ['runtime.threads 2 -> 1']]);
    const model = strict.last.artifacts.find(({ id, port }) => id === 'training[filters=6]' && port === 'model');
    expect(model?.outcome).toBe('different');
    // Weights of one float32 training step more or less rounding: some digits, not all.
    expect(model?.difference?.absolute).toBeGreaterThan(1e-9);
    expect(model?.difference?.absolute).toBeLessThan(1e-5);
    expect(model?.difference?.text).toMatch(/most at final\/\w+\.\w+\[[\d, ]+\]; \d+ of 4474 numbers differ$/);
    const wide = await verified(cwd, ...threads, '--tolerance', 'default');
    expect(wide.code).toBe(0);
    expect(new Set(wide.last.artifacts.map(({ outcome }) => outcome))).toEqual(new Set(['same', 'within']));
    const narrow = await verified(cwd, ...threads, '--tolerance', 'default', '--tolerance', 'model=1e-12');
    expect(narrow.code).toBe(1);
    expect(narrow.last.artifacts.find(({ outcome }) => outcome === 'different')?.port).toBe('model');
  });

  it('refuses to compare other work, an unknown kind and a seed for nothing', async () => {
    const cwd = run.folder;
    const other = await assay(['verify', TINY, '--set', 'steps.training.epochs=2'], { cwd });
    expect([other.code, other.out]).toEqual([2, '']);
    expect(other.err).toContain('training[filters=6]: params.epochs 1 -> 2');
    const kind = await assay(['verify', TINY, '--tolerance', 'weights=1e-5'], { cwd });
    expect([kind.code, kind.err.includes('Unknown kind of artifact "weights"')]).toEqual([2, true]);
    expect((await assay(['verify', TINY, '--sample', '0'], { cwd })).code).toBe(2);
  });
});
