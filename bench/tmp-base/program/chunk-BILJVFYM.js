import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  capOf
} from "./chunk-66DTJ3CF.js";

// nn/backends/environment.js
var NUMERIC = /^(TF(?!_(CLI|VAR)_)|TSL|XLA|TPU|ONEDNN|DNNL|MKL|OMP|KMP|GOMP|EIGEN|OPENBLAS|CUDA|TFJS)_/i;
function numericEnvironment({ backend, oneDNN, cpu, isa, threads }) {
  if (backend === "portable")
    return {};
  return {
    TF_NUM_INTRAOP_THREADS: String(threads),
    TF_NUM_INTEROP_THREADS: String(threads),
    OMP_NUM_THREADS: String(threads),
    TF_ENABLE_ONEDNN_OPTS: oneDNN ? "1" : "0",
    ...isa !== cpu && { ONEDNN_MAX_CPU_ISA: capOf(isa) },
    // oneDNN tells of itself once, before its first operation, and says nothing of any: TensorFlow does not use its graphs.
    ONEDNN_VERBOSE: "profile_exec,filter=graph",
    TF_CPP_MIN_LOG_LEVEL: "2",
    // errors only
    CUDA_VISIBLE_DEVICES: "-1"
    // the key says which processor computes
  };
}
function setEnvironment(facts) {
  for (const name of numericVariables(process.env))
    delete process.env[name];
  Object.assign(process.env, numericEnvironment(facts));
}
function numericVariables(env) {
  return Object.keys(env).filter((name) => NUMERIC.test(name));
}

export {
  numericEnvironment,
  setEnvironment,
  numericVariables
};
