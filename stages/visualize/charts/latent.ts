import type { TopLevelSpec } from 'vega-lite';
import type { StageContext } from '../../../engine/core/stage.ts';
import { INK } from '../../drawing/colour.ts';
import { grouped } from '../../drawing/number.ts';
import { readSafetensors } from '../../formats/safetensors.ts';
import { SIZE } from '../../drawing/svg.ts';
import { writeTable } from '../../formats/csv.ts';
import { placed } from '../../drawing/point.ts';
import { encode, readAutoencoder, readTestImages } from '../../formats/codes.ts';
import { principalComponents, project } from '../../statistics/principal.ts';
import { classNamesOf } from '../predictions.ts';
import { classLabels } from '../class-labels.ts';
import type { ClassLabels } from '../class-labels.ts';
import { CHART, IMAGE, TABLE } from '../chart.ts';
import type { Chart } from '../chart.ts';
import { checkSplit } from '../checks.ts';
import { startPicture, writeChart } from '../picture.ts';

/** Where test images lie in code space. */
export interface LatentParams {
  readonly kind: 'latent';
  readonly title?: string;
  /** How many test images to encode. */
  readonly images: number;
  /** The two axes: the first two principal components of the codes, or their first two numbers. */
  readonly axes: 'principal' | 'first';
}

export const latent: Chart<LatentParams> = {
  kind: 'latent',
  schema: {
    title: 'Latent space',
    description: 'The codes of test images as points of a plane, each drawn as its class',
    required: ['autoencoder', 'data'],
    properties: {
      autoencoder: { description: 'The autoencoder that makes the codes', type: 'string', port: 'autoencoder' },
      data: { description: 'The dataset whose test images are encoded', type: 'string', port: 'dataset' },
      title: { $ref: '#/$defs/title' },
      images: {
        description: 'How many test images, starting with the first',
        type: 'integer',
        minimum: 10,
        maximum: 100000,
        default: 2000,
      },
      axes: {
        description:
          'principal: the two directions along which the codes vary most. first: the first two numbers of each code. Codes of two numbers are drawn unchanged',
        enum: ['principal', 'first'],
        default: 'principal',
      },
    },
  },
  outputs: { image: IMAGE, chart: CHART, table: TABLE },
  check: (_, inputs) => checkSplit(inputs),
  draw,
};

/** A test image on the plane. */
export interface Place {
  readonly image: number;
  readonly label: number;
  readonly x: number;
  readonly y: number;
}

/** Draws each test image as the number of its class, and writes the places. */
async function draw(context: StageContext<LatentParams>): Promise<void> {
  const params = await startPicture(context);
  const trained = await readAutoencoder(context.input('autoencoder').path);
  const dataset = await readSafetensors(context.input('data').path);
  const { images, labels } = readTestImages(dataset, trained.network, params.images);
  const { latent } = trained.network;
  const { places, axes } = placesOf(encode(trained, images), { labels, latent, axes: params.axes });
  await writeTable(context.output('table'), ['image', 'label', 'x', 'y'], places);
  const classes = Math.max(...labels) + 1;
  const names = classLabels(classNamesOf(dataset, classes), LABEL);
  await writeChart(
    context,
    drawPlaces(places, {
      axes,
      labels: names,
      latent,
      equal: params.axes === 'principal' && latent > 2,
      title: params.title,
      place: params.place,
    }),
  );
}

/** A plane shows two numbers of a code; a code of one number is drawn along x. */
export function placesOf(
  codes: Float64Array,
  {
    labels,
    latent,
    axes,
  }: { readonly labels: Uint8Array; readonly latent: number; readonly axes: LatentParams['axes'] },
): { readonly places: Place[]; readonly axes: readonly [x: string, y: string] } {
  // Two numbers already are a plane; turning it would only hide which is which.
  const principal =
    axes === 'principal' && latent > 2 ? principalComponents({ size: latent, values: codes }, 2) : undefined;
  const places = Array.from(labels, (label, image) => {
    const code = codes.subarray(image * latent, (image + 1) * latent);
    const [x = 0, y = 0] = principal === undefined ? code : project(principal, code);
    return { image, label, x: tidy(x), y: tidy(y) };
  });
  if (principal === undefined)
    return { places, axes: ['first number of the code', latent === 1 ? '' : 'second number of the code'] };
  const share = (index: number): string =>
    `${((100 * (principal.variances[index] ?? 0)) / principal.total).toFixed(0)} %`;
  return {
    places,
    axes: [`first principal component (${share(0)} of the variance)`, `second (${share(1)})`],
  };
}

