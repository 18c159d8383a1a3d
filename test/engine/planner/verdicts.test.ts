import { describe, expect, test } from 'vitest';
import { digestOfBytes, type Digest } from '../../../engine/digest.ts';
import type { KeyFacts, Plan } from '../../../engine/plan.ts';
import { fingerprintOf, keyOf } from '../../../engine/planner/fingerprint.ts';
import { judge, type Past } from '../../../engine/planner/verdicts.ts';
import { showReason } from '../../../engine/reason.ts';
import type { ActionRecord, ArtifactRef, InputDigest } from '../../../engine/record.ts';
import { planOf } from '../../helpers/experiment.ts';

const YAML = `
  experiment: toy
  recipes: { r: { size: 2 } }
  steps:
    dough: { stage: make, recipe: r }
    cake: { stage: bake, from: dough }
    all: { stage: gather, cakes: cake }
`;
const facts: KeyFacts = {
  code: { make: { digest: 'm' }, bake: { digest: 'b' }, gather: { digest: 'g' } },
  runtime: {},
  fileDigest: () => null,
};

/** A past in which every step of a plan has run once; each output is the digest of its step's key. */
function pastOf(
  plan: Plan,
  factsThen = facts,
): Past & { readonly records: Map<Digest, ActionRecord>; readonly lost: Set<Digest> } {
  const records = new Map<Digest, ActionRecord>();
  const lost = new Set<Digest>();
  const keys = new Map<string, Digest>();
  for (const step of plan.steps) {
    const inputs: Record<string, InputDigest[]> = {};
    for (const [port, links] of Object.entries(step.inputs)) {
      inputs[port] = links.map((link) => {
        const ref = records.get(keys.get(link.step) as Digest)?.outputs[link.port];
        if (ref === undefined) throw new Error(`No output ${link.port} of ${link.step}`);
        return { digest: ref.digest, ...(link.point && { point: link.point }) };
      });
    }
    const fingerprint = fingerprintOf(step, inputs, factsThen);
    const key = keyOf(fingerprint);
    const outputs: Record<string, ArtifactRef> = {};
    for (const [port, { kind, extension }] of Object.entries(step.stage.outputs)) {
      outputs[port] = { kind, extension, digest: digestOfBytes(`${key}${port}`), bytes: 1 };
    }
    keys.set(step.id, key);
    records.set(key, { format: 1, key, fingerprint, outputs, metrics: {}, startedAt: '', durationMs: 0, host: null });
  }
  return {
    records,
    lost,
    facts,
    actions: { get: (key) => records.get(key) },
    blobs: { has: (ref) => !lost.has(ref.digest) },
    previous: (id) => keys.get(id),
  };
}

function actions(plan: Plan, past: Past): Record<string, string> {
  return Object.fromEntries(
    [...judge(plan, past)].map(([id, verdict]) => [
      id,
      verdict.action === 'run'
        ? `run: ${verdict.reasons.map(showReason).join('; ')}`
        : verdict.action === 'wait'
          ? `wait: ${verdict.on.join(', ')}`
          : 'reuse',
    ]),
  );
}

describe('judge()', () => {
  test('runs everything the first time', () => {
    const nothing: Past = {
      facts,
      actions: { get: () => undefined },
      blobs: { has: () => false },
      previous: () => undefined,
    };
    expect(actions(planOf(YAML), nothing)).toEqual({ dough: 'run: never run', cake: 'wait: dough', all: 'wait: cake' });
  });

  test('reuses everything when nothing changed', () => {
    const plan = planOf(YAML);
    expect(actions(plan, pastOf(plan))).toEqual({ dough: 'reuse', cake: 'reuse', all: 'reuse' });
  });

  test('runs what a changed parameter touches, and names the field with its old and new value', () => {
    const past = pastOf(planOf(YAML));
    expect(actions(planOf(YAML, ['steps.cake.heat=99.5']), past)).toEqual({
      dough: 'reuse',
      cake: 'run: params.heat 180 -> 99.5',
      all: 'wait: cake',
    });
    expect(actions(planOf(YAML, ['recipes.r.taste=salty']), past)['dough']).toBe(
      'run: params.recipe.taste "sweet" -> "salty"',
    );
  });

  test('tells a changed seed, changed code and a changed package apart', () => {
    const plan = planOf(YAML);
    expect(actions(planOf(YAML, ['seed=3']), pastOf(plan))['cake']).toBe('run: seed 0 -> 3');
    expect(actions(plan, pastOf(plan, { ...facts, code: { ...facts.code, make: { digest: 'old' } } }))['dough']).toBe(
      'run: code changed',
    );
    const withYaml = (version: string): KeyFacts => ({
      ...facts,
      code: { ...facts.code, make: { digest: 'm', packages: { yaml: version } } },
    });
    const past = { ...pastOf(plan, withYaml('1.0.0')), facts: withYaml('2.0.0') };
    expect(actions(plan, past)['dough']).toBe('run: package yaml "1.0.0" -> "2.0.0"');
  });

  test('runs a step whose output is lost, and says which', () => {
    const plan = planOf(YAML);
    const past = pastOf(plan);
    for (const record of past.records.values())
      if (record.fingerprint.stage === 'bake') past.lost.add((record.outputs['cake'] as ArtifactRef).digest);
    expect(actions(plan, past)).toEqual({
      dough: 'reuse',
      cake: 'run: output cake is lost or damaged',
      all: 'wait: cake',
    });
  });

  test('runs a step whose record is lost although it ran before', () => {
    const plan = planOf(YAML);
    const past = pastOf(plan);
    for (const [key, record] of past.records) if (record.fingerprint.stage === 'make') past.records.delete(key);
    expect(actions(plan, past)['dough']).toBe('run: its record is lost or damaged');
  });

  test('reuses results of another experiment, and after renaming a step', () => {
    const past = pastOf(planOf(YAML));
    const renamed = planOf(YAML.replace('experiment: toy', 'experiment: other').replaceAll('dough', 'base'));
    expect(Object.values(actions(renamed, past))).toEqual(['reuse', 'reuse', 'reuse']);
  });
});
