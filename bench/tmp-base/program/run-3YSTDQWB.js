import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  chanceAbove,
  compareShares,
  compareWithChance,
  compareWithDraws,
  equalSurprise,
  joinClusters,
  layerOutput,
  modelOf,
  writeTensors
} from "./chunk-HAGCH35J.js";
import {
  inputOf,
  pixelScaleOf
} from "./chunk-RWIOOWGZ.js";
import {
  randomOf
} from "./chunk-4LNU5BS6.js";
import {
  percent,
  signed
} from "./chunk-HYAQA7HG.js";
import "./chunk-ZP4NMCB7.js";
import {
  activateVolume,
  windows
} from "./chunk-BXF6DQQB.js";
import {
  tableText,
  writeTable
} from "./chunk-WUAQWGRO.js";
import {
  inSlices
} from "./chunk-CUFUUSZA.js";
import {
  metadataAt,
  readSafetensors,
  tensorAt
} from "./chunk-HG5NX4EG.js";
import {
  canonical
} from "./chunk-P26KXDJE.js";
import {
  StageFailure
} from "./chunk-ICSLOTAE.js";
import "./chunk-RFNO5SSX.js";

// stages/similarity/run.js
import { writeFile } from "node:fs/promises";

// stages/statistics/cosines.js
function* cosinesOf(filters, center, options = {}) {
  const { count } = filters;
  const rows = new Float64Array(filters.weights);
  const bad = rows.findIndex((weight) => !Number.isFinite(weight));
  if (bad >= 0) {
    const filter = Math.floor(bad / filters.dimension);
    throw new StageFailure(`Cannot compare filters: filter ${filter} has a weight that is ${rows[bad]}`);
  }
  const norms = Float64Array.from({ length: count }, (_, filter) => Math.sqrt(squaredNorm(rows, filter, filters)));
  centerRows(rows, filters, center);
  const gramian = yield* gram(rows, filters);
  const products = options.products === true ? gramian.slice() : void 0;
  const { matrix, zeros } = yield* cosinesOfGram(gramian, count);
  return { count, matrix, products, norms, zeros };
}
function* cosinesOfGram(products, count) {
  const squares = Float64Array.from({ length: count }, (_, filter) => products[filter * count + filter]);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      const cosine = products[i * count + j] / Math.sqrt(squares[i] * squares[j]);
      products[i * count + j] = Math.min(1, Math.max(-1, cosine));
    }
    yield;
  }
  return { matrix: products, zeros: squares.filter((square) => square === 0).length };
}
function directedOnly({ count, matrix }) {
  const kept = Array.from({ length: count }, (_, filter) => filter).filter((filter) => !Number.isNaN(matrix[filter * count + filter]));
  if (kept.length === count)
    return { kept, matrix };
  const directed = new Float64Array(kept.length * kept.length);
  for (let row = 0; row < kept.length; row++) {
    const start = kept[row] * count;
    for (let column = 0; column < kept.length; column++) {
      directed[row * kept.length + column] = matrix[start + kept[column]];
    }
  }
  return { kept, matrix: directed };
}
function* gram(rows, shape) {
  const { count, dimension } = shape;
  const products = new Float64Array(count * count);
  for (let start = 0; start < dimension; start += STRETCH) {
    const end = Math.min(start + STRETCH, dimension);
    for (let i = 0; i < count; i += 2) {
      addProducts(products, rows, shape, { i, start, end });
      yield;
    }
  }
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++)
      products[i * count + j] = products[j * count + i];
    if (i % 64 === 0)
      yield;
  }
  return products;
}
var STRETCH = 512;
function addProducts(products, rows, { count, dimension }, { i, start, end }) {
  const last = count - 1;
  const at = (row, column) => products[row * count + column];
  const i2 = Math.min(i + 1, last);
  for (let j = i; j < count; j += 4) {
    const [j2, j3, j4] = [Math.min(j + 1, last), Math.min(j + 2, last), Math.min(j + 3, last)];
    let [a1, a2, a3, a4] = [at(i, j), at(i, j2), at(i, j3), at(i, j4)];
    let [b1, b2, b3, b4] = [at(i2, j), at(i2, j2), at(i2, j3), at(i2, j4)];
    for (let k = start; k < end; k++) {
      const a = rows[i * dimension + k];
      const b = rows[i2 * dimension + k];
      const c1 = rows[j * dimension + k];
      const c2 = rows[j2 * dimension + k];
      const c3 = rows[j3 * dimension + k];
      const c4 = rows[j4 * dimension + k];
      a1 += a * c1;
      a2 += a * c2;
      a3 += a * c3;
      a4 += a * c4;
      b1 += b * c1;
      b2 += b * c2;
      b3 += b * c3;
      b4 += b * c4;
    }
    products.set([a1, a2, a3, a4].slice(0, last - j + 1), i * count + j);
    products.set([b1, b2, b3, b4].slice(0, last - j + 1), i2 * count + j);
  }
}
function centerRows(rows, shape, center) {
  if (center === "filter")
    subtractFilterMeans(rows, shape);
  if (center === "layer")
    subtractMeanFilter(rows, shape);
}
function squaredNorm(rows, filter, { dimension }) {
  let sum = 0;
  for (let k = 0; k < dimension; k++)
    sum += rows[filter * dimension + k] ** 2;
  return sum;
}
function subtractFilterMeans(rows, { count, dimension }) {
  for (let filter = 0; filter < count; filter++) {
    const row = rows.subarray(filter * dimension, (filter + 1) * dimension);
    const mean = row.reduce((sum, weight) => sum + weight, 0) / dimension;
    for (const [k, weight] of row.entries())
      row[k] = weight - mean;
  }
}
function subtractMeanFilter(rows, { count, dimension }) {
  for (let k = 0; k < dimension; k++) {
    let sum = 0;
    for (let filter = 0; filter < count; filter++)
      sum += rows[filter * dimension + k];
    const mean = sum / count;
    for (let filter = 0; filter < count; filter++) {
      rows[filter * dimension + k] = rows[filter * dimension + k] - mean;
    }
  }
}

