import { CATEGORIES, INK } from '../../../drawing/colour.ts';
import { textWidth } from '../../../drawing/font.ts';
import { grouped } from '../../../drawing/number.ts';
import { SIZE, line, picture, text } from '../../../drawing/svg.ts';
import { placed } from '../../../drawing/point.ts';
import type { Classifier, ComparedPair } from './classifiers.ts';

const MARGIN = 24;
const TOP = 96;
const ROW = 26;
const GAP = 28;
const CHART = 300;
/** More classifiers than this have their pairs in the table only. */
const MOST_PAIRED = 12;
const [BLUE = '', ORANGE = ''] = CATEGORIES;

/**
 * A row for each classifier, as SVG: its accuracy as a dot with a bar of one standard error to each side, every run of
 * several as a ring, and the numbers. Below, McNemar's test of each pair.
 */
export function drawComparison(
  classifiers: readonly Classifier[],
  {
    pairs,
    title,
    place,
  }: {
    readonly pairs: readonly ComparedPair[];
    readonly title: string | undefined;
    readonly place?: string | undefined;
  },
): string {
  const several = classifiers.some(({ runs }) => runs.length > 1);
  const images = classifiers[0]?.runs[0]?.images ?? 0;
  const chartLeft = Math.ceil(MARGIN + widest([...classifiers.map(({ name }) => name), 'classifier']) + 20);
  const scale = scaleOf(classifiers);
  const along = (accuracy: number): number => chartLeft + ((accuracy - scale.low) / (scale.high - scale.low)) * CHART;
  const columns = numberColumns(classifiers, several);
  let right = chartLeft + CHART + 12;
  const ends = columns.map(({ title, cells }) => (right += GAP + Math.ceil(widest([title, ...cells]))));

  const bottom = TOP + classifiers.length * ROW;
  const error = several ? 'standard error of the runs' : 'standard error';
  const heading = title ?? 'Accuracy of the classifiers';
  const facts = `${grouped(images)} test images · dot and bar: accuracy ± one ${error}${several ? ' · rings: every run' : ''}`;
  const subtitle = placed(facts, place);
  const bold = { weight: 600 } as const;
  const parts = [
    text(MARGIN, 30, heading, { size: SIZE.title, ...bold }),
    text(MARGIN, 49, subtitle, { fill: INK.quiet }),
    text(MARGIN, TOP - 14, 'classifier', bold),
    ...columns.map((column, at) => text(ends[at] ?? 0, TOP - 14, column.title, { ...bold, anchor: 'end' })),
    line([MARGIN, TOP - 4], [right, TOP - 4], { stroke: INK.frame }),
  ];
  for (const tick of scale.ticks) {
    const x = along(tick);
    parts.push(line([x, TOP], [x, bottom], { stroke: '#eaeef2' }));
    const label = `${Number((tick * 100).toFixed(2))} %`;
    parts.push(text(x, bottom + 16, label, { size: SIZE.small, fill: INK.quiet, anchor: 'middle' }));
  }
  for (const [at, { name, runs, accuracy, error }] of classifiers.entries()) {
    const y = TOP + (at + 0.5) * ROW;
    parts.push(text(MARGIN, y + 4, name));
    if (runs.length > 1) for (const run of runs) parts.push(dot(along(run.accuracy), y, { ring: true }));
    const [from, to] = [along(Math.max(accuracy - error, scale.low)), along(Math.min(accuracy + error, scale.high))];
    parts.push(line([from, y], [to, y], { stroke: BLUE, width: 2 }), dot(along(accuracy), y, { ring: false }));
    for (const [column, { cells }] of columns.entries()) {
      parts.push(text(ends[column] ?? 0, y + 4, cells[at] ?? '', { anchor: 'end' }));
    }
  }
  parts.push(line([MARGIN, bottom], [right, bottom], { stroke: INK.frame }));
  const width = Math.max(right, MARGIN + textWidth(subtitle, { size: SIZE.text }));
  if (pairs.length === 0 || classifiers.length > MOST_PAIRED)
    return picture(Math.ceil(width + MARGIN), bottom + 34, parts);
  const matrix = pairMatrix(classifiers, { pairs, top: bottom + 58, several });
  return picture(Math.ceil(Math.max(width, matrix.right) + MARGIN), Math.ceil(matrix.bottom + MARGIN), [
    ...parts,
    ...matrix.parts,
  ]);
}

interface NumberColumn {
  readonly title: string;
  readonly cells: readonly string[];
}

