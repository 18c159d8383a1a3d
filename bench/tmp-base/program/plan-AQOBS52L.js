import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  savePlan
} from "./chunk-WK74QITM.js";
import {
  recordedPast
} from "./chunk-W44QNCQ5.js";
import {
  checkOnly,
  selectSteps,
  stepsNamed
} from "./chunk-IJTPXOKD.js";
import {
  judgeSession,
  withStore
} from "./chunk-6Q5TO477.js";
import {
  kindOf
} from "./chunk-5YIOGQ3B.js";
import {
  estimate
} from "./chunk-6JSKANZI.js";
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
  plural,
  showReasons
} from "./chunk-URZB7VFO.js";
import {
  comparedRun,
  showReason
} from "./chunk-VOL7QDMY.js";
import {
  showDuration
} from "./chunk-UUVHQ3UC.js";
import "./chunk-52EV5XBE.js";
import "./chunk-2IJOKHPY.js";
import "./chunk-34IBRBKI.js";
import {
  EXIT,
  renderTable,
  showBytes,
  tellDiagnostics
} from "./chunk-2NPJMGMJ.js";
import {
  paragraph
} from "./chunk-GYEHIKTQ.js";
import "./chunk-FOYNB2YM.js";
import "./chunk-OVBRS3VP.js";
import "./chunk-P26KXDJE.js";
import "./chunk-ICSLOTAE.js";
import "./chunk-RFNO5SSX.js";

