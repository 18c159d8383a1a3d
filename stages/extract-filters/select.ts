import { didYouMean } from '../../engine/core/diagnostic.ts';
import type { Problem } from '../../engine/core/stage.ts';

/** What is known of a layer, of a model or of its inference. */
export interface KnownLayer {
  readonly name: string;
  readonly type: string;
  /** How many filters it has; undefined: it has none. */
  readonly filters?: number;
  /** `[height, width]` where they are windows of an image: of a convolution. */
  readonly kernel?: readonly [number, number];
}

/**
 * The layers named by `names`, in that order; without names all convolutions, in the order of the model. A name that is
 * unknown, or of a layer without filters, is a problem at its place in `layers` and is left out.
 */
export function selectLayers<L extends KnownLayer>(
  names: readonly string[] | undefined,
  layers: readonly L[],
): { readonly chosen: readonly L[]; readonly problems: readonly Problem[] } {
  const withFilters = layers.filter(({ filters }) => filters !== undefined);
  const quoted = withFilters.map(({ name }) => `"${name}"`).join(', ');
  if (names === undefined) {
    const chosen = withFilters.filter(({ kernel }) => kernel !== undefined);
    if (chosen.length > 0) return { chosen, problems: [] };
    const instead = quoted === '' ? '' : `: name some of its layers in "layers". It has ${quoted}`;
    return { chosen, problems: [{ path: [], message: `The model has no convolution${instead}` }] };
  }
  const chosen: L[] = [];
  const problems: Problem[] = [];
  for (const [index, name] of names.entries()) {
    const layer = layers.find((known) => known.name === name);
    if (layer === undefined) {
      const known = withFilters.map((each) => each.name);
      const message = `Unknown layer "${name}": the model has ${quoted || 'no layers with filters'}${didYouMean(name, known)}`;
      problems.push({ path: ['layers', index], message });
    } else if (withFilters.includes(layer)) {
      chosen.push(layer);
    } else {
      const message = `Layer "${name}" is a ${layer.type} and has no filters: the layers with filters are ${quoted}`;
      problems.push({ path: ['layers', index], message });
    }
  }
  return { chosen, problems };
}
