import { showDuration } from '../core/duration.ts';
import { isObject, type Json } from '../core/json.ts';
import type { PlannedAction, PlannedStep } from '../core/plan.ts';
import { showReason } from '../core/reason.ts';
import { outputsOf } from '../plan/bind.ts';
import { kindOf } from '../plan/planned-actions.ts';
import { shown } from './hover-entry.ts';
import type { View } from './view.ts';
import type { Outlook } from './workplace.ts';

/** What is known of a step: its stage and ports, what will come out, and what the store knows of it. */
export function stepWords({ analysis, settled }: View, name: string, outlook: Outlook | undefined): string | undefined {
  const known = [analysis, settled].find((each) => each?.steps.some((step) => step.name === name));
  const instances = known?.steps.filter((step) => step.name === name) ?? [];
  const [first] = instances;
  if (known === undefined || first === undefined) return undefined;
  const { stage, params, inputs } = first;
  const axes = Object.keys(first.point);
  const along =
    axes.length === 0 ? '' : `, ${instances.length.toLocaleString('en')} instances along ${axes.join(', ')}`;
  const lines = [`**${name}**: stage \`${stage.name}\`${along}`];
  const links = Object.entries(inputs).map(
    ([port, found]) =>
      `\`${port}\` from ${[...new Set(found.map((link) => `\`${link.step.replace(/\[.*$/, '')}.${link.port}\``))].join(', ')}`,
  );
  if (links.length > 0) lines.push(`Takes ${links.join(', ')}`);
  const outputs = Object.entries(outputsOf(stage, params)).map(([port, { kind }]) => `\`${port}\` (${kind})`);
  lines.push(`Makes ${outputs.join(', ')}`, ...inferredWords(first), ...storeWords(instances, outlook));
  return lines.join('\n\n');
}

/** What is known of one output of a step before it runs. */
export function outputWords({ analysis, settled }: View, name: string, port: string): string | undefined {
  const step =
    (analysis?.steps ?? []).find((each) => each.name === name) ?? settled?.steps.find((each) => each.name === name);
  if (step === undefined) return undefined;
  const output = outputsOf(step.stage, step.params)[port];
  if (output === undefined) return undefined;
  const inferred = step.inferred[port];
  return [`**${name}.${port}**: ${output.kind}`, ...(inferred === undefined ? [] : [factsOf(inferred)])].join('\n\n');
}

function inferredWords({ inferred }: PlannedStep): readonly string[] {
  return Object.entries(inferred).map(([port, value]) => `\`${port}\`: ${factsOf(value)}`);
}

/** The flat part of what a stage infers: `input: 28 x 28 x 1, parameters: 268,032`. */
function factsOf(value: Json): string {
  if (!isObject(value)) return shown(value);
  return Object.entries(value)
    .filter(([, fact]) => !isObject(fact) && !(Array.isArray(fact) && fact.some(isObject)))
    .map(([key, fact]) => `${key}: ${shown(fact)}`)
    .join(', ');
}

/** Keys, what a run would do, and how long that took before. */
function storeWords(instances: readonly PlannedStep[], outlook: Outlook | undefined): readonly string[] {
  if (outlook === undefined) return [];
  const found = instances.flatMap((step) => {
    const planned = outlook.actions.get(step.id);
    return planned === undefined ? [] : [{ step, planned }];
  });
  const [first] = found;
  if (first === undefined) return [];
  const counts = new Map<string, number>();
  for (const { step, planned } of found)
    counts.set(wordOf(step, planned), (counts.get(wordOf(step, planned)) ?? 0) + 1);
  const words = Array.from(counts, ([word, count]) => (found.length === 1 ? word : `${count} ${word}`)).join(', ');
  const why =
    first.planned.action === 'run' && found.length === 1 ? `: ${first.planned.reasons.map(showReason).join('; ')}` : '';
  const ms = found.reduce((sum, { step }) => sum + (outlook.expectedMs.get(step.id) ?? 0), 0);
  const key = found.length === 1 && first.planned.action !== 'wait' ? [`Key \`${first.planned.key}\``] : [];
  return [`Now: ${words}${why}${ms === 0 ? '' : `; about ${showDuration(ms)} by earlier runs`}`, ...key];
}

function wordOf(step: PlannedStep, planned: PlannedAction): string {
  if (planned.action === 'reuse') return 'cached';
  if (planned.action === 'wait') return 'waits for others';
  return `will ${kindOf(step, planned)}`;
}
