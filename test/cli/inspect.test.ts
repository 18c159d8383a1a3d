import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { assay, finishedRun, TINY } from '../helpers/assay.ts';
import { tempDir } from '../helpers/temp-dir.ts';

// What the commands that change nothing say of two runs: the second with another threshold.

const run = finishedRun();
beforeAll(async () => {
  const again = await assay(['run', TINY, '--set', 'steps.similar.thresholds=[0.5, 0.7]'], { cwd: run.folder });
  if (again.code !== 0) throw new Error(again.err);
});

async function jsonOf(...args: readonly string[]): Promise<unknown> {
  const { code, out, err } = await assay([...args, '--json'], { cwd: run.folder });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out);
}

async function textOf(...args: readonly string[]): Promise<string> {
  const { code, out, err } = await assay(args, { cwd: run.folder });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out;
}

describe('assay plan', () => {
  it('says what would run, and why', async () => {
    const text = await textOf('plan', TINY, '--set', 'steps.training.batchSize=40');
    expect(text).toContain('tiny: 11 steps, 2 to reuse, 2 to run, 7 wait for them');
    expect(text).toMatch(/^training\[filters=6\] +train +run +params\.batchSize 50 -> 40$/m);
    expect(text).toMatch(/^summary +visualize +wait +depends on /m);
  });

  it('--json gives action, key and reasons of every step', async () => {
    const { steps } = (await jsonOf('plan', TINY, '--set', 'steps.training.batchSize=40')) as {
      steps: { id: string; action: string; key?: string; reasons?: unknown; on?: unknown }[];
    };
    const step = (id: string): unknown => steps.find((found) => found.id === id);
    expect(step('data')).toMatchObject({ action: 'reuse', key: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) });
    expect(step('training[filters=8]')).toMatchObject({
      action: 'run',
      reasons: [{ text: 'params.batchSize 50 -> 40' }],
    });
    expect(step('filters[filters=8]')).toMatchObject({ action: 'wait', on: ['training[filters=8]'] });
  });
});

describe('assay validate --shapes', () => {
  it('tells shapes, parameters and MACs before anything runs', async () => {
    const text = await textOf('validate', TINY, '--shapes');
    // 26x26 positions x 6 filters x 9 weights; 6 x (9 + 1) parameters.
    expect(text).toMatch(/conv1 +conv2d +26x26x6 +60 +36504/);
  });
});

describe('assay show', () => {
  it('tells steps, metrics and files of the newest run', async () => {
    const text = await textOf('show', 'tiny');
    expect(text).toMatch(/^tiny run 2: done, started /);
    expect(text).toMatch(/^training\[filters=6\] +reused .* testAccuracy 0\.\d/m);
    expect(text).toMatch(/^artifacts\/runs\/tiny\/2\/summary\.csv +summary\.table +\d+ B$/m);
  });

  it('from another folder names the files so that they are found there', async () => {
    const store = join(run.folder, 'artifacts');
    const { out } = await assay(['show', 'tiny', '--store', store], { cwd: tempDir() });
    const path = join(store, 'runs/tiny/2/summary.csv');
    expect(out).toContain(`\n${path} `);
    expect(readFileSync(path, 'utf8')).toContain(',');
  });

  it('takes a file by the name that stands in it', async () => {
    const copy = join(tempDir(), 'mycopy.yaml');
    copyFileSync(TINY, copy);
    expect(await textOf('show', copy)).toMatch(/^tiny run 2: done, started /);
    expect(await textOf('log', copy)).toMatch(/^tiny +1 +done /m);
    expect(await textOf('diff', copy, '1', '1')).toContain('are the same');
  });

  it('--sweep has a column for whatever a person asks for', async () => {
    const columns = ['filters', 'seed', 'params.batchSize', 'params.optimizer.sgd.learningRate', 'testAccuracy'];
    const table = await textOf('show', 'tiny', '--sweep', 'training', '--columns', columns.join(', '), '--csv');
    const records = (await jsonOf('show', 'tiny', '--step', 'training')) as {
      step: { metrics: { testAccuracy: number } };
      record: { fingerprint: { seed: number } };
    }[];
    const rows = records.map(({ step, record }, index) =>
      [[6, 8][index], record.fingerprint.seed, 50, 0.02, step.metrics.testAccuracy].join(','),
    );
    expect(table).toBe(`${[columns.join(','), ...rows].join('\n')}\n`);
    expect(await textOf('show', '--help')).toContain('params.PATH');
  });

  it('--json is the record of the run, with its tags', async () => {
    const record = JSON.parse(readFileSync(join(run.folder, 'artifacts/runs/tiny/1/run.json'), 'utf8')) as object;
    // Tags are kept beside the record: nobody has given any.
    expect(await jsonOf('show', 'tiny', '1')).toEqual({ ...record, tags: [] });
    // A run can be named by its file too.
    expect(await jsonOf('show', TINY, '1')).toEqual({ ...record, tags: [] });
  });

  it('--step tells what a key is made of', async () => {
    const records = (await jsonOf('show', 'tiny', '--step', 'training')) as {
      step: { id: string };
      record: { fingerprint: { stage: string; params: object; runtime: object }; host: object };
    }[];
    expect(records.map(({ step }) => step.id)).toEqual(['training[filters=6]', 'training[filters=8]']);
    const { fingerprint } = records[0]?.record ?? {};
    expect(fingerprint).toMatchObject({ stage: 'train', params: { batchSize: 50 }, runtime: { threads: 2 } });
    // Nothing that is told to people only: no time, folder or host.
    expect(JSON.stringify(fingerprint)).not.toMatch(/"(host|startedAt|path|file)"/);
    expect(JSON.stringify(fingerprint)).not.toContain(run.folder);
    expect(await textOf('show', 'tiny', '--step', 'similar')).toContain('params.thresholds');
  });

  it.each([
    [['show', 'tiny', '7'], 'Experiment "tiny" has no run 7 in this store\nHint: Its runs are 2, 1.'],
    [['show', 'tiny', 'newest'], 'or "latest", found "newest"\nHint: Its runs are 2, 1.'],
    [['show', 'tinny'], 'Experiment "tinny" has no run in this store, did you mean "tiny"?'],
    [['show', 'tiny', '--csv'], '--csv needs --sweep STEP'],
    [['log', 'tinny'], 'did you mean "tiny"?\nHint: The experiments with runs are tiny.'],
    [['diff', 'tiny@x', 'tiny'], 'Expected the number of a run or "latest" after "@", found "x" in "tiny@x"'],
    [['show', '../../etc'], 'has no run'],
    [['show', 'tiny', '--step', 'trainin'], 'Run 2 of "tiny" has no step "trainin"'],
    [['diff', 'tiny', '1', '9'], 'Experiment "tiny" has no run 9'],
  ])('%j is a usage error that helps', async (args, message) => {
    const { code, out, err } = await assay(args, { cwd: run.folder });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err).not.toContain('at file:');
  });
});

