import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { PlannedStep } from '../../../../engine/core/plan.ts';
import type { StepResult } from '../../../../engine/core/result.ts';
import { StageFailure } from '../../../../engine/core/failure.ts';
import { execute } from '../../../../engine/execute/execute.ts';
import type { DiskStore } from '../../../../engine/store/local/disk.ts';
import { fakeStage, writeAll } from '../../../helpers/fake-stage.ts';
import { clusterStore, clusterWorld, FakeSlurm } from '../../../helpers/fake-slurm.ts';
import { courseOf, planOf, step, withPolicy, type FakeWorld } from '../../../helpers/fake-world.ts';

/** A stage of unknown length: each of its steps gets a task of its own. */
const long = fakeStage({ name: 'long', numeric: true });
/** A stage whose steps are short, because they run in the engine's process elsewhere. */
const short = fakeStage({ name: 'short' });
/** Like `long`, but each step takes `ms`; and what its steps did, in order. */
const paced = fakeStage({
  name: 'paced',
  numeric: true,
  run: async (context) => {
    await sleep(Number(context.params['ms']));
    course.push(context.params['name'] === 'a' ? 'a' : 'b');
    await writeAll(context);
  },
});
const course: string[] = [];
const STAGES = [long.stage, short.stage, paced.stage];

interface Setting {
  readonly store: DiskStore;
  readonly slurm: FakeSlurm;
  readonly run: (steps: readonly PlannedStep[], change?: Parameters<typeof clusterWorld>[2]) => Promise<Ran>;
}

interface Ran {
  readonly world: FakeWorld;
  readonly results: ReadonlyMap<string, StepResult>;
}

async function setting(options?: Parameters<typeof clusterStore>[0]): Promise<Setting> {
  const store = await clusterStore(options);
  const slurm = new FakeSlurm(store, STAGES);
  return {
    store,
    slurm,
    async run(steps, change) {
      const world = clusterWorld(slurm, store, change);
      return { world, results: await execute(planOf(steps), world) };
    },
  };
}

function actions({ results }: Ran): Readonly<Record<string, string>> {
  return Object.fromEntries([...results].map(([id, { action }]) => [id, action]));
}

function errorOf({ results }: Ran, id: string): unknown {
  const result = results.get(id);
  return result?.action === 'failed' ? result.error : result?.action;
}

function notices({ world }: Ran): readonly string[] {
  return courseOf(world).flatMap((line) => (line.startsWith('notice: ') ? [line.slice(8)] : []));
}

