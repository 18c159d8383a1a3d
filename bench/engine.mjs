// Measures the engine beside ninja, wireit, Turborepo and Snakemake: `npm run bench:engine`, or with `-- --quick` fewer
// rounds and a smaller store. The contenders take turns, a round each, so that whatever else happens to the machine happens
// to all. Prints the table of docs/performance.md.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gridJob, thresholdJob, toyJob } from './engine/jobs.mjs';
import { compareStores } from './engine/large-store.mjs';
import { installPeers } from './engine/peers.mjs';
import { fsyncMs, startTimer } from './engine/measure.mjs';
import { table } from './engine/table.mjs';
import { describeMachine } from './machine.mjs';
import { rounded, summary } from './statistics.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const quick = process.argv.includes('--quick');
const CORES = 2;
const ROUNDS = quick ? 3 : 7;
const PLAN_ROUNDS = quick ? 1 : 5;
const RUN_ROUNDS = quick ? 1 : 3;
/** Steps of the job that the peers do, too. */
const JOB_STEPS = quick ? 100 : 300;
const LARGE_STEPS = quick ? 2000 : 10_000;
const STORE_OBJECTS = quick ? 100_000 : 1_000_000;
/** A peer's command that takes longer is stopped. */
const LIMIT_S = quick ? 20 : 120;

const tmp = join(root, 'bench', 'tmp', 'engine');
const work = join(tmp, `work-${process.pid}`);
mkdirSync(work, { recursive: true });
const timer = await startTimer();
const assay = [process.execPath, join(root, 'dist', 'main.js')];
const toys = [process.execPath, join(root, 'bench', 'engine', 'toys.mjs')];

try {
  const machine = { ...describeMachine(), system: systemName(), fsyncMs: fsyncMs(work) };
  const peers = installPeers(tmp, CORES);
  const plans = await measurePlans();
  const noop = await measureNoop();
  const small = await measureJob(JOB_STEPS, { assay: toyContender(), ...present(peers) }, ROUNDS);
  const large = await measureLarge(LARGE_STEPS, peers, small);
  const store = await compareStores({
    folder: join(work, 'stores'),
    objects: STORE_OBJECTS,
    rounds: ROUNDS,
    timer,
    toys,
  });
  const results = {
    machine,
    versions: { node: process.version, ...versionsOf(peers) },
    settings: { cores: CORES, rounds: ROUNDS, planRounds: PLAN_ROUNDS, runRounds: RUN_ROUNDS, limitS: LIMIT_S, quick },
    plan10kMs: plans[10_000].ms.median,
    plan100kMs: plans[100_000].ms.median,
    plan100kMB: plans[100_000].megabytes.median,
    noop300Ms: noop.ms.median,
    noop300MB: noop.megabytes.median,
    overheadMsPerStep: large.assay.msPerStep.median,
    plans,
    noop300: noop,
    small: { steps: JOB_STEPS, contenders: small },
    large: { steps: LARGE_STEPS, contenders: large },
    store,
    peers: peersOf(peers, small, large),
  };
  const file = join(root, 'bench', 'results', 'engine.json');
  mkdirSync(join(root, 'bench', 'results'), { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  console.log(table(results));
} finally {
  timer.stop();
  rmSync(work, { recursive: true, force: true });
}

/** The real program plans a grid of the real stages, in a store where nothing has run and in one that has the dataset. */
async function measurePlans() {
  const plans = {};
  for (const [steps, rates, momenta] of [
    [10_000, 101, 11],
    [100_000, 271, 41],
  ]) {
    const folder = join(work, `plan-${steps}`);
    mkdirSync(folder);
    writeFileSync(join(folder, 'grid.yaml'), gridJob(rates, momenta));
    await timer.done({ args: [...assay, 'run', 'grid.yaml', '--store', 'keyed', '--until', 'data'], cwd: folder });
    const rounds = [];
    for (let round = 0; round < PLAN_ROUNDS; round += 1) {
      const fresh = await timer.done({
        limitS: 120,
        args: [...assay, 'plan', 'grid.yaml', '--store', 'none'],
        cwd: folder,
      });
      const keyed = await timer.done({
        limitS: 120,
        args: [...assay, 'plan', 'grid.yaml', '--store', 'keyed'],
        cwd: folder,
      });
      rounds.push({ ...fresh, keyedMs: keyed.ms, keyedMegabytes: keyed.megabytes });
    }
    plans[steps] = summaries(rounds, ['ms', 'megabytes', 'keyedMs', 'keyedMegabytes']);
    note(`plan of ${steps} steps`, plans[steps]);
  }
  return plans;
}

/** The real program finds 300 steps of the real stages done. */
async function measureNoop() {
  const folder = join(work, 'noop');
  mkdirSync(folder);
  writeFileSync(join(folder, 'thresholds.yaml'), thresholdJob(300));
  const run = { args: [...assay, 'run', 'thresholds.yaml', '--store', 'store'], cwd: folder };
  await timer.done(run);
  await settle();
  await timer.done(run); // the first one after a run hashes what the run has made
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await timer.done(run));
  const noop = summaries(rounds, ['ms', 'megabytes']);
  note('no-op run of 300 steps', noop);
  return noop;
}

function toyContender() {
  return {
    write: (folder, steps) => writeFileSync(join(folder, 'toys.yaml'), toyJob(steps)),
    run: [...toys, 'run', 'toys.yaml', '--store', 'store'],
    plan: [...toys, 'plan', 'toys.yaml', '--store', 'none'],
  };
}

/** Every contender does the job once, then finds it done again and again, in turns. */
async function measureJob(steps, contenders, rounds) {
  const measured = {};
  const ready = {};
  for (const [name, contender] of Object.entries(contenders)) {
    const folder = join(work, `${name}-${steps}`);
    mkdirSync(join(folder, 'out'), { recursive: true });
    contender.write(folder, steps);
    const command = { limitS: limitOf(name), args: contender.run, cwd: folder, env: contender.env };
    const first = await timer.measure(command);
    measured[name] = { msPerStep: rounded(first.ms / steps) };
    const failure = failureOf(first);
    if (failure === undefined) ready[name] = command;
    else measured[name] = { failure };
    note(`${name}, ${steps} steps`, measured[name]);
  }
  await settle();
  for (const command of Object.values(ready)) await timer.measure(command);
  const rows = Object.fromEntries(Object.keys(ready).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, command] of Object.entries(ready)) rows[name].push(await timer.done(command));
  }
  for (const [name, row] of Object.entries(rows)) {
    measured[name].noop = summaries(row, ['ms', 'megabytes']);
    note(`${name}, no-op of ${steps} steps`, measured[name].noop);
  }
  return measured;
}

