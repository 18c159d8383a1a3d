// How long it takes to draw the layers that a layer is compared with, on one core:
//
//   npm run bench:nulls

import { inSlices } from '../dist/engine/core/slices.js';
import { drawLayers, drawsFor } from '../dist/stages/similarity/draws.js';
import { curveGrid } from '../dist/stages/statistics/curve-grid.js';
import { gaussianOf } from '../dist/stages/statistics/random-filters.js';

const NULLS = ['isotropic', 'permuted', 'rotated', 'rotated-about-zero'];
const DRAWS = 999;
/** Filters and weights of each. */
const LAYERS = [
  [64, 9],
  [256, 9],
  [64, 288],
  [256, 288],
];

/** A layer of Gaussian weights, and what is measured of it. */
function layerOf(count, dimension) {
  const rows = new Float64Array(count * dimension);
  gaussianOf(1, 'bench').put(rows, rows.length);
  const thresholds = [1.5, 1.8].map((deviations) => deviations / Math.sqrt(dimension));
  const measuring = { thresholds, grid: curveGrid(0.9, dimension) };
  return { layer: { rows, count, dimension, center: 'none' }, measuring };
}

for (const [count, dimension] of LAYERS) {
  const { layer, measuring } = layerOf(count, dimension);
  for (const name of NULLS) {
    const started = performance.now();
    await inSlices(drawLayers(name, layer, { measuring, draws: DRAWS, seed: 1 }), new AbortController().signal);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const auto = drawsFor(name, layer, 'auto');
    console.log(
      `${count} filters of ${dimension} weights, ${name}: ${DRAWS} draws in ${seconds} s; "auto" draws ${auto}`,
    );
  }
}
