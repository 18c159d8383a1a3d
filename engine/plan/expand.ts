import type { Diagnostic, Note, Place } from '../core/diagnostic.ts';
import { deriveSeed } from '../core/seed.ts';
import type { Slices } from '../core/slices.ts';
import { placeOf } from '../read/document.ts';
import type { Experiment } from '../read/experiment.ts';
import { pickAxes, pointKey, showPoint } from '../read/point.ts';
import { REPEAT } from '../read/axes.ts';
import type { Json, JsonObject } from '../core/json.ts';
import type { Link, PlannedStep } from '../core/plan.ts';
import type { Point } from '../core/stage.ts';
import type { BoundStep } from './bind.ts';
import type { Resolved, Resolver } from './resolve.ts';

/** A step's instances, in the order of the sweep. */
interface Expanded {
  readonly axes: readonly string[];
  /** One per instance, in the same order. All steps on the same axes share the list. */
  readonly points: readonly Point[];
  readonly instances: readonly PlannedStep[];
}

type Outputs = Readonly<Record<string, Json>>;

/** What its stage says of a step before it runs. */
interface Judged {
  readonly outputs: Outputs;
  readonly code: readonly string[];
}

/** An output of an instance. */
interface Source {
  readonly instance: PlannedStep;
  readonly port: string;
}

const NOTHING_KNOWN: JsonObject = {};

/** So many instances take a millisecond or two. */
const SLICE = 100;

/** 100,000 steps take 0.4 GB and two seconds. */
const MOST = { steps: 250_000, inputs: 1_000_000 };

/**
 * Multiplies bound steps by the sweep: a step runs along the axes that it or its inputs mention, without those in its `over`; a
 * stage that draws random numbers mentions `repeat`. Checks every step at every point that it will run at.
 */
export class Expander {
  readonly diagnostics: Diagnostic[] = [];
  readonly #experiment: Experiment;
  readonly #resolver: Resolver;
  readonly #expanded = new Map<string, Expanded>();
  /** Faulty instances: their outputs are unknown. */
  readonly #wrong = new Set<PlannedStep>();
  readonly #judged = new Map<string, Judged | undefined>();
  readonly #identities = new WeakMap<object, number>();
  #identity = 0;

  constructor(experiment: Experiment, resolver: Resolver) {
    this.#experiment = experiment;
    this.#resolver = resolver;
  }

