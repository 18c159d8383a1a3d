import type { TopLevelSpec } from 'vega-lite';
import { StageFailure } from '../../../engine/core/failure.ts';
import type { Metrics, StageContext } from '../../../engine/core/stage.ts';
import { wrapWords } from '../../drawing/lines.ts';
import { grouped, percent } from '../../drawing/number.ts';
import { placed } from '../../drawing/point.ts';
import type { Placed } from '../../drawing/point.ts';
import { readRemovalReport } from '../../formats/removal-report.ts';
import type { MeasuredWhole, RemovalReport } from '../../formats/removal-report.ts';
import { writeTable } from '../../formats/csv.ts';
import { holm } from '../../statistics/rank-test.ts';
import { CHART, IMAGE, TABLE } from '../chart.ts';
import type { Chart } from '../chart.ts';
import { startPicture, writeChart } from '../picture.ts';
import { answersOf, coursesOf, savingSentence, sentenceOf, testSentence } from './removal/answers.ts';
import { drawPanels } from './removal/panel.ts';
import type { PanelContent } from './removal/panel.ts';

/** What a network loses when it loses filters. */
export interface RemovalParams {
  readonly kind: 'removal';
  readonly title?: string;
}

const WORDS: Readonly<Record<string, string>> = {
  trainedOn: '1: each smaller network, and the whole one, was trained on; 0: as they are',
  rule: 'which filter goes next: of the most similar pair the one with the smaller norm; the pair merged into one; the smallest norm; the least active; at random',
  canGo:
    'the most filters that can go before accuracy falls by more than the standard error of the whole network; at random: the median over the orders',
  least: 'of several orders the fewest',
  most: 'of several orders the most',
  tooMany: 'the next number that was measured, at which accuracy is lower than that',
  accuracy: 'the share of images that the network without these filters classifies correctly',
  wholeAccuracy: 'the share that the whole network classifies correctly',
  standardError: 'of the accuracy of the whole network, as a share of so many images',
  onlyWhole: 'images that only the whole network classifies correctly',
  onlySmaller: 'images that only the network without these filters classifies correctly',
  p: "McNemar's exact test of the two: how probable so uneven a split is if they are equally good",
  pTable: 'the same after correction by Holm for all rows of this table',
  differsFrom: 'the first number of filters gone at which p, uncorrected, is below 0.05',
  parameters: 'weights of the network without these filters',
  macs: 'multiply-adds of that network for one image',
};

export const removal: Chart<RemovalParams> = {
  kind: 'removal',
  schema: {
    title: 'Removal',
    description:
      'Accuracy against the filters taken out of a layer, a curve for each rule, with the range of random orders, the standard error of the whole network and the share of the commonest class; and in words, how many can go. The table has a row for each rule',
    required: ['removal'],
    properties: {
      removal: { description: 'The report of the stage ablate', type: 'string', port: 'removal' },
      title: { $ref: '#/$defs/title' },
    },
  },
  outputs: { image: IMAGE, chart: CHART, table: { ...TABLE, columns: WORDS } },
  draw,
};

/** The removals as they are, or after fine-tuning. */
interface Side {
  readonly tuned: boolean;
  readonly content: PanelContent;
}

async function draw(context: StageContext<RemovalParams>): Promise<Metrics> {
  const params = await startPicture(context);
  const report = await readRemovalReport(context.input('removal').path);
  const sides = sidesOf(report);
  await writeAnswers(context.output('table'), sides);
  await writeChart(context, drawRemoval(report, params));
  const sentence = (wanted: boolean): string | undefined => {
    const side = sides.find(({ tuned }) => tuned === wanted);
    return side && sentenceOf(report, side.content.answers, side.content.whole);
  };
  const [answer, tunedAnswer] = [sentence(false), sentence(true)];
  return { ...(answer !== undefined && { answer }), ...(tunedAnswer !== undefined && { tunedAnswer }) };
}

/**
 * Accuracy against filters removed: the whole range and a close-up, without fine-tuning and, where there is some, with it. The
 * answers in words are in the subtitle.
 *
 * @throws StageFailure if the report has no networks
 */
