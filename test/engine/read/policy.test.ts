import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../../engine/read/policy.ts';
import type { StepPolicy } from '../../../engine/core/plan.ts';
import { fingerprintOf } from '../../../engine/plan/fingerprint.ts';
import { planOf, planToy } from '../../helpers/experiment.ts';

/** A file with a section `execution` and words of one of its two steps. */
function file(execution: string, words = ''): string {
  return `
    experiment: toy
    execution: ${execution}
    recipes: { r: { size: 2 } }
    steps:
      dough: { stage: make, recipe: r${words} }
      cake: { stage: bake, from: dough }
  `;
}

const PLAIN = file('{}');

function policies(yaml: string, overrides: readonly string[] = []): Readonly<Record<string, StepPolicy>> {
  return Object.fromEntries(planOf(yaml, overrides).steps.map((step) => [step.id, step.policy]));
}

function faults(yaml: string, overrides: readonly string[] = []): readonly string[] {
  return planToy(yaml, overrides).text.match(/^(?:toy\.yaml|--set).*$/gm) ?? [];
}

describe('readPolicy()', () => {
  it('tries nothing again, has no limit of time and goes on, where the file says nothing', () => {
    expect(policies(PLAIN)).toEqual({ dough: DEFAULT_POLICY, cake: DEFAULT_POLICY });
    const without = PLAIN.replace('execution: {}', '');
    expect(policies(without)).toEqual({ dough: DEFAULT_POLICY, cake: DEFAULT_POLICY });
  });

  it("takes a step's own words first, then those of the experiment", () => {
    const yaml = file('{ retries: 2, timeout: 30min, failure: stop }', ', timeout: 90');
    expect(policies(yaml)).toEqual({
      dough: { retries: 2, timeoutMs: 90_000, failure: 'stop', resources: {} },
      cake: { retries: 2, timeoutMs: 1_800_000, failure: 'stop', resources: {} },
    });
    const back = file(
      '{ retries: 2, timeout: 30min, failure: stop }',
      ', retries: 0, timeout: none, failure: continue',
    );
    expect(policies(back)['dough']).toEqual(DEFAULT_POLICY);
  });

  it('takes of the resources each by itself, and no resources change a key', () => {
    const yaml = file('{ resources: { cores: 2, memory: 1.5 GB } }', ', resources: { memory: 64GB, gpus: 1 }');
    expect(policies(yaml)).toMatchObject({
      dough: { resources: { cores: 2, memory: 64e9, gpus: 1 } },
      cake: { resources: { cores: 2, memory: 1.5e9 } },
    });
    expect(planOf(yaml).steps.map(({ params }) => params)).toEqual(planOf(PLAIN).steps.map(({ params }) => params));
  });

  it.each([
    ['memory: 64', 'Expected an amount of memory such as 512 MB or 16 GB for "memory", found 64'],
    ['cores: 0', '"cores"'],
    ['gpus: 1.5', '"gpus"'],
    ['cpus: 2', 'Unknown key "cpus"'],
  ])('refuses resources of %s', (words, message) => {
    expect(faults(file('{}', `, resources: { ${words} }`)).join('\n')).toContain(message);
  });

  it('takes them from --set as if they stood in the file', () => {
    expect(policies(PLAIN, ['execution.timeout=1.5 h', 'steps.cake.retries=10'])).toEqual({
      dough: { retries: 0, timeoutMs: 5_400_000, failure: 'continue', resources: {} },
      cake: { retries: 10, timeoutMs: 5_400_000, failure: 'continue', resources: {} },
    });
  });

  it.each([
    [
      'timeout: 30 minuts',
      'Expected a duration such as 90s, 30min or 2h, a number of seconds, or none for "timeout", found "30 minuts"',
    ],
    [
      'timeout: 1h 30min',
      'Expected a duration such as 90s, 30min or 2h, a number of seconds, or none for "timeout", found "1h 30min"',
    ],
    ['timeout: -5', 'Expected a number > 0 for "timeout", found -5'],
    ['timeout: 0s', 'Expected a duration from 1 ms to 500 h for "timeout", found "0s"'],
    ['timeout: 600h', 'Expected a duration from 1 ms to 500 h for "timeout", found "600h"'],
    ['timeout: 1e300', 'Expected a duration from 1 ms to 500 h for "timeout", found 1e+300'],
    ['retries: 11', 'Expected a number <= 10 for "retries", found 11'],
    ['retries: 1.5', 'Expected a whole number for "retries", found 1.5'],
    [
      'retries: $size',
      '"retries" cannot be a reference, found "$size": it changes no result, so the results of two points would be the same',
    ],
    ['failure: stopp', 'Expected "continue" or "stop" for "failure", found "stopp", did you mean "stop"?'],
  ])('tells what is wrong with "%s", in its place', (words, message) => {
    const value = words.slice(words.indexOf(' ') + 1);
    const inStep = file('{}', `, ${words}`);
    const column = inStep.split('\n')[5]?.indexOf(words) ?? 0;
    expect(faults(inStep)).toEqual([`toy.yaml:5:${column - 4 + 1 + words.length - value.length}  ${message}`]);
    expect(faults(file(`{ ${words} }`))).toEqual([
      `toy.yaml:2:${'execution: { '.length + 1 + words.length - value.length}  ${message}`,
    ]);
  });

  it.each([
    ['timout: 30min', 'timout', 'timeout'],
    ['retrys: 2', 'retrys', 'retries'],
  ])('guesses what "%s" is to mean', (words, wrong, right) => {
    expect(faults(file('{}', `, ${words}`)).join()).toContain(`Unknown key "${wrong}", did you mean "${right}"?`);
    expect(faults(file(`{ ${words} }`)).join()).toContain(`Unknown key "${wrong}", did you mean "${right}"?`);
  });

  it('changes nothing of a step but its policy, and nothing of its fingerprint', () => {
    const other = file('{ retries: 3, timeout: 2h, failure: stop }', ', retries: 1, timeout: 1s, failure: continue');
    const [before, after] = [planOf(PLAIN).steps, planOf(other).steps];
    expect(after.map((step) => ({ ...step, policy: 'any' }))).toEqual(
      before.map((step) => ({ ...step, policy: 'any' })),
    );
    const facts = { code: { make: {}, bake: {} }, rules: 'r', runtime: {}, fileDigest: () => null };
    for (const [index, step] of after.entries()) {
      const was = before[index];
      expect(fingerprintOf(step, {}, facts)).toEqual(was && fingerprintOf(was, {}, facts));
      expect(step.policy).not.toEqual(was?.policy);
    }
  });
});
