import { parseDigest } from '../../core/digest.js';
import { canonical, isObject } from '../../core/json.js';
import { readRecord } from './record-file.js';
import { walk } from './walk.js';
/**
 * By object, the records that were made of it without a check that it had stayed whole: those that have it among their inputs,
 * and those that may have gone on from it as a checkpoint. Reads all records: for the rare moment when an object is damaged.
 */
export function uncheckedUses(folder) {
    const uses = new Map();
    const checkpoints = new Map();
    const others = [];
    const add = (object, placed) => {
        uses.set(object, [...(uses.get(object) ?? []), placed]);
    };
    for (const { path, hex } of walk(folder, '.json', () => undefined)) {
        const key = parseDigest(`sha256:${hex}`);
        const record = key === undefined ? undefined : tryToRead(path, key);
        if (key === undefined || record === undefined || record.checked === true)
            continue;
        const placed = { key, path };
        for (const digest of inputsOf(record))
            add(digest, placed);
        const work = workOf(record);
        others.push({ work, placed });
        const states = Object.values(record.outputs).filter(({ kind }) => kind === 'checkpoint');
        checkpoints.set(work, [...(checkpoints.get(work) ?? []), ...states.map(({ digest }) => digest)]);
    }
    for (const { work, placed } of others)
        for (const state of checkpoints.get(work) ?? [])
            add(state, placed);
    return uses;
}
/** A stranger's record may have anything in the place of its inputs. */
function inputsOf({ fingerprint }) {
    const ports = fingerprint.inputs;
    const inputs = isObject(ports) ? Object.values(ports).flat() : [];
    return inputs.flatMap((input) => parseDigest(isObject(input) ? input['digest'] : undefined) ?? []);
}
/** What a step and its checkpoints have in common: all of their fingerprints but the parameters, of which one is left out. */
function workOf({ fingerprint }) {
    const { params: _, ...work } = fingerprint;
    return canonical(work);
}
function tryToRead(path, key) {
    try {
        const read = readRecord(path, key);
        return typeof read === 'string' ? undefined : read?.record;
    }
    catch {
        return undefined; // Not readable: nobody can use it now.
    }
}
