import type { TopLevelSpec } from 'vega-lite';
import type { Metrics, StageContext } from '../../../engine/core/stage.ts';
import { CATEGORIES, INK } from '../../drawing/colour.ts';
import { grouped } from '../../drawing/number.ts';
import { placed } from '../../drawing/point.ts';
import type { Placed } from '../../drawing/point.ts';
import { writeTable } from '../../formats/csv.ts';
import { calibrationOf, CALIBRATION_BINS } from '../../statistics/calibration.ts';
import type { Calibration } from '../../statistics/calibration.ts';
import { CHART, IMAGE, TABLE } from '../chart.ts';
import type { Chart } from '../chart.ts';
import { startPicture, writeChart } from '../picture.ts';
import { countCorrect, probabilities, readPredictions } from '../predictions.ts';

/** Whether a classifier is as often right as it says. */
export interface ReliabilityParams {
  readonly kind: 'reliability';
  readonly title?: string;
  readonly bins: number;
}

const WORDS: Readonly<Record<string, string>> = {
  from: 'the lower end of the interval of probabilities',
  to: 'its upper end',
  images: 'test images whose answer has a probability in it',
  confidence: 'the mean of these probabilities',
  accuracy: 'the share of these answers that is correct',
};

export const reliability: Chart<ReliabilityParams> = {
  kind: 'reliability',
  schema: {
    title: 'Reliability',
    description:
      'How often the answers of a classifier are correct against the probability that it gives to them, and how many have such a probability. The table has a row for each interval of probabilities',
    required: ['predictions'],
    properties: {
      predictions: { description: 'The predictions to look at', type: 'string', port: 'predictions' },
      title: { $ref: '#/$defs/title' },
      bins: {
        description: 'Intervals of the same width between 0 and 1',
        type: 'integer',
        minimum: 2,
        maximum: 100,
        default: CALIBRATION_BINS,
      },
    },
  },
  outputs: { image: IMAGE, chart: CHART, table: { ...TABLE, columns: WORDS } },
  draw,
};

async function draw(context: StageContext<ReliabilityParams>): Promise<Metrics> {
  const params = await startPicture(context);
  const predictions = await readPredictions(context.input('predictions').path);
  const { labels, predicted } = predictions;
  const confidences = Array.from(labels, (_, image) => Math.max(...probabilities(predictions, image)));
  const calibration = calibrationOf(confidences, (image) => labels[image] === predicted[image], params.bins);
  await writeTable(
    context.output('table'),
    ['from', 'to', 'images', 'confidence', 'accuracy'],
    calibration.bins.map(({ confidence = null, accuracy = null, ...bin }) => ({ ...bin, confidence, accuracy })),
  );
  const facts = { images: labels.length, accuracy: countCorrect(predictions) / labels.length };
  await writeChart(context, drawReliability(calibration, facts, params));
  return { calibrationError: calibration.error, largestCalibrationError: calibration.largest };
}

const WIDTH = 340;
const PERCENT = "format(datum.value * 100, '~r') + ' %'";

/** Accuracy against probability in bars, with the diagonal that they would follow, above the share of images in each bin. */
export function drawReliability(
  { bins, error, largest }: Calibration,
  { images, accuracy }: { readonly images: number; readonly accuracy: number },
  params: ReliabilityParams & Placed,
): TopLevelSpec {
  const [blue = '', orange = ''] = CATEGORIES;
  const rows = bins.map((bin) => ({ ...bin, share: bin.images / images }));
  const x = (title: string | null) => ({
    field: 'from',
    type: 'quantitative',
    scale: { domain: [0, 1], nice: false },
    title,
    axis: { labelExpr: PERCENT, tickCount: 6 },
  });
  const y = (field: string, title: string, { most, ticks }: { most: number; ticks: number }) => ({
    field,
    type: 'quantitative',
    scale: { domain: [0, most], nice: false },
    title,
    axis: { labelExpr: PERCENT, tickCount: ticks },
  });
  const bars = { type: 'rect', color: blue, opacity: 0.55, stroke: INK.paper, strokeWidth: 0.5 };
  const boxes = { x2: { field: 'to' }, y2: { datum: 0 } };
  const text = (value: number): string => `${(value * 100).toFixed(2)} %`;
  const whole = { most: 1, ticks: 5 };
  const highest = Math.max(...rows.map(({ share }) => share));
  const full = rows.filter((bin) => bin.images > 0);
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: {
      text: params.title ?? 'How often answers are correct, by their probability',
      subtitle: [
        placed(`${grouped(images)} test images, ${text(accuracy)} correct`, params.place),
        `calibration error: ${text(error)} on average, ${text(largest)} at most`,
        'point: mean probability and share correct of a bar · line: as often correct as it says',
      ],
    },
    spacing: 14,
    vconcat: [
      {
        width: WIDTH,
        height: WIDTH,
        layer: [
          {
            data: { values: full },
            mark: bars,
            encoding: { x: x(null), y: y('accuracy', 'share correct', whole), ...boxes },
          },
          {
            data: { values: [{ from: 0, accuracy: 0, to: 1, end: 1 }] },
            mark: { type: 'rule', color: INK.quiet, strokeDash: [4, 3], strokeWidth: 1.25 },
            encoding: {
              x: x(null),
              x2: { field: 'to' },
              y: y('accuracy', 'share correct', whole),
              y2: { field: 'end' },
            },
          },
          {
            data: { values: full.map(({ confidence, accuracy: right }) => ({ from: confidence, accuracy: right })) },
            mark: { type: 'point', filled: true, color: orange, size: 36, opacity: 1 },
            encoding: { x: x(null), y: y('accuracy', 'share correct', whole) },
          },
        ],
      },
      {
        width: WIDTH,
        height: 90,
        data: { values: rows },
        mark: bars,
        encoding: {
          x: x('probability of the answer'),
          y: y('share', 'share of images', { most: highest * 1.05, ticks: 3 }),
          ...boxes,
        },
      },
    ],
  } as TopLevelSpec;
}
