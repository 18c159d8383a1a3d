import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { planJson, renderPlan } from '../../../engine/cli/commands/plan.ts';
import { digestOfBytes } from '../../../engine/core/digest.ts';
import type { Json } from '../../../engine/core/json.ts';
import type { Plan, PlannedAction } from '../../../engine/core/plan.ts';
import type { Reason } from '../../../engine/core/reason.ts';
import type { Reach } from '../../../engine/core/stage.ts';
import { fakeStage } from '../../helpers/fake-stage.ts';
import { planOf, step } from '../../helpers/fake-world.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { toyCommandLine } from '../../helpers/toy-application.ts';

const YAML = `
experiment: toy
steps:
  one: { stage: number, value: 1 }
  all: { stage: sum, of: one }
`;

let line = toyCommandLine();
let folder = '';
let file = '';
let store: string[] = [];
beforeEach(() => {
  line = toyCommandLine();
  folder = tempDir();
  file = join(folder, 'toy.yaml');
  writeFileSync(file, YAML);
  store = ['--store', join(folder, 'store')];
});

const plan = (...args: string[]): ReturnType<typeof line.assay> => line.assay('plan', file, ...store, ...args);

describe('renderPlan()', () => {
  const key = digestOfBytes('key');
  const train = { ...fakeStage({ name: 'train' }).stage, extends: 'epochs' };
  const steps: Plan = planOf([step('a', train), step('b', train), step('c', train), step('d', train, {}, ['c'])]);
  const changed = (name: string, was: Json, now: Json): Reason => ({
    why: 'changed',
    path: ['params', name],
    was,
    now,
  });
  const runs = (reasons: readonly Reason[], from?: Reach): PlannedAction => {
    const fingerprint = { format: 1, rules: 'r', stage: 'train', code: {}, params: {}, inputs: {} } as const;
    return { action: 'run', key, fingerprint, reasons, ...(from !== undefined && { from }) };
  };
  const actions = new Map<string, PlannedAction>([
    ['a', runs([changed('epochs', 50, 60)], { at: 50 })],
    ['b', runs([{ why: 'output-lost', output: 'model' }])],
    ['c', runs([changed('epochs', 1, 2), changed('learningRate', 0.01, 0.02)], { at: 1 })],
    ['d', { action: 'wait', on: ['c'] }],
  ]);

  test('says run, extend, heal and wait, and whose checkpoint a step continues from', () => {
    expect(
      renderPlan(steps, actions, { all: false })
        .split('\n')
        .map((text) => text.replaceAll(/ {2,}/g, ' | ')),
    ).toEqual([
      'test: 4 steps, 0 to reuse, 1 to run, 1 to extend, 1 to heal, 1 waits for them',
      '',
      'step | stage | action | why',
      expect.stringMatching(/^-+/),
      'a | train | extend | params.epochs 50 -> 60; continues after 50 epochs',
      'b | train | heal | output model is lost or damaged',
      'c | train | run | params.epochs 1 -> 2; params.learningRate 0.01 -> 0.02; continues after 1 epoch with the same settings',
      'd | train | wait | depends on c',
    ]);
  });

  test('says how far a checkpoint inside an epoch goes, and has it in JSON', () => {
    const part = { done: 120, of: 469, unit: 'batches' };
    const inside = new Map([['a', runs([{ why: 'never-run' }], { at: 3, part })]]);
    expect(renderPlan(planOf([step('a', train)]), inside, { all: false })).toContain(
      '; continues after 3 epochs and 120 of 469 batches with the same settings',
    );
    expect(planJson(planOf([{ ...step('a', train), point: { n: 1 } }]), inside)).toMatchObject({
      steps: [{ name: 'a', point: { n: 1 }, from: 3, part }],
    });
  });

  test('says where the rest of a list is', () => {
    const many = runs(['a', 'b', 'c', 'd', 'e'].map((name) => changed(name, 1, 2)));
    expect(renderPlan(planOf([step('a', train)]), new Map([['a', many]]), { all: false })).toContain(
      '; params.c 1 -> 2; and 2 more (see --json)',
    );
  });

  test('has the kind in JSON beside the action, which stays run', () => {
    const { steps: told } = planJson(steps, actions) as { steps: { action: string; kind?: string }[] };
    expect(told.map(({ action, kind }) => [action, kind])).toEqual([
      ['run', 'extend'],
      ['run', 'heal'],
      ['run', 'run'],
      ['wait', undefined],
    ]);
  });
});

