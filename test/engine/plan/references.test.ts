import { describe, expect, test } from 'vitest';
import { deriveSeed } from '../../../engine/core/seed.ts';
import { fingerprintOf, keyOf } from '../../../engine/plan/fingerprint.ts';
import type { PlannedStep } from '../../../engine/core/plan.ts';
import { planOf, planToy } from '../../helpers/experiment.ts';

// Where a value of the file may be a reference to an axis, and where it may not.

const FILE = `
  experiment: toy
  seed: $s
  sweep: { s: [1, 7] }
  recipes: { r: { size: 2 } }
  steps:
    dough: { stage: make, recipe: r }
    cake: { stage: bake, from: dough }
    all: { stage: gather, cakes: cake, over: [s] }
`;

function seedsOf(steps: readonly PlannedStep[]): Record<string, number | undefined> {
  return Object.fromEntries(steps.filter(({ name }) => name === 'cake').map(({ id, seed }) => [id, seed]));
}

describe('planExperiment() with the seed as an axis (D3)', () => {
  test('multiplies the steps that draw random numbers, and no other', () => {
    const { steps, seed } = planOf(FILE);
    expect(steps.map(({ id }) => id)).toEqual(['dough', 'cake[s=1]', 'cake[s=7]', 'all']);
    expect(seedsOf(steps)).toEqual({ 'cake[s=1]': 1, 'cake[s=7]': 7 });
    expect(seed).toBe('$s');
  });

  test('gives each step the key that a file with this very seed gives it', () => {
    const facts = { code: { bake: {}, make: {}, gather: {} }, rules: 'r', runtime: {}, fileDigest: () => null };
    const keyAt = (step: PlannedStep | undefined): string => {
      if (step === undefined) throw new Error('Expected a step');
      return keyOf(fingerprintOf(step, {}, facts));
    };
    const swept = planOf(FILE).steps.find(({ id }) => id === 'cake[s=7]');
    const fixed = planOf(FILE.replace('$s', '7').replace('sweep: { s: [1, 7] }', '').replace(', over: [s]', ''));
    expect(keyAt(swept)).toBe(keyAt(fixed.steps.find(({ name }) => name === 'cake')));
  });

  test('derives the seeds of repeats from that of the point', () => {
    const { steps } = planOf(FILE.replace('[1, 7]', '[1, 7], repeat: 2').replace('over: [s]', 'over: [s, repeat]'));
    expect(seedsOf(steps)).toEqual({
      'cake[s=1,repeat=0]': 1,
      'cake[s=1,repeat=1]': deriveSeed(1, 'repeat', '1'),
      'cake[s=7,repeat=0]': 7,
      'cake[s=7,repeat=1]': deriveSeed(7, 'repeat', '1'),
    });
  });

  test('may be an axis of a zip group, and one that other values follow', () => {
    const { steps } = planOf(
      FILE.replace('{ s: [1, 7] }', '{ zip: [{ s: [1, 1], h: [100, 200] }] }')
        .replace('dough }', 'dough, heat: $h }')
        .replace('[s]', '[s, h]'),
    );
    expect(seedsOf(steps)).toEqual({ 'cake[s=1,h=100]': 1, 'cake[s=1,h=200]': 1 });
  });

  test.each([
    ['an axis that is not there', 'seed: $s', 'seed: $t', 'Unknown reference "$t", did you mean "$s"?', '$t'],
    [
      'a value that is no seed',
      '[1, 7]',
      '[1, 0.5]',
      'Expected a whole number 0 .. 2147483647 for the seed, found 0.5',
      '0.5',
    ],
    ['the axis of repeats', 'seed: $s', 'seed: $repeat', 'every repeat has a seed of its own', '$repeat'],
  ])('refuses %s, at its place', (_, from, to, message, marked) => {
    const { text } = planToy(FILE.replace(from, to));
    expect(text).toContain(message);
    expect(text.split('\n')[1]).toContain(marked);
  });
});

describe('planExperiment() with zip (D3)', () => {
  const ZIP = `
    experiment: toy
    sweep: { zip: [{ a: [1, 1, 2], b: [100, 200, 100] }] }
    recipes: { r: { size: $a } }
    steps:
      dough: { stage: make, recipe: r }
      cake: { stage: bake, from: dough, heat: $b }
  `;

  test('takes lists whose values repeat when the points differ', () => {
    expect(planOf(ZIP).steps.map(({ id }) => id)).toEqual([
      'dough[a=1]',
      'dough[a=2]',
      'cake[a=1,b=100]',
      'cake[a=1,b=200]',
      'cake[a=2,b=100]',
    ]);
  });

  test('refuses a point that stands twice', () => {
    expect(planToy(ZIP.replace('[100, 200, 100]', '[100, 100, 100]')).text).toContain(
      'The points of a zip group must differ: this one repeats number 1',
    );
  });
});

describe('planToy() says why a value cannot be a reference', () => {
  test.each([
    [
      'runtime.threads',
      'runtime: { threads: $s }',
      'one run has one runtime, so set it for each run: --set runtime.threads=VALUE',
    ],
    ['execution.retries', 'execution: { retries: $s }', 'it changes no result'],
  ])('%s', (_, line, message) => {
    const { text } = planToy(`${FILE}  ${line}\n`);
    expect(text).toContain('cannot be a reference, found "$s"');
    expect(text).toContain(message);
  });

  test.each([
    ['retries', 'dough }', 'dough, retries: $s }', '"retries" cannot be a reference, found "$s": it changes no result'],
    ['timeout', 'dough }', 'dough, timeout: $s }', '"timeout" cannot be a reference, found "$s": it changes no result'],
    ['stage', 'stage: bake', 'stage: $s', 'The stage cannot be a reference, found "$s": it decides which ports'],
    ['over', 'over: [s]', 'over: [$s]', 'axes are named without "$" here, write s'],
    [
      'kind',
      'stage: bake, from: dough',
      'stage: draw, kind: $s',
      '"kind" cannot be a reference, found "$s": it decides which ports',
    ],
    ['a port', 'from: dough', 'from: $s', 'connections are written out'],
    ['repeat', 's: [1, 7]', 's: [1, 7], repeat: $s', 'the sweep is what references take their values from'],
  ])('%s', (_, from, to, message) => {
    expect(planToy(FILE.replace(from, to)).text).toContain(message);
  });
});
