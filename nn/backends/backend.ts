// The numeric backends, behind one interface: TensorFlow through its native library, and a portable one in WebAssembly
// for machines that have no such library. Both are used through the one `@tensorflow/tfjs-core` in the process.

import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * Everything that decides the bits of a result, part of the key of every numeric step. A worker that finds something else
 * refuses.
 */
export interface BackendFacts {
  /** Its name. */
  readonly backend: string;
  /** Version of what computes: TensorFlow, or tfjs's WebAssembly kernels. */
  readonly library: string;
  /** Version of what calls it: tfjs-node, or tfjs-core. */
  readonly binding: string;
  /** Stands for the content of the native files; only for TensorFlow. */
  readonly digest?: string;
  /** Whether oneDNN's kernels are used. */
  readonly oneDNN: boolean;
  /**
   * The widest instruction set of this machine's processor, such as `avx512_bf16`, `avx2` or `neon`; `wasm` for the portable
   * backend, which is the same everywhere.
   */
  readonly cpu: string;
  /** The widest one that oneDNN uses: also where its kernels are off, TensorFlow multiplies matrices with it. */
  readonly isa: string;
  /** How convolutions are computed where both ways can: see native/winograd.h. */
  readonly convolution: 'direct' | 'winograd';
  /** Digest of the fast convolutions' file; only where these are used. */
  readonly kernels?: string;
  /** Threads of one operation. */
  readonly threads: number;
}

/** `bfloat16`: products of matrices and convolutions have 8 bits of precision; what they are made of and sums keep float32. */
export type Precision = 'float32' | 'bfloat16';

/** A window that moves over images; sizes are `[height, width]`. */
export interface Pooling {
  readonly size: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: 'valid' | 'same';
  /** Whether a gradient will be needed. The result is the same. */
  readonly training: boolean;
}

export interface ConvolutionOptions extends Pick<Pooling, 'strides' | 'padding'> {
  readonly precision: Precision;
  /** `[filters]`, added to the output. */
  readonly bias?: Tensor;
  /** Whether the output goes through relu, after the bias. */
  readonly relu: boolean;
}

export interface DepthwiseOptions {
  readonly stride: number;
  readonly padding: 'valid' | 'same';
}

export interface BatchNormOptions {
  readonly gamma: Tensor;
  readonly beta: Tensor;
  readonly epsilon: number;
}

export interface BatchNormResult {
  /** gamma·(x - mean)/√(variance + epsilon) + beta, by channel. */
  readonly y: Tensor;
  /** Over the batch, `[channels]`; no gradient goes through these two. */
  readonly mean: Tensor;
  /** Divided by the number of values. */
  readonly variance: Tensor;
}

/** Operations that each backend implements differently, all with gradients. */
export interface LayerOperations {
  /** `bias`: `[channels]`, added along the last axis. */
  addBias(x: Tensor, bias: Tensor): Tensor;
  /** `x`: `[images, height, width, channels]`. */
  maxPool(x: Tensor, pooling: Pooling): Tensor;
  /** -log softmax(logits)[label] of each row, `[rows]`. `logits`: `[rows, classes]`; `labels`: int32 `[rows]`. */
  sparseCrossEntropy(logits: Tensor, labels: Tensor): Tensor;
  /** `x`: `[images, height, width, channels]`; `kernel`: `[height, width, channels, filters]`. */
  conv2d(x: Tensor, kernel: Tensor, options: ConvolutionOptions): Tensor;
  /** `x`: `[images, ..., channels]`; `gamma`, `beta`: `[channels]`. */
  batchNorm(x: Tensor, options: BatchNormOptions): BatchNormResult;
  /**
   * The kernel of a depthwise convolution has `multiplier` filters for each channel: `[height, width, channels, multiplier]`. The output
   * has `channels * multiplier` channels, those of the first channel first.
   */
  depthwiseConv2d(x: Tensor, kernel: Tensor, options: DepthwiseOptions): Tensor;
  /**
   * The largest of each 2 x 2 outputs of a convolution, for training: with the bits of `conv2d` and then `maxPool`, and their
   * gradients, but the outputs themselves need not reach memory. Undefined, or left out, where that is not possible.
   */
  conv2dMaxPool?(x: Tensor, kernel: Tensor, options: ConvolutionOptions): Tensor | undefined;
  /**
   * Each element is zero with probability `rate`; the others are divided by 1 - rate. Which, is a pure function of `key`, an
   * int32 tensor of shape [2], and the same on all backends.
   */
  dropout(x: Tensor, rate: number, key: Tensor): Tensor;
  /** `a`: `[rows, inner]`; `b`: `[inner, columns]`. */
  matMul(a: Tensor, b: Tensor, options: { readonly precision: Precision }): Tensor;
}

export interface Backend {
  readonly name: string;
  /** Everything that decides the bits of its results, checked against what the native library says. */
  readonly facts: BackendFacts;
  readonly tf: typeof import('@tensorflow/tfjs-core');
  /**
   * Uniform [0, 1) float32 of `shape`: a pure function of `key`, an int32 tensor of shape [2] (seed, counter), and the
   * same bits on both backends.
   */
  uniform(shape: readonly number[], key: Tensor): Tensor;
  /** Standard normal float32, likewise; the backends agree up to rounding. */
  normal(shape: readonly number[], key: Tensor): Tensor;
  readonly layers: LayerOperations;
}

/** The backend cannot be used here. The message says why and what to do; this is not a bug. */
export class BackendUnavailable extends Error {
  override readonly name = 'BackendUnavailable';
  readonly backend: string;

  constructor(backend: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.backend = backend;
  }
}
