import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  checkSame,
  readPlan
} from "./chunk-WK74QITM.js";
import {
  describeHost,
  executeSession,
  steadyClock
} from "./chunk-TGPDOJQH.js";
import "./chunk-XWKR3IZP.js";
import "./chunk-W44QNCQ5.js";
import {
  checkOnly,
  selectSteps,
  stepsNamed
} from "./chunk-IJTPXOKD.js";
import {
  judgeSession,
  startRun,
  withStore
} from "./chunk-6Q5TO477.js";
import "./chunk-5YIOGQ3B.js";
import "./chunk-6JSKANZI.js";
import {
  showReach
} from "./chunk-JYSP53U2.js";
import {
  prepare
} from "./chunk-QYJ4IG7W.js";
import "./chunk-LIB27VLG.js";
import "./chunk-G6XKGUZB.js";
import "./chunk-VYXVFF6B.js";
import {
  plural
} from "./chunk-URZB7VFO.js";
import "./chunk-VOL7QDMY.js";
import "./chunk-UUVHQ3UC.js";
import "./chunk-52EV5XBE.js";
import "./chunk-DMZMFQHW.js";
import {
  codeOf
} from "./chunk-2IJOKHPY.js";
import "./chunk-34IBRBKI.js";
import "./chunk-3EJ7BNHA.js";
import {
  EXIT,
  renderTable,
  shownPath,
  tellDiagnostics
} from "./chunk-2NPJMGMJ.js";
import "./chunk-GYEHIKTQ.js";
import {
  printable
} from "./chunk-FOYNB2YM.js";
import "./chunk-OVBRS3VP.js";
import "./chunk-P26KXDJE.js";
import {
  UsageError
} from "./chunk-ICSLOTAE.js";
import "./chunk-RFNO5SSX.js";

// engine/cli/run.js
import { readFileSync as readFileSync2 } from "node:fs";
import { availableParallelism } from "node:os";
import { join as join2 } from "node:path";

// engine/cli/ending.js
var MOST = 10;
function tellEnding({ status, results, stopped }, experiment, terminal) {
  const failed = [...results].flatMap(([id, result]) => result.action === "failed" ? [showFailed(id, result.error)] : []);
  if (failed.length > 0) {
    const more = failed.length > MOST ? [`  and ${failed.length - MOST} more: "assay show ${experiment}" lists them`] : [];
    terminal.err(["", `${plural(failed.length, "step")} failed:`, ...failed.slice(0, MOST), ...more].join("\n"));
  }
  if (status !== "interrupted")
    return;
  terminal.err("Finished steps are kept. Run the same command to continue.");
  for (const each of stopped.slice(0, MOST))
    terminal.err(printable(`  ${showStopped(each)}`));
  if (stopped.length > MOST)
    terminal.err(`  and ${stopped.length - MOST} more steps were stopped`);
}
function showFailed(id, error) {
  const [message = ""] = error.message.split("\n");
  const hint = "hint" in error && typeof error.hint === "string" ? [`    ${printable(error.hint)}`] : [];
  return [`  ${printable(`${id}: ${message}`)}`, ...hint].join("\n");
}
function showStopped({ step, kept }) {
  const unit = step.stage.extends;
  if (kept === void 0 || unit === void 0)
    return `${step.id} was stopped and starts again from the beginning.`;
  return `${step.id} was stopped and continues after ${showReach(kept, unit)}, out of ${Number(step.params[unit])} ${unit}.`;
}

// engine/runs/git.js
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
function gitCommit(folder) {
  try {
    const git = gitFolder(resolve(folder));
    if (git === void 0)
      return void 0;
    const head = readFileSync(join(git, "HEAD"), "utf8").trim();
    const ref = /^ref: (refs\/[^\0]+)$/.exec(head)?.[1];
    return asCommit(ref === void 0 ? head : resolveRef(git, ref));
  } catch {
    return void 0;
  }
}
function gitFolder(folder) {
  const path = join(folder, ".git");
  if (existsSync(join(path, "HEAD")))
    return path;
  if (existsSync(path)) {
    const target = /^gitdir: (.+)$/m.exec(readFileSync(path, "utf8"))?.[1];
    return target === void 0 ? void 0 : resolve(folder, target);
  }
  return dirname(folder) === folder ? void 0 : gitFolder(dirname(folder));
}
function resolveRef(git, ref) {
  const common = existsSync(join(git, "commondir")) ? resolve(git, readFileSync(join(git, "commondir"), "utf8").trim()) : git;
  for (const folder of [git, common]) {
    if (existsSync(join(folder, ref)))
      return readFileSync(join(folder, ref), "utf8").trim();
  }
  const packed = readFileSync(join(common, "packed-refs"), "utf8");
  return packed.split("\n").find((line) => line.endsWith(` ${ref}`))?.split(" ")[0];
}
function asCommit(text) {
  return text !== void 0 && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? text : void 0;
}

