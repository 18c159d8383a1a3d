import { dispose, toHost, toTensors } from './tensors.js';
/**
 * @param stateNow makes tensors, which are disposed of when they have been kept
 * @param start where the training begins: that state is somewhere already
 */
export function createKeeper(stateNow, keep, start) {
    let kept = start;
    let keptAt = performance.now();
    const now = async (place) => {
        if (keep === undefined || place === kept)
            return;
        const state = stateNow();
        try {
            await keep.state({ ...place, ...state });
        }
        finally {
            dispose(state.weights, state.slots);
        }
        kept = place;
        keptAt = performance.now();
    };
    return {
        now,
        async ifDue(place) {
            if (keep !== undefined && performance.now() - keptAt >= keep.everyMs)
                await now(place);
        },
    };
}
/** Keeps copies on the JavaScript side, with the rows that `history` has then; nothing when nobody wants them. */
export function keepOnHost(keep, history) {
    if (keep === undefined)
        return {};
    return {
        keep: {
            everyMs: keep.everyMs,
            async state({ weights, slots, ...place }) {
                await keep.state({
                    ...place,
                    weights: await toHost(weights),
                    slots: await toHost(slots),
                    history: [...history],
                });
            },
        },
    };
}
/**
 * What `fit` starts with: the checkpoint, or else these weights.
 *
 * @throws Error when the checkpoint lacks one of these weights.
 */
export function startOf(backend, from, initial) {
    if (from === undefined)
        return { weights: toTensors(backend, initial) };
    const { epoch, part, slots } = from;
    const place = { epoch, ...(part && { part }) };
    const weights = toTensors(backend, inOrder(from.weights, Object.keys(initial)));
    return { weights, from: { ...place, slots: toTensors(backend, slots) } };
}
/** An objective may add up over all weights: in another order that gives other bits, and a file has an order of its own. */
function inOrder(weights, names) {
    return Object.fromEntries(names.map((name) => {
        const weight = weights[name];
        if (weight === undefined)
            throw new Error(`Internal error: the checkpoint has no weight '${name}'`);
        return [name, weight];
    }));
}
