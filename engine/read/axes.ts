import { canonical, type Json, type JsonObject, type PathPart } from '../core/json.ts';
import type { Point } from '../core/stage.ts';
import { samplePoints } from './sample.ts';

/** The axis that `repeat: n` creates; its values are 0 .. n - 1. */
export const REPEAT = 'repeat';

/** Words of the sweep that are no axes. */
export const NO_AXES: ReadonlySet<string> = new Set(['zip', 'sample', 'include', 'exclude', REPEAT]);

/** Names of axes and constants, which are written as `$name`. */
export const AXIS_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

const MOST_AXES = 50;

/** Told of a fault: its path below `sweep`. */
export type ReportFault = (path: readonly PathPart[], message: string, what?: 'key' | 'value') => void;

/** Groups of axes that advance together: a plain axis is a group of one. */
type Group = readonly Point[];

/**
 * Reads the axes of a sweep, one after the other: plain ones, those of `zip` groups, the sampled ones, and `repeat`. The order is that
 * of the file.
 */
export class AxisReader {
  readonly axes: string[] = [];
  readonly groups: Group[] = [];
  readonly #report: ReportFault;

  constructor(report: ReportFault) {
    this.#report = report;
  }

  read(section: JsonObject): void {
    for (const [name, value] of Object.entries(section)) {
      if (name === REPEAT) this.#repeat(Number(value));
      else if (name === 'zip')
        for (const [index, group] of (value as readonly JsonObject[]).entries()) this.#zip(group, index);
      else if (name === 'sample') this.#sample(value as JsonObject);
      else if (!NO_AXES.has(name)) this.#list(name, value as readonly Json[]);
    }
    if (this.tooMany)
      this.#report([], `The sweep has ${this.axes.length} axes; at most ${MOST_AXES} are allowed`, 'key');
  }

  get tooMany(): boolean {
    return this.axes.length > MOST_AXES;
  }

  #repeat(times: number): void {
    this.axes.push(REPEAT);
    this.groups.push(Array.from({ length: times }, (_, index) => ({ [REPEAT]: index })));
  }

  #list(name: string, values: readonly Json[]): void {
    this.#add(name, [name]);
    this.groups.push(this.#different(values, (index) => [name, index]).map((item) => ({ [name]: item })));
  }

  #zip(group: JsonObject, index: number): void {
    const names = Object.keys(group);
    for (const axis of names) this.#add(axis, ['zip', index, axis]);
    const lengths = names.map((axis) => (group[axis] as readonly Json[]).length);
    const uneven = new Set(lengths).size > 1;
    if (uneven) {
      this.#report(
        ['zip', index],
        `Zipped axes advance together and need lists of the same length, found ${names.map((n, i) => `${n}: ${lengths[i]}`).join(', ')}`,
      );
    }
    // A list that is too short repeats its last value, so that the rest of the file can be checked at whole points.
    const valueAt = (list: readonly Json[], place: number): Json => list[Math.min(place, list.length - 1)] ?? null;
    const together = Array.from({ length: Math.max(0, ...lengths) }, (_, place) =>
      Object.fromEntries(names.map((axis) => [axis, valueAt(group[axis] as readonly Json[], place)])),
    );
    const pathOf = (place: number): readonly PathPart[] => ['zip', index, names[0] ?? '', place];
    // Lists of different lengths were reported already; what repeats at their end follows from that.
    this.groups.push(uneven ? together : this.#different(together, pathOf, 'The points of a zip group'));
  }

  #sample(section: JsonObject): void {
    const names = Object.keys(section['axes'] as JsonObject);
    for (const axis of names) this.#add(axis, ['sample', 'axes', axis]);
    this.groups.push(samplePoints(section, (path, ...told) => this.#report(['sample', ...path], ...told)));
  }

  #add(name: string, path: readonly PathPart[]): void {
    if (!AXIS_NAME.test(name)) {
      this.#report(
        path,
        `Expected an axis name of letters, digits and "_", found "${name}": it is written as $name elsewhere`,
        'key',
      );
    } else if (!this.tooMany && this.axes.includes(name))
      this.#report(path, `The axis "${name}" appears twice in the sweep`, 'key');
    this.axes.push(name);
  }

  /** Returns the values without duplicates, which are reported: the rest of the file is checked at different points. */
  #different<T extends Json>(
    values: readonly T[],
    pathOf: (index: number) => readonly PathPart[],
    what = 'The values of an axis',
  ): readonly T[] {
    const seen = new Map<string, number>();
    return values.filter((value, index) => {
      const text = canonical(value);
      const first = seen.get(text);
      if (first === undefined) seen.set(text, index);
      else this.#report(pathOf(index), `${what} must differ: this one repeats number ${first + 1}`);
      return first === undefined;
    });
  }
}
