import type { Place } from '../core/diagnostic.ts';
import { isObject, type JsonObject } from '../core/json.ts';
import type { Registry } from '../core/stage.ts';
import { stepSchema, type StepSchema } from '../plan/step-schema.ts';
import { NO_AXES, REPEAT } from '../read/axes.ts';
import type { Located } from '../read/document.ts';
import { referenceName } from '../read/references.ts';
import { visitParts } from './path-at.ts';

/** What a name stands for. Axes and constants are one kind, because `$name` may mean either. */
export type Named =
  | { readonly kind: 'step' | 'value'; readonly name: string }
  | { readonly kind: 'definition'; readonly section: string; readonly name: string };

/** A place where a file gives a name to something, or names it. */
export interface Mention {
  readonly named: Named;
  /** The name alone, without `$`, quotes or the output after it. */
  readonly place: Place;
  readonly declares: boolean;
}

/** A file as `mentionsIn` sees it. */
export interface NamingFile {
  /** The file alone. */
  readonly root: Located;
  /** The file with all that it extends, where the stage of a step may be. */
  readonly merged: JsonObject;
}

/** Finds all names in a file: of steps, of axes and constants, of definitions. In the order of the file. */
export function mentionsIn(file: NamingFile, registry: Registry): readonly Mention[] {
  const finder = new Finder(file, registry);
  finder.find();
  const seen = new Set<number>();
  // An alias leads to the same place again.
  const once = finder.mentions.filter(({ place }) => !seen.has(place.start) && seen.add(place.start));
  return once.sort((a, b) => a.place.start - b.place.start);
}

export function isSame(a: Named, b: Named): boolean {
  return a.kind === b.kind && a.name === b.name && sectionOf(a) === sectionOf(b);
}

/** The section of a definition; undefined for anything else. */
export function sectionOf(named: Named): string | undefined {
  return named.kind === 'definition' ? named.section : undefined;
}

class Finder {
  readonly mentions: Mention[] = [];
  readonly #file: NamingFile;
  readonly #registry: Registry;

  constructor(file: NamingFile, registry: Registry) {
    this.#file = file;
    this.#registry = registry;
  }

  find(): void {
    const fields = this.#file.root.fields ?? new Map<string, Located>();
    for (const section of Object.keys(this.#registry.sections))
      this.#declare(fields.get(section), (name) => ({ kind: 'definition', section, name }));
    this.#declare(fields.get('constants'), (name) => ({ kind: 'value', name }));
    this.#sweep(fields.get('sweep'));
    this.#declare(fields.get('steps'), (name) => ({ kind: 'step', name }));
    for (const [name, step] of fields.get('steps')?.fields ?? []) this.#step(name, step);
    for (const [, output] of fields.get('outputs')?.fields ?? []) this.#output(output.fields?.get('from') ?? output);
    visitParts(this.#file.root, (_, part) => {
      const name = typeof part.scalar === 'string' ? referenceName(part.scalar) : undefined;
      if (name !== undefined) this.#mention(part.place, { kind: 'value', name });
    });
  }

  #declare(section: Located | undefined, naming: (name: string) => Named): void {
    for (const [name, { key }] of section?.fields ?? []) if (key !== undefined) this.#mention(key, naming(name), true);
  }

  #sweep(sweep: Located | undefined): void {
    const axis = (name: string): Named => ({ kind: 'value', name });
    const axes = [...(sweep?.fields ?? [])].filter(([name]) => !NO_AXES.has(name));
    this.#declare(sweep && { ...sweep, fields: new Map(axes) }, axis);
    for (const group of sweep?.fields?.get('zip')?.items ?? []) this.#declare(group, axis);
    this.#declare(sweep?.fields?.get('sample')?.fields?.get('axes'), axis);
    for (const list of ['include', 'exclude']) {
      for (const point of sweep?.fields?.get(list)?.items ?? []) {
        for (const [name, { key }] of point.fields ?? [])
          if (key !== undefined && name !== REPEAT) this.#mention(key, axis(name));
      }
    }
  }

  #step(name: string, step: Located): void {
    for (const axis of step.fields?.get('over')?.items ?? []) {
      if (typeof axis.scalar === 'string' && axis.scalar !== REPEAT)
        this.#mention(axis.place, { kind: 'value', name: axis.scalar });
    }
    const schema = this.#schemaOf(name);
    if (schema === undefined) return;
    for (const [field, part] of step.fields ?? []) {
      if (Object.hasOwn(schema.ports, field)) this.#outputs(part);
      else if (field === schema.portMapping) for (const [, port] of part.fields ?? []) this.#outputs(port);
      const section = schema.definitions[field];
      if (section !== undefined) this.#definition(section, part);
    }
  }

  #schemaOf(name: string): StepSchema | undefined {
    const steps = this.#file.merged['steps'];
    const fields = isObject(steps) ? steps[name] : undefined;
    if (!isObject(fields) || typeof fields['stage'] !== 'string') return undefined;
    const { stage: word, ...others } = fields;
    const stage = Object.hasOwn(this.#registry.stages, word) ? this.#registry.stages[word] : undefined;
    const schema = stage && stepSchema(stage, others);
    return schema === undefined || 'message' in schema ? undefined : schema;
  }

  #outputs(part: Located): void {
    for (const each of part.items ?? [part]) this.#output(each);
  }

  /** `step` or `step.output`. */
  #output(part: Located): void {
    if (typeof part.scalar !== 'string' || referenceName(part.scalar) !== undefined) return;
    const [name = ''] = part.scalar.split('.', 1);
    this.#mention(part.place, { kind: 'step', name });
  }

  /** The name of a definition, or an axis whose values are such names. */
  #definition(section: string, part: Located): void {
    if (typeof part.scalar !== 'string') return;
    const axis = referenceName(part.scalar);
    if (axis === undefined) this.#mention(part.place, { kind: 'definition', section, name: part.scalar });
    else this.#valuesOf(axis, (value) => this.#definition(section, value));
  }

  /** Calls `visit` for every value of an axis or constant. */
  #valuesOf(name: string, visit: (value: Located) => void): void {
    const { fields } = this.#file.root;
    const sweep = fields?.get('sweep')?.fields;
    const constant = fields?.get('constants')?.fields?.get(name);
    if (constant !== undefined && referenceName(constant.scalar ?? null) !== name) visit(constant);
    const groups = sweep?.get('zip')?.items ?? [];
    const lists = [sweep?.get(name), ...groups.map((group) => group.fields?.get(name))];
    const sampled = sweep?.get('sample')?.fields?.get('axes')?.fields?.get(name)?.fields?.get('choice');
    for (const list of [...lists, sampled])
      for (const value of list?.items ?? [])
        if (value.scalar !== undefined && referenceName(value.scalar) === undefined) visit(value);
    for (const list of ['include', 'exclude']) {
      for (const point of sweep?.get(list)?.items ?? []) {
        const value = point.fields?.get(name);
        if (value !== undefined && referenceName(value.scalar ?? null) === undefined) visit(value);
      }
    }
  }

  #mention({ source, start, end }: Place, named: Named, declares = false): void {
    if (named.name === '') return;
    // An escape in quotes hides the name: then the whole text stands for it.
    const within = source.text.slice(start, end).indexOf(named.name);
    const place =
      within === -1
        ? { source, start, end }
        : { source, start: start + within, end: start + within + named.name.length };
    this.mentions.push({ named, place, declares });
  }
}