// stages/similarity/correlation.js
function* responses({ values, count: patches, dimension }, filters) {
  const { rows, bias, count } = filters;
  const found = new Float64Array(count * patches);
  for (let patch = 0; patch < patches; patch++) {
    const start = patch * dimension;
    for (let filter = 0; filter < count; filter++) {
      const from = filter * dimension;
      let sum = bias[filter] ?? 0;
      for (let k = 0; k < dimension; k++)
        sum += rows[from + k] * values[start + k];
      found[filter * patches + patch] = sum;
    }
    yield;
  }
  return found;
}
function* correlationsOf(rows, count) {
  const shape = { count, dimension: rows.length / count };
  const centered = rows.slice();
  centerRows(centered, shape, "filter");
  return (yield* cosinesOfGram(yield* gram(centered, shape), count)).matrix;
}
function* rankCorrelation(a, b) {
  if (a.length < 2)
    return null;
  const both = new Float64Array(2 * a.length);
  both.set(yield* ranks(a));
  both.set(yield* ranks(b), a.length);
  const found = (yield* correlationsOf(both, 2))[1] ?? NaN;
  return Number.isNaN(found) ? null : found;
}
var SLICE = 2 ** 17;
function* ranks(values) {
  const sorted = yield* sort(values);
  const found = new Float64Array(values.length);
  for (const [at, value] of values.entries()) {
    const first = countWhere(sorted, (each) => each < value);
    const last = countWhere(sorted, (each) => each <= value);
    found[at] = (first + last - 1) / 2;
    if (at % SLICE === 0)
      yield;
  }
  return found;
}
function countWhere(sorted, isSo) {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = from + to >>> 1;
    if (isSo(sorted[middle]))
      from = middle + 1;
    else
      to = middle;
  }
  return from;
}
function* sort(values) {
  let [from, to] = [values.slice(), new Float64Array(values.length)];
  for (let start = 0; start < from.length; start += SLICE) {
    from.subarray(start, start + SLICE).sort();
    yield;
  }
  for (let size = SLICE; size < from.length; size *= 2) {
    for (let start = 0; start < from.length; start += 2 * size)
      yield* merge(from, to, { start, size });
    [from, to] = [to, from];
  }
  return from;
}
function* merge(from, to, { start, size }) {
  const [middle, end] = [Math.min(start + size, from.length), Math.min(start + 2 * size, from.length)];
  let [left, right] = [start, middle];
  for (let at = start; at < end; at++) {
    const fromLeft = left < middle && (right >= end || from[left] <= from[right]);
    to[at] = from[fromLeft ? left++ : right++];
    if (at % SLICE === 0)
      yield;
  }
}

// stages/similarity/patches.js
function probeImages(dataset, model, probe) {
  const { shape, data } = tensorAt(dataset, `${probe.split}.images`, "U8");
  const [count = 0, height = 0, width = 0, channels = 0] = shape;
  if (count === 0) {
    throw new StageFailure(`Cannot probe filters: split "${probe.split}" of the dataset has no images`, {
      hint: 'Set "split" in "probe" to another one.'
    });
  }
  if ([height, width, channels].join() !== model.input.join()) {
    const [expected, found] = [model.input.join(" x "), [height, width, channels].join(" x ")];
    throw new StageFailure(`The model takes images of ${expected}, the dataset has ${found}`);
  }
  const scale = pixelScaleOf(dataset);
  const size = height * width * channels;
  return Array.from({ length: Math.min(count, probe.images) }, (_, image) => {
    const pixels = data.subarray(image * size, (image + 1) * size);
    return {
      height,
      width,
      channels,
      data: Float64Array.from(pixels, (pixel, at) => inputOf(pixel, at % channels, scale))
    };
  });
}
function* layerInput(model, options) {
  const before = model.layers[model.layers.findIndex(({ name }) => name === options.layer.name) - 1];
  if (before === void 0)
    return options.image;
  const { weights, snapshot, image } = options;
  return yield* layerOutput(model, { weights, snapshot, image, layer: before.name, channels: void 0 });
}
function takePatches(layer, inputs, { limit, seed }) {
  const [first] = inputs;
  if (first === void 0)
    throw new Error("Internal error: no probe images");
  const flat = layer.type === "dense";
  const [height, width] = flat ? [1, 1] : layer.kernel;
  const strides = flat ? [1, 1] : layer.strides;
  const padding = flat ? "valid" : layer.padding;
  const shaped = inputs.map((input) => flat ? { height: 1, width: 1, channels: input.data.length, data: input.data } : input);
  const { channels } = shaped[0] ?? first;
  const rows = windows(flat ? 1 : first.height, { window: height, stride: strides[0], padding });
  const columns = windows(flat ? 1 : first.width, { window: width, stride: strides[1], padding });
  const places = rows.count * columns.count;
  const each = Math.min(places, Math.max(1, Math.floor(limit / inputs.length)));
  const used = shaped.slice(0, Math.max(1, Math.min(shaped.length, limit)));
  const dimension = height * width * channels;
  const values = new Float64Array(used.length * each * dimension);
  const random = randomOf(seed, "patches", layer.name);
  const order = Int32Array.from({ length: places }, (_, place) => place);
  for (const [image, input] of used.entries()) {
    for (let index = 0; index < each; index++) {
      if (each < places) {
        const other = index + random.below(places - index);
        [order[index], order[other]] = [order[other], order[index]];
      }
      const place = order[index];
      copyWindow(input, values, {
        start: (image * each + index) * dimension,
        top: Math.floor(place / columns.count) * strides[0] - rows.before,
        left: place % columns.count * strides[1] - columns.before,
        height,
        width
      });
    }
  }
  return { values, count: used.length * each, dimension };
}
function copyWindow(input, values, at) {
  const { channels } = input;
  for (let y = Math.max(-at.top, 0); y < Math.min(at.height, input.height - at.top); y++) {
    for (let x = Math.max(-at.left, 0); x < Math.min(at.width, input.width - at.left); x++) {
      const from = ((at.top + y) * input.width + at.left + x) * channels;
      values.set(input.data.subarray(from, from + channels), at.start + (y * at.width + x) * channels);
    }
  }
}

