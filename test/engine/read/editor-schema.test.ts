import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { editorSchema } from '../../../engine/read/editor-schema.ts';
import { registry } from '../../../stages/index.ts';
import { readSchema } from '../../../schema/read.ts';
import { frame, toyRegistry } from '../../helpers/toy-registry.ts';

const FOLDER = new URL('../../../experiments/', import.meta.url);

/** As an editor checks: by the standard alone, without the engine's own words. */
const agrees = new Ajv2020({ strict: false }).compile(editorSchema(frame, toyRegistry));

function toy(words: object, execution: object = {}): object {
  const recipes = { r: { size: 2 } };
  return { experiment: 'toy', recipes, execution, steps: { dough: { stage: 'make', recipe: 'r', ...words } } };
}

describe('editorSchema()', () => {
  const check = new Ajv2020({ strict: false }).compile(editorSchema(readSchema('experiment'), registry));

  it.each(readdirSync(FOLDER).filter((name) => name.endsWith('.yaml')))('agrees with experiments/%s', (name) => {
    check(parse(readFileSync(new URL(name, FOLDER), 'utf8')));
    expect(check.errors ?? []).toEqual([]);
  });

  it.each([
    [{}],
    [{ retries: 2, timeout: '30min', failure: 'stop' }],
    [{ timeout: 90 }],
    [{ timeout: '1.5 h' }],
    [{ timeout: 'none', failure: 'continue', retries: 0 }],
  ])('agrees with what a step or `execution` may say: %j', (words) => {
    expect({ ok: agrees(toy(words)), errors: agrees.errors }).toEqual({ ok: true, errors: null });
    expect({ ok: agrees(toy({}, words)), errors: agrees.errors }).toEqual({ ok: true, errors: null });
  });

  it.each([
    [{ retries: 11 }],
    [{ retries: 1.5 }],
    [{ retries: '$size' }],
    [{ timeout: '30 minuts' }],
    [{ timeout: 0 }],
    [{ timeout: true }],
    [{ failure: 'stopp' }],
    [{ timout: '30min' }],
  ])('does not agree with %j', (words) => {
    expect(agrees(toy(words))).toBe(false);
    expect(agrees(toy({}, words))).toBe(false);
  });

  it('lets a reference in where a parameter stands, and nowhere else', () => {
    expect(agrees(toy({ times: '$size' }))).toBe(true);
    expect(agrees(toy({ over: '$size' }))).toBe(false);
  });
});
