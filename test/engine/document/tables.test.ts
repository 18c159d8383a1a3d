import { describe, expect, it } from 'vitest';
import { leadOf, questionOf } from '../../../engine/document/lead.ts';
import { reportSteps } from '../../../engine/document/steps.ts';
import { answerTables, sweepTables } from '../../../engine/document/tables.ts';
import { finished, published, runOf, sourcesOf } from '../../helpers/report-sources.ts';

const bytesOf = (text: string) => () => Promise.resolve(Buffer.from(text));

describe('answerTables()', () => {
  const outputs = { 'a.csv': { from: 'a.out', print: true }, 'b.csv': 'a.out' };
  const run = runOf([finished('a')], { source: { outputs } });

  it('reads the tables that the file prints: numbers, quoted texts and cells without a value', async () => {
    const text = 'name,x,"a ""b"""\n"one, two",0.5,-3\nNaN,,1e3\n';
    const whole = { ...run, outputs: [published('a.csv', text), published('b.csv', text)] };
    const { tables, gaps } = await answerTables(
      sourcesOf(whole, { bytesOf: bytesOf(text), wordsOf: () => ({ x: 'what it is' }) }),
    );
    expect(gaps).toEqual([]);
    expect(tables).toEqual([
      {
        title: 'a.csv',
        columns: [{ name: 'name' }, { name: 'x', meaning: 'what it is' }, { name: 'a "b"' }],
        rows: [
          ['one, two', 0.5, -3],
          ['NaN', null, 1000],
        ],
      },
    ]);
  });

  it('shows each instance of a printed table that a sweep multiplies', async () => {
    const whole = {
      ...run,
      outputs: ['a-size=1.csv', 'a-size=2.csv', 'apart-1.csv'].map((file) => published(file, 'x\n1\n')),
    };
    const { tables } = await answerTables(sourcesOf(whole, { bytesOf: bytesOf('x\n1\n') }));
    expect(tables.map(({ title }) => title)).toEqual(['a-size=1.csv', 'a-size=2.csv']);
  });

  it('says how many rows of a long table are left out', async () => {
    const text = `x\n${Array.from({ length: 1234 }, (_, index) => index).join('\n')}\n`;
    const whole = { ...run, outputs: [published('a.csv', text)] };
    const { tables } = await answerTables(sourcesOf(whole, { bytesOf: bytesOf(text) }));
    expect(tables[0]?.rows).toHaveLength(500);
    expect(tables[0]?.omitted).toBe(734);
  });

  it('names a table that is gone, and one that is none', async () => {
    const whole = { ...run, outputs: [published('a.csv', 'x')] };
    const gone = await answerTables(sourcesOf(whole));
    const broken = await answerTables(sourcesOf(whole, { bytesOf: bytesOf('x,"y\n1') }));
    for (const { tables, gaps } of [gone, broken]) {
      expect(tables).toEqual([]);
      expect(gaps).toEqual([expect.stringContaining('a.csv')]);
    }
  });
});

describe('sweepTables()', () => {
  it('has a row for each instance, its axes first; a missing metric is null', () => {
    const steps = [
      finished('data'),
      finished('train', { id: 't1', point: { size: 1, kind: { sgd: {} } }, metrics: { loss: 0.5 }, durationMs: 2500 }),
      finished('train', { id: 't2', point: { size: 2, kind: { sgd: {} } }, metrics: { accuracy: 1 } }),
    ];
    const run = runOf(steps);
    const tables = sweepTables(reportSteps({ run, recordOf: () => undefined }));
    expect(tables).toMatchObject([
      {
        title: 'train',
        rows: [
          [1, '{"sgd":{}}', 0.5, null, 2.5],
          [2, '{"sgd":{}}', null, 1, 1],
        ],
      },
    ]);
    expect(tables[0]?.columns.map(({ name, axis }) => [name, axis === true])).toEqual([
      ['size', true],
      ['kind', true],
      ['loss', false],
      ['accuracy', false],
      ['seconds', false],
    ]);
  });
});

describe('questionOf()', () => {
  it.each([
    ['Is it? It is. Is it?', 'Is it?', 'It is. Is it?'],
    ['Count of 3.5 things. And more.', 'Count of 3.5 things.', 'And more.'],
    ['no end', 'no end', undefined],
    ['  Two\n lines?  ', 'Two lines?', undefined],
  ])('%j', (text, question, about) => {
    expect(questionOf(text)).toEqual({ question, ...(about !== undefined && { about }) });
  });
});

describe('leadOf()', () => {
  /** The lead of a run whose step b takes a, and c takes nothing. */
  function lead(more: Partial<Parameters<typeof leadOf>[0]> = {}): readonly string[] {
    const run = runOf([finished('a'), finished('b')], { durationMs: 1000 });
    const steps = reportSteps({ run, recordOf: () => undefined });
    const edges = [{ from: 'a', to: 'b', points: [] }];
    const graph = { width: 0, height: 0, nodeWidth: 0, nodeHeight: 0, nodes: [], edges };
    return leadOf({ run, killed: false, leadOf: () => [], steps, tables: [], graph, printed: [], ...more });
  }

  it('is what the stages say, the step nearest to the printed table first', () => {
    const said = (name: string): readonly string[] => [`Said by ${name}.`, ' '];
    expect(lead({ leadOf: said, printed: ['b'] })).toEqual(['Said by b.', 'Said by a.']);
    expect(lead({ leadOf: said, printed: ['a'] })).toEqual(['Said by a.']);
    expect(lead({ leadOf: said })).toEqual(['Said by b.', 'Said by a.']);
  });

  it('of a run that is not done says first how it ended', () => {
    const run = runOf([finished('a')], { status: 'interrupted', durationMs: 1000 });
    expect(lead({ run, leadOf: () => ['Said.'] })[0]).toBe('The run was interrupted after 1 s.');
    expect(lead({ killed: true, leadOf: () => ['Said.'] })[0]).toContain('killed');
  });

  it('counts verdicts, and gives the span of what was measured', () => {
    const columns = ['layer', 'pairs', 'lift', 'verdict'].map((name) => ({ name }));
    const rows = [
      ['conv1', 3, 2.5, 'above'],
      ['conv1', 4, -0.5, 'at'],
      ['conv1', 4, null, 'above'],
    ];
    expect(lead({ tables: [{ title: 't', columns, rows }] })).toEqual([
      'All 2 steps are done in 1 s.',
      'Verdict: above in 2 of 3, at in 1 of 3.',
      'Over 3 rows: lift -0.5 to 2.5.',
    ]);
  });
});
