import { StageFailure } from '../../../engine/core/failure.ts';
import type { StageContext } from '../../../engine/core/stage.ts';
import { INK } from '../../drawing/colour.ts';
import { textWidth } from '../../drawing/font.ts';
import { SCALE, drawSvg, paste, writePng } from '../../drawing/image.ts';
import type { Raster } from '../../drawing/image.ts';
import { grouped } from '../../drawing/number.ts';
import { readSafetensors, tensorAt } from '../../formats/safetensors.ts';
import { SIZE, frame, picture, text } from '../../drawing/svg.ts';
import { writeTable } from '../../formats/csv.ts';
import { paintImages, tileSize } from '../../drawing/tiles.ts';
import type { ImageShape } from '../../drawing/tiles.ts';
import { placed } from '../../drawing/point.ts';
import { classNamesOf, probabilities, readPredictions } from '../predictions.ts';
import type { Predictions } from '../predictions.ts';
import type { Placed } from '../../drawing/point.ts';
import { classLabels } from '../class-labels.ts';
import { IMAGE, TABLE } from '../chart.ts';
import type { Chart } from '../chart.ts';
import { checkSplit } from '../checks.ts';
import { startPicture } from '../picture.ts';

/** The test images on which a classifier is most confident and wrong. */
export interface MistakesParams {
  readonly kind: 'mistakes';
  readonly title?: string;
  /** Images to show. */
  readonly count: number;
}

export const mistakes: Chart<MistakesParams> = {
  kind: 'mistakes',
  schema: {
    title: 'Mistakes',
    description: 'The test images that the classifier gets wrong with the most confidence. The table has all mistakes',
    required: ['predictions', 'data'],
    properties: {
      predictions: { description: 'The predictions to look for mistakes in', type: 'string', port: 'predictions' },
      data: { description: 'The dataset that was predicted', type: 'string', port: 'dataset' },
      title: { $ref: '#/$defs/title' },
      count: { description: 'How many to show', type: 'integer', minimum: 1, maximum: 400, default: 30 },
    },
  },
  outputs: { image: IMAGE, table: TABLE },
  check: (_, inputs) => checkSplit(inputs),
  draw,
};

export interface Mistake {
  /** Index among the test images. */
  readonly image: number;
  readonly label: number;
  readonly predicted: number;
  /** The probabilities of the predicted class and of the true class. */
  readonly probability: number;
  readonly labelProbability: number;
}

/** Draws the worst mistakes and writes a row for every mistake. */
async function draw(context: StageContext<MistakesParams>): Promise<void> {
  const params = await startPicture(context);
  const predictions = await readPredictions(context.input('predictions').path);
  const dataset = await readSafetensors(context.input('data').path);
  const labels = tensorAt(dataset, 'test.labels', 'U8').data;
  if (labels.length !== predictions.labels.length || labels.some((label, at) => label !== predictions.labels[at])) {
    throw new StageFailure('The predictions are not for the test images of this dataset: their labels differ', {
      hint: 'Connect "data" to the step that the training takes its dataset from.',
    });
  }
  const names = classNamesOf(dataset, predictions.classes);
  const { labels: shownNames, note } = classLabels(names, LABEL);
  const mistakes = findMistakes(predictions);
  await writeTable(
    context.output('table'),
    ['rank', 'image', 'label', 'name', 'predicted', 'predictedName', 'probability', 'labelProbability'],
    mistakes.map((mistake, index) => ({
      rank: index + 1,
      ...mistake,
      name: names[mistake.label] ?? '',
      predictedName: names[mistake.predicted] ?? '',
      probability: Number(mistake.probability.toPrecision(6)),
      labelProbability: Number(mistake.labelProbability.toPrecision(6)),
    })),
  );
  const { data, shape } = tensorAt(dataset, 'test.images', 'U8');
  const [, height = 0, width = 0, channels = 0] = shape;
  const imageShape: ImageShape = [height, width, channels];
  const size = height * width * channels;
  const shown = mistakes.slice(0, params.count).map((mistake) => ({
    mistake,
    pixels: Float64Array.from(data.subarray(mistake.image * size, (mistake.image + 1) * size), (pixel) => pixel / 255),
  }));
  const all = { mistakes: mistakes.length, images: labels.length };
  await writePng(
    context.output('image'),
    await drawMistakes(shown, { shape: imageShape, names: shownNames, note, all, params }),
  );
}

