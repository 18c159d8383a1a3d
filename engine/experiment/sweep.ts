import type { Diagnostic } from '../diagnostic.ts';
import { canonical, isObject, type Json, type JsonObject } from '../json.ts';
import type { Point } from '../stage.ts';
import { placeOf, type Document } from './document.ts';

/** The axis that `repeat: n` makes; its values are 0 .. n - 1. */
export const REPEAT = 'repeat';

/** More points than this are a mistake: 100,000 steps are planned in seconds, a million are not. */
const MOST_POINTS = 200_000;

export interface Sweep {
  /** In the order of the file; the last one varies fastest. */
  readonly axes: readonly string[];
  /** Every point names every axis. One empty point when there is no sweep. */
  readonly points: readonly Point[];
}

/** Group of axes that advance together: a plain axis is a group of one. */
type Group = readonly Point[];

/**
 * Reads the `sweep` section: the grid of all axes and `zip` groups, without the points `exclude` names, then the points of
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
    } else if (axes.includes(name)) report(path, `The axis "${name}" stands twice in the sweep`, 'key');
    axes.push(name);
  };
  const checkDifferent = (values: readonly Json[], path: readonly (string | number)[]): void => {
    const seen = new Map<string, number>();
    for (const [index, value] of values.entries()) {
      const text = canonical(value);
      const first = seen.get(text);
      if (first === undefined) seen.set(text, index);
      else report([...path, index], `The values of an axis must differ: this one stands at place ${first + 1} already`);
    }
  };
  for (const [name, value] of Object.entries(section)) {
    if (name === 'include' || name === 'exclude') continue;
    if (name === REPEAT) {
      axes.push(REPEAT);
      groups.push(Array.from({ length: Number(value) }, (_, index) => ({ [REPEAT]: index })));
    } else if (name === 'zip') {
      for (const [index, group] of (value as readonly JsonObject[]).entries()) {
        const names = Object.keys(group);
        for (const axis of names) {
          addAxis(axis, ['zip', index, axis]);
          checkDifferent(group[axis] as readonly Json[], ['zip', index, axis]);
        }
        const lengths = names.map((axis) => (group[axis] as readonly Json[]).length);
        if (new Set(lengths).size > 1) {
          report(
            ['zip', index],
            `Zipped axes advance together and need lists of one length, found ${names.map((n, i) => `${n}: ${lengths[i]}`).join(', ')}`,
          );
          continue;
        }
        groups.push(
          Array.from({ length: lengths[0] ?? 0 }, (_, i) =>
            pick(names, (axis) => (group[axis] as readonly Json[])[i] ?? null),
          ),
        );
      }
    } else {
      addAxis(name, [name]);
      checkDifferent(value as readonly Json[], [name]);
      groups.push((value as readonly Json[]).map((item) => ({ [name]: item })));
    }
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
      report([list, index], `An included point names every axis: missing ${missing.join(', ')}`);
    return unknown.length === 0 && (list === 'exclude' || missing.length === 0);
  };
  for (const [index, excluded] of ((section['exclude'] ?? []) as readonly JsonObject[]).entries()) {
    if (!checkPoint('exclude', index, excluded)) continue;
    const before = points.length;
    points = points.filter((point) => !agrees(point, excluded));
    if (points.length === before) report(['exclude', index], 'This point takes nothing out of the grid');
  }
  const have = new Set(points.map((point) => canonical(point)));
  for (const [index, included] of ((section['include'] ?? []) as readonly JsonObject[]).entries()) {
    if (!checkPoint('include', index, included)) continue;
    const repeats =
      axes.includes(REPEAT) && !Object.hasOwn(included, REPEAT)
        ? Array.from({ length: Number(section[REPEAT]) }, (_, k) => ({ [REPEAT]: k }))
        : [{}];
    for (const repeat of repeats) {
      const point = pick(axes, (axis) => ({ ...included, ...repeat })[axis] ?? null);
      if (!have.has(canonical(point))) points = [...points, point];
      have.add(canonical(point));
    }
  }
  if (points.length === 0 && diagnostics.length === 0) report([], 'The sweep has no points left', 'key');
  return { sweep: { axes, points }, diagnostics };
}

function pick(names: readonly string[], value: (name: string) => Json): Point {
  return Object.fromEntries(names.map((name) => [name, value(name)]));
}

function agrees(point: Point, with_: JsonObject): boolean {
  return Object.entries(with_).every(([axis, value]) => canonical(point[axis] ?? null) === canonical(value));
}

/** `filters=32,kernel=3`: the part of a step's id that tells its instances apart. */
export function showPoint(point: Point): string {
  return Object.entries(point)
    .map(
      ([axis, value]) =>
        `${axis}=${typeof value === 'string' ? value : isObject(value) ? canonical(value) : JSON.stringify(value)}`,
    )
    .join(',');
}
