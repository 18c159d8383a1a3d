// Proves that the engine survives kills, full and read-only disks, damage and other runs at the same time (test/crash/campaign.ts),
// and what neither of these brings about: odd environments, files that change after they were verified, other containers, file
// systems that lie, strange files, terminals that go away, other users, frozen processes (test/crash/trials/).
// Writes the counts by kind to bench/results/crash.json. Needs a built program: npm run build.
//
//   npm run prove:crash -- [--seed 1] [--kills 1000] [--corruptions 1000] [--each 25] [--folder DIR]
//   npm run prove:crash -- --kind "strange files" [--only "a pipe for latest"]      these trials only; writes nothing

import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { bundle } from './bundle.mjs';

const FAULTS = 'wrongHits lostSteps stuckLocks leftovers incomplete duplicates orphans bugs undetected'.split(' ');

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    kills: { type: 'string', default: '1000' },
    corruptions: { type: 'string', default: '1000' },
    each: { type: 'string', default: '25' },
    kind: { type: 'string' },
    only: { type: 'string' },
    folder: { type: 'string' },
    out: { type: 'string', default: join('bench', 'results', 'crash.json') },
  },
});
const [seed, kills, corruptions, each] = [values.seed, values.kills, values.corruptions, values.each].map(wholeNumber);

// What a kill does to files is the same on every file system, and most of the time on a disk would go into waiting for it.
const parent = values.folder ?? (existsSync('/dev/shm') ? '/dev/shm' : tmpdir());
const folder = mkdtempSync(join(parent, 'assay-crash-'));
// Trials with other users look into it.
chmodSync(folder, 0o755);
const started = Date.now();
const tell = (line) => console.error(`${((Date.now() - started) / 1000).toFixed(0).padStart(4)} s  ${line}`);
try {
  const part = values.kind !== undefined || values.only !== undefined;
  const killed = part ? undefined : await killAndDamage();
  const tried = await tryAll();
  if (!part) {
    const fileSystem = `0x${statfsSync(folder).type.toString(16)}`;
    const where = { fileSystem, node: process.version, cores: availableParallelism() };
    const whole = { ...killed, trials: tried.kinds, problems: [...killed.problems, ...tried.problems], ...where };
    const out = join(root, values.out);
    mkdirSync(dirname(out), { recursive: true });
    writeFileSync(out, `${JSON.stringify({ ...whole, durationMs: Date.now() - started }, null, 2)}\n`);
  }
  const good = show(killed, tried);
  process.exitCode = good ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The campaign of kills, full disks, runs together and damage. */
async function killAndDamage() {
  const [{ campaign }, victim] = await Promise.all([
    imported('test/crash/campaign.ts', 'campaign.mjs'),
    bundled('test/crash/victim.fixture.ts', 'victim.mjs'),
  ]);
  const stores = join(folder, 'stores');
  mkdirSync(stores);
  return campaign({ seed, kills, corruptions, victim, folder: stores, mount: true, tell });
}

/** The trials of every kind. */
async function tryAll() {
  const [{ makeReady, trialCampaign }] = await Promise.all([
    imported('test/crash/trials/campaign.ts', 'trials.mjs'),
    bundled('test/crash/trials/toy.fixture.ts', 'toy.mjs'),
  ]);
  const { kind, only } = values;
  const ready = makeReady(folder, root);
  for (const [need, why] of ready.lacking) tell(`trials that need "${need}" are left out: ${why}`);
  return trialCampaign(ready, {
    seed,
    each: kind === undefined && only === undefined ? each : Infinity,
    ...(kind !== undefined && { kind }),
    ...(only !== undefined && { only }),
    tell,
  });
}

/** Prints what happened and whether it was all right. */
function show(killed, { kinds, problems }) {
  if (killed !== undefined) {
    const rows = ['kills', 'corruptions', 'diskFull', 'readOnly', 'smallDisk', 'togetherRuns', ...FAULTS];
    for (const name of rows) console.log(`${name.padEnd(28)}${killed[name]}`);
    for (const problem of killed.problems) console.log(`  ${problem}`);
  }
  for (const [kind, { trials, failed, leftOut }] of Object.entries(kinds)) {
    const left = Object.entries(leftOut).map(([why, count]) => `, ${count} left out: ${why}`);
    console.log(`${kind.padEnd(28)}${trials} trials, ${failed} failed${left.join('')}`);
  }
  for (const problem of problems) console.log(`  ${problem}`);
  console.log(`${'took'.padEnd(28)}${((Date.now() - started) / 1000).toFixed(0)} s with seed ${seed}`);
  return problems.length === 0 && (killed === undefined || FAULTS.every((name) => killed[name] === 0));
}

async function imported(entry, name) {
  return import(pathToFileURL(await bundled(entry, name)).href);
}

/** One JavaScript file of a TypeScript one and all it imports. */
async function bundled(entry, name) {
  const outfile = join(folder, name);
  await bundle(join(root, entry), outfile);
  return outfile;
}

function wholeNumber(text) {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`Expected a whole number from 0, found "${text}"`);
  return value;
}
