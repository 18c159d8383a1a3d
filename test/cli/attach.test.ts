import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assay, eventsOf, startAssay } from '../helpers/assay.ts';
import { expectOutput } from '../helpers/output-schema.ts';
import { commandProject, shell } from '../helpers/project.ts';
import { tempDir } from '../helpers/temp-dir.ts';

// Following a run from another process, as from another terminal. The run waits for a file, so that no test depends on time.

/** A project whose step `slow` ends when the file `go` is there. */
function waitingProject(end = 'echo a > {outputs.table}'): string {
  const wait = 'while [ ! -e go ]; do sleep 0.1; done';
  return commandProject(
    `  quick: ${shell('echo a > {outputs.table}')}\n  slow: ${shell(`${wait}; ${end}`, ', inputs: { first: quick.table }')}`,
  );
}

const letGo = (cwd: string): void => writeFileSync(join(cwd, 'go'), '');

describe('assay attach', () => {
  it('shows what happened before and what happens now, and ends with the run and its exit code', async () => {
    const cwd = waitingProject();
    const run = startAssay(['run', 'x.yaml'], { cwd });
    await run.shows(/slow: started/);
    const attached = startAssay(['attach'], { cwd });
    await attached.shows(/slow: started/);
    letGo(cwd);
    const [first, second] = await Promise.all([run.outcome, attached.outcome]);
    expect([first.code, second.code]).toEqual([0, 0]);
    expect(second.err).toContain('Following run 1 of x');
    for (const line of ['quick: started (never run)', 'slow: started (never run)', '2 steps: 2 run'])
      expect(second.err).toContain(line);
  });

  it('prints the events of the run as the run itself does, with --json', async () => {
    const cwd = waitingProject();
    const run = startAssay(['run', 'x.yaml', '--json'], { cwd });
    await run.shows(/"type":"started","step":"slow"/);
    const attached = startAssay(['attach', 'x@1', '--json'], { cwd });
    await attached.shows(/"type":"started","step":"slow"/);
    letGo(cwd);
    const [first, second] = [eventsOf(await run.outcome), eventsOf(await attached.outcome)];
    for (const event of second) expectOutput('run', event);
    const told = second.filter(({ type }) => type !== 'progress' && type !== 'end');
    expect(told).toEqual(first.filter(({ type }) => type !== 'progress' && type !== 'end'));
    expect(second.at(-1)).toMatchObject({ type: 'end', status: 'done', steps: { finished: 2 } });
  });

  it('fails with a run that fails', async () => {
    const cwd = waitingProject('exit 3');
    const run = startAssay(['run', 'x.yaml'], { cwd });
    await run.shows(/slow: started/);
    const attached = startAssay(['attach', 'x'], { cwd });
    await attached.shows(/slow: started/);
    letGo(cwd);
    const [first, second] = await Promise.all([run.outcome, attached.outcome]);
    expect([first.code, second.code]).toEqual([1, 1]);
    expect(second.err).toContain('failed: 2 steps: 1 run, 1 failed');
  });

  it('says that a run was killed under it, and with --wait follows the one that continues it', async () => {
    const cwd = waitingProject();
    const run = startAssay(['run', 'x.yaml'], { cwd });
    await run.shows(/slow: started/);
    const [one, patient] = [startAssay(['attach'], { cwd }), startAssay(['attach', 'x', '--wait'], { cwd })];
    await Promise.all([one.shows(/slow: started/), patient.shows(/slow: started/)]);
    run.kill('SIGKILL');
    const alone = await one.outcome;
    expect(alone.code).toBe(130);
    expect(alone.err).toContain('The process of run 1 of x was killed. Finished steps are kept.');
    expect(alone.err).toMatch(/assay run x\.yaml$/m);
    await patient.shows(/was killed\. Waiting for the run that continues it/);
    const again = startAssay(['run', 'x.yaml'], { cwd });
    await patient.shows(/Following run 2 of x/);
    letGo(cwd);
    expect((await again.outcome).code).toBe(0);
    const followed = await patient.outcome;
    expect(followed.code).toBe(0);
    expect(followed.err).toContain('quick: reused');
    const shown = await assay(['show', 'x', '1'], { cwd });
    expect(shown.out).toMatch(/^quick +finished/m);
    expect(shown.out).toMatch(/^slow +cancelled/m);
  });

  it('leaves a run alone when it is stopped itself', async () => {
    const cwd = waitingProject();
    const run = startAssay(['run', 'x.yaml'], { cwd });
    await run.shows(/slow: started/);
    const attached = startAssay(['attach'], { cwd });
    await attached.shows(/slow: started/);
    attached.kill('SIGINT');
    expect(await attached.outcome).toMatchObject({ code: 130, err: expect.stringContaining('It goes on.') as unknown });
    letGo(cwd);
    expect((await run.outcome).code).toBe(0);
  });

  it('says how the last run ended where none goes on, and that there is none where there was none', async () => {
    const cwd = waitingProject('exit 3');
    const nothing = await assay(['attach'], { cwd });
    expect(nothing).toMatchObject({ code: 2, err: expect.stringContaining('There is no run to follow') as unknown });
    expect(existsSync(join(cwd, 'artifacts'))).toBe(false);
    letGo(cwd);
    await assay(['run', 'x.yaml'], { cwd });
    const ended = await assay(['attach'], { cwd });
    expect(ended.code).toBe(1);
    expect(ended.err).toMatch(/^Nothing to follow: run 1 of x failed after .* It started 20/m);
    expect((await assay(['attach', 'y'], { cwd })).err).toContain('Experiment "y" has no run');
  });

  it('says of a detached run that it waits for its job, follows it when that begins, and says when it was cancelled', async () => {
    const cwd = waitingProject();
    letGo(cwd);
    await assay(['run', 'x.yaml'], { cwd });
    const runs = join(cwd, 'artifacts', 'runs', 'x');
    const [record, journal] = ['run.json', 'events.jsonl'].map((file) => readFileSync(join(runs, '1', file), 'utf8'));
    const process = { pid: 0, host: 'a job that has not begun' };
    const waits = { ...(JSON.parse(record ?? '') as object), status: 'running', process, steps: [], outputs: [] };
    const write = (number: number, change: object): void =>
      writeFileSync(
        join(runs, String(number), 'run.json'),
        JSON.stringify({ ...waits, number, startedAt: new Date().toISOString(), durationMs: undefined, ...change }),
      );
    for (const number of [2, 3]) {
      mkdirSync(join(runs, String(number)));
      write(number, {});
    }
    expect((await assay(['show', 'x', '2'], { cwd })).out).toContain('It waits for its job');
    const [begins, cancelled] = [startAssay(['attach', 'x@2'], { cwd }), startAssay(['attach', 'x@3'], { cwd })];
    for (const each of [begins, cancelled]) await each.shows(/It waits for its job.*"assay cancel x" gives it up/);
    writeFileSync(join(runs, '2', 'events.jsonl'), journal?.replace('"run":1', '"run":2') ?? '');
    write(3, { status: 'interrupted' });
    const [followed, told] = [await begins.outcome, await cancelled.outcome];
    expect([followed.code, told.code]).toEqual([0, 130]);
    expect(followed.err).toContain('2 steps: 2 run');
    expect(told.err).toContain('The job of run 3 of x was cancelled before it began.');
    expect((await assay(['attach', 'x@3'], { cwd })).err).toContain('run 3 of x was cancelled before its job began');
    expect((await assay(['show', 'x', '3'], { cwd })).out).toContain('Its job was cancelled before it began.');
  });

  it('has help with examples', async () => {
    const cwd = tempDir();
    expect((await assay(['attach', '--help'], { cwd })).out).toContain('assay attach quickstart@3 --json');
  });
});
