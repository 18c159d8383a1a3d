import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonical, showPath, valueAt, type Json } from '../../../engine/core/json.ts';

const json = fc.jsonValue() as fc.Arbitrary<Json>;

describe('canonical()', () => {
  test('sorts keys by UTF-16 code unit, whatever the locale', () => {
    expect(canonical({ z: 1, ä: 2, B: 3, a: 4 })).toBe('{"B":3,"a":4,"z":1,"ä":2}');
  });

  test('is the same for the same value, in any order of keys', () => {
    const shuffled = (value: Json): Json => {
      if (Array.isArray(value)) return value.map(shuffled);
      if (value === null || typeof value !== 'object') return value;
      return Object.fromEntries(
        Object.entries(value as Record<string, Json>)
          .reverse()
          .map(([k, v]) => [k, shuffled(v)]),
      );
    };
    fc.assert(fc.property(json, (value) => canonical(value) === canonical(shuffled(value))));
  });

  test('sorts keys that look like numbers as texts, which JSON.stringify does not', () => {
    expect(canonical({ 9: 1, 10: 2, a: { b: 1, a: [{ 2: 0, 11: 0 }] } })).toBe(
      '{"10":2,"9":1,"a":{"a":[{"11":0,"2":0}],"b":1}}',
    );
  });

  test('is the text of JSON.stringify for what it has written itself', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = canonical(value);
        return canonical(JSON.parse(text) as Json) === text;
      }),
    );
  });

  test('is read back as the same value by JSON.parse', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    // The order of keys apart, it is the text that JSON.stringify writes.
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }))),
        (value) => canonical(value) === JSON.stringify(value),
      ),
    );
  });

  test('differs for different values', () => {
    const texts = [
      1,
      '1',
      true,
      'true',
      null,
      'null',
      [],
      {},
      [[]],
      { a: null },
      [null],
      '',
      [1, 2],
      [12],
      { a: 1, b: 2 },
      { a: { b: 2 } },
    ];
    expect(new Set(texts.map((value) => canonical(value as Json))).size).toBe(texts.length);
  });

  test.each([
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['undefined', undefined],
    ['a function', () => 1],
    ['a Map', new Map()],
    ['a Date', new Date(0)],
    ['a typed array', new Float32Array(2)],
    ['a bigint', 1n],
    ['a lone surrogate', '\ud800'],
    ['undefined inside a list', [undefined]],
  ])('refuses %s rather than losing it', (_, value) => {
    expect(() => canonical(value as Json)).toThrow(TypeError);
  });
});

describe('valueAt()', () => {
  test('follows own properties only', () => {
    expect(valueAt({ a: [1, { b: 2 }] }, ['a', 1, 'b'])).toBe(2);
    expect(valueAt({}, ['constructor'])).toBeUndefined();
    expect(valueAt({ a: 'text' }, ['a', 'length'])).toBeUndefined();
  });
});

describe('showPath()', () => {
  test('writes a path as people do', () => {
    expect(showPath(['layers', 3, 'conv2d', 'filters'])).toBe('layers[3].conv2d.filters');
  });
});
