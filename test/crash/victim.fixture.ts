// A process that does one thing to a store and may be killed at it. Its first argument is a JSON text, `Order`; or the
// word `worker`: then it runs one step for another process.
//
// It prints `ready`, then `finished STEP` for each step whose record is in the store, `calls N` at the end. Exit code 0
// done, 1 a step failed, 2 the world does not allow it, 70 a bug.

import { writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isExpected } from '../../engine/core/failure.ts';
import { fsck } from '../../engine/runs/fsck.ts';
import { serveWorker } from '../../engine/execute/executors/worker.ts';
import { openStore } from '../../engine/store/local/disk.ts';
import { inject, type Fault } from './faults.ts';
import { crashPlan, crashRegistry, type PlanName } from './plan.ts';
import { collectGarbage, runPlan } from './work.ts';

/** What the process is to do. */
export interface Order {
  readonly root: string;
  readonly do: 'run' | 'gc' | 'fsck';
  readonly plan: PlanName;
  readonly variant: number;
  readonly fault: Fault;
  /** At which of its calls the first process of a step is killed; 0 never. */
  readonly workerKill: number;
}

const WORKER_KILL = 'ASSAY_CRASH_WORKER';

function say(line: string): void {
  writeSync(1, `${line}\n`);
}

async function obey(order: Order): Promise<number> {
  const calls = inject(order.fault);
  const store = await openStore(order.root);
  let code = 0;
  if (order.do === 'gc') await collectGarbage(store);
  else if (order.do === 'fsck') await fsck(store, () => undefined);
  else {
    const { results } = await runPlan(store, crashPlan(order.plan, order.variant), {
      worker: {
        file: fileURLToPath(import.meta.url),
        args: ['worker'],
        environment: () => ({ [WORKER_KILL]: String(order.workerKill) }),
      },
      signal: new AbortController().signal,
      report(event) {
        if (event.type === 'finished' || event.type === 'reused') say(`${event.type} ${event.step}`);
        if (event.type === 'notice') say(`notice ${event.message}`);
        if (event.type === 'failed') say(`failed ${event.step} ${isExpected(event.error) ? '' : event.error.stack}`);
      },
    });
    code = [...results.values()].every(({ action }) => action === 'finished' || action === 'reused') ? 0 : 1;
  }
  await store.close();
  say(`calls ${calls()}`);
  return code;
}

const [argument = ''] = process.argv.slice(2);
if (argument === 'worker') {
  inject({ at: Number(process.env[WORKER_KILL]), kind: 'kill' });
  serveWorker(crashRegistry);
} else {
  say('ready');
  try {
    process.exitCode = await obey(JSON.parse(argument) as Order);
  } catch (error) {
    const expected = isExpected(error);
    say(expected ? `error ${error.message}` : `bug ${error instanceof Error ? error.stack : String(error)}`);
    process.exitCode = expected ? (error.name === 'UsageError' ? 2 : 1) : 70;
  }
}
