import type { ComparedRun } from '../engine/document/model.ts';
import { Badges } from './badges.tsx';
import { showDuration, showTime } from './format.ts';
import { Lead } from './lead.tsx';

/** What each run found, beside the others. */
export function ComparedRuns({ runs }: { readonly runs: readonly ComparedRun[] }) {
  return (
    <div class={`beside of-${runs.length}`}>
      {runs.map(({ label, status, startedAt, durationMs, counts, verified, tags, note, lead, gaps }) => (
        <article key={label} aria-label={label}>
          <h3>
            {label} {status !== 'done' && <span class={status === 'failed' ? 'failed' : 'mm'}>{status}</span>}
          </h3>
          <p class="s m">
            {showTime(startedAt)}
            {durationMs !== undefined && `, ${showDuration(durationMs)}`}
          </p>
          <p class="s m badges">
            <Badges {...{ counts, verified, tags }} />
          </p>
          <p class="found">
            <Lead sentences={lead} />
          </p>
          {note !== undefined && <p class="s m">Note: {note}</p>}
          {gaps.map((gap) => (
            <p class="s m" key={gap}>
              {gap}
            </p>
          ))}
        </article>
      ))}
    </div>
  );
}
