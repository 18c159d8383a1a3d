import type { ReportDocument } from '../engine/document/model.ts';
import { Badges } from './badges.tsx';
import { showDuration, showTime } from './format.ts';
import { Lead } from './lead.tsx';

const STATUS: Readonly<Record<ReportDocument['status'], string>> = {
  done: '',
  running: 'still running',
  failed: 'failed',
  interrupted: 'interrupted',
};

/** The question, what was found, and the facts that everybody asks for first. */
export function Masthead({ document }: { readonly document: ReportDocument }) {
  const { experiment, run, startedAt, durationMs, status, waits, counts, verified, tags } = document;
  const state = waits === true ? 'waiting for its job' : STATUS[status];
  return (
    <header class="mast">
      <p class="meta">
        <span>
          <b>{experiment}</b> run {run}
        </span>
        <span>{showTime(startedAt)}</span>
        {durationMs !== undefined && <span>{showDuration(durationMs)}</span>}
        {state !== '' && <span class={status === 'failed' ? 'failed' : ''}>{state}</span>}
        <Badges {...{ counts, verified, tags }} />
      </p>
      <h1>{document.question}</h1>
      <p class="lead">
        <Lead sentences={document.lead} />
      </p>
      {document.about !== undefined && <p class="about">{document.about}</p>}
      {document.note !== undefined && <p class="about">Note: {document.note}</p>}
      {document.gaps.length > 0 && (
        <ul class="gaps">
          {document.gaps.map((gap) => (
            <li key={gap}>{gap}</li>
          ))}
        </ul>
      )}
      <dl class="facts">
        {document.facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </header>
  );
}
