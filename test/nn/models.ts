import { resolveModel } from '../../nn/model.ts';
import type { Model } from '../../nn/model.ts';

/** The paper's network with `n1` and `n2` filters (SCIENCE 1.2). */
export function paperModel(n1: number, n2: number): Model {
  return resolveModel({
    input: [28, 28, 1],
    layers: [
      { conv2d: { filters: n1, kernel: 3, activation: 'relu' } },
      { conv2d: { filters: n2, kernel: 5, activation: 'relu' } },
      { maxPool2d: { size: 2 } },
      { dropout: { rate: 0.25 } },
      { flatten: {} },
      { dense: { units: 128, activation: 'relu' } },
      { dropout: { rate: 0.5 } },
      { dense: { units: 50, activation: 'relu' } },
      { dropout: { rate: 0.5 } },
      { dense: { units: 10, activation: 'softmax' } },
    ],
  });
}

/** A network that a test trains in a second: 6x6x1 images, `classes` classes. */
export function tinyModel(classes: number, rate = 0.1): Model {
  return resolveModel({
    input: [6, 6, 1],
    layers: [
      { conv2d: { filters: 4, kernel: 3, activation: 'relu' } },
      { maxPool2d: {} },
      { flatten: {} },
      { dropout: { rate } },
      { dense: { units: classes, activation: 'softmax' } },
    ],
  });
}
