import { useRef } from 'preact/hooks';
import type { RunList as List, RunSummary } from '../../engine/serve/model.ts';
import { showDuration, showTime } from '../format.ts';
import { useVisibleRows } from '../visible-rows.ts';
import { addressOf, showRun, type RunName } from './route.ts';
import { showLeft, showShare, StatusGlyph } from './status.tsx';

const HEAD_PX = 44;
const RUN_PX = 68;

interface RunListProps {
  readonly list: List;
  readonly find: string;
  readonly open: RunName | undefined;
  readonly chosen: readonly string[];
  readonly choose: (name: string) => void;
}

type Row = { readonly experiment: string; readonly count: number } | RunSummary;

/** All runs, by experiment. Those to compare are chosen here. */
export function RunList({ list, find, open, chosen, choose }: RunListProps) {
  const rows = rowsOf(list.runs);
  const frame = useRef<HTMLDivElement>(null);
  const heightOf = (index: number): number => (isRun(rows[index]) ? RUN_PX : HEAD_PX);
  const seen = useVisibleRows(rows.length, { heightOf, frame });
  return (
    <div class="runs" ref={frame} tabIndex={0} role="region" aria-label="List of runs">
      {list.read < list.total && (
        <p class="s mm pad" role="status">
          {list.read} of {list.total} runs read
        </p>
      )}
      {rows.length === 0 && list.read === list.total && <Empty total={list.total} find={find} />}
      <ul>
        <li aria-hidden="true" class="space" style={{ height: `${seen.before}px` }} />
        {rows.slice(seen.first, seen.end).map((row) =>
          isRun(row) ? (
            <RunRow
              run={row}
              address={addressOf({ run: row, find })}
              current={open !== undefined && showRun(open) === showRun(row)}
              chosen={chosen.includes(showRun(row))}
              choose={choose}
              key={showRun(row)}
            />
          ) : (
            <li class="exp" key={row.experiment}>
              <b>{row.experiment}</b>
              <span class="mm">{row.count === 1 ? '1 run' : `${row.count} runs`}</span>
            </li>
          ),
        )}
        <li aria-hidden="true" class="space" style={{ height: `${seen.after}px` }} />
      </ul>
    </div>
  );
}

function isRun(row: Row | undefined): row is RunSummary {
  return row !== undefined && 'status' in row;
}

function rowsOf(runs: readonly RunSummary[]): readonly Row[] {
  const rows: Row[] = [];
  const counts = new Map<string, number>();
  for (const { experiment } of runs) counts.set(experiment, (counts.get(experiment) ?? 0) + 1);
  let last: string | undefined;
  for (const run of runs) {
    if (run.experiment !== last) rows.push({ experiment: run.experiment, count: counts.get(run.experiment) ?? 0 });
    last = run.experiment;
    rows.push(run);
  }
  return rows;
}

function Empty({ total, find }: { readonly total: number; readonly find: string }) {
  if (find !== '' && total > 0)
    return <p class="empty pad">No run has “{find}” in its name, steps, parameters, keys, tags or note.</p>;
  return (
    <p class="empty pad">
      No runs yet. They appear here when they begin: <code>assay run experiments/quickstart.yaml</code>
    </p>
  );
}

interface RunRowProps {
  readonly run: RunSummary;
  readonly address: string;
  readonly current: boolean;
  readonly chosen: boolean;
  readonly choose: (name: string) => void;
}

function RunRow({ run, address, current, chosen, choose }: RunRowProps) {
  const { status, counts, durationMs, startedAt, tags, share } = run;
  const name = showRun(run);
  const time =
    status === 'running'
      ? share === undefined
        ? ''
        : showShare(share)
      : durationMs === undefined
        ? ''
        : showDuration(durationMs);
  return (
    <li class={current ? 'one on' : 'one'}>
      <input
        type="checkbox"
        checked={chosen}
        disabled={status === 'damaged'}
        onChange={() => choose(name)}
        aria-label={`Compare ${name}`}
      />
      <a href={address} aria-current={current ? 'page' : undefined}>
        <span class="top">
          <StatusGlyph {...{ status, counts }} />
          <span>
            run {run.run}
            <span class="sr"> of {run.experiment}, </span> <span class="mm">{status === 'done' ? '' : status}</span>
          </span>
          <span class="n">{time}</span>
        </span>
        {share !== undefined && <Bar share={share} />}
        <span class="line">{lineOf(run)}</span>
        <span class="line mm">
          {startedAt === '' ? '' : showTime(startedAt)}
          {tags.map((tag) => (
            <span class="tag" key={tag}>
              {tag}
            </span>
          ))}
        </span>
      </a>
    </li>
  );
}

function lineOf({ line, note, status, share, leftMs }: RunSummary): string {
  if (status === 'running' && line === '')
    return leftMs === undefined
      ? 'time left unknown'
      : `${share === undefined ? 'more than' : 'about'} ${showLeft(leftMs)} left`;
  return note ?? line;
}

function Bar({ share }: { readonly share: number }) {
  return (
    <span class="bar" aria-hidden="true">
      <span style={{ width: `${share * 100}%` }} />
    </span>
  );
}
