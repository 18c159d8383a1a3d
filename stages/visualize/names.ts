import { StageFailure } from '../../engine/core/failure.ts';
import type { Point } from '../../engine/core/stage.ts';
import { axesOf, showPoint, showValue } from '../drawing/point.ts';
import { withoutRepeat } from './repeats.ts';

interface Naming {
  /** Those in the step, in the order of the inputs. */
  readonly names: readonly string[] | undefined;
  /** What the names are for, and its port; for messages. */
  readonly what: string;
  readonly port: string;
  /** The axis is shown elsewhere, so `14` is enough for `size = 14`. */
  readonly bare?: boolean;
}

/**
 * A name for each input: the one in the step, or its sweep point. Inputs that differ only in `repeat` have the same name.
 *
 * @throws StageFailure if there are too few or too many names, or none where they are needed
 */
export function namesOf(
  inputs: readonly { readonly point: Point }[],
  { names, what, port, bare = false }: Naming,
): string[] {
  const points = inputs.map(({ point }) => withoutRepeat(point));
  const [axis, ...others] = axesOf(points);
  const own = points.map((point) =>
    // A word speaks for itself, a number does not.
    others.length === 0 && axis !== undefined && (bare || typeof point[axis] === 'string')
      ? showValue(point[axis])
      : showPoint(point),
  );
  const different = [...new Set(own)];
  const repeated = inputs.some(({ point }) => 'repeat' in point);
  if (names === undefined) {
    if (repeated || different.length === inputs.length) return own;
    throw new StageFailure(`Cannot tell ${inputs.length} ${what} apart: they have no place in a sweep`, {
      hint: `Give each of them a name with "names", in the order of "${port}".`,
    });
  }
  // With repeats, a name stands for all inputs that differ in nothing else.
  const wanted = repeated ? different.length : inputs.length;
  if (names.length !== wanted) {
    throw new StageFailure(`Expected ${wanted} "names" for the ${what}, found ${names.length}`);
  }
  return own.map((name, at) => names[repeated ? different.indexOf(name) : at] ?? name);
}
