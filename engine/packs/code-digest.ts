// The code digest of a module: what its source code contributes to a fingerprint.
//
// Its module graph is bundled and minified. So comments, formatting, local names and files that it does not import do not affect
// the digest, and an edit to an imported helper changes it. Packages are not bundled: the name and version of each imported
// package is enough, and keeps the digest cheap.
// A new esbuild may minify differently. Its version is fixed by package-lock.json, so this happens only on purpose.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import type { Metafile } from 'esbuild';

const builtins = new Set(builtinModules);

/** What one module contributes to a fingerprint, and the files that it was made from. */
export interface CodeDigest {
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: `sha256:${string}`;
  /** Name -> version of the packages imported from anywhere in the graph, sorted by name. */
  readonly packages: Readonly<Record<string, string>>;
}

/**
 * The digest of the module graph that starts at `entry`.
 *
 * @param entry absolute path of a module in JavaScript or TypeScript
 * @param root absolute path of the folder whose `node_modules`, or those above it, hold the imported packages
 * @param options.versions stand for modules that are not looked for: those of Assay. An empty one does not count
 * @returns the digest, and the absolute paths of all files in the graph
 * @throws when an import cannot be resolved or has a computed name, or an imported package is not installed
 */
export async function codeDigest(
  entry: string,
  root: string,
  { versions = {} }: { readonly versions?: Readonly<Record<string, string>> } = {},
): Promise<{ readonly code: CodeDigest; readonly files: readonly string[] }> {
  const { build, transform } = await import('esbuild');
  const result = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'silent',
    // A module with a computed name is not in the graph, so an edit to it would not change the digest.
    logOverride: { 'unsupported-dynamic-import': 'error', 'unsupported-require-call': 'error' },
  });
  const packages: Record<string, string> = {};
  for (const name of packagesOf(result.metafile, versions)) {
    const version = versions[name] ?? installedVersion(name, root, entry);
    if (version !== '') packages[name] = version;
  }
  // Minified in a second step: short names depend on how often letters occur, and unreachable code must not affect that.
  const text = withoutPlaces(result.outputFiles[0]?.text ?? '', result.metafile);
  const { code } = await transform(text, { minify: true, format: 'esm', legalComments: 'none' });
  const hash = createHash('sha256');
  // Each part is preceded by its length, so that text cannot move from one part to the next unnoticed.
  for (const part of [code, ...Object.entries(packages).map((pair) => pair.join('@'))]) {
    hash.update(`${Buffer.byteLength(part)}:`).update(part);
  }
  const files = Object.keys(result.metafile.inputs).map((file) => resolve(root, file));
  return { code: { digest: `sha256:${hash.digest('hex')}`, packages }, files };
}

/**
 * Removes what a bundle reveals about the location of a module that it imports by `import()`: its path, `"stages/sheet.js"() {`, and
 * whether there was a tsconfig.json nearby: `"use strict"`, although every module is strict.
 */
function withoutPlaces(text: string, { inputs }: Metafile): string {
  const plain = text.replaceAll(/^\s*"use strict";\n/gm, '');
  return Object.keys(inputs).reduce(
    (rest, path) => rest.replaceAll(`${JSON.stringify(path)}() {`, 'module() {'),
    plain,
  );
}

/** The names of all packages that a bundle imports, and of the `known` modules, sorted. */
function packagesOf({ outputs }: Metafile, known: Readonly<Record<string, string>>): readonly string[] {
  const imports = Object.values(outputs).flatMap((output) => output.imports);
  const paths = imports.filter((each) => each.external).map(({ path }) => path);
  return [...new Set(paths.flatMap((path) => (path in known ? path : (packageName(path) ?? []))))].sort();
}

/** `@scope/name/sub/path` -> `@scope/name`; undefined for a module of Node. */
function packageName(specifier: string): string | undefined {
  if (specifier.startsWith('node:') || builtins.has(specifier)) return undefined;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/**
 * The version of an installed package, found as Node finds it: in the `node_modules` of `root` or of a folder above it.
 *
 * @throws Error when it is not installed
 */
export function installedVersion(name: string, root: string, entry: string): string {
  for (let folder = root; ; folder = dirname(folder)) {
    const file = join(folder, 'node_modules', name, 'package.json');
    if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
    if (folder === dirname(folder)) {
      throw new Error(
        `Cannot compute the code digest of ${entry}: it imports the package "${name}", which is not in ` +
          `${join(root, 'node_modules')}. Add it to "dependencies" in package.json and run "npm install".`,
      );
    }
  }
}
