// What the crash campaign runs: two small plans that have every way a step can go, and what must come out of them, worked
// out without the engine.

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { digestOfBytes, type Digest } from '../../engine/core/digest.ts';
import type { Json } from '../../engine/core/json.ts';
import type { Plan, PlannedStep } from '../../engine/core/plan.ts';
import { fingerprintOf, keyOf } from '../../engine/plan/fingerprint.ts';
import type { InputDigest } from '../../engine/core/record.ts';
import type { World } from '../../engine/execute/world.ts';
import type { Registry, Stage, StageContext } from '../../engine/core/stage.ts';
import { step } from '../helpers/fake-world.ts';
import { addUp } from '../helpers/worker-stages.ts';

export type PlanName = 'inline' | 'workers';

function stageOf(name: string, isolated: boolean, run: (context: StageContext) => Promise<void>): Stage {
  return {
    name,
    schema: { type: 'object' },
    outputs: { out: { kind: 'text', extension: 'txt' } },
    determinism: 'bitwise',
    seeded: false,
    numeric: false,
    isolated,
    load: async () => ({ run }),
  };
}

const words = stageOf('words', false, async (context) => {
  writeFileSync(context.output('out'), wordsOf(Number(context.params['seed']), Number(context.params['bytes'])));
});
const join = stageOf('join', false, joinInputs);
const far = stageOf('far', true, joinInputs);
const adds: Stage = { ...stageOf('adds', true, addUp), extends: 'until' };

export const crashRegistry: Registry = { sections: {}, stages: { words, join, far, adds } };

async function joinInputs(context: StageContext): Promise<void> {
  const inputs = context.inputs('in').map(({ path }) => readFileSync(path, 'utf8'));
  writeFileSync(context.output('out'), joined(context.params['label'], inputs));
}

function wordsOf(seed: number, bytes: number): string {
  const line = `${createHash('sha256').update(String(seed)).digest('hex')}\n`;
  return line.repeat(Math.ceil(bytes / line.length)).slice(0, bytes);
}

function joined(label: Json | undefined, inputs: readonly string[]): string {
  const digests = inputs.map((text) => createHash('sha256').update(text).digest('hex'));
  return `${JSON.stringify(label)}\n${digests.join('\n')}\n`.repeat(40);
}

/** `variant` changes one step in the middle, so that a second run reuses some steps and runs others. */
export function crashPlan(name: PlanName, variant = 0): Plan {
  const steps =
    name === 'inline'
      ? [
          step('a', words, { seed: 1, bytes: 100 }),
          // More than one piece when it is copied and hashed.
          step('b', words, { seed: 2, bytes: 1_200_000 }),
          step('c', join, { label: `c${variant}` }, ['a', 'b']),
          step('d', join, { label: 'd' }, ['c']),
          step('e', join, { label: 'e' }, ['a']),
          step('f', join, { label: 'f' }, ['d', 'e']),
        ]
      : [
          step('a', words, { seed: 3, bytes: 1000 }),
          step('far', far, { label: `far${variant}` }, ['a']),
          step('sum', adds, { until: 3, variant }),
          step('f', join, { label: 'f' }, ['far', 'sum']),
        ];
  return {
    experiment: name,
    file: `${name}.yaml`,
    seed: 7,
    runtime: { backend: 'portable', threads: 1 },
    steps,
    outputs: steps.map(({ id }) => ({ file: `${id}.txt`, step: id, port: 'out', print: false })),
    source: { experiment: name },
  };
}

/** What a step must come to: its bytes and the key they are kept under. */
export interface Expected {
  readonly text: string;
  readonly digest: Digest;
  readonly key: Digest;
}

/** By step id, from the definitions above alone. */
export function expectedOf(plan: Plan): ReadonlyMap<string, Expected> {
  const expected = new Map<string, Expected>();
  for (const each of plan.steps) {
    const inputs = (each.inputs['in'] ?? []).map((link) => {
      const input = expected.get(link.step);
      if (input === undefined) throw new Error(`${link.step} comes too late`);
      return input;
    });
    const text = textOf(
      each,
      inputs.map((input) => input.text),
    );
    const digests = each.inputs['in'] === undefined ? {} : { in: inputs.map(({ digest }) => ({ digest })) };
    expected.set(each.id, { text, digest: digestOfBytes(text), key: crashKey(each, digests).key });
  }
  return expected;
}

function textOf({ stage, params }: PlannedStep, inputs: readonly string[]): string {
  if (stage === words) return wordsOf(Number(params['seed']), Number(params['bytes']));
  if (stage === adds) return String((Number(params['until']) * (Number(params['until']) + 1)) / 2);
  return joined(params['label'], inputs);
}

export function crashKey(
  each: PlannedStep,
  inputs: Readonly<Record<string, readonly InputDigest[]>>,
): ReturnType<World['keyOf']> {
  const code = { [each.stage.name]: { graph: each.stage.name } };
  const fingerprint = fingerprintOf(each, inputs, {
    code,
    rules: 'r',
    runtime: { backend: 'portable' },
    fileDigest: () => null,
  });
  return { key: keyOf(fingerprint), fingerprint };
}
