import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { codeDigest } from '../../../engine/packs/code-digest.ts';
import { assay, finishedRun, ROOT, TINY } from '../../helpers/assay.ts';
import { builtDigests, copyOfProgram, replaceDigest } from '../../helpers/program-copy.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

// What the engine itself does to the bytes of a result is in every key.

const run = finishedRun();

/** The digest of the rules of a copy of the compiled engine in which one file says something else. */
async function digestWith(file: string, from: string, to: string): Promise<string> {
  const folder = tempDir();
  cpSync(join(ROOT, 'dist', 'engine'), join(folder, 'engine'), { recursive: true });
  const text = readFileSync(join(folder, file), 'utf8');
  if (!text.includes(from)) throw new Error(`${file} does not say ${from}`);
  writeFileSync(join(folder, file), text.replace(from, to));
  return (await codeDigest(join(folder, 'engine', 'execute', 'rules.js'), ROOT)).code.digest;
}

describe('the digest of the rules', () => {
  let before = '';
  beforeAll(async () => {
    before = (await codeDigest(join(ROOT, 'dist', 'engine', 'execute', 'rules.js'), ROOT)).code.digest;
  });

  it.each([
    ['how seeds are derived', 'engine/core/seed.js', 'slice(0, 16)', 'slice(0, 15)'],
    [
      'what a worker sees',
      'engine/execute/executors/worker-environment.js',
      'PATH HOME',
      'PATH TF_ENABLE_ONEDNN_OPTS HOME',
    ],
    ['when a step gets a worker', 'engine/execute/executors/worker-environment.js', '(LD|DYLD)', '(DYLD)'],
    ['what a stage is given', 'engine/execute/perform.js', 'deriveSeed(request.seed, stream)', 'request.seed'],
    ['what is in a fingerprint', 'engine/plan/fingerprint.js', 'params: step.params', 'params: {}'],
    ['how a digest is made', 'engine/core/digest.js', "'sha256'", "'sha512'"],
  ])('changes with %s', async (_, file, from, to) => {
    expect(await digestWith(file, from, to)).not.toBe(before);
  });

  it.each([
    ['a comment', 'engine/core/seed.js', 'export function', '// Something else.\nexport function'],
    ['what a full disk is called', 'engine/store/local/atomic.js', 'ENOSPC', 'ENOSPACE'],
    ['how a worker is started', 'engine/execute/executors/child.js', 'GRACE_MS = 1500', 'GRACE_MS = 1600'],
  ])('does not change with %s', async (_, file, from, to) => {
    expect(await digestWith(file, from, to)).toBe(before);
  });
});

describe('assay plan, after a change of the rules', () => {
  it('runs every step again, and says that it was not the code of the stage', async () => {
    const main = copyOfProgram();
    const cwd = run.copy();
    expect((await assay(['plan', TINY], { cwd, main })).out).toContain('11 to reuse');

    // What another build with other rules does.
    const { rules } = await builtDigests();
    expect(rules).toMatch(/^sha256:[0-9a-f]{64}$/);
    replaceDigest(main, rules);
    const planned = await assay(['plan', TINY, '--json'], { cwd, main });
    const { steps } = JSON.parse(planned.out) as { steps: { id: string; action: string }[] };
    expect(steps.filter(({ action }) => action === 'reuse')).toEqual([]);
    const words = (await assay(['plan', TINY, '--all'], { cwd, main })).out;
    expect(words).toContain("Assay's own rules changed");
    expect(words).not.toContain('code changed');

    // Whoever knows that these rules change nothing may say so.
    const accepted = await assay(['accept', TINY, 'data'], { cwd, main });
    expect(accepted.out).toContain('data');
    expect(accepted.code).toBe(0);
  });
});
