// The owner of a lease is stopped, as by Ctrl-Z, and woken later.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from './bench.ts';
import { manners } from './process.ts';
import { publishedFaults, sumTo, untidy, writeLong } from './toy-experiment.ts';
import { pidNamespace } from './namespaces.ts';
import type { Trial } from './trial.ts';

const UNTIL = 12;
/** How long the others wait for an owner of whom nothing is heard. */
const SILENCE = { ASSAY_LEASE_SILENCE_MS: '3000', ASSAY_HEARTBEAT_MS: '300' };

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
          needs: by.length > 0 ? ['frozen', 'namespaces'] : ['frozen'],
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
  const env = SILENCE;
  const owner = bench.start(folder, ['run', 'long.yaml', '--json'], { env, by: facts.by });
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
    if (ended.code !== 0) problems.push(`the woken owner: exit code ${ended.code}\n${ended.out.slice(-800)}${ended.err}`);
    problems.push(...bytesOf(folder, 1));
  }
  await owner.ended;
  for (let run = 2; run < 2 + facts.others; run += 1) problems.push(...bytesOf(folder, run));
  const again = await bench.assay(folder, ['run', 'long.yaml'], { env });
  if (again.code !== 0 || !/1 reused/.test(again.err)) problems.push(`the run after it: exit code ${again.code}\n${again.err}`);
  // What a process that was killed has left, gc removes.
  if (facts.woken === 'never') await sleep(3500);
  await bench.assay(folder, ['gc'], { env });
  problems.push(...untidy(folder));
  bench.remove(folder);
  return problems;
}

function bytesOf(folder: string, run: number): readonly string[] {
  return publishedFaults(folder, { experiment: 'long', run, texts: { 'sum.txt': sumTo(UNTIL) } });
}
