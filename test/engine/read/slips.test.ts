import { describe, expect, test } from 'vitest';
import { positionOf, type Diagnostic } from '../../../engine/core/diagnostic.ts';
import { decodeText } from '../../../engine/read/decode.ts';
import { readExperiment } from '../../../engine/read/read.ts';
import { validate } from '../../../engine/read/validate.ts';
import { parseYaml } from '../../../engine/read/yaml.ts';
import { frame, toyRegistry } from '../../helpers/toy-registry.ts';

// Everyday slips in an experiment file, and what a person is told: one message, the place, and what to write instead.

const FILE = `experiment: toy
description: a small one
seed: 3
models:
  cnn:
    input: [28, 28, 1]
    layers:
      - conv2d: { filters: 8, kernel: 3 }
      - flatten: {}
      - dense: { units: 10 }
steps:
  data: { stage: load, dataset: digits }
  training: { stage: train, data: data, epochs: 1 }
`;

/** The file with one thing changed. */
function withSlip(from: string, to: string): string {
  const changed = FILE.replace(from, () => to);
  if (changed === FILE) throw new Error(`The file has no ${from}`);
  return changed;
}

/** `line:column message`, and the marked text. */
function told({ at, message }: Diagnostic): {
  readonly where: string;
  readonly message: string;
  readonly marked: string;
} {
  const { line, column } = positionOf(at.source, at.start);
  return { where: `${line}:${column}`, message, marked: at.source.text.slice(at.start, at.end) };
}

type Row = readonly [slip: string, from: string, to: string, where: string, marked: string, message: string];

