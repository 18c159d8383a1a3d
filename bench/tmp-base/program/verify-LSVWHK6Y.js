import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  addVerification,
  artifactName
} from "./chunk-WXYBRZMI.js";
import {
  findRun
} from "./chunk-PDU36AI4.js";
import {
  describeHost,
  executeSession
} from "./chunk-TGPDOJQH.js";
import "./chunk-XWKR3IZP.js";
import "./chunk-W44QNCQ5.js";
import {
  selectSteps
} from "./chunk-IJTPXOKD.js";
import {
  judgeSession,
  openStore,
  readRun,
  withStore
} from "./chunk-6Q5TO477.js";
import {
  fingerprintOf,
  keyOf
} from "./chunk-5YIOGQ3B.js";
import "./chunk-6JSKANZI.js";
import "./chunk-JYSP53U2.js";
import {
  DEFAULT_POLICY,
  prepare
} from "./chunk-QYJ4IG7W.js";
import "./chunk-LIB27VLG.js";
import "./chunk-G6XKGUZB.js";
import "./chunk-VYXVFF6B.js";
import {
  plural
} from "./chunk-URZB7VFO.js";
import {
  differences,
  showReason
} from "./chunk-VOL7QDMY.js";
import "./chunk-UUVHQ3UC.js";
import "./chunk-52EV5XBE.js";
import "./chunk-DMZMFQHW.js";
import "./chunk-2IJOKHPY.js";
import "./chunk-34IBRBKI.js";
import "./chunk-3EJ7BNHA.js";
import {
  EXIT,
  renderTable,
  tellDiagnostics
} from "./chunk-2NPJMGMJ.js";
import "./chunk-GYEHIKTQ.js";
import {
  didYouMean
} from "./chunk-FOYNB2YM.js";
import {
  digestOf,
  shortDigest
} from "./chunk-OVBRS3VP.js";
import "./chunk-P26KXDJE.js";
import {
  StageFailure,
  UsageError,
  isExpected
} from "./chunk-ICSLOTAE.js";
import "./chunk-RFNO5SSX.js";

// engine/cli/verify.js
import { randomInt } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";

// engine/cli/check-artifacts.js
async function checkArtifacts(ids, results, comparison) {
  const before = new Map(comparison.run.steps.map((step) => [step.id, step]));
  const checked = [];
  const missing = [];
  for (const id of ids) {
    const result = results.get(id);
    const outputs = result?.action === "finished" || result?.action === "reused" ? result.record.outputs : {};
    for (const [port, was] of Object.entries(before.get(id)?.outputs ?? {})) {
      const now = outputs[port];
      if (now === void 0)
        missing.push(artifactName({ id, port }));
      else
        checked.push({ id, port, kind: was.kind, ...await check(was, now, comparison) });
    }
  }
  return { checked, missing };
}
async function check(was, now, comparison) {
  const digests = { was: was.digest, now: now.digest };
  if (was.digest === now.digest)
    return { outcome: "same", ...digests };
  const difference = await differenceOf(was, now, comparison);
  const bound = comparison.tolerances[was.kind];
  const size = difference?.size ?? Infinity;
  const outcome = bound !== void 0 && size <= bound ? "within" : "different";
  return { outcome, ...digests, ...difference !== void 0 && { difference } };
}
async function differenceOf(was, now, { then, now: again, artifacts }) {
  const [a, b] = [await then.blobs.open(was), await again.blobs.open(now)];
  if (a === void 0 || b === void 0)
    return void 0;
  try {
    return await artifacts.differenceOf(was.kind, a, b);
  } catch (error) {
    if (!isExpected(error))
      throw error;
    return { size: null, absolute: 0, relative: 0, text: `and cannot be compared: ${error.message}` };
  }
}

