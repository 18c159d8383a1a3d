import { readFileSync, writeFileSync } from 'node:fs';
import { digestOf } from '../digest.ts';
import { UsageError } from '../failure.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import type { Plan, Verdict } from '../plan.ts';
import type { Selection } from '../planner/select.ts';

/** A plan as a file: what to run, and what was to happen to each step when it was made. */
export interface SavedPlan {
  readonly format: 1;
  readonly file: string;
  readonly overrides: readonly string[];
  readonly selection: Selection;
  /** Of the experiment after overrides. */
  readonly source: string;
  readonly steps: readonly { readonly id: string; readonly action: Verdict['action']; readonly key?: string }[];
}

/** Writes down what a plan says now. */
export function savePlan(
  path: string,
  plan: Plan,
  verdicts: ReadonlyMap<string, Verdict>,
  options: { readonly overrides: readonly string[]; readonly selection: Selection },
): void {
  const saved: SavedPlan = { format: 1, file: plan.file, ...options, ...stateOf(plan, verdicts) };
  try {
    writeFileSync(path, `${JSON.stringify(saved, null, 2)}\n`);
  } catch (cause) {
    throw new UsageError(`Cannot write the plan to "${path}": ${(cause as Error).message}`, { cause });
  }
}

/** @throws UsageError when the file cannot be read or is no plan */
export function readPlan(path: string): SavedPlan {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new UsageError(`Cannot read the plan "${path}": ${(cause as Error).message}`, {
      hint: 'Make one with "assay plan FILE -o plan.json".',
      cause,
    });
  }
  const whole =
    isObject(value) &&
    value['format'] === 1 &&
    typeof value['file'] === 'string' &&
    Array.isArray(value['steps']) &&
    Array.isArray(value['overrides']);
  if (!whole)
    throw new UsageError(`"${path}" is not a plan of this version of Assay`, {
      hint: 'Make one with "assay plan FILE -o plan.json".',
    });
  return value as SavedPlan;
}

/**
 * Refuses to run a saved plan when the world has changed since: the file, the code, the inputs or the store.
 *
 * @throws UsageError that tells what differs
 */
export function checkSame(saved: SavedPlan, plan: Plan, verdicts: ReadonlyMap<string, Verdict>): void {
  const now = stateOf(plan, verdicts);
  const differences: string[] = [];
  if (now.source !== saved.source) differences.push(`the experiment file says something else than it did`);
  const before = new Map(saved.steps.map((step) => [step.id, step]));
  for (const step of now.steps) {
    const was = before.get(step.id);
    before.delete(step.id);
    if (was === undefined) differences.push(`${step.id} is new`);
    else if (was.action !== step.action) differences.push(`${step.id} was to ${was.action}, now ${step.action}`);
    else if (was.key !== step.key) differences.push(`${step.id} has another key`);
  }
  for (const id of before.keys()) differences.push(`${id} is gone`);
  if (differences.length === 0) return;
  const shown = differences.slice(0, 8).map((line) => `  ${line}`);
  if (differences.length > 8) shown.push(`  and ${differences.length - 8} more`);
  throw new UsageError(`The world has changed since the plan was made:\n${shown.join('\n')}`, {
    hint: 'Look at "assay plan" again and save it anew.',
  });
}

function stateOf(plan: Plan, verdicts: ReadonlyMap<string, Verdict>): Pick<SavedPlan, 'source' | 'steps'> {
  return {
    source: digestOf('source', { source: plan.source, runtime: plan.runtime as unknown as Json } satisfies JsonObject),
    steps: plan.steps.map(({ id }) => {
      const verdict = verdicts.get(id);
      if (verdict === undefined) throw new Error(`Internal error: no verdict for ${id}`);
      return { id, action: verdict.action, ...(verdict.action !== 'wait' && { key: verdict.key }) };
    }),
  };
}
