import { writeFile } from 'node:fs/promises';
import type { TopLevelSpec } from 'vega-lite';
import { Cancelled } from '../../engine/failure.ts';
import type { Metrics, StageContext } from '../../engine/stage.ts';
import { drawChart } from '../shared/chart.ts';
import { drawSvg, writePng } from '../shared/image.ts';
import { readTable, writeTable } from '../shared/table.ts';
import { collectRows } from './contact-rows.ts';
import { contactTable } from './contact-sheet.ts';
import { drawCurves } from './curves.ts';
import { drawHeatMap } from './heat-map.ts';
import { drawHistogram } from './histogram.ts';
import { readMatrix } from './matrix.ts';
import { drawPictureTable } from './picture-table.ts';
import { readEntry } from './report.ts';
import type { VisualizeParams } from './stage.ts';
import { summarise } from './summary.ts';

/**
 * Draws what `kind` says: `image` (PNG, two pixels per unit) for all but a summary, the same as `chart` (SVG) for curves and
 * histograms, `table` (CSV) for a summary.
 *
 * @throws StageFailure if the artifacts do not hold, or do not join to, what is to be drawn
 */
export async function run(context: StageContext<VisualizeParams>): Promise<Metrics | void> {
  const { params } = context;
  if (context.signal.aborted) throw new Cancelled('Interrupted before drawing');
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
      const rows = await collectRows(ports, params, (done) => {
        if (context.signal.aborted) throw new Cancelled('Interrupted while drawing');
        context.progress({ done, total: ports.similarity.length, unit: 'points' });
      });
      await writePng(context.output('image'), await drawPictureTable(contactTable(rows, params)));
      return { rows: rows.length };
    }
    case 'histogram': {
      const which = { layer: params.layer, snapshot: params.snapshot };
      const matrix = await readMatrix(context.input('matrix').path, which);
      const entry = await readEntry(context.input('similarity').path, which);
      return writeChart(context, drawHistogram(matrix, entry, params));
    }
    case 'summary': {
      const ports = {
        similarity: context.inputs('similarity'),
        predictions: context.inputs('predictions'),
        history: context.inputs('history'),
      };
      const { columns, rows } = await summarise(ports, params);
      await writeTable(context.output('table'), columns, rows);
      return { rows: rows.length };
    }
  }
}

async function writeChart(context: StageContext<VisualizeParams>, spec: TopLevelSpec): Promise<void> {
  const svg = await drawChart(spec);
  await writeFile(context.output('chart'), svg);
  await writePng(context.output('image'), await drawSvg(svg));
}
