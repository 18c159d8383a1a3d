import * as all from './all.ts';
import type { Optimizer, OptimizerKind } from './kind.ts';

type Kinds = typeof all;
type SettingsOf<K> = K extends OptimizerKind<infer S> ? S : never;

/** An optimizer as written in a file: an object with one key, `{ sgd: { learningRate: 0.01 } }`. */
export type OptimizerSpec = { [K in keyof Kinds]: { readonly [N in K]: SettingsOf<Kinds[K]> } }[keyof Kinds];

// Each record fits its own settings only; the file's key finds the right one.
const kinds = new Map<string, OptimizerKind<object>>(
  (Object.values(all) as unknown as OptimizerKind<object>[]).map((kind) => [kind.name, kind]),
);

/**
 * The optimizer with every default filled in.
 *
 * @throws Error for an unknown optimizer
 */
export function createOptimizer(spec: OptimizerSpec): Optimizer {
  const [[name, settings] = ['', {}]] = Object.entries(spec);
  const kind = kinds.get(name);
  if (kind === undefined) throw new Error(`Internal error: there is no optimizer "${name}"`);
  return kind.create(settings);
}

/** The JSON Schemas of the settings, by name: the properties of schema/sections/optimizer.json. */
export function optimizerSchemas(): Record<string, OptimizerKind<object>['schema']> {
  return Object.fromEntries([...kinds.keys()].sort().map((name) => [name, kinds.get(name)?.schema ?? {}]));
}
