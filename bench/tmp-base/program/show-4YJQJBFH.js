import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  badgeOf,
  readVerifications,
  showBadge,
  showVerification
} from "./chunk-WXYBRZMI.js";
import {
  KILLED,
  REMEDY,
  damageOf,
  experimentName,
  findRun,
  noStep
} from "./chunk-PDU36AI4.js";
import {
  runFiles,
  runFolder,
  wasKilled,
  withStore
} from "./chunk-6Q5TO477.js";
import "./chunk-5YIOGQ3B.js";
import "./chunk-JYSP53U2.js";
import "./chunk-LIB27VLG.js";
import "./chunk-G6XKGUZB.js";
import "./chunk-VYXVFF6B.js";
import {
  comparedRun,
  showReason
} from "./chunk-VOL7QDMY.js";
import {
  showDuration
} from "./chunk-UUVHQ3UC.js";
import "./chunk-2IJOKHPY.js";
import {
  EXIT,
  renderTable,
  showBytes,
  shownPath
} from "./chunk-2NPJMGMJ.js";
import {
  paragraph
} from "./chunk-GYEHIKTQ.js";
import {
  didYouMean
} from "./chunk-FOYNB2YM.js";
import {
  parseDigest,
  shortDigest
} from "./chunk-OVBRS3VP.js";
import {
  isObject,
  showPath
} from "./chunk-P26KXDJE.js";
import {
  UsageError
} from "./chunk-ICSLOTAE.js";
import "./chunk-RFNO5SSX.js";

// engine/cli/show.js
import { join } from "node:path";

