import { isExpected } from '../core/failure.js';
import { artifactName } from '../runs/verification.js';
/**
 * Compares every artifact that the steps `ids` made in a run with what came of them now, in plan order.
 *
 * @returns `missing`: the artifacts, as `step.port`, of steps that came to nothing now
 */
export async function checkArtifacts(ids, results, comparison) {
    const before = new Map(comparison.run.steps.map((step) => [step.id, step]));
    const checked = [];
    const missing = [];
    for (const id of ids) {
        const result = results.get(id);
        const outputs = result?.action === 'finished' || result?.action === 'reused' ? result.record.outputs : {};
        for (const [port, was] of Object.entries(before.get(id)?.outputs ?? {})) {
            const now = outputs[port];
            if (now === undefined)
                missing.push(artifactName({ id, port }));
            else
                checked.push({ id, port, kind: was.kind, ...(await check(was, now, comparison)) });
        }
    }
    return { checked, missing };
}
async function check(was, now, comparison) {
    const digests = { was: was.digest, now: now.digest };
    if (was.digest === now.digest)
        return { outcome: 'same', ...digests };
    const difference = await differenceOf(was, now, comparison);
    const bound = comparison.tolerances[was.kind];
    const size = difference?.size ?? Infinity;
    const outcome = bound !== undefined && size <= bound ? 'within' : 'different';
    return { outcome, ...digests, ...(difference !== undefined && { difference }) };
}
async function differenceOf(was, now, { then, now: again, artifacts }) {
    const [a, b] = [await then.blobs.open(was), await again.blobs.open(now)];
    if (a === undefined || b === undefined)
        return undefined;
    try {
        return await artifacts.differenceOf(was.kind, a, b);
    }
    catch (error) {
        if (!isExpected(error))
            throw error;
        return { size: null, absolute: 0, relative: 0, text: `and cannot be compared: ${error.message}` };
    }
}
