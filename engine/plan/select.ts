import { didYouMean } from '../core/diagnostic.ts';
import { UsageError } from '../core/failure.ts';
import type { Plan, PlannedStep, PlannedAction } from '../core/plan.ts';

/** Which part of a plan to run. Names are of steps of the file, for all their instances, or ids of single instances. */
export interface Selection {
  /** These steps and what they need. */
  readonly until?: readonly string[];
  /** These steps, what depends on them, and what those need. */
  readonly from?: readonly string[];
  /** These steps alone: what they need must have its result already, or `checkOnly` refuses. */
  readonly only?: readonly string[];
}

/**
 * The part of a plan that a selection leaves: always with everything its steps need, so that it is a plan again. Outputs of
 * steps that are left out are not published.
 *
 * @throws UsageError for a name that no step has
 */
export function selectSteps(plan: Plan, selection: Selection): Plan {
  const { until = [], from = [], only = [] } = selection;
  if (until.length + from.length + only.length === 0) return plan;
  const wanted = new Set<string>(stepsNamed(plan, [...until, ...only]).map((step) => step.id));
  const after = new Set<string>(stepsNamed(plan, from).map((step) => step.id));
  for (const step of plan.steps) if (producersOf(step).some((id) => after.has(id))) after.add(step.id);
  for (const id of after) wanted.add(id);
  // Topological order, from the end: what a wanted step needs is wanted.
  for (const step of plan.steps.toReversed()) {
    if (wanted.has(step.id)) for (const id of producersOf(step)) wanted.add(id);
  }
  return {
    ...plan,
    steps: plan.steps.filter((step) => wanted.has(step.id)),
    outputs: plan.outputs.filter((output) => wanted.has(output.step)),
  };
}

/**
 * Refuses `only` where a step would have to run that was not asked for: neither by its name, nor because of one that is forced.
 *
 * @throws UsageError that names what is missing
 */
export function checkOnly(
  plan: Plan,
  selection: Selection,
  actions: ReadonlyMap<string, PlannedAction>,
  forced: ReadonlySet<string>,
): void {
  const asked = new Set(
    stepsNamed(plan, [...(selection.only ?? []), ...(selection.until ?? []), ...(selection.from ?? [])]).map(
      (step) => step.id,
    ),
  );
  if (selection.only === undefined || selection.only.length === 0) return;
  // Forced steps, and those that wait for nothing else.
  const meant = new Set(forced);
  for (const { id } of plan.steps) {
    const planned = actions.get(id);
    if (planned?.action === 'wait' && planned.on.every((other) => meant.has(other))) meant.add(id);
  }
  const missing = plan.steps
    .map(({ id }) => id)
    .filter((id) => !asked.has(id) && !meant.has(id) && actions.get(id)?.action !== 'reuse');
  if (missing.length === 0) return;
  throw new UsageError(
    `Cannot run ${selection.only.join(', ')} alone: no result of ${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ', ...' : ''} is there to start from`,
    {
      hint: 'Use --until to run what the steps need as well.',
    },
  );
}

/**
 * The instances that names mean: a step's name all of its instances, an id one of them.
 *
 * @throws UsageError for a name that no step has
 */
export function stepsNamed(plan: Plan, names: readonly string[]): readonly PlannedStep[] {
  return names.flatMap((name) => {
    const found = plan.steps.filter((step) => step.id === name || step.name === name);
    if (found.length > 0) return found;
    const known = [...new Set(plan.steps.map((step) => step.name))];
    const ids = plan.steps.filter((step) => name.startsWith(`${step.name}[`)).map(({ id }) => id);
    throw new UsageError(`Unknown step "${name}"${didYouMean(name, ids.length > 0 ? ids : known)}`, {
      hint:
        ids.length > 0
          ? `Its instances are ${ids.slice(0, 10).join(', ')}${ids.length > 10 ? ` and ${ids.length - 10} more` : ''}.`
          : `The steps are ${known.join(', ')}.`,
    });
  });
}

function producersOf(step: PlannedStep): readonly string[] {
  return Object.values(step.inputs).flatMap((links) => links.map((link) => link.step));
}
