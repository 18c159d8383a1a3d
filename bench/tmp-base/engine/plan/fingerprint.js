import { digestOf } from '../core/digest.js';
/**
 * Everything that may change a step's output, by name: the stage, its code, its parameters after defaults, the seed if it
 * draws random numbers, its place in the sweep if the result tells it, the content of its inputs, and the numeric backend if
 * it computes with one. The names of the experiment, the step and the definitions are left out, so that renaming costs nothing.
 *
 * @param inputs the content digests at each port, in the order of the plan's links
 */
export function fingerprintOf(step, inputs, facts) {
    const { stage } = step;
    return {
        format: 1,
        rules: facts.rules,
        stage: stage.name,
        code: codeOf(step, facts),
        params: step.params,
        inputs,
        ...(stage.files !== undefined && { files: fileDigests(stage.files(step.params), facts) }),
        ...(stage.facts !== undefined && { facts: factsOf(step) }),
        ...(step.seed !== undefined && { seed: step.seed }),
        ...(isPointed(step) && { point: step.point }),
        ...(stage.numeric && { runtime: facts.runtime }),
    };
}
function isPointed({ stage, params, point }) {
    return stage.pointed?.(params) === true && Object.keys(point).length > 0;
}
const known = new WeakMap();
/** The facts of a step's stage, asked for once for the same parameters: to ask may mean to start programs. */
function factsOf({ stage, params }) {
    const facts = known.get(params) ?? stage.facts?.(params) ?? {};
    known.set(params, facts);
    return facts;
}
/** The code that a step runs: one digest, or, where it is in several modules, theirs together. */
function codeOf({ stage, params }, facts) {
    const names = stage.code?.(params) ?? [stage.name];
    return joinCode(names.map((name) => {
        const code = facts.code[name];
        if (code === undefined)
            throw new Error(`Internal error: no code digest "${name}" for stage "${stage.name}"`);
        return code;
    }));
}
/** Several code digests as one. */
function joinCode(codes) {
    const [first, ...more] = codes;
    if (first === undefined)
        throw new Error('Internal error: a step without code');
    if (more.length === 0)
        return first;
    const packages = Object.assign({}, ...codes.map((code) => code['packages']));
    return {
        digest: digestOf('code', codes.map((code) => code['digest'] ?? null)),
        packages,
    };
}
/** The key under which a result is kept. */
export function keyOf(fingerprint) {
    return digestOf('fingerprint', fingerprint);
}
function fileDigests(files, facts) {
    return Object.fromEntries(Object.entries(files).map(([name, path]) => [name, facts.fileDigest(path)]));
}
