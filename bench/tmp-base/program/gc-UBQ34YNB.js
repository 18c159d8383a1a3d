import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  needStore
} from "./chunk-ZBLSB2VG.js";
import "./chunk-AF66PENX.js";
import {
  breather
} from "./chunk-XWKR3IZP.js";
import {
  REFRESH_MS,
  latestOf,
  listExperiments,
  mayRun,
  runFiles,
  runFolder,
  runNumbers,
  walk,
  wasKilled,
  withStore
} from "./chunk-6Q5TO477.js";
import {
  checkpointFingerprint,
  keyOf
} from "./chunk-5YIOGQ3B.js";
import "./chunk-JYSP53U2.js";
import "./chunk-LIB27VLG.js";
import "./chunk-G6XKGUZB.js";
import "./chunk-VYXVFF6B.js";
import {
  plural
} from "./chunk-URZB7VFO.js";
import "./chunk-VOL7QDMY.js";
import "./chunk-UUVHQ3UC.js";
import {
  codeOf,
  taught,
  writeAtomically
} from "./chunk-2IJOKHPY.js";
import {
  EXIT,
  renderTable,
  showBytes
} from "./chunk-2NPJMGMJ.js";
import "./chunk-GYEHIKTQ.js";
import "./chunk-FOYNB2YM.js";
import {
  hexOf,
  parseDigest
} from "./chunk-OVBRS3VP.js";
import "./chunk-P26KXDJE.js";
import {
  StageFailure,
  UsageError
} from "./chunk-ICSLOTAE.js";
import "./chunk-RFNO5SSX.js";

