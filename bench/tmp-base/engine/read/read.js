import { didYouMean, oneOf, tidyDiagnostics } from '../core/diagnostic.js';
import { isObject } from '../core/json.js';
import { placeOf, plain } from './document.js';
import { applyOverrides } from './overrides.js';
import { DEFAULT_POLICY, readPolicy } from './policy.js';
import { referenceName } from './references.js';
import { checkSeeds, refusal } from './reference-places.js';
import { REPEAT, readSweep } from './sweep.js';
import { validate } from './validate.js';
import { parseYaml } from './yaml.js';
/** Names of sections and steps: they become parts of ids, paths and messages. */
const NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;
/**
 * The first phase: text -> Experiment, or every diagnostic of the frame at once. Checks the sections, the sweep, the stages'
 * names; the steps themselves are checked by the planner, at every point of the sweep.
 *
 * @param frame the schema of the file without its sections of definitions (schema/experiment.json)
 */
export function readExperiment(source, options) {
    const parsed = parseYaml(source);
    if (parsed.document === undefined)
        return { diagnostics: tidyDiagnostics(parsed.diagnostics) };
    const overridden = applyOverrides(parsed.document, options.overrides ?? []);
    const document = overridden.document;
    const diagnostics = [...overridden.diagnostics];
    const value = plain(document.root);
    const seedAxis = referenceName(value['seed'] ?? null);
    if (seedAxis !== undefined)
        value['seed'] = 0;
    for (const violation of validate(frameSchema(options.frame, options.registry), value)) {
        const refused = violation.key ? undefined : refusal(violation.path, value);
        diagnostics.push({
            message: refused ?? violation.message,
            at: placeOf(document, violation.path, violation.key ? 'key' : 'value'),
        });
    }
    if (diagnostics.length > 0)
        return { diagnostics: tidyDiagnostics(diagnostics) };
    const definitions = {};
    for (const section of Object.keys(options.registry.sections)) {
        definitions[section] = { ...value[section] };
        checkNames([section], Object.keys(definitions[section]), document, diagnostics);
    }
    const { sweep, diagnostics: sweepDiagnostics } = readSweep(value['sweep'], document);
    diagnostics.push(...sweepDiagnostics);
    if (seedAxis !== undefined)
        diagnostics.push(...checkSeeds(seedAxis, sweep, { document, source: value }));
    const declared = value['steps'];
    checkNames(['steps'], Object.keys(declared), document, diagnostics);
    const steps = [];
    const execution = readPolicy(value['execution'], DEFAULT_POLICY, (field, message) => diagnostics.push({ message, at: placeOf(document, ['execution', field]) }));
    for (const [name, fields] of Object.entries(declared)) {
        const step = readStep(name, fields, options.registry, execution, document, diagnostics);
        if (step !== undefined)
            steps.push(step);
        for (const [index, axis] of (step?.over ?? []).entries()) {
            // A step that gathers repeats has the one that there is when nothing is repeated: `--set sweep.repeat=3` is enough.
            if (sweep.axes.includes(axis) || axis === REPEAT)
                continue;
            const bare = referenceName(axis);
            const has = bare !== undefined
                ? `axes are named without "$" here, write ${bare}`
                : sweep.axes.length === 0
                    ? 'the file has no sweep'
                    : `the sweep has ${oneOf(sweep.axes)}`;
            diagnostics.push({
                message: `Unknown axis "${axis}" in "over": ${has}`,
                at: placeOf(document, ['steps', name, 'over', index]),
            });
        }
    }
    const experiment = {
        name: value['experiment'],
        description: value['description'] ?? '',
        seed: seedAxis === undefined ? value['seed'] : { axis: seedAxis },
        runtime: value['runtime'],
        definitions,
        sweep,
        steps,
        outputs: readOutputs(value['outputs']),
        document,
        source: plain(document.root),
    };
    return { experiment, diagnostics: tidyDiagnostics(diagnostics) };
}
const frames = new WeakMap();
/** The frame with the registry's sections put in, as free mappings: entries are checked where steps use them. */
export function frameSchema(frame, registry) {
    const known = frames.get(registry);
    if (known?.frame === frame)
        return known.whole;
    const sections = {};
    for (const section of Object.keys(registry.sections))
        sections[section] = { type: 'object', default: {} };
    const whole = { ...frame, properties: { ...frame['properties'], ...sections } };
    frames.set(registry, { frame, whole });
    return whole;
}
function readStep(name, declared, registry, execution, document, diagnostics) {
    const { stage: declaredStage, over = [], retries: _r, timeout: _t, failure: _f, ...fields } = declared;
    const stageName = declaredStage; // the frame's schema has checked it
    const stage = Object.hasOwn(registry.stages, stageName) ? registry.stages[stageName] : undefined;
    if (stage === undefined && referenceName(stageName) !== undefined) {
        const message = `The stage cannot be a reference, found "${stageName}": it decides which ports and keys the step has`;
        diagnostics.push({ message, at: placeOf(document, ['steps', name, 'stage']) });
        return undefined;
    }
    if (stage === undefined) {
        const allowed = Object.keys(registry.stages);
        const guess = didYouMean(stageName, allowed);
        const message = `Unknown stage "${stageName}"${guess === '' ? ': expected ' : `${guess} Allowed: `}${oneOf(allowed)}`;
        diagnostics.push({ message, at: placeOf(document, ['steps', name, 'stage']) });
        return undefined;
    }
    const policy = readPolicy(declared, execution, (field, message) => diagnostics.push({ message, at: placeOf(document, ['steps', name, field]) }));
    return { name, stage, over: over, policy, fields };
}
function readOutputs(outputs) {
    return Object.entries(outputs).map(([file, value]) => isObject(value)
        ? { file, from: value['from'], print: value['print'] === true }
        : { file, from: value, print: false });
}
function checkNames(path, names, document, diagnostics) {
    for (const name of names) {
        if (NAME.test(name) && name !== REPEAT)
            continue;
        const message = `Expected a name of letters, digits, "_" and "-", starting with a letter, found "${name}"`;
        diagnostics.push({ message, at: placeOf(document, [...path, name], 'key') });
    }
}
