import type { JsonObject } from '../engine/core/json.ts';
import { BACKEND_NAMES } from '../nn/backends/index.ts';
import { ACTIVATIONS } from '../nn/activations.ts';
import { INITIALIZERS } from '../nn/initializers/rules.ts';
import { layerSchemas } from '../nn/layers/index.ts';
import type { LayerKinds } from '../nn/layers/index.ts';
import { optimizerSchemas } from '../nn/optimizers/index.ts';
import { PARTS } from '../nn/parts.ts';
import type { Parts } from '../nn/parts.ts';
import { readSchema } from '../schema/read.ts';
import { datasetSchema, SOURCES } from './load/sources/index.ts';
import type { Source } from './load/sources/index.ts';

/** The sections of named definitions, each with the JSON Schema of one entry. */
export const sections: Readonly<Record<string, JsonObject>> = sectionsOf(SOURCES, PARTS);

/** The sections for these sources, layers and optimizers. */
export function sectionsOf(
  sources: readonly Source[],
  { layers, optimizers }: Parts,
): Readonly<Record<string, JsonObject>> {
  return {
    datasets: datasetSchema(sources),
    models: modelSchema(layers),
    optimizers: { ...readSchema('sections/optimizer'), properties: optimizerSchemas(optimizers) as JsonObject },
  };
}

/** The JSON Schema of an experiment file without its definitions and steps: schema/experiment.json, with the backends. */
export const frame: JsonObject = experimentFrame();

function experimentFrame(): JsonObject {
  const schema: JsonObject = readSchema('experiment');
  const properties = schema['properties'] as Readonly<Record<string, JsonObject>>;
  const runtime = properties['runtime'] ?? {};
  const settings = runtime['properties'] as Readonly<Record<string, JsonObject>>;
  const { type: _, ...words } = settings['backend'] ?? {};
  const backend = { ...words, enum: ['auto', ...BACKEND_NAMES] };
  return { ...schema, properties: { ...properties, runtime: { ...runtime, properties: { ...settings, backend } } } };
}

/** The frame in schema/sections/model.json, with the layers and activations that there are. */
function modelSchema(layers: LayerKinds): JsonObject {
  const frame: JsonObject = readSchema('sections/model');
  const definitions = frame['$defs'] as Readonly<Record<string, JsonObject>>;
  return {
    ...frame,
    $defs: {
      ...definitions,
      layer: {
        ...definitions['layer'],
        properties: { ...(layerSchemas(layers) as JsonObject), repeat: { $ref: '#/$defs/repeat' } },
      },
      activation: { ...definitions['activation'], enum: ACTIVATIONS },
      initializer: initializerSchema(definitions['initializer'] ?? {}),
    },
  };
}

/** The first of its alternatives is the name of a rule. */
function initializerSchema(frame: JsonObject): JsonObject {
  const [, ...others] = frame['anyOf'] as readonly JsonObject[];
  return { ...frame, anyOf: [{ enum: INITIALIZERS }, ...others] };
}
