/** A step failed in a way that can happen: a missing file, a NaN loss, a full disk. Shown without a stack trace. */
export class StageFailure extends Error {
    name = 'StageFailure';
    /** What the user can do next, one sentence. */
    hint;
    constructor(message, options = {}) {
        super(message, options.cause === undefined ? undefined : { cause: options.cause });
        this.hint = options.hint;
    }
}
/** The run was interrupted (Ctrl-C, or a signal): not a failure of the step. */
export class Cancelled extends Error {
    name = 'Cancelled';
}
/** The command was used wrongly or the world does not allow it (an unwritable store): exit code 2, no stack trace. */
export class UsageError extends Error {
    name = 'UsageError';
    hint;
    constructor(message, options = {}) {
        super(message, options.cause === undefined ? undefined : { cause: options.cause });
        this.hint = options.hint;
    }
}
/** True for what can happen in a healthy program; anything else is a bug and keeps its stack trace. */
export function isExpected(error) {
    return error instanceof StageFailure || error instanceof Cancelled || error instanceof UsageError;
}
