import { LAYERS, type LayerKinds } from './layers/index.ts';
import { OPTIMIZERS, type OptimizerKinds } from './optimizers/index.ts';

/** What networks are made of and trained with. */
export interface Parts {
  readonly layers: LayerKinds;
  readonly optimizers: OptimizerKinds;
}

/** Those that come with Assay. */
export const PARTS: Parts = { layers: LAYERS, optimizers: OPTIMIZERS };
