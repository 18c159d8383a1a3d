import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  breather
} from "./chunk-XWKR3IZP.js";
import {
  recordedPast
} from "./chunk-W44QNCQ5.js";
import {
  earlierKeys,
  errorWords
} from "./chunk-6Q5TO477.js";
import {
  checkpointFingerprint,
  fingerprintOf,
  furthestCheckpoint,
  keyOf,
  reachable,
  reasonsFor
} from "./chunk-5YIOGQ3B.js";
import {
  expectedDurations
} from "./chunk-6JSKANZI.js";
import {
  byReach,
  isWithin,
  parseReach,
  reachName,
  showReach
} from "./chunk-JYSP53U2.js";
import {
  showDuration
} from "./chunk-UUVHQ3UC.js";
import {
  codeGone,
  outputPath,
  perform
} from "./chunk-DMZMFQHW.js";
import {
  systemFailure
} from "./chunk-2IJOKHPY.js";
import {
  onInterrupt
} from "./chunk-3EJ7BNHA.js";
import {
  EXIT
} from "./chunk-2NPJMGMJ.js";
import {
  StageFailure
} from "./chunk-ICSLOTAE.js";

// engine/runs/host.js
import { arch, cpus, hostname, platform, release, totalmem } from "node:os";
function describeHost() {
  const processors = cpus();
  return {
    name: hostname(),
    system: `${platform()} ${release()}`,
    architecture: arch(),
    processor: processors[0]?.model ?? "unknown",
    cores: processors.length,
    memoryBytes: totalmem(),
    node: process.version
  };
}

// engine/core/clock.js
function steadyClock() {
  let offset = -Infinity;
  return () => {
    const monotonic = performance.now();
    offset = Math.max(offset, Date.now() - monotonic);
    return Math.floor(offset + monotonic);
  };
}

