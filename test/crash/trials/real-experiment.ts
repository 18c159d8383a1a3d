// A small experiment for the real program, on data of its own: every stage that computes, in about two seconds.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import type { Ended } from './process.ts';

const SIZE = 8;

/** Writes real.yaml and its data, `digits/`, into a folder. The bytes are always the same. */
export function writeData(folder: string): void {
  mkdirSync(join(folder, 'digits'), { recursive: true });
  for (const [part, images] of [
    ['train', 48],
    ['t10k', 12],
  ] as const) {
    const pixels = Buffer.from(Array.from({ length: images * SIZE * SIZE }, (_, at) => (at * 2_654_435_761) >>> 24));
    const labels = Buffer.from(Array.from({ length: images }, (_, at) => at % 3));
    write(join(folder, 'digits', `${part}-images-idx3-ubyte`), [images, SIZE, SIZE], pixels);
    write(join(folder, 'digits', `${part}-labels-idx1-ubyte`), [images], labels);
  }
  writeFileSync(join(folder, 'real.yaml'), EXPERIMENT);
}

/** An IDX file of bytes, http://yann.lecun.com/exdb/mnist: a magic number, the lengths, the values. */
function write(path: string, lengths: readonly number[], values: Buffer): void {
  const head = Buffer.alloc(4 + 4 * lengths.length);
  head.writeUInt32BE(0x0800 + lengths.length);
  for (const [at, length] of lengths.entries()) head.writeUInt32BE(length, 4 + 4 * at);
  writeFileSync(path, Buffer.concat([head, values]));
}

const EXPERIMENT = `experiment: real
seed: 5
datasets:
  digits: { source: idx, root: digits }
models:
  cnn:
    input: [${SIZE}, ${SIZE}, 1]
    layers:
      - conv2d: { name: conv1, filters: 12, kernel: 3, activation: relu }
      - conv2d: { name: conv2, filters: 8, kernel: 3, activation: relu }
      - flatten: {}
      - dense: { units: 3, activation: softmax }
optimizers:
  fast: { sgd: { learningRate: 0.05, momentum: 0.9 } }
steps:
  data: { stage: load, dataset: digits }
  training: { stage: train, data: data, model: cnn, optimizer: fast, epochs: 2, batchSize: 16 }
  filters: { stage: extract-filters, model: training, layers: [conv1] }
  similar: { stage: similarity, filters: filters, nullDraws: 20 }
outputs:
  similarity.csv: similar.table
`;

/** `assay run real.yaml` with the real program. */
export function runProgram(
  bench: Bench,
  folder: string,
  more: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return bench.startProgram(folder, ['run', 'real.yaml', ...more], { env, deadline: 120 }).ended;
}
