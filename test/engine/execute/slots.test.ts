import { array, assert, asyncProperty, infiniteStream, integer, nat } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Slots } from '../../../engine/execute/slots.ts';

describe('Slots', () => {
  it('never lends more cores than there are, serves by rank, and serves everybody', async () => {
    const steps = array(integer({ min: 1, max: 4 }), { maxLength: 30 });
    await assert(
      asyncProperty(steps, infiniteStream(nat()), async (needs, random) => {
        const slots = new Slots(4);
        const waiting = new Set<number>();
        const running: number[] = [];
        let lent = 0;
        for (const [rank, cores] of needs.entries()) {
          waiting.add(rank);
          void slots.take(rank, cores).then((granted) => {
            expect(granted).toBe(true);
            // Whoever asked before and has a lower rank was served before.
            expect([...waiting].every((other) => other >= rank)).toBe(true);
            waiting.delete(rank);
            running.push(rank);
            lent += cores;
            expect(lent).toBeLessThanOrEqual(4);
            return undefined;
          });
        }
        for (let left = needs.length; left > 0; left -= 1) {
          await Promise.resolve();
          await Promise.resolve();
          const [rank = -1] = running.splice(random.next().value % running.length, 1);
          lent -= needs[rank] ?? 0;
          slots.give(needs[rank] ?? 0);
        }
        expect(waiting.size + running.length + lent).toBe(0);
      }),
    );
  });

  it('close() sends away who waits and who comes later', async () => {
    const slots = new Slots(1);
    expect(await slots.take(0, 1)).toBe(true);
    const waiting = slots.take(1, 1);
    slots.close();
    expect(await waiting).toBe(false);
    slots.give(1);
    expect(await slots.take(2, 1)).toBe(false);
  });
});