// engine/runs/gc.js
import { lstatSync, readdirSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";

// engine/runs/keep.js
var HOUR_MS = 36e5;
var DAY_MS = 24 * HOUR_MS;
var WEEK_MS = 7 * DAY_MS;
function keptRuns(store, policy, now) {
  const keys = /* @__PURE__ */ new Set();
  const others = [];
  let runs = 0;
  let horizon = now - HOUR_MS;
  for (const experiment of listExperiments(store)) {
    let unfinished = true;
    let rank = -1;
    for (const { number, run, unreadable } of runFiles(store, experiment)) {
      rank += 1;
      if (unreadable !== void 0)
        throw unreadable;
      if (run === void 0)
        throw new UsageError(`The record of run ${number} of ${experiment} is damaged: what it needs cannot be told`, {
          hint: 'Let "assay fsck" move it to quarantine; what only this run needed can be removed then.'
        });
      const startedAt = Date.parse(run.startedAt);
      const age = now - startedAt;
      const running = isRunning(store, run);
      unfinished &&= run.status !== "done";
      if (running || unfinished && age < WEEK_MS)
        horizon = Math.min(horizon, startedAt - REFRESH_MS);
      if (running || rank < policy.runs || age < policy.days * DAY_MS) {
        runs += 1;
        for (const { key } of run.steps)
          if (key !== void 0)
            keys.add(hexOf(key));
      } else
        others.push({ experiment, number });
    }
  }
  return { runs, others, keys, horizon };
}
function isRunning(store, run) {
  return (run.status === "running" || wasKilled(run)) && mayRun(store, run, WEEK_MS);
}

// engine/runs/gc.js
var WEEK_MS2 = 7 * 24 * 36e5;
var REMOVED = ".removed";
async function collect(store, options) {
  const { runs, others, keys, horizon } = keptRuns(store, options.policy, options.now);
  const sweep = new Sweep(store, options, horizon);
  await sweep.records(keys);
  await sweep.objects();
  await sweep.rest(others);
  if (!options.dryRun)
    await store.temporary.removeStale();
  return { runsKept: runs, keptSince: horizon, kinds: sweep.tally.rows() };
}
var Sweep = class {
  tally = new Tally();
  #store;
  #options;
  #horizon;
  #breathe = breather();
  /** Kinds of the artifacts that live records name, and of those that only removed ones named; by hex digits. */
  #live = /* @__PURE__ */ new Map();
  #dropped = /* @__PURE__ */ new Map();
  constructor(store, options, horizon) {
    this.#store = store;
    this.#options = options;
    this.#horizon = horizon;
  }
  async records(keys) {
    const idle = /* @__PURE__ */ new Map();
    const checkpoints = /* @__PURE__ */ new Set();
    for (const { path, hex } of walk(join(this.#store.root, "actions"), ".json")) {
      const stat = statOf(path);
      if (hex === void 0 && path.endsWith(REMOVED))
        rmLeft(path, this.#options.dryRun);
      if (hex === void 0 || stat === void 0)
        continue;
      if (keys.has(hex) || stat.mtimeMs >= this.#horizon)
        this.#keep(hex, stat.size, checkpoints);
      else
        idle.set(hex, path);
      await this.#breathe();
    }
    for (const [hex, path] of idle) {
      const size = statOf(path)?.size ?? 0;
      if (checkpoints.has(hex)) {
        this.#keep(hex, size);
        continue;
      }
      const record = this.#recordOf(hex);
      if (await this.#remove(path)) {
        this.tally.add("records", "removed", size);
        for (const { digest, kind } of Object.values(record?.outputs ?? {}))
          this.#dropped.set(hexOf(digest), kind);
      } else
        this.#keep(hex, size);
      await this.#breathe();
    }
  }
  async objects() {
    for (const { path, hex } of walk(join(this.#store.root, "objects", "sha256"), "")) {
      const stat = statOf(path);
      if (hex === void 0 && path.endsWith(REMOVED))
        rmLeft(path, this.#options.dryRun);
      if (hex === void 0 || stat === void 0)
        continue;
      const live = this.#live.get(hex);
      const kind = live ?? this.#dropped.get(hex) ?? "of no record";
      const removed = live === void 0 && await this.#remove(path);
      this.tally.add(kind, removed ? "removed" : "kept", stat.size);
      await this.#breathe();
    }
  }
  /** Old quarantine, leases of the dead, folders of the runs that are not kept, and the index of verified objects. */
  async rest(runs) {
    const { root, leases, verified, temporary } = this.#store;
    for (const name of namesIn(join(root, "quarantine"))) {
      const path = join(root, "quarantine", name);
      const size = statOf(path)?.size ?? 0;
      const old = (statOf(path)?.ctimeMs ?? Infinity) < this.#options.now - WEEK_MS2;
      if (old && !this.#options.dryRun)
        await taught(path, async () => rmSync(path, { recursive: true, force: true }));
      this.tally.add("quarantine", old ? "removed" : "kept", size);
    }
    if (this.#options.pruneRuns)
      await this.#pruneRuns(runs);
    if (this.#options.dryRun)
      return;
    for (const name of namesIn(join(root, "leases")))
      if (await leases.clear(name))
        this.tally.add("leases", "removed", 0);
    this.#removeEmptyRuns();
    const objects = join(root, "objects", "sha256");
    const text = verified.compacted((hex) => statOf(join(objects, hex.slice(0, 2), hex.slice(2))) !== void 0);
    if (text !== void 0 && verified.name !== void 0)
      await writeAtomically(join(root, verified.name), text, { temporary, mode: 436 });
    for (const path of namesIn(root).map((name) => join(root, name)))
      if (isOldIndex(path, this.#options.now))
        await taught(path, async () => rmSync(path, { force: true }));
  }
  #keep(hex, size, checkpoints) {
    this.tally.add("records", "kept", size);
    const record = this.#recordOf(hex);
    if (record === void 0)
      return;
    for (const { digest, kind } of Object.values(record.outputs))
      this.#live.set(hexOf(digest), kind);
    const stage = this.#options.stages[record.fingerprint.stage];
    if (stage?.extends !== void 0 && checkpoints !== void 0)
      checkpoints.add(hexOf(keyOf(checkpointFingerprint({ stage }, record.fingerprint))));
  }
  #recordOf(hex) {
    const key = parseDigest(`sha256:${hex}`);
    return key === void 0 ? void 0 : this.#store.actions.inspect(key);
  }
  /** Removes a file that was not needed after the horizon; false when it was, or is gone already. */
  async #remove(path) {
    if ((statOf(path)?.mtimeMs ?? Infinity) >= this.#horizon)
      return false;
    if (this.#options.dryRun)
      return true;
    const away = await this.#awayFrom(path);
    try {
      await taught(path, async () => renameSync(path, away));
    } catch (error) {
      if (codeOf(error) === "ENOENT")
        return false;
      throw error;
    }
    if ((statOf(away)?.mtimeMs ?? 0) >= this.#horizon) {
      renameSync(away, path);
      return false;
    }
    await taught(away, async () => rmSync(away, { recursive: true, force: true }));
    return true;
  }
  /** A name for a file that is to be removed. On a full disk there may be no space for a folder: then beside it. */
  async #awayFrom(path) {
    try {
      return await this.#store.temporary.name();
    } catch (error) {
      if (!(error instanceof StageFailure))
        throw error;
      return `${path}${REMOVED}`;
    }
  }
  /** Removes the folders of these runs, and counts those of all. */
  async #pruneRuns(runs) {
    const store = this.#store;
    const removed = new Set(runs.filter(({ experiment, number }) => !this.#tellsTheNumber(experiment, number)).map(({ experiment, number }) => runFolder(store, experiment, number)));
    for (const experiment of listExperiments(store)) {
      for (const number of runNumbers(store, experiment)) {
        const folder = runFolder(store, experiment, number);
        let bytes = 0;
        for (const name of namesIn(folder, true))
          bytes += statOf(join(folder, name))?.size ?? 0;
        this.tally.add("runs", removed.has(folder) ? "removed" : "kept", bytes);
      }
    }
    if (this.#options.dryRun)
      return;
    for (const folder of removed) {
      const away = await store.temporary.name();
      await taught(folder, async () => renameSync(folder, away));
      rmSync(away, { recursive: true, force: true });
    }
  }
  /** Whether only the folder of a run tells that its number was given: no other run may get it. */
  #tellsTheNumber(experiment, number) {
    const latest = join(runFolder(this.#store, experiment, number), "..", "latest");
    return number === runNumbers(this.#store, experiment)[0] && latestOf(latest) < number;
  }
  /** Folders of runs that were killed before they had a record. */
  #removeEmptyRuns() {
    for (const experiment of listExperiments(this.#store)) {
      const parent = join(this.#store.root, "runs", experiment);
      for (const name of namesIn(parent)) {
        const path = join(parent, name);
        const stat = statOf(path);
        if (stat === void 0 || !stat.isDirectory() || stat.mtimeMs >= this.#horizon)
          continue;
        try {
          rmdirSync(path);
        } catch {
        }
      }
    }
  }
};
var Tally = class {
  #rows = /* @__PURE__ */ new Map();
  add(kind, fate, bytes) {
    const row = this.#rows.get(kind) ?? { kept: { count: 0, bytes: 0 }, removed: { count: 0, bytes: 0 } };
    row[fate] = { count: row[fate].count + 1, bytes: row[fate].bytes + bytes };
    this.#rows.set(kind, row);
  }
  rows() {
    return [...this.#rows].map(([kind, row]) => ({ kind, ...row })).sort((a, b) => a.kind < b.kind ? -1 : 1);
  }
};
function isOldIndex(path, now) {
  const stat = /^verified(-[0-9a-f]{12})?$/.test(basename(path)) ? statOf(path) : void 0;
  return stat?.isFile() === true && stat.mtimeMs < now - WEEK_MS2;
}
function rmLeft(path, dryRun) {
  if (!dryRun)
    rmSync(path, { recursive: true, force: true });
}
function statOf(path) {
  return lstatSync(path, { throwIfNoEntry: false });
}
function namesIn(folder, recursive = false) {
  try {
    return readdirSync(folder, { recursive, encoding: "utf8" });
  } catch {
    return [];
  }
}

// engine/cli/gc.js
async function gcCommand(options, application, terminal) {
  return withStore(options.store, async (store) => {
    needStore(store.root);
    const { pruneRuns, dryRun } = options;
    const collected = await collect(store, {
      policy: { runs: options.keepRuns, days: options.keepDays },
      pruneRuns,
      dryRun,
      now: Date.now(),
      stages: application.registry.stages
    });
    const keptSince = new Date(collected.keptSince).toISOString();
    if (options.json)
      terminal.out(JSON.stringify({ dryRun, ...collected, keptSince }, null, 2));
    else
      terminal.out(showCollected(collected, keptSince, dryRun));
    return EXIT.done;
  });
}
function showCollected({ runsKept, kinds }, keptSince, dryRun) {
  const total = kinds.reduce((sum, { removed }) => sum + removed.bytes, 0);
  const count = kinds.reduce((sum, { removed }) => sum + removed.count, 0);
  const table = renderTable(["kind", "kept", "size", dryRun ? "to remove" : "removed", "size"], kinds.map(({ kind, kept: kept2, removed }) => [
    kind,
    kept2.count,
    showBytes(kept2.bytes),
    removed.count,
    showBytes(removed.bytes)
  ]));
  const what = `${plural(count, "file")}, ${showBytes(total)}`;
  const done = dryRun ? `Would remove ${what}. Nothing was changed.` : `Removed ${what}.`;
  const kept = `Kept: what ${plural(runsKept, "run")} need${runsKept === 1 ? "s" : ""}, and everything used since ${keptSince.replace("T", " ").replace(/\.\d+Z$/, "Z")}.`;
  return kinds.length === 0 ? `${done}
${kept}` : `${table}

${done}
${kept}`;
}
export {
  gcCommand
};
