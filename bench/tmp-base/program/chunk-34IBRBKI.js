import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  digestOf,
  hexOf
} from "./chunk-OVBRS3VP.js";

// engine/core/seed.js
var LARGEST = 2n ** 31n - 1n;
function deriveSeed(root, ...names) {
  const head = BigInt(`0x${hexOf(digestOf("seed", [root, ...names])).slice(0, 16)}`);
  return Number(head % LARGEST + 1n);
}

export {
  deriveSeed
};
