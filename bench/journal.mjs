// Measures what the journal of a run costs: `node bench/journal.mjs`, after a build. It times the journal's own calls, because what
// they cost is far below the noise between two runs: of a run of 300 steps that reuses all of them, beside that run; and of a second
// of a training that reports ten times a second and ends an epoch, the most that a step's process sends.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openJournal } from '../dist/engine/runs/journal.js';
import { toyJob } from './engine/jobs.mjs';
import { describeMachine } from './machine.mjs';
import { median, rounded } from './statistics.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const STEPS = 300;
const ROUNDS = 200;
const RUNS = 9;
const folder = join(root, 'bench', 'tmp', `journal-${process.pid}`);
mkdirSync(folder, { recursive: true });
try {
  const noopMs = timeNoop();
  const journalMs = await timeAll(ROUNDS, noopEvents(), (journal, events) =>
    events.forEach((event) => journal.report(event)),
  );
  const seconds = 100;
  const trainingMs =
    (await timeAll(20, trainingEvents(seconds), (journal, events) =>
      events.forEach((event) => journal.report(event)),
    )) / seconds;
  const results = {
    machine: describeMachine(),
    noop: { steps: STEPS, runMs: noopMs, journalMs: rounded(journalMs), percent: rounded((100 * journalMs) / noopMs) },
    training: { msPerSecond: rounded(trainingMs), percent: rounded(trainingMs / 10) },
  };
  console.log(JSON.stringify(results, null, 2));
  writeFileSync(join(root, 'bench', 'results', 'journal.json'), `${JSON.stringify(results, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The median time of a process that runs 300 steps and reuses all of them. */
function timeNoop() {
  writeFileSync(join(folder, 'toys.yaml'), toyJob(STEPS));
  const toys = [join(root, 'bench', 'engine', 'toys.mjs'), 'run', 'toys.yaml', '--store', 'store'];
  const run = () => execFileSync(process.execPath, toys, { cwd: folder, stdio: 'ignore' });
  run();
  const times = Array.from({ length: RUNS }, () => {
    const began = performance.now();
    run();
    return performance.now() - began;
  });
  return rounded(median(times));
}

/** The median time of all calls of a journal, from its start to its end, in milliseconds. */
async function timeAll(rounds, events, report) {
  const key = `sha256:${'0123456789abcdef'.repeat(4)}`;
  const steps = Array.from({ length: STEPS }, (_, n) => ({
    id: `step${n}[n=${n}]`,
    name: `step${n}`,
    point: { n },
    stage: { name: 'toy', numeric: false },
    inputs: n === 0 ? {} : { in: [{ step: `step${n - 1}[n=${n - 1}]` }] },
  }));
  const outline = { experiment: 'toys', file: 'toys.yaml', seed: 1, runtime: { backend: 'x', threads: 2 }, steps };
  const foreseen = new Map(steps.map(({ id }) => [id, { action: 'reuse', key }]));
  const times = [];
  for (let round = 0; round < rounds; round += 1) {
    const path = join(folder, `events-${round}.jsonl`);
    const options = { run: 1, cores: 2, now: Date.now, onTrouble: (message) => console.error(message) };
    const began = performance.now();
    const journal = openJournal(path, options);
    journal.start(outline, foreseen);
    report(journal, events);
    await journal.end({ status: 'done', durationMs: 1, exitCode: 0 });
    times.push(performance.now() - began);
  }
  return median(times);
}

function noopEvents() {
  const key = `sha256:${'0123456789abcdef'.repeat(4)}`;
  return Array.from({ length: STEPS }, (_, n) => ({
    type: 'reused',
    step: `step${n}[n=${n}]`,
    at: n,
    record: { key },
  }));
}

function trainingEvents(seconds) {
  return Array.from({ length: seconds * 11 }, (_, n) => {
    const at = Math.floor(n * (1000 / 11));
    const epoch = n % 11 === 10 ? Math.floor(n / 11) + 1 : n / 11;
    const values = { loss: 0.3123456789, accuracy: 0.9123456789, validationLoss: 0.31, validationAccuracy: 0.9 };
    const measured = { at: epoch, of: seconds, unit: 'epochs', values };
    const note = 'epoch 12/50, loss 0.3123, accuracy 0.9123';
    return {
      type: 'progress',
      step: 'step1[n=1]',
      at,
      progress: { done: n, total: seconds * 11, unit: 'batches', note, measured },
    };
  });
}
