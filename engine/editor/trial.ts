import { isObject, valueAt, type Json, type JsonObject, type PathPart } from '../core/json.ts';
import type { PlannedStep, Link } from '../core/plan.ts';
import type { Inference } from '../core/stage.ts';
import { stepSchema } from '../plan/step-schema.ts';
import type { Analysis } from './analysis.ts';

/** A step that uses a definition, and the field in which it names it. */
interface User {
  readonly step: PlannedStep;
  readonly field: string;
}

/**
 * Asks stages what would come of other definitions: of a network with fewer layers, or with another layer. So an editor learns what a
 * stage knows of one entry of a list without knowing what the list is about.
 */
export class Trial {
  readonly #steps: ReadonlyMap<string, PlannedStep>;
  readonly #analysis: Analysis;

  constructor(analysis: Analysis) {
    this.#analysis = analysis;
    this.#steps = new Map(analysis.steps.map((step) => [step.id, step]));
  }

  /** The steps that use a definition, one for each value that it takes along the sweep, at most `most`. */
  usersOf(section: string, name: string, most: number): readonly User[] {
    const users: User[] = [];
    const seen = new Set<Json | undefined>();
    for (const declaration of this.#analysis.experiment?.steps ?? []) {
      const schema = stepSchema(declaration.stage, declaration.fields);
      if ('message' in schema) continue;
      const field = Object.keys(schema.definitions).find(
        (each) => schema.definitions[each] === section && declaration.fields[each] === name,
      );
      if (field === undefined) continue;
      for (const step of this.#analysis.steps) {
        if (step.name !== declaration.name || seen.has(step.params[field])) continue;
        if (users.length === most) return users;
        seen.add(step.params[field]);
        users.push({ step, field });
      }
    }
    return users;
  }

  /**
   * What the stage of a step infers when its definition is this one.
   *
   * @returns undefined if it cannot tell
   */
  infer({ step, field }: User, definition: Json): Inference | undefined {
    const known = (link: Link): Json => this.#steps.get(link.step)?.inferred[link.port] ?? {};
    const inputs = Object.fromEntries(Object.entries(step.inputs).map(([port, links]) => [port, links.map(known)]));
    try {
      return step.stage.infer?.({ ...step.params, [field]: definition }, inputs, this.#analysis.experiment?.runtime);
    } catch {
      // It was told of a definition that no file could have.
      return undefined;
    }
  }

  /** What comes of the first entries of a list in a definition: `list` is its path in the definition. */
  inferFirst(user: User, list: readonly PathPart[], entries: readonly Json[]): Inference | undefined {
    const definition = user.step.params[user.field];
    if (!isObject(definition) || !Array.isArray(valueAt(definition, list))) return undefined;
    return this.infer(user, withValue(definition, list, entries));
  }

  /** The list at a path of the definition, with every default and reference filled in. */
  entriesOf({ step, field }: User, list: readonly PathPart[]): readonly Json[] | undefined {
    const definition = step.params[field];
    const entries = isObject(definition) ? valueAt(definition, list) : undefined;
    return Array.isArray(entries) ? (entries as readonly Json[]) : undefined;
  }
}

/** What an inference says of the entries of a list: mappings under the name of that list, in the first output that has them. */
export function inferredEntries(inference: Inference | undefined, list: PathPart): readonly JsonObject[] | undefined {
  for (const output of Object.values(inference?.outputs ?? {})) {
    const entries = isObject(output) ? output[list] : undefined;
    if (Array.isArray(entries) && entries.every(isObject)) return entries;
  }
  return undefined;
}

function withValue(object: JsonObject, [first, ...rest]: readonly PathPart[], value: Json): JsonObject {
  if (first === undefined) return object;
  const inner = object[first];
  return { ...object, [first]: rest.length === 0 ? value : withValue(isObject(inner) ? inner : {}, rest, value) };
}
