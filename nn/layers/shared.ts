// What can be said of a layer whatever its type. A kind knows nothing of it: it is read, checked and kept in one place for all.

import type { Initializer } from '../initializers/rules.ts';

/** Settings that layers of all types take. Left out, they are left out of the resolved layer, too. */
export interface SharedSettings {
  /** The layers that it reads, by name; `input` is the image. Left out: the layer before. */
  readonly from?: string | readonly string[];
  /** How its kernels start. This and the next two: of layers with kernels. */
  readonly initializer?: Initializer;
  /** Times the sum of the sizes of its kernels' weights: added to the loss in training. */
  readonly l1?: number;
  /** Times the sum of their squares. */
  readonly l2?: number;
}

const KERNEL_SETTINGS = ['initializer', 'l1', 'l2'] as const;

/** The schemas of these settings for a kind of layer; `$ref`s lead into the `$defs` of schema/sections/model.json. */
export function sharedSchemas({ kernels = false }: { readonly kernels?: boolean }): Record<string, { $ref: string }> {
  const names = kernels ? [...KERNEL_SETTINGS, 'from'] : ['from'];
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/$defs/${name}` }]));
}

/** Those of a layer's settings that are shared, without the ones that are left out. */
export function sharedSettings(settings: SharedSettings): SharedSettings {
  const { from, initializer, l1, l2 } = settings;
  return {
    ...(from !== undefined && { from }),
    ...(initializer !== undefined && { initializer }),
    ...(l1 !== undefined && { l1 }),
    ...(l2 !== undefined && { l2 }),
  };
}
