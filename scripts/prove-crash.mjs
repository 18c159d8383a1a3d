// Proves that the engine survives kills, full and read-only disks, damage and other runs at the same time: see
// test/crash/campaign.ts. Writes bench/results/crash.json.
//
//   npm run prove:crash -- [--seed 1] [--kills 1000] [--corruptions 1000] [--folder DIR]

import { existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { bundle } from './bundle.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    kills: { type: 'string', default: '1000' },
    corruptions: { type: 'string', default: '1000' },
    folder: { type: 'string' },
    out: { type: 'string', default: join('bench', 'results', 'crash.json') },
  },
});
const [seed, kills, corruptions] = [values.seed, values.kills, values.corruptions].map(wholeNumber);

// What a kill does to files is the same on every file system, and most of the time on a disk would go into waiting for it.
const parent = values.folder ?? (existsSync('/dev/shm') ? '/dev/shm' : tmpdir());
const folder = mkdtempSync(join(parent, 'assay-crash-'));
try {
  const [campaign, victim] = await Promise.all([
    bundled('test/crash/campaign.ts', 'campaign.mjs'),
    bundled('test/crash/victim.fixture.ts', 'victim.mjs'),
  ]);
  const started = Date.now();
  const { campaign: run } = await import(pathToFileURL(campaign).href);
  const stores = join(folder, 'stores');
  mkdirSync(stores);
  const tell = (line) => console.error(`${((Date.now() - started) / 1000).toFixed(0).padStart(4)} s  ${line}`);
  const result = await run({ seed, kills, corruptions, victim, folder: stores, mount: true, tell });
  const fileSystem = `0x${statfsSync(folder).type.toString(16)}`;
  const whole = { ...result, fileSystem, node: process.version, cores: availableParallelism() };
  const out = join(root, values.out);
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, `${JSON.stringify(whole, null, 2)}\n`);
  process.exitCode = show(whole) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Prints what happened and whether it was all right. */
function show(result) {
  const faults = 'wrongHits lostSteps stuckLocks leftovers incomplete duplicates orphans bugs undetected'.split(' ');
  const rows = ['kills', 'corruptions', 'diskFull', 'readOnly', 'smallDisk', 'togetherRuns', ...faults];
  for (const name of rows) console.log(`${name.padEnd(14)}${result[name]}`);
  console.log(`${'took'.padEnd(14)}${(result.durationMs / 1000).toFixed(0)} s with seed ${result.seed}`);
  for (const problem of result.problems) console.log(`  ${problem}`);
  return faults.every((name) => result[name] === 0);
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
