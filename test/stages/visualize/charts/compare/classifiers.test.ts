import { describe, expect, it } from 'vitest';
import { accuracyOf, mcNemar } from '../../../../../stages/visualize/charts/compare/classifiers.ts';
import type { Answers } from '../../../../../stages/visualize/charts/compare/classifiers.ts';
import { randomOf } from '../../../../../nn/random.ts';

/** Answers that are right (`r`) or wrong (`w`) to as many images, whose labels are all 1; wrong answers are 0. */
function answersOf(pattern: string): Answers {
  const predicted = Uint8Array.from(pattern, (letter) => Number(letter === 'r'));
  return { labels: new Uint8Array(pattern.length).fill(1), predicted };
}

/** Two classifiers that differ on b + c images, and are both right on ten others and both wrong on three. */
function pairOf(b: number, c: number): readonly [Answers, Answers] {
  return [
    answersOf('r'.repeat(b) + 'w'.repeat(c) + 'r'.repeat(10) + 'www'),
    answersOf('w'.repeat(b) + 'r'.repeat(c) + 'r'.repeat(10) + 'www'),
  ];
}

describe('accuracyOf()', () => {
  it('counts, and takes the standard error of a share', () => {
    const { images, correct, accuracy, error } = accuracyOf(answersOf('rrrrrrrrrw'));
    expect([images, correct, accuracy]).toEqual([10, 9, 0.9]);
    expect(error).toBeCloseTo(Math.sqrt((0.9 * 0.1) / 10), 15);
  });
});

describe('mcNemar()', () => {
  it('agrees with a calculation by hand', () => {
    // b = 12, c = 5: (7 - 1)² / 17 = 2.1176, whose tail is 0.1456; exact: 2 · (1 + 17 + 136 + 680 + 2380 + 6188) / 2¹⁷.
    const test = mcNemar(...pairOf(12, 5));
    expect([test.onlyFirst, test.onlySecond, test.agreement]).toEqual([12, 5, 13]);
    expect(test.chiSquare).toBeCloseTo(36 / 17, 14);
    expect(test.p).toBeCloseTo(0.1456, 4);
    expect(test.exactP).toBeCloseTo((2 * 9402) / 2 ** 17, 14);
  });

  it('finds no difference where there is none, and never a negative one', () => {
    expect(mcNemar(...pairOf(0, 0))).toMatchObject({ chiSquare: 0, p: 1, exactP: 1 });
    expect(mcNemar(...pairOf(4, 4))).toMatchObject({ chiSquare: 0, p: 1, exactP: 1 });
    expect(mcNemar(...pairOf(4, 5))).toMatchObject({ chiSquare: 0, p: 1 });
  });

  it('is the same both ways round', () => {
    const [first, second] = pairOf(30, 11);
    const [one, other] = [mcNemar(first, second), mcNemar(second, first)];
    expect([other.onlySecond, other.chiSquare, other.p, other.exactP]).toEqual([
      one.onlyFirst,
      one.chiSquare,
      one.p,
      one.exactP,
    ]);
  });

  it('takes two classifiers that are wrong in different ways as differing in what they say only', () => {
    const labels = Uint8Array.of(1, 1);
    const [one, other] = [
      { labels, predicted: Uint8Array.of(0, 1) },
      { labels, predicted: Uint8Array.of(2, 1) },
    ];
    expect(mcNemar(one, other)).toMatchObject({ onlyFirst: 0, onlySecond: 0, agreement: 1 });
  });

  it('gives an exact probability that agrees with counting coin tosses', () => {
    const random = randomOf(5, 'coins');
    const [b, c, tosses] = [9, 17, 20_000];
    let extreme = 0;
    for (let toss = 0; toss < tosses; toss++) {
      let heads = 0;
      for (let coin = 0; coin < b + c; coin++) heads += Number(random.uniform() < 0.5);
      extreme += Number(Math.abs(heads - (b + c) / 2) >= Math.abs(b - c) / 2);
    }
    const { exactP } = mcNemar(...pairOf(b, c));
    expect(Math.abs(extreme / tosses - exactP)).toBeLessThan(4 * Math.sqrt((exactP * (1 - exactP)) / tosses));
  });

  it('stays a number for thousands of differing images', () => {
    const { p, exactP } = mcNemar(...pairOf(3000, 2800));
    expect(exactP).toBeGreaterThan(0);
    expect(Math.abs(exactP / p - 1)).toBeLessThan(0.05);
  });
});
