import { CATEGORIES, INK } from '../../../drawing/colour.ts';
import { SIZE } from '../../../drawing/svg.ts';
import type { MeasuredWhole, Rule } from '../../../formats/removal-report.ts';
import { PERCENT_AXIS, headingLayer, tidy, wordLayers } from '../../ratio-layers.ts';
import { BY } from './answers.ts';
import type { Answer, Course } from './answers.ts';

const PANEL = { width: 400, height: 250 } as const;
/** The close-up shows accuracies so many standard errors below and above the whole network's. */
const CLOSE_UP = { below: 12, above: 4 } as const;
const [BLUE = '', ORANGE = '', GREEN = '', PURPLE = ''] = CATEGORIES;

const COLOURS: Readonly<Record<Rule, string>> = {
  similar: BLUE,
  merge: ORANGE,
  norm: GREEN,
  activation: PURPLE,
  random: INK.quiet,
};

/** What a panel draws. */
export interface PanelContent {
  readonly courses: readonly Course[];
  readonly answers: readonly Answer[];
  readonly whole: MeasuredWhole;
  /** Share of the commonest class. */
  readonly chance: number;
  readonly filters: number;
}

/** The whole range of accuracies, and below it a close-up of those near the whole network's. */
export function drawPanels(content: PanelContent, heading: string): object {
  const { whole, chance, courses } = content;
  const lowest = Math.min(chance, ...courses.flatMap(({ marks }) => marks.map(({ accuracy }) => accuracy)));
  const { accuracy, standardError } = whole;
  const margin = Math.max(standardError, 1e-4);
  const close = [accuracy - CLOSE_UP.below * margin, Math.min(accuracy + CLOSE_UP.above * margin, 1)];
  return {
    spacing: 40,
    vconcat: [
      drawPanel(content, { heading, domain: [Math.max(lowest - 0.04, 0), 1], key: true }),
      drawPanel(content, { heading: 'close-up', domain: close, key: false }),
    ],
  };
}

function drawPanel(
  content: PanelContent,
  { heading, domain, key }: { readonly heading: string; readonly domain: readonly number[]; readonly key: boolean },
): object {
  const { courses, answers, whole, chance, filters } = content;
  const x = {
    type: 'quantitative',
    title: 'filters removed',
    scale: { domain: [0, filters - 1], nice: false },
    axis: { grid: false, format: 'd', tickMinStep: 1 },
  };
  const y = {
    type: 'quantitative',
    title: 'accuracy',
    axis: PERCENT_AXIS,
    scale: { domain: domain.map(tidy), nice: false },
  };
  const rules = answers.map(({ rule }) => rule);
  return {
    ...PANEL,
    layer: [
      ...wholeLayers(whole, { x, y, filters }),
      ...(key ? chanceLayers(chance, { y }) : []),
      ...(rules.includes('random') ? randomLayers(courses, whole, { x, y }) : []),
      ...courses.filter(({ rule }) => rule !== 'random').flatMap((course) => curveLayers(course, whole, { x, y })),
      ...answers.flatMap((answer) => answerLayers(answer, { x, y })),
      headingLayer(heading),
      ...(key ? keyOf(rules, courses) : []),
    ],
  };
}

interface Axes {
  readonly x: object;
  readonly y: object;
}

/** The accuracy of the whole network as a line, with a band of one standard error to each side. */
function wholeLayers(
  { accuracy, standardError }: MeasuredWhole,
  { x, y, filters }: Axes & { filters: number },
): object[] {
  const [low, high] = [tidy(accuracy - standardError), tidy(accuracy + standardError)];
  const values = [0, filters - 1].map((at) => ({ at, low, high, accuracy: tidy(accuracy) }));
  return [
    {
      data: { values },
      mark: { type: 'area', color: INK.line, opacity: 0.55, clip: true },
      encoding: { x: { field: 'at', ...x }, y: { field: 'low', ...y }, y2: { field: 'high' } },
    },
    {
      data: { values },
      mark: { type: 'line', color: INK.frame, strokeWidth: 1, clip: true },
      encoding: { x: { field: 'at', ...x }, y: { field: 'accuracy', ...y } },
    },
  ];
}

