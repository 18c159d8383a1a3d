import { useRef } from 'preact/hooks';
import type { Cell, Table } from '../engine/document/model.ts';
import { axesOf, HEIGHT, TOP, WIDTH, type Axis, type Range, type Ranges } from './axis.ts';
import { Scroll } from './section.tsx';

const COLOURS = 4;
/** Half the width of what can be dragged along an axis. */
const REACH = 14;
/** A drag shorter than this is a click, which takes the range away. */
const CLICK = 4;

interface ParallelProps {
  readonly table: Table;
  /** The rows that the filters have left. */
  readonly kept: ReadonlySet<readonly Cell[]>;
  /** The row that is pointed at. */
  readonly pointed?: readonly Cell[] | undefined;
  readonly ranges: Ranges;
  /** With `goesOn` while it is dragged. */
  readonly setRange: (name: string, range: Range | undefined, how?: { readonly goesOn?: boolean }) => void;
}

/** Parallel coordinates: a line for each result, coloured by the first axis of the sweep. A drag along an axis keeps a range. */
export function Parallel({ table, kept, pointed, ranges, setRange }: ParallelProps) {
  const axes = axesOf(table);
  if (axes.length < 2) return null;
  const first = [...new Set(table.rows.map((row) => row[0]))];
  const classOf = (row: readonly Cell[]): string => {
    if (row === pointed) return 'l hot';
    const shade = Math.floor((first.indexOf(row[0]) * COLOURS) / Math.max(COLOURS, first.length));
    return kept.has(row) ? `l s${shade}` : 'l off';
  };
  return (
    <>
      <Scroll label={`Lines of ${table.title}`}>
        <svg
          class="pc wide"
          viewBox={`0 0 ${WIDTH} ${HEIGHT + 24}`}
          role="img"
          aria-label={`${table.title}: a line for each of ${table.rows.length} results`}
        >
          {table.rows.map((row, index) => (
            <path class={classOf(row)} d={lineOf(axes, row)} key={index} />
          ))}
          {axes.map((axis) => (
            <AxisLine
              axis={axis}
              range={ranges.get(axis.name)}
              set={(range, goesOn) => setRange(axis.name, range, { goesOn })}
              key={axis.name}
            />
          ))}
        </svg>
      </Scroll>
      <RangeFields {...{ axes, ranges, setRange }} />
    </>
  );
}

interface AxisLineProps {
  readonly axis: Axis;
  readonly range: Range | undefined;
  readonly set: (range: Range | undefined, goesOn: boolean) => void;
}

function AxisLine({ axis, range, set }: AxisLineProps) {
  const start = useRef<number | undefined>(undefined);
  const { name, x, low, high } = axis;
  const heightOf = (event: PointerEvent): number => {
    const box = (event.currentTarget as SVGElement).ownerSVGElement?.getBoundingClientRect();
    const scale = box === undefined || box.height === 0 ? 1 : (HEIGHT + 24) / box.height;
    return Math.min(HEIGHT, Math.max(TOP, (event.clientY - (box?.top ?? 0)) * scale));
  };
  const down = (event: PointerEvent): void => {
    (event.currentTarget as SVGElement).setPointerCapture(event.pointerId);
    start.current = heightOf(event);
  };
  const drag = (event: PointerEvent, goesOn: boolean): void => {
    if (start.current === undefined) return;
    const [from, to] = [start.current, heightOf(event)];
    const moved = Math.abs(to - from) >= CLICK;
    set(moved ? [axis.valueAt(Math.max(from, to)), axis.valueAt(Math.min(from, to))] : undefined, goesOn);
  };
  const move = (event: PointerEvent): void => drag(event, true);
  const up = (event: PointerEvent): void => {
    drag(event, false);
    start.current = undefined;
  };
  const [top, bottom] = range === undefined ? [TOP, TOP] : [heightAt(axis, range[1]), heightAt(axis, range[0])];
  return (
    <g>
      <path class="a" d={`M${x} ${TOP}V${HEIGHT}`} />
      {range !== undefined && <rect class="brush" x={x - 6} y={top} width="12" height={Math.max(2, bottom - top)} />}
      <text class="t" x={x} y="14" text-anchor="middle">
        {name.length > 18 ? `${name.slice(0, 17)}…` : name}
      </text>
      <text x={x} y={TOP - 8} text-anchor="middle">
        {high}
      </text>
      <text x={x} y={HEIGHT + 16} text-anchor="middle">
        {low}
      </text>
      {axis.range !== undefined && (
        <rect
          class="grab"
          x={x - REACH}
          y={TOP - 4}
          width={2 * REACH}
          height={HEIGHT - TOP + 8}
          onPointerDown={down}
          onPointerMove={move}
          onPointerUp={up}
        />
      )}
    </g>
  );
}

function heightAt({ range }: Axis, value: number): number {
  const [low, high] = range ?? [0, 1];
  const share = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return HEIGHT - share * (HEIGHT - TOP);
}

/** The same ranges for the keyboard: two fields for each axis of numbers. */
function RangeFields({
  axes,
  ranges,
  setRange,
}: Pick<ParallelProps, 'ranges' | 'setRange'> & { axes: readonly Axis[] }) {
  return (
    <details class="ranges">
      <summary>Keep a range: drag along an axis, or type it here</summary>
      <div>
        {axes.map(({ name, range: whole }) => {
          if (whole === undefined) return null;
          const range = ranges.get(name);
          const change = (index: 0 | 1, text: string): void => {
            const value = text === '' ? whole[index] : Number(text);
            const [low, high] = range ?? whole;
            const next: Range = index === 0 ? [value, high] : [low, value];
            setRange(name, next[0] <= whole[0] && next[1] >= whole[1] ? undefined : next);
          };
          const field = (index: 0 | 1, word: string) => (
            <label>
              {word}{' '}
              <input
                type="number"
                step="any"
                aria-label={`${name} ${word}`}
                value={range === undefined ? '' : Number(range[index].toPrecision(4))}
                placeholder={String(Number(whole[index].toPrecision(4)))}
                onChange={(event) => change(index, event.currentTarget.value)}
              />
            </label>
          );
          return (
            <fieldset key={name}>
              <legend>{name}</legend>
              {field(0, 'from')} {field(1, 'to')}
            </fieldset>
          );
        })}
      </div>
    </details>
  );
}

function lineOf(axes: readonly Axis[], row: readonly Cell[]): string {
  const points = axes.flatMap((axis) => {
    const y = axis.y(row);
    return y === undefined ? [] : [`${axis.x} ${Math.round(y * 10) / 10}`];
  });
  return points.length === 0 ? '' : `M${points.join('L')}`;
}
