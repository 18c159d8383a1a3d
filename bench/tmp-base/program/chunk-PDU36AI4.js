import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  listExperiments,
  listRuns,
  readRun,
  runFiles,
  walk,
  wasKilled
} from "./chunk-6Q5TO477.js";
import {
  didYouMean
} from "./chunk-FOYNB2YM.js";
import {
  hexOf,
  parseDigest,
  shortDigest
} from "./chunk-OVBRS3VP.js";
import {
  UsageError
} from "./chunk-ICSLOTAE.js";

// engine/cli/references.js
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
var HINT = "Name a key, the first digits of one, or a step: EXPERIMENT:STEP or EXPERIMENT@RUN:STEP.";
function isRunNumber(text) {
  return text === "latest" || /^\d+$/.test(text);
}
async function experimentName(text) {
  if (!/\.ya?ml$/.test(text))
    return text;
  return await nameInFile(text) ?? text.replace(/^.*[/\\]/, "").replace(/\.ya?ml$/, "");
}
async function nameInFile(file) {
  const { LARGEST_FILE, parseYaml } = await import("./yaml-PX3UQTWQ.js");
  let text;
  try {
    const facts = statSync(file);
    if (!facts.isFile() || facts.size > LARGEST_FILE)
      return void 0;
    text = readFileSync(file, "utf8");
  } catch {
    return void 0;
  }
  const name = parseYaml({ file, text }).document?.root.fields?.get("experiment")?.scalar;
  return typeof name === "string" ? name : void 0;
}
async function runAt(store, reference) {
  const parts = /\.ya?ml$/.test(reference) ? null : /^(.+)@([^@/\\]*)$/.exec(reference);
  const [, experiment = reference, run = "latest"] = parts ?? [];
  const expected = `Expected the number of a run or "latest" after "@", found "${run}" in "${reference}"`;
  return findRun(store, await experimentName(experiment), run, expected);
}
async function keyAt(store, reference) {
  const digits = /^(?:sha256:)?([0-9a-f]{4,64})$/.exec(reference)?.[1];
  if (digits !== void 0)
    return keyThatStarts(store, digits);
  const [, run, step] = /^(.+?):([A-Za-z_][\w-]*(?:\[.*\])?)$/s.exec(reference) ?? [];
  if (run === void 0 || step === void 0)
    throw new UsageError(`Expected a key or a step of a run, found "${reference}"`, { hint: HINT });
  return keyOfStep(await runAt(store, run), step);
}
function keyThatStarts(store, digits) {
  const found = [];
  for (const { hex } of walk(join(store.root, "actions"), ".json")) {
    const key = hex?.startsWith(digits) === true ? parseDigest(`sha256:${hex}`) : void 0;
    if (key !== void 0)
      found.push(key);
  }
  const [only] = found;
  if (only === void 0)
    throw new UsageError(`There is no record of a key that starts with ${digits}`, { hint: HINT });
  if (found.length === 1)
    return only;
  const shown = found.map((key) => `${hexOf(key).slice(0, 16)} (${store.actions.get(key)?.fingerprint.stage ?? "?"})`);
  throw new UsageError(`${found.length} keys start with ${digits}: ${shown.toSorted().slice(0, 8).join(", ")}`, {
    hint: "Give more digits."
  });
}
function keyOfStep(run, name) {
  const where = `Run ${run.number} of "${run.experiment}"`;
  const steps = run.steps.filter((step2) => step2.id === name || step2.id.startsWith(`${name}[`));
  const [step] = steps;
  if (step === void 0)
    throw noStep(run, name);
  if (steps.length > 1)
    throw new UsageError(`${where} has ${steps.length} instances of "${name}"`, {
      hint: `Name one of ${steps.slice(0, 10).map(({ id }) => id).join(", ")}.`
    });
  if (step.key !== void 0)
    return step.key;
  throw new UsageError(`${step.id} got no key in run ${run.number} of "${run.experiment}": it was ${step.action}`);
}
function noStep(run, name, known = run.steps.map(({ id }) => id)) {
  const hint = wasKilled(run) ? KILLED : run.status === "running" ? "It is running: what its steps did is written down when it ends." : `Its steps are ${known.slice(0, 20).join(", ")}${known.length > 20 ? ", ..." : ""}.`;
  return new UsageError(`Run ${run.number} of "${run.experiment}" has no step "${name}"${didYouMean(name, known)}`, {
    hint
  });
}
var KILLED = "It was killed before it could write down what it did. What had finished is kept: run the same command again to go on.";
function showKey(key, reference) {
  const short = shortDigest(key);
  return /^(?:sha256:)?[0-9a-f]+$/.test(reference) ? short : `${reference} (${short})`;
}
function findRun(store, experiment, which, expected = `Expected the number of a run or "latest", found "${which}"`) {
  const number = which === "latest" ? which : /^[1-9]\d{0,14}$/.test(which) ? Number(which) : void 0;
  const run = number === void 0 ? void 0 : readRun(store, experiment, number);
  if (run !== void 0)
    return run;
  const known = [...runFiles(store, experiment)];
  if (known.length === 0)
    throw noRuns(store, experiment);
  const damaged = known.find((each) => each.run === void 0 && (number === "latest" || number === each.number));
  if (damaged !== void 0)
    throw new UsageError(damageOf(experiment, damaged.number), { hint: `${REMEDY}.` });
  const numbers = known.slice(0, 10).map((each) => each.number);
  throw new UsageError(number === void 0 ? expected : `Experiment "${experiment}" has no run ${number} in this store`, { hint: `Its runs are ${numbers.join(", ")}${known.length > numbers.length ? ", ..." : ""}.` });
}
function noRuns(store, experiment) {
  const known = listExperiments(store).filter((name) => listRuns(store, name, 1).length > 0);
  const hint = known.length > 0 ? `The experiments with runs are ${known.slice(0, 20).join(", ")}${known.length > 20 ? ", ..." : ""}.` : existsSync(store.root) ? "There are no runs in it yet: run an experiment first." : `There is no store at ${store.root}: use --store DIR, or run an experiment first.`;
  return new UsageError(`Experiment "${experiment}" has no run in this store${didYouMean(experiment, known)}`, {
    hint
  });
}
function damageOf(experiment, number) {
  return `The record of run ${number} of ${experiment} is damaged`;
}
var REMEDY = '"assay fsck" moves it to quarantine';

export {
  isRunNumber,
  experimentName,
  runAt,
  keyAt,
  noStep,
  KILLED,
  showKey,
  findRun,
  noRuns,
  damageOf,
  REMEDY
};
