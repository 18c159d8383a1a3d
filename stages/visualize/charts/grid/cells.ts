import { StageFailure } from '../../../../engine/core/failure.ts';
import { canonical } from '../../../../engine/core/json.ts';
import type { Json } from '../../../../engine/core/json.ts';
import type { Point } from '../../../../engine/core/stage.ts';
import { showPoint } from '../../../drawing/point.ts';
import { spreadOf } from '../../repeats.ts';

/** A metric's value at one point of the sweep. */
export interface Value {
  readonly point: Point;
  readonly value: number;
}

/** Which values of an axis are to be preferred: the simplest models first, for example. */
export interface Preference {
  readonly axis: string;
  readonly value: 'smallest' | 'greatest';
}

/** What is asked of the values. */
export interface GridQuestion {
  /** Axes of the sweep. */
  readonly rows: string;
  readonly columns: string;
  readonly best: 'largest' | 'smallest';
  /** The first decides, the second among equals. */
  readonly prefer: readonly Preference[];
}

/** All values at one pair of the two axes' values. */
export interface Cell {
  /** Places on the axes. */
  readonly row: number;
  readonly column: number;
  readonly point: Point;
  readonly values: readonly number[];
  readonly mean: number;
  /** Standard deviation with n - 1; null of a single value. */
  readonly deviation: number | null;
  /** Deviation / √n; 0 of a single value. */
  readonly error: number;
}

/** The means over all other axes, and which of them is to be taken. */
export interface Grid {
  readonly rows: readonly Json[];
  readonly columns: readonly Json[];
  readonly cells: readonly Cell[];
  readonly best: Cell;
  /** Those whose mean is at most the best one's standard error worse; the best is among them. */
  readonly within: readonly Cell[];
  /** The preferred one of these; the best one without a preference. */
  readonly chosen: Cell;
}

/**
 * Gathers values by two axes. The one-standard-error choice (Breiman et al. 1984, section 3.4.3) is the most preferred point
 * that the values cannot tell from the best: its mean is within one standard error of the best mean.
 *
 * @throws StageFailure if an axis is not among the points, or values that are to be compared are no numbers
 */
export function gridOf(values: readonly Value[], question: GridQuestion): Grid {
  for (const axis of [question.rows, question.columns]) {
    const without = values.find(({ point }) => !(axis in point));
    if (without === undefined) continue;
    const place = showPoint(without.point);
    throw new StageFailure(
      `No value along "${axis}": the inputs are at ${place === '' ? 'no point of a sweep' : place}`,
      { hint: `Name an axis of the sweep, and have it in the step's "over".` },
    );
  }
  const rows = different(values.map(({ point }) => point[question.rows] ?? null));
  const columns = different(values.map(({ point }) => point[question.columns] ?? null));
  const cells = rows.flatMap((rowValue, row) =>
    columns.flatMap((columnValue, column): Cell[] => {
      const point = { [question.rows]: rowValue, [question.columns]: columnValue };
      const own = values.filter((each) => isAt(each.point, point)).map(({ value }) => value);
      if (own.length === 0) return [];
      const { mean, deviation } = spreadOf(own);
      const error = deviation === null ? 0 : deviation / Math.sqrt(own.length);
      return [{ row, column, point, values: own, mean, deviation, error }];
    }),
  );
  return { rows, columns, cells, ...choose(cells, question) };
}

function choose(
  cells: readonly Cell[],
  { best: direction, prefer }: GridQuestion,
): Pick<Grid, 'best' | 'within' | 'chosen'> {
  const sign = direction === 'largest' ? 1 : -1;
  const [first, ...others] = cells;
  if (first === undefined) throw new StageFailure('There are no values to draw');
  const best = others.reduce((found, cell) => (sign * (cell.mean - found.mean) > 0 ? cell : found), first);
  const within = cells.filter((cell) => sign * (best.mean - cell.mean) <= best.error);
  const inOrder = within.toSorted((a, b) => {
    for (const { axis, value } of prefer) {
      const difference = numberAt(a.point, axis) - numberAt(b.point, axis);
      if (difference !== 0) return value === 'smallest' ? difference : -difference;
    }
    return sign * (b.mean - a.mean);
  });
  return { best, within, chosen: prefer.length === 0 ? best : (inOrder[0] ?? best) };
}

function numberAt(point: Point, axis: string): number {
  const value = point[axis];
  if (typeof value === 'number') return value;
  throw new StageFailure(`Cannot prefer values of "${axis}" by size: ${JSON.stringify(value ?? null)} is no number`, {
    hint: 'Leave this axis out of "prefer".',
  });
}

function isAt(point: Point, wanted: Point): boolean {
  return Object.entries(wanted).every(([axis, value]) => canonical(point[axis] ?? null) === canonical(value));
}

function different(values: readonly Json[]): Json[] {
  return [...new Map(values.map((value) => [canonical(value), value])).values()];
}
