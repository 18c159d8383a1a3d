import fc from 'fast-check';
import { stringify } from 'yaml';
import { isObject, type Json } from '../../engine/core/json.ts';

// Ways to spoil an experiment file, as text and as a tree. Every choice is a number that fast-check draws, so that a file
// that breaks something is made again from the seed.

/** Texts that have broken parsers, terminals, shells, file systems and JavaScript objects before. */
const HOSTILE_TEXTS = [
  '',
  ' ',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '$',
  '$$',
  '$filters',
  '$__proto__',
  '$constructor',
  '$toString',
  '$repeat',
  '../../etc/passwd',
  '/etc/passwd',
  'C:\\windows',
  'a/../../b.png',
  '.',
  '..',
  'run.json',
  'x.png\u0000.svg',
  '\u001b[31mred\u001b[0m',
  '\u001b]0;title\u0007',
  '\u009b2J',
  '\u202eevil',
  '\u0000',
  '\u2028\u2029',
  '\ufeff',
  '\ufffe',
  '\ud83d\ude00',
  'e\u0301',
  '\u212b',
  '%s%n%x',
  '$(touch /tmp/x)',
  '`id`',
  '"]; x -->',
  '{axis}',
  '{constructor}',
  '{}',
  'a.b.c',
  'data.nothing',
  'data.constructor',
  '!!js/function "x"',
  '<<',
  '&a *a',
  'null',
  '~',
  'yes',
  '1e999',
  'x'.repeat(5000),
];

const HOSTILE_VALUES: readonly Json[] = [
  ...HOSTILE_TEXTS,
  null,
  true,
  false,
  0,
  -0,
  -1,
  1,
  0.1,
  1e-320,
  1e308,
  -1e308,
  2 ** 31,
  2 ** 53 - 1,
  [],
  {},
  [[]],
  [null],
  [{}],
  [1, 1],
  { '': 1 },
  { constructor: 1 },
  { toString: 1, valueOf: {} },
  { length: 5 },
  Array.from({ length: 300 }, (_, index) => index),
];

/** Pieces of YAML that mean something to its parser. */
const PIECES = [
  '[ ] { } , : # " \' \\ | > ` @ $ $filters ${x} !!null 0x 0o7 1_000 .nan -.inf 9007199254740993 1e400 [[[[[[[['.split(
    ' ',
  ),
  ['\n', '\r', '\r\n', '\t', '  ', '\u0000', '\u001b[2J', '\ufeff', '\u0085', '\u2028', '\u00a0', '\ud83d\ude00'],
  [
    ': ',
    '- ',
    '? ',
    '|-\n',
    '&a ',
    '*a',
    '<<: *a',
    '!!binary ',
    '! ',
    '%YAML 1.1\n',
    '---\n',
    '...\n',
    '\\x',
    '"\\u{1}"',
  ],
  ['&a [*a]', '&x [*x, *x]', '{a: {a: {a: ', '- - - - ', '? ? ? '],
].flat();

/** Even: a number drawn with a bias would edit the first line most of the time. */
const FRACTION = fc.noBias(fc.integer({ min: 0, max: 9999 })).map((number) => number / 10_000);

/** Edits that often leave a file right: what is accepted must be planned without a fault. */
const GENTLE = ['digit', 'comment'] as const;

/** One edit of a text: what, where and how much, the last two as fractions of its length. */
const textEdit = fc.record({
  kind: fc.constantFrom(
    'insert',
    'delete',
    'repeat',
    'replace',
    'flip',
    'move',
    'cut',
    ...GENTLE,
    ...GENTLE,
    ...GENTLE,
  ),
  at: FRACTION,
  to: FRACTION,
  length: fc.integer({ min: 1, max: 40 }),
  piece: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...PIECES) },
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.constantFrom(...HOSTILE_TEXTS),
  ),
});

/** The same for a tree; `pick` chooses a part of it, `other` a second one. */
const treeEdit = fc.record({
  kind: fc.constantFrom(
    'delete',
    'replace',
    'swap',
    'copy',
    'rename',
    'nest',
    'append',
    'nudge',
    'nudge',
    'nudge',
    'nudge',
  ),
  pick: FRACTION,
  other: FRACTION,
  value: fc.constantFrom(...HOSTILE_VALUES),
  name: fc.constantFrom(...HOSTILE_TEXTS),
  depth: fc.integer({ min: 1, max: 80 }),
});

/** A text spoiled by one to five edits. */
export function spoiledText(texts: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...texts), fc.array(textEdit, { minLength: 1, maxLength: 5 }))
    .map(([text, edits]) => edits.reduce(editText, text).toWellFormed());
}

