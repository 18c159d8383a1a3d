import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  judge
} from "./chunk-5YIOGQ3B.js";
import {
  OWN_FILES
} from "./chunk-LIB27VLG.js";
import {
  showDuration
} from "./chunk-UUVHQ3UC.js";
import {
  codeOf,
  copyNew,
  install,
  makeFolder,
  makeReadOnly,
  rename,
  shareFile,
  shareFolder,
  sync,
  taught,
  writeAtomically,
  writeNew
} from "./chunk-2IJOKHPY.js";
import {
  digestOf,
  digestOfText,
  finishDigest,
  hexOf,
  parseDigest,
  startDigest
} from "./chunk-OVBRS3VP.js";
import {
  canonical,
  isObject
} from "./chunk-P26KXDJE.js";
import {
  StageFailure,
  UsageError
} from "./chunk-ICSLOTAE.js";

// engine/runs/runs.js
import { lstatSync as lstatSync3, readdirSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname as dirname2, join as join4 } from "node:path";

// engine/store/local/alive.js
import { createHash, randomUUID } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname, platform } from "node:os";
var own;
function thisProcess() {
  if (own !== void 0)
    return own;
  const started = startOf(process.pid);
  own = { pid: process.pid, host: hostname(), ...started !== void 0 && { started }, ...place() };
  return own;
}
function place() {
  if (platform() !== "linux")
    return {};
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
    return { boot, space: ["pid", "time"].map(namespace).join(" ") };
  } catch {
    return { boot: randomUUID() };
  }
}
function namespace(kind) {
  try {
    return readlinkSync(`/proc/self/ns/${kind}`);
  } catch (error) {
    if (kind === "pid")
      throw error;
    return "";
  }
}
function placeTag() {
  const { host, boot = "", space = "" } = thisProcess();
  return createHash("sha256").update(JSON.stringify([host, boot, space])).digest("hex").slice(0, 8);
}
function fateOf({ pid, host, started, boot, space }) {
  const here = thisProcess();
  if (host !== here.host || boot !== here.boot || space !== here.space)
    return "unseen";
  return isAlive(pid, started) ? "alive" : "gone";
}
function startOf(pid) {
  if (pid === process.pid)
    return statOf("self")[START];
  return statOf("self")[0] === String(process.pid) ? statOf(String(pid))[START] : void 0;
}
var START = 20;
function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    return [text.slice(0, text.indexOf(" ")), ...text.slice(text.lastIndexOf(")") + 2).split(" ")];
  } catch {
    return [];
  }
}
function isAlive(pid, started) {
  if (!Number.isSafeInteger(pid) || pid <= 0)
    return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== "EPERM")
      return false;
  }
  return started === void 0 || (startOf(pid) ?? started) === started;
}

// engine/store/local/links.js
import { lstatSync } from "node:fs";
import { join, sep } from "node:path";
var PARTS = ["objects", "objects/sha256", "actions", "runs", "leases", "tmp", "quarantine"];
function isLink(path) {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  } catch {
    return false;
  }
}
function refuseLink(path) {
  if (!isLink(path))
    return;
  throw new UsageError(`Cannot use the store: ${path} is a symbolic link, which may lead out of the store`, {
    hint: "Remove the link. To keep a store elsewhere, move all of it and name its folder with --store DIR or ASSAY_STORE."
  });
}
function refuseLinkedParts(root) {
  for (const part of PARTS)
    refuseLink(join(root, part));
}
var Fan = class {
  #folder;
  #ending;
  /** By the two digits. */
  #checked = /* @__PURE__ */ new Map();
  constructor(folder, ending) {
    this.#folder = folder;
    this.#ending = ending;
  }
  /**
   * The place of 64 hex digits.
   *
   * @throws UsageError when its folder is a symbolic link
   */
  pathOf(hex) {
    const name = hex.slice(0, 2);
    let folder = this.#checked.get(name);
    if (folder === void 0) {
      folder = join(this.#folder, name);
      refuseLink(folder);
      this.#checked.set(name, folder);
    }
    return folder + sep + hex.slice(2) + this.#ending;
  }
};

// engine/store/local/regular-file.js
import { closeSync, constants, fstatSync, openSync, readSync, writeSync } from "node:fs";
var READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
var APPEND = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK;
var NotOurs = class extends Error {
  name = "NotOurs";
  wrong;
  constructor(path, wrong) {
    super(`${path} ${wrong}`);
    this.wrong = wrong;
  }
};
function withRegular(path, most, use) {
  let file;
  try {
    file = openSync(path, READ);
  } catch (error) {
    throw explained(path, error);
  }
  try {
    const stat = fstatSync(file, { bigint: true });
    if (!stat.isFile())
      throw new NotOurs(path, `is ${kindOf(stat)}, not a file`);
    if (stat.size > most)
      throw new NotOurs(path, `has ${stat.size} bytes; expected at most ${most}`);
    return use(file, stat);
  } finally {
    closeSync(file);
  }
}
function readRegular(path, most) {
  return withRegular(path, most, (file, stat) => readAll(path, file, { size: Number(stat.size), most }));
}
function readAll(path, file, { size, most }) {
  let bytes = Buffer.allocUnsafe(size + 1);
  let length = 0;
  for (; ; ) {
    const count = readSync(file, bytes, length, bytes.length - length, null);
    length += count;
    if (length > most)
      throw new NotOurs(path, `grows past ${most} bytes`);
    if (count === 0 || length === size && count === size)
      return bytes.subarray(0, length);
    if (length === bytes.length)
      bytes = Buffer.concat([bytes], Math.min(2 * length, most) + 1);
  }
}
function appendRegular(path, text, mode) {
  const file = openSync(path, APPEND, mode);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile())
      throw new NotOurs(path, `is ${kindOf(stat)}, not a file`);
    writeSync(file, text);
  } finally {
    closeSync(file);
  }
}
function kindOf(stat) {
  if (stat.isDirectory())
    return "a folder";
  return stat.isSymbolicLink() ? "a symbolic link" : "a device or pipe";
}
function explained(path, error) {
  const code = codeOf(error);
  if (code === "ELOOP" || code === "EMLINK")
    return new NotOurs(path, "is a symbolic link, not a file");
  return code === "ENXIO" || code === "ENODEV" ? new NotOurs(path, "is a device or pipe, not a file") : error;
}

// engine/store/local/unreadable.js
import { statSync } from "node:fs";
import { setTimeout as setTimeout2 } from "node:timers/promises";
var CODES = /* @__PURE__ */ new Set(["EACCES", "EPERM", "EIO", "ESTALE", "ETIMEDOUT"]);
var WAITS_MS = [10, 50, 200];
var patienceMs = 2e3;
var Unreadable = class extends UsageError {
  /** The system's name of the error, such as EACCES. */
  errno;
  /** `what` begins the message: `object sha256:...`. */
  constructor(what, path, cause) {
    const code = codeOf(cause) ?? "unknown error";
    super(`Cannot read ${what} (${code})`, { hint: hintFor(code, path), cause });
    this.errno = code;
  }
};
function isUnreadable(error) {
  return CODES.has(codeOf(error));
}
async function patiently(work) {
  for (const wait of WAITS_MS) {
    try {
      return await work();
    } catch (error) {
      if (!isUnreadable(error) || !spend(wait))
        throw error;
    }
    await setTimeout2(wait);
  }
  return work();
}
function patientlySync(work) {
  for (const wait of WAITS_MS) {
    try {
      return work();
    } catch (error) {
      if (!isUnreadable(error) || !spend(wait))
        throw error;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, wait);
  }
  return work();
}
function spend(wait) {
  if (patienceMs < wait)
    return false;
  patienceMs -= wait;
  return true;
}
function hintFor(code, path) {
  switch (code) {
    case "EACCES":
    case "EPERM":
      return `${ownerOf(path)}Let the owner give you permission to read the store (chmod -R g+rX), or use another one with --store DIR. A store for a group needs a folder with the setgid bit: chmod g+rwxs.`;
    case "EIO":
      return `Check the disk or its server, then run again. If ${path} stays unreadable, run its step with --force: Assay then writes it again.`;
    default:
      return "The file server does not answer, or has lost the file: check the mount, then run again.";
  }
}
function ownerOf(path) {
  try {
    return `It belongs to user ${statSync(path).uid}. `;
  } catch {
    return "";
  }
}

