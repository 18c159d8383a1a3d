import type { JsonObject } from '../../../engine/core/json.ts';
import type { Chart } from '../chart.ts';
import * as all from './all.ts';

/** Every chart that comes with Assay, in the order of the names in all.ts. */
// Each takes its own parameters only; `visualize` chooses by `kind`.
export const charts = Object.values(all) as unknown as readonly Chart<JsonObject>[];