// stages/statistics/random-filters.js
function gaussianOf(seed, ...stream) {
  const random = randomOf(seed, ...stream);
  const normal = normals(random);
  return { normal, chiSquare: (dimension) => 2 * gamma(dimension / 2, { random, normal }) };
}
function normals(random) {
  let kept;
  return () => {
    if (kept !== void 0) {
      const value = kept;
      kept = void 0;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()));
    const angle = 2 * Math.PI * random.uniform();
    kept = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}
function gamma(shape, source) {
  const { random, normal } = source;
  if (shape < 1)
    return gamma(shape + 1, source) * (1 - random.uniform()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (; ; ) {
    const x = normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v))
      return d * v;
  }
}
function* isotropicProducts({ count, dimension }, gaussian) {
  const columns = Math.min(count, dimension);
  const rows = new Float64Array(count * columns);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < Math.min(i, columns); k++)
      rows[i * columns + k] = gaussian.normal();
    if (i < columns)
      rows[i * columns + i] = Math.sqrt(gaussian.chiSquare(dimension - i));
    yield;
  }
  return yield* gram(rows, { count, dimension: columns });
}
function* spectralProducts(count, spectrum, gaussian) {
  const { values, rest, restDimension } = spectrum;
  const deviations = values.map((value) => Math.sqrt(value));
  const rows = new Float64Array(count * values.length);
  for (let i = 0; i < count; i++) {
    for (const [k, deviation] of deviations.entries())
      rows[i * values.length + k] = deviation * gaussian.normal();
    yield;
  }
  const products = yield* gram(rows, { count, dimension: values.length });
  if (rest > 0 && restDimension > 0) {
    const others = yield* isotropicProducts({ count, dimension: restDimension }, gaussian);
    for (const [place, product] of others.entries())
      products[place] = products[place] + rest * product;
  }
  return products;
}

// stages/similarity/activations.js
var WORK = 2e8;
var RANDOM_FILTERS = 128;
var HIGH = 0.5;
function* correlateActivations(probed) {
  const { model, layer, rows, bias, images, seed } = probed;
  const count = bias.length;
  const inputs = [];
  for (const image of images)
    inputs.push(yield* layerInput(model, { ...probed, image }));
  const dimension = rows.length / Math.max(count, 1);
  const cost = (dimension + count / 2) * count + (dimension + RANDOM_FILTERS / 2) * RANDOM_FILTERS;
  const patches = takePatches(layer, inputs, { limit: Math.max(256, Math.floor(WORK / cost)), seed });
  if (patches.dimension !== dimension) {
    throw new StageFailure(`Filters of layer "${layer.name}" have ${dimension} weights, but windows of its input have ${patches.dimension} values`, { hint: 'Connect "model" to the training that the filters are from.' });
  }
  const gaussian = gaussianOf(seed, "random filters");
  const drawn = Float64Array.from({ length: RANDOM_FILTERS * dimension }, () => gaussian.normal());
  const own = yield* correlate(yield* responses(patches, { rows, bias, count }), { count, layer });
  const others = yield* correlate(yield* responses(patches, { rows: drawn, bias: [], count: RANDOM_FILTERS }), {
    count: RANDOM_FILTERS,
    layer
  });
  const products = yield* gram(drawn, { count: RANDOM_FILTERS, dimension });
  const randomCosines = (yield* cosinesOfGram(products, RANDOM_FILTERS)).matrix;
  const { cosines } = probed;
  const similar = [];
  for (const threshold of probed.thresholds) {
    const share = yield* highShare(own.matrices, count, (place) => cosines[place] > threshold);
    similar.push({ threshold, ...share });
  }
  return {
    report: {
      images: images.length,
      patches: patches.count,
      dead: yield* deadFilters(probed, own.silent),
      rankCorrelation: {
        pre: yield* rankCorrelation(...yield* known(cosines, own.matrices.pre)),
        post: yield* rankCorrelation(...yield* known(cosines, own.matrices.post))
      },
      high: HIGH,
      all: yield* highShare(own.matrices, count, (place) => !Number.isNaN(cosines[place])),
      random: yield* highShare(others.matrices, RANDOM_FILTERS, () => true),
      similar
    },
    layer: own.matrices,
    random: { ...others.matrices, cosines: randomCosines, count: RANDOM_FILTERS }
  };
}
function* correlate(linear, { count, layer }) {
  const pre = yield* correlationsOf(linear, count);
  const kind = layer.activation === "softmax" ? "linear" : layer.activation;
  const active = activateVolume({ height: count, width: linear.length / count, channels: 1, data: linear }, kind).data;
  const samples = linear.length / count;
  const silent = Array.from({ length: count }, (_, filter) => filter).filter((filter) => active.subarray(filter * samples, (filter + 1) * samples).every((value) => value === 0));
  return { matrices: { pre, post: yield* correlationsOf(active, count) }, silent };
}
function* deadFilters({ model, layer, weights, snapshot, images }, silent) {
  let dead = [...silent];
  for (const image of images) {
    if (dead.length === 0)
      break;
    const { data } = yield* layerOutput(model, { weights, snapshot, image, layer: layer.name, channels: dead });
    const channels = dead.length;
    dead = dead.filter((_, index) => data.every((value, at) => at % channels !== index || value === 0));
  }
  return dead;
}
function* known(cosines, correlations) {
  const count = Math.sqrt(cosines.length);
  const [a, b] = [new Float64Array(count * (count - 1) / 2), new Float64Array(count * (count - 1) / 2)];
  let found = 0;
  for (let i = 0; i < count; i++) {
    for (let place = i * count + i + 1; place < (i + 1) * count; place++) {
      if (Number.isNaN(cosines[place]) || Number.isNaN(correlations[place]))
        continue;
      a[found] = cosines[place];
      b[found++] = correlations[place];
    }
    yield;
  }
  return [a.subarray(0, found), b.subarray(0, found)];
}
function* highShare({ pre, post }, count, counts) {
  let [pairs, highPre, highPost] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    for (let place = i * count + i + 1; place < (i + 1) * count; place++) {
      if (!counts(place))
        continue;
      pairs++;
      if (pre[place] > HIGH)
        highPre++;
      if (post[place] > HIGH)
        highPost++;
    }
    yield;
  }
  const share = (high) => pairs === 0 ? null : high / pairs;
  return { pairs, pre: share(highPre), post: share(highPost) };
}

