import type { Bar, Timeline as TimelineData } from '../engine/document/model.ts';
import { showDuration } from './format.ts';
import { Scroll } from './section.tsx';
import { stepAddress } from './selection.ts';

const WIDTH = 1080;
const LEFT = 56;
const ROW = 30;
/** A letter of a bar's label takes about this. */
const LETTER = 7;
const NICE = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 7200, 18_000, 36_000, 86_400];

/** When each step ran. */
export function Timeline({ timeline }: { readonly timeline: TimelineData }) {
  const { bars, slots, spanMs, unplaced } = timeline;
  const scale = (WIDTH - LEFT - 8) / Math.max(1, spanMs);
  const height = slots * ROW + 34;
  return (
    <>
      {bars.length > 0 && (
        <Scroll label="Timeline of the steps">
          <svg class="tl wide" viewBox={`0 0 ${WIDTH} ${height}`} role="group" aria-label="When each step ran">
            {ticks(spanMs).map((ms) => (
              <g key={ms}>
                <path class="ax" d={`M${LEFT + ms * scale} 0V${slots * ROW + 6}`} />
                <text x={LEFT + ms * scale} y={height - 8} text-anchor={ms === 0 ? 'start' : 'middle'}>
                  {ms === 0 ? '0' : showDuration(ms).replace('.0 s', ' s')}
                </text>
              </g>
            ))}
            {Array.from({ length: slots }, (_, slot) => (
              <text x="0" y={slot * ROW + 19} key={slot}>
                slot {slot + 1}
              </text>
            ))}
            {bars.map((bar) => (
              <TimeBar {...{ bar, scale }} key={bar.step} />
            ))}
          </svg>
        </Scroll>
      )}
      {bars.length === 0 && <p class="empty">No step of this run has a recorded start.</p>}
      {unplaced.length > 0 && (
        <p class="empty">
          Without a recorded start: {unplaced.slice(0, 12).join(', ')}
          {unplaced.length > 12 ? ` and ${unplaced.length - 12} more` : ''}.
        </p>
      )}
    </>
  );
}

function TimeBar({ bar, scale }: { readonly bar: Bar; readonly scale: number }) {
  const width = Math.max(2, bar.durationMs * scale);
  const x = LEFT + bar.startMs * scale;
  const y = bar.slot * ROW + 4;
  return (
    <a href={stepAddress(bar.step)} aria-label={`${bar.step}, ${showDuration(bar.durationMs)}`}>
      <title>
        {bar.step}, {showDuration(bar.durationMs)}
      </title>
      <rect class="bar" {...{ x, y, width }} height={ROW - 8} rx="2" />
      {bar.step.length * LETTER < width - 8 && (
        <text class="lb" x={x + 6} y={y + 15}>
          {bar.step}
        </text>
      )}
    </a>
  );
}

function ticks(spanMs: number): readonly number[] {
  const step = (NICE.find((seconds) => spanMs / (seconds * 1000) <= 8) ?? 86_400) * 1000;
  const fine = spanMs < 2000 ? Math.max(1, 10 ** Math.floor(Math.log10(Math.max(1, spanMs) / 2))) : step;
  return Array.from({ length: Math.floor(spanMs / fine) + 1 }, (_, index) => index * fine).slice(0, 40);
}
