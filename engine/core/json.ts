/** The values that canonical JSON preserves: no NaN, Date, Map, typed array or undefined. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** True for a plain object: not null, not an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The canonical text of a JSON value (RFC 8785): keys sorted by UTF-16 code unit, no white space, numbers as ECMAScript
 * prints them. Two values have the same text exactly when they are the same JSON value, so the text can be hashed.
 *
 * @throws TypeError for anything that JSON does not preserve (NaN, Infinity, undefined, a Map, a typed array, a lone surrogate):
 * `JSON.stringify` would turn NaN into null and a Map into {}, so that different values would get one key
 */
export function canonical(value: Json): string {
  // A value read from canonical text, as all records are, is already in order. Writing it directly takes a third of the time,
  // which was a quarter of a run that reuses everything.
  return isInOrder(value) ? JSON.stringify(value) : write(value);
}

/** Whether `JSON.stringify` writes the canonical text of a value: there is nothing to sort and nothing to refuse. */
function isInOrder(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object') return typeof value === 'boolean';
  if (value === null) return true;
  if (Array.isArray(value)) return (value as readonly unknown[]).every(isInOrder);
  if (!isPlain(value)) return false;
  let last: string | undefined;
  for (const key of Object.keys(value)) {
    if ((last !== undefined && key <= last) || !key.isWellFormed()) return false;
    if (!isInOrder((value as JsonObject)[key])) return false;
    last = key;
  }
  return true;
}

function write(value: Json): string {
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- `default` stands for all that JSON has not
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed())
        throw new TypeError(`Cannot write a string with a lone surrogate: ${JSON.stringify(value)}`);
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`Cannot write a number that is not finite: ${value}`);
      return JSON.stringify(value);
    case 'object':
      if (value === null) return 'null';
      if (Array.isArray(value)) return `[${(value as readonly Json[]).map(write).join(',')}]`;
      return canonicalObject(value as JsonObject);
    default:
      // The type excludes this, but a value from outside may still be undefined, a function or a bigint.
      throw new TypeError(`Cannot write a ${typeof value} as JSON`);
  }
}

function canonicalObject(value: JsonObject): string {
  if (!isPlain(value)) {
    throw new TypeError(`Cannot write a ${value.constructor?.name ?? 'non-plain object'} as JSON`);
  }
  const fields: string[] = [];
  for (const key of Object.keys(value).sort()) fields.push(`${write(key)}:${write(value[key] as Json)}`);
  return `{${fields.join(',')}}`;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** One step of a path into a JSON value: an object's key or an array's index. */
export type PathPart = string | number;

/** `layers[3].conv2d.filters`: how people write a path. */
export function showPath(path: readonly PathPart[]): string {
  let text = '';
  for (const part of path) text += typeof part === 'number' ? `[${part}]` : text === '' ? part : `.${part}`;
  return text;
}

/** The value at `path`, or undefined if there is none. Follows own properties only. */
export function valueAt(value: Json | undefined, path: readonly PathPart[]): Json | undefined {
  let current: Json | undefined = value;
  for (const part of path) {
    if (typeof part === 'number') current = Array.isArray(current) ? (current as readonly Json[])[part] : undefined;
    else current = isObject(current) && Object.hasOwn(current, part) ? current[part] : undefined;
  }
  return current;
}