// engine/cli/replay.js
var RECORDED = "recorded";
function drawSteps(ids, { count, seed }) {
  const lots = new Map(ids.map((id) => [id, digestOf("sample", [seed, id])]));
  const byLot = [...ids].sort((a, b) => (lots.get(a) ?? "") < (lots.get(b) ?? "") ? -1 : 1);
  const drawn = new Set(byLot.slice(0, count));
  return ids.filter((id) => drawn.has(id));
}
async function replaySession(session, ids, { run, from, into }) {
  const { plan } = session;
  const facts = { ...session.facts, code: { ...session.facts.code, [RECORDED]: {} } };
  const drawn = plan.steps.filter((step) => ids.includes(step.id));
  const ports = /* @__PURE__ */ new Map();
  for (const { step, port } of drawn.flatMap(linksOf)) {
    const ref = run.steps.find(({ id }) => id === step)?.outputs?.[port];
    const path = ref === void 0 ? void 0 : await from.blobs.open(ref);
    if (ref === void 0 || path === void 0)
      throw new UsageError(`${step}.${port} of run ${run.number} is lost or damaged: there is nothing to start from`, {
        hint: `Make it anew first: assay run ${plan.file}`
      });
    if (!into.blobs.has(ref))
      await into.blobs.put(path);
    ports.set(step, { ...ports.get(step), [port]: ref });
  }
  const recorded = Array.from(ports, ([id, outputs]) => recordedStep(id, outputs));
  for (const step of recorded) {
    const fingerprint = fingerprintOf(step, {}, facts);
    const outputs = ports.get(step.name) ?? {};
    const head = { format: 1, key: keyOf(fingerprint), fingerprint, outputs, metrics: {} };
    await into.actions.put({ ...head, startedAt: run.startedAt, durationMs: 0, host: run.host });
  }
  const steps = drawn.map((step) => ({
    ...step,
    inputs: Object.fromEntries(Object.entries(step.inputs).map(([port, links]) => [
      port,
      links.map((link) => ({ ...link, step: recordedId(link.step) }))
    ]))
  }));
  return { ...session, facts, plan: { ...plan, steps: [...recorded, ...steps], outputs: [] } };
}
function linksOf(step) {
  return Object.values(step.inputs).flat();
}
function recordedId(id) {
  return `${RECORDED} ${id}`;
}
function recordedStep(id, outputs) {
  const stage = {
    name: RECORDED,
    schema: {},
    outputs,
    determinism: "bitwise",
    seeded: false,
    numeric: false,
    isolated: false,
    load: () => Promise.reject(new StageFailure(`The copy of what ${id} made was damaged while it was in use`, { hint: "Check the disk." }))
  };
  const head = { id: recordedId(id), name: id, point: {}, stage, params: { step: id } };
  return { ...head, seed: void 0, inputs: {}, inferred: {}, policy: DEFAULT_POLICY };
}

// engine/cli/same-work.js
function stepsWithResult(steps, run) {
  const done = new Set(run.steps.filter((step) => step.outputs !== void 0).map((step) => step.id));
  const kept = /* @__PURE__ */ new Set();
  for (const step of steps) {
    const links = Object.values(step.inputs).flat();
    if (done.has(step.id) && links.every((link) => kept.has(link.step)))
      kept.add(step.id);
  }
  return steps.filter((step) => kept.has(step.id));
}
function conditionsOf(session, run, store) {
  const before = new Map(run.steps.map((step) => [step.id, step]));
  const conditions = /* @__PURE__ */ new Set();
  for (const step of session.plan.steps) {
    const key = before.get(step.id)?.key;
    const was = key === void 0 ? void 0 : store.actions.get(key)?.fingerprint;
    if (was === void 0)
      continue;
    const now = fingerprintOf(step, recordedInputs(step, before), session.facts);
    for (const reason of differences(was, now)) {
      const field = "path" in reason ? reason.path[0] : void 0;
      if (field !== "code" && field !== "rules" && field !== "runtime")
        throw new UsageError(`The file does not say what run ${run.number} of ${run.experiment} did: ${step.id}: ${showReason(reason)}`, {
          hint: 'Choose the run with --run, or give the same --set as then; "assay diff" compares different work.'
        });
      conditions.add(showReason(reason));
    }
  }
  return [...conditions];
}
function recordedInputs(step, before) {
  return Object.fromEntries(Object.entries(step.inputs).map(([port, links]) => [
    port,
    links.flatMap((link) => {
      const digest = before.get(link.step)?.outputs?.[link.port]?.digest;
      if (digest === void 0)
        return [];
      return [link.point === void 0 ? { digest } : { digest, point: link.point }];
    })
  ]));
}

