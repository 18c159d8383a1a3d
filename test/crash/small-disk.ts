import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { committedSteps, recover, type Verdicts } from './judge.ts';
import { crashPlan, expectedOf } from './plan.ts';
import { startVictim } from './victim.ts';

/** Sizes at which the plan, which needs about 3 MB, runs out of space at different moments. */
const SIZES_KB = [64, 256, 1000, 1300, 1600, 2000, 2400];

/**
 * A file system in memory that is really too small, and then really read-only: the run must end with a message, and come
 * to its end when there is space. Says how that went, or that nothing could be mounted.
 */
export async function smallDisk(
  { folder, victim }: { readonly folder: string; readonly victim: string },
  verdicts: Verdicts,
): Promise<string> {
  const mounted = join(folder, 'mounted');
  mkdirSync(mounted);
  let full = 0;
  for (const size of SIZES_KB) {
    if (!mount('-t', 'tmpfs', '-o', `size=${size}k`, 'tmpfs', mounted)) return 'no permission to mount one';
    try {
      const root = join(mounted, 'store');
      const order = { root, do: 'run', plan: 'inline', variant: 0, workerKill: 0 } as const;
      const plan = crashPlan('inline');
      const facts = { worker: { file: victim, args: ['worker'] }, mended: false, verdicts };
      const ran = await startVictim(victim, { ...order, fault: { at: 0, kind: 'kill' } }).ended;
      const said =
        ran.lines.some((line) => line.includes('No space left')) || ran.lines.some((line) => line.startsWith('failed'));
      if (ran.code !== 1 || !said) verdicts.add('bugs', `${size} kB: exit code ${ran.code}: ${ran.lines.join('\n')}`);
      full += 1;
      mount('-o', 'remount,size=64m', mounted);
      const label = `a disk of ${size} kB`;
      await recover(root, plan, { ...facts, label, reused: committedSteps(root, expectedOf(plan)) });
      mount('-o', 'remount,ro', mounted);
      const locked = await startVictim(victim, { ...order, variant: 1, fault: { at: 0, kind: 'kill' } }).ended;
      if (locked.code !== 2) verdicts.add('bugs', `read-only: exit code ${locked.code}: ${locked.lines.join('\n')}`);
      mount('-o', 'remount,rw', mounted);
      await recover(root, plan, { ...facts, label: 'after read-only', reused: new Set(expectedOf(plan).keys()) });
    } finally {
      spawnSync('umount', [mounted]);
    }
  }
  return `${full} file systems too small, then read-only`;
}

function mount(...args: readonly string[]): boolean {
  return spawnSync('mount', args).status === 0;
}
