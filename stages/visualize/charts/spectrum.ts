import type { TopLevelSpec } from 'vega-lite';
import type { Metrics, StageContext } from '../../../engine/core/stage.ts';
import { fixed } from '../../drawing/number.ts';
import { placed } from '../../drawing/point.ts';
import type { Placed } from '../../drawing/point.ts';
import { writeTable } from '../../formats/csv.ts';
import type { Cell } from '../../formats/csv.ts';
import type { SimilarityEntry, Spectrum } from '../../formats/similarity-report.ts';
import type { DrawnNull } from '../../statistics/drawn-null.ts';
import { CHART, IMAGE, TABLE } from '../chart.ts';
import type { Chart } from '../chart.ts';
import { checkFilters } from '../checks.ts';
import { startPicture, writeChart } from '../picture.ts';
import {
  COLOUR,
  NULLS,
  NULLS_SCHEMA,
  PERCENT_AXIS,
  bandLayers,
  keyLayers,
  notesBelow,
  nothingToCompare,
  probability,
  tidy,
} from '../ratio-layers.ts';
import { oneLayer } from '../matrix.ts';
import { readAllEntries } from '../report.ts';

/** How much a layer uses each direction. */
export interface SpectrumParams {
  readonly kind: 'spectrum';
  readonly title?: string;
  /** Left out: the only layer there is. */
  readonly layer?: string;
  readonly nulls: readonly DrawnNull[];
}

export const spectrum: Chart<SpectrumParams> = {
  kind: 'spectrum',
  schema: {
    title: 'Spectrum',
    description:
      'How much the filters of one layer use each direction, trained and untrained: the eigenvalues of the matrix of their cosines, as shares of their sum, greatest first. With what nulls give: bands that 95 of 100 layers stay in in every direction (global envelopes), and below the picture whether the layer does. Both rotations keep the covariance, and so nearly all of the spectrum: isotropic and permuted are what to compare with',
    required: ['similarity'],
    properties: {
      similarity: { description: 'The similarity report', type: 'string', port: 'similarity' },
      title: { $ref: '#/$defs/title' },
      layer: { $ref: '#/$defs/layer' },
      nulls: { ...NULLS_SCHEMA, default: ['isotropic', 'permuted'] },
    },
  },
  outputs: { image: IMAGE, chart: CHART, table: TABLE },
  check: ({ layer }, inputs) => checkFilters(inputs, { of: { layer } }),
  draw,
};

const PANEL = { width: 480, height: 270 } as const;

async function draw(context: StageContext<SpectrumParams>): Promise<Metrics | void> {
  const params = await startPicture(context);
  const entries = await readAllEntries(context.input('similarity').path);
  const layer = oneLayer([...new Set(entries.map((entry) => entry.layer))], params.layer);
  const own = entries.filter((entry) => entry.layer === layer);
  await writeSpectra(context.output('table'), own);
  return writeChart(context, drawSpectrum(own, params));
}

/**
 * The spectrum of a layer after training, beside that before it and those of nulls (SCIENCE 6-A7).
 *
 * @param entries of one layer, in all snapshots
 * @returns an empty picture that says so where the layer has no spectrum
 */
