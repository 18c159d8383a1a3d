import { isObject } from '../../engine/core/json.ts';
import type { Json } from '../../engine/core/json.ts';
import type { LayerKinds, LayerSpec } from '../../nn/layers/index.ts';
import type { ModelSpec } from '../../nn/model.ts';
import type { OptimizerKinds, OptimizerSpec } from '../../nn/optimizers/index.ts';

// The code of the layers and optimizers that come with Assay is part of the stages that use them. That of a pack's is known by
// the names that are made here: see `Stage.code`.

/** The name of the code of a pack's layer. */
export function layerCode(type: string): string {
  return `layers/${type}`;
}

/** The name of the code of a pack's optimizer. */
export function optimizerCode(name: string): string {
  return `optimizers/${name}`;
}

/** Names of the code that the layers of a model as written bring along: none for those that come with Assay. */
export function codeOfModel({ layers }: Pick<ModelSpec, 'layers'>, kinds: LayerKinds): readonly string[] {
  return codeOfTypes(layers.flatMap(typesIn), kinds);
}

/** The types of a layer as written, or of those that a repeat has. */
function typesIn(layer: LayerSpec): readonly string[] {
  return 'repeat' in layer ? layer.repeat.layers.flatMap(typesIn) : Object.keys(layer);
}

/**
 * The same for models that other steps make, by what is known of them before they are there: all that there is for a model
 * of which nothing is known.
 *
 * @param models the inferences at a port
 */
export function codeOfKnown(models: readonly Json[] | undefined, kinds: LayerKinds): readonly string[] {
  const types = (models ?? []).flatMap((model) => {
    const layers = isObject(model) ? model['layers'] : undefined;
    if (!Array.isArray(layers)) return kinds.added;
    return layers.filter(isObject).flatMap(({ type }) => (typeof type === 'string' ? [type] : []));
  });
  return codeOfTypes(types, kinds);
}

/** The same for an optimizer as written. */
export function codeOfOptimizer(spec: OptimizerSpec | undefined, { added }: OptimizerKinds): readonly string[] {
  return Object.keys(spec ?? {})
    .filter((name) => added.includes(name))
    .map(optimizerCode);
}

function codeOfTypes(types: readonly string[], { added }: LayerKinds): readonly string[] {
  return added.filter((type) => types.includes(type)).map(layerCode);
}