// engine/runs/latest.js
import { lstatSync as lstatSync2, readFileSync as readFileSync2, readlinkSync as readlinkSync2 } from "node:fs";
import { symlink } from "node:fs/promises";
import { join as join2 } from "node:path";
var MOST_BYTES = 20;
async function pointLatest(store, parent, number) {
  const latest = join2(parent, "latest");
  if (latestOf(latest) > number)
    return;
  try {
    const other = strangeAt(latest);
    if (other === void 0)
      await replace(store, latest, number);
    else
      store.notices.tell(`${latest} is ${other}, so it was left as it is and does not point at run ${number}. Move it away: the next run makes the link again`);
  } catch (error) {
    store.notices.tell(`Cannot let ${latest} point at run ${number} (${codeOf(error) ?? String(error)}). The run itself is complete; check that you may write in that folder: the next run tries again`);
  }
}
async function replace(store, latest, number) {
  const temporary = await store.temporary.name();
  try {
    await symlink(String(number), temporary, "dir");
  } catch {
    await writeNew(temporary, `${number}
`, 420);
  }
  await install(temporary, latest);
}
function strangeAt(latest) {
  const stat = lstatSync2(latest, { throwIfNoEntry: false });
  if (stat === void 0 || stat.isSymbolicLink() || numberIn(latest, stat) > 0)
    return void 0;
  if (stat.isDirectory())
    return "a folder";
  return stat.isFile() ? "a file of another kind" : "no file and no link";
}
function latestOf(latest) {
  try {
    return numberIn(latest, lstatSync2(latest));
  } catch {
    return 0;
  }
}
function numberIn(latest, stat) {
  if (!stat.isSymbolicLink() && (!stat.isFile() || stat.size > MOST_BYTES))
    return 0;
  const text = stat.isSymbolicLink() ? readlinkSync2(latest) : readFileSync2(latest, "utf8");
  return Number(/^[1-9]\d{0,14}$/.exec(text.trim())?.[0] ?? 0);
}

// engine/runs/publish.js
import { rmSync } from "node:fs";
import { basename, dirname, join as join3 } from "node:path";
var TRIES = 3;
async function publish(store, plan, folder, results) {
  const published = [];
  for (const { file, step, port } of plan.outputs) {
    const result = results.get(step);
    if (result?.action !== "reused" && result?.action !== "finished")
      continue;
    const artifact = result.record.outputs[port];
    if (artifact === void 0)
      throw new Error(`Internal error: ${step} has no output ${port}`);
    await copyOut(store, artifact, join3(folder, ...file.split("/")));
    published.push({ file, step, port, artifact });
  }
  return published;
}
async function copyOut(store, artifact, target) {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const object = await store.blobs.watch(artifact);
    if (object !== void 0 && await taught(target, () => copy(store, object, target)))
      return;
  }
  throw new StageFailure(`Cannot publish ${basename(target)}: its artifact was lost, damaged or changed after its step was done`, { hint: "Run again: Assay makes it again if need be." });
}
async function copy(store, object, target) {
  await makeFolder(dirname(target));
  const temporary = await store.temporary.name();
  try {
    await copyNew(object.path, temporary);
    if (await object.changed() === void 0) {
      await sync(temporary);
      await install(temporary, target);
      return true;
    }
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  rmSync(temporary, { force: true });
  return false;
}
function checkFileName(file) {
  const parts = file.split("/");
  const good = parts.every((part) => /^[\p{L}\p{N} ._=,+@~()[\]-]{1,200}$/u.test(part) && !/^\.+$/.test(part));
  if (good && !OWN_FILES.includes(parts[0]?.toLowerCase() ?? ""))
    return;
  throw new UsageError(`Cannot publish an output as ${JSON.stringify(file)}`, {
    hint: `Use a relative path without "..", other than ${OWN_FILES.join(" and ")}.`
  });
}

// engine/core/result.js
function errorWords(error) {
  const hint = "hint" in error && typeof error.hint === "string" ? { hint: error.hint } : {};
  return { message: error.message, ...hint };
}

// engine/runs/run-record.js
function runStepOf(id, stage, result) {
  const head = { id, stage, action: result.action };
  if (result.action === "reused" || result.action === "finished") {
    const { key, durationMs, metrics, outputs, warnings } = result.record;
    const made = { durationMs, metrics, ...warnings && { warnings }, outputs };
    if (result.action === "reused")
      return { ...head, key, ...made };
    const { reasons, attempts } = result;
    return { ...head, key, reasons, ...attempts && { attempts }, ...made };
  }
  if (result.action === "failed") {
    const { key, reasons, attempts, durationMs, error } = result;
    return {
      ...head,
      ...key !== void 0 && { key },
      ...reasons !== void 0 && { reasons },
      ...attempts !== void 0 && { attempts },
      ...durationMs !== void 0 && { durationMs },
      error: errorWords(error)
    };
  }
  return result.action === "skipped" ? { ...head, because: result.because } : head;
}
var STATUSES = ["running", "done", "failed", "interrupted"];
function parseRun(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return void 0;
  }
  if (!isObject(value))
    return void 0;
  const whole = value["format"] === 1 && typeof value["experiment"] === "string" && Number.isSafeInteger(value["number"]) && STATUSES.includes(value["status"]) && isObject(value["process"]) && typeof value["startedAt"] === "string" && isObject(value["source"]) && isObject(value["runtime"]) && Array.isArray(value["steps"]) && value["steps"].every((step) => isObject(step) && typeof step["id"] === "string") && Array.isArray(value["outputs"]);
  return whole ? value : void 0;
}

