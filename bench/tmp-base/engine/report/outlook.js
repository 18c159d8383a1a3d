import { showDuration } from '../core/duration.js';
import { makespan } from '../plan/estimate.js';
import { roughly } from './pace.js';
/** Less than this is not worth a word. */
const LEAST_MS = 2000;
/**
 * How much longer a run may take: `about 2 min left`, or `more than 2 min left` where of some steps nothing is known; undefined
 * where nothing can be said.
 */
export function outlook(plan, groups, { cores, durationsMs }, now) {
    const left = new Map();
    let unknown = false;
    for (const group of groups) {
        for (const id of group.unfinished) {
            const ms = group.leftMs(id, durationsMs.get(id) ?? group.meanMs, now);
            if (ms === undefined)
                unknown = true;
            else
                left.set(id, ms);
        }
    }
    const ms = makespan(plan, left, cores);
    if (ms < LEAST_MS)
        return undefined;
    return `${unknown ? 'more than' : 'about'} ${showDuration(roughly(ms))} left`;
}
