import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../engine/core/json.ts';
import { comparisonOf, type Compared } from '../../../engine/document/comparison.ts';
import { reportDocument } from '../../../engine/document/document.ts';
import type { Sources } from '../../../engine/document/sources.ts';
import { accountOf, type Account } from '../../../engine/runs/account.ts';
import type { RunRecord, RunStep } from '../../../engine/runs/run-record.ts';
import { expectOutput } from '../../helpers/output-schema.ts';
import { finished, keyOf, published, runOf, sourcesOf } from '../../helpers/report-sources.ts';

const source = {
  experiment: 'study',
  description: 'Is it so?',
  steps: { a: { stage: 'work', size: 1, list: [1, 2] } },
};

async function compared(
  steps: readonly RunStep[],
  run: Partial<RunRecord> = {},
  more: Partial<Sources> = {},
): Promise<Compared> {
  const whole = runOf(steps, { source, ...run });
  return { document: await reportDocument(sourcesOf(whole, more)), source: whole.source };
}

/** A step at a point of the sweep. */
const at = (size: number, metrics: RunStep['metrics'] = {}): RunStep =>
  finished('a', { id: `a[size=${size}]`, point: { size }, metrics });

function withSize(size: number, more: JsonObject = {}): JsonObject {
  return { ...source, steps: { a: { stage: 'work', size, list: [1, 2], ...more } } };
}

describe('comparisonOf()', () => {
  it('names the values that differ, and what each run has, also one that agrees with the first', async () => {
    const [one, two, three] = await Promise.all([
      compared([], { number: 1 }),
      compared([], { number: 2, source: withSize(5) }),
      compared([], { number: 3, source: withSize(1, { extra: { on: true } }) }),
    ]);
    const comparison = comparisonOf([one, two, three]);
    expect(comparison.parameters).toEqual([
      { name: 'steps.a.size', values: [1, 5, 1] },
      { name: 'steps.a.extra', values: [null, null, '{"on":true}'] },
    ]);
    expect(comparison.parameterCount).toBe(5);
    expect(comparison.runs.map(({ label }) => label)).toEqual(['run 1', 'run 2', 'run 3']);
    expect(comparison.question).toBe('Is it so?');
    expectOutput('report-compare', comparison);
  });

  it('has a metric of each instance, equal ones counted, and null where a run has none', async () => {
    const one = await compared([at(1, { loss: 0.5, same: 7 }), at(2, { loss: 0.4, same: 7 })], { number: 1 });
    const two = await compared([at(1, { loss: 0.3, same: 7, fresh: 'x' })], { number: 2 });
    const { metrics, equalMetrics } = comparisonOf([one, two]);
    expect(metrics.map(({ metric, point, values }) => [metric, point[0]?.[1], values])).toEqual([
      ['fresh', '1', [null, 'x']],
      ['loss', '1', [0.5, 0.3]],
      ['loss', '2', [0.4, null]],
      ['same', '2', [7, null]],
    ]);
    expect(equalMetrics).toBe(1);
  });

  it('shows a picture that is the same in all runs once, and says where one is missing', async () => {
    const bytesOf = (): Promise<Uint8Array> => Promise.resolve(Buffer.from('bytes'));
    const [same, own] = [published('same.png', 'same'), published('own.png', 'one')];
    const other = published('own.png', 'two');
    const one = await compared(
      [finished('a')],
      { number: 1, outputs: [same, own, published('first.png', 'x')] },
      { bytesOf },
    );
    const two = await compared([finished('a')], { number: 2, outputs: [same, other] }, { bytesOf });
    const { figures } = comparisonOf([one, two]);
    expect(
      figures.map(({ file, same: equal, pictures }) => [file, equal, pictures.map((picture) => picture?.digest)]),
    ).toEqual([
      ['same.png', true, [same.artifact.digest]],
      ['own.png', false, [own.artifact.digest, other.artifact.digest]],
      ['first.png', false, [expect.any(String), undefined]],
    ]);
  });

  it('puts the same curves of all runs on the same axes', async () => {
    const measured = (of: number): Account => {
      const values = { loss: of };
      const progress = { done: 1, unit: 'batches', measured: { at: 1, of, unit: 'epochs', values } };
      const plan = { id: 'a', name: 'a', point: {}, stage: 'work', inputs: {} };
      const head = {
        type: 'plan',
        format: 1,
        at: 0,
        experiment: 'study',
        run: 1,
        file: 'f',
        seed: 1,
        cores: 1,
      } as const;
      const runtime = { backend: 'x', threads: 1 };
      return accountOf([
        { ...head, runtime, steps: [plan] },
        { type: 'progress', step: 'a', at: 1, progress },
        { type: 'cancelled', step: 'a', at: 2 },
      ]);
    };
    const one = await compared([finished('a')], { number: 1 }, { account: measured(2) });
    const two = await compared([finished('a')], { number: 2 }, { account: measured(4) });
    const comparison = comparisonOf([one, two]);
    expect(comparison.curves).toMatchObject([{ step: 'a', metric: 'loss', unit: 'epochs', of: 4 }]);
    expect(comparison.curves[0]?.series.map(({ label, group, points }) => [label, group, points])).toEqual([
      ['run 1', 0, [[1, 2]]],
      ['run 2', 1, [[1, 4]]],
    ]);
    expectOutput('report-compare', JSON.parse(JSON.stringify(comparison)));
    expectOutput('report', JSON.parse(JSON.stringify(one.document)));
  });

  it('counts the artifacts that are the same bytes, and lists steps that lack a result in some run', async () => {
    const failed: RunStep = {
      ...finished('b'),
      action: 'failed',
      outputs: undefined as never,
      error: { message: 'no' },
    };
    const changed = { out: { kind: 'text', extension: 'txt', digest: keyOf('other'), bytes: 3 } };
    const one = await compared([finished('a'), finished('b'), finished('c')], { number: 1 });
    const two = await compared([finished('a', { outputs: changed }), failed, finished('c')], { number: 2 });
    const comparison = comparisonOf([one, two]);
    expect(comparison.artifacts).toEqual({ same: 1, of: 2 });
    expect(comparison.steps).toEqual([{ name: 'b', values: ['run', 'failed'] }]);
    expectOutput('report-compare', JSON.parse(JSON.stringify(comparison)));
  });

  it('compares experiments of several names, one of which was killed, and circumstances', async () => {
    const one = await compared([finished('a')], { number: 1 });
    const other = { experiment: 'other', number: 4, seed: 8, source: { experiment: 'other', steps: {} } };
    const two = await compared([], other, { killed: true });
    const comparison = comparisonOf([one, two]);
    expect(comparison.runs.map(({ label }) => label)).toEqual(['study@1', 'other@4']);
    expect(comparison.runs[1]?.gaps.join()).toContain('killed');
    expect(comparison.question).toBeUndefined();
    expect(comparison.environment).toContainEqual({ name: 'Numbers: seed of the file', values: ['7', '8'] });
    expect(comparison.steps).toEqual([{ name: 'a', values: ['run', null] }]);
  });
});