const SYNTAX: readonly Row[] = [
  [
    'no space after a colon',
    'seed: 3',
    'seed:3',
    '3:1',
    'seed:3',
    'A space is missing after the colon: write "seed: 3"',
  ],
  [
    'no space after a colon, in braces',
    'stage: train,',
    'stage:train,',
    '13:15',
    'stage:train',
    'A space is missing after the colon: write "stage: train"',
  ],
  [
    'a colon in a text',
    'a small one',
    'part 2: the sequel',
    '2:14',
    'part 2: the sequel',
    'A text with ": " in it needs quotes: write "part 2: the sequel"',
  ],
  [
    'a colon in a text, with a comment',
    'a small one',
    'part 2: the sequel # x',
    '2:14',
    'part 2: the sequel',
    'needs quotes: write "part 2: the sequel"',
  ],
  [
    'a missing comma between keys',
    'data: data, epochs',
    'data: data epochs',
    '13:40',
    'epochs',
    'A comma is missing before "epochs"',
  ],
  ['a missing comma in a list', '[28, 28, 1]', '[28, [28] 1]', '6:22', '1', 'A comma is missing before this'],
  [
    'a semicolon for a comma',
    'data: data, epochs',
    'data: data; epochs',
    '13:41',
    'epochs',
    'Expected a comma before "epochs", found a semicolon',
  ],
  [
    '${f} in braces',
    'filters: 8',
    'filters: ${f}',
    '8:28',
    '${f}',
    'A reference is written without braces: write $f, found "${f}"',
  ],
  ['${f} alone', 'seed: 3', 'seed: ${f}', '3:7', '${f}', 'A reference is written without braces: write $f'],
  [
    '"${f}" in quotes',
    'seed: 3',
    'seed: "${ f }"',
    '3:7',
    '"${ f }"',
    'A reference is written without braces: write $f',
  ],
  [
    '{{ f }} of templates',
    'filters: 8',
    'filters: {{ f }}',
    '8:29',
    '{ f }',
    'A reference is written without braces: write $f',
  ],
  ['a merge key', 'filters: 8', '<<: 8', '8:19', '<<', 'The merge key "<<" is not part of YAML 1.2'],
  [
    '!!float',
    'seed: 3',
    'seed: !!float 1',
    '3:7',
    '!!float',
    'The tag "!!float" is not supported: write the value alone',
  ],
  ['!include', 'seed: 3', 'seed: !include x.yaml', '3:7', '!include', 'an experiment is one file'],
  [
    'a key for anchors',
    'seed: 3',
    'x-common: &c 3\nseed: *c',
    '3:1',
    'x-common',
    'there are no keys for anchors alone',
  ],
  [
    'a zero-width space in a key',
    'seed',
    'seed\u200b',
    '3:1',
    'seed\u200b',
    'The key "seed" contains an invisible character (U+200B, zero-width space)',
  ],
  [
    'a no-break space in a value',
    'digits }',
    '\u00a0digits }',
    '12:33',
    '\u00a0digits',
    'This text contains an invisible character (U+00A0, no-break space)',
  ],
  ['a no-break space in a number', 'seed: 3', 'seed: 1\u00a0000', '3:7', '1\u00a0000', 'U+00A0, no-break space'],
  [
    'no-break spaces for indentation',
    '  data',
    '\u00a0\u00a0data',
    '12:1',
    '\u00a0',
    'The indentation contains an invisible character (U+00A0, no-break space)',
  ],
  ['a tab for indentation', '    input', '\tinput', '6:1', '\t', 'YAML cannot be indented with tabs: use spaces'],
  ['a tab after spaces', '    input', '  \tinput', '6:3', '\t', 'YAML cannot be indented with tabs: use spaces'],
  [
    'typographic quotes',
    'a small one',
    '“a small one”',
    '2:14',
    '“a small one”',
    'Typographic quotes are part of the text in YAML',
  ],
  [
    'typographic quotes around a colon',
    'a small one',
    '“part 2: b”',
    '2:14',
    '“part 2: b”',
    'Typographic quotes are part of the text in YAML',
  ],
  [
    'typographic quotes around a key',
    'seed',
    '“seed”',
    '3:1',
    '“seed”',
    'Typographic quotes are part of the text in YAML',
  ],
  ['a typographic minus', 'seed: 3', 'seed: −3', '3:7', '−3', 'This is a typographic minus: write -3'],
  ['a full-width colon', 'seed: 3', 'seed：3', '3:1', 'seed：3', 'This is a full-width colon: write "seed: 3"'],
  ['a quote inside quotes', 'a small one', "'it's", '2:18', 's', 'The quoted text ends before this'],
  [
    'a double quote inside quotes',
    'a small one',
    '"a "small" one"',
    '2:18',
    'small" one"',
    'The quoted text ends before this',
  ],
  ['a quote that is never closed', 'a small one', '"a small one', '2:14', '"a small one', `This '"' is never closed`],
  [
    'a quote that the next quote closes',
    'toy\ndescription: a small one',
    `'toy\ndescription: 'a small one'`,
    '1:13',
    `'toy`,
    `This "'" is never closed`,
  ],
  ['a stray "]"', '28, 1]', '28, 1]]', '6:23', ']', 'This "]" closes nothing: remove it'],
  ['a stray "}"', 'digits }', 'digits }}', '12:41', '}', 'This "}" closes nothing: remove it'],
  [
    'a "{" that is never closed',
    'digits }',
    'digits',
    '12:9',
    '{',
    'This "{" is never closed: add "}" by the end of line 12',
  ],
  [
    'a "[" that is never closed',
    '28, 1]',
    '28, 1',
    '6:12',
    '[',
    'This "[" is never closed: add "]" by the end of line 6',
  ],
  [
    'the last "}" is missing',
    'epochs: 1 }',
    'epochs: 1',
    '13:13',
    '{',
    'This "{" is never closed: add "}" by the end of line 13',
  ],
  ['the wrong bracket', '28, 1]', '28, 1}', '6:22', '}', '"[" is closed by "}": write "]"'],
  [
    'a bracket inside brackets is not closed',
    'epochs: 1 }',
    'epochs: [1 }',
    '13:52',
    '}',
    '"]" is missing before this "}"',
  ],
  ['a key twice', 'seed: 3', 'seed: 3\nseed: 4', '4:1', 'seed', 'The key "seed" appears twice in this mapping'],
  [
    'a line that is indented too little',
    '    layers',
    '   layers',
    '7:1',
    '   ',
    'This line is indented by 3 spaces, unlike any line it could belong to: expected 4 as "input" in line 6 or 2 as "cnn" in line 5',
  ],
  ['a line that is indented too much', '  training', '   training', '13:1', '   ', 'expected 2 as "data" in line 12'],
  [
    'a list item that is indented too little',
    '      - flatten',
    '     - flatten',
    '9:1',
    '     ',
    'expected 6 as "conv2d" in line 8',
  ],
  ['a line below a value', 'seed: 3', 'seed: 3\n  threads: 2', '4:3', 'threads: 2', '"seed" has a value already (3)'],
  ['the first key is indented', 'experiment', '  experiment', '1:1', '  ', 'The first key is indented'],
  [
    'no space after a dash',
    '- flatten',
    '-flatten',
    '9:7',
    '-flatten: {}',
    'A space is missing after the dash: write "- flatten: {}"',
  ],
  [
    'a dash is missing, at the place of the others',
    '- flatten',
    'flatten',
    '9:7',
    'flatten: {}',
    'A dash is missing: write "- flatten: {}"',
  ],
  ['a colon is missing', 'seed: 3', 'seed 3', '3:1', 'seed 3', 'A colon is missing after "seed": write "seed: 3"'],
  [
    'an equals sign for a colon',
    'seed: 3',
    'seed = 3',
    '3:1',
    'seed = 3',
    'Expected a colon after "seed": write "seed: 3"',
  ],
  [
    'a text that begins with "@"',
    'a small one',
    '@home',
    '2:14',
    '@',
    'A text cannot begin with "@": put it in quotes',
  ],
  [
    'a text that begins with "%"',
    'a small one',
    '%home',
    '2:14',
    '%',
    'A text cannot begin with "%": put it in quotes',
  ],
  ['a text that begins with "*"', 'a small one', '*.png', '2:14', '*.png', 'A text that begins with "*" needs quotes'],
  [
    'a text that begins with "&"',
    'a small one',
    '& more',
    '2:14',
    '&',
    '"&" begins an anchor and needs a name; put a text in quotes',
  ],
  ['a text that begins with "|"', 'a small one', '|more', '2:15', 'm', '"|" and ">" begin a text of several lines'],
  ['a path of Windows in double quotes', 'a small one', '"C:\\data"', '2:17', '\\d', '"\\d" is not an escape'],
  [
    'a merge conflict of git',
    'seed: 3',
    '<<<<<<< HEAD\nseed: 3\n=======\nseed: 4\n>>>>>>> other',
    '3:1',
    '<<<<<<< HEAD',
    'The file contains an unresolved Git merge conflict',
  ],
  ['a fence of Markdown', 'experiment', '```yaml\nexperiment', '1:1', '```yaml', 'This is a code fence of Markdown'],
  ['two documents', 'steps:', '---\nsteps:', '11:1', '---', 'Expected one YAML document, found a second one'],
];