// engine/runs/runs.js
var SILENT_MS = 5 * 6e4;
var WEEK_MS = 7 * 24 * 36e5;
var LARGEST_RUN = 256 * 1024 * 1024;
async function startRun(store, plan, facts) {
  for (const { file } of plan.outputs)
    checkFileName(file);
  await store.temporary.removeStale();
  const { number, folder } = await takeNumber(store, plan.experiment);
  const startedAt = facts.now();
  const record = {
    format: 1,
    experiment: plan.experiment,
    number,
    status: "running",
    process: { ...thisProcess(), folder: store.temporary.label },
    startedAt: new Date(startedAt).toISOString(),
    file: plan.file,
    source: plan.source,
    seed: plan.seed,
    runtime: plan.runtime,
    host: facts.host,
    ...facts.git !== void 0 && { git: facts.git },
    steps: [],
    outputs: []
  };
  const write = async (content) => {
    const text = `${JSON.stringify(content, null, 2)}
`;
    await writeAtomically(join4(folder, "run.json"), text, { temporary: store.temporary });
    return content;
  };
  await write(record);
  return {
    number,
    folder,
    publish: (results) => publish(store, plan, folder, results),
    async finish({ status, results, outputs }) {
      const steps = plan.steps.flatMap((step) => {
        const result = results.get(step.id);
        return result === void 0 ? [] : [runStepOf(step.id, step.stage.name, result)];
      });
      const done = await write({ ...record, status, durationMs: facts.now() - startedAt, steps, outputs });
      if (facts.partial !== true && status === "done")
        await pointLatest(store, dirname2(folder), number);
      return done;
    }
  };
}
function listExperiments(store) {
  return foldersIn(join4(store.root, "runs")).filter(isName).sort();
}
function listRuns(store, experiment, most = Infinity) {
  const runs = [];
  for (const number of runNumbers(store, experiment)) {
    if (runs.length >= most)
      break;
    const run = readNumber(store, experiment, number);
    if (run !== void 0)
      runs.push(run);
  }
  return runs;
}
function* runFiles(store, experiment) {
  for (const number of runNumbers(store, experiment)) {
    const path = join4(runFolder(store, experiment, number), "run.json");
    const content = contentOf(path);
    if (content === void 0)
      continue;
    if (content instanceof Unreadable)
      yield { number, path, run: void 0, unreadable: content };
    else
      yield { number, path, run: readRun(store, experiment, number) };
  }
}
function readRun(store, experiment, which) {
  if (which !== "latest")
    return readNumber(store, experiment, which);
  for (const number of runNumbers(store, experiment)) {
    const run = readNumber(store, experiment, number);
    if (run !== void 0)
      return run;
  }
  return void 0;
}
function mayRun(store, { process: process2, startedAt }, silenceMs) {
  const fate = fateOf(process2);
  if (fate !== "unseen")
    return fate === "alive";
  if (typeof process2.folder !== "string")
    return Date.now() - Date.parse(startedAt) <= WEEK_MS;
  return store.temporary.silenceOf(process2.folder) <= silenceMs;
}
function wasKilled(run) {
  return run.status === "interrupted" && run.durationMs === void 0;
}
function runFolder(store, experiment, number) {
  return join4(experimentFolder(store, experiment), String(number));
}
function runNumbers(store, experiment) {
  if (!isName(experiment) || isLink(experimentFolder(store, experiment)))
    return [];
  return foldersIn(experimentFolder(store, experiment)).filter((name) => /^[1-9]\d{0,14}$/.test(name)).map(Number).sort((a, b) => b - a);
}
function readNumber(store, experiment, number) {
  if (!isName(experiment) || isLink(experimentFolder(store, experiment)))
    return void 0;
  const folder = runFolder(store, experiment, number);
  if (!lstatSync3(folder, { throwIfNoEntry: false })?.isDirectory())
    return void 0;
  const text = contentOf(join4(folder, "run.json"));
  const run = typeof text === "string" ? parseRun(text) : void 0;
  if (run === void 0 || run.number !== number || run.experiment !== experiment)
    return void 0;
  if (run.status !== "running")
    return run;
  return mayRun(store, run, SILENT_MS) ? run : { ...run, status: "interrupted" };
}
function contentOf(path) {
  try {
    return patientlySync(() => readRegular(path, LARGEST_RUN).toString("utf8"));
  } catch (error) {
    if (codeOf(error) === "ENOENT")
      return void 0;
    return isUnreadable(error) ? new Unreadable(`the record of a run, ${path},`, path, error) : null;
  }
}
async function takeNumber(store, experiment) {
  const parent = experimentFolder(store, experiment);
  refuseLink(parent);
  await makeFolder(parent);
  const last = Math.max(runNumbers(store, experiment)[0] ?? 0, latestOf(join4(parent, "latest")));
  for (let number = last + 1; ; number += 1) {
    const folder = join4(parent, String(number));
    if (await taught(folder, () => makeNew(folder)))
      return { number, folder };
  }
}
async function makeNew(folder) {
  try {
    await mkdir(folder);
    shareFolder(folder);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST")
      return false;
    throw error;
  }
}
function experimentFolder(store, experiment) {
  if (!isName(experiment))
    throw new UsageError(`Cannot keep runs of an experiment called ${JSON.stringify(experiment)}`, {
      hint: 'Use 1 to 100 letters, digits, ".", "_" and "-", with a letter or a digit first.'
    });
  return join4(store.root, "runs", experiment);
}
function isName(experiment) {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(experiment);
}
function foldersIn(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => entry.isDirectory() ? [entry.name] : []);
  } catch {
    return [];
  }
}

// engine/cli/earlier-keys.js
var RUNS_BACK = 20;
var MOST_RECORDS = 5e3;
function earlierKeys(store, experiment) {
  let keys;
  let handedOut = 0;
  return (stepId) => {
    keys ??= keysByStep(store, experiment);
    const found = keys.get(stepId) ?? [];
    handedOut += found.length;
    return handedOut > MOST_RECORDS ? found.slice(0, 1) : found;
  };
}
function keysByStep(store, experiment) {
  const keys = /* @__PURE__ */ new Map();
  for (const run of listRuns(store, experiment, RUNS_BACK)) {
    for (const { id, action, key } of run.steps) {
      if (key === void 0 || action !== "finished" && action !== "reused")
        continue;
      const known = keys.get(id);
      if (known === void 0)
        keys.set(id, [{ key, run: run.number }]);
      else if (!known.some((each) => each.key === key))
        known.push({ key, run: run.number });
    }
  }
  return keys;
}

// engine/store/local/disk.js
import { join as join10, resolve } from "node:path";

// engine/store/local/verified.js
import { statSync as statSync3 } from "node:fs";
import { join as join5 } from "node:path";

// engine/store/local/ctime.js
import { readFileSync as readFileSync3, rmSync as rmSync2, statfsSync, statSync as statSync2, utimesSync, writeFileSync } from "node:fs";
import { setTimeout as setTimeout3 } from "node:timers/promises";
var KNOWN = {
  61267: "ext4",
  1481003842: "XFS",
  2435016766: "Btrfs",
  4076150800: "F2FS"
};
var FORGETFUL = { 16914836: "tmpfs", 2240043254: "ramfs" };
var TICK_MS = 25;
async function proveCtime(path) {
  writeFileSync(path, "1", { flag: "wx" });
  try {
    const first = statSync2(path, { bigint: true });
    const wrong = kindFault(statfsSync(path).type) ?? await timesFault(path, first.ctimeNs);
    return { device: first.dev, ...wrong !== void 0 && { wrong } };
  } finally {
    rmSync2(path, { force: true });
  }
}
function kindFault(type) {
  if (KNOWN[type] !== void 0)
    return void 0;
  const name = FORGETFUL[type];
  if (name !== void 0)
    return `${name} does not record writes through memory maps`;
  return `file systems of the kind 0x${type.toString(16)} are not known to record every change`;
}
async function timesFault(path, made) {
  await setTimeout3(TICK_MS);
  utimesSync(path, 1e9, 1e9);
  const touched2 = statSync2(path, { bigint: true });
  if (touched2.mtimeNs !== 1000000000000000000n || touched2.ctimeNs <= made)
    return "its files have one time for changes of content and of times";
  await setTimeout3(TICK_MS);
  writeFileSync(path, "2");
  utimesSync(path, 1e9, 1e9);
  const written = statSync2(path, { bigint: true });
  return written.ctimeNs > touched2.ctimeNs ? void 0 : "its files keep their ctime when they are written";
}
function bootId() {
  try {
    return readFileSync3("/proc/sys/kernel/random/boot_id", "latin1").trim();
  } catch {
    return void 0;
  }
}

