import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core';
import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

/** Which rows of a long list can be seen, and how much room the others take, in pixels. */
export interface VisibleRows {
  readonly first: number;
  /** The first one that cannot be seen. */
  readonly end: number;
  readonly before: number;
  readonly after: number;
}

interface Options {
  /** Of a row, in pixels. */
  readonly heightOf: (index: number) => number;
  /** The element that scrolls. */
  readonly frame: RefObject<HTMLDivElement | null>;
}

/** Follows the scrolling of a list with many rows, of which only those that can be seen are drawn. */
export function useVisibleRows(count: number, { heightOf, frame }: Options): VisibleRows {
  const [, redraw] = useState(0);
  const options = {
    count,
    estimateSize: heightOf,
    overscan: 8,
    getScrollElement: () => frame.current,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => redraw((times) => times + 1),
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLDivElement, Element>(options));
  virtualizer.setOptions(options);
  // The two methods that the library's own adapters call; it names them so.
  // oxlint-disable-next-line no-underscore-dangle
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  // oxlint-disable-next-line no-underscore-dangle
  useLayoutEffect(() => virtualizer._willUpdate());
  const rows = virtualizer.getVirtualItems();
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) return { first: 0, end: Math.min(count, 40), before: 0, after: 0 };
  return {
    first: first.index,
    end: last.index + 1,
    before: first.start,
    after: Math.max(0, virtualizer.getTotalSize() - last.end),
  };
}