describe('parseYaml() names a slip once, its place, and what to write', () => {
  test.each(SYNTAX)('%s (D6)', (_, from, to, where, marked, message) => {
    const found = parseYaml({ file: 'x.yaml', text: withSlip(from, to) }).diagnostics.map(told);
    expect(found).toEqual([{ where, marked, message: expect.stringContaining(message) }]);
  });

  test('line ends of old Macs', () => {
    const found = parseYaml({ file: 'x.yaml', text: FILE.replaceAll('\n', '\r') }).diagnostics.map(told);
    expect(found).toEqual([expect.objectContaining({ where: '1:1', message: expect.stringContaining('old Macs') })]);
  });

  test('one fault wherever a bracket or a quote is too many, and never words of the parser', () => {
    for (const sign of [']', '}', '[', '{', '"', "'"]) {
      for (let at = 0; at <= FILE.length; at++) {
        const text = FILE.slice(0, at) + sign + FILE.slice(at);
        const { diagnostics } = parseYaml({ file: 'x.yaml', text });
        expect(diagnostics.length, `${sign} at ${at}`).toBeLessThanOrEqual(1);
        for (const { message } of diagnostics) expect(message).not.toMatch(/token|node end|implicit|flow|collection/i);
      }
    }
  });

  test('prose may hold what is a slip elsewhere', () => {
    const texts = [
      'Combien\u00a0? Deux, un et un',
      '“Yes” and “no”',
      'costs $5',
      "'C:\\data'",
      'a ] b } c',
      '"{{ x }} y"',
    ];
    for (const text of texts)
      expect(parseYaml({ file: 'x.yaml', text: withSlip('a small one', text) }).diagnostics, text).toEqual([]);
  });
});

describe('decodeText() names how a file was saved', () => {
  const bytes = new TextEncoder().encode(FILE);

  test('UTF-8 with and without a byte order mark is read', () => {
    expect(decodeText('x.yaml', bytes)).toBe(FILE);
    expect(decodeText('x.yaml', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]))).toBe(FILE);
  });

  test.each([
    ['UTF-16 of PowerShell', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(FILE, 'utf16le')])],
    ['UTF-16 without a mark', Buffer.from(FILE, 'utf16le')],
    ['UTF-16 of big ends', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(FILE, 'utf16le').swap16()])],
  ])('%s', (_, content) => {
    const found = decodeText('x.yaml', content);
    expect(found).toMatchObject({ message: expect.stringContaining('UTF-16 text, as PowerShell writes it') });
  });

  test('Windows-1252: the letter, and its place after letters of UTF-8', () => {
    const content = Buffer.concat([Buffer.from('# é\n'), Buffer.from('description: caf\u00e9\n', 'latin1')]);
    const found = decodeText('x.yaml', content);
    if (typeof found === 'string') throw new Error('Expected a diagnostic');
    expect(told(found)).toEqual({
      where: '2:17',
      marked: 'é',
      message: expect.stringContaining('(0xe9) reads as "é" in Windows-1252'),
    });
  });

  test('a file that ends inside a character', () => {
    const found = decodeText('x.yaml', Buffer.from('a: é').subarray(0, -1));
    if (typeof found === 'string') throw new Error('Expected a diagnostic');
    expect(told(found).where).toBe('1:4');
  });
});

