import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  showReason
} from "./chunk-VOL7QDMY.js";
import {
  showDuration
} from "./chunk-UUVHQ3UC.js";
import {
  printable
} from "./chunk-FOYNB2YM.js";
import {
  isExpected
} from "./chunk-ICSLOTAE.js";

// engine/report/words.js
var MOST_REASONS = 3;
function showReasons(reasons, where = "") {
  const texts = [...new Set(reasons.map(showReason))];
  const shown = texts.slice(0, MOST_REASONS);
  if (texts.length > MOST_REASONS)
    shown.push(`and ${texts.length - MOST_REASONS} more${where}`);
  return printable(shown.join("; "));
}
function showFailure(step, error) {
  const lines = [`${step} failed: ${error.message}`];
  if ("hint" in error && typeof error.hint === "string")
    lines.push(error.hint);
  if (!isExpected(error)) {
    const stack = (error.stack ?? "").split("\n").filter((line) => line.trimStart().startsWith("at "));
    lines.push("This is a bug in the stage or in Assay. It happened", ...stack.map((line) => line.trim()));
  }
  return printable(lines.join("\n")).replaceAll("\n", "\n  ");
}
function showWarning(step, message) {
  return printable(`warning: ${step}: ${message}`.replaceAll(/\s+/g, " "));
}
function showRetry(step, error, attempt, of) {
  const [reason = ""] = error.message.split("\n");
  return printable(`${step}: failed (${reason}); tried again, ${attempt} of ${of}`);
}
function showSummary(summary) {
  const counts = countActions(summary.results);
  const parts = WORDS.flatMap(([action, word]) => counts[action] > 0 ? [`${counts[action]} ${word}`] : []);
  const steps = plural(summary.results.size, "step");
  const status = summary.status === "done" ? "" : `${summary.status}: `;
  const folder = summary.folder === void 0 ? "" : `
Results in ${printable(summary.folder)}`;
  return `${status}${steps}: ${parts.join(", ") || "nothing to do"}, in ${showDuration(summary.durationMs)}${folder}`;
}
var WORDS = [
  ["finished", "run"],
  ["reused", "reused"],
  ["failed", "failed"],
  ["skipped", "skipped"],
  ["cancelled", "cancelled"]
];
function countActions(results) {
  const counts = { finished: 0, reused: 0, failed: 0, skipped: 0, cancelled: 0 };
  for (const { action } of results.values())
    counts[action] += 1;
  return counts;
}
function plural(count, noun) {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

export {
  showReasons,
  showFailure,
  showWarning,
  showRetry,
  showSummary,
  countActions,
  plural
};
