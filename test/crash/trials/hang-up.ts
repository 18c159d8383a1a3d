// The terminal of a run goes away.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from './bench.ts';
import { start } from './process.ts';
import { publishedFaults, statusOf, sumTo, untidy, writeLong } from './toy-experiment.ts';
import type { Trial } from './trial.ts';

const UNTIL = 25;
const WAIT_MS = 30_000;
/** As bash starts it: the name of a program that a shell has started is in this variable. */
const NOHUP = ['env', '_=/usr/bin/nohup', 'nohup'];

/** How the run is started in the shell of a terminal that is then closed; `RUN` is the command. */
const STARTED: Readonly<Record<string, { readonly line: string; readonly goesOn: boolean }>> = {
  'under nohup': { line: 'nohup RUN > o 2>&1 & sleep 60', goesOn: true },
  'under nohup, to nohup.out': { line: 'nohup RUN & sleep 60', goesOn: true },
  'under nohup, in the foreground': { line: 'nohup RUN', goesOn: true },
  'under nohup, with a shell between': { line: `nohup sh -c 'RUN; true' > o 2>&1 & sleep 60`, goesOn: true },
  'in a session of its own': { line: 'setsid RUN > o 2>&1 < /dev/null & sleep 60', goesOn: true },
  'in the foreground': { line: 'RUN', goesOn: false },
  'in the foreground, to a file': { line: 'RUN > o 2>&1', goesOn: false },
  'as JSON': { line: 'RUN --json > o', goesOn: false },
};

export function hangUps(): readonly Trial[] {
  return [
    ...Object.entries(STARTED).map(([how, { line, goesOn }]): Trial => ({
      kind: 'hang-up',
      name: `the terminal closes, the run is ${how}`,
      needs: ['terminal'],
      run: (bench) => closeTerminal(bench, line, goesOn),
    })),
    ...(['SIGHUP', 'SIGTERM', 'SIGINT'] as const).map((signal): Trial => ({
      kind: 'hang-up',
      name: `${signal} to the program alone`,
      needs: [],
      run: (bench) => signalled(bench, signal),
    })),
    ...[true, false].map((nohup): Trial => ({
      kind: 'hang-up',
      name: `SIGHUP five times, ${nohup ? 'under' : 'without'} nohup`,
      needs: [],
      run: (bench) => signalled(bench, 'SIGHUP', { nohup, times: 5 }),
    })),
  ];
}

async function closeTerminal(bench: Bench, line: string, goesOn: boolean): Promise<readonly string[]> {
  const folder = bench.newFolder();
  writeLong(folder, UNTIL);
  const run = `"${process.execPath}" "${bench.toy}" run long.yaml`;
  const shell = line.replaceAll('RUN', run);
  const terminal = start(['script', '-qefc', shell, 'typescript'], { cwd: folder, env: { SHELL: '/bin/sh' } });
  const problems: string[] = [];
  if (!(await comesTo(() => statusOf(folder, 'long') === 'running' && atWork(folder))))
    problems.push('it did not start');
  // Who holds the terminal is gone: the system hangs up on all who use it.
  process.kill(terminal.pid, 'SIGKILL');
  await terminal.ended.catch(() => undefined);
  problems.push(...(await judgeEnd(bench, folder, goesOn)));
  return problems;
}

async function signalled(
  bench: Bench,
  signal: NodeJS.Signals,
  { nohup, times } = { nohup: false, times: 1 },
): Promise<readonly string[]> {
  const folder = bench.newFolder();
  writeLong(folder, UNTIL);
  const run = bench.start(folder, ['run', 'long.yaml', '--json'], { by: nohup ? NOHUP : [] });
  await run.shows(/"type":"progress"/);
  for (let sent = 0; sent < times; sent += 1) {
    signalOne(run.pid, signal);
    await sleep(50);
  }
  const { code, signal: by, err } = await run.ended;
  const problems = [...(await judgeEnd(bench, folder, nohup))];
  // A shell tells 128 + 1 of a program that SIGHUP has ended; either is as clean as 130.
  const expected = nohup ? [0] : [130, 129];
  // In its last millisecond, when all is written and nothing left, Node has given the signal its default back.
  const late = times > 1 && by === 'SIGHUP' && !nohup;
  if (!late && (by !== null || code === null || !expected.includes(code)))
    problems.push(`ended with ${by ?? code}, expected ${expected.join(' or ')}\n${err}`);
  return problems;
}

function signalOne(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // The one before has ended it.
  }
}

/** Either the run comes to its end with all its results, or it is interrupted and leaves nothing behind, as by Ctrl-C. */
async function judgeEnd(bench: Bench, folder: string, goesOn: boolean): Promise<readonly string[]> {
  const wanted = goesOn ? 'done' : 'interrupted';
  await comesTo(() => statusOf(folder, 'long') !== 'running' && untidy(folder).length === 0);
  const problems: string[] = [];
  const status = statusOf(folder, 'long');
  if (status !== wanted) problems.push(`the run's record says ${status}, expected ${wanted}`);
  if (goesOn && status === wanted)
    problems.push(...publishedFaults(folder, { experiment: 'long', texts: { 'sum.txt': sumTo(UNTIL) } }));
  problems.push(...untidy(folder));
  if (existsSync(join(folder, 'o')) && /bug|at file:/.test(readFileSync(join(folder, 'o'), 'utf8')))
    problems.push(readFileSync(join(folder, 'o'), 'utf8'));
  const again = await bench.assay(folder, ['run', 'long.yaml']);
  if (again.code !== 0) problems.push(`the run after it: exit code ${again.code}\n${again.err}`);
  else problems.push(...publishedFaults(folder, { experiment: 'long', texts: { 'sum.txt': sumTo(UNTIL) } }));
  bench.remove(folder);
  return problems;
}

/** Whether a step of the run is at work: its lease is there. */
function atWork(folder: string): boolean {
  return untidy(folder, ['leases']).length > 0;
}

async function comesTo(holds: () => boolean): Promise<boolean> {
  for (const end = performance.now() + WAIT_MS; performance.now() < end; await sleep(50)) if (holds()) return true;
  return false;
}
