import type { Layer, Model, Padding, Pair } from './model.ts';

/** The size of one image's value between two layers: `[height, width, channels]`, or `[values]` once flat. */
export type Shape = readonly number[];

/** What is wrong with a model, and where: `path` leads into the model as written, to a setting that must be there. */
export interface ModelProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** A layer and what follows from its place in the model. */
export interface LayerSummary {
  readonly layer: Layer;
  /** Of the input for one image. */
  readonly inputShape: Shape;
  /** Of the output for one image. */
  readonly shape: Shape;
  readonly parameters: number;
  /** Multiply-accumulate operations of the forward pass for one image; only convolutions and dense layers count. */
  readonly macs: number;
}

export interface ModelSummary {
  /** Up to the first layer whose shape cannot be told. */
  readonly layers: readonly LayerSummary[];
  readonly parameters: number;
  readonly macs: number;
  /** Empty exactly when the model can be built. */
  readonly problems: readonly ModelProblem[];
}

/**
 * The shape, parameters and work of every layer, and everything that is wrong with the model. Shapes after a layer that
 * does not fit are unknown, so at most one problem is about shapes; all duplicate names are told.
 */
export function inferShapes(model: Model): ModelSummary {
  const problems = duplicateNames(model.layers);
  const layers: LayerSummary[] = [];
  let inputShape: Shape = model.input;
  for (const [index, layer] of model.layers.entries()) {
    const result = inferLayer(layer, inputShape);
    if ('message' in result) {
      problems.push({ path: ['layers', index, layer.type, ...result.at], message: result.message });
      break;
    }
    layers.push({ layer, inputShape, ...result });
    inputShape = result.shape;
  }
  return {
    layers,
    parameters: layers.reduce((sum, { parameters }) => sum + parameters, 0),
    macs: layers.reduce((sum, { macs }) => sum + macs, 0),
    problems,
  };
}

interface Inferred {
  readonly shape: Shape;
  readonly parameters: number;
  readonly macs: number;
}
interface Misfit {
  /** Below the layer's settings. */
  readonly at: readonly string[];
  readonly message: string;
}

function inferLayer(layer: Layer, input: Shape): Inferred | Misfit {
  const [height, width, channels] = input;
  const image = height !== undefined && width !== undefined && channels !== undefined;
  const who = `${layer.type} '${layer.name}'`;
  switch (layer.type) {
    case 'conv2d': {
      if (!image) return needsImage(who, input);
      const [kh, kw] = layer.kernel;
      const [outHeight, outWidth] = windows([height, width], layer.kernel, layer);
      if (outHeight < 1 || outWidth < 1) {
        return misfit(who, [height, width], [outHeight, outWidth], {
          at: ['kernel'],
          what: 'kernel',
          window: layer.kernel,
        });
      }
      const weights = kh * kw * channels * layer.filters;
      return {
        shape: [outHeight, outWidth, layer.filters],
        parameters: weights + (layer.useBias ? layer.filters : 0),
        macs: outHeight * outWidth * weights,
      };
    }
    case 'maxPool2d':
    case 'avgPool2d': {
      if (!image) return needsImage(who, input);
      const [outHeight, outWidth] = windows([height, width], layer.size, layer);
      if (outHeight < 1 || outWidth < 1) {
        return misfit(who, [height, width], [outHeight, outWidth], { at: [], what: 'window', window: layer.size });
      }
      return { shape: [outHeight, outWidth, channels], parameters: 0, macs: 0 };
    }
    case 'flatten':
      return { shape: [input.reduce((product, size) => product * size, 1)], parameters: 0, macs: 0 };
    case 'dense': {
      const [inputs] = input;
      if (inputs === undefined || input.length !== 1) {
        return { at: [], message: `${who} needs a flat input, found ${input.join('x')}: add 'flatten: {}' before it` };
      }
      const weights = inputs * layer.units;
      return { shape: [layer.units], parameters: weights + (layer.useBias ? layer.units : 0), macs: weights };
    }
    case 'dropout':
    case 'activation':
      return { shape: input, parameters: 0, macs: 0 };
  }
}

/** How many windows fit along each axis; may be zero or negative with valid padding. Same padding: ceil(size / stride). */
function windows(size: Pair, window: Pair, { strides, padding }: { strides: Pair; padding: Padding }): Pair {
  const along = (axis: 0 | 1): number =>
    padding === 'same'
      ? Math.ceil(size[axis] / strides[axis])
      : Math.floor((size[axis] - window[axis]) / strides[axis]) + 1;
  return [along(0), along(1)];
}

function misfit(
  who: string,
  from: Pair,
  to: Pair,
  { at, what, window }: { at: readonly string[]; what: string; window: Pair },
): Misfit {
  const reduced = to.map((size) => Math.max(size, 0)).join('x');
  return {
    at,
    message: `${who} reduces ${from.join('x')} to ${reduced}: its ${window.join('x')} ${what} does not fit`,
  };
}

function needsImage(who: string, input: Shape): Misfit {
  return { at: [], message: `${who} needs an image, found ${input.join('x')} flat values: put it before 'flatten'` };
}

function duplicateNames(layers: readonly Layer[]): ModelProblem[] {
  const problems: ModelProblem[] = [];
  const seen = new Map<string, number>();
  for (const [index, { name, type }] of layers.entries()) {
    const first = seen.get(name);
    if (first === undefined) seen.set(name, index);
    else {
      const message = `Layers ${first + 1} and ${index + 1} are both named '${name}': give one of them another name`;
      problems.push({ path: ['layers', index, type], message });
    }
  }
  return problems;
}
