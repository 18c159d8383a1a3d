import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  respondTo
} from "./chunk-ZP4NMCB7.js";
import {
  LENGTH_BYTES,
  headerLength,
  layOut,
  metadataAt,
  parseHeader,
  rawBytes,
  tensorAt,
  tensorOf
} from "./chunk-HG5NX4EG.js";
import {
  isObject
} from "./chunk-P26KXDJE.js";
import {
  StageFailure
} from "./chunk-ICSLOTAE.js";

// stages/formats/model.js
function modelOf(file) {
  const model = metadataAt(file, "model");
  if (!isObject(model) || !Array.isArray(model["layers"]) || !Array.isArray(model["input"])) {
    throw new StageFailure('Cannot read the model: its metadata has no "input" and "layers"');
  }
  return model;
}

// stages/formats/tensor-stream.js
import { open } from "node:fs/promises";
var PIECE = 2 ** 26;
async function writeTensors(path, { heads, metadata }, body) {
  const { head, offsets, size } = layOut(heads, metadata);
  const file = await open(path, "w");
  try {
    await file.truncate(size);
    await writeAll(file, head, 0);
    const missing = new Set(offsets.keys());
    const result = await body({
      async write(name, tensor) {
        const offset = offsets.get(name);
        const { dtype, shape } = heads[name] ?? {};
        if (offset === void 0 || dtype !== tensor.dtype || String(shape) !== String(tensor.shape)) {
          throw new Error(`Internal error: tensor "${name}" is ${tensor.dtype} [${tensor.shape.join(", ")}], announced was another`);
        }
        await writeAll(file, rawBytes(name, tensor), offset);
        missing.delete(name);
      }
    });
    if (missing.size > 0)
      throw new Error(`Internal error: tensors were not written: ${[...missing].join(", ")}`);
    return result;
  } finally {
    await file.close();
  }
}
async function readTensors(path, choose) {
  const file = await open(path).catch((error) => {
    throw new StageFailure(`Cannot read "${path}": ${error.message}`, { cause: error });
  });
  try {
    const { size } = await file.stat();
    const length = headerLength(await readBytes(file, 0, Math.min(size, LENGTH_BYTES)), size, path);
    const head = await readBytes(file, 0, LENGTH_BYTES + length);
    const { start, entries, metadata } = parseHeader(head, size, path);
    const wanted = new Set(choose(entries.map(({ name }) => name)));
    const tensors = /* @__PURE__ */ new Map();
    for (const entry of entries) {
      if (!wanted.has(entry.name))
        continue;
      tensors.set(entry.name, tensorOf(entry, await readBytes(file, start + entry.begin, entry.end - entry.begin)));
    }
    return { file: path, tensors, metadata };
  } finally {
    await file.close();
  }
}
async function writeAll(file, bytes, offset) {
  for (let done = 0; done < bytes.length; ) {
    done += (await file.write(bytes, done, Math.min(bytes.length - done, PIECE), offset + done)).bytesWritten;
  }
}
async function readBytes(file, offset, length) {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(bytes, done, Math.min(length - done, PIECE), offset + done);
    if (bytesRead === 0)
      throw new StageFailure("The file became shorter while it was read");
    done += bytesRead;
  }
  return bytes;
}

// stages/statistics/responses.js
function* layerOutput(model, options) {
  const { weights, snapshot, layer } = options;
  const output = yield* respondTo(model, {
    ...options,
    weight: (of, part, shape) => weightAt(weights, `${snapshot}/${of.name}.${part}`, shape)
  });
  if (output !== void 0)
    return output;
  const names = model.layers.map(({ name }) => `"${name}"`).join(", ");
  throw new StageFailure(`Cannot find layer "${layer}" in the model: it has ${names}`);
}
function weightAt(weights, name, shape) {
  const tensor = tensorAt(weights, name, "F32");
  if (String(tensor.shape) === String(shape))
    return tensor.data;
  const [expected, found] = [shape.join(", "), tensor.shape.join(", ")];
  throw new StageFailure(`Weights "${name}" do not fit the model: expected [${expected}], found [${found}]`);
}

