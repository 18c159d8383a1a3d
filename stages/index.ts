import type { Registry } from '../engine/core/stage.ts';
import { autoencode } from './autoencode/stage.ts';
import { extractFilters } from './extract-filters/stage.ts';
import { datasetSchema, sourcesWith } from './load/sources/index.ts';
import { load, loadFrom } from './load/stage.ts';
import { sections } from './sections.ts';
import { similarity } from './similarity/stage.ts';
import { train } from './train/stage.ts';
import { visualize, withCharts } from './visualize/stage.ts';

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

/** Records of packs for the lists that Assay's stages keep: `Pack.extends`, all packs' together. */
export type Extensions = Readonly<Record<string, readonly unknown[]>>;

/**
 * All that Assay can do with the records of packs: `sources` are sources of datasets, `charts` are kinds of `visualize`.
 *
 * @throws Error if a record is not what its list takes, or nobody keeps a list of that name: the message names it
 */
export function registryWith({ sources: extra = [], charts = [], ...others }: Extensions): Registry {
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new Error(`"extends" can name "sources" and "charts", found "${unknown}"`);
  if (extra.length === 0 && charts.length === 0) return registry;
  const sources = sourcesWith(extra);
  return {
    stages: { ...registry.stages, load: loadFrom(sources), visualize: withCharts(charts) },
    sections: { ...registry.sections, datasets: datasetSchema(sources) },
  };
}