function chanceLayers(chance: number, { y }: Pick<Axes, 'y'>): object[] {
  const style = { align: 'right', baseline: 'bottom', fontSize: SIZE.small, color: INK.quiet, dy: -2 };
  return [
    {
      data: { values: [{ chance: tidy(chance) }] },
      mark: { type: 'rule', color: INK.quiet, strokeDash: [4, 3] },
      encoding: { y: { field: 'chance', ...y } },
    },
    {
      data: { values: [{ chance: tidy(chance), word: 'always the commonest class' }] },
      mark: { type: 'text', ...style },
      encoding: { x: { value: PANEL.width - 4 }, y: { field: 'chance', ...y }, text: { field: 'word' } },
    },
  ];
}

/** All random orders: from the worst to the best as a band, their median as a line. */
function randomLayers(courses: readonly Course[], whole: MeasuredWhole, { x, y }: Axes): object[] {
  const orders = courses.filter(({ rule }) => rule === 'random');
  const counts = orders[0]?.marks.map(({ removed }) => removed) ?? [];
  const start = { at: 0, low: tidy(whole.accuracy), high: tidy(whole.accuracy), median: tidy(whole.accuracy) };
  const values = counts.map((at, place) => {
    const sorted = orders.map(({ marks }) => marks[place]?.accuracy ?? 0).sort((a, b) => a - b);
    const middle = (sorted.length - 1) / 2;
    const median = ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
    return { at, low: tidy(sorted[0] ?? 0), high: tidy(sorted.at(-1) ?? 0), median: tidy(median) };
  });
  return [
    {
      data: { values: [start, ...values] },
      mark: { type: 'area', color: COLOURS.random, opacity: 0.16, clip: true },
      encoding: { x: { field: 'at', ...x }, y: { field: 'low', ...y }, y2: { field: 'high' } },
    },
    {
      data: { values: [start, ...values] },
      mark: { type: 'line', color: COLOURS.random, strokeWidth: 1.25, strokeDash: [2, 2], clip: true },
      encoding: { x: { field: 'at', ...x }, y: { field: 'median', ...y } },
    },
  ];
}

function curveLayers({ rule, marks }: Course, whole: MeasuredWhole, { x, y }: Axes): object[] {
  const values = [{ at: 0, accuracy: tidy(whole.accuracy) }].concat(
    marks.map(({ removed, accuracy }) => ({ at: removed, accuracy: tidy(accuracy) })),
  );
  const encoding = { x: { field: 'at', ...x }, y: { field: 'accuracy', ...y } };
  return [
    { data: { values }, mark: { type: 'line', color: COLOURS[rule], strokeWidth: 1.5, clip: true }, encoding },
    {
      data: { values: values.slice(1) },
      mark: { type: 'point', filled: true, size: 14, opacity: 1, color: COLOURS[rule], clip: true },
      encoding,
    },
  ];
}

/** A ring around the last network that stays within the standard error. */
function answerLayers({ rule, mark }: Answer, { x, y }: Axes): object[] {
  if (mark === undefined) return [];
  return [
    {
      data: { values: [{ at: mark.removed, accuracy: tidy(mark.accuracy) }] },
      mark: { type: 'point', filled: false, size: 90, strokeWidth: 1.5, opacity: 1, color: COLOURS[rule], clip: true },
      encoding: { x: { field: 'at', ...x }, y: { field: 'accuracy', ...y } },
    },
  ];
}

/** The rules in their colours, one below the other, at the bottom left, where no curve is. */
function keyOf(rules: readonly Rule[], courses: readonly Course[]): object[] {
  const style = { align: 'left', baseline: 'middle', fontWeight: 600, fontSize: SIZE.text } as const;
  const orders = courses.filter(({ rule }) => rule === 'random').length;
  const wordOf = (rule: Rule): string =>
    rule === 'random' && orders > 1 ? `at random: ${orders} orders, median and range` : BY[rule];
  return rules.flatMap((rule, index) =>
    wordLayers(wordOf(rule), {
      style: { ...style, color: COLOURS[rule] },
      encoding: { x: { value: 8 }, y: { value: PANEL.height - 34 - (rules.length - 1 - index) * 15 } },
    }),
  );
}
