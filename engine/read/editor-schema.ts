import { isObject, type Json, type JsonObject } from '../core/json.ts';
import type { Registry } from '../core/stage.ts';
import type { Choice, FileNames } from './file-names.ts';
import { REPEAT } from './axes.ts';
import { discriminatorOf, variantsOf } from './variant.ts';

/**
 * Returns the JSON Schema of whole experiment files, for editors and other programs: the frame, every section and every stage in
 * one document. It allows a `$reference` wherever a value may stand, because an editor sees the file before substitution.
 *
 * @param names those of one file: then the schema is for that file alone, and offers them where they may stand
 */
export function editorSchema(frame: JsonObject, registry: Registry, names?: FileNames): JsonObject {
  return new EditorSchema(frame, registry, names).whole();
}

/** The engine's own words, which editors do not know. `const` and ports are never references. */
const OWN = new Set(['port', 'ports', 'many', 'definition', 'discriminator', 'reference', 'formerly']);

/** Where a schema stands among the definitions of the whole, and the definitions that it brings along. */
interface Scope {
  readonly name: string;
  readonly own: Readonly<Record<string, JsonObject>>;
}

class EditorSchema {
  readonly #frame: JsonObject;
  readonly #registry: Registry;
  readonly #names: FileNames | undefined;
  readonly #defs: Record<string, Json>;

