import { tidyDiagnostics, type Diagnostic } from '../core/diagnostic.ts';
import type { Experiment } from '../read/experiment.ts';
import type { Plan, PlannedStep } from '../core/plan.ts';
import type { Registry, Runtime } from '../core/stage.ts';
import { bindSteps } from './bind.ts';
import { Expander } from './expand.ts';
import { planOutputs } from './outputs.ts';
import { Resolver } from './resolve.ts';

/**
 * The second phase: Experiment -> Plan, or every diagnostic at once. Pure: connects the ports, multiplies the steps by the
 * sweep, checks each at every point, infers shapes. Reads no file and no store.
 *
 * @param runtime the backend that `auto` stands for on this machine, and the threads
 */
export function planExperiment(
  experiment: Experiment,
  options: { readonly registry: Registry; readonly runtime: Runtime },
): { readonly plan?: Plan; readonly diagnostics: readonly Diagnostic[] } {
  const bound = bindSteps(experiment);
  const diagnostics: Diagnostic[] = [...bound.diagnostics];
  const resolver = new Resolver(experiment, options.registry);
  const expander = new Expander(experiment, resolver);
  const steps: PlannedStep[] = [];
  for (const step of bound.steps) for (const instance of expander.add(step)) steps.push(instance);
  diagnostics.push(...resolver.unused(), ...resolver.diagnostics, ...expander.diagnostics);
  const outputs = planOutputs(experiment, (step) => expander.instancesOf(step));
  diagnostics.push(...outputs.diagnostics);
  if (diagnostics.length > 0) return { diagnostics: tidyDiagnostics(diagnostics) };
  const plan: Plan = {
    experiment: experiment.name,
    file: experiment.document.source.file,
    seed: typeof experiment.seed === 'number' ? experiment.seed : `$${experiment.seed.axis}`,
    runtime: options.runtime,
    steps,
    outputs: outputs.outputs,
    source: experiment.source,
  };
  return { plan, diagnostics: [] };
}
