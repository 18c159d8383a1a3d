import { didYouMean, oneOf } from '../core/diagnostic.js';
import { withPart } from './document.js';
import { parseYaml } from './yaml.js';
const PATH = /^[^.[\]=]+(?:\.[^.[\]=]+|\[\d+\])*$/;
/**
 * Applies `--set path=value` arguments, for example `steps.training.epochs=2` or `sweep.filters=[8, 16]`. The value is
 * YAML, so a number stays a number; the result is checked like the file itself, with the argument as the place.
 */
export function applyOverrides(document, overrides) {
    const diagnostics = [];
    let root = document.root;
    for (const text of overrides) {
        const source = { file: '--set', text };
        const equals = text.indexOf('=');
        const path = text.slice(0, Math.max(0, equals)).trim();
        if (equals === -1 || !PATH.test(path)) {
            const message = `Expected path=value, for example steps.training.epochs=2, found "${text}"`;
            diagnostics.push({ message, at: { source, start: 0, end: text.length } });
            continue;
        }
        const parts = parsePath(path);
        const problem = pathProblem(root, parts);
        if (problem !== undefined) {
            diagnostics.push({ message: problem, at: { source, start: 0, end: path.length } });
            continue;
        }
        // The value keeps its offsets within the argument, so that a squiggle points into the argument.
        const value = parseYaml({ file: '--set', text: `value: ${text.slice(equals + 1)}` });
        const part = value.document?.root.fields?.get('value');
        if (part === undefined || value.diagnostics.length > 0) {
            const why = value.diagnostics[0]?.message ?? 'no value';
            diagnostics.push({
                message: `Cannot read the value of "${path}": ${why}`,
                at: { source, start: equals + 1, end: text.length },
            });
            continue;
        }
        const place = { source, start: equals + 1, end: text.length };
        const key = { source, start: 0, end: path.length };
        root = withPart(root, parts, { ...part, place, key });
    }
    return { document: { ...document, root }, diagnostics };
}
/** What keeps a path from being set, or undefined. An entry of a section is there, or the whole of it is given. */
function pathProblem(root, parts) {
    if (parts.includes('__proto__'))
        return 'The key "__proto__" is not allowed';
    const [section, entry, ...rest] = parts;
    const entries = root.fields?.get(String(section))?.fields;
    if (entries === undefined || entry === undefined || rest.length === 0 || entries.has(String(entry)))
        return undefined;
    const names = [...entries.keys()];
    return `There is no "${entry}" in "${section}"${didYouMean(String(entry), names) || `, which has ${oneOf(names)}`}`;
}
function parsePath(path) {
    return [...path.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map((match) => match[1] === undefined ? match[0] : Number(match[1]));
}