describe('assay log', () => {
  it('lists the runs, newest first', async () => {
    const [head, , ...rows] = (await textOf('log')).trimEnd().split('\n');
    expect(head).toMatch(/^experiment +run +status +started +took +ran +reused +failed/);
    expect(rows).toEqual([
      expect.stringMatching(/^tiny +2 +done .* 4 +7 +0 /),
      expect.stringMatching(/^tiny +1 +done .* 11 +0 +0 /),
    ]);
    const runs = (await jsonOf('log', 'tiny')) as { number: number }[];
    expect(runs.map(({ number }) => number)).toEqual([2, 1]);
  });

  it('says how to start when there is nothing', async () => {
    const { code, out } = await assay(['log'], { cwd: tempDir() });
    expect(code).toBe(0);
    expect(out).toContain('No runs yet. Start with: assay run ');
  });
});

describe('assay diff', () => {
  it('tells what differs in file, metrics and artifacts', async () => {
    const { file, metrics, artifacts } = (await jsonOf('diff', 'tiny', '1', '2')) as Record<
      string,
      { what: string; a: unknown; b: unknown }[]
    >;
    expect(file).toEqual([{ what: 'steps.similar.thresholds', a: [0.5, 0.6], b: [0.5, 0.7] }]);
    expect(metrics?.every(({ what }) => what.startsWith('similar[filters='))).toBe(true);
    expect(artifacts?.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['similar[filters=6].table', 'summary.table', 'sheet.image']),
    );
    expect(artifacts?.some(({ what }) => what.startsWith('training'))).toBe(false);
    expect(await textOf('diff', 'tiny', '1', 'latest')).toMatch(
      /^steps\.similar\.thresholds +\[0\.5,0\.6\] +\[0\.5,0\.7\]$/m,
    );
  });

  it('says when there is no difference', async () => {
    expect(await textOf('diff', 'tiny', '1', '1')).toBe(
      'Runs 1 and 1 of tiny are the same: file, metrics and artifacts.\n',
    );
  });
});

describe('assay graph', () => {
  it('draws for mermaid', async () => {
    const lines = (await textOf('graph', TINY)).trimEnd().split('\n');
    expect(lines[0]).toBe('flowchart LR');
    expect(lines).toContain('  s1["training<br/>train<br/>2 x (filters)"]');
    for (const line of lines.slice(1)) expect(line).toMatch(/^ {2}s\d+(\[".+"\]| -- \w+ --> s\d+)$/);
  });

  it('draws for dot', async () => {
    const lines = (await textOf('graph', TINY, '--format', 'dot', '--all')).trimEnd().split('\n');
    expect(lines[0]).toBe('digraph "tiny" {');
    expect(lines.at(-1)).toBe('}');
    expect(lines).toContain('  "data" -> "training[filters=8]" [label="dataset"];');
  });

  it('--json gives boxes and where their inputs come from', async () => {
    const boxes = (await jsonOf('graph', TINY)) as { id: string; from: unknown[] }[];
    expect(boxes.find(({ id }) => id === 'filters')?.from).toEqual([{ id: 'training', port: 'model' }]);
  });
});
