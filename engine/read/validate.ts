import { didYouMean, oneOf } from '../core/diagnostic.ts';
import { isObject, showPath, valueAt, type Json, type JsonObject, type PathPart } from '../core/json.ts';
import { compile } from './compile.ts';
import { hintFor } from './hints.ts';
import type { CheckError } from './precompiled.ts';

/** A violation of a schema, in words. With `key`, the key at the end of the path is at fault, not its value. */
export interface Violation {
  readonly path: readonly PathPart[];
  readonly message: string;
  readonly key: boolean;
}

/**
 * Checks `value` against `schema` and fills in defaults in place, so pass a copy. Reports every violation at once; of
 * alternatives (`anyOf`), only the branch that was meant.
 */
export function validate(schema: JsonObject, value: Json): readonly Violation[] {
  const check = compile(schema);
  if (check(value)) return [];
  return meant(check.errors ?? []).map((error) => describe(error, value));
}

/** Drops the errors of branches that were not meant: without this, one typing error gives five messages. */
function meant(errors: readonly CheckError[]): readonly CheckError[] {
  const dropped = new Set<CheckError>();
  for (const [index, group] of errors.entries()) {
    if (group.keyword !== 'anyOf' && group.keyword !== 'oneOf') continue;
    const inside = insideOf(group, errors, index).filter((error) => !dropped.has(error));
    const branches = new Map<string, CheckError[]>();
    for (const error of inside) {
      const branch = error.schemaPath.slice(group.schemaPath.length + 1).split('/', 1)[0] ?? '';
      const known = branches.get(branch);
      if (known === undefined) branches.set(branch, [error]);
      else known.push(error);
    }
    const fitting = [...branches.values()].filter(
      (branch) => !branch.some((error) => error.keyword === 'type' && error.instancePath === group.instancePath),
    );
    const [only] = fitting;
    if (fitting.length === 1 && only !== undefined) {
      const kept = new Set(only);
      dropped.add(group);
      for (const error of inside) if (!kept.has(error)) dropped.add(error);
    } else for (const error of inside) dropped.add(error);
  }
  return errors.filter((error) => !dropped.has(error));
}

/**
 * Returns the errors of a group's branches. They are about the same value or parts of it and come right before the group.
 * Looking further back would take for ever where thousands of values are wrong, and would mix up their errors.
 */
function insideOf(group: CheckError, errors: readonly CheckError[], end: number): readonly CheckError[] {
  const inside: CheckError[] = [];
  for (let index = end - 1; index >= 0; index--) {
    const error = errors[index];
    if (error === undefined || !isWithin(error.instancePath, group.instancePath)) break;
    if (isWithin(error.schemaPath, group.schemaPath)) inside.unshift(error);
  }
  return inside;
}

/** Whether one JSON pointer points at another or at a part of it. */
function isWithin(pointer: string, of: string): boolean {
  return pointer.startsWith(of) && (pointer.length === of.length || pointer[of.length] === '/');
}

