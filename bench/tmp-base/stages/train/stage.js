import { defineStage } from '../../engine/core/stage.js';
import { isObject } from '../../engine/core/json.js';
import { activationOf, resolveModel } from '../../nn/model.js';
import { inferShapes } from '../../nn/shapes.js';
import { readSchema } from '../../schema/read.js';
import { keptEpochs } from './kept.js';
export const train = defineStage({
    name: 'train',
    schema: readSchema('stages/train'),
    outputs: {
        model: { kind: 'model', extension: 'safetensors' },
        history: { kind: 'history', extension: 'csv' },
        predictions: { kind: 'predictions', extension: 'safetensors' },
    },
    determinism: 'bitwise',
    seeded: true,
    numeric: true,
    isolated: true,
    // A training of 60 epochs goes on where one of 50 ended.
    extends: 'epochs',
    infer,
    load: () => import('./run.js'),
});
/**
 * Inference of `model`: `{ input, layers: [{ name, type, shape, parameters, macs, kernel?, filters? }], parameters, macs, kept? }`,
 * where `shape` is the layer's output for one image and `kernel` is `[height, width]`, and `kept`, the epochs whose kernels
 * will be there beside the initial and the final weights.
 */
function infer(params, inputs) {
    const model = resolveModel(params.model);
    const summary = inferShapes(model);
    const [data] = inputs['data'] ?? [];
    const known = isObject(data) ? data : {};
    const problems = summary.problems.map(({ path, message }) => ({ path: ['model', ...path], message }));
    problems.push(...checkInput(model, known), ...checkOutput(model, summary, known));
    if (known.train !== undefined && params.batchSize > known.train) {
        problems.push({
            path: ['batchSize'],
            message: `A batch of ${params.batchSize} images is larger than the training set of ${known.train}`,
        });
    }
    const kept = keptEpochs(params);
    const outcome = { ...describe(model, summary), ...(kept.length > 0 && { kept }) };
    return { outputs: { model: outcome }, problems };
}
function checkInput({ input }, { shape }) {
    if (shape === undefined || shape.join() === input.join())
        return [];
    const message = `The model takes images of ${input.join('x')}, the dataset has ${shape.join('x')} (height x width x channels)`;
    return [{ path: ['model', 'input'], message }];
}
/** The last layer must give one probability per class. */
function checkOutput({ layers }, summary, { classes }) {
    const index = layers.length - 1;
    const last = layers[index];
    if (last === undefined)
        return [];
    const path = ['model', 'layers', index, last.type];
    const problems = [];
    if (activationOf(last) !== 'softmax') {
        problems.push({
            path,
            message: `The last layer '${last.name}' ends with ${activationOf(last)}: cross-entropy needs softmax there`,
            notes: ["Write 'activation: softmax' in the last dense layer"],
        });
    }
    const shape = summary.layers[index]?.shape; // unknown when a layer before it does not fit
    if (shape === undefined)
        return problems;
    if (shape.length !== 1) {
        const message = `The last layer '${last.name}' gives ${shape.join('x')} values: expected one row of classes`;
        problems.push({ path, message, notes: ["Add 'flatten: {}' and a dense layer"] });
    }
    else if (classes !== undefined && shape[0] !== classes) {
        const at = last.type === 'dense' ? [...path, 'units'] : path;
        problems.push({ path: at, message: `The last layer has ${shape[0]} outputs, the dataset has ${classes} classes` });
    }
    return problems;
}
function describe({ input }, { layers, parameters, macs }) {
    return { input, layers: layers.map(describeLayer), parameters, macs };
}
function describeLayer({ layer, shape, parameters, macs }) {
    const { name, type } = layer;
    const filters = layer.type === 'conv2d' ? { kernel: layer.kernel, filters: layer.filters } : {};
    return { name, type, shape, parameters, macs, ...filters };
}
