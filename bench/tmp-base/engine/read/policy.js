import { parseDuration } from '../core/duration.js';
/** The clock that ends a step counts to 24 days: with a longer time it would end the step at once. */
const LONGEST_MS = 500 * 3_600_000;
/**
 * What a step or the section `execution` says of retries, timeout and failure, which agrees with the frame's schema; where it
 * says nothing, `otherwise` holds.
 *
 * @param report takes the one fault that the schema cannot see
 */
export function readPolicy({ retries, timeout, failure }, otherwise, report) {
    let { timeoutMs } = otherwise;
    if (timeout === 'none')
        timeoutMs = undefined;
    else if (timeout !== undefined) {
        timeoutMs = typeof timeout === 'number' ? timeout * 1000 : parseDuration(timeout);
        if (timeoutMs === undefined || timeoutMs < 1 || timeoutMs > LONGEST_MS)
            report('timeout', `Expected a duration from 1 ms to 500 h for "timeout", found ${JSON.stringify(timeout)}`);
    }
    return {
        retries: retries ?? otherwise.retries,
        timeoutMs,
        failure: failure ?? otherwise.failure,
    };
}
/** What holds where the file says nothing: the defaults of the schema. */
export const DEFAULT_POLICY = { retries: 0, timeoutMs: undefined, failure: 'continue' };
