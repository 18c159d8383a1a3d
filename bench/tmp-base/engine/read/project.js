import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { tidyDiagnostics } from '../core/diagnostic.js';
import { placeOf, plain } from './document.js';
import { validate } from './validate.js';
import { parseYaml } from './yaml.js';
/** The file that makes a folder a project. */
export const PROJECT_FILE = 'assay.yaml';
/** The project's file that rules in a folder: its own or that of the nearest folder above it. */
export function findProject(folder) {
    for (let at = resolve(folder);; at = dirname(at)) {
        const file = join(at, PROJECT_FILE);
        if (existsSync(file))
            return file;
        if (at === dirname(at))
            return undefined;
    }
}
/**
 * Reads a project's file.
 *
 * @param source its text under its absolute path
 * @param schema schema/project.json
 */
export function readProject(source, schema) {
    const root = dirname(source.file);
    const { document, diagnostics } = parseYaml({ file: source.file, text: isEmpty(source.text) ? '{}' : source.text });
    if (document === undefined)
        return { diagnostics: tidyDiagnostics(diagnostics) };
    const value = plain(document.root);
    const faults = validate(schema, value).map(({ path, message, key }) => {
        return { message, at: placeOf(document, path, key ? 'key' : 'value') };
    });
    if (faults.length > 0)
        return { diagnostics: tidyDiagnostics(faults) };
    const uses = value['uses'].map((name, index) => {
        return { name, at: placeOf(document, ['uses', index]) };
    });
    const store = resolve(root, value['store']);
    return { project: { root, store, uses, commands: value['commands'] === true }, diagnostics: [] };
}
/** Nothing but comments: a project with every default. */
function isEmpty(text) {
    return text.replaceAll(/^\s*#.*$/gm, '').trim() === '';
}
