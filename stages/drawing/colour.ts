/** Red, green, blue: integers in 0..255, sRGB. */
export type Colour = readonly [red: number, green: number, blue: number];

/** Colours of text, lines and backgrounds, the same in every picture. */
export const INK = { text: '#1f2328', quiet: '#656d76', line: '#d0d7de', frame: '#8c959f', paper: '#ffffff' } as const;

// ColorBrewer's RdBu with 11 classes, blue first: safe for the common kinds of colour blindness, neutral in the middle.
const BLUE_TO_RED: readonly Colour[] = [
  [5, 48, 97],
  [33, 102, 172],
  [67, 147, 195],
  [146, 197, 222],
  [209, 229, 240],
  [247, 247, 247],
  [253, 219, 199],
  [244, 165, 130],
  [214, 96, 77],
  [178, 24, 43],
  [103, 0, 31],
];

// ColorBrewer's YlGnBu from a near-white: zero looks like paper, so an inactive area looks empty.
const PAPER_TO_BLUE: readonly Colour[] = [
  [255, 255, 249],
  [237, 248, 217],
  [199, 233, 180],
  [127, 205, 187],
  [65, 182, 196],
  [29, 145, 192],
  [34, 94, 168],
  [37, 52, 148],
  [8, 29, 88],
];

/** Okabe and Ito's colours for categories, without yellow, which is too pale for lines on white. */
export const CATEGORIES: readonly string[] = [
  '#0072b2',
  '#d55e00',
  '#009e73',
  '#cc79a7',
  '#56b4e9',
  '#e69f00',
  '#000000',
];

// Viridis without its pale end.
const DARK_TO_BRIGHT: readonly Colour[] = [
  [68, 1, 84],
  [65, 68, 135],
  [42, 120, 142],
  [34, 168, 132],
  [122, 209, 81],
];

/** Blue for -1, a neutral near-white for 0, red for 1. Values beyond get the colours of the ends. */
export function diverging(value: number): Colour {
  return between(BLUE_TO_RED, (value + 1) / 2);
}

/** Near-white for 0, dark blue for 1. Values beyond get the colours of the ends. */
export function sequential(value: number): Colour {
  return between(PAPER_TO_BLUE, value);
}

/** White for 0, black for 1: ink on paper. */
export function ink(value: number): Colour {
  return between(
    [
      [255, 255, 255],
      [17, 17, 17],
    ],
    value,
  );
}

/**
 * Colours for `count` lines of one chart, as `#rrggbb`. If the lines are `ordered` (stand for numbers), or are more than there
 * are category colours, the colours are a ramp from dark to bright; else they are as different as possible.
 */
export function lineColours(count: number, options: { readonly ordered: boolean }): string[] {
  if (!options.ordered && count <= CATEGORIES.length) return CATEGORIES.slice(0, count);
  return Array.from({ length: count }, (_, index) =>
    hex(between(DARK_TO_BRIGHT, count === 1 ? 0 : index / (count - 1))),
  );
}

/** `#rrggbb` in lower case. */
export function hex(colour: Colour): string {
  return `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

/** The colour at `position` (0..1, clamped; NaN counts as 0) of a ramp with equally spaced `stops`, linear in sRGB. */
function between(stops: readonly Colour[], position: number): Colour {
  const last = stops.length - 1;
  const at = Math.min(Math.max(position || 0, 0), 1) * last;
  const index = Math.min(Math.floor(at), last - 1);
  const [from, to] = [stops[index], stops[index + 1]];
  if (from === undefined || to === undefined) throw new Error('Internal error: a ramp needs two colours');
  const part = at - index;
  const mix = (channel: 0 | 1 | 2): number => Math.round(from[channel] + (to[channel] - from[channel]) * part);
  return [mix(0), mix(1), mix(2)];
}
