// The variables that libraries of numbers read. Assay sets them: what a user may choose stands in the experiment file, and so
// in the key.

/** Names that belong to libraries of numbers: none of these comes from outside. Terraform's begin with TF, too. */
const NUMERIC = /^(TF(?!_(CLI|VAR)_)|TSL|XLA|TPU|ONEDNN|DNNL|MKL|OMP|KMP|GOMP|EIGEN|OPENBLAS|CUDA|TFJS)_/i;

/** Names of the variables of an environment that belong to libraries of numbers. */
export function numericVariables(env: NodeJS.ProcessEnv): readonly string[] {
  return Object.keys(env).filter((name) => NUMERIC.test(name));
}

/** Makes these the only ones of this process, before a library is loaded and reads them. */
export function setNumericVariables(variables: Readonly<Record<string, string>>): void {
  for (const name of numericVariables(process.env)) delete process.env[name];
  Object.assign(process.env, variables);
}