// stages/similarity/measure.js
function countPairs({ matrix, count }, threshold) {
  let pairs = 0;
  let oppositePairs = 0;
  const paired = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      const cosine = matrix[i * count + j];
      if (cosine < -threshold)
        oppositePairs++;
      if (!(cosine > threshold))
        continue;
      pairs++;
      paired[i] = 1;
      paired[j] = 1;
    }
  }
  return { pairs, oppositePairs, filtersInPairs: paired.reduce((sum, one) => sum + one, 0) };
}
var BUFFER = 1024;
function* mostSimilarPairs({ matrix, norms, count }, limit) {
  let places = [];
  let floor = -Infinity;
  const keepBest = () => {
    places.sort((a, b) => matrix[b] - matrix[a] || a - b);
    if (places.length < limit)
      return;
    places = places.slice(0, limit);
    floor = matrix[places[limit - 1] ?? 0];
  };
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      if (!(matrix[i * count + j] > floor))
        continue;
      places.push(i * count + j);
      if (places.length >= Math.max(2 * limit, BUFFER))
        keepBest();
    }
    yield;
  }
  keepBest();
  return places.map((place) => {
    const [filter, other] = [Math.floor(place / count), place % count];
    const ratio = norms[other] / norms[filter];
    return { filter, other, cosine: matrix[place], normRatio: Number.isFinite(ratio) ? ratio : null };
  });
}
function countSmall({ norms }, share) {
  const sorted = norms.toSorted();
  const upper = sorted.length >> 1;
  const median = ((sorted[upper] ?? 0) + (sorted[sorted.length - 1 >> 1] ?? 0)) / 2;
  return norms.filter((norm) => norm < share * median || norm === 0).length;
}

// stages/similarity/pairs.js
import { open } from "node:fs/promises";
var COLUMNS = [
  "layer",
  "snapshot",
  "filter",
  "other",
  "cosine",
  "normRatio",
  "preCorrelation",
  "postCorrelation"
];
async function writePairs(paths, body) {
  const table = await open(paths.table, "w");
  const list = await open(paths.list, "w");
  try {
    let written = 0;
    await table.appendFile(tableText(COLUMNS, [], { header: true }));
    const result = await body({
      async write(pairs, from) {
        const rows = pairRows(pairs, from);
        await table.appendFile(tableText(COLUMNS, rows, { header: false }));
        const lines = rows.map((row) => JSON.stringify(row));
        if (lines.length > 0)
          await list.appendFile(`${written === 0 ? "[\n" : ",\n"}${lines.join(",\n")}`);
        written += lines.length;
      }
    });
    await list.appendFile(written === 0 ? "[]\n" : "\n]\n");
    return result;
  } finally {
    await table.close();
    await list.close();
  }
}
function pairRows(pairs, { layer, snapshot, activations, count }) {
  return pairs.map((pair) => {
    const at = (matrix) => {
      const value = matrix?.[pair.filter * count + pair.other] ?? NaN;
      return Number.isNaN(value) ? null : value;
    };
    return {
      layer,
      snapshot,
      ...pair,
      preCorrelation: at(activations?.layer.pre),
      postCorrelation: at(activations?.layer.post)
    };
  });
}

// stages/similarity/clusters.js
var DRAWS = 10;
function* countClusters(matrix, count, thresholds) {
  const joined = yield* joinClusters(matrix, count);
  return thresholds.map((threshold) => count - joined.filter(({ similarity }) => similarity > threshold).length);
}
function* expectedClusters(shape, thresholds, seed) {
  const gaussian = gaussianOf(seed, "clusters");
  const sums = thresholds.map(() => 0);
  for (let time = 0; time < DRAWS; time++) {
    const { matrix } = yield* cosinesOfGram(yield* isotropicProducts(shape, gaussian), shape.count);
    for (const [index, clusters] of (yield* countClusters(matrix, shape.count, thresholds)).entries()) {
      sums[index] = (sums[index] ?? 0) + clusters;
    }
  }
  return sums.map((sum) => sum / DRAWS);
}