const SIDE = 460;
/** Width of a label, at most. */
const LABEL = 110;
/** Ten colours on white, as different as possible. Each class is also drawn as a digit, so colour is not needed to tell them apart. */
const COLOURS = [
  '#0072b2',
  '#d55e00',
  '#009e73',
  '#a3488a',
  '#7a5195',
  '#8a6d00',
  '#2aa1c0',
  '#c1272d',
  '#4d4d4d',
  '#5b8c00',
];

function drawPlaces(
  places: readonly Place[],
  about: {
    readonly axes: readonly [x: string, y: string];
    readonly labels: ClassLabels;
    readonly latent: number;
    /** Whether both axes have one scale. */
    readonly equal: boolean;
    readonly title: string | undefined;
    readonly place?: string | undefined;
  },
): TopLevelSpec {
  const { axes, latent } = about;
  const { labels: names, note } = about.labels;
  // Longer names would cover each other, so they become dots, with the names in the middle of their classes.
  const glyphs = names.every((name) => name.length === 1);
  const values = places.map(({ label, x, y }) => ({ x, y, label, name: names[label] ?? '' }));
  const color = {
    field: 'label',
    type: 'ordinal',
    scale: { domain: names.map((_, index) => index), range: names.map((_, index) => COLOURS[index % COLOURS.length]) },
    legend: null,
  };
  const axis = (field: 'x' | 'y', title: string): object => ({
    field,
    type: 'quantitative',
    title,
    scale: about.equal ? { domain: equalDomain(places, field), nice: false } : { zero: false, nice: true },
    axis: { grid: true, tickCount: 6 },
  });
  const encoding = { x: axis('x', axes[0]), y: axis('y', axes[1]), color };
  const cloud = glyphs
    ? { mark: { type: 'text', fontSize: 8, opacity: 0.8 }, encoding: { ...encoding, text: { field: 'name' } } }
    : { mark: { type: 'point', filled: true, size: 14, opacity: 0.6 }, encoding };
  const centres = middles(places).map(({ label, x, y }) => ({ x, y, label, name: names[label] ?? '' }));
  const centre = (mark: object): object => ({
    data: { values: centres },
    mark: { type: 'text', fontSize: glyphs ? 20 : SIZE.text + 1, fontWeight: 600, ...mark },
    encoding: { ...encoding, text: { field: 'name' } },
  });
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: {
      text: about.title ?? 'Codes of the test images',
      subtitle: placed(
        [
          `${grouped(places.length)} images, codes of ${latent} ${latent === 1 ? 'number' : 'numbers'}`,
          'each drawn as its class, large at the median of the class',
          ...(note === '' ? [] : [note]),
        ].join(' · '),
        about.place,
      ),
    },
    width: SIDE,
    height: SIDE,
    layer: [
      { data: { values }, ...cloud },
      { ...centre({ stroke: INK.paper, strokeWidth: 4, strokeJoin: 'round' }) },
      { ...centre({}) },
    ],
  } as TopLevelSpec;
}

/** As long on both axes, so that distances are the same along them: principal components of unequal variance look unequal. */
function equalDomain(places: readonly Place[], field: 'x' | 'y'): readonly [number, number] {
  const ends = (of: 'x' | 'y'): readonly [number, number] =>
    places.reduce(([low, high], place) => [Math.min(low, place[of]), Math.max(high, place[of])], [Infinity, -Infinity]);
  const [low, high] = ends(field);
  const reach = Math.max(...(['x', 'y'] as const).map((of) => ends(of)[1] - ends(of)[0])) * 0.53;
  const middle = (low + high) / 2;
  return [tidy(middle - reach), tidy(middle + reach)];
}

/** The medians of the places of each class: a few strays do not move them. */
function middles(places: readonly Place[]): { readonly label: number; readonly x: number; readonly y: number }[] {
  const labels = [...new Set(places.map(({ label }) => label))].sort((a, b) => a - b);
  return labels.map((label) => {
    const own = places.filter((place) => place.label === label);
    return { label, x: median(own.map(({ x }) => x)), y: median(own.map(({ y }) => y)) };
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Enough digits to draw and to read. */
function tidy(value: number): number {
  return Number(value.toPrecision(7));
}
