import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildFailure, Message } from 'esbuild';
import type { Diagnostic, Note, Place } from '../core/diagnostic.ts';
import type { JsonObject } from '../core/json.ts';
import { Bundler, CannotWrite, writeWhole, type Assay } from './bundle.ts';
import { prepareChecks } from './checks.ts';
import { locate } from './locate.ts';
import { encodeManifest, entriesOf, importDefinition, openPacks, packsFolder, type PackManifest } from './manifest.ts';
import type { Pack } from './pack.ts';

/** A pack that a project uses, as its file names it: a folder or module of the project (`./lab`), or an npm package. */
export interface Use {
  readonly name: string;
  /** The place in the project's file. */
  readonly at: Place;
}

/** The packs of a project, ready to plan and run with. */
export interface LoadedPacks {
  readonly packs: readonly Pack[];
  /** Code digests by name, to merge with those of the built-in stages. */
  readonly code: Readonly<Record<string, JsonObject>>;
  /** Code digests of the packs' main modules, in the same order: of what does not belong to a stage. */
  readonly mainCode: readonly JsonObject[];
  /** The file from which a worker opens the same packs; undefined if there are none. */
  readonly manifest: string | undefined;
}

/**
 * Bundles, imports and checks the packs of a project. A fault in a pack is a diagnostic at the place that uses the pack.
 *
 * @param root absolute path of the project's folder
 */
export async function loadPacks(
  root: string,
  uses: readonly Use[],
  assay: Assay,
): Promise<{ readonly loaded?: LoadedPacks; readonly diagnostics: readonly Diagnostic[] }> {
  if (uses.length === 0) return { loaded: { packs: [], code: {}, mainCode: [], manifest: undefined }, diagnostics: [] };
  const bundler = new Bundler(root, assay);
  const manifests: PackManifest[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const use of uses) {
    const main = locate(root, use.name);
    if (typeof main !== 'string') {
      diagnostics.push({ message: main.message, at: use.at });
      continue;
    }
    try {
      manifests.push(await bundlePack(main, bundler));
    } catch (error) {
      diagnostics.push(diagnose(error, use, root));
    }
  }
  if (diagnostics.length > 0) return { diagnostics };
  const { name, text } = encodeManifest({ packs: manifests });
  const file = join(packsFolder(root), name);
  try {
    bundler.close();
    if (!existsSync(file)) writeWhole(file, text);
  } catch (error) {
    return { diagnostics: uses.slice(0, 1).map((use) => diagnose(error, use, root)) };
  }
  const packs = await openPacks({ packs: manifests });
  await prepareChecks(root, packs, assay.version);
  const code = Object.assign({}, ...manifests.map(codeOf)) as Record<string, JsonObject>;
  return {
    loaded: { packs, code, mainCode: manifests.map((each) => each.code as unknown as JsonObject), manifest: file },
    diagnostics: [],
  };
}

async function bundlePack(main: string, bundler: Bundler): Promise<PackManifest> {
  const bundle = await bundler.bundle(main);
  const { stages } = await importDefinition(bundle.file);
  const entries: Record<string, PackManifest['entries'][string]> = {};
  for (const stage of stages) {
    for (const [name, url] of entriesOf(stage)) entries[name] = await bundler.bundle(fileURLToPath(url));
  }
  return { main: bundle.file, code: bundle.code, entries };
}

function codeOf({ entries }: PackManifest): Record<string, JsonObject> {
  return Object.fromEntries(Object.entries(entries).map(([name, { code }]) => [name, code as unknown as JsonObject]));
}

function diagnose(error: unknown, use: Use, root: string): Diagnostic {
  if (isBuildFailure(error)) {
    return { message: `The pack "${use.name}" does not compile`, at: use.at, notes: error.errors.map(noteOf) };
  }
  if (error instanceof CannotWrite) {
    const where = relative(root, packsFolder(root));
    return {
      message: `Cannot write the bundles of the pack "${use.name}" into ${where} (${error.message})`,
      at: use.at,
    };
  }
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  const frame = stack.split('\n').find((line) => line.includes(root) && !line.includes(message));
  const notes: Note[] = frame === undefined ? [] : [{ message: frame.trim().replaceAll(`${root}/`, '') }];
  return { message: `The pack "${use.name}" cannot be used: ${message}`, at: use.at, notes };
}

function noteOf({ text, location }: Message): Note {
  if (location === null) return { message: text };
  return { message: `${location.file}:${location.line}:${location.column + 1}: ${text}` };
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && Array.isArray((error as Partial<BuildFailure>).errors);
}

/** Clashes between the packs of a project, and with Assay: each a diagnostic at the place that uses the pack. */
export function checkTogether(builtIn: Pack, packs: readonly Pack[], uses: readonly Use[]): readonly Diagnostic[] {
  return clashesOf([builtIn, ...packs]).flatMap(({ message, pack }) => {
    const use = uses[pack - 1];
    return use === undefined ? [] : [{ message, at: use.at }];
  });
}

/**
 * Clashes between packs: two stages, sections or kinds with the same name. The first pack is Assay's own.
 *
 * @returns one message for each clash, with the index of the pack that must give way
 */
export function clashesOf(packs: readonly Pack[]): readonly { readonly message: string; readonly pack: number }[] {
  const clashes: { message: string; pack: number }[] = [];
  const owners = new Map<string, string>();
  const claim = (what: string, name: string, index: number): void => {
    const owner = owners.get(`${what} ${name}`);
    const pack = packs[index]?.name ?? '';
    if (owner === undefined) owners.set(`${what} ${name}`, pack);
    else {
      const whose = owner === packs[0]?.name ? 'is built in' : `comes from the pack "${owner}" already`;
      clashes.push({ message: `The pack "${pack}" has the ${what} "${name}", which ${whose}: rename it`, pack: index });
    }
  };
  for (const [index, { stages, sections, kinds }] of packs.entries()) {
    for (const { name } of stages) claim('stage', name, index);
    for (const name of Object.keys(sections ?? {})) claim('section', name, index);
    for (const name of Object.keys(kinds ?? {})) claim('kind', name, index);
  }
  return clashes;
}
