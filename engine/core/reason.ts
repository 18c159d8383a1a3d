import { canonical, isObject, showPath, type Json, type JsonObject, type PathPart } from './json.ts';
import { compareLists, labelOf } from './list-difference.ts';
import type { Fingerprint } from './record.ts';

/** Why a step must run, as data: `plan`, `run`, `diff` and the tests all show the same one. */
export type Reason =
  | { readonly why: 'never-run' }
  | { readonly why: 'forced' }
  | { readonly why: 'output-lost'; readonly output: string }
  /** One field of the fingerprint differs from the step's last run. `path` starts at the fingerprint. */
  | {
      readonly why: 'changed';
      readonly path: readonly PathPart[];
      readonly was: Json | undefined;
      readonly now: Json | undefined;
      /** The run whose result the step is compared with: the one with the fewest differences. */
      readonly run?: number;
    }
  /** An item of a list, such as a layer, has moved: `path` leads to its new place, `from` is its old index. */
  | {
      readonly why: 'moved';
      readonly path: readonly PathPart[];
      readonly from: number;
      readonly value: Json;
      readonly run?: number;
    }
  /** The result existed under this key, but its record is gone or damaged. */
  | { readonly why: 'record-lost' };

/** Every field in which two fingerprints differ, deepest path first found, in canonical order. */
export function differences(was: Partial<Fingerprint>, now: Partial<Fingerprint>): readonly Reason[] {
  const reasons: Reason[] = [];
  collect(was as unknown as Json, now as unknown as Json, [], reasons);
  return reasons;
}

function collect(was: Json | undefined, now: Json | undefined, path: readonly PathPart[], into: Reason[]): void {
  if (was === undefined && now === undefined) return;
  if (was !== undefined && now !== undefined) {
    if (isObject(was) && isObject(now) && !isOtherKind(was, now)) {
      for (const key of [...new Set([...Object.keys(was), ...Object.keys(now)])].sort()) {
        collect(was[key], now[key], [...path, key], into);
      }
      return;
    }
    if (canonical(was) === canonical(now)) return;
    if (isList(was) && isList(now) && collectList(was, now, path, into)) return;
  }
  into.push({ why: 'changed', path, was, now });
}

