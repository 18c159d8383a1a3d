import { isObject, type Json, type JsonObject, type PathPart } from '../core/json.ts';
import { showPoint } from '../read/point.ts';
import { inferredEntries, Trial } from './trial.ts';
import type { View } from './view.ts';

/** So many values of a definition along the sweep are shown. */
const MOST = 4;

/**
 * What stages know of an entry of a list in a definition, such as a layer: what comes of the list up to this entry that did not come of
 * it before. Of a definition as a whole, its totals.
 */
export function entryWords({ analysis, settled, workplace }: View, path: readonly PathPart[]): string | undefined {
  const [section, name, ...inside] = path;
  const known = analysis !== undefined && analysis.steps.length > 0 ? analysis : settled;
  if (known === undefined || typeof section !== 'string' || typeof name !== 'string') return undefined;
  if (!Object.hasOwn(workplace.registry.sections, section)) return undefined;
  // Not below the entry's own key: what its settings mean is said by the schema.
  const depth = inside.findIndex((part) => typeof part === 'number');
  if (inside.length > 0 && (depth === -1 || inside.length > depth + 2)) return undefined;
  const trial = new Trial(known);
  const lines = trial.usersOf(section, name, MOST).flatMap((user) => {
    const found =
      inside.length === 0
        ? totalsOf(trial.infer(user, user.step.params[user.field] ?? null)?.outputs)
        : entryAt(trial, user, inside.slice(0, depth + 1));
    if (found === undefined) return [];
    const point = showPoint(user.step.point);
    return [`${found}${point === '' ? '' : ` at ${point}`}`];
  });
  return lines.length === 0 ? undefined : [...new Set(lines)].join('  \n');
}

function entryAt(
  trial: Trial,
  user: ReturnType<Trial['usersOf']>[number],
  inside: readonly PathPart[],
): string | undefined {
  const list = inside.slice(0, -1);
  const index = Number(inside.at(-1));
  const entries = trial.entriesOf(user, list);
  if (entries === undefined) return undefined;
  const upTo = (count: number): readonly JsonObject[] | undefined =>
    inferredEntries(trial.inferFirst(user, list, entries.slice(0, count)), list.at(-1) ?? '');
  const [before, after] = [index === 0 ? [] : upTo(index), upTo(index + 1)];
  if (before === undefined || after === undefined || after.length <= before.length) return undefined;
  const added = after.slice(before.length);
  const more = added.length > 1 ? ` (${added.length} entries, ${sumsOf(added)} in all)` : '';
  return `${factsOf(added.at(-1) ?? {})}${more}`;
}

/** `**26 x 26 x 32**, name: conv1, parameters: 320, macs: 194,688`. */
function factsOf(entry: JsonObject): string {
  const { shape, ...others } = entry;
  const facts = Object.entries(others).map(([key, value]) => `${key}: ${shown(value)}`);
  return [...(shape === undefined ? [] : [`**${shown(shape)}**`]), ...facts].join(', ');
}

function sumsOf(entries: readonly JsonObject[]): string {
  const keys = Object.keys(entries[0] ?? {}).filter((key) => typeof entries[0]?.[key] === 'number');
  return keys
    .map((key) => `${key}: ${shown(entries.reduce((sum, entry) => sum + Number(entry[key] ?? 0), 0))}`)
    .join(', ');
}

/** The numbers that a stage tells of a whole definition. */
function totalsOf(outputs: Readonly<Record<string, Json>> | undefined): string | undefined {
  for (const output of Object.values(outputs ?? {})) {
    const facts = Object.entries(isObject(output) ? output : {}).filter(
      ([, value]) => !isObject(value) && !(Array.isArray(value) && value.some(isObject)),
    );
    if (facts.length > 0) return facts.map(([key, value]) => `${key}: ${shown(value)}`).join(', ');
  }
  return undefined;
}

/** `26 x 26 x 32`, `194,688`. */
export function shown(value: Json): string {
  if (Array.isArray(value))
    return (value as readonly Json[]).map(shown).join(value.every((each) => typeof each === 'number') ? ' x ' : ', ');
  return typeof value === 'number'
    ? value.toLocaleString('en')
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);
}