// engine/store/local/verified.js
var SETTLED_MS = 2e3;
var PENDING = 256;
var LARGEST = 256 * 1024 * 1024;
var PROVEN = "ctime ";
var MACHINE = { prove: proveCtime, boot: bootId() };
var VerifiedIndex = class {
  #root;
  #prove;
  /** Undefined where the machine cannot be named. */
  #file;
  #entries;
  #proven = /* @__PURE__ */ new Set();
  #proof;
  #pending = [];
  /**
   * @param temporary gives names for files on the store's file system
   * @param machine how that file system is tried out, and which machine this is
   */
  constructor(root, temporary, machine = MACHINE) {
    const { prove, boot } = machine;
    this.#root = root;
    this.#prove = async () => prove(await temporary.name());
    this.#file = boot === void 0 ? void 0 : join5(root, `verified-${hexOf(digestOfText("boot", boot)).slice(0, 12)}`);
  }
  /** The name of this machine's index in the store's folder. */
  get name() {
    return this.#file?.slice(this.#root.length + 1);
  }
  /** Whether the file with these facts was hashed and had the digest `hex` (64 hex digits). */
  async vouches(hex, stat) {
    return this.#all().get(hex) === factsOf(stat) && this.trusts(stat.dev);
  }
  /**
   * The file whose facts were `stat` when its reading began at `readAt` (milliseconds since 1970) has the digest `hex`.
   * Not remembered when the file was changed too shortly before, or when its ctime says nothing.
   */
  async remember(hex, stat, readAt) {
    if (!hasSettled(stat, readAt) || !await this.trusts(stat.dev))
      return;
    const facts = factsOf(stat);
    this.#all().set(hex, facts);
    this.#append(`${hex} ${facts}
`);
  }
  /** Whether a file on this device that is changed always gets another ctime. */
  async trusts(device) {
    this.#all();
    if (this.#proven.has(device))
      return true;
    const proof = await this.proof();
    return typeof proof !== "string" && proof.device === device;
  }
  /** What was found of the store's file system: why it is not trusted, as text. It is tried out once. */
  async proof() {
    if (this.#file === void 0)
      return "the system does not say when the machine was started";
    this.#all();
    const device = statSync3(this.#root, { bigint: true, throwIfNoEntry: false })?.dev;
    if (device !== void 0 && this.#proven.has(device))
      return { device };
    this.#proof ??= this.#prove().then((proof2) => {
      if (proof2.wrong === void 0)
        this.#append(`${PROVEN}${proof2.device}
`);
      return proof2;
    }, () => void 0);
    const proof = await this.#proof;
    return proof === void 0 ? "no file can be made in the store to try it out" : proof.wrong ?? proof;
  }
  /**
   * The file's text without the lines of objects that are not there any more and those that a later one replaces;
   * undefined when there is no line too many. Lines that another process appends meanwhile are lost with the old file,
   * which costs it a hash of those objects.
   */
  compacted(isThere) {
    this.flush();
    const lines = readText(this.#file).split("\n").slice(0, -1);
    const last = new Map(lines.map((line) => [line.slice(0, 64), line]));
    const kept = [...last].filter(([start]) => start.startsWith(PROVEN) || /^[0-9a-f]{64}$/.test(start) && isThere(start));
    return kept.length === lines.length ? void 0 : kept.map(([, line]) => `${line}
`).join("");
  }
  /** Writes down what was remembered. An index that cannot be written costs time only, so that is no error. */
  flush() {
    if (this.#pending.length === 0 || this.#file === void 0)
      return;
    try {
      appendRegular(this.#file, this.#pending.splice(0).join(""), 420);
      shareFile(this.#file, this.#root, { write: true });
    } catch {
      this.#pending = [];
    }
  }
  #append(line) {
    this.#pending.push(line);
    if (this.#pending.length >= PENDING)
      this.flush();
  }
  #all() {
    if (this.#entries === void 0) {
      this.#entries = /* @__PURE__ */ new Map();
      for (const line of readText(this.#file).split("\n")) {
        if (/^ctime \d+$/.test(line))
          this.#proven.add(BigInt(line.slice(PROVEN.length)));
        else
          this.#entries.set(line.slice(0, 64), line.slice(65));
      }
    }
    return this.#entries;
  }
};
function hasSettled(stat, readAt) {
  return readAt - Number(stat.ctimeNs / 1000000n) >= SETTLED_MS;
}
function factsOf(stat) {
  return `${stat.size} ${stat.mtimeNs} ${stat.ctimeNs} ${stat.ino} ${stat.dev}`;
}
function readText(file) {
  try {
    return file === void 0 ? "" : readRegular(file, LARGEST).toString("latin1");
  } catch {
    return "";
  }
}

// engine/store/local/record-file.js
var LARGEST2 = 64 * 1024 * 1024;
function readRecord(path, key, known) {
  try {
    return withRegular(path, LARGEST2, (file, stat) => {
      const readAt = Date.now();
      const facts = factsOf(stat);
      if (known?.facts === facts)
        return known;
      const text = readAll(path, file, { size: Number(stat.size), most: LARGEST2 }).toString("utf8");
      const record = parseRecord(text, key);
      if (typeof record === "string")
        return record;
      return { record, usedAt: Number(stat.mtimeMs), facts, settled: hasSettled(stat, readAt) };
    });
  } catch (error) {
    if (error instanceof NotOurs)
      return error.wrong;
    if (codeOf(error) === "ENOENT")
      return void 0;
    throw error;
  }
}
function parseRecord(text, key) {
  const [head, digest, body] = /^\{"digest":"([^"]*)","record":(.*)\}\n$/s.exec(text) ?? [];
  if (head === void 0 || body === void 0)
    return "has no record in it";
  if (digest !== digestOfText("record", body))
    return "does not have the digest it was written with";
  let record;
  try {
    record = JSON.parse(body);
  } catch {
    return "is not JSON";
  }
  if (!isObject(record))
    return "has no record in it";
  try {
    return wrongWith(record, key) ?? record;
  } catch {
    return "holds what is not canonical JSON";
  }
}
function wrongWith(record, key) {
  const { format, fingerprint, outputs, metrics, warnings = [] } = record;
  if (format !== 1)
    return `has format ${JSON.stringify(format)}, expected 1`;
  if (record["key"] !== key)
    return `is of the key ${JSON.stringify(record["key"])}`;
  if (!isObject(fingerprint) || !isObject(outputs) || !isObject(metrics))
    return "lacks a part";
  if (digestOf("fingerprint", fingerprint) !== key)
    return "has a fingerprint of another key";
  if (!Array.isArray(warnings) || warnings.some((text) => typeof text !== "string"))
    return "has warnings that are not texts";
  for (const [port, ref] of Object.entries(outputs)) {
    const whole = isObject(ref) && parseDigest(ref["digest"]) !== void 0 && typeof ref["kind"] === "string" && typeof ref["extension"] === "string" && typeof ref["bytes"] === "number";
    if (!whole)
      return `has no artifact at the output ${JSON.stringify(port)}`;
  }
  return void 0;
}

// engine/store/local/refresh.js
import { utimesSync as utimesSync2 } from "node:fs";
var REFRESH_MS = 6e5;
function refresh(path, usedAt) {
  if (usedAt === void 0)
    return false;
  const now = Date.now();
  if (now - usedAt < REFRESH_MS)
    return true;
  try {
    utimesSync2(path, now / 1e3, now / 1e3);
    return true;
  } catch (error) {
    return codeOf(error) !== "ENOENT";
  }
}

// engine/store/local/walk.js
import { opendirSync } from "node:fs";
import { join as join6 } from "node:path";
function* walk(folder, ending, onUnreadable = raise) {
  for (const fan of entriesOf(folder, onUnreadable)) {
    const path = join6(folder, fan.name);
    if (!fan.isDirectory || !/^[0-9a-f]{2}$/.test(fan.name)) {
      yield { path, hex: void 0 };
      continue;
    }
    for (const { name } of entriesOf(path, onUnreadable)) {
      const rest = name.endsWith(ending) ? name.slice(0, name.length - ending.length) : "";
      yield { path: join6(path, name), hex: /^[0-9a-f]{62}$/.test(rest) ? fan.name + rest : void 0 };
    }
  }
}
function* entriesOf(path, onUnreadable) {
  let folder;
  try {
    folder = patientlySync(() => opendirSync(path, { bufferSize: 256 }));
  } catch (error) {
    if (isUnreadable(error))
      return onUnreadable(new Unreadable(`the folder ${path}`, path, error));
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR")
      return;
    throw error;
  }
  try {
    for (let entry = folder.readSync(); entry !== null; entry = folder.readSync())
      yield { name: entry.name, isDirectory: entry.isDirectory() };
  } finally {
    folder.closeSync();
  }
}
function raise(error) {
  throw error;
}

// engine/store/local/unchecked.js
function uncheckedUses(folder) {
  const uses = /* @__PURE__ */ new Map();
  const checkpoints = /* @__PURE__ */ new Map();
  const others = [];
  const add = (object, placed) => {
    uses.set(object, [...uses.get(object) ?? [], placed]);
  };
  for (const { path, hex } of walk(folder, ".json", () => void 0)) {
    const key = parseDigest(`sha256:${hex}`);
    const record = key === void 0 ? void 0 : tryToRead(path, key);
    if (key === void 0 || record === void 0 || record.checked === true)
      continue;
    const placed = { key, path };
    for (const digest of inputsOf(record))
      add(digest, placed);
    const work = workOf(record);
    others.push({ work, placed });
    const states = Object.values(record.outputs).filter(({ kind }) => kind === "checkpoint");
    checkpoints.set(work, [...checkpoints.get(work) ?? [], ...states.map(({ digest }) => digest)]);
  }
  for (const { work, placed } of others)
    for (const state of checkpoints.get(work) ?? [])
      add(state, placed);
  return uses;
}
function inputsOf({ fingerprint }) {
  const ports = fingerprint.inputs;
  const inputs = isObject(ports) ? Object.values(ports).flat() : [];
  return inputs.flatMap((input) => parseDigest(isObject(input) ? input["digest"] : void 0) ?? []);
}
function workOf({ fingerprint }) {
  const { params: _, ...work } = fingerprint;
  return canonical(work);
}
function tryToRead(path, key) {
  try {
    const read = readRecord(path, key);
    return typeof read === "string" ? void 0 : read?.record;
  } catch {
    return void 0;
  }
}

// engine/store/local/records.js
var DiskActions = class {
  #folder;
  #fan;
  /** What was read of records that had settled by then: a run asks for each of them twice, to plan and to rely on it. */
  #known = /* @__PURE__ */ new Map();
  #temporary;
  #quarantine;
  #notices;
  /** Records that could not be read, and were told. */
  #told = /* @__PURE__ */ new Set();
  #unchecked;
  constructor(folder, parts) {
    this.#folder = folder;
    this.#notices = parts.notices;
    this.#fan = new Fan(folder, ".json");
    this.#temporary = parts.temporary;
    this.#quarantine = parts.quarantine;
  }
  get(key) {
    try {
      return this.#read(key)?.record;
    } catch (error) {
      if (!(error instanceof Unreadable))
        throw error;
      if (!this.#told.has(key))
        this.#notices.tell(`${error.message}. ${error.hint ?? ""}`);
      this.#told.add(key);
      return void 0;
    }
  }
  /** As `get`, but leaves a damaged record where it is, and says nothing. */
  peek(key) {
    try {
      return this.inspect(key);
    } catch (error) {
      if (error instanceof Unreadable)
        return void 0;
      throw error;
    }
  }
  /**
   * As `peek`, for somebody who must know.
   *
   * @throws Unreadable when it is there and cannot be read
   */
  inspect(key) {
    const read = this.#look(key);
    return typeof read === "string" ? void 0 : read?.record;
  }
  use(key) {
    const read = this.#read(key);
    return read !== void 0 && refresh(this.#pathOf(key), read.usedAt) ? read.record : void 0;
  }
  /** @throws Unreadable */
  #read(key) {
    const read = this.#look(key, this.#known.get(key));
    if (read === void 0)
      return void 0;
    if (typeof read !== "string") {
      if (read.settled)
        this.#known.set(key, read);
      return read;
    }
    this.#quarantine.take(this.#pathOf(key), `Record ${key}`, read);
    return void 0;
  }
  /** @throws Unreadable */
  #look(key, known) {
    const path = this.#pathOf(key);
    try {
      return patientlySync(() => readRecord(path, key, known));
    } catch (error) {
      throw isUnreadable(error) ? new Unreadable(`the record ${key}`, path, error) : error;
    }
  }
  /**
   * Moves to quarantine what an Assay that did not check what it had read has made of an object that turned out to be damaged:
   * it may have been damaged already then.
   */
  distrust(object) {
    this.#unchecked ??= uncheckedUses(this.#folder);
    for (const { key, path } of this.#unchecked.get(object) ?? [])
      this.#quarantine.take(path, `Record ${key}`, `was made of object ${object}, which is damaged, and may be wrong`);
    this.#unchecked.delete(object);
  }
  async put(record) {
    const json = record;
    const wrong = wrongWith(json, record.key);
    if (wrong !== void 0)
      throw new Error(`Internal error: the record ${wrong}`);
    const body = canonical(json);
    const text = `{"digest":"${digestOfText("record", body)}","record":${body}}
`;
    await writeAtomically(this.#pathOf(record.key), text, { temporary: this.#temporary, mode: 292 });
  }
  #pathOf(key) {
    if (parseDigest(key) === void 0)
      throw new Error(`Internal error: ${JSON.stringify(key)} is no key`);
    return this.#fan.pathOf(hexOf(key));
  }
};

// engine/store/local/objects.js
import { lstatSync as lstatSync4, readSync as readSync2, rmSync as rmSync3, utimesSync as utimesSync3 } from "node:fs";
import { open } from "node:fs/promises";
var CHUNK = 1024 * 1024;
var SMALL = 256 * 1024;
var LEAST_INDEXED = 64 * 1024;
var SLACK = 64 * 1024 * 1024;
var GONE = "is gone";
var DiskBlobs = class {
  #folder;
  #fan;
  #temporary;
  #quarantine;
  #verified;
  /** Checks that are under way: steps that start together hash their common input once. */
  #checks = /* @__PURE__ */ new Map();
  /** What this process has refreshed: facts from before, with the digest, and facts from after. */
  #refreshed = /* @__PURE__ */ new Map();
  #distrust;
  /** Large files are hashed one after another: hashing is bound to one core anyway. */
  #hashing = Promise.resolve();
  constructor(folder, parts) {
    this.#folder = folder;
    this.#fan = new Fan(folder, "");
    this.#temporary = parts.temporary;
    this.#quarantine = parts.quarantine;
    this.#verified = parts.verified;
    this.#distrust = parts.distrust;
  }
  async put(path) {
    const { digest, bytes } = await this.putForNow(path);
    return { digest, bytes };
  }
  async putForNow(path) {
    refuseOther(path, lstatSync4(path));
    return taught(this.#folder, async () => {
      const temporary = await this.#temporary.name();
      try {
        await copyNew(path, temporary);
        const { isNew, ...blob } = await this.#commit(temporary);
        return { ...blob, remove: () => isNew && rmSync3(this.#pathOf(blob.digest), { force: true }) };
      } catch (error) {
        rmSync3(temporary, { force: true });
        throw error;
      }
    });
  }
  async take(path) {
    const stat = lstatSync4(path);
    refuseOther(path, stat);
    if (stat.nlink > 1)
      return this.put(path);
    const { digest, bytes } = await taught(this.#folder, () => this.#commit(path));
    return { digest, bytes };
  }
  /** Gives a file its place in the store, read-only. Its content is new unless it was there already. */
  async #commit(path) {
    const now = Date.now() / 1e3;
    utimesSync3(path, now, now);
    makeReadOnly(path);
    const { digest, bytes, stat } = await this.#read(path);
    const target = this.#pathOf(digest);
    if (await this.#isThere(digest, bytes) && this.#refresh(digest, target)) {
      rmSync3(path, { force: true });
      return { digest, bytes, isNew: false };
    }
    await sync(path);
    await install(path, target);
    await this.#checkInstalled(digest, stat);
    return { digest, bytes, isNew: true };
  }
  /** Whether an object that is about to be written is there already. One on a bad sector is written again. */
  async #isThere(digest, bytes) {
    try {
      return await this.#check(digest, bytes) !== void 0;
    } catch (error) {
      if (error instanceof Unreadable && error.errno === "EIO")
        return false;
      throw error;
    }
  }
  /** Checks that nobody has written to a file between its hash, when its facts were `hashed`, and its place in the store. */
  async #checkInstalled(digest, hashed) {
    const target = this.#pathOf(digest);
    const stat = lstatSync4(target, { bigint: true, throwIfNoEntry: false });
    const same = stat?.ino === hashed.ino && stat.size === hashed.size && stat.mtimeNs === hashed.mtimeNs;
    if (same || stat === void 0 || await this.#hash(digest, target) !== void 0)
      return;
    throw new StageFailure("An output was written to while it was moved into the store", {
      hint: "Nothing may write to the outputs of a step when it has ended: see whether a program that it started goes on, then run again."
    });
  }
  async open(ref) {
    return await this.#check(ref.digest, ref.bytes) === void 0 ? void 0 : this.#pathOf(ref.digest);
  }
  async watch(ref) {
    const seen = await this.#check(ref.digest, ref.bytes);
    if (seen === void 0)
      return void 0;
    return { path: this.#pathOf(ref.digest), changed: () => this.#changed(ref.digest, seen) };
  }
  async #changed(digest, seen) {
    const path = this.#pathOf(digest);
    const stat = this.#lookAt(digest, path);
    if (stat === void 0)
      return "lost";
    const same = factsOf(stat) === this.#followed(digest, seen);
    if (same && stat.size >= LEAST_INDEXED && await this.#verified.vouches(hexOf(digest), stat))
      return void 0;
    if (await this.#hash(digest, path) === void 0)
      return "lost";
    return same ? void 0 : "touched";
  }
  /** Notes that an object is needed now; false when it is gone. */
  #refresh(digest, path) {
    const before = lstatSync4(path, { bigint: true, throwIfNoEntry: false });
    if (before === void 0 || !refresh(path, Number(before.mtimeMs)))
      return false;
    const after = lstatSync4(path, { bigint: true, throwIfNoEntry: false });
    if (after !== void 0 && factsOf(after) !== factsOf(before))
      this.#refreshed.set(`${digest} ${factsOf(before)}`, factsOf(after));
    return true;
  }
  /** The facts that a file with these facts has since this process itself has refreshed it. */
  #followed(digest, facts) {
    let last = facts;
    for (; ; ) {
      const next = this.#refreshed.get(`${digest} ${last}`);
      if (next === void 0)
        return last;
      last = next;
    }
  }
  /**
   * Hashes an object whatever the index says of it, and remembers nothing. What was wrong with it, when it has gone to
   * quarantine; undefined when it is whole or gone.
   *
   * @throws Unreadable when it is there and cannot be read
   */
  async verify(digest) {
    const path = this.#pathOf(digest);
    const found = await this.#attempt(digest, path);
    const wrong = faultOf(digest, found);
    if (wrong === void 0 || wrong === GONE)
      return void 0;
    this.#condemn(digest, path, wrong);
    return wrong;
  }
  has(ref) {
    try {
      const stat = lstatSync4(this.#pathOf(ref.digest));
      return stat.isFile() && stat.size === ref.bytes;
    } catch (error) {
      return isUnreadable(error);
    }
  }
  #pathOf(digest) {
    if (parseDigest(digest) === void 0)
      throw new Error(`Internal error: ${JSON.stringify(digest)} is no digest`);
    return this.#fan.pathOf(hexOf(digest));
  }
  /** The facts of an object's file; undefined when there is none. */
  #lookAt(digest, path) {
    try {
      return patientlySync(() => lstatSync4(path, { bigint: true, throwIfNoEntry: false }));
    } catch (error) {
      throw isUnreadable(error) ? new Unreadable(`object ${digest}`, path, error) : error;
    }
  }
  /**
   * The facts of an object, said to have so many bytes, from before it was found whole; undefined when it is not. One that is
   * damaged goes to quarantine.
   */
  async #check(digest, bytes) {
    const path = this.#pathOf(digest);
    if (bytes < LEAST_INDEXED)
      return this.#hash(digest, path, bytes + SLACK);
    const stat = this.#lookAt(digest, path);
    if (stat === void 0)
      return void 0;
    if (stat.size >= LEAST_INDEXED && await this.#verified.vouches(hexOf(digest), stat))
      return factsOf(stat);
    const running = this.#checks.get(digest);
    if (running !== void 0)
      return running;
    const check = this.#hash(digest, path, bytes + SLACK).finally(() => this.#checks.delete(digest));
    this.#checks.set(digest, check);
    return check;
  }
  /** As `#check`, whatever the index says. */
  async #hash(digest, path, most = Infinity) {
    const found = await this.#attempt(digest, path, most);
    const wrong = faultOf(digest, found);
    if (wrong !== void 0) {
      if (wrong !== GONE)
        this.#condemn(digest, path, wrong);
      return void 0;
    }
    if (typeof found === "string")
      return void 0;
    if (found.stat.size >= LEAST_INDEXED)
      await this.#verified.remember(hexOf(digest), found.stat, found.readAt);
    return factsOf(found.stat);
  }
  /** Moves a damaged object away, and what was made of it by somebody who may not have noticed. */
  #condemn(digest, path, wrong) {
    this.#quarantine.take(path, `Object ${digest}`, wrong);
    this.#distrust(digest);
  }
  /** The file's digest, or why it is no object. */
  async #attempt(digest, path, most) {
    try {
      return await patiently(() => this.#read(path, most));
    } catch (error) {
      if (error instanceof NotOurs)
        return error.wrong;
      if (codeOf(error) === "ENOENT")
        return GONE;
      throw isUnreadable(error) ? new Unreadable(`object ${digest}`, path, error) : error;
    }
  }
  /** @param most a file with more bytes is refused: reading it could take for ever */
  async #read(path, most = Infinity) {
    const small = hashSmall(path, most);
    if (small !== void 0)
      return small;
    const reading = this.#hashing.then(() => hashLarge(path));
    this.#hashing = reading.catch(() => void 0);
    return reading;
  }
};
function faultOf(digest, found) {
  if (typeof found === "string")
    return found;
  return found.digest === digest ? void 0 : `has other content (${found.bytes} bytes, ${found.digest})`;
}
var smallBytes;
function hashSmall(path, most) {
  const readAt = Date.now();
  return withRegular(path, most, (file, stat) => {
    if (stat.size > SMALL)
      return void 0;
    const size = Number(stat.size);
    smallBytes ??= Buffer.allocUnsafe(SMALL + 1);
    const hash = startDigest();
    let length = 0;
    for (; ; ) {
      const count = readSync2(file, smallBytes, 0, size + 1, null);
      hash.update(smallBytes.subarray(0, count));
      length += count;
      if (count === 0 || count === size && length === size)
        return { digest: finishDigest(hash), bytes: length, stat, readAt };
    }
  });
}
async function hashLarge(path) {
  const readAt = Date.now();
  const file = await open(path, READ);
  try {
    const stat = await file.stat({ bigint: true });
    const bytes = Buffer.allocUnsafe(CHUNK);
    const hash = startDigest();
    let length = 0;
    for (; ; ) {
      const { bytesRead } = await file.read(bytes);
      if (bytesRead === 0)
        return { digest: finishDigest(hash), bytes: length, stat, readAt };
      hash.update(bytes.subarray(0, bytesRead));
      length += bytesRead;
    }
  } finally {
    await file.close();
  }
}
function refuseOther(path, stat) {
  if (!stat.isFile())
    throw new Error(`Cannot store ${path}: it is ${kindOf(stat)}, not a file`);
}