function numberColumns(classifiers: readonly Classifier[], several: boolean): NumberColumn[] {
  const column = (title: string, cell: (classifier: Classifier) => string): NumberColumn => ({
    title,
    cells: classifiers.map(cell),
  });
  return [
    column('accuracy ± SE', ({ accuracy, error }) => `${(accuracy * 100).toFixed(2)} ± ${(error * 100).toFixed(2)} %`),
    several
      ? column('runs', ({ runs }) => String(runs.length))
      : column('wrong', ({ runs: [run] }) => grouped((run?.images ?? 0) - (run?.correct ?? 0))),
    column('parameters', ({ parameters }) => grouped(parameters)),
    column('multiply-adds', ({ macs }) => grouped(macs)),
  ];
}

interface Scale {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
}

/** Round ends just beyond all bars and rings. */
function scaleOf(classifiers: readonly Classifier[]): Scale {
  const values = classifiers.flatMap(({ accuracy, error, runs }) => [
    accuracy - error,
    accuracy + error,
    ...runs.map((run) => run.accuracy),
  ]);
  const [least, most] = [Math.max(Math.min(...values), 0), Math.min(Math.max(...values), 1)];
  const wanted = Math.max(most - least, 0.002) / 4;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= wanted) ?? 10);
  const [first, last] = [Math.floor(least / step + 1e-9), Math.max(Math.ceil(most / step - 1e-9), 1)];
  const end = last === first ? last + 1 : last;
  const ticks = Array.from({ length: end - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(9)));
  return { low: ticks[0] ?? 0, high: ticks.at(-1) ?? 1, ticks };
}

function dot(x: number, y: number, { ring }: { readonly ring: boolean }): string {
  const at = `cx="${Math.round(x * 100) / 100}" cy="${y}"`;
  return ring
    ? `<circle ${at} r="3" fill="none" stroke="${ORANGE}" stroke-width="1"/>`
    : `<circle ${at} r="4" fill="${BLUE}"/>`;
}

/** A triangle of the tests: who is right where the two differ, and how probable that is by chance. */
function pairMatrix(
  classifiers: readonly Classifier[],
  { pairs, top, several }: { readonly pairs: readonly ComparedPair[]; readonly top: number; readonly several: boolean },
): { readonly parts: string[]; readonly right: number; readonly bottom: number } {
  const names = classifiers.map(({ name }) => name);
  const left = Math.ceil(MARGIN + widest(names) + 20);
  const cellHeight = 38;
  const cells = pairs.map(({ test, pairsP }) => [
    `${grouped(test.onlyFirst)} : ${grouped(test.onlySecond)}`,
    chanceText(pairsP),
  ]);
  const cellWidth = Math.ceil(Math.max(widest(names), widest(cells.flat())) + 22);
  const which = several ? ' (first runs)' : '';
  const heading = `McNemar’s exact test of each pair${which}`;
  const explained =
    'images that only the row’s : only the column’s classifier gets right, and p of so uneven a share, corrected for all pairs (Holm) · blue: 5 % or less';
  const parts = [
    text(MARGIN, top, heading, { size: SIZE.text + 1, weight: 600 }),
    text(MARGIN, top + 16, explained, { fill: INK.quiet }),
  ];
  const head = top + 44;
  // Row i and column j > i: the first row has all others, the last one none.
  for (const [at, name] of names.entries()) {
    const x = left + (at - 1) * cellWidth + cellWidth / 2;
    if (at > 0) parts.push(text(x, head, name, { weight: 600, anchor: 'middle' }));
    if (at < names.length - 1) parts.push(text(MARGIN, head + 12 + (at + 0.5) * cellHeight + 4, name, { weight: 600 }));
  }
  for (const [index, { first, second, pairsP }] of pairs.entries()) {
    const [x, y] = [left + (second - 1) * cellWidth, head + 12 + first * cellHeight];
    const [counts = '', chance = ''] = cells[index] ?? [];
    const clear = pairsP <= 0.05;
    const fill = clear ? '#deebf7' : '#f6f8fa';
    parts.push(`<rect x="${x + 1}" y="${y + 1}" width="${cellWidth - 2}" height="${cellHeight - 2}" fill="${fill}"/>`);
    const middle = x + cellWidth / 2;
    parts.push(text(middle, y + 16, counts, { anchor: 'middle' }));
    const style = { size: SIZE.small, fill: clear ? INK.text : INK.quiet, anchor: 'middle' } as const;
    parts.push(text(middle, y + 30, chance, style));
  }
  const right = Math.max(left + (names.length - 1) * cellWidth, MARGIN + textWidth(explained, { size: SIZE.text }));
  return { parts, right, bottom: head + 12 + (names.length - 1) * cellHeight };
}

function chanceText(p: number): string {
  if (p < 0.0001) return 'p < 0.0001';
  return `p = ${p.toFixed(p < 0.1 ? 4 : 2)}`;
}

/** Bold, to be on the safe side. */
function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((each) => textWidth(each, { size: SIZE.text, weight: 600 })));
}
