import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, rounded } from '../statistics.mjs';
import { startWorker } from '../worker.mjs';

/**
 * Starts timer.py.
 *
 * @returns `measure`, which tells how a program went (one that takes longer than `limitS` is stopped), and `done`, which
 * throws when it did not go well
 */
export async function startTimer() {
  const worker = await startWorker('python3', [fileURLToPath(new URL('timer.py', import.meta.url))]);
  const measure = (command) => worker.ask({ ...command, limitS: command.limitS ?? 600 });
  return {
    measure,
    async done(command) {
      const took = await measure(command);
      if (took.code === 0) return took;
      throw new Error(`${command.args.join(' ')} ended with ${took.code ?? 'a stop'}:\n${took.output}`);
    },
    stop: () => worker.stop(),
  };
}

/** What it takes to have 4 KiB on the disk: a step that runs does that four times, for what it has made and its record. */
export function fsyncMs(folder) {
  const path = join(folder, 'fsync');
  const file = openSync(path, 'w');
  const times = [];
  for (let count = 0; count < 50; count += 1) {
    const began = performance.now();
    writeSync(file, Buffer.alloc(4096, count));
    fsyncSync(file);
    times.push(performance.now() - began);
  }
  closeSync(file);
  rmSync(path);
  return rounded(median(times));
}