describe('assay plan', () => {
  test('counts one step as one, and one that is waited for as it', async () => {
    expect((await plan()).out).toContain('toy: 2 steps, 0 to reuse, 1 to run, 1 waits for it\n');
    expect((await plan('--until', 'one')).out).toContain('toy: 1 step, 0 to reuse, 1 to run\n');
    await line.assay('run', file, ...store);
    expect((await plan()).out).toBe('toy: 2 steps, 2 to reuse. Nothing to do.');
  });

  test('--force plans to run a step whose result is there; what depends on it waits', async () => {
    await line.assay('run', file, ...store);
    const { out } = await plan('--force', 'one');
    expect(out).toContain('toy: 2 steps, 0 to reuse, 1 to run, 1 waits for it');
    expect(out).toMatch(/^one +number +run +forced$/m);
    const both = ['--force', 'one', '--force', 'all'];
    expect((await plan(...both)).out).toMatch(/^all +sum +wait +depends on one; forced$/m);
    const { steps } = JSON.parse((await plan(...both, '--json')).out) as { steps: object[] };
    expect(steps[1]).toMatchObject({ action: 'wait', on: ['one'], forced: true });
    const wrong = await plan('--force', 'two');
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('Unknown step "two"')]);
  });

  test('a lost object is healed and what depends on it is reused; so does run --plan', async () => {
    const other = ['--set', 'steps.all.plus=5']; // so that the two steps make different bytes
    await line.assay('run', file, ...store, ...other);
    const { steps } = JSON.parse(readFileSync(join(folder, 'store/runs/toy/1/run.json'), 'utf8')) as {
      steps: { id: string; outputs: { out: { digest: string } } }[];
    };
    const hex = steps.find(({ id }) => id === 'one')?.outputs.out.digest.replace('sha256:', '') ?? '';
    rmSync(join(folder, 'store/objects/sha256', hex.slice(0, 2), hex.slice(2)));
    const saved = join(folder, 'plan.json');
    expect((await plan('-o', saved, ...other)).out).toContain('toy: 2 steps, 1 to reuse, 1 to heal\n');
    const runs = line.toys.runs.length;
    expect((await line.assay('run', '--plan', saved, ...store)).code).toBe(0);
    expect(line.toys.runs.slice(runs)).toEqual(['number {"value":1}']);
  });
});

describe('assay plan -o and run --plan', () => {
  const saved = (): string => join(folder, 'plan.json');
  const runIt = (...args: string[]): ReturnType<typeof line.assay> =>
    line.assay('run', '--plan', saved(), ...store, ...args);

  test('remember the forced steps', async () => {
    await line.assay('run', file, ...store);
    await plan('--force', 'one', '-o', saved());
    const done = await runIt();
    expect([done.code, line.toys.runs.length]).toEqual([0, 3]);
    expect(done.err).toContain('one: started (forced)');
  });

  test('name the field that has changed since, of steps that run, that are reused and that wait', async () => {
    await plan('-o', saved());
    writeFileSync(file, YAML.replace('value: 1', 'value: 4').replace('of: one', 'of: one, plus: 2'));
    const { code, err } = await runIt();
    expect(code).toBe(2);
    expect(err).toContain('  one: params.value 1 -> 4\n  all: params.plus 0 -> 2\n');
    writeFileSync(file, YAML);
    await line.assay('run', file, ...store);
    await plan('-o', saved());
    line.toys.code['number'] = { digest: 'n2' };
    expect((await runIt()).err).toContain('  one: code changed\n');
  });

  test('tell all differences with --json, and that this is so', async () => {
    const swept = YAML.replace('steps:', 'sweep: { n: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] }\nsteps:');
    writeFileSync(file, swept.replace('value: 1', 'value: $n').replace('of: one', 'of: one, over: [n]'));
    await plan('-o', saved());
    writeFileSync(file, readFileSync(file, 'utf8').replace('[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]', '[10]'));
    const short = await runIt();
    expect(short.err).toContain('and 2 more: --json lists all');
    expect(short.err).not.toContain('one[n=9] is gone');
    const long = await runIt('--json');
    expect(long.code).toBe(2);
    for (let n = 1; n < 10; n++) expect(long.err).toContain(`one[n=${n}] is gone`);
  });

  test('of an older Assay, without fingerprints, is still read', async () => {
    await plan('-o', saved());
    const text = readFileSync(saved(), 'utf8');
    const { force: _, ...old } = JSON.parse(text) as { force: unknown; steps: { fingerprint?: unknown }[] };
    for (const each of old.steps) delete each.fingerprint;
    writeFileSync(saved(), JSON.stringify(old));
    writeFileSync(file, YAML.replace('value: 1', 'value: 4'));
    expect((await runIt()).err).toContain('one has another key');
    writeFileSync(file, YAML);
    expect((await runIt()).code).toBe(0);
  });

  test('say what was found where a plan cannot be written or read, and what to do', async () => {
    const where = join(folder, 'nope', 'x.json');
    expect(await plan('-o', where)).toMatchObject({
      code: 2,
      err: `Error: Cannot write the plan to "${where}": there is no folder "${join(folder, 'nope')}"\nHint: Pass -o a file in a folder that exists and that you may write to, for example plan.json.`,
    });
    expect((await runIt()).err).toBe(
      `Error: Cannot read the plan "${saved()}": there is no such file\nHint: Make one with "assay plan FILE -o plan.json".`,
    );
    const other = await line.assay('run', '--plan', file, ...store);
    expect(other.err).toContain('is not a saved plan: expected JSON');
    mkdirSync(saved());
    expect((await runIt()).err).toContain('it is a folder');
    expect((await plan('-o', saved())).err).toContain('it is a folder');
  });

  test('refuse what is no plan', async () => {
    await plan('-o', saved());
    const whole = JSON.parse(readFileSync(saved(), 'utf8')) as Record<string, unknown>;
    const wrong = [
      { format: 2 },
      { steps: [null] },
      { selection: { until: [1] } },
      { force: 'one' },
      { overrides: [1] },
    ];
    for (const change of wrong) {
      writeFileSync(saved(), JSON.stringify({ ...whole, ...change }));
      const { code, err } = await runIt();
      expect([code, err]).toEqual([2, expect.stringContaining('is not a plan of this version of Assay')]);
    }
  });
});
