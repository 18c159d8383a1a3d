import { didYouMean, oneOf } from '../core/diagnostic.js';
import { placeOf } from '../read/document.js';
import { referenceName } from '../read/references.js';
import { isFault, pickVariant } from '../read/variant.js';
import { isObject } from '../core/json.js';
import { stepSchema } from './step-schema.js';
/** The outputs a step will have: some stages have other outputs for other variants. `params` must name a variant. */
export function outputsOf(stage, params) {
    return stage.outputsOf?.(params) ?? stage.outputs;
}
/** Connects ports to outputs by name and kind, and puts the steps into topological order, keeping the file's order otherwise. */
export function bindSteps(experiment) {
    const diagnostics = [];
    const bound = new Map();
    for (const declaration of experiment.steps) {
        const step = bindStep(declaration, experiment, diagnostics);
        if (step !== undefined)
            bound.set(declaration.name, step);
    }
    return { steps: order(bound, experiment, diagnostics), diagnostics };
}
function bindStep(declaration, experiment, diagnostics) {
    const { name, stage, fields } = declaration;
    const schema = stepSchema(stage, fields);
    if ('message' in schema) {
        diagnostics.push({ message: schema.message, at: placeOf(experiment.document, ['steps', name, schema.field]) });
        return undefined;
    }
    const inputs = {};
    for (const { port, kind, path, field } of wantedPorts(schema, fields)) {
        const texts = Array.isArray(field) ? field : [field];
        const links = (inputs[port] = []);
        for (const [index, text] of texts.entries()) {
            const at = ['steps', name, ...path, ...(Array.isArray(field) ? [index] : [])];
            const found = typeof text === 'string' ? connect(text, kind, experiment) : undefined;
            if (found === undefined)
                continue; // not a text, or a step that is wrong: told elsewhere
            if ('message' in found)
                diagnostics.push({ message: found.message, at: placeOf(experiment.document, at) });
            else
                links.push(found);
        }
    }
    return { declaration, schema, inputs };
}
/** The ports that a step connects: those of its stage, and those that it names itself, which take any kind. */
function wantedPorts({ ports, portMapping }, fields) {
    const wanted = Object.entries(ports).flatMap(([port, { kind }]) => {
        const field = fields[port];
        return field === undefined ? [] : [{ port, kind, path: [port], field }];
    });
    const own = portMapping === undefined ? undefined : fields[portMapping];
    if (portMapping === undefined || own === undefined || !isObject(own))
        return wanted;
    const named = Object.entries(own).map(([port, field]) => {
        return { port, kind: undefined, path: [portMapping, port], field };
    });
    return [...wanted, ...named];
}
const indices = new WeakMap();
function stepsByName(experiment) {
    let index = indices.get(experiment);
    if (index === undefined) {
        index = new Map(experiment.steps.map((step) => [step.name, step]));
        indices.set(experiment, index);
    }
    return index;
}
/**
 * The output that `text` (`step` or `step.output`) names, of the wanted kind; undefined where that step is wrong itself in a
 * way that leaves open what its outputs are, which has been told.
 */
export function connect(text, kind, experiment) {
    if (referenceName(text) !== undefined)
        return { message: `Expected the name of a step, found the reference "${text}": connections are written out` };
    const dot = text.indexOf('.');
    const stepName = dot === -1 ? text : text.slice(0, dot);
    const steps = stepsByName(experiment);
    const step = steps.get(stepName);
    if (step === undefined) {
        // It is there with a stage that is not.
        if (experiment.document.root.fields?.get('steps')?.fields?.has(stepName) === true)
            return undefined;
        const names = [...steps.keys()];
        return { message: `Unknown step "${stepName}"${didYouMean(stepName, names) || `: the steps are ${oneOf(names)}`}` };
    }
    if (isFault(pickVariant(step.stage.schema, step.fields)))
        return undefined;
    const outputs = outputsOf(step.stage, step.fields);
    const all = Object.keys(outputs);
    if (dot !== -1) {
        const port = text.slice(dot + 1);
        const output = Object.hasOwn(outputs, port) ? outputs[port] : undefined;
        if (output === undefined)
            return {
                message: `Step "${stepName}" has no output "${port}"${didYouMean(port, all) || `: its outputs are ${oneOf(all)}`}`,
            };
        if (kind !== undefined && output.kind !== kind)
            return { message: `Expected an artifact of kind "${kind}", but "${text}" is of kind "${output.kind}"` };
        return { step: stepName, port };
    }
    const fitting = all.filter((port) => kind === undefined || outputs[port]?.kind === kind);
    if (fitting.length === 1 && fitting[0] !== undefined)
        return { step: stepName, port: fitting[0] };
    if (fitting.length > 1)
        return {
            message: `Step "${stepName}" has several outputs that fit: write one of ${oneOf(fitting.map((port) => `${stepName}.${port}`))}`,
        };
    const made = all.map((port) => `"${port}" of kind "${outputs[port]?.kind}"`).join(', ');
    return { message: `Step "${stepName}" has no output of kind "${kind}": it has ${made}` };
}
function order(bound, experiment, diagnostics) {
    const sorted = [];
    const state = new Map();
    // A stack of its own: a file may have a chain of steps that is longer than JavaScript's.
    const trail = [];
    const visit = (name) => {
        const step = bound.get(name);
        if (step === undefined || state.get(name) === 'done')
            return;
        if (state.get(name) === 'open') {
            const names = trail.map((open) => open.name);
            const cycle = [...names.slice(names.indexOf(name)), name];
            const shown = cycle.length <= 20 ? cycle : [...cycle.slice(0, 18), '...', name];
            const message = `These steps wait for each other in a circle: ${shown.join(' -> ')}`;
            diagnostics.push({ message, at: placeOf(experiment.document, ['steps', name], 'key') });
            return;
        }
        state.set(name, 'open');
        const links = Object.values(step.inputs).flat();
        trail.push({ name, step, waiting: links.map((link) => link.step).reverse() });
    };
    for (const first of bound.keys()) {
        visit(first);
        for (let top = trail.at(-1); top !== undefined; top = trail.at(-1)) {
            const next = top.waiting.pop();
            if (next !== undefined)
                visit(next);
            else {
                trail.pop();
                state.set(top.name, 'done');
                sorted.push(top.step);
            }
        }
    }
    return sorted;
}
