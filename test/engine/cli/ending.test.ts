import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { tellEnding } from '../../../engine/cli/ending.ts';
import type { Executed } from '../../../engine/cli/execute-session.ts';
import { StageFailure } from '../../../engine/core/failure.ts';
import type { RunRecord } from '../../../engine/runs/run-record.ts';
import { fakeStage } from '../../helpers/fake-stage.ts';
import { step } from '../../helpers/fake-world.ts';
import { recordPath, toyFolder } from '../../helpers/toy-application.ts';

afterEach(() => vi.restoreAllMocks());

const TOY = `
experiment: toy
sweep: { n: [1, 2] }
steps:
  a: { stage: number, value: $n }
  b: { stage: number, value: 5 }
outputs:
  b.csv: { from: b.out, print: true }
`;

function told(executed: Partial<Executed>): string {
  const lines: string[] = [];
  const terminal = { out: () => undefined, err: (text: string) => lines.push(text), interactive: false };
  tellEnding({ status: 'done', results: new Map(), stopped: [], exitCode: 0, ...executed }, 'toy', terminal);
  return lines.join('\n');
}

describe('tellEnding()', () => {
  it('repeats what failed, in short, and how to mend it [D9]', () => {
    const results: Executed['results'] = new Map([
      ['a', { action: 'failed', error: new StageFailure('No data\nat all', { hint: 'Get some.' }) }],
      ['b', { action: 'skipped', because: 'a' }],
      ['c', { action: 'failed', error: new Error('bug\u001b[2J') }],
    ]);
    expect(told({ status: 'failed', results })).toBe('\n2 steps failed:\n  a: No data\n    Get some.\n  c: bug�[2J');
  });

  it('names ten of many, and where the others are', () => {
    const failed = { action: 'failed', error: new Error('no') } as const;
    const results = new Map(Array.from({ length: 12 }, (_, n) => [`a[n=${n}]`, failed] as const));
    expect(told({ status: 'failed', results }).split('\n')).toHaveLength(13);
    expect(told({ status: 'failed', results })).toMatch(/a\[n=9\]: no\n {2}and 2 more: "assay show toy" lists them$/);
  });

  it('says of each step that was stopped from where it continues [B7]', () => {
    const long = step('train[n=1]', { ...fakeStage().stage, extends: 'epochs' }, { epochs: 30 });
    const stopped = [
      { step: long, kept: { at: 12 } },
      { step: { ...long, id: 'train[n=2]' }, kept: undefined },
      { step: step('chart', fakeStage().stage), kept: undefined },
    ];
    expect(told({ status: 'interrupted', stopped })).toBe(
      [
        'Finished steps are kept. Run the same command to continue.',
        '  train[n=1] was stopped and will continue after 12 epochs, out of 30 epochs.',
        '  train[n=2] was stopped and will start from the beginning.',
        '  chart was stopped and will start from the beginning.',
      ].join('\n'),
    );
  });

  it('has nothing to say when all is done', () => {
    expect(told({})).toBe('');
  });
});

describe('assay run', () => {
  it('tells failures last, after tables and files [D9]', async () => {
    const { line, file, store } = toyFolder(TOY);
    line.toys.failures = 1;
    const { code, err } = await line.assay('run', file, ...store, '--jobs', '1');
    expect(code).toBe(1);
    expect(err).toMatch(/\n1 step failed:\n {2}\S+: The toy is broken\n {4}Mend it\.$/);
    expect(err.indexOf('Results in')).toBeLessThan(err.indexOf('1 step failed:'));
  });

  it('has no negative duration when the clock is set back while it runs [D10]', async () => {
    const { line, folder, file, store } = toyFolder(TOY);
    let wall = Date.now();
    vi.spyOn(Date, 'now').mockImplementation(() => (wall -= 1000));
    const { out } = await line.assay('run', file, ...store, '--json');
    const events = out
      .split('\n')
      .map((text) => JSON.parse(text) as { type: string; at?: number; durationMs?: number });
    const run = JSON.parse(readFileSync(recordPath(folder, 1), 'utf8')) as RunRecord;
    const durations = [run.durationMs, ...run.steps.map((each) => each.durationMs), events.at(-1)?.durationMs];
    expect(durations).toHaveLength(5);
    for (const duration of durations) expect(duration).toBeGreaterThanOrEqual(0);
    const times = events.flatMap(({ at }) => (at === undefined ? [] : [at]));
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('ends well where latest is a folder, and says so; a partial run leaves latest alone [D5, case 06]', async () => {
    const { line, folder, file, store } = toyFolder(TOY);
    const latest = recordPath(folder, 1).replace(/1.run\.json$/, 'latest');
    await line.assay('run', file, ...store);
    await line.assay('run', file, ...store, '--until', 'b');
    await line.assay('run', file, ...store, '--set', 'steps.b.value=$n');
    const { readlinkSync, rmSync, cpSync, lstatSync } = await import('node:fs');
    expect(readlinkSync(latest)).toBe('3');
    await line.assay('run', file, ...store, '--only', 'b');
    expect(readlinkSync(latest)).toBe('3');
    rmSync(latest);
    cpSync(recordPath(folder, 1).replace(/run\.json$/, ''), latest, { recursive: true });
    const { code, err, out } = await line.assay('run', file, ...store);
    expect(code).toBe(0);
    expect(err).toMatch(/^note: .*latest is a folder, so Assay left it alone; it does not point at run 5\. /m);
    expect(out).toMatch(/b\.csv$/);
    expect(lstatSync(latest).isDirectory()).toBe(true);
  });
});
