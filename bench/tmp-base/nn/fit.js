import { setImmediate as nextTurn } from 'node:timers/promises';
import { createKeeper } from './checkpoint.js';
import { NotRecordable } from './graph/recorder.js';
import { createTracedTrainer } from './graph/traced-trainer.js';
import { createMeans } from './means.js';
import { initialSlots } from './optimizers/kind.js';
import { permutation } from './random.js';
import { dispose } from './tensors.js';
import { createEagerTrainer } from './trainer.js';
export { stepKey } from './trainer.js';
/** The training went numerically wrong: the loss of a batch is NaN or infinite. */
export class DivergedError extends Error {
    name = 'DivergedError';
    /** Counts from 1. */
    epoch;
    /** Within the epoch, counts from 1. */
    batch;
    /** The rate of the update that made the loss go wrong, or would have followed. */
    learningRate;
    loss;
    constructor(at) {
        super(`The loss became ${at.loss} in epoch ${at.epoch}, batch ${at.batch}, at learning rate ${at.learningRate}`);
        this.epoch = at.epoch;
        this.batch = at.batch;
        this.learningRate = at.learningRate;
        this.loss = at.loss;
    }
}
/** The longest the event loop is kept waiting between batches: Ctrl-C and messages get through. */
const YIELD_MS = 50;
/**
 * Trains for a number of epochs and gives the weights, which are then the caller's to dispose of. Each epoch takes every
 * example once, in an order that is a function of (seed, epoch) only; the last batch may be smaller and counts by its size in
 * the means. The random numbers of an update are a function of (seed, update) only. So a training that continues from a state
 * ends with the bits of one that was never interrupted, wherever in an epoch it was.
 *
 * @throws DivergedError when the loss of a batch is not finite.
 * @throws The signal's reason when it is aborted: seen between two batches, and in `onEpoch` if that throws it. The state is
 * kept first.
 */
export async function fit(backend, options) {
    const { signal, onEpoch, epochs, weights, from } = options;
    const slots = from?.slots ?? initialSlots(backend, options.optimizer, weights);
    const breathe = createBreather(signal);
    const trainer = await createTrainer(backend, options, { start: { weights, slots }, pause: breathe });
    const report = async (about) => {
        if (onEpoch === undefined)
            return;
        const { weights, slots } = trainer.state();
        try {
            await onEpoch({ ...about, weights });
        }
        finally {
            dispose(weights, slots);
        }
    };
    let place = from ?? { epoch: 0 };
    const keeper = createKeeper(() => trainer.state(), options.keep, place);
    try {
        if (from === undefined)
            await report({ epoch: 0 });
        while (place.epoch < epochs) {
            const { epoch: before, part } = place;
            for await (const next of trainEpoch(trainer, options, { epoch: before + 1, part, breathe })) {
                place = { epoch: before, part: next };
                await keeper.ifDue(place);
            }
            const { loss, measures } = createMeans(place.part?.sums).read();
            await report({ epoch: before + 1, loss, measures });
            place = { epoch: before + 1 };
            await (place.epoch === epochs ? keeper.now(place) : keeper.ifDue(place));
        }
        const end = trainer.state();
        dispose(end.slots);
        return end.weights;
    }
    catch (error) {
        // Whatever else went wrong, the trainer may no longer be where `place` says.
        if (signal?.aborted === true && error === signal.reason)
            await keeper.now(place);
        throw error;
    }
    finally {
        trainer.close();
    }
}
/** Trains an epoch from where `part` ended, and tells after every few batches what is done of it. */
async function* trainEpoch(trainer, options, { epoch, part, breathe, }) {
    const means = createMeans(part?.sums);
    const updates = updatesOf(options, epoch);
    const of = updates.length;
    if (part !== undefined && part.of !== of) {
        throw new Error(`Internal error: a state of an epoch of ${part.of} batches cannot continue one of ${of}`);
    }
    for (let done = part?.done ?? 0; done < of;) {
        await breathe();
        const several = nextCall(updates, done, trainer.updatesPerCall);
        const values = await trainer.advance(several);
        for (const [index, { loss, ...measures }] of values.entries()) {
            const { examples, update } = several[index] ?? { examples: [], update: Number.NaN };
            const batch = done + index + 1;
            if (!Number.isFinite(loss)) {
                const { learningRate } = options.optimizer.rates(update);
                throw new DivergedError({ epoch, batch, learningRate, loss });
            }
            means.add(examples.length, loss, measures);
            if (options.signal?.aborted !== true)
                options.onBatch?.({ epoch, batch, batches: of, ...means.read() });
        }
        done += several.length;
        yield { done, of, sums: means.sums() };
    }
}
/** The updates of one epoch: its batches, in order. */
function updatesOf({ count, batchSize, seed }, epoch) {
    const order = permutation(count, { seed, epoch });
    const batches = Math.ceil(count / batchSize);
    return Array.from({ length: batches }, (_, batch) => ({
        examples: order.slice(batch * batchSize, (batch + 1) * batchSize),
        update: (epoch - 1) * batches + batch,
    }));
}
/** As many updates as one call does at once, if there are still so many of full size; else one. */
function nextCall(updates, done, updatesPerCall) {
    const several = updates.slice(done, done + updatesPerCall);
    const size = several[0]?.examples.length;
    const together = several.length === updatesPerCall && several.every(({ examples }) => examples.length === size);
    return together ? several : several.slice(0, 1);
}
/** A graph where the backend can have one, else operation by operation: the bits are the same. */
async function createTrainer(backend, options, { start, pause }) {
    const { execution = 'auto', from, onFallback } = options;
    const updates = updatesOf(options, (from?.epoch ?? 0) + 1);
    const [first, last] = [updates[0], updates.at(-1)];
    if (backend.name === 'tensorflow' && execution === 'auto' && first !== undefined && last !== undefined) {
        const samples = first.examples.length === last.examples.length ? [first] : [first, last];
        try {
            return await createTracedTrainer(backend, { ...options, samples, pause }, start);
        }
        catch (error) {
            if (!(error instanceof NotRecordable)) {
                dispose(start.weights, start.slots);
                throw error;
            }
            onFallback?.(`Training operation by operation, as the step cannot be made a graph: ${error.message}`);
        }
    }
    return createEagerTrainer(backend, options, start);
}
/** Lets the event loop turn when it has waited for `YIELD_MS`, and then throws if the signal is aborted. */
export function createBreather(signal) {
    let last = performance.now();
    return async () => {
        if (performance.now() - last >= YIELD_MS) {
            await nextTurn();
            last = performance.now();
        }
        signal?.throwIfAborted();
    };
}
