import type { CurveChart, Series } from '../engine/document/model.ts';

/** Colours that tell curves apart, by name: see tokens.css. */
const TONES = ['s0', 's1', 's2', 's3'] as const;

/** What a curve looks like. */
export interface Look {
  /** Name of its colour. */
  readonly tone: 'accent' | 'edge' | 'ink2' | (typeof TONES)[number];
  /** Of two curves of one colour, one is dotted; dashes are for what was measured after a fine-tuning, or by an evaluation. */
  readonly line: 'whole' | 'dotted' | 'dashed';
}

/**
 * Returns the looks of the curves of a chart. What is measured now stands out from the rest. Where all have ended, the runs that are
 * compared have a colour each, and every other curve of a run is dotted; or the curves of one run have a colour each, in their order.
 */
export function looksOf({ series }: CurveChart): readonly (Look & { readonly series: Series })[] {
  const goesOn = series.some(({ running }) => running);
  const kinds = [...new Set(series.map(kindOf))];
  const tones = kinds.map((_, index) => tone(index, kinds.length));
  return series.map((each) => ({ series: each, ...lookOf(each) }));

  function lookOf(each: Series): Look {
    const dashed = each.name.startsWith('tuned') || (each.running && each.name.startsWith('validation'));
    if (goesOn) return { tone: each.running ? 'accent' : 'edge', line: dashed ? 'dashed' : 'whole' };
    const kind = kinds.indexOf(kindOf(each));
    const own = tones[kind] ?? 'ink2';
    const ofRun = series.filter(({ group, name }) => group === each.group && name === each.name);
    const again = each.group === undefined ? tones.indexOf(own) !== kind : ofRun.indexOf(each) % 2 === 1;
    return { tone: kinds.length === 1 ? 'ink2' : own, line: dashed ? 'dashed' : again ? 'dotted' : 'whole' };
  }
}

/** Curves of one kind have one colour. */
function kindOf({ group, label }: Series): string {
  return group === undefined ? label : String(group);
}

/** The colours from the first to the last, spread over so many kinds. */
function tone(index: number, of: number): Look['tone'] {
  const last = TONES.length - 1;
  const at =
    of <= TONES.length ? Math.round((index * last) / Math.max(1, of - 1)) : Math.floor((index * TONES.length) / of);
  return TONES[at] ?? 'ink2';
}

/** Which curve it is, for people: its label, and what it shows where the others show something else. */
export function curveName({ series }: CurveChart, index: number): string {
  const { step = '', label = '', name = '' } = series[index] ?? {};
  const several = new Set(series.map((other) => other.name)).size > 1;
  const where = label === '' ? step : label;
  return several ? `${where}, ${name}` : where;
}
