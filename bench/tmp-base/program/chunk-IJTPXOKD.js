import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  didYouMean
} from "./chunk-FOYNB2YM.js";
import {
  UsageError
} from "./chunk-ICSLOTAE.js";

// engine/plan/select.js
function selectSteps(plan, selection) {
  const { until = [], from = [], only = [] } = selection;
  if (until.length + from.length + only.length === 0)
    return plan;
  const wanted = new Set(stepsNamed(plan, [...until, ...only]).map((step) => step.id));
  const after = new Set(stepsNamed(plan, from).map((step) => step.id));
  for (const step of plan.steps)
    if (producersOf(step).some((id) => after.has(id)))
      after.add(step.id);
  for (const id of after)
    wanted.add(id);
  for (const step of plan.steps.toReversed()) {
    if (wanted.has(step.id))
      for (const id of producersOf(step))
        wanted.add(id);
  }
  return {
    ...plan,
    steps: plan.steps.filter((step) => wanted.has(step.id)),
    outputs: plan.outputs.filter((output) => wanted.has(output.step))
  };
}
function checkOnly(plan, selection, verdicts, forced) {
  const asked = new Set(stepsNamed(plan, [...selection.only ?? [], ...selection.until ?? [], ...selection.from ?? []]).map((step) => step.id));
  if (selection.only === void 0 || selection.only.length === 0)
    return;
  const meant = new Set(forced);
  for (const { id } of plan.steps) {
    const verdict = verdicts.get(id);
    if (verdict?.action === "wait" && verdict.on.every((other) => meant.has(other)))
      meant.add(id);
  }
  const missing = plan.steps.map(({ id }) => id).filter((id) => !asked.has(id) && !meant.has(id) && verdicts.get(id)?.action !== "reuse");
  if (missing.length === 0)
    return;
  throw new UsageError(`Cannot run ${selection.only.join(", ")} alone: no result of ${missing.slice(0, 5).join(", ")}${missing.length > 5 ? ", ..." : ""} is there to start from`, {
    hint: "Use --until to run what the steps need as well."
  });
}
function stepsNamed(plan, names) {
  return names.flatMap((name) => {
    const found = plan.steps.filter((step) => step.id === name || step.name === name);
    if (found.length > 0)
      return found;
    const known = [...new Set(plan.steps.map((step) => step.name))];
    const ids = plan.steps.filter((step) => name.startsWith(`${step.name}[`)).map(({ id }) => id);
    throw new UsageError(`Unknown step "${name}"${didYouMean(name, ids.length > 0 ? ids : known)}`, {
      hint: ids.length > 0 ? `Its instances are ${ids.slice(0, 10).join(", ")}${ids.length > 10 ? ` and ${ids.length - 10} more` : ""}.` : `The steps are ${known.join(", ")}.`
    });
  });
}
function producersOf(step) {
  return Object.values(step.inputs).flatMap((links) => links.map((link) => link.step));
}

export {
  selectSteps,
  checkOnly,
  stepsNamed
};
