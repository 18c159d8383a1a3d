import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  perform
} from "./chunk-DMZMFQHW.js";
import {
  Cancelled,
  StageFailure,
  UsageError
} from "./chunk-ICSLOTAE.js";

// engine/execute/executors/worker.js
var PROGRESS_EVERY_MS = 100;
function serveWorker(registry) {
  const abort = new AbortController();
  for (const signal of ["SIGINT", "SIGHUP"])
    process.on(signal, () => void 0);
  process.on("SIGTERM", () => abort.abort());
  process.on("disconnect", () => process.exit(1));
  process.on("message", (task) => {
    if (task.type !== "run")
      return;
    void serve(registry, task.request, abort.signal).then(async (answer) => {
      await send(answer);
      process.exit(0);
    });
  });
  void send({ type: "ready" });
}
async function serve(registry, request, signal) {
  try {
    const stage = registry.stages[request.stage];
    if (stage === void 0)
      throw new Error(`Internal error: the worker has no stage "${request.stage}"`);
    let last = -Infinity;
    const metrics = await perform(stage, request, {
      signal,
      progress(progress) {
        const now = performance.now();
        if (now - last < PROGRESS_EVERY_MS && progress.done !== progress.total)
          return;
        last = now;
        void send({ type: "progress", progress });
      },
      warn: (message) => void send({ type: "warning", message }),
      saveCheckpoint,
      usedFile: (path, digest) => void send({ type: "usedFile", path, digest })
    });
    return { type: "done", metrics };
  } catch (error) {
    return { type: "failed", failure: serialise(error) };
  }
}
async function saveCheckpoint(reach, path) {
  const answer = new Promise((resolve, reject) => {
    const listen = (task) => {
      if (task.type !== "kept" || task.path !== path)
        return;
      process.off("message", listen);
      if (task.failure === void 0)
        resolve();
      else
        reject(deserialise(task.failure));
    };
    process.on("message", listen);
  });
  await send({ type: "checkpoint", reach, path });
  return answer;
}
function send(message) {
  return new Promise((resolve) => {
    if (process.send === void 0)
      throw new Error("Internal error: a worker needs a channel to the engine");
    process.send(message, void 0, void 0, () => resolve());
  });
}
function serialise(error) {
  if (!(error instanceof Error))
    return { kind: "bug", message: String(error), hint: void 0, stack: void 0 };
  const { message, stack } = error;
  if (error instanceof StageFailure)
    return { kind: "stage", message, hint: error.hint, stack };
  if (error instanceof UsageError)
    return { kind: "usage", message, hint: error.hint, stack };
  if (error instanceof Cancelled || error.name === "AbortError")
    return { kind: "cancelled", message, hint: void 0, stack };
  return { kind: "bug", message, hint: void 0, stack };
}
function deserialise(failure) {
  const error = build(failure);
  if (failure.stack !== void 0)
    error.stack = failure.stack;
  return error;
}
function build({ kind, message, hint }) {
  const options = hint === void 0 ? {} : { hint };
  if (kind === "stage")
    return new StageFailure(message, options);
  if (kind === "usage")
    return new UsageError(message, options);
  return kind === "cancelled" ? new Cancelled(message) : new Error(message);
}

export {
  serveWorker,
  serialise,
  deserialise
};
