// What `import ... from 'assay/networks'` gives to a pack: how layers and optimizers are written, and what the built-in ones are
// made of.

export { ACTIVATIONS, type Activation, activateVolume } from './activations.ts';
export type { Backend, LayerOperations, Precision } from './backends/backend.ts';
export { convolve } from './layers/conv2d.ts';
export {
  defineLayer,
  type Filters,
  type InferredLayer,
  type LayerContext,
  type LayerKind,
  type Misfit,
  type NamedLayer,
  nameOf,
  type RespondContext,
  type Shape,
  type WeightShape,
} from './layers/kind.ts';
export { type Padding, type Pair, pair, type Size, sides, slide, windows } from './layers/windows.ts';
export {
  defineOptimizer,
  type Optimizer,
  type OptimizerKind,
  tensorOf,
  type UpdateInputs,
  type UpdateKernel,
} from './optimizers/kind.ts';
export type { Tensors } from './tensors.ts';
export { flattened, pickChannels, type Slices, type Volume } from './volume.ts';
