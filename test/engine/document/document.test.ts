import { describe, expect, it } from 'vitest';
import { reportDocument } from '../../../engine/document/document.ts';
import { diedAt } from '../../helpers/dead-run.ts';
import { expectOutput } from '../../helpers/output-schema.ts';
import { finished, keyOf, madeBy, recordFor, runOf, sourcesOf } from '../../helpers/report-sources.ts';
import type { RunRecord } from '../../../engine/runs/run-record.ts';

const first = finished('first');
const second = finished('second', { metrics: { loss: 0.5 } });
const source = {
  experiment: 'study',
  description: 'Does it work? On all machines.',
  steps: { first: { stage: 'work' }, second: { stage: 'work', from: 'first.out' } },
};

describe('reportDocument()', () => {
  it('tells of each step why, how long, of what and with what it was made', async () => {
    const records = new Map([
      [first.key, recordFor(first, 0)],
      [second.key, recordFor(second, 1000, { from: [{ digest: madeBy('first') }] })],
    ]);
    const run = runOf([first, second], { source });
    const document = await reportDocument(sourcesOf(run, { recordOf: (key) => records.get(key) }));
    expect(document.gaps).toEqual([]);
    expect(document.question).toBe('Does it work?');
    expect(document.about).toBe('On all machines.');
    expect(document.steps[1]).toMatchObject({
      id: 'second',
      outcome: 'run',
      why: ['never run'],
      durationMs: 1000,
      key: keyOf('second'),
      seed: 7,
      metrics: [['loss', 0.5]],
      params: [
        ['size', '3'],
        ['layers[0].relu', '{}'],
        ['list', '[1,2]'],
      ],
      inputs: [{ port: 'from', digest: madeBy('first'), step: 'first' }],
      outputs: [{ port: 'out', digest: madeBy('second') }],
    });
    expect(document.graph.edges).toMatchObject([{ from: 'first', to: 'second' }]);
    expect(document.timeline.bars.map(({ step, startMs }) => [step, startMs])).toEqual([
      ['first', 0],
      ['second', 1000],
    ]);
  });

  it('tells nothing of the machine that names it or its owner', async () => {
    const run = runOf([first], { file: '/home/somebody/study.yaml' });
    const verification = { at: '2026-01-02', host: { name: 'secret-host' }, artifacts: [] };
    const text = JSON.stringify(await reportDocument(sourcesOf(run, { verifications: [verification] })));
    expect(text).not.toMatch(/secret-host|somebody/);
    expect(text).toContain('study.yaml');
    expect(text).toContain('v20.0.0');
  });

  it('names the licence of data, and versions that results depend on', async () => {
    const run = runOf([first], {
      source: { ...source, datasets: { digits: { source: 'kmnist' } } },
      git: 'abcdef123456',
    });
    const recordOf = (): ReturnType<typeof recordFor> => recordFor(first, 0);
    const document = await reportDocument(
      sourcesOf(run, { terms: { kmnist: { licence: 'CC BY-SA 4.0', cite: 'Clanuwat' } }, recordOf }),
    );
    const facts = Object.fromEntries(document.environment.flatMap((group) => group.facts));
    expect(facts).toMatchObject({
      digits: 'kmnist, licence: CC BY-SA 4.0',
      assay: '9.8.7',
      sharp: '1.2.3',
      commit: 'abcdef123456',
    });
    expect(document.rerun).toEqual([
      'git checkout abcdef123456',
      'assay run study.yaml',
      'assay verify study.yaml --run 3',
    ]);
    expect(document.cite.data).toEqual(['kmnist: Clanuwat.']);
    expect(document.cite.bibtex).toMatch(/^@misc\{study-3,[^]*year = \{2026\}/);
  });
});

describe('reportDocument() of a run that is not whole', () => {
  const whole = async (run: RunRecord, more = {}) => {
    const document = await reportDocument(sourcesOf(run, more));
    // Whatever is missing, it is what the schema says.
    expectOutput('report', JSON.parse(JSON.stringify(document)));
    return document;
  };

  it('collected: names what is gone, and shows the rest', async () => {
    const { steps, gaps, timeline, graph } = await whole(runOf([first, second], { source }));
    expect(gaps).toEqual(['The records of 2 of 2 steps are no longer in the store.']);
    expect(steps[1]).toMatchObject({
      metrics: [['loss', 0.5]],
      params: [],
      gap: expect.stringContaining('collected') as string,
    });
    expect(timeline).toMatchObject({ bars: [], unplaced: ['first', 'second'] });
    expect(graph.edges).toMatchObject([{ from: 'first', to: 'second' }]);
  });

  it('killed: shows the file, its steps and its graph, and says what is lost', async () => {
    const killed = { ...(diedAt(runOf([first, second], { source })) as RunRecord), status: 'interrupted' as const };
    const document = await whole(killed, { killed: true });
    expect(document.lead).toEqual(['The run was killed before it could record its steps.']);
    expect(document.gaps.join()).toContain('run the same command to continue');
    expect(document.steps.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['first', 'unknown'],
      ['second', 'unknown'],
    ]);
    expect(document.graph.edges).toMatchObject([{ from: 'first', to: 'second' }]);
    expect(document.source).toContain('first.out');
  });

  it('still running: says so', async () => {
    const document = await whole({ ...(diedAt(runOf([first], { source })) as RunRecord), status: 'running' });
    expect(document.lead).toEqual(['The run is still going.']);
    expect(document.gaps).toEqual(['The run goes on: its files are published when it ends.']);
  });

  it('waiting for its job: says so, and what to do; and that it was cancelled before that', async () => {
    const process = { pid: 0, host: 'a job that has not begun' };
    const waits = { ...(diedAt(runOf([first], { source })) as RunRecord), process };
    const document = await whole({ ...waits, status: 'running' });
    expect(document).toMatchObject({ waits: true, lead: ['The run waits for its job.'] });
    expect(document.gaps).toEqual([expect.stringContaining('"assay cancel study" gives it up')]);
    expect(document.steps.map(({ outcome, gap }) => [outcome, gap])).toEqual([
      ['waiting', undefined],
      ['waiting', undefined],
    ]);
    const cancelled = await whole({ ...waits, status: 'interrupted' }, { killed: true });
    expect(cancelled.lead).toEqual(['The run was cancelled before its job began.']);
    expect(cancelled.waits).toBeUndefined();
    expect(cancelled.gaps).toEqual(['Its job was cancelled before it began, so no step has run.']);
  });

  it('killed with a journal: says how far it came', async () => {
    const second = { ...finished('second'), action: 'cancelled' as const };
    const killed = { ...runOf([first, second], { source }), status: 'interrupted' as const };
    const document = await whole(killed, { killed: true });
    expect(document.lead[0]).toBe('The run was killed when 1 of 2 steps had finished.');
  });

  it('failed: leads with the error, and says of each other step what became of it', async () => {
    const failed = {
      ...first,
      action: 'failed' as const,
      error: { message: 'It burns', hint: 'Use water' },
      outputs: {},
    };
    const skipped = {
      id: 'second',
      name: 'second',
      point: {},
      stage: 'work',
      action: 'skipped' as const,
      because: 'first',
    };
    const document = await whole(runOf([failed, skipped], { status: 'failed', source }));
    expect(document.lead).toEqual(['The step first failed, so 1 step was skipped: It burns.']);
    expect(document.counts).toEqual([
      ['failed', 1],
      ['skipped', 1],
    ]);
    expect(document.steps[0]?.errors).toEqual(['It burns', 'Use water']);
    expect(document.steps[1]?.why).toEqual(['first failed']);
    expect(document.timeline.unplaced).toEqual(['first']);
  });

  it('edited into nonsense: still makes a report', async () => {
    const odd = { ...first, warnings: 'no list', reasons: 'none', metrics: undefined, outputs: undefined } as never;
    const document = await whole(runOf([odd], { source: { experiment: 'x', steps: 'none', sweep: 3 }, host: 'odd' }));
    expect(document.steps).toHaveLength(1);
    expect(document.question).toBe('study');
  });

  it('with notes that cannot be read: says so', async () => {
    const { gaps } = await whole(runOf([]), { notes: undefined });
    expect(gaps).toContain('The tags and the note of the run cannot be read.');
  });
});
