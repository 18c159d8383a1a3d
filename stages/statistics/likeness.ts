// Two filters may see the same thing at another place, the other way round or with the other sign. Up to such movements their
// likeness is the largest cosine of one with the other moved (SCIENCE 6-A8). A cosine ignores the scale of filters anyway.

import type { Slices } from '../../engine/core/slices.ts';
import { crossProducts, gram, mirrorUpper } from './products.ts';
import type { Shape } from './products.ts';

/**
 * `shift`: moved by one place in any of the eight directions, zeros moving in; `flip`: mirrored left-right, top-bottom or both;
 * `turn`: turned by quarters; `sign`: multiplied by -1.
 */
export type Ignored = 'shift' | 'flip' | 'turn' | 'sign';

/** The window of a filter, whose weights are `[height, width, channels]`. */
export interface Window {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** One way to move a filter within its window. */
export interface Movement {
  /** `flipped left-right, shifted 1 down`; empty for the filter as it is. */
  readonly name: string;
  /** Of each weight of the moved filter the place that it comes from; -1: it is 0. */
  readonly from: Int32Array;
}

/** What may be done to one of two filters before they are compared. */
export interface Likeness {
  /** The first leaves filters as they are. With each movement there is the one that undoes it, so likeness is symmetric. */
  readonly movements: readonly Movement[];
  readonly sign: boolean;
}

/**
 * The likeness that ignores what is named.
 *
 * @param ignored `turn` only for windows as high as wide
 * @returns undefined where nothing is ignored that this window has: a window of one place cannot be moved
 */
export function likenessUpTo(ignored: readonly Ignored[], window: Window): Likeness | undefined {
  const shifts = ignored.includes('shift') ? SHIFTS.filter(({ down, right }) => fits(window, down, right)) : [STAY];
  const seen = new Set<string>();
  const movements = PLACEMENTS.filter(({ needs }) => needs.some((some) => some.every((each) => ignored.includes(each))))
    .flatMap((placement) => shifts.map((shift) => movementOf(window, placement, shift)))
    .filter(({ from }) => seen.size < seen.add(from.join()).size);
  const sign = ignored.includes('sign');
  return movements.length === 1 && !sign ? undefined : { movements, sign };
}

/** Where the place (y, x) of a moved filter comes from, in a window of `height` x `width`. */
type Source = (y: number, x: number, size: { readonly bottom: number; readonly right: number }) => [number, number];

/** The eight ways to lay a square on itself, and what must be ignored for each: one of several lists. */
const PLACEMENTS: readonly { readonly name: string; readonly needs: readonly Ignored[][]; readonly source: Source }[] =
  [
    { name: '', needs: [[]], source: (y, x) => [y, x] },
    { name: 'flipped left-right', needs: [['flip']], source: (y, x, { right }) => [y, right - x] },
    { name: 'flipped top-bottom', needs: [['flip']], source: (y, x, { bottom }) => [bottom - y, x] },
    {
      name: 'turned by 180°',
      needs: [['flip'], ['turn']],
      source: (y, x, { bottom, right }) => [bottom - y, right - x],
    },
    { name: 'turned by 90°', needs: [['turn']], source: (y, x, { bottom }) => [bottom - x, y] },
    { name: 'turned by 270°', needs: [['turn']], source: (y, x, { right }) => [x, right - y] },
    { name: 'flipped along a diagonal', needs: [['flip', 'turn']], source: (y, x) => [x, y] },
    {
      name: 'flipped along the other diagonal',
      needs: [['flip', 'turn']],
      source: (y, x, { bottom, right }) => [bottom - x, right - y],
    },
  ];

interface Shift {
  readonly down: number;
  readonly right: number;
}

const STAY: Shift = { down: 0, right: 0 };
/** The first stays. */
const SHIFTS: readonly Shift[] = [0, -1, 1].flatMap((down) => [0, -1, 1].map((right) => ({ down, right })));

/** Whether a shift leaves anything in the window. */
function fits({ height, width }: Window, down: number, right: number): boolean {
  return Math.abs(down) < height && Math.abs(right) < width;
}

function movementOf(
  { height, width, channels }: Window,
  { name, source }: (typeof PLACEMENTS)[number],
  { down, right }: Shift,
): Movement {
  const from = new Int32Array(height * width * channels).fill(-1);
  for (let y = Math.max(down, 0); y < Math.min(height, height + down); y++) {
    for (let x = Math.max(right, 0); x < Math.min(width, width + right); x++) {
      const [row, column] = source(y - down, x - right, { bottom: height - 1, right: width - 1 });
      for (let channel = 0; channel < channels; channel++) {
        from[(y * width + x) * channels + channel] = (row * width + column) * channels + channel;
      }
    }
  }
  const parts = [
    ...(down === 0 ? [] : [down > 0 ? '1 down' : '1 up']),
    ...(right === 0 ? [] : [right > 0 ? '1 right' : '1 left']),
  ];
  return {
    name: [name, parts.length === 0 ? '' : `shifted ${parts.join(' and ')}`].filter((part) => part !== '').join(', '),
    from,
  };
}

/**
 * What is divided by norms to give likenesses: of each pair of filters the largest inner product with a movement and sign of
 * the other, float64 `[count, count]`. On the diagonal are the squared norms. Without `likeness`, plain inner products.
 *
 * @param rows `[count, dimension]`
 */
export function* likeProducts(rows: Float64Array, shape: Shape, likeness?: Likeness): Slices<Float64Array> {
  const products = yield* gram(rows, shape);
  if (likeness === undefined) return products;
  const { movements, sign } = likeness;
  if (sign) ignoreSign(products);
  const moved = new Float64Array(rows.length);
  for (const { from } of movements.slice(1)) {
    moveRows(rows, moved, { from, shape });
    const others = yield* crossProducts(rows, moved, shape);
    if (sign) ignoreSign(others);
    keepLarger(products, others, shape.count);
    yield;
  }
  if (movements.length > 1) yield* mirrorUpper(products, shape.count);
  return products;
}

/** Makes inner products those up to sign, in place. */
export function ignoreSign(products: Float64Array): void {
  for (let at = 0; at < products.length; at++) products[at] = Math.abs(products[at] as number);
}

function moveRows(
  rows: Float64Array,
  into: Float64Array,
  { from, shape: { count, dimension } }: { readonly from: Int32Array; readonly shape: Shape },
): void {
  for (let filter = 0; filter < count; filter++) {
    const start = filter * dimension;
    for (let place = 0; place < dimension; place++) {
      const source = from[place] as number;
      into[start + place] = source < 0 ? 0 : (rows[start + source] as number);
    }
  }
}

/** Right of the diagonal; what is on it cannot become larger. */
function keepLarger(products: Float64Array, others: Float64Array, count: number): void {
  for (let i = 0; i < count; i++) {
    for (let at = i * count + i + 1; at < (i + 1) * count; at++) {
      if ((others[at] as number) > (products[at] as number)) products[at] = others[at] as number;
    }
  }
}

/**
 * Which movement and sign of the second of two filters is most like the first, in words; empty where it is the filter as it
 * is. Of equal ones the first counts, so a pair that needs no movement has none.
 */
export function likestMovement(one: ArrayLike<number>, other: ArrayLike<number>, likeness: Likeness): string {
  let most = -Infinity;
  let found = '';
  for (const { name, from } of likeness.movements) {
    let sum = 0;
    for (let place = 0; place < from.length; place++) {
      const source = from[place] as number;
      if (source >= 0) sum += (one[place] ?? 0) * (other[source] ?? 0);
    }
    for (const [product, word] of likeness.sign
      ? [[sum, ''] as const, [-sum, 'negated'] as const]
      : [[sum, ''] as const]) {
      // A difference within rounding is none.
      if (product <= most || product - most <= 1e-12 * Math.abs(product)) continue;
      most = product;
      found = [name, word].filter((part) => part !== '').join(', ');
    }
  }
  return found;
}
