import { isObject } from '../core/json.ts';
import { comparisonOf, type Compared } from '../document/comparison.ts';
import { reportDocument } from '../document/document.ts';
import type { Comparison, ReportDocument, ReportStep } from '../document/model.ts';
import type { Sources } from '../document/sources.ts';
import { reportSteps } from '../document/steps.ts';
import { withHistory, type RunHistory } from '../runs/history.ts';
import { changeNotes, type Notes } from '../runs/notes.ts';
import type { RunRecord } from '../runs/run-record.ts';
import { readRun } from '../runs/runs.ts';
import type { DiskStore } from '../store/local/disk.ts';
import { artifactView, type PreviewOf } from './artifact-view.ts';
import { LiveRuns } from './live-runs.ts';
import type { ArtifactView, LiveRun, RunDocument, RunList } from './model.ts';
import { RunIndex } from './run-index.ts';
import { Refused, type Question } from './server.ts';
import { Stopper } from './stop.ts';

/** How long a page waits for its first list: what has been read by then is shown. */
const FIRST_MS = 60;
const MOST_COMPARED = 6;
const MOST_ROWS = 500;
const MOST_BARS = 1000;
/** Reading the records of more steps takes too long for a page. */
const MOST_DETAILED = 500;
/** All pictures of a page together, in bytes. */
const PICTURES_BYTES = 12_000_000;

/** What the answers are made from. */
export interface AnswerOptions {
  readonly store: DiskStore;
  readonly now: () => number;
  /** What a report of a run is made of. */
  readonly sourcesOf: (history: RunHistory) => Sources;
  readonly previewOf: PreviewOf;
}

/** Returns what answers the questions of a page. Every run, step and port is looked up by name: no path comes from a question. */
export function answersFor(options: AnswerOptions): (question: Question) => Promise<unknown> {
  const { store } = options;
  const index = new RunIndex(store);
  const live = new LiveRuns(store);
  const stopper = new Stopper(store);
  const run = (experiment: string | undefined, number: string | undefined): RunRecord =>
    runNamed(store, experiment, number);

  const gets: Readonly<Record<string, (at: Question) => unknown>> = {
    runs: ({ query }) => runList(query.get('find') ?? ''),
    live: ({ path: [, experiment, number] }): LiveRun => live.live(run(experiment, number), options.now()),
    document: ({ path: [, experiment, number] }) => lightDocument(run(experiment, number)),
    step: ({ path: [, experiment, number], query }) => stepDetails(run(experiment, number), query.get('id') ?? ''),
    artifact: ({ path: [, experiment, number], query }) => artifact(run(experiment, number), query),
    compare: ({ query }) => compare(query.getAll('run')),
  };
  const posts: Readonly<Record<string, (at: Question) => unknown>> = {
    notes: ({ path: [, experiment, number], body }) => keepNotes(run(experiment, number), body),
    stop({ path: [, experiment, number] }) {
      stopper.stop(run(experiment, number));
      return { asked: true };
    },
  };

  function historyOf(record: RunRecord): RunHistory {
    const account = live.accountOf(record);
    return withHistory(store, record, { all: true, ...(account && { account }) });
  }

  async function runList(find: string): Promise<RunList> {
    await index.refresh(FIRST_MS);
    const now = options.now();
    const runs = index.runs(find).map((summary) => {
      if (summary.status !== 'running') return summary;
      const record = readRun(store, summary.experiment, summary.run);
      return record?.status === 'running' ? { ...summary, ...live.shareOf(record, now) } : summary;
    });
    const { version, total, read, problem } = index;
    return { version, at: now, total, read, runs, ...(problem !== undefined && { problem }) };
  }

  async function lightDocument(record: RunRecord): Promise<RunDocument> {
    const sources = options.sourcesOf(historyOf(record));
    const first = new Set(sources.run.steps.slice(0, MOST_DETAILED));
    const document = await reportDocument({ ...sources, detailed: (step) => first.has(step) }, PICTURES_BYTES);
    const version = `${record.status} ${document.tags.join(' ')} ${document.note ?? ''} ${document.verified.summary}`;
    return { version, document: lighter(document) };
  }

  function stepDetails(record: RunRecord, id: string): ReportStep {
    const [step] = reportSteps(options.sourcesOf(historyOf(record)), (each) => each.id === id);
    if (step === undefined || step.id !== id) throw new Refused(404, 'The run has no such step');
    return step;
  }

  async function artifact(record: RunRecord, query: URLSearchParams): Promise<ArtifactView> {
    const step = historyOf(record).run.steps.find(({ id }) => id === query.get('id'));
    const outputs = step?.outputs ?? {};
    const port = query.get('port') ?? '';
    const ref = Object.hasOwn(outputs, port) ? outputs[port] : undefined;
    if (ref === undefined) throw new Refused(404, 'The run has no such artifact');
    return artifactView(store, ref, { previewOf: options.previewOf, part: query.get('part') ?? undefined });
  }

  async function compare(names: readonly string[]): Promise<Comparison> {
    if (names.length < 2 || names.length > MOST_COMPARED)
      throw new Refused(400, `Expected 2 to ${MOST_COMPARED} runs to compare, found ${names.length}`);
    const compared: Compared[] = [];
    for (const name of new Set(names)) {
      const [, experiment, number] = /^(.+)@(\d+)$/.exec(name) ?? [];
      const record = run(experiment, number);
      const account = live.accountOf(record);
      const sources = { ...options.sourcesOf(historyOf(record)), ...(account && { account }) };
      const document = await reportDocument(sources, PICTURES_BYTES / names.length);
      compared.push({ document, source: record.source });
    }
    const [first, ...others] = compared;
    if (first === undefined || others.length === 0) throw new Refused(400, 'Expected different runs to compare');
    return comparisonOf([first, ...others]);
  }

  async function keepNotes(record: RunRecord, body: unknown): Promise<Notes> {
    const { tags, note } = isObject(body) ? body : {};
    if (!Array.isArray(tags) || !tags.every((tag) => typeof tag === 'string') || typeof note !== 'string')
      throw new Refused(400, 'Expected { "tags": [...], "note": "..." }');
    const kept = note.trim();
    return changeNotes(store, record, () => ({ tags: [...new Set(tags)], ...(kept !== '' && { note: kept }) }));
  }

  return async (question) => {
    const [what = ''] = question.path;
    const table = question.body === undefined ? gets : posts;
    const answer = Object.hasOwn(table, what) ? table[what] : undefined;
    if (answer === undefined) throw new Refused(404, 'There is no such question');
    return answer(question);
  };
}

