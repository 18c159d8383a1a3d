import type { JsonObject } from '../engine/core/json.ts';
import type { PartList } from '../engine/packs/pack.ts';
import { LAYERS } from '../nn/layers/index.ts';
import type { LayerKind, NamedLayer } from '../nn/layers/kind.ts';
import { OPTIMIZERS } from '../nn/optimizers/index.ts';
import type { OptimizerKind } from '../nn/optimizers/kind.ts';
import { layerFault, optimizerFault } from '../nn/part-fault.ts';
import { variantOf, sourceFault, SOURCES, type Source } from './load/sources/index.ts';
import { sourceCode } from './load/stage.ts';
import { sections } from './sections.ts';
import { layerCode, optimizerCode } from './training/part-code.ts';
import type { Chart } from './visualize/chart.ts';
import { charts } from './visualize/charts/index.ts';
import { chartCode, chartFault, stepSchemaOf, visualize } from './visualize/stage.ts';

type AnyLayer = LayerKind<object, NamedLayer>;
type AnyChart = Chart<JsonObject>;

/** What packs can add to Assay's stages: the lists by the name under which `extends` of a pack knows them. */
export const lists: Readonly<Record<string, PartList>> = {
  charts: listOf<AnyChart>({
    noun: 'chart',
    names: charts.map(({ kind }) => kind),
    faultOf: chartFault,
    nameOf: ({ kind }) => kind,
    schemaOf: (chart) => ({ ...stepSchemaOf(chart), ...definitionsOf(visualize.schema) }),
    codeOf: chartCode,
  }),
  layers: listOf<AnyLayer>({
    noun: 'layer',
    names: LAYERS.types,
    faultOf: layerFault,
    nameOf: ({ type }) => type,
    schemaOf: ({ schema }) => ({ ...(schema as JsonObject), ...definitionsOf(sections['models']) }),
    codeOf: layerCode,
  }),
  optimizers: listOf<OptimizerKind<object>>({
    noun: 'optimizer',
    names: OPTIMIZERS.names,
    faultOf: optimizerFault,
    nameOf: ({ name }) => name,
    schemaOf: ({ schema }) => schema as JsonObject,
    codeOf: optimizerCode,
  }),
  sources: listOf<Source>({
    noun: 'source',
    names: SOURCES.map(({ source }) => source),
    faultOf: sourceFault,
    nameOf: ({ source }) => source,
    schemaOf: (source) => ({ ...variantOf(source), ...definitionsOf(sections['datasets']) }),
    codeOf: sourceCode,
  }),
};

/** Gives a list's functions the type of its parts: `faultOf` has been asked before. */
function listOf<T>(
  list: Omit<PartList, 'nameOf' | 'schemaOf'> & { nameOf(part: T): string; schemaOf(part: T): JsonObject },
): PartList {
  return list;
}

function definitionsOf(schema: JsonObject | undefined): JsonObject {
  const definitions = schema?.['$defs'];
  return definitions === undefined ? {} : { $defs: definitions };
}
