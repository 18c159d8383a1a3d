// Packs run as bundles, because TypeScript needs compiling, a worker must run exactly the code in its step's key, and an edit
// during a run must not affect half of it. Bundles are in the project, so that its packages are found from there.
//
//   .assay/packs/index.json          what each bundle was made of
//   .assay/packs/<name>-<16 hex>.mjs a bundle, named by its content
//
// A bundle is reused while the content of every file that it was made from is the same; then esbuild is not even imported.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';
import { digestOfBytes, type Digest } from '../core/digest.ts';
import { isObject, type JsonObject } from '../core/json.ts';
import { codeDigest, installedVersion, type CodeDigest } from './code-digest.ts';
import type { BundlePlace } from './place.ts';

/** What each bundle was made of. */
export const INDEX = 'index.json';
/** The name by which packs import Assay. */
const ASSAY = 'assay';

/** How a module asks for its own address. Not written in one piece, because Assay's build would replace it here. */
export const OWN_PLACE: string = ['import', 'meta', 'url'].join('.');

/** A module of a pack, ready to run. */
export interface Bundle {
  /** Absolute path of the bundled module. */
  readonly file: string;
  /** Digest of the module's source and its helpers. */
  readonly code: CodeDigest;
}

/** One entry of the index: a bundle and what it was made from. Paths are relative to the project. */
interface Kept {
  readonly file: string;
  readonly code: CodeDigest;
  readonly inputs: Readonly<Record<string, Digest>>;
}

/** The Assay that runs. */
export interface Assay {
  readonly version: string;
  /** The file of each module that packs may import, by its name: `assay`, `assay/drawing`. */
  readonly modules: Readonly<Record<string, string>>;
  /** Of the code of such modules, for the keys of the steps whose code imports them. One without changes no result. */
  readonly digests: Readonly<Record<string, string>>;
}

/** Makes and keeps bundles of a project's modules. */
export class Bundler {
  readonly #root: string;
  readonly #place: BundlePlace;
  readonly #assay: Assay;
  readonly #kept: Map<string, Kept>;
  /** Of Assay's modules. */
  readonly #versions: Readonly<Record<string, string>>;
  #changed = false;

  /**
   * @param root absolute path of the project
   */
  constructor(root: string, place: BundlePlace, assay: Assay) {
    this.#root = root;
    this.#place = place;
    this.#assay = assay;
    const without = Object.keys(assay.modules).map((name) => [name, '']);
    // A name that Assay does not have is told when the bundle is made.
    this.#versions = { [ASSAY]: '', ...Object.fromEntries(without), ...assay.digests };
    this.#kept = readIndex(join(place.folder, INDEX), { root, assay });
  }

