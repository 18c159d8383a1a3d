import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  showDuration
} from "./chunk-UUVHQ3UC.js";
import {
  printable
} from "./chunk-FOYNB2YM.js";

// engine/report/pace.js
var LEAST_MS = 2e3;
var Pace = class {
  #first;
  #last;
  #text = "";
  #left;
  /** What people read: `epoch 12/50, loss 0.31, about 2 min 10 s left`. Empty before the first progress. */
  get text() {
    return this.#text;
  }
  /** How long the step may still take, as of `at`; undefined where its progress does not tell. */
  leftMs(at) {
    return this.#left === void 0 ? void 0 : Math.max(0, this.#left.ms - (at - this.#left.at));
  }
  /** Takes in a progress told at `at`, in milliseconds. */
  update(progress, at) {
    const { done, total, unit, note } = progress;
    const again = this.#last === void 0 || done < this.#last.done || unit !== this.#last.unit;
    if (this.#first === void 0 || again)
      this.#first = { at, done };
    this.#last = progress;
    const left = this.#timeLeft(progress, at);
    this.#left = left === void 0 ? void 0 : { ms: left, at };
    const parts = [`${unit} ${showNumber(done)}${total === void 0 ? "" : `/${showNumber(total)}`}`];
    if (note !== void 0 && note !== "")
      parts.push(note);
    if (left !== void 0 && left >= LEAST_MS)
      parts.push(`about ${showDuration(roughly(left))} left`);
    this.#text = printable(parts.join(", ").replaceAll(/\s+/g, " "));
  }
  /** The rate so far holds for the rest: milliseconds, or undefined when it cannot be said. */
  #timeLeft({ done, total }, at) {
    if (this.#first === void 0 || total === void 0)
      return void 0;
    const elapsed = at - this.#first.at;
    const progressed = done - this.#first.done;
    if (progressed <= 0 || elapsed < LEAST_MS)
      return void 0;
    return elapsed / progressed * Math.max(0, total - done);
  }
};
function roughly(ms) {
  return ms < 6e4 ? Math.ceil(ms / 1e3) * 1e3 : Math.ceil(ms / 1e4) * 1e4;
}
function showNumber(value) {
  return Number.isInteger(value) ? String(value) : value.toPrecision(3);
}

export {
  Pace,
  roughly
};
