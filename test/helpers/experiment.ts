import { renderDiagnostic } from '../../engine/core/diagnostic.ts';
import { readExperiment } from '../../engine/read/read.ts';
import type { Plan } from '../../engine/core/plan.ts';
import { planExperiment } from '../../engine/plan/plan-experiment.ts';
import { frame, toyRegistry } from './toy-registry.ts';

/** Removes the common indentation and the first line break, so that tests can write YAML where they stand. */
export function dedent(text: string): string {
  const lines = text.replace(/^\n/, '').split('\n');
  const indent = Math.min(
    ...lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length),
  );
  return lines
    .map((line) => line.slice(indent))
    .join('\n')
    .trimEnd()
    .concat('\n');
}

/** Reads and plans toy YAML: the plan, or the text of every diagnostic. */
export function planToy(yaml: string, overrides: readonly string[] = []): { plan: Plan | undefined; text: string } {
  const read = readExperiment({ file: 'toy.yaml', text: dedent(yaml) }, { registry: toyRegistry, frame, overrides });
  if (read.experiment === undefined)
    return { plan: undefined, text: read.diagnostics.map(renderDiagnostic).join('\n') };
  const planned = planExperiment(read.experiment, {
    registry: toyRegistry,
    runtime: { backend: 'portable', threads: 1 },
  });
  const all = [...read.diagnostics, ...planned.diagnostics];
  return { plan: all.length === 0 ? planned.plan : undefined, text: all.map(renderDiagnostic).join('\n') };
}

/** The plan of toy YAML that must be right. */
export function planOf(yaml: string, overrides: readonly string[] = []): Plan {
  const { plan, text } = planToy(yaml, overrides);
  if (plan === undefined) throw new Error(`Expected a plan, found:\n${text}`);
  return plan;
}
