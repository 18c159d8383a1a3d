// What a run says is lost: a full disk under it, nobody who reads it, no place at all. The run itself must not suffer.

import type { Bench } from './bench.ts';
import { start } from './process.ts';
import { publishedFaults, statusOf, untidy } from './toy-experiment.ts';
import type { Trial } from './trial.ts';

const REDIRECTED: Readonly<Record<string, string>> = {
  'standard output on a full disk': '> /dev/full',
  'standard error on a full disk': '2> /dev/full',
  'both on a full disk': '> /dev/full 2>&1',
  'standard output closed': '>&-',
  'standard error closed': '2>&-',
  'both closed': '>&- 2>&-',
  'all three closed': '<&- >&- 2>&-',
  'nobody who reads': '2>&1 | true',
  'a reader who stops': '2>&1 | head -c 20 > /dev/null',
  'a reader of errors who stops': '2>&1 > /dev/null | head -c 20 > /dev/null',
  'standard error read by nobody, output on a full disk': '2>&1 > /dev/full | true',
};

export function lostOutputs(): readonly Trial[] {
  return Object.entries(REDIRECTED).flatMap(([how, redirection]) =>
    ['', ' --json'].flatMap((json): readonly Trial[] => [
      {
        kind: 'lost output',
        name: `run${json}, ${how}`,
        needs: ['pipes'],
        run: (bench) => runInto(bench, json, redirection),
      },
    ]),
  );
}

async function runInto(bench: Bench, json: string, redirection: string): Promise<readonly string[]> {
  const folder = bench.newFolder();
  // The code of the program itself, whatever the reader at the end of the pipe says.
  const line = `{ "${process.execPath}" "${bench.toy}" run toy.yaml${json}; echo $? >&3; } ${redirection}`;
  const shell = start(['sh', '-c', `exec 3> code; ${line}`], { cwd: folder });
  const { killedFor } = await shell.ended;
  const problems: string[] = killedFor === undefined ? [] : [killedFor];
  const status = statusOf(folder, 'toy');
  if (status !== 'done') problems.push(`the run's record says ${status}, expected done`);
  problems.push(...publishedFaults(folder), ...untidy(folder));
  bench.remove(folder);
  return problems;
}
