import { didYouMean, oneOf, type Diagnostic } from '../core/diagnostic.ts';
import type { Experiment, StepDeclaration } from '../read/experiment.ts';
import { placeOf } from '../read/document.ts';
import { referenceName } from '../read/references.ts';
import { isFault, pickVariant } from '../read/variant.ts';
import { isObject, type Json, type JsonObject } from '../core/json.ts';
import type { OutputPort, Stage } from '../core/stage.ts';
import { stepSchema, type StepSchema } from './step-schema.ts';

/** A step with connected ports, before the sweep. */
export interface BoundStep {
  readonly declaration: StepDeclaration;
  readonly schema: StepSchema;
  /** Port -> the outputs that it takes, by step name. */
  readonly inputs: Readonly<Record<string, readonly { readonly step: string; readonly port: string }[]>>;
}

/** Returns the outputs of a step, which may depend on its variant. `params` must name a variant. */
export function outputsOf(stage: Stage, params: StepDeclaration['fields']): Readonly<Record<string, OutputPort>> {
  return stage.outputsOf?.(params) ?? stage.outputs;
}

/** Connects ports to outputs by name and kind, and sorts the steps topologically, otherwise in the file's order. */
export function bindSteps(experiment: Experiment): {
  readonly steps: readonly BoundStep[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const diagnostics: Diagnostic[] = [];
  const bound = new Map<string, BoundStep>();
  for (const declaration of experiment.steps) {
    const step = bindStep(declaration, experiment, diagnostics);
    if (step !== undefined) bound.set(declaration.name, step);
  }
  return { steps: order(bound, experiment, diagnostics), diagnostics };
}

function bindStep(
  declaration: StepDeclaration,
  experiment: Experiment,
  diagnostics: Diagnostic[],
): BoundStep | undefined {
  const { name, stage, fields } = declaration;
  const schema = stepSchema(stage, fields);
  if ('message' in schema) {
    diagnostics.push({ message: schema.message, at: placeOf(experiment.document, ['steps', name, schema.field]) });
    return undefined;
  }
  const inputs: Record<string, { step: string; port: string }[]> = {};
  for (const { port, kind, path, field } of wantedPorts(schema, fields)) {
    const texts = Array.isArray(field) ? field : [field];
    const links: { step: string; port: string }[] = (inputs[port] = []);
    for (const [index, text] of texts.entries()) {
      const at = ['steps', name, ...path, ...(Array.isArray(field) ? [index] : [])];
      const found = typeof text === 'string' ? connect(text, kind, experiment) : undefined;
      if (found === undefined) continue; // Not a text, or a faulty step: reported elsewhere.
      if ('message' in found) diagnostics.push({ message: found.message, at: placeOf(experiment.document, at) });
      else links.push(found);
    }
  }
  return { declaration, schema, inputs };
}

/** Returns the ports that a step connects: those of its stage, and those that it names itself, which accept any kind. */
function wantedPorts(
  { ports, portMapping }: StepSchema,
  fields: JsonObject,
): { port: string; kind: string | undefined; path: readonly string[]; field: Json }[] {
  const wanted = Object.entries(ports).flatMap(([port, { kind }]) => {
    const field = fields[port];
    return field === undefined ? [] : [{ port, kind, path: [port], field }];
  });
  const own = portMapping === undefined ? undefined : fields[portMapping];
  if (portMapping === undefined || own === undefined || !isObject(own)) return wanted;
  const named = Object.entries(own).map(([port, field]) => {
    return { port, kind: undefined, path: [portMapping, port], field };
  });
  return [...wanted, ...named];
}

const indices = new WeakMap<Experiment, ReadonlyMap<string, StepDeclaration>>();

function stepsByName(experiment: Experiment): ReadonlyMap<string, StepDeclaration> {
  let index = indices.get(experiment);
  if (index === undefined) {
    index = new Map(experiment.steps.map((step) => [step.name, step]));
    indices.set(experiment, index);
  }
  return index;
}

/**
 * Returns the output of the wanted kind that `text` (`step` or `step.output`) names; undefined where that step has a fault,
 * reported already, that leaves its outputs open.
 */
export function connect(
  text: string,
  kind: string | undefined,
  experiment: Experiment,
): { readonly step: string; readonly port: string } | { readonly message: string } | undefined {
  if (referenceName(text) !== undefined)
    return { message: `Expected the name of a step, found the reference "${text}": connections are written out` };
  const dot = text.indexOf('.');
  const stepName = dot === -1 ? text : text.slice(0, dot);
  const steps = stepsByName(experiment);
  const step = steps.get(stepName);
  if (step === undefined) {
    // The step exists, but its stage does not.
    if (experiment.document.root.fields?.get('steps')?.fields?.has(stepName) === true) return undefined;
    const names = [...steps.keys()];
    return { message: `Unknown step "${stepName}"${didYouMean(stepName, names) || `: the steps are ${oneOf(names)}`}` };
  }
  if (isFault(pickVariant(step.stage.schema, step.fields))) return undefined;
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
  if (fitting.length === 1 && fitting[0] !== undefined) return { step: stepName, port: fitting[0] };
  if (fitting.length > 1)
    return {
      message: `Step "${stepName}" has several outputs that fit: write one of ${oneOf(fitting.map((port) => `${stepName}.${port}`))}`,
    };
  const made = all.map((port) => `"${port}" of kind "${outputs[port]?.kind}"`).join(', ');
  return { message: `Step "${stepName}" has no output of kind "${kind}": it has ${made}` };
}

function order(
  bound: ReadonlyMap<string, BoundStep>,
  experiment: Experiment,
  diagnostics: Diagnostic[],
): readonly BoundStep[] {
  const sorted: BoundStep[] = [];
  const state = new Map<string, 'open' | 'done'>();
  // An explicit stack: a file may have a longer chain of steps than JavaScript's stack allows.
  const trail: { readonly name: string; readonly step: BoundStep; readonly waiting: string[] }[] = [];
  const visit = (name: string): void => {
    const step = bound.get(name);
    if (step === undefined || state.get(name) === 'done') return;
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
      if (next !== undefined) visit(next);
      else {
        trail.pop();
        state.set(top.name, 'done');
        sorted.push(top.step);
      }
    }
  }
  return sorted;
}
