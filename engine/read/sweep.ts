import type { Diagnostic } from '../core/diagnostic.ts';
import type { JsonObject } from '../core/json.ts';
import type { Point } from '../core/stage.ts';
import { AxisReader, REPEAT, type ReportFault } from './axes.ts';
import { placeOf, type Document } from './document.ts';
import { withoutPoints } from './exclude.ts';
import { pickAxes, pointKey } from './point.ts';

/** More points than this are a mistake: 100,000 steps are planned in seconds, a million are not. */
const MOST_POINTS = 200_000;

export interface Sweep {
  /** In the order of the file; the last one varies fastest. */
  readonly axes: readonly string[];
  /** Every point names every axis. One empty point when there is no sweep. */
  readonly points: readonly Point[];
}

/**
 * Reads the `sweep` section: the grid of all axes, `zip` groups and sampled points, without the points that `exclude` names, then the
 * points of `include`. The order is that of the file, so that instances come in the order a person wrote.
 */
export function readSweep(
  section: JsonObject,
  document: Document,
): { readonly sweep: Sweep; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const report: ReportFault = (path, message, what = 'value') => {
    diagnostics.push({ message, at: placeOf(document, ['sweep', ...path], what) });
  };
  const reader = new AxisReader(report);
  reader.read(section);
  const { axes, groups } = reader;
  if (reader.tooMany) return { sweep: { axes: [], points: [] }, diagnostics };
  const size = groups.reduce((product, group) => product * group.length, 1);
  if (size > MOST_POINTS) {
    report([], `The grid has ${shown(size)} points; at most ${shown(MOST_POINTS)} are allowed`, 'key');
    return { sweep: { axes, points: [] }, diagnostics };
  }
  let points: readonly Point[] = [{}];
  for (const group of groups) points = points.flatMap((point) => group.map((values) => ({ ...point, ...values })));
  const list = new PointList(section, axes, report);
  const all = list.include(list.exclude(points));
  if (all.length === 0 && diagnostics.length === 0) report([], 'The sweep has no points left', 'key');
  return { sweep: { axes, points: all.length === 0 ? points : all }, diagnostics };
}

/** The lists `exclude` and `include` of a sweep. */
class PointList {
  readonly #section: JsonObject;
  readonly #axes: readonly string[];
  readonly #report: ReportFault;

  constructor(section: JsonObject, axes: readonly string[], report: ReportFault) {
    this.#section = section;
    this.#axes = axes;
    this.#report = report;
  }

  exclude(points: readonly Point[]): readonly Point[] {
    const excluded = this.#read('exclude').map((point, index) => ({ point, index }));
    const sound = excluded.filter(({ point, index }) => this.#check('exclude', index, point));
    const { rest, idle, sets } = withoutPoints(points, sound, this.#axes);
    for (const index of idle) this.#report(['exclude', index], 'This exclude matches no point of the grid');
    if (rest !== undefined) return rest;
    const message = `The points name ${sets} different sets of axes, too many for ${points.length} points`;
    this.#report(['exclude'], message, 'key');
    return points;
  }

  /** The points, and after them the included ones that are new. An included point without `repeat` is repeated like the others. */
  include(points: readonly Point[]): readonly Point[] {
    const all = [...points];
    const have = new Set(all.map((point) => pointKey(point, this.#axes)));
    const times = this.#axes.includes(REPEAT) ? Number(this.#section[REPEAT]) : 0;
    for (const [index, included] of this.#read('include').entries()) {
      if (!this.#check('include', index, included)) continue;
      const repeats =
        times > 0 && !Object.hasOwn(included, REPEAT)
          ? Array.from({ length: times }, (_, repeat) => ({ [REPEAT]: repeat }))
          : [{}];
      for (const repeat of repeats) {
        const point = pickAxes({ ...included, ...repeat }, this.#axes);
        const key = pointKey(point, this.#axes);
        if (!have.has(key)) all.push(point);
        have.add(key);
      }
      if (all.length <= MOST_POINTS) continue;
      this.#report(['include'], `The sweep has too many points: at most ${shown(MOST_POINTS)} are allowed`, 'key');
      break;
    }
    return all;
  }

  #read(list: 'include' | 'exclude'): readonly JsonObject[] {
    return (this.#section[list] ?? []) as readonly JsonObject[];
  }

  #check(list: 'include' | 'exclude', index: number, point: JsonObject): boolean {
    const unknown = Object.keys(point).filter((axis) => !this.#axes.includes(axis));
    for (const axis of unknown)
      this.#report([list, index, axis], `Unknown axis "${axis}": the sweep has ${this.#axes.join(', ')}`, 'key');
    const missing = this.#axes.filter((axis) => !Object.hasOwn(point, axis) && axis !== REPEAT);
    if (list === 'include' && missing.length > 0)
      this.#report([list, index], `An included point must name every axis: missing ${missing.join(', ')}`);
    return unknown.length === 0 && (list === 'exclude' || missing.length === 0);
  }
}

function shown(count: number): string {
  return count.toLocaleString('en');
}
