import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { editorSchema } from '../../../engine/read/editor-schema.ts';
import { fileNames } from '../../../engine/read/file-names.ts';
import { parseYaml } from '../../../engine/read/yaml.ts';
import type { JsonObject } from '../../../engine/core/json.ts';
import type { Registry } from '../../../engine/core/stage.ts';
import { readSchema } from '../../../schema/read.ts';
import { registry } from '../../../stages/index.ts';
import { frame, toyRegistry } from '../../helpers/toy-registry.ts';

const FOLDER = new URL('../../../experiments/', import.meta.url);
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

function schemaFor(text: string, of: Registry = registry): JsonObject {
  const { document } = parseYaml({ file: 'file.yaml', text });
  if (document === undefined) throw new Error('The file is no YAML');
  return editorSchema(readSchema('experiment'), of, fileNames(document, of));
}

const compiled = new WeakMap<JsonObject, ValidateFunction>();

/** Where a value disagrees with a schema: the deepest places, because those above only repeat it. */
function faultsOf(schema: JsonObject, value: unknown): string[] {
  let check = compiled.get(schema);
  if (check === undefined)
    compiled.set(schema, (check = new Ajv2020({ strict: false, allErrors: true }).compile(schema)));
  check(value);
  const places = [...new Set((check.errors ?? []).map(({ instancePath }) => instancePath))];
  return places.filter((place) => !places.some((other) => other.startsWith(`${place}/`))).sort();
}

/** A copy of a value with another part. */
function changed(value: unknown, path: readonly (string | number)[], part: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return part;
  if (Array.isArray(value))
    return (value as unknown[]).map((item, index) => (index === first ? changed(item, rest, part) : item));
  const fields = value as Record<string, unknown>;
  return { ...fields, [first]: changed(fields[first], rest, part) };
}

describe('editorSchema() for one file', () => {
  test.each(FILES)('agrees with experiments/%s, and not when any of its names is misspelt', (name) => {
    const text = readFileSync(new URL(name, FOLDER), 'utf8');
    const schema = schemaFor(text);
    const file = parse(text) as { steps: Record<string, Record<string, unknown>>; outputs?: Record<string, unknown> };
    expect(faultsOf(schema, file)).toEqual([]);
    const places = namesIn(file.steps).map((path) => ['steps', ...path]);
    for (const output of Object.keys(file.outputs ?? {})) {
      const whole = file.outputs?.[output];
      places.push(['outputs', output, ...(typeof whole === 'object' ? ['from'] : [])]);
    }
    expect(places.length).toBeGreaterThan(0);
    for (const path of places) {
      const pointer = path.map((part) => `/${part.replaceAll('/', '~1')}`).join('');
      const faults = faultsOf(schema, changed(file, path, 'misspelt'));
      expect(
        faults.every((fault) => fault.startsWith(pointer)) && faults.length > 0,
        `${pointer}: ${faults.join(' ')}`,
      ).toBe(true);
    }
  });

  test('offers nothing but what fits a port', () => {
    const text = `
experiment: toy
recipes: { plain: { size: 1 }, rich: { size: 2 } }
sweep: { size: [1, 2, 3], zip: [{ a: [x, y], b: [u, v] }], repeat: 3 }
steps:
  dough: { stage: make, recipe: plain, times: $size }
  halves: { stage: split }
  cake: { stage: bake, from: dough }
  all: { stage: gather, cakes: [cake], over: [size] }
  slice: { stage: draw, kind: bar, cake: cake }
outputs: { all.csv: all }
`;
    const schema = schemaFor(text, toyRegistry);
    const value = parse(text) as unknown;
    expect(faultsOf(schema, value)).toEqual([]);
    const accepts = (path: readonly string[], part: unknown): boolean =>
      faultsOf(schema, changed(value, path, part)).length === 0;
    const port = ['steps', 'cake', 'from'];
    // `halves` has two outputs of the kind: its name alone says too little. `cake` is of another kind.
    const words = [
      'dough',
      'dough.out',
      'halves.left',
      'halves.right',
      'halves',
      'cake',
      'cake.cake',
      'all',
      'nothing',
    ];
    expect(words.filter((word) => accepts(port, word))).toEqual(words.slice(0, 4));
    expect(accepts(['steps', 'all', 'cakes'], ['cake', 'cake.cake'])).toBe(true);
    expect(accepts(['steps', 'all', 'cakes'], ['cake', 'dough'])).toBe(false);
    expect(accepts(['steps', 'cake', 'from'], ['dough'])).toBe(false);
    const axes = ['size', 'a', 'b', 'repeat', 'zip', 'c', '$size'];
    expect(axes.filter((axis) => accepts(['steps', 'all', 'over'], [axis]))).toEqual(axes.slice(0, 4));
    const recipes = ['plain', 'rich', '$a', '$size', '$c', 'poor'];
    expect(recipes.filter((recipe) => accepts(['steps', 'dough', 'recipe'], recipe))).toEqual(recipes.slice(0, 4));
    const times = [2, '$size', '$repeat', '$none', 'two'];
    expect(times.filter((time) => accepts(['steps', 'dough', 'times'], time))).toEqual([2, '$size', '$repeat']);
    const files = ['cake', 'cake.cake', 'halves.left', 'halves', 'slice.image', 'slice', 'dough.cake'];
    expect(files.filter((from) => accepts(['outputs', 'all.csv'], from))).toEqual([
      'cake',
      'cake.cake',
      'halves.left',
      'slice.image',
      'slice',
    ]);
    expect(accepts(['outputs', 'all.csv'], { from: 'cake', print: true })).toBe(true);
    expect(accepts(['outputs', 'all.csv'], { from: 'cak' })).toBe(false);
  });

  test('tells the values of an axis in the hover of a reference to it', () => {
    const { $defs } = schemaFor(
      'experiment: t\nsweep: { size: [1, 2, 3] }\nsteps: { a: { stage: split } }\n',
      toyRegistry,
    );
    expect(($defs as JsonObject)['reference']).toEqual({
      description: 'A reference to an axis of the sweep',
      anyOf: [{ const: '$size', description: '1, 2, 3' }],
    });
  });

  test.each([
    'experiment: t\n',
    'steps: 5\nsweep: [1]\nrecipes: x\n',
    'steps: { a: 5, b: { stage: 7 }, c: { stage: nothing }, d: { stage: draw, kind: nothing }, e: null }\nsweep: { a: 5, zip: [4] }\n',
  ])('is made of a file with faults, too: %j', (text) => {
    const schema = schemaFor(text, toyRegistry);
    const value = { experiment: 't', recipes: { r: { size: 1 } }, steps: { a: { stage: 'make', recipe: 'r' } } };
    expect(faultsOf(schema, value)).toEqual([]);
    const wrong = changed(value, ['steps', 'a', 'times'], '$x');
    expect(faultsOf(schema, wrong)).toEqual(['/steps/a/times']);
  });
});

