import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  canonical,
  isObject,
  showPath
} from "./chunk-P26KXDJE.js";

// engine/core/list-difference.js
var MOST_COMPARISONS = 4e4;
function compareLists(was, now) {
  if (was.length + now.length === 0 || ![...was, ...now].every(isObject))
    return void 0;
  if (was.length * now.length > MOST_COMPARISONS)
    return void 0;
  const pairs = matched(was.map(canonical), now.map(canonical));
  const changes = [];
  let [from, to] = [0, 0];
  for (const [i, j] of [...pairs, [was.length, now.length]]) {
    changes.push(...compareGap({ was, now, from, to, fromEnd: i, toEnd: j }));
    [from, to] = [i + 1, j + 1];
  }
  return withMoves(changes);
}
function compareGap({ was, now, from, to, fromEnd, toEnd }) {
  const pairs = matched(was.slice(from, fromEnd).map(labelOf), now.slice(to, toEnd).map(labelOf));
  const changes = [];
  let [i, j] = [from, to];
  for (const [a, b] of [...pairs, [fromEnd - from, toEnd - to]]) {
    for (; i < from + a; i++)
      changes.push({ what: "removed", at: i, value: was[i] });
    for (; j < to + b; j++)
      changes.push({ what: "added", at: j, value: now[j] });
    if (i < fromEnd && j < toEnd)
      changes.push({ what: "kept", from: i++, to: j++ });
  }
  return changes;
}
function withMoves(changes) {
  const removed = /* @__PURE__ */ new Map();
  for (const change of changes)
    if (change.what === "removed")
      removed.set(canonical(change.value), change);
  const gone = /* @__PURE__ */ new Set();
  const moved = changes.map((change) => {
    const origin = change.what === "added" ? removed.get(canonical(change.value)) : void 0;
    if (change.what !== "added" || origin === void 0 || gone.has(origin))
      return change;
    gone.add(origin);
    return { what: "moved", from: origin.at, to: change.at, value: change.value };
  });
  return moved.filter((change) => !gone.has(change));
}
function matched(was, now) {
  const width = now.length + 1;
  const lengths = new Uint32Array((was.length + 1) * width);
  for (let i = was.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      lengths[i * width + j] = was[i] === now[j] ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1 : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
  const pairs = [];
  for (let [i, j] = [0, 0]; i < was.length && j < now.length; ) {
    if (was[i] === now[j])
      pairs.push([i++, j++]);
    else if ((lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0))
      i++;
    else
      j++;
  }
  return pairs;
}
function labelOf(value) {
  if (!isObject(value))
    return "";
  const keys = Object.keys(value);
  if (keys.length === 1)
    return keys[0] ?? "";
  return typeof value["name"] === "string" ? value["name"] : keys.sort().join(", ");
}

// engine/core/reason.js
function differences(was, now) {
  const reasons = [];
  collect(was, now, [], reasons);
  return reasons;
}
function collect(was, now, path, into) {
  if (was === void 0 && now === void 0)
    return;
  if (was !== void 0 && now !== void 0) {
    if (isObject(was) && isObject(now) && !isOtherKind(was, now)) {
      for (const key of [.../* @__PURE__ */ new Set([...Object.keys(was), ...Object.keys(now)])].sort()) {
        collect(was[key], now[key], [...path, key], into);
      }
      return;
    }
    if (canonical(was) === canonical(now))
      return;
    if (isList(was) && isList(now) && collectList(was, now, path, into))
      return;
  }
  into.push({ why: "changed", path, was, now });
}
function collectList(was, now, path, into) {
  if (path[0] === "inputs") {
    if (was.length !== now.length)
      return false;
    for (const [index, value] of was.entries())
      collect(value, now[index], [...path, index], into);
    return true;
  }
  const changes = compareLists(was, now);
  for (const change of changes ?? []) {
    if (change.what === "kept")
      collect(was[change.from], now[change.to], [...path, change.to], into);
    else if (change.what === "moved")
      into.push({ why: "moved", path: [...path, change.to], from: change.from, value: change.value });
    else {
      const [before, after] = change.what === "added" ? [void 0, change.value] : [change.value, void 0];
      into.push({ why: "changed", path: [...path, change.at], was: before, now: after });
    }
  }
  return changes !== void 0;
}
function isList(value) {
  return Array.isArray(value);
}
function isOtherKind(was, now) {
  const [one, another] = [Object.keys(was), Object.keys(now)];
  return one.length === 1 && another.length === 1 && one[0] !== another[0] && isObject(was[one[0] ?? ""]);
}
function showReason(reason) {
  switch (reason.why) {
    case "never-run":
      return "never run";
    case "forced":
      return "forced";
    case "output-lost":
      return `output ${reason.output} is lost or damaged`;
    case "record-lost":
      return "its record is lost or damaged";
    case "moved":
      return `${showPath(reason.path)} moved from [${reason.from}]: ${nameOf(reason.value)}`;
    case "changed":
      return showChange(reason.path, reason.was, reason.now);
  }
}
function showChange(path, was, now) {
  const [field, name] = path;
  if (field === "inputs" && typeof name === "string")
    return `input ${name} changed`;
  if (field === "files" && typeof name === "string")
    return `file ${name} ${fateOf(was, now)}`;
  if (field === "rules")
    return "Assay's own rules changed";
  if (field === "code")
    return path[1] === "packages" ? `package ${showPath(path.slice(2))} ${brief(was)} -> ${brief(now)}` : "code changed";
  if (typeof path.at(-1) === "number" && was === void 0)
    return `${showPath(path)} added: ${nameOf(now)}`;
  if (typeof path.at(-1) === "number" && now === void 0)
    return `${showPath(path)} removed: ${nameOf(was)}`;
  return `${showPath(path)} ${showValues(was, now)}`;
}
function fateOf(was, now) {
  if (now === void 0)
    return "removed";
  if (now === null)
    return "is missing or unreadable";
  return was === void 0 || was === null ? "added" : "changed";
}
var LONGEST = 48;
function showValues(was, now) {
  const short = [was, now].every((value) => value === void 0 || JSON.stringify(value).length <= LONGEST);
  if (!short && isObject(was) && isObject(now) && isOtherKind(was, now))
    return `${labelOf(was)} -> ${labelOf(now)}`;
  if (!short && Array.isArray(was) && Array.isArray(now))
    return showItems(was, now);
  if (!short && typeof was === "string" && typeof now === "string") {
    let same = 0;
    while (same < was.length && was[same] === now[same])
      same++;
    const start = Math.max(0, same - 12);
    const part = (text) => `${start > 0 ? "..." : ""}${text.slice(start).toWellFormed()}`;
    return `${brief(part(was))} -> ${brief(part(now))}`;
  }
  return `${brief(was)} -> ${brief(now)}`;
}
function showItems(was, now) {
  const [before, after] = [new Set(was.map(canonical)), new Set(now.map(canonical))];
  const list = (items, other) => {
    const found = items.map(canonical).filter((text) => !other.has(text));
    return `${found.slice(0, 4).map(cut).join(", ")}${found.length > 4 ? ` and ${found.length - 4} more` : ""}`;
  };
  const parts = [
    ["added", list(now, before)],
    ["removed", list(was, after)]
  ].flatMap(([word, items]) => items === "" ? [] : [`${word} ${items}`]);
  const size = was.length === now.length ? `${now.length} items` : `${was.length} -> ${now.length} items`;
  return `${size}: ${parts.join(", ") || "the same ones, in another order or number"}`;
}
function nameOf(value) {
  return value !== void 0 && isObject(value) && Object.keys(value).length > 0 ? labelOf(value) : brief(value);
}
function brief(value) {
  return value === void 0 ? "(absent)" : cut(JSON.stringify(value));
}
function cut(text) {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 3).toWellFormed()}...`;
}
function comparedRun(reasons) {
  for (const reason of reasons)
    if ("run" in reason && reason.run !== void 0)
      return reason.run;
  return void 0;
}

export {
  compareLists,
  labelOf,
  differences,
  showReason,
  comparedRun
};
