import type { JsonObject } from '../engine/core/json.ts';
import { ACTIVATIONS } from '../nn/activations.ts';
import { layerSchemas } from '../nn/layers/index.ts';
import { optimizerSchemas } from '../nn/optimizers/index.ts';
import { readSchema } from '../schema/read.ts';
import { datasetSchema } from './load/sources/index.ts';

/** The sections of named definitions, each with the JSON Schema of one entry. */
export const sections: Readonly<Record<string, JsonObject>> = {
  datasets: datasetSchema(),
  models: modelSchema(),
  optimizers: { ...readSchema('sections/optimizer'), properties: optimizerSchemas() as JsonObject },
};

/** The frame in schema/sections/model.json, with the layers and activations that there are. */
function modelSchema(): JsonObject {
  const frame: JsonObject = readSchema('sections/model');
  const definitions = frame['$defs'] as Readonly<Record<string, JsonObject>>;
  return {
    ...frame,
    $defs: {
      ...definitions,
      layer: { ...definitions['layer'], properties: layerSchemas() as JsonObject },
      activation: { ...definitions['activation'], enum: ACTIVATIONS },
    },
  };
}