export function drawRemoval(report: RemovalReport, params: RemovalParams & Placed): TopLevelSpec {
  const sides = sidesOf(report);
  const { layer, filters, images, split, epochs, whole } = report;
  const facts = [
    `${grouped(images)} ${split} images`,
    `whole network: ${percent(whole.accuracy)} ± ${percent(whole.standardError)}, grey band`,
    'ring: the last network within it',
    ...measuredText(report),
  ].join(' · ');
  const words = sides.flatMap(({ tuned, content: { answers, whole: own } }) => [
    `${tuned ? `After ${epochsText(epochs)} of training: of` : 'Of'}${sentenceOf(report, answers, own).slice(2)}`,
    [testSentence(answers), savingSentence(answers, whole)].filter((part) => part !== '').join(' '),
  ]);
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: {
      text: params.title ?? `What the network loses without some of the ${filters} filters of ${layer}`,
      subtitle: [placed(facts, params.place), ...words]
        .filter((line) => line !== '')
        .flatMap((line) => wrapWords(line, LINE * sides.length)),
      offset: 26,
    },
    spacing: 34,
    hconcat: sides.map(({ tuned, content }) =>
      drawPanels(content, tuned ? `after ${epochsText(epochs)} of training` : 'as they are'),
    ),
  } as TopLevelSpec;
}

function sidesOf(report: RemovalReport): readonly Side[] {
  const { whole, chance, filters } = report;
  const sideOf = (tuned: boolean, own: MeasuredWhole): Side => {
    const courses = coursesOf(report, tuned);
    if (courses.every(({ marks }) => marks.length === 0)) throw new StageFailure('The report has no smaller networks');
    return { tuned, content: { courses, answers: answersOf(courses, own), whole: own, chance, filters } };
  };
  return [sideOf(false, whole), ...(whole.tuned === undefined ? [] : [sideOf(true, whole.tuned)])];
}

function epochsText(epochs: number): string {
  return epochs === 1 ? 'one more epoch' : `${epochs} more epochs`;
}

/** After which removals the networks were measured, unless it was after each. */
function measuredText({ curves, filters }: RemovalReport): string[] {
  const counts = curves[0]?.points.map(({ removed }) => removed) ?? [];
  return counts.length === filters - 1 ? [] : [`measured without ${counts.join(', ')} of them`];
}

/** Letters that stand above one panel. */
const LINE = 80;

async function writeAnswers(path: string, sides: readonly Side[]): Promise<void> {
  const columns = [
    'trainedOn',
    'rule',
    'canGo',
    'least',
    'most',
    'tooMany',
    'accuracy',
    'wholeAccuracy',
    'standardError',
    'onlyWhole',
    'onlySmaller',
    'p',
    'pTable',
    'differsFrom',
    'parameters',
    'macs',
  ] as const;
  const all = sides.flatMap(({ tuned, content: { whole, answers } }) =>
    answers.map((answer) => ({ tuned, whole, answer })),
  );
  // A rule by which no filter can go has no network to test.
  const tested = all.flatMap(({ answer: { mark } }) => (mark === undefined ? [] : [mark]));
  const corrected = holm(tested.map(({ p }) => p));
  const rows = all.map(({ tuned, whole, answer: { rule, can, low, high, mark, tooMany, differs } }) => ({
    trainedOn: Number(tuned),
    rule,
    canGo: can,
    least: low,
    most: high,
    tooMany: tooMany ?? null,
    accuracy: mark?.accuracy ?? null,
    wholeAccuracy: whole.accuracy,
    standardError: whole.standardError,
    onlyWhole: mark?.onlyWhole ?? null,
    onlySmaller: mark?.onlySmaller ?? null,
    p: mark?.p ?? null,
    pTable: mark === undefined ? null : (corrected[tested.indexOf(mark)]?.p ?? null),
    differsFrom: differs ?? null,
    parameters: mark?.parameters ?? null,
    macs: mark?.macs ?? null,
  }));
  await writeTable(path, columns, rows);
}
