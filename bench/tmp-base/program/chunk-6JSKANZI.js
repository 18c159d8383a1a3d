import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  amountOf
} from "./chunk-JYSP53U2.js";

// engine/plan/estimate.js
function estimate(plan, verdicts, options) {
  const median = /* @__PURE__ */ new Map();
  const slow = /* @__PURE__ */ new Map();
  let [coreMs, bytes, unknown, other, scaled] = [0, 0, 0, 0, 0];
  for (const step of plan.steps) {
    const verdict = verdicts.get(step.id);
    if (verdict?.action === "reuse")
      continue;
    const past = options.past(step);
    if (past.length === 0) {
      unknown++;
      continue;
    }
    const found = forecast(step, verdict, past);
    const typicalMs = quantile(found.durationsMs, 0.5);
    median.set(step.id, typicalMs);
    slow.set(step.id, quantile(found.durationsMs, 0.9));
    coreMs += typicalMs * coresOf(step, plan, options.cores);
    bytes += quantile(past.map((each) => each.bytes), 0.5);
    if (found.other)
      other++;
    if (found.scaled)
      scaled++;
  }
  return {
    medianMs: makespan(plan, median, options.cores),
    slowMs: makespan(plan, slow, options.cores),
    coreMs,
    bytes,
    unknown,
    other,
    scaled
  };
}
function expectedDurations(plan, verdicts, pastOf) {
  const expected = /* @__PURE__ */ new Map();
  for (const step of plan.steps) {
    const verdict = verdicts.get(step.id);
    if (verdict?.action === "reuse")
      continue;
    const past = pastOf(step);
    if (past.length > 0)
      expected.set(step.id, quantile(forecast(step, verdict, past).durationsMs, 0.5));
  }
  return expected;
}
function forecast(step, verdict, past) {
  const alike = past.filter((each) => isSameWork(step, verdict, each));
  const among = alike.length > 0 ? alike : past;
  const other = alike.length === 0 && past.some((each) => each.fingerprint !== void 0);
  const { extends: parameter } = step.stage;
  const measured = parameter === void 0 ? [] : among.flatMap((each) => measure(each, parameter));
  if (parameter === void 0 || measured.length === 0)
    return { durationsMs: among.map((each) => each.durationMs), other, scaled: false };
  const left = Number(step.params[parameter]) - (verdict?.action === "run" && verdict.from !== void 0 ? amountOf(verdict.from) : 0);
  const exact = measured.filter(({ amount }) => amount === left);
  if (exact.length > 0)
    return { durationsMs: exact.map(({ durationMs }) => durationMs), other, scaled: false };
  const amounts = measured.map(({ amount }) => amount);
  const [least, most] = [Math.min(...amounts), Math.max(...amounts)];
  const durationsAt = (at) => measured.filter(({ amount }) => amount === at).map(({ durationMs }) => durationMs);
  const [short, long] = [quantile(durationsAt(least), 0.5), quantile(durationsAt(most), 0.5)];
  const startMs = least === most ? 0 : Math.min(short, Math.max(0, short - (long - short) / (most - least) * least));
  const durationsMs = durationsAt(most).map((ms) => startMs + Math.max(0, ms - startMs) * left / most);
  return { durationsMs, other, scaled: least === most };
}
function isSameWork(step, verdict, { fingerprint }) {
  if (fingerprint === void 0 || fingerprint.stage !== step.stage.name)
    return false;
  const { extends: parameter } = step.stage;
  const length = parameter === void 0 ? {} : { [parameter]: null };
  if (!isSame({ ...fingerprint.params, ...length }, { ...step.params, ...length }))
    return false;
  if (verdict?.action !== "run")
    return true;
  const { inputs, files } = verdict.fingerprint;
  return isSame(fingerprint.inputs, inputs) && isSame(fingerprint.files, files);
}
function isSame(a, b) {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null)
    return a === b;
  const [was, now] = [new Map(Object.entries(a)), Object.entries(b)];
  if (was.size !== now.length || Array.isArray(a) !== Array.isArray(b))
    return false;
  return now.every(([key, value]) => was.has(key) && isSame(was.get(key), value));
}
function measure(past, parameter) {
  const { fingerprint, reasons, durationMs } = past;
  const goal = fingerprint?.params[parameter];
  if (typeof goal !== "number" || !(goal > 0))
    return [];
  const [reason, ...others] = reasons;
  const grown = reason?.why === "changed" && others.length === 0 && reason.path.join(".") === `params.${parameter}`;
  const was = grown && typeof reason.was === "number" ? reason.was : 0;
  return [{ amount: was > 0 && was < goal ? goal - was : goal, durationMs }];
}
function makespan(plan, durationsMs, cores) {
  const ends = /* @__PURE__ */ new Map();
  const free = Array.from({ length: cores }, () => 0);
  let last = 0;
  for (const step of plan.steps) {
    let ready = 0;
    for (const links of Object.values(step.inputs))
      for (const link of links)
        ready = Math.max(ready, ends.get(link.step) ?? 0);
    const duration = durationsMs.get(step.id) ?? 0;
    if (duration > 0) {
      free.sort((a, b) => a - b);
      const needed = coresOf(step, plan, cores);
      ready = Math.max(ready, free[needed - 1] ?? 0);
      for (let core = 0; core < needed; core++)
        free[core] = ready + duration;
    }
    ends.set(step.id, ready + duration);
    last = Math.max(last, ready + duration);
  }
  return last;
}
function coresOf(step, plan, cores) {
  return step.stage.numeric ? Math.min(Math.max(1, plan.runtime.threads), cores) : 1;
}
function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * q;
  const low = sorted[Math.floor(position)] ?? 0;
  const high = sorted[Math.ceil(position)] ?? low;
  return low + (high - low) * (position - Math.floor(position));
}

export {
  estimate,
  expectedDurations,
  makespan
};
