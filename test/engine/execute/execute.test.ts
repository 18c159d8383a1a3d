import { chmodSync, existsSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { hexOf } from '../../../engine/core/digest.ts';
import { StageFailure } from '../../../engine/core/failure.ts';
import type { PlannedStep } from '../../../engine/core/plan.ts';
import type { ArtifactRef } from '../../../engine/core/record.ts';
import { execute } from '../../../engine/execute/execute.ts';
import type { StepResult } from '../../../engine/core/result.ts';
import type { World } from '../../../engine/execute/world.ts';
import { deriveSeed } from '../../../engine/core/seed.ts';
import { openStore, type DiskStore } from '../../../engine/store/local/disk.ts';
import { memoryStore } from '../../helpers/memory-store.ts';
import type { Store } from '../../../engine/store/store.ts';
import { fakeStage, gate, TEXT, writeAll } from '../../helpers/fake-stage.ts';
import { courseOf, fakeWorld, planOf, step } from '../../helpers/fake-world.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

function run(
  steps: readonly PlannedStep[],
  store: Store,
  change: Partial<World> = {},
): Promise<ReadonlyMap<string, StepResult>> {
  return execute(planOf(steps), fakeWorld(store, change));
}

function actionsOf(results: ReadonlyMap<string, StepResult>): Record<string, string> {
  return Object.fromEntries([...results].map(([id, { action }]) => [id, action]));
}

function outOf(result: StepResult | undefined): ArtifactRef {
  const ref = result?.action === 'finished' || result?.action === 'reused' ? result.record.outputs['out'] : undefined;
  if (ref === undefined) throw new Error(`No output in ${JSON.stringify(result)}`);
  return ref;
}

function objectPath(store: DiskStore, ref: ArtifactRef): string {
  const hex = hexOf(ref.digest);
  return join(store.root, 'objects', 'sha256', hex.slice(0, 2), hex.slice(2));
}

function newStore(): Promise<DiskStore> {
  return openStore(join(tempDir(), 'store'));
}

describe('execute(): a plan', () => {
  it('runs every step once with its inputs, then none', async () => {
    const store = memoryStore(tempDir());
    const { stage, runs } = fakeStage();
    const steps = [
      step('a', stage, { n: 1 }),
      step('b', stage, { n: 2 }, ['a']),
      step('c', stage, { n: 3 }, ['a', 'b']),
    ];
    const first = await run(steps, store);
    expect(actionsOf(first)).toEqual({ a: 'finished', b: 'finished', c: 'finished' });
    const path = await store.objects.open(outOf(first.get('c')));
    expect(path === undefined ? '' : readFileSync(path, 'utf8')).toBe('{"n":3}\n{} {"n":1}\n{} {"n":2}\n{} {"n":1}');
    const world = fakeWorld(store);
    expect(actionsOf(await execute(planOf(steps), world))).toEqual({ a: 'reused', b: 'reused', c: 'reused' });
    expect(courseOf(world)).toEqual(['reused a', 'reused b', 'reused c']);
    expect(runs).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  it('runs again only what changed and what follows from it', async () => {
    const store = memoryStore(tempDir());
    const { stage, runs } = fakeStage();
    const steps = (n: number) => [step('a', stage, { n }), step('b', stage, {}, ['a']), step('other', stage, { x: 1 })];
    await run(steps(1), store);
    expect(actionsOf(await run(steps(2), store))).toEqual({ a: 'finished', b: 'finished', other: 'reused' });
    expect(actionsOf(await run(steps(1), store))).toEqual({ a: 'reused', b: 'reused', other: 'reused' });
    expect(runs.length).toBe(5);
  });

  it('stops early where the same bytes come out (early cut-off)', async () => {
    const store = memoryStore(tempDir());
    const same = fakeStage({ name: 'same', run: async (context) => writeFileSync(context.output('out'), 'constant') });
    const after = fakeStage();
    const steps = (n: number) => [step('a', same.stage, { n }), step('b', after.stage, {}, ['a'])];
    await run(steps(1), store);
    expect(actionsOf(await run(steps(2), store))).toEqual({ a: 'finished', b: 'reused' });
    expect(after.runs.length).toBe(1);
  });

  it('tells the key, the reasons, the metrics and the time of a step in its record', async () => {
    const { stage } = fakeStage({
      async run(context) {
        await writeAll(context);
        return { accuracy: 0.75, label: 'seven' };
      },
    });
    const store = memoryStore(tempDir());
    const a = step('a', stage);
    const { key } = fakeWorld(store).keyOf(a, {});
    const world = fakeWorld(store, { earlier: () => [{ key, run: 1 }] });
    const result = (await execute(planOf([a]), world)).get('a');
    if (result?.action !== 'finished') throw new Error('not finished');
    expect(result.reasons).toEqual([{ why: 'record-lost' }]);
    expect(result.record).toMatchObject({
      format: 1,
      key: result.key,
      metrics: { accuracy: 0.75, label: 'seven' },
      startedAt: '2026-01-01T00:00:01.000Z',
      durationMs: 1000,
      host: { name: 'test' },
    });
    expect(store.records.get(result.key)).toEqual(result.record);
    expect(world.events[0]).toMatchObject({ type: 'started', step: 'a', reasons: [{ why: 'record-lost' }] });
  });

  it('does steps of the same key once', async () => {
    const { stage, runs } = fakeStage();
    const steps = [step('a', stage, { n: 1 }), step('twin', stage, { n: 1 }), step('b', stage, {}, ['a', 'twin'])];
    const results = await run(steps, memoryStore(tempDir()));
    expect(actionsOf(results)).toEqual({ a: 'finished', twin: 'reused', b: 'finished' });
    expect(runs).toEqual([{ n: 1 }, {}]);
  });

  it('runs a forced step although it is in the store, and its dependents only if its bytes change', async () => {
    const { stage, runs } = fakeStage();
    const store = memoryStore(tempDir());
    const steps = [step('a', stage, { n: 1 }), step('b', stage, {}, ['a'])];
    await run(steps, store);
    const results = await run(steps, store, { forced: new Set(['a']) });
    expect(actionsOf(results)).toEqual({ a: 'finished', b: 'reused' });
    expect(results.get('a')).toMatchObject({ reasons: [{ why: 'forced' }] });
    expect(runs.length).toBe(3);
  });

  it('commits the outputs that the parameters declare', async () => {
    const { stage } = fakeStage({
      outputsOf: (params) => Object.fromEntries((params['ports'] as readonly string[]).map((port) => [port, TEXT])),
      async run(context) {
        for (const port of context.params['ports'] as readonly string[]) writeFileSync(context.output(port), port);
      },
    });
    const results = await run([step('a', stage, { ports: ['x', 'y'] })], memoryStore(tempDir()));
    const result = results.get('a');
    expect(result?.action === 'finished' && Object.keys(result.record.outputs)).toEqual(['x', 'y']);
  });
});

describe('execute(): slots', () => {
  it('runs as many steps at once as there are cores, in plan order', async () => {
    const gates = [gate(), gate(), gate(), gate()];
    const { stage, runs } = fakeStage({
      async run(context) {
        await gates[context.params['n'] as number]?.pass();
        await writeAll(context);
      },
    });
    const done = run(
      [0, 1, 2, 3].map((n) => step(`s${n}`, stage, { n })),
      memoryStore(tempDir()),
    );
    await gates[0]?.reached;
    await gates[1]?.reached;
    // Two that start together make their folders at the same time: which is ready first is no matter.
    expect(runs.map(({ n }) => Number(n)).sort((a, b) => a - b)).toEqual([0, 1]);
    gates[1]?.open();
    await gates[2]?.reached;
    expect(runs.map(({ n }) => Number(n)).sort((a, b) => a - b)).toEqual([0, 1, 2]);
    for (const each of gates) each.open();
    await done;
    expect(runs.map(({ n }) => Number(n)).sort((a, b) => a - b)).toEqual([0, 1, 2, 3]);
  });

  it('gives a numeric step its threads, and does not let small steps overtake it', async () => {
    const gates: Record<string, ReturnType<typeof gate>> = { small1: gate(), big: gate(), small2: gate() };
    const started: string[] = [];
    async function hold(context: Parameters<typeof writeAll>[0]): Promise<void> {
      const name = context.params['name'] as string;
      started.push(name);
      await gates[name]?.pass();
      await writeAll(context);
    }
    const small = fakeStage({ name: 'small', run: hold });
    const big = fakeStage({ name: 'big', numeric: true, run: hold });
    const steps = [
      step('small1', small.stage, { name: 'small1' }),
      step('big', big.stage, { name: 'big' }),
      step('small2', small.stage, { name: 'small2' }),
    ];
    const done = execute(planOf(steps, [], 3), fakeWorld(memoryStore(tempDir()), { cores: 3 }));
    await gates['small1']?.reached;
    expect(started).toEqual(['small1']); // Two cores are free, and big, whose turn it is, needs three.
    gates['small1']?.open();
    await gates['big']?.reached;
    expect(started).toEqual(['small1', 'big']);
    gates['big']?.open();
    await gates['small2']?.reached;
    gates['small2']?.open();
    await done;
  });

  it('runs a numeric step that wants more threads than there are cores', async () => {
    const { stage } = fakeStage({ numeric: true });
    const results = await execute(planOf([step('a', stage)], [], 16), fakeWorld(memoryStore(tempDir()), { cores: 1 }));
    expect(actionsOf(results)).toEqual({ a: 'finished' });
  });
});

describe('execute(): failures', () => {
  it('skips what needs a failed step and goes on with the rest', async () => {
    const good = fakeStage();
    const bad = fakeStage({
      name: 'bad',
      run: async () => Promise.reject(new StageFailure('no data', { hint: 'Get some.' })),
    });
    const store = memoryStore(tempDir());
    const world = fakeWorld(store);
    const steps = [
      step('bad', bad.stage),
      step('b', good.stage, {}, ['bad']),
      step('c', good.stage, {}, ['b']),
      step('other', good.stage, { x: 1 }),
      step('later', good.stage, { x: 2 }, ['other']),
    ];
    const results = await execute(planOf(steps), world);
    expect(actionsOf(results)).toEqual({
      bad: 'failed',
      b: 'skipped',
      c: 'skipped',
      other: 'finished',
      later: 'finished',
    });
    expect(results.get('c')).toEqual({ action: 'skipped', because: 'bad' });
    expect(results.get('bad')).toMatchObject({ error: { message: 'no data', hint: 'Get some.' } });
    expect(courseOf(world)).toEqual(expect.arrayContaining(['failed bad', 'skipped b', 'skipped c', 'finished later']));
    // A failure leaves no record: it runs again.
    expect((await run(steps, store)).get('bad')?.action).toBe('failed');
    expect(bad.runs.length).toBe(2);
  });

  for (const [what, message, options] of [
    ['does not write an output', 'Stage "odd" has not written its output "out"', { run: async () => undefined }],
    [
      'asks for a seed it has not declared',
      'Stage "odd" asks for the seed "x" but is not declared `seeded: true`',
      { run: async (context: Parameters<typeof writeAll>[0]) => void context.seed('x') },
    ],
    [
      'asks for the runtime without being numeric',
      'Stage "odd" asks for the runtime but is not declared `numeric: true`',
      { run: async (context: Parameters<typeof writeAll>[0]) => void context.runtime },
    ],
    [
      'asks for an output it has not declared',
      'Stage "odd" has no output "other"; it declares out',
      { run: async (context: Parameters<typeof writeAll>[0]) => void context.output('other') },
    ],
    [
      'expects one input and has none',
      'Stage "odd" expects one artifact at the input "in", found 0',
      { run: async (context: Parameters<typeof writeAll>[0]) => void context.input('in') },
    ],
  ] as const) {
    it(`calls it a bug when a stage ${what}`, async () => {
      const { stage } = fakeStage({ name: 'odd', ...options });
      const result = (await run([step('a', stage)], memoryStore(tempDir()))).get('a');
      expect(result).toMatchObject({ action: 'failed', error: { message } });
      expect(result?.action === 'failed' && result.error).not.toBeInstanceOf(StageFailure);
    });
  }

  it('fails the twin of a failed step with the same error, without trying again', async () => {
    const bad = fakeStage({ run: async () => Promise.reject(new StageFailure('no')) });
    const results = await run([step('a', bad.stage), step('twin', bad.stage)], memoryStore(tempDir()));
    expect(actionsOf(results)).toEqual({ a: 'failed', twin: 'failed' });
    expect(bad.runs.length).toBe(1);
  });

  it('gives a seeded step the same seeds in every run, and others for another stream', async () => {
    const seeds: number[] = [];
    const { stage } = fakeStage({
      seeded: true,
      async run(context) {
        seeds.push(context.seed('weights'), context.seed('order'));
        await writeAll(context);
      },
    });
    await run([step('a', stage)], memoryStore(tempDir()));
    expect(seeds).toEqual([deriveSeed(7, 'weights'), deriveSeed(7, 'order')]);
    expect(seeds[0]).not.toBe(seeds[1]);
  });

  it('protects the plan from a stage that changes its parameters', async () => {
    const { stage } = fakeStage({
      async run(context) {
        await writeAll(context);
        (context.params as { n: number }).n = 99;
      },
    });
    const only = step('a', stage, { n: 1 });
    await run([only], memoryStore(tempDir()));
    expect(only.params).toEqual({ n: 1 });
  });

  it('does not keep a result when a file outside the store changed meanwhile', async () => {
    let content = 'before';
    const { stage } = fakeStage({
      async run(context) {
        await writeAll(context);
        content = 'after';
      },
    });
    const reading = { ...stage, files: () => ({ table: 'table.csv' }) };
    const world = fakeWorld(memoryStore(tempDir()));
    const keyOf: World['keyOf'] = (planned, inputs) =>
      world.keyOf({ ...planned, stage, params: { ...planned.params, content } }, inputs);
    const results = await execute(planOf([step('a', reading)]), { ...world, keyOf });
    expect(results.get('a')).toMatchObject({
      action: 'failed',
      error: { message: 'A file that a reads was changed while it ran' },
    });
  });

  it('removes the folder of a step, however it ends', async () => {
    const folders: string[] = [];
    const { stage } = fakeStage({
      async run(context) {
        folders.push(context.scratch);
        writeFileSync(join(context.scratch, 'file'), 'x');
        if (context.params['fail'] === true) throw new StageFailure('no');
        await writeAll(context);
      },
    });
    await run([step('a', stage), step('b', stage, { fail: true })], await newStore());
    expect(folders.length).toBe(2);
    expect(folders.map((folder) => existsSync(join(folder, '..')))).toEqual([false, false]);
  });
});

describe('execute(): healing', () => {
  for (const [what, harm] of [
    ['lost', rmSync],
    ['damaged', (path: string) => truncateSync(path, 1)],
  ] as const) {
    it(`makes the result of a step anew when it is ${what}`, async () => {
      const store = await newStore();
      const { stage, runs } = fakeStage();
      const steps = [step('a', stage, { n: 1 }), step('b', stage, {}, ['a'])];
      const first = await run(steps, store);
      harm(objectPath(store, outOf(first.get('a'))));
      const world = fakeWorld(store);
      const results = await execute(planOf(steps), world);
      expect(actionsOf(results)).toEqual({ a: 'finished', b: 'reused' });
      expect(results.get('a')).toMatchObject({ reasons: [{ why: 'output-lost', output: 'out' }] });
      expect(courseOf(world)).toContain('notice: The result of a is lost or damaged (out): Assay will make it again');
      expect(runs.length).toBe(3);
      expect(actionsOf(await run(steps, store))).toEqual({ a: 'reused', b: 'reused' });
    });
  }

  it('makes an input anew that is damaged after its producer was reused, once for all who need it', async () => {
    const store = await newStore();
    const producer = fakeStage();
    const consumer = fakeStage({ name: 'consumer' });
    const saboteur = fakeStage({
      name: 'saboteur',
      async run(context) {
        while (!courseOf(world).includes('reused a')) await setImmediate();
        const path = objectPath(store, { ...(await made), kind: 'text', extension: 'txt' });
        chmodSync(path, 0o644);
        writeFileSync(path, 'damage');
        await writeAll(context);
      },
    });
    const a = step('a', producer.stage, { n: 1 });
    const made = Promise.resolve(outOf((await run([a], store)).get('a')));
    const world = fakeWorld(store, { cores: 1 });
    const results = await execute(
      planOf([
        a,
        step('saboteur', saboteur.stage),
        step('b', consumer.stage, { n: 1 }, ['a']),
        step('c', consumer.stage, { n: 2 }, ['a']),
      ]),
      world,
    );
    expect(actionsOf(results)).toEqual({ a: 'finished', saboteur: 'finished', b: 'finished', c: 'finished' });
    expect(producer.runs.length).toBe(2);
    expect(consumer.runs.length).toBe(2);
    const course = courseOf(world);
    expect(course.filter((event) => event.endsWith(' a'))).toEqual(['reused a', 'started a', 'finished a']);
    expect(course).toContain('notice: The result of a is lost or damaged (out): Assay will make it again');
    expect(course.indexOf('finished a')).toBeLessThan(course.indexOf('started b'));
    for (const id of ['b', 'c']) {
      const path = await store.objects.open(outOf(results.get(id)));
      expect(path === undefined ? '' : readFileSync(path, 'utf8')).toContain('{} {"n":1}');
    }
  });

  it('takes new bytes into account when what was lost comes out differently', async () => {
    const store = await newStore();
    let draw = 0;
    const random = fakeStage({
      name: 'random',
      async run(context) {
        draw += 1;
        writeFileSync(context.output('out'), `draw ${draw}`);
      },
    });
    const after = fakeStage();
    const steps = [step('a', random.stage), step('b', after.stage, {}, ['a'])];
    const first = await run(steps, store);
    rmSync(objectPath(store, outOf(first.get('a'))));
    expect(actionsOf(await run(steps, store))).toEqual({ a: 'finished', b: 'finished' });
    expect(after.runs.length).toBe(2);
  });

  it('gives up on a disk that damages everything at once', async () => {
    const store = await newStore();
    const { stage } = fakeStage();
    const broken: Store = {
      ...store,
      objects: {
        put: (path) => store.objects.put(path),
        putForNow: (path) => store.objects.putForNow(path),
        take: (path) => store.objects.take(path),
        receive: (ref, fill) => store.objects.receive(ref, fill),
        flush: (refs) => store.objects.flush(refs),
        has: (ref) => store.objects.has(ref),
        open: async () => undefined,
        watch: async () => undefined,
      },
    };
    const results = await run([step('a', stage, { n: 1 }), step('b', stage, {}, ['a'])], broken);
    expect(results.get('b')).toMatchObject({
      action: 'failed',
      error: { message: 'What b reads was damaged or changed again and again' },
    });
  });
});

describe('execute(): interruption', () => {
  it('cancels what runs, starts nothing more, and keeps what is done', async () => {
    const abort = new AbortController();
    const held = gate();
    const { stage, runs } = fakeStage({
      async run(context) {
        if (context.params['hold'] === true) {
          void held.pass();
          await new Promise((_, reject) =>
            context.signal.addEventListener('abort', () => reject(context.signal.reason as Error)),
          );
        }
        await writeAll(context);
      },
    });
    const store = memoryStore(tempDir());
    const world = fakeWorld(store, { signal: abort.signal, cores: 1 });
    const steps = [
      step('a', stage, { n: 1 }),
      step('b', stage, { hold: true }, ['a']),
      step('c', stage, {}, ['b']),
      step('d', stage, { n: 2 }, ['a']),
    ];
    const done = execute(planOf(steps), world);
    await held.reached;
    abort.abort();
    expect(actionsOf(await done)).toEqual({ a: 'finished', b: 'cancelled', c: 'cancelled', d: 'cancelled' });
    expect(runs.length).toBe(2);
    expect(courseOf(world).filter((event) => event.startsWith('cancelled')).length).toBe(3);
    expect(actionsOf(await run([step('a', stage, { n: 1 })], store))).toEqual({ a: 'reused' });
  });

  it('keeps a result that comes in spite of the interruption', async () => {
    const abort = new AbortController();
    const { stage } = fakeStage({
      async run(context) {
        abort.abort();
        await writeAll(context);
      },
    });
    const store = memoryStore(tempDir());
    const steps = [step('a', stage), step('b', stage, { n: 1 }, ['a'])];
    expect(actionsOf(await run(steps, store, { signal: abort.signal }))).toEqual({ a: 'finished', b: 'cancelled' });
  });

  it('starts nothing when it was interrupted before', async () => {
    const { stage, runs } = fakeStage();
    const results = await run([step('a', stage)], memoryStore(tempDir()), { signal: AbortSignal.abort() });
    expect(actionsOf(results)).toEqual({ a: 'cancelled' });
    expect(runs).toEqual([]);
  });
});

describe('execute(): two runs at once', () => {
  it('share a store without harm', async () => {
    const folder = join(tempDir(), 'store');
    const { stage } = fakeStage();
    const steps = Array.from({ length: 40 }, (_, n) => step(`s${n}`, stage, { n }, n === 0 ? [] : [`s${n - 1}`]));
    const stores = [await openStore(folder), await openStore(folder)];
    const results = await Promise.all(stores.map((store) => run(steps, store)));
    const digests = results.map((result) => steps.map(({ id }) => outOf(result.get(id)).digest));
    expect(digests[0]).toEqual(digests[1]);
    for (const store of stores) await store.close();
    expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
    expect(existsSync(join(folder, 'quarantine'))).toBe(false);
  });
});
