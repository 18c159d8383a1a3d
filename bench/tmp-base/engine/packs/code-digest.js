// The code digest of a module: what its own source code, and only that, contributes to a fingerprint.
//
// Its module graph is bundled and minified, so comments, formatting, names of local variables and files that it does not
// import leave the digest alone, and an edit to an imported helper changes it. Packages are not bundled: the name and version
// of each one imported is enough, and keeps the digest cheap.
// A new esbuild may minify differently. Its version is fixed by package-lock.json, so this happens only on purpose.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, resolve } from 'node:path';
const builtins = new Set(builtinModules);
/**
 * Digest of the module graph that starts at `entry`.
 *
 * @param entry absolute path of a module in JavaScript or TypeScript
 * @param root absolute path of the folder whose `node_modules`, or those above it, hold the imported packages
 * @param options.ignored packages whose version does not count: Assay itself
 * @returns the digest, and the absolute paths of all files in the graph
 * @throws when an import cannot be resolved or has a computed name, or an imported package is not installed
 */
export async function codeDigest(entry, root, { ignored = [] } = {}) {
    const { build } = await import('esbuild');
    const result = await build({
        absWorkingDir: root,
        entryPoints: [entry],
        bundle: true,
        minify: true,
        platform: 'node',
        format: 'esm',
        packages: 'external',
        legalComments: 'none',
        metafile: true,
        write: false,
        logLevel: 'silent',
        // What a computed name leads to is not in the graph: an edit there would not change the digest.
        logOverride: { 'unsupported-dynamic-import': 'error', 'unsupported-require-call': 'error' },
    });
    const packages = {};
    for (const name of packagesOf(result.metafile)) {
        if (!ignored.includes(name))
            packages[name] = installedVersion(name, root, entry);
    }
    const hash = createHash('sha256');
    // Each part is framed by its length, so that text cannot move from one part to the next unnoticed.
    for (const text of [result.outputFiles[0]?.text ?? '', ...Object.entries(packages).map((pair) => pair.join('@'))]) {
        hash.update(`${Buffer.byteLength(text)}:`).update(text);
    }
    const files = Object.keys(result.metafile.inputs).map((file) => resolve(root, file));
    return { code: { digest: `sha256:${hash.digest('hex')}`, packages }, files };
}
/** The names of all packages that a bundle imports, sorted. */
function packagesOf({ outputs }) {
    const imports = Object.values(outputs).flatMap((output) => output.imports);
    return [...new Set(imports.filter((each) => each.external).flatMap((each) => packageName(each.path) ?? []))].sort();
}
/** `@scope/name/sub/path` -> `@scope/name`; undefined for what belongs to Node itself. */
function packageName(specifier) {
    if (specifier.startsWith('node:') || builtins.has(specifier))
        return undefined;
    return specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/');
}
/**
 * The version of an installed package, found as Node finds it: in the `node_modules` of `root` or of a folder above it.
 *
 * @throws Error when it is not there
 */
export function installedVersion(name, root, entry) {
    for (let folder = root;; folder = dirname(folder)) {
        const file = join(folder, 'node_modules', name, 'package.json');
        if (existsSync(file))
            return JSON.parse(readFileSync(file, 'utf8')).version;
        if (folder === dirname(folder)) {
            throw new Error(`Cannot compute the code digest of ${entry}: it imports the package "${name}", which is not in ` +
                `${join(root, 'node_modules')}. Add it to "dependencies" in package.json and run "npm install".`);
        }
    }
}
