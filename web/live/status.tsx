import type { RunSummary } from '../../engine/serve/model.ts';
import { showDuration } from '../format.ts';
import { Glyph } from '../glyph.tsx';
import type { Outcome } from '../../engine/document/model.ts';

const OUTCOMES: Readonly<Record<RunSummary['status'], Outcome>> = {
  running: 'running',
  done: 'run',
  failed: 'failed',
  interrupted: 'cancelled',
  killed: 'cancelled',
  damaged: 'unknown',
};

/** The shape of how a run is; one that reused everything is hollow. */
export function StatusGlyph({ status, counts = [] }: Pick<RunSummary, 'status'> & Partial<Pick<RunSummary, 'counts'>>) {
  const reused = status === 'done' && counts.length > 0 && counts.every(([action]) => action === 'reused');
  return <Glyph outcome={reused ? 'reused' : OUTCOMES[status]} />;
}

/** About how long it still takes: in whole seconds, and in tens of them from a minute on, because an estimate has no more digits. */
export function showLeft(leftMs: number): string {
  const unit = leftMs < 60_000 ? 1000 : 10_000;
  return showDuration(Math.ceil(leftMs / unit) * unit).replace('.0 s', ' s');
}

/** A share of the time in whole percent. It says 100 only when it is over. */
export function showShare(share: number): string {
  return `${Math.min(99, Math.floor(share * 100))} %`;
}
