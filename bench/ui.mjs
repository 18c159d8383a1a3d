// Measures the live page on a large store: `npm run bench:ui`, or with `-- --quick` a small one. Writes a store of 1,000 runs with
// 100,000 records, as the engine writes them, starts `assay ui` on it, and opens the page in Chromium, a few times each in a new
// process. Prints a JSON object, kept in bench/results/ui.json.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { describeMachine } from './machine.mjs';
import { rounded, summary } from './statistics.mjs';
import { fillRuns } from './ui/fill-runs.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const quick = process.argv.includes('--quick');
const EXPERIMENTS = 20;
const RUNS = quick ? 100 : 1000;
const STEPS = 100;
const ROUNDS = quick ? 2 : 5;

const folder = join(root, 'bench', 'tmp', `ui-${process.pid}`);
const store = join(folder, 'store');
mkdirSync(store, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.ASSAY_CHROMIUM ?? '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
try {
  fillRuns(store, { experiments: EXPERIMENTS, runs: RUNS, steps: STEPS });
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await measure());
  const columns = Object.keys(rounds[0]).map((name) => [name, summary(rounds.map((row) => row[name]))]);
  const results = {
    machine: describeMachine(),
    settings: { runs: RUNS, records: RUNS * STEPS, rounds: ROUNDS, quick },
    ...Object.fromEntries(columns),
  };
  console.log(JSON.stringify(results, null, 2));
  if (!quick) writeFileSync(join(root, 'bench', 'results', 'ui.json'), `${JSON.stringify(results, null, 2)}\n`);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}

/** One start of the server and one opening of the page, in milliseconds and megabytes. */
async function measure() {
  const began = performance.now();
  const server = spawn(process.execPath, [join(root, 'dist', 'main.js'), 'ui', '--port', '0', '--store', store], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const address = await firstLine(server.stdout);
    const serverMs = performance.now() - began;
    const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
    const opened = performance.now();
    await page.goto(address);
    await page.locator('.runs .one').first().waitFor();
    const listMs = performance.now() - opened;
    await page.locator('main h1', { hasText: 'similar' }).waitFor();
    const runMs = performance.now() - opened;
    await page.locator('.head', { hasText: `${RUNS} runs` }).waitFor();
    await page.getByText('runs read').waitFor({ state: 'detached' });
    const allMs = performance.now() - opened;
    const typed = performance.now();
    await page.locator('input[type=search]').fill('study-7 tag-9');
    await page.locator('.runs .exp').nth(1).waitFor({ state: 'detached' });
    const searchMs = performance.now() - typed;
    const megabytes = memoryOf(server.pid);
    await page.context().close();
    return Object.fromEntries(
      Object.entries({ serverMs, listMs, runMs, allMs, searchMs, megabytes }).map(([name, value]) => [
        name,
        rounded(value),
      ]),
    );
  } finally {
    server.kill('SIGINT');
    await new Promise((done) => server.once('exit', done));
  }
}

function firstLine(stream) {
  return new Promise((resolve, reject) => {
    let text = '';
    stream.setEncoding('utf8').on('data', (piece) => {
      text += piece;
      if (text.includes('\n')) resolve(text.split('\n')[0]);
    });
    stream.on('end', () => reject(new Error('assay ui ended')));
  });
}

/** The most memory that a process has had, in MB; Linux alone tells it. */
function memoryOf(pid) {
  const file = `/proc/${pid}/status`;
  if (!existsSync(file)) return Number.NaN;
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(file, 'utf8'))?.[1]) / 1000;
}
