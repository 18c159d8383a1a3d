import type { TopLevelSpec } from 'vega-lite';
import { StageFailure } from '../../../engine/core/failure.ts';
import { INK } from '../../drawing/colour.ts';
import { fixed, grouped, percent } from '../../drawing/number.ts';
import { tensorAt } from '../../formats/safetensors.ts';
import { readTensors } from '../../formats/tensor-stream.ts';
import { placed } from '../../drawing/point.ts';
import type { HighShare, SimilarityEntry } from '../../formats/similarity-report.ts';
import type { Weights } from '../matrix.ts';
import { COLOUR, headingLayer, tidy, notesBelow } from '../ratio-layers.ts';
import { roundLimit } from '../../statistics/curve-grid.ts';
import type { Placed } from '../../drawing/point.ts';
import { CHART, IMAGE } from '../chart.ts';
import type { Chart } from '../chart.ts';
import { checkFilters } from '../checks.ts';
import { startPicture, writeChart } from '../picture.ts';
import { readEntry } from '../report.ts';

/** Similarity of weights against similarity of responses. */
export interface CosineActivationParams {
  readonly kind: 'cosine-activation';
  readonly title?: string;
  /** Left out: the only layer there is. */
  readonly layer?: string;
  readonly snapshot: Weights;
}

export const cosineActivation: Chart<CosineActivationParams> = {
  kind: 'cosine-activation',
  schema: {
    title: 'Cosine against activation',
    description:
      'Similarity of the responses of filters against similarity of their weights, before and after the activation, with random filters in the background. Needs a comparison with model and data, of at most 2048 filters',
    required: ['matrix', 'similarity'],
    properties: {
      matrix: { description: 'Cosines and correlations', type: 'string', port: 'matrix' },
      similarity: {
        description: 'The similarity report of the same step as the matrix',
        type: 'string',
        port: 'similarity',
      },
      title: { $ref: '#/$defs/title' },
      layer: { $ref: '#/$defs/layer' },
      snapshot: { $ref: '#/$defs/snapshot', default: 'final' },
    },
  },
  outputs: { image: IMAGE, chart: CHART },
  check: ({ layer, snapshot }, inputs) =>
    checkFilters(inputs, { of: { layer }, snapshot, activations: true, most: MOST_FILTERS }),
  async draw(context) {
    const params = await startPicture(context);
    const entry = await readEntry(context.input('similarity').path, params);
    const points = await readPairPoints(context.input('matrix').path, entry);
    return writeChart(context, drawCosineActivation(points, entry, params));
  },
};

const PANEL = { width: 300, height: 300 } as const;
/** Most filters of a layer: all their pairs, two million, are in memory. */
const MOST_FILTERS = 2048;
/** How many pairs are drawn: more are thinned out, because they would hide one another. */
const MAX_POINTS = 1500;
const RANDOM_COLOUR = '#b8bfc6';

type Kind = 'pre' | 'post';

/** Of pairs i < j: cosines of their weights and correlations of their responses. */
export interface PairPoints {
  readonly cosine: number;
  readonly pre: number;
  readonly post: number;
}

/**
 * Reads cosines and correlations of a layer's pairs, and of the random filters drawn beside them.
 *
 * @param path a `matrix` artifact
 * @throws StageFailure if it was made without activations
 */
export async function readPairPoints(
  path: string,
  { layer, snapshot }: { readonly layer: string; readonly snapshot: string },
): Promise<{ readonly own: readonly PairPoints[]; readonly random: readonly PairPoints[] }> {
  const name = `${layer}/${snapshot}`;
  const file = await readTensors(path, (names) => names.filter((each) => each === name || each.startsWith(`${name}/`)));
  if (!file.tensors.has(`${name}/pre`)) {
    throw new StageFailure(`Layer "${layer}" was compared without activations`, {
      hint: 'Give "model" and "data" to the step that compares the filters.',
    });
  }
  const points = (cosines: string, correlations: string): PairPoints[] => {
    const { shape, data } = tensorAt(file, cosines, 'F64');
    const [count = 0] = shape;
    const pre = tensorAt(file, `${correlations}pre`, 'F64').data;
    const post = tensorAt(file, `${correlations}post`, 'F64').data;
    const found: PairPoints[] = [];
    for (let i = 0; i < count; i++) {
      for (let j = i + 1; j < count; j++) {
        const at = i * count + j;
        const cosine = data[at] ?? NaN;
        if (!Number.isNaN(cosine)) found.push({ cosine, pre: pre[at] ?? NaN, post: post[at] ?? NaN });
      }
    }
    return found;
  };
  return { own: points(name, `${name}/`), random: points(`${name}/random-cosines`, `${name}/random-`) };
}

/**
 * How alike filters respond against how alike their weights are, before and after the activation, with pairs of random filters
 * behind them: the data alone make responses alike, so a pair of similar filters must be seen beside those
 * (SCIENCE 2.4).
 *
 * @throws StageFailure if the report was made without activations
 */