// engine/cli/sweep-table.js
function sweepTable(run, name, options, fingerprintOf) {
  const steps = run.steps.filter((step) => nameOf(step) === name);
  if (steps.length === 0)
    throw noStep(run, name, [...new Set(run.steps.map(nameOf))]);
  const own = steps.map((step) => ({ ...axesOf(step), action: step.action, seconds: seconds(step), ...step.metrics }));
  const metrics = namesIn(steps.map((step) => step.metrics ?? {})).toSorted();
  const usual = [.../* @__PURE__ */ new Set([...namesIn(steps.map(axesOf)), "action", "seconds", ...metrics])];
  const sort = options.sort?.replace(/^-/, "");
  const asked = [...options.columns ?? [], ...sort === void 0 ? [] : [sort]];
  let rows = own;
  if (asked.some((column) => !usual.includes(column))) {
    const recorded = steps.map((step) => recordedOf(step, fingerprintOf));
    checkColumns(asked, [.../* @__PURE__ */ new Set([...usual, "key", "seed", ...namesIn(recorded)])]);
    rows = own.map((row, index) => ({ ...recorded[index], ...row }));
  }
  if (options.sort !== void 0)
    rows = sorted(rows, options.sort);
  const columns = options.columns ?? usual;
  return { columns, rows: rows.map((row) => pick(row, columns)) };
}
var MOST_NAMED = 40;
function checkColumns(asked, known) {
  for (const column of asked) {
    if (known.includes(column))
      continue;
    throw new UsageError(`Unknown column "${column}"${didYouMean(column, known)}`, {
      hint: `The columns are ${known.slice(0, MOST_NAMED).join(", ")}${known.length > MOST_NAMED ? ", ..." : ""}.`
    });
  }
}
function recordedOf(step, fingerprintOf) {
  if (step.key === void 0)
    return {};
  const fingerprint = fingerprintOf(step.key);
  if (fingerprint === void 0)
    return { key: step.key };
  const { seed, params } = fingerprint;
  return { key: step.key, ...seed !== void 0 && { seed }, ...Object.fromEntries(leavesOf(params, ["params"])) };
}
function leavesOf(value, path) {
  if (isObject(value) && Object.keys(value).length > 0)
    return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
  if (Array.isArray(value) && value.some(isObject))
    return value.flatMap((inner, index) => leavesOf(inner, [...path, index]));
  return [[showPath(path), typeof value === "object" && value !== null ? JSON.stringify(value) : value]];
}
function namesIn(rows) {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}
function pick(row, columns) {
  return Object.fromEntries(columns.flatMap((column) => {
    const cell = Object.hasOwn(row, column) ? row[column] : void 0;
    return cell === void 0 ? [] : [[column, cell]];
  }));
}
function renderSweep({ columns, rows }, width) {
  const cell = (value) => {
    if (value === null || value === void 0)
      return "-";
    if (typeof value === "number")
      return Number.isInteger(value) ? value : Number(value.toPrecision(5));
    const digest = typeof value === "string" ? parseDigest(value) : void 0;
    return digest === void 0 ? String(value) : shortDigest(digest);
  };
  return renderTable(columns, rows.map((row) => columns.map((column) => cell(row[column]))), { columns: width });
}
function sweepCsv({ columns, rows }) {
  const cell = (value) => {
    const plain = String(value ?? "");
    const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${plain}` : plain;
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns.map(cell), ...rows.map((row) => columns.map((column) => cell(row[column])))].map((line) => line.join(",")).join("\n");
}
function nameOf(step) {
  return step.id.replace(/\[.*$/s, "");
}
function axesOf(step) {
  const inside = /\[(.*)\]$/s.exec(step.id)?.[1] ?? "";
  const parts = inside === "" ? [] : inside.split(/,(?=[A-Za-z_][A-Za-z0-9_]*=)/);
  return Object.fromEntries(parts.map((part) => {
    const [axis = "", ...rest] = part.split("=");
    const text = rest.join("=");
    return [axis, text !== "" && Number.isFinite(Number(text)) ? Number(text) : text];
  }));
}
function seconds(step) {
  return step.durationMs === void 0 ? null : step.durationMs / 1e3;
}
function sorted(rows, sort) {
  const column = sort.replace(/^-/, "");
  const sign = sort.startsWith("-") ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [x, y] = [a[column] ?? null, b[column] ?? null];
    if (x === y)
      return 0;
    if (x === null)
      return 1;
    if (y === null)
      return -1;
    return (x < y ? -1 : 1) * sign;
  });
}

// engine/cli/show.js
var MOST_VERIFICATIONS = 5;
var MOST_METRICS = 4;
var INDENT = "           ";
var LONGEST_METRIC = 24;
async function showCommand(experiment, which, options, terminal) {
  checkOptions(experiment, options);
  return withStore(options.store, async (store) => {
    const run = findRun(store, await experimentName(experiment), which);
    if (which === "latest")
      tellDamaged(store, run, terminal);
    if (options.sweep !== void 0) {
      const table = sweepTable(run, options.sweep, options, (key) => store.actions.peek(key)?.fingerprint);
      terminal.out(options.json ? JSON.stringify(table.rows, null, 2) : options.csv === true ? sweepCsv(table) : renderSweep(table, terminal.columns));
    } else if (options.step !== void 0)
      terminal.out(renderStep(run, options.step, { json: options.json, columns: terminal.columns }, store));
    else
      terminal.out(options.json ? JSON.stringify(withVerifications(run, store), null, 2) : renderRun(run, store, terminal.columns));
    return EXIT.done;
  });
}
function checkOptions(experiment, { step, sweep, columns, sort, csv }) {
  if (sweep !== void 0)
    return;
  const useless = [
    ...csv === true ? ["--csv"] : [],
    ...columns === void 0 ? [] : ["--columns"],
    ...sort === void 0 ? [] : ["--sort"]
  ];
  if (useless.length === 0)
    return;
  throw new UsageError(`${useless.join(" and ")} ${useless.length === 1 ? "needs" : "need"} --sweep STEP`, {
    hint: `The table is that of a step: assay show ${experiment} --sweep ${step ?? "STEP"} ${useless[0]}`
  });
}
function tellDamaged(store, run, terminal) {
  for (const newer of runFiles(store, run.experiment)) {
    if (newer.number <= run.number)
      return;
    if (newer.run !== void 0)
      continue;
    terminal.err(`${damageOf(run.experiment, newer.number)}: ${REMEDY}. This is run ${run.number}.`);
  }
}
function withVerifications(run, store) {
  const verifications = readVerifications(store, run);
  return verifications.length === 0 ? run : { ...run, verified: badgeOf(run, verifications), verifications };
}
function renderRun(run, store, columns) {
  const took = run.durationMs === void 0 ? "" : `, took ${showDuration(run.durationMs)}`;
  const lines = [
    `${run.experiment} run ${run.number}: ${run.status}, started ${run.startedAt}${took}`,
    `file ${run.file}, seed ${run.seed}, backend ${run.runtime.backend}, threads ${run.runtime.threads}${run.git === void 0 ? "" : `, commit ${run.git.slice(0, 8)}`}`
  ].map((line) => paragraph(line, columns));
  if (wasKilled(run))
    lines.push("", `${KILLED}
  assay run ${run.file}`);
  const verifications = readVerifications(store, run);
  if (verifications.length > 0)
    lines.push(`verified ${showBadge(badgeOf(run, verifications))}`, ...verifications.slice(-MOST_VERIFICATIONS).map((each) => `  ${showVerification(each)}`));
  if (run.steps.length > 0) {
    const rows = run.steps.map((step) => [
      step.id,
      step.action,
      step.durationMs === void 0 ? "-" : showDuration(step.durationMs),
      remarkOf(step)
    ]);
    lines.push("", renderTable(["step", "action", "took", "result"], rows, { columns }));
  }
  const warnings = run.steps.flatMap((step) => warningsOf(step).map((text) => `warning: ${step.id}: ${text}`));
  if (warnings.length > 0)
    lines.push("", ...warnings);
  if (run.outputs.length > 0) {
    const folder = runFolder(store, run.experiment, run.number);
    const rows = run.outputs.map((output) => [
      shownPath(join(folder, output.file)),
      `${output.step}.${output.port}`,
      showBytes(output.artifact.bytes)
    ]);
    lines.push("", renderTable(["file", "from", "size"], rows, { columns }));
  }
  return lines.join("\n");
}
function remarkOf(step) {
  if (step.error !== void 0)
    return step.error.message;
  if (step.because !== void 0)
    return `because ${step.because} failed`;
  const metrics = metricsOf(step).filter(([, value]) => String(value).length <= LONGEST_METRIC);
  const shown = metrics.slice(0, MOST_METRICS).map(([name, value]) => `${name}${name.includes(" ") ? ":" : ""} ${showMetric(value)}`);
  return [...shown, ...Object.keys(step.metrics ?? {}).length > shown.length ? ["\u2026"] : []].join(", ");
}
function warningsOf({ warnings }) {
  return Array.isArray(warnings) ? warnings.map(String) : [];
}
function metricsOf(step) {
  return Object.entries(step.metrics ?? {}).sort(([a], [b]) => a < b ? -1 : 1);
}
function renderStep(run, name, { json, columns }, store) {
  const steps = run.steps.filter((step) => step.id === name || step.id.startsWith(`${name}[`));
  if (steps.length === 0)
    throw noStep(run, name);
  const records = steps.map((step) => ({
    step,
    record: step.key === void 0 ? void 0 : store.actions.get(step.key)
  }));
  if (json)
    return JSON.stringify(records, null, 2);
  return records.map(({ step, record }) => {
    const lines = [
      `${step.id}: ${step.action}${step.durationMs === void 0 ? "" : `, took ${showDuration(step.durationMs)}`}`
    ];
    for (const [index, attempt] of (step.attempts ?? []).entries())
      lines.push(`  attempt  ${index + 1} failed after ${showDuration(attempt.durationMs)}: ${attempt.error.message}; tried again`);
    if (step.error !== void 0)
      lines.push(`  error    ${step.error.message}`, ...step.error.hint === void 0 ? [] : [`  hint     ${step.error.hint}`]);
    for (const warning of warningsOf(step))
      lines.push(paragraph(`  warning  ${warning}`, columns, INDENT));
    for (const reason of step.reasons ?? [])
      lines.push(paragraph(`  because  ${showReason(reason)}`, columns, INDENT));
    const compared = comparedRun(step.reasons ?? []);
    if (compared !== void 0)
      lines.push(`           compared with run ${compared}`);
    if (step.key !== void 0)
      lines.push(`  key      ${shortDigest(step.key)}`);
    for (const [metric, value] of metricsOf(step))
      lines.push(`  metric   ${metric} = ${showMetric(value)}`);
    for (const [port, ref] of Object.entries(step.outputs ?? {})) {
      lines.push(`  output   ${port}: ${ref.kind}, ${showBytes(ref.bytes)}, ${shortDigest(ref.digest)}`);
    }
    if (record?.accepted !== void 0) {
      lines.push(`  accepted ${record.accepted.at}, made by the code of key ${shortDigest(record.accepted.from)}`);
    }
    if (record !== void 0)
      lines.push(`  inputs to the key:`, JSON.stringify(record.fingerprint, null, 2).replace(/^/gm, "    "));
    return lines.join("\n");
  }).join("\n\n");
}
function showMetric(value) {
  return typeof value === "number" && !Number.isInteger(value) ? String(Number(value.toPrecision(5))) : String(value);
}
export {
  showCommand
};
