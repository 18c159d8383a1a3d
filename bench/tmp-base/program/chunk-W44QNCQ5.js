import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  listRuns
} from "./chunk-6Q5TO477.js";

// engine/cli/history.js
var RUNS_BACK = 20;
var MOST = 30;
function recordedPast(store, experiment) {
  let groups;
  const read = /* @__PURE__ */ new Map();
  const executionOf = (row) => {
    const before = read.get(row);
    if (before !== void 0)
      return before;
    const execution = {
      durationMs: row.durationMs ?? 0,
      bytes: Object.values(row.outputs ?? {}).reduce((sum, ref) => sum + ref.bytes, 0),
      fingerprint: row.key === void 0 ? void 0 : store.actions.get(row.key)?.fingerprint,
      reasons: row.reasons ?? []
    };
    read.set(row, execution);
    return execution;
  };
  return (step) => {
    groups ??= groupSteps(listRuns(store, experiment, RUNS_BACK).flatMap((run) => run.steps));
    const found = groups.get(`id ${step.id}`) ?? groups.get(`name ${step.name}`) ?? groups.get(`stage ${step.stage.name}`) ?? [];
    return found.map(executionOf);
  };
}
function groupSteps(steps) {
  const groups = /* @__PURE__ */ new Map();
  for (const step of steps) {
    if (step.action !== "finished")
      continue;
    const name = step.id.replace(/\[.*$/s, "");
    for (const key of [`id ${step.id}`, `name ${name}`, `stage ${step.stage}`]) {
      const group = groups.get(key);
      if (group === void 0)
        groups.set(key, [step]);
      else if (group.length < MOST)
        group.push(step);
    }
  }
  return groups;
}

export {
  recordedPast
};
