import { tidyDiagnostics, type Diagnostic } from '../core/diagnostic.ts';
import type { Experiment } from '../read/experiment.ts';
import type { Plan, PlannedStep } from '../core/plan.ts';
import type { Registry, Runtime } from '../core/stage.ts';
import { atOnce, type Slices } from '../core/slices.ts';
import { bindSteps } from './bind.ts';
import { Expander } from './expand.ts';
import { planOutputs } from './outputs.ts';
import { Resolver } from './resolve.ts';

/** What planning finds: a plan, or every diagnostic at once. */
export interface PlanResult {
  readonly plan?: Plan;
  readonly diagnostics: readonly Diagnostic[];
  /** The steps that could be planned, also beside diagnostics, so that an editor can tell what is known of a file with faults. */
  readonly steps: readonly PlannedStep[];
}

interface PlanOptions {
  readonly registry: Registry;
  /** The backend that `auto` stands for on this machine, and the threads. */
  readonly runtime: Runtime;
}

/**
 * The second phase: Experiment -> Plan, or every diagnostic at once. Pure: connects the ports, multiplies the steps by the
 * sweep, checks each at every point, infers shapes. Reads no file and no store.
 */
export function planExperiment(experiment: Experiment, options: PlanOptions): PlanResult {
  return atOnce(planInSlices(experiment, options));
}

/** Like `planExperiment`, with pauses, so that a large sweep does not keep everything else waiting. */
export function* planInSlices(experiment: Experiment, options: PlanOptions): Slices<PlanResult> {
  const bound = bindSteps(experiment);
  const diagnostics: Diagnostic[] = [...bound.diagnostics];
  const resolver = new Resolver(experiment, options.registry);
  const expander = new Expander(experiment, resolver);
  const steps: PlannedStep[] = [];
  for (const step of bound.steps) {
    for (const instance of yield* expander.add(step)) steps.push(instance);
    yield;
  }
  diagnostics.push(...resolver.unused(), ...resolver.diagnostics, ...expander.diagnostics);
  const outputs = planOutputs(experiment, (step) => expander.instancesOf(step));
  diagnostics.push(...outputs.diagnostics);
  if (diagnostics.length > 0) return { diagnostics: tidyDiagnostics(diagnostics), steps };
  const plan: Plan = {
    experiment: experiment.name,
    file: experiment.document.source.file,
    seed: typeof experiment.seed === 'number' ? experiment.seed : `$${experiment.seed.axis}`,
    runtime: options.runtime,
    steps,
    outputs: outputs.outputs,
    source: experiment.source,
  };
  return { plan, diagnostics: [], steps };
}
