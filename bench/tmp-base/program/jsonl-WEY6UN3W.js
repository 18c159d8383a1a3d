import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  kindOf
} from "./chunk-5YIOGQ3B.js";
import "./chunk-JYSP53U2.js";
import "./chunk-G6XKGUZB.js";
import "./chunk-VYXVFF6B.js";
import {
  countActions
} from "./chunk-URZB7VFO.js";
import "./chunk-VOL7QDMY.js";
import "./chunk-UUVHQ3UC.js";
import "./chunk-FOYNB2YM.js";
import "./chunk-OVBRS3VP.js";
import "./chunk-P26KXDJE.js";
import {
  isExpected
} from "./chunk-ICSLOTAE.js";
import "./chunk-RFNO5SSX.js";

// engine/report/jsonl.js
function jsonlReporter(write) {
  const put = (value) => write(JSON.stringify(value));
  return {
    start(plan, verdicts) {
      const steps = plan.steps.map((step) => {
        const verdict = verdicts.get(step.id);
        const head = { id: step.id, stage: step.stage.name, point: step.point };
        if (verdict === void 0)
          return head;
        const { action } = verdict;
        if (action === "wait")
          return Object.assign(head, { action, on: verdict.on });
        if (action === "run")
          return Object.assign(head, {
            action,
            kind: kindOf(step, verdict),
            key: verdict.key,
            reasons: verdict.reasons
          });
        return Object.assign(head, { action, key: verdict.key });
      });
      put({
        type: "plan",
        experiment: plan.experiment,
        file: plan.file,
        seed: plan.seed,
        runtime: plan.runtime,
        steps
      });
    },
    report: (event) => put(asData(event)),
    async end({ status, durationMs, results, folder }) {
      put({ type: "end", status, durationMs, steps: countActions(results), folder });
    }
  };
}
function asData(event) {
  if (event.type === "reused" || event.type === "finished")
    return { type: event.type, step: event.step, at: event.at, ...essence(event.record) };
  if (event.type === "failed" || event.type === "retried")
    return { ...event, error: errorData(event.error) };
  return event;
}
function essence({ key, metrics, warnings, durationMs, outputs }) {
  return { key, metrics, ...warnings && { warnings }, durationMs, outputs };
}
function errorData(error) {
  const hint = "hint" in error ? error.hint : void 0;
  return { message: error.message, hint, stack: isExpected(error) ? void 0 : error.stack };
}
export {
  jsonlReporter
};
