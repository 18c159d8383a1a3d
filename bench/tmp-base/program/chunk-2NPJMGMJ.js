import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  widthOf,
  wrap
} from "./chunk-GYEHIKTQ.js";
import {
  OBEYED,
  diagnosticJson,
  printable,
  renderDiagnostic
} from "./chunk-FOYNB2YM.js";

// engine/report/table.js
var GAP = 2;
var NARROWEST = 10;
var LONGEST_WORD = 24;
function renderTable(headings, rows, layout = {}) {
  const { indent = "", columns } = layout;
  const heads = headings.map(printable);
  const cells = rows.map((row) => heads.map((_, column) => printable(String(row[column] ?? ""))));
  const right = heads.map((_, column) => rows.length > 0 && cells.every((row) => isNumeric(row[column] ?? "")));
  const natural = heads.map((heading, column) => Math.max(widthOf(heading), ...cells.map((row) => widthOf(row[column] ?? ""))));
  const widths = columns === void 0 ? natural : narrowed(natural, { heads, right, cells, columns: columns - indent.length });
  const join = (row) => `${indent}${row.map((cell, column) => pad(cell, widths[column] ?? 0, right[column] === true)).join(" ".repeat(GAP))}`.trimEnd();
  const line = (row) => {
    if (row.every((cell, column) => cell.length <= (widths[column] ?? 0) / 2 || widthOf(cell) <= (widths[column] ?? 0)))
      return [join(row)];
    const parts = row.map((cell, column) => wrap(cell, widths[column] ?? 0));
    const height = Math.max(...parts.map((part) => part.length));
    return Array.from({ length: height }, (_, index) => join(parts.map((part) => part[index] ?? "")));
  };
  const rule = `${indent}${widths.map((width) => "-".repeat(width)).join(" ".repeat(GAP))}`;
  const body = columns === void 0 ? cells.map(join) : cells.flatMap(line);
  return [...line(heads), rule, ...body].join("\n");
}
function isNumeric(cell) {
  return /^([-+]?[\d.,]+(e[-+]?\d+)?%?( ?[a-zA-Z]{0,3})?|-)?$/.test(cell);
}
function pad(text, width, right) {
  const space = " ".repeat(Math.max(0, width - widthOf(text)));
  return right ? space + text : text + space;
}
function narrowed(natural, table) {
  const widths = [...natural];
  const least = natural.map((width, column) => {
    if (table.right[column] === true)
      return width;
    const words = [table.heads[column] ?? "", ...table.cells.map((row) => row[column] ?? "")].flatMap((cell) => cell.split(" "));
    return Math.min(width, Math.max(NARROWEST, Math.min(LONGEST_WORD, Math.max(...words.map(widthOf)))));
  });
  let excess = widths.reduce((sum, width) => sum + width, 0) + GAP * (widths.length - 1) - table.columns;
  for (const limits of [least, least.map((width, column) => table.right[column] === true ? width : NARROWEST)]) {
    while (excess > 0) {
      let widest = -1;
      for (const [column, width] of widths.entries())
        if (width > (limits[column] ?? 0) && (widest === -1 || width > (widths[widest] ?? 0)))
          widest = column;
      if (widest === -1)
        break;
      widths[widest] = (widths[widest] ?? 0) - 1;
      excess--;
    }
  }
  return widths;
}

// engine/cli/output.js
import { relative, resolve, sep } from "node:path";
var EXIT = { done: 0, failed: 1, wrong: 2, hungUp: 129, interrupted: 130 };
function realTerminal() {
  let error;
  process.stderr.on("error", () => void 0);
  process.stdout.on("error", (cause) => {
    if (cause.code !== "EPIPE")
      error ??= cause;
  });
  return {
    out: (text) => process.stdout.write(`${harmless(text)}
`),
    err: (text) => process.stderr.write(`${harmless(text)}
`),
    columns: process.stdout.isTTY ? process.stdout.columns : void 0,
    // What was written before is out, or has failed, when this is.
    lost: () => new Promise((resolve2) => process.stdout.write("", () => setImmediate(() => resolve2(error)))),
    interactive: process.stderr.isTTY && process.env["TERM"] !== "dumb" && process.env["CI"] === void 0
  };
}
function harmless(text) {
  return text.replaceAll(OBEYED, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
function tellDiagnostics(diagnostics, terminal, json) {
  if (json !== false) {
    const list = diagnostics.map(diagnosticJson);
    if (json === "event")
      terminal.out(JSON.stringify({ type: "diagnostics", diagnostics: list }));
    else
      terminal.out(JSON.stringify({ ok: false, diagnostics: list }, null, 2));
    return;
  }
  const shown = diagnostics.slice(0, 50);
  terminal.err(shown.map(renderDiagnostic).join("\n\n"));
  const more = diagnostics.length - shown.length;
  const count = `${diagnostics.length} ${diagnostics.length === 1 ? "problem" : "problems"}`;
  terminal.err(`
${count}${more > 0 ? `, the first ${shown.length} shown` : ""}. Nothing was run and nothing was changed.`);
}
function shownPath(path) {
  const short = relative(process.cwd(), path);
  return short !== "" && short !== ".." && !short.startsWith(`..${sep}`) ? short : resolve(path);
}
function showBytes(bytes) {
  if (bytes < 1e3)
    return `${bytes} B`;
  const units = ["kB", "MB", "GB", "TB"];
  let value = bytes / 1e3;
  let unit = 0;
  while (value >= 1e3 && unit < units.length - 1)
    [value, unit] = [value / 1e3, unit + 1];
  return `${value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}
function reasonOf(cause) {
  const { code, message } = cause;
  if (code === "ENOENT")
    return "there is no such file";
  if (code === "EISDIR")
    return "it is a folder";
  return code === "EACCES" ? "permission denied" : message;
}

export {
  renderTable,
  EXIT,
  realTerminal,
  tellDiagnostics,
  shownPath,
  showBytes,
  reasonOf
};
