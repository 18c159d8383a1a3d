import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startTimer } from '../engine/measure.mjs';
import { rounded } from '../statistics.mjs';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** Starts cluster.mjs. Returns what a program needs to find its commands, and what ends it and tells what it was asked. */
export async function startCluster(folder, { nodes, waitMs }) {
  mkdirSync(folder, { recursive: true });
  const script = fileURLToPath(new URL('cluster.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, folder, String(nodes), String(waitMs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await lines.next();
  return {
    env: { PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}` },
    async stop() {
      child.kill('SIGTERM');
      return JSON.parse((await lines.next()).value);
    },
  };
}

/** Runs Assay, and tells what it took: wall time and time of processors in seconds, and memory at its highest in MB. */
export async function program(args, { cwd, env }) {
  const timer = await startTimer();
  try {
    const { ms, cpuMs, megabytes } = await timer.done({ args: [process.execPath, main, ...args], cwd, env });
    return { wallS: rounded(ms / 1000), cpuS: rounded(cpuMs / 1000), megabytes: Math.round(megabytes) };
  } finally {
    timer.stop();
  }
}
