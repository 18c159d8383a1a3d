import { useState } from 'preact/hooks';
import type { Cell, Table } from '../engine/document/model.ts';
import { DataTable } from './data-table.tsx';
import { showCell } from './format.ts';
import { Parallel } from './parallel.tsx';
import { within, type Range, type Ranges } from './axis.ts';
import { hasRepeats, spreadOverRepeats } from './repeats.ts';
import type { Row } from './sort-rows.ts';
import { RepeatStrip } from './strip.tsx';

/** Axis -> the values that are left out. */
type Filter = Readonly<Record<string, ReadonlySet<string>>>;

/** A table of every step that the sweep multiplies: filtered by its axes, sorted by its columns, drawn as lines. */
export function Sweep({ tables }: { readonly tables: readonly Table[] }) {
  const [chosen, setChosen] = useState(0);
  const table = tables[chosen] ?? tables[0];
  if (table === undefined) return null;
  return (
    <>
      {tables.length > 1 && (
        <div class="ctl" role="group" aria-label="Step">
          {tables.map(({ title }, index) => (
            <button
              class="btn"
              type="button"
              aria-pressed={table.title === title}
              onClick={() => setChosen(index)}
              key={title}
            >
              {title}
            </button>
          ))}
        </div>
      )}
      <SweptStep table={table} key={table.title} />
    </>
  );
}

function SweptStep({ table }: { readonly table: Table }) {
  const [filter, setFilter] = useState<Filter>({});
  const [ranges, setRanges] = useState<Ranges>({});
  const [spread, setSpread] = useState(false);
  const [pointed, setPointed] = useState<Row>();
  const kept = within(table, ranges).filter((row) =>
    table.columns.every(({ name }, index) => filter[name]?.has(String(row[index])) !== true),
  );
  const toggle = (axis: string, value: string): void => {
    const left = new Set(filter[axis]);
    if (!left.delete(value)) left.add(value);
    setFilter({ ...filter, [axis]: left });
  };
  const setRange = (name: string, range: Range | undefined): void => {
    const { [name]: _, ...others } = ranges;
    setRanges(range === undefined ? others : { ...others, [name]: range });
  };
  const showAll = (): void => {
    setFilter({});
    setRanges({});
  };
  const repeats = hasRepeats(table);
  const shown = spread ? spreadOverRepeats({ ...table, rows: kept }) : table;
  return (
    <>
      <div class="ctl">
        {table.columns.map(
          ({ name, axis }, index) =>
            axis === true && (
              <Values
                {...{ name, values: distinct(table.rows, index), out: filter[name] }}
                toggle={(value) => toggle(name, value)}
                key={name}
              />
            ),
        )}
        {repeats && (
          <button class="btn" type="button" aria-pressed={spread} onClick={() => setSpread(!spread)}>
            Mean over repeats
          </button>
        )}
        <span class="mm" role="status">
          {kept.length} of {table.rows.length} results
        </span>
        {kept.length < table.rows.length && (
          <button class="btn" type="button" onClick={showAll}>
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
        key={String(spread)}
      />
    </>
  );
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
