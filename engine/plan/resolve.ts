import { didYouMean, oneOf, type Diagnostic, type Note } from '../core/diagnostic.ts';
import { axisPath, axisValuePath } from '../read/axis-path.ts';
import { placeOf } from '../read/document.ts';
import type { Experiment } from '../read/experiment.ts';
import { referenceName, referencesIn, substitute } from '../read/references.ts';
import { pointKey } from '../read/point.ts';
import { REPEAT } from '../read/axes.ts';
import { show, validate, type Violation } from '../read/validate.ts';
import { isFault, pickVariant } from '../read/variant.ts';
import { isObject, valueAt, type Json, type JsonObject, type PathPart } from '../core/json.ts';
import type { Point, Registry } from '../core/stage.ts';
import type { BoundStep } from './bind.ts';

/** A step's parameters at one choice of the axes that it mentions; shared by all instances that agree on these axes. */
export interface Resolved {
  readonly params: JsonObject;
  /** The definition's name behind each field that names one, to find places in definitions. */
  readonly names: Readonly<Record<string, string>>;
  readonly ok: boolean;
}

/**
 * Turns the words of a step into its parameters: replaces references by the values of a point and names by definitions, checks
 * everything against the schemas, and finds the place in the file for every fault.
 */
export class Resolver {
  readonly diagnostics: Diagnostic[] = [];
  readonly #experiment: Experiment;
  readonly #registry: Registry;
  /** Axes as `$name` and definitions as `section.name` that some step mentions, with the axes that a definition mentions. */
  readonly #used = new Map<string, readonly string[]>();
  /**
   * Definitions with the values of the axes that they mention; undefined for a faulty one. Shared by all points that agree on
   * these axes: a large sweep has thousands of points and only a few networks, whose layers take most of its memory.
   */
  readonly #entries = new Map<string, Json | undefined>();
  /** Whether a step is missing, or names a stage or a definition that does not exist: then the axes that it would mention are unknown. */
  unknown: boolean;
  /** Counts faults, including unreported ones that follow from another. */
  #faults = 0;

  constructor(experiment: Experiment, registry: Registry) {
    this.#experiment = experiment;
    this.#registry = registry;
    const steps = experiment.document.root.fields?.get('steps')?.fields;
    // A step of an unknown stage is left out.
    this.unknown = experiment.linesLost === true || (steps !== undefined && steps.size > experiment.steps.length);
  }

