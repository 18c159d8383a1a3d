// A network as data: what the experiment file says (`ModelSpec`) and the same with every default and name filled
// in (`Model`). Light: stages import it to check a file before anything runs.

import type { Activation } from './activations.ts';
import { LAYERS, type Layer, type LayerKinds, type LayerSpec } from './layers/index.ts';
import type { Filters } from './layers/kind.ts';
import { sharedSettings } from './layers/shared.ts';
import { unroll, type Place } from './unroll.ts';

/** A model as written: `input` is `[height, width, channels]`. */
export interface ModelSpec {
  readonly input: readonly [number, number, number];
  readonly layers: readonly LayerSpec[];
}

/** A model with every default and layer name filled in, as artifacts carry it. */
export interface ModelData {
  readonly input: readonly [number, number, number];
  readonly layers: readonly Layer[];
}

/** The same with what is known of the types of its layers: what the rest of `nn/` takes. */
export interface Model extends ModelData {
  readonly kinds: LayerKinds;
  /** Where the settings of each layer are written, for a model that was: a repeated layer is written once. */
  readonly places?: readonly Place[];
}

/**
 * Writes out repeats and fills in defaults and names. Total: it gives a model for a spec that `inferShapes` finds fault with,
 * too.
 *
 * @throws Error for a layer that is not a mapping with one known key
 */
export function resolveModel(spec: ModelSpec, kinds: LayerKinds = LAYERS): Model {
  const counts = new Map<string, number>();
  const layers: Layer[] = [];
  const places: Place[] = [];
  unroll(spec.layers, ({ type, settings, place }) => {
    const kind = kinds.of(type);
    const count = (counts.get(kind.prefix) ?? 0) + 1;
    counts.set(kind.prefix, count);
    const { name = `${kind.prefix}${count}` } = settings;
    layers.push({ ...kind.resolve(settings, name), ...sharedSettings(settings) });
    places.push(place);
    return name;
  });
  return { input: spec.input, layers, kinds, places };
}

/** Where the settings of a layer are written. */
export function placeOf({ layers, places }: Model, index: number): Place {
  return places?.[index] ?? ['layers', index, layers[index]?.type ?? ''];
}

/** What an artifact carries of a model. */
export function dataOf({ input, layers }: ModelData): ModelData {
  return { input, layers };
}

/** The activation that a layer of a model ends with; linear for layers that have none. */
export function activationOf({ kinds }: Pick<Model, 'kinds'>, layer: Layer | undefined): Activation {
  return layer === undefined ? 'linear' : (kinds.of(layer.type).activation?.(layer) ?? 'linear');
}

/** The filters of a layer of a model; undefined for a layer that has none. */
export function filtersOf({ kinds }: Pick<Model, 'kinds'>, layer: Layer | undefined): Filters | undefined {
  return layer && kinds.of(layer.type).filters?.(layer);
}