// engine/execute/checkpoints.js
var OUTLIVES_MS = 6e4;
var Checkpoints = class {
  #store;
  #fingerprint;
  #parameter;
  #goal;
  /** The state that this run has saved on its way: only the last of them is kept. */
  #passed;
  /** The name of the last state that this run has saved. */
  #saved;
  /** The files of those that were replaced, and when. */
  #replaced = [];
  /** Of a step whose stage has `extends`. */
  constructor(store, step, fingerprint) {
    this.#store = store;
    this.#fingerprint = checkpointFingerprint(step, fingerprint);
    this.#parameter = step.stage.extends ?? "";
    this.#goal = Number(step.params[this.#parameter]);
  }
  /**
   * The furthest state that goes no further than the step, verified and watched; a damaged one is passed over. With `own` only
   * the last one that this run has saved counts.
   */
  async latest({ own }) {
    const record = this.#store.actions.use(keyOf(this.#fingerprint));
    for (const { reach, name, ref } of reachable(record, this.#goal)) {
      if (own && name !== this.#saved)
        continue;
      const object = await this.#store.blobs.watch(ref);
      if (object !== void 0)
        return { ...reach, ...object };
    }
    return void 0;
  }
  /**
   * Takes the state in the file `path` into the store, then lets go of the one before it on this run's way. What it was made of
   * must have been found unchanged.
   */
  async save(reach, path) {
    if (!isWithin(reach, this.#goal)) {
      const found = showReach(reach, this.#parameter);
      throw new Error(`A checkpoint goes no further than its step, ${this.#goal} ${this.#parameter}; found ${found}`);
    }
    const file = await this.#store.blobs.putForNow(path);
    const outputs = { ...this.#record()?.outputs };
    const before = this.#passed;
    if (before !== void 0)
      delete outputs[before.name];
    for (const name2 of Object.keys(outputs))
      if (isLeftBehind(name2, reach))
        delete outputs[name2];
    const name = reachName(reach);
    const stays = reach.at === this.#goal || Object.hasOwn(outputs, name);
    outputs[name] = { kind: "checkpoint", extension: "bin", digest: file.digest, bytes: file.bytes };
    this.#passed = stays ? void 0 : { name, file };
    this.#saved = name;
    const record = {
      format: 1,
      key: keyOf(this.#fingerprint),
      fingerprint: this.#fingerprint,
      outputs,
      metrics: {},
      startedAt: (/* @__PURE__ */ new Date(0)).toISOString(),
      durationMs: 0,
      host: null,
      checked: true
    };
    await this.#store.actions.put(record);
    if (before !== void 0)
      this.#replaced.push({ file: before.file, at: performance.now() });
    this.#removeReplaced(outputs);
  }
  #removeReplaced(outputs) {
    const needed = new Set(Object.values(outputs).map(({ digest }) => digest));
    this.#replaced = this.#replaced.filter(({ file, at }) => {
      if (performance.now() - at < OUTLIVES_MS)
        return true;
      if (!needed.has(file.digest))
        file.remove();
      return false;
    });
  }
  #record() {
    return this.#store.actions.use(keyOf(this.#fingerprint));
  }
};
function isLeftBehind(name, reach) {
  const other = parseReach(name);
  return other?.part !== void 0 && byReach(reach, other) <= 0;
}

// engine/execute/run-step.js
import { existsSync } from "node:fs";
import { join } from "node:path";

// engine/execute/used-files.js
import { resolve } from "node:path";
var UsedFiles = class {
  /** Digests by absolute path: a file may have been read more than once. */
  #used = /* @__PURE__ */ new Map();
  /** The step has used the bytes with this digest as the content of the file. */
  note(path, digest) {
    const place = resolve(path);
    const digests = this.#used.get(place) ?? /* @__PURE__ */ new Set();
    digests.add(digest);
    this.#used.set(place, digests);
  }
  /**
   * Checks that the step has used the very bytes that are in its key.
   *
   * @throws StageFailure when a file had other bytes; Error, a bug of the stage, when it has used a file that it does not
   * declare, or has not said what it used of one that is in its key
   */
  check({ id, stage, params }, { files: expected = {} }) {
    const undeclared = new Set(this.#used.keys());
    for (const [name, path] of Object.entries(stage.files?.(params) ?? {})) {
      const place = resolve(path);
      const digest = expected[name] ?? null;
      const used = this.#used.get(place);
      undeclared.delete(place);
      if (used === void 0 && digest !== null)
        throw new Error(`Stage "${stage.name}" has not said which bytes of ${path} it has used`);
      if ([...used ?? []].some((each) => each !== digest))
        throw new StageFailure(`${path}, which ${id} reads, was changed while it ran`, {
          hint: "Run again when the file is complete."
        });
    }
    for (const path of undeclared)
      throw new Error(`Stage "${stage.name}" has used ${path}, which is not among its \`files\``);
  }
};

// engine/execute/run-step.js
async function runStep(step, start, world) {
  const { stage } = step;
  const { inputs, runtime, checkpoint } = start;
  const inFolder = async (folder) => {
    const ports = Object.entries(stage.outputsOf?.(step.params) ?? stage.outputs);
    const request = {
      stage: stage.name,
      // A copy: the plan must stay as it is, whatever the stage does with it.
      params: structuredClone(step.params),
      runtime,
      seed: step.seed,
      point: step.point,
      facts: start.facts,
      inputs,
      outputs: Object.fromEntries(ports.map(([port, { extension }]) => [port, outputPath(folder, port, extension)])),
      scratch: join(folder, "scratch"),
      ...checkpoint !== void 0 && { checkpoint: plain(checkpoint) }
    };
    const usedFiles = new UsedFiles();
    const warnings = [];
    const controls = controlsOf(step, start, world, { usedFiles, warnings });
    const metrics = await runIn(step, request, controls, world);
    checkMetrics(stage.name, metrics);
    const outputs = {};
    for (const [port, { kind, extension }] of ports) {
      const path = outputPath(folder, port, extension);
      if (!existsSync(path))
        throw new Error(`Stage "${stage.name}" has not written its output "${port}"`);
      outputs[port] = { kind, extension, ...await world.store.blobs.take(path) };
    }
    return { outputs, metrics, warnings, usedFiles };
  };
  return world.store.withScratch(inFolder, { foreign: hasProcess(stage, world) });
}
function hasProcess({ isolated }, { workerEntry }) {
  return isolated || workerEntry.always === true;
}
function plain({ at, part, path }) {
  return { at, path, ...part !== void 0 && { part } };
}
function controlsOf(step, start, world, told) {
  return {
    signal: start.signal,
    warn(message) {
      told.warnings.push(message);
      world.report({ type: "warned", step: step.id, at: world.now(), message });
    },
    progress: (progress) => world.report({ type: "progress", step: step.id, at: world.now(), progress }),
    usedFile: (path, digest) => told.usedFiles.note(path, digest),
    async saveCheckpoint(reach, path) {
      if (await start.changed())
        throw new StageFailure(`What ${step.id} reads was changed while it ran`);
      await start.checkpoints?.save(reach, path);
    }
  };
}
async function runIn(step, request, controls, world) {
  if (!hasProcess(step.stage, world))
    return perform(step.stage, request, controls);
  const { performIsolated } = await import("./process-6XY6RLCC.js").catch((error) => {
    throw codeGone(error, step.stage.name);
  });
  return performIsolated(request, controls, world.workerEntry);
}
function checkMetrics(stage, metrics) {
  for (const [name, value] of Object.entries(metrics)) {
    if (typeof value === "string" || Number.isFinite(value))
      continue;
    throw new Error(`Stage "${stage}" returned the metric "${name}" as ${String(value)}: expected a finite number or text`);
  }
}

// engine/execute/attempts.js
async function attemptStep(step, opened, options, world) {
  const { retries, timeoutMs } = step.policy;
  const { fingerprint, runtime, halt } = options;
  const checkpoints = step.stage.extends === void 0 ? void 0 : new Checkpoints(world.store, step, fingerprint);
  const attempts = [];
  for (let { startedAt } = options; ; ) {
    const checkpoint = await checkpoints?.latest({ own: world.forced?.has(step.id) === true });
    if (checkpoint !== void 0)
      tellStart(step, checkpoint, world);
    let unread = checkpoint;
    const changed = async () => {
      const input = await opened.changed();
      if (input !== void 0 || await unread?.changed() === void 0)
        return input;
      return { touched: "its checkpoint" };
    };
    const changedBeforeSave = async () => {
      if (await changed() !== void 0)
        return true;
      unread = void 0;
      return false;
    };
    try {
      const made = await inTime(timeoutMs, world.signal, (signal) => {
        const { facts = {} } = fingerprint;
        const start = { inputs: opened.inputs, runtime, facts, checkpoint, checkpoints, signal };
        return runStep(step, { ...start, changed: changedBeforeSave }, world);
      });
      return await changed() ?? { made, attempts };
    } catch (thrown) {
      const error = asError(thrown);
      const change = world.signal.aborted ? void 0 : await changed();
      if (change !== void 0)
        return change;
      if (halt.aborted || attempts.length >= retries)
        return { error, attempts };
      const at = world.now();
      attempts.push({ error: errorWords(error), durationMs: at - startedAt });
      startedAt = at;
      world.report({ type: "retried", step: step.id, at, error, attempt: attempts.length, of: retries });
    }
  }
}
function tellStart(step, checkpoint, world) {
  const message = `${step.id} continues after ${showReach(checkpoint, step.stage.extends ?? "")}`;
  world.report({ type: "notice", at: world.now(), message });
}
async function inTime(timeoutMs, signal, run) {
  if (timeoutMs === void 0)
    return run(signal);
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeoutMs);
  try {
    return await run(AbortSignal.any([signal, late.signal]));
  } catch (cause) {
    if (!late.signal.aborted)
      throw cause;
    throw new StageFailure(`It has not ended within ${showDuration(timeoutMs)}`, {
      hint: "Give it a longer `timeout`, or find out what keeps it; a training continues from its last checkpoint.",
      cause
    });
  } finally {
    clearTimeout(timer);
  }
}
function asError(thrown) {
  const error = systemFailure(thrown);
  return error instanceof Error ? error : new Error(`A stage threw something that is not an error: ${String(thrown)}`);
}

// engine/execute/inputs.js
var OpenInputs = class {
  inputs;
  #watched;
  constructor(inputs, watched) {
    this.inputs = inputs;
    this.#watched = watched;
  }
  /** The first input that is not sure to have been whole since it was opened; undefined when the step has read what is in its key. */
  async changed() {
    for (const { object, lost, record } of this.#watched) {
      const change = await object.changed();
      if (change === "lost")
        return { lost, record };
      if (change === "touched")
        return { touched: `${lost.step}.${lost.port}` };
    }
    return void 0;
  }
};
function producersOf(step) {
  return new Set(Object.values(step.inputs).flatMap((links) => links.map((link) => link.step)));
}
function inputDigests(step, recordOf) {
  const inputs = {};
  for (const [port, links] of Object.entries(step.inputs)) {
    inputs[port] = links.map((link) => {
      const { digest } = refAt(recordOf(link), link);
      return link.point === void 0 ? { digest } : { digest, point: link.point };
    });
  }
  return inputs;
}
async function openInputs(step, recordOf, blobs) {
  const inputs = {};
  const watched = [];
  for (const [port, links] of Object.entries(step.inputs)) {
    const opened = [];
    for (const link of links) {
      const record = recordOf(link);
      const ref = refAt(record, link);
      const object = await blobs.watch(ref);
      if (object === void 0)
        return { lost: link, record };
      watched.push({ object, lost: link, record });
      const { kind, extension, digest } = ref;
      opened.push({ kind, extension, digest, path: object.path, point: link.point ?? {} });
    }
    inputs[port] = opened;
  }
  return new OpenInputs(inputs, watched);
}
function refAt(record, link) {
  const ref = record.outputs[link.port];
  if (ref === void 0)
    throw new Error(`Internal error: ${link.step} has no output ${link.port}`);
  return ref;
}

// engine/execute/slots.js
var Slots = class {
  #free;
  /** By rank. Ranks are unique. */
  #waiting = [];
  /** No request waits below this rank. */
  #first = 0;
  #open = true;
  constructor(cores) {
    this.#free = cores;
  }
  /** Resolves to true when the cores are taken, and to false, with nothing taken, once the slots are closed. */
  take(rank, cores) {
    if (!this.#open)
      return Promise.resolve(false);
    return new Promise((grant) => {
      this.#waiting[rank] = { cores, grant };
      this.#first = Math.min(this.#first, rank);
      this.#serve();
    });
  }
  give(cores) {
    this.#free += cores;
    this.#serve();
  }
  /** Sends away everybody who waits, and whoever comes later. */
  close() {
    this.#open = false;
    for (const request of this.#waiting.splice(0))
      request?.grant(false);
  }
  #serve() {
    for (; this.#first < this.#waiting.length; this.#first += 1) {
      const request = this.#waiting[this.#first];
      if (request === void 0)
        continue;
      if (request.cores > this.#free)
        return;
      this.#free -= request.cores;
      this.#waiting[this.#first] = void 0;
      request.grant(true);
    }
  }
};

// engine/execute/execute.js
var HEALS = 3;
async function execute(plan, world) {
  const execution = new Execution(plan, world);
  return execution.finish();
}
var Execution = class {
  #plan;
  #world;
  #slots;
  #breathe = breather();
  #ranks;
  /** By step id: resolves when the step has settled for the first time. */
  #settling = /* @__PURE__ */ new Map();
  /** By step id. A step that had to be made anew settles again. */
  #settled = /* @__PURE__ */ new Map();
  /** Steps of the same key are done once. */
  #attempts = /* @__PURE__ */ new Map();
  #healing = /* @__PURE__ */ new Map();
  /** Aborted when nothing more is to be started: the run was interrupted, or the step `#stoppedBy` failed. */
  #halt = new AbortController();
  #stoppedBy;
  /** The other processes this one has waited for. */
  #awaited = /* @__PURE__ */ new Set();
  constructor(plan, world) {
    this.#plan = plan;
    this.#world = world;
    this.#slots = new Slots(world.cores);
    this.#ranks = new Map(plan.steps.map((step, rank) => [step.id, rank]));
  }
  async finish() {
    const { signal } = this.#world;
    const stop = () => this.#startNothing();
    if (signal.aborted)
      stop();
    signal.addEventListener("abort", stop);
    try {
      for (const step of this.#plan.steps)
        this.#settling.set(step.id, this.#settle(step));
      await Promise.all(this.#settling.values());
    } finally {
      signal.removeEventListener("abort", stop);
    }
    return new Map(this.#plan.steps.map((step) => [step.id, this.#resultOf(step.id)]));
  }
  async #settle(step) {
    for (const id of producersOf(step))
      await this.#settling.get(id);
    this.#settled.set(step.id, await this.#done(step));
  }
  /** Takes a step whose producers have settled to its end, and tells it. */
  async #done(step) {
    let result;
    try {
      result = await this.#reach(step);
    } catch (error) {
      result = this.#world.signal.aborted ? { action: "cancelled" } : { action: "failed", error: asError(error) };
    }
    const at = this.#world.now();
    switch (result.action) {
      case "reused":
      case "finished":
        this.#world.report({ type: result.action, step: step.id, at, record: result.record });
        break;
      case "failed":
        this.#world.report({ type: "failed", step: step.id, at, error: result.error });
        if (step.policy.failure === "stop")
          this.#stop(step);
        break;
      case "skipped":
        this.#world.report({ type: "skipped", step: step.id, at, because: result.because });
        break;
      case "cancelled":
        this.#world.report({ type: "cancelled", step: step.id, at });
        break;
    }
    return result;
  }
  #startNothing() {
    this.#halt.abort();
    this.#slots.close();
  }
  #stop(step) {
    if (this.#halt.signal.aborted)
      return;
    this.#stoppedBy = step.id;
    this.#notice(`No further step is started, because ${step.id} says "failure: stop"; what runs is let to end`);
    this.#startNothing();
  }
  /** What becomes of a step that is not started any more. */
  #unstarted() {
    if (this.#world.signal.aborted || this.#stoppedBy === void 0)
      return { action: "cancelled" };
    return { action: "skipped", because: this.#stoppedBy };
  }
  async #reach(step) {
    for (let heals = 0; heals <= HEALS; heals += 1) {
      const hindered = this.#hindered(step);
      if (hindered !== void 0)
        return hindered;
      await this.#breathe();
      if (this.#world.signal.aborted)
        return { action: "cancelled" };
      const { key, fingerprint } = this.#keyOf(step);
      const same = this.#attempts.get(key);
      const attempt = same ?? this.#attempt(step, key, fingerprint);
      if (same === void 0)
        this.#attempts.set(key, attempt);
      const result = await attempt;
      if (result === void 0) {
        if (this.#attempts.get(key) === attempt)
          this.#attempts.delete(key);
      } else {
        return same !== void 0 && result.action === "finished" ? { action: "reused", key, record: result.record } : result;
      }
    }
    return {
      action: "failed",
      error: changedAgain(step)
    };
  }
  /** Why a step cannot be reached because of the steps before it. */
  #hindered(step) {
    for (const id of producersOf(step)) {
      const result = this.#resultOf(id);
      if (result.action === "failed")
        return { action: "skipped", because: id };
      if (result.action === "skipped" || result.action === "cancelled")
        return result;
    }
    return void 0;
  }
  async #attempt(step, key, fingerprint) {
    const { leases } = this.#world.store;
    for (let touches = 0; touches <= HEALS; ) {
      const found = await this.#lookUp(step, key, fingerprint);
      if ("record" in found)
        return { action: "reused", key, record: found.record };
      const tried = await this.#try(step, { key, fingerprint, ...found });
      if ("action" in tried)
        return tried;
      if ("lost" in tried) {
        await this.#heal(tried.lost, tried.record);
        return void 0;
      }
      if ("touched" in tried) {
        touches += 1;
        continue;
      }
      this.#tellWait(step, tried);
      await leases.ended(key, tried, this.#halt.signal);
      if (this.#halt.signal.aborted)
        return this.#unstarted();
    }
    return { action: "failed", error: changedAgain(step), key, reasons: [] };
  }
  /**
   * Runs a step when its cores are free and no other process is at it. Whatever hinders it, cores and lease are given back
   * first: a producer that must be made anew needs some, and who waits for a process must not keep others waiting.
   */
  async #try(step, work) {
    const { cores, store } = this.#world;
    const needed = step.stage.numeric ? Math.min(Math.max(1, this.#plan.runtime.threads), cores) : 1;
    if (!await this.#slots.take(this.#rankOf(step.id), needed))
      return this.#unstarted();
    try {
      const lease = await store.leases.take(work.key);
      if (!("release" in lease))
        return lease;
      try {
        const done = work.reasons.some(({ why }) => why === "forced") ? void 0 : await this.#find(step, work.key);
        if (done !== void 0 && "record" in done)
          return { action: "reused", key: work.key, record: done.record };
        const opened = await openInputs(step, this.#recordOf, store.blobs);
        return opened instanceof OpenInputs ? await this.#run(step, work, opened) : opened;
      } finally {
        lease.release();
      }
    } finally {
      this.#slots.give(needed);
    }
  }
  /** Says once of every other run that this one waits for it. */
  #tellWait(step, holder) {
    const name = `${holder.pid} on ${holder.host}`;
    if (this.#awaited.has(name))
      return;
    this.#awaited.add(name);
    this.#notice(`Waiting for run ${name}, which is at ${step.id}: its results are used here`);
  }
  /** The record of a key when all it names is whole, or why the step must run. */
  async #lookUp(step, key, fingerprint) {
    if (this.#world.forced?.has(step.id) && !this.#settled.has(step.id))
      return { reasons: [{ why: "forced" }] };
    const found = await this.#find(step, key);
    if (found === void 0)
      return { reasons: this.#world.reasonsFor(step, key, fingerprint) };
    if ("record" in found)
      return found;
    this.#notice(`The result of ${step.id} is lost or damaged (${found.lost.join(", ")}): it is made anew`);
    return { reasons: found.lost.map((output) => ({ why: "output-lost", output })) };
  }
  /** The record of a key when all it names is whole, the outputs that are not, or undefined when there is no record. */
  async #find(step, key) {
    const { store } = this.#world;
    const record = store.actions.use(key);
    if (record === void 0)
      return void 0;
    const lost = [];
    for (const port of Object.keys(step.stage.outputsOf?.(step.params) ?? step.stage.outputs)) {
      const ref = record.outputs[port];
      if (ref === void 0 || await store.blobs.open(ref) === void 0)
        lost.push(port);
    }
    return lost.length === 0 ? { record } : { lost };
  }
  /** Makes the producer of a lost artifact settle anew, once for all the steps that miss it. */
  async #heal(lost, record) {
    if (this.#recordOf(lost) !== record)
      return;
    let healing = this.#healing.get(lost.step);
    if (healing === void 0) {
      healing = this.#makeAnew(lost.step, record.key).finally(() => this.#healing.delete(lost.step));
      this.#healing.set(lost.step, healing);
    }
    return healing;
  }
  async #makeAnew(id, key) {
    const step = this.#plan.steps[this.#rankOf(id)];
    if (step === void 0)
      throw new Error(`Internal error: no step ${id} in the plan`);
    this.#attempts.delete(key);
    this.#settled.set(id, await this.#done(step));
  }
  async #run(step, work, opened) {
    const { key, fingerprint, reasons } = work;
    if (this.#halt.signal.aborted)
      return this.#unstarted();
    const startedAt = this.#world.now();
    this.#world.report({ type: "started", step: step.id, at: startedAt, reasons });
    const facts = fingerprint.runtime;
    const runtime = { ...this.#plan.runtime, ...facts && { facts } };
    const options = { fingerprint, runtime, halt: this.#halt.signal, startedAt };
    const attempted = await attemptStep(step, opened, options, this.#world);
    if ("lost" in attempted || "touched" in attempted)
      return this.#again(step, attempted);
    const attempts = attempted.attempts.length === 0 ? {} : { attempts: attempted.attempts };
    try {
      if ("error" in attempted)
        throw attempted.error;
      const { outputs, metrics, warnings, usedFiles } = attempted.made;
      if (step.stage.files !== void 0 && this.#keyOf(step).key !== key)
        throw new StageFailure(`A file that ${step.id} reads was changed while it ran`, {
          hint: "Run again when the file is complete."
        });
      usedFiles.check(step, fingerprint);
      const record = {
        format: 1,
        key,
        fingerprint,
        outputs,
        metrics,
        ...warnings.length > 0 && { warnings },
        startedAt: new Date(startedAt).toISOString(),
        durationMs: this.#world.now() - startedAt,
        host: this.#world.host,
        checked: true
      };
      await this.#world.store.actions.put(record);
      return { action: "finished", key, record, reasons, ...attempts };
    } catch (error) {
      if (this.#world.signal.aborted)
        return { action: "cancelled" };
      const durationMs = this.#world.now() - startedAt;
      return { action: "failed", error: asError(error), key, reasons, ...attempts, durationMs };
    }
  }
  /** Tells that a step runs again because of what it has read, whatever it has made of that. */
  #again(step, change) {
    const what = "lost" in change ? `${change.lost.step}.${change.lost.port}` : change.touched;
    this.#notice(`${step.id} runs again, because ${what} was changed while ${step.id} read it`);
    return change;
  }
  #keyOf(step) {
    return this.#world.keyOf(step, inputDigests(step, this.#recordOf));
  }
  #recordOf = (link) => {
    const result = this.#resultOf(link.step);
    if (result.action === "reused" || result.action === "finished")
      return result.record;
    throw new Error(`Internal error: ${link.step} has no result`);
  };
  #resultOf(id) {
    const result = this.#settled.get(id);
    if (result === void 0)
      throw new Error(`Internal error: ${id} comes too late in the plan, or is not in it`);
    return result;
  }
  #rankOf(id) {
    return this.#ranks.get(id) ?? 0;
  }
  #notice(message) {
    this.#world.report({ type: "notice", at: this.#world.now(), message });
  }
};
function changedAgain({ id }) {
  return new StageFailure(`What ${id} reads was damaged or changed again and again`, {
    hint: "Check the disk, and whether another program writes into the store; then run again."
  });
}

// engine/cli/execute-session.js
async function executeSession(session, options, application, terminal) {
  const { plan, facts, verdicts } = session;
  const { store } = options;
  const reporter = await makeReporter(options.json, terminal, () => expectationOf(session, store, options.cores));
  const now = steadyClock();
  const started = now();
  const earlier = earlierKeys(store, plan.experiment);
  const interrupt = onInterrupt((why) => store.notices.tell(`The terminal is gone. The run goes on, because ${why}`));
  reporter.start(plan, verdicts);
  store.notices.listen((message) => reporter.report({ type: "notice", at: now(), message }));
  const working = /* @__PURE__ */ new Set();
  const fingerprints = /* @__PURE__ */ new Map();
  let executed = { status: "failed", results: /* @__PURE__ */ new Map(), stopped: [], exitCode: EXIT.failed };
  let folder;
  try {
    const results = await execute(plan, {
      store,
      cores: options.cores,
      host: describeHost(),
      workerEntry: application.workerEntry,
      signal: interrupt.signal,
      ...options.forced && { forced: options.forced },
      now,
      report: (event) => {
        if (event.type === "started")
          working.add(event.step);
        reporter.report(event);
      },
      keyOf: (step, inputs) => {
        const fingerprint = fingerprintOf(step, inputs, facts);
        fingerprints.set(step.id, fingerprint);
        return { key: keyOf(fingerprint), fingerprint };
      },
      reasonsFor: (step, key, fingerprint) => reasonsFor(step, key, fingerprint, { actions: store.actions, earlier })
    });
    const failed = [...results.values()].some((result) => result.action === "failed");
    const stopped = plan.steps.flatMap((step) => {
      const fingerprint = fingerprints.get(step.id);
      if (results.get(step.id)?.action !== "cancelled" || !working.has(step.id) || fingerprint === void 0)
        return [];
      const forced = options.forced?.has(step.id) === true;
      return [{ step, kept: forced ? void 0 : furthestCheckpoint(step, fingerprint, store) }];
    });
    executed = interrupt.signal.aborted ? { status: "interrupted", results, stopped, exitCode: interrupt.code() } : { status: failed ? "failed" : "done", results, stopped, exitCode: failed ? EXIT.failed : EXIT.done };
    folder = await options.settle?.(executed);
    return executed;
  } finally {
    interrupt.done();
    const { status, results } = executed;
    await reporter.end({ status, results, durationMs: now() - started, ...folder !== void 0 && { folder } });
  }
}
async function makeReporter(json, terminal, expected) {
  if (json)
    return (await import("./jsonl-WEY6UN3W.js")).jsonlReporter((line) => terminal.out(line));
  if (terminal.interactive) {
    const { terminalReporter } = await import("./terminal-FX72LU2K.js");
    return terminalReporter(process.stderr, { expected: expected() });
  }
  return (await import("./plain-7I36D2GK.js")).plainReporter((line) => terminal.err(line));
}
var MOST_EXPECTED = 2e3;
function expectationOf({ plan, verdicts }, store, cores) {
  const durationsMs = plan.steps.length > MOST_EXPECTED ? /* @__PURE__ */ new Map() : expectedDurations(plan, verdicts, recordedPast(store, plan.experiment));
  return { cores, durationsMs };
}

export {
  steadyClock,
  describeHost,
  executeSession
};