// engine/cli/read-only.js
async function startRunIfWritable(store, { plan, verdicts }, { partial, json }, terminal) {
  try {
    const facts = { host: describeHost(), git: gitCommit(process.cwd()), partial, now: steadyClock() };
    return await startRun(store, plan, facts);
  } catch (error) {
    if (!isReadOnly(error))
      throw error;
    const steps = plan.steps.filter(({ id }) => verdicts.get(id)?.action !== "reuse");
    if (steps.length > 0) {
      const named = steps.length > 5 ? plural(steps.length, "step") : steps.map(({ id }) => id).join(", ");
      throw new UsageError(`The store ${store.root} may only be read, and ${named} must run`, {
        hint: "Give yourself write permission to the store, or use another one with --store DIR or ASSAY_STORE.",
        cause: error
      });
    }
    if (!json)
      terminal.err("The store may only be read: every step is cached, but the run gets no number and no folder of its own.");
    return void 0;
  }
}
function isReadOnly(error) {
  const code = codeOf(error instanceof UsageError ? error.cause : void 0);
  return code === "EROFS" || code === "EACCES" || code === "EPERM";
}
async function openOutputs(store, plan, results) {
  const files = [];
  for (const { file, step, port } of plan.outputs) {
    const result = results.get(step);
    const artifact = result?.action === "reused" ? result.record.outputs[port] : void 0;
    const path = artifact === void 0 ? void 0 : await store.blobs.open(artifact);
    if (path !== void 0)
      files.push({ file, path });
  }
  return files;
}

// engine/cli/run.js
async function runCommand(file, options, application, terminal) {
  if (options.plan === void 0) {
    if (file !== void 0)
      return runFile(file, options, application, terminal);
    throw new UsageError("Expected an experiment file, or --plan with a saved plan", {
      hint: "For example: assay run experiments/quickstart.yaml"
    });
  }
  const more = [options.until, options.from, options.only, options.force, options.set].some(({ length }) => length > 0);
  if (file !== void 0 || more) {
    throw new UsageError("A saved plan has its own file, overrides and steps: give --plan alone", {
      hint: `Make another plan for other steps: assay plan FILE --until STEP -o ${options.plan}`
    });
  }
  const saved = readPlan(options.plan);
  return runFile(saved.file, { ...options, ...selectionLists(saved.selection), set: saved.overrides, force: saved.force ?? [] }, application, terminal, saved);
}
function selectionLists({ until = [], from = [], only = [] }) {
  return { until, from, only };
}
async function runFile(file, options, application, terminal, saved) {
  const { session, diagnostics } = prepare(file, options.set, application);
  if (session === void 0) {
    tellDiagnostics(diagnostics, terminal, options.json && "event");
    return EXIT.wrong;
  }
  const selection = selectionLists(options);
  const plan = selectSteps(session.plan, selection);
  const forced = new Set(stepsNamed(plan, options.force).map((step) => step.id));
  if (session.warning !== void 0 && !options.json)
    terminal.err(session.warning);
  return withStore(options.store, (store) => {
    const chosen = { ...session, plan };
    const verdicts = judgeSession(chosen, store, forced);
    checkOnly(plan, selection, verdicts, forced);
    if (saved !== void 0)
      checkSame(saved, plan, verdicts, { all: options.json });
    const partial = plan.steps.length < session.plan.steps.length;
    return runSession({ ...chosen, verdicts }, { ...options, forced, partial }, store, application, terminal);
  });
}
async function runSession(session, options, store, application, terminal) {
  const { plan } = session;
  const { json, forced, partial } = options;
  const run = await startRunIfWritable(store, session, { partial, json }, terminal);
  let files = [];
  const executed = await executeSession(session, {
    store,
    cores: options.jobs ?? availableParallelism(),
    json,
    forced,
    async settle({ status, results }) {
      if (run === void 0) {
        files = await openOutputs(store, plan, results);
        return void 0;
      }
      const outputs = await run.publish(results);
      files = outputs.map(({ file }) => ({ file, path: join2(run.folder, file) }));
      await run.finish({ status, results, outputs });
      return shownPath(run.folder);
    }
  }, application, terminal);
  if (!json) {
    showOutputs(plan, files, terminal);
    tellEnding(executed, plan.experiment, terminal);
  }
  return executed.exitCode;
}
function showOutputs(plan, files, terminal) {
  const printed = new Set(plan.outputs.filter((output) => output.print).map((output) => output.file));
  for (const { file, path } of files) {
    if (!printed.has(file))
      continue;
    const table = tableOf(file, path);
    if (table !== void 0)
      terminal.out(`
${table}`);
  }
  if (files.length === 0)
    return;
  terminal.out("");
  for (const { file, path } of files)
    terminal.out(path.endsWith(file) ? shownPath(path) : `${file}: ${shownPath(path)}`);
}
var MOST_ROWS = 60;
function tableOf(file, path) {
  if (!file.endsWith(".csv"))
    return void 0;
  const [head, ...rows] = readFileSync2(path, "utf8").trimEnd().split("\n").map(cellsOf);
  if (head === void 0)
    return void 0;
  const shown = renderTable(head, rows.slice(0, MOST_ROWS));
  return rows.length <= MOST_ROWS ? shown : `${shown}
... and ${rows.length - MOST_ROWS} more rows`;
}
function cellsOf(line) {
  const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)];
  return cells.map((match) => match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
}
export {
  runCommand
};
