import { didYouMean, oneOf, type Diagnostic, type Note, type Place } from '../diagnostic.ts';
import { deriveSeed } from '../seed.ts';
import { placeOf } from '../experiment/document.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { referenceName, referencesIn, substitute } from '../experiment/references.ts';
import { REPEAT, showPoint } from '../experiment/sweep.ts';
import { isFault, pickVariant } from '../experiment/variant.ts';
import { show, validate, type Violation } from '../experiment/validate.ts';
import { canonical, isObject, valueAt, type Json, type JsonObject, type PathPart } from '../json.ts';
import type { Link, PlannedStep } from '../plan.ts';
import type { Point, Registry } from '../stage.ts';
import type { BoundStep } from './bind.ts';

/** A step's instances, in the order of the sweep. */
interface Expanded {
  readonly axes: readonly string[];
  readonly instances: readonly PlannedStep[];
}

/** A step's parameters at one choice of the axes that it mentions itself; shared by all instances that agree on them. */
interface Resolved {
  readonly params: JsonObject;
  /** The definition's name behind each field that names one: places in a definition are found through it. */
  readonly names: Readonly<Record<string, string>>;
  readonly ok: boolean;
}

type Outputs = Readonly<Record<string, Json>>;

const NOTHING_KNOWN: JsonObject = {};

/**
 * Multiplies bound steps by the sweep: a step gets exactly the axes that it or its inputs mention, less those in its `over`;
 * a stage that draws random numbers mentions `repeat`. Every step is checked at every point it will run at.
 */
export class Expander {
  readonly diagnostics: Diagnostic[] = [];
  readonly #experiment: Experiment;
  readonly #registry: Registry;
  readonly #expanded = new Map<string, Expanded>();
  /** What is known of each instance's outputs; absent where the instance itself is wrong. */
  readonly #inferences = new Map<string, Outputs>();
  readonly #inferred = new Map<string, Outputs | undefined>();
  readonly #identities = new WeakMap<object, number>();
  readonly #used = new Set<string>();
  #identity = 0;

  constructor(experiment: Experiment, registry: Registry) {
    this.#experiment = experiment;
    this.#registry = registry;
  }