function runNamed(store: DiskStore, experiment = '', number = ''): RunRecord {
  const known = /^[1-9]\d{0,14}$/.test(number) ? readRun(store, experiment, Number(number)) : undefined;
  if (known === undefined)
    throw new Refused(
      404,
      'There is no such run, or its record is damaged',
      '"assay fsck" moves damaged records to quarantine.',
    );
  return known;
}

/**
 * A report of a run that may have ten thousand steps, as much of it as a page can draw: steps without details, the beginning of a
 * long sweep, and of the timeline the longest bars.
 */
function lighter(document: ReportDocument): ReportDocument {
  const { sweeps, timeline, steps, gaps, experiment, run } = document;
  const part = `Of ${steps.length} steps, this page shows the first ${MOST_ROWS} in the sweep and the longest ${MOST_BARS} in the timeline, and seeds and versions are those of the first ${MOST_DETAILED}. "assay report ${experiment}@${run}" has all.`;
  const longest = timeline.bars.toSorted((a, b) => b.durationMs - a.durationMs).slice(0, MOST_BARS);
  return {
    ...document,
    gaps: steps.length > MOST_DETAILED ? [...gaps, part] : gaps,
    steps: steps.map(withoutDetails),
    sweeps: sweeps.map((table) =>
      table.rows.length <= MOST_ROWS
        ? table
        : { ...table, rows: table.rows.slice(0, MOST_ROWS), omitted: table.rows.length - MOST_ROWS },
    ),
    timeline: timeline.bars.length <= MOST_BARS ? timeline : { ...timeline, bars: longest },
  };
}

function withoutDetails(step: ReportStep): ReportStep {
  return { ...step, params: [], code: [], runtime: [], inputs: [], outputs: [], errors: step.errors.slice(0, 1) };
}
