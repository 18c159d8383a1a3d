import type { JsonObject } from '../core/json.ts';
import type { Point } from '../core/stage.ts';
import { pointKey } from './point.ts';

/** Limit for points times excluded sets of axes: a second or two. */
const MOST_COMPARISONS = 5_000_000;

/** A point of the list `exclude`, and where it is in it. */
export interface Excluded {
  readonly point: JsonObject;
  readonly index: number;
}

/**
 * Returns the points that match none of the excluded ones, the excluded ones that match no point, and how many different sets
 * of axes these name. Looks points up once per set and not once per excluded point, of which there may be 20,000; `rest` is
 * undefined where even that would take too long.
 */
export function withoutPoints(
  points: readonly Point[],
  excluded: readonly Excluded[],
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
