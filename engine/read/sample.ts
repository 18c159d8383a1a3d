import { canonical, type Json, type JsonObject, type PathPart } from '../core/json.ts';
import type { Point } from '../core/stage.ts';
import { pointKey } from './point.ts';
import { MOST_DIMENSIONS, sequencesOf, type Method } from './sequences.ts';

/** The section `sweep.sample`, which agrees with the frame's schema. */
interface SampleSection {
  readonly count: number;
  readonly method: Method;
  readonly seed: number;
  readonly axes: Readonly<Record<string, AxisRange>>;
}

/** One of: the ends of a range, or the choices. */
type AxisRange = Readonly<Partial<Record<RangeKind, readonly [number, number]>>> & {
  readonly choice?: readonly Json[];
};

type RangeKind = 'uniform' | 'log' | 'integer' | 'logInteger';

/** How many different values a sampled axis has, and the value at a number in [0, 1). */
interface Values {
  readonly size: number;
  at(u: number): Json;
}

interface Axis extends Values {
  readonly name: string;
  readonly sound: boolean;
}

/** Values of a range are rounded to so many digits: people read them, and no version of Node changes them. */
const DIGITS = 6;

/** A search that finds so few new points has found nearly all: it ends with what it has. */
const TRIES_PER_POINT = 1000;

/** Passed a path below `sweep.sample`, and what is wrong there. */
type Report = (path: readonly PathPart[], message: string, what?: 'key' | 'value') => void;

/** The points of `sweep.sample`: `count` different ones, known before the run. A greater `count` keeps the first ones. */
export function samplePoints(section: JsonObject, report: Report): readonly Point[] {
  const { count, method, seed, axes: ranges } = section as unknown as SampleSection;
  const axes = Object.entries(ranges).map(([name, range]) => readAxis(name, range, report));
  const sound = axes.every((axis) => axis.sound) && checkSizes(axes, { count, method }, report);
  const pointAt = (numberOf: (place: number) => number): Point =>
    Object.fromEntries(axes.map((axis, place) => [axis.name, axis.at(numberOf(place))]));
  // One point, so that the rest of the file can be checked.
  if (!sound) return [pointAt(() => 0)];
  const names = axes.map((axis) => axis.name);
  const sequences = sequencesOf(method, names, seed);
  const points = new Map<string, Point>();
  for (let index = 0; points.size < count && index < count * TRIES_PER_POINT; index += 1) {
    const point = pointAt((place) => sequences[place]?.(index) ?? 0);
    const key = pointKey(point, names);
    if (!points.has(key)) points.set(key, point);
  }
  return [...points.values()];
}

function readAxis(name: string, given: AxisRange, report: Report): Axis {
  const [kind, values] = Object.entries(given)[0] as [string, readonly Json[]];
  const ends = values as unknown as readonly [number, number];
  const problem = kind === 'choice' ? choiceProblem(values) : rangeProblem(kind as RangeKind, ends);
  if (problem !== undefined) {
    report(['axes', name, kind], problem);
    return { name, sound: false, size: 1, at: () => values[0] ?? null };
  }
  return { name, sound: true, ...(kind === 'choice' ? choice(values) : range(kind as RangeKind, ends)) };
}

function checkSizes(
  axes: readonly Axis[],
  { count, method }: Pick<SampleSection, 'count' | 'method'>,
  report: Report,
): boolean {
  const most = MOST_DIMENSIONS[method];
  if (axes.length > most) {
    report(['axes'], `The method "${method}" covers at most ${most} axes, found ${axes.length}: use "random"`);
    return false;
  }
  const size = axes.reduce((product, axis) => product * axis.size, 1);
  if (size >= count) return true;
  report(
    ['count'],
    `These axes have only ${size} different points, fewer than ${count}: lower the count, or list the values`,
  );
  return false;
}

function choiceProblem(values: readonly Json[]): string | undefined {
  const seen = new Set(values.map((value) => canonical(value)));
  return seen.size === values.length ? undefined : 'The values to choose from must differ';
}

function rangeProblem(kind: RangeKind, [low, high]: readonly [number, number]): string | undefined {
  const found = `found [${low}, ${high}]`;
  if (!(low < high)) return `Expected a lower and a higher end, ${found}: give a single value where it is used`;
  if (kind.startsWith('log') && !(low > 0)) return `A logarithmic range needs ends above zero, ${found}`;
  const whole = kind === 'integer' || kind === 'logInteger';
  if (whole && !(Number.isSafeInteger(low) && Number.isSafeInteger(high))) return `Expected whole numbers, ${found}`;
  return undefined;
}

function range(kind: RangeKind, [low, high]: readonly [number, number]): Values {
  const rounded = (value: number): number => Math.min(high, Math.max(low, Number(value.toPrecision(DIGITS))));
  const whole = (value: number): number => Math.min(high, Math.max(low, Math.floor(value)));
  const between = (a: number, b: number, u: number): number => a + u * (b - a);
  const geometric = (a: number, b: number, u: number): number => Math.exp(between(Math.log(a), Math.log(b), u));
  if (kind === 'uniform') return { size: Infinity, at: (u) => rounded(between(low, high, u)) };
  if (kind === 'log') return { size: Infinity, at: (u) => rounded(geometric(low, high, u)) };
  const size = high - low + 1;
  if (kind === 'integer') return { size, at: (u) => whole(between(low, high + 1, u)) };
  return { size, at: (u) => whole(geometric(low, high + 1, u)) };
}

function choice(values: readonly Json[]): Values {
  return { size: values.length, at: (u) => values[Math.floor(u * values.length)] ?? null };
}
