import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assay, filesIn, ROOT } from './helpers/assay.ts';
import { HEAVY, noteModules } from './helpers/loaded-modules.ts';
import { tempDir } from './helpers/temp-dir.ts';

const FOLDER = join(ROOT, 'experiments');
const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));

describe.each(files.sort())('experiments/%s', (name) => {
  it('is valid, and planned without TensorFlow and without a trace', async () => {
    const cwd = tempDir();
    const notes = noteModules(tempDir());
    const { code, out } = await assay(['plan', join(FOLDER, name), '--json'], { cwd, env: notes.env });
    expect(code).toBe(0);
    const plan = JSON.parse(out) as { ok: boolean; steps: { action: string }[]; outputs: unknown[] };
    expect(plan.ok).toBe(true);
    expect(plan.steps.length).toBeGreaterThan(0);
    // In an empty store nothing can be reused, and what takes no artifact is ready to run.
    expect(new Set(plan.steps.map((step) => step.action))).toEqual(new Set(['run', 'wait']));
    expect(plan.outputs.length).toBeGreaterThan(0);
    expect(notes.loaded().some((module) => /dist\/program\/plan-[^/]*\.js$/.test(module))).toBe(true);
    expect(notes.loaded().filter((module) => HEAVY.test(module))).toEqual([]);
    expect(filesIn(cwd)).toEqual([]);
  });

  it('names the schema that completes it in editors, and itself', () => {
    const [first, ...rest] = readFileSync(join(FOLDER, name), 'utf8').split('\n');
    expect(first).toMatch(/^# yaml-language-server: \$schema=(\.\.\/)+schema\/experiment\.schema\.json$/);
    // `assay show experiments/x.yaml` looks for the experiment x.
    expect(rest.some((line) => line === `experiment: ${name.replace(/^.*\//, '').replace('.yaml', '')}`)).toBe(true);
  });
});

describe.each(['first-layer', 'second-layer-3x3', 'second-layer-5x5'])('experiments/%s.yaml', (name) => {
  it('runs its steps once, and with --set sweep.repeat=3 three times without a change of the file', async () => {
    const ids = async (...more: string[]): Promise<readonly string[]> => {
      const args = ['plan', join(FOLDER, `${name}.yaml`), '--json', '--set', 'sweep.filters=[32, 64]', ...more];
      const { code, out, err } = await assay(args, { cwd: tempDir() });
      expect({ code, err }).toEqual({ code: 0, err: '' });
      return (JSON.parse(out) as { steps: { id: string }[] }).steps.map((step) => step.id);
    };
    const once = await ids();
    expect(once).toContain('training[filters=32]');
    expect(once.join()).not.toContain('repeat');
    const thrice = await ids('--set', 'sweep.repeat=3');
    expect(thrice).toContain('training[filters=64,repeat=2]');
    expect(thrice.filter((id) => id.startsWith('training'))).toHaveLength(6);
    // Steps over the repeats stay one.
    for (const step of ['summary', 'by-filters']) expect(thrice).toContain(step);
  });
});

describe('assay validate', () => {
  it('finds nothing wrong with any of them', async () => {
    const paths = files.map((name) => join(FOLDER, name));
    const { code, out, err } = await assay(['validate', ...paths], { cwd: tempDir() });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.match(/: ok, \d+ steps?, \d+ outputs$/gm)).toHaveLength(files.length);
  });
});
