import type { LiveEvent } from '../../engine/serve/model.ts';
import { stepAddress } from '../selection.ts';

const CLOCK = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** What happened, the newest last; the times are those of this machine's zone. */
export function Events({ events }: { readonly events: readonly LiveEvent[] }) {
  return (
    <div class="events scroll" tabIndex={0} role="region" aria-label="List of events">
      <ol>
        {events.map(({ at, step, kind, text }, index) => (
          <li class={kind === 'failed' ? 'failed' : ''} key={`${at} ${index}`}>
            <time dateTime={new Date(at).toISOString()}>{CLOCK.format(at)}</time>{' '}
            {step !== undefined && <a href={stepAddress(step)}>{step}</a>}{' '}
            <span class={step === undefined ? '' : 'm'}>{text}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