/** A tree spoiled by one to five edits, written as YAML or as JSON, which is YAML too. */
export function spoiledTree(trees: readonly Json[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...trees), fc.array(treeEdit, { minLength: 1, maxLength: 5 }), fc.boolean())
    .map(([tree, edits, asJson]) => {
      const spoiled = edits.reduce(editTree, structuredClone(tree));
      return asJson ? JSON.stringify(spoiled, null, 2) : stringify(spoiled, { aliasDuplicateObjects: true });
    });
}

type TextEdit = typeof textEdit extends fc.Arbitrary<infer T> ? T : never;
type TreeEdit = typeof treeEdit extends fc.Arbitrary<infer T> ? T : never;

function editText(text: string, edit: TextEdit): string {
  const at = Math.floor(edit.at * text.length);
  const to = Math.floor(edit.to * text.length);
  const end = Math.min(text.length, at + edit.length);
  const part = text.slice(at, end);
  switch (edit.kind) {
    case 'insert':
      return text.slice(0, at) + edit.piece + text.slice(at);
    case 'delete':
      return text.slice(0, at) + text.slice(end);
    case 'repeat':
      return text.slice(0, at) + part.repeat(1 + (edit.length % 5)) + text.slice(end);
    case 'replace':
      return text.slice(0, at) + edit.piece + text.slice(end);
    case 'flip':
      return (
        text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << (edit.length % 8))) + text.slice(at + 1)
      );
    case 'move':
      return text.slice(0, to) + part + text.slice(to);
    case 'digit':
      return text.slice(0, at) + text.slice(at).replace(/\d+/, String(edit.length));
    case 'comment':
      return text.slice(0, at) + text.slice(at).replace('\n', ` # ${edit.length}\n\n`);
    case 'cut':
      return text.slice(0, Math.max(1, at));
  }
}

/** A place in a tree: the container and the key or index in it. */
interface Spot {
  readonly parent: Record<string, Json> | Json[];
  readonly key: string | number;
}

function editTree(tree: Json, edit: TreeEdit): Json {
  const spots = spotsOf(tree);
  const spot = spots[Math.floor(edit.pick * spots.length)];
  const other = spots[Math.floor(edit.other * spots.length)];
  if (spot === undefined || other === undefined) return structuredClone<Json>(edit.value);
  const value = get(spot);
  // A copy: a value that two edits put in would otherwise become part of itself.
  const hostile = structuredClone<Json>(edit.value);
  switch (edit.kind) {
    case 'delete':
      if (Array.isArray(spot.parent)) spot.parent.splice(Number(spot.key), 1);
      else delete spot.parent[spot.key];
      break;
    case 'replace':
      set(spot, hostile);
      break;
    case 'swap': {
      const second = structuredClone(get(other));
      set(other, structuredClone(value));
      set(spot, second);
      break;
    }
    case 'copy':
      set(other, structuredClone(value));
      break;
    case 'rename':
      set({ parent: spot.parent, key: Array.isArray(spot.parent) ? spot.key : edit.name }, value);
      break;
    case 'nest': {
      let nested: Json = value;
      for (let depth = 0; depth < edit.depth; depth++) nested = depth % 2 === 0 ? [nested] : { a: nested };
      set(spot, nested);
      break;
    }
    case 'nudge': {
      const numbers = spots.filter((each) => typeof get(each) === 'number');
      const number = numbers[Math.floor(edit.pick * numbers.length)];
      if (number !== undefined) set(number, Math.round((Number(get(number)) + 1) * edit.depth) / 10);
      break;
    }
    case 'append':
      if (Array.isArray(value)) value.push(hostile);
      else if (isObject(value)) set({ parent: value, key: edit.name }, hostile);
      break;
  }
  return tree;
}

function get({ parent, key }: Spot): Json {
  return Array.isArray(parent) ? (parent[Number(key)] ?? null) : (parent[key] ?? null);
}

function set({ parent, key }: Spot, value: Json): void {
  if (Array.isArray(parent)) parent[Number(key)] = value;
  // An ordinary own property, whatever its name.
  else Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
}

function spotsOf(tree: Json, into: Spot[] = []): readonly Spot[] {
  if (Array.isArray(tree)) {
    for (const [index, item] of tree.entries()) {
      into.push({ parent: tree, key: index });
      spotsOf(item as Json, into);
    }
  } else if (isObject(tree)) {
    for (const key of Object.keys(tree)) {
      into.push({ parent: tree, key });
      spotsOf(tree[key] as Json, into);
    }
  }
  return into;
}
