import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { parseDigest } from '../core/digest.js';
import { Unreadable } from '../store/local/unreadable.js';
import { walk } from '../store/local/walk.js';
import { breather } from '../execute/breather.js';
import { listExperiments, runFiles } from './runs.js';
/**
 * Checks every object against its digest, whatever the index of verified objects says, then every record and every
 * `run.json`, and moves what is damaged to quarantine. Files that do not belong into these folders are moved too; what cannot
 * be read is told and left alone. Memory does not grow with the number of objects. A run may go on meanwhile.
 *
 * @param tell hears how many bytes of the objects are done, of how many
 */
export async function fsck(store, tell) {
    const damage = [];
    const unreadable = [];
    store.notices.listen((message) => damage.push(message));
    const left = (error) => void unreadable.push(`${error.message}. ${error.hint ?? ''}`);
    const objects = await checkObjects(store, tell, left);
    const broken = new Set();
    const missing = [];
    const records = await checkRecords(store, { broken, missing, left });
    const runs = checkRuns(store, left);
    const lost = new Set([...broken, ...missing.map(({ key }) => key)]);
    const proof = await store.verified.proof();
    const untrusted = typeof proof === 'string' ? proof : null;
    const rebuild = lost.size === 0 ? [] : rebuildOf(store, lost);
    return { objects, records, runs, damage, unreadable, untrusted, missing, rebuild };
}
async function checkObjects(store, tell, left) {
    const folder = join(store.root, 'objects', 'sha256');
    const breathe = breather();
    let total = 0;
    for (const { path } of walk(folder, '', () => undefined)) {
        total += sizeOf(path);
        await breathe();
    }
    let [checked, damaged, bytes] = [0, 0, 0];
    for (const { path, hex } of walk(folder, '', left)) {
        const size = sizeOf(path);
        checked += 1;
        if (hex === undefined) {
            store.quarantine.take(path, `The file ${path}`, 'is no object');
            damaged += 1;
        }
        else if (await readably(() => store.blobs.verify(digestOfHex(hex)), left))
            damaged += 1;
        bytes += size;
        tell(bytes, Math.max(total, bytes));
        await breathe();
    }
    return { checked, damaged, bytes };
}
/** Whether something was found wrong; what cannot be read is not wrong. */
async function readably(verify, left) {
    try {
        return (await verify()) !== undefined;
    }
    catch (error) {
        if (!(error instanceof Unreadable))
            throw error;
        left(error);
        return false;
    }
}
async function checkRecords(store, { broken, missing, left, }) {
    const breathe = breather();
    let [checked, damaged] = [0, 0];
    for (const { path, hex } of walk(join(store.root, 'actions'), '.json', left)) {
        checked += 1;
        if (hex === undefined) {
            store.quarantine.take(path, `The file ${path}`, 'is no record');
            damaged += 1;
            continue;
        }
        const key = digestOfHex(hex);
        let record;
        try {
            record = store.actions.inspect(key) ?? store.actions.get(key);
        }
        catch (error) {
            if (!(error instanceof Unreadable))
                throw error;
            left(error);
            continue;
        }
        if (record === undefined) {
            damaged += 1;
            broken.add(key);
            continue;
        }
        const outputs = lostOutputs(store, record);
        // `assay gc` removes a record before its objects: one that is gone by now misses nothing.
        if (outputs.length > 0 && existsSync(path))
            missing.push({ key, stage: record.fingerprint.stage, outputs });
        await breathe();
    }
    return { checked, damaged };
}
function lostOutputs(store, record) {
    return Object.entries(record.outputs).flatMap(([port, ref]) => (store.blobs.has(ref) ? [] : [port]));
}
function checkRuns(store, left) {
    let [checked, damaged] = [0, 0];
    for (const experiment of listExperiments(store)) {
        for (const { number, path, run, unreadable } of runFiles(store, experiment)) {
            checked += 1;
            if (unreadable !== undefined)
                left(unreadable);
            if (run !== undefined || unreadable !== undefined)
                continue;
            damaged += 1;
            store.quarantine.take(path, `The record of run ${number} of ${experiment}`, 'cannot be read as one');
        }
    }
    return { checked, damaged };
}
/** Where the lost keys were last used: by the newest run of each experiment that had them. */
function rebuildOf(store, lost) {
    const rebuild = [];
    for (const experiment of listExperiments(store)) {
        const told = new Set();
        for (const { run } of runFiles(store, experiment)) {
            if (run === undefined)
                continue;
            const steps = run.steps.filter(({ key }) => key !== undefined && lost.has(key) && !told.has(key));
            for (const { key } of steps)
                if (key !== undefined)
                    told.add(key);
            if (steps.length > 0)
                rebuild.push({ experiment, run: run.number, file: run.file, steps: steps.map(({ id }) => id) });
        }
    }
    return rebuild;
}
function digestOfHex(hex) {
    const digest = parseDigest(`sha256:${hex}`);
    if (digest === undefined)
        throw new Error(`Internal error: ${hex} is no digest`);
    return digest;
}
function sizeOf(path) {
    try {
        return lstatSync(path).size;
    }
    catch {
        return 0; // Gone, or in a folder that may not be looked into.
    }
}
