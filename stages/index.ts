import type { Registry, Stage } from '../engine/core/stage.ts';
import type { Pack } from '../engine/packs/pack.ts';
import { registryOf } from '../engine/packs/registry.ts';
import { layersWith } from '../nn/layers/index.ts';
import { optimizersWith } from '../nn/optimizers/index.ts';
import { ablate, ablateWith } from './ablate/stage.ts';
import { autoencode, autoencodeWith } from './autoencode/stage.ts';
import { cluster } from './cluster/stage.ts';
import { command } from './command/stage.ts';
import { evaluate, evaluateWith } from './evaluate/stage.ts';
import { extractFilters, extractFiltersWith } from './extract-filters/stage.ts';
import { kinds } from './kinds.ts';
import { sourcesWith } from './load/sources/index.ts';
import { load, loadFrom } from './load/stage.ts';
import { lists } from './lists.ts';
import { sections, sectionsOf } from './sections.ts';
import { similarity, similarityWith } from './similarity/stage.ts';
import { train, trainWith } from './train/stage.ts';
import { visualize, visualizeWith } from './visualize/stage.ts';

/** All that Assay can do by itself: one line per stage and per section of definitions. */
export const builtIn: Pack = {
  name: 'assay',
  stages: [load, train, evaluate, extractFilters, similarity, ablate, visualize, autoencode, cluster, command],
  sections,
  kinds,
  lists,
};

/** What is known without any pack of a project. */
export const registry: Registry = registryOf([builtIn]);

/** Parts of packs for the lists that Assay's stages keep: see `lists`. They have no faults and no name that is built in. */
export type Extensions = Readonly<Record<string, readonly unknown[]>>;

/** Assay's own pack with the parts of others. */
export function builtInWith({
  charts = [],
  sources: ofImages = [],
  layers: more = [],
  optimizers = [],
}: Extensions): Pack {
  if ([charts, ofImages, more, optimizers].every((list) => list.length === 0)) return builtIn;
  const sources = sourcesWith(ofImages);
  const parts = { layers: layersWith(more), optimizers: optimizersWith(optimizers) };
  const { layers } = parts;
  const stages: readonly Stage[] = [
    loadFrom(sources),
    trainWith(parts),
    evaluateWith(layers),
    extractFiltersWith(layers),
    similarityWith(layers),
    ablateWith(parts),
    visualizeWith(charts, layers),
    autoencodeWith(parts.optimizers),
    cluster,
    command,
  ];
  return { ...builtIn, stages, sections: sectionsOf(sources, parts) };
}
