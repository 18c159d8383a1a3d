import { describe, expect, it } from 'vitest';
import { atOnce } from '../../../engine/core/slices.ts';
import { cosinesOf } from '../../../stages/statistics/cosines.ts';
import { likeProducts, likenessUpTo, likestMovement } from '../../../stages/statistics/likeness.ts';
import type { Ignored, Likeness } from '../../../stages/statistics/likeness.ts';
import { normalFilters, uniforms } from './random.ts';

type Grid = readonly (readonly number[])[];

const SQUARE = { height: 3, width: 3, channels: 1 };

function upTo(ignored: readonly Ignored[], window = SQUARE): Likeness {
  const likeness = likenessUpTo(ignored, window);
  if (likeness === undefined) throw new Error('nothing is ignored');
  return likeness;
}

/** The oracle: grids that are mirrored, turned and moved as grids, all in the plane of a 3 x 3 window. */
const leftRight = (grid: Grid): Grid => grid.map((row) => row.toReversed());
const topBottom = (grid: Grid): Grid => grid.toReversed();
const turned = (grid: Grid): Grid => grid.map((row, y) => row.map((_, x) => grid[2 - x]?.[y] ?? 0));
const moved = (grid: Grid, down: number, right: number): Grid =>
  grid.map((row, y) => row.map((_, x) => grid[y - down]?.[x - right] ?? 0));

function allOf(grid: Grid, ignored: readonly Ignored[]): Grid[] {
  let all: Grid[] = [grid];
  if (ignored.includes('flip'))
    all = all.flatMap((each) => [each, leftRight(each), topBottom(each), leftRight(topBottom(each))]);
  if (ignored.includes('turn'))
    all = all.flatMap((each) => [each, turned(each), turned(turned(each)), turned(turned(turned(each)))]);
  if (ignored.includes('shift'))
    all = all.flatMap((each) => [-1, 0, 1].flatMap((down) => [-1, 0, 1].map((right) => moved(each, down, right))));
  if (ignored.includes('sign')) all = all.flatMap((each) => [each, each.map((row) => row.map((value) => -value))]);
  return all;
}

const gridOf = (weights: ArrayLike<number>, filter: number): Grid =>
  [0, 1, 2].map((y) => [0, 1, 2].map((x) => weights[filter * 9 + y * 3 + x] ?? NaN));
const dot = (a: Grid, b: Grid): number => {
  const [one, other] = [a.flat(), b.flat()];
  return one.reduce((sum, value, at) => sum + value * (other[at] ?? NaN), 0);
};

const LISTS: Ignored[][] = [
  ['sign'],
  ['flip'],
  ['turn'],
  ['shift'],
  ['flip', 'turn'],
  ['flip', 'sign'],
  ['shift', 'flip', 'sign'],
  ['shift', 'flip', 'turn', 'sign'],
];

describe('likeProducts()', () => {
  const [count, dimension] = [6, 9];
  const rows = Float64Array.from(normalFilters(count, dimension, uniforms(3)));
  it.each(LISTS.map((list) => [list.join(', '), list] as const))(
    'up to %s: the largest product with any of the moved filters',
    (_, list) => {
      const found = atOnce(likeProducts(rows, { count, dimension }, upTo(list)));
      for (let i = 0; i < count; i++) {
        for (let j = 0; j < count; j++) {
          const most = Math.max(...allOf(gridOf(rows, j), list).map((grid) => dot(gridOf(rows, i), grid)));
          expect(found[i * count + j]).toBeCloseTo(i === j ? dot(gridOf(rows, i), gridOf(rows, i)) : most, 12);
        }
      }
    },
  );
  it('moves all channels of a place together', () => {
    // Two channels: 1 x 2 windows with the weights [a0 a1 | b0 b1].
    const pair = Float64Array.from([1, 2, 3, 4, 3, 4, 1, 2]);
    const window = { height: 1, width: 2, channels: 2 };
    const { matrix } = atOnce(
      cosinesOf({ weights: Float32Array.from(pair), count: 2, dimension: 4 }, 'none', { upTo: upTo(['flip'], window) }),
    );
    expect(matrix[1]).toBe(1);
    expect(likestMovement(pair.subarray(0, 4), pair.subarray(4), upTo(['flip'], window))).toBe('flipped left-right');
  });
});

describe('likenessUpTo()', () => {
  it('knows each movement once: 8 shifts, 4 flips, 8 ways to lay a square', () => {
    const counts = LISTS.map((list) => upTo(list).movements.length);
    expect(counts).toEqual([1, 4, 4, 9, 8, 4, 36, 72]);
  });
  it('contains with each movement the one that undoes it', () => {
    const { movements } = upTo(['shift', 'flip', 'turn']);
    const known = new Set(movements.map(({ from }) => from.join()));
    for (const { from } of movements) {
      const back = new Int32Array(9).fill(-1);
      for (const [place, source] of from.entries()) if (source >= 0) back[source] = place;
      expect(known.has(back.join())).toBe(true);
    }
  });
  it('ignores nothing where a window has one place, but for the sign', () => {
    const one = { height: 1, width: 1, channels: 5 };
    expect(likenessUpTo(['shift', 'flip', 'turn'], one)).toBeUndefined();
    expect(likenessUpTo(['shift', 'sign'], one)).toMatchObject({ sign: true, movements: [{ name: '' }] });
    expect(likenessUpTo([], SQUARE)).toBeUndefined();
  });
  it('shifts nothing out of a narrow window altogether', () => {
    expect(upTo(['shift'], { height: 1, width: 3, channels: 1 }).movements.map(({ name }) => name)).toEqual([
      '',
      'shifted 1 left',
      'shifted 1 right',
    ]);
  });
});

describe('likestMovement()', () => {
  const edge = [1, 2, 0, 1, 2, 0, 1, 2, 0];
  it.each([
    ['', edge],
    ['negated', edge.map((weight) => -weight)],
    ['flipped left-right', [0, 2, 1, 0, 2, 1, 0, 2, 1]],
    ['shifted 1 left', [0, 1, 2, 0, 1, 2, 0, 1, 2]],
  ])('finds what was done: %s', (name, other) => {
    expect(likestMovement(edge, other, upTo(['shift', 'flip', 'sign']))).toBe(name);
  });
  it('finds a filter turned by a quarter', () => {
    const [corner, same] = [
      [5, 1, 0, 0, 0, 0, 0, 0, 0],
      [0, 0, 5, 0, 0, 1, 0, 0, 0],
    ];
    expect(likestMovement(corner, same, upTo(['turn']))).toBe('turned by 270°');
    expect(likestMovement(same, corner, upTo(['turn']))).toBe('turned by 90°');
  });
});
