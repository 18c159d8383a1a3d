import * as all from './all.ts';
import type { LayerKind, NamedLayer } from './kind.ts';

type Kinds = typeof all;
type SettingsOf<K> =
  K extends LayerKind<infer S, NamedLayer> ? S : K extends { resolve(s: infer S, n: string): unknown } ? S : never;
type LayerOf<K> = K extends { resolve(settings: never, name: string): infer L } ? L : never;
type TypeOf<K> = K extends { readonly type: infer T extends string } ? T : never;

/** One layer with all defaults filled in. */
export type Layer = LayerOf<Kinds[keyof Kinds]>;
/** One layer as written in a file, an object with one key: `{ conv2d: { filters: 32, kernel: 3 } }`. */
export type LayerSpec = {
  [K in keyof Kinds]: { readonly [T in TypeOf<Kinds[K]>]: SettingsOf<Kinds[K]> };
}[keyof Kinds];

type AnyKind = LayerKind<{ readonly name?: string }, Layer>;

const kinds = new Map<string, AnyKind>(
  // Each record fits its own layers only; `kindOf` finds the right one by the layer's type.
  (Object.values(all) as unknown as AnyKind[]).map((kind) => [kind.type, kind]),
);

/** Every type of layer, in the order of their names. */
export const LAYER_TYPES: readonly string[] = [...kinds.keys()].sort();

/**
 * The record of a type of layer.
 *
 * @throws Error for an unknown type
 */
export function kindOf(type: string): AnyKind {
  const kind = kinds.get(type);
  if (kind === undefined) throw new Error(`Internal error: there is no type of layer "${type}"`);
  return kind;
}

/** The JSON Schemas of the settings, by type: the properties of one layer in schema/sections/model.json. */
export function layerSchemas(): Record<string, AnyKind['schema']> {
  return Object.fromEntries(LAYER_TYPES.map((type) => [type, kindOf(type).schema]));
}
