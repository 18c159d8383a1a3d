import { digestOf, type Digest } from '../core/digest.ts';
import type { JsonObject } from '../core/json.ts';
import type { KeyFacts, PlannedStep } from '../core/plan.ts';
import type { Fingerprint, InputDigest } from '../core/record.ts';

/**
 * Returns everything that may change a step's output, by name: the stage, its code, its parameters after defaults, the seed if
 * it draws random numbers, its point in the sweep if the result shows it, the content of its inputs, and the numeric backend if
 * it computes with one. Leaves out the names of the experiment, the step and the definitions, so that renaming costs nothing.
 *
 * @param inputs the content digests at each port, in the order of the plan's links
 */
export function fingerprintOf(
  step: PlannedStep,
  inputs: Readonly<Record<string, readonly InputDigest[]>>,
  facts: KeyFacts,
): Fingerprint {
  const { stage } = step;
  return {
    format: 1,
    rules: facts.rules,
    stage: stage.name,
    code: codeOf(step, facts),
    params: step.params,
    inputs,
    ...(stage.files !== undefined && { files: fileDigests(stage.files(step.params), facts) }),
    ...(stage.facts !== undefined && { facts: factsOf(step) }),
    ...(step.seed !== undefined && { seed: step.seed }),
    ...(isPointed(step) && { point: step.point }),
    ...(stage.numeric && { runtime: facts.runtime }),
  };
}

function isPointed({ stage, params, point }: PlannedStep): boolean {
  return stage.pointed?.(params) === true && Object.keys(point).length > 0;
}

const known = new WeakMap<JsonObject, JsonObject>();

/** The facts of a step's stage, computed once for the same parameters, because that may start programs. */
function factsOf({ stage, params }: PlannedStep): JsonObject {
  const facts = known.get(params) ?? stage.facts?.(params) ?? {};
  known.set(params, facts);
  return facts;
}

/** The code of a step: one digest, or those of several modules combined. */
function codeOf({ stage, code: names }: PlannedStep, facts: KeyFacts): JsonObject {
  return joinCode(
    names.map((name) => {
      const code = facts.code[name];
      if (code === undefined) throw new Error(`Internal error: no code digest "${name}" for stage "${stage.name}"`);
      return code;
    }),
  );
}

/** Combines several code digests into one. */
function joinCode(codes: readonly JsonObject[]): JsonObject {
  const [first, ...more] = codes;
  if (first === undefined) throw new Error('Internal error: a step without code');
  if (more.length === 0) return first;
  const packages = Object.assign({}, ...codes.map((code) => code['packages'])) as JsonObject;
  return {
    digest: digestOf(
      'code',
      codes.map((code) => code['digest'] ?? null),
    ),
    packages,
  };
}

/** Returns the key under which a result is kept. */
export function keyOf(fingerprint: Fingerprint): Digest {
  return digestOf('fingerprint', fingerprint as unknown as JsonObject);
}

function fileDigests(files: Readonly<Record<string, string>>, facts: KeyFacts): NonNullable<Fingerprint['files']> {
  return Object.fromEntries(Object.entries(files).map(([name, path]) => [name, facts.fileDigest(path)]));
}
