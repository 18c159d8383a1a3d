/** The name of a state in the record of its step's checkpoints: `3`, or `3+120/469 batches`. */
export function reachName({ at, part }) {
    return part === undefined ? String(at) : `${at}+${part.done}/${part.of} ${part.unit}`;
}
const NAME = /^(\d{1,15})(?:\+(\d{1,15})\/(\d{1,15}) ([a-z]{1,20}))?$/;
/** What `reachName` has named; undefined for any other text: somebody may have edited the record. */
export function parseReach(name) {
    const [, at, done, of, unit] = NAME.exec(name) ?? [];
    if (at === undefined)
        return undefined;
    const reach = { at: Number(at) };
    if (done === undefined || of === undefined || unit === undefined)
        return reach;
    const part = { done: Number(done), of: Number(of), unit };
    return isPart(part) ? { ...reach, part } : undefined;
}
/** Whether a state that goes so far lies on the way of a step that goes `goal` units far. */
export function isWithin({ at, part }, goal) {
    if (!Number.isSafeInteger(at) || at < 0)
        return false;
    return part === undefined ? at >= 1 && at <= goal : at < goal && isPart(part);
}
/** Puts the state that goes further first; of two that go equally far the one of whole units. */
export function byReach(a, b) {
    return amountOf(b) - amountOf(a) || Number(a.part !== undefined) - Number(b.part !== undefined);
}
/** How far it goes in units, with fractions. */
export function amountOf({ at, part }) {
    return at + (part === undefined ? 0 : part.done / part.of);
}
/** `3 epochs and 120 of 469 batches`. `parameter` is the one that extends the step; it counts, so its name is a plural. */
export function showReach({ at, part }, parameter) {
    const whole = `${at} ${at === 1 ? parameter.replace(/s$/, '') : parameter}`;
    if (part === undefined)
        return whole;
    const rest = `${part.done} of ${part.of} ${part.unit}`;
    return at === 0 ? rest : `${whole} and ${rest}`;
}
function isPart({ done, of, unit }) {
    return (Number.isSafeInteger(done) && Number.isSafeInteger(of) && done >= 1 && done <= of && /^[a-z]{1,20}$/.test(unit));
}
