import { isAlias, isMap, isScalar, isSeq, Lexer, parseDocument, type Node, type Pair } from 'yaml';
import type { Diagnostic, Place, Source } from '../core/diagnostic.ts';
import type { Document, Located } from './document.ts';
import { bareReference, keySlip, valueSlip } from './scalar-slips.ts';
import { carriageReturns, explain } from './slips.ts';

/** An experiment file is written by hand; anything larger is a mistake or an attack. */
export const LARGEST_FILE = 1_000_000;
const DEEPEST = 64;
/** A line with more than 64 of the characters of `- - -` and `? ? ?`, whatever they mean there. */
const MANY_INDICATORS = new RegExp(`(?:^|\\n)(?:[^-?\\n]*[-?]){${DEEPEST + 1}}`);
/** Aliases are resolved by walking: this limits how far a "billion laughs" file can make us walk. */
const MOST_NODES = 200_000;

const CARRIAGE_RETURNS =
  'The lines end with only a carriage return, as on old Macs: save the file with line feeds (LF)';

/**
 * Reads YAML 1.2 text into values with places. Stricter than YAML where YAML would lose or hide something: duplicate keys,
 * integers beyond 2^53, `.nan`, `.inf`, custom tags, `__proto__`, cyclic aliases and several documents are diagnostics.
 */
export function parseYaml(source: Source): {
  readonly document?: Document;
  readonly diagnostics: readonly Diagnostic[];
} {
  const whole: Place = { source, start: 0, end: Math.min(source.text.length, 1) };
  if (source.text.trim() === '')
    return { diagnostics: [{ message: 'The file is empty: expected an experiment', at: whole }] };
  if (carriageReturns(source)) return { diagnostics: [{ message: CARRIAGE_RETURNS, at: whole }] };
  if (isTooDeep(source.text))
    return { diagnostics: [{ message: `Nested too deeply: at most ${DEEPEST} levels are allowed`, at: whole }] };
  let parsed;
  try {
    parsed = parseDocument(source.text, {
      intAsBigInt: true,
      uniqueKeys: false, // The parser's check is quadratic; the walk below looks for duplicates.
      prettyErrors: false,
      logLevel: 'error',
    });
  } catch (error) {
    const why = error instanceof RangeError ? 'it is nested too deeply' : String(error);
    return { diagnostics: [{ message: `Cannot read the file as YAML: ${why}`, at: whole }] };
  }
  const problems = [...parsed.errors, ...parsed.warnings].map(({ code, message, pos: [start, end] }) => ({
    code,
    message,
    start,
    end: Math.max(end, start + 1),
  }));
  if (problems.length > 0) return { diagnostics: [explain(source, problems)] };
  const { explicit, version } = parsed.directives?.yaml ?? {};
  if (explicit === true && version !== '1.2') {
    const start = Math.max(0, source.text.search(/^%YAML/m));
    const message = `Expected YAML 1.2, in which "no" is a text and 017 is seventeen, found "%YAML ${version}"`;
    return { diagnostics: [{ message, at: { source, start, end: start + '%YAML 1.1'.length } }] };
  }
  const walker = new Walker(source);
  const root = walker.walk(parsed.contents, whole, 0);
  if (walker.diagnostics.length === 0 && root.fields === undefined) {
    walker.diagnostics.push({
      message: 'Expected a mapping with "experiment" and "steps" at the top of the file',
      at: whole,
    });
  }
  if (walker.diagnostics.length > 0) return { diagnostics: walker.diagnostics };
  return { document: { source, root }, diagnostics: [] };
}

/**
 * Finds nesting that would overflow the recursive parser: brackets, and the indicators `- - -` and `? ? ?` in one line. Depth
 * by indentation needs as many columns as levels, so a file of the largest size stays within the stack.
 */
