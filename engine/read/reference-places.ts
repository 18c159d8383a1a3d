import { didYouMean, oneOf, type Diagnostic } from '../core/diagnostic.ts';
import { valueAt, type Json, type JsonObject, type PathPart } from '../core/json.ts';
import { axisValuePath } from './axis-path.ts';
import { placeOf, type Document } from './document.ts';
import { referenceName } from './references.ts';
import { REPEAT } from './axes.ts';
import type { Sweep } from './sweep.ts';

/**
 * Returns why a `$reference` cannot be at its place in the frame; undefined where there is none. The frame is read before the
 * sweep multiplies the steps: only the seed, and what a step says about its own work, may vary along an axis.
 */
export function refusal(path: readonly PathPart[], file: JsonObject): string | undefined {
  const found = valueAt(file, path);
  if (found === undefined || referenceName(found) === undefined) return undefined;
  const [section, ...rest] = path;
  const key = rest.findLast((part) => typeof part === 'string') ?? section;
  return `"${key}" cannot be a reference, found "${found as string}": ${whyNot(section, key)}`;
}

function whyNot(section: PathPart | undefined, key: PathPart | undefined): string {
  if (section === 'runtime') return `one run has one runtime, so set it for each run: --set runtime.${key}=VALUE`;
  if (section === 'execution' || section === 'steps')
    return 'it changes no result, so the results of two points would be the same';
  if (section === 'sweep') return 'the sweep is what references take their values from';
  return 'it is read before the sweep';
}

const LARGEST_SEED = 2 ** 31 - 1;

/** Returns what is wrong with `seed: $axis`: there is no such axis, or one of its values is not a seed. */
export function checkSeeds(
  axis: string,
  sweep: Sweep,
  { document, source }: { readonly document: Document; readonly source: JsonObject },
): readonly Diagnostic[] {
  const at = placeOf(document, ['seed']);
  if (axis === REPEAT)
    return [{ message: 'The seed cannot be $repeat: every repeat has a seed of its own, derived from this one', at }];
  if (!sweep.axes.includes(axis)) {
    const names = sweep.axes.map((name) => `$${name}`);
    const known =
      names.length === 0
        ? ': the file has no sweep'
        : didYouMean(`$${axis}`, names) || `: the axes are ${oneOf(names)}`;
    return [{ message: `Unknown reference "$${axis}"${known}`, at }];
  }
  const seen = new Set<Json>();
  return sweep.points.flatMap((point): readonly Diagnostic[] => {
    const value = point[axis] ?? null;
    if (isSeed(value) || seen.has(value)) return [];
    seen.add(value);
    return [
      {
        message: `Expected a whole number 0 .. ${LARGEST_SEED} for the seed, found ${JSON.stringify(value)}`,
        at: placeOf(document, axisValuePath(source, axis, value)),
        notes: [{ message: `The seed takes the values of "${axis}"`, at }],
      },
    ];
  });
}

function isSeed(value: Json): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= LARGEST_SEED;
}
