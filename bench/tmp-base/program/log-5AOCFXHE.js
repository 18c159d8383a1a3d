import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  badgeOf,
  readVerifications,
  showBadge
} from "./chunk-WXYBRZMI.js";
import {
  REMEDY,
  damageOf,
  experimentName,
  noRuns
} from "./chunk-PDU36AI4.js";
import {
  listExperiments,
  runFiles,
  withStore
} from "./chunk-6Q5TO477.js";
import "./chunk-5YIOGQ3B.js";
import "./chunk-JYSP53U2.js";
import "./chunk-LIB27VLG.js";
import "./chunk-G6XKGUZB.js";
import "./chunk-VYXVFF6B.js";
import "./chunk-VOL7QDMY.js";
import {
  showDuration
} from "./chunk-UUVHQ3UC.js";
import "./chunk-2IJOKHPY.js";
import {
  EXIT,
  renderTable
} from "./chunk-2NPJMGMJ.js";
import "./chunk-GYEHIKTQ.js";
import "./chunk-FOYNB2YM.js";
import "./chunk-OVBRS3VP.js";
import "./chunk-P26KXDJE.js";
import "./chunk-ICSLOTAE.js";
import "./chunk-RFNO5SSX.js";

// engine/cli/log.js
var HEADINGS = ["experiment", "run", "status", "started", "took", "ran", "reused", "failed", "verified", "commit"];
async function logCommand(experiment, options, terminal) {
  return withStore(options.store, async (store) => {
    const all = listExperiments(store);
    const name = experiment === void 0 ? void 0 : await experimentName(experiment);
    const entries = (name === void 0 ? all : [name]).flatMap((each) => entriesOf(store, each));
    if (entries.length === 0 && name !== void 0 && all.length > 0)
      throw noRuns(store, name);
    if (options.json)
      terminal.out(JSON.stringify(entries.map(entryJson), null, 2));
    else if (entries.length === 0)
      terminal.out("No runs yet. Start with: assay run experiments/quickstart.yaml");
    else {
      const table = filled(HEADINGS, rowsOf(entries), terminal.columns !== void 0);
      terminal.out(renderTable(table.headings, table.rows, { columns: terminal.columns }));
      for (const each of entries)
        if (each.run === void 0)
          terminal.err(showDamage(each));
    }
    return EXIT.done;
  });
}
function entriesOf(store, experiment) {
  return Array.from(runFiles(store, experiment), ({ number, run }) => {
    const badge = run === void 0 ? void 0 : badgeOf(run, readVerifications(store, run));
    return { experiment, number, run, badge };
  });
}
function showDamage({ experiment, number }) {
  return `${damageOf(experiment, number)}: ${REMEDY}.`;
}
function rowsOf(entries) {
  const badges = entries.map(({ badge }) => /^(\S+)(.*)$/.exec(showBadge(badge)) ?? []);
  const width = Math.max("verified".length, ...badges.map(([, counts = ""]) => counts.length));
  return entries.map(({ experiment, number, run }, index) => {
    const [, counts = "", remark = ""] = badges[index] ?? [];
    const verified = counts.padStart(width) + remark;
    if (run === void 0)
      return [experiment, number, "damaged", "-", "-", "-", "-", "-", verified, "-"];
    const { ran, reused, failed } = countSteps(run);
    return [
      experiment,
      number,
      run.status,
      run.startedAt.replace("T", " ").replace(/\.\d+Z$/, "Z"),
      run.durationMs === void 0 ? "-" : showDuration(run.durationMs),
      ran ?? "-",
      reused ?? "-",
      failed ?? "-",
      verified,
      run.git?.slice(0, 8) ?? "-"
    ];
  });
}
function filled(headings, rows, short) {
  const used = headings.map((_, column) => !short || rows.some((row) => String(row[column]).trim() !== "-"));
  const pick = (list) => list.filter((_, column) => used[column]);
  return { headings: pick(headings), rows: rows.map(pick) };
}
function countSteps(run) {
  if (run.durationMs === void 0)
    return { steps: null, ran: null, reused: null, failed: null };
  const count = (action) => run.steps.filter((step) => step.action === action).length;
  return { steps: run.steps.length, ran: count("finished"), reused: count("reused"), failed: count("failed") };
}
function entryJson(entry) {
  const { experiment, number, run, badge } = entry;
  if (run === void 0)
    return { experiment, number, status: "damaged", error: showDamage(entry) };
  const { status, startedAt, durationMs, git, seed, runtime } = run;
  const verified = badge ?? null;
  return { experiment, number, status, startedAt, durationMs, git, seed, runtime, ...countSteps(run), verified };
}
export {
  logCommand
};
