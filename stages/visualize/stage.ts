import type { JsonObject } from '../../engine/core/json.ts';
import { defineStage } from '../../engine/core/stage.ts';
import type { Stage } from '../../engine/core/stage.ts';
import { readSchema } from '../../schema/read.ts';
import { CHART, IMAGE, TABLE } from './chart.ts';
import type { Chart } from './chart.ts';
import { charts as builtIn } from './charts/index.ts';

type AnyChart = Chart<JsonObject>;
type AnyParams = JsonObject & { readonly kind: string };

/** Named first. */
const USUAL = { image: IMAGE, chart: CHART, table: TABLE };

/** The stage with the charts that come with Assay. */
export const visualize: Stage = visualizeWith(builtIn);

/**
 * The stage `visualize` with the built-in charts and those of packs. The code of a chart is known as `visualize/<kind>`.
 *
 * @throws Error if one of `extra` is not a chart, or two have the same kind: the message names it
 */
export function withCharts(extra: readonly unknown[]): Stage {
  const found = [...builtIn];
  for (const chart of extra) {
    if (!isChart(chart)) {
      throw new Error(
        'expected each of "charts" to be { kind, schema, outputs, draw }, and its schema to have "properties"',
      );
    }
    if (found.some(({ kind }) => kind === chart.kind))
      throw new Error(`there is a chart "${chart.kind}" already: rename it`);
    found.push(chart);
  }
  return extra.length === 0 ? visualize : visualizeWith(found);
}

function visualizeWith(charts: readonly AnyChart[]): Stage {
  const byKind = new Map(charts.map((chart) => [chart.kind, chart]));
  const chartOf = ({ kind }: AnyParams): AnyChart => {
    const chart = byKind.get(kind);
    if (chart === undefined) throw new Error(`Internal error: there is no chart "${kind}"`);
    return chart;
  };
  return defineStage<AnyParams>({
    name: 'visualize',
    schema: { ...readSchema('stages/visualize'), oneOf: charts.map(stepSchemaOf) },
    outputs: Object.assign({ ...USUAL }, ...charts.map(({ outputs }) => outputs)) as AnyChart['outputs'],
    outputsOf: (params) => chartOf(params).outputs,
    determinism: 'bitwise',
    seeded: false,
    numeric: false,
    isolated: true,
    // Pictures show their sweep point; a table has no place for it.
    pointed: (params) => Object.values(chartOf(params).outputs).some(({ kind }) => kind !== 'table'),
    infer: (params, inputs) => {
      const problems = chartOf(params).check?.(params, inputs) ?? [];
      return problems.length === 0 ? {} : { problems };
    },
    code: ({ kind }) => [`visualize/${kind}`],
    load: (params) => {
      const chart = chartOf(params);
      return Promise.resolve({ run: (context) => chart.draw(context) });
    },
  });
}

/** JSON Schema of a step that draws a chart: its own properties in the frame that all charts share. */
function stepSchemaOf({ kind, schema }: AnyChart): JsonObject {
  const { title = kind, description = '', required = [], properties, ...rest } = schema;
  return {
    title,
    description,
    type: 'object',
    additionalProperties: false,
    required: ['kind', ...(required as readonly string[])],
    properties: { kind: { description: 'What to draw', const: kind }, ...(properties as JsonObject) },
    ...rest,
  };
}

function isChart(value: unknown): value is AnyChart {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, schema, outputs, draw } = value as Partial<Record<keyof AnyChart, unknown>>;
  const isMapping = (part: unknown): part is object => typeof part === 'object' && part !== null;
  return (
    typeof kind === 'string' &&
    isMapping(schema) &&
    isMapping((schema as JsonObject)['properties']) &&
    isMapping(outputs) &&
    typeof draw === 'function'
  );
}
