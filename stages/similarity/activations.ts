import type { ActivationReport, HighShare, LayerCka } from '../formats/similarity-report.ts';
import { StageFailure } from '../../engine/core/failure.ts';
import type { Model } from '../../nn/model.ts';
import { layerOutput } from '../statistics/responses.ts';
import type { Volume } from '../../nn/volume.ts';
import type { TensorFile } from '../formats/safetensors.ts';
import type { Slices } from '../../engine/core/slices.ts';
import { HIGH, activated, correlationsOf, rankCorrelation, responses } from './correlation.ts';
import { cosinesOfGram } from '../statistics/cosines.ts';
import { gram } from '../statistics/products.ts';
import { square } from '../statistics/square.ts';
import { linearCka } from './cka.ts';
import { layerInput, takePatches } from './patches.ts';
import type { FilterLayer, Patches } from './patches.ts';
import { alikeRandomPairs, randomFilters } from './random-pairs.ts';
import type { Original } from './random-pairs.ts';
import { standardErrors } from './standard-error.ts';

/** Multiplications spent on the responses and correlations of one layer: less than a second. */
const WORK = 2e8;
/** Random filters that the layer's are compared with: 8128 pairs. */
export const RANDOM_FILTERS = 128;

/** Matrices `[count, count]`, NaN where there is no value: what a picture of `ActivationReport` is made of. */
export interface Correlations {
  readonly pre: Float64Array;
  readonly post: Float64Array;
}

export interface Activations {
  readonly report: ActivationReport;
  readonly layer: Correlations;
  readonly random: Correlations & { readonly cosines: Float64Array; readonly count: number };
}

/** A layer of a model, and what to show it. */
export interface Probed extends Original {
  readonly model: Model;
  readonly weights: TensorFile;
  readonly snapshot: 'initial' | 'final';
  readonly images: readonly Volume[];
  readonly thresholds: readonly number[];
  /** The layer before training: its filters `[count, dimension]` and biases; left out: no comparison with it. */
  readonly before?: { readonly rows: Float64Array; readonly bias: ArrayLike<number> } | undefined;
}

/**
 * Correlates the responses of a layer's filters on probe images, and those of random filters: handwritten strokes make
 * responses alike whatever the filters are, so similar activation maps alone say little (SCIENCE 2.4).
 *
 * @throws StageFailure if the weights do not fit the model
 */
export function* correlateActivations(probed: Probed): Slices<Activations> {
  const { layer, rows, bias, images, seed } = probed;
  const count = bias.length;
  const inputs = yield* inputsOf(probed);
  const dimension = rows.length / Math.max(count, 1);
  const cost = (dimension + count / 2) * count + (dimension + RANDOM_FILTERS / 2) * RANDOM_FILTERS;
  const limit = Math.max(256, Math.floor(WORK / cost));
  const patches = takePatches(layer, inputs, { limit, seed });
  if (patches.dimension !== dimension) {
    throw new StageFailure(
      `Filters of layer "${layer.name}" have ${dimension} weights, but windows of its input have ${patches.dimension} values`,
      { hint: 'Connect "model" to the training that the filters come from.' },
    );
  }
  const linear = yield* responses(patches, { rows, bias, count });
  const own = yield* correlate(linear, { count, layer });
  const drawn = randomFilters(probed, { dimension, count: RANDOM_FILTERS });
  const others = yield* correlate(yield* responses(patches, drawn), { count: RANDOM_FILTERS, layer });
  const products = yield* gram(drawn.rows, { count: RANDOM_FILTERS, dimension });
  const randomCosines = (yield* cosinesOfGram(products, RANDOM_FILTERS)).matrix;

  const { cosines } = probed;
  const similar: ActivationReport['similar'][number][] = [];
  for (const threshold of probed.thresholds) {
    const share = yield* highShare(own.matrices, count, (place) => (cosines[place] as number) > threshold);
    const random = yield* alikeRandomPairs(probed, patches, threshold);
    similar.push({ threshold, ...share, random });
  }
  return {
    report: {
      images: images.length,
      patches: patches.count,
      dead: yield* deadFilters(probed, own.silent),
      rankCorrelation: {
        pre: yield* rankCorrelation(...(yield* both(cosines, own.matrices.pre))),
        post: yield* rankCorrelation(...(yield* both(cosines, own.matrices.post))),
      },
      high: HIGH,
      standardError: yield* standardErrors(linear, { count, images: Math.min(images.length, patches.count), layer }),
      all: yield* highShare(own.matrices, count, (place) => !Number.isNaN(cosines[place])),
      random: yield* highShare(others.matrices, RANDOM_FILTERS, () => true),
      cka: yield* ckaOf(probed, { linear, patches, limit }),
      similar,
    },
    layer: own.matrices,
    random: { ...others.matrices, cosines: randomCosines, count: RANDOM_FILTERS },
  };
}

