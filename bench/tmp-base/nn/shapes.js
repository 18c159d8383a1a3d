import { kindOf } from './layers/index.js';
/**
 * The shape, parameters and work of every layer, and everything that is wrong with the model. Shapes after a layer that
 * does not fit are unknown, so at most one problem is about shapes; all duplicate names are told.
 */
export function inferShapes(model) {
    const problems = duplicateNames(model.layers);
    const layers = [];
    let inputShape = model.input;
    for (const [index, layer] of model.layers.entries()) {
        const inferred = kindOf(layer.type).infer(layer, inputShape);
        if ('message' in inferred) {
            problems.push({ path: ['layers', index, layer.type, ...inferred.at], message: inferred.message });
            break;
        }
        const parameters = inferred.weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
        layers.push({ layer, inputShape, parameters, ...inferred });
        inputShape = inferred.shape;
    }
    return {
        layers,
        parameters: layers.reduce((sum, { parameters }) => sum + parameters, 0),
        macs: layers.reduce((sum, { macs }) => sum + macs, 0),
        problems,
    };
}
/** How many values a shape has. */
export function sizeOf(shape) {
    return shape.reduce((product, size) => product * size, 1);
}
function duplicateNames(layers) {
    const problems = [];
    const seen = new Map();
    for (const [index, { name, type }] of layers.entries()) {
        const first = seen.get(name);
        if (first === undefined)
            seen.set(name, index);
        else {
            const message = `Layers ${first + 1} and ${index + 1} are both named '${name}': give one of them another name`;
            problems.push({ path: ['layers', index, type], message });
        }
    }
    return problems;
}