function describe(error: CheckError, root: Json): Violation {
  const path = pathOf(error.instancePath, root);
  const last = path.findLastIndex((part) => typeof part === 'string');
  const what = last === -1 ? '' : ` for "${showPath(path.slice(last))}"`;
  const found = show(error.data as Json);
  const at = (message: string): Violation => ({ path, message, key: false });
  const limit = (error.params as { limit?: number }).limit;
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = (error.params as { additionalProperty: string }).additionalProperty;
      const instead = formerly(error.parentSchema, key);
      if (instead !== undefined) return { path: [...path, key], message: `"${key}" is gone: ${instead}`, key: true };
      const allowed = Object.keys((error.parentSchema as { properties?: JsonObject }).properties ?? {});
      const guess = didYouMean(key, allowed);
      const listed =
        allowed.length === 0 ? '. No keys are allowed here' : `${guess === '' ? '' : ' '}Allowed: ${oneOf(allowed)}`;
      return {
        path: [...path, key],
        message: `Unknown key "${key}"${guess === '' ? '. ' : guess}${listed.replace(/^\. /, '')}`,
        key: true,
      };
    }
    case 'required':
      return { path, message: `Missing "${(error.params as { missingProperty: string }).missingProperty}"`, key: true };
    case 'type': {
      const types = [(error.params as { type: string | string[] }).type].flat();
      // In quotes it would still not be such a text.
      if (isScalar(error.data) && breaksPattern(error.parentSchema, String(error.data)))
        return at(`${patternWords(error.parentSchema)}${what}, found ${found}`);
      const keys = Object.keys((error.parentSchema as { properties?: JsonObject }).properties ?? {});
      const hint = hintFor(types, error.data as Json, keys);
      return at(`Expected ${types.map(typeWord).join(' or ')}${what}, found ${found}${hint}`);
    }
    case 'enum': {
      const allowed = (error.params as { allowedValues: Json[] }).allowedValues.map(String);
      const name = formerly(error.parentSchema, error.data);
      if (name !== undefined) return at(`Found ${found}${what}: it is called "${name}" now`);
      return at(
        `Expected ${oneOf(allowed)}${what}, found ${found}${typeof error.data === 'string' ? didYouMean(error.data, allowed) : ''}`,
      );
    }
    case 'const':
      return at(`Expected ${show((error.params as { allowedValue: Json }).allowedValue)}${what}, found ${found}`);
    case 'minimum':
      return at(`Expected a number >= ${limit}${what}, found ${found}`);
    case 'exclusiveMinimum':
      return at(`Expected a number > ${limit}${what}, found ${found}`);
    case 'maximum':
      return at(`Expected a number <= ${limit}${what}, found ${found}`);
    case 'exclusiveMaximum':
      return at(`Expected a number < ${limit}${what}, found ${found}`);
    case 'multipleOf':
      return at(`Expected a multiple of ${(error.params as { multipleOf: number }).multipleOf}${what}, found ${found}`);
    case 'minItems':
      return at(`Expected at least ${limit} ${limit === 1 ? 'item' : 'items'}${what}, found ${itemCount(error.data)}`);
    case 'maxItems':
      return at(`Expected at most ${limit} ${limit === 1 ? 'item' : 'items'}${what}, found ${itemCount(error.data)}`);
    case 'uniqueItems':
      return at(`Expected different items${what}: one appears twice`);
    case 'minProperties':
    case 'maxProperties': {
      const keys = Object.keys((error.parentSchema as { properties?: JsonObject }).properties ?? {});
      const allowed = keys.length === 0 ? '' : ` (${oneOf(keys)})`;
      return at(
        `Expected ${error.keyword === 'minProperties' ? 'at least' : 'exactly'} ${limit} key${limit === 1 ? '' : 's'}${allowed}${what}, found ${found}${error.keyword === 'maxProperties' && typeof path.at(-1) === 'number' ? ': each begins with "- "' : ''}`,
      );
    }
    case 'minLength':
      return at(`Expected a non-empty text${what}`);
    case 'maxLength':
      return at(`Expected a text of at most ${limit} characters${what}`);
    case 'pattern':
      return at(`${patternWords(error.parentSchema)}${what}, found ${found}`);
    case 'propertyNames':
      return {
        path: [...path, (error.params as { propertyName: string }).propertyName],
        message: patternWords(error.schema),
        key: true,
      };
    case 'anyOf':
    case 'oneOf': {
      const expected = (error.parentSchema as { description?: string }).description;
      return at(
        `Found ${found}${what}, expected ${expected === undefined ? 'another kind of value' : lowerFirst(expected)}`,
      );
    }
    default:
      return at(`${error.message ?? error.keyword}${what}, found ${found}`);
  }
}

/** What a schema says took the place of an old key or value. */
function formerly(schema: unknown, name: unknown): string | undefined {
  const names = isObject(schema) ? schema['formerly'] : undefined;
  const found = isObject(names) && typeof name === 'string' && Object.hasOwn(names, name) ? names[name] : undefined;
  return typeof found === 'string' ? found : undefined;
}

function isScalar(value: unknown): value is number | boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}

function breaksPattern(schema: unknown, text: string): boolean {
  const pattern = isObject(schema) ? schema['pattern'] : undefined;
  return typeof pattern === 'string' && !new RegExp(pattern, 'u').test(text);
}

/** A schema with a pattern explains it in `$comment`, because people do not read regular expressions. */
function patternWords(schema: unknown): string {
  const comment = isObject(schema) ? schema['$comment'] : undefined;
  return typeof comment === 'string' ? comment : 'This text has an unexpected form';
}

/** A JSON pointer as a path; indices of arrays become numbers. */
function pathOf(pointer: string, root: Json): readonly PathPart[] {
  const path: PathPart[] = [];
  for (const raw of pointer.split('/').slice(1)) {
    const part = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(valueAt(root, path)) ? Number(part) : part);
  }
  return path;
}

function typeWord(type: string): string {
  const words: Record<string, string> = {
    integer: 'a whole number',
    number: 'a number',
    string: 'a text',
    boolean: 'true or false',
    array: 'a list',
    object: 'a mapping',
    null: 'nothing',
  };
  return words[type] ?? type;
}

/** A value in a message: short, and never a whole subtree. */
export function show(value: Json | undefined): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value))
    return value.length <= 6 ? JSON.stringify(value).slice(0, 60) : `a list of ${value.length} items`;
  if (isObject(value))
    return Object.keys(value).length === 0
      ? 'an empty mapping'
      : `a mapping with ${Object.keys(value)
          .slice(0, 6)
          .map((key) => `"${key}"`)
          .join(', ')}`;
  const text = JSON.stringify(value).replaceAll(
    HIDDEN,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return text.length <= 60 ? text : `${text.slice(0, 57)}..."`;
}

/** Characters that look like a space or like nothing: a message shows their code. */
const HIDDEN = /[\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff]/g;

function itemCount(data: unknown): number {
  return Array.isArray(data) ? data.length : 0;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, '');
}
