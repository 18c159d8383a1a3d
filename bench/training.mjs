// Measures training side by side with Keras and PyTorch: `npm run bench:training`, or with `-- --quick` fewer rounds.
// Every contender of a network is a process of its own; they take turns, a round each, so that whatever else happens to the
// machine happens to all. Ratios are taken within a round; their median is what is reported.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { chart } from './chart.mjs';
import { describeMachine } from './machine.mjs';
import { convolutionsOf } from './nets.mjs';
import { measureSplit } from './split.mjs';
import { median, rounded, summary } from './statistics.mjs';
import { timesChart } from './times-chart.mjs';
import { tables } from './training-table.mjs';
import { startWorker } from './worker.mjs';

const folder = fileURLToPath(new URL('./', import.meta.url));
const root = fileURLToPath(new URL('..', import.meta.url));
const quick = process.argv.includes('--quick');
const only = listed('--only=');
const chosen = listed('--contenders=');
const PYTHON = { tensorflow: 'tensorflow-cpu==2.21.0', torch: 'torch==2.13.0' };
const BATCH = 128;
const THREADS = 2;
const ROUNDS = quick ? 3 : 7;

/** Name -> steps per round. Number: the paper's network with so many filters in both convolutions. */
const NETS = {
  16: 24,
  32: 10,
  64: 4,
  128: 2,
  paperBase: 16,
  paperBase128: 4,
  paper256: 1,
  threeByThree: 8,
  mlp: 400,
  autoencoder: 300,
  vae: 100,
};
/** Those that are also trained several at once. */
const SPLIT_NETS = { 32: 20, mlp: 1600, vae: 200 };
/** The settings of each peer that might be its fastest; its ratios are those of the one that is. */
const PEERS = {
  keras: ['keras', 'keras-xla'],
  pytorch: ['pytorch', 'pytorch-channelsLast', 'pytorch-compiled', 'pytorch-compiledChannelsLast'],
};
const CONTENDERS = ['assay', 'assay-direct', 'assay-eager', 'assay-bfloat16', ...Object.values(PEERS).flat()];

const quiet = loadavg()[0] < 0.5;
if (!quiet && !quick) {
  console.error('The machine is not quiet (load above 0.5): ratios still hold, because all take turns; times do not.');
}
const machine = { ...describeMachine(), quiet, instructionSet: instructionSet() };
const python = installPeers();
const file = `${folder}results/training.json`;
// With --only the rest is kept as it was. What is measured is written at once, so that nothing is lost if the rest is stopped.
const before = only !== undefined && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
const nets = {};
let epoch;
const split = {};
for (const [net, steps] of Object.entries(NETS)) {
  if (only !== undefined && !only.includes(net)) continue;
  nets[net] = await measureSteps(net, steps);
  write();
}
if (only === undefined || only.includes('epoch')) epoch = await measureEpochs();
for (const [net, steps] of Object.entries(SPLIT_NETS)) {
  if (only !== undefined && !only.includes('split')) continue;
  const rounds = await measureSplit((threads) => start('assay', net, threads), {
    threads: THREADS,
    steps,
    rounds: ROUNDS,
  });
  split[net] = {
    stepsPerSecond: {
      together: rounded(median(rounds.map((row) => row.together))),
      apart: rounded(median(rounds.map((row) => row.apart))),
    },
    ratio: rounded(median(rounds.map((row) => row.apart / row.together))),
  };
  console.error('split', net, JSON.stringify(split[net]));
}
console.log(tables(write()));

