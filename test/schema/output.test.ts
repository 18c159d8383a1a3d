import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { assay, eventsOf, finishedRun, type Outcome, TINY } from '../helpers/assay.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { fileServer } from '../helpers/remote/file-server.ts';
import { expectOutput, isOutput, outputSchemas } from '../helpers/output-schema.ts';

// The schemas of what the commands print with --json, held against what the program really prints.

describe('schema/output', () => {
  const named = [...outputSchemas].filter(([name]) => name !== 'common');

  test.each(named)('%s has a title, a description, and an example that agrees with it', (name, schema) => {
    expect(schema['title']).toEqual(expect.any(String));
    expect(schema['description']).toEqual(expect.any(String));
    expect(schema['$comment']).toMatch(/^assay [a-z]+ .*--json/);
    for (const example of schema['examples'] as unknown[]) expectOutput(name, example);
    expect(schema['examples']).toHaveLength(1);
  });

  test.each([...outputSchemas])('%s knows every field by name and describes it', (_, schema) => {
    const found: string[] = [];
    walk(schema, '#', found);
    expect(found).toEqual([]);
  });
});

/** Objects that are open without a word, and properties without a description. */
function walk(schema: unknown, path: string, found: string[]): void {
  if (typeof schema !== 'object' || schema === null) return;
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'examples') continue;
    if (key === 'properties') {
      if (!Object.hasOwn(schema, 'additionalProperties')) found.push(`${path} is open`);
      for (const [name, property] of Object.entries(value as Record<string, object>))
        if (!('description' in property) && !('$ref' in property)) found.push(`${path}.${name} has no description`);
    }
    walk(value, `${path}/${key}`, found);
  }
}

const run = finishedRun();
const broken = 'experiment: tiny\nsteps:\n  a: { stage: lod }\n';
/** A small experiment without networks, with two runs, one step of which fails, and another is skipped. */
const failing = `
experiment: failing
datasets: { mine: { source: folder, root: nowhere, size: [4, 4] } }
sweep: { n: [1, 2] }
steps:
  data: { stage: load, dataset: mine, retries: 1 }
  training: { stage: train, data: data, model: m, optimizer: o, epochs: $n }
models: { m: { input: [4, 4, 1], layers: [{ flatten: {} }, { dense: { units: 2, activation: softmax } }] } }
optimizers: { o: { sgd: { learningRate: 0.1 } } }
`;

let failed: Outcome;

beforeAll(async () => {
  writeFileSync(join(run.folder, 'broken.yaml'), broken);
  writeFileSync(join(run.folder, 'failing.yaml'), failing);
  const changed = ['--set', 'steps.similar.thresholds=[0.5, 0.7]'];
  const { code, err } = await call('run', TINY, ...changed);
  if (code !== 0) throw new Error(err);
  failed = await call('run', 'failing.yaml', '--json');
});

function call(...args: string[]): Promise<Outcome> {
  return assay(args, { cwd: run.folder });
}

/** Expects what a command prints to agree with a schema; resolves to it. */
async function expectPrinted(name: string, code: number, ...args: string[]): Promise<unknown> {
  const outcome = await call(...args, '--json');
  expect(outcome).toMatchObject({ code });
  const value = JSON.parse(outcome.out) as unknown;
  expectOutput(name, value);
  return value;
}

function expectLines(name: string, outcome: Outcome): Set<string> {
  const events = eventsOf(outcome);
  for (const event of events) expectOutput(name, event);
  return new Set(events.map(({ type }) => type));
}