describe('Slurm + batching', () => {
  it('makes one array of a sweep, and lets the short steps ride along', async () => {
    const { slurm, run } = await setting();
    const points = Array.from({ length: 20 }, (_, n) => n);
    const ran = await run([
      step('data', long.stage),
      ...points.map((n) => step(`train${n}`, long.stage, { n }, ['data'])),
      ...points.map((n) => step(`filters${n}`, short.stage, { n }, [`train${n}`])),
      ...points.map((n) => step(`chart${n}`, short.stage, { n, c: 1 }, [`filters${n}`, 'data'])),
      step(
        'summary',
        short.stage,
        {},
        points.map((n) => `chart${n}`),
      ),
    ]);
    expect(new Set(Object.values(actions(ran)))).toEqual(new Set(['finished']));
    const submitted = slurm.calls.filter(([program]) => program === 'sbatch');
    expect(submitted.map((args) => args.find((each) => each.startsWith('--array')))).toEqual([
      '--array=0-0',
      '--array=0-19',
      '--array=0-0',
    ]);
    expect(slurm.begun[1]?.ids).toEqual(['train0', 'filters0', 'chart0']);
  });

  it('submits steps that are ready although others become ready all the time', async () => {
    const { run } = await setting();
    const points = Array.from({ length: 60 }, (_, n) => n);
    await run([
      ...points.map((n) => step(`a${n}`, paced.stage, { name: 'a', ms: 15 * n })),
      ...points.map((n) => step(`b${n}`, paced.stage, { name: 'b', ms: 0, n }, [`a${n}`])),
    ]);
    expect(course.length).toBe(120);
    expect(course.indexOf('b')).toBeLessThan(course.lastIndexOf('a'));
  });

  it('submits a sweep of 1,000 points and 5 steps in tens of submissions, and asks Slurm seldom', async () => {
    const { slurm, run } = await setting({ quick: true });
    const points = Array.from({ length: 1000 }, (_, n) => n);
    const ran = await run([
      step('data', long.stage),
      ...points.map((n) => step(`train${n}`, long.stage, { n }, ['data'])),
      ...points.map((n) => step(`tune${n}`, long.stage, { n, tune: 1 }, [`train${n}`])),
      ...points.map((n) => step(`filters${n}`, short.stage, { n }, [`tune${n}`])),
      ...points.map((n) => step(`similar${n}`, short.stage, { n, s: 1 }, [`filters${n}`])),
      ...points.map((n) => step(`chart${n}`, short.stage, { n, c: 1 }, [`similar${n}`])),
    ]);
    expect(Object.values(actions(ran)).filter((action) => action !== 'finished')).toEqual([]);
    expect(slurm.count('sbatch')).toBeLessThan(40);
    expect(slurm.begun.length).toBe(2001);
  }, 300_000);

  it('packs short steps into few tasks', async () => {
    const { slurm, run } = await setting();
    const ran = await run(Array.from({ length: 50 }, (_, n) => step(`s${n}`, short.stage, { n })));
    expect(new Set(Object.values(actions(ran)))).toEqual(new Set(['finished']));
    expect(slurm.count('sbatch')).toBe(1);
    // 50 steps of 5 s, tasks of 120 s.
    expect(slurm.begun.map(({ ids }) => ids.length)).toEqual([24, 24, 2]);
  });

  it('never submits a step that is cached, nor a rider whose result the store has', async () => {
    const { slurm, run } = await setting();
    const steps = [step('a', long.stage), step('b', short.stage, {}, ['a'])];
    await run(steps);
    expect(slurm.count('sbatch')).toBe(1);
    expect(actions(await run(steps))).toEqual({ a: 'reused', b: 'reused' });
    expect(slurm.count('sbatch')).toBe(1);
    const forced = await run(steps, { forced: new Set(['a']) });
    expect(actions(forced)).toEqual({ a: 'finished', b: 'reused' });
    expect(forced.results.get('a')).toMatchObject({ reasons: [{ why: 'forced' }] });
    expect(slurm.begun.at(-1)?.forced).toEqual(['a']);
  });

  it('splits an array that is larger than this Slurm allows', async () => {
    const { slurm, run } = await setting();
    await run(
      Array.from({ length: 5 }, (_, n) => step(`a${n}`, long.stage, { n })),
      { mostTasks: 2 },
    );
    expect(slurm.count('sbatch')).toBe(3);
  });
});

describe('Slurm + failures of a step', () => {
  const broken = fakeStage({
    name: 'broken',
    run: () => Promise.reject(new StageFailure('The loss is NaN', { hint: 'Lower the learning rate.' })),
  });

  it('brings the error and its hint back, names the job, and skips what needs the step', async () => {
    const store = await clusterStore();
    const slurm = new FakeSlurm(store, [...STAGES, broken.stage]);
    const world = clusterWorld(slurm, store);
    const results = await execute(
      planOf([step('a', broken.stage), step('b', short.stage, {}, ['a']), step('c', long.stage)]),
      world,
    );
    expect(results.get('a')).toMatchObject({
      action: 'failed',
      error: { message: 'The loss is NaN', hint: 'Lower the learning rate.' },
      job: {
        id: expect.stringMatching(/^\d+_0$/) as unknown,
        node: 'n1',
        log: expect.stringMatching(/0\.log$/) as unknown,
      },
    });
    expect(results.get('b')).toEqual({ action: 'skipped', because: 'a' });
    expect(results.get('c')?.action).toBe('finished');
  });
});

