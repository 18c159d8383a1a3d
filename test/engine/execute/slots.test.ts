import { array, assert, asyncProperty, infiniteStream, integer, nat } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Slots } from '../../../engine/execute/slots.ts';

describe('Slots', () => {
  it('never lends a core twice, nor more than there are, serves by rank, and serves everybody', async () => {
    const steps = array(integer({ min: 1, max: 4 }), { maxLength: 30 });
    await assert(
      asyncProperty(steps, infiniteStream(nat()), async (needs, random) => {
        const slots = new Slots({ cores: 4 });
        const waiting = new Set<number>();
        const running: number[] = [];
        const cores = new Map<number, readonly number[]>();
        let lent = 0;
        for (const [rank, count] of needs.entries()) {
          waiting.add(rank);
          void slots.take(rank, { cores: count }).then((granted = []) => {
            expect(new Set(granted).size).toBe(count);
            // No core has two steps, and none is counted that is not there.
            expect([...cores.values()].flat().some((core) => granted.includes(core))).toBe(false);
            expect(granted.every((core) => core < 4)).toBe(true);
            cores.set(rank, granted);
            // Whoever asked before and has a lower rank was served before.
            expect([...waiting].every((other) => other >= rank)).toBe(true);
            waiting.delete(rank);
            running.push(rank);
            lent += count;
            expect(lent).toBeLessThanOrEqual(4);
            return undefined;
          });
        }
        for (let left = needs.length; left > 0; left -= 1) {
          await Promise.resolve();
          await Promise.resolve();
          const [rank = -1] = running.splice(random.next().value % running.length, 1);
          lent -= needs[rank] ?? 0;
          slots.give({ cores: needs[rank] ?? 0 }, cores.get(rank) ?? []);
          cores.delete(rank);
        }
        expect(waiting.size + running.length + lent).toBe(0);
      }),
    );
  });

  it('close() sends away who waits and who comes later', async () => {
    const slots = new Slots({ cores: 1 });
    expect(await slots.take(0, { cores: 1 })).toEqual([0]);
    const waiting = slots.take(1, { cores: 1 });
    slots.close();
    expect(await waiting).toBeUndefined();
    slots.give({ cores: 1 }, [0]);
    expect(await slots.take(2, { cores: 1 })).toBeUndefined();
  });

  it('counts memory and GPUs where the machine tells what it has', async () => {
    const slots = new Slots({ cores: 8, memory: 10, gpus: 1 });
    expect(await slots.take(0, { cores: 1, memory: 6 })).toEqual([0]);
    const large = slots.take(1, { cores: 1, memory: 5 });
    const behind = slots.take(2, { cores: 1, gpus: 1 });
    const served: number[] = [];
    void large.then(() => served.push(1));
    void behind.then(() => served.push(2));
    await Promise.resolve();
    expect(served).toEqual([]);
    slots.give({ cores: 1, memory: 6 }, [0]);
    expect(await Promise.all([large, behind])).toEqual([[0], [1]]);
    const second = slots.take(3, { cores: 1, gpus: 1 });
    void second.then(() => served.push(3));
    await Promise.resolve();
    expect(served).toEqual([1, 2]);
    slots.give({ cores: 1, gpus: 1 }, [1]);
    expect(await second).toEqual([1]);
  });

  it('does not count what the machine does not tell', async () => {
    const slots = new Slots({ cores: 2 });
    expect(await slots.take(0, { cores: 1, memory: 1e15, gpus: 8 })).toEqual([0]);
    expect(await slots.take(1, { cores: 1, memory: 1e15, gpus: 8 })).toEqual([1]);
  });
});