/** Compares two lists item by item; undefined if they are better shown as a whole. */
function collectList(was: readonly Json[], now: readonly Json[], path: readonly PathPart[], into: Reason[]): boolean {
  // Artifacts at a port have an order and a number, but no kind of their own.
  if (path[0] === 'inputs') {
    if (was.length !== now.length) return false;
    for (const [index, value] of was.entries()) collect(value, now[index], [...path, index], into);
    return true;
  }
  const changes = compareLists(was, now);
  for (const change of changes ?? []) {
    if (change.what === 'kept') collect(was[change.from], now[change.to], [...path, change.to], into);
    else if (change.what === 'moved')
      into.push({ why: 'moved', path: [...path, change.to], from: change.from, value: change.value });
    else {
      const [before, after] = change.what === 'added' ? [undefined, change.value] : [change.value, undefined];
      into.push({ why: 'changed', path: [...path, change.at], was: before, now: after });
    }
  }
  return changes !== undefined;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** `{ sgd: ... }` and `{ adam: ... }`: one choice has replaced another. */
function isOtherKind(was: JsonObject, now: JsonObject): boolean {
  const [one, another] = [Object.keys(was), Object.keys(now)];
  return one.length === 1 && another.length === 1 && one[0] !== another[0] && isObject(was[one[0] ?? '']);
}

/** One line for people: `params.learningRate 0.1 -> 0.01`. */
export function showReason(reason: Reason): string {
  switch (reason.why) {
    case 'never-run':
      return 'never run';
    case 'forced':
      return 'forced';
    case 'output-lost':
      return `output ${reason.output} is lost or damaged`;
    case 'record-lost':
      return 'its record is lost or damaged';
    case 'moved':
      return `${showPath(reason.path)} moved from [${reason.from}]: ${nameOf(reason.value)}`;
    case 'changed':
      return showChange(reason.path, reason.was, reason.now);
  }
}

function showChange(path: readonly PathPart[], was: Json | undefined, now: Json | undefined): string {
  const [field, name] = path;
  if (field === 'inputs' && typeof name === 'string') return `input ${name} changed`;
  if (field === 'files' && typeof name === 'string') return `file ${name} ${fateOf(was, now)}`;
  if (field === 'facts' && typeof path[2] === 'string') return showFact(name, path[2], was, now);
  if (field === 'rules') return "Assay's own rules changed";
  if (field === 'code')
    return path[1] === 'packages'
      ? `package ${showPath(path.slice(2))} ${brief(was)} -> ${brief(now)}`
      : 'code changed';
  if (typeof path.at(-1) === 'number' && was === undefined) return `${showPath(path)} added: ${nameOf(now)}`;
  if (typeof path.at(-1) === 'number' && now === undefined) return `${showPath(path)} removed: ${nameOf(was)}`;
  return `${showPath(path)} ${showValues(was, now)}`;
}

/** A fact of the outside world: the version of a program, or a variable, null if it is not set. */
function showFact(group: PathPart | undefined, name: string, was: Json | undefined, now: Json | undefined): string {
  const show = (value: Json | undefined): string =>
    value === null ? '(not set)' : typeof value === 'string' ? cut(value) : brief(value);
  const what = group === 'versions' ? 'version of' : group === 'environment' ? 'variable' : String(group);
  return `${what} ${name} ${show(was)} -> ${show(now)}`;
}

/** What became of a file outside the store: null if it cannot be read, undefined if it is not listed. */
function fateOf(was: Json | undefined, now: Json | undefined): string {
  if (now === undefined) return 'removed';
  if (now === null) return 'is missing or unreadable';
  return was === undefined || was === null ? 'added' : 'changed';
}

const LONGEST = 48;

/** Two values beside each other; of long ones, only the parts that differ. */
function showValues(was: Json | undefined, now: Json | undefined): string {
  const short = [was, now].every((value) => value === undefined || JSON.stringify(value).length <= LONGEST);
  if (!short && isObject(was) && isObject(now) && isOtherKind(was, now)) return `${labelOf(was)} -> ${labelOf(now)}`;
  if (!short && Array.isArray(was) && Array.isArray(now)) return showItems(was, now);
  if (!short && typeof was === 'string' && typeof now === 'string') {
    let same = 0;
    while (same < was.length && was[same] === now[same]) same++;
    const start = Math.max(0, same - 12);
    const part = (text: string): string => `${start > 0 ? '...' : ''}${text.slice(start).toWellFormed()}`;
    return `${brief(part(was))} -> ${brief(part(now))}`;
  }
  return `${brief(was)} -> ${brief(now)}`;
}

/** `12 -> 13 items: added 0.95`. */
function showItems(was: readonly Json[], now: readonly Json[]): string {
  const [before, after] = [new Set(was.map(canonical)), new Set(now.map(canonical))];
  const list = (items: readonly Json[], other: ReadonlySet<string>): string => {
    const found = items.map(canonical).filter((text) => !other.has(text));
    return `${found.slice(0, 4).map(cut).join(', ')}${found.length > 4 ? ` and ${found.length - 4} more` : ''}`;
  };
  const parts = [
    ['added', list(now, before)],
    ['removed', list(was, after)],
  ].flatMap(([word, items]) => (items === '' ? [] : [`${word} ${items}`]));
  const size = was.length === now.length ? `${now.length} items` : `${was.length} -> ${now.length} items`;
  return `${size}: ${parts.join(', ') || 'the same ones, in another order or number'}`;
}

/** What an item is: `conv2d`. */
function nameOf(value: Json | undefined): string {
  return value !== undefined && isObject(value) && Object.keys(value).length > 0 ? labelOf(value) : brief(value);
}

function brief(value: Json | undefined): string {
  return value === undefined ? '(absent)' : cut(JSON.stringify(value));
}

function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 3).toWellFormed()}...`;
}

/** The run that reasons compare with, if any. */
export function comparedRun(reasons: readonly Reason[]): number | undefined {
  for (const reason of reasons) if ('run' in reason && reason.run !== undefined) return reason.run;
  return undefined;
}
