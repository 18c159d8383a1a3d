import type { Diagnostic } from '../core/diagnostic.ts';
import { canonical, type Json, type JsonObject } from '../core/json.ts';
import type { Point } from '../core/stage.ts';
import { placeOf, type Document } from './document.ts';
import { pickAxes, pointKey } from './point.ts';

/** The axis that `repeat: n` creates; its values are 0 .. n - 1. */
export const REPEAT = 'repeat';

/** More points than this are a mistake: 100,000 steps are planned in seconds, a million are not. */
const MOST_POINTS = 200_000;

const MOST_AXES = 50;
/** Limit for points times excluded sets of axes: a second or two. */
const MOST_COMPARISONS = 5_000_000;

export interface Sweep {
  /** In the order of the file; the last one varies fastest. */
  readonly axes: readonly string[];
  /** Every point names every axis. One empty point when there is no sweep. */
  readonly points: readonly Point[];
}

/** Groups of axes that advance together: a plain axis is a group of one. */
type Group = readonly Point[];

/**
 * Reads the `sweep` section: the grid of all axes and `zip` groups, without the points that `exclude` names, then the points of
 * `include`. The order is that of the file, so that instances come in the order a person wrote.
 */
export function readSweep(
  section: JsonObject,
  document: Document,
): { readonly sweep: Sweep; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const report = (path: readonly (string | number)[], message: string, what: 'key' | 'value' = 'value'): void => {
    diagnostics.push({ message, at: placeOf(document, ['sweep', ...path], what) });
  };
  const groups: Group[] = [];
  const axes: string[] = [];
  const addAxis = (name: string, path: readonly (string | number)[]): void => {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      report(
        path,
        `Expected an axis name of letters, digits and "_", found "${name}": it is written as $name elsewhere`,
        'key',
      );
    } else if (axes.length <= MOST_AXES && axes.includes(name))
      report(path, `The axis "${name}" appears twice in the sweep`, 'key');
    axes.push(name);
  };
  /** Returns the values without duplicates, which are reported: the rest of the file is checked at different points. */
  const different = <T extends Json>(
    values: readonly T[],
    pathOf: (index: number) => readonly (string | number)[],
    what = 'The values of an axis',
  ): readonly T[] => {
    const seen = new Map<string, number>();
    return values.filter((value, index) => {
      const text = canonical(value);
      const first = seen.get(text);
      if (first === undefined) seen.set(text, index);
      else report(pathOf(index), `${what} must differ: this one repeats number ${first + 1}`);
      return first === undefined;
    });
  };
  for (const [name, value] of Object.entries(section)) {
    if (name === 'include' || name === 'exclude') continue;
    if (name === REPEAT) {
      axes.push(REPEAT);
      groups.push(Array.from({ length: Number(value) }, (_, index) => ({ [REPEAT]: index })));
    } else if (name === 'zip') {
      for (const [index, group] of (value as readonly JsonObject[]).entries()) {
        const names = Object.keys(group);
        for (const axis of names) addAxis(axis, ['zip', index, axis]);
        const lengths = names.map((axis) => (group[axis] as readonly Json[]).length);
        if (new Set(lengths).size > 1) {
          report(
            ['zip', index],
            `Zipped axes advance together and need lists of the same length, found ${names.map((n, i) => `${n}: ${lengths[i]}`).join(', ')}`,
          );
        }
        // A list that is too short repeats its last value, so that the rest of the file can be checked at whole points.
        const valueAt = (list: readonly Json[], place: number): Json => list[Math.min(place, list.length - 1)] ?? null;
        const together = Array.from({ length: Math.max(0, ...lengths) }, (_, place) =>
          Object.fromEntries(names.map((axis) => [axis, valueAt(group[axis] as readonly Json[], place)])),
        );
        const pathOf = (place: number): readonly (string | number)[] => ['zip', index, names[0] ?? '', place];
        // Lists of different lengths were reported already; what repeats at their end follows from that.
        const uneven = new Set(lengths).size > 1;
        groups.push(uneven ? together : different(together, pathOf, 'The points of a zip group'));
      }
    } else {
      addAxis(name, [name]);
      groups.push(different(value as readonly Json[], (index) => [name, index]).map((item) => ({ [name]: item })));
    }
  }
  if (axes.length > MOST_AXES) {
    report([], `The sweep has ${axes.length} axes; at most ${MOST_AXES} are allowed`, 'key');
    return { sweep: { axes: [], points: [] }, diagnostics };
  }
  const size = groups.reduce((product, group) => product * group.length, 1);
  if (size > MOST_POINTS) {
    report(
      [],
      `The grid has ${size.toLocaleString('en')} points; at most ${MOST_POINTS.toLocaleString('en')} are allowed`,
      'key',
    );
    return { sweep: { axes, points: [] }, diagnostics };
  }
  let points: readonly Point[] = [{}];
  for (const group of groups) points = points.flatMap((point) => group.map((values) => ({ ...point, ...values })));
  const checkPoint = (list: 'include' | 'exclude', index: number, point: JsonObject): boolean => {
    const unknown = Object.keys(point).filter((axis) => !axes.includes(axis));
    for (const axis of unknown)
      report([list, index, axis], `Unknown axis "${axis}": the sweep has ${axes.join(', ')}`, 'key');
    const missing = axes.filter((axis) => !Object.hasOwn(point, axis) && axis !== REPEAT);
    if (list === 'include' && missing.length > 0)
      report([list, index], `An included point must name every axis: missing ${missing.join(', ')}`);
    return unknown.length === 0 && (list === 'exclude' || missing.length === 0);
  };
  const excluded = ((section['exclude'] ?? []) as readonly JsonObject[]).map((point, index) => ({ point, index }));
  const { rest, idle, sets } = withoutPoints(
    points,
    excluded.filter(({ point, index }) => checkPoint('exclude', index, point)),
    axes,
  );
  for (const index of idle) report(['exclude', index], 'This exclude matches no point of the grid');
  if (rest === undefined)
    report(['exclude'], `The points name ${sets} different sets of axes, too many for ${points.length} points`, 'key');
  const all = [...(rest ?? points)];
  const have = new Set(all.map((point) => pointKey(point, axes)));
  for (const [index, included] of ((section['include'] ?? []) as readonly JsonObject[]).entries()) {
    if (!checkPoint('include', index, included)) continue;
    const repeats =
      axes.includes(REPEAT) && !Object.hasOwn(included, REPEAT)
        ? Array.from({ length: Number(section[REPEAT]) }, (_, k) => ({ [REPEAT]: k }))
        : [{}];
    for (const repeat of repeats) {
      const point = pickAxes({ ...included, ...repeat }, axes);
      const key = pointKey(point, axes);
      if (!have.has(key)) all.push(point);
      have.add(key);
    }
    if (all.length > MOST_POINTS) {
      report(
        ['include'],
        `The sweep has too many points: at most ${MOST_POINTS.toLocaleString('en')} are allowed`,
        'key',
      );
      break;
    }
  }
  if (all.length === 0 && diagnostics.length === 0) report([], 'The sweep has no points left', 'key');
  return { sweep: { axes, points: all.length === 0 ? points : all }, diagnostics };
}

