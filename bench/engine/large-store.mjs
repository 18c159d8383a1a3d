import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { toyJob } from './jobs.mjs';
import { median, rounded, summary } from '../statistics.mjs';

const STEPS = 300;
/** Numbers that no step of the job has. */
const FIRST = 1_000_000;
const STORES = ['small', 'large'];

/**
 * A job of 300 toy steps in two stores: one that has nothing else, and one with `objects` more records and objects.
 *
 * @returns for `open`, `plan` and `noop` what it takes in both, and the ratio, taken within a round
 */
export async function compareStores({ folder, objects, rounds, timer, toys }) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'toys.yaml'), toyJob(STEPS));
  const toy = (name, store) => ({ args: [...toys, name, 'toys.yaml', '--store', store], cwd: folder });
  for (const store of STORES) await timer.done(toy('run', store));
  const began = performance.now();
  const half = FIRST + objects / 2;
  await Promise.all([fill(folder, FIRST, half), fill(folder, half, FIRST + objects)]);
  const filledS = rounded((performance.now() - began) / 1000);
  // So that what is measured does not wait for what was written before.
  execFileSync('sync');
  for (const store of STORES) await timer.done(toy('run', store));
  const opener = fileURLToPath(new URL('open-store.mjs', import.meta.url));
  const commands = {
    open: (store) => ({ args: [process.execPath, opener, store], cwd: folder }),
    plan: (store) => toy('plan', store),
    noop: (store) => toy('run', store),
  };
  const result = { objects, made: 'written by bench/engine/fill-store.mjs as the engine writes them', filledS };
  for (const [name, command] of Object.entries(commands)) {
    const rows = [];
    for (let round = 0; round < rounds; round += 1) {
      const row = {};
      for (const store of STORES) row[store] = await timer.done(command(store));
      rows.push(row);
    }
    const ms = ({ ms, output }) => (name === 'open' ? Number(output) : ms);
    result[name] = Object.fromEntries(
      STORES.map((store) => [
        store,
        { ms: summary(rows.map((row) => ms(row[store]))), megabytes: summary(rows.map((row) => row[store].megabytes)) },
      ]),
    );
    result[name].ratio = rounded(median(rows.map((row) => ms(row.large) / ms(row.small))));
    console.error(`${name} beside ${objects} objects: ${JSON.stringify(result[name])}`);
  }
  execFileSync('rm', ['-rf', folder]);
  return result;
}

async function fill(folder, from, to) {
  const program = fileURLToPath(new URL('fill-store.mjs', import.meta.url));
  await promisify(execFile)(process.execPath, [program, 'large', String(from), String(to)], { cwd: folder });
}