function isTooDeep(text: string): boolean {
  // Most files have too few of these characters to be too deep.
  const most = (text.match(/[[{]/g) ?? []).length;
  if (most <= DEEPEST && !MANY_INDICATORS.test(text)) return false;
  let brackets = 0;
  let indicators = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') brackets++;
    else if (token === ']' || token === '}') brackets--;
    else if (token === '-' || token === '?') indicators++;
    else if (token.endsWith('\n')) indicators = 0;
    if (brackets > DEEPEST || indicators > DEEPEST) return true;
  }
  return false;
}

class Walker {
  readonly diagnostics: Diagnostic[] = [];
  readonly #source: Source;
  readonly #anchors = new Map<string, Node>();
  readonly #open = new Set<Node>();
  #nodes = 0;

  constructor(source: Source) {
    this.#source = source;
  }

  walk(node: unknown, around: Place, depth: number): Located {
    if (++this.#nodes > MOST_NODES) {
      if (this.#nodes === MOST_NODES + 1) this.#report('Expanding the aliases makes this file too large', around);
      return { place: around, scalar: null };
    }
    const place = this.#placeOf(node, around);
    if (depth > DEEPEST) {
      this.#report(`Nested too deeply: at most ${DEEPEST} levels are allowed`, place);
      return { place, scalar: null };
    }
    if (node === null || node === undefined) return { place, scalar: null };
    if (isAlias(node)) return this.#alias(node.source, place, depth);
    const anchor = (node as { anchor?: string }).anchor;
    if (anchor !== undefined) this.#anchors.set(anchor, node as Node);
    if (isScalar(node)) return this.#scalar(node.value, place, node.type === 'PLAIN');
    this.#open.add(node as Node);
    try {
      if (isSeq(node)) return { place, items: node.items.map((item) => this.walk(item, place, depth + 1)) };
      if (isMap(node)) return this.#map(node.items, place, depth);
    } finally {
      this.#open.delete(node as Node);
    }
    this.#report('Cannot read this as a value', place);
    return { place, scalar: null };
  }

  #map(pairs: readonly Pair[], place: Place, depth: number): Located {
    const fields = new Map<string, Located>();
    for (const pair of pairs) {
      const at = this.#placeOf(pair.key, place);
      const name = isScalar(pair.key) ? pair.key.value : pair.key;
      if (
        typeof name !== 'string' &&
        typeof name !== 'number' &&
        typeof name !== 'bigint' &&
        typeof name !== 'boolean'
      ) {
        this.#report(this.#keyWords(pair.key, at), at);
        continue;
      }
      const key = String(name);
      const plain = isScalar(pair.key) && pair.key.type === 'PLAIN';
      const slip = keySlip(key, { plain, lonely: isNothing(pair.value), top: depth === 0 });
      const first = fields.get(key);
      if (key === '__proto__') this.#report('The key "__proto__" is not allowed', at);
      else if (first !== undefined)
        this.#report(`The key "${key}" appears twice in this mapping`, at, 'First here', first.key);
      else {
        if (slip !== undefined) this.#report(slip, at);
        // The duplicate is read all the same: it may have anchors.
        fields.set(key, { ...this.walk(pair.value, at, depth + 1), key: at });
      }
    }
    return { place, fields };
  }

  /** Returns the message for a key that is not a text: `{{ name }}` is a mapping whose key is a mapping. */
  #keyWords(key: unknown, at: Place): string {
    const inner = isMap(key) && key.items.length === 1 ? key.items[0]?.key : undefined;
    if (isScalar(inner) && typeof inner.value === 'string' && at.source.text.charAt(at.start - 1) === '{')
      return bareReference(`{{ ${inner.value} }}`, inner.value);
    return 'Expected a plain text as the key';
  }

  #alias(name: string, place: Place, depth: number): Located {
    const target = this.#anchors.get(name);
    if (target === undefined)
      this.#report(
        `Unknown alias "*${name}": its anchor "&${name}" must come before it. A text that begins with "*" needs quotes`,
        place,
      );
    else if (this.#open.has(target)) this.#report(`The alias "*${name}" contains itself`, place);
    else return this.walk(target, place, depth + 1);
    return { place, scalar: null };
  }

  #scalar(value: unknown, place: Place, unquoted: boolean): Located {
    if (typeof value === 'bigint') {
      const number = Number(value);
      if (!Number.isSafeInteger(number))
        this.#report(`The integer ${value} is beyond 2^53 and would be rounded silently`, place);
      return { place, scalar: number };
    }
    if (typeof value === 'number' && !Number.isFinite(value)) {
      this.#report(`Expected a finite number, found ${value}`, place);
      return { place, scalar: null };
    }
    if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') {
      if (typeof value === 'string' && !value.isWellFormed()) this.#report('This text is not valid Unicode', place);
      const slip = typeof value === 'string' ? valueSlip(value, unquoted) : undefined;
      if (slip !== undefined) this.#report(slip, place);
      return { place, scalar: value };
    }
    this.#report(`Expected a number, a text, true, false or null, found a ${typeof value}`, place);
    return { place, scalar: null };
  }

  #placeOf(node: unknown, around: Place): Place {
    const range = (node as { range?: readonly [number, number, number] | null } | null)?.range;
    if (range === undefined || range === null) return around;
    return { source: this.#source, start: range[0], end: Math.max(range[1], range[0] + 1) };
  }

  #report(message: string, at: Place, note?: string, noted?: Place): void {
    const notes = note === undefined || noted === undefined ? undefined : [{ message: note, at: noted }];
    this.diagnostics.push({ message, at, ...(notes && { notes }) });
  }
}

function isNothing(node: unknown): boolean {
  return node === null || node === undefined || (isScalar(node) && node.value === null && node.source === '');
}
