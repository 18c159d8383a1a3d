import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/**
 * A contender in a process of its own. It writes a line of JSON when it has done its first step, and then one for each line of
 * JSON that it is sent.
 *
 * @returns how long it took from the start of the process to the first step, how to ask and stop it, and the most memory that it
 * has had resident so far, in MB: undefined where the system does not tell.
 */
export async function startWorker(program, args) {
  const began = performance.now();
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (text) => (errors = `${errors}${text}`.slice(-4000)));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${program} ${args[0]} has ended: ${errors}`);
    return JSON.parse(value);
  };
  await next();
  const startSeconds = Number(((performance.now() - began) / 1000).toFixed(3));
  return {
    startSeconds,
    ask(question) {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      return next();
    },
    peakMegabytes: () => peakOf(child.pid),
    stop: () => child.stdin.end(),
  };
}

function peakOf(pid) {
  const file = `/proc/${pid}/status`;
  if (!existsSync(file)) return undefined;
  return Math.round(Number(/VmHWM:\s*(\d+)/.exec(readFileSync(file, 'utf8'))?.[1]) / 1000);
}
