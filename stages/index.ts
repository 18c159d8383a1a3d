import type { Registry } from '../engine/core/stage.ts';
import { autoencode } from './autoencode/stage.ts';
import { extractFilters } from './extract-filters/stage.ts';
import { load } from './load/stage.ts';
import { sections } from './sections.ts';
import { similarity } from './similarity/stage.ts';
import { train } from './train/stage.ts';
import { visualize } from './visualize/stage.ts';

/** All that Assay can do: one line per stage and per section of definitions. */
export const registry: Registry = {
  stages: {
    load,
    train,
    'extract-filters': extractFilters,
    similarity,
    visualize,
    autoencode,
  },
  sections,
};
