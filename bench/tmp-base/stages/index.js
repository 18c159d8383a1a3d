import { autoencode } from './autoencode/stage.js';
import { extractFilters } from './extract-filters/stage.js';
import { load } from './load/stage.js';
import { sections } from './sections.js';
import { similarity } from './similarity/stage.js';
import { train } from './train/stage.js';
import { visualize } from './visualize/stage.js';
/** All that Assay can do: one line per stage and per section of definitions. */
export const registry = {
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
