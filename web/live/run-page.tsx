import { useEffect, useState } from 'preact/hooks';
import type { LiveRun, RunDocument } from '../../engine/serve/model.ts';
import { Curves } from '../curves.tsx';
import { Masthead } from '../masthead.tsx';
import { RunSections } from '../run-sections.tsx';
import { Section } from '../section.tsx';
import { useSelectedStep } from '../selection.ts';
import { runPath } from './api.ts';
import { Drawer } from './drawer.tsx';
import { Events } from './events.tsx';
import type { Notes } from './notes.ts';
import { NotesEditor } from './notes-editor.tsx';
import { Progress } from './progress.tsx';
import type { RunName } from './route.ts';
import { useAnswer } from './use-answer.ts';

/** While a run goes on, its journal is read so often, in ms. */
const LIVE_MS = 700;
/** Its report takes longer to make. */
const DOCUMENT_MS = 5000;

const RUNNING_QUESTION =
  'Blue: what is measured now; lines are means over the part of an epoch, dashes validation. Grey: what has ended.';

/** One run: how it goes on, and all that a report of it shows. */
export function RunPage({ name }: { readonly name: RunName }) {
  const path = runPath(name);
  const live = useAnswer<LiveRun>(`live/${path}`, (value) =>
    value === undefined || value.status === 'running' ? LIVE_MS : undefined,
  );
  const status = live.value?.status ?? '';
  // Asked again when the run ends: `status` is part of the question.
  const report = useAnswer<RunDocument>(`document/${path}?status=${status}`, (value) =>
    value === undefined || value.document.status === 'running' ? DOCUMENT_MS : undefined,
  );
  const [kept, setKept] = useState<RunDocument>();
  useEffect(() => {
    if (report.value !== undefined) setKept(report.value);
  }, [report.value]);
  const [notes, setNotes] = useState<Notes>();
  const selected = useSelectedStep();
  const failed = live.failed ?? report.failed;
  const shown = report.value ?? kept;
  if (shown === undefined)
    return (
      <main id="top">
        <h1>
          {name.experiment} run {name.run}
        </h1>
        <p class="lead">{failed === undefined ? 'Reading the run …' : failed.message}</p>
        {failed?.hint !== undefined && <p class="about">{failed.hint}</p>}
      </main>
    );
  const { tags = shown.document.tags, note = shown.document.note } = notes ?? {};
  const { note: _, ...others } = shown.document;
  const document = { ...others, tags, ...(note !== undefined && { note }) };
  const step = document.steps.find(({ id }) => id === selected);
  const charts = live.value?.charts ?? [];
  const goesOn = live.value?.status === 'running';
  return (
    <>
      <main id="top">
        {failed !== undefined && (
          <p class="failed" role="alert">
            {failed.message}. {failed.hint}
          </p>
        )}
        <Masthead document={document} />
        <NotesEditor name={name} notes={{ tags, ...(note !== undefined && { note }) }} saved={setNotes} />
        {goesOn && document.waits !== true && <Progress name={name} live={live.value} />}
        {live.value?.gap !== undefined && <p class="empty">{live.value.gap}</p>}
        {goesOn && charts.length > 0 && (
          <Section id="curves" title="Curves" question={RUNNING_QUESTION}>
            <Curves charts={charts} />
          </Section>
        )}
        <RunSections report={{ ...document, curves: goesOn ? [] : charts }} selected={step} />
        {live.value !== undefined && live.value.events.length > 0 && (
          <Section id="events" title="Events" question="What happened last?">
            <Events events={live.value.events} />
          </Section>
        )}
      </main>
      {step !== undefined && (
        <Drawer
          run={name}
          step={step}
          siblings={document.steps.filter((other) => other.name === step.name)}
          version={`${step.outcome} ${step.key ?? ''}`}
          close={() => {
            history.pushState(null, '', `${location.pathname}${location.search}#top`);
            dispatchEvent(new HashChangeEvent('hashchange'));
          }}
        />
      )}
    </>
  );
}
