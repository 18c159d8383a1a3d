import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  keyAt,
  showKey
} from "./chunk-PDU36AI4.js";
import {
  withStore
} from "./chunk-6Q5TO477.js";
import {
  compareLists,
  differences,
  labelOf
} from "./chunk-VOL7QDMY.js";
import {
  EXIT,
  renderTable
} from "./chunk-2NPJMGMJ.js";
import {
  shortDigest
} from "./chunk-OVBRS3VP.js";
import {
  canonical,
  isObject,
  showPath
} from "./chunk-P26KXDJE.js";
import {
  UsageError
} from "./chunk-ICSLOTAE.js";

// engine/cli/difference.js
function compareJson(a, b, path) {
  if (isObject(a) && isObject(b)) {
    const keys = [.../* @__PURE__ */ new Set([...Object.keys(a), ...Object.keys(b)])];
    return keys.flatMap((key) => compareJson(a[key], b[key], [...path, key]));
  }
  if (a === void 0 && b === void 0)
    return [];
  if (a !== void 0 && b !== void 0 && canonical(a) === canonical(b))
    return [];
  const changes = isList(a) && isList(b) ? compareLists(a, b) : void 0;
  if (changes !== void 0 && isList(a) && isList(b))
    return changes.flatMap((change) => itemRows(change, a, b, path));
  return [{ what: showPath(path), a, b }];
}
function itemRows(change, a, b, path) {
  if (change.what === "kept")
    return compareJson(a[change.from], b[change.to], [...path, change.to]);
  if (change.what === "moved") {
    const name = labelOf(change.value);
    return [{ what: showPath([...path, change.to]), a: `${name} at [${change.from}]`, b: `${name} at [${change.to}]` }];
  }
  const what = showPath([...path, change.at]);
  return [change.what === "added" ? { what, a: void 0, b: change.value } : { what, a: change.value, b: void 0 }];
}
function isList(value) {
  return Array.isArray(value) && value.length > 0 && value.every(isObject);
}
function showValue(value) {
  if (value === void 0)
    return "-";
  if (typeof value === "number")
    return String(Number(value.toPrecision(6)));
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (/^sha256:[0-9a-f]{64}$/.test(text))
    return shortDigest(text);
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}

// engine/cli/diff-keys.js
async function diffKeysCommand([a, b], options, terminal) {
  return withStore(options.store, async (store) => {
    const keys = [await keyAt(store, a), await keyAt(store, b)];
    const [first, second] = [fingerprintAt(store, keys[0]), fingerprintAt(store, keys[1])];
    const fields = compareFingerprints(first, second);
    if (options.json)
      terminal.out(JSON.stringify({ a: keys[0], b: keys[1], same: keys[0] === keys[1], fields }, null, 2));
    else if (keys[0] === keys[1])
      terminal.out(`Same key: ${keys[0]} (${first.stage})`);
    else
      terminal.out(renderTable(["field", showKey(keys[0], a), showKey(keys[1], b)], fields.map((field) => [field.what, showValue(field.a), showValue(field.b)]), { columns: terminal.columns }));
    return EXIT.done;
  });
}
function compareFingerprints(a, b) {
  return differences(a, b).flatMap((reason) => {
    if (reason.why === "changed")
      return [{ what: showPath(reason.path), a: reason.was, b: reason.now }];
    if (reason.why !== "moved")
      return [];
    const { path, from, value } = reason;
    const to = path.at(-1) ?? 0;
    return [{ what: showPath(path), a: `${labelOf(value)} at [${from}]`, b: `${labelOf(value)} at [${to}]` }];
  });
}
function fingerprintAt(store, key) {
  const record = store.actions.get(key);
  if (record !== void 0)
    return record.fingerprint;
  throw new UsageError(`There is no record of the key ${key}: it failed, or "assay gc" has removed it`, {
    hint: "Run the experiment again; a step that has failed leaves no record."
  });
}

export {
  compareJson,
  showValue,
  diffKeysCommand,
  compareFingerprints
};
