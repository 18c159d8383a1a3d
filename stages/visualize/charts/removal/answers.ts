import type { Compared, MeasuredWhole, RemovalCurve, RemovalReport, Rule } from '../../../formats/removal-report.ts';
import { percent } from '../../../drawing/number.ts';

/** How each rule is called in a sentence: `11 can go by similarity`. */
export const BY: Readonly<Record<Rule, string>> = {
  similar: 'by similarity',
  merge: 'by merging',
  norm: 'by norm',
  activation: 'by activation',
  random: 'at random',
};

/** A smaller network of one curve, measured before or after fine-tuning. */
export interface Mark extends Compared {
  readonly removed: number;
  readonly parameters: number;
  readonly macs: number;
}

/** One curve of a panel. */
export interface Course {
  readonly rule: Rule;
  readonly order: number;
  readonly marks: readonly Mark[];
}

/** How many filters can go by one rule. */
export interface Answer {
  readonly rule: Rule;
  /** Of several orders the median, of two in the middle the smaller. */
  readonly can: number;
  /** Of several orders the least and the most. */
  readonly low: number;
  readonly high: number;
  /** The network that has lost `can` filters: of the order that gives the median. Undefined where none can go. */
  readonly mark: Mark | undefined;
  /** The next number that was measured, where accuracy is too low; undefined where all can go. */
  readonly tooMany: number | undefined;
  /** The first number at which McNemar's test tells the network from the whole: p < 0.05. Undefined where it never does. */
  readonly differs: number | undefined;
}

/** The curves of a report as they are without fine-tuning, or with it. */
export function coursesOf({ curves }: RemovalReport, tuned: boolean): readonly Course[] {
  return curves.map(({ rule, order, points }) => ({ rule, order, marks: points.flatMap((at) => markOf(at, tuned)) }));
}

function markOf({ tuned: after, ...before }: RemovalCurve['points'][number], tuned: boolean): Mark[] {
  if (!tuned) return [before];
  return after === undefined ? [] : [{ ...before, ...after }];
}

/**
 * How many filters can go by each rule before accuracy falls by more than its standard error: the largest number that was
 * measured, such that it and all smaller ones that were measured stay within.
 */
export function answersOf(courses: readonly Course[], whole: MeasuredWhole): readonly Answer[] {
  const rules = [...new Set(courses.map(({ rule }) => rule))];
  return rules.map((rule) => {
    const counted = courses
      .filter((course) => course.rule === rule)
      .map((course) => countOf(course, whole))
      .sort((a, b) => a.can - b.can);
    const median = counted[Math.floor((counted.length - 1) / 2)];
    if (median === undefined) throw new Error('Internal error: a rule without a curve');
    return { ...median, low: counted[0]?.can ?? 0, high: counted.at(-1)?.can ?? 0 };
  });
}

function countOf({ rule, marks }: Course, { accuracy, standardError }: MeasuredWhole): Answer {
  const least = accuracy - standardError;
  const first = marks.findIndex((mark) => mark.accuracy < least);
  const mark = first === -1 ? marks.at(-1) : marks[first - 1];
  const can = mark?.removed ?? 0;
  const tooMany = first === -1 ? undefined : marks[first]?.removed;
  const differs = marks.find(({ p }) => p < 0.05)?.removed;
  return { rule, can, low: can, high: can, mark, tooMany, differs };
}

/**
 * The answer in words: `Of 64 filters of conv1, 11 can go by similarity and 9 by norm before accuracy falls by more than its
 * standard error (0.16 %); 6 (4-9) at random.`
 */
export function sentenceOf(
  { layer, filters }: Pick<RemovalReport, 'layer' | 'filters'>,
  answers: readonly Answer[],
  whole: MeasuredWhole,
): string {
  const random = answers.find(({ rule }) => rule === 'random');
  const others = answers.filter(({ rule }) => rule !== 'random');
  const parts = others.map((answer, at) => `${countText(answer)}${at === 0 ? ' can go' : ''} ${BY[answer.rule]}`);
  const before = `before accuracy falls by more than its standard error (${percent(whole.standardError)})`;
  const start = `Of ${filters} filters of ${layer},`;
  if (random === undefined) return `${start} ${listed(parts)} ${before}.`;
  const range = random.low === random.high ? '' : ` (${random.low}–${random.high})`;
  const count = `${countText(random)}${range}`;
  if (others.length === 0) return `${start} ${count} can go at random ${before}.`;
  return `${start} ${listed(parts)} ${before}; ${count} at random.`;
}

/** Between two numbers that were measured nothing is known. */
function countText({ can, tooMany = 1 }: Answer): string {
  return can === 0 && tooMany > 1 ? `fewer than ${tooMany}` : String(can);
}

/** What McNemar's test says of the networks in the answers. */
export function testSentence(answers: readonly Answer[]): string {
  const parts = answers.flatMap(({ rule, mark }) =>
    mark === undefined || rule === 'random' ? [] : [`${showP(mark.p)} ${BY[rule]}`],
  );
  return parts.length === 0 ? '' : `McNemar's exact test of these networks and the whole one: p = ${listed(parts)}.`;
}

/** What the most removals among the answers save: `Without 20 filters, it has 7.06 % fewer
 * parameters and 60.2 % fewer multiply-adds.` */
export function savingSentence(answers: readonly Answer[], whole: Pick<Mark, 'parameters' | 'macs'>): string {
  const marks = answers.flatMap(({ rule, mark }) => (mark === undefined || rule === 'random' ? [] : [mark]));
  const [first, ...others] = marks;
  if (first === undefined) return '';
  const least = others.reduce((found, mark) => (mark.removed > found.removed ? mark : found), first);
  const saved = (part: 'parameters' | 'macs'): string => percent(1 - least[part] / whole[part]);
  const filters = least.removed === 1 ? 'Without 1 filter' : `Without ${least.removed} filters`;
  return `${filters}, it has ${saved('parameters')} fewer parameters and ${saved('macs')} fewer multiply-adds.`;
}

function showP(p: number): string {
  return p < 0.001 ? '< 0.001' : String(Number(p.toPrecision(2)));
}

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
