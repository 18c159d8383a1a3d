import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  byReach,
  isWithin,
  parseReach
} from "./chunk-JYSP53U2.js";
import {
  outputsOf
} from "./chunk-G6XKGUZB.js";
import {
  differences
} from "./chunk-VOL7QDMY.js";
import {
  digestOf
} from "./chunk-OVBRS3VP.js";

// engine/plan/fingerprint.js
function fingerprintOf(step, inputs, facts) {
  const { stage } = step;
  return {
    format: 1,
    rules: facts.rules,
    stage: stage.name,
    code: codeOf(step, facts),
    params: step.params,
    inputs,
    ...stage.files !== void 0 && { files: fileDigests(stage.files(step.params), facts) },
    ...stage.facts !== void 0 && { facts: factsOf(step) },
    ...step.seed !== void 0 && { seed: step.seed },
    ...isPointed(step) && { point: step.point },
    ...stage.numeric && { runtime: facts.runtime }
  };
}
function isPointed({ stage, params, point }) {
  return stage.pointed?.(params) === true && Object.keys(point).length > 0;
}
var known = /* @__PURE__ */ new WeakMap();
function factsOf({ stage, params }) {
  const facts = known.get(params) ?? stage.facts?.(params) ?? {};
  known.set(params, facts);
  return facts;
}
function codeOf({ stage, params }, facts) {
  const names = stage.code?.(params) ?? [stage.name];
  return joinCode(names.map((name) => {
    const code = facts.code[name];
    if (code === void 0)
      throw new Error(`Internal error: no code digest "${name}" for stage "${stage.name}"`);
    return code;
  }));
}
function joinCode(codes) {
  const [first, ...more] = codes;
  if (first === void 0)
    throw new Error("Internal error: a step without code");
  if (more.length === 0)
    return first;
  const packages = Object.assign({}, ...codes.map((code) => code["packages"]));
  return {
    digest: digestOf("code", codes.map((code) => code["digest"] ?? null)),
    packages
  };
}
function keyOf(fingerprint) {
  return digestOf("fingerprint", fingerprint);
}
function fileDigests(files, facts) {
  return Object.fromEntries(Object.entries(files).map(([name, path]) => [name, facts.fileDigest(path)]));
}

// engine/plan/checkpoint-key.js
function furthestCheckpoint(step, fingerprint, store) {
  const { extends: parameter } = step.stage;
  if (parameter === void 0)
    return void 0;
  const record = store.actions.get(keyOf(checkpointFingerprint(step, fingerprint)));
  return reachable(record, Number(step.params[parameter])).find(({ ref }) => store.blobs.has(ref))?.reach;
}
function reachable(record, goal) {
  return Object.entries(record?.outputs ?? {}).flatMap(([name, ref]) => {
    const reach = parseReach(name);
    return reach !== void 0 && isWithin(reach, goal) ? [{ reach, name, ref }] : [];
  }).sort((a, b) => byReach(a.reach, b.reach));
}
function checkpointFingerprint(step, fingerprint) {
  const { [step.stage.extends ?? ""]: _, ...params } = fingerprint.params;
  return { ...fingerprint, stage: `${fingerprint.stage} checkpoint`, params };
}

// engine/plan/verdicts.js
function judge(plan, past) {
  const verdicts = /* @__PURE__ */ new Map();
  const made = /* @__PURE__ */ new Map();
  for (const step of plan.steps) {
    const { verdict, record } = judgeStep(step, made, past);
    verdicts.set(step.id, verdict);
    if (record !== void 0)
      made.set(step.id, record.outputs);
  }
  return verdicts;
}
function kindOf(step, { reasons, from }) {
  if (reasons.length === 0)
    return "run";
  if (reasons.every(({ why }) => why === "output-lost" || why === "record-lost"))
    return "heal";
  return from !== void 0 && reasons.every((reason) => extendsOnly(step, reason)) ? "extend" : "run";
}
function extendsOnly({ stage }, reason) {
  if (reason.why !== "changed")
    return false;
  const [field, name, ...deeper] = reason.path;
  if (field !== "params" || name !== stage.extends || deeper.length > 0)
    return false;
  return Number(reason.now) > Number(reason.was);
}
function judgeStep(step, made, past) {
  const inputs = {};
  const waitsOn = /* @__PURE__ */ new Set();
  for (const [port, links] of Object.entries(step.inputs)) {
    const digests = [];
    for (const link of links) {
      const output = made.get(link.step)?.[link.port];
      if (output === void 0)
        waitsOn.add(link.step);
      else
        digests.push({ digest: output.digest, ...link.point && { point: link.point } });
    }
    inputs[port] = digests;
  }
  if (waitsOn.size > 0)
    return { verdict: { action: "wait", on: [...waitsOn] } };
  const fingerprint = fingerprintOf(step, inputs, past.facts);
  const key = keyOf(fingerprint);
  if (past.forced?.has(step.id))
    return { verdict: { action: "run", key, fingerprint, reasons: [{ why: "forced" }] } };
  const record = past.actions.get(key);
  const lost = record === void 0 ? [] : lostOutputs(step, record, past.blobs);
  if (record !== void 0 && lost.length === 0)
    return { verdict: { action: "reuse", key, record }, record };
  const reasons = record === void 0 ? reasonsFor(step, key, fingerprint, past) : lost;
  const from = furthestCheckpoint(step, fingerprint, past);
  const verdict = { action: "run", key, fingerprint, reasons, ...from !== void 0 && { from } };
  return record !== void 0 && step.stage.determinism === "bitwise" ? { verdict, record } : { verdict };
}
function lostOutputs(step, record, blobs) {
  return Object.keys(outputsOf(step.stage, step.params)).filter((port) => {
    const ref = record.outputs[port];
    return ref === void 0 || !blobs.has(ref);
  }).map((output) => ({ why: "output-lost", output }));
}
function reasonsFor(step, key, fingerprint, past) {
  const earlier = past.earlier(step.id);
  if (earlier.some((each) => each.key === key))
    return [{ why: "record-lost" }];
  return nearest(fingerprint, earlier, past.actions)?.reasons ?? [{ why: "never-run" }];
}
function nearest(fingerprint, earlier, actions) {
  let best;
  for (const { key: key2, run: run2 } of earlier) {
    const record = actions.get(key2);
    if (record === void 0)
      continue;
    const reasons2 = differences(record.fingerprint, fingerprint);
    if (best === void 0 || reasons2.length < best.reasons.length)
      best = { key: key2, run: run2, reasons: reasons2 };
    if (reasons2.length <= 1)
      break;
  }
  if (best === void 0)
    return void 0;
  const { key, run, reasons } = best;
  return { key, reasons: reasons.map((reason) => ({ ...reason, run })) };
}

export {
  fingerprintOf,
  keyOf,
  furthestCheckpoint,
  reachable,
  checkpointFingerprint,
  judge,
  kindOf,
  reasonsFor
};