// engine/cli/tolerance.js
function parseTolerances(texts, own) {
  const tolerances = {};
  for (const text of texts) {
    const [kind = "", ...rest] = text.split("=");
    if (text === "default")
      Object.assign(tolerances, own);
    else if (!Object.hasOwn(own, kind)) {
      const known = Object.keys(own);
      throw new UsageError(`Unknown kind of artifact "${kind}"${didYouMean(kind, known)}`, {
        hint: `Use --tolerance default or KIND=VALUE; the kinds are ${known.join(", ")}.`
      });
    } else
      tolerances[kind] = rest.length === 0 ? own[kind] ?? 0 : numberFrom(rest.join("="), kind);
  }
  return tolerances;
}
function numberFrom(text, kind) {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value >= 0)
    return value;
  throw new UsageError(`Expected a number from 0 as the tolerance of "${kind}", found "${text}"`, {
    hint: `For example: --tolerance ${kind}=1e-5`
  });
}

// engine/cli/verify.js
async function verifyCommand(file, options, application, terminal) {
  if (options.seed !== void 0 && options.sample === void 0)
    throw new UsageError("Expected --sample with --seed: the seed draws the steps", {
      hint: "For example: --sample 3 --seed 7"
    });
  const tolerances = parseTolerances(options.tolerance, application.artifacts.tolerances);
  const { session, diagnostics } = prepare(file, options.set, application);
  if (session === void 0) {
    tellDiagnostics(diagnostics, terminal, options.json && "event");
    return EXIT.wrong;
  }
  const scratch = mkdtempSync(join(tmpdir(), "assay-verify-"));
  try {
    return await withStore(options.store, async (store) => {
      const run = runToVerify(store, session, options.run);
      const known = selectResults(session, run, { until: options.until, json: options.json, terminal });
      const conditions = conditionsOf(known, run, store);
      const again = await openStore(scratch);
      const task = await draw(known, { run, from: store, into: again }, options);
      if (task.sample !== void 0 && !options.json)
        terminal.err(showSample(task.sample, task.ids));
      const { results, status, exitCode } = await executeSession({ ...task.session, verdicts: judgeSession(task.session, again) }, { store: again, cores: options.jobs ?? availableParallelism(), json: options.json }, application, terminal);
      if (status === "interrupted")
        return exitCode;
      const comparison = { run, then: store, now: again, tolerances, artifacts: application.artifacts };
      const { checked, missing } = await checkArtifacts(task.ids, results, comparison);
      await again.close();
      const verification = {
        at: (/* @__PURE__ */ new Date()).toISOString(),
        host: describeHost(),
        ...task.sample !== void 0 && { sample: task.sample },
        ...Object.keys(tolerances).length > 0 && { tolerances },
        ...conditions.length > 0 && { conditions },
        artifacts: checked
      };
      if (checked.length > 0)
        await keep(store, run, { verification, terminal });
      if (options.json)
        terminal.out(JSON.stringify({ type: "verified", experiment: run.experiment, run: run.number, ...verification, missing }));
      else
        terminal.out(render(run, verification, missing));
      const good = missing.length === 0 && checked.every(({ outcome }) => outcome !== "different");
      return good ? EXIT.done : EXIT.failed;
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
async function keep(store, run, { verification, terminal }) {
  try {
    await addVerification(store, run, verification);
  } catch (error) {
    if (!isExpected(error))
      throw error;
    terminal.err(`note: The outcome is not kept beside the run: ${error.message}`);
  }
}
function runToVerify(store, { plan }, which) {
  const none = readRun(store, plan.experiment, "latest") === void 0;
  const run = none ? void 0 : findRun(store, plan.experiment, which);
  if (run !== void 0 && run.steps.length > 0)
    return run;
  throw new UsageError(`There is no run of "${plan.experiment}" to compare with`, {
    hint: `Run it first: assay run ${plan.file}`
  });
}
function selectResults(session, run, { until, json, terminal }) {
  const wanted = selectSteps(session.plan, { until });
  const steps = stepsWithResult(wanted.steps, run);
  if (steps.length === 0)
    throw new UsageError(`Run ${run.number} of "${run.experiment}" has no result of these steps`, {
      hint: `Run them first: assay run ${session.plan.file}`
    });
  const left = wanted.steps.length - steps.length;
  if (left > 0 && !json)
    terminal.err(`note: Left out: ${plural(left, "step")} of the file without a result in run ${run.number}`);
  return { ...session, plan: { ...wanted, steps, outputs: [] } };
}
async function draw(session, stores, { sample: count, seed = randomInt(1, 2 ** 31) }) {
  const all = session.plan.steps.map((step) => step.id);
  if (count === void 0)
    return { session, ids: all, sample: void 0 };
  const ids = drawSteps(all, { count, seed });
  const sample = { seed, count: ids.length, of: all.length };
  return { session: await replaySession(session, ids, stores), ids, sample };
}
function showSample({ seed, count, of }, ids) {
  return `Drew ${count} of ${of} steps by seed ${seed} (again: --sample ${count} --seed ${seed}): ${ids.join(", ")}`;
}
function render(run, verification, missing) {
  const { artifacts, conditions } = verification;
  const others = artifacts.filter(({ outcome }) => outcome !== "same");
  const rows = others.map((each) => [artifactName(each), shortDigest(each.was), shortDigest(each.now), remark(each)]);
  for (const name of missing)
    rows.push([name, "", "-", "not made: its step has no result now"]);
  return [
    `Run ${run.number} of ${run.experiment}: ${headline(verification, missing.length)}`,
    ...conditions === void 0 ? [] : [`The keys differ: ${conditions.join(", ")}.`],
    ...isRounding(verification) ? [ROUNDING] : [],
    ...rows.length === 0 ? [] : ["", renderTable(["artifact", "then", "now", "differs"], rows)]
  ].join("\n");
}
var ROUNDING = "Another runtime may round in another way: --tolerance default or KIND=VALUE says how much may be taken for the same.";
function isRounding({ artifacts, conditions, tolerances }) {
  const moved = conditions?.some((condition) => condition.startsWith("runtime")) === true;
  return moved && tolerances === void 0 && artifacts.some(({ outcome }) => outcome === "different");
}
function headline({ artifacts, sample }, missing) {
  const of = artifacts.length + missing;
  const drawn = sample === void 0 ? "" : ` of ${sample.count} of ${sample.of} steps (seed ${sample.seed})`;
  const different = artifacts.filter(({ outcome }) => outcome === "different");
  const within = artifacts.filter(({ outcome }) => outcome === "within").length;
  const [first] = different;
  if (first !== void 0) {
    const by = first.difference === void 0 ? "" : `; it differs ${first.difference.text}`;
    return `${different.length} of ${of} artifacts${drawn} differ; the first is ${artifactName(first)}${by}`;
  }
  if (missing > 0)
    return `${missing} of ${of} artifacts${drawn} could not be made again`;
  if (within === 0)
    return `all ${of} artifacts${drawn} came out the same, byte for byte.`;
  return `${of - within} of ${of} artifacts${drawn} came out the same, byte for byte, ${within} within tolerance.`;
}
function remark({ outcome, difference }) {
  return `${outcome === "within" ? "within tolerance: " : ""}${difference?.text ?? "in its bytes; by how much cannot be said"}`;
}
export {
  verifyCommand
};
