import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Bundler } from './bundle.js';
import { encodeManifest, entriesOf, importDefinition, openPacks, packsFolder } from './manifest.js';
const MAINS = ['index.ts', 'index.mts', 'index.js', 'index.mjs'];
/**
 * Bundles, imports and checks the packs of a project. Whatever is wrong with a pack is a diagnostic at the place that uses it.
 *
 * @param root absolute path of the project's folder
 * @param assay the running Assay: see `Bundler`
 */
export async function loadPacks(root, uses, assay) {
    if (uses.length === 0)
        return { loaded: { packs: [], code: {}, manifest: undefined }, diagnostics: [] };
    const bundler = new Bundler(root, assay);
    const manifests = [];
    const diagnostics = [];
    for (const use of uses) {
        const main = locate(root, use.name);
        if (typeof main !== 'string') {
            diagnostics.push({ message: main.message, at: use.at });
            continue;
        }
        try {
            manifests.push(await bundlePack(main, bundler));
        }
        catch (error) {
            diagnostics.push(diagnose(error, use, root));
        }
    }
    if (diagnostics.length > 0)
        return { diagnostics };
    bundler.close();
    const { name, text } = encodeManifest({ packs: manifests });
    const file = join(packsFolder(root), name);
    if (!existsSync(file)) {
        mkdirSync(packsFolder(root), { recursive: true });
        writeFileSync(file, text);
    }
    const code = Object.assign({}, ...manifests.map(codeOf));
    return { loaded: { packs: await openPacks({ packs: manifests }), code, manifest: file }, diagnostics: [] };
}
async function bundlePack(main, bundler) {
    const bundle = await bundler.bundle(main);
    const { stages } = await importDefinition(bundle.file);
    const entries = {};
    for (const stage of stages) {
        for (const [name, url] of entriesOf(stage))
            entries[name] = await bundler.bundle(fileURLToPath(url));
    }
    return { main: bundle.file, code: bundle.code, entries };
}
function codeOf({ entries }) {
    return Object.fromEntries(Object.entries(entries).map(([name, { code }]) => [name, code]));
}
/** The main module of a pack, or why there is none. */
function locate(root, name) {
    if (/^\.{0,2}\//.test(name)) {
        const path = resolve(root, name);
        const stat = statSync(path, { throwIfNoEntry: false });
        if (stat?.isFile() === true)
            return path;
        const main = MAINS.map((file) => join(path, file)).find((file) => existsSync(file));
        if (main !== undefined)
            return main;
        const found = stat === undefined ? 'there is no such folder' : `the folder has no ${MAINS.join(', ')}`;
        return { message: `Cannot find the pack "${name}": ${found}` };
    }
    try {
        return createRequire(join(root, 'assay.yaml')).resolve(name);
    }
    catch {
        return {
            message: `The package "${name}" is not installed in this project: run "npm install ${name}", or write "./${name}" for a folder`,
        };
    }
}
function diagnose(error, use, root) {
    if (isBuildFailure(error)) {
        return { message: `The pack "${use.name}" does not compile`, at: use.at, notes: error.errors.map(noteOf) };
    }
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    const frame = stack.split('\n').find((line) => line.includes('/.assay/packs/') || line.includes(root));
    const notes = frame === undefined ? [] : [{ message: frame.trim().replaceAll(root, relative(process.cwd(), root) || '.') }];
    return { message: `The pack "${use.name}" cannot be used: ${message}`, at: use.at, notes };
}
function noteOf({ text, location }) {
    if (location === null)
        return { message: text };
    return { message: `${location.file}:${location.line}:${location.column + 1}: ${text}` };
}
function isBuildFailure(error) {
    return error instanceof Error && Array.isArray(error.errors);
}
/**
 * What several packs cannot have together: two stages, sections or kinds of one name. The first pack is Assay's own.
 *
 * @returns one message for each clash, with the index of the pack that must give way
 */
export function clashesOf(packs) {
    const clashes = [];
    const owners = new Map();
    const claim = (what, name, index) => {
        const owner = owners.get(`${what} ${name}`);
        const pack = packs[index]?.name ?? '';
        if (owner === undefined)
            owners.set(`${what} ${name}`, pack);
        else {
            const whose = owner === packs[0]?.name ? 'is built in' : `comes from the pack "${owner}" already`;
            clashes.push({ message: `The pack "${pack}" has the ${what} "${name}", which ${whose}: rename it`, pack: index });
        }
    };
    for (const [index, { stages, sections, kinds }] of packs.entries()) {
        for (const { name } of stages)
            claim('stage', name, index);
        for (const name of Object.keys(sections ?? {}))
            claim('section', name, index);
        for (const name of Object.keys(kinds ?? {}))
            claim('kind', name, index);
    }
    return clashes;
}