// stages/statistics/clustering.js
function* joinClusters(similarity, count) {
  const alive = Int32Array.from({ length: count }, (_, leaf) => leaf);
  const best = new Int32Array(count).fill(-1);
  let clusters = count;
  const refresh = (place) => {
    const cluster = alive[place];
    let [found, most] = [-1, -Infinity];
    for (let next = place + 1; next < clusters; next++) {
      const other = alive[next];
      const value = similarity[cluster * count + other];
      if (found >= 0 && !(value > most))
        continue;
      [found, most] = [other, value];
    }
    best[cluster] = found;
  };
  for (let place = 0; place < count; place++) {
    refresh(place);
    if (place % 64 === 0)
      yield;
  }
  const joins = [];
  while (clusters > 1) {
    const join = mostAlike(similarity, { count, alive: alive.subarray(0, clusters), best });
    const { first, second } = join;
    joins.push(join);
    const gone = alive.indexOf(second);
    alive.copyWithin(gone, gone + 1, clusters);
    clusters--;
    for (let place = 0; place < clusters; place++) {
      const other = alive[place];
      if (other === first)
        continue;
      const [a, b] = [placeOf(other, first, count), placeOf(other, second, count)];
      similarity[a] = Math.min(similarity[a], similarity[b]);
    }
    for (let place = 0; place < clusters; place++) {
      const cluster = alive[place];
      if (cluster === first || best[cluster] === first || best[cluster] === second)
        refresh(place);
    }
    yield;
  }
  return joins;
}
function placeOf(a, b, count) {
  return a < b ? a * count + b : b * count + a;
}
function mostAlike(similarity, { count, alive, best }) {
  let found;
  for (const first of alive) {
    const second = best[first];
    if (second < 0)
      continue;
    const value = similarity[first * count + second];
    if (found === void 0 || value > found.similarity)
      found = { first, second, similarity: value };
  }
  if (found === void 0)
    throw new Error("Internal error: nothing to join");
  return found;
}
function* completeLinkage(similarity, count) {
  const leaves = /* @__PURE__ */ new Map();
  for (let leaf = 0; leaf < count; leaf++)
    leaves.set(leaf, [leaf]);
  const joins = yield* joinClusters(Float64Array.from(similarity), count);
  const merges = [];
  for (const { first, second, similarity: joined } of joins) {
    const [left, right] = facing(leaves.get(first) ?? [], leaves.get(second) ?? [], { similarity, count });
    merges.push({ left, right, similarity: joined });
    leaves.set(first, [...left, ...right]);
    leaves.delete(second);
  }
  return merges;
}
function clusteredOrder(merges, count) {
  const last = merges.at(-1);
  if (last === void 0)
    return Array.from({ length: count }, (_, leaf) => leaf);
  return [...last.left, ...last.right];
}
function facing(left, right, { similarity, count }) {
  let chosen = [left, right];
  let closest = -Infinity;
  for (const a of [left, [...left].reverse()]) {
    for (const b of [right, [...right].reverse()]) {
      const meeting = similarity[(a.at(-1) ?? 0) * count + (b[0] ?? 0)] ?? 0;
      if (meeting > closest) {
        closest = meeting;
        chosen = [a, b];
      }
    }
  }
  return chosen;
}

