// A sequential network as data: what the experiment file says (`ModelSpec`), the same with every default and name filled in
// (`Model`), and what follows from it (`ModelSummary`). Light: stages import it to check a file before anything runs.

export const ACTIVATIONS = ['linear', 'relu', 'leakyRelu', 'tanh', 'sigmoid', 'softmax'] as const;
export type Activation = (typeof ACTIVATIONS)[number];
export type Padding = 'valid' | 'same';
/** Sizes of an image axis pair as `[height, width]`. */
export type Pair = readonly [number, number];
/** One number stands for both axes. */
export type Size = number | Pair;

interface Named {
  readonly name?: string;
}
interface PoolSpec extends Named {
  readonly size?: Size;
  /** Left out: the same as `size`. */
  readonly strides?: Size;
  readonly padding?: Padding;
}

/** The settings of each layer type as written in an experiment file; anything optional has a default. */
export interface LayerSettings {
  readonly conv2d: Named & {
    readonly filters: number;
    readonly kernel: Size;
    readonly strides?: Size;
    readonly padding?: Padding;
    readonly activation?: Activation;
    readonly useBias?: boolean;
  };
  readonly maxPool2d: PoolSpec;
  readonly avgPool2d: PoolSpec;
  readonly flatten: Named;
  readonly dropout: Named & { readonly rate: number };
  readonly dense: Named & { readonly units: number; readonly activation?: Activation; readonly useBias?: boolean };
  readonly activation: Named & { readonly kind: Activation };
}
export type LayerType = keyof LayerSettings;
/** One layer as an object with one key: `{ conv2d: { filters: 32, kernel: 3 } }`. */
export type LayerSpec = { [T in LayerType]: { readonly [K in T]: LayerSettings[T] } }[LayerType];

/** A model as written: `input` is `[height, width, channels]`. */
export interface ModelSpec {
  readonly input: readonly [number, number, number];
  readonly layers: readonly LayerSpec[];
}

interface Pool {
  readonly name: string;
  readonly size: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
}

/** One layer with nothing left out. */
export type Layer =
  | {
      readonly type: 'conv2d';
      readonly name: string;
      readonly filters: number;
      readonly kernel: Pair;
      readonly strides: Pair;
      readonly padding: Padding;
      readonly activation: Activation;
      readonly useBias: boolean;
    }
  | ({ readonly type: 'maxPool2d' } & Pool)
  | ({ readonly type: 'avgPool2d' } & Pool)
  | { readonly type: 'flatten'; readonly name: string }
  /** `rate` is the fraction of values set to zero in training, 0 <= rate < 1. */
  | { readonly type: 'dropout'; readonly name: string; readonly rate: number }
  | {
      readonly type: 'dense';
      readonly name: string;
      readonly units: number;
      readonly activation: Activation;
      readonly useBias: boolean;
    }
  | { readonly type: 'activation'; readonly name: string; readonly kind: Activation };

/** A model with every default and layer name filled in: what artifacts carry and what the rest of `nn/` takes. */
export interface Model {
  readonly input: readonly [number, number, number];
  readonly layers: readonly Layer[];
}

/** The prefix of automatic names: the second convolution is `conv2`, whatever the names of the others. */
const PREFIX: Record<LayerType, string> = {
  conv2d: 'conv',
  maxPool2d: 'pool',
  avgPool2d: 'pool',
  flatten: 'flatten',
  dropout: 'dropout',
  dense: 'dense',
  activation: 'activation',
};

/**
 * Fills in defaults and names: strides 1 (pools: their size), pool size 2, padding valid, activation linear, biases on.
 * Total: it gives a model for a spec that `inferShapes` finds fault with, too.
 */
export function resolveModel(spec: ModelSpec): Model {
  const counts = new Map<string, number>();
  const layers = spec.layers.map((layer) => {
    const prefix = PREFIX[typeOf(layer)];
    const count = (counts.get(prefix) ?? 0) + 1;
    counts.set(prefix, count);
    return resolveLayer(layer, `${prefix}${count}`);
  });
  return { input: spec.input, layers };
}

/** The type of a layer as written: its one key. */
function typeOf(layer: LayerSpec): LayerType {
  const [type] = Object.keys(layer);
  if (type === undefined || !Object.hasOwn(PREFIX, type)) {
    throw new Error(`Internal error: expected a layer with one known key, got ${JSON.stringify(layer)}`);
  }
  return type as LayerType;
}

/** The activation a layer ends with; linear for layers that have none. */
export function activationOf(layer: Layer | undefined): Activation {
  if (layer?.type === 'activation') return layer.kind;
  return layer?.type === 'conv2d' || layer?.type === 'dense' ? layer.activation : 'linear';
}

function resolveLayer(spec: LayerSpec, automatic: string): Layer {
  if ('conv2d' in spec) {
    const { name = automatic, filters, kernel, strides = 1, padding = 'valid', activation = 'linear' } = spec.conv2d;
    const { useBias = true } = spec.conv2d;
    return {
      type: 'conv2d',
      name,
      filters,
      kernel: pair(kernel),
      strides: pair(strides),
      padding,
      activation,
      useBias,
    };
  }
  if ('maxPool2d' in spec) return { type: 'maxPool2d', ...resolvePool(spec.maxPool2d, automatic) };
  if ('avgPool2d' in spec) return { type: 'avgPool2d', ...resolvePool(spec.avgPool2d, automatic) };
  if ('flatten' in spec) return { type: 'flatten', name: spec.flatten.name ?? automatic };
  if ('dropout' in spec) return { type: 'dropout', name: spec.dropout.name ?? automatic, rate: spec.dropout.rate };
  if ('dense' in spec) {
    const { name = automatic, units, activation = 'linear', useBias = true } = spec.dense;
    return { type: 'dense', name, units, activation, useBias };
  }
  return { type: 'activation', name: spec.activation.name ?? automatic, kind: spec.activation.kind };
}

function resolvePool(spec: PoolSpec, automatic: string): Pool {
  const { name = automatic, size = 2, strides = size, padding = 'valid' } = spec;
  return { name, size: pair(size), strides: pair(strides), padding };
}

function pair(size: Size): Pair {
  return typeof size === 'number' ? [size, size] : size;
}