// engine/store/local/leases.js
import { linkSync, lstatSync as lstatSync5, readFileSync as readFileSync4, rmSync as rmSync4, unlinkSync } from "node:fs";
import { join as join7 } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
var PATIENCE = { told: 6e4, unseen: 12e4, frozen: 3e5 };
var POLL_MS = { first: 5, most: 200 };
var ASLEEP_MS = 1e4;
var RETRY_MS = 1e3;
var MOST_BYTES2 = 4096;
var NO_LINKS = /* @__PURE__ */ new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EXDEV"]);
var DiskLeases = class {
  #folder;
  #temporary;
  #notices;
  #patience;
  /** Path of this process's owner file. */
  #own;
  /** Paths of the leases that this process has. */
  #held = /* @__PURE__ */ new Set();
  /** When the heartbeat of an owner was last seen to move, by this process's clock: by the owner's id. */
  #seen = /* @__PURE__ */ new Map();
  /** Ids of the owners whose silence was told. */
  #told = /* @__PURE__ */ new Set();
  constructor(folder, { temporary, notices }, patience = PATIENCE) {
    this.#folder = folder;
    this.#temporary = temporary;
    this.#notices = notices;
    this.#patience = patience;
  }
  async take(key) {
    const path = this.#pathOf(key);
    try {
      this.#own ??= await this.#register();
      return this.#take(path);
    } catch (error) {
      if (NO_LINKS.has(codeOf(error)))
        return { release: () => void 0 };
      if (codeOf(error) !== "ENOENT")
        return taught(path, () => Promise.reject(error));
    }
    this.#own = await taught(path, () => this.#register());
    return this.#take(path);
  }
  async ended(key, holder, signal) {
    const path = this.#pathOf(key);
    for (let pause = POLL_MS.first; !signal.aborted; pause = Math.min(pause * 1.5, POLL_MS.most)) {
      const owner = readOwner(path);
      if (owner === void 0 || owner.pid !== holder.pid || owner.host !== holder.host)
        return;
      if (this.#isGone(owner))
        return;
      this.#tellSilence(owner);
      const before = performance.now();
      await sleep(pause, void 0, { signal }).catch(() => void 0);
      if (performance.now() - before > pause + ASLEEP_MS)
        this.#seen.delete(owner.id);
    }
  }
  /** Removes a lease, named by its file, whose owner is gone; false when it is not. */
  async clear(name) {
    this.#own ??= await this.#register();
    const path = join7(this.#folder, name);
    const owner = readOwner(path);
    if (owner === void 0 || !this.#isGone(owner))
      return false;
    const taken = this.#take(path);
    if (!("release" in taken))
      return false;
    taken.release();
    return true;
  }
  /** Gives back what this process still has. */
  close() {
    for (const path of this.#held)
      this.#release(path);
    this.#own = void 0;
  }
  async #register() {
    await makeFolder(this.#folder);
    return this.#temporary.owner();
  }
  /** Takes the lease at a path, or says who has it. */
  #take(path) {
    for (; ; ) {
      if (this.#link(path))
        return this.#lease(path);
      const owner = readOwner(path);
      if (owner === void 0)
        continue;
      if (!this.#isGone(owner))
        return owner;
      const successor = `${path}.${owner.id}`;
      const taken = this.#take(successor);
      if (!("release" in taken))
        return taken;
      if (readOwner(path)?.id === owner.id) {
        rename(successor, path);
        this.#held.delete(successor);
        this.#held.add(path);
        if (this.#told.delete(owner.id))
          this.#notices.tell(`Run ${nameOf(owner)} is still silent: this run goes on without it`);
        return this.#lease(path);
      }
      taken.release();
    }
  }
  #lease(path) {
    return { release: () => this.#release(path) };
  }
  /** False when there is a lease already. */
  #link(path) {
    if (this.#own === void 0)
      throw new Error("Internal error: a lease is taken before its owner is known");
    try {
      linkSync(this.#own, path);
    } catch (error) {
      const code = codeOf(error);
      if (code === "ENOENT" || NO_LINKS.has(code))
        throw error;
      if (this.#held.has(path) || readOwner(path)?.id !== this.#temporary.id) {
        if (code === "EEXIST")
          return false;
        throw error;
      }
    }
    this.#held.add(path);
    return true;
  }
  #release(path) {
    this.#held.delete(path);
    try {
      if (readOwner(path)?.id === this.#temporary.id)
        unlinkSync(path);
    } catch (error) {
      if (codeOf(error) === "ENOENT")
        return;
      setTimeout(() => this.#held.has(path) || this.#release(path), RETRY_MS).unref();
    }
  }
  #isGone(owner) {
    if (owner.id === "damaged")
      return true;
    const fate = fateOf(owner);
    if (fate === "gone")
      return true;
    return this.#silenceOf(owner) > (fate === "alive" ? this.#patience.frozen : this.#patience.unseen);
  }
  /** For how many milliseconds the heartbeat of an owner has stood still, as far as this process has seen. */
  #silenceOf(owner) {
    const now = performance.now();
    const { id, heartbeat } = owner;
    let seen = this.#seen.get(id);
    if (seen?.heartbeat !== heartbeat) {
      if (seen !== void 0)
        this.#told.delete(id);
      seen = { heartbeat, at: seen === void 0 && this.#isOld(owner) ? -Infinity : now };
      this.#seen.set(id, seen);
    }
    return now - seen.at;
  }
  /**
   * Whether an owner that cannot be looked for was silent before this process came: by the clock of the file system, which is
   * one for all who share it. Some file systems have no clock of their own and repeat what the owner's says.
   */
  #isOld(owner) {
    if (owner.changed === owner.heartbeat || fateOf(owner) !== "unseen")
      return false;
    return this.#temporary.now() - owner.changed > this.#patience.unseen;
  }
  #tellSilence(owner) {
    if (this.#told.has(owner.id) || this.#silenceOf(owner) <= this.#patience.told)
      return;
    this.#told.add(owner.id);
    const { told, frozen, unseen } = this.#patience;
    const there = fateOf(owner) === "alive";
    this.#notices.tell(`Run ${nameOf(owner)} has given no sign of life for ${showDuration(told)}: it may be ${there ? "stopped (Ctrl-Z)" : "gone, stopped or cut off"}. After ${showDuration(there ? frozen : unseen)} this run goes on without it`);
  }
  #pathOf(key) {
    if (parseDigest(key) === void 0)
      throw new Error(`Internal error: ${JSON.stringify(key)} is no key`);
    return join7(this.#folder, hexOf(key));
  }
};
function nameOf({ pid, host }) {
  return `${pid} on ${host}`;
}
function readOwner(path) {
  let stat;
  let text;
  try {
    stat = lstatSync5(path);
    if (!stat.isFile()) {
      rmSync4(path, { recursive: true, force: true });
      return void 0;
    }
    text = stat.size > MOST_BYTES2 ? "" : readFileSync4(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT")
      return void 0;
    throw error;
  }
  const times = { heartbeat: stat.mtimeMs, changed: stat.ctimeMs };
  const damaged = { id: "damaged", pid: 0, host: "unknown", ...times };
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return damaged;
  }
  if (!isObject(value))
    return damaged;
  const { id, pid, host, started, boot, space } = value;
  const whole = typeof id === "string" && /^[0-9a-f]{16}$/.test(id) && Number.isSafeInteger(pid) && typeof host === "string";
  if (!whole)
    return damaged;
  const more = Object.fromEntries(Object.entries({ started, boot, space }).filter(([, text2]) => typeof text2 === "string"));
  return { id, pid: Number(pid), host, ...more, ...times };
}

// engine/store/local/quarantine.js
import { randomBytes } from "node:crypto";
import { mkdirSync, renameSync } from "node:fs";
import { basename as basename2, join as join8 } from "node:path";
var Quarantine = class {
  #folder;
  #notices;
  constructor(folder, notices) {
    this.#folder = folder;
    this.#notices = notices;
  }
  /**
   * Moves a damaged file (or whatever is in its place) away and says so. `what` begins the message: `Object sha256:...`;
   * `wrong` ends it: `has 12 bytes, expected 40`.
   *
   * @throws UsageError when it cannot be moved: it must not stay where it would be found again.
   */
  take(path, what, wrong) {
    const target = join8(this.#folder, `${basename2(path)}-${randomBytes(4).toString("hex")}`);
    try {
      if (mkdirSync(this.#folder, { recursive: true }) !== void 0)
        shareFolder(this.#folder);
      renameSync(path, target);
    } catch (cause) {
      if (codeOf(cause) === "ENOENT")
        return;
      throw new UsageError(`${what} ${wrong} and cannot be moved to ${this.#folder}`, {
        hint: `Give yourself write permission to the store, or remove ${path} by hand.`,
        cause
      });
    }
    this.#notices.tell(`${what} ${wrong}: moved to ${target}`);
  }
};

// engine/store/store.js
var Notices = class {
  #listener;
  #waiting = [];
  tell(message) {
    if (this.#listener === void 0)
      this.#waiting.push(message);
    else
      this.#listener(message);
  }
  /** Hears everything told so far, then everything as it is told. There is one listener: a second replaces the first. */
  listen(listener) {
    this.#listener = listener;
    for (const message of this.#waiting.splice(0))
      listener(message);
  }
};

// engine/store/local/temporary.js
import { randomBytes as randomBytes2 } from "node:crypto";
import { chmodSync, existsSync, lstatSync as lstatSync6, mkdirSync as mkdirSync2, readdirSync as readdirSync2, statSync as statSync4, utimesSync as utimesSync4, writeFileSync as writeFileSync2 } from "node:fs";
import { rm } from "node:fs/promises";
import { join as join9 } from "node:path";
var HEARTBEAT_MS = 1e4;
var WEEK_MS2 = 7 * 24 * 3600 * 1e3;
var OWNER = "owner";
var TemporaryFolder = class {
  #root;
  #path;
  #first;
  /** Names what has opened the store, for ever: 16 hex digits. */
  id = randomBytes2(8).toString("hex");
  /** The folder's name below `<store>/tmp`. */
  label;
  #made;
  #pulse;
  #count = 0;
  /** Folders that were given back. */
  #empty = [];
  /** `first` is a file that must be there before anything else is written. */
  constructor(root, first) {
    this.#root = root;
    this.#first = first;
    const { pid, started = "0" } = thisProcess();
    this.label = `${pid}-${started}-${placeTag()}-${this.id.slice(0, 8)}`;
    this.#path = join9(root, this.label);
  }
  /** A path that nothing has yet. */
  async name() {
    this.#made ??= this.#make().catch((error) => {
      this.#made = void 0;
      throw error;
    });
    await this.#made;
    this.#count += 1;
    return join9(this.#path, String(this.#count));
  }
  /** Path of the file that names this process; it is made again where somebody has removed it. */
  async owner() {
    await this.name();
    const path = join9(this.#path, OWNER);
    if (!existsSync(path))
      await this.#sign();
    return path;
  }
  /** An empty folder, to be given back. */
  async folder() {
    const empty = this.#empty.pop();
    if (empty !== void 0)
      return empty;
    const path = await this.name();
    await taught(path, async () => makeEmpty(path));
    return path;
  }
  /**
   * Takes a folder back, with what is in it. An empty one is used `again`: ext4 takes several times as long to make files and
   * folders when others were removed in the last seconds. It gets another name first, so that who still knows the old one,
   * which a step that has ended may, finds nothing there. What cannot be removed now goes with the rest.
   */
  async giveBack(folder, { again }) {
    try {
      const path = await this.name();
      rename(folder, path);
      if (again && isFresh(path))
        this.#empty.push(path);
      else
        await rm(path, { recursive: true, force: true });
    } catch {
      await rm(folder, { recursive: true, force: true }).catch(() => void 0);
    }
  }
  async #make() {
    await this.#sign();
    const first = this.#first;
    if (first === void 0)
      return;
    await taught(first.path, async () => {
      const path = join9(this.#path, "0");
      await writeNew(path, first.content, 420);
      await install(path, first.path);
    });
  }
  /** Says whose the folder is, in one piece before anybody reads it. Not synced: after a power cut every owner is gone. */
  async #sign() {
    await makeFolder(this.#path);
    const path = join9(this.#path, OWNER);
    await taught(path, async () => {
      try {
        writeFileSync2(path, JSON.stringify({ id: this.id, ...thisProcess() }), { flag: "wx" });
        chmodSync(path, 420);
        shareFile(path, this.#root);
      } catch (error) {
        if (codeOf(error) !== "EEXIST")
          throw error;
      }
    });
    this.#pulse ??= setInterval(() => this.#beat(), HEARTBEAT_MS).unref();
  }
  #beat() {
    const now = /* @__PURE__ */ new Date();
    try {
      utimesSync4(join9(this.#path, OWNER), now, now);
    } catch {
    }
  }
  /** Removes the subfolder and all that is left in it. What cannot be removed goes when a later run opens the store. */
  async remove() {
    clearInterval(this.#pulse);
    this.#pulse = void 0;
    if (this.#made === void 0)
      return;
    this.#made = void 0;
    this.#empty = [];
    await rm(this.#path, { recursive: true, force: true }).catch(() => void 0);
  }
  /**
   * Removes what processes that are gone have left behind: those of this host, boot and PID namespace that do not run, and
   * others whose heartbeat has stood still for a week. For commands that write: one that only reads removes nothing.
   */
  async removeStale() {
    let names;
    try {
      names = readdirSync2(this.#root);
    } catch {
      return;
    }
    for (const name of names) {
      if (name === this.label || !await this.#isStale(name))
        continue;
      await rm(join9(this.#root, name), { recursive: true, force: true }).catch(() => void 0);
    }
  }
  async #isStale(name) {
    const [, pid, started, tag] = /^([1-9]\d*)-(\d+)-([0-9a-f]{8})-[0-9a-f]{8}$/.exec(name) ?? [];
    if (tag === placeTag())
      return !isAlive(Number(pid), started === "0" ? void 0 : started);
    const path = join9(this.#root, name);
    const beat = touched(join9(path, OWNER)) ?? touched(path) ?? Infinity;
    try {
      await this.owner();
      return this.now() - beat > WEEK_MS2;
    } catch {
      return false;
    }
  }
  /**
   * The time by the clock of the store's file system, in milliseconds since 1970: a ctime can be compared with it, whatever
   * the clocks of the machines that share the store say. The owner file must be there.
   */
  now() {
    this.#beat();
    return statSync4(join9(this.#path, OWNER)).ctimeMs;
  }
  /**
   * For how many milliseconds the process that has the subfolder `label` has given no sign of life, by this machine's clock;
   * Infinity when there is no such subfolder. Writes nothing.
   */
  silenceOf(label) {
    if (!/^[\w-]+$/.test(label))
      return Infinity;
    const beat = touched(join9(this.#root, label, OWNER));
    return beat === void 0 ? Infinity : Date.now() - beat;
  }
};
function touched(path) {
  try {
    return lstatSync6(path).ctimeMs;
  } catch (error) {
    return codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR" ? void 0 : Infinity;
  }
}
function isFresh(folder) {
  return readdirSync2(folder).length === 0 && (statSync4(folder).mode & 448) === 448;
}
function makeEmpty(path) {
  try {
    mkdirSync2(path);
  } catch (error) {
    if (codeOf(error) !== "EEXIST" || !isFresh(path))
      throw error;
  }
}

// engine/store/local/disk.js
var FORMAT = 1;
var LARGEST_MARKER = 65536;
async function openStore(root) {
  const path = resolve(root);
  refuseLinkedParts(path);
  const marker = join10(path, "store.json");
  const temporary = new TemporaryFolder(join10(path, "tmp"), isMarked(marker) ? void 0 : { path: marker, content: `${JSON.stringify({ format: FORMAT })}
` });
  const notices = new Notices();
  const quarantine = new Quarantine(join10(path, "quarantine"), notices);
  const verified = new VerifiedIndex(path, temporary);
  if (verified.name !== void 0)
    refuseLink(join10(path, verified.name));
  const actions = new DiskActions(join10(path, "actions"), { temporary, quarantine, notices });
  const leases = new DiskLeases(join10(path, "leases"), { temporary, notices });
  return {
    root: path,
    temporary,
    quarantine,
    verified,
    notices,
    blobs: new DiskBlobs(join10(path, "objects", "sha256"), {
      temporary,
      quarantine,
      verified,
      distrust: (digest) => actions.distrust(digest)
    }),
    actions,
    leases,
    async withScratch(run, { foreign = false } = {}) {
      const folder = await temporary.folder();
      try {
        return await run(folder);
      } finally {
        await temporary.giveBack(folder, { again: !foreign });
      }
    },
    async close() {
      verified.flush();
      leases.close();
      await temporary.remove();
    }
  };
}
function isMarked(marker) {
  let content;
  try {
    content = JSON.parse(readRegular(marker, LARGEST_MARKER).toString("utf8"));
  } catch (cause) {
    if (codeOf(cause) === "ENOENT")
      return false;
    throw new UsageError(`Cannot read ${marker}: ${cause.message}`, {
      hint: `Choose another store with --store DIR; if this is one, its file must hold { "format": ${FORMAT} }.`,
      cause
    });
  }
  const format = isObject(content) ? content["format"] : void 0;
  if (format === FORMAT)
    return true;
  throw new UsageError(`The store has format ${JSON.stringify(format)} in ${marker}, this Assay reads format ${FORMAT}`, {
    hint: "Use the version of Assay that made the store, or another store with --store DIR."
  });
}

// engine/cli/with-store.js
async function withStore(root, use) {
  const store = await openStore(root);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}
function judgeSession(session, store, forced = /* @__PURE__ */ new Set()) {
  return judge(session.plan, {
    forced,
    actions: store.actions,
    blobs: store.blobs,
    facts: session.facts,
    earlier: earlierKeys(store, session.plan.experiment)
  });
}

export {
  errorWords,
  readRegular,
  Unreadable,
  latestOf,
  startRun,
  listExperiments,
  listRuns,
  runFiles,
  readRun,
  mayRun,
  wasKilled,
  runFolder,
  runNumbers,
  earlierKeys,
  REFRESH_MS,
  walk,
  openStore,
  withStore,
  judgeSession
};
