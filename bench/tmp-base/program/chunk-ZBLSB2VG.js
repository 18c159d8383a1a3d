import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  Pace
} from "./chunk-AF66PENX.js";
import {
  breather
} from "./chunk-XWKR3IZP.js";
import {
  Unreadable,
  listExperiments,
  runFiles,
  walk,
  withStore
} from "./chunk-6Q5TO477.js";
import {
  plural
} from "./chunk-URZB7VFO.js";
import {
  EXIT,
  showBytes
} from "./chunk-2NPJMGMJ.js";
import {
  printable
} from "./chunk-FOYNB2YM.js";
import {
  parseDigest,
  shortDigest
} from "./chunk-OVBRS3VP.js";
import {
  UsageError
} from "./chunk-ICSLOTAE.js";

// engine/cli/fsck.js
import { existsSync as existsSync2 } from "node:fs";
import { join as join2 } from "node:path";

// engine/runs/fsck.js
import { existsSync, lstatSync } from "node:fs";
import { join } from "node:path";
async function fsck(store, tell) {
  const damage = [];
  const unreadable = [];
  store.notices.listen((message) => damage.push(message));
  const left = (error) => void unreadable.push(`${error.message}. ${error.hint ?? ""}`);
  const objects = await checkObjects(store, tell, left);
  const broken = /* @__PURE__ */ new Set();
  const missing = [];
  const records = await checkRecords(store, { broken, missing, left });
  const runs = checkRuns(store, left);
  const lost = /* @__PURE__ */ new Set([...broken, ...missing.map(({ key }) => key)]);
  const proof = await store.verified.proof();
  const untrusted = typeof proof === "string" ? proof : null;
  const rebuild = lost.size === 0 ? [] : rebuildOf(store, lost);
  return { objects, records, runs, damage, unreadable, untrusted, missing, rebuild };
}
async function checkObjects(store, tell, left) {
  const folder = join(store.root, "objects", "sha256");
  const breathe = breather();
  let total = 0;
  for (const { path } of walk(folder, "", () => void 0)) {
    total += sizeOf(path);
    await breathe();
  }
  let [checked, damaged, bytes] = [0, 0, 0];
  for (const { path, hex } of walk(folder, "", left)) {
    const size = sizeOf(path);
    checked += 1;
    if (hex === void 0) {
      store.quarantine.take(path, `The file ${path}`, "is no object");
      damaged += 1;
    } else if (await readably(() => store.blobs.verify(digestOfHex(hex)), left))
      damaged += 1;
    bytes += size;
    tell(bytes, Math.max(total, bytes));
    await breathe();
  }
  return { checked, damaged, bytes };
}
async function readably(verify, left) {
  try {
    return await verify() !== void 0;
  } catch (error) {
    if (!(error instanceof Unreadable))
      throw error;
    left(error);
    return false;
  }
}
async function checkRecords(store, { broken, missing, left }) {
  const breathe = breather();
  let [checked, damaged] = [0, 0];
  for (const { path, hex } of walk(join(store.root, "actions"), ".json", left)) {
    checked += 1;
    if (hex === void 0) {
      store.quarantine.take(path, `The file ${path}`, "is no record");
      damaged += 1;
      continue;
    }
    const key = digestOfHex(hex);
    let record;
    try {
      record = store.actions.inspect(key) ?? store.actions.get(key);
    } catch (error) {
      if (!(error instanceof Unreadable))
        throw error;
      left(error);
      continue;
    }
    if (record === void 0) {
      damaged += 1;
      broken.add(key);
      continue;
    }
    const outputs = lostOutputs(store, record);
    if (outputs.length > 0 && existsSync(path))
      missing.push({ key, stage: record.fingerprint.stage, outputs });
    await breathe();
  }
  return { checked, damaged };
}
function lostOutputs(store, record) {
  return Object.entries(record.outputs).flatMap(([port, ref]) => store.blobs.has(ref) ? [] : [port]);
}
function checkRuns(store, left) {
  let [checked, damaged] = [0, 0];
  for (const experiment of listExperiments(store)) {
    for (const { number, path, run, unreadable } of runFiles(store, experiment)) {
      checked += 1;
      if (unreadable !== void 0)
        left(unreadable);
      if (run !== void 0 || unreadable !== void 0)
        continue;
      damaged += 1;
      store.quarantine.take(path, `The record of run ${number} of ${experiment}`, "cannot be read as one");
    }
  }
  return { checked, damaged };
}
function rebuildOf(store, lost) {
  const rebuild = [];
  for (const experiment of listExperiments(store)) {
    const told = /* @__PURE__ */ new Set();
    for (const { run } of runFiles(store, experiment)) {
      if (run === void 0)
        continue;
      const steps = run.steps.filter(({ key }) => key !== void 0 && lost.has(key) && !told.has(key));
      for (const { key } of steps)
        if (key !== void 0)
          told.add(key);
      if (steps.length > 0)
        rebuild.push({ experiment, run: run.number, file: run.file, steps: steps.map(({ id }) => id) });
    }
  }
  return rebuild;
}
function digestOfHex(hex) {
  const digest = parseDigest(`sha256:${hex}`);
  if (digest === void 0)
    throw new Error(`Internal error: ${hex} is no digest`);
  return digest;
}
function sizeOf(path) {
  try {
    return lstatSync(path).size;
  } catch {
    return 0;
  }
}

