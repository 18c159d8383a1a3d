import { useState } from 'preact/hooks';
import type { LiveRun } from '../../engine/serve/model.ts';
import { showDuration } from '../format.ts';
import { post, runPath } from './api.ts';
import { showLeft, showShare } from './status.tsx';
import type { RunName } from './route.ts';

/** How far a run is, by time; what runs now; and how to stop it. */
export function Progress({ name, live }: { readonly name: RunName; readonly live: LiveRun }) {
  const { share, total, counts, running } = live;
  const count = (state: string): number => counts.find(([each]) => each === state)?.[1] ?? 0;
  const ended = total - count('running') - count('waiting');
  return (
    <div class="progress">
      <p class="far">
        {share !== undefined && <b>{showShare(share)}</b>}
        <span class="m">
          {ended} of {total} steps done, {count('running')} running, {count('waiting')} waiting
        </span>
        <span class="left" role="status">
          {leftWords(live)}
        </span>
        <StopButton {...{ name, live }} />
      </p>
      {share === undefined ? (
        <p class="s mm">
          Some of these steps have never run, so nobody knows how long they take. What is done stays: a later run goes
          on from there.
        </p>
      ) : (
        <>
          <div
            class="bar"
            role="progressbar"
            aria-label="Time that is over"
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.floor(share * 100)}
          >
            <span style={{ width: `${share * 100}%` }} />
          </div>
          <p class="s mm">The bar shows time, not steps. What is done stays: a later run goes on from there.</p>
        </>
      )}
      <ul class="nowrun">
        {running.map(({ id, text, sinceMs, share: own }) => (
          <li key={id}>
            <b>{id}</b> <span class="m">{text === '' ? `for ${showDuration(sinceMs)}` : text}</span>
            {own !== undefined && (
              <span class="bar" aria-hidden="true">
                <span style={{ width: `${own * 100}%` }} />
              </span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function leftWords({ leftMs, atLeast }: LiveRun): string {
  if (leftMs === undefined) return 'time left unknown';
  return `${atLeast ? 'more than' : 'about'} ${showLeft(leftMs)} left`;
}

/** Stops the run, once the user has said so twice. */
function StopButton({ name, live }: { readonly name: RunName; readonly live: LiveRun }) {
  const [state, setState] = useState<'idle' | 'asked' | 'stopping'>('idle');
  const [problem, setProblem] = useState('');
  if (live.unstoppable !== undefined) return <span class="s mm">{live.unstoppable}</span>;
  if (state === 'stopping')
    return (
      <span class="m" role="status">
        Stopping: running steps save what they have.
      </span>
    );
  const stop = (): void => {
    setState('stopping');
    post(`stop/${runPath(name)}`, {}).catch((error: unknown) => {
      setState('idle');
      setProblem((error as Error).message);
    });
  };
  if (state === 'idle')
    return (
      <>
        <button class="btn" type="button" onClick={() => setState('asked')}>
          Stop
        </button>
        {problem !== '' && (
          <span class="failed" role="alert">
            {problem}
          </span>
        )}
      </>
    );
  return (
    <span class="confirm" role="alertdialog" aria-label={`Stop run ${name.run} of ${name.experiment}?`}>
      Stop this run? Finished steps are kept.{' '}
      <button class="btn strong" type="button" onClick={stop}>
        Stop it
      </button>{' '}
      <button class="btn" type="button" onClick={() => setState('idle')}>
        Let it run
      </button>
    </span>
  );
}
