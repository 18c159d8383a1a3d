import { isObject } from '../../engine/core/json.ts';
import type { JsonObject } from '../../engine/core/json.ts';
import { defineStage } from '../../engine/core/stage.ts';
import type { Stage } from '../../engine/core/stage.ts';
import { LAYERS } from '../../nn/layers/index.ts';
import type { LayerKinds } from '../../nn/layers/index.ts';
import { readSchema } from '../../schema/read.ts';
import { codeOfKnown } from '../training/part-code.ts';
import { CHART, IMAGE, TABLE } from './chart.ts';
import type { Chart } from './chart.ts';
import { charts as builtIn } from './charts/index.ts';

type AnyChart = Chart<JsonObject>;
type AnyParams = JsonObject & { readonly kind: string };

/** Named first. */
const USUAL = { image: IMAGE, chart: CHART, table: TABLE };

/** Draws the charts that come with Assay, of models that have only its layers. */
export const visualize: Stage = visualizeWith([], LAYERS);

/** The stage `visualize` with charts of packs, of kinds that do not come with Assay. A chart's code is known as `visualize/<kind>`. */
export function visualizeWith(extra: readonly unknown[], layers: LayerKinds): Stage {
  const charts = [...builtIn, ...(extra as readonly AnyChart[])];
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
    code: (params, inputs) => {
      const { kind, models } = chartOf(params);
      return [chartCode(kind), ...(models === undefined ? [] : codeOfKnown(inputs[models], layers))];
    },
    load: (params) => {
      const chart = chartOf(params);
      return Promise.resolve({ run: (context) => chart.draw(context, layers) });
    },
  });
}

/** The name of the code of a chart. */
export function chartCode(kind: string): string {
  return `visualize/${kind}`;
}

/** JSON Schema of a step that draws a chart: its own words in the frame that all charts share. */
export function stepSchemaOf({ kind, schema }: AnyChart): JsonObject {
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

/** What is wrong with a value that should be a chart of a pack. */
export function chartFault(value: unknown): string | undefined {
  const { kind, schema, outputs, draw } = isObject(value) ? (value as Readonly<Record<string, unknown>>) : {};
  const isWhole = typeof kind === 'string' && isObject(schema) && isObject(schema['properties']) && isObject(outputs);
  if (isWhole && typeof draw === 'function') return undefined;
  return 'expected a chart: { kind, schema, outputs, draw }, and its schema with "properties"';
}
