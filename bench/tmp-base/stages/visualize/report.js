import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { StageFailure } from '../../engine/core/failure.js';
import { isObject } from '../../engine/core/json.js';
import { oneLayer } from './matrix.js';
/**
 * The entries of a `similarity` artifact: all layers in all snapshots.
 *
 * @throws StageFailure if it is no such artifact
 */
export async function readAllEntries(path) {
    let report;
    try {
        report = JSON.parse(await readFile(path, 'utf8'));
    }
    catch (error) {
        throw new StageFailure(`Cannot read the similarity report ${basename(path)}`, { cause: error });
    }
    if (!isObject(report) || !Array.isArray(report['entries'])) {
        throw new StageFailure(`Cannot read the similarity report ${basename(path)}: it has no list "entries"`);
    }
    return report['entries'];
}
/**
 * The entries of a `similarity` artifact for one snapshot, one for each layer.
 *
 * @throws StageFailure if it is no such artifact, or does not have the snapshot
 */
export async function readEntries(path, snapshot) {
    const entries = await readAllEntries(path);
    const found = entries.filter((entry) => entry.snapshot === snapshot);
    if (found.length > 0)
        return found;
    throw new StageFailure(`The similarity report has nothing about the ${snapshot} weights`, {
        hint: `Add "${snapshot}" to the "snapshots" of the step that compares the filters.`,
    });
}
/**
 * The entry of one layer in one snapshot.
 *
 * @param which.layer left out: the only layer there is
 * @throws StageFailure as `readEntries` and `oneLayer` do
 */
export async function readEntry(path, which) {
    const entries = await readEntries(path, which.snapshot);
    const names = entries.map(({ layer }) => layer);
    const layer = oneLayer(names, which.layer);
    return entries[names.indexOf(layer)];
}
