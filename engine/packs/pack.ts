import { isObject, type JsonObject } from '../core/json.ts';
import type { Stage } from '../core/stage.ts';
import type { ExportFormat } from '../core/export.ts';
import type { ArtifactDifference } from '../core/artifact-difference.ts';
import type { Preview } from '../core/preview.ts';
import { OWN_PLACE } from './bundle.ts';

/** What is known about artifacts of one kind besides their bytes. */
export interface ArtifactKind {
  /** The usual file extension, without the dot. */
  readonly extension: string;
  /** The difference that `assay verify --tolerance default` treats as rounding; without it, only equal bytes are equal. */
  readonly tolerance?: number;
  /** How much the files `a` and `b` differ; undefined if that cannot be computed. May import heavy packages. */
  difference?(a: string, b: string): Promise<ArtifactDifference | undefined>;
  /**
   * What `assay ui` shows of the file, which may be large: it returns what fits on a screen. Undefined if there is nothing to see.
   * May import heavy packages.
   *
   * @param part one of the `parts` that an earlier preview named
   */
  preview?(path: string, part?: string): Promise<Preview | undefined>;
  /** The formats that `assay export` can write it in. */
  readonly formats?: readonly ExportFormat[];
}

/** Where stages come from: Assay itself, or a folder or package of the project. */
export interface Pack {
  /** Small letters, digits and "-"; names the pack in messages. */
  readonly name: string;
  readonly stages: readonly Stage[];
  /** Sections of named definitions: section -> JSON Schema of one entry. */
  readonly sections?: Readonly<Record<string, JsonObject>>;
  /** By the kind's name. */
  readonly kinds?: Readonly<Record<string, ArtifactKind>>;
  /** Parts for the lists of Assay's own pack, by list. */
  readonly extends?: Readonly<Record<string, readonly Part[]>>;
  /** What other packs may add parts to, by name: `charts`, `layers`. Only Assay's own pack has such lists. */
  readonly lists?: Readonly<Record<string, PartList>>;
}

/** What a pack adds to a list: a chart, a layer. */
export interface Part {
  /** What its module exports as default. */
  readonly value: unknown;
  /** Absolute path of that module. */
  readonly module: string;
}

/** A list of parts of one kind, which a built-in stage chooses from. */
export interface PartList {
  /** What one of them is called: `layer`. */
  readonly noun: string;
  /** Those that are built in. */
  readonly names: readonly string[];
  /** What is wrong with a value that should be one; undefined when nothing is. */
  faultOf(value: unknown): string | undefined;
  /** The name by which experiments choose it. Of this and the following, the argument is without fault. */
  nameOf(value: unknown): string;
  /** The JSON Schema of what experiments may say to it, whole. */
  schemaOf(value: unknown): JsonObject;
  /** The name of its code in the table of code digests. */
  codeOf(name: string): string;
}

const NAME = /^[a-z][a-z0-9-]{0,63}$/;

/** What is wrong with a value that should be a pack's definition; undefined if nothing is. */
export function faultOf(value: unknown): string | undefined {
  if (!isMapping(value)) return 'it has no default export made by definePack({ name, stages })';
  if (!isName(value['name'])) return badName(value['name']);
  const { stages } = value;
  if (!Array.isArray(stages)) return `expected a list of "stages", found ${JSON.stringify(stages) ?? 'none'}`;
  for (const [index, stage] of stages.entries()) {
    const fault = stageFault(stage);
    if (fault !== undefined) return `stages[${index}]: ${fault}`;
  }
  const { kinds, sections, extends: more } = value;
  if (more !== undefined && !isMapping(more)) return 'expected "extends" to be a mapping of lists';
  for (const [list, modules] of Object.entries(more ?? {})) {
    if (!Array.isArray(modules)) return `expected a list of URLs at "extends.${list}"`;
    const wrong = modules.findIndex((module) => !(module instanceof URL));
    if (wrong >= 0) return `extends.${list}[${wrong}]: expected a module: write new URL('./name.ts', ${OWN_PLACE})`;
  }
  if (stages.length === 0 && [kinds, sections, more].every((each) => each === undefined))
    return 'it names no stages: definePack({ name, stages: [...] })';
  return undefined;
}

function stageFault(stage: unknown): string | undefined {
  if (!isMapping(stage)) return 'expected a stage made by defineStage({ ... })';
  const { name, schema, outputs, entry, variant } = stage;
  if (!isName(name)) return badName(name);
  if (!isMapping(schema)) return `the stage "${name}" has no "schema"`;
  if (!isMapping(outputs)) return `the stage "${name}" has no "outputs"`;
  const entries = entry instanceof URL ? [entry] : isMapping(entry) ? Object.values(entry) : [];
  if (entries.length === 0 || !entries.every((url) => url instanceof URL))
    return `the stage "${name}" has no "entry": write new URL('./${name}.run.ts', ${OWN_PLACE})`;
  if (entries.length > 1 && typeof variant !== 'function')
    return `the stage "${name}" has several entries and no "variant(params)" that chooses one`;
  return undefined;
}

function badName(found: unknown): string {
  return `expected a "name" of small letters, digits and "-", found ${JSON.stringify(found) ?? 'none'}`;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && NAME.test(value);
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value);
}
