import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);

// engine/report/width.js
var ZERO = /\p{Mark}|[\u200b-\u200d\u2060\ufeff]/u;
var WIDE = /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1f64f}]|[\u{1f680}-\u{1f6ff}]|[\u{1f900}-\u{1f9ff}]|[\u{20000}-\u{3fffd}]/u;
var ASCII = /^[\u0020-\u007e]*$/;
function widthOf(text) {
  if (ASCII.test(text))
    return text.length;
  let width = 0;
  for (const character of text)
    width += charWidth(character);
  return width;
}
function charWidth(character) {
  if (ZERO.test(character))
    return 0;
  return WIDE.test(character) ? 2 : 1;
}
function fit(text, columns) {
  if (widthOf(text) <= columns)
    return text;
  return columns < 1 ? "" : `${takeColumns(text, columns - 1)}\u2026`;
}
function takeColumns(text, columns) {
  if (ASCII.test(text))
    return text.slice(0, columns);
  let [width, taken] = [0, ""];
  for (const character of text) {
    width += charWidth(character);
    if (width > columns)
      break;
    taken += character;
  }
  return taken;
}
function wrap(text, columns) {
  const lines = [];
  let line;
  for (let word of text.split(" ")) {
    const joined = line === void 0 ? word : `${line} ${word}`;
    if (widthOf(joined) <= columns) {
      line = joined;
      continue;
    }
    if (line !== void 0)
      lines.push(line);
    while (widthOf(word) > columns) {
      const head = headOf(word, columns);
      lines.push(head);
      word = word.slice(head.length);
    }
    line = word;
  }
  return [...lines, line ?? ""];
}
function headOf(word, columns) {
  const head = takeColumns(word, Math.max(1, columns)) || Array.from(word).slice(0, 1).join("");
  const sign = Math.max(...["/", ",", ".", "-", "=", "[", "_", ":"].map((each) => head.lastIndexOf(each)));
  return sign > head.length / 3 ? head.slice(0, sign + 1) : head;
}
function paragraph(text, columns, indent = "") {
  if (columns === void 0 || widthOf(text) <= columns)
    return text;
  const [first = "", ...rest] = wrap(text, columns);
  if (rest.length === 0)
    return first;
  const others = wrap(rest.join(" "), Math.max(20, columns - indent.length));
  return [first, ...others.map((line) => indent + line)].join("\n");
}

export {
  widthOf,
  fit,
  wrap,
  paragraph
};
