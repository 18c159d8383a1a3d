import { readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { digestOf } from '../core/digest.ts';
import { UsageError } from '../core/failure.ts';
import { isObject, type Json, type JsonObject } from '../core/json.ts';
import type { Plan, PlannedStep, PlannedAction } from '../core/plan.ts';
import type { Selection } from '../plan/select.ts';
import { differences, showReason } from '../core/reason.ts';
import type { Fingerprint } from '../core/record.ts';
import { reasonOf } from './output.ts';
import { typedPath } from './user-folder.ts';

/** A plan as a file: what to run, and the action for each step when the plan was made. */
export interface SavedPlan {
  readonly format: 1;
  readonly file: string;
  readonly overrides: readonly string[];
  readonly selection: Selection;
  /** Names or ids of the steps to run even if they are cached; absent in older plans. */
  readonly force?: readonly string[];
  /** Digest of the experiment after overrides. */
  readonly source: string;
  readonly steps: readonly SavedStep[];
}

interface SavedStep extends Pick<PlannedStep, 'id'>, Partial<Pick<PlannedStep, 'name' | 'point'>> {
  readonly action: PlannedAction['action'];
  readonly key?: string;
  /** What the key is made of, to name a difference; for a step that waits, what is known. Absent in older plans. */
  readonly fingerprint?: Partial<Fingerprint>;
}

/** What to do about a plan that cannot be read. */
const MAKE = 'Make one with "assay plan FILE -o plan.json".';

/**
 * Writes a plan to a file.
 *
 * @throws UsageError when the file cannot be written
 */
export function savePlan(
  path: string,
  plan: Plan,
  actions: ReadonlyMap<string, PlannedAction>,
  options: Required<Pick<SavedPlan, 'overrides' | 'selection' | 'force'>>,
): void {
  const saved: SavedPlan = { format: 1, file: plan.file, ...options, ...stateOf(plan, actions) };
  try {
    writeFileSync(typedPath(path), `${JSON.stringify(saved, null, 2)}\n`);
  } catch (cause) {
    const noFolder = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const why = noFolder ? `there is no folder "${dirname(path)}"` : reasonOf(cause);
    throw new UsageError(`Cannot write the plan to "${path}": ${why}`, {
      hint: 'Pass -o a file in a folder that exists and that you may write to, for example plan.json.',
      cause,
    });
  }
}

/** @throws UsageError when the file cannot be read or is not a plan */
export function readPlan(path: string): SavedPlan {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new UsageError(`Cannot read the plan "${path}": ${reasonOf(cause)}`, { hint: MAKE, cause });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`"${path}" is not a saved plan: expected JSON, found something else`, {
      hint: `${MAKE} To run an experiment file, leave out --plan: assay run FILE.`,
      cause,
    });
  }
  if (!isSavedPlan(value)) throw new UsageError(`"${path}" is not a plan of this version of Assay`, { hint: MAKE });
  return value;
}

function isSavedPlan(value: unknown): value is SavedPlan {
  if (!isObject(value)) return false;
  const { format, file, overrides, selection, force, source, steps } = value;
  return (
    format === 1 &&
    typeof file === 'string' &&
    areTexts(overrides) &&
    isObject(selection) &&
    Object.values(selection).every(areTexts) &&
    (force === undefined || areTexts(force)) &&
    typeof source === 'string' &&
    Array.isArray(steps) &&
    steps.every(
      (step) =>
        isObject(step) &&
        typeof step['id'] === 'string' &&
        typeof step['action'] === 'string' &&
        (step['fingerprint'] === undefined || isObject(step['fingerprint'])),
    )
  );
}

function areTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

/** How many differences to show without `all`. */
const MOST = 8;

/**
 * Refuses a saved plan when something changed since: the file, the code, the inputs or the store.
 *
 * @throws UsageError that names the first differences, or `all`
 */
export function checkSame(
  saved: SavedPlan,
  plan: Plan,
  actions: ReadonlyMap<string, PlannedAction>,
  { all }: { readonly all: boolean },
): void {
  const now = stateOf(plan, actions);
  const found: string[] = [];
  const before = new Map(saved.steps.map((step) => [step.id, step]));
  for (const step of now.steps) {
    const was = before.get(step.id);
    before.delete(step.id);
    if (was === undefined) found.push(`${step.id} is new`);
    else found.push(...changesOf(was, step));
  }
  for (const id of before.keys()) found.push(`${id} is gone`);
  if (now.source !== saved.source) found.push('the experiment file has changed');
  if (found.length === 0) return;
  const shown = found.slice(0, all ? found.length : MOST).map((line) => `  ${line}`);
  if (found.length > shown.length) shown.push(`  and ${found.length - shown.length} more: --json lists all`);
  throw new UsageError(`Something changed since the plan was made:\n${shown.join('\n')}`, {
    hint: 'Check "assay plan" again and save a new plan.',
  });
}

/** How a step differs from the saved plan, one line each; none when it has the same action and key. */
function changesOf(was: SavedStep, now: SavedStep): readonly string[] {
  const fields =
    was.fingerprint === undefined || now.fingerprint === undefined
      ? []
      : [...new Set(differences(knownOf(was, now), knownOf(now, was)).map(showReason))];
  if (fields.length > 0) return fields.map((field) => `${now.id}: ${field}`);
  if (was.action !== now.action) return [`${now.id}: planned to ${was.action}, would now ${now.action}`];
  return was.key === now.key ? [] : [`${now.id} has another key`];
}

/** The fields of a step's fingerprint that are known both times: a step that waits has no inputs yet. */
function knownOf(step: SavedStep, other: SavedStep): Partial<Fingerprint> {
  if (step.key !== undefined && other.key !== undefined) return step.fingerprint ?? {};
  const { params } = step.fingerprint ?? {};
  return params === undefined ? {} : { params };
}

function stateOf(plan: Plan, actions: ReadonlyMap<string, PlannedAction>): Pick<SavedPlan, 'source' | 'steps'> {
  return {
    source: digestOf('source', { source: plan.source, runtime: plan.runtime as unknown as Json } satisfies JsonObject),
    steps: plan.steps.map(({ id, name, point, params }): SavedStep => {
      const planned = actions.get(id);
      if (planned === undefined) throw new Error(`Internal error: no planned action for ${id}`);
      const { action } = planned;
      if (action === 'wait') return { id, name, point, action, fingerprint: { params } };
      const { fingerprint } = action === 'run' ? planned : planned.record;
      return { id, name, point, action, key: planned.key, fingerprint };
    }),
  };
}
