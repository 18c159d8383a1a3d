import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  deserialise,
  serialise
} from "./chunk-KMVBH5MF.js";
import "./chunk-DMZMFQHW.js";
import "./chunk-2IJOKHPY.js";
import "./chunk-34IBRBKI.js";
import {
  workerEnvironment,
  workerOptions
} from "./chunk-7AQM7SJD.js";
import "./chunk-OVBRS3VP.js";
import "./chunk-P26KXDJE.js";
import {
  Cancelled,
  StageFailure
} from "./chunk-ICSLOTAE.js";
import "./chunk-RFNO5SSX.js";

// engine/execute/executors/process.js
import { execaNode } from "execa";
var GRACE_MS = 1500;
var TAIL_BYTES = 8192;
var TAIL_LINES = 20;
async function performIsolated(request, controls, entry) {
  if (controls.signal.aborted)
    throw new Cancelled("The run was interrupted");
  let answer;
  const tail = [];
  const saving = /* @__PURE__ */ new Set();
  const worker = execaNode(entry.file, entry.args, {
    ipc: true,
    serialization: "advanced",
    // JSON would turn NaN into null.
    stdin: "ignore",
    buffer: false,
    reject: false,
    cancelSignal: controls.signal,
    forceKillAfterDelay: GRACE_MS,
    extendEnv: false,
    env: { ...workerEnvironment(process.env), ...entry.environment?.(request.runtime) },
    nodeOptions: workerOptions(process)
  });
  for (const stream of [worker.stdout, worker.stderr])
    stream.on("data", (piece) => keepTail(tail, piece));
  worker.on("message", (message) => {
    if (message.type === "ready")
      worker.send({ type: "run", request }, () => void 0);
    else if (message.type === "progress")
      controls.progress(message.progress);
    else if (message.type === "warning")
      controls.warn(message.message);
    else if (message.type === "usedFile")
      controls.usedFile(message.path, message.digest);
    else if (message.type === "checkpoint") {
      const { reach, path } = message;
      const reply = (task) => void (worker.connected && worker.send(task, () => void 0));
      const save = controls.saveCheckpoint(reach, path).then(() => reply({ type: "kept", path }), (error) => reply({ type: "kept", path, failure: serialise(error) }));
      saving.add(save);
      void save.finally(() => saving.delete(save));
    } else
      answer = message;
  });
  const end = await worker;
  await Promise.all(saving);
  if (answer?.type === "done")
    return answer.metrics;
  if (answer?.type === "failed")
    throw deserialise(answer.failure);
  if (controls.signal.aborted)
    throw new Cancelled("The run was interrupted");
  if (end.signal === "SIGHUP")
    return performIsolated(request, controls, entry);
  throw died(end, lastLines(tail), request.stage);
}
function keepTail(tail, piece) {
  tail.push(piece);
  let size = tail.reduce((sum, part) => sum + part.length, 0);
  while (tail.length > 1 && size - (tail[0]?.length ?? 0) >= TAIL_BYTES)
    size -= tail.shift()?.length ?? 0;
}
function lastLines(tail) {
  const text = Buffer.concat(tail).subarray(-TAIL_BYTES).toString("utf8").trimEnd();
  return text.split("\n").slice(-TAIL_LINES).join("\n");
}
function died(end, printed, stage) {
  const output = printed === "" ? "" : `
Its last output was:
${printed}`;
  const { cause } = end;
  if (end.signal === "SIGKILL")
    return new StageFailure(`The process of stage "${stage}" was killed (SIGKILL)${output}`, {
      hint: "Most often the system has run out of memory and killed it (`dmesg` tells): make the step smaller or run fewer at once.",
      cause
    });
  if (end.signal !== void 0)
    return new StageFailure(`The process of stage "${stage}" crashed (${end.signal})${output}`, {
      hint: "A native library crashed, or another program ended the process. Run again; if it happens again, report it with the output.",
      cause
    });
  if (end.exitCode === 127)
    return new StageFailure(`The process of stage "${stage}" could not be loaded${output}`, {
      hint: "No step gets variables such as LD_LIBRARY_PATH, because they can change its result. Use a Node that starts without them.",
      cause
    });
  if (end.exitCode !== void 0)
    return new StageFailure(`The process of stage "${stage}" ended with exit code ${end.exitCode} before it had a result${output}`, {
      hint: "Its output above says more. If memory was short, NODE_OPTIONS=--max-old-space-size=MEGABYTES gives it more.",
      cause
    });
  return new StageFailure(`The process of stage "${stage}" could not be started${output}`, {
    hint: "Check that Node can be started and that the system allows more processes.",
    cause
  });
}
export {
  performIsolated
};
