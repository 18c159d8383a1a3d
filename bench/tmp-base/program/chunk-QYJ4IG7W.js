import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  planOutputs
} from "./chunk-LIB27VLG.js";
import {
  bindSteps,
  placeOf,
  plain,
  referenceName,
  referencesIn,
  substitute,
  withPart
} from "./chunk-G6XKGUZB.js";
import {
  isFault,
  pickVariant
} from "./chunk-VYXVFF6B.js";
import {
  parseDuration
} from "./chunk-UUVHQ3UC.js";
import {
  LARGEST_FILE,
  missingSpace,
  parseYaml
} from "./chunk-52EV5XBE.js";
import {
  deriveSeed
} from "./chunk-34IBRBKI.js";
import {
  reasonOf
} from "./chunk-2NPJMGMJ.js";
import {
  didYouMean,
  oneOf,
  tidyDiagnostics
} from "./chunk-FOYNB2YM.js";
import {
  digestOf,
  finishDigest,
  hexOf,
  startDigest
} from "./chunk-OVBRS3VP.js";
import {
  canonical,
  isObject,
  showPath,
  valueAt
} from "./chunk-P26KXDJE.js";
import {
  UsageError
} from "./chunk-ICSLOTAE.js";

// engine/read/point.js
function pickAxes(point, axes) {
  const picked = {};
  for (const axis of axes)
    picked[axis] = point[axis];
  return picked;
}
function pointKey(point, axes) {
  let key = "";
  for (const axis of axes) {
    const value = point[axis];
    key += typeof value === "number" ? `${value},` : `${canonical(value ?? null)},`;
  }
  return key;
}
var PLAIN = /^(?!(?:-?[\d.][\d.eE+-]*|true|false|null)$)[\p{L}\p{N}_./+-]+$/u;
var LONGEST = 80;
function showPoint(point) {
  return Object.entries(point).map(([axis, value]) => `${axis}=${showValue(value)}`).join(",");
}
function showValue(value) {
  const text = typeof value === "string" && PLAIN.test(value) ? value : canonical(value);
  if (text.length <= LONGEST)
    return text;
  return `${text.slice(0, 60).toWellFormed()}...${hexOf(digestOf("axis value", value)).slice(0, 16)}`;
}

// engine/read/sweep.js
var REPEAT = "repeat";
var MOST_POINTS = 2e5;
var MOST_AXES = 50;
var MOST_COMPARISONS = 5e6;
function readSweep(section, document) {
  const diagnostics = [];
  const report = (path, message, what = "value") => {
    diagnostics.push({ message, at: placeOf(document, ["sweep", ...path], what) });
  };
  const groups = [];
  const axes = [];
  const addAxis = (name, path) => {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      report(path, `Expected an axis name of letters, digits and "_", found "${name}": it is written as $name elsewhere`, "key");
    } else if (axes.length <= MOST_AXES && axes.includes(name))
      report(path, `The axis "${name}" stands twice in the sweep`, "key");
    axes.push(name);
  };
  const different = (values, pathOf2, what = "The values of an axis") => {
    const seen = /* @__PURE__ */ new Map();
    return values.filter((value, index) => {
      const text = canonical(value);
      const first = seen.get(text);
      if (first === void 0)
        seen.set(text, index);
      else
        report(pathOf2(index), `${what} must differ: this one stands at place ${first + 1} already`);
      return first === void 0;
    });
  };
  for (const [name, value] of Object.entries(section)) {
    if (name === "include" || name === "exclude")
      continue;
    if (name === REPEAT) {
      axes.push(REPEAT);
      groups.push(Array.from({ length: Number(value) }, (_, index) => ({ [REPEAT]: index })));
    } else if (name === "zip") {
      for (const [index, group] of value.entries()) {
        const names = Object.keys(group);
        for (const axis of names)
          addAxis(axis, ["zip", index, axis]);
        const lengths = names.map((axis) => group[axis].length);
        if (new Set(lengths).size > 1) {
          report(["zip", index], `Zipped axes advance together and need lists of one length, found ${names.map((n, i) => `${n}: ${lengths[i]}`).join(", ")}`);
        }
        const valueAt2 = (list, place) => list[Math.min(place, list.length - 1)] ?? null;
        const together = Array.from({ length: Math.max(0, ...lengths) }, (_, place) => Object.fromEntries(names.map((axis) => [axis, valueAt2(group[axis], place)])));
        const pathOf2 = (place) => ["zip", index, names[0] ?? "", place];
        const uneven = new Set(lengths).size > 1;
        groups.push(uneven ? together : different(together, pathOf2, "The points of a zip group"));
      }
    } else {
      addAxis(name, [name]);
      groups.push(different(value, (index) => [name, index]).map((item) => ({ [name]: item })));
    }
  }
  if (axes.length > MOST_AXES) {
    report([], `The sweep has ${axes.length} axes; at most ${MOST_AXES} are allowed`, "key");
    return { sweep: { axes: [], points: [] }, diagnostics };
  }
  const size = groups.reduce((product, group) => product * group.length, 1);
  if (size > MOST_POINTS) {
    report([], `The grid has ${size.toLocaleString("en")} points; at most ${MOST_POINTS.toLocaleString("en")} are allowed`, "key");
    return { sweep: { axes, points: [] }, diagnostics };
  }
  let points = [{}];
  for (const group of groups)
    points = points.flatMap((point) => group.map((values) => ({ ...point, ...values })));
  const checkPoint = (list, index, point) => {
    const unknown = Object.keys(point).filter((axis) => !axes.includes(axis));
    for (const axis of unknown)
      report([list, index, axis], `Unknown axis "${axis}": the sweep has ${axes.join(", ")}`, "key");
    const missing = axes.filter((axis) => !Object.hasOwn(point, axis) && axis !== REPEAT);
    if (list === "include" && missing.length > 0)
      report([list, index], `An included point names every axis: missing ${missing.join(", ")}`);
    return unknown.length === 0 && (list === "exclude" || missing.length === 0);
  };
  const excluded = (section["exclude"] ?? []).map((point, index) => ({ point, index }));
  const { rest, idle, sets } = withoutPoints(points, excluded.filter(({ point, index }) => checkPoint("exclude", index, point)), axes);
  for (const index of idle)
    report(["exclude", index], "This exclude matches no point of the grid");
  if (rest === void 0)
    report(["exclude"], `The points name ${sets} different sets of axes, too many for ${points.length} points`, "key");
  const all = [...rest ?? points];
  const have = new Set(all.map((point) => pointKey(point, axes)));
  for (const [index, included] of (section["include"] ?? []).entries()) {
    if (!checkPoint("include", index, included))
      continue;
    const repeats = axes.includes(REPEAT) && !Object.hasOwn(included, REPEAT) ? Array.from({ length: Number(section[REPEAT]) }, (_, k2) => ({ [REPEAT]: k2 })) : [{}];
    for (const repeat of repeats) {
      const point = pickAxes({ ...included, ...repeat }, axes);
      const key = pointKey(point, axes);
      if (!have.has(key))
        all.push(point);
      have.add(key);
    }
    if (all.length > MOST_POINTS) {
      report(["include"], `The sweep has too many points: at most ${MOST_POINTS.toLocaleString("en")} are allowed`, "key");
      break;
    }
  }
  if (all.length === 0 && diagnostics.length === 0)
    report([], "The sweep has no points left", "key");
  return { sweep: { axes, points: all.length === 0 ? points : all }, diagnostics };
}
function withoutPoints(points, excluded, axes) {
  const sets = /* @__PURE__ */ new Map();
  for (const { point, index } of excluded) {
    const named = axes.filter((axis) => Object.hasOwn(point, axis));
    const set = sets.get(named.join()) ?? { axes: named, places: /* @__PURE__ */ new Map() };
    sets.set(named.join(), set);
    set.places.set(pointKey(point, named), index);
  }
  if (sets.size * points.length > MOST_COMPARISONS)
    return { rest: void 0, idle: [], sets: sets.size };
  const used = /* @__PURE__ */ new Set();
  const rest = points.filter((point) => {
    let out = false;
    for (const { axes: named, places: places2 } of sets.values()) {
      const index = places2.get(pointKey(point, named));
      if (index === void 0)
        continue;
      used.add(index);
      out = true;
    }
    return !out;
  });
  const places = [...sets.values()].flatMap((set) => [...set.places.values()]);
  return { rest, idle: places.filter((index) => !used.has(index)), sets: sets.size };
}

// engine/cli/session.js
import { closeSync as closeSync2, constants as constants2, fstatSync as fstatSync2, openSync as openSync2, readSync as readSync2 } from "node:fs";

// engine/execute/file-digests.js
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
var CHUNK = 1 << 20;
var LARGEST_FILE2 = 2n ** 32n;
function fileDigests() {
  const known = /* @__PURE__ */ new Map();
  return (path) => {
    let handle;
    try {
      handle = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    } catch {
      return null;
    }
    try {
      const facts = fstatSync(handle, { bigint: true });
      const { size, ino, dev, mtimeNs, ctimeNs } = facts;
      if (!facts.isFile() || size > LARGEST_FILE2)
        return null;
      const stat = [size, ino, dev, mtimeNs, ctimeNs].join(" ");
      const before = known.get(path);
      if (before?.stat === stat)
        return before.digest;
      const digest = digestOfHandle(handle);
      known.set(path, { stat, digest });
      return digest;
    } catch {
      return null;
    } finally {
      closeSync(handle);
    }
  };
}
function digestOfHandle(handle) {
  const hash = startDigest();
  const chunk = Buffer.alloc(CHUNK);
  for (let length = readSync(handle, chunk); length > 0; length = readSync(handle, chunk))
    hash.update(chunk.subarray(0, length));
  return finishDigest(hash);
}

// engine/read/decode.js
function decodeText(file, bytes) {
  const start = { at: { source: { file, text: "" }, start: 0, end: 1 } };
  if (isUtf16(bytes))
    return {
      ...start,
      message: 'The file is UTF-16 text, as PowerShell writes it with ">": save it as UTF-8, for example with Out-File -Encoding utf8'
    };
  const zero = bytes.indexOf(0);
  if (zero !== -1)
    return { ...start, message: `The file is binary (a zero byte at offset ${zero}): expected YAML text` };
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return notUtf8(file, bytes);
  }
}
function isUtf16(bytes) {
  const [a, b] = bytes;
  if (bytes.length % 2 === 0 && (a === 255 && b === 254 || a === 254 && b === 255))
    return true;
  if (bytes.length < 8 || bytes.length % 2 === 1)
    return false;
  const zeros = [0, 0];
  for (const [index, byte] of bytes.subarray(0, 200).entries())
    if (byte === 0)
      zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const half = Math.min(bytes.length, 200) / 2;
  return even > half * 0.8 && odd === 0 || odd > half * 0.8 && even === 0;
}
function notUtf8(file, bytes) {
  const start = validLength(bytes);
  const rest = new TextDecoder("windows-1252").decode(bytes.subarray(start));
  const before = new TextDecoder().decode(bytes.subarray(0, start));
  const source = { file, text: before + rest };
  const byte = (bytes[start] ?? 0).toString(16).padStart(2, "0");
  return {
    message: `The file is not UTF-8 text: this byte (0x${byte}) reads as "${rest.charAt(0)}" in Windows-1252. Save the file as UTF-8`,
    at: { source, start: before.length, end: before.length + 1 }
  };
}
function validLength(bytes) {
  let [low, high] = [0, bytes.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (isOpen(bytes.subarray(0, middle)))
      low = middle;
    else
      high = middle - 1;
  }
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(0, low), { stream: true });
  return Buffer.byteLength(text);
}
function isOpen(bytes) {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

// engine/read/overrides.js
var PATH = /^[^.[\]=]+(?:\.[^.[\]=]+|\[\d+\])*$/;
function applyOverrides(document, overrides) {
  const diagnostics = [];
  let root = document.root;
  for (const text of overrides) {
    const source = { file: "--set", text };
    const equals = text.indexOf("=");
    const path = text.slice(0, Math.max(0, equals)).trim();
    if (equals === -1 || !PATH.test(path)) {
      const message = `Expected path=value, for example steps.training.epochs=2, found "${text}"`;
      diagnostics.push({ message, at: { source, start: 0, end: text.length } });
      continue;
    }
    const parts = parsePath(path);
    const problem = pathProblem(root, parts);
    if (problem !== void 0) {
      diagnostics.push({ message: problem, at: { source, start: 0, end: path.length } });
      continue;
    }
    const value = parseYaml({ file: "--set", text: `value: ${text.slice(equals + 1)}` });
    const part = value.document?.root.fields?.get("value");
    if (part === void 0 || value.diagnostics.length > 0) {
      const why = value.diagnostics[0]?.message ?? "no value";
      diagnostics.push({
        message: `Cannot read the value of "${path}": ${why}`,
        at: { source, start: equals + 1, end: text.length }
      });
      continue;
    }
    const place = { source, start: equals + 1, end: text.length };
    const key = { source, start: 0, end: path.length };
    root = withPart(root, parts, { ...part, place, key });
  }
  return { document: { ...document, root }, diagnostics };
}
function pathProblem(root, parts) {
  if (parts.includes("__proto__"))
    return 'The key "__proto__" is not allowed';
  const [section, entry, ...rest] = parts;
  const entries = root.fields?.get(String(section))?.fields;
  if (entries === void 0 || entry === void 0 || rest.length === 0 || entries.has(String(entry)))
    return void 0;
  const names = [...entries.keys()];
  return `There is no "${entry}" in "${section}"${didYouMean(String(entry), names) || `, which has ${oneOf(names)}`}`;
}
function parsePath(path) {
  return [...path.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map((match) => match[1] === void 0 ? match[0] : Number(match[1]));
}

// engine/read/policy.js
var LONGEST_MS = 500 * 36e5;
function readPolicy({ retries, timeout, failure }, otherwise, report) {
  let { timeoutMs } = otherwise;
  if (timeout === "none")
    timeoutMs = void 0;
  else if (timeout !== void 0) {
    timeoutMs = typeof timeout === "number" ? timeout * 1e3 : parseDuration(timeout);
    if (timeoutMs === void 0 || timeoutMs < 1 || timeoutMs > LONGEST_MS)
      report("timeout", `Expected a duration from 1 ms to 500 h for "timeout", found ${JSON.stringify(timeout)}`);
  }
  return {
    retries: retries ?? otherwise.retries,
    timeoutMs,
    failure: failure ?? otherwise.failure
  };
}
var DEFAULT_POLICY = { retries: 0, timeoutMs: void 0, failure: "continue" };

// engine/read/axis-path.js
function axisPath(file, axis) {
  const sweep = file["sweep"];
  const zip = isObject(sweep) && Array.isArray(sweep["zip"]) ? sweep["zip"] : [];
  const group = zip.findIndex((entry) => isObject(entry) && Object.hasOwn(entry, axis));
  return group === -1 ? ["sweep", axis] : ["sweep", "zip", group, axis];
}
function axisValuePath(file, axis, value) {
  const path = axisPath(file, axis);
  const values = valueAt(file, path);
  const index = Array.isArray(values) ? values.findIndex((each) => canonical(each) === canonical(value)) : -1;
  return index === -1 ? path : [...path, index];
}

// engine/read/reference-places.js
function refusal(path, file) {
  const found = valueAt(file, path);
  if (found === void 0 || referenceName(found) === void 0)
    return void 0;
  const [section, ...rest] = path;
  const key = rest.findLast((part) => typeof part === "string") ?? section;
  return `"${key}" cannot be a reference, found "${found}": ${whyNot(section, key)}`;
}
function whyNot(section, key) {
  if (section === "runtime")
    return `one run has one runtime, so set it for each run: --set runtime.${key}=VALUE`;
  if (section === "execution" || section === "steps")
    return "it changes no result, so the results of two points would be the same";
  if (section === "sweep")
    return "the sweep is what references take their values from";
  return "it is read before the sweep";
}
var LARGEST_SEED = 2 ** 31 - 1;
function checkSeeds(axis, sweep, { document, source }) {
  const at = placeOf(document, ["seed"]);
  if (axis === REPEAT)
    return [{ message: "The seed cannot be $repeat: every repeat has a seed of its own, derived from this one", at }];
  if (!sweep.axes.includes(axis)) {
    const names = sweep.axes.map((name) => `$${name}`);
    const known = names.length === 0 ? ": the file has no sweep" : didYouMean(`$${axis}`, names) || `: the axes are ${oneOf(names)}`;
    return [{ message: `Unknown reference "$${axis}"${known}`, at }];
  }
  const seen = /* @__PURE__ */ new Set();
  return sweep.points.flatMap((point) => {
    const value = point[axis] ?? null;
    if (isSeed(value) || seen.has(value))
      return [];
    seen.add(value);
    return [
      {
        message: `Expected a whole number 0 .. ${LARGEST_SEED} for the seed, found ${JSON.stringify(value)}`,
        at: placeOf(document, axisValuePath(source, axis, value)),
        notes: [{ message: `The seed takes the values of "${axis}"`, at }]
      }
    ];
  });
}
function isSeed(value) {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= LARGEST_SEED;
}

// engine/read/compile.js
import { createRequire } from "node:module";

// engine/read/precompiled.js
var Xs = (s, a) => () => {
  try {
    return a || s((a = { exports: {} }).exports, a), a.exports;
  } catch (j) {
    throw a = 0, j;
  }
};
var et = Xs((Js) => {
  "use strict";
  Object.defineProperty(Js, "__esModule", { value: true });
  function Ys(s) {
    let a = s.length, j = 0, T = 0, S;
    for (; T < a; ) j++, S = s.charCodeAt(T++), S >= 55296 && S <= 56319 && T < a && (S = s.charCodeAt(T), (S & 64512) === 56320 && T++);
    return j;
  }
  Js.default = Ys;
  Ys.code = 'require("ajv/dist/runtime/ucs2length").default';
});
var tt = Xs((Rt, st) => {
  "use strict";
  st.exports = function s(a, j) {
    if (a === j) return true;
    if (a && j && typeof a == "object" && typeof j == "object") {
      if (a.constructor !== j.constructor) return false;
      var T, S, q;
      if (Array.isArray(a)) {
        if (T = a.length, T != j.length) return false;
        for (S = T; S-- !== 0; ) if (!s(a[S], j[S])) return false;
        return true;
      }
      if (a.constructor === RegExp) return a.source === j.source && a.flags === j.flags;
      if (a.valueOf !== Object.prototype.valueOf) return a.valueOf() === j.valueOf();
      if (a.toString !== Object.prototype.toString) return a.toString() === j.toString();
      if (q = Object.keys(a), T = q.length, T !== Object.keys(j).length) return false;
      for (S = T; S-- !== 0; ) if (!Object.prototype.hasOwnProperty.call(j, q[S])) return false;
      for (S = T; S-- !== 0; ) {
        var e = q[S];
        if (!s(a[e], j[e])) return false;
      }
      return true;
    }
    return a !== a && j !== j;
  };
});
var rt = Xs((Qs) => {
  "use strict";
  Object.defineProperty(Qs, "__esModule", { value: true });
  var at = tt();
  at.code = 'require("ajv/dist/runtime/equal").default';
  Qs.default = at;
});
var nt = us;
var x = { title: "Experiment", description: "An Assay experiment: datasets, models, optimizers, a sweep, steps and outputs", type: "object", additionalProperties: false, required: ["experiment", "steps"], properties: { experiment: { description: "Name of the experiment; its runs are kept under this name", type: "string", pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$", $comment: "Expected a name of letters, digits, '-', '_' and '.', starting with a letter or digit, at most 100 characters" }, description: { description: "What the experiment asks, for people", type: "string" }, seed: { description: "Root of every random number: the same seed gives the same bits again. A reference, seed: $seed, makes the seeds an axis of the sweep", reference: true, type: "integer", minimum: 0, maximum: 2147483647, default: 0 }, runtime: { description: "Where the numbers are computed; part of the key of every numeric step", type: "object", additionalProperties: false, default: {}, properties: { backend: { description: "auto takes the native TensorFlow library when setup found one, else the portable backend", enum: ["auto", "tensorflow", "portable"], default: "auto" }, threads: { description: "Threads of one numeric step. Another number gives other bits, so it does not follow the machine", type: "integer", minimum: 1, maximum: 256, default: 2 }, oneDNN: { description: "Whether TensorFlow computes with the kernels of oneDNN, which gives other bits. auto: as TensorFlow does by itself, on for processors with instructions for neural networks. The portable backend has none", enum: ["auto", "on", "off"], default: "auto" }, isa: { description: "The widest instruction set that oneDNN may use; auto, or one that the processor does not have: all that the processor has. The portable backend is the same everywhere", enum: ["auto", "sse4_1", "avx", "avx2", "avx_vnni", "avx_vnni_2", "avx512", "avx512_vnni", "avx512_bf16", "avx512_fp16", "amx", "amx_fp16"], default: "auto" } } }, execution: { description: "What is done when a step fails or takes long, for all steps that do not say it themselves. Never part of a key: a change of it makes nothing run again", type: "object", additionalProperties: false, default: {}, properties: { retries: { $ref: "#/$defs/retries", default: 0 }, timeout: { $ref: "#/$defs/timeout", default: "none" }, failure: { $ref: "#/$defs/failure", default: "continue" } } }, sweep: { description: "Axes of the sweep: each name with its list of values. A step is multiplied by exactly the axes that it or its inputs mention as $name", type: "object", default: {}, properties: { zip: { description: "Groups of axes that advance together: every list of a group has the same length", type: "array", items: { type: "object", additionalProperties: { $ref: "#/$defs/axis", description: "The values of one axis; they may repeat where the others of the group differ" } } }, include: { description: "Points added to the grid; each names every axis", type: "array", items: { type: "object" } }, exclude: { description: "Points taken out of the grid: every point that agrees with one of these", type: "array", items: { type: "object", minProperties: 1 } }, repeat: { description: "Runs every step that draws random numbers this many times, with seeds derived from the experiment's", type: "integer", minimum: 1, maximum: 1e4 } }, additionalProperties: { $ref: "#/$defs/axis" } }, steps: { description: "The steps by name, in any order: each is a use of a stage, and names the steps whose results it takes", type: "object", minProperties: 1, additionalProperties: { type: "object", required: ["stage"], properties: { stage: { description: "The stage: the kind of work", type: "string" }, over: { description: "Axes along which this step runs once and receives all instances, in order", type: "array", items: { type: "string" }, uniqueItems: true }, retries: { $ref: "#/$defs/retries" }, timeout: { $ref: "#/$defs/timeout" }, failure: { $ref: "#/$defs/failure" } } } }, outputs: { description: "Files to publish beside the record of the run: file name -> step.output", type: "object", default: {}, additionalProperties: { description: "A step's output such as figure.image, or { from: figure.image, print: true }", anyOf: [{ type: "string" }, { type: "object", additionalProperties: false, required: ["from"], properties: { from: { description: "The output: step.output", type: "string" }, print: { description: "Print this table on the terminal at the end of a run; the default is false", type: "boolean" } } }] } }, datasets: { type: "object", default: {} }, models: { type: "object", default: {} }, optimizers: { type: "object", default: {} } }, $defs: { retries: { description: "How often a step that failed is tried again, at once; a training goes on from its last kept state", type: "integer", minimum: 0, maximum: 10 }, timeout: { description: "How long one try of a step may take, such as 90s, 30min or 2h, or as a number of seconds; then it is stopped and has failed. none: as long as it takes", anyOf: [{ type: "number", exclusiveMinimum: 0 }, { type: "string", pattern: "^(none|\\d+(\\.\\d+)? ?(ms|s|min|h))$", $comment: "Expected a duration such as 90s, 30min or 2h, a number of seconds, or none" }] }, failure: { description: "When a step has failed for good. continue: steps that do not need it go on. stop: no further step starts; steps already running finish", enum: ["continue", "stop"] }, axis: { description: "The values of one axis, at least one, all different", type: "array", $comment: "readSweep checks that they differ: Ajv's uniqueItems compares each with each, 10 s for 100,000 values", minItems: 1 } } };
var De = { description: "How often a step that failed is tried again, at once; a training goes on from its last kept state", type: "integer", minimum: 0, maximum: 10 };
var ce = { description: "How long one try of a step may take, such as 90s, 30min or 2h, or as a number of seconds; then it is stopped and has failed. none: as long as it takes", anyOf: [{ type: "number", exclusiveMinimum: 0 }, { type: "string", pattern: "^(none|\\d+(\\.\\d+)? ?(ms|s|min|h))$", $comment: "Expected a duration such as 90s, 30min or 2h, a number of seconds, or none" }] };
var Ze = { description: "When a step has failed for good. continue: steps that do not need it go on. stop: no further step starts; steps already running finish", enum: ["continue", "stop"] };
var He = { description: "The values of one axis, at least one, all different", type: "array", $comment: "readSweep checks that they differ: Ajv's uniqueItems compares each with each, 10 s for 100,000 values", minItems: 1 };
var se = Object.prototype.hasOwnProperty;
var mt = new RegExp("^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$", "u");
var it = new RegExp("^(none|\\d+(\\.\\d+)? ?(ms|s|min|h))$", "u");
function us(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = us.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (s.seed === void 0 && (s.seed = 0), s.runtime === void 0 && (s.runtime = {}), s.execution === void 0 && (s.execution = {}), s.sweep === void 0 && (s.sweep = {}), s.outputs === void 0 && (s.outputs = {}), s.datasets === void 0 && (s.datasets = {}), s.models === void 0 && (s.models = {}), s.optimizers === void 0 && (s.optimizers = {}), s.experiment === void 0) {
      let y = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "experiment" }, message: "must have required property 'experiment'", schema: x.required, parentSchema: x, data: s };
      e === null ? e = [y] : e.push(y), t++;
    }
    if (s.steps === void 0) {
      let y = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "steps" }, message: "must have required property 'steps'", schema: x.required, parentSchema: x, data: s };
      e === null ? e = [y] : e.push(y), t++;
    }
    for (let y in s) if (!se.call(x.properties, y)) {
      let w = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: y }, message: "must NOT have additional properties", schema: false, parentSchema: x, data: s };
      e === null ? e = [w] : e.push(w), t++;
    }
    if (s.experiment !== void 0) {
      let y = s.experiment;
      if (typeof y == "string") {
        if (!mt.test(y)) {
          let w = { instancePath: a + "/experiment", schemaPath: "#/properties/experiment/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$" }, message: 'must match pattern "^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"', schema: "^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$", parentSchema: x.properties.experiment, data: y };
          e === null ? e = [w] : e.push(w), t++;
        }
      } else {
        let w = { instancePath: a + "/experiment", schemaPath: "#/properties/experiment/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: x.properties.experiment.type, parentSchema: x.properties.experiment, data: y };
        e === null ? e = [w] : e.push(w), t++;
      }
    }
    if (s.description !== void 0) {
      let y = s.description;
      if (typeof y != "string") {
        let w = { instancePath: a + "/description", schemaPath: "#/properties/description/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: x.properties.description.type, parentSchema: x.properties.description, data: y };
        e === null ? e = [w] : e.push(w), t++;
      }
    }
    let r = s.seed;
    if (!(typeof r == "number" && !(r % 1) && !isNaN(r) && isFinite(r))) {
      let y = { instancePath: a + "/seed", schemaPath: "#/properties/seed/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: x.properties.seed.type, parentSchema: x.properties.seed, data: r };
      e === null ? e = [y] : e.push(y), t++;
    }
    if (typeof r == "number" && isFinite(r)) {
      if (r > 2147483647 || isNaN(r)) {
        let y = { instancePath: a + "/seed", schemaPath: "#/properties/seed/maximum", keyword: "maximum", params: { comparison: "<=", limit: 2147483647 }, message: "must be <= 2147483647", schema: 2147483647, parentSchema: x.properties.seed, data: r };
        e === null ? e = [y] : e.push(y), t++;
      }
      if (r < 0 || isNaN(r)) {
        let y = { instancePath: a + "/seed", schemaPath: "#/properties/seed/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: x.properties.seed, data: r };
        e === null ? e = [y] : e.push(y), t++;
      }
    }
    let o = s.runtime;
    if (o && typeof o == "object" && !Array.isArray(o)) {
      o.backend === void 0 && (o.backend = "auto"), o.threads === void 0 && (o.threads = 2), o.oneDNN === void 0 && (o.oneDNN = "auto"), o.isa === void 0 && (o.isa = "auto");
      for (let g in o) if (!(g === "backend" || g === "threads" || g === "oneDNN" || g === "isa")) {
        let N = { instancePath: a + "/runtime", schemaPath: "#/properties/runtime/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: g }, message: "must NOT have additional properties", schema: false, parentSchema: x.properties.runtime, data: o };
        e === null ? e = [N] : e.push(N), t++;
      }
      let y = o.backend;
      if (!(y === "auto" || y === "tensorflow" || y === "portable")) {
        let g = { instancePath: a + "/runtime/backend", schemaPath: "#/properties/runtime/properties/backend/enum", keyword: "enum", params: { allowedValues: x.properties.runtime.properties.backend.enum }, message: "must be equal to one of the allowed values", schema: x.properties.runtime.properties.backend.enum, parentSchema: x.properties.runtime.properties.backend, data: y };
        e === null ? e = [g] : e.push(g), t++;
      }
      let w = o.threads;
      if (!(typeof w == "number" && !(w % 1) && !isNaN(w) && isFinite(w))) {
        let g = { instancePath: a + "/runtime/threads", schemaPath: "#/properties/runtime/properties/threads/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: x.properties.runtime.properties.threads.type, parentSchema: x.properties.runtime.properties.threads, data: w };
        e === null ? e = [g] : e.push(g), t++;
      }
      if (typeof w == "number" && isFinite(w)) {
        if (w > 256 || isNaN(w)) {
          let g = { instancePath: a + "/runtime/threads", schemaPath: "#/properties/runtime/properties/threads/maximum", keyword: "maximum", params: { comparison: "<=", limit: 256 }, message: "must be <= 256", schema: 256, parentSchema: x.properties.runtime.properties.threads, data: w };
          e === null ? e = [g] : e.push(g), t++;
        }
        if (w < 1 || isNaN(w)) {
          let g = { instancePath: a + "/runtime/threads", schemaPath: "#/properties/runtime/properties/threads/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: x.properties.runtime.properties.threads, data: w };
          e === null ? e = [g] : e.push(g), t++;
        }
      }
      let b = o.oneDNN;
      if (!(b === "auto" || b === "on" || b === "off")) {
        let g = { instancePath: a + "/runtime/oneDNN", schemaPath: "#/properties/runtime/properties/oneDNN/enum", keyword: "enum", params: { allowedValues: x.properties.runtime.properties.oneDNN.enum }, message: "must be equal to one of the allowed values", schema: x.properties.runtime.properties.oneDNN.enum, parentSchema: x.properties.runtime.properties.oneDNN, data: b };
        e === null ? e = [g] : e.push(g), t++;
      }
      let P = o.isa;
      if (!(P === "auto" || P === "sse4_1" || P === "avx" || P === "avx2" || P === "avx_vnni" || P === "avx_vnni_2" || P === "avx512" || P === "avx512_vnni" || P === "avx512_bf16" || P === "avx512_fp16" || P === "amx" || P === "amx_fp16")) {
        let g = { instancePath: a + "/runtime/isa", schemaPath: "#/properties/runtime/properties/isa/enum", keyword: "enum", params: { allowedValues: x.properties.runtime.properties.isa.enum }, message: "must be equal to one of the allowed values", schema: x.properties.runtime.properties.isa.enum, parentSchema: x.properties.runtime.properties.isa, data: P };
        e === null ? e = [g] : e.push(g), t++;
      }
    } else {
      let y = { instancePath: a + "/runtime", schemaPath: "#/properties/runtime/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: x.properties.runtime.type, parentSchema: x.properties.runtime, data: o };
      e === null ? e = [y] : e.push(y), t++;
    }
    let l = s.execution;
    if (l && typeof l == "object" && !Array.isArray(l)) {
      l.retries === void 0 && (l.retries = 0), l.timeout === void 0 && (l.timeout = "none"), l.failure === void 0 && (l.failure = "continue");
      for (let v in l) if (!(v === "retries" || v === "timeout" || v === "failure")) {
        let _ = { instancePath: a + "/execution", schemaPath: "#/properties/execution/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: v }, message: "must NOT have additional properties", schema: false, parentSchema: x.properties.execution, data: l };
        e === null ? e = [_] : e.push(_), t++;
      }
      let y = l.retries;
      if (!(typeof y == "number" && !(y % 1) && !isNaN(y) && isFinite(y))) {
        let v = { instancePath: a + "/execution/retries", schemaPath: "#/$defs/retries/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: De.type, parentSchema: De, data: y };
        e === null ? e = [v] : e.push(v), t++;
      }
      if (typeof y == "number" && isFinite(y)) {
        if (y > 10 || isNaN(y)) {
          let v = { instancePath: a + "/execution/retries", schemaPath: "#/$defs/retries/maximum", keyword: "maximum", params: { comparison: "<=", limit: 10 }, message: "must be <= 10", schema: 10, parentSchema: De, data: y };
          e === null ? e = [v] : e.push(v), t++;
        }
        if (y < 0 || isNaN(y)) {
          let v = { instancePath: a + "/execution/retries", schemaPath: "#/$defs/retries/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: De, data: y };
          e === null ? e = [v] : e.push(v), t++;
        }
      }
      let w = l.timeout, b = t, P = false, g = t;
      if (typeof w == "number" && isFinite(w)) {
        if (w <= 0 || isNaN(w)) {
          let v = { instancePath: a + "/execution/timeout", schemaPath: "#/$defs/timeout/anyOf/0/exclusiveMinimum", keyword: "exclusiveMinimum", params: { comparison: ">", limit: 0 }, message: "must be > 0", schema: 0, parentSchema: ce.anyOf[0], data: w };
          e === null ? e = [v] : e.push(v), t++;
        }
      } else {
        let v = { instancePath: a + "/execution/timeout", schemaPath: "#/$defs/timeout/anyOf/0/type", keyword: "type", params: { type: "number" }, message: "must be number", schema: ce.anyOf[0].type, parentSchema: ce.anyOf[0], data: w };
        e === null ? e = [v] : e.push(v), t++;
      }
      var m = g === t;
      P = P || m;
      let N = t;
      if (typeof w == "string") {
        if (!it.test(w)) {
          let v = { instancePath: a + "/execution/timeout", schemaPath: "#/$defs/timeout/anyOf/1/pattern", keyword: "pattern", params: { pattern: "^(none|\\d+(\\.\\d+)? ?(ms|s|min|h))$" }, message: 'must match pattern "^(none|\\d+(\\.\\d+)? ?(ms|s|min|h))$"', schema: "^(none|\\d+(\\.\\d+)? ?(ms|s|min|h))$", parentSchema: ce.anyOf[1], data: w };
          e === null ? e = [v] : e.push(v), t++;
        }
      } else {
        let v = { instancePath: a + "/execution/timeout", schemaPath: "#/$defs/timeout/anyOf/1/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: ce.anyOf[1].type, parentSchema: ce.anyOf[1], data: w };
        e === null ? e = [v] : e.push(v), t++;
      }
      var m = N === t;
      if (P = P || m, P) t = b, e !== null && (b ? e.length = b : e = null);
      else {
        let v = { instancePath: a + "/execution/timeout", schemaPath: "#/$defs/timeout/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf", schema: ce.anyOf, parentSchema: ce, data: w };
        e === null ? e = [v] : e.push(v), t++;
      }
      let F = l.failure;
      if (!(F === "continue" || F === "stop")) {
        let v = { instancePath: a + "/execution/failure", schemaPath: "#/$defs/failure/enum", keyword: "enum", params: { allowedValues: Ze.enum }, message: "must be equal to one of the allowed values", schema: Ze.enum, parentSchema: Ze, data: F };
        e === null ? e = [v] : e.push(v), t++;
      }
    } else {
      let y = { instancePath: a + "/execution", schemaPath: "#/properties/execution/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: x.properties.execution.type, parentSchema: x.properties.execution, data: l };
      e === null ? e = [y] : e.push(y), t++;
    }
    let d = s.sweep;
    if (d && typeof d == "object" && !Array.isArray(d)) {
      for (let y in d) if (!(y === "zip" || y === "include" || y === "exclude" || y === "repeat")) {
        let w = d[y];
        if (Array.isArray(w)) {
          if (w.length < 1) {
            let b = { instancePath: a + "/sweep/" + y.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/$defs/axis/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: He, data: w };
            e === null ? e = [b] : e.push(b), t++;
          }
        } else {
          let b = { instancePath: a + "/sweep/" + y.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/$defs/axis/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: He.type, parentSchema: He, data: w };
          e === null ? e = [b] : e.push(b), t++;
        }
      }
      if (d.zip !== void 0) {
        let y = d.zip;
        if (Array.isArray(y)) {
          let w = y.length;
          for (let b = 0; b < w; b++) {
            let P = y[b];
            if (P && typeof P == "object" && !Array.isArray(P)) for (let g in P) {
              let N = P[g];
              if (Array.isArray(N)) {
                if (N.length < 1) {
                  let F = { instancePath: a + "/sweep/zip/" + b + "/" + g.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/$defs/axis/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: He, data: N };
                  e === null ? e = [F] : e.push(F), t++;
                }
              } else {
                let F = { instancePath: a + "/sweep/zip/" + b + "/" + g.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/$defs/axis/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: He.type, parentSchema: He, data: N };
                e === null ? e = [F] : e.push(F), t++;
              }
            }
            else {
              let g = { instancePath: a + "/sweep/zip/" + b, schemaPath: "#/properties/sweep/properties/zip/items/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: x.properties.sweep.properties.zip.items.type, parentSchema: x.properties.sweep.properties.zip.items, data: P };
              e === null ? e = [g] : e.push(g), t++;
            }
          }
        } else {
          let w = { instancePath: a + "/sweep/zip", schemaPath: "#/properties/sweep/properties/zip/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: x.properties.sweep.properties.zip.type, parentSchema: x.properties.sweep.properties.zip, data: y };
          e === null ? e = [w] : e.push(w), t++;
        }
      }
      if (d.include !== void 0) {
        let y = d.include;
        if (Array.isArray(y)) {
          let w = y.length;
          for (let b = 0; b < w; b++) {
            let P = y[b];
            if (!(P && typeof P == "object" && !Array.isArray(P))) {
              let g = { instancePath: a + "/sweep/include/" + b, schemaPath: "#/properties/sweep/properties/include/items/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: x.properties.sweep.properties.include.items.type, parentSchema: x.properties.sweep.properties.include.items, data: P };
              e === null ? e = [g] : e.push(g), t++;
            }
          }
        } else {
          let w = { instancePath: a + "/sweep/include", schemaPath: "#/properties/sweep/properties/include/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: x.properties.sweep.properties.include.type, parentSchema: x.properties.sweep.properties.include, data: y };
          e === null ? e = [w] : e.push(w), t++;
        }
      }
      if (d.exclude !== void 0) {
        let y = d.exclude;
        if (Array.isArray(y)) {
          let w = y.length;
          for (let b = 0; b < w; b++) {
            let P = y[b];
            if (P && typeof P == "object" && !Array.isArray(P)) {
              if (Object.keys(P).length < 1) {
                let g = { instancePath: a + "/sweep/exclude/" + b, schemaPath: "#/properties/sweep/properties/exclude/items/minProperties", keyword: "minProperties", params: { limit: 1 }, message: "must NOT have fewer than 1 properties", schema: 1, parentSchema: x.properties.sweep.properties.exclude.items, data: P };
                e === null ? e = [g] : e.push(g), t++;
              }
            } else {
              let g = { instancePath: a + "/sweep/exclude/" + b, schemaPath: "#/properties/sweep/properties/exclude/items/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: x.properties.sweep.properties.exclude.items.type, parentSchema: x.properties.sweep.properties.exclude.items, data: P };
              e === null ? e = [g] : e.push(g), t++;
            }
          }
        } else {
          let w = { instancePath: a + "/sweep/exclude", schemaPath: "#/properties/sweep/properties/exclude/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: x.properties.sweep.properties.exclude.type, parentSchema: x.properties.sweep.properties.exclude, data: y };
          e === null ? e = [w] : e.push(w), t++;
        }
      }
      if (d.repeat !== void 0) {
        let y = d.repeat;
        if (!(typeof y == "number" && !(y % 1) && !isNaN(y) && isFinite(y))) {
          let w = { instancePath: a + "/sweep/repeat", schemaPath: "#/properties/sweep/properties/repeat/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: x.properties.sweep.properties.repeat.type, parentSchema: x.properties.sweep.properties.repeat, data: y };
          e === null ? e = [w] : e.push(w), t++;
        }
        if (typeof y == "number" && isFinite(y)) {
          if (y > 1e4 || isNaN(y)) {
            let w = { instancePath: a + "/sweep/repeat", schemaPath: "#/properties/sweep/properties/repeat/maximum", keyword: "maximum", params: { comparison: "<=", limit: 1e4 }, message: "must be <= 10000", schema: 1e4, parentSchema: x.properties.sweep.properties.repeat, data: y };
            e === null ? e = [w] : e.push(w), t++;
          }
          if (y < 1 || isNaN(y)) {
            let w = { instancePath: a + "/sweep/repeat", schemaPath: "#/properties/sweep/properties/repeat/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: x.properties.sweep.properties.repeat, data: y };
            e === null ? e = [w] : e.push(w), t++;
          }
        }
      }
    } else {
      let y = { instancePath: a + "/sweep", schemaPath: "#/properties/sweep/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: x.properties.sweep.type, parentSchema: x.properties.sweep, data: d };
      e === null ? e = [y] : e.push(y), t++;
    }
    if (s.steps !== void 0) {
      let y = s.steps;
      if (y && typeof y == "object" && !Array.isArray(y)) {
        if (Object.keys(y).length < 1) {
          let w = { instancePath: a + "/steps", schemaPath: "#/properties/steps/minProperties", keyword: "minProperties", params: { limit: 1 }, message: "must NOT have fewer than 1 properties", schema: 1, parentSchema: x.properties.steps, data: y };
          e === null ? e = [w] : e.push(w), t++;
        }
        for (let w in y) {
          let b = y[w];
          if (b && typeof b == "object" && !Array.isArray(b)) {
            if (b.stage === void 0) {
              let P = { instancePath: a + "/steps/" + w.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/steps/additionalProperties/required", keyword: "required", params: { missingProperty: "stage" }, message: "must have required property 'stage'", schema: x.properties.steps.additionalProperties.required, parentSchema: x.properties.steps.additionalProperties, data: b };
              e === null ? e = [P] : e.push(P), t++;
            }
            if (b.stage !== void 0) {
              let P = b.stage;
              if (typeof P != "string") {
                let g = { instancePath: a + "/steps/" + w.replace(/~/g, "~0").replace(/\//g, "~1") + "/stage", schemaPath: "#/properties/steps/additionalProperties/properties/stage/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: x.properties.steps.additionalProperties.properties.stage.type, parentSchema: x.properties.steps.additionalProperties.properties.stage, data: P };
                e === null ? e = [g] : e.push(g), t++;
              }
            }
            if (b.over !== void 0) {
              let P = b.over;
              if (Array.isArray(P)) {
                let g = P.length;
                for (let v = 0; v < g; v++) {
                  let _ = P[v];
                  if (typeof _ != "string") {
                    let M = { instancePath: a + "/steps/" + w.replace(/~/g, "~0").replace(/\//g, "~1") + "/over/" + v, schemaPath: "#/properties/steps/additionalProperties/properties/over/items/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: x.properties.steps.additionalProperties.properties.over.items.type, parentSchema: x.properties.steps.additionalProperties.properties.over.items, data: _ };
                    e === null ? e = [M] : e.push(M), t++;
                  }
                }
                let N = P.length, F;
                if (N > 1) {
                  let v = {};
                  for (; N--; ) {
                    let _ = P[N];
                    if (typeof _ == "string") {
                      if (typeof v[_] == "number") {
                        F = v[_];
                        let M = { instancePath: a + "/steps/" + w.replace(/~/g, "~0").replace(/\//g, "~1") + "/over", schemaPath: "#/properties/steps/additionalProperties/properties/over/uniqueItems", keyword: "uniqueItems", params: { i: N, j: F }, message: "must NOT have duplicate items (items ## " + F + " and " + N + " are identical)", schema: true, parentSchema: x.properties.steps.additionalProperties.properties.over, data: P };
                        e === null ? e = [M] : e.push(M), t++;
                        break;
                      }
                      v[_] = N;
                    }
                  }
                }
              } else {
                let g = { instancePath: a + "/steps/" + w.replace(/~/g, "~0").replace(/\//g, "~1") + "/over", schemaPath: "#/properties/steps/additionalProperties/properties/over/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: x.properties.steps.additionalProperties.properties.over.type, parentSchema: x.properties.steps.additionalProperties.properties.over, data: P };
                e === null ? e = [g] : e.push(g), t++;
              }
            }
            if (b.retries !== void 0) {
              let P = b.retries;
              if (!(typeof P == "number" && !(P % 1) && !isNaN(P) && isFinite(P))) {
                let g = { instancePath: a + "/steps/" + w.replace(/~/g, "~0").replace(/\//g, "~1") + "/retries", schemaPath: "#/$defs/retries/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: De.type, parentSchema: De, data: P };
                e === null ? e = [g] : e.push(g), t++;
              }
              if (typeof P == "number" && isFinite(P)) {
                if (P > 10 || isNaN(P)) {
                  let g = { instancePath: a + "/steps/" + w.replace(/~/g, "~0").replace(/\//g, "~1") + "/retries", schemaPath: "#/$defs/retries/maximum", keyword: "maximum", params: { comparison: "<=", limit: 10 }, message: "must be <= 10", schema: 10, parentSchema: De, data: P };
                  e === null ? e = [g] : e.push(g), t++;
                }
                if (P < 0 || isNaN(P)) {
                  let g = { instancePath: a + "/steps/" + w.replace(/~/g, "~0").replace(/\//g, "~1") + "/retries", schemaPath: "#/$defs/retries/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: De, data: P };
                  e === null ? e = [g] : e.push(g), t++;
                }
              }
            }
            if (b.timeout !== void 0) {
              let P = b.timeout, g = t, N = false, F = t;
              if (typeof P == "number" && isFinite(P)) {
                if (P <= 0 || isNaN(P)) {
                  let _ = { instancePath: a + "/steps/" + w.replace(/~/g, "~0").replace(/\//g, "~1") + "/timeout", schemaPath: "#/$defs/timeout/anyOf/0/exclusiveMinimum", keyword: "exclusiveMinimum", params: { comparison: ">", limit: 0 }, message: "must be > 0", schema: 0, parentSchema: ce.anyOf[0], data: P };
                  e === null ? e = [_] : e.push(_), t++;
                }
              } else {
                let _ = { instancePath: a + "/steps/" + w.replace(/~/g, "~0").replace(/\//g, "~1") + "/timeout", schemaPath: "#/$defs/timeout/anyOf/0/type", keyword: "type", params: { type: "number" }, message: "must be number", schema: ce.anyOf[0].type, parentSchema: ce.anyOf[0], data: P };
                e === null ? e = [_] : e.push(_), t++;
              }
              var n = F === t;
              N = N || n;
              let v = t;
              if (typeof P == "string") {
                if (!it.test(P)) {
                  let _ = { instancePath: a + "/steps/" + w.replace(/~/g, "~0").replace(/\//g, "~1") + "/timeout", schemaPath: "#/$defs/timeout/anyOf/1/pattern", keyword: "pattern", params: { pattern: "^(none|\\d+(\\.\\d+)? ?(ms|s|min|h))$" }, message: 'must match pattern "^(none|\\d+(\\.\\d+)? ?(ms|s|min|h))$"', schema: "^(none|\\d+(\\.\\d+)? ?(ms|s|min|h))$", parentSchema: ce.anyOf[1], data: P };
                  e === null ? e = [_] : e.push(_), t++;
                }
              } else {
                let _ = { instancePath: a + "/steps/" + w.replace(/~/g, "~0").replace(/\//g, "~1") + "/timeout", schemaPath: "#/$defs/timeout/anyOf/1/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: ce.anyOf[1].type, parentSchema: ce.anyOf[1], data: P };
                e === null ? e = [_] : e.push(_), t++;
              }
              var n = v === t;
              if (N = N || n, N) t = g, e !== null && (g ? e.length = g : e = null);
              else {
                let _ = { instancePath: a + "/steps/" + w.replace(/~/g, "~0").replace(/\//g, "~1") + "/timeout", schemaPath: "#/$defs/timeout/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf", schema: ce.anyOf, parentSchema: ce, data: P };
                e === null ? e = [_] : e.push(_), t++;
              }
            }
            if (b.failure !== void 0) {
              let P = b.failure;
              if (!(P === "continue" || P === "stop")) {
                let g = { instancePath: a + "/steps/" + w.replace(/~/g, "~0").replace(/\//g, "~1") + "/failure", schemaPath: "#/$defs/failure/enum", keyword: "enum", params: { allowedValues: Ze.enum }, message: "must be equal to one of the allowed values", schema: Ze.enum, parentSchema: Ze, data: P };
                e === null ? e = [g] : e.push(g), t++;
              }
            }
          } else {
            let P = { instancePath: a + "/steps/" + w.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/steps/additionalProperties/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: x.properties.steps.additionalProperties.type, parentSchema: x.properties.steps.additionalProperties, data: b };
            e === null ? e = [P] : e.push(P), t++;
          }
        }
      } else {
        let w = { instancePath: a + "/steps", schemaPath: "#/properties/steps/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: x.properties.steps.type, parentSchema: x.properties.steps, data: y };
        e === null ? e = [w] : e.push(w), t++;
      }
    }
    let p = s.outputs;
    if (p && typeof p == "object" && !Array.isArray(p)) for (let y in p) {
      let w = p[y], b = t, P = false, g = t;
      if (typeof w != "string") {
        let F = { instancePath: a + "/outputs/" + y.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/outputs/additionalProperties/anyOf/0/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: x.properties.outputs.additionalProperties.anyOf[0].type, parentSchema: x.properties.outputs.additionalProperties.anyOf[0], data: w };
        e === null ? e = [F] : e.push(F), t++;
      }
      var i = g === t;
      P = P || i;
      let N = t;
      if (w && typeof w == "object" && !Array.isArray(w)) {
        if (w.from === void 0) {
          let F = { instancePath: a + "/outputs/" + y.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/outputs/additionalProperties/anyOf/1/required", keyword: "required", params: { missingProperty: "from" }, message: "must have required property 'from'", schema: x.properties.outputs.additionalProperties.anyOf[1].required, parentSchema: x.properties.outputs.additionalProperties.anyOf[1], data: w };
          e === null ? e = [F] : e.push(F), t++;
        }
        for (let F in w) if (!(F === "from" || F === "print")) {
          let v = { instancePath: a + "/outputs/" + y.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/outputs/additionalProperties/anyOf/1/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: F }, message: "must NOT have additional properties", schema: false, parentSchema: x.properties.outputs.additionalProperties.anyOf[1], data: w };
          e === null ? e = [v] : e.push(v), t++;
        }
        if (w.from !== void 0) {
          let F = w.from;
          if (typeof F != "string") {
            let v = { instancePath: a + "/outputs/" + y.replace(/~/g, "~0").replace(/\//g, "~1") + "/from", schemaPath: "#/properties/outputs/additionalProperties/anyOf/1/properties/from/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: x.properties.outputs.additionalProperties.anyOf[1].properties.from.type, parentSchema: x.properties.outputs.additionalProperties.anyOf[1].properties.from, data: F };
            e === null ? e = [v] : e.push(v), t++;
          }
        }
        if (w.print !== void 0) {
          let F = w.print;
          if (typeof F != "boolean") {
            let v = { instancePath: a + "/outputs/" + y.replace(/~/g, "~0").replace(/\//g, "~1") + "/print", schemaPath: "#/properties/outputs/additionalProperties/anyOf/1/properties/print/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: x.properties.outputs.additionalProperties.anyOf[1].properties.print.type, parentSchema: x.properties.outputs.additionalProperties.anyOf[1].properties.print, data: F };
            e === null ? e = [v] : e.push(v), t++;
          }
        }
      } else {
        let F = { instancePath: a + "/outputs/" + y.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/outputs/additionalProperties/anyOf/1/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: x.properties.outputs.additionalProperties.anyOf[1].type, parentSchema: x.properties.outputs.additionalProperties.anyOf[1], data: w };
        e === null ? e = [F] : e.push(F), t++;
      }
      var i = N === t;
      if (P = P || i, P) t = b, e !== null && (b ? e.length = b : e = null);
      else {
        let F = { instancePath: a + "/outputs/" + y.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/outputs/additionalProperties/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf", schema: x.properties.outputs.additionalProperties.anyOf, parentSchema: x.properties.outputs.additionalProperties, data: w };
        e === null ? e = [F] : e.push(F), t++;
      }
    }
    else {
      let y = { instancePath: a + "/outputs", schemaPath: "#/properties/outputs/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: x.properties.outputs.type, parentSchema: x.properties.outputs, data: p };
      e === null ? e = [y] : e.push(y), t++;
    }
    let c = s.datasets;
    if (!(c && typeof c == "object" && !Array.isArray(c))) {
      let y = { instancePath: a + "/datasets", schemaPath: "#/properties/datasets/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: x.properties.datasets.type, parentSchema: x.properties.datasets, data: c };
      e === null ? e = [y] : e.push(y), t++;
    }
    let h = s.models;
    if (!(h && typeof h == "object" && !Array.isArray(h))) {
      let y = { instancePath: a + "/models", schemaPath: "#/properties/models/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: x.properties.models.type, parentSchema: x.properties.models, data: h };
      e === null ? e = [y] : e.push(y), t++;
    }
    let f = s.optimizers;
    if (!(f && typeof f == "object" && !Array.isArray(f))) {
      let y = { instancePath: a + "/optimizers", schemaPath: "#/properties/optimizers/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: x.properties.optimizers.type, parentSchema: x.properties.optimizers, data: f };
      e === null ? e = [y] : e.push(y), t++;
    }
  } else {
    let r = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: x.type, parentSchema: x, data: s };
    e === null ? e = [r] : e.push(r), t++;
  }
  return us.errors = e, t === 0;
}
us.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var ot = fs;
var Re = { title: "MNIST", description: "70,000 handwritten digits, 28 x 28 pixels, one channel; installed with Assay, its content checked", type: "object", additionalProperties: false, required: ["source"], properties: { source: { description: "The handwritten digits of LeCun, Cortes and Burges", const: "mnist" }, validation: { $ref: "#/$defs/validation", default: {} }, limit: { $ref: "#/$defs/limit" }, only: { $ref: "#/$defs/only" }, resize: { $ref: "#/$defs/resize" }, invert: { $ref: "#/$defs/invert", default: false }, standardize: { $ref: "#/$defs/standardize", default: false } }, $defs: { validation: { description: "Which training images are held out for validation", type: "object", additionalProperties: false, properties: { fraction: { description: "Share of the training images; 0 holds none out", type: "number", minimum: 0, exclusiveMaximum: 1, default: 0.1 }, stratified: { description: "Take the same share of every class", type: "boolean", default: true }, seed: { $ref: "#/$defs/seed", default: 0 } } }, limit: { description: "Uses only part of the images, for quick runs. The classes keep their shares", type: "object", additionalProperties: false, properties: { train: { description: "How many of the training images to use, those held out for validation included", type: "integer", minimum: 1 }, test: { description: "How many of the test images to use", type: "integer", minimum: 1 }, seed: { $ref: "#/$defs/seed", default: 0 } } }, only: { description: "Uses only the images of these classes, given by number; they become 0, 1, ... in the order of this list", type: "array", items: { type: "integer", minimum: 0, maximum: 255 }, minItems: 1, uniqueItems: true }, resize: { description: "Changes the size of every image", type: "object", additionalProperties: false, required: ["size"], properties: { size: { description: "[height, width] in pixels", type: "array", items: { type: "integer", minimum: 1, maximum: 224 }, minItems: 2, maxItems: 2 }, method: { description: "bilinear: the mean of the four nearest pixels, by distance; nearest: the pixel there. Pixel i covers i to i + 1 in both images (half-pixel centres), and nothing is smoothed before it shrinks", enum: ["bilinear", "nearest"], default: "bilinear" } } }, invert: { description: "Turns every pixel p (0 to 255) into 255 - p", type: "boolean" }, standardize: { description: "Gives classifiers (pixel - mean) / deviation instead of pixels from 0 to 1; mean and deviation of each channel are those of the training images, without those held out. Autoencoders take 0 to 1 in any case", type: "boolean" }, seed: { description: "Which images are chosen. It belongs to the dataset: the experiment's seed does not change it", type: "integer", minimum: 0, maximum: 2147483647 }, digest: { description: '"sha256:" and the 64 hexadecimal digits of this file', type: "string", pattern: "^sha256:[0-9a-f]{64}$", $comment: 'Expected "sha256:" and 64 hexadecimal digits' } } };
var I = { description: "Uses only the images of these classes, given by number; they become 0, 1, ... in the order of this list", type: "array", items: { type: "integer", minimum: 0, maximum: 255 }, minItems: 1, uniqueItems: true };
var k = { description: "Changes the size of every image", type: "object", additionalProperties: false, required: ["size"], properties: { size: { description: "[height, width] in pixels", type: "array", items: { type: "integer", minimum: 1, maximum: 224 }, minItems: 2, maxItems: 2 }, method: { description: "bilinear: the mean of the four nearest pixels, by distance; nearest: the pixel there. Pixel i covers i to i + 1 in both images (half-pixel centres), and nothing is smoothed before it shrinks", enum: ["bilinear", "nearest"], default: "bilinear" } } };
var re = { description: "Turns every pixel p (0 to 255) into 255 - p", type: "boolean" };
var ie = { description: "Gives classifiers (pixel - mean) / deviation instead of pixels from 0 to 1; mean and deviation of each channel are those of the training images, without those held out. Autoencoders take 0 to 1 in any case", type: "boolean" };
var $ = { description: "Which training images are held out for validation", type: "object", additionalProperties: false, properties: { fraction: { description: "Share of the training images; 0 holds none out", type: "number", minimum: 0, exclusiveMaximum: 1, default: 0.1 }, stratified: { description: "Take the same share of every class", type: "boolean", default: true }, seed: { $ref: "#/$defs/seed", default: 0 } } };
var A = { description: "Which images are chosen. It belongs to the dataset: the experiment's seed does not change it", type: "integer", minimum: 0, maximum: 2147483647 };
function Ce(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = Ce.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    s.fraction === void 0 && (s.fraction = 0.1), s.stratified === void 0 && (s.stratified = true), s.seed === void 0 && (s.seed = 0);
    for (let r in s) if (!(r === "fraction" || r === "stratified" || r === "seed")) {
      let o = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: r }, message: "must NOT have additional properties", schema: false, parentSchema: $, data: s };
      e === null ? e = [o] : e.push(o), t++;
    }
    let m = s.fraction;
    if (typeof m == "number" && isFinite(m)) {
      if (m < 0 || isNaN(m)) {
        let r = { instancePath: a + "/fraction", schemaPath: "#/properties/fraction/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: $.properties.fraction, data: m };
        e === null ? e = [r] : e.push(r), t++;
      }
      if (m >= 1 || isNaN(m)) {
        let r = { instancePath: a + "/fraction", schemaPath: "#/properties/fraction/exclusiveMaximum", keyword: "exclusiveMaximum", params: { comparison: "<", limit: 1 }, message: "must be < 1", schema: 1, parentSchema: $.properties.fraction, data: m };
        e === null ? e = [r] : e.push(r), t++;
      }
    } else {
      let r = { instancePath: a + "/fraction", schemaPath: "#/properties/fraction/type", keyword: "type", params: { type: "number" }, message: "must be number", schema: $.properties.fraction.type, parentSchema: $.properties.fraction, data: m };
      e === null ? e = [r] : e.push(r), t++;
    }
    let n = s.stratified;
    if (typeof n != "boolean") {
      let r = { instancePath: a + "/stratified", schemaPath: "#/properties/stratified/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: $.properties.stratified.type, parentSchema: $.properties.stratified, data: n };
      e === null ? e = [r] : e.push(r), t++;
    }
    let i = s.seed;
    if (!(typeof i == "number" && !(i % 1) && !isNaN(i) && isFinite(i))) {
      let r = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: A.type, parentSchema: A, data: i };
      e === null ? e = [r] : e.push(r), t++;
    }
    if (typeof i == "number" && isFinite(i)) {
      if (i > 2147483647 || isNaN(i)) {
        let r = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/maximum", keyword: "maximum", params: { comparison: "<=", limit: 2147483647 }, message: "must be <= 2147483647", schema: 2147483647, parentSchema: A, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
      if (i < 0 || isNaN(i)) {
        let r = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: A, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: $.type, parentSchema: $, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return Ce.errors = e, t === 0;
}
Ce.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var z = { description: "Uses only part of the images, for quick runs. The classes keep their shares", type: "object", additionalProperties: false, properties: { train: { description: "How many of the training images to use, those held out for validation included", type: "integer", minimum: 1 }, test: { description: "How many of the test images to use", type: "integer", minimum: 1 }, seed: { $ref: "#/$defs/seed", default: 0 } } };
function Be(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = Be.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    s.seed === void 0 && (s.seed = 0);
    for (let n in s) if (!(n === "train" || n === "test" || n === "seed")) {
      let i = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: n }, message: "must NOT have additional properties", schema: false, parentSchema: z, data: s };
      e === null ? e = [i] : e.push(i), t++;
    }
    if (s.train !== void 0) {
      let n = s.train;
      if (!(typeof n == "number" && !(n % 1) && !isNaN(n) && isFinite(n))) {
        let i = { instancePath: a + "/train", schemaPath: "#/properties/train/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: z.properties.train.type, parentSchema: z.properties.train, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
      if (typeof n == "number" && isFinite(n) && (n < 1 || isNaN(n))) {
        let i = { instancePath: a + "/train", schemaPath: "#/properties/train/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: z.properties.train, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    if (s.test !== void 0) {
      let n = s.test;
      if (!(typeof n == "number" && !(n % 1) && !isNaN(n) && isFinite(n))) {
        let i = { instancePath: a + "/test", schemaPath: "#/properties/test/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: z.properties.test.type, parentSchema: z.properties.test, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
      if (typeof n == "number" && isFinite(n) && (n < 1 || isNaN(n))) {
        let i = { instancePath: a + "/test", schemaPath: "#/properties/test/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: z.properties.test, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    let m = s.seed;
    if (!(typeof m == "number" && !(m % 1) && !isNaN(m) && isFinite(m))) {
      let n = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: A.type, parentSchema: A, data: m };
      e === null ? e = [n] : e.push(n), t++;
    }
    if (typeof m == "number" && isFinite(m)) {
      if (m > 2147483647 || isNaN(m)) {
        let n = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/maximum", keyword: "maximum", params: { comparison: "<=", limit: 2147483647 }, message: "must be <= 2147483647", schema: 2147483647, parentSchema: A, data: m };
        e === null ? e = [n] : e.push(n), t++;
      }
      if (m < 0 || isNaN(m)) {
        let n = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: A, data: m };
        e === null ? e = [n] : e.push(n), t++;
      }
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: z.type, parentSchema: z, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return Be.errors = e, t === 0;
}
Be.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
function fs(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = fs.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (s.validation === void 0 && (s.validation = {}), s.invert === void 0 && (s.invert = false), s.standardize === void 0 && (s.standardize = false), s.source === void 0) {
      let i = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "source" }, message: "must have required property 'source'", schema: Re.required, parentSchema: Re, data: s };
      e === null ? e = [i] : e.push(i), t++;
    }
    for (let i in s) if (!(i === "source" || i === "validation" || i === "limit" || i === "only" || i === "resize" || i === "invert" || i === "standardize")) {
      let r = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: i }, message: "must NOT have additional properties", schema: false, parentSchema: Re, data: s };
      e === null ? e = [r] : e.push(r), t++;
    }
    if (s.source !== void 0) {
      let i = s.source;
      if (i !== "mnist") {
        let r = { instancePath: a + "/source", schemaPath: "#/properties/source/const", keyword: "const", params: { allowedValue: "mnist" }, message: "must be equal to constant", schema: "mnist", parentSchema: Re.properties.source, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
    if (Ce(s.validation, { instancePath: a + "/validation", parentData: s, parentDataProperty: "validation", rootData: S, dynamicAnchors: q }) || (e = e === null ? Ce.errors : e.concat(Ce.errors), t = e.length), s.limit !== void 0 && (Be(s.limit, { instancePath: a + "/limit", parentData: s, parentDataProperty: "limit", rootData: S, dynamicAnchors: q }) || (e = e === null ? Be.errors : e.concat(Be.errors), t = e.length)), s.only !== void 0) {
      let i = s.only;
      if (Array.isArray(i)) {
        if (i.length < 1) {
          let d = { instancePath: a + "/only", schemaPath: "#/$defs/only/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: I, data: i };
          e === null ? e = [d] : e.push(d), t++;
        }
        let r = i.length;
        for (let d = 0; d < r; d++) {
          let p = i[d];
          if (!(typeof p == "number" && !(p % 1) && !isNaN(p) && isFinite(p))) {
            let c = { instancePath: a + "/only/" + d, schemaPath: "#/$defs/only/items/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: I.items.type, parentSchema: I.items, data: p };
            e === null ? e = [c] : e.push(c), t++;
          }
          if (typeof p == "number" && isFinite(p)) {
            if (p > 255 || isNaN(p)) {
              let c = { instancePath: a + "/only/" + d, schemaPath: "#/$defs/only/items/maximum", keyword: "maximum", params: { comparison: "<=", limit: 255 }, message: "must be <= 255", schema: 255, parentSchema: I.items, data: p };
              e === null ? e = [c] : e.push(c), t++;
            }
            if (p < 0 || isNaN(p)) {
              let c = { instancePath: a + "/only/" + d, schemaPath: "#/$defs/only/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: I.items, data: p };
              e === null ? e = [c] : e.push(c), t++;
            }
          }
        }
        let o = i.length, l;
        if (o > 1) {
          let d = {};
          for (; o--; ) {
            let p = i[o];
            if (typeof p == "number" && !(p % 1) && !isNaN(p) && isFinite(p)) {
              if (typeof d[p] == "number") {
                l = d[p];
                let c = { instancePath: a + "/only", schemaPath: "#/$defs/only/uniqueItems", keyword: "uniqueItems", params: { i: o, j: l }, message: "must NOT have duplicate items (items ## " + l + " and " + o + " are identical)", schema: true, parentSchema: I, data: i };
                e === null ? e = [c] : e.push(c), t++;
                break;
              }
              d[p] = o;
            }
          }
        }
      } else {
        let r = { instancePath: a + "/only", schemaPath: "#/$defs/only/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: I.type, parentSchema: I, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
    if (s.resize !== void 0) {
      let i = s.resize;
      if (i && typeof i == "object" && !Array.isArray(i)) {
        if (i.method === void 0 && (i.method = "bilinear"), i.size === void 0) {
          let o = { instancePath: a + "/resize", schemaPath: "#/$defs/resize/required", keyword: "required", params: { missingProperty: "size" }, message: "must have required property 'size'", schema: k.required, parentSchema: k, data: i };
          e === null ? e = [o] : e.push(o), t++;
        }
        for (let o in i) if (!(o === "size" || o === "method")) {
          let l = { instancePath: a + "/resize", schemaPath: "#/$defs/resize/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: o }, message: "must NOT have additional properties", schema: false, parentSchema: k, data: i };
          e === null ? e = [l] : e.push(l), t++;
        }
        if (i.size !== void 0) {
          let o = i.size;
          if (Array.isArray(o)) {
            if (o.length > 2) {
              let d = { instancePath: a + "/resize/size", schemaPath: "#/$defs/resize/properties/size/maxItems", keyword: "maxItems", params: { limit: 2 }, message: "must NOT have more than 2 items", schema: 2, parentSchema: k.properties.size, data: o };
              e === null ? e = [d] : e.push(d), t++;
            }
            if (o.length < 2) {
              let d = { instancePath: a + "/resize/size", schemaPath: "#/$defs/resize/properties/size/minItems", keyword: "minItems", params: { limit: 2 }, message: "must NOT have fewer than 2 items", schema: 2, parentSchema: k.properties.size, data: o };
              e === null ? e = [d] : e.push(d), t++;
            }
            let l = o.length;
            for (let d = 0; d < l; d++) {
              let p = o[d];
              if (!(typeof p == "number" && !(p % 1) && !isNaN(p) && isFinite(p))) {
                let c = { instancePath: a + "/resize/size/" + d, schemaPath: "#/$defs/resize/properties/size/items/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: k.properties.size.items.type, parentSchema: k.properties.size.items, data: p };
                e === null ? e = [c] : e.push(c), t++;
              }
              if (typeof p == "number" && isFinite(p)) {
                if (p > 224 || isNaN(p)) {
                  let c = { instancePath: a + "/resize/size/" + d, schemaPath: "#/$defs/resize/properties/size/items/maximum", keyword: "maximum", params: { comparison: "<=", limit: 224 }, message: "must be <= 224", schema: 224, parentSchema: k.properties.size.items, data: p };
                  e === null ? e = [c] : e.push(c), t++;
                }
                if (p < 1 || isNaN(p)) {
                  let c = { instancePath: a + "/resize/size/" + d, schemaPath: "#/$defs/resize/properties/size/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: k.properties.size.items, data: p };
                  e === null ? e = [c] : e.push(c), t++;
                }
              }
            }
          } else {
            let l = { instancePath: a + "/resize/size", schemaPath: "#/$defs/resize/properties/size/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: k.properties.size.type, parentSchema: k.properties.size, data: o };
            e === null ? e = [l] : e.push(l), t++;
          }
        }
        let r = i.method;
        if (!(r === "bilinear" || r === "nearest")) {
          let o = { instancePath: a + "/resize/method", schemaPath: "#/$defs/resize/properties/method/enum", keyword: "enum", params: { allowedValues: k.properties.method.enum }, message: "must be equal to one of the allowed values", schema: k.properties.method.enum, parentSchema: k.properties.method, data: r };
          e === null ? e = [o] : e.push(o), t++;
        }
      } else {
        let r = { instancePath: a + "/resize", schemaPath: "#/$defs/resize/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: k.type, parentSchema: k, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
    let m = s.invert;
    if (typeof m != "boolean") {
      let i = { instancePath: a + "/invert", schemaPath: "#/$defs/invert/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: re.type, parentSchema: re, data: m };
      e === null ? e = [i] : e.push(i), t++;
    }
    let n = s.standardize;
    if (typeof n != "boolean") {
      let i = { instancePath: a + "/standardize", schemaPath: "#/$defs/standardize/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: ie.type, parentSchema: ie, data: n };
      e === null ? e = [i] : e.push(i), t++;
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: Re.type, parentSchema: Re, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return fs.errors = e, t === 0;
}
fs.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var pt = ys;
var Q = { title: "IDX files", description: "Four files in the format of MNIST: train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, each as it is or with .gz", type: "object", additionalProperties: false, required: ["source", "root"], properties: { source: { description: "Files of your own in the format of MNIST", const: "idx" }, root: { description: "Folder of the four files; a relative path starts at the folder where assay is called", type: "string", minLength: 1 }, name: { description: "What to call the dataset in pictures and reports", type: "string", minLength: 1, maxLength: 100, default: "idx" }, classes: { description: "Number of classes: labels are 0 to classes - 1. Without it, the greatest label plus 1", type: "integer", minimum: 1, maximum: 256 }, digests: { description: "SHA-256 of the files, unpacked: loading stops when one differs, so that another content of the files cannot pass for the one that was meant", type: "object", additionalProperties: false, properties: { "train-images-idx3-ubyte": { $ref: "#/$defs/digest" }, "train-labels-idx1-ubyte": { $ref: "#/$defs/digest" }, "t10k-images-idx3-ubyte": { $ref: "#/$defs/digest" }, "t10k-labels-idx1-ubyte": { $ref: "#/$defs/digest" } } }, validation: { $ref: "#/$defs/validation", default: {} }, limit: { $ref: "#/$defs/limit" }, only: { $ref: "#/$defs/only" }, resize: { $ref: "#/$defs/resize" }, invert: { $ref: "#/$defs/invert", default: false }, standardize: { $ref: "#/$defs/standardize", default: false } }, $defs: { validation: { description: "Which training images are held out for validation", type: "object", additionalProperties: false, properties: { fraction: { description: "Share of the training images; 0 holds none out", type: "number", minimum: 0, exclusiveMaximum: 1, default: 0.1 }, stratified: { description: "Take the same share of every class", type: "boolean", default: true }, seed: { $ref: "#/$defs/seed", default: 0 } } }, limit: { description: "Uses only part of the images, for quick runs. The classes keep their shares", type: "object", additionalProperties: false, properties: { train: { description: "How many of the training images to use, those held out for validation included", type: "integer", minimum: 1 }, test: { description: "How many of the test images to use", type: "integer", minimum: 1 }, seed: { $ref: "#/$defs/seed", default: 0 } } }, only: { description: "Uses only the images of these classes, given by number; they become 0, 1, ... in the order of this list", type: "array", items: { type: "integer", minimum: 0, maximum: 255 }, minItems: 1, uniqueItems: true }, resize: { description: "Changes the size of every image", type: "object", additionalProperties: false, required: ["size"], properties: { size: { description: "[height, width] in pixels", type: "array", items: { type: "integer", minimum: 1, maximum: 224 }, minItems: 2, maxItems: 2 }, method: { description: "bilinear: the mean of the four nearest pixels, by distance; nearest: the pixel there. Pixel i covers i to i + 1 in both images (half-pixel centres), and nothing is smoothed before it shrinks", enum: ["bilinear", "nearest"], default: "bilinear" } } }, invert: { description: "Turns every pixel p (0 to 255) into 255 - p", type: "boolean" }, standardize: { description: "Gives classifiers (pixel - mean) / deviation instead of pixels from 0 to 1; mean and deviation of each channel are those of the training images, without those held out. Autoencoders take 0 to 1 in any case", type: "boolean" }, seed: { description: "Which images are chosen. It belongs to the dataset: the experiment's seed does not change it", type: "integer", minimum: 0, maximum: 2147483647 }, digest: { description: '"sha256:" and the 64 hexadecimal digits of this file', type: "string", pattern: "^sha256:[0-9a-f]{64}$", $comment: 'Expected "sha256:" and 64 hexadecimal digits' } } };
var Se = { description: '"sha256:" and the 64 hexadecimal digits of this file', type: "string", pattern: "^sha256:[0-9a-f]{64}$", $comment: 'Expected "sha256:" and 64 hexadecimal digits' };
var L = et().default;
var ds = new RegExp("^sha256:[0-9a-f]{64}$", "u");
function Ue(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = Ue.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    s.fraction === void 0 && (s.fraction = 0.1), s.stratified === void 0 && (s.stratified = true), s.seed === void 0 && (s.seed = 0);
    for (let r in s) if (!(r === "fraction" || r === "stratified" || r === "seed")) {
      let o = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: r }, message: "must NOT have additional properties", schema: false, parentSchema: $, data: s };
      e === null ? e = [o] : e.push(o), t++;
    }
    let m = s.fraction;
    if (typeof m == "number" && isFinite(m)) {
      if (m < 0 || isNaN(m)) {
        let r = { instancePath: a + "/fraction", schemaPath: "#/properties/fraction/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: $.properties.fraction, data: m };
        e === null ? e = [r] : e.push(r), t++;
      }
      if (m >= 1 || isNaN(m)) {
        let r = { instancePath: a + "/fraction", schemaPath: "#/properties/fraction/exclusiveMaximum", keyword: "exclusiveMaximum", params: { comparison: "<", limit: 1 }, message: "must be < 1", schema: 1, parentSchema: $.properties.fraction, data: m };
        e === null ? e = [r] : e.push(r), t++;
      }
    } else {
      let r = { instancePath: a + "/fraction", schemaPath: "#/properties/fraction/type", keyword: "type", params: { type: "number" }, message: "must be number", schema: $.properties.fraction.type, parentSchema: $.properties.fraction, data: m };
      e === null ? e = [r] : e.push(r), t++;
    }
    let n = s.stratified;
    if (typeof n != "boolean") {
      let r = { instancePath: a + "/stratified", schemaPath: "#/properties/stratified/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: $.properties.stratified.type, parentSchema: $.properties.stratified, data: n };
      e === null ? e = [r] : e.push(r), t++;
    }
    let i = s.seed;
    if (!(typeof i == "number" && !(i % 1) && !isNaN(i) && isFinite(i))) {
      let r = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: A.type, parentSchema: A, data: i };
      e === null ? e = [r] : e.push(r), t++;
    }
    if (typeof i == "number" && isFinite(i)) {
      if (i > 2147483647 || isNaN(i)) {
        let r = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/maximum", keyword: "maximum", params: { comparison: "<=", limit: 2147483647 }, message: "must be <= 2147483647", schema: 2147483647, parentSchema: A, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
      if (i < 0 || isNaN(i)) {
        let r = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: A, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: $.type, parentSchema: $, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return Ue.errors = e, t === 0;
}
Ue.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
function Ge(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = Ge.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    s.seed === void 0 && (s.seed = 0);
    for (let n in s) if (!(n === "train" || n === "test" || n === "seed")) {
      let i = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: n }, message: "must NOT have additional properties", schema: false, parentSchema: z, data: s };
      e === null ? e = [i] : e.push(i), t++;
    }
    if (s.train !== void 0) {
      let n = s.train;
      if (!(typeof n == "number" && !(n % 1) && !isNaN(n) && isFinite(n))) {
        let i = { instancePath: a + "/train", schemaPath: "#/properties/train/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: z.properties.train.type, parentSchema: z.properties.train, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
      if (typeof n == "number" && isFinite(n) && (n < 1 || isNaN(n))) {
        let i = { instancePath: a + "/train", schemaPath: "#/properties/train/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: z.properties.train, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    if (s.test !== void 0) {
      let n = s.test;
      if (!(typeof n == "number" && !(n % 1) && !isNaN(n) && isFinite(n))) {
        let i = { instancePath: a + "/test", schemaPath: "#/properties/test/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: z.properties.test.type, parentSchema: z.properties.test, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
      if (typeof n == "number" && isFinite(n) && (n < 1 || isNaN(n))) {
        let i = { instancePath: a + "/test", schemaPath: "#/properties/test/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: z.properties.test, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    let m = s.seed;
    if (!(typeof m == "number" && !(m % 1) && !isNaN(m) && isFinite(m))) {
      let n = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: A.type, parentSchema: A, data: m };
      e === null ? e = [n] : e.push(n), t++;
    }
    if (typeof m == "number" && isFinite(m)) {
      if (m > 2147483647 || isNaN(m)) {
        let n = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/maximum", keyword: "maximum", params: { comparison: "<=", limit: 2147483647 }, message: "must be <= 2147483647", schema: 2147483647, parentSchema: A, data: m };
        e === null ? e = [n] : e.push(n), t++;
      }
      if (m < 0 || isNaN(m)) {
        let n = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: A, data: m };
        e === null ? e = [n] : e.push(n), t++;
      }
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: z.type, parentSchema: z, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return Ge.errors = e, t === 0;
}
Ge.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
function ys(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = ys.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (s.name === void 0 && (s.name = "idx"), s.validation === void 0 && (s.validation = {}), s.invert === void 0 && (s.invert = false), s.standardize === void 0 && (s.standardize = false), s.source === void 0) {
      let r = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "source" }, message: "must have required property 'source'", schema: Q.required, parentSchema: Q, data: s };
      e === null ? e = [r] : e.push(r), t++;
    }
    if (s.root === void 0) {
      let r = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "root" }, message: "must have required property 'root'", schema: Q.required, parentSchema: Q, data: s };
      e === null ? e = [r] : e.push(r), t++;
    }
    for (let r in s) if (!se.call(Q.properties, r)) {
      let o = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: r }, message: "must NOT have additional properties", schema: false, parentSchema: Q, data: s };
      e === null ? e = [o] : e.push(o), t++;
    }
    if (s.source !== void 0) {
      let r = s.source;
      if (r !== "idx") {
        let o = { instancePath: a + "/source", schemaPath: "#/properties/source/const", keyword: "const", params: { allowedValue: "idx" }, message: "must be equal to constant", schema: "idx", parentSchema: Q.properties.source, data: r };
        e === null ? e = [o] : e.push(o), t++;
      }
    }
    if (s.root !== void 0) {
      let r = s.root;
      if (typeof r == "string") {
        if (L(r) < 1) {
          let o = { instancePath: a + "/root", schemaPath: "#/properties/root/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: Q.properties.root, data: r };
          e === null ? e = [o] : e.push(o), t++;
        }
      } else {
        let o = { instancePath: a + "/root", schemaPath: "#/properties/root/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: Q.properties.root.type, parentSchema: Q.properties.root, data: r };
        e === null ? e = [o] : e.push(o), t++;
      }
    }
    let m = s.name;
    if (typeof m == "string") {
      if (L(m) > 100) {
        let r = { instancePath: a + "/name", schemaPath: "#/properties/name/maxLength", keyword: "maxLength", params: { limit: 100 }, message: "must NOT have more than 100 characters", schema: 100, parentSchema: Q.properties.name, data: m };
        e === null ? e = [r] : e.push(r), t++;
      }
      if (L(m) < 1) {
        let r = { instancePath: a + "/name", schemaPath: "#/properties/name/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: Q.properties.name, data: m };
        e === null ? e = [r] : e.push(r), t++;
      }
    } else {
      let r = { instancePath: a + "/name", schemaPath: "#/properties/name/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: Q.properties.name.type, parentSchema: Q.properties.name, data: m };
      e === null ? e = [r] : e.push(r), t++;
    }
    if (s.classes !== void 0) {
      let r = s.classes;
      if (!(typeof r == "number" && !(r % 1) && !isNaN(r) && isFinite(r))) {
        let o = { instancePath: a + "/classes", schemaPath: "#/properties/classes/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: Q.properties.classes.type, parentSchema: Q.properties.classes, data: r };
        e === null ? e = [o] : e.push(o), t++;
      }
      if (typeof r == "number" && isFinite(r)) {
        if (r > 256 || isNaN(r)) {
          let o = { instancePath: a + "/classes", schemaPath: "#/properties/classes/maximum", keyword: "maximum", params: { comparison: "<=", limit: 256 }, message: "must be <= 256", schema: 256, parentSchema: Q.properties.classes, data: r };
          e === null ? e = [o] : e.push(o), t++;
        }
        if (r < 1 || isNaN(r)) {
          let o = { instancePath: a + "/classes", schemaPath: "#/properties/classes/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: Q.properties.classes, data: r };
          e === null ? e = [o] : e.push(o), t++;
        }
      }
    }
    if (s.digests !== void 0) {
      let r = s.digests;
      if (r && typeof r == "object" && !Array.isArray(r)) {
        for (let o in r) if (!(o === "train-images-idx3-ubyte" || o === "train-labels-idx1-ubyte" || o === "t10k-images-idx3-ubyte" || o === "t10k-labels-idx1-ubyte")) {
          let l = { instancePath: a + "/digests", schemaPath: "#/properties/digests/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: o }, message: "must NOT have additional properties", schema: false, parentSchema: Q.properties.digests, data: r };
          e === null ? e = [l] : e.push(l), t++;
        }
        if (r["train-images-idx3-ubyte"] !== void 0) {
          let o = r["train-images-idx3-ubyte"];
          if (typeof o == "string") {
            if (!ds.test(o)) {
              let l = { instancePath: a + "/digests/train-images-idx3-ubyte", schemaPath: "#/$defs/digest/pattern", keyword: "pattern", params: { pattern: "^sha256:[0-9a-f]{64}$" }, message: 'must match pattern "^sha256:[0-9a-f]{64}$"', schema: "^sha256:[0-9a-f]{64}$", parentSchema: Se, data: o };
              e === null ? e = [l] : e.push(l), t++;
            }
          } else {
            let l = { instancePath: a + "/digests/train-images-idx3-ubyte", schemaPath: "#/$defs/digest/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: Se.type, parentSchema: Se, data: o };
            e === null ? e = [l] : e.push(l), t++;
          }
        }
        if (r["train-labels-idx1-ubyte"] !== void 0) {
          let o = r["train-labels-idx1-ubyte"];
          if (typeof o == "string") {
            if (!ds.test(o)) {
              let l = { instancePath: a + "/digests/train-labels-idx1-ubyte", schemaPath: "#/$defs/digest/pattern", keyword: "pattern", params: { pattern: "^sha256:[0-9a-f]{64}$" }, message: 'must match pattern "^sha256:[0-9a-f]{64}$"', schema: "^sha256:[0-9a-f]{64}$", parentSchema: Se, data: o };
              e === null ? e = [l] : e.push(l), t++;
            }
          } else {
            let l = { instancePath: a + "/digests/train-labels-idx1-ubyte", schemaPath: "#/$defs/digest/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: Se.type, parentSchema: Se, data: o };
            e === null ? e = [l] : e.push(l), t++;
          }
        }
        if (r["t10k-images-idx3-ubyte"] !== void 0) {
          let o = r["t10k-images-idx3-ubyte"];
          if (typeof o == "string") {
            if (!ds.test(o)) {
              let l = { instancePath: a + "/digests/t10k-images-idx3-ubyte", schemaPath: "#/$defs/digest/pattern", keyword: "pattern", params: { pattern: "^sha256:[0-9a-f]{64}$" }, message: 'must match pattern "^sha256:[0-9a-f]{64}$"', schema: "^sha256:[0-9a-f]{64}$", parentSchema: Se, data: o };
              e === null ? e = [l] : e.push(l), t++;
            }
          } else {
            let l = { instancePath: a + "/digests/t10k-images-idx3-ubyte", schemaPath: "#/$defs/digest/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: Se.type, parentSchema: Se, data: o };
            e === null ? e = [l] : e.push(l), t++;
          }
        }
        if (r["t10k-labels-idx1-ubyte"] !== void 0) {
          let o = r["t10k-labels-idx1-ubyte"];
          if (typeof o == "string") {
            if (!ds.test(o)) {
              let l = { instancePath: a + "/digests/t10k-labels-idx1-ubyte", schemaPath: "#/$defs/digest/pattern", keyword: "pattern", params: { pattern: "^sha256:[0-9a-f]{64}$" }, message: 'must match pattern "^sha256:[0-9a-f]{64}$"', schema: "^sha256:[0-9a-f]{64}$", parentSchema: Se, data: o };
              e === null ? e = [l] : e.push(l), t++;
            }
          } else {
            let l = { instancePath: a + "/digests/t10k-labels-idx1-ubyte", schemaPath: "#/$defs/digest/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: Se.type, parentSchema: Se, data: o };
            e === null ? e = [l] : e.push(l), t++;
          }
        }
      } else {
        let o = { instancePath: a + "/digests", schemaPath: "#/properties/digests/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: Q.properties.digests.type, parentSchema: Q.properties.digests, data: r };
        e === null ? e = [o] : e.push(o), t++;
      }
    }
    if (Ue(s.validation, { instancePath: a + "/validation", parentData: s, parentDataProperty: "validation", rootData: S, dynamicAnchors: q }) || (e = e === null ? Ue.errors : e.concat(Ue.errors), t = e.length), s.limit !== void 0 && (Ge(s.limit, { instancePath: a + "/limit", parentData: s, parentDataProperty: "limit", rootData: S, dynamicAnchors: q }) || (e = e === null ? Ge.errors : e.concat(Ge.errors), t = e.length)), s.only !== void 0) {
      let r = s.only;
      if (Array.isArray(r)) {
        if (r.length < 1) {
          let p = { instancePath: a + "/only", schemaPath: "#/$defs/only/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: I, data: r };
          e === null ? e = [p] : e.push(p), t++;
        }
        let o = r.length;
        for (let p = 0; p < o; p++) {
          let c = r[p];
          if (!(typeof c == "number" && !(c % 1) && !isNaN(c) && isFinite(c))) {
            let h = { instancePath: a + "/only/" + p, schemaPath: "#/$defs/only/items/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: I.items.type, parentSchema: I.items, data: c };
            e === null ? e = [h] : e.push(h), t++;
          }
          if (typeof c == "number" && isFinite(c)) {
            if (c > 255 || isNaN(c)) {
              let h = { instancePath: a + "/only/" + p, schemaPath: "#/$defs/only/items/maximum", keyword: "maximum", params: { comparison: "<=", limit: 255 }, message: "must be <= 255", schema: 255, parentSchema: I.items, data: c };
              e === null ? e = [h] : e.push(h), t++;
            }
            if (c < 0 || isNaN(c)) {
              let h = { instancePath: a + "/only/" + p, schemaPath: "#/$defs/only/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: I.items, data: c };
              e === null ? e = [h] : e.push(h), t++;
            }
          }
        }
        let l = r.length, d;
        if (l > 1) {
          let p = {};
          for (; l--; ) {
            let c = r[l];
            if (typeof c == "number" && !(c % 1) && !isNaN(c) && isFinite(c)) {
              if (typeof p[c] == "number") {
                d = p[c];
                let h = { instancePath: a + "/only", schemaPath: "#/$defs/only/uniqueItems", keyword: "uniqueItems", params: { i: l, j: d }, message: "must NOT have duplicate items (items ## " + d + " and " + l + " are identical)", schema: true, parentSchema: I, data: r };
                e === null ? e = [h] : e.push(h), t++;
                break;
              }
              p[c] = l;
            }
          }
        }
      } else {
        let o = { instancePath: a + "/only", schemaPath: "#/$defs/only/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: I.type, parentSchema: I, data: r };
        e === null ? e = [o] : e.push(o), t++;
      }
    }
    if (s.resize !== void 0) {
      let r = s.resize;
      if (r && typeof r == "object" && !Array.isArray(r)) {
        if (r.method === void 0 && (r.method = "bilinear"), r.size === void 0) {
          let l = { instancePath: a + "/resize", schemaPath: "#/$defs/resize/required", keyword: "required", params: { missingProperty: "size" }, message: "must have required property 'size'", schema: k.required, parentSchema: k, data: r };
          e === null ? e = [l] : e.push(l), t++;
        }
        for (let l in r) if (!(l === "size" || l === "method")) {
          let d = { instancePath: a + "/resize", schemaPath: "#/$defs/resize/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: l }, message: "must NOT have additional properties", schema: false, parentSchema: k, data: r };
          e === null ? e = [d] : e.push(d), t++;
        }
        if (r.size !== void 0) {
          let l = r.size;
          if (Array.isArray(l)) {
            if (l.length > 2) {
              let p = { instancePath: a + "/resize/size", schemaPath: "#/$defs/resize/properties/size/maxItems", keyword: "maxItems", params: { limit: 2 }, message: "must NOT have more than 2 items", schema: 2, parentSchema: k.properties.size, data: l };
              e === null ? e = [p] : e.push(p), t++;
            }
            if (l.length < 2) {
              let p = { instancePath: a + "/resize/size", schemaPath: "#/$defs/resize/properties/size/minItems", keyword: "minItems", params: { limit: 2 }, message: "must NOT have fewer than 2 items", schema: 2, parentSchema: k.properties.size, data: l };
              e === null ? e = [p] : e.push(p), t++;
            }
            let d = l.length;
            for (let p = 0; p < d; p++) {
              let c = l[p];
              if (!(typeof c == "number" && !(c % 1) && !isNaN(c) && isFinite(c))) {
                let h = { instancePath: a + "/resize/size/" + p, schemaPath: "#/$defs/resize/properties/size/items/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: k.properties.size.items.type, parentSchema: k.properties.size.items, data: c };
                e === null ? e = [h] : e.push(h), t++;
              }
              if (typeof c == "number" && isFinite(c)) {
                if (c > 224 || isNaN(c)) {
                  let h = { instancePath: a + "/resize/size/" + p, schemaPath: "#/$defs/resize/properties/size/items/maximum", keyword: "maximum", params: { comparison: "<=", limit: 224 }, message: "must be <= 224", schema: 224, parentSchema: k.properties.size.items, data: c };
                  e === null ? e = [h] : e.push(h), t++;
                }
                if (c < 1 || isNaN(c)) {
                  let h = { instancePath: a + "/resize/size/" + p, schemaPath: "#/$defs/resize/properties/size/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: k.properties.size.items, data: c };
                  e === null ? e = [h] : e.push(h), t++;
                }
              }
            }
          } else {
            let d = { instancePath: a + "/resize/size", schemaPath: "#/$defs/resize/properties/size/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: k.properties.size.type, parentSchema: k.properties.size, data: l };
            e === null ? e = [d] : e.push(d), t++;
          }
        }
        let o = r.method;
        if (!(o === "bilinear" || o === "nearest")) {
          let l = { instancePath: a + "/resize/method", schemaPath: "#/$defs/resize/properties/method/enum", keyword: "enum", params: { allowedValues: k.properties.method.enum }, message: "must be equal to one of the allowed values", schema: k.properties.method.enum, parentSchema: k.properties.method, data: o };
          e === null ? e = [l] : e.push(l), t++;
        }
      } else {
        let o = { instancePath: a + "/resize", schemaPath: "#/$defs/resize/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: k.type, parentSchema: k, data: r };
        e === null ? e = [o] : e.push(o), t++;
      }
    }
    let n = s.invert;
    if (typeof n != "boolean") {
      let r = { instancePath: a + "/invert", schemaPath: "#/$defs/invert/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: re.type, parentSchema: re, data: n };
      e === null ? e = [r] : e.push(r), t++;
    }
    let i = s.standardize;
    if (typeof i != "boolean") {
      let r = { instancePath: a + "/standardize", schemaPath: "#/$defs/standardize/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: ie.type, parentSchema: ie, data: i };
      e === null ? e = [r] : e.push(r), t++;
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: Q.type, parentSchema: Q, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return ys.errors = e, t === 0;
}
ys.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var lt = gs;
var xe = { title: "Fashion-MNIST", description: "70,000 pictures of clothes, 28 x 28 pixels, one channel, 10 classes", type: "object", additionalProperties: false, required: ["source"], properties: { source: { description: "The articles of Zalando", const: "fashion-mnist" }, root: { description: 'Folder of the four IDX files, each as it is or with .gz; a relative path starts at the folder where assay is called. "assay fetch fashion-mnist" fills it', type: "string", minLength: 1, default: "data/fashion-mnist" }, validation: { $ref: "#/$defs/validation", default: {} }, limit: { $ref: "#/$defs/limit" }, only: { $ref: "#/$defs/only" }, resize: { $ref: "#/$defs/resize" }, invert: { $ref: "#/$defs/invert", default: false }, standardize: { $ref: "#/$defs/standardize", default: false } }, $defs: { validation: { description: "Which training images are held out for validation", type: "object", additionalProperties: false, properties: { fraction: { description: "Share of the training images; 0 holds none out", type: "number", minimum: 0, exclusiveMaximum: 1, default: 0.1 }, stratified: { description: "Take the same share of every class", type: "boolean", default: true }, seed: { $ref: "#/$defs/seed", default: 0 } } }, limit: { description: "Uses only part of the images, for quick runs. The classes keep their shares", type: "object", additionalProperties: false, properties: { train: { description: "How many of the training images to use, those held out for validation included", type: "integer", minimum: 1 }, test: { description: "How many of the test images to use", type: "integer", minimum: 1 }, seed: { $ref: "#/$defs/seed", default: 0 } } }, only: { description: "Uses only the images of these classes, given by number; they become 0, 1, ... in the order of this list", type: "array", items: { type: "integer", minimum: 0, maximum: 255 }, minItems: 1, uniqueItems: true }, resize: { description: "Changes the size of every image", type: "object", additionalProperties: false, required: ["size"], properties: { size: { description: "[height, width] in pixels", type: "array", items: { type: "integer", minimum: 1, maximum: 224 }, minItems: 2, maxItems: 2 }, method: { description: "bilinear: the mean of the four nearest pixels, by distance; nearest: the pixel there. Pixel i covers i to i + 1 in both images (half-pixel centres), and nothing is smoothed before it shrinks", enum: ["bilinear", "nearest"], default: "bilinear" } } }, invert: { description: "Turns every pixel p (0 to 255) into 255 - p", type: "boolean" }, standardize: { description: "Gives classifiers (pixel - mean) / deviation instead of pixels from 0 to 1; mean and deviation of each channel are those of the training images, without those held out. Autoencoders take 0 to 1 in any case", type: "boolean" }, seed: { description: "Which images are chosen. It belongs to the dataset: the experiment's seed does not change it", type: "integer", minimum: 0, maximum: 2147483647 }, digest: { description: '"sha256:" and the 64 hexadecimal digits of this file', type: "string", pattern: "^sha256:[0-9a-f]{64}$", $comment: 'Expected "sha256:" and 64 hexadecimal digits' } } };
function Ke(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = Ke.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    s.fraction === void 0 && (s.fraction = 0.1), s.stratified === void 0 && (s.stratified = true), s.seed === void 0 && (s.seed = 0);
    for (let r in s) if (!(r === "fraction" || r === "stratified" || r === "seed")) {
      let o = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: r }, message: "must NOT have additional properties", schema: false, parentSchema: $, data: s };
      e === null ? e = [o] : e.push(o), t++;
    }
    let m = s.fraction;
    if (typeof m == "number" && isFinite(m)) {
      if (m < 0 || isNaN(m)) {
        let r = { instancePath: a + "/fraction", schemaPath: "#/properties/fraction/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: $.properties.fraction, data: m };
        e === null ? e = [r] : e.push(r), t++;
      }
      if (m >= 1 || isNaN(m)) {
        let r = { instancePath: a + "/fraction", schemaPath: "#/properties/fraction/exclusiveMaximum", keyword: "exclusiveMaximum", params: { comparison: "<", limit: 1 }, message: "must be < 1", schema: 1, parentSchema: $.properties.fraction, data: m };
        e === null ? e = [r] : e.push(r), t++;
      }
    } else {
      let r = { instancePath: a + "/fraction", schemaPath: "#/properties/fraction/type", keyword: "type", params: { type: "number" }, message: "must be number", schema: $.properties.fraction.type, parentSchema: $.properties.fraction, data: m };
      e === null ? e = [r] : e.push(r), t++;
    }
    let n = s.stratified;
    if (typeof n != "boolean") {
      let r = { instancePath: a + "/stratified", schemaPath: "#/properties/stratified/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: $.properties.stratified.type, parentSchema: $.properties.stratified, data: n };
      e === null ? e = [r] : e.push(r), t++;
    }
    let i = s.seed;
    if (!(typeof i == "number" && !(i % 1) && !isNaN(i) && isFinite(i))) {
      let r = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: A.type, parentSchema: A, data: i };
      e === null ? e = [r] : e.push(r), t++;
    }
    if (typeof i == "number" && isFinite(i)) {
      if (i > 2147483647 || isNaN(i)) {
        let r = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/maximum", keyword: "maximum", params: { comparison: "<=", limit: 2147483647 }, message: "must be <= 2147483647", schema: 2147483647, parentSchema: A, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
      if (i < 0 || isNaN(i)) {
        let r = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: A, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: $.type, parentSchema: $, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return Ke.errors = e, t === 0;
}
Ke.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
function Xe(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = Xe.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    s.seed === void 0 && (s.seed = 0);
    for (let n in s) if (!(n === "train" || n === "test" || n === "seed")) {
      let i = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: n }, message: "must NOT have additional properties", schema: false, parentSchema: z, data: s };
      e === null ? e = [i] : e.push(i), t++;
    }
    if (s.train !== void 0) {
      let n = s.train;
      if (!(typeof n == "number" && !(n % 1) && !isNaN(n) && isFinite(n))) {
        let i = { instancePath: a + "/train", schemaPath: "#/properties/train/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: z.properties.train.type, parentSchema: z.properties.train, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
      if (typeof n == "number" && isFinite(n) && (n < 1 || isNaN(n))) {
        let i = { instancePath: a + "/train", schemaPath: "#/properties/train/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: z.properties.train, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    if (s.test !== void 0) {
      let n = s.test;
      if (!(typeof n == "number" && !(n % 1) && !isNaN(n) && isFinite(n))) {
        let i = { instancePath: a + "/test", schemaPath: "#/properties/test/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: z.properties.test.type, parentSchema: z.properties.test, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
      if (typeof n == "number" && isFinite(n) && (n < 1 || isNaN(n))) {
        let i = { instancePath: a + "/test", schemaPath: "#/properties/test/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: z.properties.test, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    let m = s.seed;
    if (!(typeof m == "number" && !(m % 1) && !isNaN(m) && isFinite(m))) {
      let n = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: A.type, parentSchema: A, data: m };
      e === null ? e = [n] : e.push(n), t++;
    }
    if (typeof m == "number" && isFinite(m)) {
      if (m > 2147483647 || isNaN(m)) {
        let n = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/maximum", keyword: "maximum", params: { comparison: "<=", limit: 2147483647 }, message: "must be <= 2147483647", schema: 2147483647, parentSchema: A, data: m };
        e === null ? e = [n] : e.push(n), t++;
      }
      if (m < 0 || isNaN(m)) {
        let n = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: A, data: m };
        e === null ? e = [n] : e.push(n), t++;
      }
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: z.type, parentSchema: z, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return Xe.errors = e, t === 0;
}
Xe.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
function gs(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = gs.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (s.root === void 0 && (s.root = "data/fashion-mnist"), s.validation === void 0 && (s.validation = {}), s.invert === void 0 && (s.invert = false), s.standardize === void 0 && (s.standardize = false), s.source === void 0) {
      let r = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "source" }, message: "must have required property 'source'", schema: xe.required, parentSchema: xe, data: s };
      e === null ? e = [r] : e.push(r), t++;
    }
    for (let r in s) if (!(r === "source" || r === "root" || r === "validation" || r === "limit" || r === "only" || r === "resize" || r === "invert" || r === "standardize")) {
      let o = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: r }, message: "must NOT have additional properties", schema: false, parentSchema: xe, data: s };
      e === null ? e = [o] : e.push(o), t++;
    }
    if (s.source !== void 0) {
      let r = s.source;
      if (r !== "fashion-mnist") {
        let o = { instancePath: a + "/source", schemaPath: "#/properties/source/const", keyword: "const", params: { allowedValue: "fashion-mnist" }, message: "must be equal to constant", schema: "fashion-mnist", parentSchema: xe.properties.source, data: r };
        e === null ? e = [o] : e.push(o), t++;
      }
    }
    let m = s.root;
    if (typeof m == "string") {
      if (L(m) < 1) {
        let r = { instancePath: a + "/root", schemaPath: "#/properties/root/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: xe.properties.root, data: m };
        e === null ? e = [r] : e.push(r), t++;
      }
    } else {
      let r = { instancePath: a + "/root", schemaPath: "#/properties/root/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: xe.properties.root.type, parentSchema: xe.properties.root, data: m };
      e === null ? e = [r] : e.push(r), t++;
    }
    if (Ke(s.validation, { instancePath: a + "/validation", parentData: s, parentDataProperty: "validation", rootData: S, dynamicAnchors: q }) || (e = e === null ? Ke.errors : e.concat(Ke.errors), t = e.length), s.limit !== void 0 && (Xe(s.limit, { instancePath: a + "/limit", parentData: s, parentDataProperty: "limit", rootData: S, dynamicAnchors: q }) || (e = e === null ? Xe.errors : e.concat(Xe.errors), t = e.length)), s.only !== void 0) {
      let r = s.only;
      if (Array.isArray(r)) {
        if (r.length < 1) {
          let p = { instancePath: a + "/only", schemaPath: "#/$defs/only/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: I, data: r };
          e === null ? e = [p] : e.push(p), t++;
        }
        let o = r.length;
        for (let p = 0; p < o; p++) {
          let c = r[p];
          if (!(typeof c == "number" && !(c % 1) && !isNaN(c) && isFinite(c))) {
            let h = { instancePath: a + "/only/" + p, schemaPath: "#/$defs/only/items/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: I.items.type, parentSchema: I.items, data: c };
            e === null ? e = [h] : e.push(h), t++;
          }
          if (typeof c == "number" && isFinite(c)) {
            if (c > 255 || isNaN(c)) {
              let h = { instancePath: a + "/only/" + p, schemaPath: "#/$defs/only/items/maximum", keyword: "maximum", params: { comparison: "<=", limit: 255 }, message: "must be <= 255", schema: 255, parentSchema: I.items, data: c };
              e === null ? e = [h] : e.push(h), t++;
            }
            if (c < 0 || isNaN(c)) {
              let h = { instancePath: a + "/only/" + p, schemaPath: "#/$defs/only/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: I.items, data: c };
              e === null ? e = [h] : e.push(h), t++;
            }
          }
        }
        let l = r.length, d;
        if (l > 1) {
          let p = {};
          for (; l--; ) {
            let c = r[l];
            if (typeof c == "number" && !(c % 1) && !isNaN(c) && isFinite(c)) {
              if (typeof p[c] == "number") {
                d = p[c];
                let h = { instancePath: a + "/only", schemaPath: "#/$defs/only/uniqueItems", keyword: "uniqueItems", params: { i: l, j: d }, message: "must NOT have duplicate items (items ## " + d + " and " + l + " are identical)", schema: true, parentSchema: I, data: r };
                e === null ? e = [h] : e.push(h), t++;
                break;
              }
              p[c] = l;
            }
          }
        }
      } else {
        let o = { instancePath: a + "/only", schemaPath: "#/$defs/only/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: I.type, parentSchema: I, data: r };
        e === null ? e = [o] : e.push(o), t++;
      }
    }
    if (s.resize !== void 0) {
      let r = s.resize;
      if (r && typeof r == "object" && !Array.isArray(r)) {
        if (r.method === void 0 && (r.method = "bilinear"), r.size === void 0) {
          let l = { instancePath: a + "/resize", schemaPath: "#/$defs/resize/required", keyword: "required", params: { missingProperty: "size" }, message: "must have required property 'size'", schema: k.required, parentSchema: k, data: r };
          e === null ? e = [l] : e.push(l), t++;
        }
        for (let l in r) if (!(l === "size" || l === "method")) {
          let d = { instancePath: a + "/resize", schemaPath: "#/$defs/resize/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: l }, message: "must NOT have additional properties", schema: false, parentSchema: k, data: r };
          e === null ? e = [d] : e.push(d), t++;
        }
        if (r.size !== void 0) {
          let l = r.size;
          if (Array.isArray(l)) {
            if (l.length > 2) {
              let p = { instancePath: a + "/resize/size", schemaPath: "#/$defs/resize/properties/size/maxItems", keyword: "maxItems", params: { limit: 2 }, message: "must NOT have more than 2 items", schema: 2, parentSchema: k.properties.size, data: l };
              e === null ? e = [p] : e.push(p), t++;
            }
            if (l.length < 2) {
              let p = { instancePath: a + "/resize/size", schemaPath: "#/$defs/resize/properties/size/minItems", keyword: "minItems", params: { limit: 2 }, message: "must NOT have fewer than 2 items", schema: 2, parentSchema: k.properties.size, data: l };
              e === null ? e = [p] : e.push(p), t++;
            }
            let d = l.length;
            for (let p = 0; p < d; p++) {
              let c = l[p];
              if (!(typeof c == "number" && !(c % 1) && !isNaN(c) && isFinite(c))) {
                let h = { instancePath: a + "/resize/size/" + p, schemaPath: "#/$defs/resize/properties/size/items/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: k.properties.size.items.type, parentSchema: k.properties.size.items, data: c };
                e === null ? e = [h] : e.push(h), t++;
              }
              if (typeof c == "number" && isFinite(c)) {
                if (c > 224 || isNaN(c)) {
                  let h = { instancePath: a + "/resize/size/" + p, schemaPath: "#/$defs/resize/properties/size/items/maximum", keyword: "maximum", params: { comparison: "<=", limit: 224 }, message: "must be <= 224", schema: 224, parentSchema: k.properties.size.items, data: c };
                  e === null ? e = [h] : e.push(h), t++;
                }
                if (c < 1 || isNaN(c)) {
                  let h = { instancePath: a + "/resize/size/" + p, schemaPath: "#/$defs/resize/properties/size/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: k.properties.size.items, data: c };
                  e === null ? e = [h] : e.push(h), t++;
                }
              }
            }
          } else {
            let d = { instancePath: a + "/resize/size", schemaPath: "#/$defs/resize/properties/size/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: k.properties.size.type, parentSchema: k.properties.size, data: l };
            e === null ? e = [d] : e.push(d), t++;
          }
        }
        let o = r.method;
        if (!(o === "bilinear" || o === "nearest")) {
          let l = { instancePath: a + "/resize/method", schemaPath: "#/$defs/resize/properties/method/enum", keyword: "enum", params: { allowedValues: k.properties.method.enum }, message: "must be equal to one of the allowed values", schema: k.properties.method.enum, parentSchema: k.properties.method, data: o };
          e === null ? e = [l] : e.push(l), t++;
        }
      } else {
        let o = { instancePath: a + "/resize", schemaPath: "#/$defs/resize/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: k.type, parentSchema: k, data: r };
        e === null ? e = [o] : e.push(o), t++;
      }
    }
    let n = s.invert;
    if (typeof n != "boolean") {
      let r = { instancePath: a + "/invert", schemaPath: "#/$defs/invert/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: re.type, parentSchema: re, data: n };
      e === null ? e = [r] : e.push(r), t++;
    }
    let i = s.standardize;
    if (typeof i != "boolean") {
      let r = { instancePath: a + "/standardize", schemaPath: "#/$defs/standardize/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: ie.type, parentSchema: ie, data: i };
      e === null ? e = [r] : e.push(r), t++;
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: xe.type, parentSchema: xe, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return gs.errors = e, t === 0;
}
gs.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var ht = bs;
var $e = { title: "KMNIST", description: "70,000 cursive Japanese characters, 28 x 28 pixels, one channel, 10 classes", type: "object", additionalProperties: false, required: ["source"], properties: { source: { description: "Kuzushiji-MNIST of the Center for Open Data in the Humanities", const: "kmnist" }, root: { description: 'Folder of the four IDX files, each as it is or with .gz; a relative path starts at the folder where assay is called. "assay fetch kmnist" fills it', type: "string", minLength: 1, default: "data/kmnist" }, validation: { $ref: "#/$defs/validation", default: {} }, limit: { $ref: "#/$defs/limit" }, only: { $ref: "#/$defs/only" }, resize: { $ref: "#/$defs/resize" }, invert: { $ref: "#/$defs/invert", default: false }, standardize: { $ref: "#/$defs/standardize", default: false } }, $defs: { validation: { description: "Which training images are held out for validation", type: "object", additionalProperties: false, properties: { fraction: { description: "Share of the training images; 0 holds none out", type: "number", minimum: 0, exclusiveMaximum: 1, default: 0.1 }, stratified: { description: "Take the same share of every class", type: "boolean", default: true }, seed: { $ref: "#/$defs/seed", default: 0 } } }, limit: { description: "Uses only part of the images, for quick runs. The classes keep their shares", type: "object", additionalProperties: false, properties: { train: { description: "How many of the training images to use, those held out for validation included", type: "integer", minimum: 1 }, test: { description: "How many of the test images to use", type: "integer", minimum: 1 }, seed: { $ref: "#/$defs/seed", default: 0 } } }, only: { description: "Uses only the images of these classes, given by number; they become 0, 1, ... in the order of this list", type: "array", items: { type: "integer", minimum: 0, maximum: 255 }, minItems: 1, uniqueItems: true }, resize: { description: "Changes the size of every image", type: "object", additionalProperties: false, required: ["size"], properties: { size: { description: "[height, width] in pixels", type: "array", items: { type: "integer", minimum: 1, maximum: 224 }, minItems: 2, maxItems: 2 }, method: { description: "bilinear: the mean of the four nearest pixels, by distance; nearest: the pixel there. Pixel i covers i to i + 1 in both images (half-pixel centres), and nothing is smoothed before it shrinks", enum: ["bilinear", "nearest"], default: "bilinear" } } }, invert: { description: "Turns every pixel p (0 to 255) into 255 - p", type: "boolean" }, standardize: { description: "Gives classifiers (pixel - mean) / deviation instead of pixels from 0 to 1; mean and deviation of each channel are those of the training images, without those held out. Autoencoders take 0 to 1 in any case", type: "boolean" }, seed: { description: "Which images are chosen. It belongs to the dataset: the experiment's seed does not change it", type: "integer", minimum: 0, maximum: 2147483647 }, digest: { description: '"sha256:" and the 64 hexadecimal digits of this file', type: "string", pattern: "^sha256:[0-9a-f]{64}$", $comment: 'Expected "sha256:" and 64 hexadecimal digits' } } };
function Je(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = Je.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    s.fraction === void 0 && (s.fraction = 0.1), s.stratified === void 0 && (s.stratified = true), s.seed === void 0 && (s.seed = 0);
    for (let r in s) if (!(r === "fraction" || r === "stratified" || r === "seed")) {
      let o = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: r }, message: "must NOT have additional properties", schema: false, parentSchema: $, data: s };
      e === null ? e = [o] : e.push(o), t++;
    }
    let m = s.fraction;
    if (typeof m == "number" && isFinite(m)) {
      if (m < 0 || isNaN(m)) {
        let r = { instancePath: a + "/fraction", schemaPath: "#/properties/fraction/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: $.properties.fraction, data: m };
        e === null ? e = [r] : e.push(r), t++;
      }
      if (m >= 1 || isNaN(m)) {
        let r = { instancePath: a + "/fraction", schemaPath: "#/properties/fraction/exclusiveMaximum", keyword: "exclusiveMaximum", params: { comparison: "<", limit: 1 }, message: "must be < 1", schema: 1, parentSchema: $.properties.fraction, data: m };
        e === null ? e = [r] : e.push(r), t++;
      }
    } else {
      let r = { instancePath: a + "/fraction", schemaPath: "#/properties/fraction/type", keyword: "type", params: { type: "number" }, message: "must be number", schema: $.properties.fraction.type, parentSchema: $.properties.fraction, data: m };
      e === null ? e = [r] : e.push(r), t++;
    }
    let n = s.stratified;
    if (typeof n != "boolean") {
      let r = { instancePath: a + "/stratified", schemaPath: "#/properties/stratified/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: $.properties.stratified.type, parentSchema: $.properties.stratified, data: n };
      e === null ? e = [r] : e.push(r), t++;
    }
    let i = s.seed;
    if (!(typeof i == "number" && !(i % 1) && !isNaN(i) && isFinite(i))) {
      let r = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: A.type, parentSchema: A, data: i };
      e === null ? e = [r] : e.push(r), t++;
    }
    if (typeof i == "number" && isFinite(i)) {
      if (i > 2147483647 || isNaN(i)) {
        let r = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/maximum", keyword: "maximum", params: { comparison: "<=", limit: 2147483647 }, message: "must be <= 2147483647", schema: 2147483647, parentSchema: A, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
      if (i < 0 || isNaN(i)) {
        let r = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: A, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: $.type, parentSchema: $, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return Je.errors = e, t === 0;
}
Je.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
function Qe(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = Qe.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    s.seed === void 0 && (s.seed = 0);
    for (let n in s) if (!(n === "train" || n === "test" || n === "seed")) {
      let i = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: n }, message: "must NOT have additional properties", schema: false, parentSchema: z, data: s };
      e === null ? e = [i] : e.push(i), t++;
    }
    if (s.train !== void 0) {
      let n = s.train;
      if (!(typeof n == "number" && !(n % 1) && !isNaN(n) && isFinite(n))) {
        let i = { instancePath: a + "/train", schemaPath: "#/properties/train/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: z.properties.train.type, parentSchema: z.properties.train, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
      if (typeof n == "number" && isFinite(n) && (n < 1 || isNaN(n))) {
        let i = { instancePath: a + "/train", schemaPath: "#/properties/train/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: z.properties.train, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    if (s.test !== void 0) {
      let n = s.test;
      if (!(typeof n == "number" && !(n % 1) && !isNaN(n) && isFinite(n))) {
        let i = { instancePath: a + "/test", schemaPath: "#/properties/test/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: z.properties.test.type, parentSchema: z.properties.test, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
      if (typeof n == "number" && isFinite(n) && (n < 1 || isNaN(n))) {
        let i = { instancePath: a + "/test", schemaPath: "#/properties/test/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: z.properties.test, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    let m = s.seed;
    if (!(typeof m == "number" && !(m % 1) && !isNaN(m) && isFinite(m))) {
      let n = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: A.type, parentSchema: A, data: m };
      e === null ? e = [n] : e.push(n), t++;
    }
    if (typeof m == "number" && isFinite(m)) {
      if (m > 2147483647 || isNaN(m)) {
        let n = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/maximum", keyword: "maximum", params: { comparison: "<=", limit: 2147483647 }, message: "must be <= 2147483647", schema: 2147483647, parentSchema: A, data: m };
        e === null ? e = [n] : e.push(n), t++;
      }
      if (m < 0 || isNaN(m)) {
        let n = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: A, data: m };
        e === null ? e = [n] : e.push(n), t++;
      }
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: z.type, parentSchema: z, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return Qe.errors = e, t === 0;
}
Qe.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
function bs(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = bs.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (s.root === void 0 && (s.root = "data/kmnist"), s.validation === void 0 && (s.validation = {}), s.invert === void 0 && (s.invert = false), s.standardize === void 0 && (s.standardize = false), s.source === void 0) {
      let r = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "source" }, message: "must have required property 'source'", schema: $e.required, parentSchema: $e, data: s };
      e === null ? e = [r] : e.push(r), t++;
    }
    for (let r in s) if (!(r === "source" || r === "root" || r === "validation" || r === "limit" || r === "only" || r === "resize" || r === "invert" || r === "standardize")) {
      let o = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: r }, message: "must NOT have additional properties", schema: false, parentSchema: $e, data: s };
      e === null ? e = [o] : e.push(o), t++;
    }
    if (s.source !== void 0) {
      let r = s.source;
      if (r !== "kmnist") {
        let o = { instancePath: a + "/source", schemaPath: "#/properties/source/const", keyword: "const", params: { allowedValue: "kmnist" }, message: "must be equal to constant", schema: "kmnist", parentSchema: $e.properties.source, data: r };
        e === null ? e = [o] : e.push(o), t++;
      }
    }
    let m = s.root;
    if (typeof m == "string") {
      if (L(m) < 1) {
        let r = { instancePath: a + "/root", schemaPath: "#/properties/root/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: $e.properties.root, data: m };
        e === null ? e = [r] : e.push(r), t++;
      }
    } else {
      let r = { instancePath: a + "/root", schemaPath: "#/properties/root/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: $e.properties.root.type, parentSchema: $e.properties.root, data: m };
      e === null ? e = [r] : e.push(r), t++;
    }
    if (Je(s.validation, { instancePath: a + "/validation", parentData: s, parentDataProperty: "validation", rootData: S, dynamicAnchors: q }) || (e = e === null ? Je.errors : e.concat(Je.errors), t = e.length), s.limit !== void 0 && (Qe(s.limit, { instancePath: a + "/limit", parentData: s, parentDataProperty: "limit", rootData: S, dynamicAnchors: q }) || (e = e === null ? Qe.errors : e.concat(Qe.errors), t = e.length)), s.only !== void 0) {
      let r = s.only;
      if (Array.isArray(r)) {
        if (r.length < 1) {
          let p = { instancePath: a + "/only", schemaPath: "#/$defs/only/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: I, data: r };
          e === null ? e = [p] : e.push(p), t++;
        }
        let o = r.length;
        for (let p = 0; p < o; p++) {
          let c = r[p];
          if (!(typeof c == "number" && !(c % 1) && !isNaN(c) && isFinite(c))) {
            let h = { instancePath: a + "/only/" + p, schemaPath: "#/$defs/only/items/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: I.items.type, parentSchema: I.items, data: c };
            e === null ? e = [h] : e.push(h), t++;
          }
          if (typeof c == "number" && isFinite(c)) {
            if (c > 255 || isNaN(c)) {
              let h = { instancePath: a + "/only/" + p, schemaPath: "#/$defs/only/items/maximum", keyword: "maximum", params: { comparison: "<=", limit: 255 }, message: "must be <= 255", schema: 255, parentSchema: I.items, data: c };
              e === null ? e = [h] : e.push(h), t++;
            }
            if (c < 0 || isNaN(c)) {
              let h = { instancePath: a + "/only/" + p, schemaPath: "#/$defs/only/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: I.items, data: c };
              e === null ? e = [h] : e.push(h), t++;
            }
          }
        }
        let l = r.length, d;
        if (l > 1) {
          let p = {};
          for (; l--; ) {
            let c = r[l];
            if (typeof c == "number" && !(c % 1) && !isNaN(c) && isFinite(c)) {
              if (typeof p[c] == "number") {
                d = p[c];
                let h = { instancePath: a + "/only", schemaPath: "#/$defs/only/uniqueItems", keyword: "uniqueItems", params: { i: l, j: d }, message: "must NOT have duplicate items (items ## " + d + " and " + l + " are identical)", schema: true, parentSchema: I, data: r };
                e === null ? e = [h] : e.push(h), t++;
                break;
              }
              p[c] = l;
            }
          }
        }
      } else {
        let o = { instancePath: a + "/only", schemaPath: "#/$defs/only/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: I.type, parentSchema: I, data: r };
        e === null ? e = [o] : e.push(o), t++;
      }
    }
    if (s.resize !== void 0) {
      let r = s.resize;
      if (r && typeof r == "object" && !Array.isArray(r)) {
        if (r.method === void 0 && (r.method = "bilinear"), r.size === void 0) {
          let l = { instancePath: a + "/resize", schemaPath: "#/$defs/resize/required", keyword: "required", params: { missingProperty: "size" }, message: "must have required property 'size'", schema: k.required, parentSchema: k, data: r };
          e === null ? e = [l] : e.push(l), t++;
        }
        for (let l in r) if (!(l === "size" || l === "method")) {
          let d = { instancePath: a + "/resize", schemaPath: "#/$defs/resize/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: l }, message: "must NOT have additional properties", schema: false, parentSchema: k, data: r };
          e === null ? e = [d] : e.push(d), t++;
        }
        if (r.size !== void 0) {
          let l = r.size;
          if (Array.isArray(l)) {
            if (l.length > 2) {
              let p = { instancePath: a + "/resize/size", schemaPath: "#/$defs/resize/properties/size/maxItems", keyword: "maxItems", params: { limit: 2 }, message: "must NOT have more than 2 items", schema: 2, parentSchema: k.properties.size, data: l };
              e === null ? e = [p] : e.push(p), t++;
            }
            if (l.length < 2) {
              let p = { instancePath: a + "/resize/size", schemaPath: "#/$defs/resize/properties/size/minItems", keyword: "minItems", params: { limit: 2 }, message: "must NOT have fewer than 2 items", schema: 2, parentSchema: k.properties.size, data: l };
              e === null ? e = [p] : e.push(p), t++;
            }
            let d = l.length;
            for (let p = 0; p < d; p++) {
              let c = l[p];
              if (!(typeof c == "number" && !(c % 1) && !isNaN(c) && isFinite(c))) {
                let h = { instancePath: a + "/resize/size/" + p, schemaPath: "#/$defs/resize/properties/size/items/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: k.properties.size.items.type, parentSchema: k.properties.size.items, data: c };
                e === null ? e = [h] : e.push(h), t++;
              }
              if (typeof c == "number" && isFinite(c)) {
                if (c > 224 || isNaN(c)) {
                  let h = { instancePath: a + "/resize/size/" + p, schemaPath: "#/$defs/resize/properties/size/items/maximum", keyword: "maximum", params: { comparison: "<=", limit: 224 }, message: "must be <= 224", schema: 224, parentSchema: k.properties.size.items, data: c };
                  e === null ? e = [h] : e.push(h), t++;
                }
                if (c < 1 || isNaN(c)) {
                  let h = { instancePath: a + "/resize/size/" + p, schemaPath: "#/$defs/resize/properties/size/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: k.properties.size.items, data: c };
                  e === null ? e = [h] : e.push(h), t++;
                }
              }
            }
          } else {
            let d = { instancePath: a + "/resize/size", schemaPath: "#/$defs/resize/properties/size/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: k.properties.size.type, parentSchema: k.properties.size, data: l };
            e === null ? e = [d] : e.push(d), t++;
          }
        }
        let o = r.method;
        if (!(o === "bilinear" || o === "nearest")) {
          let l = { instancePath: a + "/resize/method", schemaPath: "#/$defs/resize/properties/method/enum", keyword: "enum", params: { allowedValues: k.properties.method.enum }, message: "must be equal to one of the allowed values", schema: k.properties.method.enum, parentSchema: k.properties.method, data: o };
          e === null ? e = [l] : e.push(l), t++;
        }
      } else {
        let o = { instancePath: a + "/resize", schemaPath: "#/$defs/resize/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: k.type, parentSchema: k, data: r };
        e === null ? e = [o] : e.push(o), t++;
      }
    }
    let n = s.invert;
    if (typeof n != "boolean") {
      let r = { instancePath: a + "/invert", schemaPath: "#/$defs/invert/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: re.type, parentSchema: re, data: n };
      e === null ? e = [r] : e.push(r), t++;
    }
    let i = s.standardize;
    if (typeof i != "boolean") {
      let r = { instancePath: a + "/standardize", schemaPath: "#/$defs/standardize/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: ie.type, parentSchema: ie, data: i };
      e === null ? e = [r] : e.push(r), t++;
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: $e.type, parentSchema: $e, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return bs.errors = e, t === 0;
}
bs.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var dt = ws;
var ke = { title: "EMNIST", description: "Handwritten letters and digits, 28 x 28 pixels, one channel, in six divisions; turned upright", type: "object", additionalProperties: false, required: ["source"], properties: { source: { description: "The extension of MNIST by NIST", const: "emnist" }, root: { description: 'Folder of gzip.zip, or of the files unpacked from it, the mapping included; a relative path starts at the folder where assay is called. "assay fetch emnist" fills it', type: "string", minLength: 1, default: "data/emnist" }, split: { description: "Which division: byclass has 62 classes and 814,255 images, bymerge 47 and as many, balanced 47 and 131,600, letters 26 and 145,600, digits 10 and 280,000, mnist 10 and 70,000", enum: ["byclass", "bymerge", "balanced", "letters", "digits", "mnist"], default: "balanced" }, validation: { $ref: "#/$defs/validation", default: {} }, limit: { $ref: "#/$defs/limit" }, only: { $ref: "#/$defs/only" }, resize: { $ref: "#/$defs/resize" }, invert: { $ref: "#/$defs/invert", default: false }, standardize: { $ref: "#/$defs/standardize", default: false } }, $defs: { validation: { description: "Which training images are held out for validation", type: "object", additionalProperties: false, properties: { fraction: { description: "Share of the training images; 0 holds none out", type: "number", minimum: 0, exclusiveMaximum: 1, default: 0.1 }, stratified: { description: "Take the same share of every class", type: "boolean", default: true }, seed: { $ref: "#/$defs/seed", default: 0 } } }, limit: { description: "Uses only part of the images, for quick runs. The classes keep their shares", type: "object", additionalProperties: false, properties: { train: { description: "How many of the training images to use, those held out for validation included", type: "integer", minimum: 1 }, test: { description: "How many of the test images to use", type: "integer", minimum: 1 }, seed: { $ref: "#/$defs/seed", default: 0 } } }, only: { description: "Uses only the images of these classes, given by number; they become 0, 1, ... in the order of this list", type: "array", items: { type: "integer", minimum: 0, maximum: 255 }, minItems: 1, uniqueItems: true }, resize: { description: "Changes the size of every image", type: "object", additionalProperties: false, required: ["size"], properties: { size: { description: "[height, width] in pixels", type: "array", items: { type: "integer", minimum: 1, maximum: 224 }, minItems: 2, maxItems: 2 }, method: { description: "bilinear: the mean of the four nearest pixels, by distance; nearest: the pixel there. Pixel i covers i to i + 1 in both images (half-pixel centres), and nothing is smoothed before it shrinks", enum: ["bilinear", "nearest"], default: "bilinear" } } }, invert: { description: "Turns every pixel p (0 to 255) into 255 - p", type: "boolean" }, standardize: { description: "Gives classifiers (pixel - mean) / deviation instead of pixels from 0 to 1; mean and deviation of each channel are those of the training images, without those held out. Autoencoders take 0 to 1 in any case", type: "boolean" }, seed: { description: "Which images are chosen. It belongs to the dataset: the experiment's seed does not change it", type: "integer", minimum: 0, maximum: 2147483647 }, digest: { description: '"sha256:" and the 64 hexadecimal digits of this file', type: "string", pattern: "^sha256:[0-9a-f]{64}$", $comment: 'Expected "sha256:" and 64 hexadecimal digits' } } };
function Ye(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = Ye.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    s.fraction === void 0 && (s.fraction = 0.1), s.stratified === void 0 && (s.stratified = true), s.seed === void 0 && (s.seed = 0);
    for (let r in s) if (!(r === "fraction" || r === "stratified" || r === "seed")) {
      let o = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: r }, message: "must NOT have additional properties", schema: false, parentSchema: $, data: s };
      e === null ? e = [o] : e.push(o), t++;
    }
    let m = s.fraction;
    if (typeof m == "number" && isFinite(m)) {
      if (m < 0 || isNaN(m)) {
        let r = { instancePath: a + "/fraction", schemaPath: "#/properties/fraction/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: $.properties.fraction, data: m };
        e === null ? e = [r] : e.push(r), t++;
      }
      if (m >= 1 || isNaN(m)) {
        let r = { instancePath: a + "/fraction", schemaPath: "#/properties/fraction/exclusiveMaximum", keyword: "exclusiveMaximum", params: { comparison: "<", limit: 1 }, message: "must be < 1", schema: 1, parentSchema: $.properties.fraction, data: m };
        e === null ? e = [r] : e.push(r), t++;
      }
    } else {
      let r = { instancePath: a + "/fraction", schemaPath: "#/properties/fraction/type", keyword: "type", params: { type: "number" }, message: "must be number", schema: $.properties.fraction.type, parentSchema: $.properties.fraction, data: m };
      e === null ? e = [r] : e.push(r), t++;
    }
    let n = s.stratified;
    if (typeof n != "boolean") {
      let r = { instancePath: a + "/stratified", schemaPath: "#/properties/stratified/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: $.properties.stratified.type, parentSchema: $.properties.stratified, data: n };
      e === null ? e = [r] : e.push(r), t++;
    }
    let i = s.seed;
    if (!(typeof i == "number" && !(i % 1) && !isNaN(i) && isFinite(i))) {
      let r = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: A.type, parentSchema: A, data: i };
      e === null ? e = [r] : e.push(r), t++;
    }
    if (typeof i == "number" && isFinite(i)) {
      if (i > 2147483647 || isNaN(i)) {
        let r = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/maximum", keyword: "maximum", params: { comparison: "<=", limit: 2147483647 }, message: "must be <= 2147483647", schema: 2147483647, parentSchema: A, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
      if (i < 0 || isNaN(i)) {
        let r = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: A, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: $.type, parentSchema: $, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return Ye.errors = e, t === 0;
}
Ye.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
function es(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = es.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    s.seed === void 0 && (s.seed = 0);
    for (let n in s) if (!(n === "train" || n === "test" || n === "seed")) {
      let i = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: n }, message: "must NOT have additional properties", schema: false, parentSchema: z, data: s };
      e === null ? e = [i] : e.push(i), t++;
    }
    if (s.train !== void 0) {
      let n = s.train;
      if (!(typeof n == "number" && !(n % 1) && !isNaN(n) && isFinite(n))) {
        let i = { instancePath: a + "/train", schemaPath: "#/properties/train/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: z.properties.train.type, parentSchema: z.properties.train, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
      if (typeof n == "number" && isFinite(n) && (n < 1 || isNaN(n))) {
        let i = { instancePath: a + "/train", schemaPath: "#/properties/train/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: z.properties.train, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    if (s.test !== void 0) {
      let n = s.test;
      if (!(typeof n == "number" && !(n % 1) && !isNaN(n) && isFinite(n))) {
        let i = { instancePath: a + "/test", schemaPath: "#/properties/test/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: z.properties.test.type, parentSchema: z.properties.test, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
      if (typeof n == "number" && isFinite(n) && (n < 1 || isNaN(n))) {
        let i = { instancePath: a + "/test", schemaPath: "#/properties/test/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: z.properties.test, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    let m = s.seed;
    if (!(typeof m == "number" && !(m % 1) && !isNaN(m) && isFinite(m))) {
      let n = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: A.type, parentSchema: A, data: m };
      e === null ? e = [n] : e.push(n), t++;
    }
    if (typeof m == "number" && isFinite(m)) {
      if (m > 2147483647 || isNaN(m)) {
        let n = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/maximum", keyword: "maximum", params: { comparison: "<=", limit: 2147483647 }, message: "must be <= 2147483647", schema: 2147483647, parentSchema: A, data: m };
        e === null ? e = [n] : e.push(n), t++;
      }
      if (m < 0 || isNaN(m)) {
        let n = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: A, data: m };
        e === null ? e = [n] : e.push(n), t++;
      }
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: z.type, parentSchema: z, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return es.errors = e, t === 0;
}
es.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
function ws(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = ws.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (s.root === void 0 && (s.root = "data/emnist"), s.split === void 0 && (s.split = "balanced"), s.validation === void 0 && (s.validation = {}), s.invert === void 0 && (s.invert = false), s.standardize === void 0 && (s.standardize = false), s.source === void 0) {
      let o = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "source" }, message: "must have required property 'source'", schema: ke.required, parentSchema: ke, data: s };
      e === null ? e = [o] : e.push(o), t++;
    }
    for (let o in s) if (!se.call(ke.properties, o)) {
      let l = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: o }, message: "must NOT have additional properties", schema: false, parentSchema: ke, data: s };
      e === null ? e = [l] : e.push(l), t++;
    }
    if (s.source !== void 0) {
      let o = s.source;
      if (o !== "emnist") {
        let l = { instancePath: a + "/source", schemaPath: "#/properties/source/const", keyword: "const", params: { allowedValue: "emnist" }, message: "must be equal to constant", schema: "emnist", parentSchema: ke.properties.source, data: o };
        e === null ? e = [l] : e.push(l), t++;
      }
    }
    let m = s.root;
    if (typeof m == "string") {
      if (L(m) < 1) {
        let o = { instancePath: a + "/root", schemaPath: "#/properties/root/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: ke.properties.root, data: m };
        e === null ? e = [o] : e.push(o), t++;
      }
    } else {
      let o = { instancePath: a + "/root", schemaPath: "#/properties/root/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: ke.properties.root.type, parentSchema: ke.properties.root, data: m };
      e === null ? e = [o] : e.push(o), t++;
    }
    let n = s.split;
    if (!(n === "byclass" || n === "bymerge" || n === "balanced" || n === "letters" || n === "digits" || n === "mnist")) {
      let o = { instancePath: a + "/split", schemaPath: "#/properties/split/enum", keyword: "enum", params: { allowedValues: ke.properties.split.enum }, message: "must be equal to one of the allowed values", schema: ke.properties.split.enum, parentSchema: ke.properties.split, data: n };
      e === null ? e = [o] : e.push(o), t++;
    }
    if (Ye(s.validation, { instancePath: a + "/validation", parentData: s, parentDataProperty: "validation", rootData: S, dynamicAnchors: q }) || (e = e === null ? Ye.errors : e.concat(Ye.errors), t = e.length), s.limit !== void 0 && (es(s.limit, { instancePath: a + "/limit", parentData: s, parentDataProperty: "limit", rootData: S, dynamicAnchors: q }) || (e = e === null ? es.errors : e.concat(es.errors), t = e.length)), s.only !== void 0) {
      let o = s.only;
      if (Array.isArray(o)) {
        if (o.length < 1) {
          let c = { instancePath: a + "/only", schemaPath: "#/$defs/only/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: I, data: o };
          e === null ? e = [c] : e.push(c), t++;
        }
        let l = o.length;
        for (let c = 0; c < l; c++) {
          let h = o[c];
          if (!(typeof h == "number" && !(h % 1) && !isNaN(h) && isFinite(h))) {
            let f = { instancePath: a + "/only/" + c, schemaPath: "#/$defs/only/items/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: I.items.type, parentSchema: I.items, data: h };
            e === null ? e = [f] : e.push(f), t++;
          }
          if (typeof h == "number" && isFinite(h)) {
            if (h > 255 || isNaN(h)) {
              let f = { instancePath: a + "/only/" + c, schemaPath: "#/$defs/only/items/maximum", keyword: "maximum", params: { comparison: "<=", limit: 255 }, message: "must be <= 255", schema: 255, parentSchema: I.items, data: h };
              e === null ? e = [f] : e.push(f), t++;
            }
            if (h < 0 || isNaN(h)) {
              let f = { instancePath: a + "/only/" + c, schemaPath: "#/$defs/only/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: I.items, data: h };
              e === null ? e = [f] : e.push(f), t++;
            }
          }
        }
        let d = o.length, p;
        if (d > 1) {
          let c = {};
          for (; d--; ) {
            let h = o[d];
            if (typeof h == "number" && !(h % 1) && !isNaN(h) && isFinite(h)) {
              if (typeof c[h] == "number") {
                p = c[h];
                let f = { instancePath: a + "/only", schemaPath: "#/$defs/only/uniqueItems", keyword: "uniqueItems", params: { i: d, j: p }, message: "must NOT have duplicate items (items ## " + p + " and " + d + " are identical)", schema: true, parentSchema: I, data: o };
                e === null ? e = [f] : e.push(f), t++;
                break;
              }
              c[h] = d;
            }
          }
        }
      } else {
        let l = { instancePath: a + "/only", schemaPath: "#/$defs/only/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: I.type, parentSchema: I, data: o };
        e === null ? e = [l] : e.push(l), t++;
      }
    }
    if (s.resize !== void 0) {
      let o = s.resize;
      if (o && typeof o == "object" && !Array.isArray(o)) {
        if (o.method === void 0 && (o.method = "bilinear"), o.size === void 0) {
          let d = { instancePath: a + "/resize", schemaPath: "#/$defs/resize/required", keyword: "required", params: { missingProperty: "size" }, message: "must have required property 'size'", schema: k.required, parentSchema: k, data: o };
          e === null ? e = [d] : e.push(d), t++;
        }
        for (let d in o) if (!(d === "size" || d === "method")) {
          let p = { instancePath: a + "/resize", schemaPath: "#/$defs/resize/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: d }, message: "must NOT have additional properties", schema: false, parentSchema: k, data: o };
          e === null ? e = [p] : e.push(p), t++;
        }
        if (o.size !== void 0) {
          let d = o.size;
          if (Array.isArray(d)) {
            if (d.length > 2) {
              let c = { instancePath: a + "/resize/size", schemaPath: "#/$defs/resize/properties/size/maxItems", keyword: "maxItems", params: { limit: 2 }, message: "must NOT have more than 2 items", schema: 2, parentSchema: k.properties.size, data: d };
              e === null ? e = [c] : e.push(c), t++;
            }
            if (d.length < 2) {
              let c = { instancePath: a + "/resize/size", schemaPath: "#/$defs/resize/properties/size/minItems", keyword: "minItems", params: { limit: 2 }, message: "must NOT have fewer than 2 items", schema: 2, parentSchema: k.properties.size, data: d };
              e === null ? e = [c] : e.push(c), t++;
            }
            let p = d.length;
            for (let c = 0; c < p; c++) {
              let h = d[c];
              if (!(typeof h == "number" && !(h % 1) && !isNaN(h) && isFinite(h))) {
                let f = { instancePath: a + "/resize/size/" + c, schemaPath: "#/$defs/resize/properties/size/items/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: k.properties.size.items.type, parentSchema: k.properties.size.items, data: h };
                e === null ? e = [f] : e.push(f), t++;
              }
              if (typeof h == "number" && isFinite(h)) {
                if (h > 224 || isNaN(h)) {
                  let f = { instancePath: a + "/resize/size/" + c, schemaPath: "#/$defs/resize/properties/size/items/maximum", keyword: "maximum", params: { comparison: "<=", limit: 224 }, message: "must be <= 224", schema: 224, parentSchema: k.properties.size.items, data: h };
                  e === null ? e = [f] : e.push(f), t++;
                }
                if (h < 1 || isNaN(h)) {
                  let f = { instancePath: a + "/resize/size/" + c, schemaPath: "#/$defs/resize/properties/size/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: k.properties.size.items, data: h };
                  e === null ? e = [f] : e.push(f), t++;
                }
              }
            }
          } else {
            let p = { instancePath: a + "/resize/size", schemaPath: "#/$defs/resize/properties/size/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: k.properties.size.type, parentSchema: k.properties.size, data: d };
            e === null ? e = [p] : e.push(p), t++;
          }
        }
        let l = o.method;
        if (!(l === "bilinear" || l === "nearest")) {
          let d = { instancePath: a + "/resize/method", schemaPath: "#/$defs/resize/properties/method/enum", keyword: "enum", params: { allowedValues: k.properties.method.enum }, message: "must be equal to one of the allowed values", schema: k.properties.method.enum, parentSchema: k.properties.method, data: l };
          e === null ? e = [d] : e.push(d), t++;
        }
      } else {
        let l = { instancePath: a + "/resize", schemaPath: "#/$defs/resize/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: k.type, parentSchema: k, data: o };
        e === null ? e = [l] : e.push(l), t++;
      }
    }
    let i = s.invert;
    if (typeof i != "boolean") {
      let o = { instancePath: a + "/invert", schemaPath: "#/$defs/invert/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: re.type, parentSchema: re, data: i };
      e === null ? e = [o] : e.push(o), t++;
    }
    let r = s.standardize;
    if (typeof r != "boolean") {
      let o = { instancePath: a + "/standardize", schemaPath: "#/$defs/standardize/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: ie.type, parentSchema: ie, data: r };
      e === null ? e = [o] : e.push(o), t++;
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: ke.type, parentSchema: ke, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return ws.errors = e, t === 0;
}
ws.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var ct = Ps;
var ze = { title: "CIFAR-10", description: "60,000 photographs, 32 x 32 pixels, three channels, 10 classes", type: "object", additionalProperties: false, required: ["source"], properties: { source: { description: "The tiny images of Krizhevsky, binary version", const: "cifar10" }, root: { description: 'Folder of cifar-10-binary.tar.gz, or of the files unpacked from it; a relative path starts at the folder where assay is called. "assay fetch cifar10" fills it', type: "string", minLength: 1, default: "data/cifar10" }, validation: { $ref: "#/$defs/validation", default: {} }, limit: { $ref: "#/$defs/limit" }, only: { $ref: "#/$defs/only" }, resize: { $ref: "#/$defs/resize" }, invert: { $ref: "#/$defs/invert", default: false }, standardize: { $ref: "#/$defs/standardize", default: false } }, $defs: { validation: { description: "Which training images are held out for validation", type: "object", additionalProperties: false, properties: { fraction: { description: "Share of the training images; 0 holds none out", type: "number", minimum: 0, exclusiveMaximum: 1, default: 0.1 }, stratified: { description: "Take the same share of every class", type: "boolean", default: true }, seed: { $ref: "#/$defs/seed", default: 0 } } }, limit: { description: "Uses only part of the images, for quick runs. The classes keep their shares", type: "object", additionalProperties: false, properties: { train: { description: "How many of the training images to use, those held out for validation included", type: "integer", minimum: 1 }, test: { description: "How many of the test images to use", type: "integer", minimum: 1 }, seed: { $ref: "#/$defs/seed", default: 0 } } }, only: { description: "Uses only the images of these classes, given by number; they become 0, 1, ... in the order of this list", type: "array", items: { type: "integer", minimum: 0, maximum: 255 }, minItems: 1, uniqueItems: true }, resize: { description: "Changes the size of every image", type: "object", additionalProperties: false, required: ["size"], properties: { size: { description: "[height, width] in pixels", type: "array", items: { type: "integer", minimum: 1, maximum: 224 }, minItems: 2, maxItems: 2 }, method: { description: "bilinear: the mean of the four nearest pixels, by distance; nearest: the pixel there. Pixel i covers i to i + 1 in both images (half-pixel centres), and nothing is smoothed before it shrinks", enum: ["bilinear", "nearest"], default: "bilinear" } } }, invert: { description: "Turns every pixel p (0 to 255) into 255 - p", type: "boolean" }, standardize: { description: "Gives classifiers (pixel - mean) / deviation instead of pixels from 0 to 1; mean and deviation of each channel are those of the training images, without those held out. Autoencoders take 0 to 1 in any case", type: "boolean" }, seed: { description: "Which images are chosen. It belongs to the dataset: the experiment's seed does not change it", type: "integer", minimum: 0, maximum: 2147483647 }, digest: { description: '"sha256:" and the 64 hexadecimal digits of this file', type: "string", pattern: "^sha256:[0-9a-f]{64}$", $comment: 'Expected "sha256:" and 64 hexadecimal digits' } } };
function ss(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = ss.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    s.fraction === void 0 && (s.fraction = 0.1), s.stratified === void 0 && (s.stratified = true), s.seed === void 0 && (s.seed = 0);
    for (let r in s) if (!(r === "fraction" || r === "stratified" || r === "seed")) {
      let o = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: r }, message: "must NOT have additional properties", schema: false, parentSchema: $, data: s };
      e === null ? e = [o] : e.push(o), t++;
    }
    let m = s.fraction;
    if (typeof m == "number" && isFinite(m)) {
      if (m < 0 || isNaN(m)) {
        let r = { instancePath: a + "/fraction", schemaPath: "#/properties/fraction/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: $.properties.fraction, data: m };
        e === null ? e = [r] : e.push(r), t++;
      }
      if (m >= 1 || isNaN(m)) {
        let r = { instancePath: a + "/fraction", schemaPath: "#/properties/fraction/exclusiveMaximum", keyword: "exclusiveMaximum", params: { comparison: "<", limit: 1 }, message: "must be < 1", schema: 1, parentSchema: $.properties.fraction, data: m };
        e === null ? e = [r] : e.push(r), t++;
      }
    } else {
      let r = { instancePath: a + "/fraction", schemaPath: "#/properties/fraction/type", keyword: "type", params: { type: "number" }, message: "must be number", schema: $.properties.fraction.type, parentSchema: $.properties.fraction, data: m };
      e === null ? e = [r] : e.push(r), t++;
    }
    let n = s.stratified;
    if (typeof n != "boolean") {
      let r = { instancePath: a + "/stratified", schemaPath: "#/properties/stratified/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: $.properties.stratified.type, parentSchema: $.properties.stratified, data: n };
      e === null ? e = [r] : e.push(r), t++;
    }
    let i = s.seed;
    if (!(typeof i == "number" && !(i % 1) && !isNaN(i) && isFinite(i))) {
      let r = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: A.type, parentSchema: A, data: i };
      e === null ? e = [r] : e.push(r), t++;
    }
    if (typeof i == "number" && isFinite(i)) {
      if (i > 2147483647 || isNaN(i)) {
        let r = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/maximum", keyword: "maximum", params: { comparison: "<=", limit: 2147483647 }, message: "must be <= 2147483647", schema: 2147483647, parentSchema: A, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
      if (i < 0 || isNaN(i)) {
        let r = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: A, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: $.type, parentSchema: $, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return ss.errors = e, t === 0;
}
ss.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
function ts(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = ts.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    s.seed === void 0 && (s.seed = 0);
    for (let n in s) if (!(n === "train" || n === "test" || n === "seed")) {
      let i = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: n }, message: "must NOT have additional properties", schema: false, parentSchema: z, data: s };
      e === null ? e = [i] : e.push(i), t++;
    }
    if (s.train !== void 0) {
      let n = s.train;
      if (!(typeof n == "number" && !(n % 1) && !isNaN(n) && isFinite(n))) {
        let i = { instancePath: a + "/train", schemaPath: "#/properties/train/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: z.properties.train.type, parentSchema: z.properties.train, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
      if (typeof n == "number" && isFinite(n) && (n < 1 || isNaN(n))) {
        let i = { instancePath: a + "/train", schemaPath: "#/properties/train/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: z.properties.train, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    if (s.test !== void 0) {
      let n = s.test;
      if (!(typeof n == "number" && !(n % 1) && !isNaN(n) && isFinite(n))) {
        let i = { instancePath: a + "/test", schemaPath: "#/properties/test/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: z.properties.test.type, parentSchema: z.properties.test, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
      if (typeof n == "number" && isFinite(n) && (n < 1 || isNaN(n))) {
        let i = { instancePath: a + "/test", schemaPath: "#/properties/test/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: z.properties.test, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    let m = s.seed;
    if (!(typeof m == "number" && !(m % 1) && !isNaN(m) && isFinite(m))) {
      let n = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: A.type, parentSchema: A, data: m };
      e === null ? e = [n] : e.push(n), t++;
    }
    if (typeof m == "number" && isFinite(m)) {
      if (m > 2147483647 || isNaN(m)) {
        let n = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/maximum", keyword: "maximum", params: { comparison: "<=", limit: 2147483647 }, message: "must be <= 2147483647", schema: 2147483647, parentSchema: A, data: m };
        e === null ? e = [n] : e.push(n), t++;
      }
      if (m < 0 || isNaN(m)) {
        let n = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: A, data: m };
        e === null ? e = [n] : e.push(n), t++;
      }
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: z.type, parentSchema: z, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return ts.errors = e, t === 0;
}
ts.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
function Ps(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = Ps.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (s.root === void 0 && (s.root = "data/cifar10"), s.validation === void 0 && (s.validation = {}), s.invert === void 0 && (s.invert = false), s.standardize === void 0 && (s.standardize = false), s.source === void 0) {
      let r = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "source" }, message: "must have required property 'source'", schema: ze.required, parentSchema: ze, data: s };
      e === null ? e = [r] : e.push(r), t++;
    }
    for (let r in s) if (!(r === "source" || r === "root" || r === "validation" || r === "limit" || r === "only" || r === "resize" || r === "invert" || r === "standardize")) {
      let o = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: r }, message: "must NOT have additional properties", schema: false, parentSchema: ze, data: s };
      e === null ? e = [o] : e.push(o), t++;
    }
    if (s.source !== void 0) {
      let r = s.source;
      if (r !== "cifar10") {
        let o = { instancePath: a + "/source", schemaPath: "#/properties/source/const", keyword: "const", params: { allowedValue: "cifar10" }, message: "must be equal to constant", schema: "cifar10", parentSchema: ze.properties.source, data: r };
        e === null ? e = [o] : e.push(o), t++;
      }
    }
    let m = s.root;
    if (typeof m == "string") {
      if (L(m) < 1) {
        let r = { instancePath: a + "/root", schemaPath: "#/properties/root/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: ze.properties.root, data: m };
        e === null ? e = [r] : e.push(r), t++;
      }
    } else {
      let r = { instancePath: a + "/root", schemaPath: "#/properties/root/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: ze.properties.root.type, parentSchema: ze.properties.root, data: m };
      e === null ? e = [r] : e.push(r), t++;
    }
    if (ss(s.validation, { instancePath: a + "/validation", parentData: s, parentDataProperty: "validation", rootData: S, dynamicAnchors: q }) || (e = e === null ? ss.errors : e.concat(ss.errors), t = e.length), s.limit !== void 0 && (ts(s.limit, { instancePath: a + "/limit", parentData: s, parentDataProperty: "limit", rootData: S, dynamicAnchors: q }) || (e = e === null ? ts.errors : e.concat(ts.errors), t = e.length)), s.only !== void 0) {
      let r = s.only;
      if (Array.isArray(r)) {
        if (r.length < 1) {
          let p = { instancePath: a + "/only", schemaPath: "#/$defs/only/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: I, data: r };
          e === null ? e = [p] : e.push(p), t++;
        }
        let o = r.length;
        for (let p = 0; p < o; p++) {
          let c = r[p];
          if (!(typeof c == "number" && !(c % 1) && !isNaN(c) && isFinite(c))) {
            let h = { instancePath: a + "/only/" + p, schemaPath: "#/$defs/only/items/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: I.items.type, parentSchema: I.items, data: c };
            e === null ? e = [h] : e.push(h), t++;
          }
          if (typeof c == "number" && isFinite(c)) {
            if (c > 255 || isNaN(c)) {
              let h = { instancePath: a + "/only/" + p, schemaPath: "#/$defs/only/items/maximum", keyword: "maximum", params: { comparison: "<=", limit: 255 }, message: "must be <= 255", schema: 255, parentSchema: I.items, data: c };
              e === null ? e = [h] : e.push(h), t++;
            }
            if (c < 0 || isNaN(c)) {
              let h = { instancePath: a + "/only/" + p, schemaPath: "#/$defs/only/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: I.items, data: c };
              e === null ? e = [h] : e.push(h), t++;
            }
          }
        }
        let l = r.length, d;
        if (l > 1) {
          let p = {};
          for (; l--; ) {
            let c = r[l];
            if (typeof c == "number" && !(c % 1) && !isNaN(c) && isFinite(c)) {
              if (typeof p[c] == "number") {
                d = p[c];
                let h = { instancePath: a + "/only", schemaPath: "#/$defs/only/uniqueItems", keyword: "uniqueItems", params: { i: l, j: d }, message: "must NOT have duplicate items (items ## " + d + " and " + l + " are identical)", schema: true, parentSchema: I, data: r };
                e === null ? e = [h] : e.push(h), t++;
                break;
              }
              p[c] = l;
            }
          }
        }
      } else {
        let o = { instancePath: a + "/only", schemaPath: "#/$defs/only/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: I.type, parentSchema: I, data: r };
        e === null ? e = [o] : e.push(o), t++;
      }
    }
    if (s.resize !== void 0) {
      let r = s.resize;
      if (r && typeof r == "object" && !Array.isArray(r)) {
        if (r.method === void 0 && (r.method = "bilinear"), r.size === void 0) {
          let l = { instancePath: a + "/resize", schemaPath: "#/$defs/resize/required", keyword: "required", params: { missingProperty: "size" }, message: "must have required property 'size'", schema: k.required, parentSchema: k, data: r };
          e === null ? e = [l] : e.push(l), t++;
        }
        for (let l in r) if (!(l === "size" || l === "method")) {
          let d = { instancePath: a + "/resize", schemaPath: "#/$defs/resize/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: l }, message: "must NOT have additional properties", schema: false, parentSchema: k, data: r };
          e === null ? e = [d] : e.push(d), t++;
        }
        if (r.size !== void 0) {
          let l = r.size;
          if (Array.isArray(l)) {
            if (l.length > 2) {
              let p = { instancePath: a + "/resize/size", schemaPath: "#/$defs/resize/properties/size/maxItems", keyword: "maxItems", params: { limit: 2 }, message: "must NOT have more than 2 items", schema: 2, parentSchema: k.properties.size, data: l };
              e === null ? e = [p] : e.push(p), t++;
            }
            if (l.length < 2) {
              let p = { instancePath: a + "/resize/size", schemaPath: "#/$defs/resize/properties/size/minItems", keyword: "minItems", params: { limit: 2 }, message: "must NOT have fewer than 2 items", schema: 2, parentSchema: k.properties.size, data: l };
              e === null ? e = [p] : e.push(p), t++;
            }
            let d = l.length;
            for (let p = 0; p < d; p++) {
              let c = l[p];
              if (!(typeof c == "number" && !(c % 1) && !isNaN(c) && isFinite(c))) {
                let h = { instancePath: a + "/resize/size/" + p, schemaPath: "#/$defs/resize/properties/size/items/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: k.properties.size.items.type, parentSchema: k.properties.size.items, data: c };
                e === null ? e = [h] : e.push(h), t++;
              }
              if (typeof c == "number" && isFinite(c)) {
                if (c > 224 || isNaN(c)) {
                  let h = { instancePath: a + "/resize/size/" + p, schemaPath: "#/$defs/resize/properties/size/items/maximum", keyword: "maximum", params: { comparison: "<=", limit: 224 }, message: "must be <= 224", schema: 224, parentSchema: k.properties.size.items, data: c };
                  e === null ? e = [h] : e.push(h), t++;
                }
                if (c < 1 || isNaN(c)) {
                  let h = { instancePath: a + "/resize/size/" + p, schemaPath: "#/$defs/resize/properties/size/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: k.properties.size.items, data: c };
                  e === null ? e = [h] : e.push(h), t++;
                }
              }
            }
          } else {
            let d = { instancePath: a + "/resize/size", schemaPath: "#/$defs/resize/properties/size/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: k.properties.size.type, parentSchema: k.properties.size, data: l };
            e === null ? e = [d] : e.push(d), t++;
          }
        }
        let o = r.method;
        if (!(o === "bilinear" || o === "nearest")) {
          let l = { instancePath: a + "/resize/method", schemaPath: "#/$defs/resize/properties/method/enum", keyword: "enum", params: { allowedValues: k.properties.method.enum }, message: "must be equal to one of the allowed values", schema: k.properties.method.enum, parentSchema: k.properties.method, data: o };
          e === null ? e = [l] : e.push(l), t++;
        }
      } else {
        let o = { instancePath: a + "/resize", schemaPath: "#/$defs/resize/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: k.type, parentSchema: k, data: r };
        e === null ? e = [o] : e.push(o), t++;
      }
    }
    let n = s.invert;
    if (typeof n != "boolean") {
      let r = { instancePath: a + "/invert", schemaPath: "#/$defs/invert/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: re.type, parentSchema: re, data: n };
      e === null ? e = [r] : e.push(r), t++;
    }
    let i = s.standardize;
    if (typeof i != "boolean") {
      let r = { instancePath: a + "/standardize", schemaPath: "#/$defs/standardize/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: ie.type, parentSchema: ie, data: i };
      e === null ? e = [r] : e.push(r), t++;
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: ze.type, parentSchema: ze, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return Ps.errors = e, t === 0;
}
Ps.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var ut = ks;
var ve = { title: "CIFAR-100", description: "60,000 photographs, 32 x 32 pixels, three channels, 100 classes in 20 groups", type: "object", additionalProperties: false, required: ["source"], properties: { source: { description: "The tiny images of Krizhevsky, binary version", const: "cifar100" }, root: { description: 'Folder of cifar-100-binary.tar.gz, or of the files unpacked from it; a relative path starts at the folder where assay is called. "assay fetch cifar100" fills it', type: "string", minLength: 1, default: "data/cifar100" }, labels: { description: "fine: the 100 classes; coarse: the 20 groups", enum: ["fine", "coarse"], default: "fine" }, validation: { $ref: "#/$defs/validation", default: {} }, limit: { $ref: "#/$defs/limit" }, only: { $ref: "#/$defs/only" }, resize: { $ref: "#/$defs/resize" }, invert: { $ref: "#/$defs/invert", default: false }, standardize: { $ref: "#/$defs/standardize", default: false } }, $defs: { validation: { description: "Which training images are held out for validation", type: "object", additionalProperties: false, properties: { fraction: { description: "Share of the training images; 0 holds none out", type: "number", minimum: 0, exclusiveMaximum: 1, default: 0.1 }, stratified: { description: "Take the same share of every class", type: "boolean", default: true }, seed: { $ref: "#/$defs/seed", default: 0 } } }, limit: { description: "Uses only part of the images, for quick runs. The classes keep their shares", type: "object", additionalProperties: false, properties: { train: { description: "How many of the training images to use, those held out for validation included", type: "integer", minimum: 1 }, test: { description: "How many of the test images to use", type: "integer", minimum: 1 }, seed: { $ref: "#/$defs/seed", default: 0 } } }, only: { description: "Uses only the images of these classes, given by number; they become 0, 1, ... in the order of this list", type: "array", items: { type: "integer", minimum: 0, maximum: 255 }, minItems: 1, uniqueItems: true }, resize: { description: "Changes the size of every image", type: "object", additionalProperties: false, required: ["size"], properties: { size: { description: "[height, width] in pixels", type: "array", items: { type: "integer", minimum: 1, maximum: 224 }, minItems: 2, maxItems: 2 }, method: { description: "bilinear: the mean of the four nearest pixels, by distance; nearest: the pixel there. Pixel i covers i to i + 1 in both images (half-pixel centres), and nothing is smoothed before it shrinks", enum: ["bilinear", "nearest"], default: "bilinear" } } }, invert: { description: "Turns every pixel p (0 to 255) into 255 - p", type: "boolean" }, standardize: { description: "Gives classifiers (pixel - mean) / deviation instead of pixels from 0 to 1; mean and deviation of each channel are those of the training images, without those held out. Autoencoders take 0 to 1 in any case", type: "boolean" }, seed: { description: "Which images are chosen. It belongs to the dataset: the experiment's seed does not change it", type: "integer", minimum: 0, maximum: 2147483647 }, digest: { description: '"sha256:" and the 64 hexadecimal digits of this file', type: "string", pattern: "^sha256:[0-9a-f]{64}$", $comment: 'Expected "sha256:" and 64 hexadecimal digits' } } };
function as(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = as.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    s.fraction === void 0 && (s.fraction = 0.1), s.stratified === void 0 && (s.stratified = true), s.seed === void 0 && (s.seed = 0);
    for (let r in s) if (!(r === "fraction" || r === "stratified" || r === "seed")) {
      let o = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: r }, message: "must NOT have additional properties", schema: false, parentSchema: $, data: s };
      e === null ? e = [o] : e.push(o), t++;
    }
    let m = s.fraction;
    if (typeof m == "number" && isFinite(m)) {
      if (m < 0 || isNaN(m)) {
        let r = { instancePath: a + "/fraction", schemaPath: "#/properties/fraction/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: $.properties.fraction, data: m };
        e === null ? e = [r] : e.push(r), t++;
      }
      if (m >= 1 || isNaN(m)) {
        let r = { instancePath: a + "/fraction", schemaPath: "#/properties/fraction/exclusiveMaximum", keyword: "exclusiveMaximum", params: { comparison: "<", limit: 1 }, message: "must be < 1", schema: 1, parentSchema: $.properties.fraction, data: m };
        e === null ? e = [r] : e.push(r), t++;
      }
    } else {
      let r = { instancePath: a + "/fraction", schemaPath: "#/properties/fraction/type", keyword: "type", params: { type: "number" }, message: "must be number", schema: $.properties.fraction.type, parentSchema: $.properties.fraction, data: m };
      e === null ? e = [r] : e.push(r), t++;
    }
    let n = s.stratified;
    if (typeof n != "boolean") {
      let r = { instancePath: a + "/stratified", schemaPath: "#/properties/stratified/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: $.properties.stratified.type, parentSchema: $.properties.stratified, data: n };
      e === null ? e = [r] : e.push(r), t++;
    }
    let i = s.seed;
    if (!(typeof i == "number" && !(i % 1) && !isNaN(i) && isFinite(i))) {
      let r = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: A.type, parentSchema: A, data: i };
      e === null ? e = [r] : e.push(r), t++;
    }
    if (typeof i == "number" && isFinite(i)) {
      if (i > 2147483647 || isNaN(i)) {
        let r = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/maximum", keyword: "maximum", params: { comparison: "<=", limit: 2147483647 }, message: "must be <= 2147483647", schema: 2147483647, parentSchema: A, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
      if (i < 0 || isNaN(i)) {
        let r = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: A, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: $.type, parentSchema: $, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return as.errors = e, t === 0;
}
as.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
function rs(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = rs.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    s.seed === void 0 && (s.seed = 0);
    for (let n in s) if (!(n === "train" || n === "test" || n === "seed")) {
      let i = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: n }, message: "must NOT have additional properties", schema: false, parentSchema: z, data: s };
      e === null ? e = [i] : e.push(i), t++;
    }
    if (s.train !== void 0) {
      let n = s.train;
      if (!(typeof n == "number" && !(n % 1) && !isNaN(n) && isFinite(n))) {
        let i = { instancePath: a + "/train", schemaPath: "#/properties/train/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: z.properties.train.type, parentSchema: z.properties.train, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
      if (typeof n == "number" && isFinite(n) && (n < 1 || isNaN(n))) {
        let i = { instancePath: a + "/train", schemaPath: "#/properties/train/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: z.properties.train, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    if (s.test !== void 0) {
      let n = s.test;
      if (!(typeof n == "number" && !(n % 1) && !isNaN(n) && isFinite(n))) {
        let i = { instancePath: a + "/test", schemaPath: "#/properties/test/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: z.properties.test.type, parentSchema: z.properties.test, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
      if (typeof n == "number" && isFinite(n) && (n < 1 || isNaN(n))) {
        let i = { instancePath: a + "/test", schemaPath: "#/properties/test/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: z.properties.test, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    let m = s.seed;
    if (!(typeof m == "number" && !(m % 1) && !isNaN(m) && isFinite(m))) {
      let n = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: A.type, parentSchema: A, data: m };
      e === null ? e = [n] : e.push(n), t++;
    }
    if (typeof m == "number" && isFinite(m)) {
      if (m > 2147483647 || isNaN(m)) {
        let n = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/maximum", keyword: "maximum", params: { comparison: "<=", limit: 2147483647 }, message: "must be <= 2147483647", schema: 2147483647, parentSchema: A, data: m };
        e === null ? e = [n] : e.push(n), t++;
      }
      if (m < 0 || isNaN(m)) {
        let n = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: A, data: m };
        e === null ? e = [n] : e.push(n), t++;
      }
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: z.type, parentSchema: z, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return rs.errors = e, t === 0;
}
rs.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
function ks(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = ks.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (s.root === void 0 && (s.root = "data/cifar100"), s.labels === void 0 && (s.labels = "fine"), s.validation === void 0 && (s.validation = {}), s.invert === void 0 && (s.invert = false), s.standardize === void 0 && (s.standardize = false), s.source === void 0) {
      let o = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "source" }, message: "must have required property 'source'", schema: ve.required, parentSchema: ve, data: s };
      e === null ? e = [o] : e.push(o), t++;
    }
    for (let o in s) if (!se.call(ve.properties, o)) {
      let l = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: o }, message: "must NOT have additional properties", schema: false, parentSchema: ve, data: s };
      e === null ? e = [l] : e.push(l), t++;
    }
    if (s.source !== void 0) {
      let o = s.source;
      if (o !== "cifar100") {
        let l = { instancePath: a + "/source", schemaPath: "#/properties/source/const", keyword: "const", params: { allowedValue: "cifar100" }, message: "must be equal to constant", schema: "cifar100", parentSchema: ve.properties.source, data: o };
        e === null ? e = [l] : e.push(l), t++;
      }
    }
    let m = s.root;
    if (typeof m == "string") {
      if (L(m) < 1) {
        let o = { instancePath: a + "/root", schemaPath: "#/properties/root/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: ve.properties.root, data: m };
        e === null ? e = [o] : e.push(o), t++;
      }
    } else {
      let o = { instancePath: a + "/root", schemaPath: "#/properties/root/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: ve.properties.root.type, parentSchema: ve.properties.root, data: m };
      e === null ? e = [o] : e.push(o), t++;
    }
    let n = s.labels;
    if (!(n === "fine" || n === "coarse")) {
      let o = { instancePath: a + "/labels", schemaPath: "#/properties/labels/enum", keyword: "enum", params: { allowedValues: ve.properties.labels.enum }, message: "must be equal to one of the allowed values", schema: ve.properties.labels.enum, parentSchema: ve.properties.labels, data: n };
      e === null ? e = [o] : e.push(o), t++;
    }
    if (as(s.validation, { instancePath: a + "/validation", parentData: s, parentDataProperty: "validation", rootData: S, dynamicAnchors: q }) || (e = e === null ? as.errors : e.concat(as.errors), t = e.length), s.limit !== void 0 && (rs(s.limit, { instancePath: a + "/limit", parentData: s, parentDataProperty: "limit", rootData: S, dynamicAnchors: q }) || (e = e === null ? rs.errors : e.concat(rs.errors), t = e.length)), s.only !== void 0) {
      let o = s.only;
      if (Array.isArray(o)) {
        if (o.length < 1) {
          let c = { instancePath: a + "/only", schemaPath: "#/$defs/only/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: I, data: o };
          e === null ? e = [c] : e.push(c), t++;
        }
        let l = o.length;
        for (let c = 0; c < l; c++) {
          let h = o[c];
          if (!(typeof h == "number" && !(h % 1) && !isNaN(h) && isFinite(h))) {
            let f = { instancePath: a + "/only/" + c, schemaPath: "#/$defs/only/items/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: I.items.type, parentSchema: I.items, data: h };
            e === null ? e = [f] : e.push(f), t++;
          }
          if (typeof h == "number" && isFinite(h)) {
            if (h > 255 || isNaN(h)) {
              let f = { instancePath: a + "/only/" + c, schemaPath: "#/$defs/only/items/maximum", keyword: "maximum", params: { comparison: "<=", limit: 255 }, message: "must be <= 255", schema: 255, parentSchema: I.items, data: h };
              e === null ? e = [f] : e.push(f), t++;
            }
            if (h < 0 || isNaN(h)) {
              let f = { instancePath: a + "/only/" + c, schemaPath: "#/$defs/only/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: I.items, data: h };
              e === null ? e = [f] : e.push(f), t++;
            }
          }
        }
        let d = o.length, p;
        if (d > 1) {
          let c = {};
          for (; d--; ) {
            let h = o[d];
            if (typeof h == "number" && !(h % 1) && !isNaN(h) && isFinite(h)) {
              if (typeof c[h] == "number") {
                p = c[h];
                let f = { instancePath: a + "/only", schemaPath: "#/$defs/only/uniqueItems", keyword: "uniqueItems", params: { i: d, j: p }, message: "must NOT have duplicate items (items ## " + p + " and " + d + " are identical)", schema: true, parentSchema: I, data: o };
                e === null ? e = [f] : e.push(f), t++;
                break;
              }
              c[h] = d;
            }
          }
        }
      } else {
        let l = { instancePath: a + "/only", schemaPath: "#/$defs/only/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: I.type, parentSchema: I, data: o };
        e === null ? e = [l] : e.push(l), t++;
      }
    }
    if (s.resize !== void 0) {
      let o = s.resize;
      if (o && typeof o == "object" && !Array.isArray(o)) {
        if (o.method === void 0 && (o.method = "bilinear"), o.size === void 0) {
          let d = { instancePath: a + "/resize", schemaPath: "#/$defs/resize/required", keyword: "required", params: { missingProperty: "size" }, message: "must have required property 'size'", schema: k.required, parentSchema: k, data: o };
          e === null ? e = [d] : e.push(d), t++;
        }
        for (let d in o) if (!(d === "size" || d === "method")) {
          let p = { instancePath: a + "/resize", schemaPath: "#/$defs/resize/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: d }, message: "must NOT have additional properties", schema: false, parentSchema: k, data: o };
          e === null ? e = [p] : e.push(p), t++;
        }
        if (o.size !== void 0) {
          let d = o.size;
          if (Array.isArray(d)) {
            if (d.length > 2) {
              let c = { instancePath: a + "/resize/size", schemaPath: "#/$defs/resize/properties/size/maxItems", keyword: "maxItems", params: { limit: 2 }, message: "must NOT have more than 2 items", schema: 2, parentSchema: k.properties.size, data: d };
              e === null ? e = [c] : e.push(c), t++;
            }
            if (d.length < 2) {
              let c = { instancePath: a + "/resize/size", schemaPath: "#/$defs/resize/properties/size/minItems", keyword: "minItems", params: { limit: 2 }, message: "must NOT have fewer than 2 items", schema: 2, parentSchema: k.properties.size, data: d };
              e === null ? e = [c] : e.push(c), t++;
            }
            let p = d.length;
            for (let c = 0; c < p; c++) {
              let h = d[c];
              if (!(typeof h == "number" && !(h % 1) && !isNaN(h) && isFinite(h))) {
                let f = { instancePath: a + "/resize/size/" + c, schemaPath: "#/$defs/resize/properties/size/items/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: k.properties.size.items.type, parentSchema: k.properties.size.items, data: h };
                e === null ? e = [f] : e.push(f), t++;
              }
              if (typeof h == "number" && isFinite(h)) {
                if (h > 224 || isNaN(h)) {
                  let f = { instancePath: a + "/resize/size/" + c, schemaPath: "#/$defs/resize/properties/size/items/maximum", keyword: "maximum", params: { comparison: "<=", limit: 224 }, message: "must be <= 224", schema: 224, parentSchema: k.properties.size.items, data: h };
                  e === null ? e = [f] : e.push(f), t++;
                }
                if (h < 1 || isNaN(h)) {
                  let f = { instancePath: a + "/resize/size/" + c, schemaPath: "#/$defs/resize/properties/size/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: k.properties.size.items, data: h };
                  e === null ? e = [f] : e.push(f), t++;
                }
              }
            }
          } else {
            let p = { instancePath: a + "/resize/size", schemaPath: "#/$defs/resize/properties/size/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: k.properties.size.type, parentSchema: k.properties.size, data: d };
            e === null ? e = [p] : e.push(p), t++;
          }
        }
        let l = o.method;
        if (!(l === "bilinear" || l === "nearest")) {
          let d = { instancePath: a + "/resize/method", schemaPath: "#/$defs/resize/properties/method/enum", keyword: "enum", params: { allowedValues: k.properties.method.enum }, message: "must be equal to one of the allowed values", schema: k.properties.method.enum, parentSchema: k.properties.method, data: l };
          e === null ? e = [d] : e.push(d), t++;
        }
      } else {
        let l = { instancePath: a + "/resize", schemaPath: "#/$defs/resize/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: k.type, parentSchema: k, data: o };
        e === null ? e = [l] : e.push(l), t++;
      }
    }
    let i = s.invert;
    if (typeof i != "boolean") {
      let o = { instancePath: a + "/invert", schemaPath: "#/$defs/invert/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: re.type, parentSchema: re, data: i };
      e === null ? e = [o] : e.push(o), t++;
    }
    let r = s.standardize;
    if (typeof r != "boolean") {
      let o = { instancePath: a + "/standardize", schemaPath: "#/$defs/standardize/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: ie.type, parentSchema: ie, data: r };
      e === null ? e = [o] : e.push(o), t++;
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: ve.type, parentSchema: ve, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return ks.errors = e, t === 0;
}
ks.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var ft = vs;
var Oe = { title: "STL-10", description: "13,000 labelled photographs, 96 x 96 pixels, three channels, 10 classes; those without labels are left out", type: "object", additionalProperties: false, required: ["source"], properties: { source: { description: "The images of Coates, Lee and Ng", const: "stl10" }, root: { description: 'Folder of stl10_binary.tar.gz, or of the files unpacked from it, which load faster; a relative path starts at the folder where assay is called. "assay fetch stl10" fills it', type: "string", minLength: 1, default: "data/stl10" }, validation: { $ref: "#/$defs/validation", default: {} }, limit: { $ref: "#/$defs/limit" }, only: { $ref: "#/$defs/only" }, resize: { $ref: "#/$defs/resize" }, invert: { $ref: "#/$defs/invert", default: false }, standardize: { $ref: "#/$defs/standardize", default: false } }, $defs: { validation: { description: "Which training images are held out for validation", type: "object", additionalProperties: false, properties: { fraction: { description: "Share of the training images; 0 holds none out", type: "number", minimum: 0, exclusiveMaximum: 1, default: 0.1 }, stratified: { description: "Take the same share of every class", type: "boolean", default: true }, seed: { $ref: "#/$defs/seed", default: 0 } } }, limit: { description: "Uses only part of the images, for quick runs. The classes keep their shares", type: "object", additionalProperties: false, properties: { train: { description: "How many of the training images to use, those held out for validation included", type: "integer", minimum: 1 }, test: { description: "How many of the test images to use", type: "integer", minimum: 1 }, seed: { $ref: "#/$defs/seed", default: 0 } } }, only: { description: "Uses only the images of these classes, given by number; they become 0, 1, ... in the order of this list", type: "array", items: { type: "integer", minimum: 0, maximum: 255 }, minItems: 1, uniqueItems: true }, resize: { description: "Changes the size of every image", type: "object", additionalProperties: false, required: ["size"], properties: { size: { description: "[height, width] in pixels", type: "array", items: { type: "integer", minimum: 1, maximum: 224 }, minItems: 2, maxItems: 2 }, method: { description: "bilinear: the mean of the four nearest pixels, by distance; nearest: the pixel there. Pixel i covers i to i + 1 in both images (half-pixel centres), and nothing is smoothed before it shrinks", enum: ["bilinear", "nearest"], default: "bilinear" } } }, invert: { description: "Turns every pixel p (0 to 255) into 255 - p", type: "boolean" }, standardize: { description: "Gives classifiers (pixel - mean) / deviation instead of pixels from 0 to 1; mean and deviation of each channel are those of the training images, without those held out. Autoencoders take 0 to 1 in any case", type: "boolean" }, seed: { description: "Which images are chosen. It belongs to the dataset: the experiment's seed does not change it", type: "integer", minimum: 0, maximum: 2147483647 }, digest: { description: '"sha256:" and the 64 hexadecimal digits of this file', type: "string", pattern: "^sha256:[0-9a-f]{64}$", $comment: 'Expected "sha256:" and 64 hexadecimal digits' } } };
function is(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = is.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    s.fraction === void 0 && (s.fraction = 0.1), s.stratified === void 0 && (s.stratified = true), s.seed === void 0 && (s.seed = 0);
    for (let r in s) if (!(r === "fraction" || r === "stratified" || r === "seed")) {
      let o = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: r }, message: "must NOT have additional properties", schema: false, parentSchema: $, data: s };
      e === null ? e = [o] : e.push(o), t++;
    }
    let m = s.fraction;
    if (typeof m == "number" && isFinite(m)) {
      if (m < 0 || isNaN(m)) {
        let r = { instancePath: a + "/fraction", schemaPath: "#/properties/fraction/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: $.properties.fraction, data: m };
        e === null ? e = [r] : e.push(r), t++;
      }
      if (m >= 1 || isNaN(m)) {
        let r = { instancePath: a + "/fraction", schemaPath: "#/properties/fraction/exclusiveMaximum", keyword: "exclusiveMaximum", params: { comparison: "<", limit: 1 }, message: "must be < 1", schema: 1, parentSchema: $.properties.fraction, data: m };
        e === null ? e = [r] : e.push(r), t++;
      }
    } else {
      let r = { instancePath: a + "/fraction", schemaPath: "#/properties/fraction/type", keyword: "type", params: { type: "number" }, message: "must be number", schema: $.properties.fraction.type, parentSchema: $.properties.fraction, data: m };
      e === null ? e = [r] : e.push(r), t++;
    }
    let n = s.stratified;
    if (typeof n != "boolean") {
      let r = { instancePath: a + "/stratified", schemaPath: "#/properties/stratified/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: $.properties.stratified.type, parentSchema: $.properties.stratified, data: n };
      e === null ? e = [r] : e.push(r), t++;
    }
    let i = s.seed;
    if (!(typeof i == "number" && !(i % 1) && !isNaN(i) && isFinite(i))) {
      let r = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: A.type, parentSchema: A, data: i };
      e === null ? e = [r] : e.push(r), t++;
    }
    if (typeof i == "number" && isFinite(i)) {
      if (i > 2147483647 || isNaN(i)) {
        let r = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/maximum", keyword: "maximum", params: { comparison: "<=", limit: 2147483647 }, message: "must be <= 2147483647", schema: 2147483647, parentSchema: A, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
      if (i < 0 || isNaN(i)) {
        let r = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: A, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: $.type, parentSchema: $, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return is.errors = e, t === 0;
}
is.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
function ns(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = ns.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    s.seed === void 0 && (s.seed = 0);
    for (let n in s) if (!(n === "train" || n === "test" || n === "seed")) {
      let i = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: n }, message: "must NOT have additional properties", schema: false, parentSchema: z, data: s };
      e === null ? e = [i] : e.push(i), t++;
    }
    if (s.train !== void 0) {
      let n = s.train;
      if (!(typeof n == "number" && !(n % 1) && !isNaN(n) && isFinite(n))) {
        let i = { instancePath: a + "/train", schemaPath: "#/properties/train/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: z.properties.train.type, parentSchema: z.properties.train, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
      if (typeof n == "number" && isFinite(n) && (n < 1 || isNaN(n))) {
        let i = { instancePath: a + "/train", schemaPath: "#/properties/train/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: z.properties.train, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    if (s.test !== void 0) {
      let n = s.test;
      if (!(typeof n == "number" && !(n % 1) && !isNaN(n) && isFinite(n))) {
        let i = { instancePath: a + "/test", schemaPath: "#/properties/test/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: z.properties.test.type, parentSchema: z.properties.test, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
      if (typeof n == "number" && isFinite(n) && (n < 1 || isNaN(n))) {
        let i = { instancePath: a + "/test", schemaPath: "#/properties/test/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: z.properties.test, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    let m = s.seed;
    if (!(typeof m == "number" && !(m % 1) && !isNaN(m) && isFinite(m))) {
      let n = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: A.type, parentSchema: A, data: m };
      e === null ? e = [n] : e.push(n), t++;
    }
    if (typeof m == "number" && isFinite(m)) {
      if (m > 2147483647 || isNaN(m)) {
        let n = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/maximum", keyword: "maximum", params: { comparison: "<=", limit: 2147483647 }, message: "must be <= 2147483647", schema: 2147483647, parentSchema: A, data: m };
        e === null ? e = [n] : e.push(n), t++;
      }
      if (m < 0 || isNaN(m)) {
        let n = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: A, data: m };
        e === null ? e = [n] : e.push(n), t++;
      }
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: z.type, parentSchema: z, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return ns.errors = e, t === 0;
}
ns.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
function vs(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = vs.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (s.root === void 0 && (s.root = "data/stl10"), s.validation === void 0 && (s.validation = {}), s.invert === void 0 && (s.invert = false), s.standardize === void 0 && (s.standardize = false), s.source === void 0) {
      let r = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "source" }, message: "must have required property 'source'", schema: Oe.required, parentSchema: Oe, data: s };
      e === null ? e = [r] : e.push(r), t++;
    }
    for (let r in s) if (!(r === "source" || r === "root" || r === "validation" || r === "limit" || r === "only" || r === "resize" || r === "invert" || r === "standardize")) {
      let o = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: r }, message: "must NOT have additional properties", schema: false, parentSchema: Oe, data: s };
      e === null ? e = [o] : e.push(o), t++;
    }
    if (s.source !== void 0) {
      let r = s.source;
      if (r !== "stl10") {
        let o = { instancePath: a + "/source", schemaPath: "#/properties/source/const", keyword: "const", params: { allowedValue: "stl10" }, message: "must be equal to constant", schema: "stl10", parentSchema: Oe.properties.source, data: r };
        e === null ? e = [o] : e.push(o), t++;
      }
    }
    let m = s.root;
    if (typeof m == "string") {
      if (L(m) < 1) {
        let r = { instancePath: a + "/root", schemaPath: "#/properties/root/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: Oe.properties.root, data: m };
        e === null ? e = [r] : e.push(r), t++;
      }
    } else {
      let r = { instancePath: a + "/root", schemaPath: "#/properties/root/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: Oe.properties.root.type, parentSchema: Oe.properties.root, data: m };
      e === null ? e = [r] : e.push(r), t++;
    }
    if (is(s.validation, { instancePath: a + "/validation", parentData: s, parentDataProperty: "validation", rootData: S, dynamicAnchors: q }) || (e = e === null ? is.errors : e.concat(is.errors), t = e.length), s.limit !== void 0 && (ns(s.limit, { instancePath: a + "/limit", parentData: s, parentDataProperty: "limit", rootData: S, dynamicAnchors: q }) || (e = e === null ? ns.errors : e.concat(ns.errors), t = e.length)), s.only !== void 0) {
      let r = s.only;
      if (Array.isArray(r)) {
        if (r.length < 1) {
          let p = { instancePath: a + "/only", schemaPath: "#/$defs/only/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: I, data: r };
          e === null ? e = [p] : e.push(p), t++;
        }
        let o = r.length;
        for (let p = 0; p < o; p++) {
          let c = r[p];
          if (!(typeof c == "number" && !(c % 1) && !isNaN(c) && isFinite(c))) {
            let h = { instancePath: a + "/only/" + p, schemaPath: "#/$defs/only/items/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: I.items.type, parentSchema: I.items, data: c };
            e === null ? e = [h] : e.push(h), t++;
          }
          if (typeof c == "number" && isFinite(c)) {
            if (c > 255 || isNaN(c)) {
              let h = { instancePath: a + "/only/" + p, schemaPath: "#/$defs/only/items/maximum", keyword: "maximum", params: { comparison: "<=", limit: 255 }, message: "must be <= 255", schema: 255, parentSchema: I.items, data: c };
              e === null ? e = [h] : e.push(h), t++;
            }
            if (c < 0 || isNaN(c)) {
              let h = { instancePath: a + "/only/" + p, schemaPath: "#/$defs/only/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: I.items, data: c };
              e === null ? e = [h] : e.push(h), t++;
            }
          }
        }
        let l = r.length, d;
        if (l > 1) {
          let p = {};
          for (; l--; ) {
            let c = r[l];
            if (typeof c == "number" && !(c % 1) && !isNaN(c) && isFinite(c)) {
              if (typeof p[c] == "number") {
                d = p[c];
                let h = { instancePath: a + "/only", schemaPath: "#/$defs/only/uniqueItems", keyword: "uniqueItems", params: { i: l, j: d }, message: "must NOT have duplicate items (items ## " + d + " and " + l + " are identical)", schema: true, parentSchema: I, data: r };
                e === null ? e = [h] : e.push(h), t++;
                break;
              }
              p[c] = l;
            }
          }
        }
      } else {
        let o = { instancePath: a + "/only", schemaPath: "#/$defs/only/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: I.type, parentSchema: I, data: r };
        e === null ? e = [o] : e.push(o), t++;
      }
    }
    if (s.resize !== void 0) {
      let r = s.resize;
      if (r && typeof r == "object" && !Array.isArray(r)) {
        if (r.method === void 0 && (r.method = "bilinear"), r.size === void 0) {
          let l = { instancePath: a + "/resize", schemaPath: "#/$defs/resize/required", keyword: "required", params: { missingProperty: "size" }, message: "must have required property 'size'", schema: k.required, parentSchema: k, data: r };
          e === null ? e = [l] : e.push(l), t++;
        }
        for (let l in r) if (!(l === "size" || l === "method")) {
          let d = { instancePath: a + "/resize", schemaPath: "#/$defs/resize/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: l }, message: "must NOT have additional properties", schema: false, parentSchema: k, data: r };
          e === null ? e = [d] : e.push(d), t++;
        }
        if (r.size !== void 0) {
          let l = r.size;
          if (Array.isArray(l)) {
            if (l.length > 2) {
              let p = { instancePath: a + "/resize/size", schemaPath: "#/$defs/resize/properties/size/maxItems", keyword: "maxItems", params: { limit: 2 }, message: "must NOT have more than 2 items", schema: 2, parentSchema: k.properties.size, data: l };
              e === null ? e = [p] : e.push(p), t++;
            }
            if (l.length < 2) {
              let p = { instancePath: a + "/resize/size", schemaPath: "#/$defs/resize/properties/size/minItems", keyword: "minItems", params: { limit: 2 }, message: "must NOT have fewer than 2 items", schema: 2, parentSchema: k.properties.size, data: l };
              e === null ? e = [p] : e.push(p), t++;
            }
            let d = l.length;
            for (let p = 0; p < d; p++) {
              let c = l[p];
              if (!(typeof c == "number" && !(c % 1) && !isNaN(c) && isFinite(c))) {
                let h = { instancePath: a + "/resize/size/" + p, schemaPath: "#/$defs/resize/properties/size/items/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: k.properties.size.items.type, parentSchema: k.properties.size.items, data: c };
                e === null ? e = [h] : e.push(h), t++;
              }
              if (typeof c == "number" && isFinite(c)) {
                if (c > 224 || isNaN(c)) {
                  let h = { instancePath: a + "/resize/size/" + p, schemaPath: "#/$defs/resize/properties/size/items/maximum", keyword: "maximum", params: { comparison: "<=", limit: 224 }, message: "must be <= 224", schema: 224, parentSchema: k.properties.size.items, data: c };
                  e === null ? e = [h] : e.push(h), t++;
                }
                if (c < 1 || isNaN(c)) {
                  let h = { instancePath: a + "/resize/size/" + p, schemaPath: "#/$defs/resize/properties/size/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: k.properties.size.items, data: c };
                  e === null ? e = [h] : e.push(h), t++;
                }
              }
            }
          } else {
            let d = { instancePath: a + "/resize/size", schemaPath: "#/$defs/resize/properties/size/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: k.properties.size.type, parentSchema: k.properties.size, data: l };
            e === null ? e = [d] : e.push(d), t++;
          }
        }
        let o = r.method;
        if (!(o === "bilinear" || o === "nearest")) {
          let l = { instancePath: a + "/resize/method", schemaPath: "#/$defs/resize/properties/method/enum", keyword: "enum", params: { allowedValues: k.properties.method.enum }, message: "must be equal to one of the allowed values", schema: k.properties.method.enum, parentSchema: k.properties.method, data: o };
          e === null ? e = [l] : e.push(l), t++;
        }
      } else {
        let o = { instancePath: a + "/resize", schemaPath: "#/$defs/resize/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: k.type, parentSchema: k, data: r };
        e === null ? e = [o] : e.push(o), t++;
      }
    }
    let n = s.invert;
    if (typeof n != "boolean") {
      let r = { instancePath: a + "/invert", schemaPath: "#/$defs/invert/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: re.type, parentSchema: re, data: n };
      e === null ? e = [r] : e.push(r), t++;
    }
    let i = s.standardize;
    if (typeof i != "boolean") {
      let r = { instancePath: a + "/standardize", schemaPath: "#/$defs/standardize/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: ie.type, parentSchema: ie, data: i };
      e === null ? e = [r] : e.push(r), t++;
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: Oe.type, parentSchema: Oe, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return vs.errors = e, t === 0;
}
vs.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var yt = Ss;
var qe = { title: "SVHN", description: "99,289 house numbers, cropped to one digit, 32 x 32 pixels, three channels", type: "object", additionalProperties: false, required: ["source"], properties: { source: { description: "The street view house numbers of Netzer and others, format 2", const: "svhn" }, root: { description: 'Folder of train_32x32.mat and test_32x32.mat; a relative path starts at the folder where assay is called. "assay fetch svhn" fills it', type: "string", minLength: 1, default: "data/svhn" }, validation: { $ref: "#/$defs/validation", default: {} }, limit: { $ref: "#/$defs/limit" }, only: { $ref: "#/$defs/only" }, resize: { $ref: "#/$defs/resize" }, invert: { $ref: "#/$defs/invert", default: false }, standardize: { $ref: "#/$defs/standardize", default: false } }, $defs: { validation: { description: "Which training images are held out for validation", type: "object", additionalProperties: false, properties: { fraction: { description: "Share of the training images; 0 holds none out", type: "number", minimum: 0, exclusiveMaximum: 1, default: 0.1 }, stratified: { description: "Take the same share of every class", type: "boolean", default: true }, seed: { $ref: "#/$defs/seed", default: 0 } } }, limit: { description: "Uses only part of the images, for quick runs. The classes keep their shares", type: "object", additionalProperties: false, properties: { train: { description: "How many of the training images to use, those held out for validation included", type: "integer", minimum: 1 }, test: { description: "How many of the test images to use", type: "integer", minimum: 1 }, seed: { $ref: "#/$defs/seed", default: 0 } } }, only: { description: "Uses only the images of these classes, given by number; they become 0, 1, ... in the order of this list", type: "array", items: { type: "integer", minimum: 0, maximum: 255 }, minItems: 1, uniqueItems: true }, resize: { description: "Changes the size of every image", type: "object", additionalProperties: false, required: ["size"], properties: { size: { description: "[height, width] in pixels", type: "array", items: { type: "integer", minimum: 1, maximum: 224 }, minItems: 2, maxItems: 2 }, method: { description: "bilinear: the mean of the four nearest pixels, by distance; nearest: the pixel there. Pixel i covers i to i + 1 in both images (half-pixel centres), and nothing is smoothed before it shrinks", enum: ["bilinear", "nearest"], default: "bilinear" } } }, invert: { description: "Turns every pixel p (0 to 255) into 255 - p", type: "boolean" }, standardize: { description: "Gives classifiers (pixel - mean) / deviation instead of pixels from 0 to 1; mean and deviation of each channel are those of the training images, without those held out. Autoencoders take 0 to 1 in any case", type: "boolean" }, seed: { description: "Which images are chosen. It belongs to the dataset: the experiment's seed does not change it", type: "integer", minimum: 0, maximum: 2147483647 }, digest: { description: '"sha256:" and the 64 hexadecimal digits of this file', type: "string", pattern: "^sha256:[0-9a-f]{64}$", $comment: 'Expected "sha256:" and 64 hexadecimal digits' } } };
function ms(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = ms.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    s.fraction === void 0 && (s.fraction = 0.1), s.stratified === void 0 && (s.stratified = true), s.seed === void 0 && (s.seed = 0);
    for (let r in s) if (!(r === "fraction" || r === "stratified" || r === "seed")) {
      let o = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: r }, message: "must NOT have additional properties", schema: false, parentSchema: $, data: s };
      e === null ? e = [o] : e.push(o), t++;
    }
    let m = s.fraction;
    if (typeof m == "number" && isFinite(m)) {
      if (m < 0 || isNaN(m)) {
        let r = { instancePath: a + "/fraction", schemaPath: "#/properties/fraction/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: $.properties.fraction, data: m };
        e === null ? e = [r] : e.push(r), t++;
      }
      if (m >= 1 || isNaN(m)) {
        let r = { instancePath: a + "/fraction", schemaPath: "#/properties/fraction/exclusiveMaximum", keyword: "exclusiveMaximum", params: { comparison: "<", limit: 1 }, message: "must be < 1", schema: 1, parentSchema: $.properties.fraction, data: m };
        e === null ? e = [r] : e.push(r), t++;
      }
    } else {
      let r = { instancePath: a + "/fraction", schemaPath: "#/properties/fraction/type", keyword: "type", params: { type: "number" }, message: "must be number", schema: $.properties.fraction.type, parentSchema: $.properties.fraction, data: m };
      e === null ? e = [r] : e.push(r), t++;
    }
    let n = s.stratified;
    if (typeof n != "boolean") {
      let r = { instancePath: a + "/stratified", schemaPath: "#/properties/stratified/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: $.properties.stratified.type, parentSchema: $.properties.stratified, data: n };
      e === null ? e = [r] : e.push(r), t++;
    }
    let i = s.seed;
    if (!(typeof i == "number" && !(i % 1) && !isNaN(i) && isFinite(i))) {
      let r = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: A.type, parentSchema: A, data: i };
      e === null ? e = [r] : e.push(r), t++;
    }
    if (typeof i == "number" && isFinite(i)) {
      if (i > 2147483647 || isNaN(i)) {
        let r = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/maximum", keyword: "maximum", params: { comparison: "<=", limit: 2147483647 }, message: "must be <= 2147483647", schema: 2147483647, parentSchema: A, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
      if (i < 0 || isNaN(i)) {
        let r = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: A, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: $.type, parentSchema: $, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return ms.errors = e, t === 0;
}
ms.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
function os(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = os.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    s.seed === void 0 && (s.seed = 0);
    for (let n in s) if (!(n === "train" || n === "test" || n === "seed")) {
      let i = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: n }, message: "must NOT have additional properties", schema: false, parentSchema: z, data: s };
      e === null ? e = [i] : e.push(i), t++;
    }
    if (s.train !== void 0) {
      let n = s.train;
      if (!(typeof n == "number" && !(n % 1) && !isNaN(n) && isFinite(n))) {
        let i = { instancePath: a + "/train", schemaPath: "#/properties/train/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: z.properties.train.type, parentSchema: z.properties.train, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
      if (typeof n == "number" && isFinite(n) && (n < 1 || isNaN(n))) {
        let i = { instancePath: a + "/train", schemaPath: "#/properties/train/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: z.properties.train, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    if (s.test !== void 0) {
      let n = s.test;
      if (!(typeof n == "number" && !(n % 1) && !isNaN(n) && isFinite(n))) {
        let i = { instancePath: a + "/test", schemaPath: "#/properties/test/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: z.properties.test.type, parentSchema: z.properties.test, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
      if (typeof n == "number" && isFinite(n) && (n < 1 || isNaN(n))) {
        let i = { instancePath: a + "/test", schemaPath: "#/properties/test/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: z.properties.test, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    let m = s.seed;
    if (!(typeof m == "number" && !(m % 1) && !isNaN(m) && isFinite(m))) {
      let n = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: A.type, parentSchema: A, data: m };
      e === null ? e = [n] : e.push(n), t++;
    }
    if (typeof m == "number" && isFinite(m)) {
      if (m > 2147483647 || isNaN(m)) {
        let n = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/maximum", keyword: "maximum", params: { comparison: "<=", limit: 2147483647 }, message: "must be <= 2147483647", schema: 2147483647, parentSchema: A, data: m };
        e === null ? e = [n] : e.push(n), t++;
      }
      if (m < 0 || isNaN(m)) {
        let n = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: A, data: m };
        e === null ? e = [n] : e.push(n), t++;
      }
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: z.type, parentSchema: z, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return os.errors = e, t === 0;
}
os.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
function Ss(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = Ss.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (s.root === void 0 && (s.root = "data/svhn"), s.validation === void 0 && (s.validation = {}), s.invert === void 0 && (s.invert = false), s.standardize === void 0 && (s.standardize = false), s.source === void 0) {
      let r = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "source" }, message: "must have required property 'source'", schema: qe.required, parentSchema: qe, data: s };
      e === null ? e = [r] : e.push(r), t++;
    }
    for (let r in s) if (!(r === "source" || r === "root" || r === "validation" || r === "limit" || r === "only" || r === "resize" || r === "invert" || r === "standardize")) {
      let o = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: r }, message: "must NOT have additional properties", schema: false, parentSchema: qe, data: s };
      e === null ? e = [o] : e.push(o), t++;
    }
    if (s.source !== void 0) {
      let r = s.source;
      if (r !== "svhn") {
        let o = { instancePath: a + "/source", schemaPath: "#/properties/source/const", keyword: "const", params: { allowedValue: "svhn" }, message: "must be equal to constant", schema: "svhn", parentSchema: qe.properties.source, data: r };
        e === null ? e = [o] : e.push(o), t++;
      }
    }
    let m = s.root;
    if (typeof m == "string") {
      if (L(m) < 1) {
        let r = { instancePath: a + "/root", schemaPath: "#/properties/root/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: qe.properties.root, data: m };
        e === null ? e = [r] : e.push(r), t++;
      }
    } else {
      let r = { instancePath: a + "/root", schemaPath: "#/properties/root/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: qe.properties.root.type, parentSchema: qe.properties.root, data: m };
      e === null ? e = [r] : e.push(r), t++;
    }
    if (ms(s.validation, { instancePath: a + "/validation", parentData: s, parentDataProperty: "validation", rootData: S, dynamicAnchors: q }) || (e = e === null ? ms.errors : e.concat(ms.errors), t = e.length), s.limit !== void 0 && (os(s.limit, { instancePath: a + "/limit", parentData: s, parentDataProperty: "limit", rootData: S, dynamicAnchors: q }) || (e = e === null ? os.errors : e.concat(os.errors), t = e.length)), s.only !== void 0) {
      let r = s.only;
      if (Array.isArray(r)) {
        if (r.length < 1) {
          let p = { instancePath: a + "/only", schemaPath: "#/$defs/only/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: I, data: r };
          e === null ? e = [p] : e.push(p), t++;
        }
        let o = r.length;
        for (let p = 0; p < o; p++) {
          let c = r[p];
          if (!(typeof c == "number" && !(c % 1) && !isNaN(c) && isFinite(c))) {
            let h = { instancePath: a + "/only/" + p, schemaPath: "#/$defs/only/items/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: I.items.type, parentSchema: I.items, data: c };
            e === null ? e = [h] : e.push(h), t++;
          }
          if (typeof c == "number" && isFinite(c)) {
            if (c > 255 || isNaN(c)) {
              let h = { instancePath: a + "/only/" + p, schemaPath: "#/$defs/only/items/maximum", keyword: "maximum", params: { comparison: "<=", limit: 255 }, message: "must be <= 255", schema: 255, parentSchema: I.items, data: c };
              e === null ? e = [h] : e.push(h), t++;
            }
            if (c < 0 || isNaN(c)) {
              let h = { instancePath: a + "/only/" + p, schemaPath: "#/$defs/only/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: I.items, data: c };
              e === null ? e = [h] : e.push(h), t++;
            }
          }
        }
        let l = r.length, d;
        if (l > 1) {
          let p = {};
          for (; l--; ) {
            let c = r[l];
            if (typeof c == "number" && !(c % 1) && !isNaN(c) && isFinite(c)) {
              if (typeof p[c] == "number") {
                d = p[c];
                let h = { instancePath: a + "/only", schemaPath: "#/$defs/only/uniqueItems", keyword: "uniqueItems", params: { i: l, j: d }, message: "must NOT have duplicate items (items ## " + d + " and " + l + " are identical)", schema: true, parentSchema: I, data: r };
                e === null ? e = [h] : e.push(h), t++;
                break;
              }
              p[c] = l;
            }
          }
        }
      } else {
        let o = { instancePath: a + "/only", schemaPath: "#/$defs/only/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: I.type, parentSchema: I, data: r };
        e === null ? e = [o] : e.push(o), t++;
      }
    }
    if (s.resize !== void 0) {
      let r = s.resize;
      if (r && typeof r == "object" && !Array.isArray(r)) {
        if (r.method === void 0 && (r.method = "bilinear"), r.size === void 0) {
          let l = { instancePath: a + "/resize", schemaPath: "#/$defs/resize/required", keyword: "required", params: { missingProperty: "size" }, message: "must have required property 'size'", schema: k.required, parentSchema: k, data: r };
          e === null ? e = [l] : e.push(l), t++;
        }
        for (let l in r) if (!(l === "size" || l === "method")) {
          let d = { instancePath: a + "/resize", schemaPath: "#/$defs/resize/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: l }, message: "must NOT have additional properties", schema: false, parentSchema: k, data: r };
          e === null ? e = [d] : e.push(d), t++;
        }
        if (r.size !== void 0) {
          let l = r.size;
          if (Array.isArray(l)) {
            if (l.length > 2) {
              let p = { instancePath: a + "/resize/size", schemaPath: "#/$defs/resize/properties/size/maxItems", keyword: "maxItems", params: { limit: 2 }, message: "must NOT have more than 2 items", schema: 2, parentSchema: k.properties.size, data: l };
              e === null ? e = [p] : e.push(p), t++;
            }
            if (l.length < 2) {
              let p = { instancePath: a + "/resize/size", schemaPath: "#/$defs/resize/properties/size/minItems", keyword: "minItems", params: { limit: 2 }, message: "must NOT have fewer than 2 items", schema: 2, parentSchema: k.properties.size, data: l };
              e === null ? e = [p] : e.push(p), t++;
            }
            let d = l.length;
            for (let p = 0; p < d; p++) {
              let c = l[p];
              if (!(typeof c == "number" && !(c % 1) && !isNaN(c) && isFinite(c))) {
                let h = { instancePath: a + "/resize/size/" + p, schemaPath: "#/$defs/resize/properties/size/items/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: k.properties.size.items.type, parentSchema: k.properties.size.items, data: c };
                e === null ? e = [h] : e.push(h), t++;
              }
              if (typeof c == "number" && isFinite(c)) {
                if (c > 224 || isNaN(c)) {
                  let h = { instancePath: a + "/resize/size/" + p, schemaPath: "#/$defs/resize/properties/size/items/maximum", keyword: "maximum", params: { comparison: "<=", limit: 224 }, message: "must be <= 224", schema: 224, parentSchema: k.properties.size.items, data: c };
                  e === null ? e = [h] : e.push(h), t++;
                }
                if (c < 1 || isNaN(c)) {
                  let h = { instancePath: a + "/resize/size/" + p, schemaPath: "#/$defs/resize/properties/size/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: k.properties.size.items, data: c };
                  e === null ? e = [h] : e.push(h), t++;
                }
              }
            }
          } else {
            let d = { instancePath: a + "/resize/size", schemaPath: "#/$defs/resize/properties/size/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: k.properties.size.type, parentSchema: k.properties.size, data: l };
            e === null ? e = [d] : e.push(d), t++;
          }
        }
        let o = r.method;
        if (!(o === "bilinear" || o === "nearest")) {
          let l = { instancePath: a + "/resize/method", schemaPath: "#/$defs/resize/properties/method/enum", keyword: "enum", params: { allowedValues: k.properties.method.enum }, message: "must be equal to one of the allowed values", schema: k.properties.method.enum, parentSchema: k.properties.method, data: o };
          e === null ? e = [l] : e.push(l), t++;
        }
      } else {
        let o = { instancePath: a + "/resize", schemaPath: "#/$defs/resize/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: k.type, parentSchema: k, data: r };
        e === null ? e = [o] : e.push(o), t++;
      }
    }
    let n = s.invert;
    if (typeof n != "boolean") {
      let r = { instancePath: a + "/invert", schemaPath: "#/$defs/invert/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: re.type, parentSchema: re, data: n };
      e === null ? e = [r] : e.push(r), t++;
    }
    let i = s.standardize;
    if (typeof i != "boolean") {
      let r = { instancePath: a + "/standardize", schemaPath: "#/$defs/standardize/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: ie.type, parentSchema: ie, data: i };
      e === null ? e = [r] : e.push(r), t++;
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: qe.type, parentSchema: qe, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return Ss.errors = e, t === 0;
}
Ss.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var gt = Ns;
var B = { title: "Folder of PNGs", description: "Images as <split>/<label>/<name>.png, with the splits train and test; the labels' folders are the classes", type: "object", additionalProperties: false, required: ["source", "root", "size"], properties: { source: { description: "Pictures of your own", const: "folder" }, root: { description: "Folder that holds the folders train and test; a relative path starts at the folder where assay is called", type: "string", minLength: 1 }, name: { description: "What to call the dataset in pictures and reports", type: "string", minLength: 1, maxLength: 100, default: "folder" }, size: { description: "[height, width] of every image, in pixels; use resize to change it afterwards", type: "array", items: { type: "integer", minimum: 1, maximum: 4096 }, minItems: 2, maxItems: 2 }, channels: { description: "1: grey, 3: colour", enum: [1, 3], default: 1 }, classes: { description: "Number of classes, checked against the folders. Say it to have the model checked before anything runs", type: "integer", minimum: 1, maximum: 256 }, validation: { $ref: "#/$defs/validation", default: {} }, limit: { $ref: "#/$defs/limit" }, only: { $ref: "#/$defs/only" }, resize: { $ref: "#/$defs/resize" }, invert: { $ref: "#/$defs/invert", default: false }, standardize: { $ref: "#/$defs/standardize", default: false } }, $defs: { validation: { description: "Which training images are held out for validation", type: "object", additionalProperties: false, properties: { fraction: { description: "Share of the training images; 0 holds none out", type: "number", minimum: 0, exclusiveMaximum: 1, default: 0.1 }, stratified: { description: "Take the same share of every class", type: "boolean", default: true }, seed: { $ref: "#/$defs/seed", default: 0 } } }, limit: { description: "Uses only part of the images, for quick runs. The classes keep their shares", type: "object", additionalProperties: false, properties: { train: { description: "How many of the training images to use, those held out for validation included", type: "integer", minimum: 1 }, test: { description: "How many of the test images to use", type: "integer", minimum: 1 }, seed: { $ref: "#/$defs/seed", default: 0 } } }, only: { description: "Uses only the images of these classes, given by number; they become 0, 1, ... in the order of this list", type: "array", items: { type: "integer", minimum: 0, maximum: 255 }, minItems: 1, uniqueItems: true }, resize: { description: "Changes the size of every image", type: "object", additionalProperties: false, required: ["size"], properties: { size: { description: "[height, width] in pixels", type: "array", items: { type: "integer", minimum: 1, maximum: 224 }, minItems: 2, maxItems: 2 }, method: { description: "bilinear: the mean of the four nearest pixels, by distance; nearest: the pixel there. Pixel i covers i to i + 1 in both images (half-pixel centres), and nothing is smoothed before it shrinks", enum: ["bilinear", "nearest"], default: "bilinear" } } }, invert: { description: "Turns every pixel p (0 to 255) into 255 - p", type: "boolean" }, standardize: { description: "Gives classifiers (pixel - mean) / deviation instead of pixels from 0 to 1; mean and deviation of each channel are those of the training images, without those held out. Autoencoders take 0 to 1 in any case", type: "boolean" }, seed: { description: "Which images are chosen. It belongs to the dataset: the experiment's seed does not change it", type: "integer", minimum: 0, maximum: 2147483647 }, digest: { description: '"sha256:" and the 64 hexadecimal digits of this file', type: "string", pattern: "^sha256:[0-9a-f]{64}$", $comment: 'Expected "sha256:" and 64 hexadecimal digits' } } };
function ps(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = ps.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    s.fraction === void 0 && (s.fraction = 0.1), s.stratified === void 0 && (s.stratified = true), s.seed === void 0 && (s.seed = 0);
    for (let r in s) if (!(r === "fraction" || r === "stratified" || r === "seed")) {
      let o = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: r }, message: "must NOT have additional properties", schema: false, parentSchema: $, data: s };
      e === null ? e = [o] : e.push(o), t++;
    }
    let m = s.fraction;
    if (typeof m == "number" && isFinite(m)) {
      if (m < 0 || isNaN(m)) {
        let r = { instancePath: a + "/fraction", schemaPath: "#/properties/fraction/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: $.properties.fraction, data: m };
        e === null ? e = [r] : e.push(r), t++;
      }
      if (m >= 1 || isNaN(m)) {
        let r = { instancePath: a + "/fraction", schemaPath: "#/properties/fraction/exclusiveMaximum", keyword: "exclusiveMaximum", params: { comparison: "<", limit: 1 }, message: "must be < 1", schema: 1, parentSchema: $.properties.fraction, data: m };
        e === null ? e = [r] : e.push(r), t++;
      }
    } else {
      let r = { instancePath: a + "/fraction", schemaPath: "#/properties/fraction/type", keyword: "type", params: { type: "number" }, message: "must be number", schema: $.properties.fraction.type, parentSchema: $.properties.fraction, data: m };
      e === null ? e = [r] : e.push(r), t++;
    }
    let n = s.stratified;
    if (typeof n != "boolean") {
      let r = { instancePath: a + "/stratified", schemaPath: "#/properties/stratified/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: $.properties.stratified.type, parentSchema: $.properties.stratified, data: n };
      e === null ? e = [r] : e.push(r), t++;
    }
    let i = s.seed;
    if (!(typeof i == "number" && !(i % 1) && !isNaN(i) && isFinite(i))) {
      let r = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: A.type, parentSchema: A, data: i };
      e === null ? e = [r] : e.push(r), t++;
    }
    if (typeof i == "number" && isFinite(i)) {
      if (i > 2147483647 || isNaN(i)) {
        let r = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/maximum", keyword: "maximum", params: { comparison: "<=", limit: 2147483647 }, message: "must be <= 2147483647", schema: 2147483647, parentSchema: A, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
      if (i < 0 || isNaN(i)) {
        let r = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: A, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: $.type, parentSchema: $, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return ps.errors = e, t === 0;
}
ps.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
function ls(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = ls.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    s.seed === void 0 && (s.seed = 0);
    for (let n in s) if (!(n === "train" || n === "test" || n === "seed")) {
      let i = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: n }, message: "must NOT have additional properties", schema: false, parentSchema: z, data: s };
      e === null ? e = [i] : e.push(i), t++;
    }
    if (s.train !== void 0) {
      let n = s.train;
      if (!(typeof n == "number" && !(n % 1) && !isNaN(n) && isFinite(n))) {
        let i = { instancePath: a + "/train", schemaPath: "#/properties/train/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: z.properties.train.type, parentSchema: z.properties.train, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
      if (typeof n == "number" && isFinite(n) && (n < 1 || isNaN(n))) {
        let i = { instancePath: a + "/train", schemaPath: "#/properties/train/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: z.properties.train, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    if (s.test !== void 0) {
      let n = s.test;
      if (!(typeof n == "number" && !(n % 1) && !isNaN(n) && isFinite(n))) {
        let i = { instancePath: a + "/test", schemaPath: "#/properties/test/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: z.properties.test.type, parentSchema: z.properties.test, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
      if (typeof n == "number" && isFinite(n) && (n < 1 || isNaN(n))) {
        let i = { instancePath: a + "/test", schemaPath: "#/properties/test/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: z.properties.test, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    let m = s.seed;
    if (!(typeof m == "number" && !(m % 1) && !isNaN(m) && isFinite(m))) {
      let n = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: A.type, parentSchema: A, data: m };
      e === null ? e = [n] : e.push(n), t++;
    }
    if (typeof m == "number" && isFinite(m)) {
      if (m > 2147483647 || isNaN(m)) {
        let n = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/maximum", keyword: "maximum", params: { comparison: "<=", limit: 2147483647 }, message: "must be <= 2147483647", schema: 2147483647, parentSchema: A, data: m };
        e === null ? e = [n] : e.push(n), t++;
      }
      if (m < 0 || isNaN(m)) {
        let n = { instancePath: a + "/seed", schemaPath: "#/$defs/seed/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: A, data: m };
        e === null ? e = [n] : e.push(n), t++;
      }
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: z.type, parentSchema: z, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return ls.errors = e, t === 0;
}
ls.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
function Ns(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = Ns.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (s.name === void 0 && (s.name = "folder"), s.channels === void 0 && (s.channels = 1), s.validation === void 0 && (s.validation = {}), s.invert === void 0 && (s.invert = false), s.standardize === void 0 && (s.standardize = false), s.source === void 0) {
      let o = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "source" }, message: "must have required property 'source'", schema: B.required, parentSchema: B, data: s };
      e === null ? e = [o] : e.push(o), t++;
    }
    if (s.root === void 0) {
      let o = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "root" }, message: "must have required property 'root'", schema: B.required, parentSchema: B, data: s };
      e === null ? e = [o] : e.push(o), t++;
    }
    if (s.size === void 0) {
      let o = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "size" }, message: "must have required property 'size'", schema: B.required, parentSchema: B, data: s };
      e === null ? e = [o] : e.push(o), t++;
    }
    for (let o in s) if (!se.call(B.properties, o)) {
      let l = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: o }, message: "must NOT have additional properties", schema: false, parentSchema: B, data: s };
      e === null ? e = [l] : e.push(l), t++;
    }
    if (s.source !== void 0) {
      let o = s.source;
      if (o !== "folder") {
        let l = { instancePath: a + "/source", schemaPath: "#/properties/source/const", keyword: "const", params: { allowedValue: "folder" }, message: "must be equal to constant", schema: "folder", parentSchema: B.properties.source, data: o };
        e === null ? e = [l] : e.push(l), t++;
      }
    }
    if (s.root !== void 0) {
      let o = s.root;
      if (typeof o == "string") {
        if (L(o) < 1) {
          let l = { instancePath: a + "/root", schemaPath: "#/properties/root/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: B.properties.root, data: o };
          e === null ? e = [l] : e.push(l), t++;
        }
      } else {
        let l = { instancePath: a + "/root", schemaPath: "#/properties/root/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: B.properties.root.type, parentSchema: B.properties.root, data: o };
        e === null ? e = [l] : e.push(l), t++;
      }
    }
    let m = s.name;
    if (typeof m == "string") {
      if (L(m) > 100) {
        let o = { instancePath: a + "/name", schemaPath: "#/properties/name/maxLength", keyword: "maxLength", params: { limit: 100 }, message: "must NOT have more than 100 characters", schema: 100, parentSchema: B.properties.name, data: m };
        e === null ? e = [o] : e.push(o), t++;
      }
      if (L(m) < 1) {
        let o = { instancePath: a + "/name", schemaPath: "#/properties/name/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: B.properties.name, data: m };
        e === null ? e = [o] : e.push(o), t++;
      }
    } else {
      let o = { instancePath: a + "/name", schemaPath: "#/properties/name/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: B.properties.name.type, parentSchema: B.properties.name, data: m };
      e === null ? e = [o] : e.push(o), t++;
    }
    if (s.size !== void 0) {
      let o = s.size;
      if (Array.isArray(o)) {
        if (o.length > 2) {
          let d = { instancePath: a + "/size", schemaPath: "#/properties/size/maxItems", keyword: "maxItems", params: { limit: 2 }, message: "must NOT have more than 2 items", schema: 2, parentSchema: B.properties.size, data: o };
          e === null ? e = [d] : e.push(d), t++;
        }
        if (o.length < 2) {
          let d = { instancePath: a + "/size", schemaPath: "#/properties/size/minItems", keyword: "minItems", params: { limit: 2 }, message: "must NOT have fewer than 2 items", schema: 2, parentSchema: B.properties.size, data: o };
          e === null ? e = [d] : e.push(d), t++;
        }
        let l = o.length;
        for (let d = 0; d < l; d++) {
          let p = o[d];
          if (!(typeof p == "number" && !(p % 1) && !isNaN(p) && isFinite(p))) {
            let c = { instancePath: a + "/size/" + d, schemaPath: "#/properties/size/items/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: B.properties.size.items.type, parentSchema: B.properties.size.items, data: p };
            e === null ? e = [c] : e.push(c), t++;
          }
          if (typeof p == "number" && isFinite(p)) {
            if (p > 4096 || isNaN(p)) {
              let c = { instancePath: a + "/size/" + d, schemaPath: "#/properties/size/items/maximum", keyword: "maximum", params: { comparison: "<=", limit: 4096 }, message: "must be <= 4096", schema: 4096, parentSchema: B.properties.size.items, data: p };
              e === null ? e = [c] : e.push(c), t++;
            }
            if (p < 1 || isNaN(p)) {
              let c = { instancePath: a + "/size/" + d, schemaPath: "#/properties/size/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: B.properties.size.items, data: p };
              e === null ? e = [c] : e.push(c), t++;
            }
          }
        }
      } else {
        let l = { instancePath: a + "/size", schemaPath: "#/properties/size/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: B.properties.size.type, parentSchema: B.properties.size, data: o };
        e === null ? e = [l] : e.push(l), t++;
      }
    }
    let n = s.channels;
    if (!(n === 1 || n === 3)) {
      let o = { instancePath: a + "/channels", schemaPath: "#/properties/channels/enum", keyword: "enum", params: { allowedValues: B.properties.channels.enum }, message: "must be equal to one of the allowed values", schema: B.properties.channels.enum, parentSchema: B.properties.channels, data: n };
      e === null ? e = [o] : e.push(o), t++;
    }
    if (s.classes !== void 0) {
      let o = s.classes;
      if (!(typeof o == "number" && !(o % 1) && !isNaN(o) && isFinite(o))) {
        let l = { instancePath: a + "/classes", schemaPath: "#/properties/classes/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: B.properties.classes.type, parentSchema: B.properties.classes, data: o };
        e === null ? e = [l] : e.push(l), t++;
      }
      if (typeof o == "number" && isFinite(o)) {
        if (o > 256 || isNaN(o)) {
          let l = { instancePath: a + "/classes", schemaPath: "#/properties/classes/maximum", keyword: "maximum", params: { comparison: "<=", limit: 256 }, message: "must be <= 256", schema: 256, parentSchema: B.properties.classes, data: o };
          e === null ? e = [l] : e.push(l), t++;
        }
        if (o < 1 || isNaN(o)) {
          let l = { instancePath: a + "/classes", schemaPath: "#/properties/classes/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: B.properties.classes, data: o };
          e === null ? e = [l] : e.push(l), t++;
        }
      }
    }
    if (ps(s.validation, { instancePath: a + "/validation", parentData: s, parentDataProperty: "validation", rootData: S, dynamicAnchors: q }) || (e = e === null ? ps.errors : e.concat(ps.errors), t = e.length), s.limit !== void 0 && (ls(s.limit, { instancePath: a + "/limit", parentData: s, parentDataProperty: "limit", rootData: S, dynamicAnchors: q }) || (e = e === null ? ls.errors : e.concat(ls.errors), t = e.length)), s.only !== void 0) {
      let o = s.only;
      if (Array.isArray(o)) {
        if (o.length < 1) {
          let c = { instancePath: a + "/only", schemaPath: "#/$defs/only/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: I, data: o };
          e === null ? e = [c] : e.push(c), t++;
        }
        let l = o.length;
        for (let c = 0; c < l; c++) {
          let h = o[c];
          if (!(typeof h == "number" && !(h % 1) && !isNaN(h) && isFinite(h))) {
            let f = { instancePath: a + "/only/" + c, schemaPath: "#/$defs/only/items/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: I.items.type, parentSchema: I.items, data: h };
            e === null ? e = [f] : e.push(f), t++;
          }
          if (typeof h == "number" && isFinite(h)) {
            if (h > 255 || isNaN(h)) {
              let f = { instancePath: a + "/only/" + c, schemaPath: "#/$defs/only/items/maximum", keyword: "maximum", params: { comparison: "<=", limit: 255 }, message: "must be <= 255", schema: 255, parentSchema: I.items, data: h };
              e === null ? e = [f] : e.push(f), t++;
            }
            if (h < 0 || isNaN(h)) {
              let f = { instancePath: a + "/only/" + c, schemaPath: "#/$defs/only/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: I.items, data: h };
              e === null ? e = [f] : e.push(f), t++;
            }
          }
        }
        let d = o.length, p;
        if (d > 1) {
          let c = {};
          for (; d--; ) {
            let h = o[d];
            if (typeof h == "number" && !(h % 1) && !isNaN(h) && isFinite(h)) {
              if (typeof c[h] == "number") {
                p = c[h];
                let f = { instancePath: a + "/only", schemaPath: "#/$defs/only/uniqueItems", keyword: "uniqueItems", params: { i: d, j: p }, message: "must NOT have duplicate items (items ## " + p + " and " + d + " are identical)", schema: true, parentSchema: I, data: o };
                e === null ? e = [f] : e.push(f), t++;
                break;
              }
              c[h] = d;
            }
          }
        }
      } else {
        let l = { instancePath: a + "/only", schemaPath: "#/$defs/only/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: I.type, parentSchema: I, data: o };
        e === null ? e = [l] : e.push(l), t++;
      }
    }
    if (s.resize !== void 0) {
      let o = s.resize;
      if (o && typeof o == "object" && !Array.isArray(o)) {
        if (o.method === void 0 && (o.method = "bilinear"), o.size === void 0) {
          let d = { instancePath: a + "/resize", schemaPath: "#/$defs/resize/required", keyword: "required", params: { missingProperty: "size" }, message: "must have required property 'size'", schema: k.required, parentSchema: k, data: o };
          e === null ? e = [d] : e.push(d), t++;
        }
        for (let d in o) if (!(d === "size" || d === "method")) {
          let p = { instancePath: a + "/resize", schemaPath: "#/$defs/resize/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: d }, message: "must NOT have additional properties", schema: false, parentSchema: k, data: o };
          e === null ? e = [p] : e.push(p), t++;
        }
        if (o.size !== void 0) {
          let d = o.size;
          if (Array.isArray(d)) {
            if (d.length > 2) {
              let c = { instancePath: a + "/resize/size", schemaPath: "#/$defs/resize/properties/size/maxItems", keyword: "maxItems", params: { limit: 2 }, message: "must NOT have more than 2 items", schema: 2, parentSchema: k.properties.size, data: d };
              e === null ? e = [c] : e.push(c), t++;
            }
            if (d.length < 2) {
              let c = { instancePath: a + "/resize/size", schemaPath: "#/$defs/resize/properties/size/minItems", keyword: "minItems", params: { limit: 2 }, message: "must NOT have fewer than 2 items", schema: 2, parentSchema: k.properties.size, data: d };
              e === null ? e = [c] : e.push(c), t++;
            }
            let p = d.length;
            for (let c = 0; c < p; c++) {
              let h = d[c];
              if (!(typeof h == "number" && !(h % 1) && !isNaN(h) && isFinite(h))) {
                let f = { instancePath: a + "/resize/size/" + c, schemaPath: "#/$defs/resize/properties/size/items/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: k.properties.size.items.type, parentSchema: k.properties.size.items, data: h };
                e === null ? e = [f] : e.push(f), t++;
              }
              if (typeof h == "number" && isFinite(h)) {
                if (h > 224 || isNaN(h)) {
                  let f = { instancePath: a + "/resize/size/" + c, schemaPath: "#/$defs/resize/properties/size/items/maximum", keyword: "maximum", params: { comparison: "<=", limit: 224 }, message: "must be <= 224", schema: 224, parentSchema: k.properties.size.items, data: h };
                  e === null ? e = [f] : e.push(f), t++;
                }
                if (h < 1 || isNaN(h)) {
                  let f = { instancePath: a + "/resize/size/" + c, schemaPath: "#/$defs/resize/properties/size/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: k.properties.size.items, data: h };
                  e === null ? e = [f] : e.push(f), t++;
                }
              }
            }
          } else {
            let p = { instancePath: a + "/resize/size", schemaPath: "#/$defs/resize/properties/size/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: k.properties.size.type, parentSchema: k.properties.size, data: d };
            e === null ? e = [p] : e.push(p), t++;
          }
        }
        let l = o.method;
        if (!(l === "bilinear" || l === "nearest")) {
          let d = { instancePath: a + "/resize/method", schemaPath: "#/$defs/resize/properties/method/enum", keyword: "enum", params: { allowedValues: k.properties.method.enum }, message: "must be equal to one of the allowed values", schema: k.properties.method.enum, parentSchema: k.properties.method, data: l };
          e === null ? e = [d] : e.push(d), t++;
        }
      } else {
        let l = { instancePath: a + "/resize", schemaPath: "#/$defs/resize/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: k.type, parentSchema: k, data: o };
        e === null ? e = [l] : e.push(l), t++;
      }
    }
    let i = s.invert;
    if (typeof i != "boolean") {
      let o = { instancePath: a + "/invert", schemaPath: "#/$defs/invert/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: re.type, parentSchema: re, data: i };
      e === null ? e = [o] : e.push(o), t++;
    }
    let r = s.standardize;
    if (typeof r != "boolean") {
      let o = { instancePath: a + "/standardize", schemaPath: "#/$defs/standardize/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: ie.type, parentSchema: ie, data: r };
      e === null ? e = [o] : e.push(o), t++;
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: B.type, parentSchema: B, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return Ns.errors = e, t === 0;
}
Ns.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var bt = xs;
var ne = { title: "Model", description: "A network whose layers follow one another", type: "object", additionalProperties: false, required: ["input", "layers"], properties: { input: { description: "Shape of one image: [height, width, channels]", type: "array", minItems: 3, maxItems: 3, items: { type: "integer", minimum: 1, maximum: 65536 } }, layers: { description: "The layers in order, each a mapping with one key: its type", type: "array", minItems: 1, maxItems: 1e3, items: { $ref: "#/$defs/layer" } } }, $defs: { layer: { description: "One layer: a mapping with one key, its type", type: "object", additionalProperties: false, minProperties: 1, maxProperties: 1, properties: { activation: { description: "An activation as a layer of its own", type: "object", additionalProperties: false, required: ["kind"], properties: { name: { $ref: "#/$defs/name" }, kind: { $ref: "#/$defs/activation" } } }, avgPool2d: { description: "The mean of each window", type: "object", additionalProperties: false, properties: { name: { $ref: "#/$defs/name" }, size: { $ref: "#/$defs/size", description: "Height and width of the window", default: 2 }, strides: { $ref: "#/$defs/size", description: "Step from one window to the next; left out, the size of the window" }, padding: { $ref: "#/$defs/padding", default: "valid" } } }, conv2d: { description: "Convolution over height and width", type: "object", additionalProperties: false, required: ["filters", "kernel"], properties: { name: { $ref: "#/$defs/name" }, filters: { description: "Number of filters: the channels of the output", type: "integer", minimum: 1, maximum: 65536 }, kernel: { $ref: "#/$defs/size", description: "Height and width of a filter" }, strides: { $ref: "#/$defs/size", description: "Step from one position to the next", default: 1 }, padding: { $ref: "#/$defs/padding", default: "valid" }, activation: { $ref: "#/$defs/activation", default: "linear" }, useBias: { $ref: "#/$defs/useBias", default: true } } }, dense: { description: "Every output is a weighted sum of all inputs; needs a flat input", type: "object", additionalProperties: false, required: ["units"], properties: { name: { $ref: "#/$defs/name" }, units: { description: "Number of outputs", type: "integer", minimum: 1, maximum: 1048576 }, activation: { $ref: "#/$defs/activation", default: "linear" }, useBias: { $ref: "#/$defs/useBias", default: true } } }, dropout: { description: "In training, sets values to zero at random and scales up the others; does nothing in evaluation", type: "object", additionalProperties: false, required: ["rate"], properties: { name: { $ref: "#/$defs/name" }, rate: { description: "Share of the values that is set to zero", type: "number", minimum: 0, exclusiveMaximum: 1 } } }, flatten: { description: "Makes one row of values of an image: row by row, the channels fastest", type: "object", additionalProperties: false, properties: { name: { $ref: "#/$defs/name" } } }, maxPool2d: { description: "The greatest value of each window", type: "object", additionalProperties: false, properties: { name: { $ref: "#/$defs/name" }, size: { $ref: "#/$defs/size", description: "Height and width of the window", default: 2 }, strides: { $ref: "#/$defs/size", description: "Step from one window to the next; left out, the size of the window" }, padding: { $ref: "#/$defs/padding", default: "valid" } } } } }, name: { description: "Name of the layer; left out, its type and number: conv1, conv2, pool1, dense1, ...", type: "string", pattern: "^[A-Za-z][A-Za-z0-9_-]{0,63}$", $comment: "Expected a name of letters, digits, '-' and '_', starting with a letter, at most 64 characters" }, size: { description: "A whole number, or two of them: [height, width]", anyOf: [{ type: "integer", minimum: 1, maximum: 65536 }, { type: "array", minItems: 2, maxItems: 2, items: { type: "integer", minimum: 1, maximum: 65536 } }] }, padding: { description: "valid: only whole windows. same: zeros around, so that the output has ceil(size / stride) positions", enum: ["valid", "same"] }, activation: { description: "Function of every output; softmax is over the last axis, leakyRelu has slope 0.01", enum: ["linear", "relu", "leakyRelu", "tanh", "sigmoid", "softmax"] }, useBias: { description: "Add a learnt number to every output", type: "boolean" } } };
var V = { description: "One layer: a mapping with one key, its type", type: "object", additionalProperties: false, minProperties: 1, maxProperties: 1, properties: { activation: { description: "An activation as a layer of its own", type: "object", additionalProperties: false, required: ["kind"], properties: { name: { $ref: "#/$defs/name" }, kind: { $ref: "#/$defs/activation" } } }, avgPool2d: { description: "The mean of each window", type: "object", additionalProperties: false, properties: { name: { $ref: "#/$defs/name" }, size: { $ref: "#/$defs/size", description: "Height and width of the window", default: 2 }, strides: { $ref: "#/$defs/size", description: "Step from one window to the next; left out, the size of the window" }, padding: { $ref: "#/$defs/padding", default: "valid" } } }, conv2d: { description: "Convolution over height and width", type: "object", additionalProperties: false, required: ["filters", "kernel"], properties: { name: { $ref: "#/$defs/name" }, filters: { description: "Number of filters: the channels of the output", type: "integer", minimum: 1, maximum: 65536 }, kernel: { $ref: "#/$defs/size", description: "Height and width of a filter" }, strides: { $ref: "#/$defs/size", description: "Step from one position to the next", default: 1 }, padding: { $ref: "#/$defs/padding", default: "valid" }, activation: { $ref: "#/$defs/activation", default: "linear" }, useBias: { $ref: "#/$defs/useBias", default: true } } }, dense: { description: "Every output is a weighted sum of all inputs; needs a flat input", type: "object", additionalProperties: false, required: ["units"], properties: { name: { $ref: "#/$defs/name" }, units: { description: "Number of outputs", type: "integer", minimum: 1, maximum: 1048576 }, activation: { $ref: "#/$defs/activation", default: "linear" }, useBias: { $ref: "#/$defs/useBias", default: true } } }, dropout: { description: "In training, sets values to zero at random and scales up the others; does nothing in evaluation", type: "object", additionalProperties: false, required: ["rate"], properties: { name: { $ref: "#/$defs/name" }, rate: { description: "Share of the values that is set to zero", type: "number", minimum: 0, exclusiveMaximum: 1 } } }, flatten: { description: "Makes one row of values of an image: row by row, the channels fastest", type: "object", additionalProperties: false, properties: { name: { $ref: "#/$defs/name" } } }, maxPool2d: { description: "The greatest value of each window", type: "object", additionalProperties: false, properties: { name: { $ref: "#/$defs/name" }, size: { $ref: "#/$defs/size", description: "Height and width of the window", default: 2 }, strides: { $ref: "#/$defs/size", description: "Step from one window to the next; left out, the size of the window" }, padding: { $ref: "#/$defs/padding", default: "valid" } } } } };
var te = { description: "Name of the layer; left out, its type and number: conv1, conv2, pool1, dense1, ...", type: "string", pattern: "^[A-Za-z][A-Za-z0-9_-]{0,63}$", $comment: "Expected a name of letters, digits, '-' and '_', starting with a letter, at most 64 characters" };
var Ie = { description: "Function of every output; softmax is over the last axis, leakyRelu has slope 0.01", enum: ["linear", "relu", "leakyRelu", "tanh", "sigmoid", "softmax"] };
var O = { description: "A whole number, or two of them: [height, width]", anyOf: [{ type: "integer", minimum: 1, maximum: 65536 }, { type: "array", minItems: 2, maxItems: 2, items: { type: "integer", minimum: 1, maximum: 65536 } }] };
var Ae = { description: "valid: only whole windows. same: zeros around, so that the output has ceil(size / stride) positions", enum: ["valid", "same"] };
var cs = { description: "Add a learnt number to every output", type: "boolean" };
var We = new RegExp("^[A-Za-z][A-Za-z0-9_-]{0,63}$", "u");
function hs(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = hs.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (Object.keys(s).length > 1) {
      let d = { instancePath: a, schemaPath: "#/maxProperties", keyword: "maxProperties", params: { limit: 1 }, message: "must NOT have more than 1 properties", schema: 1, parentSchema: V, data: s };
      e === null ? e = [d] : e.push(d), t++;
    }
    if (Object.keys(s).length < 1) {
      let d = { instancePath: a, schemaPath: "#/minProperties", keyword: "minProperties", params: { limit: 1 }, message: "must NOT have fewer than 1 properties", schema: 1, parentSchema: V, data: s };
      e === null ? e = [d] : e.push(d), t++;
    }
    for (let d in s) if (!(d === "activation" || d === "avgPool2d" || d === "conv2d" || d === "dense" || d === "dropout" || d === "flatten" || d === "maxPool2d")) {
      let p = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: d }, message: "must NOT have additional properties", schema: false, parentSchema: V, data: s };
      e === null ? e = [p] : e.push(p), t++;
    }
    if (s.activation !== void 0) {
      let d = s.activation;
      if (d && typeof d == "object" && !Array.isArray(d)) {
        if (d.kind === void 0) {
          let p = { instancePath: a + "/activation", schemaPath: "#/properties/activation/required", keyword: "required", params: { missingProperty: "kind" }, message: "must have required property 'kind'", schema: V.properties.activation.required, parentSchema: V.properties.activation, data: d };
          e === null ? e = [p] : e.push(p), t++;
        }
        for (let p in d) if (!(p === "name" || p === "kind")) {
          let c = { instancePath: a + "/activation", schemaPath: "#/properties/activation/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: p }, message: "must NOT have additional properties", schema: false, parentSchema: V.properties.activation, data: d };
          e === null ? e = [c] : e.push(c), t++;
        }
        if (d.name !== void 0) {
          let p = d.name;
          if (typeof p == "string") {
            if (!We.test(p)) {
              let c = { instancePath: a + "/activation/name", schemaPath: "#/$defs/name/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z][A-Za-z0-9_-]{0,63}$" }, message: 'must match pattern "^[A-Za-z][A-Za-z0-9_-]{0,63}$"', schema: "^[A-Za-z][A-Za-z0-9_-]{0,63}$", parentSchema: te, data: p };
              e === null ? e = [c] : e.push(c), t++;
            }
          } else {
            let c = { instancePath: a + "/activation/name", schemaPath: "#/$defs/name/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: te.type, parentSchema: te, data: p };
            e === null ? e = [c] : e.push(c), t++;
          }
        }
        if (d.kind !== void 0) {
          let p = d.kind;
          if (!(p === "linear" || p === "relu" || p === "leakyRelu" || p === "tanh" || p === "sigmoid" || p === "softmax")) {
            let c = { instancePath: a + "/activation/kind", schemaPath: "#/$defs/activation/enum", keyword: "enum", params: { allowedValues: Ie.enum }, message: "must be equal to one of the allowed values", schema: Ie.enum, parentSchema: Ie, data: p };
            e === null ? e = [c] : e.push(c), t++;
          }
        }
      } else {
        let p = { instancePath: a + "/activation", schemaPath: "#/properties/activation/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: V.properties.activation.type, parentSchema: V.properties.activation, data: d };
        e === null ? e = [p] : e.push(p), t++;
      }
    }
    if (s.avgPool2d !== void 0) {
      let d = s.avgPool2d;
      if (d && typeof d == "object" && !Array.isArray(d)) {
        d.size === void 0 && (d.size = 2), d.padding === void 0 && (d.padding = "valid");
        for (let b in d) if (!(b === "name" || b === "size" || b === "strides" || b === "padding")) {
          let P = { instancePath: a + "/avgPool2d", schemaPath: "#/properties/avgPool2d/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: b }, message: "must NOT have additional properties", schema: false, parentSchema: V.properties.avgPool2d, data: d };
          e === null ? e = [P] : e.push(P), t++;
        }
        if (d.name !== void 0) {
          let b = d.name;
          if (typeof b == "string") {
            if (!We.test(b)) {
              let P = { instancePath: a + "/avgPool2d/name", schemaPath: "#/$defs/name/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z][A-Za-z0-9_-]{0,63}$" }, message: 'must match pattern "^[A-Za-z][A-Za-z0-9_-]{0,63}$"', schema: "^[A-Za-z][A-Za-z0-9_-]{0,63}$", parentSchema: te, data: b };
              e === null ? e = [P] : e.push(P), t++;
            }
          } else {
            let P = { instancePath: a + "/avgPool2d/name", schemaPath: "#/$defs/name/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: te.type, parentSchema: te, data: b };
            e === null ? e = [P] : e.push(P), t++;
          }
        }
        let p = d.size, c = t, h = false, f = t;
        if (!(typeof p == "number" && !(p % 1) && !isNaN(p) && isFinite(p))) {
          let b = { instancePath: a + "/avgPool2d/size", schemaPath: "#/$defs/size/anyOf/0/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: O.anyOf[0].type, parentSchema: O.anyOf[0], data: p };
          e === null ? e = [b] : e.push(b), t++;
        }
        if (typeof p == "number" && isFinite(p)) {
          if (p > 65536 || isNaN(p)) {
            let b = { instancePath: a + "/avgPool2d/size", schemaPath: "#/$defs/size/anyOf/0/maximum", keyword: "maximum", params: { comparison: "<=", limit: 65536 }, message: "must be <= 65536", schema: 65536, parentSchema: O.anyOf[0], data: p };
            e === null ? e = [b] : e.push(b), t++;
          }
          if (p < 1 || isNaN(p)) {
            let b = { instancePath: a + "/avgPool2d/size", schemaPath: "#/$defs/size/anyOf/0/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: O.anyOf[0], data: p };
            e === null ? e = [b] : e.push(b), t++;
          }
        }
        var m = f === t;
        h = h || m;
        let y = t;
        if (Array.isArray(p)) {
          if (p.length > 2) {
            let P = { instancePath: a + "/avgPool2d/size", schemaPath: "#/$defs/size/anyOf/1/maxItems", keyword: "maxItems", params: { limit: 2 }, message: "must NOT have more than 2 items", schema: 2, parentSchema: O.anyOf[1], data: p };
            e === null ? e = [P] : e.push(P), t++;
          }
          if (p.length < 2) {
            let P = { instancePath: a + "/avgPool2d/size", schemaPath: "#/$defs/size/anyOf/1/minItems", keyword: "minItems", params: { limit: 2 }, message: "must NOT have fewer than 2 items", schema: 2, parentSchema: O.anyOf[1], data: p };
            e === null ? e = [P] : e.push(P), t++;
          }
          let b = p.length;
          for (let P = 0; P < b; P++) {
            let g = p[P];
            if (!(typeof g == "number" && !(g % 1) && !isNaN(g) && isFinite(g))) {
              let N = { instancePath: a + "/avgPool2d/size/" + P, schemaPath: "#/$defs/size/anyOf/1/items/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: O.anyOf[1].items.type, parentSchema: O.anyOf[1].items, data: g };
              e === null ? e = [N] : e.push(N), t++;
            }
            if (typeof g == "number" && isFinite(g)) {
              if (g > 65536 || isNaN(g)) {
                let N = { instancePath: a + "/avgPool2d/size/" + P, schemaPath: "#/$defs/size/anyOf/1/items/maximum", keyword: "maximum", params: { comparison: "<=", limit: 65536 }, message: "must be <= 65536", schema: 65536, parentSchema: O.anyOf[1].items, data: g };
                e === null ? e = [N] : e.push(N), t++;
              }
              if (g < 1 || isNaN(g)) {
                let N = { instancePath: a + "/avgPool2d/size/" + P, schemaPath: "#/$defs/size/anyOf/1/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: O.anyOf[1].items, data: g };
                e === null ? e = [N] : e.push(N), t++;
              }
            }
          }
        } else {
          let b = { instancePath: a + "/avgPool2d/size", schemaPath: "#/$defs/size/anyOf/1/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: O.anyOf[1].type, parentSchema: O.anyOf[1], data: p };
          e === null ? e = [b] : e.push(b), t++;
        }
        var m = y === t;
        if (h = h || m, h) t = c, e !== null && (c ? e.length = c : e = null);
        else {
          let b = { instancePath: a + "/avgPool2d/size", schemaPath: "#/$defs/size/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf", schema: O.anyOf, parentSchema: O, data: p };
          e === null ? e = [b] : e.push(b), t++;
        }
        if (d.strides !== void 0) {
          let b = d.strides, P = t, g = false, N = t;
          if (!(typeof b == "number" && !(b % 1) && !isNaN(b) && isFinite(b))) {
            let v = { instancePath: a + "/avgPool2d/strides", schemaPath: "#/$defs/size/anyOf/0/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: O.anyOf[0].type, parentSchema: O.anyOf[0], data: b };
            e === null ? e = [v] : e.push(v), t++;
          }
          if (typeof b == "number" && isFinite(b)) {
            if (b > 65536 || isNaN(b)) {
              let v = { instancePath: a + "/avgPool2d/strides", schemaPath: "#/$defs/size/anyOf/0/maximum", keyword: "maximum", params: { comparison: "<=", limit: 65536 }, message: "must be <= 65536", schema: 65536, parentSchema: O.anyOf[0], data: b };
              e === null ? e = [v] : e.push(v), t++;
            }
            if (b < 1 || isNaN(b)) {
              let v = { instancePath: a + "/avgPool2d/strides", schemaPath: "#/$defs/size/anyOf/0/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: O.anyOf[0], data: b };
              e === null ? e = [v] : e.push(v), t++;
            }
          }
          var n = N === t;
          g = g || n;
          let F = t;
          if (Array.isArray(b)) {
            if (b.length > 2) {
              let _ = { instancePath: a + "/avgPool2d/strides", schemaPath: "#/$defs/size/anyOf/1/maxItems", keyword: "maxItems", params: { limit: 2 }, message: "must NOT have more than 2 items", schema: 2, parentSchema: O.anyOf[1], data: b };
              e === null ? e = [_] : e.push(_), t++;
            }
            if (b.length < 2) {
              let _ = { instancePath: a + "/avgPool2d/strides", schemaPath: "#/$defs/size/anyOf/1/minItems", keyword: "minItems", params: { limit: 2 }, message: "must NOT have fewer than 2 items", schema: 2, parentSchema: O.anyOf[1], data: b };
              e === null ? e = [_] : e.push(_), t++;
            }
            let v = b.length;
            for (let _ = 0; _ < v; _++) {
              let M = b[_];
              if (!(typeof M == "number" && !(M % 1) && !isNaN(M) && isFinite(M))) {
                let U = { instancePath: a + "/avgPool2d/strides/" + _, schemaPath: "#/$defs/size/anyOf/1/items/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: O.anyOf[1].items.type, parentSchema: O.anyOf[1].items, data: M };
                e === null ? e = [U] : e.push(U), t++;
              }
              if (typeof M == "number" && isFinite(M)) {
                if (M > 65536 || isNaN(M)) {
                  let U = { instancePath: a + "/avgPool2d/strides/" + _, schemaPath: "#/$defs/size/anyOf/1/items/maximum", keyword: "maximum", params: { comparison: "<=", limit: 65536 }, message: "must be <= 65536", schema: 65536, parentSchema: O.anyOf[1].items, data: M };
                  e === null ? e = [U] : e.push(U), t++;
                }
                if (M < 1 || isNaN(M)) {
                  let U = { instancePath: a + "/avgPool2d/strides/" + _, schemaPath: "#/$defs/size/anyOf/1/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: O.anyOf[1].items, data: M };
                  e === null ? e = [U] : e.push(U), t++;
                }
              }
            }
          } else {
            let v = { instancePath: a + "/avgPool2d/strides", schemaPath: "#/$defs/size/anyOf/1/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: O.anyOf[1].type, parentSchema: O.anyOf[1], data: b };
            e === null ? e = [v] : e.push(v), t++;
          }
          var n = F === t;
          if (g = g || n, g) t = P, e !== null && (P ? e.length = P : e = null);
          else {
            let v = { instancePath: a + "/avgPool2d/strides", schemaPath: "#/$defs/size/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf", schema: O.anyOf, parentSchema: O, data: b };
            e === null ? e = [v] : e.push(v), t++;
          }
        }
        let w = d.padding;
        if (!(w === "valid" || w === "same")) {
          let b = { instancePath: a + "/avgPool2d/padding", schemaPath: "#/$defs/padding/enum", keyword: "enum", params: { allowedValues: Ae.enum }, message: "must be equal to one of the allowed values", schema: Ae.enum, parentSchema: Ae, data: w };
          e === null ? e = [b] : e.push(b), t++;
        }
      } else {
        let p = { instancePath: a + "/avgPool2d", schemaPath: "#/properties/avgPool2d/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: V.properties.avgPool2d.type, parentSchema: V.properties.avgPool2d, data: d };
        e === null ? e = [p] : e.push(p), t++;
      }
    }
    if (s.conv2d !== void 0) {
      let d = s.conv2d;
      if (d && typeof d == "object" && !Array.isArray(d)) {
        if (d.strides === void 0 && (d.strides = 1), d.padding === void 0 && (d.padding = "valid"), d.activation === void 0 && (d.activation = "linear"), d.useBias === void 0 && (d.useBias = true), d.filters === void 0) {
          let g = { instancePath: a + "/conv2d", schemaPath: "#/properties/conv2d/required", keyword: "required", params: { missingProperty: "filters" }, message: "must have required property 'filters'", schema: V.properties.conv2d.required, parentSchema: V.properties.conv2d, data: d };
          e === null ? e = [g] : e.push(g), t++;
        }
        if (d.kernel === void 0) {
          let g = { instancePath: a + "/conv2d", schemaPath: "#/properties/conv2d/required", keyword: "required", params: { missingProperty: "kernel" }, message: "must have required property 'kernel'", schema: V.properties.conv2d.required, parentSchema: V.properties.conv2d, data: d };
          e === null ? e = [g] : e.push(g), t++;
        }
        for (let g in d) if (!(g === "name" || g === "filters" || g === "kernel" || g === "strides" || g === "padding" || g === "activation" || g === "useBias")) {
          let N = { instancePath: a + "/conv2d", schemaPath: "#/properties/conv2d/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: g }, message: "must NOT have additional properties", schema: false, parentSchema: V.properties.conv2d, data: d };
          e === null ? e = [N] : e.push(N), t++;
        }
        if (d.name !== void 0) {
          let g = d.name;
          if (typeof g == "string") {
            if (!We.test(g)) {
              let N = { instancePath: a + "/conv2d/name", schemaPath: "#/$defs/name/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z][A-Za-z0-9_-]{0,63}$" }, message: 'must match pattern "^[A-Za-z][A-Za-z0-9_-]{0,63}$"', schema: "^[A-Za-z][A-Za-z0-9_-]{0,63}$", parentSchema: te, data: g };
              e === null ? e = [N] : e.push(N), t++;
            }
          } else {
            let N = { instancePath: a + "/conv2d/name", schemaPath: "#/$defs/name/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: te.type, parentSchema: te, data: g };
            e === null ? e = [N] : e.push(N), t++;
          }
        }
        if (d.filters !== void 0) {
          let g = d.filters;
          if (!(typeof g == "number" && !(g % 1) && !isNaN(g) && isFinite(g))) {
            let N = { instancePath: a + "/conv2d/filters", schemaPath: "#/properties/conv2d/properties/filters/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: V.properties.conv2d.properties.filters.type, parentSchema: V.properties.conv2d.properties.filters, data: g };
            e === null ? e = [N] : e.push(N), t++;
          }
          if (typeof g == "number" && isFinite(g)) {
            if (g > 65536 || isNaN(g)) {
              let N = { instancePath: a + "/conv2d/filters", schemaPath: "#/properties/conv2d/properties/filters/maximum", keyword: "maximum", params: { comparison: "<=", limit: 65536 }, message: "must be <= 65536", schema: 65536, parentSchema: V.properties.conv2d.properties.filters, data: g };
              e === null ? e = [N] : e.push(N), t++;
            }
            if (g < 1 || isNaN(g)) {
              let N = { instancePath: a + "/conv2d/filters", schemaPath: "#/properties/conv2d/properties/filters/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: V.properties.conv2d.properties.filters, data: g };
              e === null ? e = [N] : e.push(N), t++;
            }
          }
        }
        if (d.kernel !== void 0) {
          let g = d.kernel, N = t, F = false, v = t;
          if (!(typeof g == "number" && !(g % 1) && !isNaN(g) && isFinite(g))) {
            let M = { instancePath: a + "/conv2d/kernel", schemaPath: "#/$defs/size/anyOf/0/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: O.anyOf[0].type, parentSchema: O.anyOf[0], data: g };
            e === null ? e = [M] : e.push(M), t++;
          }
          if (typeof g == "number" && isFinite(g)) {
            if (g > 65536 || isNaN(g)) {
              let M = { instancePath: a + "/conv2d/kernel", schemaPath: "#/$defs/size/anyOf/0/maximum", keyword: "maximum", params: { comparison: "<=", limit: 65536 }, message: "must be <= 65536", schema: 65536, parentSchema: O.anyOf[0], data: g };
              e === null ? e = [M] : e.push(M), t++;
            }
            if (g < 1 || isNaN(g)) {
              let M = { instancePath: a + "/conv2d/kernel", schemaPath: "#/$defs/size/anyOf/0/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: O.anyOf[0], data: g };
              e === null ? e = [M] : e.push(M), t++;
            }
          }
          var i = v === t;
          F = F || i;
          let _ = t;
          if (Array.isArray(g)) {
            if (g.length > 2) {
              let U = { instancePath: a + "/conv2d/kernel", schemaPath: "#/$defs/size/anyOf/1/maxItems", keyword: "maxItems", params: { limit: 2 }, message: "must NOT have more than 2 items", schema: 2, parentSchema: O.anyOf[1], data: g };
              e === null ? e = [U] : e.push(U), t++;
            }
            if (g.length < 2) {
              let U = { instancePath: a + "/conv2d/kernel", schemaPath: "#/$defs/size/anyOf/1/minItems", keyword: "minItems", params: { limit: 2 }, message: "must NOT have fewer than 2 items", schema: 2, parentSchema: O.anyOf[1], data: g };
              e === null ? e = [U] : e.push(U), t++;
            }
            let M = g.length;
            for (let U = 0; U < M; U++) {
              let Pe = g[U];
              if (!(typeof Pe == "number" && !(Pe % 1) && !isNaN(Pe) && isFinite(Pe))) {
                let Fe = { instancePath: a + "/conv2d/kernel/" + U, schemaPath: "#/$defs/size/anyOf/1/items/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: O.anyOf[1].items.type, parentSchema: O.anyOf[1].items, data: Pe };
                e === null ? e = [Fe] : e.push(Fe), t++;
              }
              if (typeof Pe == "number" && isFinite(Pe)) {
                if (Pe > 65536 || isNaN(Pe)) {
                  let Fe = { instancePath: a + "/conv2d/kernel/" + U, schemaPath: "#/$defs/size/anyOf/1/items/maximum", keyword: "maximum", params: { comparison: "<=", limit: 65536 }, message: "must be <= 65536", schema: 65536, parentSchema: O.anyOf[1].items, data: Pe };
                  e === null ? e = [Fe] : e.push(Fe), t++;
                }
                if (Pe < 1 || isNaN(Pe)) {
                  let Fe = { instancePath: a + "/conv2d/kernel/" + U, schemaPath: "#/$defs/size/anyOf/1/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: O.anyOf[1].items, data: Pe };
                  e === null ? e = [Fe] : e.push(Fe), t++;
                }
              }
            }
          } else {
            let M = { instancePath: a + "/conv2d/kernel", schemaPath: "#/$defs/size/anyOf/1/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: O.anyOf[1].type, parentSchema: O.anyOf[1], data: g };
            e === null ? e = [M] : e.push(M), t++;
          }
          var i = _ === t;
          if (F = F || i, F) t = N, e !== null && (N ? e.length = N : e = null);
          else {
            let M = { instancePath: a + "/conv2d/kernel", schemaPath: "#/$defs/size/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf", schema: O.anyOf, parentSchema: O, data: g };
            e === null ? e = [M] : e.push(M), t++;
          }
        }
        let p = d.strides, c = t, h = false, f = t;
        if (!(typeof p == "number" && !(p % 1) && !isNaN(p) && isFinite(p))) {
          let g = { instancePath: a + "/conv2d/strides", schemaPath: "#/$defs/size/anyOf/0/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: O.anyOf[0].type, parentSchema: O.anyOf[0], data: p };
          e === null ? e = [g] : e.push(g), t++;
        }
        if (typeof p == "number" && isFinite(p)) {
          if (p > 65536 || isNaN(p)) {
            let g = { instancePath: a + "/conv2d/strides", schemaPath: "#/$defs/size/anyOf/0/maximum", keyword: "maximum", params: { comparison: "<=", limit: 65536 }, message: "must be <= 65536", schema: 65536, parentSchema: O.anyOf[0], data: p };
            e === null ? e = [g] : e.push(g), t++;
          }
          if (p < 1 || isNaN(p)) {
            let g = { instancePath: a + "/conv2d/strides", schemaPath: "#/$defs/size/anyOf/0/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: O.anyOf[0], data: p };
            e === null ? e = [g] : e.push(g), t++;
          }
        }
        var r = f === t;
        h = h || r;
        let y = t;
        if (Array.isArray(p)) {
          if (p.length > 2) {
            let N = { instancePath: a + "/conv2d/strides", schemaPath: "#/$defs/size/anyOf/1/maxItems", keyword: "maxItems", params: { limit: 2 }, message: "must NOT have more than 2 items", schema: 2, parentSchema: O.anyOf[1], data: p };
            e === null ? e = [N] : e.push(N), t++;
          }
          if (p.length < 2) {
            let N = { instancePath: a + "/conv2d/strides", schemaPath: "#/$defs/size/anyOf/1/minItems", keyword: "minItems", params: { limit: 2 }, message: "must NOT have fewer than 2 items", schema: 2, parentSchema: O.anyOf[1], data: p };
            e === null ? e = [N] : e.push(N), t++;
          }
          let g = p.length;
          for (let N = 0; N < g; N++) {
            let F = p[N];
            if (!(typeof F == "number" && !(F % 1) && !isNaN(F) && isFinite(F))) {
              let v = { instancePath: a + "/conv2d/strides/" + N, schemaPath: "#/$defs/size/anyOf/1/items/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: O.anyOf[1].items.type, parentSchema: O.anyOf[1].items, data: F };
              e === null ? e = [v] : e.push(v), t++;
            }
            if (typeof F == "number" && isFinite(F)) {
              if (F > 65536 || isNaN(F)) {
                let v = { instancePath: a + "/conv2d/strides/" + N, schemaPath: "#/$defs/size/anyOf/1/items/maximum", keyword: "maximum", params: { comparison: "<=", limit: 65536 }, message: "must be <= 65536", schema: 65536, parentSchema: O.anyOf[1].items, data: F };
                e === null ? e = [v] : e.push(v), t++;
              }
              if (F < 1 || isNaN(F)) {
                let v = { instancePath: a + "/conv2d/strides/" + N, schemaPath: "#/$defs/size/anyOf/1/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: O.anyOf[1].items, data: F };
                e === null ? e = [v] : e.push(v), t++;
              }
            }
          }
        } else {
          let g = { instancePath: a + "/conv2d/strides", schemaPath: "#/$defs/size/anyOf/1/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: O.anyOf[1].type, parentSchema: O.anyOf[1], data: p };
          e === null ? e = [g] : e.push(g), t++;
        }
        var r = y === t;
        if (h = h || r, h) t = c, e !== null && (c ? e.length = c : e = null);
        else {
          let g = { instancePath: a + "/conv2d/strides", schemaPath: "#/$defs/size/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf", schema: O.anyOf, parentSchema: O, data: p };
          e === null ? e = [g] : e.push(g), t++;
        }
        let w = d.padding;
        if (!(w === "valid" || w === "same")) {
          let g = { instancePath: a + "/conv2d/padding", schemaPath: "#/$defs/padding/enum", keyword: "enum", params: { allowedValues: Ae.enum }, message: "must be equal to one of the allowed values", schema: Ae.enum, parentSchema: Ae, data: w };
          e === null ? e = [g] : e.push(g), t++;
        }
        let b = d.activation;
        if (!(b === "linear" || b === "relu" || b === "leakyRelu" || b === "tanh" || b === "sigmoid" || b === "softmax")) {
          let g = { instancePath: a + "/conv2d/activation", schemaPath: "#/$defs/activation/enum", keyword: "enum", params: { allowedValues: Ie.enum }, message: "must be equal to one of the allowed values", schema: Ie.enum, parentSchema: Ie, data: b };
          e === null ? e = [g] : e.push(g), t++;
        }
        let P = d.useBias;
        if (typeof P != "boolean") {
          let g = { instancePath: a + "/conv2d/useBias", schemaPath: "#/$defs/useBias/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: cs.type, parentSchema: cs, data: P };
          e === null ? e = [g] : e.push(g), t++;
        }
      } else {
        let p = { instancePath: a + "/conv2d", schemaPath: "#/properties/conv2d/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: V.properties.conv2d.type, parentSchema: V.properties.conv2d, data: d };
        e === null ? e = [p] : e.push(p), t++;
      }
    }
    if (s.dense !== void 0) {
      let d = s.dense;
      if (d && typeof d == "object" && !Array.isArray(d)) {
        if (d.activation === void 0 && (d.activation = "linear"), d.useBias === void 0 && (d.useBias = true), d.units === void 0) {
          let h = { instancePath: a + "/dense", schemaPath: "#/properties/dense/required", keyword: "required", params: { missingProperty: "units" }, message: "must have required property 'units'", schema: V.properties.dense.required, parentSchema: V.properties.dense, data: d };
          e === null ? e = [h] : e.push(h), t++;
        }
        for (let h in d) if (!(h === "name" || h === "units" || h === "activation" || h === "useBias")) {
          let f = { instancePath: a + "/dense", schemaPath: "#/properties/dense/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: h }, message: "must NOT have additional properties", schema: false, parentSchema: V.properties.dense, data: d };
          e === null ? e = [f] : e.push(f), t++;
        }
        if (d.name !== void 0) {
          let h = d.name;
          if (typeof h == "string") {
            if (!We.test(h)) {
              let f = { instancePath: a + "/dense/name", schemaPath: "#/$defs/name/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z][A-Za-z0-9_-]{0,63}$" }, message: 'must match pattern "^[A-Za-z][A-Za-z0-9_-]{0,63}$"', schema: "^[A-Za-z][A-Za-z0-9_-]{0,63}$", parentSchema: te, data: h };
              e === null ? e = [f] : e.push(f), t++;
            }
          } else {
            let f = { instancePath: a + "/dense/name", schemaPath: "#/$defs/name/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: te.type, parentSchema: te, data: h };
            e === null ? e = [f] : e.push(f), t++;
          }
        }
        if (d.units !== void 0) {
          let h = d.units;
          if (!(typeof h == "number" && !(h % 1) && !isNaN(h) && isFinite(h))) {
            let f = { instancePath: a + "/dense/units", schemaPath: "#/properties/dense/properties/units/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: V.properties.dense.properties.units.type, parentSchema: V.properties.dense.properties.units, data: h };
            e === null ? e = [f] : e.push(f), t++;
          }
          if (typeof h == "number" && isFinite(h)) {
            if (h > 1048576 || isNaN(h)) {
              let f = { instancePath: a + "/dense/units", schemaPath: "#/properties/dense/properties/units/maximum", keyword: "maximum", params: { comparison: "<=", limit: 1048576 }, message: "must be <= 1048576", schema: 1048576, parentSchema: V.properties.dense.properties.units, data: h };
              e === null ? e = [f] : e.push(f), t++;
            }
            if (h < 1 || isNaN(h)) {
              let f = { instancePath: a + "/dense/units", schemaPath: "#/properties/dense/properties/units/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: V.properties.dense.properties.units, data: h };
              e === null ? e = [f] : e.push(f), t++;
            }
          }
        }
        let p = d.activation;
        if (!(p === "linear" || p === "relu" || p === "leakyRelu" || p === "tanh" || p === "sigmoid" || p === "softmax")) {
          let h = { instancePath: a + "/dense/activation", schemaPath: "#/$defs/activation/enum", keyword: "enum", params: { allowedValues: Ie.enum }, message: "must be equal to one of the allowed values", schema: Ie.enum, parentSchema: Ie, data: p };
          e === null ? e = [h] : e.push(h), t++;
        }
        let c = d.useBias;
        if (typeof c != "boolean") {
          let h = { instancePath: a + "/dense/useBias", schemaPath: "#/$defs/useBias/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: cs.type, parentSchema: cs, data: c };
          e === null ? e = [h] : e.push(h), t++;
        }
      } else {
        let p = { instancePath: a + "/dense", schemaPath: "#/properties/dense/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: V.properties.dense.type, parentSchema: V.properties.dense, data: d };
        e === null ? e = [p] : e.push(p), t++;
      }
    }
    if (s.dropout !== void 0) {
      let d = s.dropout;
      if (d && typeof d == "object" && !Array.isArray(d)) {
        if (d.rate === void 0) {
          let p = { instancePath: a + "/dropout", schemaPath: "#/properties/dropout/required", keyword: "required", params: { missingProperty: "rate" }, message: "must have required property 'rate'", schema: V.properties.dropout.required, parentSchema: V.properties.dropout, data: d };
          e === null ? e = [p] : e.push(p), t++;
        }
        for (let p in d) if (!(p === "name" || p === "rate")) {
          let c = { instancePath: a + "/dropout", schemaPath: "#/properties/dropout/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: p }, message: "must NOT have additional properties", schema: false, parentSchema: V.properties.dropout, data: d };
          e === null ? e = [c] : e.push(c), t++;
        }
        if (d.name !== void 0) {
          let p = d.name;
          if (typeof p == "string") {
            if (!We.test(p)) {
              let c = { instancePath: a + "/dropout/name", schemaPath: "#/$defs/name/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z][A-Za-z0-9_-]{0,63}$" }, message: 'must match pattern "^[A-Za-z][A-Za-z0-9_-]{0,63}$"', schema: "^[A-Za-z][A-Za-z0-9_-]{0,63}$", parentSchema: te, data: p };
              e === null ? e = [c] : e.push(c), t++;
            }
          } else {
            let c = { instancePath: a + "/dropout/name", schemaPath: "#/$defs/name/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: te.type, parentSchema: te, data: p };
            e === null ? e = [c] : e.push(c), t++;
          }
        }
        if (d.rate !== void 0) {
          let p = d.rate;
          if (typeof p == "number" && isFinite(p)) {
            if (p < 0 || isNaN(p)) {
              let c = { instancePath: a + "/dropout/rate", schemaPath: "#/properties/dropout/properties/rate/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: V.properties.dropout.properties.rate, data: p };
              e === null ? e = [c] : e.push(c), t++;
            }
            if (p >= 1 || isNaN(p)) {
              let c = { instancePath: a + "/dropout/rate", schemaPath: "#/properties/dropout/properties/rate/exclusiveMaximum", keyword: "exclusiveMaximum", params: { comparison: "<", limit: 1 }, message: "must be < 1", schema: 1, parentSchema: V.properties.dropout.properties.rate, data: p };
              e === null ? e = [c] : e.push(c), t++;
            }
          } else {
            let c = { instancePath: a + "/dropout/rate", schemaPath: "#/properties/dropout/properties/rate/type", keyword: "type", params: { type: "number" }, message: "must be number", schema: V.properties.dropout.properties.rate.type, parentSchema: V.properties.dropout.properties.rate, data: p };
            e === null ? e = [c] : e.push(c), t++;
          }
        }
      } else {
        let p = { instancePath: a + "/dropout", schemaPath: "#/properties/dropout/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: V.properties.dropout.type, parentSchema: V.properties.dropout, data: d };
        e === null ? e = [p] : e.push(p), t++;
      }
    }
    if (s.flatten !== void 0) {
      let d = s.flatten;
      if (d && typeof d == "object" && !Array.isArray(d)) {
        for (let p in d) if (p !== "name") {
          let c = { instancePath: a + "/flatten", schemaPath: "#/properties/flatten/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: p }, message: "must NOT have additional properties", schema: false, parentSchema: V.properties.flatten, data: d };
          e === null ? e = [c] : e.push(c), t++;
        }
        if (d.name !== void 0) {
          let p = d.name;
          if (typeof p == "string") {
            if (!We.test(p)) {
              let c = { instancePath: a + "/flatten/name", schemaPath: "#/$defs/name/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z][A-Za-z0-9_-]{0,63}$" }, message: 'must match pattern "^[A-Za-z][A-Za-z0-9_-]{0,63}$"', schema: "^[A-Za-z][A-Za-z0-9_-]{0,63}$", parentSchema: te, data: p };
              e === null ? e = [c] : e.push(c), t++;
            }
          } else {
            let c = { instancePath: a + "/flatten/name", schemaPath: "#/$defs/name/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: te.type, parentSchema: te, data: p };
            e === null ? e = [c] : e.push(c), t++;
          }
        }
      } else {
        let p = { instancePath: a + "/flatten", schemaPath: "#/properties/flatten/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: V.properties.flatten.type, parentSchema: V.properties.flatten, data: d };
        e === null ? e = [p] : e.push(p), t++;
      }
    }
    if (s.maxPool2d !== void 0) {
      let d = s.maxPool2d;
      if (d && typeof d == "object" && !Array.isArray(d)) {
        d.size === void 0 && (d.size = 2), d.padding === void 0 && (d.padding = "valid");
        for (let b in d) if (!(b === "name" || b === "size" || b === "strides" || b === "padding")) {
          let P = { instancePath: a + "/maxPool2d", schemaPath: "#/properties/maxPool2d/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: b }, message: "must NOT have additional properties", schema: false, parentSchema: V.properties.maxPool2d, data: d };
          e === null ? e = [P] : e.push(P), t++;
        }
        if (d.name !== void 0) {
          let b = d.name;
          if (typeof b == "string") {
            if (!We.test(b)) {
              let P = { instancePath: a + "/maxPool2d/name", schemaPath: "#/$defs/name/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z][A-Za-z0-9_-]{0,63}$" }, message: 'must match pattern "^[A-Za-z][A-Za-z0-9_-]{0,63}$"', schema: "^[A-Za-z][A-Za-z0-9_-]{0,63}$", parentSchema: te, data: b };
              e === null ? e = [P] : e.push(P), t++;
            }
          } else {
            let P = { instancePath: a + "/maxPool2d/name", schemaPath: "#/$defs/name/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: te.type, parentSchema: te, data: b };
            e === null ? e = [P] : e.push(P), t++;
          }
        }
        let p = d.size, c = t, h = false, f = t;
        if (!(typeof p == "number" && !(p % 1) && !isNaN(p) && isFinite(p))) {
          let b = { instancePath: a + "/maxPool2d/size", schemaPath: "#/$defs/size/anyOf/0/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: O.anyOf[0].type, parentSchema: O.anyOf[0], data: p };
          e === null ? e = [b] : e.push(b), t++;
        }
        if (typeof p == "number" && isFinite(p)) {
          if (p > 65536 || isNaN(p)) {
            let b = { instancePath: a + "/maxPool2d/size", schemaPath: "#/$defs/size/anyOf/0/maximum", keyword: "maximum", params: { comparison: "<=", limit: 65536 }, message: "must be <= 65536", schema: 65536, parentSchema: O.anyOf[0], data: p };
            e === null ? e = [b] : e.push(b), t++;
          }
          if (p < 1 || isNaN(p)) {
            let b = { instancePath: a + "/maxPool2d/size", schemaPath: "#/$defs/size/anyOf/0/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: O.anyOf[0], data: p };
            e === null ? e = [b] : e.push(b), t++;
          }
        }
        var o = f === t;
        h = h || o;
        let y = t;
        if (Array.isArray(p)) {
          if (p.length > 2) {
            let P = { instancePath: a + "/maxPool2d/size", schemaPath: "#/$defs/size/anyOf/1/maxItems", keyword: "maxItems", params: { limit: 2 }, message: "must NOT have more than 2 items", schema: 2, parentSchema: O.anyOf[1], data: p };
            e === null ? e = [P] : e.push(P), t++;
          }
          if (p.length < 2) {
            let P = { instancePath: a + "/maxPool2d/size", schemaPath: "#/$defs/size/anyOf/1/minItems", keyword: "minItems", params: { limit: 2 }, message: "must NOT have fewer than 2 items", schema: 2, parentSchema: O.anyOf[1], data: p };
            e === null ? e = [P] : e.push(P), t++;
          }
          let b = p.length;
          for (let P = 0; P < b; P++) {
            let g = p[P];
            if (!(typeof g == "number" && !(g % 1) && !isNaN(g) && isFinite(g))) {
              let N = { instancePath: a + "/maxPool2d/size/" + P, schemaPath: "#/$defs/size/anyOf/1/items/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: O.anyOf[1].items.type, parentSchema: O.anyOf[1].items, data: g };
              e === null ? e = [N] : e.push(N), t++;
            }
            if (typeof g == "number" && isFinite(g)) {
              if (g > 65536 || isNaN(g)) {
                let N = { instancePath: a + "/maxPool2d/size/" + P, schemaPath: "#/$defs/size/anyOf/1/items/maximum", keyword: "maximum", params: { comparison: "<=", limit: 65536 }, message: "must be <= 65536", schema: 65536, parentSchema: O.anyOf[1].items, data: g };
                e === null ? e = [N] : e.push(N), t++;
              }
              if (g < 1 || isNaN(g)) {
                let N = { instancePath: a + "/maxPool2d/size/" + P, schemaPath: "#/$defs/size/anyOf/1/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: O.anyOf[1].items, data: g };
                e === null ? e = [N] : e.push(N), t++;
              }
            }
          }
        } else {
          let b = { instancePath: a + "/maxPool2d/size", schemaPath: "#/$defs/size/anyOf/1/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: O.anyOf[1].type, parentSchema: O.anyOf[1], data: p };
          e === null ? e = [b] : e.push(b), t++;
        }
        var o = y === t;
        if (h = h || o, h) t = c, e !== null && (c ? e.length = c : e = null);
        else {
          let b = { instancePath: a + "/maxPool2d/size", schemaPath: "#/$defs/size/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf", schema: O.anyOf, parentSchema: O, data: p };
          e === null ? e = [b] : e.push(b), t++;
        }
        if (d.strides !== void 0) {
          let b = d.strides, P = t, g = false, N = t;
          if (!(typeof b == "number" && !(b % 1) && !isNaN(b) && isFinite(b))) {
            let v = { instancePath: a + "/maxPool2d/strides", schemaPath: "#/$defs/size/anyOf/0/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: O.anyOf[0].type, parentSchema: O.anyOf[0], data: b };
            e === null ? e = [v] : e.push(v), t++;
          }
          if (typeof b == "number" && isFinite(b)) {
            if (b > 65536 || isNaN(b)) {
              let v = { instancePath: a + "/maxPool2d/strides", schemaPath: "#/$defs/size/anyOf/0/maximum", keyword: "maximum", params: { comparison: "<=", limit: 65536 }, message: "must be <= 65536", schema: 65536, parentSchema: O.anyOf[0], data: b };
              e === null ? e = [v] : e.push(v), t++;
            }
            if (b < 1 || isNaN(b)) {
              let v = { instancePath: a + "/maxPool2d/strides", schemaPath: "#/$defs/size/anyOf/0/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: O.anyOf[0], data: b };
              e === null ? e = [v] : e.push(v), t++;
            }
          }
          var l = N === t;
          g = g || l;
          let F = t;
          if (Array.isArray(b)) {
            if (b.length > 2) {
              let _ = { instancePath: a + "/maxPool2d/strides", schemaPath: "#/$defs/size/anyOf/1/maxItems", keyword: "maxItems", params: { limit: 2 }, message: "must NOT have more than 2 items", schema: 2, parentSchema: O.anyOf[1], data: b };
              e === null ? e = [_] : e.push(_), t++;
            }
            if (b.length < 2) {
              let _ = { instancePath: a + "/maxPool2d/strides", schemaPath: "#/$defs/size/anyOf/1/minItems", keyword: "minItems", params: { limit: 2 }, message: "must NOT have fewer than 2 items", schema: 2, parentSchema: O.anyOf[1], data: b };
              e === null ? e = [_] : e.push(_), t++;
            }
            let v = b.length;
            for (let _ = 0; _ < v; _++) {
              let M = b[_];
              if (!(typeof M == "number" && !(M % 1) && !isNaN(M) && isFinite(M))) {
                let U = { instancePath: a + "/maxPool2d/strides/" + _, schemaPath: "#/$defs/size/anyOf/1/items/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: O.anyOf[1].items.type, parentSchema: O.anyOf[1].items, data: M };
                e === null ? e = [U] : e.push(U), t++;
              }
              if (typeof M == "number" && isFinite(M)) {
                if (M > 65536 || isNaN(M)) {
                  let U = { instancePath: a + "/maxPool2d/strides/" + _, schemaPath: "#/$defs/size/anyOf/1/items/maximum", keyword: "maximum", params: { comparison: "<=", limit: 65536 }, message: "must be <= 65536", schema: 65536, parentSchema: O.anyOf[1].items, data: M };
                  e === null ? e = [U] : e.push(U), t++;
                }
                if (M < 1 || isNaN(M)) {
                  let U = { instancePath: a + "/maxPool2d/strides/" + _, schemaPath: "#/$defs/size/anyOf/1/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: O.anyOf[1].items, data: M };
                  e === null ? e = [U] : e.push(U), t++;
                }
              }
            }
          } else {
            let v = { instancePath: a + "/maxPool2d/strides", schemaPath: "#/$defs/size/anyOf/1/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: O.anyOf[1].type, parentSchema: O.anyOf[1], data: b };
            e === null ? e = [v] : e.push(v), t++;
          }
          var l = F === t;
          if (g = g || l, g) t = P, e !== null && (P ? e.length = P : e = null);
          else {
            let v = { instancePath: a + "/maxPool2d/strides", schemaPath: "#/$defs/size/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf", schema: O.anyOf, parentSchema: O, data: b };
            e === null ? e = [v] : e.push(v), t++;
          }
        }
        let w = d.padding;
        if (!(w === "valid" || w === "same")) {
          let b = { instancePath: a + "/maxPool2d/padding", schemaPath: "#/$defs/padding/enum", keyword: "enum", params: { allowedValues: Ae.enum }, message: "must be equal to one of the allowed values", schema: Ae.enum, parentSchema: Ae, data: w };
          e === null ? e = [b] : e.push(b), t++;
        }
      } else {
        let p = { instancePath: a + "/maxPool2d", schemaPath: "#/properties/maxPool2d/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: V.properties.maxPool2d.type, parentSchema: V.properties.maxPool2d, data: d };
        e === null ? e = [p] : e.push(p), t++;
      }
    }
  } else {
    let d = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: V.type, parentSchema: V, data: s };
    e === null ? e = [d] : e.push(d), t++;
  }
  return hs.errors = e, t === 0;
}
hs.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
function xs(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = xs.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (s.input === void 0) {
      let m = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "input" }, message: "must have required property 'input'", schema: ne.required, parentSchema: ne, data: s };
      e === null ? e = [m] : e.push(m), t++;
    }
    if (s.layers === void 0) {
      let m = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "layers" }, message: "must have required property 'layers'", schema: ne.required, parentSchema: ne, data: s };
      e === null ? e = [m] : e.push(m), t++;
    }
    for (let m in s) if (!(m === "input" || m === "layers")) {
      let n = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: m }, message: "must NOT have additional properties", schema: false, parentSchema: ne, data: s };
      e === null ? e = [n] : e.push(n), t++;
    }
    if (s.input !== void 0) {
      let m = s.input;
      if (Array.isArray(m)) {
        if (m.length > 3) {
          let i = { instancePath: a + "/input", schemaPath: "#/properties/input/maxItems", keyword: "maxItems", params: { limit: 3 }, message: "must NOT have more than 3 items", schema: 3, parentSchema: ne.properties.input, data: m };
          e === null ? e = [i] : e.push(i), t++;
        }
        if (m.length < 3) {
          let i = { instancePath: a + "/input", schemaPath: "#/properties/input/minItems", keyword: "minItems", params: { limit: 3 }, message: "must NOT have fewer than 3 items", schema: 3, parentSchema: ne.properties.input, data: m };
          e === null ? e = [i] : e.push(i), t++;
        }
        let n = m.length;
        for (let i = 0; i < n; i++) {
          let r = m[i];
          if (!(typeof r == "number" && !(r % 1) && !isNaN(r) && isFinite(r))) {
            let o = { instancePath: a + "/input/" + i, schemaPath: "#/properties/input/items/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: ne.properties.input.items.type, parentSchema: ne.properties.input.items, data: r };
            e === null ? e = [o] : e.push(o), t++;
          }
          if (typeof r == "number" && isFinite(r)) {
            if (r > 65536 || isNaN(r)) {
              let o = { instancePath: a + "/input/" + i, schemaPath: "#/properties/input/items/maximum", keyword: "maximum", params: { comparison: "<=", limit: 65536 }, message: "must be <= 65536", schema: 65536, parentSchema: ne.properties.input.items, data: r };
              e === null ? e = [o] : e.push(o), t++;
            }
            if (r < 1 || isNaN(r)) {
              let o = { instancePath: a + "/input/" + i, schemaPath: "#/properties/input/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: ne.properties.input.items, data: r };
              e === null ? e = [o] : e.push(o), t++;
            }
          }
        }
      } else {
        let n = { instancePath: a + "/input", schemaPath: "#/properties/input/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: ne.properties.input.type, parentSchema: ne.properties.input, data: m };
        e === null ? e = [n] : e.push(n), t++;
      }
    }
    if (s.layers !== void 0) {
      let m = s.layers;
      if (Array.isArray(m)) {
        if (m.length > 1e3) {
          let i = { instancePath: a + "/layers", schemaPath: "#/properties/layers/maxItems", keyword: "maxItems", params: { limit: 1e3 }, message: "must NOT have more than 1000 items", schema: 1e3, parentSchema: ne.properties.layers, data: m };
          e === null ? e = [i] : e.push(i), t++;
        }
        if (m.length < 1) {
          let i = { instancePath: a + "/layers", schemaPath: "#/properties/layers/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: ne.properties.layers, data: m };
          e === null ? e = [i] : e.push(i), t++;
        }
        let n = m.length;
        for (let i = 0; i < n; i++) hs(m[i], { instancePath: a + "/layers/" + i, parentData: m, parentDataProperty: i, rootData: S, dynamicAnchors: q }) || (e = e === null ? hs.errors : e.concat(hs.errors), t = e.length);
      } else {
        let n = { instancePath: a + "/layers", schemaPath: "#/properties/layers/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: ne.properties.layers.type, parentSchema: ne.properties.layers, data: m };
        e === null ? e = [n] : e.push(n), t++;
      }
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: ne.type, parentSchema: ne, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return xs.errors = e, t === 0;
}
xs.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var wt = $s;
var R = { title: "Optimizer", description: "How the weights follow the gradient: a mapping with one key, the name of the optimizer", type: "object", additionalProperties: false, minProperties: 1, maxProperties: 1, properties: { adam: { description: "Adam (Kingma and Ba 2015)", type: "object", additionalProperties: false, properties: { learningRate: { description: "Bound of a weight's move in one update, roughly", type: "number", exclusiveMinimum: 0, default: 1e-3 }, beta1: { description: "Memory of the gradients' mean", type: "number", minimum: 0, exclusiveMaximum: 1, default: 0.9 }, beta2: { description: "Memory of the gradients' mean square", type: "number", minimum: 0, exclusiveMaximum: 1, default: 0.999 }, epsilon: { description: "Keeps the division by a small mean square in bounds", type: "number", exclusiveMinimum: 0, default: 1e-8 } } }, sgd: { description: "Stochastic gradient descent, as in Keras 2", type: "object", additionalProperties: false, properties: { learningRate: { description: "Length of the step; effectively learningRate / (1 - momentum)", type: "number", exclusiveMinimum: 0, default: 0.01 }, momentum: { description: "Share of the last move that goes on; 0 is plain descent", type: "number", minimum: 0, exclusiveMaximum: 1, default: 0 }, nesterov: { description: "Nesterov's form of momentum", type: "boolean", default: false }, decay: { description: "Per update, not per epoch: update t uses learningRate / (1 + decay * t)", type: "number", minimum: 0, default: 0 }, weightDecay: { description: "L2 penalty: adds weightDecay * kernel to each kernel's gradient; not to biases, not to the reported loss", type: "number", minimum: 0, default: 0 } } } } };
function $s(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = $s.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (Object.keys(s).length > 1) {
      let m = { instancePath: a, schemaPath: "#/maxProperties", keyword: "maxProperties", params: { limit: 1 }, message: "must NOT have more than 1 properties", schema: 1, parentSchema: R, data: s };
      e === null ? e = [m] : e.push(m), t++;
    }
    if (Object.keys(s).length < 1) {
      let m = { instancePath: a, schemaPath: "#/minProperties", keyword: "minProperties", params: { limit: 1 }, message: "must NOT have fewer than 1 properties", schema: 1, parentSchema: R, data: s };
      e === null ? e = [m] : e.push(m), t++;
    }
    for (let m in s) if (!(m === "adam" || m === "sgd")) {
      let n = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: m }, message: "must NOT have additional properties", schema: false, parentSchema: R, data: s };
      e === null ? e = [n] : e.push(n), t++;
    }
    if (s.adam !== void 0) {
      let m = s.adam;
      if (m && typeof m == "object" && !Array.isArray(m)) {
        m.learningRate === void 0 && (m.learningRate = 1e-3), m.beta1 === void 0 && (m.beta1 = 0.9), m.beta2 === void 0 && (m.beta2 = 0.999), m.epsilon === void 0 && (m.epsilon = 1e-8);
        for (let l in m) if (!(l === "learningRate" || l === "beta1" || l === "beta2" || l === "epsilon")) {
          let d = { instancePath: a + "/adam", schemaPath: "#/properties/adam/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: l }, message: "must NOT have additional properties", schema: false, parentSchema: R.properties.adam, data: m };
          e === null ? e = [d] : e.push(d), t++;
        }
        let n = m.learningRate;
        if (typeof n == "number" && isFinite(n)) {
          if (n <= 0 || isNaN(n)) {
            let l = { instancePath: a + "/adam/learningRate", schemaPath: "#/properties/adam/properties/learningRate/exclusiveMinimum", keyword: "exclusiveMinimum", params: { comparison: ">", limit: 0 }, message: "must be > 0", schema: 0, parentSchema: R.properties.adam.properties.learningRate, data: n };
            e === null ? e = [l] : e.push(l), t++;
          }
        } else {
          let l = { instancePath: a + "/adam/learningRate", schemaPath: "#/properties/adam/properties/learningRate/type", keyword: "type", params: { type: "number" }, message: "must be number", schema: R.properties.adam.properties.learningRate.type, parentSchema: R.properties.adam.properties.learningRate, data: n };
          e === null ? e = [l] : e.push(l), t++;
        }
        let i = m.beta1;
        if (typeof i == "number" && isFinite(i)) {
          if (i < 0 || isNaN(i)) {
            let l = { instancePath: a + "/adam/beta1", schemaPath: "#/properties/adam/properties/beta1/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: R.properties.adam.properties.beta1, data: i };
            e === null ? e = [l] : e.push(l), t++;
          }
          if (i >= 1 || isNaN(i)) {
            let l = { instancePath: a + "/adam/beta1", schemaPath: "#/properties/adam/properties/beta1/exclusiveMaximum", keyword: "exclusiveMaximum", params: { comparison: "<", limit: 1 }, message: "must be < 1", schema: 1, parentSchema: R.properties.adam.properties.beta1, data: i };
            e === null ? e = [l] : e.push(l), t++;
          }
        } else {
          let l = { instancePath: a + "/adam/beta1", schemaPath: "#/properties/adam/properties/beta1/type", keyword: "type", params: { type: "number" }, message: "must be number", schema: R.properties.adam.properties.beta1.type, parentSchema: R.properties.adam.properties.beta1, data: i };
          e === null ? e = [l] : e.push(l), t++;
        }
        let r = m.beta2;
        if (typeof r == "number" && isFinite(r)) {
          if (r < 0 || isNaN(r)) {
            let l = { instancePath: a + "/adam/beta2", schemaPath: "#/properties/adam/properties/beta2/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: R.properties.adam.properties.beta2, data: r };
            e === null ? e = [l] : e.push(l), t++;
          }
          if (r >= 1 || isNaN(r)) {
            let l = { instancePath: a + "/adam/beta2", schemaPath: "#/properties/adam/properties/beta2/exclusiveMaximum", keyword: "exclusiveMaximum", params: { comparison: "<", limit: 1 }, message: "must be < 1", schema: 1, parentSchema: R.properties.adam.properties.beta2, data: r };
            e === null ? e = [l] : e.push(l), t++;
          }
        } else {
          let l = { instancePath: a + "/adam/beta2", schemaPath: "#/properties/adam/properties/beta2/type", keyword: "type", params: { type: "number" }, message: "must be number", schema: R.properties.adam.properties.beta2.type, parentSchema: R.properties.adam.properties.beta2, data: r };
          e === null ? e = [l] : e.push(l), t++;
        }
        let o = m.epsilon;
        if (typeof o == "number" && isFinite(o)) {
          if (o <= 0 || isNaN(o)) {
            let l = { instancePath: a + "/adam/epsilon", schemaPath: "#/properties/adam/properties/epsilon/exclusiveMinimum", keyword: "exclusiveMinimum", params: { comparison: ">", limit: 0 }, message: "must be > 0", schema: 0, parentSchema: R.properties.adam.properties.epsilon, data: o };
            e === null ? e = [l] : e.push(l), t++;
          }
        } else {
          let l = { instancePath: a + "/adam/epsilon", schemaPath: "#/properties/adam/properties/epsilon/type", keyword: "type", params: { type: "number" }, message: "must be number", schema: R.properties.adam.properties.epsilon.type, parentSchema: R.properties.adam.properties.epsilon, data: o };
          e === null ? e = [l] : e.push(l), t++;
        }
      } else {
        let n = { instancePath: a + "/adam", schemaPath: "#/properties/adam/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: R.properties.adam.type, parentSchema: R.properties.adam, data: m };
        e === null ? e = [n] : e.push(n), t++;
      }
    }
    if (s.sgd !== void 0) {
      let m = s.sgd;
      if (m && typeof m == "object" && !Array.isArray(m)) {
        m.learningRate === void 0 && (m.learningRate = 0.01), m.momentum === void 0 && (m.momentum = 0), m.nesterov === void 0 && (m.nesterov = false), m.decay === void 0 && (m.decay = 0), m.weightDecay === void 0 && (m.weightDecay = 0);
        for (let d in m) if (!(d === "learningRate" || d === "momentum" || d === "nesterov" || d === "decay" || d === "weightDecay")) {
          let p = { instancePath: a + "/sgd", schemaPath: "#/properties/sgd/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: d }, message: "must NOT have additional properties", schema: false, parentSchema: R.properties.sgd, data: m };
          e === null ? e = [p] : e.push(p), t++;
        }
        let n = m.learningRate;
        if (typeof n == "number" && isFinite(n)) {
          if (n <= 0 || isNaN(n)) {
            let d = { instancePath: a + "/sgd/learningRate", schemaPath: "#/properties/sgd/properties/learningRate/exclusiveMinimum", keyword: "exclusiveMinimum", params: { comparison: ">", limit: 0 }, message: "must be > 0", schema: 0, parentSchema: R.properties.sgd.properties.learningRate, data: n };
            e === null ? e = [d] : e.push(d), t++;
          }
        } else {
          let d = { instancePath: a + "/sgd/learningRate", schemaPath: "#/properties/sgd/properties/learningRate/type", keyword: "type", params: { type: "number" }, message: "must be number", schema: R.properties.sgd.properties.learningRate.type, parentSchema: R.properties.sgd.properties.learningRate, data: n };
          e === null ? e = [d] : e.push(d), t++;
        }
        let i = m.momentum;
        if (typeof i == "number" && isFinite(i)) {
          if (i < 0 || isNaN(i)) {
            let d = { instancePath: a + "/sgd/momentum", schemaPath: "#/properties/sgd/properties/momentum/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: R.properties.sgd.properties.momentum, data: i };
            e === null ? e = [d] : e.push(d), t++;
          }
          if (i >= 1 || isNaN(i)) {
            let d = { instancePath: a + "/sgd/momentum", schemaPath: "#/properties/sgd/properties/momentum/exclusiveMaximum", keyword: "exclusiveMaximum", params: { comparison: "<", limit: 1 }, message: "must be < 1", schema: 1, parentSchema: R.properties.sgd.properties.momentum, data: i };
            e === null ? e = [d] : e.push(d), t++;
          }
        } else {
          let d = { instancePath: a + "/sgd/momentum", schemaPath: "#/properties/sgd/properties/momentum/type", keyword: "type", params: { type: "number" }, message: "must be number", schema: R.properties.sgd.properties.momentum.type, parentSchema: R.properties.sgd.properties.momentum, data: i };
          e === null ? e = [d] : e.push(d), t++;
        }
        let r = m.nesterov;
        if (typeof r != "boolean") {
          let d = { instancePath: a + "/sgd/nesterov", schemaPath: "#/properties/sgd/properties/nesterov/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: R.properties.sgd.properties.nesterov.type, parentSchema: R.properties.sgd.properties.nesterov, data: r };
          e === null ? e = [d] : e.push(d), t++;
        }
        let o = m.decay;
        if (typeof o == "number" && isFinite(o)) {
          if (o < 0 || isNaN(o)) {
            let d = { instancePath: a + "/sgd/decay", schemaPath: "#/properties/sgd/properties/decay/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: R.properties.sgd.properties.decay, data: o };
            e === null ? e = [d] : e.push(d), t++;
          }
        } else {
          let d = { instancePath: a + "/sgd/decay", schemaPath: "#/properties/sgd/properties/decay/type", keyword: "type", params: { type: "number" }, message: "must be number", schema: R.properties.sgd.properties.decay.type, parentSchema: R.properties.sgd.properties.decay, data: o };
          e === null ? e = [d] : e.push(d), t++;
        }
        let l = m.weightDecay;
        if (typeof l == "number" && isFinite(l)) {
          if (l < 0 || isNaN(l)) {
            let d = { instancePath: a + "/sgd/weightDecay", schemaPath: "#/properties/sgd/properties/weightDecay/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: R.properties.sgd.properties.weightDecay, data: l };
            e === null ? e = [d] : e.push(d), t++;
          }
        } else {
          let d = { instancePath: a + "/sgd/weightDecay", schemaPath: "#/properties/sgd/properties/weightDecay/type", keyword: "type", params: { type: "number" }, message: "must be number", schema: R.properties.sgd.properties.weightDecay.type, parentSchema: R.properties.sgd.properties.weightDecay, data: l };
          e === null ? e = [d] : e.push(d), t++;
        }
      } else {
        let n = { instancePath: a + "/sgd", schemaPath: "#/properties/sgd/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: R.properties.sgd.type, parentSchema: R.properties.sgd, data: m };
        e === null ? e = [n] : e.push(n), t++;
      }
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: R.type, parentSchema: R, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return $s.errors = e, t === 0;
}
$s.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var Pt = zs;
var Ve = { title: "Load", description: "Reads a dataset, checks its files, and splits it into train, validation and test", type: "object", additionalProperties: false, required: ["dataset"], properties: { dataset: { description: 'Name of an entry of "datasets"', type: "string", definition: "datasets" }, over: {}, retries: {}, timeout: {}, failure: {} } };
function zs(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = zs.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (s.dataset === void 0) {
      let m = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "dataset" }, message: "must have required property 'dataset'", schema: Ve.required, parentSchema: Ve, data: s };
      e === null ? e = [m] : e.push(m), t++;
    }
    for (let m in s) if (!(m === "dataset" || m === "over" || m === "retries" || m === "timeout" || m === "failure")) {
      let n = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: m }, message: "must NOT have additional properties", schema: false, parentSchema: Ve, data: s };
      e === null ? e = [n] : e.push(n), t++;
    }
    if (s.dataset !== void 0) {
      let m = s.dataset;
      if (typeof m != "string") {
        let n = { instancePath: a + "/dataset", schemaPath: "#/properties/dataset/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: Ve.properties.dataset.type, parentSchema: Ve.properties.dataset, data: m };
        e === null ? e = [n] : e.push(n), t++;
      }
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: Ve.type, parentSchema: Ve, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return zs.errors = e, t === 0;
}
zs.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var kt = Os;
var H = { title: "Train", description: "Trains a classifier with categorical cross-entropy and keeps the weights before and after, the curve of every epoch, and the predictions on the test images", type: "object", additionalProperties: false, required: ["data", "model", "optimizer", "epochs"], properties: { data: { description: "Step that gives the dataset", type: "string", port: "dataset" }, model: { description: 'Name of an entry of "models"; its last layer is a softmax over the classes', type: "string", definition: "models" }, optimizer: { description: 'Name of an entry of "optimizers"', type: "string", definition: "optimizers" }, epochs: { description: "How often every training image is used", type: "integer", minimum: 1, maximum: 1e6 }, batchSize: { description: "Training images per update; the last batch of an epoch may be smaller", type: "integer", minimum: 1, maximum: 1e6, default: 128 }, loss: { description: "What is minimised", enum: ["categoricalCrossEntropy"], default: "categoricalCrossEntropy" }, precision: { description: "Of convolutions and products of matrices in training: bfloat16 is about twice as fast where the processor has it, and needs the backend tensorflow; weights, loss, updates and evaluation are float32 either way", enum: ["float32", "bfloat16"], default: "float32" }, trainEvaluation: { description: "Training images that are evaluated with dropout off after every epoch, a seeded choice, the same in every epoch: all of them would cost a third of an epoch more. A number beyond the training images takes all", type: "integer", minimum: 1, default: 1e4 }, snapshots: { description: "Epochs after which the kernels of all convolutions are kept too, beside the weights before and after training; those at the last epoch or beyond are left out", type: "array", items: { type: "integer", minimum: 1, maximum: 1e6 }, uniqueItems: true, default: [] }, over: {}, retries: {}, timeout: {}, failure: {} } };
function Os(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = Os.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (s.batchSize === void 0 && (s.batchSize = 128), s.loss === void 0 && (s.loss = "categoricalCrossEntropy"), s.precision === void 0 && (s.precision = "float32"), s.trainEvaluation === void 0 && (s.trainEvaluation = 1e4), s.snapshots === void 0 && (s.snapshots = []), s.data === void 0) {
      let l = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "data" }, message: "must have required property 'data'", schema: H.required, parentSchema: H, data: s };
      e === null ? e = [l] : e.push(l), t++;
    }
    if (s.model === void 0) {
      let l = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "model" }, message: "must have required property 'model'", schema: H.required, parentSchema: H, data: s };
      e === null ? e = [l] : e.push(l), t++;
    }
    if (s.optimizer === void 0) {
      let l = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "optimizer" }, message: "must have required property 'optimizer'", schema: H.required, parentSchema: H, data: s };
      e === null ? e = [l] : e.push(l), t++;
    }
    if (s.epochs === void 0) {
      let l = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "epochs" }, message: "must have required property 'epochs'", schema: H.required, parentSchema: H, data: s };
      e === null ? e = [l] : e.push(l), t++;
    }
    for (let l in s) if (!se.call(H.properties, l)) {
      let d = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: l }, message: "must NOT have additional properties", schema: false, parentSchema: H, data: s };
      e === null ? e = [d] : e.push(d), t++;
    }
    if (s.data !== void 0) {
      let l = s.data;
      if (typeof l != "string") {
        let d = { instancePath: a + "/data", schemaPath: "#/properties/data/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: H.properties.data.type, parentSchema: H.properties.data, data: l };
        e === null ? e = [d] : e.push(d), t++;
      }
    }
    if (s.model !== void 0) {
      let l = s.model;
      if (typeof l != "string") {
        let d = { instancePath: a + "/model", schemaPath: "#/properties/model/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: H.properties.model.type, parentSchema: H.properties.model, data: l };
        e === null ? e = [d] : e.push(d), t++;
      }
    }
    if (s.optimizer !== void 0) {
      let l = s.optimizer;
      if (typeof l != "string") {
        let d = { instancePath: a + "/optimizer", schemaPath: "#/properties/optimizer/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: H.properties.optimizer.type, parentSchema: H.properties.optimizer, data: l };
        e === null ? e = [d] : e.push(d), t++;
      }
    }
    if (s.epochs !== void 0) {
      let l = s.epochs;
      if (!(typeof l == "number" && !(l % 1) && !isNaN(l) && isFinite(l))) {
        let d = { instancePath: a + "/epochs", schemaPath: "#/properties/epochs/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: H.properties.epochs.type, parentSchema: H.properties.epochs, data: l };
        e === null ? e = [d] : e.push(d), t++;
      }
      if (typeof l == "number" && isFinite(l)) {
        if (l > 1e6 || isNaN(l)) {
          let d = { instancePath: a + "/epochs", schemaPath: "#/properties/epochs/maximum", keyword: "maximum", params: { comparison: "<=", limit: 1e6 }, message: "must be <= 1000000", schema: 1e6, parentSchema: H.properties.epochs, data: l };
          e === null ? e = [d] : e.push(d), t++;
        }
        if (l < 1 || isNaN(l)) {
          let d = { instancePath: a + "/epochs", schemaPath: "#/properties/epochs/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: H.properties.epochs, data: l };
          e === null ? e = [d] : e.push(d), t++;
        }
      }
    }
    let m = s.batchSize;
    if (!(typeof m == "number" && !(m % 1) && !isNaN(m) && isFinite(m))) {
      let l = { instancePath: a + "/batchSize", schemaPath: "#/properties/batchSize/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: H.properties.batchSize.type, parentSchema: H.properties.batchSize, data: m };
      e === null ? e = [l] : e.push(l), t++;
    }
    if (typeof m == "number" && isFinite(m)) {
      if (m > 1e6 || isNaN(m)) {
        let l = { instancePath: a + "/batchSize", schemaPath: "#/properties/batchSize/maximum", keyword: "maximum", params: { comparison: "<=", limit: 1e6 }, message: "must be <= 1000000", schema: 1e6, parentSchema: H.properties.batchSize, data: m };
        e === null ? e = [l] : e.push(l), t++;
      }
      if (m < 1 || isNaN(m)) {
        let l = { instancePath: a + "/batchSize", schemaPath: "#/properties/batchSize/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: H.properties.batchSize, data: m };
        e === null ? e = [l] : e.push(l), t++;
      }
    }
    let n = s.loss;
    if (n !== "categoricalCrossEntropy") {
      let l = { instancePath: a + "/loss", schemaPath: "#/properties/loss/enum", keyword: "enum", params: { allowedValues: H.properties.loss.enum }, message: "must be equal to one of the allowed values", schema: H.properties.loss.enum, parentSchema: H.properties.loss, data: n };
      e === null ? e = [l] : e.push(l), t++;
    }
    let i = s.precision;
    if (!(i === "float32" || i === "bfloat16")) {
      let l = { instancePath: a + "/precision", schemaPath: "#/properties/precision/enum", keyword: "enum", params: { allowedValues: H.properties.precision.enum }, message: "must be equal to one of the allowed values", schema: H.properties.precision.enum, parentSchema: H.properties.precision, data: i };
      e === null ? e = [l] : e.push(l), t++;
    }
    let r = s.trainEvaluation;
    if (!(typeof r == "number" && !(r % 1) && !isNaN(r) && isFinite(r))) {
      let l = { instancePath: a + "/trainEvaluation", schemaPath: "#/properties/trainEvaluation/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: H.properties.trainEvaluation.type, parentSchema: H.properties.trainEvaluation, data: r };
      e === null ? e = [l] : e.push(l), t++;
    }
    if (typeof r == "number" && isFinite(r) && (r < 1 || isNaN(r))) {
      let l = { instancePath: a + "/trainEvaluation", schemaPath: "#/properties/trainEvaluation/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: H.properties.trainEvaluation, data: r };
      e === null ? e = [l] : e.push(l), t++;
    }
    let o = s.snapshots;
    if (Array.isArray(o)) {
      let l = o.length;
      for (let c = 0; c < l; c++) {
        let h = o[c];
        if (!(typeof h == "number" && !(h % 1) && !isNaN(h) && isFinite(h))) {
          let f = { instancePath: a + "/snapshots/" + c, schemaPath: "#/properties/snapshots/items/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: H.properties.snapshots.items.type, parentSchema: H.properties.snapshots.items, data: h };
          e === null ? e = [f] : e.push(f), t++;
        }
        if (typeof h == "number" && isFinite(h)) {
          if (h > 1e6 || isNaN(h)) {
            let f = { instancePath: a + "/snapshots/" + c, schemaPath: "#/properties/snapshots/items/maximum", keyword: "maximum", params: { comparison: "<=", limit: 1e6 }, message: "must be <= 1000000", schema: 1e6, parentSchema: H.properties.snapshots.items, data: h };
            e === null ? e = [f] : e.push(f), t++;
          }
          if (h < 1 || isNaN(h)) {
            let f = { instancePath: a + "/snapshots/" + c, schemaPath: "#/properties/snapshots/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: H.properties.snapshots.items, data: h };
            e === null ? e = [f] : e.push(f), t++;
          }
        }
      }
      let d = o.length, p;
      if (d > 1) {
        let c = {};
        for (; d--; ) {
          let h = o[d];
          if (typeof h == "number" && !(h % 1) && !isNaN(h) && isFinite(h)) {
            if (typeof c[h] == "number") {
              p = c[h];
              let f = { instancePath: a + "/snapshots", schemaPath: "#/properties/snapshots/uniqueItems", keyword: "uniqueItems", params: { i: d, j: p }, message: "must NOT have duplicate items (items ## " + p + " and " + d + " are identical)", schema: true, parentSchema: H.properties.snapshots, data: o };
              e === null ? e = [f] : e.push(f), t++;
              break;
            }
            c[h] = d;
          }
        }
      }
    } else {
      let l = { instancePath: a + "/snapshots", schemaPath: "#/properties/snapshots/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: H.properties.snapshots.type, parentSchema: H.properties.snapshots, data: o };
      e === null ? e = [l] : e.push(l), t++;
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: H.type, parentSchema: H, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return Os.errors = e, t === 0;
}
Os.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var vt = qs;
var be = { title: "Extract filters", description: "Takes the filters of convolutional or dense layers out of a trained model, as they ended and as they began", type: "object", additionalProperties: false, required: ["model"], properties: { model: { description: "A trained model", type: "string", port: "model" }, layers: { description: "Names of the layers; left out: all convolutions. The rows of a dense layer count as filters of 1 x 1 pixels", type: "array", items: { type: "string", minLength: 1 }, minItems: 1, uniqueItems: true }, over: {}, retries: {}, timeout: {}, failure: {} } };
function qs(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = qs.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (s.model === void 0) {
      let m = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "model" }, message: "must have required property 'model'", schema: be.required, parentSchema: be, data: s };
      e === null ? e = [m] : e.push(m), t++;
    }
    for (let m in s) if (!(m === "model" || m === "layers" || m === "over" || m === "retries" || m === "timeout" || m === "failure")) {
      let n = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: m }, message: "must NOT have additional properties", schema: false, parentSchema: be, data: s };
      e === null ? e = [n] : e.push(n), t++;
    }
    if (s.model !== void 0) {
      let m = s.model;
      if (typeof m != "string") {
        let n = { instancePath: a + "/model", schemaPath: "#/properties/model/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: be.properties.model.type, parentSchema: be.properties.model, data: m };
        e === null ? e = [n] : e.push(n), t++;
      }
    }
    if (s.layers !== void 0) {
      let m = s.layers;
      if (Array.isArray(m)) {
        if (m.length < 1) {
          let o = { instancePath: a + "/layers", schemaPath: "#/properties/layers/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: be.properties.layers, data: m };
          e === null ? e = [o] : e.push(o), t++;
        }
        let n = m.length;
        for (let o = 0; o < n; o++) {
          let l = m[o];
          if (typeof l == "string") {
            if (L(l) < 1) {
              let d = { instancePath: a + "/layers/" + o, schemaPath: "#/properties/layers/items/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: be.properties.layers.items, data: l };
              e === null ? e = [d] : e.push(d), t++;
            }
          } else {
            let d = { instancePath: a + "/layers/" + o, schemaPath: "#/properties/layers/items/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: be.properties.layers.items.type, parentSchema: be.properties.layers.items, data: l };
            e === null ? e = [d] : e.push(d), t++;
          }
        }
        let i = m.length, r;
        if (i > 1) {
          let o = {};
          for (; i--; ) {
            let l = m[i];
            if (typeof l == "string") {
              if (typeof o[l] == "number") {
                r = o[l];
                let d = { instancePath: a + "/layers", schemaPath: "#/properties/layers/uniqueItems", keyword: "uniqueItems", params: { i, j: r }, message: "must NOT have duplicate items (items ## " + r + " and " + i + " are identical)", schema: true, parentSchema: be.properties.layers, data: m };
                e === null ? e = [d] : e.push(d), t++;
                break;
              }
              o[l] = i;
            }
          }
        }
      } else {
        let n = { instancePath: a + "/layers", schemaPath: "#/properties/layers/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: be.properties.layers.type, parentSchema: be.properties.layers, data: m };
        e === null ? e = [n] : e.push(n), t++;
      }
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: be.type, parentSchema: be, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return qs.errors = e, t === 0;
}
qs.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var St = As;
var E = { title: "Similarity", description: "Compares all pairs of filters of each layer by the cosine of their weights, biases left out, and says how many similar pairs chance alone would give. A layer may have up to 8192 filters. Words of its table: chance is the ratio that random directions give, z how many standard deviations the ratio is from it, lift the ratio divided by it; the verdict is above or below when a null gives a ratio as far out in fewer than 5 % of layers, else at", type: "object", additionalProperties: false, required: ["filters"], properties: { filters: { description: "The filters to compare", type: "string", port: "filters" }, model: { description: "The model that the filters are from: with it and data, the activations of similar filters are compared too, and dead filters are found", type: "string", port: "model" }, data: { description: "The dataset that the probe images are from", type: "string", port: "dataset" }, thresholds: { description: "A pair is similar when its cosine is greater than the threshold; opposite when it is less than its negative", $ref: "#/$defs/thresholds", default: [0.5, 0.6] }, layerThresholds: { description: "Other thresholds for single layers, by the layer's name", type: "object", additionalProperties: { $ref: "#/$defs/thresholds" }, default: {} }, snapshots: { description: "Which weights to compare: those after training, those before it, and those that the training kept after single epochs", type: "array", items: { enum: ["final", "initial", "epochs"] }, minItems: 1, uniqueItems: true, default: ["final", "initial"] }, nulls: { description: "What to compare the ratios with: analytic is the chance that isotropic random filters of the same dimension are similar, initial is the same network before training, permutation is filters made of the layer's weights in random order, anisotropic is Gaussian filters that prefer the directions that the layer's filters prefer", type: "array", items: { enum: ["analytic", "initial", "permutation", "anisotropic"] }, uniqueItems: true, default: ["analytic", "initial", "permutation", "anisotropic"] }, nullDraws: { description: "How often to draw filters for permutation and anisotropic, at most: of a large layer they are drawn less often, and fewer at a time", type: "integer", minimum: 20, maximum: 1e4, default: 100 }, nullSeed: { description: "Seed of all that is drawn here: nulls, random filters and windows of probe images. Apart from the seed of the experiment, so that repeats are compared with the same draws", type: "integer", minimum: 1, maximum: 2147483647, default: 1 }, center: { description: "What to subtract first: nothing, the mean of each filter (cosines become correlations), or the mean filter of the layer", enum: ["none", "filter", "layer"], default: "none" }, smallNorm: { description: "A filter is small when its norm is less than this share of the layer's median norm. Small filters are counted, and compared like all others", type: "number", minimum: 0, maximum: 1, default: 0.1 }, probe: { description: "The images that activations are computed for, the first ones of a split", type: "object", additionalProperties: false, default: {}, properties: { split: { description: "Split of the dataset", enum: ["test", "validation", "train"], default: "test" }, images: { description: "How many images", type: "integer", minimum: 1, maximum: 1e5, default: 200 } } }, over: {}, retries: {}, timeout: {}, failure: {} }, $defs: { thresholds: { type: "array", items: { type: "number", minimum: -1, maximum: 1 }, minItems: 1, uniqueItems: true } } };
var ue = { type: "array", items: { type: "number", minimum: -1, maximum: 1 }, minItems: 1, uniqueItems: true };
var Is = rt().default;
function As(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = As.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (s.thresholds === void 0 && (s.thresholds = [0.5, 0.6]), s.layerThresholds === void 0 && (s.layerThresholds = {}), s.snapshots === void 0 && (s.snapshots = ["final", "initial"]), s.nulls === void 0 && (s.nulls = ["analytic", "initial", "permutation", "anisotropic"]), s.nullDraws === void 0 && (s.nullDraws = 100), s.nullSeed === void 0 && (s.nullSeed = 1), s.center === void 0 && (s.center = "none"), s.smallNorm === void 0 && (s.smallNorm = 0.1), s.probe === void 0 && (s.probe = {}), s.filters === void 0) {
      let h = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "filters" }, message: "must have required property 'filters'", schema: E.required, parentSchema: E, data: s };
      e === null ? e = [h] : e.push(h), t++;
    }
    for (let h in s) if (!se.call(E.properties, h)) {
      let f = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: h }, message: "must NOT have additional properties", schema: false, parentSchema: E, data: s };
      e === null ? e = [f] : e.push(f), t++;
    }
    if (s.filters !== void 0) {
      let h = s.filters;
      if (typeof h != "string") {
        let f = { instancePath: a + "/filters", schemaPath: "#/properties/filters/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: E.properties.filters.type, parentSchema: E.properties.filters, data: h };
        e === null ? e = [f] : e.push(f), t++;
      }
    }
    if (s.model !== void 0) {
      let h = s.model;
      if (typeof h != "string") {
        let f = { instancePath: a + "/model", schemaPath: "#/properties/model/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: E.properties.model.type, parentSchema: E.properties.model, data: h };
        e === null ? e = [f] : e.push(f), t++;
      }
    }
    if (s.data !== void 0) {
      let h = s.data;
      if (typeof h != "string") {
        let f = { instancePath: a + "/data", schemaPath: "#/properties/data/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: E.properties.data.type, parentSchema: E.properties.data, data: h };
        e === null ? e = [f] : e.push(f), t++;
      }
    }
    let m = s.thresholds;
    if (Array.isArray(m)) {
      if (m.length < 1) {
        let w = { instancePath: a + "/thresholds", schemaPath: "#/$defs/thresholds/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: ue, data: m };
        e === null ? e = [w] : e.push(w), t++;
      }
      let h = m.length;
      for (let w = 0; w < h; w++) {
        let b = m[w];
        if (typeof b == "number" && isFinite(b)) {
          if (b > 1 || isNaN(b)) {
            let P = { instancePath: a + "/thresholds/" + w, schemaPath: "#/$defs/thresholds/items/maximum", keyword: "maximum", params: { comparison: "<=", limit: 1 }, message: "must be <= 1", schema: 1, parentSchema: ue.items, data: b };
            e === null ? e = [P] : e.push(P), t++;
          }
          if (b < -1 || isNaN(b)) {
            let P = { instancePath: a + "/thresholds/" + w, schemaPath: "#/$defs/thresholds/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: -1 }, message: "must be >= -1", schema: -1, parentSchema: ue.items, data: b };
            e === null ? e = [P] : e.push(P), t++;
          }
        } else {
          let P = { instancePath: a + "/thresholds/" + w, schemaPath: "#/$defs/thresholds/items/type", keyword: "type", params: { type: "number" }, message: "must be number", schema: ue.items.type, parentSchema: ue.items, data: b };
          e === null ? e = [P] : e.push(P), t++;
        }
      }
      let f = m.length, y;
      if (f > 1) {
        let w = {};
        for (; f--; ) {
          let b = m[f];
          if (typeof b == "number" && isFinite(b)) {
            if (typeof w[b] == "number") {
              y = w[b];
              let P = { instancePath: a + "/thresholds", schemaPath: "#/$defs/thresholds/uniqueItems", keyword: "uniqueItems", params: { i: f, j: y }, message: "must NOT have duplicate items (items ## " + y + " and " + f + " are identical)", schema: true, parentSchema: ue, data: m };
              e === null ? e = [P] : e.push(P), t++;
              break;
            }
            w[b] = f;
          }
        }
      }
    } else {
      let h = { instancePath: a + "/thresholds", schemaPath: "#/$defs/thresholds/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: ue.type, parentSchema: ue, data: m };
      e === null ? e = [h] : e.push(h), t++;
    }
    let n = s.layerThresholds;
    if (n && typeof n == "object" && !Array.isArray(n)) for (let h in n) {
      let f = n[h];
      if (Array.isArray(f)) {
        if (f.length < 1) {
          let P = { instancePath: a + "/layerThresholds/" + h.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/$defs/thresholds/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: ue, data: f };
          e === null ? e = [P] : e.push(P), t++;
        }
        let y = f.length;
        for (let P = 0; P < y; P++) {
          let g = f[P];
          if (typeof g == "number" && isFinite(g)) {
            if (g > 1 || isNaN(g)) {
              let N = { instancePath: a + "/layerThresholds/" + h.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + P, schemaPath: "#/$defs/thresholds/items/maximum", keyword: "maximum", params: { comparison: "<=", limit: 1 }, message: "must be <= 1", schema: 1, parentSchema: ue.items, data: g };
              e === null ? e = [N] : e.push(N), t++;
            }
            if (g < -1 || isNaN(g)) {
              let N = { instancePath: a + "/layerThresholds/" + h.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + P, schemaPath: "#/$defs/thresholds/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: -1 }, message: "must be >= -1", schema: -1, parentSchema: ue.items, data: g };
              e === null ? e = [N] : e.push(N), t++;
            }
          } else {
            let N = { instancePath: a + "/layerThresholds/" + h.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + P, schemaPath: "#/$defs/thresholds/items/type", keyword: "type", params: { type: "number" }, message: "must be number", schema: ue.items.type, parentSchema: ue.items, data: g };
            e === null ? e = [N] : e.push(N), t++;
          }
        }
        let w = f.length, b;
        if (w > 1) {
          let P = {};
          for (; w--; ) {
            let g = f[w];
            if (typeof g == "number" && isFinite(g)) {
              if (typeof P[g] == "number") {
                b = P[g];
                let N = { instancePath: a + "/layerThresholds/" + h.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/$defs/thresholds/uniqueItems", keyword: "uniqueItems", params: { i: w, j: b }, message: "must NOT have duplicate items (items ## " + b + " and " + w + " are identical)", schema: true, parentSchema: ue, data: f };
                e === null ? e = [N] : e.push(N), t++;
                break;
              }
              P[g] = w;
            }
          }
        }
      } else {
        let y = { instancePath: a + "/layerThresholds/" + h.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/$defs/thresholds/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: ue.type, parentSchema: ue, data: f };
        e === null ? e = [y] : e.push(y), t++;
      }
    }
    else {
      let h = { instancePath: a + "/layerThresholds", schemaPath: "#/properties/layerThresholds/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: E.properties.layerThresholds.type, parentSchema: E.properties.layerThresholds, data: n };
      e === null ? e = [h] : e.push(h), t++;
    }
    let i = s.snapshots;
    if (Array.isArray(i)) {
      if (i.length < 1) {
        let w = { instancePath: a + "/snapshots", schemaPath: "#/properties/snapshots/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: E.properties.snapshots, data: i };
        e === null ? e = [w] : e.push(w), t++;
      }
      let h = i.length;
      for (let w = 0; w < h; w++) {
        let b = i[w];
        if (!(b === "final" || b === "initial" || b === "epochs")) {
          let P = { instancePath: a + "/snapshots/" + w, schemaPath: "#/properties/snapshots/items/enum", keyword: "enum", params: { allowedValues: E.properties.snapshots.items.enum }, message: "must be equal to one of the allowed values", schema: E.properties.snapshots.items.enum, parentSchema: E.properties.snapshots.items, data: b };
          e === null ? e = [P] : e.push(P), t++;
        }
      }
      let f = i.length, y;
      if (f > 1) {
        e: for (; f--; ) for (y = f; y--; ) if (Is(i[f], i[y])) {
          let w = { instancePath: a + "/snapshots", schemaPath: "#/properties/snapshots/uniqueItems", keyword: "uniqueItems", params: { i: f, j: y }, message: "must NOT have duplicate items (items ## " + y + " and " + f + " are identical)", schema: true, parentSchema: E.properties.snapshots, data: i };
          e === null ? e = [w] : e.push(w), t++;
          break e;
        }
      }
    } else {
      let h = { instancePath: a + "/snapshots", schemaPath: "#/properties/snapshots/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: E.properties.snapshots.type, parentSchema: E.properties.snapshots, data: i };
      e === null ? e = [h] : e.push(h), t++;
    }
    let r = s.nulls;
    if (Array.isArray(r)) {
      let h = r.length;
      for (let w = 0; w < h; w++) {
        let b = r[w];
        if (!(b === "analytic" || b === "initial" || b === "permutation" || b === "anisotropic")) {
          let P = { instancePath: a + "/nulls/" + w, schemaPath: "#/properties/nulls/items/enum", keyword: "enum", params: { allowedValues: E.properties.nulls.items.enum }, message: "must be equal to one of the allowed values", schema: E.properties.nulls.items.enum, parentSchema: E.properties.nulls.items, data: b };
          e === null ? e = [P] : e.push(P), t++;
        }
      }
      let f = r.length, y;
      if (f > 1) {
        e: for (; f--; ) for (y = f; y--; ) if (Is(r[f], r[y])) {
          let w = { instancePath: a + "/nulls", schemaPath: "#/properties/nulls/uniqueItems", keyword: "uniqueItems", params: { i: f, j: y }, message: "must NOT have duplicate items (items ## " + y + " and " + f + " are identical)", schema: true, parentSchema: E.properties.nulls, data: r };
          e === null ? e = [w] : e.push(w), t++;
          break e;
        }
      }
    } else {
      let h = { instancePath: a + "/nulls", schemaPath: "#/properties/nulls/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: E.properties.nulls.type, parentSchema: E.properties.nulls, data: r };
      e === null ? e = [h] : e.push(h), t++;
    }
    let o = s.nullDraws;
    if (!(typeof o == "number" && !(o % 1) && !isNaN(o) && isFinite(o))) {
      let h = { instancePath: a + "/nullDraws", schemaPath: "#/properties/nullDraws/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: E.properties.nullDraws.type, parentSchema: E.properties.nullDraws, data: o };
      e === null ? e = [h] : e.push(h), t++;
    }
    if (typeof o == "number" && isFinite(o)) {
      if (o > 1e4 || isNaN(o)) {
        let h = { instancePath: a + "/nullDraws", schemaPath: "#/properties/nullDraws/maximum", keyword: "maximum", params: { comparison: "<=", limit: 1e4 }, message: "must be <= 10000", schema: 1e4, parentSchema: E.properties.nullDraws, data: o };
        e === null ? e = [h] : e.push(h), t++;
      }
      if (o < 20 || isNaN(o)) {
        let h = { instancePath: a + "/nullDraws", schemaPath: "#/properties/nullDraws/minimum", keyword: "minimum", params: { comparison: ">=", limit: 20 }, message: "must be >= 20", schema: 20, parentSchema: E.properties.nullDraws, data: o };
        e === null ? e = [h] : e.push(h), t++;
      }
    }
    let l = s.nullSeed;
    if (!(typeof l == "number" && !(l % 1) && !isNaN(l) && isFinite(l))) {
      let h = { instancePath: a + "/nullSeed", schemaPath: "#/properties/nullSeed/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: E.properties.nullSeed.type, parentSchema: E.properties.nullSeed, data: l };
      e === null ? e = [h] : e.push(h), t++;
    }
    if (typeof l == "number" && isFinite(l)) {
      if (l > 2147483647 || isNaN(l)) {
        let h = { instancePath: a + "/nullSeed", schemaPath: "#/properties/nullSeed/maximum", keyword: "maximum", params: { comparison: "<=", limit: 2147483647 }, message: "must be <= 2147483647", schema: 2147483647, parentSchema: E.properties.nullSeed, data: l };
        e === null ? e = [h] : e.push(h), t++;
      }
      if (l < 1 || isNaN(l)) {
        let h = { instancePath: a + "/nullSeed", schemaPath: "#/properties/nullSeed/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: E.properties.nullSeed, data: l };
        e === null ? e = [h] : e.push(h), t++;
      }
    }
    let d = s.center;
    if (!(d === "none" || d === "filter" || d === "layer")) {
      let h = { instancePath: a + "/center", schemaPath: "#/properties/center/enum", keyword: "enum", params: { allowedValues: E.properties.center.enum }, message: "must be equal to one of the allowed values", schema: E.properties.center.enum, parentSchema: E.properties.center, data: d };
      e === null ? e = [h] : e.push(h), t++;
    }
    let p = s.smallNorm;
    if (typeof p == "number" && isFinite(p)) {
      if (p > 1 || isNaN(p)) {
        let h = { instancePath: a + "/smallNorm", schemaPath: "#/properties/smallNorm/maximum", keyword: "maximum", params: { comparison: "<=", limit: 1 }, message: "must be <= 1", schema: 1, parentSchema: E.properties.smallNorm, data: p };
        e === null ? e = [h] : e.push(h), t++;
      }
      if (p < 0 || isNaN(p)) {
        let h = { instancePath: a + "/smallNorm", schemaPath: "#/properties/smallNorm/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: E.properties.smallNorm, data: p };
        e === null ? e = [h] : e.push(h), t++;
      }
    } else {
      let h = { instancePath: a + "/smallNorm", schemaPath: "#/properties/smallNorm/type", keyword: "type", params: { type: "number" }, message: "must be number", schema: E.properties.smallNorm.type, parentSchema: E.properties.smallNorm, data: p };
      e === null ? e = [h] : e.push(h), t++;
    }
    let c = s.probe;
    if (c && typeof c == "object" && !Array.isArray(c)) {
      c.split === void 0 && (c.split = "test"), c.images === void 0 && (c.images = 200);
      for (let y in c) if (!(y === "split" || y === "images")) {
        let w = { instancePath: a + "/probe", schemaPath: "#/properties/probe/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: y }, message: "must NOT have additional properties", schema: false, parentSchema: E.properties.probe, data: c };
        e === null ? e = [w] : e.push(w), t++;
      }
      let h = c.split;
      if (!(h === "test" || h === "validation" || h === "train")) {
        let y = { instancePath: a + "/probe/split", schemaPath: "#/properties/probe/properties/split/enum", keyword: "enum", params: { allowedValues: E.properties.probe.properties.split.enum }, message: "must be equal to one of the allowed values", schema: E.properties.probe.properties.split.enum, parentSchema: E.properties.probe.properties.split, data: h };
        e === null ? e = [y] : e.push(y), t++;
      }
      let f = c.images;
      if (!(typeof f == "number" && !(f % 1) && !isNaN(f) && isFinite(f))) {
        let y = { instancePath: a + "/probe/images", schemaPath: "#/properties/probe/properties/images/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: E.properties.probe.properties.images.type, parentSchema: E.properties.probe.properties.images, data: f };
        e === null ? e = [y] : e.push(y), t++;
      }
      if (typeof f == "number" && isFinite(f)) {
        if (f > 1e5 || isNaN(f)) {
          let y = { instancePath: a + "/probe/images", schemaPath: "#/properties/probe/properties/images/maximum", keyword: "maximum", params: { comparison: "<=", limit: 1e5 }, message: "must be <= 100000", schema: 1e5, parentSchema: E.properties.probe.properties.images, data: f };
          e === null ? e = [y] : e.push(y), t++;
        }
        if (f < 1 || isNaN(f)) {
          let y = { instancePath: a + "/probe/images", schemaPath: "#/properties/probe/properties/images/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: E.properties.probe.properties.images, data: f };
          e === null ? e = [y] : e.push(y), t++;
        }
      }
    } else {
      let h = { instancePath: a + "/probe", schemaPath: "#/properties/probe/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: E.properties.probe.type, parentSchema: E.properties.probe, data: c };
      e === null ? e = [h] : e.push(h), t++;
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: E.type, parentSchema: E, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return As.errors = e, t === 0;
}
As.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var Nt = js;
var C = { title: "Curves", description: "Loss and accuracy over epochs, side by side: of one training, or of all trainings of a sweep in one chart", type: "object", additionalProperties: false, required: ["kind", "history"], properties: { kind: { description: "What to draw", const: "curves" }, history: { description: 'The histories to draw: with "over", a line in a colour of its own for each sweep point; repeats as thin lines around their mean', port: "history", many: true, anyOf: [{ type: "string" }, { type: "array", items: { type: "string" }, minItems: 1 }] }, title: { $ref: "#/$defs/title" }, panels: { description: "What to draw, each in a panel of its own: those that the histories have. reconstruction and kl are the two parts of a variational autoencoder's loss", type: "array", items: { enum: ["loss", "accuracy", "reconstruction", "kl"] }, minItems: 1, uniqueItems: true, default: ["loss", "accuracy", "reconstruction", "kl"] }, series: { description: "Which lines: validation and training are in evaluation mode at the end of an epoch, running is the mean over the epoch's batches with dropout on. The first one is labelled when there are several sweep points", type: "array", items: { enum: ["validation", "training", "running"] }, minItems: 1, uniqueItems: true, default: ["validation", "training"] }, from: { description: "First epoch to draw; 0 is before training, where the loss is so high that it flattens all the rest", type: "integer", minimum: 0, default: 1 }, lossScale: { description: "Scale of the loss axis", enum: ["linear", "log"], default: "linear" }, names: { $ref: "#/$defs/names", description: "Names of the lines in the order of the histories, repeats counted once; without them, their places in the sweep" }, over: {}, retries: {}, timeout: {}, failure: {} }, $defs: { names: { type: "array", items: { type: "string", minLength: 1, maxLength: 60 }, minItems: 1, uniqueItems: true }, title: { description: "Title above the picture; without it, one that says what is drawn", type: "string", minLength: 1, maxLength: 200 }, layer: { description: "Name of the layer; may be left out when the artifact has only one", type: "string", minLength: 1 }, snapshot: { description: "Weights before (initial) or after training (final)", enum: ["initial", "final"] } } };
var D = { description: "Title above the picture; without it, one that says what is drawn", type: "string", minLength: 1, maxLength: 200 };
var J = { type: "array", items: { type: "string", minLength: 1, maxLength: 60 }, minItems: 1, uniqueItems: true };
function js(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = js.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (s.panels === void 0 && (s.panels = ["loss", "accuracy", "reconstruction", "kl"]), s.series === void 0 && (s.series = ["validation", "training"]), s.from === void 0 && (s.from = 1), s.lossScale === void 0 && (s.lossScale = "linear"), s.kind === void 0) {
      let l = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "kind" }, message: "must have required property 'kind'", schema: C.required, parentSchema: C, data: s };
      e === null ? e = [l] : e.push(l), t++;
    }
    if (s.history === void 0) {
      let l = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "history" }, message: "must have required property 'history'", schema: C.required, parentSchema: C, data: s };
      e === null ? e = [l] : e.push(l), t++;
    }
    for (let l in s) if (!se.call(C.properties, l)) {
      let d = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: l }, message: "must NOT have additional properties", schema: false, parentSchema: C, data: s };
      e === null ? e = [d] : e.push(d), t++;
    }
    if (s.kind !== void 0) {
      let l = s.kind;
      if (l !== "curves") {
        let d = { instancePath: a + "/kind", schemaPath: "#/properties/kind/const", keyword: "const", params: { allowedValue: "curves" }, message: "must be equal to constant", schema: "curves", parentSchema: C.properties.kind, data: l };
        e === null ? e = [d] : e.push(d), t++;
      }
    }
    if (s.history !== void 0) {
      let l = s.history, d = t, p = false, c = t;
      if (typeof l != "string") {
        let f = { instancePath: a + "/history", schemaPath: "#/properties/history/anyOf/0/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: C.properties.history.anyOf[0].type, parentSchema: C.properties.history.anyOf[0], data: l };
        e === null ? e = [f] : e.push(f), t++;
      }
      var m = c === t;
      p = p || m;
      let h = t;
      if (Array.isArray(l)) {
        if (l.length < 1) {
          let y = { instancePath: a + "/history", schemaPath: "#/properties/history/anyOf/1/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: C.properties.history.anyOf[1], data: l };
          e === null ? e = [y] : e.push(y), t++;
        }
        let f = l.length;
        for (let y = 0; y < f; y++) {
          let w = l[y];
          if (typeof w != "string") {
            let b = { instancePath: a + "/history/" + y, schemaPath: "#/properties/history/anyOf/1/items/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: C.properties.history.anyOf[1].items.type, parentSchema: C.properties.history.anyOf[1].items, data: w };
            e === null ? e = [b] : e.push(b), t++;
          }
        }
      } else {
        let f = { instancePath: a + "/history", schemaPath: "#/properties/history/anyOf/1/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: C.properties.history.anyOf[1].type, parentSchema: C.properties.history.anyOf[1], data: l };
        e === null ? e = [f] : e.push(f), t++;
      }
      var m = h === t;
      if (p = p || m, p) t = d, e !== null && (d ? e.length = d : e = null);
      else {
        let f = { instancePath: a + "/history", schemaPath: "#/properties/history/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf", schema: C.properties.history.anyOf, parentSchema: C.properties.history, data: l };
        e === null ? e = [f] : e.push(f), t++;
      }
    }
    if (s.title !== void 0) {
      let l = s.title;
      if (typeof l == "string") {
        if (L(l) > 200) {
          let d = { instancePath: a + "/title", schemaPath: "#/$defs/title/maxLength", keyword: "maxLength", params: { limit: 200 }, message: "must NOT have more than 200 characters", schema: 200, parentSchema: D, data: l };
          e === null ? e = [d] : e.push(d), t++;
        }
        if (L(l) < 1) {
          let d = { instancePath: a + "/title", schemaPath: "#/$defs/title/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: D, data: l };
          e === null ? e = [d] : e.push(d), t++;
        }
      } else {
        let d = { instancePath: a + "/title", schemaPath: "#/$defs/title/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: D.type, parentSchema: D, data: l };
        e === null ? e = [d] : e.push(d), t++;
      }
    }
    let n = s.panels;
    if (Array.isArray(n)) {
      if (n.length < 1) {
        let c = { instancePath: a + "/panels", schemaPath: "#/properties/panels/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: C.properties.panels, data: n };
        e === null ? e = [c] : e.push(c), t++;
      }
      let l = n.length;
      for (let c = 0; c < l; c++) {
        let h = n[c];
        if (!(h === "loss" || h === "accuracy" || h === "reconstruction" || h === "kl")) {
          let f = { instancePath: a + "/panels/" + c, schemaPath: "#/properties/panels/items/enum", keyword: "enum", params: { allowedValues: C.properties.panels.items.enum }, message: "must be equal to one of the allowed values", schema: C.properties.panels.items.enum, parentSchema: C.properties.panels.items, data: h };
          e === null ? e = [f] : e.push(f), t++;
        }
      }
      let d = n.length, p;
      if (d > 1) {
        e: for (; d--; ) for (p = d; p--; ) if (Is(n[d], n[p])) {
          let c = { instancePath: a + "/panels", schemaPath: "#/properties/panels/uniqueItems", keyword: "uniqueItems", params: { i: d, j: p }, message: "must NOT have duplicate items (items ## " + p + " and " + d + " are identical)", schema: true, parentSchema: C.properties.panels, data: n };
          e === null ? e = [c] : e.push(c), t++;
          break e;
        }
      }
    } else {
      let l = { instancePath: a + "/panels", schemaPath: "#/properties/panels/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: C.properties.panels.type, parentSchema: C.properties.panels, data: n };
      e === null ? e = [l] : e.push(l), t++;
    }
    let i = s.series;
    if (Array.isArray(i)) {
      if (i.length < 1) {
        let c = { instancePath: a + "/series", schemaPath: "#/properties/series/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: C.properties.series, data: i };
        e === null ? e = [c] : e.push(c), t++;
      }
      let l = i.length;
      for (let c = 0; c < l; c++) {
        let h = i[c];
        if (!(h === "validation" || h === "training" || h === "running")) {
          let f = { instancePath: a + "/series/" + c, schemaPath: "#/properties/series/items/enum", keyword: "enum", params: { allowedValues: C.properties.series.items.enum }, message: "must be equal to one of the allowed values", schema: C.properties.series.items.enum, parentSchema: C.properties.series.items, data: h };
          e === null ? e = [f] : e.push(f), t++;
        }
      }
      let d = i.length, p;
      if (d > 1) {
        e: for (; d--; ) for (p = d; p--; ) if (Is(i[d], i[p])) {
          let c = { instancePath: a + "/series", schemaPath: "#/properties/series/uniqueItems", keyword: "uniqueItems", params: { i: d, j: p }, message: "must NOT have duplicate items (items ## " + p + " and " + d + " are identical)", schema: true, parentSchema: C.properties.series, data: i };
          e === null ? e = [c] : e.push(c), t++;
          break e;
        }
      }
    } else {
      let l = { instancePath: a + "/series", schemaPath: "#/properties/series/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: C.properties.series.type, parentSchema: C.properties.series, data: i };
      e === null ? e = [l] : e.push(l), t++;
    }
    let r = s.from;
    if (!(typeof r == "number" && !(r % 1) && !isNaN(r) && isFinite(r))) {
      let l = { instancePath: a + "/from", schemaPath: "#/properties/from/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: C.properties.from.type, parentSchema: C.properties.from, data: r };
      e === null ? e = [l] : e.push(l), t++;
    }
    if (typeof r == "number" && isFinite(r) && (r < 0 || isNaN(r))) {
      let l = { instancePath: a + "/from", schemaPath: "#/properties/from/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: C.properties.from, data: r };
      e === null ? e = [l] : e.push(l), t++;
    }
    let o = s.lossScale;
    if (!(o === "linear" || o === "log")) {
      let l = { instancePath: a + "/lossScale", schemaPath: "#/properties/lossScale/enum", keyword: "enum", params: { allowedValues: C.properties.lossScale.enum }, message: "must be equal to one of the allowed values", schema: C.properties.lossScale.enum, parentSchema: C.properties.lossScale, data: o };
      e === null ? e = [l] : e.push(l), t++;
    }
    if (s.names !== void 0) {
      let l = s.names;
      if (Array.isArray(l)) {
        if (l.length < 1) {
          let h = { instancePath: a + "/names", schemaPath: "#/$defs/names/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: J, data: l };
          e === null ? e = [h] : e.push(h), t++;
        }
        let d = l.length;
        for (let h = 0; h < d; h++) {
          let f = l[h];
          if (typeof f == "string") {
            if (L(f) > 60) {
              let y = { instancePath: a + "/names/" + h, schemaPath: "#/$defs/names/items/maxLength", keyword: "maxLength", params: { limit: 60 }, message: "must NOT have more than 60 characters", schema: 60, parentSchema: J.items, data: f };
              e === null ? e = [y] : e.push(y), t++;
            }
            if (L(f) < 1) {
              let y = { instancePath: a + "/names/" + h, schemaPath: "#/$defs/names/items/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: J.items, data: f };
              e === null ? e = [y] : e.push(y), t++;
            }
          } else {
            let y = { instancePath: a + "/names/" + h, schemaPath: "#/$defs/names/items/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: J.items.type, parentSchema: J.items, data: f };
            e === null ? e = [y] : e.push(y), t++;
          }
        }
        let p = l.length, c;
        if (p > 1) {
          let h = {};
          for (; p--; ) {
            let f = l[p];
            if (typeof f == "string") {
              if (typeof h[f] == "number") {
                c = h[f];
                let y = { instancePath: a + "/names", schemaPath: "#/$defs/names/uniqueItems", keyword: "uniqueItems", params: { i: p, j: c }, message: "must NOT have duplicate items (items ## " + c + " and " + p + " are identical)", schema: true, parentSchema: J, data: l };
                e === null ? e = [y] : e.push(y), t++;
                break;
              }
              h[f] = p;
            }
          }
        }
      } else {
        let d = { instancePath: a + "/names", schemaPath: "#/$defs/names/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: J.type, parentSchema: J, data: l };
        e === null ? e = [d] : e.push(d), t++;
      }
    }
  } else {
    let n = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: C.type, parentSchema: C, data: s };
    e === null ? e = [n] : e.push(n), t++;
  }
  return js.errors = e, t === 0;
}
js.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var xt = Ts;
var pe = { title: "Heat map", description: "The similarity matrix of one layer as pixels, blue for opposite and red for alike filters; at most 4096 of them", type: "object", additionalProperties: false, required: ["kind", "matrix"], properties: { kind: { description: "What to draw", const: "heat-map" }, matrix: { description: "The matrix to draw", type: "string", port: "matrix" }, title: { $ref: "#/$defs/title" }, layer: { $ref: "#/$defs/layer" }, snapshot: { $ref: "#/$defs/snapshot", default: "final" }, order: { description: "clustered puts like filters beside each other by complete-linkage clustering and draws its tree (dendrogram) above, index keeps the order of the layer", enum: ["clustered", "index"], default: "clustered" }, limit: { description: "Cosine that is drawn in the darkest red. Without it, the smallest of 0.05, 0.1, 0.2, 0.3, 0.5 and 1 that no pair exceeds", type: "number", exclusiveMinimum: 0, maximum: 1 }, over: {}, retries: {}, timeout: {}, failure: {} }, $defs: { names: { type: "array", items: { type: "string", minLength: 1, maxLength: 60 }, minItems: 1, uniqueItems: true }, title: { description: "Title above the picture; without it, one that says what is drawn", type: "string", minLength: 1, maxLength: 200 }, layer: { description: "Name of the layer; may be left out when the artifact has only one", type: "string", minLength: 1 }, snapshot: { description: "Weights before (initial) or after training (final)", enum: ["initial", "final"] } } };
var le = { description: "Name of the layer; may be left out when the artifact has only one", type: "string", minLength: 1 };
var Te = { description: "Weights before (initial) or after training (final)", enum: ["initial", "final"] };
function Ts(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = Ts.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (s.snapshot === void 0 && (s.snapshot = "final"), s.order === void 0 && (s.order = "clustered"), s.kind === void 0) {
      let i = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "kind" }, message: "must have required property 'kind'", schema: pe.required, parentSchema: pe, data: s };
      e === null ? e = [i] : e.push(i), t++;
    }
    if (s.matrix === void 0) {
      let i = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "matrix" }, message: "must have required property 'matrix'", schema: pe.required, parentSchema: pe, data: s };
      e === null ? e = [i] : e.push(i), t++;
    }
    for (let i in s) if (!se.call(pe.properties, i)) {
      let r = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: i }, message: "must NOT have additional properties", schema: false, parentSchema: pe, data: s };
      e === null ? e = [r] : e.push(r), t++;
    }
    if (s.kind !== void 0) {
      let i = s.kind;
      if (i !== "heat-map") {
        let r = { instancePath: a + "/kind", schemaPath: "#/properties/kind/const", keyword: "const", params: { allowedValue: "heat-map" }, message: "must be equal to constant", schema: "heat-map", parentSchema: pe.properties.kind, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
    if (s.matrix !== void 0) {
      let i = s.matrix;
      if (typeof i != "string") {
        let r = { instancePath: a + "/matrix", schemaPath: "#/properties/matrix/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: pe.properties.matrix.type, parentSchema: pe.properties.matrix, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
    if (s.title !== void 0) {
      let i = s.title;
      if (typeof i == "string") {
        if (L(i) > 200) {
          let r = { instancePath: a + "/title", schemaPath: "#/$defs/title/maxLength", keyword: "maxLength", params: { limit: 200 }, message: "must NOT have more than 200 characters", schema: 200, parentSchema: D, data: i };
          e === null ? e = [r] : e.push(r), t++;
        }
        if (L(i) < 1) {
          let r = { instancePath: a + "/title", schemaPath: "#/$defs/title/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: D, data: i };
          e === null ? e = [r] : e.push(r), t++;
        }
      } else {
        let r = { instancePath: a + "/title", schemaPath: "#/$defs/title/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: D.type, parentSchema: D, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
    if (s.layer !== void 0) {
      let i = s.layer;
      if (typeof i == "string") {
        if (L(i) < 1) {
          let r = { instancePath: a + "/layer", schemaPath: "#/$defs/layer/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: le, data: i };
          e === null ? e = [r] : e.push(r), t++;
        }
      } else {
        let r = { instancePath: a + "/layer", schemaPath: "#/$defs/layer/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: le.type, parentSchema: le, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
    let m = s.snapshot;
    if (!(m === "initial" || m === "final")) {
      let i = { instancePath: a + "/snapshot", schemaPath: "#/$defs/snapshot/enum", keyword: "enum", params: { allowedValues: Te.enum }, message: "must be equal to one of the allowed values", schema: Te.enum, parentSchema: Te, data: m };
      e === null ? e = [i] : e.push(i), t++;
    }
    let n = s.order;
    if (!(n === "clustered" || n === "index")) {
      let i = { instancePath: a + "/order", schemaPath: "#/properties/order/enum", keyword: "enum", params: { allowedValues: pe.properties.order.enum }, message: "must be equal to one of the allowed values", schema: pe.properties.order.enum, parentSchema: pe.properties.order, data: n };
      e === null ? e = [i] : e.push(i), t++;
    }
    if (s.limit !== void 0) {
      let i = s.limit;
      if (typeof i == "number" && isFinite(i)) {
        if (i > 1 || isNaN(i)) {
          let r = { instancePath: a + "/limit", schemaPath: "#/properties/limit/maximum", keyword: "maximum", params: { comparison: "<=", limit: 1 }, message: "must be <= 1", schema: 1, parentSchema: pe.properties.limit, data: i };
          e === null ? e = [r] : e.push(r), t++;
        }
        if (i <= 0 || isNaN(i)) {
          let r = { instancePath: a + "/limit", schemaPath: "#/properties/limit/exclusiveMinimum", keyword: "exclusiveMinimum", params: { comparison: ">", limit: 0 }, message: "must be > 0", schema: 0, parentSchema: pe.properties.limit, data: i };
          e === null ? e = [r] : e.push(r), t++;
        }
      } else {
        let r = { instancePath: a + "/limit", schemaPath: "#/properties/limit/type", keyword: "type", params: { type: "number" }, message: "must be number", schema: pe.properties.limit.type, parentSchema: pe.properties.limit, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: pe.type, parentSchema: pe, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return Ts.errors = e, t === 0;
}
Ts.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var $t = Fs;
var W = { title: "Contact sheet", description: "A table of pictures: for each threshold and sweep point the ratio of similar pairs, the most similar pair of filters, and what the two make of a test image. Points without two filters to compare are left out, and named below the title. Kernels of several channels are shown as a strip: their mean, and all channels or the 8 with the greatest part of the two squared norms", type: "object", additionalProperties: false, required: ["kind", "similarity", "model", "data"], properties: { kind: { description: "What to draw", const: "contact-sheet" }, similarity: { description: 'The similarity reports, one for each sweep point in "over"', port: "similarity", many: true, anyOf: [{ type: "string" }, { type: "array", items: { type: "string" }, minItems: 1 }] }, model: { description: "The trained models; each similarity report is joined with the model of its sweep point", port: "model", many: true, anyOf: [{ type: "string" }, { type: "array", items: { type: "string" }, minItems: 1 }] }, data: { description: "Where the probe image comes from", port: "dataset", many: true, anyOf: [{ type: "string" }, { type: "array", items: { type: "string" }, minItems: 1 }] }, title: { $ref: "#/$defs/title" }, layer: { $ref: "#/$defs/layer" }, probe: { description: "The image the filters are shown at work on: the first of a class in a split", type: "object", additionalProperties: false, default: {}, properties: { split: { description: "Split of the dataset", enum: ["test", "validation", "train"], default: "test" }, class: { description: "Label of the image. Without it, 7 where there is such a class, else the last one", type: "integer", minimum: 0, maximum: 255 } } }, over: {}, retries: {}, timeout: {}, failure: {} }, $defs: { names: { type: "array", items: { type: "string", minLength: 1, maxLength: 60 }, minItems: 1, uniqueItems: true }, title: { description: "Title above the picture; without it, one that says what is drawn", type: "string", minLength: 1, maxLength: 200 }, layer: { description: "Name of the layer; may be left out when the artifact has only one", type: "string", minLength: 1 }, snapshot: { description: "Weights before (initial) or after training (final)", enum: ["initial", "final"] } } };
function Fs(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = Fs.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (s.probe === void 0 && (s.probe = {}), s.kind === void 0) {
      let o = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "kind" }, message: "must have required property 'kind'", schema: W.required, parentSchema: W, data: s };
      e === null ? e = [o] : e.push(o), t++;
    }
    if (s.similarity === void 0) {
      let o = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "similarity" }, message: "must have required property 'similarity'", schema: W.required, parentSchema: W, data: s };
      e === null ? e = [o] : e.push(o), t++;
    }
    if (s.model === void 0) {
      let o = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "model" }, message: "must have required property 'model'", schema: W.required, parentSchema: W, data: s };
      e === null ? e = [o] : e.push(o), t++;
    }
    if (s.data === void 0) {
      let o = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "data" }, message: "must have required property 'data'", schema: W.required, parentSchema: W, data: s };
      e === null ? e = [o] : e.push(o), t++;
    }
    for (let o in s) if (!se.call(W.properties, o)) {
      let l = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: o }, message: "must NOT have additional properties", schema: false, parentSchema: W, data: s };
      e === null ? e = [l] : e.push(l), t++;
    }
    if (s.kind !== void 0) {
      let o = s.kind;
      if (o !== "contact-sheet") {
        let l = { instancePath: a + "/kind", schemaPath: "#/properties/kind/const", keyword: "const", params: { allowedValue: "contact-sheet" }, message: "must be equal to constant", schema: "contact-sheet", parentSchema: W.properties.kind, data: o };
        e === null ? e = [l] : e.push(l), t++;
      }
    }
    if (s.similarity !== void 0) {
      let o = s.similarity, l = t, d = false, p = t;
      if (typeof o != "string") {
        let h = { instancePath: a + "/similarity", schemaPath: "#/properties/similarity/anyOf/0/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: W.properties.similarity.anyOf[0].type, parentSchema: W.properties.similarity.anyOf[0], data: o };
        e === null ? e = [h] : e.push(h), t++;
      }
      var m = p === t;
      d = d || m;
      let c = t;
      if (Array.isArray(o)) {
        if (o.length < 1) {
          let f = { instancePath: a + "/similarity", schemaPath: "#/properties/similarity/anyOf/1/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: W.properties.similarity.anyOf[1], data: o };
          e === null ? e = [f] : e.push(f), t++;
        }
        let h = o.length;
        for (let f = 0; f < h; f++) {
          let y = o[f];
          if (typeof y != "string") {
            let w = { instancePath: a + "/similarity/" + f, schemaPath: "#/properties/similarity/anyOf/1/items/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: W.properties.similarity.anyOf[1].items.type, parentSchema: W.properties.similarity.anyOf[1].items, data: y };
            e === null ? e = [w] : e.push(w), t++;
          }
        }
      } else {
        let h = { instancePath: a + "/similarity", schemaPath: "#/properties/similarity/anyOf/1/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: W.properties.similarity.anyOf[1].type, parentSchema: W.properties.similarity.anyOf[1], data: o };
        e === null ? e = [h] : e.push(h), t++;
      }
      var m = c === t;
      if (d = d || m, d) t = l, e !== null && (l ? e.length = l : e = null);
      else {
        let h = { instancePath: a + "/similarity", schemaPath: "#/properties/similarity/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf", schema: W.properties.similarity.anyOf, parentSchema: W.properties.similarity, data: o };
        e === null ? e = [h] : e.push(h), t++;
      }
    }
    if (s.model !== void 0) {
      let o = s.model, l = t, d = false, p = t;
      if (typeof o != "string") {
        let h = { instancePath: a + "/model", schemaPath: "#/properties/model/anyOf/0/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: W.properties.model.anyOf[0].type, parentSchema: W.properties.model.anyOf[0], data: o };
        e === null ? e = [h] : e.push(h), t++;
      }
      var n = p === t;
      d = d || n;
      let c = t;
      if (Array.isArray(o)) {
        if (o.length < 1) {
          let f = { instancePath: a + "/model", schemaPath: "#/properties/model/anyOf/1/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: W.properties.model.anyOf[1], data: o };
          e === null ? e = [f] : e.push(f), t++;
        }
        let h = o.length;
        for (let f = 0; f < h; f++) {
          let y = o[f];
          if (typeof y != "string") {
            let w = { instancePath: a + "/model/" + f, schemaPath: "#/properties/model/anyOf/1/items/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: W.properties.model.anyOf[1].items.type, parentSchema: W.properties.model.anyOf[1].items, data: y };
            e === null ? e = [w] : e.push(w), t++;
          }
        }
      } else {
        let h = { instancePath: a + "/model", schemaPath: "#/properties/model/anyOf/1/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: W.properties.model.anyOf[1].type, parentSchema: W.properties.model.anyOf[1], data: o };
        e === null ? e = [h] : e.push(h), t++;
      }
      var n = c === t;
      if (d = d || n, d) t = l, e !== null && (l ? e.length = l : e = null);
      else {
        let h = { instancePath: a + "/model", schemaPath: "#/properties/model/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf", schema: W.properties.model.anyOf, parentSchema: W.properties.model, data: o };
        e === null ? e = [h] : e.push(h), t++;
      }
    }
    if (s.data !== void 0) {
      let o = s.data, l = t, d = false, p = t;
      if (typeof o != "string") {
        let h = { instancePath: a + "/data", schemaPath: "#/properties/data/anyOf/0/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: W.properties.data.anyOf[0].type, parentSchema: W.properties.data.anyOf[0], data: o };
        e === null ? e = [h] : e.push(h), t++;
      }
      var i = p === t;
      d = d || i;
      let c = t;
      if (Array.isArray(o)) {
        if (o.length < 1) {
          let f = { instancePath: a + "/data", schemaPath: "#/properties/data/anyOf/1/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: W.properties.data.anyOf[1], data: o };
          e === null ? e = [f] : e.push(f), t++;
        }
        let h = o.length;
        for (let f = 0; f < h; f++) {
          let y = o[f];
          if (typeof y != "string") {
            let w = { instancePath: a + "/data/" + f, schemaPath: "#/properties/data/anyOf/1/items/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: W.properties.data.anyOf[1].items.type, parentSchema: W.properties.data.anyOf[1].items, data: y };
            e === null ? e = [w] : e.push(w), t++;
          }
        }
      } else {
        let h = { instancePath: a + "/data", schemaPath: "#/properties/data/anyOf/1/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: W.properties.data.anyOf[1].type, parentSchema: W.properties.data.anyOf[1], data: o };
        e === null ? e = [h] : e.push(h), t++;
      }
      var i = c === t;
      if (d = d || i, d) t = l, e !== null && (l ? e.length = l : e = null);
      else {
        let h = { instancePath: a + "/data", schemaPath: "#/properties/data/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf", schema: W.properties.data.anyOf, parentSchema: W.properties.data, data: o };
        e === null ? e = [h] : e.push(h), t++;
      }
    }
    if (s.title !== void 0) {
      let o = s.title;
      if (typeof o == "string") {
        if (L(o) > 200) {
          let l = { instancePath: a + "/title", schemaPath: "#/$defs/title/maxLength", keyword: "maxLength", params: { limit: 200 }, message: "must NOT have more than 200 characters", schema: 200, parentSchema: D, data: o };
          e === null ? e = [l] : e.push(l), t++;
        }
        if (L(o) < 1) {
          let l = { instancePath: a + "/title", schemaPath: "#/$defs/title/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: D, data: o };
          e === null ? e = [l] : e.push(l), t++;
        }
      } else {
        let l = { instancePath: a + "/title", schemaPath: "#/$defs/title/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: D.type, parentSchema: D, data: o };
        e === null ? e = [l] : e.push(l), t++;
      }
    }
    if (s.layer !== void 0) {
      let o = s.layer;
      if (typeof o == "string") {
        if (L(o) < 1) {
          let l = { instancePath: a + "/layer", schemaPath: "#/$defs/layer/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: le, data: o };
          e === null ? e = [l] : e.push(l), t++;
        }
      } else {
        let l = { instancePath: a + "/layer", schemaPath: "#/$defs/layer/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: le.type, parentSchema: le, data: o };
        e === null ? e = [l] : e.push(l), t++;
      }
    }
    let r = s.probe;
    if (r && typeof r == "object" && !Array.isArray(r)) {
      r.split === void 0 && (r.split = "test");
      for (let l in r) if (!(l === "split" || l === "class")) {
        let d = { instancePath: a + "/probe", schemaPath: "#/properties/probe/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: l }, message: "must NOT have additional properties", schema: false, parentSchema: W.properties.probe, data: r };
        e === null ? e = [d] : e.push(d), t++;
      }
      let o = r.split;
      if (!(o === "test" || o === "validation" || o === "train")) {
        let l = { instancePath: a + "/probe/split", schemaPath: "#/properties/probe/properties/split/enum", keyword: "enum", params: { allowedValues: W.properties.probe.properties.split.enum }, message: "must be equal to one of the allowed values", schema: W.properties.probe.properties.split.enum, parentSchema: W.properties.probe.properties.split, data: o };
        e === null ? e = [l] : e.push(l), t++;
      }
      if (r.class !== void 0) {
        let l = r.class;
        if (!(typeof l == "number" && !(l % 1) && !isNaN(l) && isFinite(l))) {
          let d = { instancePath: a + "/probe/class", schemaPath: "#/properties/probe/properties/class/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: W.properties.probe.properties.class.type, parentSchema: W.properties.probe.properties.class, data: l };
          e === null ? e = [d] : e.push(d), t++;
        }
        if (typeof l == "number" && isFinite(l)) {
          if (l > 255 || isNaN(l)) {
            let d = { instancePath: a + "/probe/class", schemaPath: "#/properties/probe/properties/class/maximum", keyword: "maximum", params: { comparison: "<=", limit: 255 }, message: "must be <= 255", schema: 255, parentSchema: W.properties.probe.properties.class, data: l };
            e === null ? e = [d] : e.push(d), t++;
          }
          if (l < 0 || isNaN(l)) {
            let d = { instancePath: a + "/probe/class", schemaPath: "#/properties/probe/properties/class/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: W.properties.probe.properties.class, data: l };
            e === null ? e = [d] : e.push(d), t++;
          }
        }
      }
    } else {
      let o = { instancePath: a + "/probe", schemaPath: "#/properties/probe/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: W.properties.probe.type, parentSchema: W.properties.probe, data: r };
      e === null ? e = [o] : e.push(o), t++;
    }
  } else {
    let r = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: W.type, parentSchema: W, data: s };
    e === null ? e = [r] : e.push(r), t++;
  }
  return Fs.errors = e, t === 0;
}
Fs.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var zt = Ds;
var me = { title: "Histogram", description: "How the cosines of all pairs of one layer are spread, with what chance gives drawn over it", type: "object", additionalProperties: false, required: ["kind", "matrix", "similarity"], properties: { kind: { description: "What to draw", const: "histogram" }, matrix: { description: "The cosines", type: "string", port: "matrix" }, similarity: { description: "The similarity report made with the matrix: it tells the dimension and the thresholds", type: "string", port: "similarity" }, title: { $ref: "#/$defs/title" }, layer: { $ref: "#/$defs/layer" }, snapshot: { $ref: "#/$defs/snapshot", default: "final" }, bins: { description: "Number of bars over the range drawn", type: "integer", minimum: 4, maximum: 400, default: 40 }, over: {}, retries: {}, timeout: {}, failure: {} }, $defs: { names: { type: "array", items: { type: "string", minLength: 1, maxLength: 60 }, minItems: 1, uniqueItems: true }, title: { description: "Title above the picture; without it, one that says what is drawn", type: "string", minLength: 1, maxLength: 200 }, layer: { description: "Name of the layer; may be left out when the artifact has only one", type: "string", minLength: 1 }, snapshot: { description: "Weights before (initial) or after training (final)", enum: ["initial", "final"] } } };
function Ds(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = Ds.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (s.snapshot === void 0 && (s.snapshot = "final"), s.bins === void 0 && (s.bins = 40), s.kind === void 0) {
      let i = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "kind" }, message: "must have required property 'kind'", schema: me.required, parentSchema: me, data: s };
      e === null ? e = [i] : e.push(i), t++;
    }
    if (s.matrix === void 0) {
      let i = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "matrix" }, message: "must have required property 'matrix'", schema: me.required, parentSchema: me, data: s };
      e === null ? e = [i] : e.push(i), t++;
    }
    if (s.similarity === void 0) {
      let i = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "similarity" }, message: "must have required property 'similarity'", schema: me.required, parentSchema: me, data: s };
      e === null ? e = [i] : e.push(i), t++;
    }
    for (let i in s) if (!se.call(me.properties, i)) {
      let r = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: i }, message: "must NOT have additional properties", schema: false, parentSchema: me, data: s };
      e === null ? e = [r] : e.push(r), t++;
    }
    if (s.kind !== void 0) {
      let i = s.kind;
      if (i !== "histogram") {
        let r = { instancePath: a + "/kind", schemaPath: "#/properties/kind/const", keyword: "const", params: { allowedValue: "histogram" }, message: "must be equal to constant", schema: "histogram", parentSchema: me.properties.kind, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
    if (s.matrix !== void 0) {
      let i = s.matrix;
      if (typeof i != "string") {
        let r = { instancePath: a + "/matrix", schemaPath: "#/properties/matrix/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: me.properties.matrix.type, parentSchema: me.properties.matrix, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
    if (s.similarity !== void 0) {
      let i = s.similarity;
      if (typeof i != "string") {
        let r = { instancePath: a + "/similarity", schemaPath: "#/properties/similarity/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: me.properties.similarity.type, parentSchema: me.properties.similarity, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
    if (s.title !== void 0) {
      let i = s.title;
      if (typeof i == "string") {
        if (L(i) > 200) {
          let r = { instancePath: a + "/title", schemaPath: "#/$defs/title/maxLength", keyword: "maxLength", params: { limit: 200 }, message: "must NOT have more than 200 characters", schema: 200, parentSchema: D, data: i };
          e === null ? e = [r] : e.push(r), t++;
        }
        if (L(i) < 1) {
          let r = { instancePath: a + "/title", schemaPath: "#/$defs/title/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: D, data: i };
          e === null ? e = [r] : e.push(r), t++;
        }
      } else {
        let r = { instancePath: a + "/title", schemaPath: "#/$defs/title/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: D.type, parentSchema: D, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
    if (s.layer !== void 0) {
      let i = s.layer;
      if (typeof i == "string") {
        if (L(i) < 1) {
          let r = { instancePath: a + "/layer", schemaPath: "#/$defs/layer/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: le, data: i };
          e === null ? e = [r] : e.push(r), t++;
        }
      } else {
        let r = { instancePath: a + "/layer", schemaPath: "#/$defs/layer/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: le.type, parentSchema: le, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
    let m = s.snapshot;
    if (!(m === "initial" || m === "final")) {
      let i = { instancePath: a + "/snapshot", schemaPath: "#/$defs/snapshot/enum", keyword: "enum", params: { allowedValues: Te.enum }, message: "must be equal to one of the allowed values", schema: Te.enum, parentSchema: Te, data: m };
      e === null ? e = [i] : e.push(i), t++;
    }
    let n = s.bins;
    if (!(typeof n == "number" && !(n % 1) && !isNaN(n) && isFinite(n))) {
      let i = { instancePath: a + "/bins", schemaPath: "#/properties/bins/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: me.properties.bins.type, parentSchema: me.properties.bins, data: n };
      e === null ? e = [i] : e.push(i), t++;
    }
    if (typeof n == "number" && isFinite(n)) {
      if (n > 400 || isNaN(n)) {
        let i = { instancePath: a + "/bins", schemaPath: "#/properties/bins/maximum", keyword: "maximum", params: { comparison: "<=", limit: 400 }, message: "must be <= 400", schema: 400, parentSchema: me.properties.bins, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
      if (n < 4 || isNaN(n)) {
        let i = { instancePath: a + "/bins", schemaPath: "#/properties/bins/minimum", keyword: "minimum", params: { comparison: ">=", limit: 4 }, message: "must be >= 4", schema: 4, parentSchema: me.properties.bins, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: me.type, parentSchema: me, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return Ds.errors = e, t === 0;
}
Ds.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var Ot = Ls;
var ae = { title: "Ratio against threshold", description: "The ratio of similar pairs of one layer for every threshold, trained beside untrained, with what chance gives and its 95 % band", type: "object", additionalProperties: false, required: ["kind", "matrix", "similarity"], properties: { kind: { description: "What to draw", const: "ratio-threshold" }, matrix: { description: "The cosines", type: "string", port: "matrix" }, similarity: { description: "The similarity report made with the matrix: it tells the dimension and the thresholds", type: "string", port: "similarity" }, title: { $ref: "#/$defs/title" }, layer: { $ref: "#/$defs/layer" }, range: { description: "Thresholds: positive ones, or the whole range of either sign", enum: ["positive", "whole"], default: "positive" }, ratioScale: { description: "Scale of the ratio: log shows the few pairs at high thresholds", enum: ["linear", "log"], default: "linear" }, over: {}, retries: {}, timeout: {}, failure: {} }, $defs: { names: { type: "array", items: { type: "string", minLength: 1, maxLength: 60 }, minItems: 1, uniqueItems: true }, title: { description: "Title above the picture; without it, one that says what is drawn", type: "string", minLength: 1, maxLength: 200 }, layer: { description: "Name of the layer; may be left out when the artifact has only one", type: "string", minLength: 1 }, snapshot: { description: "Weights before (initial) or after training (final)", enum: ["initial", "final"] } } };
function Ls(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = Ls.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (s.range === void 0 && (s.range = "positive"), s.ratioScale === void 0 && (s.ratioScale = "linear"), s.kind === void 0) {
      let i = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "kind" }, message: "must have required property 'kind'", schema: ae.required, parentSchema: ae, data: s };
      e === null ? e = [i] : e.push(i), t++;
    }
    if (s.matrix === void 0) {
      let i = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "matrix" }, message: "must have required property 'matrix'", schema: ae.required, parentSchema: ae, data: s };
      e === null ? e = [i] : e.push(i), t++;
    }
    if (s.similarity === void 0) {
      let i = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "similarity" }, message: "must have required property 'similarity'", schema: ae.required, parentSchema: ae, data: s };
      e === null ? e = [i] : e.push(i), t++;
    }
    for (let i in s) if (!se.call(ae.properties, i)) {
      let r = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: i }, message: "must NOT have additional properties", schema: false, parentSchema: ae, data: s };
      e === null ? e = [r] : e.push(r), t++;
    }
    if (s.kind !== void 0) {
      let i = s.kind;
      if (i !== "ratio-threshold") {
        let r = { instancePath: a + "/kind", schemaPath: "#/properties/kind/const", keyword: "const", params: { allowedValue: "ratio-threshold" }, message: "must be equal to constant", schema: "ratio-threshold", parentSchema: ae.properties.kind, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
    if (s.matrix !== void 0) {
      let i = s.matrix;
      if (typeof i != "string") {
        let r = { instancePath: a + "/matrix", schemaPath: "#/properties/matrix/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: ae.properties.matrix.type, parentSchema: ae.properties.matrix, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
    if (s.similarity !== void 0) {
      let i = s.similarity;
      if (typeof i != "string") {
        let r = { instancePath: a + "/similarity", schemaPath: "#/properties/similarity/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: ae.properties.similarity.type, parentSchema: ae.properties.similarity, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
    if (s.title !== void 0) {
      let i = s.title;
      if (typeof i == "string") {
        if (L(i) > 200) {
          let r = { instancePath: a + "/title", schemaPath: "#/$defs/title/maxLength", keyword: "maxLength", params: { limit: 200 }, message: "must NOT have more than 200 characters", schema: 200, parentSchema: D, data: i };
          e === null ? e = [r] : e.push(r), t++;
        }
        if (L(i) < 1) {
          let r = { instancePath: a + "/title", schemaPath: "#/$defs/title/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: D, data: i };
          e === null ? e = [r] : e.push(r), t++;
        }
      } else {
        let r = { instancePath: a + "/title", schemaPath: "#/$defs/title/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: D.type, parentSchema: D, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
    if (s.layer !== void 0) {
      let i = s.layer;
      if (typeof i == "string") {
        if (L(i) < 1) {
          let r = { instancePath: a + "/layer", schemaPath: "#/$defs/layer/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: le, data: i };
          e === null ? e = [r] : e.push(r), t++;
        }
      } else {
        let r = { instancePath: a + "/layer", schemaPath: "#/$defs/layer/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: le.type, parentSchema: le, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
    let m = s.range;
    if (!(m === "positive" || m === "whole")) {
      let i = { instancePath: a + "/range", schemaPath: "#/properties/range/enum", keyword: "enum", params: { allowedValues: ae.properties.range.enum }, message: "must be equal to one of the allowed values", schema: ae.properties.range.enum, parentSchema: ae.properties.range, data: m };
      e === null ? e = [i] : e.push(i), t++;
    }
    let n = s.ratioScale;
    if (!(n === "linear" || n === "log")) {
      let i = { instancePath: a + "/ratioScale", schemaPath: "#/properties/ratioScale/enum", keyword: "enum", params: { allowedValues: ae.properties.ratioScale.enum }, message: "must be equal to one of the allowed values", schema: ae.properties.ratioScale.enum, parentSchema: ae.properties.ratioScale, data: n };
      e === null ? e = [i] : e.push(i), t++;
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: ae.type, parentSchema: ae, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return Ls.errors = e, t === 0;
}
Ls.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var qt = _s;
var X = { title: "Ratio against filters", description: "The ratio of similar pairs against the number of filters, a panel for each layer and threshold, with what chance gives and its 95 % band. Repeats are drawn each, with mean and standard deviation", type: "object", additionalProperties: false, required: ["kind", "similarity"], properties: { kind: { description: "What to draw", const: "ratio-filters" }, similarity: { description: 'The similarity reports, one for each sweep point in "over"', port: "similarity", many: true, anyOf: [{ type: "string" }, { type: "array", items: { type: "string" }, minItems: 1 }] }, title: { $ref: "#/$defs/title" }, layers: { description: "Layers to draw; all without it", type: "array", items: { type: "string", minLength: 1 }, minItems: 1, uniqueItems: true }, over: {}, retries: {}, timeout: {}, failure: {} }, $defs: { names: { type: "array", items: { type: "string", minLength: 1, maxLength: 60 }, minItems: 1, uniqueItems: true }, title: { description: "Title above the picture; without it, one that says what is drawn", type: "string", minLength: 1, maxLength: 200 }, layer: { description: "Name of the layer; may be left out when the artifact has only one", type: "string", minLength: 1 }, snapshot: { description: "Weights before (initial) or after training (final)", enum: ["initial", "final"] } } };
function _s(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = _s.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (s.kind === void 0) {
      let n = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "kind" }, message: "must have required property 'kind'", schema: X.required, parentSchema: X, data: s };
      e === null ? e = [n] : e.push(n), t++;
    }
    if (s.similarity === void 0) {
      let n = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "similarity" }, message: "must have required property 'similarity'", schema: X.required, parentSchema: X, data: s };
      e === null ? e = [n] : e.push(n), t++;
    }
    for (let n in s) if (!(n === "kind" || n === "similarity" || n === "title" || n === "layers" || n === "over" || n === "retries" || n === "timeout" || n === "failure")) {
      let i = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: n }, message: "must NOT have additional properties", schema: false, parentSchema: X, data: s };
      e === null ? e = [i] : e.push(i), t++;
    }
    if (s.kind !== void 0) {
      let n = s.kind;
      if (n !== "ratio-filters") {
        let i = { instancePath: a + "/kind", schemaPath: "#/properties/kind/const", keyword: "const", params: { allowedValue: "ratio-filters" }, message: "must be equal to constant", schema: "ratio-filters", parentSchema: X.properties.kind, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    if (s.similarity !== void 0) {
      let n = s.similarity, i = t, r = false, o = t;
      if (typeof n != "string") {
        let d = { instancePath: a + "/similarity", schemaPath: "#/properties/similarity/anyOf/0/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: X.properties.similarity.anyOf[0].type, parentSchema: X.properties.similarity.anyOf[0], data: n };
        e === null ? e = [d] : e.push(d), t++;
      }
      var m = o === t;
      r = r || m;
      let l = t;
      if (Array.isArray(n)) {
        if (n.length < 1) {
          let p = { instancePath: a + "/similarity", schemaPath: "#/properties/similarity/anyOf/1/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: X.properties.similarity.anyOf[1], data: n };
          e === null ? e = [p] : e.push(p), t++;
        }
        let d = n.length;
        for (let p = 0; p < d; p++) {
          let c = n[p];
          if (typeof c != "string") {
            let h = { instancePath: a + "/similarity/" + p, schemaPath: "#/properties/similarity/anyOf/1/items/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: X.properties.similarity.anyOf[1].items.type, parentSchema: X.properties.similarity.anyOf[1].items, data: c };
            e === null ? e = [h] : e.push(h), t++;
          }
        }
      } else {
        let d = { instancePath: a + "/similarity", schemaPath: "#/properties/similarity/anyOf/1/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: X.properties.similarity.anyOf[1].type, parentSchema: X.properties.similarity.anyOf[1], data: n };
        e === null ? e = [d] : e.push(d), t++;
      }
      var m = l === t;
      if (r = r || m, r) t = i, e !== null && (i ? e.length = i : e = null);
      else {
        let d = { instancePath: a + "/similarity", schemaPath: "#/properties/similarity/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf", schema: X.properties.similarity.anyOf, parentSchema: X.properties.similarity, data: n };
        e === null ? e = [d] : e.push(d), t++;
      }
    }
    if (s.title !== void 0) {
      let n = s.title;
      if (typeof n == "string") {
        if (L(n) > 200) {
          let i = { instancePath: a + "/title", schemaPath: "#/$defs/title/maxLength", keyword: "maxLength", params: { limit: 200 }, message: "must NOT have more than 200 characters", schema: 200, parentSchema: D, data: n };
          e === null ? e = [i] : e.push(i), t++;
        }
        if (L(n) < 1) {
          let i = { instancePath: a + "/title", schemaPath: "#/$defs/title/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: D, data: n };
          e === null ? e = [i] : e.push(i), t++;
        }
      } else {
        let i = { instancePath: a + "/title", schemaPath: "#/$defs/title/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: D.type, parentSchema: D, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    if (s.layers !== void 0) {
      let n = s.layers;
      if (Array.isArray(n)) {
        if (n.length < 1) {
          let l = { instancePath: a + "/layers", schemaPath: "#/properties/layers/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: X.properties.layers, data: n };
          e === null ? e = [l] : e.push(l), t++;
        }
        let i = n.length;
        for (let l = 0; l < i; l++) {
          let d = n[l];
          if (typeof d == "string") {
            if (L(d) < 1) {
              let p = { instancePath: a + "/layers/" + l, schemaPath: "#/properties/layers/items/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: X.properties.layers.items, data: d };
              e === null ? e = [p] : e.push(p), t++;
            }
          } else {
            let p = { instancePath: a + "/layers/" + l, schemaPath: "#/properties/layers/items/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: X.properties.layers.items.type, parentSchema: X.properties.layers.items, data: d };
            e === null ? e = [p] : e.push(p), t++;
          }
        }
        let r = n.length, o;
        if (r > 1) {
          let l = {};
          for (; r--; ) {
            let d = n[r];
            if (typeof d == "string") {
              if (typeof l[d] == "number") {
                o = l[d];
                let p = { instancePath: a + "/layers", schemaPath: "#/properties/layers/uniqueItems", keyword: "uniqueItems", params: { i: r, j: o }, message: "must NOT have duplicate items (items ## " + o + " and " + r + " are identical)", schema: true, parentSchema: X.properties.layers, data: n };
                e === null ? e = [p] : e.push(p), t++;
                break;
              }
              l[d] = r;
            }
          }
        }
      } else {
        let i = { instancePath: a + "/layers", schemaPath: "#/properties/layers/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: X.properties.layers.type, parentSchema: X.properties.layers, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
  } else {
    let n = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: X.type, parentSchema: X, data: s };
    e === null ? e = [n] : e.push(n), t++;
  }
  return _s.errors = e, t === 0;
}
_s.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var It = Es;
var he = { title: "Ratio against epochs", description: "The ratio of similar pairs of one layer against the epoch, from before training, a line for each sweep point. Needs weights of single epochs", type: "object", additionalProperties: false, required: ["kind", "similarity"], properties: { kind: { description: "What to draw", const: "ratio-epochs" }, similarity: { description: 'The similarity reports, one for each sweep point in "over"', port: "similarity", many: true, anyOf: [{ type: "string" }, { type: "array", items: { type: "string" }, minItems: 1 }] }, title: { $ref: "#/$defs/title" }, layer: { $ref: "#/$defs/layer" }, over: {}, retries: {}, timeout: {}, failure: {} }, $defs: { names: { type: "array", items: { type: "string", minLength: 1, maxLength: 60 }, minItems: 1, uniqueItems: true }, title: { description: "Title above the picture; without it, one that says what is drawn", type: "string", minLength: 1, maxLength: 200 }, layer: { description: "Name of the layer; may be left out when the artifact has only one", type: "string", minLength: 1 }, snapshot: { description: "Weights before (initial) or after training (final)", enum: ["initial", "final"] } } };
function Es(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = Es.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (s.kind === void 0) {
      let n = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "kind" }, message: "must have required property 'kind'", schema: he.required, parentSchema: he, data: s };
      e === null ? e = [n] : e.push(n), t++;
    }
    if (s.similarity === void 0) {
      let n = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "similarity" }, message: "must have required property 'similarity'", schema: he.required, parentSchema: he, data: s };
      e === null ? e = [n] : e.push(n), t++;
    }
    for (let n in s) if (!(n === "kind" || n === "similarity" || n === "title" || n === "layer" || n === "over" || n === "retries" || n === "timeout" || n === "failure")) {
      let i = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: n }, message: "must NOT have additional properties", schema: false, parentSchema: he, data: s };
      e === null ? e = [i] : e.push(i), t++;
    }
    if (s.kind !== void 0) {
      let n = s.kind;
      if (n !== "ratio-epochs") {
        let i = { instancePath: a + "/kind", schemaPath: "#/properties/kind/const", keyword: "const", params: { allowedValue: "ratio-epochs" }, message: "must be equal to constant", schema: "ratio-epochs", parentSchema: he.properties.kind, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    if (s.similarity !== void 0) {
      let n = s.similarity, i = t, r = false, o = t;
      if (typeof n != "string") {
        let d = { instancePath: a + "/similarity", schemaPath: "#/properties/similarity/anyOf/0/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: he.properties.similarity.anyOf[0].type, parentSchema: he.properties.similarity.anyOf[0], data: n };
        e === null ? e = [d] : e.push(d), t++;
      }
      var m = o === t;
      r = r || m;
      let l = t;
      if (Array.isArray(n)) {
        if (n.length < 1) {
          let p = { instancePath: a + "/similarity", schemaPath: "#/properties/similarity/anyOf/1/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: he.properties.similarity.anyOf[1], data: n };
          e === null ? e = [p] : e.push(p), t++;
        }
        let d = n.length;
        for (let p = 0; p < d; p++) {
          let c = n[p];
          if (typeof c != "string") {
            let h = { instancePath: a + "/similarity/" + p, schemaPath: "#/properties/similarity/anyOf/1/items/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: he.properties.similarity.anyOf[1].items.type, parentSchema: he.properties.similarity.anyOf[1].items, data: c };
            e === null ? e = [h] : e.push(h), t++;
          }
        }
      } else {
        let d = { instancePath: a + "/similarity", schemaPath: "#/properties/similarity/anyOf/1/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: he.properties.similarity.anyOf[1].type, parentSchema: he.properties.similarity.anyOf[1], data: n };
        e === null ? e = [d] : e.push(d), t++;
      }
      var m = l === t;
      if (r = r || m, r) t = i, e !== null && (i ? e.length = i : e = null);
      else {
        let d = { instancePath: a + "/similarity", schemaPath: "#/properties/similarity/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf", schema: he.properties.similarity.anyOf, parentSchema: he.properties.similarity, data: n };
        e === null ? e = [d] : e.push(d), t++;
      }
    }
    if (s.title !== void 0) {
      let n = s.title;
      if (typeof n == "string") {
        if (L(n) > 200) {
          let i = { instancePath: a + "/title", schemaPath: "#/$defs/title/maxLength", keyword: "maxLength", params: { limit: 200 }, message: "must NOT have more than 200 characters", schema: 200, parentSchema: D, data: n };
          e === null ? e = [i] : e.push(i), t++;
        }
        if (L(n) < 1) {
          let i = { instancePath: a + "/title", schemaPath: "#/$defs/title/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: D, data: n };
          e === null ? e = [i] : e.push(i), t++;
        }
      } else {
        let i = { instancePath: a + "/title", schemaPath: "#/$defs/title/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: D.type, parentSchema: D, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    if (s.layer !== void 0) {
      let n = s.layer;
      if (typeof n == "string") {
        if (L(n) < 1) {
          let i = { instancePath: a + "/layer", schemaPath: "#/$defs/layer/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: le, data: n };
          e === null ? e = [i] : e.push(i), t++;
        }
      } else {
        let i = { instancePath: a + "/layer", schemaPath: "#/$defs/layer/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: le.type, parentSchema: le, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
  } else {
    let n = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: he.type, parentSchema: he, data: s };
    e === null ? e = [n] : e.push(n), t++;
  }
  return Es.errors = e, t === 0;
}
Es.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var At = Ms;
var ge = { title: "Cosine against activation", description: "How alike the responses of filters are against how alike their weights are, before and after the activation, with random filters behind them. Needs a comparison with model and data, of at most 2048 filters", type: "object", additionalProperties: false, required: ["kind", "matrix", "similarity"], properties: { kind: { description: "What to draw", const: "cosine-activation" }, matrix: { description: "Cosines and correlations", type: "string", port: "matrix" }, similarity: { description: "The similarity report made with the matrix", type: "string", port: "similarity" }, title: { $ref: "#/$defs/title" }, layer: { $ref: "#/$defs/layer" }, snapshot: { $ref: "#/$defs/snapshot", default: "final" }, over: {}, retries: {}, timeout: {}, failure: {} }, $defs: { names: { type: "array", items: { type: "string", minLength: 1, maxLength: 60 }, minItems: 1, uniqueItems: true }, title: { description: "Title above the picture; without it, one that says what is drawn", type: "string", minLength: 1, maxLength: 200 }, layer: { description: "Name of the layer; may be left out when the artifact has only one", type: "string", minLength: 1 }, snapshot: { description: "Weights before (initial) or after training (final)", enum: ["initial", "final"] } } };
function Ms(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = Ms.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (s.snapshot === void 0 && (s.snapshot = "final"), s.kind === void 0) {
      let n = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "kind" }, message: "must have required property 'kind'", schema: ge.required, parentSchema: ge, data: s };
      e === null ? e = [n] : e.push(n), t++;
    }
    if (s.matrix === void 0) {
      let n = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "matrix" }, message: "must have required property 'matrix'", schema: ge.required, parentSchema: ge, data: s };
      e === null ? e = [n] : e.push(n), t++;
    }
    if (s.similarity === void 0) {
      let n = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "similarity" }, message: "must have required property 'similarity'", schema: ge.required, parentSchema: ge, data: s };
      e === null ? e = [n] : e.push(n), t++;
    }
    for (let n in s) if (!se.call(ge.properties, n)) {
      let i = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: n }, message: "must NOT have additional properties", schema: false, parentSchema: ge, data: s };
      e === null ? e = [i] : e.push(i), t++;
    }
    if (s.kind !== void 0) {
      let n = s.kind;
      if (n !== "cosine-activation") {
        let i = { instancePath: a + "/kind", schemaPath: "#/properties/kind/const", keyword: "const", params: { allowedValue: "cosine-activation" }, message: "must be equal to constant", schema: "cosine-activation", parentSchema: ge.properties.kind, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    if (s.matrix !== void 0) {
      let n = s.matrix;
      if (typeof n != "string") {
        let i = { instancePath: a + "/matrix", schemaPath: "#/properties/matrix/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: ge.properties.matrix.type, parentSchema: ge.properties.matrix, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    if (s.similarity !== void 0) {
      let n = s.similarity;
      if (typeof n != "string") {
        let i = { instancePath: a + "/similarity", schemaPath: "#/properties/similarity/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: ge.properties.similarity.type, parentSchema: ge.properties.similarity, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    if (s.title !== void 0) {
      let n = s.title;
      if (typeof n == "string") {
        if (L(n) > 200) {
          let i = { instancePath: a + "/title", schemaPath: "#/$defs/title/maxLength", keyword: "maxLength", params: { limit: 200 }, message: "must NOT have more than 200 characters", schema: 200, parentSchema: D, data: n };
          e === null ? e = [i] : e.push(i), t++;
        }
        if (L(n) < 1) {
          let i = { instancePath: a + "/title", schemaPath: "#/$defs/title/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: D, data: n };
          e === null ? e = [i] : e.push(i), t++;
        }
      } else {
        let i = { instancePath: a + "/title", schemaPath: "#/$defs/title/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: D.type, parentSchema: D, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    if (s.layer !== void 0) {
      let n = s.layer;
      if (typeof n == "string") {
        if (L(n) < 1) {
          let i = { instancePath: a + "/layer", schemaPath: "#/$defs/layer/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: le, data: n };
          e === null ? e = [i] : e.push(i), t++;
        }
      } else {
        let i = { instancePath: a + "/layer", schemaPath: "#/$defs/layer/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: le.type, parentSchema: le, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    let m = s.snapshot;
    if (!(m === "initial" || m === "final")) {
      let n = { instancePath: a + "/snapshot", schemaPath: "#/$defs/snapshot/enum", keyword: "enum", params: { allowedValues: Te.enum }, message: "must be equal to one of the allowed values", schema: Te.enum, parentSchema: Te, data: m };
      e === null ? e = [n] : e.push(n), t++;
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: ge.type, parentSchema: ge, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return Ms.errors = e, t === 0;
}
Ms.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var jt = Ws;
var Z = { title: "Summary", description: "A table with a row for each sweep point, layer and threshold: accuracy, similar pairs, and what chance gives. chance: the ratio that random directions give; z: how many standard deviations the ratio is from it; lift: the ratio divided by it; verdict: above or below chance when chance alone gives a ratio as far out in fewer than 5 % of layers, else at it", type: "object", additionalProperties: false, required: ["kind", "similarity"], properties: { kind: { description: "What to make", const: "summary" }, similarity: { description: 'The similarity reports, one for each sweep point in "over"', port: "similarity", many: true, anyOf: [{ type: "string" }, { type: "array", items: { type: "string" }, minItems: 1 }] }, predictions: { description: "The predictions for the test images, for the column testAccuracy", port: "predictions", many: true, anyOf: [{ type: "string" }, { type: "array", items: { type: "string" }, minItems: 1 }] }, history: { description: "The histories, for the column validationAccuracy after the last epoch", port: "history", many: true, anyOf: [{ type: "string" }, { type: "array", items: { type: "string" }, minItems: 1 }] }, layers: { description: "Layers to list; all without it", type: "array", items: { type: "string", minLength: 1 }, minItems: 1, uniqueItems: true }, over: {}, retries: {}, timeout: {}, failure: {} }, $defs: { names: { type: "array", items: { type: "string", minLength: 1, maxLength: 60 }, minItems: 1, uniqueItems: true }, title: { description: "Title above the picture; without it, one that says what is drawn", type: "string", minLength: 1, maxLength: 200 }, layer: { description: "Name of the layer; may be left out when the artifact has only one", type: "string", minLength: 1 }, snapshot: { description: "Weights before (initial) or after training (final)", enum: ["initial", "final"] } } };
function Ws(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = Ws.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (s.kind === void 0) {
      let r = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "kind" }, message: "must have required property 'kind'", schema: Z.required, parentSchema: Z, data: s };
      e === null ? e = [r] : e.push(r), t++;
    }
    if (s.similarity === void 0) {
      let r = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "similarity" }, message: "must have required property 'similarity'", schema: Z.required, parentSchema: Z, data: s };
      e === null ? e = [r] : e.push(r), t++;
    }
    for (let r in s) if (!se.call(Z.properties, r)) {
      let o = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: r }, message: "must NOT have additional properties", schema: false, parentSchema: Z, data: s };
      e === null ? e = [o] : e.push(o), t++;
    }
    if (s.kind !== void 0) {
      let r = s.kind;
      if (r !== "summary") {
        let o = { instancePath: a + "/kind", schemaPath: "#/properties/kind/const", keyword: "const", params: { allowedValue: "summary" }, message: "must be equal to constant", schema: "summary", parentSchema: Z.properties.kind, data: r };
        e === null ? e = [o] : e.push(o), t++;
      }
    }
    if (s.similarity !== void 0) {
      let r = s.similarity, o = t, l = false, d = t;
      if (typeof r != "string") {
        let c = { instancePath: a + "/similarity", schemaPath: "#/properties/similarity/anyOf/0/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: Z.properties.similarity.anyOf[0].type, parentSchema: Z.properties.similarity.anyOf[0], data: r };
        e === null ? e = [c] : e.push(c), t++;
      }
      var m = d === t;
      l = l || m;
      let p = t;
      if (Array.isArray(r)) {
        if (r.length < 1) {
          let h = { instancePath: a + "/similarity", schemaPath: "#/properties/similarity/anyOf/1/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: Z.properties.similarity.anyOf[1], data: r };
          e === null ? e = [h] : e.push(h), t++;
        }
        let c = r.length;
        for (let h = 0; h < c; h++) {
          let f = r[h];
          if (typeof f != "string") {
            let y = { instancePath: a + "/similarity/" + h, schemaPath: "#/properties/similarity/anyOf/1/items/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: Z.properties.similarity.anyOf[1].items.type, parentSchema: Z.properties.similarity.anyOf[1].items, data: f };
            e === null ? e = [y] : e.push(y), t++;
          }
        }
      } else {
        let c = { instancePath: a + "/similarity", schemaPath: "#/properties/similarity/anyOf/1/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: Z.properties.similarity.anyOf[1].type, parentSchema: Z.properties.similarity.anyOf[1], data: r };
        e === null ? e = [c] : e.push(c), t++;
      }
      var m = p === t;
      if (l = l || m, l) t = o, e !== null && (o ? e.length = o : e = null);
      else {
        let c = { instancePath: a + "/similarity", schemaPath: "#/properties/similarity/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf", schema: Z.properties.similarity.anyOf, parentSchema: Z.properties.similarity, data: r };
        e === null ? e = [c] : e.push(c), t++;
      }
    }
    if (s.predictions !== void 0) {
      let r = s.predictions, o = t, l = false, d = t;
      if (typeof r != "string") {
        let c = { instancePath: a + "/predictions", schemaPath: "#/properties/predictions/anyOf/0/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: Z.properties.predictions.anyOf[0].type, parentSchema: Z.properties.predictions.anyOf[0], data: r };
        e === null ? e = [c] : e.push(c), t++;
      }
      var n = d === t;
      l = l || n;
      let p = t;
      if (Array.isArray(r)) {
        if (r.length < 1) {
          let h = { instancePath: a + "/predictions", schemaPath: "#/properties/predictions/anyOf/1/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: Z.properties.predictions.anyOf[1], data: r };
          e === null ? e = [h] : e.push(h), t++;
        }
        let c = r.length;
        for (let h = 0; h < c; h++) {
          let f = r[h];
          if (typeof f != "string") {
            let y = { instancePath: a + "/predictions/" + h, schemaPath: "#/properties/predictions/anyOf/1/items/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: Z.properties.predictions.anyOf[1].items.type, parentSchema: Z.properties.predictions.anyOf[1].items, data: f };
            e === null ? e = [y] : e.push(y), t++;
          }
        }
      } else {
        let c = { instancePath: a + "/predictions", schemaPath: "#/properties/predictions/anyOf/1/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: Z.properties.predictions.anyOf[1].type, parentSchema: Z.properties.predictions.anyOf[1], data: r };
        e === null ? e = [c] : e.push(c), t++;
      }
      var n = p === t;
      if (l = l || n, l) t = o, e !== null && (o ? e.length = o : e = null);
      else {
        let c = { instancePath: a + "/predictions", schemaPath: "#/properties/predictions/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf", schema: Z.properties.predictions.anyOf, parentSchema: Z.properties.predictions, data: r };
        e === null ? e = [c] : e.push(c), t++;
      }
    }
    if (s.history !== void 0) {
      let r = s.history, o = t, l = false, d = t;
      if (typeof r != "string") {
        let c = { instancePath: a + "/history", schemaPath: "#/properties/history/anyOf/0/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: Z.properties.history.anyOf[0].type, parentSchema: Z.properties.history.anyOf[0], data: r };
        e === null ? e = [c] : e.push(c), t++;
      }
      var i = d === t;
      l = l || i;
      let p = t;
      if (Array.isArray(r)) {
        if (r.length < 1) {
          let h = { instancePath: a + "/history", schemaPath: "#/properties/history/anyOf/1/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: Z.properties.history.anyOf[1], data: r };
          e === null ? e = [h] : e.push(h), t++;
        }
        let c = r.length;
        for (let h = 0; h < c; h++) {
          let f = r[h];
          if (typeof f != "string") {
            let y = { instancePath: a + "/history/" + h, schemaPath: "#/properties/history/anyOf/1/items/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: Z.properties.history.anyOf[1].items.type, parentSchema: Z.properties.history.anyOf[1].items, data: f };
            e === null ? e = [y] : e.push(y), t++;
          }
        }
      } else {
        let c = { instancePath: a + "/history", schemaPath: "#/properties/history/anyOf/1/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: Z.properties.history.anyOf[1].type, parentSchema: Z.properties.history.anyOf[1], data: r };
        e === null ? e = [c] : e.push(c), t++;
      }
      var i = p === t;
      if (l = l || i, l) t = o, e !== null && (o ? e.length = o : e = null);
      else {
        let c = { instancePath: a + "/history", schemaPath: "#/properties/history/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf", schema: Z.properties.history.anyOf, parentSchema: Z.properties.history, data: r };
        e === null ? e = [c] : e.push(c), t++;
      }
    }
    if (s.layers !== void 0) {
      let r = s.layers;
      if (Array.isArray(r)) {
        if (r.length < 1) {
          let p = { instancePath: a + "/layers", schemaPath: "#/properties/layers/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: Z.properties.layers, data: r };
          e === null ? e = [p] : e.push(p), t++;
        }
        let o = r.length;
        for (let p = 0; p < o; p++) {
          let c = r[p];
          if (typeof c == "string") {
            if (L(c) < 1) {
              let h = { instancePath: a + "/layers/" + p, schemaPath: "#/properties/layers/items/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: Z.properties.layers.items, data: c };
              e === null ? e = [h] : e.push(h), t++;
            }
          } else {
            let h = { instancePath: a + "/layers/" + p, schemaPath: "#/properties/layers/items/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: Z.properties.layers.items.type, parentSchema: Z.properties.layers.items, data: c };
            e === null ? e = [h] : e.push(h), t++;
          }
        }
        let l = r.length, d;
        if (l > 1) {
          let p = {};
          for (; l--; ) {
            let c = r[l];
            if (typeof c == "string") {
              if (typeof p[c] == "number") {
                d = p[c];
                let h = { instancePath: a + "/layers", schemaPath: "#/properties/layers/uniqueItems", keyword: "uniqueItems", params: { i: l, j: d }, message: "must NOT have duplicate items (items ## " + d + " and " + l + " are identical)", schema: true, parentSchema: Z.properties.layers, data: r };
                e === null ? e = [h] : e.push(h), t++;
                break;
              }
              p[c] = l;
            }
          }
        }
      } else {
        let o = { instancePath: a + "/layers", schemaPath: "#/properties/layers/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: Z.properties.layers.type, parentSchema: Z.properties.layers, data: r };
        e === null ? e = [o] : e.push(o), t++;
      }
    }
  } else {
    let r = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: Z.type, parentSchema: Z, data: s };
    e === null ? e = [r] : e.push(r), t++;
  }
  return Ws.errors = e, t === 0;
}
Ws.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var Tt = Vs;
var fe = { title: "Confusion matrix", description: "Which classes are taken for which, with each class's recall (its accuracy) and precision; the table has a row for each class", type: "object", additionalProperties: false, required: ["kind", "predictions"], properties: { kind: { description: "What to draw", const: "confusion" }, predictions: { description: "The predictions to count", type: "string", port: "predictions" }, data: { description: "Where the names of the classes come from, if they have any", type: "string", port: "dataset" }, title: { $ref: "#/$defs/title" }, scale: { description: "What the colours of mistakes mean: log is the logarithm of their number, share is their share of the images of the true class. Correct answers are grey", enum: ["log", "share"], default: "log" }, over: {}, retries: {}, timeout: {}, failure: {} }, $defs: { names: { type: "array", items: { type: "string", minLength: 1, maxLength: 60 }, minItems: 1, uniqueItems: true }, title: { description: "Title above the picture; without it, one that says what is drawn", type: "string", minLength: 1, maxLength: 200 }, layer: { description: "Name of the layer; may be left out when the artifact has only one", type: "string", minLength: 1 }, snapshot: { description: "Weights before (initial) or after training (final)", enum: ["initial", "final"] } } };
function Vs(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = Vs.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (s.scale === void 0 && (s.scale = "log"), s.kind === void 0) {
      let n = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "kind" }, message: "must have required property 'kind'", schema: fe.required, parentSchema: fe, data: s };
      e === null ? e = [n] : e.push(n), t++;
    }
    if (s.predictions === void 0) {
      let n = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "predictions" }, message: "must have required property 'predictions'", schema: fe.required, parentSchema: fe, data: s };
      e === null ? e = [n] : e.push(n), t++;
    }
    for (let n in s) if (!se.call(fe.properties, n)) {
      let i = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: n }, message: "must NOT have additional properties", schema: false, parentSchema: fe, data: s };
      e === null ? e = [i] : e.push(i), t++;
    }
    if (s.kind !== void 0) {
      let n = s.kind;
      if (n !== "confusion") {
        let i = { instancePath: a + "/kind", schemaPath: "#/properties/kind/const", keyword: "const", params: { allowedValue: "confusion" }, message: "must be equal to constant", schema: "confusion", parentSchema: fe.properties.kind, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    if (s.predictions !== void 0) {
      let n = s.predictions;
      if (typeof n != "string") {
        let i = { instancePath: a + "/predictions", schemaPath: "#/properties/predictions/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: fe.properties.predictions.type, parentSchema: fe.properties.predictions, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    if (s.data !== void 0) {
      let n = s.data;
      if (typeof n != "string") {
        let i = { instancePath: a + "/data", schemaPath: "#/properties/data/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: fe.properties.data.type, parentSchema: fe.properties.data, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    if (s.title !== void 0) {
      let n = s.title;
      if (typeof n == "string") {
        if (L(n) > 200) {
          let i = { instancePath: a + "/title", schemaPath: "#/$defs/title/maxLength", keyword: "maxLength", params: { limit: 200 }, message: "must NOT have more than 200 characters", schema: 200, parentSchema: D, data: n };
          e === null ? e = [i] : e.push(i), t++;
        }
        if (L(n) < 1) {
          let i = { instancePath: a + "/title", schemaPath: "#/$defs/title/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: D, data: n };
          e === null ? e = [i] : e.push(i), t++;
        }
      } else {
        let i = { instancePath: a + "/title", schemaPath: "#/$defs/title/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: D.type, parentSchema: D, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    let m = s.scale;
    if (!(m === "log" || m === "share")) {
      let n = { instancePath: a + "/scale", schemaPath: "#/properties/scale/enum", keyword: "enum", params: { allowedValues: fe.properties.scale.enum }, message: "must be equal to one of the allowed values", schema: fe.properties.scale.enum, parentSchema: fe.properties.scale, data: m };
      e === null ? e = [n] : e.push(n), t++;
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: fe.type, parentSchema: fe, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return Vs.errors = e, t === 0;
}
Vs.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var Ft = Zs;
var oe = { title: "Mistakes", description: "The test images that the classifier gets wrong and is most certain about; the table has all mistakes", type: "object", additionalProperties: false, required: ["kind", "predictions", "data"], properties: { kind: { description: "What to draw", const: "mistakes" }, predictions: { description: "The predictions to look for mistakes in", type: "string", port: "predictions" }, data: { description: "The dataset that was predicted", type: "string", port: "dataset" }, title: { $ref: "#/$defs/title" }, count: { description: "How many to show", type: "integer", minimum: 1, maximum: 400, default: 30 }, over: {}, retries: {}, timeout: {}, failure: {} }, $defs: { names: { type: "array", items: { type: "string", minLength: 1, maxLength: 60 }, minItems: 1, uniqueItems: true }, title: { description: "Title above the picture; without it, one that says what is drawn", type: "string", minLength: 1, maxLength: 200 }, layer: { description: "Name of the layer; may be left out when the artifact has only one", type: "string", minLength: 1 }, snapshot: { description: "Weights before (initial) or after training (final)", enum: ["initial", "final"] } } };
function Zs(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = Zs.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (s.count === void 0 && (s.count = 30), s.kind === void 0) {
      let n = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "kind" }, message: "must have required property 'kind'", schema: oe.required, parentSchema: oe, data: s };
      e === null ? e = [n] : e.push(n), t++;
    }
    if (s.predictions === void 0) {
      let n = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "predictions" }, message: "must have required property 'predictions'", schema: oe.required, parentSchema: oe, data: s };
      e === null ? e = [n] : e.push(n), t++;
    }
    if (s.data === void 0) {
      let n = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "data" }, message: "must have required property 'data'", schema: oe.required, parentSchema: oe, data: s };
      e === null ? e = [n] : e.push(n), t++;
    }
    for (let n in s) if (!se.call(oe.properties, n)) {
      let i = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: n }, message: "must NOT have additional properties", schema: false, parentSchema: oe, data: s };
      e === null ? e = [i] : e.push(i), t++;
    }
    if (s.kind !== void 0) {
      let n = s.kind;
      if (n !== "mistakes") {
        let i = { instancePath: a + "/kind", schemaPath: "#/properties/kind/const", keyword: "const", params: { allowedValue: "mistakes" }, message: "must be equal to constant", schema: "mistakes", parentSchema: oe.properties.kind, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    if (s.predictions !== void 0) {
      let n = s.predictions;
      if (typeof n != "string") {
        let i = { instancePath: a + "/predictions", schemaPath: "#/properties/predictions/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: oe.properties.predictions.type, parentSchema: oe.properties.predictions, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    if (s.data !== void 0) {
      let n = s.data;
      if (typeof n != "string") {
        let i = { instancePath: a + "/data", schemaPath: "#/properties/data/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: oe.properties.data.type, parentSchema: oe.properties.data, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    if (s.title !== void 0) {
      let n = s.title;
      if (typeof n == "string") {
        if (L(n) > 200) {
          let i = { instancePath: a + "/title", schemaPath: "#/$defs/title/maxLength", keyword: "maxLength", params: { limit: 200 }, message: "must NOT have more than 200 characters", schema: 200, parentSchema: D, data: n };
          e === null ? e = [i] : e.push(i), t++;
        }
        if (L(n) < 1) {
          let i = { instancePath: a + "/title", schemaPath: "#/$defs/title/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: D, data: n };
          e === null ? e = [i] : e.push(i), t++;
        }
      } else {
        let i = { instancePath: a + "/title", schemaPath: "#/$defs/title/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: D.type, parentSchema: D, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    let m = s.count;
    if (!(typeof m == "number" && !(m % 1) && !isNaN(m) && isFinite(m))) {
      let n = { instancePath: a + "/count", schemaPath: "#/properties/count/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: oe.properties.count.type, parentSchema: oe.properties.count, data: m };
      e === null ? e = [n] : e.push(n), t++;
    }
    if (typeof m == "number" && isFinite(m)) {
      if (m > 400 || isNaN(m)) {
        let n = { instancePath: a + "/count", schemaPath: "#/properties/count/maximum", keyword: "maximum", params: { comparison: "<=", limit: 400 }, message: "must be <= 400", schema: 400, parentSchema: oe.properties.count, data: m };
        e === null ? e = [n] : e.push(n), t++;
      }
      if (m < 1 || isNaN(m)) {
        let n = { instancePath: a + "/count", schemaPath: "#/properties/count/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: oe.properties.count, data: m };
        e === null ? e = [n] : e.push(n), t++;
      }
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: oe.type, parentSchema: oe, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return Zs.errors = e, t === 0;
}
Zs.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var Dt = Hs;
var Ne = { title: "Network", description: "The layers of a network with their shapes, parameters and multiply-adds; the table has a row for each layer", type: "object", additionalProperties: false, required: ["kind", "model"], properties: { kind: { description: "What to draw", const: "network" }, model: { description: "The network to draw", type: "string", port: "model" }, title: { $ref: "#/$defs/title" }, over: {}, retries: {}, timeout: {}, failure: {} }, $defs: { names: { type: "array", items: { type: "string", minLength: 1, maxLength: 60 }, minItems: 1, uniqueItems: true }, title: { description: "Title above the picture; without it, one that says what is drawn", type: "string", minLength: 1, maxLength: 200 }, layer: { description: "Name of the layer; may be left out when the artifact has only one", type: "string", minLength: 1 }, snapshot: { description: "Weights before (initial) or after training (final)", enum: ["initial", "final"] } } };
function Hs(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = Hs.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (s.kind === void 0) {
      let m = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "kind" }, message: "must have required property 'kind'", schema: Ne.required, parentSchema: Ne, data: s };
      e === null ? e = [m] : e.push(m), t++;
    }
    if (s.model === void 0) {
      let m = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "model" }, message: "must have required property 'model'", schema: Ne.required, parentSchema: Ne, data: s };
      e === null ? e = [m] : e.push(m), t++;
    }
    for (let m in s) if (!(m === "kind" || m === "model" || m === "title" || m === "over" || m === "retries" || m === "timeout" || m === "failure")) {
      let n = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: m }, message: "must NOT have additional properties", schema: false, parentSchema: Ne, data: s };
      e === null ? e = [n] : e.push(n), t++;
    }
    if (s.kind !== void 0) {
      let m = s.kind;
      if (m !== "network") {
        let n = { instancePath: a + "/kind", schemaPath: "#/properties/kind/const", keyword: "const", params: { allowedValue: "network" }, message: "must be equal to constant", schema: "network", parentSchema: Ne.properties.kind, data: m };
        e === null ? e = [n] : e.push(n), t++;
      }
    }
    if (s.model !== void 0) {
      let m = s.model;
      if (typeof m != "string") {
        let n = { instancePath: a + "/model", schemaPath: "#/properties/model/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: Ne.properties.model.type, parentSchema: Ne.properties.model, data: m };
        e === null ? e = [n] : e.push(n), t++;
      }
    }
    if (s.title !== void 0) {
      let m = s.title;
      if (typeof m == "string") {
        if (L(m) > 200) {
          let n = { instancePath: a + "/title", schemaPath: "#/$defs/title/maxLength", keyword: "maxLength", params: { limit: 200 }, message: "must NOT have more than 200 characters", schema: 200, parentSchema: D, data: m };
          e === null ? e = [n] : e.push(n), t++;
        }
        if (L(m) < 1) {
          let n = { instancePath: a + "/title", schemaPath: "#/$defs/title/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: D, data: m };
          e === null ? e = [n] : e.push(n), t++;
        }
      } else {
        let n = { instancePath: a + "/title", schemaPath: "#/$defs/title/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: D.type, parentSchema: D, data: m };
        e === null ? e = [n] : e.push(n), t++;
      }
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: Ne.type, parentSchema: Ne, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return Hs.errors = e, t === 0;
}
Hs.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var Lt = Rs;
var G = { title: "Comparison", description: "Classifiers side by side: accuracy with its standard error, parameters, multiply-adds, and McNemar's test of each pair", type: "object", additionalProperties: false, required: ["kind", "predictions", "model"], properties: { kind: { description: "What to draw", const: "compare" }, predictions: { description: 'The predictions of the classifiers, all for the same test images: of the sweep points in "over", or of a list of steps', port: "predictions", many: true, anyOf: [{ type: "string" }, { type: "array", items: { type: "string" }, minItems: 1 }] }, model: { description: "The models that made the predictions, in the same order", port: "model", many: true, anyOf: [{ type: "string" }, { type: "array", items: { type: "string" }, minItems: 1 }] }, title: { $ref: "#/$defs/title" }, names: { $ref: "#/$defs/names", description: "Names of the classifiers in the order of the predictions; without them, their places in the sweep" }, over: {}, retries: {}, timeout: {}, failure: {} }, $defs: { names: { type: "array", items: { type: "string", minLength: 1, maxLength: 60 }, minItems: 1, uniqueItems: true }, title: { description: "Title above the picture; without it, one that says what is drawn", type: "string", minLength: 1, maxLength: 200 }, layer: { description: "Name of the layer; may be left out when the artifact has only one", type: "string", minLength: 1 }, snapshot: { description: "Weights before (initial) or after training (final)", enum: ["initial", "final"] } } };
function Rs(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = Rs.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (s.kind === void 0) {
      let i = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "kind" }, message: "must have required property 'kind'", schema: G.required, parentSchema: G, data: s };
      e === null ? e = [i] : e.push(i), t++;
    }
    if (s.predictions === void 0) {
      let i = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "predictions" }, message: "must have required property 'predictions'", schema: G.required, parentSchema: G, data: s };
      e === null ? e = [i] : e.push(i), t++;
    }
    if (s.model === void 0) {
      let i = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "model" }, message: "must have required property 'model'", schema: G.required, parentSchema: G, data: s };
      e === null ? e = [i] : e.push(i), t++;
    }
    for (let i in s) if (!se.call(G.properties, i)) {
      let r = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: i }, message: "must NOT have additional properties", schema: false, parentSchema: G, data: s };
      e === null ? e = [r] : e.push(r), t++;
    }
    if (s.kind !== void 0) {
      let i = s.kind;
      if (i !== "compare") {
        let r = { instancePath: a + "/kind", schemaPath: "#/properties/kind/const", keyword: "const", params: { allowedValue: "compare" }, message: "must be equal to constant", schema: "compare", parentSchema: G.properties.kind, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
    if (s.predictions !== void 0) {
      let i = s.predictions, r = t, o = false, l = t;
      if (typeof i != "string") {
        let p = { instancePath: a + "/predictions", schemaPath: "#/properties/predictions/anyOf/0/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: G.properties.predictions.anyOf[0].type, parentSchema: G.properties.predictions.anyOf[0], data: i };
        e === null ? e = [p] : e.push(p), t++;
      }
      var m = l === t;
      o = o || m;
      let d = t;
      if (Array.isArray(i)) {
        if (i.length < 1) {
          let c = { instancePath: a + "/predictions", schemaPath: "#/properties/predictions/anyOf/1/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: G.properties.predictions.anyOf[1], data: i };
          e === null ? e = [c] : e.push(c), t++;
        }
        let p = i.length;
        for (let c = 0; c < p; c++) {
          let h = i[c];
          if (typeof h != "string") {
            let f = { instancePath: a + "/predictions/" + c, schemaPath: "#/properties/predictions/anyOf/1/items/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: G.properties.predictions.anyOf[1].items.type, parentSchema: G.properties.predictions.anyOf[1].items, data: h };
            e === null ? e = [f] : e.push(f), t++;
          }
        }
      } else {
        let p = { instancePath: a + "/predictions", schemaPath: "#/properties/predictions/anyOf/1/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: G.properties.predictions.anyOf[1].type, parentSchema: G.properties.predictions.anyOf[1], data: i };
        e === null ? e = [p] : e.push(p), t++;
      }
      var m = d === t;
      if (o = o || m, o) t = r, e !== null && (r ? e.length = r : e = null);
      else {
        let p = { instancePath: a + "/predictions", schemaPath: "#/properties/predictions/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf", schema: G.properties.predictions.anyOf, parentSchema: G.properties.predictions, data: i };
        e === null ? e = [p] : e.push(p), t++;
      }
    }
    if (s.model !== void 0) {
      let i = s.model, r = t, o = false, l = t;
      if (typeof i != "string") {
        let p = { instancePath: a + "/model", schemaPath: "#/properties/model/anyOf/0/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: G.properties.model.anyOf[0].type, parentSchema: G.properties.model.anyOf[0], data: i };
        e === null ? e = [p] : e.push(p), t++;
      }
      var n = l === t;
      o = o || n;
      let d = t;
      if (Array.isArray(i)) {
        if (i.length < 1) {
          let c = { instancePath: a + "/model", schemaPath: "#/properties/model/anyOf/1/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: G.properties.model.anyOf[1], data: i };
          e === null ? e = [c] : e.push(c), t++;
        }
        let p = i.length;
        for (let c = 0; c < p; c++) {
          let h = i[c];
          if (typeof h != "string") {
            let f = { instancePath: a + "/model/" + c, schemaPath: "#/properties/model/anyOf/1/items/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: G.properties.model.anyOf[1].items.type, parentSchema: G.properties.model.anyOf[1].items, data: h };
            e === null ? e = [f] : e.push(f), t++;
          }
        }
      } else {
        let p = { instancePath: a + "/model", schemaPath: "#/properties/model/anyOf/1/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: G.properties.model.anyOf[1].type, parentSchema: G.properties.model.anyOf[1], data: i };
        e === null ? e = [p] : e.push(p), t++;
      }
      var n = d === t;
      if (o = o || n, o) t = r, e !== null && (r ? e.length = r : e = null);
      else {
        let p = { instancePath: a + "/model", schemaPath: "#/properties/model/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf", schema: G.properties.model.anyOf, parentSchema: G.properties.model, data: i };
        e === null ? e = [p] : e.push(p), t++;
      }
    }
    if (s.title !== void 0) {
      let i = s.title;
      if (typeof i == "string") {
        if (L(i) > 200) {
          let r = { instancePath: a + "/title", schemaPath: "#/$defs/title/maxLength", keyword: "maxLength", params: { limit: 200 }, message: "must NOT have more than 200 characters", schema: 200, parentSchema: D, data: i };
          e === null ? e = [r] : e.push(r), t++;
        }
        if (L(i) < 1) {
          let r = { instancePath: a + "/title", schemaPath: "#/$defs/title/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: D, data: i };
          e === null ? e = [r] : e.push(r), t++;
        }
      } else {
        let r = { instancePath: a + "/title", schemaPath: "#/$defs/title/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: D.type, parentSchema: D, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
    if (s.names !== void 0) {
      let i = s.names;
      if (Array.isArray(i)) {
        if (i.length < 1) {
          let d = { instancePath: a + "/names", schemaPath: "#/$defs/names/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: J, data: i };
          e === null ? e = [d] : e.push(d), t++;
        }
        let r = i.length;
        for (let d = 0; d < r; d++) {
          let p = i[d];
          if (typeof p == "string") {
            if (L(p) > 60) {
              let c = { instancePath: a + "/names/" + d, schemaPath: "#/$defs/names/items/maxLength", keyword: "maxLength", params: { limit: 60 }, message: "must NOT have more than 60 characters", schema: 60, parentSchema: J.items, data: p };
              e === null ? e = [c] : e.push(c), t++;
            }
            if (L(p) < 1) {
              let c = { instancePath: a + "/names/" + d, schemaPath: "#/$defs/names/items/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: J.items, data: p };
              e === null ? e = [c] : e.push(c), t++;
            }
          } else {
            let c = { instancePath: a + "/names/" + d, schemaPath: "#/$defs/names/items/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: J.items.type, parentSchema: J.items, data: p };
            e === null ? e = [c] : e.push(c), t++;
          }
        }
        let o = i.length, l;
        if (o > 1) {
          let d = {};
          for (; o--; ) {
            let p = i[o];
            if (typeof p == "string") {
              if (typeof d[p] == "number") {
                l = d[p];
                let c = { instancePath: a + "/names", schemaPath: "#/$defs/names/uniqueItems", keyword: "uniqueItems", params: { i: o, j: l }, message: "must NOT have duplicate items (items ## " + l + " and " + o + " are identical)", schema: true, parentSchema: J, data: i };
                e === null ? e = [c] : e.push(c), t++;
                break;
              }
              d[p] = o;
            }
          }
        }
      } else {
        let r = { instancePath: a + "/names", schemaPath: "#/$defs/names/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: J.type, parentSchema: J, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
  } else {
    let i = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: G.type, parentSchema: G, data: s };
    e === null ? e = [i] : e.push(i), t++;
  }
  return Rs.errors = e, t === 0;
}
Rs.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var _t = Cs;
var Y = { title: "Latent space", description: "Where the codes of test images lie on a plane, each drawn as its class", type: "object", additionalProperties: false, required: ["kind", "autoencoder", "data"], properties: { kind: { description: "What to draw", const: "latent" }, autoencoder: { description: "The autoencoder that makes the codes", type: "string", port: "autoencoder" }, data: { description: "The dataset whose test images are encoded", type: "string", port: "dataset" }, title: { $ref: "#/$defs/title" }, images: { description: "How many test images, from the first on", type: "integer", minimum: 10, maximum: 1e5, default: 2e3 }, axes: { description: "principal: the two directions along which the codes vary most. first: their first two numbers. Codes of two numbers are drawn as they are", enum: ["principal", "first"], default: "principal" }, over: {}, retries: {}, timeout: {}, failure: {} }, $defs: { names: { type: "array", items: { type: "string", minLength: 1, maxLength: 60 }, minItems: 1, uniqueItems: true }, title: { description: "Title above the picture; without it, one that says what is drawn", type: "string", minLength: 1, maxLength: 200 }, layer: { description: "Name of the layer; may be left out when the artifact has only one", type: "string", minLength: 1 }, snapshot: { description: "Weights before (initial) or after training (final)", enum: ["initial", "final"] } } };
function Cs(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = Cs.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (s.images === void 0 && (s.images = 2e3), s.axes === void 0 && (s.axes = "principal"), s.kind === void 0) {
      let i = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "kind" }, message: "must have required property 'kind'", schema: Y.required, parentSchema: Y, data: s };
      e === null ? e = [i] : e.push(i), t++;
    }
    if (s.autoencoder === void 0) {
      let i = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "autoencoder" }, message: "must have required property 'autoencoder'", schema: Y.required, parentSchema: Y, data: s };
      e === null ? e = [i] : e.push(i), t++;
    }
    if (s.data === void 0) {
      let i = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "data" }, message: "must have required property 'data'", schema: Y.required, parentSchema: Y, data: s };
      e === null ? e = [i] : e.push(i), t++;
    }
    for (let i in s) if (!se.call(Y.properties, i)) {
      let r = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: i }, message: "must NOT have additional properties", schema: false, parentSchema: Y, data: s };
      e === null ? e = [r] : e.push(r), t++;
    }
    if (s.kind !== void 0) {
      let i = s.kind;
      if (i !== "latent") {
        let r = { instancePath: a + "/kind", schemaPath: "#/properties/kind/const", keyword: "const", params: { allowedValue: "latent" }, message: "must be equal to constant", schema: "latent", parentSchema: Y.properties.kind, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
    if (s.autoencoder !== void 0) {
      let i = s.autoencoder;
      if (typeof i != "string") {
        let r = { instancePath: a + "/autoencoder", schemaPath: "#/properties/autoencoder/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: Y.properties.autoencoder.type, parentSchema: Y.properties.autoencoder, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
    if (s.data !== void 0) {
      let i = s.data;
      if (typeof i != "string") {
        let r = { instancePath: a + "/data", schemaPath: "#/properties/data/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: Y.properties.data.type, parentSchema: Y.properties.data, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
    if (s.title !== void 0) {
      let i = s.title;
      if (typeof i == "string") {
        if (L(i) > 200) {
          let r = { instancePath: a + "/title", schemaPath: "#/$defs/title/maxLength", keyword: "maxLength", params: { limit: 200 }, message: "must NOT have more than 200 characters", schema: 200, parentSchema: D, data: i };
          e === null ? e = [r] : e.push(r), t++;
        }
        if (L(i) < 1) {
          let r = { instancePath: a + "/title", schemaPath: "#/$defs/title/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: D, data: i };
          e === null ? e = [r] : e.push(r), t++;
        }
      } else {
        let r = { instancePath: a + "/title", schemaPath: "#/$defs/title/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: D.type, parentSchema: D, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
    let m = s.images;
    if (!(typeof m == "number" && !(m % 1) && !isNaN(m) && isFinite(m))) {
      let i = { instancePath: a + "/images", schemaPath: "#/properties/images/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: Y.properties.images.type, parentSchema: Y.properties.images, data: m };
      e === null ? e = [i] : e.push(i), t++;
    }
    if (typeof m == "number" && isFinite(m)) {
      if (m > 1e5 || isNaN(m)) {
        let i = { instancePath: a + "/images", schemaPath: "#/properties/images/maximum", keyword: "maximum", params: { comparison: "<=", limit: 1e5 }, message: "must be <= 100000", schema: 1e5, parentSchema: Y.properties.images, data: m };
        e === null ? e = [i] : e.push(i), t++;
      }
      if (m < 10 || isNaN(m)) {
        let i = { instancePath: a + "/images", schemaPath: "#/properties/images/minimum", keyword: "minimum", params: { comparison: ">=", limit: 10 }, message: "must be >= 10", schema: 10, parentSchema: Y.properties.images, data: m };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    let n = s.axes;
    if (!(n === "principal" || n === "first")) {
      let i = { instancePath: a + "/axes", schemaPath: "#/properties/axes/enum", keyword: "enum", params: { allowedValues: Y.properties.axes.enum }, message: "must be equal to one of the allowed values", schema: Y.properties.axes.enum, parentSchema: Y.properties.axes, data: n };
      e === null ? e = [i] : e.push(i), t++;
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: Y.type, parentSchema: Y, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return Cs.errors = e, t === 0;
}
Cs.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var Et = Bs;
var de = { title: "Manifold", description: "Images decoded from a grid of codes of two numbers", type: "object", additionalProperties: false, required: ["kind", "autoencoder"], properties: { kind: { description: "What to draw", const: "manifold" }, autoencoder: { description: "The autoencoder that decodes; its latent must be 2", type: "string", port: "autoencoder" }, data: { description: "With it, the grid lies at quantiles of the codes of the test images; without it, at those of the standard normal distribution, which only a variational autoencoder has", type: "string", port: "dataset" }, title: { $ref: "#/$defs/title" }, side: { description: "Images along each side", type: "integer", minimum: 2, maximum: 60, default: 20 }, over: {}, retries: {}, timeout: {}, failure: {} }, $defs: { names: { type: "array", items: { type: "string", minLength: 1, maxLength: 60 }, minItems: 1, uniqueItems: true }, title: { description: "Title above the picture; without it, one that says what is drawn", type: "string", minLength: 1, maxLength: 200 }, layer: { description: "Name of the layer; may be left out when the artifact has only one", type: "string", minLength: 1 }, snapshot: { description: "Weights before (initial) or after training (final)", enum: ["initial", "final"] } } };
function Bs(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = Bs.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (s.side === void 0 && (s.side = 20), s.kind === void 0) {
      let n = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "kind" }, message: "must have required property 'kind'", schema: de.required, parentSchema: de, data: s };
      e === null ? e = [n] : e.push(n), t++;
    }
    if (s.autoencoder === void 0) {
      let n = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "autoencoder" }, message: "must have required property 'autoencoder'", schema: de.required, parentSchema: de, data: s };
      e === null ? e = [n] : e.push(n), t++;
    }
    for (let n in s) if (!se.call(de.properties, n)) {
      let i = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: n }, message: "must NOT have additional properties", schema: false, parentSchema: de, data: s };
      e === null ? e = [i] : e.push(i), t++;
    }
    if (s.kind !== void 0) {
      let n = s.kind;
      if (n !== "manifold") {
        let i = { instancePath: a + "/kind", schemaPath: "#/properties/kind/const", keyword: "const", params: { allowedValue: "manifold" }, message: "must be equal to constant", schema: "manifold", parentSchema: de.properties.kind, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    if (s.autoencoder !== void 0) {
      let n = s.autoencoder;
      if (typeof n != "string") {
        let i = { instancePath: a + "/autoencoder", schemaPath: "#/properties/autoencoder/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: de.properties.autoencoder.type, parentSchema: de.properties.autoencoder, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    if (s.data !== void 0) {
      let n = s.data;
      if (typeof n != "string") {
        let i = { instancePath: a + "/data", schemaPath: "#/properties/data/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: de.properties.data.type, parentSchema: de.properties.data, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    if (s.title !== void 0) {
      let n = s.title;
      if (typeof n == "string") {
        if (L(n) > 200) {
          let i = { instancePath: a + "/title", schemaPath: "#/$defs/title/maxLength", keyword: "maxLength", params: { limit: 200 }, message: "must NOT have more than 200 characters", schema: 200, parentSchema: D, data: n };
          e === null ? e = [i] : e.push(i), t++;
        }
        if (L(n) < 1) {
          let i = { instancePath: a + "/title", schemaPath: "#/$defs/title/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: D, data: n };
          e === null ? e = [i] : e.push(i), t++;
        }
      } else {
        let i = { instancePath: a + "/title", schemaPath: "#/$defs/title/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: D.type, parentSchema: D, data: n };
        e === null ? e = [i] : e.push(i), t++;
      }
    }
    let m = s.side;
    if (!(typeof m == "number" && !(m % 1) && !isNaN(m) && isFinite(m))) {
      let n = { instancePath: a + "/side", schemaPath: "#/properties/side/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: de.properties.side.type, parentSchema: de.properties.side, data: m };
      e === null ? e = [n] : e.push(n), t++;
    }
    if (typeof m == "number" && isFinite(m)) {
      if (m > 60 || isNaN(m)) {
        let n = { instancePath: a + "/side", schemaPath: "#/properties/side/maximum", keyword: "maximum", params: { comparison: "<=", limit: 60 }, message: "must be <= 60", schema: 60, parentSchema: de.properties.side, data: m };
        e === null ? e = [n] : e.push(n), t++;
      }
      if (m < 2 || isNaN(m)) {
        let n = { instancePath: a + "/side", schemaPath: "#/properties/side/minimum", keyword: "minimum", params: { comparison: ">=", limit: 2 }, message: "must be >= 2", schema: 2, parentSchema: de.properties.side, data: m };
        e === null ? e = [n] : e.push(n), t++;
      }
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: de.type, parentSchema: de, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return Bs.errors = e, t === 0;
}
Bs.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var Mt = Us;
var K = { title: "Floor", description: "Errors of plain autoencoders beside what they have to beat: the best linear code of the same length (PCA), or the entropy of the grey levels, below which no cross-entropy falls", type: "object", additionalProperties: false, required: ["kind", "data", "history"], properties: { kind: { description: "What to draw", const: "floor" }, data: { description: "The dataset that they were trained on", type: "string", port: "dataset" }, history: { description: "The histories of the autoencoders: the error of the test images is in the last row", port: "history", many: true, anyOf: [{ type: "string" }, { type: "array", items: { type: "string" }, minItems: 1 }] }, title: { $ref: "#/$defs/title" }, loss: { description: "What the autoencoders minimised", enum: ["mse", "binaryCrossEntropy"], default: "mse" }, components: { description: 'Length of the linear code, as "latent" of the autoencoders', type: "integer", minimum: 1, maximum: 1024, default: 32 }, names: { $ref: "#/$defs/names", description: "Names of the autoencoders in the order of the histories; without them, their places in the sweep" }, over: {}, retries: {}, timeout: {}, failure: {} }, $defs: { names: { type: "array", items: { type: "string", minLength: 1, maxLength: 60 }, minItems: 1, uniqueItems: true }, title: { description: "Title above the picture; without it, one that says what is drawn", type: "string", minLength: 1, maxLength: 200 }, layer: { description: "Name of the layer; may be left out when the artifact has only one", type: "string", minLength: 1 }, snapshot: { description: "Weights before (initial) or after training (final)", enum: ["initial", "final"] } } };
function Us(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = Us.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (s.loss === void 0 && (s.loss = "mse"), s.components === void 0 && (s.components = 32), s.kind === void 0) {
      let r = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "kind" }, message: "must have required property 'kind'", schema: K.required, parentSchema: K, data: s };
      e === null ? e = [r] : e.push(r), t++;
    }
    if (s.data === void 0) {
      let r = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "data" }, message: "must have required property 'data'", schema: K.required, parentSchema: K, data: s };
      e === null ? e = [r] : e.push(r), t++;
    }
    if (s.history === void 0) {
      let r = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "history" }, message: "must have required property 'history'", schema: K.required, parentSchema: K, data: s };
      e === null ? e = [r] : e.push(r), t++;
    }
    for (let r in s) if (!se.call(K.properties, r)) {
      let o = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: r }, message: "must NOT have additional properties", schema: false, parentSchema: K, data: s };
      e === null ? e = [o] : e.push(o), t++;
    }
    if (s.kind !== void 0) {
      let r = s.kind;
      if (r !== "floor") {
        let o = { instancePath: a + "/kind", schemaPath: "#/properties/kind/const", keyword: "const", params: { allowedValue: "floor" }, message: "must be equal to constant", schema: "floor", parentSchema: K.properties.kind, data: r };
        e === null ? e = [o] : e.push(o), t++;
      }
    }
    if (s.data !== void 0) {
      let r = s.data;
      if (typeof r != "string") {
        let o = { instancePath: a + "/data", schemaPath: "#/properties/data/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: K.properties.data.type, parentSchema: K.properties.data, data: r };
        e === null ? e = [o] : e.push(o), t++;
      }
    }
    if (s.history !== void 0) {
      let r = s.history, o = t, l = false, d = t;
      if (typeof r != "string") {
        let c = { instancePath: a + "/history", schemaPath: "#/properties/history/anyOf/0/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: K.properties.history.anyOf[0].type, parentSchema: K.properties.history.anyOf[0], data: r };
        e === null ? e = [c] : e.push(c), t++;
      }
      var m = d === t;
      l = l || m;
      let p = t;
      if (Array.isArray(r)) {
        if (r.length < 1) {
          let h = { instancePath: a + "/history", schemaPath: "#/properties/history/anyOf/1/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: K.properties.history.anyOf[1], data: r };
          e === null ? e = [h] : e.push(h), t++;
        }
        let c = r.length;
        for (let h = 0; h < c; h++) {
          let f = r[h];
          if (typeof f != "string") {
            let y = { instancePath: a + "/history/" + h, schemaPath: "#/properties/history/anyOf/1/items/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: K.properties.history.anyOf[1].items.type, parentSchema: K.properties.history.anyOf[1].items, data: f };
            e === null ? e = [y] : e.push(y), t++;
          }
        }
      } else {
        let c = { instancePath: a + "/history", schemaPath: "#/properties/history/anyOf/1/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: K.properties.history.anyOf[1].type, parentSchema: K.properties.history.anyOf[1], data: r };
        e === null ? e = [c] : e.push(c), t++;
      }
      var m = p === t;
      if (l = l || m, l) t = o, e !== null && (o ? e.length = o : e = null);
      else {
        let c = { instancePath: a + "/history", schemaPath: "#/properties/history/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf", schema: K.properties.history.anyOf, parentSchema: K.properties.history, data: r };
        e === null ? e = [c] : e.push(c), t++;
      }
    }
    if (s.title !== void 0) {
      let r = s.title;
      if (typeof r == "string") {
        if (L(r) > 200) {
          let o = { instancePath: a + "/title", schemaPath: "#/$defs/title/maxLength", keyword: "maxLength", params: { limit: 200 }, message: "must NOT have more than 200 characters", schema: 200, parentSchema: D, data: r };
          e === null ? e = [o] : e.push(o), t++;
        }
        if (L(r) < 1) {
          let o = { instancePath: a + "/title", schemaPath: "#/$defs/title/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: D, data: r };
          e === null ? e = [o] : e.push(o), t++;
        }
      } else {
        let o = { instancePath: a + "/title", schemaPath: "#/$defs/title/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: D.type, parentSchema: D, data: r };
        e === null ? e = [o] : e.push(o), t++;
      }
    }
    let n = s.loss;
    if (!(n === "mse" || n === "binaryCrossEntropy")) {
      let r = { instancePath: a + "/loss", schemaPath: "#/properties/loss/enum", keyword: "enum", params: { allowedValues: K.properties.loss.enum }, message: "must be equal to one of the allowed values", schema: K.properties.loss.enum, parentSchema: K.properties.loss, data: n };
      e === null ? e = [r] : e.push(r), t++;
    }
    let i = s.components;
    if (!(typeof i == "number" && !(i % 1) && !isNaN(i) && isFinite(i))) {
      let r = { instancePath: a + "/components", schemaPath: "#/properties/components/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: K.properties.components.type, parentSchema: K.properties.components, data: i };
      e === null ? e = [r] : e.push(r), t++;
    }
    if (typeof i == "number" && isFinite(i)) {
      if (i > 1024 || isNaN(i)) {
        let r = { instancePath: a + "/components", schemaPath: "#/properties/components/maximum", keyword: "maximum", params: { comparison: "<=", limit: 1024 }, message: "must be <= 1024", schema: 1024, parentSchema: K.properties.components, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
      if (i < 1 || isNaN(i)) {
        let r = { instancePath: a + "/components", schemaPath: "#/properties/components/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: K.properties.components, data: i };
        e === null ? e = [r] : e.push(r), t++;
      }
    }
    if (s.names !== void 0) {
      let r = s.names;
      if (Array.isArray(r)) {
        if (r.length < 1) {
          let p = { instancePath: a + "/names", schemaPath: "#/$defs/names/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items", schema: 1, parentSchema: J, data: r };
          e === null ? e = [p] : e.push(p), t++;
        }
        let o = r.length;
        for (let p = 0; p < o; p++) {
          let c = r[p];
          if (typeof c == "string") {
            if (L(c) > 60) {
              let h = { instancePath: a + "/names/" + p, schemaPath: "#/$defs/names/items/maxLength", keyword: "maxLength", params: { limit: 60 }, message: "must NOT have more than 60 characters", schema: 60, parentSchema: J.items, data: c };
              e === null ? e = [h] : e.push(h), t++;
            }
            if (L(c) < 1) {
              let h = { instancePath: a + "/names/" + p, schemaPath: "#/$defs/names/items/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters", schema: 1, parentSchema: J.items, data: c };
              e === null ? e = [h] : e.push(h), t++;
            }
          } else {
            let h = { instancePath: a + "/names/" + p, schemaPath: "#/$defs/names/items/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: J.items.type, parentSchema: J.items, data: c };
            e === null ? e = [h] : e.push(h), t++;
          }
        }
        let l = r.length, d;
        if (l > 1) {
          let p = {};
          for (; l--; ) {
            let c = r[l];
            if (typeof c == "string") {
              if (typeof p[c] == "number") {
                d = p[c];
                let h = { instancePath: a + "/names", schemaPath: "#/$defs/names/uniqueItems", keyword: "uniqueItems", params: { i: l, j: d }, message: "must NOT have duplicate items (items ## " + d + " and " + l + " are identical)", schema: true, parentSchema: J, data: r };
                e === null ? e = [h] : e.push(h), t++;
                break;
              }
              p[c] = l;
            }
          }
        }
      } else {
        let o = { instancePath: a + "/names", schemaPath: "#/$defs/names/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: J.type, parentSchema: J, data: r };
        e === null ? e = [o] : e.push(o), t++;
      }
    }
  } else {
    let n = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: K.type, parentSchema: K, data: s };
    e === null ? e = [n] : e.push(n), t++;
  }
  return Us.errors = e, t === 0;
}
Us.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var Wt = Gs;
var ye = { title: "Plain autoencoder", description: "Minimises the error of the reconstruction", type: "object", additionalProperties: false, required: ["kind", "data"], properties: { kind: { description: "Minimises the error of the reconstruction", const: "plain" }, data: { description: "Step that gives the dataset; its labels are not learnt from", type: "string", port: "dataset" }, latent: { $ref: "#/$defs/latent", default: 32 }, hidden: { $ref: "#/$defs/hidden", default: [] }, activation: { $ref: "#/$defs/activation", description: "Of the hidden layers and the code; leakyRelu has slope 0.01", default: "leakyRelu" }, outputActivation: { $ref: "#/$defs/activation", description: 'Of the pixels. Without it, the same as "activation", or sigmoid for binaryCrossEntropy, which needs it' }, loss: { description: "Error of a pixel: mse is the squared difference, binaryCrossEntropy the cross-entropy of the grey level, which cannot fall below the entropy of the grey levels themselves (0.058 for MNIST)", enum: ["mse", "binaryCrossEntropy"], default: "mse" }, optimizer: { description: 'Name of an entry of "optimizers". Without it, Adam with learning rate 0.001', type: "string", definition: "optimizers" }, epochs: { $ref: "#/$defs/epochs", default: 10 }, batchSize: { $ref: "#/$defs/batchSize", default: 1e3 }, examples: { $ref: "#/$defs/examples", default: 20 }, over: {}, retries: {}, timeout: {}, failure: {} }, $defs: { latent: { description: "How many numbers the code of an image has", type: "integer", minimum: 1, maximum: 65536 }, hidden: { description: "Units of the layers between the pixels and the code; the decoder has the same in reverse", type: "array", maxItems: 16, items: { type: "integer", minimum: 1, maximum: 65536 } }, activation: { enum: ["linear", "relu", "leakyRelu", "tanh", "sigmoid"] }, epochs: { description: "How often every training image is used", type: "integer", minimum: 1, maximum: 1e6 }, batchSize: { description: "Training images per update; the last batch of an epoch may be smaller", type: "integer", minimum: 1, maximum: 1e6 }, examples: { description: "How many test images to show before and after: a seeded choice, every class with its share", type: "integer", minimum: 1, maximum: 200 } } };
var Le = { description: "How many numbers the code of an image has", type: "integer", minimum: 1, maximum: 65536 };
var we = { description: "Units of the layers between the pixels and the code; the decoder has the same in reverse", type: "array", maxItems: 16, items: { type: "integer", minimum: 1, maximum: 65536 } };
var je = { enum: ["linear", "relu", "leakyRelu", "tanh", "sigmoid"] };
var _e = { description: "How often every training image is used", type: "integer", minimum: 1, maximum: 1e6 };
var Ee = { description: "Training images per update; the last batch of an epoch may be smaller", type: "integer", minimum: 1, maximum: 1e6 };
var Me = { description: "How many test images to show before and after: a seeded choice, every class with its share", type: "integer", minimum: 1, maximum: 200 };
function Gs(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = Gs.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (s.latent === void 0 && (s.latent = 32), s.hidden === void 0 && (s.hidden = []), s.activation === void 0 && (s.activation = "leakyRelu"), s.loss === void 0 && (s.loss = "mse"), s.epochs === void 0 && (s.epochs = 10), s.batchSize === void 0 && (s.batchSize = 1e3), s.examples === void 0 && (s.examples = 20), s.kind === void 0) {
      let p = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "kind" }, message: "must have required property 'kind'", schema: ye.required, parentSchema: ye, data: s };
      e === null ? e = [p] : e.push(p), t++;
    }
    if (s.data === void 0) {
      let p = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "data" }, message: "must have required property 'data'", schema: ye.required, parentSchema: ye, data: s };
      e === null ? e = [p] : e.push(p), t++;
    }
    for (let p in s) if (!se.call(ye.properties, p)) {
      let c = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: p }, message: "must NOT have additional properties", schema: false, parentSchema: ye, data: s };
      e === null ? e = [c] : e.push(c), t++;
    }
    if (s.kind !== void 0) {
      let p = s.kind;
      if (p !== "plain") {
        let c = { instancePath: a + "/kind", schemaPath: "#/properties/kind/const", keyword: "const", params: { allowedValue: "plain" }, message: "must be equal to constant", schema: "plain", parentSchema: ye.properties.kind, data: p };
        e === null ? e = [c] : e.push(c), t++;
      }
    }
    if (s.data !== void 0) {
      let p = s.data;
      if (typeof p != "string") {
        let c = { instancePath: a + "/data", schemaPath: "#/properties/data/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: ye.properties.data.type, parentSchema: ye.properties.data, data: p };
        e === null ? e = [c] : e.push(c), t++;
      }
    }
    let m = s.latent;
    if (!(typeof m == "number" && !(m % 1) && !isNaN(m) && isFinite(m))) {
      let p = { instancePath: a + "/latent", schemaPath: "#/$defs/latent/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: Le.type, parentSchema: Le, data: m };
      e === null ? e = [p] : e.push(p), t++;
    }
    if (typeof m == "number" && isFinite(m)) {
      if (m > 65536 || isNaN(m)) {
        let p = { instancePath: a + "/latent", schemaPath: "#/$defs/latent/maximum", keyword: "maximum", params: { comparison: "<=", limit: 65536 }, message: "must be <= 65536", schema: 65536, parentSchema: Le, data: m };
        e === null ? e = [p] : e.push(p), t++;
      }
      if (m < 1 || isNaN(m)) {
        let p = { instancePath: a + "/latent", schemaPath: "#/$defs/latent/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: Le, data: m };
        e === null ? e = [p] : e.push(p), t++;
      }
    }
    let n = s.hidden;
    if (Array.isArray(n)) {
      if (n.length > 16) {
        let c = { instancePath: a + "/hidden", schemaPath: "#/$defs/hidden/maxItems", keyword: "maxItems", params: { limit: 16 }, message: "must NOT have more than 16 items", schema: 16, parentSchema: we, data: n };
        e === null ? e = [c] : e.push(c), t++;
      }
      let p = n.length;
      for (let c = 0; c < p; c++) {
        let h = n[c];
        if (!(typeof h == "number" && !(h % 1) && !isNaN(h) && isFinite(h))) {
          let f = { instancePath: a + "/hidden/" + c, schemaPath: "#/$defs/hidden/items/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: we.items.type, parentSchema: we.items, data: h };
          e === null ? e = [f] : e.push(f), t++;
        }
        if (typeof h == "number" && isFinite(h)) {
          if (h > 65536 || isNaN(h)) {
            let f = { instancePath: a + "/hidden/" + c, schemaPath: "#/$defs/hidden/items/maximum", keyword: "maximum", params: { comparison: "<=", limit: 65536 }, message: "must be <= 65536", schema: 65536, parentSchema: we.items, data: h };
            e === null ? e = [f] : e.push(f), t++;
          }
          if (h < 1 || isNaN(h)) {
            let f = { instancePath: a + "/hidden/" + c, schemaPath: "#/$defs/hidden/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: we.items, data: h };
            e === null ? e = [f] : e.push(f), t++;
          }
        }
      }
    } else {
      let p = { instancePath: a + "/hidden", schemaPath: "#/$defs/hidden/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: we.type, parentSchema: we, data: n };
      e === null ? e = [p] : e.push(p), t++;
    }
    let i = s.activation;
    if (!(i === "linear" || i === "relu" || i === "leakyRelu" || i === "tanh" || i === "sigmoid")) {
      let p = { instancePath: a + "/activation", schemaPath: "#/$defs/activation/enum", keyword: "enum", params: { allowedValues: je.enum }, message: "must be equal to one of the allowed values", schema: je.enum, parentSchema: je, data: i };
      e === null ? e = [p] : e.push(p), t++;
    }
    if (s.outputActivation !== void 0) {
      let p = s.outputActivation;
      if (!(p === "linear" || p === "relu" || p === "leakyRelu" || p === "tanh" || p === "sigmoid")) {
        let c = { instancePath: a + "/outputActivation", schemaPath: "#/$defs/activation/enum", keyword: "enum", params: { allowedValues: je.enum }, message: "must be equal to one of the allowed values", schema: je.enum, parentSchema: je, data: p };
        e === null ? e = [c] : e.push(c), t++;
      }
    }
    let r = s.loss;
    if (!(r === "mse" || r === "binaryCrossEntropy")) {
      let p = { instancePath: a + "/loss", schemaPath: "#/properties/loss/enum", keyword: "enum", params: { allowedValues: ye.properties.loss.enum }, message: "must be equal to one of the allowed values", schema: ye.properties.loss.enum, parentSchema: ye.properties.loss, data: r };
      e === null ? e = [p] : e.push(p), t++;
    }
    if (s.optimizer !== void 0) {
      let p = s.optimizer;
      if (typeof p != "string") {
        let c = { instancePath: a + "/optimizer", schemaPath: "#/properties/optimizer/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: ye.properties.optimizer.type, parentSchema: ye.properties.optimizer, data: p };
        e === null ? e = [c] : e.push(c), t++;
      }
    }
    let o = s.epochs;
    if (!(typeof o == "number" && !(o % 1) && !isNaN(o) && isFinite(o))) {
      let p = { instancePath: a + "/epochs", schemaPath: "#/$defs/epochs/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: _e.type, parentSchema: _e, data: o };
      e === null ? e = [p] : e.push(p), t++;
    }
    if (typeof o == "number" && isFinite(o)) {
      if (o > 1e6 || isNaN(o)) {
        let p = { instancePath: a + "/epochs", schemaPath: "#/$defs/epochs/maximum", keyword: "maximum", params: { comparison: "<=", limit: 1e6 }, message: "must be <= 1000000", schema: 1e6, parentSchema: _e, data: o };
        e === null ? e = [p] : e.push(p), t++;
      }
      if (o < 1 || isNaN(o)) {
        let p = { instancePath: a + "/epochs", schemaPath: "#/$defs/epochs/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: _e, data: o };
        e === null ? e = [p] : e.push(p), t++;
      }
    }
    let l = s.batchSize;
    if (!(typeof l == "number" && !(l % 1) && !isNaN(l) && isFinite(l))) {
      let p = { instancePath: a + "/batchSize", schemaPath: "#/$defs/batchSize/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: Ee.type, parentSchema: Ee, data: l };
      e === null ? e = [p] : e.push(p), t++;
    }
    if (typeof l == "number" && isFinite(l)) {
      if (l > 1e6 || isNaN(l)) {
        let p = { instancePath: a + "/batchSize", schemaPath: "#/$defs/batchSize/maximum", keyword: "maximum", params: { comparison: "<=", limit: 1e6 }, message: "must be <= 1000000", schema: 1e6, parentSchema: Ee, data: l };
        e === null ? e = [p] : e.push(p), t++;
      }
      if (l < 1 || isNaN(l)) {
        let p = { instancePath: a + "/batchSize", schemaPath: "#/$defs/batchSize/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: Ee, data: l };
        e === null ? e = [p] : e.push(p), t++;
      }
    }
    let d = s.examples;
    if (!(typeof d == "number" && !(d % 1) && !isNaN(d) && isFinite(d))) {
      let p = { instancePath: a + "/examples", schemaPath: "#/$defs/examples/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: Me.type, parentSchema: Me, data: d };
      e === null ? e = [p] : e.push(p), t++;
    }
    if (typeof d == "number" && isFinite(d)) {
      if (d > 200 || isNaN(d)) {
        let p = { instancePath: a + "/examples", schemaPath: "#/$defs/examples/maximum", keyword: "maximum", params: { comparison: "<=", limit: 200 }, message: "must be <= 200", schema: 200, parentSchema: Me, data: d };
        e === null ? e = [p] : e.push(p), t++;
      }
      if (d < 1 || isNaN(d)) {
        let p = { instancePath: a + "/examples", schemaPath: "#/$defs/examples/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: Me, data: d };
        e === null ? e = [p] : e.push(p), t++;
      }
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: ye.type, parentSchema: ye, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return Gs.errors = e, t === 0;
}
Gs.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var Vt = Ks;
var ee = { title: "Variational autoencoder", description: "Learns a distribution of images: minimises -ELBO, so that codes drawn at random decode to new images", type: "object", additionalProperties: false, required: ["kind", "data"], properties: { kind: { description: "Learns a distribution of images: minimises -ELBO, so that codes drawn at random decode to new images", const: "variational" }, data: { description: "Step that gives the dataset; its labels are not learnt from", type: "string", port: "dataset" }, latent: { $ref: "#/$defs/latent", default: 5 }, hidden: { $ref: "#/$defs/hidden", default: [500] }, activation: { $ref: "#/$defs/activation", description: "Of the hidden layers", default: "tanh" }, binarised: { description: "Makes pixels brighter than half white and all others black, as the Bernoulli likelihood wants it. Losses with and without cannot be compared: those of grey levels contain their entropy (45.5 nats per image of MNIST)", type: "boolean", default: true }, decoderDecay: { description: "L2 penalty: adds decoderDecay times the sum of all squared weights of the decoder to -ELBO per image", type: "number", minimum: 0, default: 0.01 }, optimizer: { description: 'Name of an entry of "optimizers". Without it, Adam with learning rate 0.001', type: "string", definition: "optimizers" }, epochs: { $ref: "#/$defs/epochs", default: 20 }, batchSize: { $ref: "#/$defs/batchSize", default: 100 }, examples: { $ref: "#/$defs/examples", default: 20 }, samples: { description: "How many images to decode from random codes", type: "integer", minimum: 1, maximum: 400, default: 100 }, over: {}, retries: {}, timeout: {}, failure: {} }, $defs: { latent: { description: "How many numbers the code of an image has", type: "integer", minimum: 1, maximum: 65536 }, hidden: { description: "Units of the layers between the pixels and the code; the decoder has the same in reverse", type: "array", maxItems: 16, items: { type: "integer", minimum: 1, maximum: 65536 } }, activation: { enum: ["linear", "relu", "leakyRelu", "tanh", "sigmoid"] }, epochs: { description: "How often every training image is used", type: "integer", minimum: 1, maximum: 1e6 }, batchSize: { description: "Training images per update; the last batch of an epoch may be smaller", type: "integer", minimum: 1, maximum: 1e6 }, examples: { description: "How many test images to show before and after: a seeded choice, every class with its share", type: "integer", minimum: 1, maximum: 200 } } };
function Ks(s, { instancePath: a = "", parentData: j, parentDataProperty: T, rootData: S = s, dynamicAnchors: q = {} } = {}) {
  let e = null, t = 0, u = Ks.evaluated;
  if (u.dynamicProps && (u.props = void 0), u.dynamicItems && (u.items = void 0), s && typeof s == "object" && !Array.isArray(s)) {
    if (s.latent === void 0 && (s.latent = 5), s.hidden === void 0 && (s.hidden = [500]), s.activation === void 0 && (s.activation = "tanh"), s.binarised === void 0 && (s.binarised = true), s.decoderDecay === void 0 && (s.decoderDecay = 0.01), s.epochs === void 0 && (s.epochs = 20), s.batchSize === void 0 && (s.batchSize = 100), s.examples === void 0 && (s.examples = 20), s.samples === void 0 && (s.samples = 100), s.kind === void 0) {
      let h = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "kind" }, message: "must have required property 'kind'", schema: ee.required, parentSchema: ee, data: s };
      e === null ? e = [h] : e.push(h), t++;
    }
    if (s.data === void 0) {
      let h = { instancePath: a, schemaPath: "#/required", keyword: "required", params: { missingProperty: "data" }, message: "must have required property 'data'", schema: ee.required, parentSchema: ee, data: s };
      e === null ? e = [h] : e.push(h), t++;
    }
    for (let h in s) if (!se.call(ee.properties, h)) {
      let f = { instancePath: a, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: h }, message: "must NOT have additional properties", schema: false, parentSchema: ee, data: s };
      e === null ? e = [f] : e.push(f), t++;
    }
    if (s.kind !== void 0) {
      let h = s.kind;
      if (h !== "variational") {
        let f = { instancePath: a + "/kind", schemaPath: "#/properties/kind/const", keyword: "const", params: { allowedValue: "variational" }, message: "must be equal to constant", schema: "variational", parentSchema: ee.properties.kind, data: h };
        e === null ? e = [f] : e.push(f), t++;
      }
    }
    if (s.data !== void 0) {
      let h = s.data;
      if (typeof h != "string") {
        let f = { instancePath: a + "/data", schemaPath: "#/properties/data/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: ee.properties.data.type, parentSchema: ee.properties.data, data: h };
        e === null ? e = [f] : e.push(f), t++;
      }
    }
    let m = s.latent;
    if (!(typeof m == "number" && !(m % 1) && !isNaN(m) && isFinite(m))) {
      let h = { instancePath: a + "/latent", schemaPath: "#/$defs/latent/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: Le.type, parentSchema: Le, data: m };
      e === null ? e = [h] : e.push(h), t++;
    }
    if (typeof m == "number" && isFinite(m)) {
      if (m > 65536 || isNaN(m)) {
        let h = { instancePath: a + "/latent", schemaPath: "#/$defs/latent/maximum", keyword: "maximum", params: { comparison: "<=", limit: 65536 }, message: "must be <= 65536", schema: 65536, parentSchema: Le, data: m };
        e === null ? e = [h] : e.push(h), t++;
      }
      if (m < 1 || isNaN(m)) {
        let h = { instancePath: a + "/latent", schemaPath: "#/$defs/latent/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: Le, data: m };
        e === null ? e = [h] : e.push(h), t++;
      }
    }
    let n = s.hidden;
    if (Array.isArray(n)) {
      if (n.length > 16) {
        let f = { instancePath: a + "/hidden", schemaPath: "#/$defs/hidden/maxItems", keyword: "maxItems", params: { limit: 16 }, message: "must NOT have more than 16 items", schema: 16, parentSchema: we, data: n };
        e === null ? e = [f] : e.push(f), t++;
      }
      let h = n.length;
      for (let f = 0; f < h; f++) {
        let y = n[f];
        if (!(typeof y == "number" && !(y % 1) && !isNaN(y) && isFinite(y))) {
          let w = { instancePath: a + "/hidden/" + f, schemaPath: "#/$defs/hidden/items/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: we.items.type, parentSchema: we.items, data: y };
          e === null ? e = [w] : e.push(w), t++;
        }
        if (typeof y == "number" && isFinite(y)) {
          if (y > 65536 || isNaN(y)) {
            let w = { instancePath: a + "/hidden/" + f, schemaPath: "#/$defs/hidden/items/maximum", keyword: "maximum", params: { comparison: "<=", limit: 65536 }, message: "must be <= 65536", schema: 65536, parentSchema: we.items, data: y };
            e === null ? e = [w] : e.push(w), t++;
          }
          if (y < 1 || isNaN(y)) {
            let w = { instancePath: a + "/hidden/" + f, schemaPath: "#/$defs/hidden/items/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: we.items, data: y };
            e === null ? e = [w] : e.push(w), t++;
          }
        }
      }
    } else {
      let h = { instancePath: a + "/hidden", schemaPath: "#/$defs/hidden/type", keyword: "type", params: { type: "array" }, message: "must be array", schema: we.type, parentSchema: we, data: n };
      e === null ? e = [h] : e.push(h), t++;
    }
    let i = s.activation;
    if (!(i === "linear" || i === "relu" || i === "leakyRelu" || i === "tanh" || i === "sigmoid")) {
      let h = { instancePath: a + "/activation", schemaPath: "#/$defs/activation/enum", keyword: "enum", params: { allowedValues: je.enum }, message: "must be equal to one of the allowed values", schema: je.enum, parentSchema: je, data: i };
      e === null ? e = [h] : e.push(h), t++;
    }
    let r = s.binarised;
    if (typeof r != "boolean") {
      let h = { instancePath: a + "/binarised", schemaPath: "#/properties/binarised/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean", schema: ee.properties.binarised.type, parentSchema: ee.properties.binarised, data: r };
      e === null ? e = [h] : e.push(h), t++;
    }
    let o = s.decoderDecay;
    if (typeof o == "number" && isFinite(o)) {
      if (o < 0 || isNaN(o)) {
        let h = { instancePath: a + "/decoderDecay", schemaPath: "#/properties/decoderDecay/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0", schema: 0, parentSchema: ee.properties.decoderDecay, data: o };
        e === null ? e = [h] : e.push(h), t++;
      }
    } else {
      let h = { instancePath: a + "/decoderDecay", schemaPath: "#/properties/decoderDecay/type", keyword: "type", params: { type: "number" }, message: "must be number", schema: ee.properties.decoderDecay.type, parentSchema: ee.properties.decoderDecay, data: o };
      e === null ? e = [h] : e.push(h), t++;
    }
    if (s.optimizer !== void 0) {
      let h = s.optimizer;
      if (typeof h != "string") {
        let f = { instancePath: a + "/optimizer", schemaPath: "#/properties/optimizer/type", keyword: "type", params: { type: "string" }, message: "must be string", schema: ee.properties.optimizer.type, parentSchema: ee.properties.optimizer, data: h };
        e === null ? e = [f] : e.push(f), t++;
      }
    }
    let l = s.epochs;
    if (!(typeof l == "number" && !(l % 1) && !isNaN(l) && isFinite(l))) {
      let h = { instancePath: a + "/epochs", schemaPath: "#/$defs/epochs/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: _e.type, parentSchema: _e, data: l };
      e === null ? e = [h] : e.push(h), t++;
    }
    if (typeof l == "number" && isFinite(l)) {
      if (l > 1e6 || isNaN(l)) {
        let h = { instancePath: a + "/epochs", schemaPath: "#/$defs/epochs/maximum", keyword: "maximum", params: { comparison: "<=", limit: 1e6 }, message: "must be <= 1000000", schema: 1e6, parentSchema: _e, data: l };
        e === null ? e = [h] : e.push(h), t++;
      }
      if (l < 1 || isNaN(l)) {
        let h = { instancePath: a + "/epochs", schemaPath: "#/$defs/epochs/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: _e, data: l };
        e === null ? e = [h] : e.push(h), t++;
      }
    }
    let d = s.batchSize;
    if (!(typeof d == "number" && !(d % 1) && !isNaN(d) && isFinite(d))) {
      let h = { instancePath: a + "/batchSize", schemaPath: "#/$defs/batchSize/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: Ee.type, parentSchema: Ee, data: d };
      e === null ? e = [h] : e.push(h), t++;
    }
    if (typeof d == "number" && isFinite(d)) {
      if (d > 1e6 || isNaN(d)) {
        let h = { instancePath: a + "/batchSize", schemaPath: "#/$defs/batchSize/maximum", keyword: "maximum", params: { comparison: "<=", limit: 1e6 }, message: "must be <= 1000000", schema: 1e6, parentSchema: Ee, data: d };
        e === null ? e = [h] : e.push(h), t++;
      }
      if (d < 1 || isNaN(d)) {
        let h = { instancePath: a + "/batchSize", schemaPath: "#/$defs/batchSize/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: Ee, data: d };
        e === null ? e = [h] : e.push(h), t++;
      }
    }
    let p = s.examples;
    if (!(typeof p == "number" && !(p % 1) && !isNaN(p) && isFinite(p))) {
      let h = { instancePath: a + "/examples", schemaPath: "#/$defs/examples/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: Me.type, parentSchema: Me, data: p };
      e === null ? e = [h] : e.push(h), t++;
    }
    if (typeof p == "number" && isFinite(p)) {
      if (p > 200 || isNaN(p)) {
        let h = { instancePath: a + "/examples", schemaPath: "#/$defs/examples/maximum", keyword: "maximum", params: { comparison: "<=", limit: 200 }, message: "must be <= 200", schema: 200, parentSchema: Me, data: p };
        e === null ? e = [h] : e.push(h), t++;
      }
      if (p < 1 || isNaN(p)) {
        let h = { instancePath: a + "/examples", schemaPath: "#/$defs/examples/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: Me, data: p };
        e === null ? e = [h] : e.push(h), t++;
      }
    }
    let c = s.samples;
    if (!(typeof c == "number" && !(c % 1) && !isNaN(c) && isFinite(c))) {
      let h = { instancePath: a + "/samples", schemaPath: "#/properties/samples/type", keyword: "type", params: { type: "integer" }, message: "must be integer", schema: ee.properties.samples.type, parentSchema: ee.properties.samples, data: c };
      e === null ? e = [h] : e.push(h), t++;
    }
    if (typeof c == "number" && isFinite(c)) {
      if (c > 400 || isNaN(c)) {
        let h = { instancePath: a + "/samples", schemaPath: "#/properties/samples/maximum", keyword: "maximum", params: { comparison: "<=", limit: 400 }, message: "must be <= 400", schema: 400, parentSchema: ee.properties.samples, data: c };
        e === null ? e = [h] : e.push(h), t++;
      }
      if (c < 1 || isNaN(c)) {
        let h = { instancePath: a + "/samples", schemaPath: "#/properties/samples/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1", schema: 1, parentSchema: ee.properties.samples, data: c };
        e === null ? e = [h] : e.push(h), t++;
      }
    }
  } else {
    let m = { instancePath: a, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object", schema: ee.type, parentSchema: ee, data: s };
    e === null ? e = [m] : e.push(m), t++;
  }
  return Ks.errors = e, t === 0;
}
Ks.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var Bt = /* @__PURE__ */ new Map([["sha256:256821622132fd3d89843d910e11d43295f05d72c0f1c204d2b1701dcad97137", nt], ["sha256:10ef2accdadde467c76550279b145cefb21bc33d7bddc83817858dd9460ee39f", ot], ["sha256:8574ed5ae0b3b02c6532432f30d09c721e230fd5838e73e07966fbabb1866d90", pt], ["sha256:557f35ad77c58d63574fb288fa20a2208d071c43cbdbf736bb003aec70e8245b", lt], ["sha256:71f07d5318cceac9b466d011a1d0af3bd71ff38666a770979f7e7ce121639245", ht], ["sha256:fb93d9e622204150e8df30be129d81c7b2f3b94d0f7cc3248ebe7ec9570d7fda", dt], ["sha256:69d6bc1b876d86c8f918c4359e0c5ae308e8fee7394dbf8f028ecdb819650c9f", ct], ["sha256:16b5ab4fdc4af3982b0754fde42faac9c34b83099da4c8ed50c81a289371cbba", ut], ["sha256:4f74ce2136b738ab83081b5609490a935ff5af213ea2c53021ad482f32bfa8d5", ft], ["sha256:2ad3b926da180d6f457a21a66581a939b9a6d89b6bc94f2b10a731f4706d2e71", yt], ["sha256:f7c0bd1febd932fdb5623dc31b44c8fef30c50bb13fd9970eaeddd0219376acb", gt], ["sha256:907bbba3aa1619cacb70f6bffa102b1ed2f9269aef0b7aeaf07522440ee9df50", bt], ["sha256:ee0d41a12bb464b1095057df20e62f2676d1f33fbb0aec75e4cb6059ef29c91c", wt], ["sha256:8ac6247934f661f8c0da5749305aa4c39737490ed8b9da9148d191155e83e3a6", Pt], ["sha256:0e9d8899ddbb01d5f964984afa8d2c5fb93ffacbab14a96fc24fb3a8384eb2cc", kt], ["sha256:2017d614f2bdd382a5ad84e476cd7e278194617093e7fc89bfc18d41ee42cf00", vt], ["sha256:dbc671715ef78c8173a2213fd78dbc5a798ceaa148834a9795a1dba9e7789228", St], ["sha256:49e4f5f0b4e91e0403bd1c41e9888cf61cb79e5292125b1510db8a35d4aac587", Nt], ["sha256:828c4f33292ea1967c70f28abbe63ba7f3e1957499fb5add4362de28e6d3f554", xt], ["sha256:7980784371f70d13e7def2b08048f1cbda0f77831ef12a79da7cb24eb0a868e8", $t], ["sha256:515e22d6cce0afaa6e22e1448b563710a9f71264e3c66e0602e8909a0571e3b0", zt], ["sha256:10db62eb222d2b41c5b75d2d4ee1c927ba1e7b1c62e9324843e372446ef76a59", Ot], ["sha256:74b9f4c3bc061178ce89fb495ec581ced695f4bffb414f73012f1e15eedb46c1", qt], ["sha256:5e76b2b6eddc1fec21346e31afb6f88ade50c752cccbe1b3747d038679c6a269", It], ["sha256:1e9713e50fa2e5d9eaf371bd05a4b338dff79223f8fbed778ecb7c1cae37eb10", At], ["sha256:dc7f8eb565b6f9aa57f3e7c4432b681f287a537a021d418f0915d2575787fa1b", jt], ["sha256:0b70636325a574ffea9d130a145a9871d8e513dc85937d773857c889e42bf8f4", Tt], ["sha256:694802fc8f30d38cfdf4a39126cc37ba900ad36843e27400b01c617aec66cd19", Ft], ["sha256:a743769c4a6d8eb138311e12f4d99ae7f0d4ccde171839f88baf3d74450592f6", Dt], ["sha256:da67e8b500c96b730f5bd317b076896ec4a7ce7894f4ab23c66e1af798942485", Lt], ["sha256:575416d998a3df370ccd15231782a239b5d8ba20bd77fe76bbaa6ff43b9efa54", _t], ["sha256:964804ca9f244b05bdd48a6661f8a890c923ebf083c411e8b4928dd221e1d864", Et], ["sha256:e92a28dbece33635e5551070e972c84bd925c63943fe6c69e4cfeaba1dda9739", Mt], ["sha256:ec007f89fe5531beb02136c81d0af5450093c905a4dcb1f2b2440b922db5b0b8", Wt], ["sha256:d46314ae56f839f97324af56afa48e28270541056f55b909d8e38073f8a5a53c", Vt]]);

// engine/read/compile.js
var OWN_KEYWORDS = ["port", "ports", "many", "definition", "discriminator", "reference"];
var compiled = /* @__PURE__ */ new WeakMap();
var compiler;
function compile(schema) {
  let check = compiled.get(schema);
  if (check === void 0) {
    check = Bt.get(schemaDigest(schema)) ?? (compiler ??= makeAjv()).compile(schema);
    compiled.set(schema, check);
  }
  return check;
}
function schemaDigest(schema) {
  return digestOf("schema", schema);
}
function makeAjv({ source = false } = {}) {
  const { Ajv2020 } = createRequire(new URL("../engine/read/compile.js", import.meta.url).href)("ajv/dist/2020.js");
  const ajv = new Ajv2020({
    allErrors: true,
    useDefaults: true,
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    verbose: true,
    ...source && { code: { source: true, esm: true } }
  });
  for (const keyword of OWN_KEYWORDS)
    ajv.addKeyword(keyword);
  return ajv;
}

// engine/read/hints.js
function hintFor(types, value, keys) {
  const hint = guess(types, value, keys);
  return hint === void 0 ? "" : `: ${hint}`;
}
function guess(types, value, keys) {
  if (typeof value === "string")
    return guessOfText(types, value, keys);
  if (types.includes("array") && isObject(value))
    return 'begin each item with "- "';
  if (types.includes("array") && (typeof value === "number" || typeof value === "boolean"))
    return `write [${value}]`;
  if (types.includes("string") && (typeof value === "number" || typeof value === "boolean"))
    return `write "${value}" in quotes`;
  return void 0;
}
function guessOfText(types, text, keys) {
  if (types.includes("boolean")) {
    if (/^(?:y|yes|on|true)$/i.test(text))
      return "write true";
    if (/^(?:n|no|off|false)$/i.test(text))
      return "write false";
  }
  if (types.includes("number") || types.includes("integer")) {
    const found = guessOfNumber(text);
    if (found !== void 0)
      return found;
  }
  if (types.includes("array")) {
    if (/^-[^-\s\d]/.test(text))
      return `a space is missing after the dash: write "- ${text.slice(1)}"`;
    if (text.includes(","))
      return `write [${text}]`;
  }
  if (types.includes("object")) {
    if (keys.includes(text))
      return `write "${text}: {}"`;
    const missing = missingSpace(text);
    if (missing !== void 0)
      return missing.charAt(0).toLowerCase() + missing.slice(1);
  }
  return void 0;
}
function guessOfNumber(text) {
  const bare = text.trim();
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(bare))
    return "remove the quotes";
  if (/^[+-]?\d[\d_]*(?:\.\d+)?$/.test(bare))
    return `write ${bare.replaceAll("_", "")}`;
  if (/^[+-]?\d+[,;]$/.test(bare))
    return `remove the "${bare.slice(-1)}"`;
  if (/^[+-]?\d+,\d+$/.test(bare))
    return `write ${bare.replace(",", ".")}, with a point`;
  if (/^\d+(?:\.\d+)?\s*%$/.test(bare))
    return `write ${Number((Number.parseFloat(bare) / 100).toPrecision(12))}`;
  if (/^[+-]?\.?(?:nan|inf(?:inity)?)$/i.test(bare))
    return "it must be finite";
  const power = /^(\d+(?:\.\d+)?)\s*(?:\*|x)\s*10\s*(?:\^|\*\*)\s*(-?\d+)$/.exec(bare) ?? /^(?<one>10)(?:\^|\*\*)(-?\d+)$/.exec(bare);
  if (power !== null)
    return `write ${power[1] === "10" ? "1" : power[1]}e${power[2]}`;
  const fraction = /^(\d+)\s*\/\s*(\d+)$/.exec(bare);
  if (fraction !== null && Number(fraction[2]) > 0)
    return `there are no expressions: write ${Number((Number(fraction[1]) / Number(fraction[2])).toPrecision(12))}`;
  if (/^[+-]?[\d.]+(?:\s+[+-]?[\d.]+)+$/.test(bare))
    return `commas are missing: write [${bare.split(/\s+/).join(", ")}]`;
  if (/^(?:none|null|nil|undefined)$/i.test(bare))
    return "leave the key out where there is no value";
  return void 0;
}

// engine/read/validate.js
function validate(schema, value) {
  const check = compile(schema);
  if (check(value))
    return [];
  return meant(check.errors ?? []).map((error) => describe(error, value));
}
function meant(errors) {
  const dropped = /* @__PURE__ */ new Set();
  for (const [index, group] of errors.entries()) {
    if (group.keyword !== "anyOf" && group.keyword !== "oneOf")
      continue;
    const inside = insideOf(group, errors, index).filter((error) => !dropped.has(error));
    const branches = /* @__PURE__ */ new Map();
    for (const error of inside) {
      const branch = error.schemaPath.slice(group.schemaPath.length + 1).split("/", 1)[0] ?? "";
      const known = branches.get(branch);
      if (known === void 0)
        branches.set(branch, [error]);
      else
        known.push(error);
    }
    const fitting = [...branches.values()].filter((branch) => !branch.some((error) => error.keyword === "type" && error.instancePath === group.instancePath));
    const [only] = fitting;
    if (fitting.length === 1 && only !== void 0) {
      const kept = new Set(only);
      dropped.add(group);
      for (const error of inside)
        if (!kept.has(error))
          dropped.add(error);
    } else
      for (const error of inside)
        dropped.add(error);
  }
  return errors.filter((error) => !dropped.has(error));
}
function insideOf(group, errors, end) {
  const inside = [];
  for (let index = end - 1; index >= 0; index--) {
    const error = errors[index];
    if (error === void 0 || !isWithin(error.instancePath, group.instancePath))
      break;
    if (isWithin(error.schemaPath, group.schemaPath))
      inside.unshift(error);
  }
  return inside;
}
function isWithin(pointer, of) {
  return pointer.startsWith(of) && (pointer.length === of.length || pointer[of.length] === "/");
}
function describe(error, root) {
  const path = pathOf(error.instancePath, root);
  const last = path.findLastIndex((part) => typeof part === "string");
  const what = last === -1 ? "" : ` for "${showPath(path.slice(last))}"`;
  const found = show(error.data);
  const at = (message) => ({ path, message, key: false });
  const limit = error.params.limit;
  switch (error.keyword) {
    case "additionalProperties": {
      const key = error.params.additionalProperty;
      const allowed = Object.keys(error.parentSchema.properties ?? {});
      const guess2 = didYouMean(key, allowed);
      const listed = allowed.length === 0 ? ". No keys are allowed here" : `${guess2 === "" ? "" : " "}Allowed: ${oneOf(allowed)}`;
      return {
        path: [...path, key],
        message: `Unknown key "${key}"${guess2 === "" ? ". " : guess2}${listed.replace(/^\. /, "")}`,
        key: true
      };
    }
    case "required":
      return { path, message: `Missing "${error.params.missingProperty}"`, key: true };
    case "type": {
      const types = [error.params.type].flat();
      const keys = Object.keys(error.parentSchema.properties ?? {});
      const hint = hintFor(types, error.data, keys);
      return at(`Expected ${types.map(typeWord).join(" or ")}${what}, found ${found}${hint}`);
    }
    case "enum": {
      const allowed = error.params.allowedValues.map(String);
      return at(`Expected ${oneOf(allowed)}${what}, found ${found}${typeof error.data === "string" ? didYouMean(error.data, allowed) : ""}`);
    }
    case "const":
      return at(`Expected ${show(error.params.allowedValue)}${what}, found ${found}`);
    case "minimum":
      return at(`Expected a number >= ${limit}${what}, found ${found}`);
    case "exclusiveMinimum":
      return at(`Expected a number > ${limit}${what}, found ${found}`);
    case "maximum":
      return at(`Expected a number <= ${limit}${what}, found ${found}`);
    case "exclusiveMaximum":
      return at(`Expected a number < ${limit}${what}, found ${found}`);
    case "multipleOf":
      return at(`Expected a multiple of ${error.params.multipleOf}${what}, found ${found}`);
    case "minItems":
      return at(`Expected at least ${limit} ${limit === 1 ? "item" : "items"}${what}, found ${itemCount(error.data)}`);
    case "maxItems":
      return at(`Expected at most ${limit} ${limit === 1 ? "item" : "items"}${what}, found ${itemCount(error.data)}`);
    case "uniqueItems":
      return at(`Expected different items${what}: the same one stands twice`);
    case "minProperties":
    case "maxProperties": {
      const keys = Object.keys(error.parentSchema.properties ?? {});
      const allowed = keys.length === 0 ? "" : ` (${oneOf(keys)})`;
      return at(`Expected ${error.keyword === "minProperties" ? "at least" : "exactly"} ${limit} key${limit === 1 ? "" : "s"}${allowed}${what}, found ${found}${error.keyword === "maxProperties" && typeof path.at(-1) === "number" ? ': each begins with "- "' : ""}`);
    }
    case "minLength":
      return at(`Expected a text that is not empty${what}`);
    case "maxLength":
      return at(`Expected a text of at most ${limit} characters${what}`);
    case "pattern":
      return at(`${patternWords(error.parentSchema)}${what}, found ${found}`);
    case "propertyNames":
      return {
        path: [...path, error.params.propertyName],
        message: patternWords(error.schema),
        key: true
      };
    case "anyOf":
    case "oneOf": {
      const expected = error.parentSchema.description;
      return at(`Found ${found}${what}, expected ${expected === void 0 ? "another kind of value" : lowerFirst(expected)}`);
    }
    default:
      return at(`${error.message ?? error.keyword}${what}, found ${found}`);
  }
}
function patternWords(schema) {
  const comment = isObject(schema) ? schema["$comment"] : void 0;
  return typeof comment === "string" ? comment : "This text has an unexpected form";
}
function pathOf(pointer, root) {
  const path = [];
  for (const raw of pointer.split("/").slice(1)) {
    const part = raw.replaceAll("~1", "/").replaceAll("~0", "~");
    path.push(Array.isArray(valueAt(root, path)) ? Number(part) : part);
  }
  return path;
}
function typeWord(type) {
  const words = {
    integer: "a whole number",
    number: "a number",
    string: "a text",
    boolean: "true or false",
    array: "a list",
    object: "a mapping",
    null: "nothing"
  };
  return words[type] ?? type;
}
function show(value) {
  if (value === void 0 || value === null)
    return "nothing";
  if (Array.isArray(value))
    return value.length <= 6 ? JSON.stringify(value).slice(0, 60) : `a list of ${value.length} items`;
  if (isObject(value))
    return Object.keys(value).length === 0 ? "an empty mapping" : `a mapping with ${Object.keys(value).slice(0, 6).map((key) => `"${key}"`).join(", ")}`;
  const text = JSON.stringify(value).replaceAll(HIDDEN, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return text.length <= 60 ? text : `${text.slice(0, 57)}..."`;
}
var HIDDEN = /[\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff]/g;
function itemCount(data) {
  return Array.isArray(data) ? data.length : 0;
}
function lowerFirst(text) {
  return text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, "");
}

// engine/read/read.js
var NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;
function readExperiment(source, options) {
  const parsed = parseYaml(source);
  if (parsed.document === void 0)
    return { diagnostics: tidyDiagnostics(parsed.diagnostics) };
  const overridden = applyOverrides(parsed.document, options.overrides ?? []);
  const document = overridden.document;
  const diagnostics = [...overridden.diagnostics];
  const value = plain(document.root);
  const seedAxis = referenceName(value["seed"] ?? null);
  if (seedAxis !== void 0)
    value["seed"] = 0;
  for (const violation of validate(frameSchema(options.frame, options.registry), value)) {
    const refused = violation.key ? void 0 : refusal(violation.path, value);
    diagnostics.push({
      message: refused ?? violation.message,
      at: placeOf(document, violation.path, violation.key ? "key" : "value")
    });
  }
  if (diagnostics.length > 0)
    return { diagnostics: tidyDiagnostics(diagnostics) };
  const definitions = {};
  for (const section of Object.keys(options.registry.sections)) {
    definitions[section] = { ...value[section] };
    checkNames([section], Object.keys(definitions[section]), document, diagnostics);
  }
  const { sweep, diagnostics: sweepDiagnostics } = readSweep(value["sweep"], document);
  diagnostics.push(...sweepDiagnostics);
  if (seedAxis !== void 0)
    diagnostics.push(...checkSeeds(seedAxis, sweep, { document, source: value }));
  const declared = value["steps"];
  checkNames(["steps"], Object.keys(declared), document, diagnostics);
  const steps = [];
  const execution = readPolicy(value["execution"], DEFAULT_POLICY, (field, message) => diagnostics.push({ message, at: placeOf(document, ["execution", field]) }));
  for (const [name, fields] of Object.entries(declared)) {
    const step = readStep(name, fields, options.registry, execution, document, diagnostics);
    if (step !== void 0)
      steps.push(step);
    for (const [index, axis] of (step?.over ?? []).entries()) {
      if (sweep.axes.includes(axis) || axis === REPEAT)
        continue;
      const bare = referenceName(axis);
      const has = bare !== void 0 ? `axes are named without "$" here, write ${bare}` : sweep.axes.length === 0 ? "the file has no sweep" : `the sweep has ${oneOf(sweep.axes)}`;
      diagnostics.push({
        message: `Unknown axis "${axis}" in "over": ${has}`,
        at: placeOf(document, ["steps", name, "over", index])
      });
    }
  }
  const experiment = {
    name: value["experiment"],
    description: value["description"] ?? "",
    seed: seedAxis === void 0 ? value["seed"] : { axis: seedAxis },
    runtime: value["runtime"],
    definitions,
    sweep,
    steps,
    outputs: readOutputs(value["outputs"]),
    document,
    source: plain(document.root)
  };
  return { experiment, diagnostics: tidyDiagnostics(diagnostics) };
}
var frames = /* @__PURE__ */ new WeakMap();
function frameSchema(frame, registry) {
  const known = frames.get(registry);
  if (known?.frame === frame)
    return known.whole;
  const sections = {};
  for (const section of Object.keys(registry.sections))
    sections[section] = { type: "object", default: {} };
  const whole = { ...frame, properties: { ...frame["properties"], ...sections } };
  frames.set(registry, { frame, whole });
  return whole;
}
function readStep(name, declared, registry, execution, document, diagnostics) {
  const { stage: declaredStage, over = [], retries: _r, timeout: _t2, failure: _f, ...fields } = declared;
  const stageName = declaredStage;
  const stage = Object.hasOwn(registry.stages, stageName) ? registry.stages[stageName] : void 0;
  if (stage === void 0 && referenceName(stageName) !== void 0) {
    const message = `The stage cannot be a reference, found "${stageName}": it decides which ports and keys the step has`;
    diagnostics.push({ message, at: placeOf(document, ["steps", name, "stage"]) });
    return void 0;
  }
  if (stage === void 0) {
    const allowed = Object.keys(registry.stages);
    const guess2 = didYouMean(stageName, allowed);
    const message = `Unknown stage "${stageName}"${guess2 === "" ? ": expected " : `${guess2} Allowed: `}${oneOf(allowed)}`;
    diagnostics.push({ message, at: placeOf(document, ["steps", name, "stage"]) });
    return void 0;
  }
  const policy = readPolicy(declared, execution, (field, message) => diagnostics.push({ message, at: placeOf(document, ["steps", name, field]) }));
  return { name, stage, over, policy, fields };
}
function readOutputs(outputs) {
  return Object.entries(outputs).map(([file, value]) => isObject(value) ? { file, from: value["from"], print: value["print"] === true } : { file, from: value, print: false });
}
function checkNames(path, names, document, diagnostics) {
  for (const name of names) {
    if (NAME.test(name) && name !== REPEAT)
      continue;
    const message = `Expected a name of letters, digits, "_" and "-", starting with a letter, found "${name}"`;
    diagnostics.push({ message, at: placeOf(document, [...path, name], "key") });
  }
}

// engine/plan/expand.js
var NOTHING_KNOWN = {};
var MOST = { steps: 25e4, inputs: 1e6 };
var Expander = class {
  diagnostics = [];
  #experiment;
  #resolver;
  #expanded = /* @__PURE__ */ new Map();
  /** Instances that are wrong themselves: what would come out of them is not known. */
  #wrong = /* @__PURE__ */ new Set();
  #inferred = /* @__PURE__ */ new Map();
  #identities = /* @__PURE__ */ new WeakMap();
  #identity = 0;
  constructor(experiment, resolver) {
    this.#experiment = experiment;
    this.#resolver = resolver;
  }
  /** Adds the instances of one step; the steps it takes from must have been added before. */
  add(step) {
    const { declaration } = step;
    const mentioned = this.#resolver.mentions(step);
    const gathered = new Set(mentioned);
    for (const links of Object.values(step.inputs)) {
      for (const link of links)
        for (const axis of this.#expanded.get(link.step)?.axes ?? [])
          gathered.add(axis);
    }
    for (const index of declaration.over.keys())
      this.#checkOver(step, index, mentioned, gathered);
    const axes = this.#experiment.sweep.axes.filter((axis) => gathered.has(axis) && !declaration.over.includes(axis));
    const own = axes.filter((axis) => mentioned.has(axis));
    const points = this.#project(axes);
    if (this.#tooLarge(step, points.length, "steps"))
      return [];
    const resolved = /* @__PURE__ */ new Map();
    const resolve = (point) => {
      if (own.length === axes.length)
        return this.#resolver.resolve(step, point);
      const key = pointKey(point, own);
      const known = resolved.get(key) ?? this.#resolver.resolve(step, pickAxes(point, own));
      resolved.set(key, known);
      return known;
    };
    const instances = [];
    for (const index of points.keys()) {
      const instance = this.#instance(step, points, index, resolve);
      if (instance === void 0)
        return [];
      instances.push(instance);
    }
    this.#expanded.set(declaration.name, { axes, points, instances });
    return instances;
  }
  /** The instances of a step that has been added. */
  instancesOf(step) {
    return this.#expanded.get(step)?.instances ?? [];
  }
  #checkOver(step, index, mentioned, gathered) {
    const { name, over } = step.declaration;
    const axis = over[index] ?? "";
    const at = placeOf(this.#experiment.document, ["steps", name, "over", index]);
    if (!this.#experiment.sweep.axes.includes(axis))
      return;
    if (mentioned.has(axis)) {
      this.diagnostics.push({ message: `The step is to run once over "${axis}", but it mentions $${axis} itself`, at });
    } else if (!gathered.has(axis) && !this.#resolver.unknown) {
      this.diagnostics.push({ message: `No input of this step varies along "${axis}"`, at });
    }
  }
  #counts = { steps: 0, inputs: 0 };
  /** Keeps a file of a few lines from filling the memory: tells the first step that goes too far, and expands no more. */
  #tooLarge(step, more, what) {
    const before = this.#counts[what];
    this.#counts[what] += more;
    if (this.#counts[what] <= MOST[what])
      return false;
    if (before <= MOST[what]) {
      const at = placeOf(this.#experiment.document, ["steps", step.declaration.name], "key");
      const most = MOST[what].toLocaleString("en");
      this.diagnostics.push({
        message: `With this step the file has more than ${most} ${what}: use a smaller sweep`,
        at
      });
    }
    return true;
  }
  #projections = /* @__PURE__ */ new Map();
  /** The distinct points on some axes, in the order of the sweep; the same list for the same axes. */
  #project(axes) {
    const { sweep } = this.#experiment;
    if (axes.length === sweep.axes.length)
      return sweep.points;
    const known = this.#projections.get(axes.join());
    if (known !== void 0)
      return known;
    const points = /* @__PURE__ */ new Map();
    for (const point of sweep.points) {
      const key = pointKey(point, axes);
      if (!points.has(key))
        points.set(key, pickAxes(point, axes));
    }
    const projection = [...points.values()];
    this.#projections.set(axes.join(), projection);
    return projection;
  }
  #instance(step, points, index, resolve) {
    const { declaration } = step;
    const { name, stage, over, policy } = declaration;
    const point = points[index] ?? {};
    const resolved = resolve(point);
    const inputs = {};
    const sources = {};
    for (const [port, from] of Object.entries(step.inputs)) {
      const found = from.flatMap((source) => this.#sources(source, points, index));
      if (found.length > 1 && step.schema.ports[port]?.many === false)
        this.#tooMany(step, port, over);
      if (this.#tooLarge(step, found.length, "inputs"))
        return void 0;
      sources[port] = found;
      inputs[port] = found.map((source) => linkTo(source, over));
    }
    const id = this.#idOf(name, point);
    const { params } = resolved;
    const inferred = resolved.ok ? this.#infer(step, { id, point, params, sources }, resolved) : void 0;
    const seed = stage.seeded ? this.#seedAt(point) : void 0;
    const known = inferred ?? NOTHING_KNOWN;
    const planned = { id, name, point, stage, params, seed, inputs, inferred: known, policy };
    if (inferred === void 0)
      this.#wrong.add(planned);
    return planned;
  }
  #shownPoints = /* @__PURE__ */ new Map();
  /** `training[filters=32]`. The part in brackets is made once for all steps on the same axes. */
  #idOf(name, point) {
    let shown = this.#shownPoints.get(point);
    if (shown === void 0) {
      shown = Object.keys(point).length === 0 ? "" : `[${showPoint(point)}]`;
      this.#shownPoints.set(point, shown);
    }
    return name + shown;
  }
  #seeds = /* @__PURE__ */ new Map();
  /** The experiment's seed, which may be an axis; from the second repeat on, one derived from it. */
  #seedAt(point) {
    const { seed: declared } = this.#experiment;
    const root = typeof declared === "number" ? declared : Number(point[declared.axis]);
    const repeat = point[REPEAT];
    if (typeof repeat !== "number" || repeat === 0)
      return root;
    const key = `${root} ${repeat}`;
    const seed = this.#seeds.get(key) ?? deriveSeed(root, REPEAT, String(repeat));
    this.#seeds.set(key, seed);
    return seed;
  }
  /** The instances of another step that an instance takes an artifact from. */
  #sources({ step: name, port }, points, index) {
    const upstream = this.#expanded.get(name);
    const point = points[index];
    if (upstream === void 0 || point === void 0)
      return [];
    if (upstream.points === points) {
      const instance = upstream.instances[index];
      return instance === void 0 ? [] : [{ instance, port }];
    }
    const shared = upstream.axes.filter((axis) => Object.hasOwn(point, axis));
    const instances = this.#index(name, upstream, shared).get(pointKey(point, shared)) ?? [];
    return instances.map((instance) => ({ instance, port }));
  }
  #indices = /* @__PURE__ */ new Map();
  /** Instances of a step by their place on some of its axes; made once, or 100,000 steps would search each other. */
  #index(name, step, axes) {
    const indexKey = `${name}
${axes.join(",")}`;
    const known = this.#indices.get(indexKey);
    if (known !== void 0)
      return known;
    const index = /* @__PURE__ */ new Map();
    for (const instance of step.instances) {
      const key = pointKey(instance.point, axes);
      const list = index.get(key);
      if (list === void 0)
        index.set(key, [instance]);
      else
        list.push(instance);
    }
    this.#indices.set(indexKey, index);
    return index;
  }
  #tooMany(step, port, over) {
    const at = placeOf(this.#experiment.document, ["steps", step.declaration.name, port]);
    const why = over.length > 0 ? `under "over: [${over.join(", ")}]" it would receive several` : "the file lists several";
    this.diagnostics.push({ message: `The port "${port}" takes one artifact, but ${why}`, at });
  }
  /**
   * Runs the stage's own check, once for each distinct pair of parameters and inputs.
   *
   * @returns undefined for a step that is wrong
   */
  #infer(step, planned, resolved) {
    const { stage } = step.declaration;
    if (stage.infer === void 0)
      return NOTHING_KNOWN;
    const inputs = {};
    let key = `${step.declaration.name}
${this.#identify(planned.params)}`;
    for (const [port, sources] of Object.entries(planned.sources)) {
      if (sources.length === 0 || sources.some((source) => this.#wrong.has(source.instance)))
        return void 0;
      const known = sources.map((source) => source.instance.inferred[source.port] ?? NOTHING_KNOWN);
      inputs[port] = known;
      key += `
${port}:${known.map((value) => this.#identify(value)).join(",")}`;
    }
    if (this.#inferred.has(key))
      return this.#inferred.get(key);
    const result = stage.infer(planned.params, inputs);
    for (const problem of result.problems ?? []) {
      const [field, ...rest] = problem.path;
      const section = typeof field === "string" ? step.schema.definitions[field] : void 0;
      const name = typeof field === "string" ? resolved.names[field] : void 0;
      const path = section !== void 0 && name !== void 0 ? [section, name, ...rest] : ["steps", step.declaration.name, ...problem.path];
      const notes = [
        ...this.#resolver.originNotes(path, planned.point),
        ...(problem.notes ?? []).map((message) => ({ message }))
      ];
      if (section !== void 0)
        notes.push({ message: `Used by step "${planned.id}"`, at: this.#stepPlace(step) });
      else if (Object.keys(planned.point).length > 0)
        notes.push({ message: `At ${showPoint(planned.point)}` });
      this.diagnostics.push({ message: problem.message, at: placeOf(this.#experiment.document, path), notes });
    }
    const outputs = (result.problems ?? []).length === 0 ? result.outputs ?? {} : void 0;
    this.#inferred.set(key, outputs);
    return outputs;
  }
  #stepPlace(step) {
    return placeOf(this.#experiment.document, ["steps", step.declaration.name], "key");
  }
  #identify(value) {
    if (typeof value !== "object" || value === null)
      return JSON.stringify(value) ?? "";
    const known = this.#identities.get(value);
    if (known !== void 0)
      return known;
    this.#identities.set(value, ++this.#identity);
    return this.#identity;
  }
};
function linkTo({ instance, port }, over) {
  const labels = over.filter((axis) => Object.hasOwn(instance.point, axis));
  if (labels.length === 0)
    return { step: instance.id, port };
  return { step: instance.id, port, point: pickAxes(instance.point, labels) };
}

// engine/plan/resolve.js
var Resolver = class {
  diagnostics = [];
  #experiment;
  #registry;
  /** Axes as `$name` and definitions as `section.name` that some step mentions, with the axes a definition mentions. */
  #used = /* @__PURE__ */ new Map();
  /**
   * Definitions with the values of the axes that they mention; undefined for one that is wrong. Shared by all points that
   * agree on these axes: a large sweep has thousands of points and a few networks, whose layers are most of its memory.
   */
  #entries = /* @__PURE__ */ new Map();
  /** Whether a step names a stage or a definition that is not there: what axes it would mention is then not known. */
  unknown;
  /** Counts faults, also those that are not told because they follow from one that was. */
  #faults = 0;
  constructor(experiment, registry) {
    this.#experiment = experiment;
    this.#registry = registry;
    const steps = experiment.document.root.fields?.get("steps")?.fields;
    this.unknown = steps !== void 0 && steps.size > experiment.steps.length;
  }
  /** The axes that a step mentions itself: in its fields, in its definitions, or by drawing random numbers. */
  mentions(step) {
    const { declaration, schema } = step;
    const mentioned = /* @__PURE__ */ new Set();
    const mention = (value, path) => {
      for (const name of referencesIn(value)) {
        if (this.#experiment.sweep.axes.includes(name)) {
          mentioned.add(name);
          this.#used.set(`$${name}`, []);
        } else
          this.#unknownReference(name, value, path);
      }
    };
    for (const [field, value] of Object.entries(declaration.fields)) {
      if (Object.hasOwn(schema.ports, field) || field === schema.portMapping)
        continue;
      const section = Object.hasOwn(schema.definitions, field) ? schema.definitions[field] : void 0;
      if (section === void 0 || typeof value !== "string") {
        mention(value, ["steps", declaration.name, field]);
        continue;
      }
      const reference = referenceName(value);
      if (reference !== void 0 && this.#experiment.sweep.axes.includes(reference))
        mention(value, ["steps", declaration.name, field]);
      for (const name of this.#candidates(value)) {
        const entries = this.#experiment.definitions[section] ?? {};
        if (Object.hasOwn(entries, name))
          mention(entries[name], [section, name]);
        else
          this.unknown = true;
      }
    }
    if (!declaration.stage.seeded)
      return mentioned;
    const { seed, sweep } = this.#experiment;
    if (sweep.axes.includes(REPEAT))
      mentioned.add(REPEAT);
    if (typeof seed !== "number") {
      mentioned.add(seed.axis);
      this.#used.set(`$${seed.axis}`, []);
    }
    return mentioned;
  }
  /** The definition names a field may stand for: one, or all values of the axis it refers to. */
  #candidates(value) {
    const reference = referenceName(value);
    if (reference === void 0)
      return [value];
    if (!this.#experiment.sweep.axes.includes(reference))
      return [reference];
    return [...new Set(this.#experiment.sweep.points.map((point) => nameOf(point[reference])))];
  }
  #unknownReference(name, value, path) {
    const { axes } = this.#experiment.sweep;
    const references = axes.map((axis) => `$${axis}`);
    const known = axes.length === 0 ? ": the file has no sweep" : didYouMean(`$${name}`, references) || `: the axes are ${oneOf(references)}`;
    const at = placeOf(this.#experiment.document, [...path, ...pathTo(value, `$${name}`) ?? []]);
    this.diagnostics.push({ message: `Unknown reference "$${name}"${known}`, at });
  }
  /** A step's parameters at a point of the axes it mentions. */
  resolve(step, point) {
    const { declaration, schema } = step;
    const fields = substitute(declaration.fields, point);
    const names = {};
    const before = this.#faults;
    for (const violation of validate(schema.fields, fields))
      this.#violation(violation, ["steps", declaration.name], point);
    const params = {};
    for (const [field, value] of Object.entries(fields)) {
      if (Object.hasOwn(schema.ports, field) || field === schema.portMapping)
        continue;
      const section = Object.hasOwn(schema.definitions, field) ? schema.definitions[field] : void 0;
      if (section === void 0 || typeof value !== "string")
        params[field] = value;
      else {
        const name = referenceName(value) ?? value;
        names[field] = name;
        const entry = this.#definition(section, name, point, ["steps", declaration.name, field]);
        if (entry !== void 0)
          params[field] = entry;
      }
    }
    return { params, names, ok: this.#faults === before };
  }
  #definition(section, name, point, from) {
    const entries = this.#experiment.definitions[section] ?? {};
    if (!Object.hasOwn(entries, name)) {
      this.#faults++;
      const names = Object.keys(entries);
      const known = names.length === 0 ? `: the file has no "${section}"` : didYouMean(name, names) || `: "${section}" has ${oneOf(names)}`;
      this.diagnostics.push({
        message: `Unknown name "${name}" in "${section}"${known}`,
        at: placeOf(this.#experiment.document, from)
      });
      return void 0;
    }
    const declared = entries[name];
    const axes = this.#axesOf(`${section}.${name}`, declared);
    const key = `${section}.${name}
${pointKey(point, axes)}`;
    if (!this.#entries.has(key)) {
      const entry2 = substitute(declared, point);
      const violations = this.#entryViolations(section, entry2);
      for (const violation of violations)
        this.#violation(violation, [section, name], point);
      this.#entries.set(key, violations.length === 0 ? entry2 : void 0);
    }
    const entry = this.#entries.get(key);
    if (entry === void 0)
      this.#faults++;
    return entry;
  }
  /** The axes that a definition mentions. */
  #axesOf(name, declared) {
    let axes = this.#used.get(name);
    if (axes === void 0) {
      const mentioned = referencesIn(declared);
      axes = this.#experiment.sweep.axes.filter((axis) => mentioned.has(axis));
      this.#used.set(name, axes);
    }
    return axes;
  }
  /** Checks an entry of a section against its schema, and fills in defaults. */
  #entryViolations(section, entry) {
    if (!isObject(entry))
      return [{ path: [], message: `Expected a mapping in "${section}", found ${show(entry)}`, key: false }];
    const schema = pickVariant(this.#registry.sections[section], entry);
    if (isFault(schema))
      return [{ path: [schema.field], message: schema.message, key: false }];
    return validate(schema, entry);
  }
  #checkUnused(section, name) {
    const point = this.#experiment.sweep.points[0] ?? {};
    for (const axis of referencesIn(this.#experiment.definitions[section]?.[name])) {
      if (!this.#experiment.sweep.axes.includes(axis))
        this.#unknownReference(axis, this.#experiment.definitions[section]?.[name], [section, name]);
    }
    this.#definition(section, name, point, [section, name]);
  }
  #violation(violation, base, point) {
    this.#faults++;
    const path = [...base, ...violation.path];
    const raw = valueAt(this.#experiment.source, path);
    const name = raw === void 0 ? void 0 : referenceName(raw);
    if (name !== void 0 && !this.#experiment.sweep.axes.includes(name))
      return;
    this.diagnostics.push({
      message: violation.message,
      at: placeOf(this.#experiment.document, path, violation.key ? "key" : "value"),
      notes: this.originNotes(path, point)
    });
  }
  /** Where a value came through a reference, the note that shows the axis: the fault is in the sweep, not at `$name`. */
  originNotes(path, point) {
    for (let depth = path.length; depth > 0; depth--) {
      const raw = valueAt(this.#experiment.source, path.slice(0, depth));
      if (raw === void 0)
        continue;
      const name = referenceName(raw);
      if (name === void 0 || !Object.hasOwn(point, name))
        return [];
      const { document, source } = this.#experiment;
      const at = placeOf(document, axisValuePath(source, name, point[name]));
      return [{ message: `$${name} is ${JSON.stringify(point[name])} at this point of the sweep`, at }];
    }
    return [];
  }
  /** Definitions and axes that no step mentions are most likely typing errors: checked, and told. */
  unused() {
    const diagnostics = [];
    for (const axis of this.#experiment.sweep.axes) {
      if (this.#used.has(`$${axis}`) || axis === REPEAT || this.unknown)
        continue;
      const at = placeOf(this.#experiment.document, axisPath(this.#experiment.source, axis), "key");
      diagnostics.push({
        message: `No step mentions the axis "${axis}": write $${axis} where it belongs, or remove it`,
        at
      });
    }
    for (const [section, entries] of Object.entries(this.#experiment.definitions)) {
      for (const name of Object.keys(entries))
        if (!this.#used.has(`${section}.${name}`))
          this.#checkUnused(section, name);
    }
    return diagnostics;
  }
};
function pathTo(value, text) {
  if (value === text)
    return [];
  const entries = Array.isArray(value) ? value.map((item, index) => [index, item]) : isObject(value) ? Object.entries(value) : [];
  for (const [part, child] of entries) {
    const rest = pathTo(child, text);
    if (rest !== void 0)
      return [part, ...rest];
  }
  return void 0;
}
function nameOf(value) {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}

// engine/plan/plan-experiment.js
function planExperiment(experiment, options) {
  const bound = bindSteps(experiment);
  const diagnostics = [...bound.diagnostics];
  const resolver = new Resolver(experiment, options.registry);
  const expander = new Expander(experiment, resolver);
  const steps = [];
  for (const step of bound.steps)
    for (const instance of expander.add(step))
      steps.push(instance);
  diagnostics.push(...resolver.unused(), ...resolver.diagnostics, ...expander.diagnostics);
  const outputs = planOutputs(experiment, (step) => expander.instancesOf(step));
  diagnostics.push(...outputs.diagnostics);
  if (diagnostics.length > 0)
    return { diagnostics: tidyDiagnostics(diagnostics) };
  const plan = {
    experiment: experiment.name,
    file: experiment.document.source.file,
    seed: typeof experiment.seed === "number" ? experiment.seed : `$${experiment.seed.axis}`,
    runtime: options.runtime,
    steps,
    outputs: outputs.outputs,
    source: experiment.source
  };
  return { plan, diagnostics: [] };
}

// engine/cli/session.js
function prepare(file, overrides, application) {
  const text = readText(file);
  if (typeof text !== "string")
    return { diagnostics: [text] };
  const source = { file, text };
  const read = readExperiment(source, { registry: application.registry, frame: application.frame, overrides });
  if (read.experiment === void 0)
    return { diagnostics: read.diagnostics };
  const numerics = application.numerics(read.experiment.runtime);
  const planned = planExperiment(read.experiment, { registry: application.registry, runtime: numerics.runtime });
  const diagnostics = [...read.diagnostics, ...planned.diagnostics];
  if (planned.plan === void 0 || diagnostics.length > 0)
    return { diagnostics };
  return {
    session: {
      experiment: read.experiment,
      plan: planned.plan,
      facts: { code: application.code, rules: application.rules, runtime: numerics.facts, fileDigest: fileDigests() },
      warning: numerics.warning
    },
    diagnostics: []
  };
}
function readText(file) {
  let handle;
  try {
    handle = openSync2(file, constants2.O_RDONLY | constants2.O_NONBLOCK);
  } catch (cause) {
    throw new UsageError(`Cannot open the experiment file "${file}": ${reasonOf(cause)}`, {
      hint: "Give the path of a YAML file, for example experiments/quickstart.yaml.",
      cause
    });
  }
  try {
    const stat = fstatSync2(handle);
    if (!stat.isFile())
      throw new UsageError(`Cannot read "${file}": it is not a file`, { hint: "Give the path of a YAML file." });
    const place = { source: { file, text: "" }, start: 0, end: 1 };
    if (stat.size > LARGEST_FILE) {
      const size = `${(stat.size / 1e6).toFixed(1)} MB`;
      return {
        message: `The file has ${size}; an experiment file has at most ${LARGEST_FILE / 1e6} MB. Data belongs into a dataset`,
        at: place
      };
    }
    const bytes = Buffer.alloc(stat.size);
    let length = 0;
    for (let n = -1; n !== 0 && length < bytes.length; length += n)
      n = readSync2(handle, bytes, length, bytes.length - length, null);
    return decodeText(file, bytes.subarray(0, length));
  } finally {
    closeSync2(handle);
  }
}

export {
  DEFAULT_POLICY,
  REPEAT,
  prepare
};
