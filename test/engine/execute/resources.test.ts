import { totalmem } from 'node:os';
import { describe, expect, it } from 'vitest';
import { execute } from '../../../engine/execute/execute.ts';
import { needsOf, refuseTooLarge, thisMachine, within } from '../../../engine/execute/resources.ts';
import { memoryStore } from '../../helpers/memory-store.ts';
import { fakeStage, gate, writeAll } from '../../helpers/fake-stage.ts';
import { fakeWorld, planOf, step, withPolicy } from '../../helpers/fake-world.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

const plain = fakeStage().stage;
const numeric = fakeStage({ numeric: true }).stage;

describe('needsOf()', () => {
  it('is one core where the file says nothing, and for a numeric step at least one for each thread', () => {
    expect(needsOf(step('a', plain), 4)).toEqual({ cores: 1 });
    expect(needsOf(step('a', numeric), 4)).toEqual({ cores: 4 });
    const asks = (cores: number): ReturnType<typeof step> => withPolicy(step('a', numeric), { resources: { cores } });
    expect(needsOf(asks(2), 4)).toEqual({ cores: 4 });
    expect(needsOf(asks(6), 4)).toEqual({ cores: 6 });
  });

  it('is what the file says', () => {
    const resources = { cores: 2, memory: 5, gpus: 1 };
    expect(needsOf(withPolicy(step('a', plain), { resources }), 4)).toEqual(resources);
  });
});

describe('within()', () => {
  it('lets a step that wants too much run alone', () => {
    expect(within({ cores: 8, memory: 20, gpus: 1 }, { cores: 2, memory: 10 })).toEqual({
      cores: 2,
      memory: 10,
      gpus: 1,
    });
    expect(within({ cores: 1 }, { cores: 2, memory: 10, gpus: 0 })).toEqual({ cores: 1 });
  });
});

describe('refuseTooLarge()', () => {
  const asking = (resources: { memory?: number; gpus?: number; cores?: number }): ReturnType<typeof planOf> =>
    planOf([step('fine', plain), withPolicy(step('a', plain), { resources })]);
  const machine = { cores: 2, memory: 16e9, gpus: 1 };

  it('names the step that asks for more memory or GPUs than there are, and says what there is', () => {
    expect(() => refuseTooLarge(asking({ memory: 64e9 }), () => true, machine)).toThrow(
      'Cannot run a: it asks for 64 GB of memory, and this machine has 16 GB',
    );
    expect(() => refuseTooLarge(asking({ gpus: 2 }), () => true, machine)).toThrow(
      'Cannot run a: it asks for 2 GPUs, and this machine has 1 GPU',
    );
    expect(() => refuseTooLarge(asking({ gpus: 1 }), () => true, { cores: 2, gpus: 0 })).toThrow('has none');
  });

  it('lets pass what need not run, what fits, too many cores, and what the machine does not tell', () => {
    refuseTooLarge(asking({ memory: 64e9 }), ({ id }) => id !== 'a', machine);
    refuseTooLarge(asking({ memory: 16e9, gpus: 1, cores: 99 }), () => true, machine);
    refuseTooLarge(asking({ memory: 64e9, gpus: 8 }), () => true, { cores: 2 });
    expect(needsOf(step('a', plain), 1)).toEqual({ cores: 1 });
  });
});

describe('thisMachine()', () => {
  it('has the cores that it is given, and no more memory than the system', () => {
    const { cores, memory = 0 } = thisMachine(3);
    expect(cores).toBe(3);
    expect(memory).toBeGreaterThan(0);
    expect(memory).toBeLessThanOrEqual(totalmem());
  });
});

describe('execute() + resources', () => {
  it('starts a step only when the memory it asks for is free', async () => {
    const held = gate();
    const started: unknown[] = [];
    const { stage } = fakeStage({
      async run(context) {
        started.push(context.params['name']);
        if (context.params['name'] === 'first') await held.pass();
        return writeAll(context);
      },
    });
    const steps = ['first', 'second'].map((name) =>
      withPolicy(step(name, stage, { name }), { resources: { memory: 6 } }),
    );
    const capacity = { cores: 4, memory: 10 };
    const small = step('small', stage, { name: 'small' });
    const done = execute(planOf([small, ...steps]), fakeWorld(memoryStore(tempDir()), { capacity }));
    await held.reached;
    expect(started).not.toContain('second');
    held.open();
    const results = await done;
    expect([...results.values()].map(({ action }) => action)).toEqual(['finished', 'finished', 'finished']);
    expect(started.at(-1)).toBe('second');
  });
});
