import { canonical, isObject, showPath, type Json, type PathPart } from './json.ts';
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
    }
  /** The result existed once, under this very key, and its record is gone or damaged. */
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
    if (isObject(was) && isObject(now)) {
      for (const key of [...new Set([...Object.keys(was), ...Object.keys(now)])].sort()) {
        collect(was[key], now[key], [...path, key], into);
      }
      return;
    }
    if (Array.isArray(was) && Array.isArray(now) && was.length === now.length) {
      for (const [index, value] of was.entries()) collect(value as Json, now[index] as Json, [...path, index], into);
      return;
    }
    if (canonical(was) === canonical(now)) return;
  }
  into.push({ why: 'changed', path, was, now });
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
    case 'changed':
      return showChange(reason.path, reason.was, reason.now);
  }
}

function showChange(path: readonly PathPart[], was: Json | undefined, now: Json | undefined): string {
  const [field, name] = path;
  if (field === 'inputs' && typeof name === 'string') return `input ${name} changed`;
  if (field === 'files' && typeof name === 'string') return `file ${name} ${fateOf(was, now)}`;
  if (field === 'code')
    return path[1] === 'packages'
      ? `package ${showPath(path.slice(2))} ${brief(was)} -> ${brief(now)}`
      : 'code changed';
  return `${showPath(path)} ${brief(was)} -> ${brief(now)}`;
}

/** What became of a file outside the store: null stands for one that cannot be read, undefined for one not listed. */
function fateOf(was: Json | undefined, now: Json | undefined): string {
  if (now === undefined) return 'removed';
  if (now === null) return 'is missing or unreadable';
  return was === undefined || was === null ? 'added' : 'changed';
}

function brief(value: Json | undefined): string {
  if (value === undefined) return '(absent)';
  const text = JSON.stringify(value);
  return text.length <= 48 ? text : `${text.slice(0, 45)}...`;
}
