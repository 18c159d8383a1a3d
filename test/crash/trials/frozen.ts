// The owner of a lease is stopped, as by Ctrl-Z, and woken later.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from './bench.ts';
import { shimmed } from './errors.ts';
import { manners } from './process.ts';
import { publishedFaults, sumTo, untidy, writeLong } from './toy-experiment.ts';
import { pidNamespace } from './namespaces.ts';
import type { Trial } from './trial.ts';

const UNTIL = 12;
/** The clock of those who wait runs so much faster: their five minutes are over in eight seconds. */
const SPEED = 40;

export function frozenOwners(): readonly Trial[] {
  const trials: Trial[] = [];
  for (const [where, by] of [
    ['on this host', []],
    ['in another pid namespace', pidNamespace()],
  ] as const)
    for (const others of [1, 3])
      for (const woken of ['after the others', 'while the others work', 'never'] as const)
        trials.push({
          kind: 'frozen owners',
          name: `${where}, ${others} waiting, woken ${woken}`,
          needs: by.length > 0 ? ['shim', 'frozen', 'namespaces'] : ['shim', 'frozen'],
          run: (bench) => freeze(bench, { by, others, woken }),
        });
  return trials;
}

async function freeze(
  bench: Bench,
  facts: {
    readonly by: readonly string[];
    readonly others: number;
    readonly woken: 'after the others' | 'while the others work' | 'never';
  },
): Promise<readonly string[]> {
  const folder = bench.newFolder();
  writeLong(folder, UNTIL);
  const env = { ...shimmed(bench, []), ASSAY_SHIM_SPEED: String(SPEED) };
  const owner = bench.start(folder, ['run', 'long.yaml', '--json'], { by: facts.by });
  await owner.shows(/"type":"progress"/);
  owner.signalAll('SIGSTOP');
  const others = Array.from({ length: facts.others }, () =>
    bench.start(folder, ['run', 'long.yaml', '--json'], { env, deadline: 45 }),
  );
  if (facts.woken === 'while the others work') {
    // One of them has taken over, and is in the middle of it.
    await Promise.race(others.map((other) => other.shows(/"type":"progress"/))).catch(() => undefined);
    await sleep(300);
    owner.signalAll('SIGCONT');
  }
  const problems: string[] = [];
  for (const [rank, other] of others.entries()) {
    const ended = await other.ended;
    problems.push(...manners(ended, `waiting run ${rank + 1}`));
    if (ended.code !== 0) problems.push(`waiting run ${rank + 1}: exit code ${ended.code}\n${ended.err}`);
  }
  if (facts.woken === 'never') owner.signalAll('SIGKILL');
  else {
    owner.signalAll('SIGCONT');
    const ended = await owner.ended;
    problems.push(...manners(ended, 'the woken owner'));
    if (ended.code !== 0)
      problems.push(`the woken owner: exit code ${ended.code}\n${ended.out.slice(-800)}${ended.err}`);
    problems.push(...bytesOf(folder, 1));
  }
  await owner.ended;
  for (let run = 2; run < 2 + facts.others; run += 1) problems.push(...bytesOf(folder, run));
  const again = await bench.assay(folder, ['run', 'long.yaml']);
  if (again.code !== 0 || !/1 reused/.test(again.err))
    problems.push(`the run after it: exit code ${again.code}\n${again.err}`);
  await bench.assay(folder, ['gc']);
  // What was killed in another namespace is removed after a week: until then nobody can see that it is dead.
  const unseen = facts.woken === 'never' && facts.by.length > 0;
  problems.push(...untidy(folder, unseen ? ['leases', 'quarantine'] : undefined));
  bench.remove(folder);
  return problems;
}

function bytesOf(folder: string, run: number): readonly string[] {
  return publishedFaults(folder, { experiment: 'long', run, texts: { 'sum.txt': sumTo(UNTIL) } });
}
