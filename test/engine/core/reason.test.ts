import { describe, expect, test } from 'vitest';
import { digestOfBytes } from '../../../engine/core/digest.ts';
import type { Json } from '../../../engine/core/json.ts';
import { differences, showReason } from '../../../engine/core/reason.ts';
import type { Fingerprint } from '../../../engine/core/record.ts';

const [one, two] = [digestOfBytes('one'), digestOfBytes('two')];

function fingerprint(files: NonNullable<Fingerprint['files']>, params: Record<string, Json> = {}): Fingerprint {
  return { format: 1, rules: 'r', stage: 'load', code: { digest: 'c' }, params, inputs: {}, files };
}

function told(was: Fingerprint, now: Fingerprint): readonly string[] {
  return differences(was, now).map(showReason);
}

describe('showReason()', () => {
  test('tells a changed file, a missing one, a new one and one that is not listed any more apart', () => {
    const was = fingerprint({ edited: one, gone: one, found: null, old: one, same: one, away: null });
    const now = fingerprint({ edited: two, gone: null, found: one, new: two, same: one, lost: null });
    expect(told(was, now)).toEqual([
      'file away removed',
      'file edited changed',
      'file found added',
      'file gone is missing or unreadable',
      'file lost is missing or unreadable',
      'file new added',
      'file old removed',
    ]);
  });

  test('tells a parameter with its old and new value, and one that was not there before', () => {
    const params = { optimizer: { rate: 0.1 }, epochs: 1 };
    expect(told(fingerprint({}, params), fingerprint({}, { optimizer: { rate: 0.01 }, epochs: 1, clip: 2 }))).toEqual([
      'params.clip (absent) -> 2',
      'params.optimizer.rate 0.1 -> 0.01',
    ]);
  });

  const layers = [{ conv2d: { filters: 8 } }, { maxPool2d: {} }, { flatten: {} }, { dense: { units: 10 } }] as const;
  const [conv, pool, flatten, dense] = layers;

  test.each([
    ['an inserted layer', [conv, pool, { conv2d: { filters: 16 } }, flatten, dense], ['layers[2] added: conv2d']],
    ['an added last layer', [...layers, { softmax: {} }], ['layers[4] added: softmax']],
    ['a removed layer', [conv, flatten, dense], ['layers[1] removed: maxPool2d']],
    ['a moved layer', [pool, conv, flatten, dense], ['layers[1] moved from [0]: conv2d']],
    ['a changed layer', [conv, pool, flatten, { dense: { units: 12 } }], ['layers[3].dense.units 10 -> 12']],
    [
      'a changed layer behind an inserted one',
      [{ conv2d: { filters: 8 } }, { dropout: { rate: 0.5 } }, pool, flatten, { dense: { units: 12 } }],
      ['layers[1] added: dropout', 'layers[4].dense.units 10 -> 12'],
    ],
    [
      'another layer in its place',
      [conv, { averagePool2d: {} }, flatten, dense],
      ['layers[1] removed: maxPool2d', 'layers[1] added: averagePool2d'],
    ],
    [
      'no layer left',
      [],
      [
        'layers[0] removed: conv2d',
        'layers[1] removed: maxPool2d',
        'layers[2] removed: flatten',
        'layers[3] removed: dense',
      ],
    ],
  ])('tells %s as what it is (D8)', (_, now, expected) => {
    const found = told(fingerprint({}, { layers }), fingerprint({}, { layers: now as unknown as Json }));
    expect(found).toEqual(expected.map((line) => `params.${line}`));
  });

  test('tells short lists of numbers whole, and of long ones what is new and what is gone', () => {
    const long = Array.from({ length: 40 }, (_, index) => index / 100);
    const lists = (thresholds: readonly number[]): Fingerprint => fingerprint({}, { thresholds });
    expect(told(lists([0.7, 0.8]), lists([0.7, 0.8, 0.9]))).toEqual(['params.thresholds [0.7,0.8] -> [0.7,0.8,0.9]']);
    expect(told(lists(long), lists([...long.slice(1), 0.95]))).toEqual([
      'params.thresholds 40 items: added 0.95, removed 0',
    ]);
    expect(told(lists(long), lists(long.toReversed()))).toEqual([
      'params.thresholds 40 items: the same ones, in another order or number',
    ]);
    expect(told(lists(long), lists([...long, 1, 2, 3, 4, 5]))).toEqual([
      'params.thresholds 40 -> 45 items: added 1, 2, 3, 4 and 1 more',
    ]);
  });

  test('tells another choice by its name, and long texts where they differ', () => {
    const options = { learningRate: 0.001, momentum: 0.9, nesterov: true, decay: 0.0001 };
    expect(
      told(fingerprint({}, { optimizer: { sgd: options } }), fingerprint({}, { optimizer: { adam: options } })),
    ).toEqual(['params.optimizer sgd -> adam']);
    const text = 'a'.repeat(60);
    expect(told(fingerprint({}, { root: `${text}/one` }), fingerprint({}, { root: `${text}/two` }))).toEqual([
      'params.root "...aaaaaaaaaaa/one" -> "...aaaaaaaaaaa/two"',
    ]);
  });

  test('compares lists of thousands of mappings quickly, as a whole', () => {
    const many = (from: number): Json => Array.from({ length: 5000 }, (_, index) => ({ n: index + from }));
    expect(differences(fingerprint({}, { many: many(0) }), fingerprint({}, { many: many(1) }))).toHaveLength(1);
  });
});
