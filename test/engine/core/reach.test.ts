import { describe, expect, test } from 'vitest';
import { amountOf, byReach, isWithin, parseReach, reachName, showReach } from '../../../engine/core/reach.ts';
import type { Reach } from '../../../engine/core/stage.ts';

const inside = (at: number, done: number, of = 469): Reach => ({ at, part: { done, of, unit: 'batches' } });

describe('reachName() and parseReach()', () => {
  test.each([
    ['3', { at: 3 }],
    ['0+1/8 batches', inside(0, 1, 8)],
    ['3+120/469 batches', inside(3, 120)],
    ['3+469/469 batches', inside(3, 469)],
  ])('are the two ways of %s', (name, reach) => {
    expect(reachName(reach)).toBe(name);
    expect(parseReach(name)).toEqual(reach);
  });

  test.each(['', 'model', '-1', '1.5', '3+', '3+0/4 batches', '3+5/4 batches', '3+1/4 \u001b[31m', '3+1/4 batches\n'])(
    'take %j for no state',
    (name) => expect(parseReach(name)).toBeUndefined(),
  );
});

test('isWithin() allows what a step passes on its way, and its end', () => {
  const within: readonly Reach[] = [{ at: 1 }, { at: 4 }, inside(0, 1), inside(3, 469)];
  const beyond: readonly Reach[] = [{ at: 0 }, { at: 5 }, { at: 1.5 }, { at: Number.NaN }, inside(4, 1), inside(3, 0)];
  expect(within.map((reach) => isWithin(reach, 4))).toEqual([true, true, true, true]);
  expect(beyond.map((reach) => isWithin(reach, 4))).toEqual(Array(6).fill(false));
});

test('byReach() puts the furthest first, and a whole unit before a full part', () => {
  const sorted = [{ at: 4 }, inside(3, 469), inside(3, 120), { at: 3 }, inside(2, 468)];
  expect([...sorted].reverse().sort(byReach)).toEqual(sorted);
  expect(amountOf(inside(3, 100, 400))).toBe(3.25);
});

test('showReach() says it in words', () => {
  const shown = [{ at: 1 }, { at: 3 }, inside(3, 120), inside(1, 2), inside(0, 7)];
  expect(shown.map((reach) => showReach(reach, 'epochs'))).toEqual([
    '1 epoch',
    '3 epochs',
    '3 epochs and 120 of 469 batches',
    '1 epoch and 2 of 469 batches',
    '7 of 469 batches',
  ]);
});
