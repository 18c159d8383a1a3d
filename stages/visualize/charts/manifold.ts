import { StageFailure } from '../../../engine/core/failure.ts';
import type { Problem, StageContext } from '../../../engine/core/stage.ts';
import { INK } from '../../drawing/colour.ts';
import { SCALE, drawSvg, paste, writePng } from '../../drawing/image.ts';
import { fixed } from '../../drawing/number.ts';
import { readSafetensors } from '../../formats/safetensors.ts';
import { SIZE, picture, text } from '../../drawing/svg.ts';
import { paintImages, tileSize } from '../../drawing/tiles.ts';
import type { ImageShape } from '../../drawing/tiles.ts';
import { placed } from '../../drawing/point.ts';
import { textWidth } from '../../drawing/font.ts';
import { decode, encode, readAutoencoder, readTestImages } from '../../formats/codes.ts';
import type { Chart, Known } from '../chart.ts';
import { IMAGE } from '../chart.ts';
import { checkSplit, knownAt } from '../checks.ts';
import { startPicture } from '../picture.ts';

/** Images decoded from a grid of codes of two numbers. */
export interface ManifoldParams {
  readonly kind: 'manifold';
  readonly title?: string;
  /** Images along each side. */
  readonly side: number;
}

export const manifold: Chart<ManifoldParams> = {
  kind: 'manifold',
  schema: {
    title: 'Manifold',
    description: 'Images decoded from a grid of codes of two numbers',
    required: ['autoencoder'],
    properties: {
      autoencoder: {
        description: 'The autoencoder that decodes; its latent must be 2',
        type: 'string',
        port: 'autoencoder',
      },
      data: {
        description:
          'If given, the grid lies at quantiles of the codes of its test images; else at quantiles of the standard normal distribution, which only a variational autoencoder uses',
        type: 'string',
        port: 'dataset',
      },
      title: { $ref: '#/$defs/title' },
      side: { description: 'Images along each side', type: 'integer', minimum: 2, maximum: 60, default: 20 },
    },
  },
  outputs: { image: IMAGE },
  check,
  draw,
};

function check(_: ManifoldParams, inputs: Known): readonly Problem[] {
  const [network] = knownAt(inputs, 'autoencoder');
  const latent = network?.['latent'];
  const problems: Problem[] = [];
  if (typeof latent === 'number' && latent !== 2) {
    const message = `Cannot draw a plane of codes of ${latent} numbers: "latent" of the step before must be 2`;
    problems.push({ path: ['kind'], message });
  } else if (network?.['kind'] === 'plain' && inputs['data'] === undefined) {
    const message = 'Missing "data": only they tell where the codes of a plain autoencoder lie';
    problems.push({ path: ['kind'], message });
  }
  return [...problems, ...checkSplit(inputs)];
}

/** Draws the grid: the first number of the code grows to the right, the second upwards. */
async function draw(context: StageContext<ManifoldParams>): Promise<void> {
  const params = await startPicture(context);
  const trained = await readAutoencoder(context.input('autoencoder').path);
  const { kind, latent, encoder } = trained.network;
  if (latent !== 2) {
    throw new StageFailure(`Cannot draw a plane of codes of ${latent} numbers: expected 2`, {
      hint: 'Set "latent" of the autoencoder to 2, or draw kind "latent".',
    });
  }
  const [data] = context.inputs('data');
  if (data === undefined && kind === 'plain') {
    throw new StageFailure('Cannot tell where the codes of a plain autoencoder lie', {
      hint: 'Connect "data": the grid then spans the codes of the test images.',
    });
  }
  const shares = Array.from({ length: params.side }, (_, index) => (index + 0.5) / params.side);
  const axes =
    data === undefined
      ? ([shares.map(normalQuantile), shares.map(normalQuantile)] as const)
      : quantiles(encode(trained, readTestImages(await readSafetensors(data.path), trained.network).images), shares);
  const images = decode(trained, gridCodes(axes));

  const shape: ImageShape = encoder.input;
  const tile = tileSize(shape, SIDE / params.side);
  const width = tile.width * params.side;
  const height = tile.height * params.side;
  const spread =
    data === undefined ? 'quantiles of the standard normal distribution' : 'quantiles of the codes of the test images';
  const [columns, rows] = axes;
  const label = (value: number | undefined): string => fixed(value ?? 0, 2);
  const quiet = { fill: INK.quiet, size: SIZE.small } as const;
  const title = params.title ?? 'Images decoded from a plane of codes';
  const subtitle = placed(`${params.side} × ${params.side} codes at the ${spread}`, params.place);
  const texts = Math.max(textWidth(title, { size: SIZE.title, weight: 600 }), textWidth(subtitle, { size: SIZE.text }));
  const parts = [
    text(MARGIN, 30, title, { size: SIZE.title, weight: 600 }),
    text(MARGIN, 49, subtitle, { fill: INK.quiet }),
    text(LEFT, TOP + height + 14, label(columns[0]), quiet),
    text(LEFT + width / 2, TOP + height + 14, 'first number of the code', { fill: INK.quiet, anchor: 'middle' }),
    text(LEFT + width, TOP + height + 14, label(columns.at(-1)), { ...quiet, anchor: 'end' }),
    text(LEFT - 6, TOP + 8, label(rows.at(-1)), { ...quiet, anchor: 'end' }),
    text(LEFT - 12, TOP + height / 2, 'second number', { fill: INK.quiet, anchor: 'middle', rotate: -90 }),
    text(LEFT - 6, TOP + height, label(rows[0]), { ...quiet, anchor: 'end' }),
  ];
  const sheet = await drawSvg(
    picture(Math.ceil(Math.max(LEFT + width, MARGIN + texts) + MARGIN), Math.ceil(TOP + height + 34), parts),
  );
  for (const [index, raster] of paintImages(images, shape, SIDE / params.side).entries()) {
    const left = LEFT * SCALE + (index % params.side) * raster.width;
    paste(sheet, raster, { left, top: TOP * SCALE + Math.floor(index / params.side) * raster.height });
  }
  await writePng(context.output('image'), sheet);
}

const MARGIN = 24;
const LEFT = 60;
const TOP = 66;
const SIDE = 560;

type Axes = readonly [columns: readonly number[], rows: readonly number[]];

/** Row by row from the top, where the second number is greatest: `[rows, columns, 2]`. */
function gridCodes([columns, rows]: Axes): Float64Array {
  return Float64Array.from(rows.toReversed().flatMap((second) => columns.flatMap((first) => [first, second])));
}

/** Of each of the two numbers of the codes. */
function quantiles(codes: Float64Array, shares: readonly number[]): Axes {
  const of = (number: 0 | 1): number[] => {
    const sorted = codes.filter((_, at) => at % 2 === number).toSorted();
    return shares.map((share) => sorted[Math.floor(share * sorted.length)] ?? 0);
  };
  return [of(0), of(1)];
}

/** The value that a standard normal variable stays below with probability `share`, 1e-9 < share < 1 - 1e-9: by bisection. */
export function normalQuantile(share: number): number {
  let [low, high] = [-6, 6];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (normalBelow(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Φ(z) = ½ + φ(z) (z + z³/3 + z⁵/15 + …): positive terms, so nothing cancels (Marsaglia 2004). */
function normalBelow(z: number): number {
  let [sum, term] = [z, z];
  for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
    term *= (z * z) / k;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}