// stages/similarity/report.js
var REFERENCE_DIMENSION = 9;
function thresholdsOf(layer, params) {
  return params.layerThresholds[layer] ?? params.thresholds;
}
function* reportEntry(layer, params, measured) {
  const { name, type, kernel, channels, filters } = layer;
  const { cosines, snapshot, epoch, permutation, anisotropic } = measured;
  const compared = filters - cosines.zeros;
  const dimension = kernel[0] * kernel[1] * channels - (params.center === "filter" ? 1 : 0);
  const thresholds = thresholdsOf(name, params);
  const analytic = params.nulls.includes("analytic") && dimension > 0;
  const { matrix } = directedOnly(cosines);
  const clusters = yield* countClusters(matrix === cosines.matrix ? matrix.slice() : matrix, compared, thresholds);
  const expected = analytic ? yield* expectedClusters({ count: compared, dimension }, thresholds, params.nullSeed) : void 0;
  const results = [];
  for (const [index, threshold] of thresholds.entries()) {
    results.push(measureThreshold(threshold, {
      ...measured,
      dimension: analytic ? dimension : void 0,
      permuted: permutation && { ratios: permutation.ratios[index] ?? [], possible: pairsOf(permutation.filters) },
      gaussian: anisotropic && { ratios: anisotropic.ratios[index] ?? [], possible: pairsOf(anisotropic.filters) },
      clusters: clusters[index] ?? compared,
      expectedClusters: expected?.[index] ?? null
    }));
    yield;
  }
  return {
    layer: name,
    type,
    kernel,
    channels,
    snapshot,
    epoch,
    filters,
    zeroFilters: cosines.zeros,
    smallFilters: countSmall(cosines, params.smallNorm),
    comparedFilters: compared,
    possiblePairs: pairsOf(compared),
    dimension,
    mostSimilar: measured.mostSimilar ?? null,
    draws: { permutation: drawsOf(permutation), anisotropic: drawsOf(anisotropic) },
    activations: measured.activations ?? null,
    thresholds: results
  };
}
function measureThreshold(threshold, at) {
  const { cosines, initial, dimension, permuted, gaussian } = at;
  const compared = cosines.count - cosines.zeros;
  const possible = pairsOf(compared);
  const { pairs, oppositePairs, filtersInPairs } = countPairs(cosines, threshold);
  const ratio = quotient(pairs, possible);
  const share = { pairs, possible };
  const chance = dimension === void 0 ? null : chanceAbove(dimension, threshold);
  const before = initial && shareAbove(initial, threshold);
  const byChance = chance === null ? void 0 : compareWithChance(share, chance);
  const byInitial = before && compareShares(share, before);
  const result = {
    threshold,
    pairs,
    ratioPairs: ratio,
    ratioFilters: quotient(filtersInPairs, compared),
    pairsPerFilter: quotient(pairs, compared),
    oppositePairs,
    clusters: at.clusters,
    redundantFilters: compared - at.clusters,
    expectedClusters: at.expectedClusters,
    chance,
    expectedPairs: chance === null ? null : chance * possible,
    z: byChance?.z ?? null,
    pValue: byChance?.pValue ?? null,
    lift: ratio === null || chance === null ? null : quotient(ratio, chance),
    verdict: byChance?.verdict ?? null,
    initialRatio: before ? quotient(before.pairs, before.possible) : null,
    initialZ: byInitial?.z ?? null,
    initialPValue: byInitial?.pValue ?? null,
    initialVerdict: byInitial?.verdict ?? null,
    permutation: permuted ? compareWithDraws(share, permuted) : null,
    anisotropic: gaussian ? compareWithDraws(share, gaussian) : null,
    equalSurprise: dimension === void 0 ? null : equalSurprise(dimension, threshold, REFERENCE_DIMENSION)
  };
  return { ...result, statement: stateResult(result, possible) };
}
function stateResult(result, possible) {
  const { pairs, ratioPairs, threshold, permutation, anisotropic } = result;
  if (ratioPairs === null)
    return "There are fewer than two filters with a direction: nothing to compare.";
  const parts = [
    part("chance", { verdict: result.verdict, ratio: result.chance, z: result.z }),
    part("the initial weights", { verdict: result.initialVerdict, ratio: result.initialRatio, z: result.initialZ }),
    part("permuted weights", { ...permutation ?? NO_RESULT, ratio: permutation?.mean ?? null }),
    part("Gaussian filters of the same covariance", {
      ...anisotropic ?? NO_RESULT,
      ratio: anisotropic?.mean ?? null
    })
  ].filter((text) => text !== void 0);
  const found = `${pairs} of ${possible} pairs (${percent(ratioPairs)}) have a cosine above ${threshold}`;
  return parts.length === 0 ? `${found}.` : `${found}: ${parts.join(", ")}.`;
}
var NO_RESULT = { verdict: null, z: null };
function part(name, { verdict, ratio, z }) {
  if (verdict === null || ratio === null)
    return void 0;
  return `${verdict} ${name} (${percent(ratio)}${z === null ? "" : `, z ${signed(z)}`})`;
}
function drawsOf(drawn) {
  if (drawn === void 0)
    return null;
  const { filters, ratios, shrinkage } = drawn;
  return { draws: ratios[0]?.length ?? 0, filters, ...shrinkage === void 0 ? {} : { shrinkage } };
}
function shareAbove(cosines, threshold) {
  return { pairs: countPairs(cosines, threshold).pairs, possible: pairsOf(cosines.count - cosines.zeros) };
}
function pairsOf(count) {
  return count * (count - 1) / 2;
}
function quotient(above, below) {
  const value = above / below;
  return Number.isFinite(value) ? value : null;
}

