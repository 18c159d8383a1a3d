import { StageFailure } from '../../engine/core/failure.ts';
import type { Slices } from '../../engine/core/slices.ts';
import { square } from './square.ts';
import { tridiagonal } from './tridiagonal.ts';

/** Steps for one eigenvalue; two or three are usual. */
const MOST_STEPS = 60;

/**
 * The eigenvalues of a symmetric matrix, greatest first: Householder's reduction, then the QL algorithm with implicit shifts
 * (Bowdler, Martin, Reinsch and Wilkinson 1968, Numer. Math. 11, 293-306). They are accurate to rounding of the greatest one.
 *
 * @param matrix `[size, size]`, row by row; only the lower half is read, and all is overwritten
 */
export function* eigenvalues(matrix: Float64Array, size: number): Slices<Float64Array> {
  const { diagonal, beside } = yield* tridiagonal(matrix, size);
  if (size > 0) beside[size - 1] = 0;
  for (let first = 0; first < size; first++) {
    for (let step = 0; ; step++) {
      const last = endOfBlock(diagonal, beside, first);
      if (last === first) break;
      if (step === MOST_STEPS)
        throw new StageFailure('Cannot compute the spectrum of a layer: the iteration does not end');
      sweep(diagonal, beside, { first, last });
    }
    if (first % 32 === 0) yield;
  }
  return diagonal.sort().reverse();
}

/** Where the matrix falls apart first, from `first` on: what stands beside that row is nothing but rounding. */
function endOfBlock(diagonal: Float64Array, beside: Float64Array, first: number): number {
  let last = first;
  for (; last < diagonal.length - 1; last++) {
    const scale = Math.abs(diagonal[last] as number) + Math.abs(diagonal[last + 1] as number);
    if (Math.abs(beside[last] as number) <= Number.EPSILON * scale) break;
  }
  return last;
}

/** One step on the rows `first` .. `last`: rotations that chase what is not tridiagonal to the top. */
function sweep(
  diagonal: Float64Array,
  beside: Float64Array,
  { first, last }: { readonly first: number; readonly last: number },
): void {
  const start = diagonal[first] as number;
  const next = beside[first] as number;
  const half = ((diagonal[first + 1] as number) - start) / (2 * next);
  const root = Math.sqrt(square(half) + 1);
  // The shift: the eigenvalue of the first two rows that is nearer to the first.
  let g = (diagonal[last] as number) - start + next / (half + (half < 0 ? -root : root));
  let [sine, cosine, moved] = [1, 1, 0];
  for (let row = last - 1; row >= first; row--) {
    const f = sine * (beside[row] as number);
    const b = cosine * (beside[row] as number);
    const length = Math.sqrt(square(f) + square(g));
    beside[row + 1] = length;
    if (length === 0) {
      // The matrix falls apart here: what follows is for the next step.
      diagonal[row + 1] = (diagonal[row + 1] as number) - moved;
      beside[last] = 0;
      return;
    }
    sine = f / length;
    cosine = g / length;
    g = (diagonal[row + 1] as number) - moved;
    const turned = ((diagonal[row] as number) - g) * sine + 2 * cosine * b;
    moved = sine * turned;
    diagonal[row + 1] = g + moved;
    g = cosine * turned - b;
  }
  diagonal[first] = (diagonal[first] as number) - moved;
  beside[first] = g;
  beside[last] = 0;
}
