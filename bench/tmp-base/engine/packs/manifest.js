// What a project's packs are made of, as a file: the engine writes it when it plans, and every worker reads it, so that both
// run the same bundles. Its name tells its content; the bundles' names tell theirs.
var __rewriteRelativeImportExtension = (this && this.__rewriteRelativeImportExtension) || function (path, preserveJsx) {
    if (typeof path === "string" && /^\.\.?\//.test(path)) {
        return path.replace(/\.(tsx)$|((?:\.d)?)((?:\.[^./]+?)?)\.([cm]?)ts$/i, function (m, tsx, d, ext, cm) {
            return tsx ? preserveJsx ? ".jsx" : ".js" : d && (!ext || !cm) ? m : (d + ext + "." + cm.toLowerCase() + "js");
        });
    }
    return path;
};
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { digestOf } from '../core/digest.js';
import { isWhole } from './bundle.js';
import { faultOf } from './pack.js';
/** The names under which the code of a stage's entries is known, each with the entry's URL. */
export function entriesOf({ name, entry }) {
    if (entry instanceof URL)
        return [[name, entry]];
    return Object.entries(entry).map(([variant, url]) => [`${name}/${variant}`, url]);
}
/** The text of a manifest, and the name of its file. */
export function encodeManifest(manifest) {
    const digest = digestOf('packs', manifest);
    return { name: `packs-${digest.slice(7, 23)}.json`, text: `${JSON.stringify(manifest)}\n` };
}
/**
 * Reads a manifest that `encodeManifest` has named.
 *
 * @throws Error when it, or a bundle in it, is gone or has been changed
 */
export function readManifest(file) {
    if (!existsSync(file))
        throw new Error(`The packs' manifest ${file} is gone: run the command again`);
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    if (!file.endsWith(encodeManifest(manifest).name))
        throw new Error(`${file} was changed: remove it and run again`);
    for (const { main, entries } of manifest.packs) {
        for (const bundle of [main, ...Object.values(entries).map((entry) => entry.file)])
            if (!isWhole(bundle))
                throw new Error(`The bundle ${bundle} is gone or was changed: run the command again`);
    }
    return manifest;
}
/** Imports the packs of a manifest. */
export function openPacks({ packs }) {
    return Promise.all(packs.map(openPack));
}
async function openPack(manifest) {
    const { name, stages, sections, kinds, extends: more } = await importDefinition(manifest.main);
    return {
        name,
        stages: stages.map((stage) => stageOf(stage, manifest)),
        ...(sections && { sections }),
        ...(kinds && { kinds }),
        ...(more && { extends: more }),
    };
}
/**
 * Imports a pack's main bundle.
 *
 * @throws Error when it throws, or its default export is no pack
 */
export async function importDefinition(file) {
    const module = (await import(__rewriteRelativeImportExtension(pathToFileURL(file).href)));
    const fault = faultOf(module.default);
    if (fault !== undefined)
        throw new Error(fault);
    return module.default;
}
/** The engine's stage for a pack's: defaults filled in, its heavy half imported from its bundle. */
function stageOf(definition, { entries }) {
    const { entry: _entry, variant, ...stage } = definition;
    const nameOf = (params) => definition.entry instanceof URL
        ? definition.name
        : `${definition.name}/${variant?.(params) ?? only(definition)}`;
    return {
        determinism: 'bitwise',
        seeded: false,
        numeric: false,
        isolated: true,
        ...stage,
        name: definition.name,
        schema: definition.schema,
        outputs: definition.outputs,
        code: (params) => [nameOf(params)],
        load: async (params) => {
            const bundle = entries[nameOf(params)];
            if (bundle === undefined)
                throw new Error(`Stage "${definition.name}" has no entry "${nameOf(params)}"`);
            const module = (await import(__rewriteRelativeImportExtension(pathToFileURL(bundle.file).href)));
            if (typeof module.run === 'function')
                return module;
            throw new Error(`The entry of stage "${definition.name}" exports no function "run"`);
        },
    };
}
function only({ entry }) {
    return Object.keys(entry)[0] ?? '';
}
/** The folder of a project where bundles and manifests lie. */
export function packsFolder(root) {
    return join(root, '.assay', 'packs');
}