// stages/statistics/spectrum.js
function* eigenvalues(matrix, size) {
  const { diagonal, beside } = yield* tridiagonal(matrix, size);
  for (let l = 0; l < size; l++) {
    for (let round = 0; ; round++) {
      let m = l;
      while (m < size - 1 && !isNegligible(beside[m], diagonal[m], diagonal[m + 1]))
        m++;
      if (m === l)
        break;
      if (round === 60)
        throw new Error("Internal error: no eigenvalues after 60 rounds");
      rotate(diagonal, beside, [l, m]);
    }
    yield;
  }
  return diagonal.sort().reverse();
}
function rotate(diagonal, beside, [l, m]) {
  const half = (diagonal[l + 1] - diagonal[l]) / (2 * beside[l]);
  const root = Math.hypot(half, 1);
  let g = diagonal[m] - diagonal[l];
  g += beside[l] / (half + (half < 0 ? -root : root));
  let [sine, cosine, carried] = [1, 1, 0];
  for (let i = m - 1; i >= l; i--) {
    const f = sine * beside[i];
    const b = cosine * beside[i];
    const r = Math.hypot(f, g);
    beside[i + 1] = r;
    if (r === 0) {
      diagonal[i + 1] = diagonal[i + 1] - carried;
      beside[m] = 0;
      return;
    }
    sine = f / r;
    cosine = g / r;
    g = diagonal[i + 1] - carried;
    const turned = (diagonal[i] - g) * sine + 2 * cosine * b;
    carried = sine * turned;
    diagonal[i + 1] = g + carried;
    g = cosine * turned - b;
  }
  diagonal[l] = diagonal[l] - carried;
  beside[l] = g;
  beside[m] = 0;
}
function isNegligible(value, one, other) {
  return Math.abs(value) <= Number.EPSILON * (Math.abs(one) + Math.abs(other));
}
function* tridiagonal(a, size) {
  const diagonal = new Float64Array(size);
  const beside = new Float64Array(size);
  const p = new Float64Array(size);
  for (let i = size - 1; i > 0; i--) {
    diagonal[i] = a[i * size + i];
    beside[i - 1] = mirror(a, i, { size, p });
    yield;
  }
  if (size > 0)
    diagonal[0] = a[0];
  return { diagonal, beside };
}
function mirror(a, i, { size, p }) {
  const row = a.subarray(i * size, i * size + i);
  const norm = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
  const end = row[i - 1];
  const mirrored = end > 0 ? -norm : norm;
  if (norm === 0)
    return mirrored;
  const h = norm * norm - end * mirrored;
  row[i - 1] = end - mirrored;
  p.fill(0, 0, i);
  for (let j = 0; j < i; j++) {
    const u = row[j];
    let sum = a[j * size + j] * u;
    for (let k = 0; k < j; k++) {
      const value = a[j * size + k];
      sum += value * row[k];
      p[k] = p[k] + value * u;
    }
    p[j] = p[j] + sum;
  }
  let share = 0;
  for (let j = 0; j < i; j++) {
    p[j] = p[j] / h;
    share += p[j] * row[j];
  }
  share /= 2 * h;
  for (let j = 0; j < i; j++)
    p[j] = p[j] - share * row[j];
  for (let j = 0; j < i; j++) {
    const [u, q] = [row[j], p[j]];
    for (let k = 0; k <= j; k++) {
      a[j * size + k] = a[j * size + k] - u * p[k] - q * row[k];
    }
  }
  return mirrored;
}

// stages/statistics/sampled-null.js
var WORK2 = 8e7;
var RANDOM_WORK = 20;
var LEAST_DRAWS = 20;
function* drawPermuted(drawing) {
  const { shape, center, seed } = drawing;
  const { dimension } = shape;
  const weights = new Float32Array(drawing.rows);
  const random = randomOf(seed, "permutation");
  return yield* draw(drawing, dimension, function* (count) {
    for (let place = 0; place < count * dimension; place++) {
      const other = place + random.below(weights.length - place);
      const moved = weights[place];
      weights[place] = weights[other];
      weights[other] = moved;
    }
    const rows = new Float64Array(weights.subarray(0, count * dimension));
    centerRows(rows, { count, dimension }, center);
    return yield* gram(rows, { count, dimension });
  });
}
function* drawAnisotropic(drawing) {
  const { shape, center, seed } = drawing;
  const rows = drawing.rows.slice();
  centerRows(rows, shape, center);
  const { spectrum, shrinkage } = yield* shrunkSpectrum(rows, {
    ...shape,
    freedom: shape.dimension - (center === "filter" ? 1 : 0),
    ...drawing.products && { products: drawing.products }
  });
  const gaussian = gaussianOf(seed, "anisotropic");
  const depth = spectrum.values.length + (spectrum.restDimension > 0 ? shape.count : 0);
  const drawn = yield* draw(drawing, depth, (count) => spectralProducts(count, spectrum, gaussian));
  return { ...drawn, shrinkage };
}
function needsProducts({ count, dimension }) {
  return dimension >= count;
}
function* shrunkSpectrum(rows, { count, dimension, freedom, products }) {
  const small = !needsProducts({ count, dimension });
  const size = small ? dimension : count;
  const found = small ? yield* gram(transposed(rows, { count, dimension }), { count: dimension, dimension: count }) : products ?? (yield* gram(rows, { count, dimension }));
  const moments = found === products ? found.slice() : found;
  for (let at = 0; at < moments.length; at++)
    moments[at] = moments[at] / count;
  const eigen = (yield* eigenvalues(moments, size)).slice(0, freedom);
  const values = Array.from(eigen, (value) => Math.max(value, 0));
  const total = values.reduce((sum, value) => sum + value, 0);
  const squares = values.reduce((sum, value) => sum + value * value, 0);
  let fourths = 0;
  for (let filter = 0; filter < count; filter++) {
    let square = 0;
    for (let k = 0; k < dimension; k++)
      square += rows[filter * dimension + k] ** 2;
    fourths += square * square;
  }
  const mean = total / freedom;
  const unevenness = squares - freedom * mean * mean;
  const noise = Math.max(fourths / count ** 2 - squares / count, 0);
  const shrinkage = unevenness > noise ? noise / unevenness : 1;
  const drawnIn = (value) => (1 - shrinkage) * value + shrinkage * mean;
  const restDimension = Math.max(freedom - values.length, 0);
  return { spectrum: { values: values.map(drawnIn), rest: drawnIn(0), restDimension }, shrinkage };
}
function transposed(rows, { count, dimension }) {
  const columns = new Float64Array(rows.length);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < dimension; k++)
      columns[k * count + i] = rows[i * dimension + k];
  }
  return columns;
}
function* draw({ shape, thresholds, draws }, depth, products) {
  const workOf = (count) => count * Math.max(depth, 1) * ((count - 1) / 2 + RANDOM_WORK);
  const times = Math.max(Math.min(draws, Math.floor(WORK2 / Math.max(workOf(shape.count), 1))), Math.min(LEAST_DRAWS, draws));
  let filters = shape.count;
  while (filters > 2 && workOf(filters) * times > WORK2)
    filters--;
  const possible = filters * (filters - 1) / 2;
  const ratios = thresholds.map(() => []);
  for (let time = 0; time < times; time++) {
    const { matrix } = yield* cosinesOfGram(yield* products(filters), filters);
    for (const [index, threshold] of thresholds.entries()) {
      let pairs = 0;
      for (let i = 0; i < filters; i++) {
        for (let j = i + 1; j < filters; j++)
          if (matrix[i * filters + j] > threshold)
            pairs++;
      }
      ratios[index]?.push(pairs / possible);
    }
  }
  return { filters, ratios };
}

