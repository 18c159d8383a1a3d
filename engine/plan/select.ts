import { didYouMean } from '../core/diagnostic.ts';
import { UsageError } from '../core/failure.ts';
import type { Plan, PlannedStep, PlannedAction } from '../core/plan.ts';

/** Which part of a plan to run. A name is that of a step, for all its instances, or the id of a single instance. */
export interface Selection {
  /** These steps and whatever they need. */
  readonly until?: readonly string[];
  /** These steps, everything downstream, and whatever that needs. */
  readonly from?: readonly string[];
  /** Only these steps: their inputs must be cached, or `checkOnly` refuses. */
  readonly only?: readonly string[];
}

/**
 * Returns the selected part of a plan, always with everything that its steps need, so that it is a plan again. Does not publish
 * outputs of steps that are left out.
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
  // From the end of the topological order: whatever a wanted step needs is wanted.
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
 * Refuses `only` if a step would have to run that the user did not ask for, by name or because of a forced one.
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
    `Cannot run only ${selection.only.join(', ')}: no cached result of ${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ', ...' : ''}`,
    {
      hint: 'Use --until to run these steps with everything they need.',
    },
  );
}

/**
 * Returns the instances that names mean: the name of a step means all its instances, an id just one.
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
