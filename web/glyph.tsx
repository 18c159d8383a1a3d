import type { ComponentChildren } from 'preact';
import type { Outcome } from '../engine/document/model.ts';

/** What each outcome means, in the words of the legend. */
export const MEANINGS: Readonly<Record<Outcome, string>> = {
  run: 'made in this run',
  extended: 'went on from a checkpoint',
  reused: 'taken from the store',
  failed: 'ended with an error',
  skipped: 'an input is missing',
  cancelled: 'the run was interrupted',
  unknown: 'not recorded',
  running: 'runs now',
  waiting: 'not there yet',
};

const SHAPES: Readonly<Record<Outcome, ComponentChildren>> = {
  run: <circle cx="6" cy="6" r="5" fill="currentColor" />,
  extended: <path d="M2 1 11 6 2 11Z" fill="currentColor" />,
  reused: <circle cx="6" cy="6" r="4.25" fill="none" stroke="currentColor" stroke-width="1.75" />,
  failed: <path d="M2 2 10 10M10 2 2 10" fill="none" stroke="currentColor" stroke-width="2" />,
  skipped: (
    <>
      <circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" stroke-width="1.25" stroke-dasharray="2 1.5" />
      <path d="M3 9 9 3" stroke="currentColor" stroke-width="1.25" />
    </>
  ),
  cancelled: <path d="M2 6h8" stroke="currentColor" stroke-width="2" />,
  unknown: <circle cx="6" cy="6" r="1.75" fill="currentColor" />,
  running: (
    <>
      <circle cx="6" cy="6" r="4.25" fill="none" stroke="currentColor" stroke-width="1.5" />
      <path d="M6 1.75a4.25 4.25 0 0 1 0 8.5Z" fill="currentColor" />
    </>
  ),
  waiting: <circle cx="6" cy="6" r="1.5" fill="currentColor" />,
};

/** The shape of an outcome: colour is never alone. With `at`, inside another drawing. */
export function Glyph({ outcome, at }: { readonly outcome: Outcome; readonly at?: readonly [x: number, y: number] }) {
  const place = at === undefined ? {} : { x: at[0], y: at[1], width: 12, height: 12 };
  return (
    <svg class={`g ${outcome}`} viewBox="0 0 12 12" aria-hidden="true" {...place}>
      {SHAPES[outcome]}
    </svg>
  );
}