// stages/similarity/table.js
var TABLE = [
  "layer",
  "snapshot",
  "threshold",
  "filters",
  "zeroFilters",
  "smallFilters",
  "deadFilters",
  "dimension",
  "possiblePairs",
  "pairs",
  "ratioPairs",
  "ratioFilters",
  "pairsPerFilter",
  "oppositePairs",
  "clusters",
  "expectedClusters",
  "chance",
  "expectedPairs",
  "z",
  "lift",
  "verdict",
  "initialRatio",
  "initialZ",
  "initialVerdict",
  "permutationRatio",
  "permutationZ",
  "permutationVerdict",
  "anisotropicRatio",
  "anisotropicZ",
  "anisotropicVerdict",
  "equalSurprise"
];
function tableRows(entry) {
  return entry.thresholds.map((result) => ({
    ...entry,
    ...result,
    deadFilters: entry.activations?.dead.length ?? null,
    permutationRatio: result.permutation?.mean ?? null,
    permutationZ: result.permutation?.z ?? null,
    permutationVerdict: result.permutation?.verdict ?? null,
    anisotropicRatio: result.anisotropic?.mean ?? null,
    anisotropicZ: result.anisotropic?.z ?? null,
    anisotropicVerdict: result.anisotropic?.verdict ?? null
  }));
}

