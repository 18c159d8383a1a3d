import { useRef } from 'preact/hooks';
import type { ReportStep } from '../engine/document/model.ts';
import { showDuration } from './format.ts';
import { Glyph } from './glyph.tsx';
import { Scroll } from './section.tsx';
import { stepAddress } from './selection.ts';
import { StepRecord } from './step-record.tsx';
import { useVisibleRows } from './visible-rows.ts';

interface StepsProps {
  readonly steps: readonly ReportStep[];
  readonly open: ReportStep | undefined;
  /** Whether the record of the open one stands beside them. */
  readonly record: boolean;
}

/** From so many rows on, only those are drawn that can be seen. */
const MANY = 300;
/** What a row takes where all are of one height. */
const ROW_PX = 33;

/** Every step in a list, and perhaps the record of the open one beside it. */
export function Steps({ steps, open, record }: StepsProps) {
  const many = steps.length > MANY;
  const frame = useRef<HTMLDivElement>(null);
  const seen = useVisibleRows(many ? steps.length : 0, { heightOf: () => ROW_PX, frame });
  const shown = many ? steps.slice(seen.first, seen.end) : steps;
  return (
    <div class={record ? 'steps' : 'steps alone'}>
      <Scroll label="List of steps" frame={frame} long={many}>
        <table class={many ? 'list long' : 'list'} aria-rowcount={steps.length + 1}>
          <caption class="sr">Steps of the run</caption>
          <thead>
            <tr>
              <th scope="col">step</th>
              <th scope="col">why</th>
              <th scope="col" class="n">
                time
              </th>
            </tr>
          </thead>
          <tbody>
            {many && <Space px={seen.before} />}
            {shown.map((step) => (
              <Row step={step} on={step === open} key={step.id} />
            ))}
            {many && <Space px={seen.after} />}
          </tbody>
        </table>
      </Scroll>
      {record && open !== undefined && (
        <div class="insp" aria-live="polite">
          <StepRecord step={open} siblings={steps.filter(({ name }) => name === open.name)} />
        </div>
      )}
      <Keys steps={steps} />
    </div>
  );
}

/** Stands for the rows that are not drawn. */
function Space({ px }: { readonly px: number }) {
  return <tr aria-hidden="true" style={{ height: `${px}px` }} />;
}

function Row({ step, on }: { readonly step: ReportStep; readonly on: boolean }) {
  const { id, name, point, outcome, why, durationMs } = step;
  const time = durationMs === undefined ? '–' : showDuration(durationMs);
  return (
    <tr class={on ? 'on' : ''} id={`step-${encodeURIComponent(id)}`}>
      <td>
        <a href={stepAddress(id)} aria-current={on ? 'true' : undefined}>
          <Glyph outcome={outcome} />
          <span>
            {name} <small>{point.map(([axis, value]) => `${axis} = ${value}`).join(', ')}</small>
            <span class="sr"> {outcome}</span>
          </span>
        </a>
      </td>
      <td class="why">
        {why[0] ?? '–'}
        {why.length > 1 ? ' …' : ''}
      </td>
      <td class="n">{outcome === 'reused' ? <span class="mm">saved {time}</span> : time}</td>
    </tr>
  );
}

/** On paper nothing can be opened: all keys instead. */
function Keys({ steps }: { readonly steps: readonly ReportStep[] }) {
  return (
    <table class="only-print keys">
      <caption class="sr">Keys of the steps</caption>
      <tbody>
        {steps.map(({ id, key }) => (
          <tr key={id}>
            <th scope="row">{id}</th>
            <td>
              <code>{key ?? 'no key'}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
