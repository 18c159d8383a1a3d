import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  readRegular,
  runFolder
} from "./chunk-6Q5TO477.js";
import {
  writeAtomically
} from "./chunk-2IJOKHPY.js";
import {
  isObject
} from "./chunk-P26KXDJE.js";

// engine/runs/verification.js
import { join } from "node:path";
var FILE = "verified.json";
var LARGEST = 64 * 1024 * 1024;
async function addVerification(store, run, verification) {
  const verifications = [...readVerifications(store, run), verification];
  const path = join(runFolder(store, run.experiment, run.number), FILE);
  await writeAtomically(path, `${JSON.stringify({ format: 1, verifications }, null, 2)}
`, store);
}
function readVerifications(store, run) {
  try {
    const path = join(runFolder(store, run.experiment, run.number), FILE);
    const value = JSON.parse(readRegular(path, LARGEST).toString("utf8"));
    if (!isObject(value) || value["format"] !== 1 || !Array.isArray(value["verifications"]))
      return [];
    return value["verifications"].filter(isWhole);
  } catch {
    return [];
  }
}
function isWhole(value) {
  return isObject(value) && typeof value["at"] === "string" && Array.isArray(value["artifacts"]);
}
function badgeOf(run, verifications) {
  if (verifications.length === 0)
    return void 0;
  const outcomes = /* @__PURE__ */ new Map();
  for (const { artifacts } of verifications.filter(({ conditions }) => conditions !== void 0))
    for (const each of artifacts)
      if (each.outcome !== "different")
        outcomes.set(artifactName(each), each.outcome);
  for (const { artifacts } of verifications.filter(({ conditions }) => conditions === void 0))
    for (const each of artifacts)
      outcomes.set(artifactName(each), each.outcome);
  const count = (outcome) => [...outcomes.values()].filter((each) => each === outcome).length;
  const of = run.steps.reduce((sum, step) => sum + Object.keys(step.outputs ?? {}).length, 0);
  return { same: count("same"), within: count("within"), different: count("different"), of };
}
function artifactName({ id, port }) {
  return `${id}.${port}`;
}
function showBadge(badge) {
  if (badge === void 0)
    return "-";
  const { same, within, different, of } = badge;
  const remarks = [
    ...within > 0 ? [`${within} within`] : [],
    ...different > 0 ? [`${different} ${different === 1 ? "differs" : "differ"}`] : []
  ];
  return `${same + within}/${of}${remarks.length === 0 ? "" : ` (${remarks.join(", ")})`}`;
}
function showVerification({ at, host, artifacts, sample, conditions }) {
  const count = (outcome) => artifacts.filter((artifact) => artifact.outcome === outcome).length;
  const [within, different] = [count("within"), count("different")];
  const first = artifacts.find((artifact) => artifact.outcome === "different");
  const sizes = artifacts.map(({ outcome, difference }) => outcome === "within" ? difference?.size ?? 0 : 0);
  const machine = isObject(host) && typeof host["name"] === "string" ? ` on ${host["name"]}` : "";
  const parts = [
    `${count("same")} of ${artifacts.length} artifacts the same`,
    ...within > 0 ? [`${within} within tolerance, by at most ${Math.max(...sizes).toPrecision(2)}`] : [],
    ...first === void 0 ? [] : [`${different} different, the first ${artifactName(first)}`],
    ...sample === void 0 ? [] : [`${sample.count} of ${sample.of} steps, drawn by seed ${sample.seed}`],
    ...conditions === void 0 ? [] : [`with ${conditions.join(", ")}`]
  ];
  return `${at}${machine}: ${parts.join("; ")}`;
}

export {
  addVerification,
  readVerifications,
  badgeOf,
  artifactName,
  showBadge,
  showVerification
};
