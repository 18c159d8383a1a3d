import * as all from './all.ts';
import type { LayerKind, NamedLayer } from './kind.ts';
import { sharedSchemas, type SharedSettings } from './shared.ts';

type Kinds = typeof all;
type SettingsOf<K> =
  K extends LayerKind<infer S, NamedLayer> ? S : K extends { resolve(s: infer S, n: string): unknown } ? S : never;
type LayerOf<K> = K extends { resolve(settings: never, name: string): infer L } ? L : never;
type TypeOf<K> = K extends { readonly type: infer T extends string } ? T : never;

/** One layer with all defaults filled in. */
export type Layer = LayerOf<Kinds[keyof Kinds]> & SharedSettings;
/** One layer as written in a file, an object with one key: `{ conv2d: { filters: 32, kernel: 3 } }`. */
type OneLayerSpec = {
  [K in keyof Kinds]: { readonly [T in TypeOf<Kinds[K]>]: SettingsOf<Kinds[K]> & SharedSettings };
}[keyof Kinds];
/** Layers that come several times in a row. */
interface RepeatSpec {
  readonly repeat: { readonly times: number; readonly layers: readonly LayerSpec[] };
}
/** What the list of a model's layers is made of. */
export type LayerSpec = OneLayerSpec | RepeatSpec;

type AnyKind = LayerKind<{ readonly name?: string } & SharedSettings, Layer>;

/** The types of layers that a model can be made of. */
export interface LayerKinds {
  /** In the order of their names. */
  readonly types: readonly string[];
  /** Those of packs, in the order of their names. */
  readonly added: readonly string[];
  /**
   * The record of a type of layer.
   *
   * @throws Error for a type that nobody has declared
   */
  of(type: string): AnyKind;
}

// Each record fits its own layers only; `of` finds the right one by the layer's type.
const own = Object.values(all) as unknown as readonly AnyKind[];

/** The types of layers that come with Assay. */
export const LAYERS: LayerKinds = layersOf([]);

/** Those that come with Assay, and others, whose types are not among them. */
export function layersWith(extra: readonly unknown[]): LayerKinds {
  return extra.length === 0 ? LAYERS : layersOf(extra as readonly AnyKind[]);
}

function layersOf(added: readonly AnyKind[]): LayerKinds {
  const kinds = new Map([...own, ...added].map((kind) => [kind.type, kind] as const));
  return {
    types: [...kinds.keys()].sort(),
    added: added.map(({ type }) => type).sort(),
    of(type) {
      const kind = kinds.get(type as Layer['type']);
      if (kind === undefined) throw new Error(`Internal error: there is no type of layer "${type}"`);
      return kind;
    },
  };
}

/** The JSON Schemas of the settings, by type: the properties of one layer in schema/sections/model.json. */
export function layerSchemas(kinds: LayerKinds): Record<string, AnyKind['schema']> {
  return Object.fromEntries(
    kinds.types.map((type) => {
      const kind = kinds.of(type);
      const properties = { ...(kind.schema['properties'] as object), ...sharedSchemas(kind) };
      return [type, { ...kind.schema, properties }];
    }),
  );
}