describe('Slurm + jobs that end without a result', () => {
  it.each([
    ['its node fails', { state: 'NODE_FAIL' }, /its node n\d failed/],
    ['it is preempted', { state: 'PREEMPTED', exitCode: '0:15' }, /a job of higher priority/],
    ['Slurm has forgotten it', { state: 'COMPLETED', forgotten: true }, /Slurm no longer knows its job/],
  ] as const)('are submitted again when %s', async (_, misfortune, words) => {
    const { slurm, run } = await setting();
    slurm.fate = (_task, attempt) => (attempt === 1 ? misfortune : undefined);
    const ran = await run([step('a', long.stage), step('b', short.stage, {}, ['a'])]);
    expect(actions(ran)).toEqual({ a: 'finished', b: 'finished' });
    expect(notices(ran).join('\n')).toMatch(words);
    expect(slurm.count('sbatch')).toBe(2);
  });

  it('are not submitted again for ever', async () => {
    const { slurm, run } = await setting();
    slurm.fate = () => ({ state: 'NODE_FAIL' });
    const ran = await run([step('a', long.stage)]);
    expect(errorOf(ran, 'a')).toMatchObject({
      message: expect.stringMatching(/failed; it was submitted 6 times/) as unknown,
    });
    expect(slurm.count('sbatch')).toBe(6);
  });

  it('leave out a node that does not see the store, and say which', async () => {
    const { slurm, store, run } = await setting();
    slurm.fate = (_task, attempt) => (attempt === 1 ? { state: 'FAILED', exitCode: '0:53', node: 'n2' } : undefined);
    const ran = await run([step('a', long.stage)]);
    expect(actions(ran)).toEqual({ a: 'finished' });
    expect(notices(ran)).toContain(
      `Node n2 does not see the store ${store.root}, or may not write there. Assay submits its steps again, without this node`,
    );
    expect(slurm.calls.filter(([program]) => program === 'sbatch')[1]).toContain('--exclude=n2');
  });

  it('tells what is wrong with the nodes when none is left', async () => {
    const { slurm, run } = await setting();
    slurm.fate = () => ({ state: 'FAILED', exitCode: '78:0' });
    slurm.instead = (program, args) => {
      if (program !== 'sbatch' || !args.some((each) => each.startsWith('--exclude='))) return undefined;
      return {
        code: 1,
        err: 'sbatch: error: Batch job submission failed: Requested node configuration is not available\n',
      };
    };
    const ran = await run([step('a', long.stage)]);
    expect(errorOf(ran, 'a')).toMatchObject({
      message: expect.stringMatching(/^Node n1 does not see the store/) as unknown,
    });
  });

  it.each([
    ['out of memory', { state: 'OUT_OF_MEMORY', exitCode: '0:125' }, /needed more memory/, /resources: \{ memory: /],
    [
      'out of memory where only its output says so',
      { state: 'FAILED', exitCode: '0:9', log: 'slurmstepd-n1: error: Exceeded job memory limit\n' },
      /needed more memory/,
      /resources: \{ memory: /,
    ],
    ['out of time', { state: 'TIMEOUT', exitCode: '0:15' }, /reached the time limit/, /resources: \{ time: /],
    ['cancelled by a person', { state: 'CANCELLED', exitCode: '0:15' }, /was cancelled/, /Run the same command/],
    [
      'dead in its setup',
      { state: 'FAILED', exitCode: '1:0', log: 'module: command not found\n' },
      /ended with exit code 1 on n1, without a result. Its last output was:\nmodule: command not found/,
      /"setup"/,
    ],
  ] as const)('fail the step with what to change: %s', async (_, misfortune, message, hint) => {
    const { slurm, run } = await setting();
    slurm.fate = () => misfortune;
    const ran = await run([step('a', long.stage), step('b', short.stage, {}, ['a']), step('c', short.stage)]);
    expect(errorOf(ran, 'a')).toMatchObject({
      message: expect.stringMatching(message) as unknown,
      hint: expect.stringMatching(hint) as unknown,
    });
    expect(actions(ran)['b']).toBe('skipped');
  });

  it('count as attempts of a step that is retried', async () => {
    const { slurm, run } = await setting();
    slurm.fate = (_task, attempt) => (attempt <= 2 ? { state: 'FAILED', exitCode: '1:0' } : undefined);
    const ran = await run([withPolicy(step('a', long.stage), { retries: 2 })]);
    expect(ran.results.get('a')).toMatchObject({ action: 'finished', attempts: [{}, {}] });
    expect(courseOf(ran.world).filter((line) => line === 'retried a').length).toBe(2);
  });

  it('fail at once when another Assay is installed there, in its words', async () => {
    const { slurm, run } = await setting();
    const refused = { message: 'Node n1 has another Assay: version 9, not 0', hint: 'Let all nodes use the same.' };
    slurm.fate = () => ({ state: 'FAILED', exitCode: '1:0', outcome: { node: 'n1', why: 'end', refused, steps: {} } });
    const ran = await run([step('a', long.stage)]);
    expect(errorOf(ran, 'a')).toMatchObject(refused);
    expect(slurm.count('sbatch')).toBe(1);
  });
});

describe('Slurm + time limits', () => {
  const cancelled = (at: number) => ({ action: 'cancelled', ran: true, reach: { at } }) as const;
  const timeUp = (at: number) => ({
    state: 'FAILED',
    exitCode: '85:0',
    outcome: { node: 'n1', why: 'time', steps: { a: cancelled(at) } } as const,
  });

  it('continues in another job as long as the checkpoint advances', async () => {
    const { slurm, run } = await setting();
    slurm.fate = (_task, attempt) => (attempt <= 3 ? timeUp(attempt) : undefined);
    const ran = await run([step('a', long.stage)]);
    expect(actions(ran)).toEqual({ a: 'finished' });
    expect(slurm.count('sbatch')).toBe(4);
  });

  it('fails when it does not', async () => {
    const { slurm, run } = await setting();
    slurm.fate = () => timeUp(2);
    const ran = await run([step('a', long.stage)]);
    expect(errorOf(ran, 'a')).toMatchObject({ message: expect.stringMatching(/no checkpoint was saved/) as unknown });
    expect(slurm.count('sbatch')).toBe(2);
  });
});

describe('Slurm + a Slurm in trouble', () => {
  const AWAY = { code: 1, err: 'slurm_load_jobs error: Unable to contact slurm controller (connect failure)\n' };

  it('waits while the queue does not answer, says so once, and uses the results all the same', async () => {
    const { slurm, run } = await setting();
    let asked = 0;
    slurm.instead = (program) => (program === 'squeue' && (asked += 1) <= 3 ? AWAY : undefined);
    const ran = await run(Array.from({ length: 3 }, (_, n) => step(`a${n}`, long.stage, { n })));
    expect(new Set(Object.values(actions(ran)))).toEqual(new Set(['finished']));
  });

  it('fails with the words of Slurm when that refuses a job', async () => {
    const { slurm, run } = await setting();
    const err =
      'sbatch: error: Batch job submission failed: Invalid account or account/partition combination specified\n';
    slurm.instead = (program) => (program === 'sbatch' ? { code: 1, err } : undefined);
    const ran = await run([step('a', long.stage), step('b', short.stage, {}, ['a'])]);
    expect(errorOf(ran, 'a')).toMatchObject({
      message: 'Slurm refuses the job: Invalid account or account/partition combination specified',
    });
    expect(actions(ran)['b']).toBe('skipped');
  });
});

describe('Slurm + stopping', () => {
  it('cancels its jobs, and ends although they say nothing', async () => {
    const { slurm, run } = await setting();
    const abort = new AbortController();
    slurm.fate = () => {
      setTimeout(() => abort.abort(), 50);
      return { state: 'RUNNING' };
    };
    const ran = await run([step('a', long.stage), step('b', short.stage, {}, ['a'])], { signal: abort.signal });
    expect(actions(ran)).toEqual({ a: 'cancelled', b: 'cancelled' });
    expect(slurm.calls.some(([program]) => program === 'scancel')).toBe(true);
  });

  it('starts nothing more after a failure that says so, but lets running jobs finish', async () => {
    const { slurm, run } = await setting();
    slurm.fate = (task) => (task.ids.includes('bad') ? { state: 'OUT_OF_MEMORY' } : undefined);
    const bad = withPolicy(step('bad', long.stage), { failure: 'stop' });
    const ran = await run([bad, step('a', long.stage, { n: 1 }), step('later', long.stage, {}, ['a', 'bad'])]);
    expect(actions(ran)).toMatchObject({ bad: 'failed', later: 'skipped' });
  });
});

describe('Slurm + two loops on one store', () => {
  it('uses the job of the other, which is submitted once', async () => {
    const store = await clusterStore();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const slow = fakeStage({
      name: 'long',
      numeric: true,
      run: async (context) => {
        await held;
        await writeAll(context);
      },
    });
    const shared = new FakeSlurm(store, [slow.stage, short.stage]);
    const worlds = [clusterWorld(shared, store), clusterWorld(shared, store)];
    const plan = planOf([step('a', slow.stage), step('b', short.stage, {}, ['a'])]);
    const first = execute(plan, worlds[0] as FakeWorld);
    while (shared.begun.length === 0) await new Promise((go) => setTimeout(go, 5));
    const second = execute(plan, worlds[1] as FakeWorld);
    while (!courseOf(worlds[1] as FakeWorld).some((line) => /does a already/.test(line)))
      await new Promise((go) => setTimeout(go, 5));
    release();
    const [one, two] = [await first, await second];
    expect([one.get('a')?.action, two.get('a')?.action]).toEqual(['finished', 'finished']);
    expect(shared.count('sbatch')).toBe(1);
    expect(slow.runs.length).toBe(1);
  });
});
