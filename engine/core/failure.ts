/** A step failed in a way that can happen in a healthy program: a missing file, a NaN loss, a full disk. Shown without a stack trace. */
export class StageFailure extends Error {
  override readonly name = 'StageFailure';
  /** What the user can do next, in one sentence. */
  readonly hint: string | undefined;

  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.hint = options.hint;
  }
}

/** The run was interrupted (Ctrl-C, or a signal): not a failure of the step. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/** The command was used wrongly, or the system does not allow it (an unwritable store): exit code 2, no stack trace. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly hint: string | undefined;

  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.hint = options.hint;
  }
}

/** True for what can happen in a healthy program; anything else is a bug and keeps its stack trace. */
export function isExpected(error: unknown): error is StageFailure | Cancelled | UsageError {
  return error instanceof StageFailure || error instanceof Cancelled || error instanceof UsageError;
}
