import { isObject, valueAt, type Json, type JsonObject, type PathPart } from '../core/json.ts';
import { exampleOf } from './example.ts';
import { keysOf, schemasAt } from './schema-at.ts';
import { inferredEntries, Trial } from './trial.ts';
import type { View } from './view.ts';

/** Where a file has an entry of a list, by the schema of the whole file. */
interface Entry {
  readonly path: readonly PathPart[];
  readonly whole: JsonObject;
  readonly file: JsonObject;
}

/**
 * Which keys cannot begin the entry at a path, each with the reason: the layers that cannot take what the layer before gives. Asks the
 * stage of a step that uses the definition what comes of each. Empty where nobody can tell.
 */
export function misfitsAt({ settled, workplace }: View, { path, whole, file }: Entry): ReadonlyMap<string, string> {
  const [section, name, ...inside] = path;
  const index = inside.at(-1);
  const misfits = new Map<string, string>();
  if (settled === undefined || typeof section !== 'string' || typeof name !== 'string' || typeof index !== 'number')
    return misfits;
  if (!Object.hasOwn(workplace.registry.sections, section)) return misfits;
  const list = inside.slice(0, -1);
  const trial = new Trial(settled);
  const [user] = trial.usersOf(section, name, 1);
  const entries = user && trial.entriesOf(user, list);
  if (user === undefined || entries === undefined || !isSameBefore(file, path, entries)) return misfits;
  const before = entries.slice(0, index);
  const known = inferredEntries(trial.inferFirst(user, list, before), list.at(-1) ?? '');
  if (known === undefined && index > 0) return misfits;
  for (const [key, schema] of keysOf(schemasAt(whole, file, path))) {
    const example = exampleOf(schema, whole);
    const inference = example === undefined ? undefined : trial.inferFirst(user, list, [...before, { [key]: example }]);
    const entriesWith = inferredEntries(inference, list.at(-1) ?? '');
    // A stage tells of entries up to the first that does not fit. Of the last one it may want more, which is not known yet.
    if (entriesWith === undefined || entriesWith.length > (known?.length ?? 0)) continue;
    const at = [user.field, ...list, index, key];
    const problem = inference?.problems?.find(({ path: where }) => at.every((part, depth) => where[depth] === part));
    if (problem !== undefined) misfits.set(key, problem.message);
  }
  return misfits;
}

/** Whether the file still has the entries that were planned before the one at a path, by their types. */
function isSameBefore(file: JsonObject, path: readonly PathPart[], planned: readonly Json[]): boolean {
  const index = Number(path.at(-1));
  const written = valueAt(file, path.slice(0, -1));
  if (!Array.isArray(written) || planned.length < index) return false;
  return (written as readonly Json[])
    .slice(0, index)
    .every(
      (entry, place) =>
        Object.keys(isObject(entry) ? entry : {}).join() === Object.keys((planned[place] ?? {}) as JsonObject).join(),
    );
}
