import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  compareFingerprints,
  compareJson,
  showValue
} from "./chunk-II7YGGA6.js";
import {
  experimentName,
  findRun,
  isRunNumber,
  runAt
} from "./chunk-PDU36AI4.js";
import {
  withStore
} from "./chunk-6Q5TO477.js";
import "./chunk-5YIOGQ3B.js";
import "./chunk-JYSP53U2.js";
import "./chunk-LIB27VLG.js";
import "./chunk-G6XKGUZB.js";
import "./chunk-VYXVFF6B.js";
import "./chunk-VOL7QDMY.js";
import "./chunk-UUVHQ3UC.js";
import "./chunk-2IJOKHPY.js";
import {
  EXIT,
  renderTable
} from "./chunk-2NPJMGMJ.js";
import "./chunk-GYEHIKTQ.js";
import "./chunk-FOYNB2YM.js";
import "./chunk-OVBRS3VP.js";
import "./chunk-P26KXDJE.js";
import {
  UsageError
} from "./chunk-ICSLOTAE.js";
import "./chunk-RFNO5SSX.js";

// engine/cli/diff.js
async function diffCommand([first, second, third], options, terminal) {
  return withStore(options.store, async (store) => {
    const [a, b] = isRunNumber(second) ? await runsOf(store, first, second, third ?? "latest") : [await runAt(store, first), await runAt(store, second)];
    if (third !== void 0 && !isRunNumber(second))
      throw new UsageError(`Expected two runs, found a third argument "${third}"`, {
        hint: "Write assay diff quickstart 1 2, or assay diff quickstart@1 first-layer@2."
      });
    const differences = compareRuns(a, b, store);
    const experiments = { a: a.experiment, b: b.experiment };
    if (options.json)
      terminal.out(JSON.stringify({ experiments, a: a.number, b: b.number, ...differences }, null, 2));
    else
      terminal.out(renderDifferences(a, b, differences, terminal.columns));
    return EXIT.done;
  });
}
async function runsOf(store, experiment, a, b) {
  const name = await experimentName(experiment);
  return [findRun(store, name, a), findRun(store, name, b)];
}
function compareRuns(a, b, store) {
  const others = new Map(b.steps.map((step) => [step.id, step]));
  const known = new Set(a.steps.map((step) => step.id));
  const pairs = a.steps.flatMap((step) => {
    const other = others.get(step.id);
    return other?.outputs === void 0 || step.outputs === void 0 ? [] : [{ a: step, b: other }];
  });
  const matched = new Set(pairs.map((pair) => pair.a.id));
  const alone = [...a.steps, ...b.steps.filter((step) => !known.has(step.id))].filter(({ id }) => !matched.has(id));
  const actionIn = (run, id) => run.steps.find((step) => step.id === id)?.action;
  return {
    file: compareJson(sourceOf(a), sourceOf(b), []),
    ...a.experiment !== b.experiment && { parameters: compareParameters(pairs, store) },
    steps: alone.map(({ id }) => ({ what: id, a: actionIn(a, id), b: actionIn(b, id) })).filter((row) => row.a !== row.b),
    metrics: pairs.flatMap((pair) => compareJson(pair.a.metrics ?? {}, pair.b.metrics ?? {}, [pair.a.id])),
    artifacts: pairs.flatMap((pair) => compareJson(digests(pair.a), digests(pair.b), [pair.a.id]))
  };
}
function sourceOf(run) {
  return { ...run.source, runtime: run.runtime };
}
function digests(step) {
  return Object.fromEntries(Object.entries(step.outputs ?? {}).map(([port, ref]) => [port, ref.digest.slice(0, 19)]));
}
function compareParameters(pairs, store) {
  const fingerprintOf = (step) => step.key === void 0 ? void 0 : store.actions.get(step.key)?.fingerprint;
  const groups = /* @__PURE__ */ new Map();
  for (const pair of pairs) {
    const [a, b] = [fingerprintOf(pair.a), fingerprintOf(pair.b)];
    if (a === void 0 || b === void 0)
      continue;
    const name = pair.a.id.replace(/\[.*$/s, "");
    const group = groups.get(name) ?? { instances: 0, found: /* @__PURE__ */ new Map() };
    groups.set(name, group);
    group.instances += 1;
    for (const field of compareFingerprints(a, b)) {
      if (/^(inputs|code)\b/.test(field.what))
        continue;
      const known = group.found.get(JSON.stringify(field)) ?? { ids: [], field };
      group.found.set(JSON.stringify(field), known);
      known.ids.push(pair.a.id);
    }
  }
  return Array.from(groups, ([name, { instances, found }]) => Array.from(found.values(), ({ ids, field }) => (ids.length === instances ? [name] : ids).map((id) => ({ ...field, what: `${id} ${field.what}` }))).flat()).flat();
}
function renderDifferences(a, b, differences, columns) {
  const two = a.experiment !== b.experiment;
  const blocks = [];
  const nameOf = (run) => two ? `${run.experiment}@${run.number}` : `run ${run.number}`;
  for (const [title, rows] of Object.entries(differences)) {
    if (rows.length === 0 || two && title === "file")
      continue;
    const numeric = title === "metrics";
    const headings = [title, nameOf(a), nameOf(b), ...numeric ? ["change"] : []];
    blocks.push(renderTable(headings, rows.map((row) => [row.what, showValue(row.a), showValue(row.b), ...numeric ? [change(row)] : []]), { columns }));
  }
  if (blocks.length > 0)
    return blocks.join("\n\n");
  return two ? `${nameOf(a)} and ${nameOf(b)} have the same steps with the same parameters, metrics and artifacts.` : `Runs ${a.number} and ${b.number} of ${a.experiment} are the same: file, metrics and artifacts.`;
}
function change({ a, b }) {
  if (typeof a !== "number" || typeof b !== "number")
    return "";
  const delta = b - a;
  return `${delta > 0 ? "+" : ""}${Number(delta.toPrecision(4))}`;
}
export {
  diffCommand
};
