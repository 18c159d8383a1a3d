/**
 * A training step as a pure function of tensors: forward, backward, update. Nothing in it is read back to JavaScript and
 * nothing that changes from step to step is a JavaScript number, so that it can be recorded once and replayed as a graph.
 */
export function createStep(backend, { objective, optimizer }) {
    const { tf } = backend;
    const gradientsOf = ({ weights, batch, key }) => tf.tidy(() => {
        const names = Object.keys(weights);
        let measures = {};
        const differentiate = tf.valueAndGrads((...values) => {
            const result = objective({ weights: named(names, values), batch, key });
            // valueAndGrads disposes of all but the loss: what is kept here is disposed of below.
            measures = mapTensors(result.measures ?? {}, (measure) => tf.keep(measure));
            return result.loss;
        });
        const { value, grads } = differentiate(Object.values(weights));
        const owned = mapTensors(measures, (measure) => {
            const copy = tf.clone(measure); // belongs to this tidy, unlike the kept one
            measure.dispose();
            return copy;
        });
        const gradients = optimizer.regularise(backend, { weights, gradients: named(names, grads) });
        return { loss: value, measures: owned, gradients };
    });
    const step = ({ weights, slots, batch, key, rates }) => tf.tidy(() => {
        const { loss, measures, gradients } = gradientsOf({ weights, batch, key });
        return { loss, measures, ...optimizer.update(backend, { weights, gradients, slots, rates }) };
    });
    return Object.assign(step, { gradients: gradientsOf });
}
function named(names, values) {
    const tensors = {};
    for (const [index, name] of names.entries()) {
        const value = values[index];
        if (value === undefined)
            throw new Error(`Internal error: no tensor for '${name}'`);
        tensors[name] = value;
    }
    return tensors;
}
function mapTensors(tensors, change) {
    return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, change(tensor)]));
}