export function drawSpectrum(entries: readonly SimilarityEntry[], params: SpectrumParams & Placed): TopLevelSpec {
  const entry = entries.find(({ snapshot }) => snapshot === 'final') ?? entries[0];
  const own = entry?.spectrum;
  if (entry === undefined || own === null || own === undefined) {
    return nothingToCompare(entry?.layer ?? params.layer ?? '', params);
  }
  const before = entries.find(({ snapshot }) => snapshot === 'initial' && entry.snapshot !== 'initial')?.spectrum;
  const bands = own.nulls.filter(({ null: name }) => params.nulls.includes(name));
  const most = [own.shares, before?.shares ?? [], ...bands.map(({ high }) => high)].map(([first = 0]) => first);
  const x = {
    type: 'quantitative',
    title: 'direction, the most used first',
    scale: { domain: [1, Math.max(own.shares.length, 2)], nice: false },
    axis: { grid: false, format: 'd', tickMinStep: 1 },
  } as const;
  const y = {
    type: 'quantitative',
    title: 'share of the filters in this direction',
    axis: PERCENT_AXIS,
    scale: { domain: [0, 1.06 * Math.max(...most)], nice: false },
  } as const;
  const rank = entry.effectiveRank === null ? '' : ` · effective rank ${fixed(entry.effectiveRank, 1)}`;
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: {
      text: params.title ?? `How many directions the filters of ${entry.layer} use`,
      subtitle: placed(
        `${entry.comparedFilters} filters of ${entry.dimension} weights${rank}` +
          (bands.length === 0 ? '' : ' · bands: 95 of 100 layers stay inside in every direction (global envelopes)'),
        params.place,
      ),
    },
    ...PANEL,
    layer: [
      ...bands.flatMap((band) => bandLayers(marksOf(band), { x, y, colour: NULLS[band.null].colour })),
      line(own, { x, y, colour: COLOUR.trained, dash: [1, 0] }),
      ...(before ? [line(before, { x, y, colour: COLOUR.untrained, dash: [2, 3] })] : []),
      ...keyLayers(
        [
          { name: entry.snapshot === 'initial' ? 'untrained' : 'trained', colour: COLOUR.trained },
          ...(before ? [{ name: 'untrained', colour: COLOUR.untrained }] : []),
          ...bands.map(({ null: name }) => ({ name, colour: NULLS[name].colour })),
        ],
        PANEL,
      ),
      ...notesBelow(
        bands.map(({ null: name, p, draws }) => ({
          text: `${NULLS[name].words}: the spectrum ${p > 0.05 ? 'stays inside its band' : 'leaves its band'} (${probability(p)}, ${draws} draws)`,
          colour: NULLS[name].colour,
        })),
        PANEL,
      ),
    ],
  } as TopLevelSpec;
}

function marksOf({ median, low, high }: Spectrum['nulls'][number]) {
  return median.map((share, at) => ({
    x: at + 1,
    median: tidy(share),
    low: tidy(low[at] ?? 0),
    high: tidy(high[at] ?? 0),
  }));
}

function line(
  { shares }: Spectrum,
  look: { readonly x: object; readonly y: object; readonly colour: string; readonly dash: readonly number[] },
): object {
  const { x, y, colour, dash } = look;
  // Single directions can be told apart where there are few.
  const point = shares.length <= 40 && dash[0] === 1 ? { filled: true, size: 22, color: colour } : false;
  return {
    data: { values: shares.map((share, at) => ({ direction: at + 1, share: tidy(share) })) },
    mark: { type: 'line', color: colour, strokeWidth: 1.75, strokeDash: dash, point },
    encoding: { x: { field: 'direction', ...x }, y: { field: 'share', ...y } },
  };
}

const COLUMNS = ['layer', 'snapshot', 'direction', 'share', 'null', 'median', 'low', 'high'] as const;
type SpectrumRow = Record<(typeof COLUMNS)[number], Cell>;

/** A row for each snapshot, direction and null, with the null's median and band. */
async function writeSpectra(path: string, entries: readonly SimilarityEntry[]): Promise<void> {
  const rows = entries.flatMap(({ layer, snapshot, spectrum: found }) =>
    (found?.shares ?? []).flatMap((share, at): SpectrumRow[] => {
      const row = { layer, snapshot, direction: at + 1, share };
      const none = { null: null, median: null, low: null, high: null };
      const nulls = (found?.nulls ?? []).map(({ null: name, median, low, high }) => ({
        ...row,
        null: name,
        median: median[at] ?? null,
        low: low[at] ?? null,
        high: high[at] ?? null,
      }));
      return nulls.length === 0 ? [{ ...row, ...none }] : nulls;
    }),
  );
  await writeTable(path, COLUMNS, rows);
}
