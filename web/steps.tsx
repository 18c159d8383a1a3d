import type { ReportStep } from '../engine/document/model.ts';
import { showDuration } from './format.ts';
import { Glyph } from './glyph.tsx';
import { Scroll } from './section.tsx';
import { stepAddress } from './selection.ts';
import { StepRecord } from './step-record.tsx';

interface StepsProps {
  readonly steps: readonly ReportStep[];
  readonly open: ReportStep | undefined;
}

/** Every step in a list, and the record of the open one beside it. */
export function Steps({ steps, open }: StepsProps) {
  return (
    <div class="steps">
      <Scroll label="List of steps">
        <table class="list">
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
            {steps.map((step) => (
              <Row step={step} on={step === open} key={step.id} />
            ))}
          </tbody>
        </table>
      </Scroll>
      {open !== undefined && (
        <div class="insp" aria-live="polite">
          <StepRecord step={open} siblings={steps.filter(({ name }) => name === open.name)} />
        </div>
      )}
      <Keys steps={steps} />
    </div>
  );
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
