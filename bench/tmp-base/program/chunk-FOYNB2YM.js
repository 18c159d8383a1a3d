import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  __commonJS,
  __toESM
} from "./chunk-RFNO5SSX.js";

// ../../fastest-levenshtein/mod.js
var require_mod = __commonJS({
  "../../fastest-levenshtein/mod.js"(exports) {
    "use strict";
    exports.__esModule = true;
    exports.distance = exports.closest = void 0;
    var peq = new Uint32Array(65536);
    var myers_32 = function(a, b) {
      var n = a.length;
      var m = b.length;
      var lst = 1 << n - 1;
      var pv = -1;
      var mv = 0;
      var sc = n;
      var i = n;
      while (i--) {
        peq[a.charCodeAt(i)] |= 1 << i;
      }
      for (i = 0; i < m; i++) {
        var eq = peq[b.charCodeAt(i)];
        var xv = eq | mv;
        eq |= (eq & pv) + pv ^ pv;
        mv |= ~(eq | pv);
        pv &= eq;
        if (mv & lst) {
          sc++;
        }
        if (pv & lst) {
          sc--;
        }
        mv = mv << 1 | 1;
        pv = pv << 1 | ~(xv | mv);
        mv &= xv;
      }
      i = n;
      while (i--) {
        peq[a.charCodeAt(i)] = 0;
      }
      return sc;
    };
    var myers_x = function(b, a) {
      var n = a.length;
      var m = b.length;
      var mhc = [];
      var phc = [];
      var hsize = Math.ceil(n / 32);
      var vsize = Math.ceil(m / 32);
      for (var i = 0; i < hsize; i++) {
        phc[i] = -1;
        mhc[i] = 0;
      }
      var j = 0;
      for (; j < vsize - 1; j++) {
        var mv_1 = 0;
        var pv_1 = -1;
        var start_1 = j * 32;
        var vlen_1 = Math.min(32, m) + start_1;
        for (var k = start_1; k < vlen_1; k++) {
          peq[b.charCodeAt(k)] |= 1 << k;
        }
        for (var i = 0; i < n; i++) {
          var eq = peq[a.charCodeAt(i)];
          var pb = phc[i / 32 | 0] >>> i & 1;
          var mb = mhc[i / 32 | 0] >>> i & 1;
          var xv = eq | mv_1;
          var xh = ((eq | mb) & pv_1) + pv_1 ^ pv_1 | eq | mb;
          var ph = mv_1 | ~(xh | pv_1);
          var mh = pv_1 & xh;
          if (ph >>> 31 ^ pb) {
            phc[i / 32 | 0] ^= 1 << i;
          }
          if (mh >>> 31 ^ mb) {
            mhc[i / 32 | 0] ^= 1 << i;
          }
          ph = ph << 1 | pb;
          mh = mh << 1 | mb;
          pv_1 = mh | ~(xv | ph);
          mv_1 = ph & xv;
        }
        for (var k = start_1; k < vlen_1; k++) {
          peq[b.charCodeAt(k)] = 0;
        }
      }
      var mv = 0;
      var pv = -1;
      var start = j * 32;
      var vlen = Math.min(32, m - start) + start;
      for (var k = start; k < vlen; k++) {
        peq[b.charCodeAt(k)] |= 1 << k;
      }
      var score = m;
      for (var i = 0; i < n; i++) {
        var eq = peq[a.charCodeAt(i)];
        var pb = phc[i / 32 | 0] >>> i & 1;
        var mb = mhc[i / 32 | 0] >>> i & 1;
        var xv = eq | mv;
        var xh = ((eq | mb) & pv) + pv ^ pv | eq | mb;
        var ph = mv | ~(xh | pv);
        var mh = pv & xh;
        score += ph >>> m - 1 & 1;
        score -= mh >>> m - 1 & 1;
        if (ph >>> 31 ^ pb) {
          phc[i / 32 | 0] ^= 1 << i;
        }
        if (mh >>> 31 ^ mb) {
          mhc[i / 32 | 0] ^= 1 << i;
        }
        ph = ph << 1 | pb;
        mh = mh << 1 | mb;
        pv = mh | ~(xv | ph);
        mv = ph & xv;
      }
      for (var k = start; k < vlen; k++) {
        peq[b.charCodeAt(k)] = 0;
      }
      return score;
    };
    var distance2 = function(a, b) {
      if (a.length < b.length) {
        var tmp = b;
        b = a;
        a = tmp;
      }
      if (b.length === 0) {
        return a.length;
      }
      if (a.length <= 32) {
        return myers_32(a, b);
      }
      return myers_x(a, b);
    };
    exports.distance = distance2;
    var closest = function(str, arr) {
      var min_distance = Infinity;
      var min_index = 0;
      for (var i = 0; i < arr.length; i++) {
        var dist = distance2(str, arr[i]);
        if (dist < min_distance) {
          min_distance = dist;
          min_index = i;
        }
      }
      return arr[min_index];
    };
    exports.closest = closest;
  }
});