describe('validate() says what to write instead of a value of another type', () => {
  /** What is told of a value in the place of a number, a list, a mapping, a text, or true or false. */
  function messageFor(field: string, value: string): string {
    const files: Readonly<Record<string, string>> = {
      seed: `experiment: toy\nseed: ${value}\nsteps: {}\n`,
      experiment: `experiment: ${value}\nsteps: {}\n`,
      print: `experiment: toy\nsteps: {}\noutputs: { a.csv: { from: x.y, print: ${value} } }\n`,
      steps: `experiment: toy\nsteps: ${value}\n`,
      axis: `experiment: toy\nsweep: { a: ${value} }\nsteps: {}\n`,
    };
    const { diagnostics } = readExperiment(
      { file: 'x.yaml', text: files[field] ?? '' },
      { registry: toyRegistry, frame },
    );
    return diagnostics.map((each) => each.message).join('\n');
  }

  test.each([
    ['seed', '1_000', 'found "1_000": write 1000'],
    ['seed', '"7"', 'found "7": remove the quotes'],
    ['seed', '3,', 'found "3,": remove the ","'],
    ['seed', '0,5', 'found "0,5": write 0.5, with a point'],
    ['seed', '50%', 'found "50%": write 0.5'],
    ['seed', 'NaN', 'found "NaN": it must be finite'],
    ['seed', '1/4', 'found "1/4": there are no expressions: write 0.25'],
    ['seed', '10^-3', 'found "10^-3": write 1e-3'],
    ['seed', '2*10^3', 'found "2*10^3": write 2e3'],
    ['seed', 'None', 'found "None": leave the key out where there is no value'],
    ['seed', '2026-01-02', 'Expected a whole number for "seed", found "2026-01-02"'],
    ['seed', '1:30', 'Expected a whole number for "seed", found "1:30"'],
    ['seed', '"a\u200bb"', 'found "a\\u200bb"'],
    ['seed', '.inf', 'Expected a finite number'],
    ['seed', '.nan', 'Expected a finite number'],
    ['print', 'yes', 'Expected true or false for "print", found "yes": write true'],
    ['print', 'On', 'found "On": write true'],
    ['print', 'no', 'found "no": write false'],
    ['print', 'off', 'found "off": write false'],
    ['experiment', '2026', 'Expected a text for "experiment", found 2026: write "2026" in quotes'],
    ['axis', '"3, 5"', 'found "3, 5": write [3, 5]'],
    ['axis', '3', 'found 3: write [3]'],
    ['axis', '{ x: 1 }', 'begin each item with "- "'],
    ['steps', 'data:load', 'a space is missing after the colon: write "data: load"'],
  ])('%s: %s', (field, value, message) => {
    expect(messageFor(field, value)).toContain(message);
  });

  test.each([
    ['1e3', 1000],
    ['0x10', 16],
    ['0o17', 15],
    ['017', 17],
    ['+5', 5],
    ['6.0', 6],
  ])('reads %s as the number it is in YAML 1.2', (text, number) => {
    const { experiment } = readExperiment(
      { file: 'x.yaml', text: `experiment: toy\nseed: ${text}\nsteps: { a: { stage: nothing } }\n` },
      { registry: toyRegistry, frame },
    );
    expect(experiment?.seed).toBe(number);
  });

  test('an item without its dash, and a name in the place of a mapping', () => {
    const schema = {
      type: 'array',
      items: { type: 'object', maxProperties: 1, properties: { flatten: {}, dense: {} }, additionalProperties: false },
    };
    expect(validate(schema, [{ flatten: {}, dense: {} }, 'flatten']).map(({ message }) => message)).toEqual([
      'Expected exactly 1 key ("flatten" or "dense"), found a mapping with "flatten", "dense": each begins with "- "',
      'Expected a mapping, found "flatten": write "flatten: {}"',
    ]);
  });
});

describe('a key or a value of an earlier version', () => {
  const schema = {
    type: 'object',
    additionalProperties: false,
    formerly: { seedOfDraws: 'draws come from the seed of the experiment' },
    properties: { nulls: { enum: ['rotated'], formerly: { gaussian: 'rotated' } } },
  };
  test.each([
    [{ nulls: 'gaussian' }, 'Found "gaussian" for "nulls": it is called "rotated" now'],
    [{ seedOfDraws: 3 }, '"seedOfDraws" is gone: draws come from the seed of the experiment'],
    [{ nulls: 'turned' }, 'Expected "rotated" for "nulls", found "turned"'],
  ])('%j: the message says what took its place', (value, message) => {
    expect(validate(schema, value).map((violation) => violation.message)).toEqual([message]);
  });
});
