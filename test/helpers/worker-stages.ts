import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Digest } from '../../engine/core/digest.ts';
import { Cancelled, StageFailure, UsageError } from '../../engine/core/failure.ts';
import type { Metrics, Registry, Stage, StageContext } from '../../engine/core/stage.ts';

/** A file outside the store; it need not be there. */
export const TABLE: string = join('data', 'table.csv');

type Run = (context: StageContext) => Promise<Metrics | void>;

/** What a step in a process of its own may do, well and badly. */
const RUNS: Readonly<Record<string, Run>> = {
  async good(context) {
    context.progress({ done: 1, total: 2, unit: 'half', note: 'so far' });
    context.progress({ done: 2, total: 2, unit: 'half' });
    const read = context.inputs('in').map((input) => readFileSync(input.path, 'utf8'));
    const facts = { params: context.params, seed: context.seed('a'), read, threads: context.runtime.threads };
    writeFileSync(context.output('out'), JSON.stringify(facts));
    writeFileSync(join(context.scratch, 'rubbish'), 'x');
    return { score: 0.5, pid: process.pid };
  },
  async environment(context) {
    writeFileSync(context.output('out'), JSON.stringify(process.env));
  },
  async failure() {
    throw new StageFailure('The loss is NaN in epoch 3', { hint: 'Lower the learning rate.' });
  },
  async misuse() {
    throw new UsageError('No such dataset', { hint: 'Name another.' });
  },
  async bug() {
    throw new TypeError('x is not a function');
  },
  async abort() {
    process.stderr.write('about to crash\n');
    process.abort();
  },
  async killed() {
    process.kill(process.pid, 'SIGKILL');
    await sleep(10_000);
  },
  async exit() {
    process.stderr.write(`${'noise\n'.repeat(5000)}the last words\n`);
    process.exit(3);
  },
  async notNumber(context) {
    writeFileSync(context.output('out'), '');
    return { loss: Number.NaN };
  },
  /** Writes the file `params.started`, then stops when it is asked to. */
  async patient(context) {
    writeFileSync(startedFile(context), String(process.pid));
    await sleep(60_000, undefined, { signal: context.signal }).catch(() => undefined);
    writeFileSync(`${startedFile(context)}-stopped`, '');
    throw new Cancelled('stopped');
  },
  /** Says that it has used the file `TABLE`, with the digest `params.digest`. */
  async uses(context) {
    context.usedFile(TABLE, context.params['digest'] as Digest);
    writeFileSync(context.output('out'), '');
  },
  async warns(context) {
    context.warn('Something is odd');
    writeFileSync(context.output('out'), '');
  },
  /** Adds the numbers up to `params.until`, keeping a checkpoint after each; dies after `params.dieAfter`. */
  adds: addUp,
  /** Tells its number, works until it is told to stop, and then keeps its state inside a unit; with a state it is done at once. */
  async keeps(context) {
    const { checkpoint, signal } = context;
    writeFileSync(startedFile(context), String(process.pid));
    if (checkpoint === undefined) {
      const file = join(context.scratch, 'state');
      if (context.params['atOnce'] !== true) await sleep(60_000, undefined, { signal }).catch(() => undefined);
      writeFileSync(file, 'half');
      await context.saveCheckpoint(0, file, { done: 1, of: 2, unit: 'halves' });
      throw new Cancelled('stopped');
    }
    writeFileSync(context.output('out'), `after ${readFileSync(checkpoint.path, 'utf8')}`);
  },
  /** Does not listen when it is asked to stop. */
  async deaf(context) {
    writeFileSync(startedFile(context), String(process.pid));
    await sleep(60_000);
  },
};

/** The file by which the step tells that it has started. */
function startedFile(context: StageContext): string {
  const started = context.params['started'];
  if (typeof started !== 'string') throw new Error('No file given');
  return started;
}

export const workerStages: Registry = {
  sections: {},
  stages: Object.fromEntries(Object.entries(RUNS).map(([name, run]) => [name, isolated(name, run)])),
};

/** Writes the sum of 1 .. `until` and where it began; every checkpoint is the sum so far. */
export async function addUp(context: StageContext): Promise<void> {
  const { until, dieAfter } = context.params;
  let sum = context.checkpoint === undefined ? 0 : Number(readFileSync(context.checkpoint.path, 'utf8'));
  const began = context.checkpoint?.at ?? 0;
  for (let n = began + 1; n <= Number(until); n++) {
    sum += n;
    const file = join(context.scratch, 'checkpoint');
    writeFileSync(file, String(sum));
    await context.saveCheckpoint(n, file);
    if (n === dieAfter && began < n) throw new StageFailure(`Died after ${n}`);
  }
  writeFileSync(context.output('out'), `${sum}`);
}

function isolated(name: string, run: Run): Stage {
  return {
    name,
    ...(name === 'uses' && { files: () => ({ table: TABLE }) }),
    ...((name === 'adds' || name === 'keeps') && { extends: 'until' }),
    schema: { type: 'object' },
    outputs: { out: { kind: 'text', extension: 'txt' } },
    determinism: 'bitwise',
    seeded: true,
    numeric: true,
    isolated: true,
    load: async () => ({ run }),
  };
}

/** The stage of that name. */
export function workerStage(name: string): Stage {
  const stage = workerStages.stages[name];
  if (stage === undefined) throw new Error(`No stage ${name}`);
  return stage;
}

/** Waits until another process has made a file and written something into it, which are two moments. */
export async function appears(path: string): Promise<void> {
  while ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0) await sleep(10);
}