// engine/cli/fsck.js
var MOST_LINES = 20;
async function fsckCommand(options, terminal) {
  return withStore(options.store, async (store) => {
    needStore(store.root);
    const show = options.json ? () => void 0 : progressLine(terminal);
    const findings = await fsck(store, show);
    const ok = [findings.damage, findings.unreadable, findings.missing].every(({ length }) => length === 0);
    if (options.json)
      terminal.out(JSON.stringify({ ok, ...findings }, null, 2));
    else {
      const parts = [showCounts(findings), ...ok ? [] : [showFaults(findings)], showTrust(findings)];
      terminal.out(parts.join(ok ? "\n" : "\n\n"));
    }
    return ok ? EXIT.done : EXIT.failed;
  });
}
function needStore(root) {
  if (["store.json", "objects", "actions"].some((part) => existsSync2(join2(root, part))))
    return;
  throw new UsageError(`There is no store at ${root}`, {
    hint: "Name its folder with --store DIR; the first run makes it."
  });
}
function progressLine(terminal, screen = process.stderr) {
  const pace = new Pace();
  const every = terminal.interactive ? 200 : 1e4;
  let last = Date.now();
  let lines = 0;
  return (done, total) => {
    const now = Date.now();
    if (now - last < every && !(done === total && lines > 0))
      return;
    last = now;
    const megabyte = (bytes) => Math.round(bytes / 1e5) / 10;
    pace.update({ done: megabyte(done), total: megabyte(total), unit: "MB" }, now);
    const line = `Checking objects: ${pace.text}`;
    if (terminal.interactive && lines > 0)
      screen.write(`\x1B[1A\x1B[2K${line}
`);
    else
      terminal.err(line);
    lines += 1;
  };
}
function showTrust({ untrusted }) {
  return untrusted === null ? "The file system records every change: an object that was hashed once is hashed again when its file has changed." : `Every object is hashed whenever it is used, because ${untrusted}.`;
}
function showCounts({ objects, records, runs, damage, unreadable, missing }) {
  const checked = `Checked ${plural(objects.checked, "object")} (${showBytes(objects.bytes)}), ${plural(records.checked, "record")}, ${plural(runs.checked, "run")}`;
  if (damage.length + unreadable.length + missing.length === 0)
    return `${checked}: all whole.`;
  const left = unreadable.length === 0 ? "" : ` ${unreadable.length} not readable,`;
  return `${checked}: ${damage.length} damaged,${left} ${plural(missing.length, "record")} without all of their outputs.`;
}
function showFaults({ damage, unreadable, missing, rebuild }) {
  const lines = [...damage, ...unreadable].map((message) => printable(message));
  for (const { key, stage, outputs } of missing)
    lines.push(`Record ${shortDigest(key)} (${printable(stage)}) misses ${printable(outputs.join(", "))}`);
  const more = lines.length - MOST_LINES;
  if (more > 0)
    lines.splice(MOST_LINES, more, `... and ${more} more: see --json`);
  if (damage.length + missing.length === 0)
    return lines.join("\n");
  lines.push("");
  if (rebuild.length === 0)
    lines.push("No run refers to what was lost: nothing has to be made anew.");
  else
    lines.push("What was lost is made anew by the next run that needs it:");
  for (const { experiment, run, file, steps } of rebuild) {
    const named = steps.length <= 5 ? steps.join(", ") : `${steps.slice(0, 5).join(", ")} and ${steps.length - 5} more`;
    lines.push(printable(`  assay run ${file}    (${named}; ${experiment} run ${run})`));
  }
  return lines.join("\n");
}

export {
  fsckCommand,
  needStore
};