/** Where steps name others or definitions: every text that is a step, an output or an entry of the file. */
function namesIn(steps: Record<string, Record<string, unknown>>): string[][] {
  const PORTS = ['data', 'model', 'similarity', 'matrix', 'history', 'predictions', 'filters', 'dataset', 'optimizer'];
  return Object.entries(steps).flatMap(([name, fields]) =>
    PORTS.filter((port) => typeof fields[port] === 'string').map((port) => [name, port]),
  );
}

describe('editorSchema() has a description', () => {
  const text = readFileSync(new URL('tiny.yaml', FOLDER), 'utf8');

  test.each([
    ['of every property and reference', editorSchema(frame, registry)],
    ['of every property and reference, for one file', schemaFor(text)],
  ])('%s', (_, schema) => {
    const found: string[] = [];
    let seen = 0;
    walk(schema, schema, '#', (path, described) => {
      seen += 1;
      if (!described) found.push(path);
    });
    expect(found).toEqual([]);
    expect(seen).toBeGreaterThan(300);
  });
});

type Visit = (path: string, described: boolean) => void;

/** Every property of a schema, and whether it is described; the conditions of `if` are no properties that a person sees. */
function walk(schema: unknown, whole: JsonObject, path: string, visit: Visit): void {
  if (typeof schema !== 'object' || schema === null) return;
  for (const [key, value] of Object.entries(schema as Record<string, unknown>)) {
    if (key === 'if' || key === 'default' || key === 'const' || key === 'enum') continue;
    if (key === 'properties')
      for (const [name, property] of Object.entries(value as Record<string, JsonObject>))
        visit(`${path}.${name}`, typeof resolved(property, whole)['description'] === 'string');
    walk(value, whole, `${path}/${key}`, visit);
  }
}

function resolved(property: JsonObject, whole: JsonObject): JsonObject {
  const target = property['$ref'];
  if (typeof target !== 'string') return property;
  return { ...(whole['$defs'] as Record<string, JsonObject>)[target.replace('#/$defs/', '')], ...property };
}
