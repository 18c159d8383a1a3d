import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestOfBytes } from '../../../engine/core/digest.ts';
import { canonical, type JsonObject } from '../../../engine/core/json.ts';
import type { KeyFacts, PlannedStep } from '../../../engine/core/plan.ts';
import { fingerprintOf, keyOf } from '../../../engine/plan/fingerprint.ts';
import { planOf } from '../../helpers/experiment.ts';

const facts: KeyFacts = {
  code: { make: { digest: 'm1' }, bake: { digest: 'b1' }, gather: { digest: 'g1' } },
  rules: 'sha256:rules',
  runtime: { backend: 'tensorflow', threads: 2 },
  fileDigest: () => null,
};
const YAML = `
  experiment: toy
  seed: 7
  recipes: { r: { size: 2 } }
  steps:
    dough: { stage: make, recipe: r }
    cake: { stage: bake, from: dough }
`;

function step(name: string, yaml = YAML): PlannedStep {
  const found = planOf(yaml).steps.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`No step ${name}`);
  return found;
}

const input = { from: [{ digest: digestOfBytes('dough') }] };

describe('keyOf()', () => {
  test('has a frozen value: a change of the fingerprint must be meant', () => {
    expect(keyOf(fingerprintOf(step('cake'), input, facts))).toMatchInlineSnapshot(
      `"sha256:fadbe71c13fa7d2f0202404f71589c338455c9e52d1141b8912a390791878e24"`,
    );
  });

  test('does not depend on the names of experiment, step and definition', () => {
    const renamed = YAML.replace('experiment: toy', 'experiment: other')
      .replaceAll('dough', 'base')
      .replaceAll('recipes: { r:', 'recipes: { x:')
      .replace('recipe: r', 'recipe: x');
    expect(keyOf(fingerprintOf(step('base', renamed), {}, facts))).toBe(keyOf(fingerprintOf(step('dough'), {}, facts)));
  });

  test('does not depend on defaults being written out', () => {
    const written = YAML.replace('recipe: r', 'recipe: r, times: 1');
    expect(keyOf(fingerprintOf(step('dough', written), {}, facts))).toBe(
      keyOf(fingerprintOf(step('dough'), {}, facts)),
    );
  });

  test.each([
    [
      'a parameter',
      () => fingerprintOf(step('cake', YAML.replace('from: dough', 'from: dough, heat: 181')), input, facts),
    ],
    [
      'the seed of a stage that draws random numbers',
      () => fingerprintOf(step('cake', YAML.replace('seed: 7', 'seed: 8')), input, facts),
    ],
    [
      'the content of an input',
      () => fingerprintOf(step('cake'), { from: [{ digest: digestOfBytes('other') }] }, facts),
    ],
    [
      'the label of an input',
      () => fingerprintOf(step('cake'), { from: [{ digest: digestOfBytes('dough'), point: { size: 1 } }] }, facts),
    ],
    ['the number of inputs', () => fingerprintOf(step('cake'), { from: [...input.from, ...input.from] }, facts)],
    ['the port of an input', () => fingerprintOf(step('cake'), { form: input.from }, facts)],
    [
      'the content of a file outside the store',
      () => {
        const reading = { ...step('cake'), stage: { ...step('cake').stage, files: () => ({ images: 'images.gz' }) } };
        return fingerprintOf(reading, input, { ...facts, fileDigest: (path) => digestOfBytes(path) });
      },
    ],
    [
      'the place in the sweep of a stage whose result tells it',
      () => {
        const pointed = { ...step('cake').stage, pointed: () => true };
        return fingerprintOf({ ...step('cake'), stage: pointed, point: { size: 2 } }, input, facts);
      },
    ],
    ["the stage's code", () => fingerprintOf(step('cake'), input, { ...facts, code: { bake: { digest: 'b2' } } })],
    [
      'the backend of a numeric stage',
      () => fingerprintOf({ ...step('cake'), stage: { ...step('cake').stage, numeric: true } }, input, facts),
    ],
  ])('changes with %s', (_, other) => {
    expect(keyOf(other())).not.toBe(keyOf(fingerprintOf(step('cake'), input, facts)));
  });

  test('does not change with the place in the sweep where the result does not tell it, or there is no sweep', () => {
    const cake = step('cake');
    const key = keyOf(fingerprintOf(cake, input, facts));
    expect(keyOf(fingerprintOf({ ...cake, point: { size: 2 } }, input, facts))).toBe(key);
    const silent = { ...cake.stage, pointed: () => false };
    expect(keyOf(fingerprintOf({ ...cake, stage: silent, point: { size: 2 } }, input, facts))).toBe(key);
    const pointed = { ...cake.stage, pointed: () => true };
    expect(keyOf(fingerprintOf({ ...cake, stage: pointed, point: {} }, input, facts))).toBe(key);
  });

  test('does not change with the seed of a stage that draws none, nor with the backend of one that computes with none', () => {
    const other = fingerprintOf(
      step('dough', YAML.replace('seed: 7', 'seed: 8')),
      {},
      { ...facts, runtime: { backend: 'portable' } },
    );
    expect(keyOf(other)).toBe(keyOf(fingerprintOf(step('dough'), {}, facts)));
  });

  test('is shared by no two different parameter values', () => {
    const params = fc.dictionary(fc.string({ maxLength: 4 }), fc.jsonValue()) as fc.Arbitrary<JsonObject>;
    const base = step('dough');
    fc.assert(
      fc.property(params, params, (a, b) => {
        const keys = [a, b].map((value) => keyOf(fingerprintOf({ ...base, params: value }, {}, facts)));
        return (keys[0] === keys[1]) === (canonical(a) === canonical(b));
      }),
      { numRuns: 1000 },
    );
  });
});
