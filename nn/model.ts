// A sequential network as data: what the experiment file says (`ModelSpec`) and the same with every default and name filled
// in (`Model`). Light: stages import it to check a file before anything runs.

import type { Activation } from './activations.ts';
import { kindOf, type Layer, type LayerSpec } from './layers/index.ts';

/** A model as written: `input` is `[height, width, channels]`. */
export interface ModelSpec {
  readonly input: readonly [number, number, number];
  readonly layers: readonly LayerSpec[];
}

/** A model with every default and layer name filled in: what artifacts carry and what the rest of `nn/` takes. */
export interface Model {
  readonly input: readonly [number, number, number];
  readonly layers: readonly Layer[];
}

/**
 * Fills in defaults and names. Total: it gives a model for a spec that `inferShapes` finds fault with, too.
 *
 * @throws Error for a layer that is not a mapping with one known key
 */
export function resolveModel(spec: ModelSpec): Model {
  const counts = new Map<string, number>();
  const layers = spec.layers.map((layer): Layer => {
    const [[type, settings] = ['', {}], ...more] = Object.entries(layer);
    if (more.length > 0) throw new Error(`Internal error: expected a layer with one key, got ${JSON.stringify(layer)}`);
    const kind = kindOf(type);
    const count = (counts.get(kind.prefix) ?? 0) + 1;
    counts.set(kind.prefix, count);
    const { name = `${kind.prefix}${count}` } = settings;
    return kind.resolve(settings, name);
  });
  return { input: spec.input, layers };
}

/** The activation a layer ends with; linear for layers that have none. */
export function activationOf(layer: Layer | undefined): Activation {
  return layer === undefined ? 'linear' : (kindOf(layer.type).activation?.(layer) ?? 'linear');
}