  /** Adds the instances of one step; the steps that it needs must have been added before. */
  *add(step: BoundStep): Slices<readonly PlannedStep[]> {
    const { declaration } = step;
    const mentioned = this.#resolver.mentions(step);
    const gathered = new Set(mentioned);
    for (const links of Object.values(step.inputs)) {
      for (const link of links) for (const axis of this.#expanded.get(link.step)?.axes ?? []) gathered.add(axis);
    }
    for (const index of declaration.over.keys()) this.#checkOver(step, index, mentioned, gathered);
    const axes = this.#experiment.sweep.axes.filter((axis) => gathered.has(axis) && !declaration.over.includes(axis));
    const own = axes.filter((axis) => mentioned.has(axis));
    const points = this.#project(axes);
    if (this.#tooLarge(step, points.length, 'steps')) return [];
    const resolved = new Map<string, Resolved>();
    const resolve = (point: Point): Resolved => {
      // On all of its axes the points differ, so 100,000 keys would be made for nothing.
      if (own.length === axes.length) return this.#resolver.resolve(step, point);
      const key = pointKey(point, own);
      const known = resolved.get(key) ?? this.#resolver.resolve(step, pickAxes(point, own));
      resolved.set(key, known);
      return known;
    };
    const instances: PlannedStep[] = [];
    for (const index of points.keys()) {
      const instance = this.#instance(step, points, index, resolve);
      if (instance === undefined) return [];
      instances.push(instance);
      if (instances.length % SLICE === 0) yield;
    }
    this.#expanded.set(declaration.name, { axes, points, instances });
    return instances;
  }

  /** Returns the instances of an added step. */
  instancesOf(step: string): readonly PlannedStep[] {
    return this.#expanded.get(step)?.instances ?? [];
  }

  #checkOver(step: BoundStep, index: number, mentioned: ReadonlySet<string>, gathered: ReadonlySet<string>): void {
    const { name, over } = step.declaration;
    const axis = over[index] ?? '';
    const at = placeOf(this.#experiment.document, ['steps', name, 'over', index]);
    if (!this.#experiment.sweep.axes.includes(axis)) return; // Reported while reading, or a repeat of nothing.
    if (mentioned.has(axis)) {
      this.diagnostics.push({ message: `The step runs once over "${axis}", but it mentions $${axis} itself`, at });
    } else if (!gathered.has(axis) && !this.#resolver.unknown) {
      this.diagnostics.push({ message: `No input of this step varies along "${axis}"`, at });
    }
  }

  readonly #counts = { steps: 0, inputs: 0 };

  /** Keeps a file of a few lines from filling the memory: reports the first step that goes too far, and expands no more. */
  #tooLarge(step: BoundStep, more: number, what: keyof typeof MOST): boolean {
    const before = this.#counts[what];
    this.#counts[what] += more;
    if (this.#counts[what] <= MOST[what]) return false;
    if (before <= MOST[what]) {
      const at = placeOf(this.#experiment.document, ['steps', step.declaration.name], 'key');
      const most = MOST[what].toLocaleString('en');
      this.diagnostics.push({
        message: `With this step the file has more than ${most} ${what}: use a smaller sweep`,
        at,
      });
    }
    return true;
  }

  readonly #projections = new Map<string, readonly Point[]>();

  /** Returns the distinct points on some axes, in the order of the sweep; the same list for the same axes. */
  #project(axes: readonly string[]): readonly Point[] {
    const { sweep } = this.#experiment;
    if (axes.length === sweep.axes.length) return sweep.points;
    const known = this.#projections.get(axes.join());
    if (known !== undefined) return known;
    const points = new Map<string, Point>();
    for (const point of sweep.points) {
      const key = pointKey(point, axes);
      if (!points.has(key)) points.set(key, pickAxes(point, axes));
    }
    const projection = [...points.values()];
    this.#projections.set(axes.join(), projection);
    return projection;
  }

  #instance(
    step: BoundStep,
    points: readonly Point[],
    index: number,
    resolve: (point: Point) => Resolved,
  ): PlannedStep | undefined {
    const { declaration } = step;
    const { name, stage, over, policy } = declaration;
    const point = points[index] ?? {};
    const resolved = resolve(point);
    const inputs: Record<string, readonly Link[]> = {};
    const sources: Record<string, readonly Source[]> = {};
    for (const [port, from] of Object.entries(step.inputs)) {
      const found = from.flatMap((source) => this.#sources(source, points, index));
      if (found.length > 1 && step.schema.ports[port]?.many === false) this.#tooMany(step, port, over);
      if (this.#tooLarge(step, found.length, 'inputs')) return undefined;
      sources[port] = found;
      inputs[port] = found.map((source) => linkTo(source, over));
    }
    const id = this.#idOf(name, point);
    const { params } = resolved;
    const judged = resolved.ok ? this.#judge(step, { id, point, params, sources }, resolved) : undefined;
    const seed = stage.seeded ? this.#seedAt(point) : undefined;
    const { outputs: inferred, code } = judged ?? { outputs: NOTHING_KNOWN, code: [] };
    const planned: PlannedStep = { id, name, point, stage, params, seed, inputs, inferred, policy, code };
    if (judged === undefined) this.#wrong.add(planned);
    return planned;
  }

  readonly #shownPoints = new Map<Point, string>();

  /** Returns `training[filters=32]`. All steps on the same axes share the part in brackets. */
  #idOf(name: string, point: Point): string {
    let shown = this.#shownPoints.get(point);
    if (shown === undefined) {
      shown = Object.keys(point).length === 0 ? '' : `[${showPoint(point)}]`;
      this.#shownPoints.set(point, shown);
    }
    return name + shown;
  }

  readonly #seeds = new Map<string, number>();

  /** Returns the experiment's seed, which may be an axis; from the second repeat on, a derived one. */
  #seedAt(point: Point): number {
    const { seed: declared } = this.#experiment;
    // An axis of seeds has whole numbers: reading the file reported others.
    const root = typeof declared === 'number' ? declared : Number(point[declared.axis]);
    const repeat = point[REPEAT];
    if (typeof repeat !== 'number' || repeat === 0) return root;
    const key = `${root} ${repeat}`;
    const seed = this.#seeds.get(key) ?? deriveSeed(root, REPEAT, String(repeat));
    this.#seeds.set(key, seed);
    return seed;
  }

  /** Returns the instances of another step that an instance takes an artifact from. */
  #sources(
    { step: name, port }: { readonly step: string; readonly port: string },
    points: readonly Point[],
    index: number,
  ): readonly Source[] {
    const upstream = this.#expanded.get(name);
    const point = points[index];
    if (upstream === undefined || point === undefined) return [];
    if (upstream.points === points) {
      // Both on the same axes, the usual case in a large sweep: no search is needed.
      const instance = upstream.instances[index];
      return instance === undefined ? [] : [{ instance, port }];
    }
    const shared = upstream.axes.filter((axis) => Object.hasOwn(point, axis));
    const instances = this.#index(name, upstream, shared).get(pointKey(point, shared)) ?? [];
    return instances.map((instance) => ({ instance, port }));
  }

  readonly #indices = new Map<string, ReadonlyMap<string, readonly PlannedStep[]>>();

  /**
   * Instances of a step by their point on some of its axes. Made once, because otherwise 100,000 steps would search each other.
   */
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

  /**
   * Asks the stage, once for each distinct pair of parameters and inputs.
   *
   * @returns undefined for a faulty step
   */
  #judge(
    step: BoundStep,
    planned: Pick<PlannedStep, 'id' | 'point' | 'params'> & {
      readonly sources: Readonly<Record<string, readonly Source[]>>;
    },
    resolved: Resolved,
  ): Judged | undefined {
    const { stage } = step.declaration;
    const inputs: Record<string, readonly Json[]> = {};
    let key = `${step.declaration.name}\n${this.#identify(planned.params)}`;
    for (const [port, sources] of Object.entries(planned.sources)) {
      // The outputs of a faulty step cannot be judged: one fault, one message.
      if (sources.length === 0 || sources.some((source) => this.#wrong.has(source.instance))) return undefined;
      const known = sources.map((source) => source.instance.inferred[source.port] ?? NOTHING_KNOWN);
      inputs[port] = known;
      key += `\n${port}:${known.map((value) => this.#identify(value)).join(',')}`;
    }
    if (this.#judged.has(key)) return this.#judged.get(key);
    const result = stage.infer?.(planned.params, inputs, this.#experiment.runtime) ?? {};
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
    const isFine = (result.problems ?? []).length === 0;
    const code = isFine ? (stage.code?.(planned.params, inputs) ?? [stage.name]) : [];
    const judged = isFine ? { outputs: result.outputs ?? NOTHING_KNOWN, code } : undefined;
    this.#judged.set(key, judged);
    return judged;
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

function linkTo({ instance, port }: Source, over: readonly string[]): Link {
  const labels = over.filter((axis) => Object.hasOwn(instance.point, axis));
  if (labels.length === 0) return { step: instance.id, port };
  return { step: instance.id, port, point: pickAxes(instance.point, labels) };
}
