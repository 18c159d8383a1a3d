import { useState } from 'preact/hooks';
import type { Table } from '../engine/document/model.ts';
import { showNumber } from './format.ts';
import { numbersAt, overRepeats, spreadOf, type Repeated } from './repeats.ts';
import { Scroll } from './section.tsx';

const WIDTH = 1080;
const LEFT = 220;
const RIGHT = 24;
const ROW = 26;
const MOST_ROWS = 40;
const LONGEST = 30;

/** Every repeat as a dot, a row for each point of the sweep, with mean and standard deviation: what varies by chance alone. */
export function RepeatStrip({ table }: { readonly table: Table }) {
  const points = overRepeats(table);
  const varies = (index: number): boolean => points.some(({ rows }) => new Set(numbersAt(rows, index)).size > 1);
  const metrics = table.columns
    .flatMap(({ name, axis }, index) => (axis === true || !varies(index) ? [] : [{ name, index }]))
    // Every step has its time, and few are run for it.
    .toSorted((a, b) => Number(a.name.startsWith('seconds')) - Number(b.name.startsWith('seconds')));
  const [chosen, setChosen] = useState(0);
  const metric = metrics[chosen] ?? metrics[0];
  if (metric === undefined) return null;
  const groups = points.filter(({ rows }) => numbersAt(rows, metric.index).length > 0);
  return (
    <>
      <div class="ctl" role="group" aria-label="Metric over repeats">
        {metrics.map(({ name }, index) => (
          <button
            class="btn"
            type="button"
            aria-pressed={metric.name === name}
            onClick={() => setChosen(index)}
            key={name}
          >
            {name}
          </button>
        ))}
      </div>
      <Strip name={metric.name} index={metric.index} groups={groups.slice(0, MOST_ROWS)} />
      <p class="legend">
        <span>
          <svg class="strip key" width="44" height="12" viewBox="0 0 44 12" aria-hidden="true">
            <rect class="sd" x="4" y="1" width="36" height="10" />
            <path class="mean" d="M22 0V12" />
            <circle class="rep" cx="30" cy="6" r="3.5" />
          </svg>
          a ring for each repeat; the line is their mean, the band one standard deviation
        </span>
        {groups.length > MOST_ROWS && <span>{groups.length - MOST_ROWS} more points are in the table.</span>}
      </p>
    </>
  );
}

interface StripProps {
  readonly name: string;
  readonly index: number;
  readonly groups: readonly Repeated[];
}

function Strip({ name, index, groups }: StripProps) {
  const all = groups.flatMap(({ rows }) => {
    const values = numbersAt(rows, index);
    const { mean = 0, deviation = 0 } = spreadOf(values);
    return [...values, mean - deviation, mean + deviation];
  });
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const x = (value: number): number =>
    Math.round((LEFT + ((value - low) / (high - low || 1)) * (WIDTH - LEFT - RIGHT)) * 10) / 10;
  const bottom = groups.length * ROW;
  return (
    <Scroll label={`${name} over repeats`}>
      <svg
        class="strip wide"
        viewBox={`0 0 ${WIDTH} ${bottom + 26}`}
        role="img"
        aria-label={`${name}: ${groups.map((group) => spoken(group, index)).join('; ')}`}
      >
        {[low, (low + high) / 2, high].map((value, at) => (
          <g key={at}>
            <path class="ax" d={`M${x(value)} 0V${bottom + 4}`} />
            <text x={x(value)} y={bottom + 20} text-anchor={(['start', 'middle', 'end'] as const)[at]}>
              {showNumber(value)}
            </text>
          </g>
        ))}
        {groups.map(({ label, rows }, at) => (
          <Repeats {...{ label, x }} values={numbersAt(rows, index)} y={at * ROW + ROW / 2} key={label} />
        ))}
      </svg>
    </Scroll>
  );
}

interface RepeatsProps {
  readonly label: string;
  readonly values: readonly number[];
  readonly y: number;
  readonly x: (value: number) => number;
}

function Repeats({ label, values, y, x }: RepeatsProps) {
  const { mean = 0, deviation } = spreadOf(values);
  const [from, to] = [x(mean - (deviation ?? 0)), x(mean + (deviation ?? 0))];
  return (
    <g>
      <text x="0" y={y + 4}>
        {label.length > LONGEST ? `${label.slice(0, LONGEST - 1)}…` : label || 'all'}
      </text>
      {deviation !== undefined && <rect class="sd" x={from} y={y - 8} width={Math.max(1, to - from)} height="16" />}
      <path class="mean" d={`M${x(mean)} ${y - 9}V${y + 9}`} />
      {values.map((value, index) => (
        <circle class="rep" cx={x(value)} cy={y} r="3.5" key={index} />
      ))}
    </g>
  );
}

function spoken({ label, rows }: Repeated, index: number): string {
  const { mean = 0, deviation } = spreadOf(numbersAt(rows, index));
  return `${label} ${showNumber(mean)}${deviation === undefined ? '' : ` ± ${showNumber(Number(deviation.toPrecision(2)))}`}`;
}
