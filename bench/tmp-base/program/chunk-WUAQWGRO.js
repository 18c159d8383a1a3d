import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  StageFailure
} from "./chunk-ICSLOTAE.js";

// stages/formats/csv.js
import { readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { stringify } from "csv-stringify/sync";
async function writeTable(path, columns, rows) {
  await writeFile(path, tableText(columns, rows, { header: true }));
}
function tableText(columns, rows, { header }) {
  const records = rows.map((row) => columns.map((column) => cellText(column, row[column])));
  const names = columns.map(unformulaic);
  return stringify(header ? [names, ...records] : records, { record_delimiter: "\n" });
}
function unformulaic(text) {
  const isNumber = text.trim() === text && text !== "" && Number.isFinite(Number(text));
  return /^[=+\-@\t\r]/.test(text) && !isNumber ? `'${text}` : text;
}
async function readTable(path) {
  let text;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new StageFailure(`Cannot read "${path}"`, { cause: error });
  }
  const [columns, ...records] = parseCsv(text, basename(path));
  if (columns === void 0)
    throw new StageFailure(`Table ${basename(path)} is empty: expected a row of column names`);
  const twice = columns.find((column, index) => columns.indexOf(column) !== index);
  if (twice !== void 0)
    throw new StageFailure(`Table ${basename(path)} has two columns named "${twice}"`);
  const rows = records.map((record, index) => {
    if (record.length !== columns.length) {
      throw new StageFailure(`Table ${basename(path)}, row ${index + 1}: expected ${columns.length} cells, found ${record.length}`);
    }
    return Object.fromEntries(columns.map((column, at) => [column, record[at] ?? ""]));
  });
  return { file: path, columns, rows };
}
function numbersAt(table, column) {
  if (!table.columns.includes(column)) {
    const names = table.columns.map((known) => `"${known}"`).join(", ");
    throw new StageFailure(`Cannot find column "${column}" in ${basename(table.file)}: it has ${names}`);
  }
  return table.rows.map((row, index) => {
    const text = row[column] ?? "";
    if (text === "")
      return null;
    const value = Number(text);
    if (text.trim() === "" || !Number.isFinite(value)) {
      throw new StageFailure(`Table ${basename(table.file)}, row ${index + 1}, column "${column}": expected a number, found "${text}"`);
    }
    return value;
  });
}
function cellText(column, cell) {
  if (cell === null)
    return "";
  if (typeof cell === "number" && !Number.isFinite(cell)) {
    throw new Error(`Internal error: column "${column}" of a table holds ${cell}`);
  }
  return unformulaic(String(cell));
}
var CELL = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r?\n|$)/y;
function parseCsv(text, file) {
  const records = [];
  let record = [];
  let at = 0;
  while (at < text.length || record.length > 0) {
    CELL.lastIndex = at;
    const match = CELL.exec(text);
    if (match === null)
      throw new StageFailure(`Table ${file}, row ${records.length}: a quoted cell has no proper end`);
    const [whole, quoted, plain = "", separator] = match;
    record.push(quoted === void 0 ? plain : quoted.replaceAll('""', '"'));
    at += whole.length;
    if (separator === ",")
      continue;
    records.push(record);
    record = [];
  }
  return records;
}

export {
  writeTable,
  tableText,
  readTable,
  numbersAt
};