/** Writes what is measured so far, and gives it. */
function write() {
  const all = { ...before.nets, ...nets };
  const results = {
    machine,
    versions: { node: process.version, tfjs: '4.22.0', ...versions() },
    settings: { batch: BATCH, threads: THREADS, rounds: ROUNDS },
    nets: Object.fromEntries(Object.keys(NETS).flatMap((net) => (net in all ? [[net, all[net]]] : []))),
    epoch: epoch ?? before.epoch,
    split: { ...before.split, ...split },
  };
  results.ratios = ratiosOf(results);
  mkdirSync(`${folder}results`, { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(`${folder}results/training.svg`, chart(results));
  writeFileSync(`${folder}results/training-times.svg`, timesChart(results));
  return results;
}

/** A virtual environment of the benchmark's own; gives its interpreter. */
function installPeers() {
  const venv = `${root}.venv`;
  const interpreter = `${venv}/bin/python`;
  const has = (name) => {
    try {
      execFileSync(interpreter, ['-c', `import importlib.metadata as m; m.version("${name}")`], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  };
  if (!existsSync(interpreter)) execFileSync('python3', ['-m', 'venv', venv], { stdio: 'inherit' });
  if (!has('tensorflow-cpu') || !has('torch')) {
    execFileSync(interpreter, ['-m', 'pip', 'install', '--quiet', ...Object.values(PYTHON)], { stdio: 'inherit' });
  }
  return interpreter;
}

/** The names behind a flag, such as `--only=32,mlp`. */
function listed(flag) {
  return process.argv
    .find((argument) => argument.startsWith(flag))
    ?.slice(flag.length)
    .split(',');
}

function start(contender, net, threads = THREADS) {
  const [peer, mode = 'default'] = contender.split('-');
  const settings = JSON.stringify({ net, mode, batch: BATCH, threads, convolutions: convolutionsOf(net) });
  if (peer === 'assay') return startWorker(process.execPath, [`${folder}assay-worker.mjs`, settings]);
  return startWorker(python, [`${folder}${peer}_worker.py`, settings]);
}

/** Milliseconds per step of every contender, and what the machine's peak was meanwhile. */
async function measureSteps(net, steps) {
  const workers = {};
  for (const contender of chosen ?? CONTENDERS) {
    workers[contender] = await start(contender, net).catch((error) => {
      console.error(`${net}: ${contender} is left out: ${error.message}`);
    });
    if (workers[contender] === undefined) delete workers[contender];
  }
  const rounds = [];
  const peakMegabytes = {};
  for (let round = 0; round < ROUNDS + 1; round += 1) {
    const row = {};
    for (const [contender, worker] of Object.entries(workers)) {
      row[contender] = median((await worker.ask({ steps })).ms);
      if (round === 0) peakMegabytes[contender] = worker.peakMegabytes(); // before the large matrices of the next question
    }
    row.peakGflops = (await workers.assay.ask({ peak: true })).gflops;
    if (round > 0) rounds.push(row); // the first one warms up
  }
  const { gflop } = await workers.assay.ask({ work: true });
  const result = {
    gflopPerStep: gflop,
    ms: {},
    imagesPerSecond: {},
    startSeconds: {},
    peakMegabytes,
    peakGflops: summary(rounds.map((row) => row.peakGflops)),
  };
  for (const [contender, worker] of Object.entries(workers)) {
    result.ms[contender] = summary(rounds.map((row) => row[contender]));
    result.imagesPerSecond[contender] = Math.round((BATCH * 1000) / result.ms[contender].median);
    result.startSeconds[contender] = worker.startSeconds;
    worker.stop();
  }
  result.ratios = {};
  for (const contender of Object.keys(workers)) {
    if (contender !== 'assay') result.ratios[contender] = median(rounds.map((row) => row[contender] / row.assay));
  }
  for (const [peer, settings] of Object.entries(PEERS)) {
    const fastest = settings
      .filter((each) => workers[each] !== undefined)
      .sort((a, b) => result.ms[a].median - result.ms[b].median)[0];
    if (fastest === undefined) continue;
    result.fastest = { ...result.fastest, [peer]: fastest };
    result.ratios[`fastest:${peer}`] = result.ratios[fastest];
  }
  result.ratios.peak = median(rounds.map((row) => gflop / (row.assay / 1000) / row.peakGflops));
  if (result.ratios['assay-bfloat16'] !== undefined) {
    result.ratios.kerasBfloat16 = median(rounds.map((row) => row.keras / row['assay-bfloat16']));
  }
  console.error(net, JSON.stringify(result.ratios));
  return result;
}

/** Seconds of a whole epoch of the network with 32 filters: data, shuffle, metrics and validation; and the peak memory. */
async function measureEpochs() {
  const images = quick ? 12_800 : 54_000;
  const rounds = [];
  const memory = {};
  for (let round = 0; round < (quick ? 1 : 2); round += 1) {
    const row = {};
    for (const contender of ['assay', 'keras']) {
      const worker = await start(contender, '32');
      const answer = await worker.ask({ epoch: { images, validation: Math.round(images / 9) } });
      row[contender] = answer.seconds;
      memory[contender] = Math.max(memory[contender] ?? 0, answer.peakMegabytes);
      worker.stop();
    }
    rounds.push(row);
  }
  return {
    images,
    seconds: { assay: summary(rounds.map((row) => row.assay)), keras: summary(rounds.map((row) => row.keras)) },
    peakMegabytes: memory,
    ratio: median(rounds.map((row) => row.keras / row.assay)),
  };
}

/** "Assay is so many times faster", or the share of the machine's peak. */
function ratiosOf({ nets, epoch }) {
  const pick = (key) =>
    Object.fromEntries(
      Object.entries(nets).flatMap(([net, { ratios }]) =>
        ratios[key] === undefined ? [] : [[net, rounded(ratios[key])]],
      ),
    );
  return {
    keras: pick('fastest:keras'),
    pytorch: pick('fastest:pytorch'),
    direct: pick('assay-direct'),
    peak: pick('peak'),
    kerasBfloat16: pick('kerasBfloat16'),
    epoch: epoch === undefined ? {} : { 32: rounded(epoch.ratio) },
  };
}

function versions() {
  const code =
    'import importlib.metadata as m, json; print(json.dumps({k: m.version(k) for k in ["keras", "tensorflow-cpu", "torch"]}))';
  return JSON.parse(execFileSync(python, ['-c', code], { encoding: 'utf8' }));
}

function instructionSet() {
  if (!existsSync('/proc/cpuinfo')) return process.arch;
  const flags =
    readFileSync('/proc/cpuinfo', 'utf8')
      .match(/^flags.*$/m)?.[0]
      .split(' ') ?? [];
  return ['amx_bf16', 'avx512_bf16', 'avx512f', 'avx2'].find((flag) => flags.includes(flag)) ?? process.arch;
}