/**
 * Returns the points that match none of the excluded ones, the excluded ones that match no point, and how many different sets
 * of axes these name. Looks points up once per set and not once per excluded point, of which there may be 20,000; `rest` is
 * undefined where even that would take too long.
 */
function withoutPoints(
  points: readonly Point[],
  excluded: readonly { readonly point: JsonObject; readonly index: number }[],
  axes: readonly string[],
): { readonly rest: readonly Point[] | undefined; readonly idle: readonly number[]; readonly sets: number } {
  const sets = new Map<string, { readonly axes: readonly string[]; readonly places: Map<string, number> }>();
  for (const { point, index } of excluded) {
    const named = axes.filter((axis) => Object.hasOwn(point, axis));
    const set = sets.get(named.join()) ?? { axes: named, places: new Map<string, number>() };
    sets.set(named.join(), set);
    set.places.set(pointKey(point, named), index);
  }
  if (sets.size * points.length > MOST_COMPARISONS) return { rest: undefined, idle: [], sets: sets.size };
  const used = new Set<number>();
  const rest = points.filter((point) => {
    let out = false;
    for (const { axes: named, places } of sets.values()) {
      const index = places.get(pointKey(point, named));
      if (index === undefined) continue;
      used.add(index);
      out = true;
    }
    return !out;
  });
  const places = [...sets.values()].flatMap((set) => [...set.places.values()]);
  return { rest, idle: places.filter((index) => !used.has(index)), sets: sets.size };
}
