import { deriveSeed } from './random.js';
import { dispose } from './tensors.js';
/** Computes each update operation by operation. `state` is taken over. */
export function createEagerTrainer(backend, options, start) {
    let state = start;
    return {
        updatesPerCall: 1,
        async advance(updates) {
            const all = [];
            for (const update of updates) {
                const { next, values } = await advance(backend, options, { state, update });
                dispose(state.weights, state.slots);
                state = next;
                all.push(values);
            }
            return all;
        },
        state: () => ({ weights: copies(backend, state.weights), slots: copies(backend, state.slots) }),
        close: () => dispose(state.weights, state.slots),
    };
}
/** The key of one update's random numbers: int32 `[2]`, (seed of the stream + update, 0); layers add to the second. */
export function stepKey({ tf }, seed, update) {
    return tf.tensor1d(stepKeyValues(seed, update), 'int32');
}
export function stepKeyValues(seed, update) {
    return [(deriveSeed(seed, 'step') + update) | 0, 0];
}
/** One update; reads the loss and the measures. Leaves the old state alone. */
async function advance(backend, { step, optimizer, batch, seed }, { state, update: { examples, update } }) {
    const { tf } = backend;
    const { weights, slots, loss, measures } = tf.tidy(() => step({
        ...state,
        batch: batch(tf.tensor1d(examples, 'int32')),
        key: stepKey(backend, seed, update),
        rates: scalars(backend, optimizer.rates(update)),
    }));
    const read = async (scalar) => (await scalar.data())[0] ?? Number.NaN;
    const values = {};
    for (const [name, measure] of Object.entries(measures))
        values[name] = await read(measure);
    const all = { ...values, loss: await read(loss) };
    dispose(measures, { loss });
    return { next: { weights, slots }, values: all };
}
/** Numbers as float32 scalars. */
export function scalars({ tf }, numbers) {
    return Object.fromEntries(Object.entries(numbers).map(([name, number]) => [name, tf.scalar(number, 'float32')]));
}
/** Tensors of their own on the same memory. */
function copies({ tf }, tensors) {
    return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tf.clone(tensor)]));
}
