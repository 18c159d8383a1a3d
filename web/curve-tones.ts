import type { CurveChart } from '../engine/document/model.ts';

/** Colours that tell curves apart, by name: see tokens.css. */
const TONES = ['s0', 's1', 's2', 's3'] as const;

/** The colour of a curve, by its name. */
export type Tone = 'accent' | 'edge' | 'ink2' | (typeof TONES)[number];

/**
 * Returns the colour of a curve: what is measured now stands out from the rest; where all have ended, runs that are compared have
 * colours of their own, and so have the curves of one run, from the first to the last.
 */
export function toneOf({ series }: CurveChart, index: number): Tone {
  const curve = series[index];
  if (curve?.running === true) return 'accent';
  if (series.some(({ running }) => running)) return 'edge';
  if (curve?.group !== undefined) return tone(curve.group, Math.max(...series.map(({ group = 0 }) => group)) + 1);
  return series.length === 1 ? 'ink2' : tone(index, series.length);
}

/** The colours from the first to the last, spread over so many curves. */
function tone(index: number, of: number): Tone {
  const at =
    of <= TONES.length
      ? Math.round((index * (TONES.length - 1)) / Math.max(1, of - 1))
      : Math.floor((index * TONES.length) / of);
  return TONES[at] ?? 'ink2';
}

/** Which curve it is, for people: its label, and what it shows where the others show something else. */
export function curveName({ step, series }: CurveChart, index: number): string {
  const { label = '', name = '' } = series[index] ?? {};
  const several = new Set(series.map((other) => other.name)).size > 1;
  const where = label === '' ? step : label;
  return several ? `${where}, ${name}` : where;
}
