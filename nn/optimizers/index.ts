import * as all from './all.ts';
import type { Optimizer, OptimizerKind } from './kind.ts';

type Kinds = typeof all;
type SettingsOf<K> = K extends OptimizerKind<infer S> ? S : never;

/** An optimizer as written in a file: an object with one key, `{ sgd: { learningRate: 0.01 } }`. */
export type OptimizerSpec = { [K in keyof Kinds]: { readonly [N in K]: SettingsOf<Kinds[K]> } }[keyof Kinds];

type AnyKind = OptimizerKind<object>;

/** The optimizers that a training can use. */
export interface OptimizerKinds {
  /** In alphabetical order. */
  readonly names: readonly string[];
  /** Those of packs, likewise. */
  readonly added: readonly string[];
  /**
   * The record of an optimizer.
   *
   * @throws Error for one that nobody has declared
   */
  of(name: string): AnyKind;
}

// Each record fits its own settings only; the file's key finds the right one.
const own = Object.values(all) as unknown as readonly AnyKind[];

/** The optimizers that come with Assay. */
export const OPTIMIZERS: OptimizerKinds = optimizersOf([]);

/** Those that come with Assay, and others, whose names are not among them. */
export function optimizersWith(extra: readonly unknown[]): OptimizerKinds {
  return extra.length === 0 ? OPTIMIZERS : optimizersOf(extra as readonly AnyKind[]);
}

function optimizersOf(added: readonly AnyKind[]): OptimizerKinds {
  const kinds = new Map([...own, ...added].map((kind) => [kind.name, kind] as const));
  return {
    names: [...kinds.keys()].sort(),
    added: added.map(({ name }) => name).sort(),
    of(name) {
      const kind = kinds.get(name);
      if (kind === undefined) throw new Error(`Internal error: there is no optimizer "${name}"`);
      return kind;
    },
  };
}

/**
 * The optimizer with every default filled in.
 *
 * @throws Error for an unknown optimizer
 */
export function createOptimizer(spec: OptimizerSpec, kinds: OptimizerKinds = OPTIMIZERS): Optimizer {
  const [[name, settings] = ['', {}]] = Object.entries(spec);
  return kinds.of(name).create(settings);
}

/** The JSON Schemas of the settings, by name: the properties of schema/sections/optimizer.json. */
export function optimizerSchemas(kinds: OptimizerKinds): Record<string, AnyKind['schema']> {
  return Object.fromEntries(kinds.names.map((name) => [name, kinds.of(name).schema]));
}
