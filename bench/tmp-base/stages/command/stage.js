import { didYouMean, oneOf } from '../../engine/core/diagnostic.js';
import { defineStage } from '../../engine/core/stage.js';
import { readSchema } from '../../schema/read.js';
import { factsOf, filesOf } from './outside.js';
import { parameterAt, placeholdersIn } from './template.js';
export const command = defineStage({
    name: 'command',
    schema: readSchema('stages/command'),
    outputs: {},
    outputsOf: ({ outputs }) => outputs,
    // Nobody can promise it for a program of yours; `assay verify` tells.
    determinism: 'statistical',
    seeded: false,
    numeric: false,
    isolated: true,
    permission: 'commands',
    files: filesOf,
    facts: factsOf,
    infer,
    load: () => import('./run.js'),
});
/** Checks the placeholders: what they name must be there. */
function infer(params, inputs) {
    const problems = [];
    const check = (text, path) => {
        for (const placeholder of placeholdersIn(text)) {
            const message = faultOf(placeholder, params, Object.keys(inputs));
            if (message !== undefined)
                problems.push({ path, message });
        }
    };
    if (typeof params.run === 'string')
        check(params.run, ['run']);
    else
        for (const [index, argument] of params.run.entries())
            check(argument, ['run', index]);
    if (params.metrics !== undefined)
        check(params.metrics, ['metrics']);
    return { problems };
}
function faultOf(placeholder, params, inputs) {
    if (placeholder === 'scratch')
        return undefined;
    const [kind = '', ...path] = placeholder.split('.');
    if (kind === 'params' && parameterAt(params.params, path) !== undefined)
        return undefined;
    const known = { inputs, outputs: Object.keys(params.outputs), params: Object.keys(params.params) }[kind] ?? [];
    const name = path.join('.');
    if (kind !== 'params' && known.includes(name))
        return undefined;
    const what = `Nothing stands for "{${placeholder}}"`;
    if (known.length === 0)
        return `${what}: the step declares no ${kind}`;
    return `${what}${didYouMean(name, known) || `: "${kind}" has ${oneOf(known)}`}`;
}
