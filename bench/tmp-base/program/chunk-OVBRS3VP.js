import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  canonical
} from "./chunk-P26KXDJE.js";

// engine/core/digest.js
import { createHash } from "node:crypto";
var PATTERN = /^sha256:[0-9a-f]{64}$/;
function digestOf(kind, value) {
  return digestOfText(kind, canonical(value));
}
function digestOfText(kind, text) {
  return `sha256:${createHash("sha256").update(`${kind}
`).update(text).digest("hex")}`;
}
function startDigest() {
  return createHash("sha256");
}
function finishDigest(hash) {
  return `sha256:${hash.digest("hex")}`;
}
function parseDigest(text) {
  return typeof text === "string" && PATTERN.test(text) ? text : void 0;
}
function hexOf(digest) {
  return digest.slice("sha256:".length);
}
function shortDigest(digest) {
  return digest.replace(/^sha256:/, "").slice(0, 12);
}

export {
  digestOf,
  digestOfText,
  startDigest,
  finishDigest,
  parseDigest,
  hexOf,
  shortDigest
};
