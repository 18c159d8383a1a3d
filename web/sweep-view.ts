import { useEffect, useState } from 'preact/hooks';
import type { Range, Ranges } from './axis.ts';

/** A column to sort by, by its name, so that it holds for tables with other columns, too. */
export interface NamedOrder {
  readonly column: string;
  readonly descending: boolean;
}

/** What a reader has chosen to see of a sweep. */
export interface SweepView {
  /** Title of the table; absent: the first. */
  readonly step?: string;
  /** By axis, the values that are left out, as text. A map, because columns have any names. */
  readonly hidden: ReadonlyMap<string, ReadonlySet<string>>;
  readonly ranges: Ranges;
  readonly order?: NamedOrder;
  /** Whether each point of the sweep has one row, with the mean over its repeats. */
  readonly means: boolean;
}

/** All of a table, in the order it came in. */
export function wholeView(step?: string): SweepView {
  return { ...(step !== undefined && { step }), hidden: new Map(), ranges: new Map(), means: false };
}

const PREFIX = '#sweep?';

/** `#sweep?step=training&hide.filters=16&keep.loss=0.1+to+0.5&sort=-loss&means=yes`: the address of a view within the page. */
export function sweepAddress({ step, hidden, ranges, order, means }: SweepView): string {
  const query = new URLSearchParams();
  if (step !== undefined) query.set('step', step);
  for (const [axis, values] of hidden) for (const value of values) query.append(`hide.${axis}`, value);
  for (const [column, [low, high]] of ranges) query.set(`keep.${column}`, `${low} to ${high}`);
  if (order !== undefined) query.set('sort', `${order.descending ? '-' : ''}${order.column}`);
  if (means) query.set('means', 'yes');
  return `${PREFIX}${query.toString()}`;
}

/**
 * Returns the view that an address names: all for an address without a fragment, undefined for one that names something else in
 * the page. What it does not understand, it passes over: somebody may have cut the address short.
 */
export function viewInAddress(hash: string): SweepView | undefined {
  if (hash === '') return wholeView();
  if (!hash.startsWith(PREFIX)) return undefined;
  const query = new URLSearchParams(hash.slice(PREFIX.length));
  const hidden = new Map<string, Set<string>>();
  const ranges = new Map<string, Range>();
  for (const [name, value] of query) {
    const [, what, column = ''] = /^(hide|keep)\.(.+)$/s.exec(name) ?? [];
    if (what === 'hide') hidden.set(column, (hidden.get(column) ?? new Set()).add(value));
    const range = what === 'keep' ? rangeIn(value) : undefined;
    if (range !== undefined) ranges.set(column, range);
  }
  const order = orderIn(query.get('sort') ?? '');
  const view = wholeView(query.get('step') ?? undefined);
  return { ...view, hidden, ranges, ...(order && { order }), means: query.get('means') === 'yes' };
}

function rangeIn(text: string): Range | undefined {
  const [low, high, ...more] = text.split(' to ').map((each) => (each.trim() === '' ? Number.NaN : Number(each)));
  const whole = low !== undefined && high !== undefined && more.length === 0;
  return whole && Number.isFinite(low) && Number.isFinite(high) ? [low, high] : undefined;
}

function orderIn(text: string): NamedOrder | undefined {
  const descending = text.startsWith('-');
  const column = descending ? text.slice(1) : text;
  return column === '' ? undefined : { column, descending };
}

/** The view of a sweep, as the address of the page has it: a link shows the same, and the back button undoes a choice. */
export function useSweepView(): {
  readonly view: SweepView;
  /** Shows something else, without a trace in the address: a drag that goes on. */
  readonly show: (view: SweepView) => void;
  /** Shows something else, and remembers in the history what was shown. */
  readonly keep: (view: SweepView) => void;
} {
  const [view, setView] = useState(() => viewInAddress(location.hash) ?? wholeView());
  useEffect(() => {
    // The browser finds no such place by itself, and on the live page it has looked before the sweep was there.
    if (location.hash.startsWith(PREFIX)) document.querySelector('#sweep')?.scrollIntoView();
    // An address that names another place in the page says nothing of the sweep: then it stays as it is.
    const changed = (): void => setView((before) => viewInAddress(location.hash) ?? before);
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  const keep = (next: SweepView): void => {
    setView(next);
    const address = sweepAddress(next);
    if (address !== location.hash) history.pushState(null, '', address);
  };
  return { view, show: setView, keep };
}