/** Many steps: planned where a tool can, done and found done where its pace at few steps lets one hope for that. */
async function measureLarge(steps, peers, small) {
  const contenders = { assay: toyContender(), ...present(peers) };
  const measured = {};
  for (const [name, contender] of Object.entries(contenders)) {
    const folder = join(work, `${name}-${steps}`);
    mkdirSync(join(folder, 'out'), { recursive: true });
    contender.write(folder, steps);
    measured[name] = {};
    const command = { limitS: limitOf(name), args: contender.run, cwd: folder, env: contender.env };
    if (contender.plan !== undefined) {
      const plan = await timer.measure({ ...command, args: contender.plan });
      measured[name].plan = failureOf(plan) ?? { ms: rounded(plan.ms), megabytes: rounded(plan.megabytes) };
    }
    const { failure: before, msPerStep = 0 } = small[name];
    const expectedS = Math.round((msPerStep * steps) / 1000);
    if (before !== undefined || (name !== 'assay' && expectedS > LIMIT_S)) {
      const why = before ?? `at its pace at ${JOB_STEPS} steps it would take ${expectedS} s of ${LIMIT_S}`;
      measured[name].run = `not started: ${why}`;
      measured[name].noop = measured[name].run;
      continue;
    }
    const rounds = [];
    for (let round = 0; round < (name === 'assay' ? RUN_ROUNDS : 1); round += 1) {
      for (const made of ['store', 'out', '.ninja_log']) rmSync(join(folder, made), { recursive: true, force: true });
      mkdirSync(join(folder, 'out'));
      rounds.push(await timer.measure(command));
    }
    const failure = rounds.map(failureOf).find((each) => each !== undefined);
    if (failure === undefined) {
      measured[name].msPerStep = summary(rounds.map(({ ms }) => ms / steps));
      measured[name].megabytes = summary(rounds.map(({ megabytes }) => megabytes));
      await settle();
      await timer.measure(command);
      const again = await timer.measure(command);
      measured[name].noop = failureOf(again) ?? { ms: rounded(again.ms), megabytes: rounded(again.megabytes) };
    } else measured[name].run = failure;
    note(`${name}, ${steps} steps`, measured[name]);
  }
  return measured;
}

/** Assay must come to an end: the table is about it. */
function limitOf(name) {
  return name === 'assay' ? undefined : LIMIT_S;
}

/** What the index of verified objects asks for: see engine/store/local/verified.ts. */
async function settle() {
  await new Promise((resolve) => setTimeout(resolve, 2500));
}

function failureOf({ code, stopped, output }) {
  if (stopped) return `stopped after ${LIMIT_S} s`;
  return code === 0 ? undefined : `failed with exit code ${code}: ${output.slice(-300)}`;
}

function summaries(rounds, fields) {
  return Object.fromEntries(fields.map((field) => [field, summary(rounds.map((round) => round[field]))]));
}

function present(peers) {
  return Object.fromEntries(Object.entries(peers).filter(([, peer]) => peer.missing === undefined));
}

function versionsOf(peers) {
  return Object.fromEntries(Object.entries(present(peers)).map(([name, { version }]) => [name, version]));
}

/** By peer: what it took, and how many times as long as Assay. */
function peersOf(peers, small, large) {
  return Object.fromEntries(
    Object.entries(peers).map(([name, peer]) => {
      if (peer.missing !== undefined) return [name, { missing: peer.missing }];
      const noop = small[name].noop?.ms.median;
      const ratio = noop === undefined ? undefined : rounded(noop / small.assay.noop.ms.median);
      return [name, { version: peer.version, small: small[name], large: large[name], noopRatio: ratio }];
    }),
  );
}

function systemName() {
  return `${process.platform} ${readFileSync('/proc/version', 'utf8').split(' ')[2]}`;
}

function note(what, value) {
  console.error(`${what}: ${JSON.stringify(value)}`);
}