// stages/statistics/compare-with-chance.js
var NOTHING = { z: null, pValue: null, verdict: null };
var LEVEL = 0.025;
function compareWithChance({ pairs, possible }, chance) {
  if (possible === 0)
    return NOTHING;
  const variance = chance * (1 - chance) / possible;
  const above = pairs > possible * chance;
  const odds = chance / (1 - chance);
  const tail = tailSum(pairs, above, {
    logProbability: logBinomial({ pairs, possible }, chance),
    ratio: (k) => (possible - k) / (k + 1) * odds,
    last: above ? possible : 0
  });
  return judged(pairs / possible - chance, variance, tail);
}
function chanceBand(chance, possible) {
  if (possible === 0)
    return [0, 1];
  if (Math.min(chance, 1 - chance) * possible >= 10) {
    const reach = 1.959964 * Math.sqrt(chance * (1 - chance) / possible);
    return [chance - reach, chance + reach];
  }
  if (chance > 0.5) {
    const [low, high] = chanceBand(1 - chance, possible);
    return [1 - high, 1 - low];
  }
  const quantile = (level) => {
    let below = 0;
    for (let pairs = 0; pairs < possible; pairs++) {
      below += Math.exp(logBinomial({ pairs, possible }, chance));
      if (below >= level - 1e-12)
        return pairs / possible;
    }
    return 1;
  };
  return [quantile(LEVEL), quantile(1 - LEVEL)];
}
function compareShares(share, other) {
  if (share.possible === 0 || other.possible === 0)
    return NOTHING;
  const [pairs, all] = [share.pairs + other.pairs, share.possible + other.possible];
  const pooled = pairs / all;
  const variance = pooled * (1 - pooled) * (1 / share.possible + 1 / other.possible);
  const difference = share.pairs / share.possible - other.pairs / other.possible;
  const tail = tailSum(share.pairs, difference > 0, {
    logProbability: logChoose(share.possible, share.pairs) + logChoose(other.possible, other.pairs) - logChoose(all, pairs),
    ratio: (k) => (share.possible - k) * (pairs - k) / ((k + 1) * (other.possible - pairs + k + 1)),
    last: difference > 0 ? Math.min(share.possible, pairs) : Math.max(0, pairs - other.possible)
  });
  return judged(difference, variance, tail);
}
function compareWithDraws(share, drawn) {
  const { ratios, possible } = drawn;
  if (share.possible === 0 || possible === 0 || ratios.length < 2)
    return { ...NOTHING, mean: null, sd: null };
  const mean = sum(ratios) / ratios.length;
  const spread = sum(ratios.map((ratio2) => (ratio2 - mean) ** 2)) / (ratios.length - 1);
  const ownSpread = spread * possible / share.possible;
  const ratio = share.pairs / share.possible;
  const difference = ratio - mean;
  const variance = ownSpread + spread / ratios.length;
  const z = variance > 0 ? difference / Math.sqrt(variance) : null;
  const summary = { mean, sd: Math.sqrt(ownSpread), z };
  const expected = Math.min(mean, 1 - mean) * share.possible;
  if (expected < 10 || z === null) {
    const others = { pairs: Math.round(mean * possible * ratios.length), possible: possible * ratios.length };
    const { pValue: pValue2, verdict } = compareShares(share, others);
    return { ...summary, pValue: pValue2, verdict };
  }
  const farther = ratios.filter((each) => difference > 0 ? each >= ratio : each <= ratio).length;
  const pValue = Math.min(1, 2 * (1 + farther) / (1 + ratios.length));
  return { ...summary, pValue, verdict: Math.abs(z) < 1.96 ? "at" : difference > 0 ? "above" : "below" };
}
function judged(difference, variance, tail) {
  const z = variance > 0 ? difference / Math.sqrt(variance) : null;
  const verdict = tail > LEVEL ? "at" : difference > 0 ? "above" : "below";
  return { z, pValue: Math.min(1, 2 * tail), verdict };
}
function tailSum(start, upwards, { logProbability, ratio, last }) {
  let total = 1;
  let term = 1;
  for (let k = start; k !== last && term > total * 1e-17; k += upwards ? 1 : -1) {
    term *= upwards ? ratio(k) : 1 / ratio(k - 1);
    total += term;
  }
  return Math.min(1, Math.exp(logProbability + Math.log(total)));
}
function logBinomial({ pairs, possible }, chance) {
  const power = (count, logged) => count === 0 ? 0 : count * logged;
  return logChoose(possible, pairs) + power(pairs, Math.log(chance)) + power(possible - pairs, Math.log1p(-chance));
}
function logChoose(count, chosen) {
  const few = Math.min(chosen, count - chosen);
  let log = 0;
  for (let k = 1; k <= few; k++)
    log += Math.log((count - few + k) / k);
  return log;
}
function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

// stages/statistics/chance.js
function chanceAbove(dimension, threshold) {
  if (threshold < 0)
    return 1 - chanceAbove(dimension, -threshold);
  if (threshold >= 1)
    return 0;
  if (dimension === 1 || threshold === 0)
    return 0.5;
  const square = threshold * threshold;
  const rest = (1 - threshold) * (1 + threshold);
  const power = Math.exp((dimension - 1) / 2 * (Math.log1p(-threshold) + Math.log1p(threshold)));
  const scale = densityScale(dimension) * threshold * power;
  if (square * dimension < 1)
    return 0.5 - scale * series(dimension / 2, { below: 1.5, argument: square });
  return scale / (dimension - 1) * series(dimension / 2, { below: (dimension + 1) / 2, argument: rest });
}
function equalSurprise(dimension, threshold, reference) {
  if (threshold < 0)
    return -equalSurprise(dimension, -threshold, reference);
  if (dimension === reference || threshold === 0 || threshold >= 1)
    return threshold;
  const chance = chanceAbove(reference, threshold);
  let [low, high] = [0, 1];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (chanceAbove(dimension, middle) > chance)
      low = middle;
    else
      high = middle;
  }
  return (low + high) / 2;
}
function densityScale(dimension) {
  let scale = dimension % 2 === 0 ? 1 / Math.PI : 0.5;
  for (let d = dimension % 2 === 0 ? 2 : 3; d < dimension; d += 2)
    scale *= d / (d - 1);
  return scale;
}
function series(above, { below, argument }) {
  let sum2 = 1;
  let term = 1;
  for (let k = 0; term > sum2 * 1e-17 * (1 - argument); k++) {
    term *= argument * (above + k) / (below + k);
    sum2 += term;
  }
  return sum2;
}

export {
  modelOf,
  writeTensors,
  readTensors,
  layerOutput,
  joinClusters,
  completeLinkage,
  clusteredOrder,
  compareWithChance,
  chanceBand,
  compareShares,
  compareWithDraws,
  chanceAbove,
  equalSurprise
};
