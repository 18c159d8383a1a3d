import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { RunRecord } from '../../../engine/runs/run-record.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { toyCommandLine } from '../../helpers/toy-application.ts';

const YAML = `
experiment: toy
execution: { retries: 0 }
sweep: { n: [1, 2] }
steps:
  one: { stage: number, value: $n }
  all: { stage: sum, of: one, over: [n] }
outputs: { all.csv: { from: all, print: true } }
`;

let line = toyCommandLine();
let folder = '';
beforeEach(() => {
  line = toyCommandLine();
  folder = tempDir();
  writeFileSync(join(folder, 'toy.yaml'), YAML);
});

function assay(command: string, ...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const file = command === 'show' ? 'toy' : join(folder, 'toy.yaml');
  return line.assay(command, file, ...args, '--store', join(folder, 'store'));
}

function set(...words: readonly string[]): readonly string[] {
  return words.flatMap((word) => ['--set', word]);
}

function recordOf(run: number): RunRecord {
  return JSON.parse(readFileSync(join(folder, 'store', 'runs', 'toy', String(run), 'run.json'), 'utf8')) as RunRecord;
}

describe('assay run, with resources', () => {
  test('refuses a step that asks for more memory than the machine has before anything runs', async () => {
    const { code, err } = await assay('run', ...set('steps.all.resources={ memory: 900000 TB }'));
    expect(code).toBe(2);
    expect(err).toMatch(/^Error: Cannot run all: it asks for 900000 TB of memory, and this machine has [\d.]+ [GT]B$/m);
    expect(err).toContain('Change "resources" of step "all" in');
    expect([line.toys.runs, existsSync(join(folder, 'store', 'runs'))]).toEqual([[], false]);
  });

  test('runs a step alone that asks for more cores than there are, and takes its result whatever it asks for', async () => {
    expect((await assay('run', ...set('execution.resources={ cores: 64 }'))).code).toBe(0);
    expect((await assay('run', ...set('steps.all.resources={ memory: 900000 TB }'))).code).toBe(0);
    expect(recordOf(2).steps.map(({ action }) => action)).toEqual(['reused', 'reused', 'reused']);
  });
});

describe('assay run, with retries', () => {
  test('tells that a step is tried again, remembers it, and show tells it', async () => {
    line.toys.failures = 2;
    const run = await assay('run', '--jobs', '1', ...set('execution.retries=2'));
    expect(run.code).toBe(0);
    expect(run.err).toContain('one[n=1]: failed (The toy is broken); tried again, 1 of 2');
    expect(run.err).toContain('one[n=1]: failed (The toy is broken); tried again, 2 of 2');
    const error = { message: 'The toy is broken', hint: 'Mend it.' };
    const [first, ...others] = recordOf(1).steps;
    expect(first?.attempts?.map((attempt) => attempt.error)).toEqual([error, error]);
    expect(others.map((step) => step.attempts)).toEqual([undefined, undefined]);
    const shown = await assay('show', '--step', 'one');
    expect(shown.out).toMatch(/^ {2}attempt {2}1 failed after \d+ ms: The toy is broken; tried again$/m);
    expect(shown.out).toMatch(/^ {2}attempt {2}2 failed after/m);
  });

  test('fails when all are used up, and says in the end how', async () => {
    line.toys.failures = 2;
    const run = await assay('run', '--jobs', '1', ...set('steps.one.retries=1'));
    expect(run.code).toBe(1);
    expect(recordOf(1).steps[0]).toMatchObject({
      action: 'failed',
      attempts: [{ error: { message: 'The toy is broken' } }],
      error: { message: 'The toy is broken' },
    });
    expect((await assay('show')).out).toMatch(/^all +skipped +- +because one\[n=1\] failed$/m);
  });
});

describe('assay run, with failure: stop', () => {
  test('starts nothing more, and is no interruption', async () => {
    line.toys.failures = 1;
    const run = await assay('run', '--jobs', '1', ...set('steps.one.failure=stop'));
    expect(run.code).toBe(1);
    expect(run.err).toContain('note: No further step is started, because one[n=1] says "failure: stop"');
    expect(run.err).toContain('failed: 3 steps: 1 failed, 2 skipped');
    expect(line.toys.runs).toHaveLength(1);
    expect(recordOf(1).status).toBe('failed');
  });
});

describe('retries, timeout and failure', () => {
  test('are in no key: who changes them runs nothing again', async () => {
    await assay('run');
    const runs = line.toys.runs.length;
    const all = set('execution.retries=3', 'execution.timeout=2h', 'steps.one.failure=stop', 'steps.all.timeout=90');
    const plan = JSON.parse((await assay('plan', '--json', ...all)).out) as { steps: { action: string }[] };
    expect(plan.steps.map((step) => step.action)).toEqual(['reuse', 'reuse', 'reuse']);
    expect((await assay('run', ...all)).err).toContain('3 steps: 3 reused');
    expect(line.toys.runs).toHaveLength(runs);
    expect(recordOf(2).steps.map((step) => step.key)).toEqual(recordOf(1).steps.map((step) => step.key));
  });

  test('are checked like all else, before anything runs', async () => {
    const wrong = await assay('run', ...set('steps.one.timeout=30 minuts'));
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain(
      'Expected a duration such as 90s, 30min or 2h, a number of seconds, or none for "timeout"',
    );
    expect(line.toys.runs).toEqual([]);
  });
});
