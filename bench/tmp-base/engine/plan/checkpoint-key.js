import { byReach, isWithin, parseReach } from '../core/reach.js';
import { keyOf } from './fingerprint.js';
/**
 * How far a step could start, for the plan: the furthest checkpoint there seems to be, not yet verified. Undefined for a
 * stage without `extends` and where there is none.
 */
export function furthestCheckpoint(step, fingerprint, store) {
    const { extends: parameter } = step.stage;
    if (parameter === undefined)
        return undefined;
    const record = store.actions.get(keyOf(checkpointFingerprint(step, fingerprint)));
    return reachable(record, Number(step.params[parameter])).find(({ ref }) => store.blobs.has(ref))?.reach;
}
/** Of a record's states those that go no further than `goal`, the furthest first. */
export function reachable(record, goal) {
    return Object.entries(record?.outputs ?? {})
        .flatMap(([name, ref]) => {
        const reach = parseReach(name);
        return reach !== undefined && isWithin(reach, goal) ? [{ reach, name, ref }] : [];
    })
        .sort((a, b) => byReach(a.reach, b.reach));
}
/** The fingerprint that all lengths of a step share: without the parameter that only extends it. */
export function checkpointFingerprint(step, fingerprint) {
    const { [step.stage.extends ?? '']: _, ...params } = fingerprint.params;
    return { ...fingerprint, stage: `${fingerprint.stage} checkpoint`, params: params };
}
