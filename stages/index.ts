import type { Registry, Stage } from '../engine/core/stage.ts';
import type { Pack } from '../engine/packs/pack.ts';
import { registryOf } from '../engine/packs/registry.ts';
import { ablate } from './ablate/stage.ts';
import { autoencode } from './autoencode/stage.ts';
import { command } from './command/stage.ts';
import { evaluate } from './evaluate/stage.ts';
import { extractFilters } from './extract-filters/stage.ts';
import { kinds } from './kinds.ts';
import { datasetSchema, sourcesWith } from './load/sources/index.ts';
import { load, loadFrom } from './load/stage.ts';
import { sections } from './sections.ts';
import { similarity } from './similarity/stage.ts';
import { train } from './train/stage.ts';
import { visualize, withCharts } from './visualize/stage.ts';

/** All that Assay can do by itself: one line per stage and per section of definitions. */
export const builtIn: Pack = {
  name: 'assay',
  stages: [load, train, evaluate, extractFilters, similarity, ablate, visualize, autoencode, command],
  sections,
  kinds,
};

/** What is known without any pack of a project. */
export const registry: Registry = registryOf([builtIn]);

/** Records of packs for the lists that Assay's stages keep: `Pack.extends`, all packs' together. */
export type Extensions = Readonly<Record<string, readonly unknown[]>>;

/**
 * Assay's own pack with the records of others: `sources` are sources of datasets, `charts` are kinds of `visualize`.
 *
 * @throws Error if a record is not what its list takes, or nobody keeps a list of that name: the message names it
 */
export function builtInWith({ sources: extra = [], charts = [], ...others }: Extensions): Pack {
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new Error(`"extends" can name "sources" and "charts", found "${unknown}"`);
  if (extra.length === 0 && charts.length === 0) return builtIn;
  const sources = sourcesWith(extra);
  const other: Readonly<Record<string, Stage>> = { load: loadFrom(sources), visualize: withCharts(charts) };
  return {
    ...builtIn,
    stages: builtIn.stages.map((stage) => other[stage.name] ?? stage),
    sections: { ...sections, datasets: datasetSchema(sources) },
  };
}

/** The names under which the stages know the code of such records: that of the module that the pack begins with. */
export function codeNamesOf({ sources = [], charts = [] }: Extensions): readonly string[] {
  return [
    ...(sources as readonly { readonly source: string }[]).map(({ source }) => `load/${source}`),
    ...(charts as readonly { readonly kind: string }[]).map(({ kind }) => `visualize/${kind}`),
  ];
}
