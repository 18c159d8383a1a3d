import type { Diagnostic, Note, Place } from '../diagnostic.ts';
import { deriveSeed } from '../seed.ts';
import { placeOf } from '../experiment/document.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { REPEAT, showPoint } from '../experiment/sweep.ts';
import { canonical, type Json, type JsonObject } from '../json.ts';
import type { Link, PlannedStep } from '../plan.ts';
import type { Point } from '../stage.ts';
import type { BoundStep } from './bind.ts';
import type { Resolved, Resolver } from './resolve.ts';

/** A step's instances, in the order of the sweep. */
interface Expanded {
  readonly axes: readonly string[];
  readonly instances: readonly PlannedStep[];
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
  readonly #resolver: Resolver;
  readonly #expanded = new Map<string, Expanded>();
  /** What is known of each instance's outputs; absent where the instance itself is wrong. */
  readonly #inferences = new Map<string, Outputs>();
  readonly #inferred = new Map<string, Outputs | undefined>();
  readonly #identities = new WeakMap<object, number>();
  #identity = 0;

  constructor(experiment: Experiment, resolver: Resolver) {
    this.#experiment = experiment;
    this.#resolver = resolver;
  }

  /** Adds the instances of one step; the steps it takes from must have been added before. */
  add(step: BoundStep): readonly PlannedStep[] {
    const { declaration } = step;
    const mentioned = this.#resolver.mentions(step);
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
        fields = this.#resolver.resolve(step, pickAxes(point, own));
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
    const { stage } = planned;
    if (stage.infer === undefined) return {};
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
    const result = stage.infer(planned.params, inputs);
    for (const problem of result.problems ?? []) {
      const [field, ...rest] = problem.path;
      const section = typeof field === 'string' ? step.schema.definitions[field] : undefined;
      const name = typeof field === 'string' ? resolved.names[field] : undefined;
      const path =
        section !== undefined && name !== undefined
          ? [section, name, ...rest]
          : ['steps', step.declaration.name, ...problem.path];
      const notes: Note[] = [
        ...this.#resolver.originNotes(path, planned.point),
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
