import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  chooseBackend
} from "./chunk-66DTJ3CF.js";
import {
  BackendUnavailable,
  loadBackend
} from "./chunk-Y4EJNRDP.js";
import "./chunk-RFNO5SSX.js";

// nn/backends/probe.js
var SIZE = 1024;
var REPEATS = 9;
async function probeBackend(facts) {
  const start = performance.now();
  const backend = await loadBackend(facts.backend, { threads: facts.threads, facts });
  const loadMs = performance.now() - start;
  const { tf } = backend;
  const key = tf.tensor1d([1, 1], "int32");
  const matrix = backend.uniform([SIZE, SIZE], key);
  const times = [];
  for (let repeat = 0; repeat <= REPEATS; repeat++) {
    const begin = performance.now();
    const product = tf.matMul(matrix, matrix);
    product.dataSync();
    times.push(performance.now() - begin);
    product.dispose();
  }
  tf.dispose([key, matrix]);
  times.shift();
  const medianMs = times.sort((a, b) => a - b)[REPEATS >> 1];
  return { loadMs, matmul: { size: SIZE, medianMs, gflops: 2 * SIZE ** 3 / (medianMs * 1e6) } };
}

// nn/backends/describe.js
async function describeBackend({ threads, ignored }) {
  const { facts, missing, tried } = chooseBackend({ threads });
  let probe;
  let failure;
  try {
    probe = await probeBackend(facts);
  } catch (error) {
    if (!(error instanceof BackendUnavailable))
      throw error;
    failure = error.message;
  }
  const lines = [
    `backend          ${facts.backend === "tensorflow" ? "tensorflow (native)" : "portable (WebAssembly)"}`,
    `library          ${facts.library}`,
    ...facts.digest === void 0 ? [] : [`content          ${facts.digest}`],
    `binding          tfjs ${facts.binding}`,
    `oneDNN           ${facts.oneDNN ? "on" : "off"}`,
    `processor        ${facts.cpu}`,
    `instruction set  ${facts.isa}`
  ];
  if (probe !== void 0) {
    const { size, medianMs, gflops } = probe.matmul;
    lines.push(`threads          ${facts.threads}`, `load             ${probe.loadMs.toFixed(0)} ms`, `matmul ${size}      ${medianMs.toFixed(1)} ms, ${gflops.toFixed(0)} GFLOP/s (median)`);
  }
  if (failure !== void 0)
    lines.push("", failure);
  if (missing !== void 0)
    lines.push("", ...whyNotNative(missing, tried));
  if (ignored.length > 0)
    lines.push("", ...withoutEffect(ignored));
  const json = {
    ...facts,
    tried,
    ...missing !== void 0 && { missing },
    ...ignored.length > 0 && { ignored },
    ...probe !== void 0 && { probe },
    ...failure !== void 0 && { failure }
  };
  return { text: lines.join("\n"), json: JSON.parse(JSON.stringify(json)) };
}
function whyNotNative(missing, tried) {
  const lines = [`The native backend is not used: ${missing}`];
  if (!missing.startsWith("setup tried") && tried.length > 0) {
    lines.push("When it was installed, setup tried:");
    for (const { source, ok, why } of tried)
      lines.push(`  ${source}: ${ok ? "ok" : why ?? "failed"}`);
  }
  lines.push('Run "assay backend --install" to install it.');
  return lines;
}
function withoutEffect(ignored) {
  return [
    `Set here, and kept from every step: ${ignored.join(", ")}.`,
    'What you want of the backend, say in the section "runtime" of the experiment file.'
  ];
}
export {
  describeBackend
};