export function drawCosineActivation(
  { own, random }: { readonly own: readonly PairPoints[]; readonly random: readonly PairPoints[] },
  entry: SimilarityEntry,
  params: CosineActivationParams & Placed,
): TopLevelSpec {
  const { activations } = entry;
  if (activations === null) {
    throw new StageFailure(`The report of layer "${entry.layer}" has no activations`, {
      hint: 'Give "model" and "data" to the step that compares the filters.',
    });
  }
  // Cosines of filters with many weights are small, so the axis ends where they do.
  const widest = [...own, ...random].reduce((most, { cosine }) => Math.max(most, Math.abs(cosine)), 0);
  const limit = roundLimit(widest);
  const x = { ...X, scale: { domain: [-limit, limit], nice: false } } as const;
  const thresholds = entry.thresholds.filter(({ threshold }) => Math.abs(threshold) < limit);
  const panel = (kind: Kind): object => {
    const above = (share: HighShare): string => (share[kind] === null ? 'no pair' : percent(share[kind]));
    const similar = activations.similar.map((share) => {
      const of = share.pairs === 0 ? '' : ` of ${grouped(share.pairs)} ${share.pairs === 1 ? 'pair' : 'pairs'}`;
      const random = share.random.pairs === 0 ? '' : `; random pairs of the same cosines: ${above(share.random)}`;
      return `cosine > ${share.threshold}: ${above(share)}${of}${random}`;
    });
    const error = activations.standardError[kind];
    const rank = activations.rankCorrelation[kind];
    const lines = [
      { text: `correlation > ${activations.high}:`, colour: INK.text },
      { text: `random filters: ${above(activations.random)}`, colour: INK.quiet },
      { text: `all pairs: ${above(activations.all)}`, colour: COLOUR.trained },
      ...similar.map((text) => ({ text, colour: COLOUR.trained })),
      ...(error === null
        ? []
        : [{ text: `a correlation is known to ± ${fixed(error, 3)} (standard error over images)`, colour: INK.text }]),
      ...(rank === null ? [] : [{ text: `rank correlation of all pairs: ${fixed(rank, 2)}`, colour: INK.text }]),
    ];
    return {
      ...PANEL,
      layer: [
        points(random, { x, kind, colour: RANDOM_COLOUR, opacity: 0.55, size: 7 }),
        rule({ y: { field: 'at', ...Y } }, activations.high),
        ...thresholds.map(({ threshold }) => rule({ x: { field: 'at', ...x } }, threshold)),
        points(own, { x, kind, colour: COLOUR.trained, opacity: 0.6, size: 12 }),
        headingLayer(kind === 'pre' ? 'Before the activation' : 'After the activation'),
        ...notesBelow(lines, PANEL),
      ],
    };
  };
  const shown = own.length > MAX_POINTS ? `${grouped(MAX_POINTS)} of ` : '';
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: {
      text: params.title ?? `Alike weights, alike responses? Filters of ${entry.layer}`,
      subtitle: placed(
        `Blue: ${shown}${grouped(own.length)} pairs of ${entry.comparedFilters} filters, ` +
          `${params.snapshot === 'final' ? 'trained' : 'untrained'} weights · grey: random directions with the norms and biases of the layer · ` +
          `${grouped(activations.patches)} windows of ${activations.images} images`,
        params.place,
      ),
      offset: 26,
    },
    spacing: 40,
    hconcat: [panel('pre'), panel('post')],
  } as TopLevelSpec;
}

const X = {
  type: 'quantitative',
  title: 'cosine of the weights',
  axis: { tickCount: 5 },
} as const;
const Y = {
  type: 'quantitative',
  title: 'correlation of the responses',
  scale: { domain: [-1, 1], nice: false },
  axis: { tickCount: 5 },
} as const;

function points(
  pairs: readonly PairPoints[],
  look: {
    readonly x: object;
    readonly kind: Kind;
    readonly colour: string;
    readonly opacity: number;
    readonly size: number;
  },
): object {
  const { x, kind, colour, opacity, size } = look;
  const known = pairs.filter((pair) => !Number.isNaN(pair[kind]));
  const kept = Math.min(known.length, MAX_POINTS);
  const values = Array.from({ length: kept }, (_, index) => {
    const pair = known[Math.floor((index * known.length) / kept)] as PairPoints;
    return { x: tidy(pair.cosine), y: tidy(pair[kind]) };
  });
  return {
    data: { values },
    // Not `opacity`: every point would be drawn on a canvas of its own, which takes seconds.
    mark: { type: 'circle', size, opacity: 1, fillOpacity: opacity, color: colour },
    encoding: { x: { field: 'x', ...x }, y: { field: 'y', ...Y } },
  };
}

function rule(encoding: object, value: number): object {
  return {
    data: { values: [{ at: value }] },
    mark: { type: 'rule', color: INK.quiet, strokeDash: [3, 3], strokeWidth: 1 },
    encoding,
  };
}