/** What the layer takes for each image. */
function* inputsOf(probed: Probed): Slices<Volume[]> {
  const inputs: Volume[] = [];
  for (const image of probed.images) inputs.push(yield* layerInput(probed.model, { ...probed, image }));
  return inputs;
}

/** The layer beside random filters, and beside itself before training: after the activation, at the same places. */
function* ckaOf(
  probed: Probed,
  { linear, patches, limit }: { readonly linear: Float64Array; readonly patches: Patches; readonly limit: number },
): Slices<LayerCka> {
  const { layer, bias, before, seed } = probed;
  const { dimension } = patches;
  const own = activated(linear, layer);
  const drawn = randomFilters(probed, { dimension, count: bias.length });
  const random = activated(yield* responses(patches, drawn), layer);
  if (before === undefined) return { random: yield* linearCka(own, random, patches.count), initial: null };
  const inputs = yield* inputsOf({ ...probed, snapshot: 'initial' });
  // The same seed: the same places.
  const seen = takePatches(layer, inputs, { limit, seed });
  const initial = activated(yield* responses(seen, { ...before, count: before.bias.length }), layer);
  return {
    random: yield* linearCka(own, random, patches.count),
    initial: yield* linearCka(own, initial, patches.count),
  };
}

/** `silent`: rows that are 0 after the activation. */
function* correlate(
  linear: Float64Array,
  { count, layer }: { readonly count: number; readonly layer: FilterLayer },
): Slices<{ readonly matrices: Correlations; readonly silent: readonly number[] }> {
  const pre = yield* correlationsOf(linear, count);
  const active = activated(linear, layer);
  const samples = linear.length / count;
  const silent = Array.from({ length: count }, (_, filter) => filter).filter((filter) =>
    active.subarray(filter * samples, (filter + 1) * samples).every((value) => value === 0),
  );
  return { matrices: { pre, post: yield* correlationsOf(active, count) }, silent };
}

/** Of the filters that are silent on a sample, those that are so at every place of every image. */
function* deadFilters(
  { model, layer, weights, snapshot, images }: Probed,
  silent: readonly number[],
): Slices<number[]> {
  let dead = [...silent];
  for (const image of images) {
    if (dead.length === 0) break;
    const { data } = yield* layerOutput(model, { weights, snapshot, image, layer: layer.name, channels: dead });
    const channels = dead.length;
    dead = dead.filter((_, index) => data.every((value, at) => at % channels !== index || value === 0));
  }
  return dead;
}

/** The cosines and correlations of the pairs i < j that have both. */
function* both(cosines: Float64Array, correlations: Float64Array): Slices<[Float64Array, Float64Array]> {
  const count = Math.sqrt(cosines.length);
  const [a, b] = [new Float64Array((count * (count - 1)) / 2), new Float64Array((count * (count - 1)) / 2)];
  let found = 0;
  for (let i = 0; i < count; i++) {
    for (let place = i * count + i + 1; place < (i + 1) * count; place++) {
      if (Number.isNaN(cosines[place]) || Number.isNaN(correlations[place])) continue;
      a[found] = cosines[place] as number;
      b[found++] = correlations[place] as number;
    }
    yield;
  }
  return [a.subarray(0, found), b.subarray(0, found)];
}

/** Of the pairs i < j that count, by their places i · count + j in a matrix. */
function* highShare({ pre, post }: Correlations, count: number, counts: (place: number) => boolean): Slices<HighShare> {
  let [pairs, highPre, highPost] = [0, 0, 0];
  let [squares, known] = [0, 0];
  for (let i = 0; i < count; i++) {
    for (let place = i * count + i + 1; place < (i + 1) * count; place++) {
      if (!counts(place)) continue;
      pairs++;
      if ((pre[place] as number) > HIGH) highPre++;
      const correlation = post[place] as number;
      if (correlation > HIGH) highPost++;
      if (Number.isNaN(correlation)) continue;
      squares += square(correlation);
      known++;
    }
    yield;
  }
  const share = (high: number): number | null => (pairs === 0 ? null : high / pairs);
  return { pairs, pre: share(highPre), post: share(highPost), cka: known === 0 ? null : squares / known };
}
