import { writeFile } from 'node:fs/promises';
import type { TopLevelSpec } from 'vega-lite';
import { Cancelled } from '../../engine/core/failure.ts';
import type { Metrics, StageContext } from '../../engine/core/stage.ts';
import { drawChart } from '../drawing/chart.ts';
import { drawSvg, prepareFonts, writePng } from '../drawing/image.ts';
import { showPoint } from '../drawing/point.ts';
import { readTable, writeTable } from '../formats/csv.ts';
import { makeComparison } from './compare.ts';
import { makeConfusion } from './confusion.ts';
import { collectRows } from './contact-rows.ts';
import { contactTable } from './contact-sheet.ts';
import { drawCosineActivation, readPairPoints } from './cosine-activation.ts';
import { drawCurves } from './curves.ts';
import { makeFloor } from './floor.ts';
import { drawHeatMap } from './heat-map.ts';
import { drawHistogram } from './histogram.ts';
import { makeLatent } from './latent.ts';
import { makeManifold } from './manifold.ts';
import { hasMatrix, readMatrix } from './matrix.ts';
import { makeMistakes } from './mistakes.ts';
import { makeNetwork } from './network.ts';
import { drawPictureTable } from './picture-table.ts';
import { drawRatioEpochs } from './ratio-epochs.ts';
import { drawRatioFilters } from './ratio-filters.ts';
import { drawRatioThreshold } from './ratio-threshold.ts';
import { readAllEntries, readEntry } from './report.ts';
import type { SummaryParams, VisualizeParams } from './params.ts';
import { summarise } from './summary.ts';

/**
 * Draws what `kind` says: `image` (PNG, two pixels per unit) for all but a summary, the same as `chart` (SVG) for what is
 * drawn as lines, `table` (CSV) with the numbers behind it.
 *
 * @throws StageFailure if the artifacts do not hold, or do not join to, what is to be drawn
 */
export async function run(context: StageContext<VisualizeParams>): Promise<Metrics | void> {
  goOn(context);
  if (context.params.kind === 'summary') return writeSummary(context, context.params);
  await prepareFonts(context.scratch);
  goOn(context);
  const params = { ...context.params, place: showPoint(context.point) };
  switch (params.kind) {
    case 'curves': {
      const read = context.inputs('history').map(async ({ path, point }) => ({ point, table: await readTable(path) }));
      return writeChart(context, drawCurves(await Promise.all(read), params));
    }
    case 'heat-map': {
      const matrix = await readMatrix(context.input('matrix').path, { layer: params.layer, snapshot: params.snapshot });
      return writePng(context.output('image'), await drawHeatMap(matrix, params));
    }
    case 'contact-sheet': {
      const ports = {
        similarity: context.inputs('similarity'),
        model: context.inputs('model'),
        data: context.inputs('data'),
      };
      const found = await collectRows(ports, params, (done) => {
        goOn(context);
        context.progress({ done, total: ports.similarity.length, unit: 'points' });
      });
      await writePng(context.output('image'), await drawPictureTable(contactTable(found, params)));
      return { rows: found.rows.length };
    }
    case 'histogram': {
      const which = { layer: params.layer, snapshot: params.snapshot };
      const matrix = await readMatrix(context.input('matrix').path, which);
      const entry = await readEntry(context.input('similarity').path, which);
      return writeChart(context, drawHistogram(matrix, entry, params));
    }
    case 'ratio-threshold': {
      const path = context.input('matrix').path;
      const final = await readMatrix(path, { layer: params.layer, snapshot: 'final' });
      const untrained = await hasMatrix(path, { layer: final.layer, snapshot: 'initial' });
      const initial = untrained ? await readMatrix(path, { layer: final.layer, snapshot: 'initial' }) : undefined;
      const entry = await readEntry(context.input('similarity').path, { layer: final.layer, snapshot: 'final' });
      return writeChart(context, drawRatioThreshold({ final, initial }, entry, params));
    }
    case 'ratio-filters': {
      const read = context.inputs('similarity').map(async ({ path, point }) => {
        const entries = await readAllEntries(path);
        const of = (snapshot: string): typeof entries => entries.filter((entry) => entry.snapshot === snapshot);
        return { point, final: of('final'), initial: of('initial') };
      });
      return writeChart(context, drawRatioFilters(await Promise.all(read), params));
    }
    case 'ratio-epochs': {
      const read = context
        .inputs('similarity')
        .map(async ({ path, point }) => ({ point, entries: await readAllEntries(path) }));
      return writeChart(context, drawRatioEpochs(await Promise.all(read), params));
    }
    case 'cosine-activation': {
      const which = { layer: params.layer, snapshot: params.snapshot };
      const entry = await readEntry(context.input('similarity').path, which);
      const points = await readPairPoints(context.input('matrix').path, { ...which, layer: entry.layer });
      return writeChart(context, drawCosineActivation(points, entry, params));
    }
    case 'confusion':
      return makeConfusion(context, params);
    case 'mistakes':
      return makeMistakes(context, params);
    case 'network':
      return makeNetwork(context, params);
    case 'compare':
      return makeComparison(context, params);
    case 'latent':
      return makeLatent(context, params);
    case 'manifold':
      return makeManifold(context, params);
    case 'floor':
      return makeFloor(context, params);
  }
}

async function writeSummary(context: StageContext<VisualizeParams>, params: SummaryParams): Promise<Metrics> {
  const ports = {
    similarity: context.inputs('similarity'),
    predictions: context.inputs('predictions'),
    history: context.inputs('history'),
  };
  const { columns, rows } = await summarise(ports, params);
  await writeTable(context.output('table'), columns, rows);
  return { rows: rows.length };
}

async function writeChart(context: StageContext<VisualizeParams>, spec: TopLevelSpec): Promise<void> {
  const svg = await drawChart(spec);
  goOn(context);
  await writeFile(context.output('chart'), svg);
  await writePng(context.output('image'), await drawSvg(svg));
}

/** @throws Cancelled after the signal was aborted */
function goOn({ signal }: StageContext<VisualizeParams>): void {
  if (signal.aborted) throw new Cancelled('Interrupted while drawing');
}