  /** Returns the axes that a step mentions: in its fields, in its definitions, or by drawing random numbers. */
  mentions(step: BoundStep): ReadonlySet<string> {
    const { declaration, schema } = step;
    const mentioned = new Set<string>();
    const mention = (value: Json, path: readonly PathPart[]): void => {
      for (const name of referencesIn(value)) {
        if (this.#experiment.sweep.axes.includes(name)) {
          mentioned.add(name);
          this.#used.set(`$${name}`, []);
        } else this.#unknownReference(name, value, path);
      }
    };
    for (const [field, value] of Object.entries(declaration.fields)) {
      if (Object.hasOwn(schema.ports, field) || field === schema.portMapping) continue;
      const section = Object.hasOwn(schema.definitions, field) ? schema.definitions[field] : undefined;
      if (section === undefined || typeof value !== 'string') {
        mention(value, ['steps', declaration.name, field]);
        continue;
      }
      const reference = referenceName(value);
      if (reference !== undefined && this.#experiment.sweep.axes.includes(reference))
        mention(value, ['steps', declaration.name, field]);
      for (const name of this.#candidates(value)) {
        const entries = this.#experiment.definitions[section] ?? {};
        if (Object.hasOwn(entries, name)) mention(entries[name] as Json, [section, name]);
        else this.unknown = true;
      }
    }
    if (!declaration.stage.seeded) return mentioned;
    const { seed, sweep } = this.#experiment;
    if (sweep.axes.includes(REPEAT)) mentioned.add(REPEAT);
    if (typeof seed !== 'number') {
      mentioned.add(seed.axis);
      this.#used.set(`$${seed.axis}`, []);
    }
    return mentioned;
  }

  /** Returns the definition names that a field may stand for: one, or all values of the axis that it refers to. */
  #candidates(value: string): readonly string[] {
    const reference = referenceName(value);
    if (reference === undefined) return [value];
    if (!this.#experiment.sweep.axes.includes(reference)) return [reference];
    return [...new Set(this.#experiment.sweep.points.map((point) => nameOf(point[reference])))];
  }

  #unknownReference(name: string, value: Json, path: readonly PathPart[]): void {
    const { axes } = this.#experiment.sweep;
    const references = axes.map((axis) => `$${axis}`);
    const known =
      axes.length === 0
        ? ': the file has no sweep'
        : didYouMean(`$${name}`, references) || `: the axes are ${oneOf(references)}`;
    const at = placeOf(this.#experiment.document, [...path, ...(pathTo(value, `$${name}`) ?? [])]);
    this.diagnostics.push({ message: `Unknown reference "$${name}"${known}`, at });
  }

  /** Returns a step's parameters at a point of the axes that it mentions. */
  resolve(step: BoundStep, point: Point): Resolved {
    const { declaration, schema } = step;
    const fields = substitute(declaration.fields, point) as Record<string, Json>;
    const names: Record<string, string> = {};
    const before = this.#faults;
    for (const violation of validate(schema.fields, fields))
      this.#violation(violation, ['steps', declaration.name], point);
    const params: Record<string, Json> = {};
    for (const [field, value] of Object.entries(fields)) {
      if (Object.hasOwn(schema.ports, field) || field === schema.portMapping) continue;
      const section = Object.hasOwn(schema.definitions, field) ? schema.definitions[field] : undefined;
      if (section === undefined || typeof value !== 'string') params[field] = value;
      else {
        const name = referenceName(value) ?? value;
        names[field] = name;
        const entry = this.#definition(section, name, point, ['steps', declaration.name, field]);
        if (entry !== undefined) params[field] = entry;
      }
    }
    return { params, names, ok: this.#faults === before };
  }

  #definition(section: string, name: string, point: Point, from: readonly PathPart[]): Json | undefined {
    const entries = this.#experiment.definitions[section] ?? {};
    if (!Object.hasOwn(entries, name)) {
      this.#faults++;
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
    const declared = entries[name] as Json;
    const axes = this.#axesOf(`${section}.${name}`, declared);
    const key = `${section}.${name}\n${pointKey(point, axes)}`;
    if (!this.#entries.has(key)) {
      const entry = substitute(declared, point);
      const violations = this.#entryViolations(section, entry);
      for (const violation of violations) this.#violation(violation, [section, name], point);
      this.#entries.set(key, violations.length === 0 ? entry : undefined);
    }
    const entry = this.#entries.get(key);
    if (entry === undefined) this.#faults++;
    return entry;
  }

  /** Returns the axes that a definition mentions. */
  #axesOf(name: string, declared: Json): readonly string[] {
    let axes = this.#used.get(name);
    if (axes === undefined) {
      const mentioned = referencesIn(declared);
      axes = this.#experiment.sweep.axes.filter((axis) => mentioned.has(axis));
      this.#used.set(name, axes);
    }
    return axes;
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
    this.#faults++;
    const path = [...base, ...violation.path];
    const raw = valueAt(this.#experiment.source, path);
    const name = raw === undefined ? undefined : referenceName(raw);
    // An unknown reference was reported already; that its text is not a number is no second fault.
    if (name !== undefined && !this.#experiment.sweep.axes.includes(name)) return;
    this.diagnostics.push({
      message: violation.message,
      at: placeOf(this.#experiment.document, path, violation.key ? 'key' : 'value'),
      notes: this.originNotes(path, point),
    });
  }

  /** For a value that came through a reference, a note shows the axis: the fault is in the sweep, not at `$name`. */
  originNotes(path: readonly PathPart[], point: Point): readonly Note[] {
    for (let depth = path.length; depth > 0; depth--) {
      const raw = valueAt(this.#experiment.source, path.slice(0, depth));
      if (raw === undefined) continue;
      const name = referenceName(raw);
      if (name === undefined || !Object.hasOwn(point, name)) return [];
      const { document, source } = this.#experiment;
      const at = placeOf(document, axisValuePath(source, name, point[name] as Json));
      return [{ message: `$${name} is ${JSON.stringify(point[name])} at this point of the sweep`, at }];
    }
    return [];
  }

  /** Checks and reports definitions and axes that no step mentions: most likely typing errors. */
  unused(): readonly Diagnostic[] {
    const diagnostics: Diagnostic[] = [];
    for (const axis of this.#experiment.sweep.axes) {
      if (this.#used.has(`$${axis}`) || axis === REPEAT || this.unknown) continue;
      const at = placeOf(this.#experiment.document, axisPath(this.#experiment.source, axis), 'key');
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
}

/** Returns the path of the first part of `value` that equals `text`. */
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

/** An axis over definitions has names as values; anything else is reported where the definition is looked up. */
function nameOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
