import { isObject } from '../../engine/core/json.js';
/** `{inputs.model}`, `{outputs.table}`, `{params.rate}`, `{params.optimizer.rate}`, `{scratch}`; other braces stay as they are. */
const PLACEHOLDER = /\{(scratch|(?:inputs|outputs|params)\.[A-Za-z0-9_.-]+)\}/g;
/** The placeholders in a text, without their braces: `inputs.model`. */
export function placeholdersIn(text) {
    return [...text.matchAll(PLACEHOLDER)].map((found) => found[1] ?? '');
}
/** The arguments of a command given as a list. A placeholder of several paths must be a whole argument and becomes several. */
export function fillArguments(run, values) {
    return run.flatMap((argument) => {
        const [only] = placeholdersIn(argument);
        if (only !== undefined && argument === `{${only}}`)
            return valuesOf(only, values);
        return argument.replaceAll(PLACEHOLDER, (_, name) => valuesOf(name, values).join(' '));
    });
}
/** The text of a shell command: every value is quoted, so that no path or parameter becomes code. */
export function fillShell(run, values) {
    return run.replaceAll(PLACEHOLDER, (_, name) => valuesOf(name, values).map(quoted).join(' '));
}
/** A text with its placeholders filled in, as it is. */
export function fillText(text, values) {
    return text.replaceAll(PLACEHOLDER, (_, name) => valuesOf(name, values).join(' '));
}
/** One word for a POSIX shell. */
function quoted(value) {
    return `'${value.replaceAll("'", `'\\''`)}'`;
}
function valuesOf(placeholder, { inputs, outputs, params, scratch }) {
    if (placeholder === 'scratch')
        return [scratch];
    const [kind, ...path] = placeholder.split('.');
    const name = path.join('.');
    if (kind === 'inputs')
        return inputs[name] ?? unknown(placeholder);
    if (kind === 'outputs')
        return [outputs[name] ?? unknown(placeholder)];
    const value = parameterAt(params, path);
    return value === undefined ? unknown(placeholder) : [typeof value === 'string' ? value : JSON.stringify(value)];
}
function unknown(placeholder) {
    throw new Error(`Internal error: nothing stands for {${placeholder}}`); // infer has refused it
}
/** The parameter at a path of names, or undefined. */
export function parameterAt(params, path) {
    let value = params;
    for (const part of path) {
        if (value === undefined || !isObject(value) || !Object.hasOwn(value, part))
            return undefined;
        value = value[part];
    }
    return value;
}