// engine/core/diagnostic.js
var import_fastest_levenshtein = __toESM(require_mod(), 1);
function positionOf(source, offset) {
  const starts = lineStarts(source);
  const within = Math.min(offset, source.text.length);
  let [first, last] = [0, starts.length - 1];
  while (first < last) {
    const middle = Math.ceil((first + last) / 2);
    if ((starts[middle] ?? 0) <= within)
      first = middle;
    else
      last = middle - 1;
  }
  return { line: first + 1, column: within - (starts[first] ?? 0) + 1 };
}
var startsOf = /* @__PURE__ */ new WeakMap();
function lineStarts(source) {
  let starts = startsOf.get(source);
  if (starts === void 0) {
    starts = [0, ...Array.from(source.text.matchAll(/\n/g), (found) => found.index + 1)];
    startsOf.set(source, starts);
  }
  return starts;
}
function didYouMean(found, allowed) {
  if (found.length > 100 || allowed.length > 200)
    return "";
  let best;
  let bestDistance = Math.max(2, Math.floor(found.length / 3)) + 1;
  for (const candidate of allowed) {
    const d = (0, import_fastest_levenshtein.distance)(found.toLowerCase(), candidate.toLowerCase());
    if (d < bestDistance)
      [best, bestDistance] = [candidate, d];
  }
  return best === void 0 ? "" : `, did you mean "${best}"?`;
}
function oneOf(allowed) {
  const shown = allowed.slice(0, 20).map((name) => `"${name}"`);
  if (allowed.length > 20)
    return `${shown.join(", ")}, ... (${allowed.length} in all)`;
  if (shown.length < 2)
    return shown.join("");
  return `${shown.slice(0, -1).join(", ")} or ${shown.at(-1)}`;
}
var OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
function printable(text) {
  return text.replace(OBEYED, "\uFFFD");
}
function renderDiagnostic(diagnostic) {
  const lines = [`${heading(diagnostic.at)}  ${sentence(diagnostic.message)}`, ...excerpt(diagnostic.at)];
  for (const note of diagnostic.notes ?? []) {
    const where = note.at === void 0 ? "" : `${heading(note.at)}  `;
    lines.push(`  note: ${where}${sentence(note.message)}`);
    if (note.at !== void 0)
      lines.push(...excerpt(note.at));
  }
  return lines.join("\n");
}
function diagnosticJson(diagnostic) {
  const { line, column } = positionOf(diagnostic.at.source, diagnostic.at.start);
  const notes = (diagnostic.notes ?? []).map((note) => note.message);
  return { file: diagnostic.at.source.file, line, column, message: diagnostic.message, notes };
}
function tidyDiagnostics(diagnostics) {
  const seen = /* @__PURE__ */ new Map();
  for (const diagnostic of diagnostics) {
    const key = `${diagnostic.at.source.file}
${diagnostic.at.start}
${diagnostic.message}`;
    if (!seen.has(key))
      seen.set(key, diagnostic);
  }
  return [...seen.values()].sort((a, b) => a.at.start - b.at.start);
}
var LONGEST = 1e3;
function sentence(message) {
  const line = printable(message).replaceAll(/[\n\t]/g, "\uFFFD");
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 3)}...`;
}
function heading(place) {
  const { line, column } = positionOf(place.source, place.start);
  return `${printable(place.source.file)}:${line}:${column}`;
}
var WIDEST = 160;
function excerpt(place) {
  const { line, column } = positionOf(place.source, place.start);
  const [begin, next] = lineStarts(place.source).slice(line - 1, line + 1);
  const text = place.source.text.slice(begin, next === void 0 ? void 0 : next - 1);
  if (text.trim() === "")
    return [];
  const from = column - 1 > WIDEST - 40 ? column - 1 - 40 : 0;
  const shown = text.slice(from, from + WIDEST).replaceAll("	", " ");
  const length = Math.max(1, Math.min(place.end - place.start, text.length - (column - 1), from + WIDEST - (column - 1)));
  const gutter = String(line);
  return [
    `  ${gutter} | ${printable(shown).trimEnd()}`,
    `  ${" ".repeat(gutter.length)} | ${" ".repeat(column - 1 - from)}${"~".repeat(length)}`
  ];
}

export {
  positionOf,
  didYouMean,
  oneOf,
  OBEYED,
  printable,
  renderDiagnostic,
  diagnosticJson,
  tidyDiagnostics
};
