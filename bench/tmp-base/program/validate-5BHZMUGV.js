import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
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
import "./chunk-34IBRBKI.js";
import {
  EXIT,
  renderTable,
  tellDiagnostics
} from "./chunk-2NPJMGMJ.js";
import "./chunk-GYEHIKTQ.js";
import {
  diagnosticJson
} from "./chunk-FOYNB2YM.js";
import "./chunk-OVBRS3VP.js";
import {
  isObject,
  showPath
} from "./chunk-P26KXDJE.js";
import "./chunk-ICSLOTAE.js";
import "./chunk-RFNO5SSX.js";

// engine/cli/validate.js
function validateCommand(files, options, application, terminal) {
  const checked = files.map((file) => ({ file, ...prepare(file, options.set, application) }));
  const wrong = checked.some(({ session }) => session === void 0);
  if (options.json) {
    const documents = checked.map(({ file, session, diagnostics }) => session === void 0 ? { ok: false, file, diagnostics: diagnostics.map(diagnosticJson) } : {
      ok: true,
      file,
      steps: session.plan.steps.length,
      ...options.shapes && { shapes: shapesOf(session.plan) }
    });
    terminal.out(JSON.stringify(documents.length === 1 ? documents[0] : documents, null, 2));
    return wrong ? EXIT.wrong : EXIT.done;
  }
  for (const { file, session, diagnostics } of checked) {
    if (session === void 0) {
      tellDiagnostics(diagnostics, terminal, false);
      continue;
    }
    const { plan } = session;
    terminal.out(`${file}: ok, ${plural(plan.steps.length, "step")}, ${plural(plan.outputs.length, "output")}`);
    if (options.shapes)
      terminal.out(renderShapes(plan, terminal.columns));
  }
  return wrong ? EXIT.wrong : EXIT.done;
}
function shapesOf(plan) {
  return Object.fromEntries(plan.steps.filter((step) => Object.keys(step.inferred).length > 0).map((step) => [step.id, step.inferred]));
}
function renderShapes(plan, width) {
  const blocks = [];
  for (const [id, outputs] of Object.entries(shapesOf(plan))) {
    for (const [port, value] of Object.entries(outputs))
      blocks.push(`
${id}.${port}`, ...renderValue(value, "  ", width));
  }
  return blocks.join("\n");
}
function renderValue(value, indent, width) {
  if (!isObject(value))
    return [`${indent}${JSON.stringify(value)}`];
  return Object.entries(value).flatMap(([key, part]) => {
    const rows = Array.isArray(part) && part.length > 0 && part.every(isObject) ? part : void 0;
    if (rows === void 0)
      return [`${indent}${showPath([key])}: ${typeof part === "string" ? part : JSON.stringify(part)}`];
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const cell = (item) => item === void 0 ? "" : typeof item === "number" || typeof item === "string" ? item : Array.isArray(item) ? item.join("x") : JSON.stringify(item);
    return [
      `${indent}${key}:`,
      renderTable(columns, rows.map((row) => columns.map((column) => cell(row[column]))), { indent: `${indent}  `, columns: width })
    ];
  });
}
export {
  validateCommand
};
