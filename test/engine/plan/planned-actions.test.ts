import { describe, expect, test } from 'vitest';
import { digestOfBytes, type Digest } from '../../../engine/core/digest.ts';
import type { KeyFacts, Plan } from '../../../engine/core/plan.ts';
import { checkpointFingerprint } from '../../../engine/plan/checkpoint-key.ts';
import { fingerprintOf, keyOf } from '../../../engine/plan/fingerprint.ts';
import { planActions, kindOf, type Present } from '../../../engine/plan/planned-actions.ts';
import { showReason } from '../../../engine/core/reason.ts';
import type { StepRecord, ArtifactRef, InputDigest } from '../../../engine/core/record.ts';
import type { Stage } from '../../../engine/core/stage.ts';
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
  rules: 'r',
  runtime: {},
  fileDigest: () => null,
};

/** A past in which every step of a plan has run once; each output is the digest of its step's key. */
function pastOf(
  plan: Plan,
  factsThen = facts,
): Present & { readonly known: Map<Digest, StepRecord>; readonly lost: Set<Digest> } {
  const known = new Map<Digest, StepRecord>();
  const lost = new Set<Digest>();
  const keys = new Map<string, Digest>();
  for (const step of plan.steps) {
    const inputs: Record<string, InputDigest[]> = {};
    for (const [port, links] of Object.entries(step.inputs)) {
      inputs[port] = links.map((link) => {
        const ref = known.get(keys.get(link.step) as Digest)?.outputs[link.port];
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
    known.set(key, { format: 1, key, fingerprint, outputs, metrics: {}, startedAt: '', durationMs: 0, host: null });
  }
  return {
    known,
    lost,
    facts,
    records: { get: (key) => known.get(key) },
    objects: { has: (ref) => !lost.has(ref.digest) },
    earlier: (id) => {
      const key = keys.get(id);
      return key === undefined ? [] : [{ key, run: 1 }];
    },
  };
}

function shown(plan: Plan, past: Present): Record<string, string> {
  return Object.fromEntries(
    [...planActions(plan, past)].map(([id, planned]) => [
      id,
      planned.action === 'run'
        ? `run: ${planned.reasons.map(showReason).join('; ')}`
        : planned.action === 'wait'
          ? `wait: ${planned.on.join(', ')}`
          : 'reuse',
    ]),
  );
}

function losesCake(past: ReturnType<typeof pastOf>): void {
  for (const record of past.known.values())
    if (record.fingerprint.stage === 'bake') past.lost.add((record.outputs['cake'] as ArtifactRef).digest);
}

/** The plan with a stage that promises something else. */
function withStage(plan: Plan, name: string, change: Partial<Stage>): Plan {
  const steps = plan.steps.map((step) =>
    step.stage.name === name ? { ...step, stage: { ...step.stage, ...change } } : step,
  );
  return { ...plan, steps };
}

describe('planActions()', () => {
  test('runs everything the first time', () => {
    const nothing: Present = {
      facts,
      records: { get: () => undefined },
      objects: { has: () => false },
      earlier: () => [],
    };
    expect(shown(planOf(YAML), nothing)).toEqual({ dough: 'run: never run', cake: 'wait: dough', all: 'wait: cake' });
  });

  test('reuses everything when nothing changed', () => {
    const plan = planOf(YAML);
    expect(shown(plan, pastOf(plan))).toEqual({ dough: 'reuse', cake: 'reuse', all: 'reuse' });
  });

  test('runs what a changed parameter touches, and names the field with its old and new value', () => {
    const past = pastOf(planOf(YAML));
    expect(shown(planOf(YAML, ['steps.cake.heat=99.5']), past)).toEqual({
      dough: 'reuse',
      cake: 'run: params.heat 180 -> 99.5',
      all: 'wait: cake',
    });
    expect(shown(planOf(YAML, ['recipes.r.taste=salty']), past)['dough']).toBe(
      'run: params.recipe.taste "sweet" -> "salty"',
    );
  });

  test('tells a changed seed, changed code and a changed package apart', () => {
    const plan = planOf(YAML);
    expect(shown(planOf(YAML, ['seed=3']), pastOf(plan))['cake']).toBe('run: seed 0 -> 3');
    expect(shown(plan, pastOf(plan, { ...facts, code: { ...facts.code, make: { digest: 'old' } } }))['dough']).toBe(
      'run: code changed',
    );
    const withYaml = (version: string): KeyFacts => ({
      ...facts,
      code: { ...facts.code, make: { digest: 'm', packages: { yaml: version } } },
    });
    const past = { ...pastOf(plan, withYaml('1.0.0')), facts: withYaml('2.0.0') };
    expect(shown(plan, past)['dough']).toBe('run: package yaml "1.0.0" -> "2.0.0"');
  });

  test('makes a lost output anew, says which, and reuses what depends on it when the stage is bitwise', () => {
    const plan = planOf(YAML);
    const past = pastOf(plan);
    losesCake(past);
    const healed = { dough: 'reuse', cake: 'run: output cake is lost or damaged' };
    expect(shown(plan, past)).toEqual({ ...healed, all: 'reuse' });
    const statistical = withStage(plan, 'bake', { determinism: 'statistical' });
    expect(shown(statistical, past)).toEqual({ ...healed, all: 'wait: cake' });
  });

  test('says what differs behind a lost output, and runs what its record does not serve', () => {
    const past = pastOf(planOf(YAML));
    losesCake(past);
    const twice = planOf(YAML.replace('cakes: cake }', 'cakes: [cake, cake] }'));
    expect(shown(twice, past)['all']).toBe('run: input cakes changed');
  });

  test('runs forced steps although their results are there, from nothing, and what depends on them waits', () => {
    const plan = planOf(YAML);
    const past = { ...pastOf(plan), forced: new Set(['cake']) };
    expect(shown(plan, past)).toEqual({ dough: 'reuse', cake: 'run: forced', all: 'wait: cake' });
  });

  test('runs a step whose record is lost although it ran before', () => {
    const plan = planOf(YAML);
    const past = pastOf(plan);
    for (const [key, record] of past.known) if (record.fingerprint.stage === 'make') past.known.delete(key);
    expect(shown(plan, past)['dough']).toBe('run: its record is lost or damaged');
  });

  test('reuses results of another experiment, and after renaming a step', () => {
    const past = pastOf(planOf(YAML));
    const renamed = planOf(YAML.replace('experiment: toy', 'experiment: other').replaceAll('dough', 'base'));
    expect(Object.values(shown(renamed, past))).toEqual(['reuse', 'reuse', 'reuse']);
  });
});

describe('kindOf()', () => {
  const longer = (overrides: readonly string[] = []): Plan =>
    withStage(planOf(YAML, overrides), 'make', { extends: 'times' });

  /** The kind of the step dough, after a run with `times: 2` that kept its state when `kept`. */
  function kindAfter(overrides: readonly string[], { kept }: { kept: boolean }): readonly unknown[] {
    const before = longer(['steps.dough.times=2']);
    const past = pastOf(before);
    const now = longer(overrides);
    const [dough] = now.steps;
    if (dough === undefined) throw new Error('No step');
    if (kept) {
      const fingerprint = checkpointFingerprint(dough, fingerprintOf(dough, {}, facts));
      const ref: ArtifactRef = { kind: 'checkpoint', extension: 'bin', digest: digestOfBytes('state'), bytes: 1 };
      const head = { format: 1, fingerprint, metrics: {}, startedAt: '', durationMs: 0, host: null } as const;
      past.known.set(keyOf(fingerprint), { ...head, key: keyOf(fingerprint), outputs: { '2': ref } });
    }
    const planned = planActions(now, past).get('dough');
    return planned?.action === 'run' ? [kindOf(dough, planned), planned.from] : [planned?.action];
  }

  test('is extend when nothing but the extending parameter has grown and there is a state to go on from', () => {
    expect(kindAfter(['steps.dough.times=5'], { kept: true })).toEqual(['extend', { at: 2 }]);
    expect(kindAfter(['steps.dough.times=5'], { kept: false })).toEqual(['run', undefined]);
    expect(kindAfter(['steps.dough.times=1'], { kept: true })).toEqual(['run', undefined]);
  });

  test('is run when something else differs too, although there is a state of the same settings', () => {
    expect(kindAfter(['steps.dough.times=5', 'recipes.r.size=3'], { kept: true })).toEqual(['run', { at: 2 }]);
  });

  test('is heal when outputs or the record of a result are lost', () => {
    const plan = planOf(YAML);
    const past = pastOf(plan);
    losesCake(past);
    for (const [key, record] of past.known) if (record.fingerprint.stage === 'make') past.known.delete(key);
    const [dough, cake] = plan.steps;
    const planned = planActions(plan, past).get('dough');
    expect(dough && planned?.action === 'run' && kindOf(dough, planned)).toBe('heal');
    const whole = pastOf(plan);
    losesCake(whole);
    const other = planActions(plan, whole).get('cake');
    expect(cake && other?.action === 'run' && kindOf(cake, other)).toBe('heal');
  });
});
