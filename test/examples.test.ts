import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assay, eventsOf, ROOT, stepsThat } from './helpers/assay.ts';
import { writeFiles } from './helpers/project.ts';
import { tempDir } from './helpers/temp-dir.ts';

// The projects in examples/, as a user copies and runs them.

function copyOf(example: string): string {
  const folder = join(tempDir(), example);
  cpSync(join(ROOT, 'examples', example), folder, {
    recursive: true,
    filter: (path) => !/\/(artifacts|\.assay|\.venv)$/.test(path),
  });
  return folder;
}

describe('examples/starter', () => {
  it('runs as assay init makes it, and runs nothing the second time', { timeout: 600_000 }, async () => {
    const cwd = tempDir();
    expect((await assay(['init', '--yes'], { cwd })).code).toBe(0);
    const { code, err, out } = await assay(['run', 'experiments/first.yaml'], { cwd });
    expect(code, err).toBe(0);
    expect(out).toMatch(/^filters +share$/m);
    expect((await assay(['plan', 'experiments/first.yaml'], { cwd })).out).toContain('Nothing to do');
  });
});

describe('examples/own-parts', () => {
  it('runs, compares its own kind, and reruns one variant after an edit to it', { timeout: 600_000 }, async () => {
    const cwd = copyOf('own-parts');
    const run = await assay(['run', 'experiments/norms.yaml'], { cwd });
    expect(run.code, run.err).toBe(0);
    const table = readFileSync(join(cwd, 'artifacts/runs/norms/1/ranking.csv'), 'utf8');
    expect(table).toMatch(/^layer,filter,euclidean,largest\n(conv1,\d,[1-4],[1-4]\n){4}$/);
    const again = ['verify', 'experiments/norms.yaml', '--until', 'norms', '--tolerance', 'norms=1e-3'];
    expect((await assay(again, { cwd })).code).toBe(0);
    const largest = readFileSync(join(cwd, 'lab/norms/largest.ts'), 'utf8');
    writeFiles(cwd, { 'lab/norms/largest.ts': largest.replace('Math.max(', '0.5 + Math.max(') });
    const edited = await assay(['run', 'experiments/norms.yaml', '--json'], { cwd });
    // The ranks are the same, so that the step behind is reused: its key is made of content.
    expect(stepsThat('finished', edited)).toContain('norms[measure=largest]');
    expect(stepsThat('reused', edited)).toContain('norms[measure=euclidean]');
    const different = await assay(['verify', 'experiments/norms.yaml', '--run', '1', '--until', 'norms'], { cwd });
    expect(different.code).toBe(1);
    expect(different.out).toContain('differs by up to 0.500');
  });
});

/** Why the example in Python cannot run here; undefined where it can. Makes its virtual environment. */
function noPython(cwd: string): string | undefined {
  const steps = [
    ['python3', '-m', 'venv', '.venv'],
    ['.venv/bin/python', '-m', 'pip', 'install', '--quiet', '-r', 'requirements.txt'],
  ];
  for (const [program = '', ...args] of steps) {
    const { status, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8', timeout: 400_000 });
    if (status !== 0) return `${args.join(' ')}: ${error?.message ?? stderr}`;
  }
  return undefined;
}

describe('examples/python', () => {
  it('reads a trained model with numpy and pandas', { timeout: 900_000 }, async ({ skip }) => {
    const cwd = copyOf('python');
    const reason = noPython(cwd);
    if (reason !== undefined && process.env['ASSAY_REQUIRE_SYSTEM'] === '1') throw new Error(reason);
    if (reason !== undefined) skip(`No virtual environment with numpy and pandas can be made here: ${reason}`);
    const run = await assay(['run', 'experiments/weights.yaml', '--json'], { cwd });
    expect(run.code, run.out).toBe(0);
    const folder = join(cwd, 'artifacts/runs/weights/1');
    expect(readFileSync(join(folder, 'weights.csv'), 'utf8')).toMatch(/^tensor,shape,mean,std\nconv1\.bias,8,/);
    // 8 kernels of 5 x 5 with a border of 1, each point 8 wide.
    const picture = readFileSync(join(folder, 'weights.png'));
    expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([8 * 7 * 8, 7 * 8]);
    const notes = eventsOf(run).filter(({ type, step }) => type === 'finished' && step === 'weights');
    expect(notes).toHaveLength(1);
    writeFiles(cwd, { 'scripts/weights.py': `${readFileSync(join(cwd, 'scripts/weights.py'), 'utf8')}\n# Edited.\n` });
    const plan = await assay(['plan', 'experiments/weights.yaml'], { cwd });
    expect(plan.out).toMatch(/^weights +command +run +file scripts\/weights\.py changed$/m);
  });
});
