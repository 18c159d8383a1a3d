import { join } from 'node:path';
import { StageFailure } from '../../engine/core/failure.js';
import { isObject } from '../../engine/core/json.js';
import { metadataAt, readSafetensors, tensorAt, writeSafetensors } from '../formats/safetensors.js';
// How the stages that train keep their states: a safetensors file with `weights/...`, `slots/...` and the kernels of single
// epochs, and as metadata the rows of the history and, inside an epoch, what is done of it.
/** Writing a state more often costs more than a kill would lose: with 10 s it stays far below 2 % of the training. */
const SAVE_EVERY_MS = 10_000;
/**
 * The state that an earlier training of the same kind left, to continue from; undefined when there is nothing. `Row` is what
 * the stage has put into the history.
 *
 * @throws StageFailure when the file is not the state that the engine says it is.
 */
export async function readCheckpoint({ checkpoint, }) {
    if (checkpoint === undefined)
        return undefined;
    const file = await readSafetensors(checkpoint.path);
    const history = numbersOf(file, 'history');
    const part = file.metadata.has('part') ? numbersOf(file, 'part') : undefined;
    const { at: epoch, part: { done, of } = {} } = checkpoint;
    if (history.at(-1)?.epoch !== epoch || part?.done !== done || part?.of !== of) {
        const where = `${epoch} epochs${done === undefined ? '' : ` and ${done} of ${of} batches`}`;
        throw new StageFailure(`The checkpoint after ${where} holds another state`, {
            hint: 'Run the step with --force: it then starts from nothing.',
        });
    }
    return {
        epoch,
        ...(part && { part }),
        weights: tensorsOf(file, 'weights/'),
        slots: tensorsOf(file, 'slots/'),
        history,
        snapshots: Object.fromEntries(Array.from(file.tensors).filter(([name]) => name.startsWith('epoch-'))),
    };
}
/**
 * Keeps states while a training runs: one every 10 s, so that a kill loses little; one when it is told to stop, so that this
 * loses nothing; and the last one, so that a longer training can start there.
 *
 * @param snapshots those so far, which the caller adds to: a training that continues needs them
 */
export function checkpointWriter(context, snapshots = {}) {
    return {
        everyMs: SAVE_EVERY_MS,
        async state({ epoch, part, weights, slots, history }) {
            const path = join(context.scratch, 'checkpoint.safetensors');
            await writeSafetensors(path, { ...under('weights', weights), ...under('slots', slots), ...snapshots }, { history: exactJson(history), ...(part && { part: exactJson(part) }) });
            await context.saveCheckpoint(epoch, path, part && { done: part.done, of: part.of, unit: 'batches' });
        },
    };
}
/** How many epochs a training with this checkpoint has still to do; at least 1, as it is what a time is divided by. */
export function epochsLeft(epochs, from) {
    const { epoch = 0, part } = from ?? {};
    return Math.max(1, epochs - epoch - (part === undefined ? 0 : part.done / part.of));
}
function under(prefix, tensors) {
    return Object.fromEntries(Object.entries(tensors).map(([name, { shape, data }]) => [`${prefix}/${name}`, { dtype: 'F32', shape, data }]));
}
function tensorsOf(file, prefix) {
    const names = [...file.tensors.keys()].filter((name) => name.startsWith(prefix));
    return Object.fromEntries(names.map((name) => {
        const { shape, data } = tensorAt(file, name, 'F32');
        return [name.slice(prefix.length), { shape, data }];
    }));
}
/** JSON reads back every finite double as it was, but has no NaN and no infinities: those are written as texts. */
function exactJson(value) {
    return JSON.stringify(value, (_, each) => typeof each === 'number' && !Number.isFinite(each) ? String(each) : each);
}
/** What `exactJson` has written: all its texts are numbers. */
function numbersOf(file, name) {
    const read = (value) => {
        if (typeof value === 'string')
            return Number(value);
        if (Array.isArray(value))
            return value.map(read);
        return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, read(each)])) : value;
    };
    return read(metadataAt(file, name));
}
