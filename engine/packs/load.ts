import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { JsonObject } from '../core/json.ts';
import { Bundler, type Assay } from './bundle.ts';
import { clashesOf } from './clashes.ts';
import { diagnose, partDiagnostic } from './faults.ts';
import { locate, type Use } from './locate.ts';
import { encodeManifest, entriesOf, importDefinition, openPacks, openPart } from './manifest.ts';
import type { Manifest, PackManifest } from './manifest.ts';
import type { Pack, PartList } from './pack.ts';
import { BundlePlace } from './place.ts';
import { markUsed } from './unused.ts';

/** The packs of a project, ready to plan and run with. */
export interface LoadedPacks {
  readonly packs: readonly Pack[];
  /** Code digests by name, to merge with those of the built-in stages. */
  readonly code: Readonly<Record<string, JsonObject>>;
  /** The file from which a worker opens the same packs; undefined when there are none. */
  readonly manifest: string | undefined;
  readonly place: BundlePlace;
}

/** The Assay that packs are loaded into. */
export interface Host extends Assay {
  /** Its own pack. */
  readonly builtIn: Pack;
  /** Whether to write nothing into the project, because somebody only looks at it. */
  readonly aside?: boolean;
}

/**
 * Bundles, imports and checks the packs of a project. A fault in a pack is a diagnostic at the place that uses the pack.
 *
 * @param root absolute path of the project's folder
 */
export async function loadPacks(
  root: string,
  uses: readonly Use[],
  { builtIn, aside = false, ...assay }: Host,
): Promise<{ readonly loaded?: LoadedPacks; readonly diagnostics: readonly Diagnostic[] }> {
  const place = new BundlePlace(root, { aside });
  if (uses.length === 0) return { loaded: { packs: [], code: {}, manifest: undefined, place }, diagnostics: [] };
  const bundler = new Bundler(root, place, assay);
  const lists = builtIn.lists ?? {};
  const manifests: PackManifest[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const use of uses) {
    const main = locate(root, use.name);
    if (typeof main !== 'string') {
      diagnostics.push({ message: main.message, at: use.at });
      continue;
    }
    try {
      const manifest = await bundlePack(main, bundler, lists);
      manifests.push(manifest);
      diagnostics.push(...(await partFaults(manifest, lists, use, root)));
    } catch (error) {
      diagnostics.push(diagnose(error, use, root));
    }
  }
  if (diagnostics.length > 0) return { diagnostics };
  const packs = await openPacks({ packs: manifests });
  const clashes = clashesOf(builtIn, packs).flatMap(({ message, pack, module }) => {
    const use = uses[pack];
    return use === undefined ? [] : [partDiagnostic(message, { use, root, module })];
  });
  if (clashes.length > 0) return { diagnostics: clashes };
  try {
    const manifest = keepManifest({ packs: manifests }, place);
    bundler.close();
    const code = Object.assign({}, ...manifests.map((each, index) => codeOf(each, packs[index], lists)));
    return { loaded: { packs, code: code as LoadedPacks['code'], manifest, place }, diagnostics: [] };
  } catch (error) {
    return { diagnostics: uses.slice(0, 1).map((use) => diagnose(error, use, root)) };
  }
}

/** Writes the manifest where it is missing. */
function keepManifest(manifest: Manifest, place: BundlePlace): string {
  const { name, text } = encodeManifest(manifest);
  const kept = join(place.folder, name);
  if (place.isElsewhere || !existsSync(kept)) return place.write(name, text);
  markUsed(kept);
  return kept;
}

async function bundlePack(
  main: string,
  bundler: Bundler,
  lists: Readonly<Record<string, PartList>>,
): Promise<PackManifest> {
  const bundle = await bundler.bundle(main);
  const { stages, extends: more = {} } = await importDefinition(bundle.file);
  const entries: Record<string, PackManifest['entries'][string]> = {};
  for (const stage of stages) {
    for (const [name, url] of entriesOf(stage)) entries[name] = await bundler.bundle(fileURLToPath(url));
  }
  const parts: Record<string, PackManifest['parts'][string]> = {};
  for (const [list, urls] of Object.entries(more)) {
    if (lists[list] === undefined) {
      const known = Object.keys(lists).join('", "');
      throw new Error(`"extends" has no list "${list}": there are "${known}"`);
    }
    const modules = urls.map((url) => fileURLToPath(url));
    const found: PackManifest['parts'][string][number][] = [];
    for (const module of modules) found.push({ module, ...(await bundler.bundle(module)) });
    parts[list] = found;
  }
  return { main: bundle.file, parts, entries };
}

/** What is wrong with the parts of a pack, each for itself. */
async function partFaults(
  { parts }: PackManifest,
  lists: Readonly<Record<string, PartList>>,
  use: Use,
  root: string,
): Promise<readonly Diagnostic[]> {
  const faults: Diagnostic[] = [];
  for (const [list, bundles] of Object.entries(parts)) {
    for (const bundle of bundles) {
      const { value, module } = await openPart(bundle);
      const fault = lists[list]?.faultOf(value);
      if (fault === undefined) continue;
      faults.push(partDiagnostic(`The pack "${use.name}" cannot be used: ${fault}`, { use, root, module }));
    }
  }
  return faults;
}

/** The code of a pack's stages and parts, by the names under which keys look for it. */
function codeOf(
  { entries, parts }: PackManifest,
  pack: Pack | undefined,
  lists: Readonly<Record<string, PartList>>,
): Record<string, JsonObject> {
  const code = Object.entries(entries).map(([name, entry]) => [name, entry.code] as const);
  for (const [name, list] of Object.entries(lists)) {
    for (const [index, { value }] of (pack?.extends?.[name] ?? []).entries()) {
      const bundle = parts[name]?.[index];
      if (bundle !== undefined) code.push([list.codeOf(list.nameOf(value)), bundle.code]);
    }
  }
  return Object.fromEntries(code) as unknown as Record<string, JsonObject>;
}
