// What one step asks of the file system that holds the store, by kind, counted with strace: in a run on this machine, in a job of a
// cluster, and in the loop that waits for the jobs. A run of many steps less one of few leaves what each step costs.

import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startCluster } from './simulated.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const main = join(root, 'dist', 'main.js');
const FEW = 20;
const MANY = 120;

/** Calls of the system by what a file server has to do for them. A call on an open file that it need not hear of is none. */
const KINDS = {
  'look up': /^(stat|lstat|statx|newfstatat|access|faccessat2?|readlink)$/,
  open: /^open/,
  create: /^create$/,
  list: /^getdents64$/,
  read: /^(read|pread64|readv)$/,
  write: /^(write|pwrite64|writev)$/,
  sync: /^f(data)?sync$/,
  'set facts': /^(utimensat|chmod|fchmod|fchmodat|ftruncate)$/,
  'make folder': /^mkdir(at)?$/,
  rename: /^rename(at2?)?$/,
  link: /^(link|linkat|symlink)$/,
  remove: /^(unlink|unlinkat|rmdir)$/,
};

/** By place, then by kind: calls for one step. */
export async function countOperations(folder) {
  if (spawnSync('strace', ['-V']).status !== 0) return undefined;
  const here = ['run', 'x.yaml'];
  const local = difference(
    traced(project(join(folder, 'local-few'), FEW), here),
    traced(project(join(folder, 'local-many'), MANY), here),
  );
  const [few, many] = [FEW, MANY].map((steps) => project(join(folder, `loop-${steps}`), steps));
  const loop = difference(await tracedLoop(few), await tracedLoop(many));
  return {
    'a run on this machine': local,
    'the loop of a run on a cluster': loop,
    'a job of one step': await tracedJob(join(folder, 'job')),
  };
}

function project(cwd, steps) {
  // A store that has been used has these folders.
  for (const parent of ['objects/sha256', 'actions'])
    for (let fan = 0; fan < 256; fan += 1)
      mkdirSync(join(cwd, 'artifacts', parent, fan.toString(16).padStart(2, '0')), { recursive: true });
  writeFileSync(join(cwd, 'assay.yaml'), 'commands: true\nexecutors: { cluster: { slurm: {} } }\n');
  const numbers = Array.from({ length: steps }, (_, index) => index);
  writeFileSync(
    join(cwd, 'x.yaml'),
    `experiment: x
sweep: { n: [${numbers.join(', ')}] }
steps:
  each: { stage: command, run: "echo {params.n} > {outputs.table}", params: { n: $n }, outputs: { table: { kind: table, extension: csv } } }
`,
  );
  return cwd;
}

/** Runs Assay under strace and counts its calls about the store. */
function traced(cwd, args, env = {}) {
  const log = join(cwd, 'strace');
  const { status, stderr } = spawnSync('strace', ['-f', '-y', '-qq', '-o', log, process.execPath, main, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return counted(log, join(cwd, 'artifacts'));
}

async function tracedLoop(cwd) {
  const cluster = await startCluster(join(cwd, 'slurm'), { nodes: 1000, waitMs: 100 });
  try {
    return traced(cwd, ['run', 'x.yaml', '--on', 'cluster'], cluster.env);
  } finally {
    await cluster.stop();
  }
}

/** A cluster without nodes leaves a batch that nobody has done. */
async function tracedJob(cwd) {
  project(cwd, 1);
  const cluster = await startCluster(join(cwd, 'slurm'), { nodes: 0, waitMs: 0 });
  const loop = spawn(process.execPath, [main, 'run', 'x.yaml', '--on', 'cluster'], {
    cwd,
    env: { ...process.env, ...cluster.env },
    stdio: 'ignore',
  });
  const jobs = join(cwd, 'artifacts', 'jobs');
  while (batchIn(jobs) === undefined) await sleep(100);
  loop.kill('SIGKILL');
  await cluster.stop();
  const batch = join(jobs, batchIn(jobs));
  const now = String(Math.floor(Date.now() / 1000));
  return traced(cwd, ['--job', batch, now], { SLURM_ARRAY_TASK_ID: '0' });
}

function batchIn(jobs) {
  try {
    return readdirSync(jobs).find((name) => readdirSync(join(jobs, name)).includes('job'));
  } catch {
    return undefined;
  }
}

function counted(log, store) {
  const counts = Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, 0]));
  for (const line of readFileSync(log, 'utf8').split('\n')) {
    if (!line.includes(store) || line.includes('resumed>')) continue;
    const [, call] = /^\d+ +(\w+)\(/.exec(line) ?? [];
    if (call === undefined) continue;
    const name = call.startsWith('open') && line.includes('O_CREAT') ? 'create' : call;
    // The facts of an open file are known since it was opened.
    if (name === 'fstat' || /^(statx|newfstatat)\(\d+<[^>]*>, ""/.test(line.replace(/^\d+ +/, ''))) continue;
    const kind = Object.keys(KINDS).find((each) => KINDS[each].test(name));
    if (kind !== undefined) counts[kind] += 1;
  }
  return counts;
}

function difference(few, many) {
  return Object.fromEntries(
    Object.entries(many).map(([kind, count]) => [kind, Number(((count - few[kind]) / (MANY - FEW)).toFixed(1))]),
  );
}
