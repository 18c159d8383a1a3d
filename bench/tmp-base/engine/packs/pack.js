import { isObject } from '../core/json.js';
const NAME = /^[a-z][a-z0-9-]{0,63}$/;
/** What is wrong with a value that should be a pack's definition; undefined when nothing is. */
export function faultOf(value) {
    if (!isMapping(value))
        return 'it has no default export made by definePack({ name, stages })';
    if (!isName(value['name']))
        return badName(value['name']);
    const { stages } = value;
    if (!Array.isArray(stages))
        return `expected a list of "stages", found ${JSON.stringify(stages) ?? 'none'}`;
    for (const [index, stage] of stages.entries()) {
        const fault = stageFault(stage);
        if (fault !== undefined)
            return `stages[${index}]: ${fault}`;
    }
    return undefined;
}
function stageFault(stage) {
    if (!isMapping(stage))
        return 'expected a stage made by defineStage({ ... })';
    const { name, schema, outputs, entry, variant } = stage;
    if (!isName(name))
        return badName(name);
    if (!isMapping(schema))
        return `the stage "${name}" has no "schema"`;
    if (!isMapping(outputs))
        return `the stage "${name}" has no "outputs"`;
    const entries = entry instanceof URL ? [entry] : isMapping(entry) ? Object.values(entry) : [];
    if (entries.length === 0 || !entries.every((url) => url instanceof URL))
        return `the stage "${name}" has no "entry": write new URL('./${name}.run.ts', import.meta.url)`;
    if (entries.length > 1 && typeof variant !== 'function')
        return `the stage "${name}" has several entries and no "variant(params)" that chooses one`;
    return undefined;
}
function badName(found) {
    return `expected a "name" of small letters, digits and "-", found ${JSON.stringify(found) ?? 'none'}`;
}
function isName(value) {
    return typeof value === 'string' && NAME.test(value);
}
function isMapping(value) {
    return isObject(value);
}