  /** Adds the instances of one step; the steps it takes from must have been added before. */
  add(step: BoundStep): readonly PlannedStep[] {
    const { declaration } = step;
    const mentioned = this.#mentions(step);
    const gathered = new Set(mentioned);
    for (const links of Object.values(step.inputs)) {
      for (const link of links) for (const axis of this.#expanded.get(link.step)?.axes ?? []) gathered.add(axis);
    }
    for (const axis of declaration.over) this.#checkOver(step, axis, mentioned, gathered);
    const axes = this.#experiment.sweep.axes.filter((axis) => gathered.has(axis) && !declaration.over.includes(axis));
    const own = axes.filter((axis) => mentioned.has(axis));
    const instances: PlannedStep[] = [];
    const resolved = new Map<string, Resolved>();
    for (const point of this.#project(axes)) {
      const key = pointKey(point, own);
      let fields = resolved.get(key);
      if (fields === undefined) {
        fields = this.#resolve(step, pickAxes(point, own));
        resolved.set(key, fields);
      }
      instances.push(this.#instance(step, point, fields, declaration.over));
    }
    this.#expanded.set(declaration.name, { axes, instances });
    return instances;
  }

  /** The instances of a step that has been added. */
  instancesOf(step: string): readonly PlannedStep[] {
    return this.#expanded.get(step)?.instances ?? [];
  }

  /** Definitions and axes that no step mentions are most likely typing errors: checked, and told. */
  unused(): readonly Diagnostic[] {
    const diagnostics: Diagnostic[] = [];
    for (const axis of this.#experiment.sweep.axes) {
      if (this.#used.has(`$${axis}`) || axis === REPEAT) continue;
      const at = placeOf(this.#experiment.document, axisPath(this.#experiment, axis), 'key');
      diagnostics.push({
        message: `No step mentions the axis "${axis}": write $${axis} where it belongs, or remove it`,
        at,
      });
    }
    for (const [section, entries] of Object.entries(this.#experiment.definitions)) {
      for (const name of Object.keys(entries))
        if (!this.#used.has(`${section}.${name}`)) this.#checkUnused(section, name);
    }
    return diagnostics;
  }

  #mentions(step: BoundStep): ReadonlySet<string> {
    const { declaration, schema } = step;
    const mentioned = new Set<string>();
    const mention = (value: Json, path: readonly PathPart[]): void => {
      for (const name of referencesIn(value)) {
        if (this.#experiment.sweep.axes.includes(name)) {
          mentioned.add(name);
          this.#used.add(`$${name}`);
        } else this.#unknownReference(name, value, path);
      }
    };
    for (const [field, value] of Object.entries(declaration.fields)) {
      if (field in schema.ports) continue;
      const section = schema.definitions[field];
      if (section === undefined || typeof value !== 'string') {
        mention(value, ['steps', declaration.name, field]);
        continue;
      }
      const reference = referenceName(value);
      if (reference !== undefined && this.#experiment.sweep.axes.includes(reference))
        mention(value, ['steps', declaration.name, field]);
      for (const name of this.#candidates(value)) {
        const entry = this.#experiment.definitions[section]?.[name];
        if (entry !== undefined) mention(entry, [section, name]);
      }
    }
    if (declaration.stage.seeded && this.#experiment.sweep.axes.includes(REPEAT)) mentioned.add(REPEAT);
    return mentioned;
  }

  /** The definition names a field may stand for: one, or all values of the axis it refers to. */
  #candidates(value: string): readonly string[] {
    const reference = referenceName(value);
    if (reference === undefined) return [value];
    if (!this.#experiment.sweep.axes.includes(reference)) return [reference];
    return [...new Set(this.#experiment.sweep.points.map((point) => String(point[reference])))];
  }

  #unknownReference(name: string, value: Json, path: readonly PathPart[]): void {
    const axes = this.#experiment.sweep.axes;
    const known =
      axes.length === 0 ? ': the file has no sweep' : didYouMean(name, axes) || `: the axes are ${oneOf(axes)}`;
    const at = placeOf(this.#experiment.document, [...path, ...(pathTo(value, `$${name}`) ?? [])]);
    this.diagnostics.push({ message: `Unknown reference "$${name}"${known}`, at });
  }

  #checkOver(step: BoundStep, axis: string, mentioned: ReadonlySet<string>, gathered: ReadonlySet<string>): void {
    const at = placeOf(this.#experiment.document, [
      'steps',
      step.declaration.name,
      'over',
      step.declaration.over.indexOf(axis),
    ]);
    if (!this.#experiment.sweep.axes.includes(axis)) return; // told while reading
    if (mentioned.has(axis)) {
      this.diagnostics.push({ message: `The step is to run once over "${axis}", but it mentions $${axis} itself`, at });
    } else if (!gathered.has(axis)) {
      this.diagnostics.push({ message: `No input of this step varies along "${axis}"`, at });
    }
  }

  /** The distinct points on some axes, in the order of the sweep. */
  #project(axes: readonly string[]): readonly Point[] {
    const points = new Map<string, Point>();
    for (const point of this.#experiment.sweep.points) {
      const key = pointKey(point, axes);
      if (!points.has(key)) points.set(key, pickAxes(point, axes));
    }
    return [...points.values()];
  }

  #resolve(step: BoundStep, point: Point): Resolved {
    const { declaration, schema } = step;
    const fields = substitute(declaration.fields, point) as Record<string, Json>;
    const names: Record<string, string> = {};
    const before = this.diagnostics.length;
    for (const violation of validate(schema.fields, fields))
      this.#violation(violation, ['steps', declaration.name], point);
    const params: Record<string, Json> = {};
    for (const [field, value] of Object.entries(fields)) {
      if (field in schema.ports) continue;
      const section = schema.definitions[field];
      if (section === undefined || typeof value !== 'string') params[field] = value;
      else {
        const name = referenceName(value) ?? value;
        names[field] = name;
        const entry = this.#definition(section, name, point, ['steps', declaration.name, field]);
        if (entry !== undefined) params[field] = entry;
      }
    }
    return { params, names, ok: this.diagnostics.length === before };
  }

  #definition(section: string, name: string, point: Point, from: readonly PathPart[]): Json | undefined {
    const entries = this.#experiment.definitions[section] ?? {};
    if (!Object.hasOwn(entries, name)) {
      const names = Object.keys(entries);
      const known =
        names.length === 0
          ? `: the file has no "${section}"`
          : didYouMean(name, names) || `: "${section}" has ${oneOf(names)}`;
      this.diagnostics.push({
        message: `Unknown name "${name}" in "${section}"${known}`,
        at: placeOf(this.#experiment.document, from),
      });
      return undefined;
    }
    this.#used.add(`${section}.${name}`);
    const entry = substitute(entries[name] as Json, point);
    const violations = this.#entryViolations(section, entry);
    for (const violation of violations) this.#violation(violation, [section, name], point);
    return violations.length === 0 ? entry : undefined;
  }

  /** Checks an entry of a section against its schema, and fills in defaults. */
  #entryViolations(section: string, entry: Json): readonly Violation[] {
    if (!isObject(entry))
      return [{ path: [], message: `Expected a mapping in "${section}", found ${show(entry)}`, key: false }];
    const schema = pickVariant(this.#registry.sections[section] as JsonObject, entry);
    if (isFault(schema)) return [{ path: [schema.field], message: schema.message, key: false }];
    return validate(schema, entry);
  }

  #checkUnused(section: string, name: string): void {
    const point = this.#experiment.sweep.points[0] ?? {};
    for (const axis of referencesIn(this.#experiment.definitions[section]?.[name] as Json)) {
      if (!this.#experiment.sweep.axes.includes(axis))
        this.#unknownReference(axis, this.#experiment.definitions[section]?.[name] as Json, [section, name]);
    }
    this.#definition(section, name, point, [section, name]);
  }

  #violation(violation: Violation, base: readonly PathPart[], point: Point): void {
    const path = [...base, ...violation.path];
    const raw = valueAt(this.#experiment.source, path);
    const name = raw === undefined ? undefined : referenceName(raw);
    // An unknown reference has been told already; that its text is not a number is no second fault.
    if (name !== undefined && !this.#experiment.sweep.axes.includes(name)) return;
    this.diagnostics.push({
      message: violation.message,
      at: placeOf(this.#experiment.document, path, violation.key ? 'key' : 'value'),
      notes: this.#originNotes(path, point),
    });
  }

  /** Where a value came through a reference, the note that shows the axis: the fault is in the sweep, not at `$name`. */
  #originNotes(path: readonly PathPart[], point: Point): readonly Note[] {
    for (let depth = path.length; depth > 0; depth--) {
      const raw = valueAt(this.#experiment.source, path.slice(0, depth));
      if (raw === undefined) continue;
      const name = referenceName(raw);
      if (name === undefined || !(name in point)) return [];
      const axis = axisPath(this.#experiment, name);
      const values = valueAt(this.#experiment.source, axis);
      const index = Array.isArray(values)
        ? values.findIndex((value: Json) => canonical(value) === canonical(point[name] as Json))
        : -1;
      const at = placeOf(this.#experiment.document, index === -1 ? axis : [...axis, index]);
      return [{ message: `$${name} is ${JSON.stringify(point[name])} at this point of the sweep`, at }];
    }
    return [];
  }

  #instance(step: BoundStep, point: Point, resolved: Resolved, over: readonly string[]): PlannedStep {
    const { declaration } = step;
    const inputs: Record<string, readonly Link[]> = {};
    for (const [port, sources] of Object.entries(step.inputs)) {
      inputs[port] = sources.flatMap((source) => this.#links(source, point, over));
      if (inputs[port].length > 1 && step.schema.ports[port]?.many === false) this.#tooMany(step, port, over);
    }
    const id = Object.keys(point).length === 0 ? declaration.name : `${declaration.name}[${showPoint(point)}]`;
    const repeat = point[REPEAT];
    const root = this.#experiment.seed;
    const seed = typeof repeat === 'number' && repeat > 0 ? deriveSeed(root, REPEAT, String(repeat)) : root;
    const bare: Omit<PlannedStep, 'inferred'> = {
      id,
      name: declaration.name,
      point,
      stage: declaration.stage,
      params: resolved.params,
      seed: declaration.stage.seeded ? seed : undefined,
      inputs,
    };
    const inferred = resolved.ok ? this.#infer(step, bare, resolved) : undefined;
    if (inferred !== undefined) this.#inferences.set(id, inferred);
    return { ...bare, inferred: inferred ?? {} };
  }

  #links(
    source: { readonly step: string; readonly port: string },
    point: Point,
    over: readonly string[],
  ): readonly Link[] {
    const upstream = this.#expanded.get(source.step);
    if (upstream === undefined) return [];
    const shared = upstream.axes.filter((axis) => axis in point);
    const key = pointKey(point, shared);
    const index = this.#index(source.step, upstream, shared);
    return (index.get(key) ?? []).map((instance) => {
      const labels = over.filter((axis) => axis in instance.point);
      return {
        step: instance.id,
        port: source.port,
        ...(labels.length > 0 && { point: pickAxes(instance.point, labels) }),
      };
    });
  }

  readonly #indices = new Map<string, ReadonlyMap<string, readonly PlannedStep[]>>();

  /** Instances of a step by their place on some of its axes; made once, or 100,000 steps would search each other. */
  #index(name: string, step: Expanded, axes: readonly string[]): ReadonlyMap<string, readonly PlannedStep[]> {
    const indexKey = `${name}\n${axes.join(',')}`;
    const known = this.#indices.get(indexKey);
    if (known !== undefined) return known;
    const index = new Map<string, PlannedStep[]>();
    for (const instance of step.instances) {
      const key = pointKey(instance.point, axes);
      const list = index.get(key);
      if (list === undefined) index.set(key, [instance]);
      else list.push(instance);
    }
    this.#indices.set(indexKey, index);
    return index;
  }

  #tooMany(step: BoundStep, port: string, over: readonly string[]): void {
    const at = placeOf(this.#experiment.document, ['steps', step.declaration.name, port]);
    const why =
      over.length > 0 ? `under "over: [${over.join(', ')}]" it would receive several` : 'the file lists several';
    this.diagnostics.push({ message: `The port "${port}" takes one artifact, but ${why}`, at });
  }

  /** Runs the stage's own check, once for each distinct pair of parameters and inputs. */
  #infer(step: BoundStep, planned: Omit<PlannedStep, 'inferred'>, resolved: Resolved): Outputs | undefined {
    const infer = planned.stage.infer;
    if (infer === undefined) return {};
    const inputs: Record<string, readonly Json[]> = {};
    let key = `${step.declaration.name}\n${this.#identify(planned.params)}`;
    for (const [port, links] of Object.entries(planned.inputs)) {
      // What comes from a step that is itself wrong cannot be judged: one fault, one message.
      if (links.length === 0 || links.some((link) => !this.#inferences.has(link.step))) return undefined;
      const known = links.map((link) => this.#inferences.get(link.step)?.[link.port] ?? NOTHING_KNOWN);
      inputs[port] = known;
      key += `\n${port}:${known.map((value) => this.#identify(value)).join(',')}`;
    }
    if (this.#inferred.has(key)) return this.#inferred.get(key);
    const result = infer.call(planned.stage, planned.params, inputs);
    for (const problem of result.problems ?? []) {
      const [field, ...rest] = problem.path;
      const section = typeof field === 'string' ? step.schema.definitions[field] : undefined;
      const name = typeof field === 'string' ? resolved.names[field] : undefined;
      const path =
        section !== undefined && name !== undefined
          ? [section, name, ...rest]
          : ['steps', step.declaration.name, ...problem.path];
      const notes: Note[] = [
        ...this.#originNotes(path, planned.point),
        ...(problem.notes ?? []).map((message) => ({ message })),
      ];
      if (section !== undefined) notes.push({ message: `Used by step "${planned.id}"`, at: this.#stepPlace(step) });
      else if (Object.keys(planned.point).length > 0) notes.push({ message: `At ${showPoint(planned.point)}` });
      this.diagnostics.push({ message: problem.message, at: placeOf(this.#experiment.document, path), notes });
    }
    const outputs = (result.problems ?? []).length === 0 ? (result.outputs ?? {}) : undefined;
    this.#inferred.set(key, outputs);
    return outputs;
  }

  #stepPlace(step: BoundStep): Place {
    return placeOf(this.#experiment.document, ['steps', step.declaration.name], 'key');
  }

  #identify(value: unknown): number | string {
    if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
    const known = this.#identities.get(value);
    if (known !== undefined) return known;
    this.#identities.set(value, ++this.#identity);
    return this.#identity;
  }
}

/** Where an axis stands in the file: in the sweep itself, or in one of its zip groups. */
function axisPath(experiment: Experiment, axis: string): readonly PathPart[] {
  const sweep = experiment.source['sweep'];
  const zip = isObject(sweep) && Array.isArray(sweep['zip']) ? (sweep['zip'] as readonly Json[]) : [];
  const group = zip.findIndex((entry) => isObject(entry) && axis in entry);
  return group === -1 ? ['sweep', axis] : ['sweep', 'zip', group, axis];
}

/** The path of the first part of `value` that equals `text`. */
function pathTo(value: Json, text: string): readonly PathPart[] | undefined {
  if (value === text) return [];
  const entries: readonly (readonly [PathPart, Json])[] = Array.isArray(value)
    ? (value as readonly Json[]).map((item, index) => [index, item] as const)
    : isObject(value)
      ? Object.entries(value)
      : [];
  for (const [part, child] of entries) {
    const rest = pathTo(child, text);
    if (rest !== undefined) return [part, ...rest];
  }
  return undefined;
}

function pickAxes(point: Point, axes: readonly string[]): Point {
  const picked: Record<string, Json> = {};
  for (const axis of axes) picked[axis] = point[axis] as Json;
  return picked;
}

function pointKey(point: Point, axes: readonly string[]): string {
  let key = '';
  for (const axis of axes) {
    const value = point[axis];
    // The type is part of the text: the number 1 and the text "1" are two points.
    key += typeof value === 'object' ? `${canonical(value)}\u0001` : `${typeof value}:${String(value)}\u0001`;
  }
  return key;
}
