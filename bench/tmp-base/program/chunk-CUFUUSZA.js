import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  Cancelled
} from "./chunk-ICSLOTAE.js";

// engine/core/slices.js
import { setImmediate } from "node:timers/promises";
var LONGEST_MS = 40;
var TELL_MS = 1e3;
function atOnce(slices) {
  for (; ; ) {
    const { done, value } = slices.next();
    if (done === true)
      return value;
  }
}
async function inSlices(slices, signal, tell) {
  let [paused, told] = [performance.now(), performance.now()];
  for (; ; ) {
    const { done, value } = slices.next();
    if (done === true)
      return value;
    const now = performance.now();
    if (now - paused < LONGEST_MS)
      continue;
    if (now - told >= TELL_MS) {
      tell?.();
      told = now;
    }
    await setImmediate();
    if (signal.aborted)
      throw new Cancelled("Interrupted while computing");
    paused = performance.now();
  }
}

export {
  atOnce,
  inSlices
};
