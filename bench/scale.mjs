// What the engine costs on a large cluster: `npm run bench:scale`, or with `-- --steps 10000` only for so many steps, beside the results
// of before. The real program plans an
// experiment, and runs it with `--on cluster` on a simulated Slurm of 1,000 nodes that only wait (scale/cluster.mjs); then again, when all
// is there. strace counts what a step asks of the file system, here and in a job. Writes results/scale.json and draws docs/images/scale.svg.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { describeMachine } from './machine.mjs';
import { countOperations } from './scale/operations.mjs';
import { scaleChart } from './scale/chart.mjs';
import { program, startCluster } from './scale/simulated.mjs';

const NODES = 1000;
const WAIT_MS = 1000;
const { values } = parseArgs({ options: { steps: { type: 'string' } } });
const sizes = values.steps?.split(',').map(Number) ?? [1000, 10_000, 100_000];
const results = fileURLToPath(new URL('results/scale.json', import.meta.url));

const machine = describeMachine();
const folder = mkdtempSync(join(tmpdir(), 'assay-scale-'));
try {
  const before = values.steps === undefined ? [] : JSON.parse(readFileSync(results, 'utf8')).loops;
  const loops = before.filter(({ steps }) => !sizes.includes(steps));
  for (const steps of sizes) loops.push(await measure(steps));
  loops.sort((a, b) => a.steps - b.steps);
  const operations = await countOperations(join(folder, 'operations'));
  const report = { machine, node: process.version, nodes: NODES, waitMs: WAIT_MS, loops, operations };
  writeFileSync(results, `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(fileURLToPath(new URL('../docs/images/scale.svg', import.meta.url)), scaleChart(report));
  console.log(JSON.stringify(report, null, 2));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Plans, runs and runs again an experiment of so many steps. */
async function measure(steps) {
  const cwd = join(folder, String(steps));
  mkdirSync(cwd, { recursive: true });
  writeFileSync(join(cwd, 'assay.yaml'), 'commands: true\nexecutors: { cluster: { slurm: {} } }\n');
  writeFileSync(join(cwd, 'x.yaml'), experiment(steps));
  const cluster = await startCluster(join(cwd, 'slurm'), { nodes: NODES, waitMs: WAIT_MS });
  const plan = await program(['plan', 'x.yaml', '--json'], { cwd, env: cluster.env });
  const run = await program(['run', 'x.yaml', '--on', 'cluster'], { cwd, env: cluster.env });
  const again = await program(['run', 'x.yaml', '--on', 'cluster'], { cwd, env: cluster.env });
  const slurm = await cluster.stop();
  // With every node at work all the time, no cluster could be faster.
  const idealS = (Math.ceil(steps / NODES) * WAIT_MS) / 1000;
  rmSync(cwd, { recursive: true });
  const row = { steps, plan, run, again, idealS, slurm };
  console.error(JSON.stringify(row));
  return row;
}

/** Half of the steps need nothing, each of the others one of these. */
function experiment(steps) {
  const numbers = Array.from({ length: steps / 2 }, (_, index) => index);
  const outputs = 'outputs: { table: { kind: table, extension: csv } }';
  return `experiment: scale
sweep: { n: [${numbers.join(', ')}] }
steps:
  first: { stage: command, run: [make, "{outputs.table}"], params: { n: $n }, ${outputs} }
  second: { stage: command, run: [use, "{inputs.table}", "{outputs.table}"], inputs: { table: first.table }, params: { n: $n }, ${outputs} }
`;
}
