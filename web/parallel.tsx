import type { Cell, Table } from '../engine/document/model.ts';
import { showCell } from './format.ts';
import { Scroll } from './section.tsx';

const WIDTH = 1080;
const HEIGHT = 220;
const TOP = 40;
const SIDE = 64;
const MOST_AXES = 8;
const COLOURS = 4;

interface Axis {
  readonly name: string;
  readonly x: number;
  readonly low: string;
  readonly high: string;
  y(row: readonly Cell[]): number | undefined;
}

interface ParallelProps {
  readonly table: Table;
  /** The rows that the filter has left. */
  readonly kept: ReadonlySet<readonly Cell[]>;
}

/** Parallel coordinates: a line for each result, coloured by the first axis of the sweep. */
export function Parallel({ table, kept }: ParallelProps) {
  const axes = axesOf(table);
  if (axes.length < 2) return null;
  const first = [...new Set(table.rows.map((row) => row[0]))];
  return (
    <Scroll label={`Lines of ${table.title}`}>
      <svg
        class="pc wide"
        viewBox={`0 0 ${WIDTH} ${HEIGHT + 24}`}
        role="img"
        aria-label={`${table.title}: a line for each of ${table.rows.length} results`}
      >
        {table.rows.map((row, index) => {
          const shade = Math.floor((first.indexOf(row[0]) * COLOURS) / Math.max(COLOURS, first.length));
          return <path class={kept.has(row) ? `l s${shade}` : 'l off'} d={lineOf(axes, row)} key={index} />;
        })}
        {axes.map(({ name, x, low, high }) => (
          <g key={name}>
            <path class="a" d={`M${x} ${TOP}V${HEIGHT}`} />
            <text class="t" x={x} y="14" text-anchor="middle">
              {name.length > 18 ? `${name.slice(0, 17)}…` : name}
            </text>
            <text x={x} y={TOP - 8} text-anchor="middle">
              {high}
            </text>
            <text x={x} y={HEIGHT + 16} text-anchor="middle">
              {low}
            </text>
          </g>
        ))}
      </svg>
    </Scroll>
  );
}

function lineOf(axes: readonly Axis[], row: readonly Cell[]): string {
  const points = axes.flatMap((axis) => {
    const y = axis.y(row);
    return y === undefined ? [] : [`${axis.x} ${Math.round(y * 10) / 10}`];
  });
  return points.length === 0 ? '' : `M${points.join('L')}`;
}

/** The columns that vary, at most eight, from left to right. */
function axesOf({ columns, rows }: Table): readonly Axis[] {
  const varying = columns.flatMap(({ name }, index) => {
    const values = [...new Set(rows.map((row) => row[index] ?? null))].filter((value) => value !== null);
    return values.length > 1 ? [{ name, index, values }] : [];
  });
  const shown = varying.slice(0, MOST_AXES);
  const gap = (WIDTH - 2 * SIDE) / Math.max(1, shown.length - 1);
  return shown.map(({ name, index, values }, at): Axis => {
    const numbers = values.filter((value) => typeof value === 'number');
    const isNumeric = numbers.length === values.length;
    const order = isNumeric ? numbers.toSorted((a, b) => a - b) : values.map(String).toSorted();
    const [low = 0, high = 1] = [order[0], order.at(-1)];
    const share = (value: Cell): number =>
      typeof low === 'number' && typeof high === 'number' && isNumeric
        ? (Number(value) - low) / (high - low)
        : (order as readonly string[]).indexOf(String(value)) / (order.length - 1);
    return {
      name,
      x: Math.round(SIDE + at * gap),
      low: showCell(low),
      high: showCell(high),
      y: (row) => {
        const value = row[index] ?? null;
        return value === null ? undefined : HEIGHT - share(value) * (HEIGHT - TOP);
      },
    };
  });
}
