import { tidyDiagnostics } from '../core/diagnostic.js';
import { bindSteps } from './bind.js';
import { Expander } from './expand.js';
import { planOutputs } from './outputs.js';
import { Resolver } from './resolve.js';
/**
 * The second phase: Experiment -> Plan, or every diagnostic at once. Pure: connects the ports, multiplies the steps by the
 * sweep, checks each at every point, infers shapes. Looks at no file and no store.
 *
 * @param runtime the backend that `auto` stands for on this machine, and the threads
 */
export function planExperiment(experiment, options) {
    const bound = bindSteps(experiment);
    const diagnostics = [...bound.diagnostics];
    const resolver = new Resolver(experiment, options.registry);
    const expander = new Expander(experiment, resolver);
    const steps = [];
    for (const step of bound.steps)
        for (const instance of expander.add(step))
            steps.push(instance);
    diagnostics.push(...resolver.unused(), ...resolver.diagnostics, ...expander.diagnostics);
    const outputs = planOutputs(experiment, (step) => expander.instancesOf(step));
    diagnostics.push(...outputs.diagnostics);
    if (diagnostics.length > 0)
        return { diagnostics: tidyDiagnostics(diagnostics) };
    const plan = {
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
