import { StageFailure } from '../../../engine/core/failure.ts';
import type { StageContext } from '../../../engine/core/stage.ts';
import { augmentSchemas, createAugment } from '../../../nn/augment/index.ts';
import type { AugmentSpec } from '../../../nn/augment/index.ts';
import { textWidth } from '../../drawing/font.ts';
import { drawSvg, paste, SCALE, writePng } from '../../drawing/image.ts';
import type { Raster } from '../../drawing/image.ts';
import { placed } from '../../drawing/point.ts';
import type { Placed } from '../../drawing/point.ts';
import { frame, picture, SIZE, text } from '../../drawing/svg.ts';
import { paintImages, tileSize } from '../../drawing/tiles.ts';
import type { ImageShape } from '../../drawing/tiles.ts';
import { readSafetensors, tensorAt } from '../../formats/safetensors.ts';
import { INK } from '../../drawing/colour.ts';
import { IMAGE } from '../chart.ts';
import type { Chart } from '../chart.ts';
import { checkSplit } from '../checks.ts';
import { startPicture } from '../picture.ts';

/** What a training with augmentation sees of some images. */
export interface AugmentationParams {
  readonly kind: 'augmentation';
  readonly title?: string;
  readonly augment: AugmentSpec;
  /** Images to show. */
  readonly count: number;
  /** Epochs to show of each. */
  readonly epochs: number;
  readonly seed: number;
}

export const augmentation: Chart<AugmentationParams> = {
  kind: 'augmentation',
  schema: {
    title: 'Augmentation',
    description:
      'Training images as they are, and as a training with "augment" would see them in some epochs: a row for each image. The random numbers are of a seed of their own, so a training sees others of the same kind',
    required: ['data', 'augment'],
    properties: {
      data: { description: 'The dataset to take training images from', type: 'string', port: 'dataset' },
      title: { $ref: '#/$defs/title' },
      augment: {
        description: 'As in a step of the stage train',
        type: 'object',
        additionalProperties: false,
        minProperties: 1,
        properties: augmentSchemas() as never,
      },
      count: {
        description: 'How many images to show, the first ones',
        type: 'integer',
        minimum: 1,
        maximum: 40,
        default: 8,
      },
      epochs: { description: 'How often to show each', type: 'integer', minimum: 1, maximum: 40, default: 9 },
      seed: { description: 'Of the random numbers', type: 'integer', minimum: 1, maximum: 2147483647, default: 1 },
    },
  },
  outputs: { image: IMAGE },
  check: (_, inputs) => checkSplit(inputs, 'train'),
  draw,
};

const MARGIN = 24;
const TOP = 84;
const SIDE = 62;
const GAP = 6;
/** Between the images as they are and the others. */
const APART = 18;

async function draw(context: StageContext<AugmentationParams>): Promise<void> {
  const params = await startPicture(context);
  const dataset = await readSafetensors(context.input('data').path);
  const { data, shape } = tensorAt(dataset, 'train.images', 'U8');
  const [images = 0, height = 0, width = 0, channels = 0] = shape;
  if (images === 0) throw new StageFailure('The dataset has no training images', { hint: 'Use one that has some.' });
  const size: ImageShape = [height, width, channels];
  const length = height * width * channels;
  const change = createAugment(params.augment, size, params.seed);
  const rows = Array.from({ length: Math.min(params.count, images) }, (_, image) => {
    const source = data.subarray(image * length, (image + 1) * length);
    const seen = Array.from({ length: params.epochs }, (_, epoch) => {
      const target = new Float32Array(length);
      change(source, target, { epoch: epoch + 1, image });
      return Float64Array.from(target);
    });
    return [Float64Array.from(source, (pixel) => pixel / 255), ...seen];
  });
  await writePng(context.output('image'), await drawRows(rows, size, params));
}

/** @param rows of each image: itself, then as it is seen in one epoch after another, values 0 to 1 */
async function drawRows(
  rows: readonly (readonly Float64Array[])[],
  size: ImageShape,
  params: AugmentationParams & Placed,
): Promise<Raster> {
  const tile = tileSize(size, SIDE);
  const columns = params.epochs + 1;
  const title = params.title ?? 'Training images, and as a training sees them';
  const names = Object.keys(params.augment).sort().join(', ');
  const subtitle = placed(names, params.place);
  const leftOf = (column: number): number => MARGIN + column * (tile.width + GAP) + (column === 0 ? 0 : APART);
  const heads = Array.from({ length: columns }, (_, column) =>
    text(
      leftOf(column) + tile.width / 2,
      TOP - 8,
      column === 0 ? 'image' : `${column === 1 ? 'epoch ' : ''}${column}`,
      {
        fill: INK.quiet,
        anchor: 'middle',
      },
    ),
  );
  const parts = [
    text(MARGIN, 30, title, { size: SIZE.title, weight: 600 }),
    text(MARGIN, 49, subtitle, { fill: INK.quiet }),
    ...heads,
  ];
  const pasted: { readonly raster: Raster; readonly left: number; readonly top: number }[] = [];
  for (const [row, images] of rows.entries()) {
    const top = TOP + row * (tile.height + GAP);
    for (const [column, pixels] of images.entries()) {
      const [raster] = paintImages(pixels, size, SIDE);
      if (raster !== undefined) pasted.push({ raster, left: leftOf(column), top });
      parts.push(frame({ left: leftOf(column), top, ...tile }));
    }
  }
  const needed = Math.max(
    textWidth(title, { size: SIZE.title, weight: 600 }),
    textWidth(subtitle, { size: SIZE.text }),
  );
  const wide = Math.ceil(Math.max(leftOf(columns) - GAP, MARGIN + needed) + MARGIN);
  const high = Math.ceil(TOP + rows.length * (tile.height + GAP) - GAP + MARGIN);
  const sheet = await drawSvg(picture(wide, high, parts));
  for (const { raster, left, top } of pasted) paste(sheet, raster, { left: left * SCALE, top: top * SCALE });
  return sheet;
}
