import { didYouMean } from '../../engine/core/diagnostic.js';
import { isObject } from '../../engine/core/json.js';
import { MOST_IN_CLOUD, MOST_IN_HEAT_MAP } from './limits.js';
/** Kinds that draw trainings and networks, not filters. */
const OTHERS = ['curves', 'confusion', 'mistakes', 'network', 'compare', 'latent', 'manifold', 'floor'];
/** What is wrong with a figure, as far as it is known before its inputs are made. */
export function infer(params, inputs) {
    const problems = [
        ...(isAboutFilters(params) ? filterProblems(params, inputs) : otherProblems(params, inputs)),
        ...nameProblems(params, inputs),
        ...splitProblems(params, inputs),
    ];
    return problems.length === 0 ? {} : { problems };
}
function isAboutFilters(params) {
    return !OTHERS.includes(params.kind);
}
function known(inputs, port) {
    return (inputs[port] ?? []).filter(isObject);
}
function otherProblems(params, inputs) {
    const problem = (field, message) => [{ path: [field], message }];
    if (params.kind === 'manifold') {
        const [network] = known(inputs, 'autoencoder');
        const latent = network?.['latent'];
        if (typeof latent === 'number' && latent !== 2) {
            return problem('kind', `Cannot draw a plane of codes of ${latent} numbers: "latent" of the step before must be 2`);
        }
        if (network?.['kind'] === 'plain' && inputs['data'] === undefined) {
            return problem('kind', 'Missing "data": only they tell where the codes of a plain autoencoder lie');
        }
    }
    if (params.kind === 'floor') {
        const shape = known(inputs, 'data')[0]?.['shape'];
        const size = Array.isArray(shape) ? shape.reduce((product, side) => product * Number(side), 1) : Infinity;
        if (params.components >= size) {
            const message = `A code of ${params.components} numbers is no shorter than an image of ${size} values`;
            return problem('components', message);
        }
    }
    if (params.kind === 'compare') {
        const [predictions, models] = [inputs['predictions']?.length ?? 0, inputs['model']?.length ?? 0];
        if (predictions !== models) {
            return problem('model', `Expected a model for each of the ${predictions} predictions, found ${models}`);
        }
    }
    return [];
}
/** As many names as inputs, or, with repeats, as many as there are without them. */
function nameProblems(params, inputs) {
    if (!('names' in params) || params.names === undefined)
        return [];
    const port = params.kind === 'compare' ? 'predictions' : 'history';
    const [names, count] = [params.names.length, inputs[port]?.length ?? 0];
    if (count === 0 || count % names === 0)
        return [];
    return [{ path: ['names'], message: `Found ${names} names for ${count} inputs at "${port}"` }];
}
/** The split that a figure takes images from has none. */
function splitProblems(params, inputs) {
    const split = params.kind === 'contact-sheet' ? params.probe.split : 'test';
    const needs = ['contact-sheet', 'mistakes', 'latent', 'manifold', 'floor'].includes(params.kind);
    if (!needs || !known(inputs, 'data').some((dataset) => dataset[split] === 0))
        return [];
    const path = params.kind === 'contact-sheet' ? ['probe', 'split'] : ['data'];
    return [{ path, message: `The dataset has no ${split} images` }];
}
/** Checks the layers, snapshots and classes asked for against those there are, as far as they are known. */
function filterProblems(params, inputs) {
    const all = [...(inputs['matrix'] ?? []), ...(inputs['similarity'] ?? [])].filter(isCompared);
    const problems = params.kind === 'contact-sheet' ? probeProblems(params, inputs) : [];
    const [first] = all;
    if (first === undefined)
        return problems;
    problems.push(...layerProblems(params, first), ...snapshotProblems(params, first));
    if (problems.length === 0)
        problems.push(...countProblems(params, all));
    if (problems.length === 0 && params.kind === 'contact-sheet')
        problems.push(...kindProblems(params, first, inputs));
    return problems;
}
function layerProblems(params, { layers }) {
    const names = layers.map(({ name }) => name);
    const quoted = names.map((name) => `"${name}"`).join(', ');
    const check = (layer, path) => {
        if (names.includes(layer))
            return [];
        return [{ path, message: `Unknown layer "${layer}": the filters are of ${quoted}${didYouMean(layer, names)}` }];
    };
    if (params.kind === 'summary' || params.kind === 'ratio-filters') {
        return (params.layers ?? []).flatMap((layer, index) => check(layer, ['layers', index]));
    }
    if (params.layer !== undefined)
        return check(params.layer, ['layer']);
    return names.length > 1 ? [{ path: ['kind'], message: `Missing "layer": the filters are of ${quoted}` }] : [];
}
function snapshotProblems(params, { snapshots, activations }) {
    if (params.kind === 'ratio-epochs') {
        if (snapshots.some((name) => name.startsWith('epoch-')))
            return [];
        const message = 'Weights of single epochs were not compared: "snapshots" of the step before needs "epochs"';
        return [{ path: ['kind'], message }];
    }
    const problems = [];
    if (params.kind === 'cosine-activation' && activations === false) {
        const message = 'Activations were not compared: the step before needs "model" and "data"';
        problems.push({ path: ['kind'], message });
    }
    const snapshot = 'snapshot' in params ? params.snapshot : 'final';
    if (!snapshots.includes(snapshot)) {
        const message = `The ${snapshot} weights were not compared: "snapshots" of the step before has only ${snapshots.join(', ')}`;
        problems.push({ path: 'snapshot' in params ? ['snapshot'] : ['kind'], message });
    }
    return problems;
}
/** Too many filters for a picture, or nowhere two. A single point of a sweep that has no two is left out of the figure. */
function countProblems(params, compared) {
    const wanted = 'layers' in params ? params.layers : 'layer' in params && params.layer ? [params.layer] : undefined;
    const layers = compared.flatMap((each) => each.layers.filter(({ name }) => wanted?.includes(name) ?? true));
    const most = { 'heat-map': MOST_IN_HEAT_MAP, 'cosine-activation': MOST_IN_CLOUD }[params.kind] ?? Infinity;
    const path = [wanted === undefined || params.kind === 'ratio-filters' ? 'kind' : 'layer'];
    const large = layers.find(({ filters = 0 }) => filters > most);
    if (large !== undefined) {
        const message = `Layer "${large.name}" has ${large.filters} filters: this figure shows at most ${most}`;
        return [{ path, message, notes: ['A histogram shows the pairs of larger layers'] }];
    }
    const overPoints = ['contact-sheet', 'ratio-filters', 'ratio-epochs'].includes(params.kind);
    if (!overPoints || layers.length === 0 || !layers.every(({ filters = 2 }) => filters < 2))
        return [];
    return [{ path, message: 'There are nowhere two filters to compare: this figure would be empty' }];
}
function probeProblems({ probe }, inputs) {
    const wanted = probe.class;
    if (wanted === undefined)
        return [];
    const counts = known(inputs, 'data').flatMap(({ classes }) => (typeof classes === 'number' ? [classes] : []));
    const classes = Math.min(...counts);
    if (wanted < classes)
        return [];
    return [
        { path: ['probe', 'class'], message: `Unknown class ${wanted}: the dataset has classes 0 to ${classes - 1}` },
    ];
}
/** The kernels of a contact sheet are pictures: only a convolution has such. */
function kindProblems({ layer }, { layers }, inputs) {
    const name = layer ?? layers[0]?.name;
    const listed = known(inputs, 'model')[0]?.['layers'];
    const found = Array.isArray(listed) ? listed.filter(isObject).find((each) => each['name'] === name) : undefined;
    if (found === undefined || found['type'] === 'conv2d')
        return [];
    const path = [layer === undefined ? 'kind' : 'layer'];
    return [
        {
            path,
            message: `Cannot show filters of layer "${name}": it is a ${JSON.stringify(found['type'])}, no convolution`,
        },
    ];
}
function isCompared(value) {
    return isObject(value) && Array.isArray(value['layers']) && Array.isArray(value['snapshots']);
}
