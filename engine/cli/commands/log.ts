import { defineCommand, type BlankCommand, type Line, type OptionsOf } from '../command.ts';
import { jsonOption, storeOption } from '../options.ts';
import { readNotes, type Notes } from '../../runs/notes.ts';
import { listExperiments, runFiles } from '../../runs/runs.ts';
import type { RunRecord, RunStep } from '../../runs/run-record.ts';
import { badgeOf, readVerifications, showBadge, type Badge } from '../../runs/verification.ts';
import { showDuration } from '../../core/duration.ts';
import type { DiskStore } from '../../store/local/disk.ts';
import { fit } from '../../report/width.ts';
import { EXIT, renderTable } from '../output.ts';
import { damageOf, experimentName, noRuns, REMEDY } from '../references.ts';
import { withStore } from '../with-store.ts';

const declare = (blank: BlankCommand) =>
  blank
    .argument('[experiment]', 'name of the experiment, or its file')
    .option('--tag <tag>', 'only runs with this tag')
    .addOption(storeOption())
    .addOption(jsonOption());

/** A run, its tags, and how many of its artifacts have been verified; `run` is undefined when its record is damaged. */
interface Entry {
  readonly experiment: string;
  readonly number: number;
  readonly run: RunRecord | undefined;
  readonly badge: Badge | undefined;
  readonly notes: Notes;
}

const HEADINGS = ['experiment', 'run', 'status', 'started', 'took', 'ran', 'reused', 'failed', 'verified', 'commit'];

/** In a row; `assay show` has all of it. */
const NOTE_COLUMNS = 40;

/** `assay log [EXPERIMENT]`: lists the runs, newest first; with `tag`, those that have it. */
export const log = defineCommand({
  declare,
  help: `Examples:
  assay log
  assay log quickstart --json
  assay log --tag paper`,
  run: listRuns,
});

async function listRuns(
  experiment: string | undefined,
  options: OptionsOf<typeof declare>,
  { terminal }: Line,
): Promise<number> {
  return withStore(options.store, async (store) => {
    const all = listExperiments(store);
    const name = experiment === undefined ? undefined : await experimentName(experiment);
    const known = (name === undefined ? all : [name]).flatMap((each) => entriesOf(store, each));
    if (known.length === 0 && name !== undefined && all.length > 0) throw noRuns(store, name);
    const { tag } = options;
    const entries = tag === undefined ? known : known.filter(({ notes }) => notes.tags.includes(tag));
    if (options.json) terminal.out(JSON.stringify(entries.map(entryJson), null, 2));
    else if (known.length > 0 && entries.length === 0) terminal.out(`No run has the tag "${tag}".`);
    else if (entries.length === 0) terminal.out('No runs yet. Start with: assay run experiments/quickstart.yaml');
    else {
      const noted = withNotes(HEADINGS, rowsOf(entries), entries);
      const table = filled(noted.headings, noted.rows, terminal.columns !== undefined);
      terminal.out(renderTable(table.headings, table.rows, { columns: terminal.columns }));
      for (const each of entries) if (each.run === undefined) terminal.err(showDamage(each));
    }
    return EXIT.done;
  });
}

function entriesOf(store: DiskStore, experiment: string): readonly Entry[] {
  return Array.from(runFiles(store, experiment), ({ number, run }) => {
    const badge = run === undefined ? undefined : badgeOf(run, readVerifications(store, run));
    const notes = readNotes(store, { experiment, number }) ?? { tags: [] };
    return { experiment, number, run, badge, notes };
  });
}

function showDamage({ experiment, number }: Entry): string {
  return `${damageOf(experiment, number)}: ${REMEDY}.`;
}

function rowsOf(entries: readonly Entry[]): readonly (readonly (string | number)[])[] {
  // Aligns the counts, whether or not a remark follows.
  const badges = entries.map(({ badge }) => /^(\S+)(.*)$/.exec(showBadge(badge)) ?? []);
  const width = Math.max('verified'.length, ...badges.map(([, counts = '']) => counts.length));
  return entries.map(({ experiment, number, run }, index) => {
    const [, counts = '', remark = ''] = badges[index] ?? [];
    const verified = counts.padStart(width) + remark;
    if (run === undefined) return [experiment, number, 'damaged', '-', '-', '-', '-', '-', verified, '-'];
    const { ran, reused, failed } = countSteps(run);
    return [
      experiment,
      number,
      run.status,
      run.startedAt.replace('T', ' ').replace(/\.\d+Z$/, 'Z'),
      run.durationMs === undefined ? '-' : showDuration(run.durationMs),
      ran ?? '-',
      reused ?? '-',
      failed ?? '-',
      verified,
      run.git?.slice(0, 8) ?? '-',
    ];
  });
}

/** The table with the tags and the first words of the notes, where any run has such. */
function withNotes(headings: Table['headings'], rows: Table['rows'], entries: readonly Entry[]): Table {
  const tags = entries.map(({ notes }) => notes.tags.join(', '));
  const remarks = entries.map(({ notes: { note = '' } }) => fit(note.replaceAll(/\s+/g, ' '), NOTE_COLUMNS));
  const more = [
    { heading: 'tags', cells: tags },
    { heading: 'note', cells: remarks },
  ].filter(({ cells }) => cells.some((cell) => cell !== ''));
  return {
    headings: [...headings, ...more.map(({ heading }) => heading)],
    rows: rows.map((row, index) => [...row, ...more.map(({ cells }) => cells[index] || '-')]),
  };
}

interface Table {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** Removes the columns that are empty in every row, where space is short. */
function filled(headings: Table['headings'], rows: Table['rows'], short: boolean): Table {
  const used = headings.map((_, column) => !short || rows.some((row) => String(row[column]).trim() !== '-'));
  const pick = <T>(list: readonly T[]): readonly T[] => list.filter((_, column) => used[column]);
  return { headings: pick(headings), rows: rows.map(pick) };
}

/** Counts the outcomes of the steps; null while the run is going or after it was killed, when nobody knows them. */
function countSteps(run: RunRecord): Readonly<Record<'steps' | 'ran' | 'reused' | 'failed', number | null>> {
  if (run.durationMs === undefined) return { steps: null, ran: null, reused: null, failed: null };
  const count = (action: RunStep['action']): number => run.steps.filter((step) => step.action === action).length;
  return { steps: run.steps.length, ran: count('finished'), reused: count('reused'), failed: count('failed') };
}

function entryJson(entry: Entry): object {
  const { experiment, number, run, badge, notes } = entry;
  if (run === undefined) return { experiment, number, status: 'damaged', error: showDamage(entry), ...notes };
  const { status, startedAt, durationMs, git, seed, runtime } = run;
  const verified = badge ?? null;
  return {
    experiment,
    number,
    status,
    startedAt,
    durationMs,
    git,
    seed,
    runtime,
    ...countSteps(run),
    verified,
    ...notes,
  };
}
