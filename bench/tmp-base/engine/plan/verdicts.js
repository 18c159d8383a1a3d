import { differences } from '../core/reason.js';
import { outputsOf } from './bind.js';
import { furthestCheckpoint } from './checkpoint-key.js';
import { fingerprintOf, keyOf } from './fingerprint.js';
/**
 * Says for each step of a plan what will happen and why. A step whose inputs are all known has a key, and its record tells
 * whether it can be reused; a step behind one that must run waits, and may still be reused when that one yields the same
 * bytes again. A bitwise step that only makes lost outputs anew will yield the bytes its record names, so nothing waits for
 * it; the execution looks at the bytes that come out all the same.
 */
export function judge(plan, past) {
    const verdicts = new Map();
    const made = new Map();
    for (const step of plan.steps) {
        const { verdict, record } = judgeStep(step, made, past);
        verdicts.set(step.id, verdict);
        if (record !== undefined)
            made.set(step.id, record.outputs);
    }
    return verdicts;
}
/**
 * What running a step is to a person: `extend` when it goes on from a checkpoint and nothing but the extending parameter has
 * grown, `heal` when its result was there and its outputs or its record are lost, else `run`.
 */
export function kindOf(step, { reasons, from }) {
    if (reasons.length === 0)
        return 'run';
    if (reasons.every(({ why }) => why === 'output-lost' || why === 'record-lost'))
        return 'heal';
    return from !== undefined && reasons.every((reason) => extendsOnly(step, reason)) ? 'extend' : 'run';
}
function extendsOnly({ stage }, reason) {
    if (reason.why !== 'changed')
        return false;
    const [field, name, ...deeper] = reason.path;
    if (field !== 'params' || name !== stage.extends || deeper.length > 0)
        return false;
    return Number(reason.now) > Number(reason.was);
}
/** The verdict on a step, and the record whose outputs its dependents will get, where that is known. */
function judgeStep(step, made, past) {
    const inputs = {};
    const waitsOn = new Set();
    for (const [port, links] of Object.entries(step.inputs)) {
        const digests = [];
        for (const link of links) {
            const output = made.get(link.step)?.[link.port];
            if (output === undefined)
                waitsOn.add(link.step);
            else
                digests.push({ digest: output.digest, ...(link.point && { point: link.point }) });
        }
        inputs[port] = digests;
    }
    if (waitsOn.size > 0)
        return { verdict: { action: 'wait', on: [...waitsOn] } };
    const fingerprint = fingerprintOf(step, inputs, past.facts);
    const key = keyOf(fingerprint);
    // A forced step starts from nothing, and who forces it doubts what it yields.
    if (past.forced?.has(step.id))
        return { verdict: { action: 'run', key, fingerprint, reasons: [{ why: 'forced' }] } };
    const record = past.actions.get(key);
    const lost = record === undefined ? [] : lostOutputs(step, record, past.blobs);
    if (record !== undefined && lost.length === 0)
        return { verdict: { action: 'reuse', key, record }, record };
    const reasons = record === undefined ? reasonsFor(step, key, fingerprint, past) : lost;
    const from = furthestCheckpoint(step, fingerprint, past);
    const verdict = { action: 'run', key, fingerprint, reasons, ...(from !== undefined && { from }) };
    return record !== undefined && step.stage.determinism === 'bitwise' ? { verdict, record } : { verdict };
}
/** Outputs of a record that are no longer there, or that the record never had. */
function lostOutputs(step, record, blobs) {
    return Object.keys(outputsOf(step.stage, step.params))
        .filter((port) => {
        const ref = record.outputs[port];
        return ref === undefined || !blobs.has(ref);
    })
        .map((output) => ({ why: 'output-lost', output }));
}
/** Why there is no result under a key: the step never ran, its record is lost, or these fields differ from its nearest run. */
export function reasonsFor(step, key, fingerprint, past) {
    const earlier = past.earlier(step.id);
    if (earlier.some((each) => each.key === key))
        return [{ why: 'record-lost' }];
    return nearest(fingerprint, earlier, past.actions)?.reasons ?? [{ why: 'never-run' }];
}
/**
 * Of earlier results the one that differs in the fewest fields, the newest of several, and the differences. The last run may
 * have been an excursion (`--set`): what changed since then would say little.
 */
export function nearest(fingerprint, earlier, actions) {
    let best;
    for (const { key, run } of earlier) {
        const record = actions.get(key);
        if (record === undefined)
            continue;
        const reasons = differences(record.fingerprint, fingerprint);
        if (best === undefined || reasons.length < best.reasons.length)
            best = { key, run, reasons };
        if (reasons.length <= 1)
            break; // nothing is nearer than one difference
    }
    if (best === undefined)
        return undefined;
    const { key, run, reasons } = best;
    return { key, reasons: reasons.map((reason) => ({ ...reason, run })) };
}
