import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { assay, eventsOf, finishedRun, leftovers, publishedOf, startAssay, stepsThat, TINY } from '../helpers/assay.ts';
import { ends, isRunning, workersOf } from '../helpers/processes.ts';
import { tempDir } from '../helpers/temp-dir.ts';

// Runs that are ended from outside, in the middle of a training.

const finished = finishedRun();

/** So many epochs that nobody waits for the end. */
const ENDLESS = ['--set', 'steps.training.epochs=1000000', '--set', 'sweep.filters=[6]', '--json'];
/** Well over a second of training, so that it is still at work when it is killed. */
const LONG = ['--set', 'steps.training.epochs=15', '--set', 'sweep.filters=[6]'];
const TRAINING = /"type":"progress","step":"training\[filters=6\]"/;

describe('a run that is killed', () => {
  it('takes its worker along, and ends with the same bytes when it is run again', async () => {
    const cwd = tempDir();
    const killed = startAssay(['run', TINY, '--json', ...LONG], { cwd });
    await killed.shows(TRAINING);
    const workers = workersOf(killed);
    expect(workers).toHaveLength(1);
    killed.kill('SIGKILL');
    expect((await killed.outcome).code).toBeNull();
    for (const worker of workers) expect(await ends(worker)).toBe(true);
    const log = await assay(['log'], { cwd });
    expect(log.out).toMatch(/^tiny +1 +interrupted /m);

    const again = await assay(['run', TINY, '--json', ...LONG], { cwd });
    expect(again.code).toBe(0);
    expect(stepsThat('reused', again)).toContain('data');
    expect(leftovers(cwd).filter((file) => file.startsWith('artifacts'))).toEqual([]);
    const elsewhere = tempDir();
    expect((await assay(['run', TINY, ...LONG], { cwd: elsewhere })).code).toBe(0);
    expect(publishedOf(cwd, 'tiny', 2)).toEqual(publishedOf(elsewhere, 'tiny', 1));
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('by %s ends within two seconds, and says what is kept', async (signal) => {
    const cwd = finished.copy();
    const call = startAssay(['run', TINY, ...ENDLESS.slice(0, -1)], { cwd });
    await call.shows(/training\[filters=6\]: started/);
    await sleep(1500);
    const [worker = 0] = workersOf(call);
    const asked = performance.now();
    call.kill(signal);
    const outcome = await call.outcome;
    expect(performance.now() - asked).toBeLessThan(2000);
    expect(outcome.code).toBe(130);
    expect(outcome.err).toMatch(/^interrupted: 8 steps: 2 reused, 6 cancelled, in /m);
    // The oracle for how far it had come is the next run's own start.
    const [, at = ''] =
      /^ {2}training\[filters=6\] was stopped and will continue after (.*), out of 1000000 epochs\.$/m.exec(
        outcome.err,
      ) ?? [];
    expect(outcome.err).toContain('Finished steps are kept. Run the same command to continue.\n');
    expect(outcome.err).not.toMatch(/at file:|node:internal|bug/);
    expect(isRunning(worker)).toBe(false);
    expect(leftovers(cwd)).toEqual([]);
    expect((await assay(['log'], { cwd })).out).toMatch(/^tiny +2 +interrupted /m);
    // Nothing of the interrupted training is taken for a result.
    const { steps } = JSON.parse((await assay(['plan', TINY, ...ENDLESS], { cwd })).out) as {
      steps: { id: string; action: string }[];
    };
    expect(steps.find(({ id }) => id === 'training[filters=6]')?.action).toBe('run');
    const next = startAssay(['run', TINY, ...ENDLESS.slice(0, -1)], { cwd });
    await next.shows(new RegExp(`^note: training\\[filters=6\\] continues after ${at}$`, 'm'));
    next.kill('SIGKILL');
    await next.outcome;
  });

  it('by SIGINT tells programs as an event', async () => {
    const call = startAssay(['run', TINY, ...ENDLESS], { cwd: finished.copy() });
    await call.shows(TRAINING);
    call.kill('SIGINT');
    const outcome = await call.outcome;
    expect(outcome.code).toBe(130);
    expect(eventsOf(outcome).at(-1)).toMatchObject({ type: 'end', status: 'interrupted' });
  });

  it('in one of its workers fails that step only, and goes on with the others', async () => {
    const cwd = tempDir();
    const call = startAssay(['run', TINY, ...ENDLESS], { cwd });
    await call.shows(TRAINING);
    const [worker] = workersOf(call);
    if (worker === undefined) throw new Error('No worker');
    process.kill(worker, 'SIGKILL');
    const outcome = await call.outcome;
    expect(outcome.code).toBe(1);
    expect(stepsThat('failed', outcome)).toEqual(['training[filters=6]']);
    expect(stepsThat('finished', outcome)).toEqual(['autoencoder', 'data']);
    const failed = eventsOf(outcome).find((event) => event.type === 'failed');
    expect(failed?.['error']).toEqual({
      message: 'The process of stage "train" was killed (SIGKILL)',
      hint: expect.stringContaining('out of memory') as string,
    });
    expect(leftovers(cwd)).toEqual([]);
  });
});