describe('what the program prints with --json is what its schema says:', () => {
  test('run', async () => {
    const forced = await call('run', TINY, '--force', 'data', '--force', 'training', '--json');
    expect(forced.code).toBe(0);
    expect(expectLines('run', forced)).toEqual(new Set(['plan', 'started', 'progress', 'finished', 'reused', 'end']));
    expect(expectLines('run', failed)).toEqual(new Set(['plan', 'started', 'retried', 'failed', 'skipped', 'end']));
    expect(expectLines('run', await call('run', 'broken.yaml', '--json'))).toEqual(new Set(['diagnostics']));
  });

  test('plan', async () => {
    await expectPrinted('plan', 0, 'plan', TINY);
    await expectPrinted('plan', 0, 'plan', TINY, '--set', 'steps.training.epochs=3', '--force', 'data');
    await expectPrinted('plan', 0, 'plan', TINY, '--set', 'steps.similar.thresholds=[0.9]');
    await expectPrinted('plan', 2, 'plan', 'broken.yaml');
  });

  test('show, with --step and with --sweep', async () => {
    await expectPrinted('show', 0, 'show', 'tiny', '1');
    await expectPrinted('show', 0, 'show', 'failing');
    await expectPrinted('show-step', 0, 'show', 'tiny', '--step', 'training');
    await expectPrinted('show-step', 0, 'show', 'tiny', '--step', 'sheet');
    await expectPrinted('show-step', 0, 'show', 'failing', '--step', 'training');
    await expectPrinted('show-sweep', 0, 'show', 'tiny', '--sweep', 'training');
    const columns = 'filters,key,seed,params.epochs';
    await expectPrinted('show-sweep', 0, 'show', 'tiny', '--sweep', 'training', '--columns', columns);
  });

  test('log, tag and note', async () => {
    await expectPrinted('tag', 0, 'tag', 'tiny@1', 'paper');
    await expectPrinted('tag', 0, 'note', 'tiny@1', 'a remark');
    await expectPrinted('log', 0, 'log');
    const { tags, note } = (await expectPrinted('show', 0, 'show', 'tiny', '1')) as { tags: unknown; note: unknown };
    expect({ tags, note }).toEqual({ tags: ['paper'], note: 'a remark' });
  });

  test('log of a damaged run', async () => {
    const cwd = run.copy();
    writeFileSync(join(cwd, 'artifacts', 'runs', 'tiny', '1', 'run.json'), '{');
    const { out } = await assay(['log', '--json'], { cwd });
    expectOutput('log', JSON.parse(out));
    expect(out).toContain('"damaged"');
  });

  test('push and pull', async () => {
    const server = await fileServer();
    try {
      const env = { ASSAY_REMOTE: server.origin };
      const pushed = await assay(['push', 'tiny@1', '--json'], { cwd: run.folder, env });
      expectOutput('push', JSON.parse(pushed.out));
      const cwd = tempDir();
      const planned = await assay(['plan', TINY, '--json'], { cwd, env });
      expectOutput('plan', JSON.parse(planned.out));
      expect(planned.out).toContain('"download"');
      const pulled = await assay(['pull', 'tiny@1', '--json'], { cwd, env });
      expectOutput('pull', JSON.parse(pulled.out));
      const shown = await assay(['show', 'tiny', '--json'], { cwd });
      expectOutput('show', JSON.parse(shown.out));
      expect(shown.out).toContain('"pulled"');
      const other = await assay(['run', TINY, '--json'], { cwd: tempDir(), env });
      for (const event of eventsOf(other)) expectOutput('run', event);
      expect(other.out).toContain('"download"');
    } finally {
      await server.stop();
    }
  });

  test('rm', async () => {
    const { out } = await assay(['rm', 'tiny@1', 'failing@1', '--yes', '--json'], { cwd: run.copy() });
    expectOutput('rm', JSON.parse(out));
  });

  test('diff and diff --keys', async () => {
    await expectPrinted('diff', 0, 'diff', 'tiny', '1', '2');
    await expectPrinted('diff', 0, 'diff', 'tiny', 'failing');
    await expectPrinted('diff-keys', 0, 'diff', '--keys', 'tiny@1:training[filters=6]', 'tiny@1:training[filters=8]');
  });

  test('validate', async () => {
    await expectPrinted('validate', 0, 'validate', TINY);
    await expectPrinted('validate', 0, 'validate', TINY, '--shapes');
    await expectPrinted('validate', 2, 'validate', TINY, 'broken.yaml');
  });

  test('verify', async () => {
    const cwd = run.copy();
    const verified = await assay(['verify', TINY, '--run', '1', '--sample', '2', '--seed', '1', '--json'], { cwd });
    expect(verified.code).toBe(0);
    expect(expectLines('verify', verified)).toContain('verified');
    const { out } = await assay(['show', 'tiny', '1', '--json'], { cwd });
    expectOutput('show', JSON.parse(out));
    expect(JSON.parse(out)).toHaveProperty('verifications');
    const changed = await assay(
      ['verify', TINY, '--until', 'data', '--set', 'datasets.digits.limit.train=300', '--json'],
      { cwd },
    );
    for (const line of changed.out.split('\n').filter((text) => text !== '')) expectOutput('verify', JSON.parse(line));
  });

  test('fsck of a whole and of a damaged store', async () => {
    await expectPrinted('fsck', 0, 'fsck');
    const cwd = run.copy();
    rmSync(join(cwd, 'artifacts', 'objects'), { recursive: true });
    const { code, out } = await assay(['fsck', '--json'], { cwd });
    expect(code).toBe(1);
    expectOutput('fsck', JSON.parse(out));
    expect(JSON.parse(out)).toMatchObject({ ok: false, missing: { length: expect.any(Number) as number } });
  });

  test('gc, accept, graph, backend, fetch', async () => {
    await expectPrinted('gc', 0, 'gc', '--dry-run');
    await expectPrinted('gc', 0, 'gc');
    await expectPrinted('accept', 0, 'accept', TINY, 'data');
    await expectPrinted('accept', 2, 'accept', 'broken.yaml', 'a');
    await expectPrinted('graph', 0, 'graph', TINY);
    await expectPrinted('graph', 0, 'graph', TINY, '--all');
    await expectPrinted('graph', 2, 'graph', 'broken.yaml');
    await expectPrinted('backend', 0, 'backend');
    await expectPrinted('fetch', 0, 'fetch');
  });
});

describe('the schemas of outputs', () => {
  test('refuse a field that they do not name, at every depth', async () => {
    const whole = JSON.parse((await call('show', 'tiny', '1', '--json')).out) as Record<string, object[]>;
    expect(isOutput('show', whole)).toBe(true);
    expect(isOutput('show', { ...whole, extra: 1 })).toBe(false);
    const [first, ...rest] = whole['steps'] ?? [];
    expect(isOutput('show', { ...whole, steps: [{ ...first, extra: 1 }, ...rest] })).toBe(false);
    const [, ...without] = Object.keys(whole);
    expect(isOutput('show', Object.fromEntries(without.map((key) => [key, whole[key]])))).toBe(false);
  });
});
