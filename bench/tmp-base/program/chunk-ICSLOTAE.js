import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);

// engine/core/failure.js
var StageFailure = class extends Error {
  name = "StageFailure";
  /** What the user can do next, one sentence. */
  hint;
  constructor(message, options = {}) {
    super(message, options.cause === void 0 ? void 0 : { cause: options.cause });
    this.hint = options.hint;
  }
};
var Cancelled = class extends Error {
  name = "Cancelled";
};
var UsageError = class extends Error {
  name = "UsageError";
  hint;
  constructor(message, options = {}) {
    super(message, options.cause === void 0 ? void 0 : { cause: options.cause });
    this.hint = options.hint;
  }
};
function isExpected(error) {
  return error instanceof StageFailure || error instanceof Cancelled || error instanceof UsageError;
}

export {
  StageFailure,
  Cancelled,
  UsageError,
  isExpected
};
