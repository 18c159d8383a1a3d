import { useState } from 'preact/hooks';
import type { Cell, Table } from '../engine/document/model.ts';
import { DataTable } from './data-table.tsx';
import { showCell } from './format.ts';
import { Parallel } from './parallel.tsx';
import { within, type Range } from './axis.ts';
import { hasRepeats, spreadOverRepeats } from './repeats.ts';
import type { Order, Row } from './sort-rows.ts';
import { RepeatStrip } from './strip.tsx';
import { useSweepView, wholeView, type NamedOrder, type SweepView } from './sweep-view.ts';

/** A table of every step that the sweep multiplies: filtered by its axes, sorted by its columns, drawn as lines. */
export function Sweep({ tables }: { readonly tables: readonly Table[] }) {
  const { view, show, keep } = useSweepView();
  const table = tables.find(({ title }) => title === view.step) ?? tables[0];
  if (table === undefined) return null;
  return (
    <>
      {tables.length > 1 && (
        <div class="ctl" role="group" aria-label="Step">
          {tables.map(({ title }) => (
            <button
              class="btn"
              type="button"
              aria-pressed={table.title === title}
              onClick={() => keep(wholeView(title))}
              key={title}
            >
              {title}
            </button>
          ))}
        </div>
      )}
      <SweptStep {...{ table, view, show, keep }} key={table.title} />
    </>
  );
}

interface SweptStepProps {
  readonly table: Table;
  readonly view: SweepView;
  readonly show: (view: SweepView) => void;
  readonly keep: (view: SweepView) => void;
}

function SweptStep({ table, view, show, keep }: SweptStepProps) {
  const [pointed, setPointed] = useState<Row>();
  const { hidden, ranges } = view;
  const kept = within(table, ranges).filter((row) =>
    table.columns.every(({ name }, index) => hidden.get(name)?.has(String(row[index])) !== true),
  );
  const toggle = (axis: string, value: string): void => {
    const left = new Set(hidden.get(axis));
    if (!left.delete(value)) left.add(value);
    keep({ ...view, hidden: new Map([...hidden, [axis, left]]) });
  };
  const setRange = (name: string, range: Range | undefined, { goesOn = false } = {}): void => {
    const next = new Map(ranges);
    if (range === undefined) next.delete(name);
    else next.set(name, range);
    (goesOn ? show : keep)({ ...view, ranges: next });
  };
  const repeats = hasRepeats(table);
  const spread = repeats && view.means;
  const shown = spread ? spreadOverRepeats({ ...table, rows: kept }) : table;
  const sort = (order: Order | undefined): void => {
    const { order: _, ...others } = view;
    keep({ ...others, ...(order && { order: namedOrder(shown, order) }) });
  };
  return (
    <>
      <div class="ctl">
        {table.columns.map(
          ({ name, axis }, index) =>
            axis === true && (
              <Values
                {...{ name, values: distinct(table.rows, index), out: hidden.get(name) }}
                toggle={(value) => toggle(name, value)}
                key={name}
              />
            ),
        )}
        {repeats && (
          <button class="btn" type="button" aria-pressed={spread} onClick={() => keep({ ...view, means: !spread })}>
            Mean over repeats
          </button>
        )}
        <span class="mm" role="status">
          {kept.length} of {table.rows.length} results
        </span>
        {kept.length < table.rows.length && (
          <button class="btn" type="button" onClick={() => keep({ ...view, hidden: new Map(), ranges: new Map() })}>
            Show all
          </button>
        )}
      </div>
      {table.rows.length > 2 && <Parallel kept={new Set(kept)} {...{ table, pointed, ranges, setRange }} />}
      {repeats && kept.length > 0 && <RepeatStrip table={{ ...table, rows: kept }} />}
      <DataTable
        table={shown}
        rows={spread ? shown.rows : kept}
        point={spread ? undefined : setPointed}
        ordered={{ order: orderOf(shown, view.order), sort }}
      />
    </>
  );
}

function namedOrder({ columns }: Table, { column, descending }: Order): NamedOrder {
  return { column: columns[column]?.name ?? '', descending };
}

function orderOf({ columns }: Table, order: NamedOrder | undefined): Order | undefined {
  const column = columns.findIndex(({ name }) => name === order?.column);
  return order === undefined || column === -1 ? undefined : { column, descending: order.descending };
}

interface ValuesProps {
  readonly name: string;
  readonly values: readonly Cell[];
  readonly out: ReadonlySet<string> | undefined;
  readonly toggle: (value: string) => void;
}

function Values({ name, values, out, toggle }: ValuesProps) {
  return (
    <fieldset>
      <legend>{name}</legend>
      {values.slice(0, 24).map((value) => (
        <button
          class="btn"
          type="button"
          aria-pressed={out?.has(String(value)) !== true}
          onClick={() => toggle(String(value))}
          key={String(value)}
        >
          {showCell(value)}
        </button>
      ))}
    </fieldset>
  );
}

function distinct(rows: Table['rows'], index: number): readonly Cell[] {
  return [...new Set(rows.map((row) => row[index] ?? null))];
}
