// A file that lists the bundles of a project's packs. The engine writes it when it plans, and every worker reads it, so that both
// run the same bundles. Its name contains its digest, and so do the names of the bundles.

import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { digestOf } from '../core/digest.ts';
import type { JsonObject } from '../core/json.ts';
import type { Stage } from '../core/stage.ts';
import { isWhole } from './bundle.ts';
import type { CodeDigest } from './code-digest.ts';
import type { PackDefinition, StageDefinition, StageModule } from './define.ts';
import { faultOf, type Pack, type Part } from './pack.ts';

/** One pack: its main bundle and those of its stages' entries, by code name. */
export interface PackManifest {
  readonly main: string;
  /** By list. */
  readonly parts: Readonly<Record<string, readonly PartBundle[]>>;
  /** `<stage>` or `<stage>/<variant>` -> the bundle of the module that does the work. */
  readonly entries: Readonly<Record<string, { readonly file: string; readonly code: CodeDigest }>>;
}

/** A part of a pack. */
export interface PartBundle {
  readonly module: string;
  readonly file: string;
  readonly code: CodeDigest;
}

export interface Manifest {
  readonly packs: readonly PackManifest[];
}

/** The code names of a stage's entries, each with the entry's URL. */
export function entriesOf({ name, entry }: StageDefinition<never>): readonly (readonly [string, URL])[] {
  if (entry instanceof URL) return [[name, entry]];
  return Object.entries(entry).map(([variant, url]) => [`${name}/${variant}`, url] as const);
}

/** The text of a manifest, and the name of its file. */
export function encodeManifest(manifest: Manifest): { readonly name: string; readonly text: string } {
  const digest = digestOf('packs', manifest as unknown as JsonObject);
  return { name: `packs-${digest.slice(7, 23)}.json`, text: `${JSON.stringify(manifest)}\n` };
}

/**
 * Reads a manifest that `encodeManifest` has named.
 *
 * @throws Error when it, or a bundle in it, is missing or has changed
 */
export function readManifest(file: string): Manifest {
  if (!existsSync(file)) throw new Error(`The packs' manifest ${file} is gone: run the command again`);
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  if (!file.endsWith(encodeManifest(manifest).name)) throw new Error(`${file} was changed: remove it and run again`);
  for (const bundle of bundlesOf(manifest))
    if (!isWhole(bundle)) throw new Error(`The bundle ${bundle} is gone or was changed: run the command again`);
  return manifest;
}

/** The files of all bundles that a manifest names. */
export function bundlesOf({ packs }: Manifest): readonly string[] {
  return packs.flatMap(({ main, parts, entries }) => {
    const others = [...Object.values(parts).flat(), ...Object.values(entries)];
    return [main, ...others.map(({ file }) => file)];
  });
}

/** Imports the packs of a manifest. */
export function openPacks({ packs }: Manifest): Promise<readonly Pack[]> {
  return Promise.all(packs.map(openPack));
}

async function openPack(manifest: PackManifest): Promise<Pack> {
  const { name, stages, sections, kinds } = await importDefinition(manifest.main);
  const lists = Object.entries(manifest.parts).map(
    async ([list, parts]) => [list, await Promise.all(parts.map(openPart))] as const,
  );
  return {
    name,
    stages: stages.map((stage) => stageOf(stage, manifest)),
    ...(sections && { sections }),
    ...(kinds && { kinds }),
    extends: Object.fromEntries(await Promise.all(lists)),
  };
}

/** Imports a part's bundle. */
export async function openPart({ module, file }: PartBundle): Promise<Part> {
  const { default: value } = (await importBundle(file)) as { readonly default?: unknown };
  return { value, module };
}

/**
 * Imports a pack's main bundle.
 *
 * @throws Error when it throws, or its default export is not a pack
 */
export async function importDefinition(file: string): Promise<PackDefinition> {
  const { default: definition } = (await importBundle(file)) as { readonly default?: unknown };
  const fault = faultOf(definition);
  if (fault !== undefined) throw new Error(fault);
  return definition as PackDefinition;
}

/** Imports a bundle so that errors in it tell the file and line of the source. */
function importBundle(file: string): Promise<unknown> {
  process.setSourceMapsEnabled(true);
  return import(pathToFileURL(file).href);
}

/** Turns a pack's stage into one for the engine: fills in defaults, and imports the heavy half from its bundle. */
function stageOf(definition: StageDefinition<never>, { entries }: PackManifest): Stage {
  const {
    entry: _entry,
    variant: _variant,
    ...stage
  } = definition as Omit<StageDefinition<JsonObject>, 'variant'> & { variant?: unknown };
  const nameOf = (params: JsonObject): string =>
    definition.entry instanceof URL
      ? definition.name
      : `${definition.name}/${definition.variant?.(params as never) ?? only(definition)}`;
  return {
    determinism: 'bitwise',
    seeded: false,
    numeric: false,
    isolated: true,
    ...(stage as unknown as Partial<Stage>),
    name: definition.name,
    schema: definition.schema,
    outputs: definition.outputs,
    code: (params) => [nameOf(params)],
    load: async (params) => {
      const bundle = entries[nameOf(params)];
      if (bundle === undefined) throw new Error(`Stage "${definition.name}" has no entry "${nameOf(params)}"`);
      const module = (await importBundle(bundle.file)) as StageModule<JsonObject>;
      if (typeof module.run === 'function') return module;
      throw new Error(`The entry of stage "${definition.name}" exports no function "run"`);
    },
  };
}

function only({ entry }: StageDefinition<never>): string {
  return Object.keys(entry)[0] ?? '';
}