  /**
   * The bundle of a module, reused or made now.
   *
   * @param entry absolute path of a module in TypeScript or JavaScript
   * @throws esbuild's BuildFailure when the source has errors; Error when a package is not installed
   */
  async bundle(entry: string): Promise<Bundle> {
    const name = relative(this.#root, entry);
    const kept = this.#kept.get(name);
    if (kept !== undefined && this.#isCurrent(kept, entry))
      return { file: join(this.#place.folder, kept.file), code: kept.code };
    const { code, files } = await codeDigest(entry, this.#root, { versions: this.#versions });
    const text = await this.#join(entry);
    const label = basename(entry).replace(/\.[cm]?[jt]sx?$/, '');
    const file = `${label}-${mark(text)}.mjs`;
    const inputs = Object.fromEntries(
      files.map((path) => [relative(this.#root, path), digestOfBytes(readFileSync(path))]),
    );
    const path = this.#place.write(file, text);
    this.#kept.set(name, { file, code, inputs });
    this.#changed = true;
    return { file: path, code };
  }

  /** Writes the index. */
  close(): void {
    if (!this.#changed || this.#place.isElsewhere) return;
    const bundles = Object.fromEntries([...this.#kept].sort(([a], [b]) => (a < b ? -1 : 1)));
    const index = { made: { root: this.#root, assay: this.#assay }, bundles };
    this.#place.write(INDEX, `${JSON.stringify(index, null, 1)}\n`);
    this.#changed = false;
  }

  #isCurrent({ file, code, inputs }: Kept, entry: string): boolean {
    if (!isWhole(join(this.#place.folder, file))) return false;
    const same = Object.entries(inputs).every(([name, digest]) => {
      const path = resolve(this.#root, name);
      return existsSync(path) && digestOfBytes(readFileSync(path)) === digest;
    });
    return same && Object.entries(code.packages).every(([name, version]) => this.#versionOf(name, entry) === version);
  }

  #versionOf(name: string, entry: string): string | undefined {
    try {
      return this.#versions[name] ?? installedVersion(name, this.#root, entry);
    } catch {
      return undefined; // It was removed: made again, the bundle says so.
    }
  }

  /** The module and its helpers as one text. */
  async #join(entry: string): Promise<string> {
    const { build } = await import('esbuild');
    const { outputFiles } = await build({
      absWorkingDir: this.#root,
      entryPoints: [entry],
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      packages: 'external',
      sourcemap: 'external',
      sourcesContent: false,
      write: false,
      outdir: this.#place.folder,
      logLevel: 'silent',
      plugins: [this.#places()],
    });
    const text = (ending: string): string => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
    return text('js') + mapComment(text('.map'), this.#place.folder);
  }

  /** Resolves imports of Assay to the one that runs, and gives each module its original address, to find its files by. */
  #places(): Plugin {
    const { modules } = this.#assay;
    return {
      name: 'places',
      setup: (plugin) => {
        plugin.onResolve({ filter: /^assay(\/|$)/ }, ({ path }) => {
          const file = modules[path];
          if (file !== undefined) return { path: pathToFileURL(file).href, external: true };
          const known = Object.keys(modules).join('", "');
          return { errors: [{ text: `Assay has no module "${path}": a pack can import "${known}"` }] };
        });
        plugin.onLoad({ filter: /\.[cm]?[jt]sx?$/ }, ({ path }) => {
          const text = readFileSync(path, 'utf8');
          if (!text.includes(OWN_PLACE)) return undefined;
          const at = JSON.stringify(pathToFileURL(path).href);
          const loader = /\.[cm]?ts$/.test(path) ? 'ts' : path.endsWith('.tsx') ? 'tsx' : 'js';
          return { contents: text.replaceAll(OWN_PLACE, at), loader };
        });
      },
    };
  }
}

/** Says of a bundle where its lines come from, by absolute places: errors then tell the source, wherever the bundle lies. */
function mapComment(text: string, folder: string): string {
  const map = JSON.parse(text) as { readonly sources: readonly string[] };
  const sources = map.sources.map((source) => pathToFileURL(resolve(folder, source)).href);
  const data = Buffer.from(JSON.stringify({ ...map, sources })).toString('base64');
  return `//# sourceMappingURL=data:application/json;base64,${data}\n`;
}

/** The part of a bundle's name that tells its content. */
function mark(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** Whether a bundle exists with the content that its name says. */
export function isWhole(path: string): boolean {
  return existsSync(path) && basename(path).endsWith(`-${mark(readFileSync(path, 'utf8'))}.mjs`);
}

function readIndex(file: string, made: { readonly root: string; readonly assay: Assay }): Map<string, Kept> {
  try {
    const index = JSON.parse(readFileSync(file, 'utf8')) as JsonObject;
    // Another version of Assay may bundle differently, and bundles contain the paths of their sources and of Assay.
    if (JSON.stringify(index['made']) !== JSON.stringify(made) || !isObject(index['bundles'])) return new Map();
    return new Map(Object.entries(index['bundles'] as unknown as Record<string, Kept>));
  } catch {
    return new Map(); // None yet, or damaged: everything is bundled again.
  }
}
