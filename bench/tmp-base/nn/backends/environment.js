// The variables that TensorFlow, oneDNN and the runtimes below them read. Assay sets them: what a user may choose stands in the
// experiment file, and so in the key.
import { capOf } from './instruction-sets.js';
/** Names that belong to libraries of numbers: none of these comes from outside. Terraform's begin with TF, too. */
const NUMERIC = /^(TF(?!_(CLI|VAR)_)|TSL|XLA|TPU|ONEDNN|DNNL|MKL|OMP|KMP|GOMP|EIGEN|OPENBLAS|CUDA|TFJS)_/i;
/** The whole of what a process that computes with TensorFlow under `facts` has of such variables. */
export function numericEnvironment({ backend, oneDNN, cpu, isa, threads }) {
    if (backend === 'portable')
        return {};
    return {
        TF_NUM_INTRAOP_THREADS: String(threads),
        TF_NUM_INTEROP_THREADS: String(threads),
        OMP_NUM_THREADS: String(threads),
        TF_ENABLE_ONEDNN_OPTS: oneDNN ? '1' : '0',
        ...(isa !== cpu && { ONEDNN_MAX_CPU_ISA: capOf(isa) }),
        // oneDNN tells of itself once, before its first operation, and says nothing of any: TensorFlow does not use its graphs.
        ONEDNN_VERBOSE: 'profile_exec,filter=graph',
        TF_CPP_MIN_LOG_LEVEL: '2', // errors only
        CUDA_VISIBLE_DEVICES: '-1', // the key says which processor computes
    };
}
/** Makes the variables of this process those, before TensorFlow is loaded and reads them. */
export function setEnvironment(facts) {
    for (const name of numericVariables(process.env))
        delete process.env[name];
    Object.assign(process.env, numericEnvironment(facts));
}
/** Names of the variables of an environment that belong to libraries of numbers. */
export function numericVariables(env) {
    return Object.keys(env).filter((name) => NUMERIC.test(name));
}
