// A chart: bars of the norms of all filters, a panel for each artifact that it takes.

import {
  CATEGORIES,
  CHART,
  defineChart,
  IMAGE,
  INK,
  placed,
  showPoint,
  startPicture,
  TABLE,
  type TopLevelSpec,
  writeChart,
} from 'assay/drawing';
import { readTable, writeTable } from 'assay/formats';

interface NormBars {
  readonly kind: 'norm-bars';
  readonly title?: string;
}

export default defineChart<NormBars>({
  kind: 'norm-bars',
  schema: {
    title: 'Norms',
    description: 'Bars of the norms of all filters, a panel for each measure',
    required: ['norms'],
    properties: {
      // A port of your own kind, which takes several artifacts: under `over`, or as a list.
      norms: { description: 'Steps that measure filters', type: 'string', port: 'norms', many: true },
      title: { $ref: '#/$defs/title' },
    },
  },
  outputs: { image: IMAGE, chart: CHART, table: TABLE },
  async draw(context) {
    const { title = 'Norms of the filters', place } = await startPicture(context);
    const rows: { panel: string; filter: string; norm: number }[] = [];
    for (const { path, point } of context.inputs('norms')) {
      for (const { layer, filter, norm } of (await readTable(path)).rows)
        rows.push({ panel: showPoint(point), filter: `${layer} ${filter}`, norm: Number(norm) });
    }
    await writeTable(context.output('table'), ['panel', 'filter', 'norm'], rows);
    const spec: TopLevelSpec = {
      title: { text: title, subtitle: placed(`${rows.length} norms`, place) },
      data: { values: rows },
      facet: { column: { field: 'panel', type: 'nominal', header: { title: null, labelColor: INK.quiet } } },
      spec: {
        width: 200,
        height: { step: 20 },
        mark: { type: 'bar', color: CATEGORIES[0] ?? INK.text },
        encoding: {
          x: { field: 'norm', type: 'quantitative', title: 'norm' },
          y: { field: 'filter', type: 'nominal', title: null, sort: null },
        },
      },
    };
    await writeChart(context, spec);
  },
});