  constructor(frame: JsonObject, registry: Registry, names: FileNames | undefined) {
    this.#frame = frame;
    this.#registry = registry;
    this.#names = names;
    this.#defs = {
      reference: referenceSchema(names),
      ...((frame['$defs'] ?? {}) as Record<string, JsonObject>),
    };
  }

  whole(): JsonObject {
    const properties: Record<string, Json> = {};
    const scope: Scope = { name: '', own: (this.#frame['$defs'] ?? {}) as Scope['own'] };
    for (const [name, schema] of Object.entries(this.#frame['properties'] as Record<string, JsonObject>))
      properties[name] = schema['reference'] === true ? this.#admitValue(schema, scope) : schema;
    for (const [section, schema] of Object.entries(this.#registry.sections)) {
      properties[section] = {
        description: `Named ${section}: steps refer to them by name`,
        type: 'object',
        additionalProperties: this.#variantRef(section, schema, {}),
      };
    }
    const steps = properties['steps'] as JsonObject;
    properties['steps'] = {
      ...steps,
      additionalProperties: this.#stepSchemas(this.#withAxes(steps['additionalProperties'] as JsonObject)),
    };
    properties['outputs'] = this.#withOutputs(properties['outputs'] as JsonObject);
    return {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      ...this.#frame,
      properties,
      $defs: this.#defs,
    };
  }

  #stepSchemas(common: JsonObject): JsonObject {
    const stages = Object.values(this.#registry.stages);
    const shared = common['properties'] as JsonObject;
    return {
      ...common,
      properties: { ...shared, stage: { ...(shared['stage'] as JsonObject), enum: stages.map((stage) => stage.name) } },
      allOf: stages.map((stage) => ({
        if: has('stage', stage.name),
        then: this.#variantRef(`step.${stage.name}`, stage.schema, shared),
      })),
    };
  }

  /** Puts a schema among the definitions and refers to it; one with variants becomes a choice by its discriminator. */
  #variantRef(name: string, schema: JsonObject, shared: JsonObject): JsonObject {
    const field = discriminatorOf(schema);
    if (field === undefined) {
      this.#hoist(name, schema, shared);
      return { $ref: `#/$defs/${name}` };
    }
    const variants = Object.entries(variantsOf(schema));
    for (const [variant, whole] of variants) this.#hoist(`${name}.${variant}`, whole, shared);
    const described = variants.flatMap(([, { properties }]) => {
      const { description } = (properties as Record<string, JsonObject>)[field] ?? {};
      return description === undefined ? [] : [{ description }];
    });
    return {
      required: [field],
      properties: { [field]: { ...described[0], enum: variants.map(([variant]) => variant) } },
      allOf: variants.map(([variant]) => ({
        if: has(field, variant),
        then: { $ref: `#/$defs/${name}.${variant}` },
      })),
    };
  }

  /**
   * Puts a schema and its own `$defs` under `#/$defs` of the whole, with references let in. Not into the words that every step
   * may have: those are read before the sweep.
   */
  #hoist(name: string, schema: JsonObject, shared: JsonObject): void {
    const { $defs: own, ...rest } = schema;
    const scope: Scope = { name, own: (own ?? {}) as Scope['own'] };
    for (const [inner, value] of Object.entries(scope.own)) this.#defs[`${name}.${inner}`] = this.#admit(value, scope);
    const admitted = this.#admit(rest, scope);
    this.#defs[name] = { ...admitted, properties: { ...shared, ...(admitted['properties'] as JsonObject) } };
  }

  #admit(schema: JsonObject, scope: Scope): JsonObject {
    const result: Record<string, Json> = {};
    for (const [key, value] of Object.entries(schema)) {
      if (OWN.has(key)) continue;
      if (key === '$ref') result[key] = (value as string).replace('#/$defs/', `#/$defs/${scope.name}.`);
      else if (key === 'properties')
        result[key] = Object.fromEntries(
          Object.entries(value as JsonObject).map(([p, s]) => [p, this.#admitValue(s as JsonObject, scope)]),
        );
      else if (key === 'items' && isObject(value)) result[key] = this.#admitValue(value, scope);
      else if (key === 'additionalProperties' && isObject(value))
        result[key] = schema['ports'] === true ? this.#port(value, undefined) : this.#admitValue(value, scope);
      else if (key === 'prefixItems')
        result[key] = (value as readonly JsonObject[]).map((item) => this.#admitValue(item, scope));
      else if (key === 'anyOf' || key === 'oneOf' || key === 'allOf')
        result[key] = (value as readonly JsonObject[]).map((item) => this.#admit(item, scope));
      else result[key] = value;
    }
    return result;
  }

  #admitValue(schema: JsonObject, scope: Scope): JsonObject {
    const admitted = this.#admit(schema, scope);
    if (typeof schema['port'] === 'string') {
      if (schema['many'] !== true && this.#names === undefined) return admitted;
      return this.#port(admitted, schema['port'], { many: schema['many'] === true });
    }
    if (typeof schema['definition'] === 'string') return this.#definition(admitted, schema['definition']);
    const { description = this.#describes(schema, scope), default: fallback, ...rest } = admitted;
    const words = {
      ...(description !== undefined && { description }),
      ...(fallback !== undefined && { default: fallback }),
    };
    if ('const' in schema || schema['type'] === 'object' || schema['type'] === 'string') return { ...words, ...rest };
    return { ...words, anyOf: [rest, { $ref: '#/$defs/reference' }] };
  }

  /** What the definition says of itself that a schema refers to. */
  #describes(schema: JsonObject, { own }: Scope): Json | undefined {
    const target = schema['$ref'];
    return typeof target === 'string' ? own[target.replace('#/$defs/', '')]?.['description'] : undefined;
  }

  /** A port: what of the file fits its kind, alone or, where it takes many, in a list. */
  #port(schema: JsonObject, kind: string | undefined, { many = kind === undefined } = {}): JsonObject {
    const { type: _, anyOf: _any, ...words } = schema;
    const one = this.#outputs(kind);
    return many ? { ...words, anyOf: [one, { type: 'array', items: one, minItems: 1 }] } : { ...words, ...one };
  }

  #outputs(kind: string | undefined): JsonObject {
    if (this.#names === undefined) return { type: 'string' };
    const { outputs, constants } = this.#names;
    const fitting = outputs.filter((output) => kind === undefined || output.kind === kind);
    return oneOfWords([...fitting, ...constants.map(asReference)]) ?? { type: 'string' };
  }

  #definition(schema: JsonObject, section: string): JsonObject {
    const known = this.#names?.definitions[section] ?? [];
    if (known.length === 0) return schema;
    const { type: _, ...words } = schema;
    return { ...words, anyOf: [{ enum: known }, { $ref: '#/$defs/reference' }] };
  }

  /** The words of all steps, with the axes of the file in `over`. */
  #withAxes(common: JsonObject): JsonObject {
    if (this.#names === undefined) return common;
    const properties = common['properties'] as Record<string, JsonObject>;
    const axes = this.#names.axes.filter(({ word }) => word !== REPEAT);
    const repeat = { word: REPEAT, about: 'the repeats; all steps may gather them' };
    return {
      ...common,
      properties: { ...properties, over: { ...properties['over'], items: oneOfWords([...axes, repeat]) ?? {} } },
    };
  }

  /** The section `outputs`, with what the steps of the file make. */
  #withOutputs(outputs: JsonObject): JsonObject {
    const words = this.#names === undefined ? undefined : oneOfWords(namesOfOne(this.#names));
    if (words === undefined) return outputs;
    const { anyOf, ...entry } = outputs['additionalProperties'] as { readonly anyOf: readonly JsonObject[] };
    const [, object = {}] = anyOf;
    const properties = object['properties'] as Record<string, JsonObject>;
    const { type: _, ...from } = properties['from'] ?? {};
    const whole = { ...object, properties: { ...properties, from: { ...from, ...words } } };
    return { ...outputs, additionalProperties: { ...entry, anyOf: [words, whole] } };
  }
}

/** Every output by `step.output`; the step alone only where it has one output in all. */
function namesOfOne({ outputs }: FileNames): readonly Choice[] {
  return outputs.filter(
    ({ word }) => word.includes('.') || outputs.filter((other) => other.word.startsWith(`${word}.`)).length === 1,
  );
}

function referenceSchema(names: FileNames | undefined): JsonObject {
  const description = 'A reference to an axis of the sweep';
  if (names === undefined) return { description, type: 'string', pattern: '^\\$[A-Za-z_][A-Za-z0-9_]*$' };
  const known = oneOfWords([...names.axes, ...names.constants].map(asReference));
  return known === undefined
    ? { description: `${description}; the file has none`, not: {} }
    : { description, ...known };
}

function asReference({ word, about }: Choice): Choice {
  return { word: `$${word}`, about };
}

/** Any of these words, each with what an editor says of it; undefined for none. */
function oneOfWords(choices: readonly Choice[]): JsonObject | undefined {
  const about = new Map<string, string>();
  for (const choice of choices) {
    const before = about.get(choice.word);
    about.set(choice.word, before === undefined ? choice.about : `${before}; ${choice.about}`);
  }
  if (about.size === 0) return undefined;
  return { anyOf: Array.from(about, ([word, description]) => ({ const: word, description })) };
}

function has(field: string, value: string): JsonObject {
  return { properties: { [field]: { const: value } }, required: [field] };
}