// stages/similarity/run.js
var MAX_PAIRS = 256 * 255 / 2;
async function run(context) {
  const { params } = context;
  const file = await readSafetensors(context.input("filters").path);
  const known2 = metadataAt(file, "filters");
  const probe = await openProbe(context);
  const wanted = comparisonsOf(params, known2, file);
  const entries = [];
  const metadata = { matrix: canonical({ center: params.center }) };
  const heads = Object.assign({}, ...wanted.map((each) => headsOf(each, probe !== void 0)));
  const paths = { table: context.output("pairs"), list: context.output("pairList") };
  await writePairs(paths, (pairs) => writeTensors(context.output("matrix"), { heads, metadata }, async (matrices) => {
    let before;
    for (const [done, comparison] of wanted.entries()) {
      const { layer, snapshot } = comparison;
      const work = workOn(context, { done, total: wanted.length, name: `${layer.name} ${snapshot}` });
      if (params.nulls.includes("initial") && before?.layer !== layer.name) {
        before = void 0;
        const initial = filtersOf(file, layer, "initial");
        before = {
          layer: layer.name,
          cosines: await work("cosines before training", cosinesOf(initial, params.center))
        };
      }
      const compared = await compare(comparison, { file, params, probe, work, initial: before?.cosines });
      entries.push(compared.entry);
      for (const [name, tensor] of Object.entries(compared.matrices))
        await matrices.write(name, tensor);
      await pairs.write(compared.pairs, compared.from);
    }
  }));
  const report = { center: params.center, smallNorm: params.smallNorm, entries };
  await writeFile(context.output("similarity"), `${JSON.stringify(report, null, 2)}
`);
  await writeTable(context.output("table"), TABLE, entries.flatMap(tableRows));
  return metricsOf(entries);
}
function workOn(context, { done, total, name }) {
  const tell = (note) => context.progress({ done, total, unit: "comparisons", ...note && { note } });
  tell();
  return (part2, slices) => inSlices(slices, context.signal, () => tell(`${name}: ${part2}`));
}
async function compare({ layer, snapshot, epoch }, comparing) {
  const { file, params, probe, work, initial } = comparing;
  const between = isBetween(snapshot);
  const filters = filtersOf(file, layer, snapshot);
  const sampled = (wanted) => !between && params.nulls.includes(wanted);
  const products = sampled("anisotropic") && needsProducts(filters);
  const known2 = snapshot === "initial" && !products ? initial : void 0;
  const cosines = known2 ?? await work("cosines", cosinesOf(filters, params.center, { products }));
  const drawing = drawingOf(layer, params, { filters, cosines });
  const activations = between ? void 0 : probe && await work("activations", probe(layer, { filters, cosines, snapshot }));
  const listed = await work("most similar pairs", mostSimilarPairs(cosines, between ? 1 : MAX_PAIRS));
  const permutation = sampled("permutation") ? await work("permuted weights", drawPermuted(drawing)) : void 0;
  const anisotropic = sampled("anisotropic") ? await work("Gaussian filters", drawAnisotropic(drawing)) : void 0;
  const measured = {
    snapshot,
    epoch,
    cosines,
    initial: snapshot === "initial" ? void 0 : initial,
    mostSimilar: listed[0],
    permutation,
    anisotropic,
    activations: activations?.report
  };
  return {
    entry: await work("clusters", reportEntry(layer, params, measured)),
    matrices: matricesOf(`${layer.name}/${snapshot}`, cosines, activations),
    pairs: between ? [] : listed,
    from: { layer: layer.name, snapshot, activations, count: cosines.count }
  };
}
function isBetween(snapshot) {
  return snapshot !== "initial" && snapshot !== "final";
}
function comparisonsOf(params, known2, { tensors }) {
  const snapshots = snapshotsOf(params, known2);
  return known2.layers.flatMap((layer) => snapshots.flatMap(({ name, epoch }) => isBetween(name) && !tensors.has(`${layer.name}/${name}`) ? [] : [{ layer, snapshot: name, epoch }]));
}
function headsOf({ layer, snapshot }, probed) {
  const name = `${layer.name}/${snapshot}`;
  const square = (size) => ({ dtype: "F64", shape: [size, size] });
  const own = square(layer.filters);
  if (!probed || isBetween(snapshot))
    return { [name]: own };
  const random = square(RANDOM_FILTERS);
  return {
    [name]: own,
    [`${name}/pre`]: own,
    [`${name}/post`]: own,
    [`${name}/random-cosines`]: random,
    [`${name}/random-pre`]: random,
    [`${name}/random-post`]: random
  };
}
function snapshotsOf({ snapshots }, known2) {
  const epochs = (known2.snapshots ?? []).filter(({ name }) => name.startsWith("epoch-"));
  if (snapshots.includes("epochs") && epochs.length === 0) {
    throw new StageFailure("Cannot compare filters of single epochs: the model has none", {
      hint: 'Add "snapshots: [1, 2, 5]" to the step that trains, or take "epochs" out of "snapshots".'
    });
  }
  return snapshots.flatMap((wanted) => {
    if (wanted === "epochs")
      return epochs;
    const found = known2.snapshots?.find(({ name }) => name === wanted);
    return [found ?? { name: wanted, epoch: wanted === "initial" ? 0 : null }];
  });
}
function filtersOf(file, { name }, snapshot) {
  const { shape, data } = tensorAt(file, `${name}/${snapshot}`, "F32");
  const [count = 0] = shape;
  return { weights: data, count, dimension: data.length / Math.max(count, 1) };
}
function drawingOf({ name }, params, { filters, cosines }) {
  const { dimension } = filters;
  const { kept } = directedOnly(cosines);
  const rows = new Float64Array(kept.length * dimension);
  for (const [row, filter] of kept.entries()) {
    rows.set(filters.weights.subarray(filter * dimension, (filter + 1) * dimension), row * dimension);
  }
  const { center, nullDraws: draws, nullSeed: seed } = params;
  return {
    rows,
    shape: { count: kept.length, dimension },
    center,
    // Without the filters left out, the mean filter is another, and so are the products.
    ...kept.length === cosines.count && cosines.products !== void 0 && { products: cosines.products },
    thresholds: thresholdsOf(name, params),
    draws,
    seed
  };
}
async function openProbe(context) {
  const [model, data] = [context.inputs("model")[0], context.inputs("data")[0]];
  if (model === void 0 || data === void 0)
    return void 0;
  const weights = await readSafetensors(model.path);
  const network = modelOf(weights);
  const images = probeImages(await readSafetensors(data.path), network, context.params.probe);
  return ({ name }, { filters, cosines, snapshot }) => {
    const layer = network.layers.find((each) => each.name === name);
    if (layer?.type !== "conv2d" && layer?.type !== "dense") {
      const message = `Cannot compute activations of layer "${name}": the model has no such layer with filters`;
      throw new StageFailure(message, { hint: 'Connect "model" to the training that the filters are from.' });
    }
    const bias = `${snapshot}/${name}.bias`;
    return correlateActivations({
      model: network,
      layer,
      weights,
      snapshot,
      images,
      rows: new Float64Array(filters.weights),
      bias: weights.tensors.has(bias) ? tensorAt(weights, bias, "F32").data : new Float32Array(filters.count),
      cosines: cosines.matrix,
      thresholds: thresholdsOf(name, context.params),
      seed: context.params.nullSeed
    });
  };
}
function matricesOf(name, { count, matrix }, activations) {
  const square = (data, size) => ({ dtype: "F64", shape: [size, size], data });
  if (activations === void 0)
    return { [name]: square(matrix, count) };
  const { layer, random } = activations;
  return {
    [name]: square(matrix, count),
    [`${name}/pre`]: square(layer.pre, count),
    [`${name}/post`]: square(layer.post, count),
    [`${name}/random-cosines`]: square(random.cosines, random.count),
    [`${name}/random-pre`]: square(random.pre, random.count),
    [`${name}/random-post`]: square(random.post, random.count)
  };
}
function metricsOf(entries) {
  const metrics = {};
  const wanted = entries.some(({ snapshot }) => snapshot === "final") ? "final" : "initial";
  for (const { layer, snapshot, thresholds } of entries) {
    if (snapshot !== wanted)
      continue;
    for (const { threshold, ratioPairs, chance, verdict } of thresholds) {
      if (ratioPairs !== null)
        metrics[`${layer} ratio > ${threshold}`] = ratioPairs;
      if (chance !== null)
        metrics[`${layer} chance > ${threshold}`] = chance;
      if (verdict !== null)
        metrics[`${layer} verdict > ${threshold}`] = verdict;
    }
  }
  return metrics;
}
export {
  run
};