// engine/cli/plan.js
import { availableParallelism } from "node:os";
async function planCommand(file, options, application, terminal) {
  const { session, diagnostics } = prepare(file, options.set, application);
  if (session === void 0) {
    tellDiagnostics(diagnostics, terminal, options.json && "document");
    return EXIT.wrong;
  }
  const selection = { until: options.until, from: options.from, only: options.only };
  const plan = selectSteps(session.plan, selection);
  const forced = new Set(stepsNamed(plan, options.force).map((step) => step.id));
  const cores = options.jobs ?? availableParallelism();
  const { verdicts, guess } = await withStore(options.store, async (store) => {
    const judged = judgeSession({ ...session, plan }, store, forced);
    return { verdicts: judged, guess: estimate(plan, judged, { cores, past: recordedPast(store, plan.experiment) }) };
  });
  checkOnly(plan, selection, verdicts, forced);
  if (options.output !== void 0)
    savePlan(options.output, plan, verdicts, { overrides: options.set, selection, force: options.force });
  if (options.json)
    terminal.out(JSON.stringify({ ...planJson(plan, verdicts, forced), estimate: guess, cores }, null, 2));
  else {
    if (session.warning !== void 0)
      terminal.err(session.warning);
    terminal.out(renderPlan(plan, verdicts, { all: options.all, forced, columns: terminal.columns }));
    const words = showEstimate(guess, cores);
    if (words !== void 0)
      terminal.out(`
${paragraph(words, terminal.columns)}`);
  }
  return EXIT.done;
}
function showEstimate(guess, cores) {
  const { medianMs, slowMs, coreMs, bytes, unknown, other, scaled } = guess;
  if (medianMs === 0)
    return unknown === 0 ? void 0 : "No estimate: nothing like these steps has run yet";
  const spread = other + scaled === 0 && slowMs > medianMs * 1.05;
  const slow = spread ? ` (one run in ten takes longer than ${showDuration(slowMs)})` : "";
  const parts = [
    `About ${showDuration(medianMs)} on ${plural(cores, "core")}${slow}, ${showDuration(coreMs)} of core time, ${showBytes(bytes)}`
  ];
  if (other > 0)
    parts.push(`${plural(other, "step")} judged from runs with other parameters or inputs`);
  if (unknown > 0)
    parts.push(`${plural(unknown, "step")} ${unknown === 1 ? "has" : "have"} never run and ${unknown === 1 ? "is" : "are"} not counted`);
  return parts.join("; ");
}
function planJson(plan, verdicts, forced = /* @__PURE__ */ new Set()) {
  return {
    ok: true,
    experiment: plan.experiment,
    file: plan.file,
    runtime: plan.runtime,
    steps: plan.steps.map((step) => {
      const verdict = verdicts.get(step.id);
      return {
        id: step.id,
        stage: step.stage.name,
        action: verdict?.action,
        ...verdict !== void 0 && verdict.action !== "wait" && { key: verdict.key },
        ...verdict?.action === "run" && { kind: kindOf(step, verdict) },
        ...verdict?.action === "run" && verdict.from !== void 0 && { from: verdict.from.at, part: verdict.from.part },
        ...verdict?.action === "run" && {
          reasons: verdict.reasons.map((reason) => ({ ...reason, text: showReason(reason) }))
        },
        ...verdict?.action === "wait" && { on: verdict.on, ...forced.has(step.id) && { forced: true } }
      };
    }),
    outputs: plan.outputs
  };
}
function renderPlan(plan, verdicts, { all, forced = /* @__PURE__ */ new Set(), columns }) {
  const rows = [];
  const compared = comparedRuns(verdicts.values());
  const count = { reuse: 0, run: 0, extend: 0, heal: 0, wait: 0 };
  for (const step of plan.steps) {
    const verdict = verdicts.get(step.id);
    if (verdict === void 0)
      continue;
    const word = verdict.action === "run" ? kindOf(step, verdict) : verdict.action;
    count[word]++;
    if (word === "reuse" && !all)
      continue;
    rows.push([
      step.id,
      step.stage.name,
      word,
      whyText(step, verdict, { forced: forced.has(step.id), several: compared.size > 1 })
    ]);
  }
  const parts = [`${plan.experiment}: ${plural(plan.steps.length, "step")}`, `${count.reuse} to reuse`];
  for (const word of ["run", "extend", "heal"])
    if (count[word] > 0)
      parts.push(`${count[word]} to ${word}`);
  const { run, extend, heal, wait } = count;
  if (wait > 0)
    parts.push(`${wait} ${wait === 1 ? "waits" : "wait"} for ${run + extend + heal === 1 ? "it" : "them"}`);
  const heading = `${parts.join(", ")}${run + extend + heal + wait === 0 ? ". Nothing to do." : ""}`;
  const lines = [paragraph(heading, columns)];
  if (rows.length > 0)
    lines.push("", renderTable(["step", "stage", "action", "why"], rows, { columns }));
  const [nearest] = compared;
  if (nearest !== void 0 && compared.size === 1)
    lines.push("", `Compared with run ${nearest}, the nearest to what the file says now.`);
  return lines.join("\n");
}
function comparedRuns(verdicts) {
  const runs = /* @__PURE__ */ new Set();
  for (const verdict of verdicts) {
    const run = verdict.action === "run" ? comparedRun(verdict.reasons) : void 0;
    if (run !== void 0)
      runs.add(run);
  }
  return runs;
}
var REST = " (see --json)";
function whyText(step, verdict, { forced, several }) {
  switch (verdict.action) {
    case "reuse":
      return "same key as before";
    case "run": {
      const run = several ? comparedRun(verdict.reasons) : void 0;
      const against = run === void 0 ? "" : ` (compared with run ${run})`;
      return showReasons(verdict.reasons, REST) + against + startText(step, verdict);
    }
    case "wait": {
      const more = verdict.on.length > 3 ? ` and ${verdict.on.length - 3} more${REST}` : "";
      return `depends on ${verdict.on.slice(0, 3).join(", ")}${more}${forced ? "; forced" : ""}`;
    }
  }
}
function startText(step, verdict) {
  if (verdict.from === void 0)
    return "";
  const reach = showReach(verdict.from, step.stage.extends ?? "");
  return `; continues after ${reach}${kindOf(step, verdict) === "run" ? " of the same settings" : ""}`;
}
export {
  planCommand,
  planJson,
  renderPlan
};
