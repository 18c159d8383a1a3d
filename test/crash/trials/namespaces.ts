// Another container, or another machine with the same name, uses the store of a run that is alive.

import type { Bench } from './bench.ts';
import { manners } from './process.ts';
import { namesIn, publishedFaults, statusOf, sumTo, untidy, writeLong } from './toy-experiment.ts';
import { join } from 'node:path';
import type { Trial } from './trial.ts';

const ELSEWHERE: Readonly<Record<string, { readonly live: readonly string[]; readonly other: readonly string[] }>> = {
  'both in a pid namespace': { live: pidNamespace(), other: pidNamespace() },
  'the other in a pid namespace': { live: [], other: pidNamespace() },
  'the live one in a pid namespace': { live: pidNamespace(), other: [] },
  'another host name': { live: [], other: hostNamed('elsewhere') },
  'another host name and pid namespace': {
    live: pidNamespace(),
    other: [...hostNamed('elsewhere'), ...pidNamespace()],
  },
  'the same host': { live: [], other: [] },
};

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  log: ['log'],
  show: ['show', 'long'],
  plan: ['plan', 'long.yaml'],
  fsck: ['fsck'],
  gc: ['gc', '--keep-runs', '1'],
  'gc --dry-run': ['gc', '--dry-run'],
  'another run': ['run', 'toy.yaml'],
  'the same run': ['run', 'long.yaml'],
};

const UNTIL = 30; // three seconds, of which starting is one

export function namespaces(): readonly Trial[] {
  return Object.entries(ELSEWHERE).flatMap(([where, { live, other }]) =>
    Object.entries(COMMANDS).map(([command, args]): Trial => ({
      kind: 'namespaces',
      name: `${where}: ${command}`,
      needs: live.length + other.length > 0 ? ['namespaces'] : [],
      run: (bench) => beside(bench, { live, other, args, command }),
    })),
  );
}

async function beside(
  bench: Bench,
  {
    live,
    other,
    args,
    command,
  }: { live: readonly string[]; other: readonly string[]; args: readonly string[]; command: string },
): Promise<readonly string[]> {
  const folder = bench.newFolder();
  writeLong(folder, UNTIL);
  const run = bench.start(folder, ['run', 'long.yaml', '--json'], { by: live });
  await run.shows(/"type":"progress"/);
  const before = namesIn(join(folder, 'artifacts', 'tmp'));
  const ended = await bench.assay(folder, args, { by: other });
  const problems = [...manners(ended, command)];
  if (ended.code !== 0) problems.push(`${command}: exit code ${ended.code}\n${ended.err}`);
  const alive = statusOf(folder, 'long', 1) === 'running';
  const after = namesIn(join(folder, 'artifacts', 'tmp'));
  if (alive)
    for (const name of before) if (!after.includes(name)) problems.push(`tmp/${name} of a live run was removed`);
  const done = await run.ended;
  problems.push(...manners(done, 'the live run'));
  if (done.code !== 0) problems.push(`the live run: exit code ${done.code}\n${done.err}${done.out.slice(-1000)}`);
  else problems.push(...publishedFaults(folder, { experiment: 'long', run: 1, texts: { 'sum.txt': sumTo(UNTIL) } }));
  if (command === 'the same run')
    problems.push(...publishedFaults(folder, { experiment: 'long', run: 2, texts: { 'sum.txt': sumTo(UNTIL) } }));
  if (command === 'another run') problems.push(...publishedFaults(folder));
  problems.push(...untidy(folder));
  bench.remove(folder);
  return problems;
}

export function pidNamespace(): readonly string[] {
  return ['unshare', '--fork', '--pid', '--mount-proc', '--kill-child'];
}

/** Gives a command another host name; it may be the whole of a command itself. */
function hostNamed(name: string): readonly string[] {
  return [
    'unshare',
    '--uts',
    'sh',
    '-c',
    `hostname ${name} 2>/dev/null || echo ${name} > /proc/sys/kernel/hostname; exec "$@"`,
    'sh',
  ];
}