/** All mistakes by the probability of the wrong class, the greatest first; equal ones in the order of the images. */
export function findMistakes(predictions: Predictions): Mistake[] {
  const mistakes: Mistake[] = [];
  for (const [image, label] of predictions.labels.entries()) {
    const predicted = predictions.predicted[image] ?? 0;
    if (predicted === label) continue;
    const chances = probabilities(predictions, image);
    const [probability = 0, labelProbability = 0] = [chances[predicted], chances[label]];
    mistakes.push({ image, label, predicted, probability, labelProbability });
  }
  // If probabilities round to 1, that of the true class still tells them apart.
  return mistakes.sort(
    (a, b) => b.probability - a.probability || a.labelProbability - b.labelProbability || a.image - b.image,
  );
}

const MARGIN = 24;
const TOP = 68;
const SIDE = 84;
/** Width of the name of a class, at most. */
const LABEL = 120;
const COLUMNS = 10;
const GAP = { across: 14, down: 14 } as const;
const CAPTION = 46;

/** Tiles with an image, `true → predicted`, and the probability. */
async function drawMistakes(
  shown: readonly { readonly mistake: Mistake; readonly pixels: Float64Array }[],
  about: {
    readonly shape: ImageShape;
    readonly names: readonly string[];
    readonly note: string;
    readonly all: { readonly mistakes: number; readonly images: number };
    readonly params: MistakesParams & Placed;
  },
): Promise<Raster> {
  const { shape, names, note, all, params } = about;
  const tile = tileSize(shape, SIDE);
  const captions = shown.map(({ mistake }) => `${names[mistake.label]} → ${names[mistake.predicted]}`);
  const widest = Math.max(0, ...captions.map((caption) => textWidth(caption, { size: SIZE.text + 1, weight: 600 })));
  const column = Math.ceil(Math.max(tile.width, widest)) + GAP.across;
  const columns = Math.min(
    Math.max(Math.floor((COLUMNS * (SIDE + GAP.across)) / column), 1),
    Math.max(shown.length, 1),
  );
  const row = tile.height + CAPTION + GAP.down;
  const title = params.title ?? 'The worst mistakes';
  const facts =
    all.mistakes === 0
      ? `All ${grouped(all.images)} test images are classified correctly`
      : `${shown.length} of ${grouped(all.mistakes)} mistakes among ${grouped(all.images)} test images, the most certain first · ` +
        'true class → taken for, and its probability';
  const subtitle = placed([facts, ...(note === '' ? [] : [note])].join(' · '), params.place);
  const parts = [
    text(MARGIN, 30, title, { size: SIZE.title, weight: 600 }),
    text(MARGIN, 49, subtitle, { fill: INK.quiet }),
  ];
  const pasted: { readonly raster: Raster; readonly left: number; readonly top: number }[] = [];
  for (const [index, { mistake, pixels }] of shown.entries()) {
    const start = MARGIN + (index % columns) * column;
    // On whole device pixels.
    const left = start + Math.round((column - GAP.across - tile.width) / 2);
    const top = TOP + Math.floor(index / columns) * row;
    const [raster] = paintImages(pixels, shape, SIDE);
    if (raster !== undefined) pasted.push({ raster, left, top });
    parts.push(frame({ left, top, ...tile }));
    const middle = left + tile.width / 2;
    const below = top + tile.height;
    parts.push(
      text(middle, below + 16, captions[index] ?? '', { size: SIZE.text + 1, weight: 600, anchor: 'middle' }),
      text(middle, below + 30, chanceText(mistake.probability), { anchor: 'middle' }),
      text(middle, below + 42, `image ${mistake.image}`, { size: SIZE.small, fill: INK.quiet, anchor: 'middle' }),
    );
  }
  const rows = Math.ceil(shown.length / columns);
  const needed = Math.max(
    textWidth(title, { size: SIZE.title, weight: 600 }),
    textWidth(subtitle, { size: SIZE.text }),
  );
  const width = Math.ceil(MARGIN + Math.max(columns * column - GAP.across, needed) + MARGIN);
  const height = Math.ceil(TOP + rows * row + (rows === 0 ? 0 : 6));
  const sheet = await drawSvg(picture(width, height, parts));
  for (const { raster, left, top } of pasted) paste(sheet, raster, { left: left * SCALE, top: top * SCALE });
  return sheet;
}

/** `97.3 %`; a probability below 1 never reads as 100 %. */
function chanceText(probability: number): string {
  if (probability > 0.9995) return '> 99.9 %';
  return `${(probability * 100).toFixed(1)} %`;
}
