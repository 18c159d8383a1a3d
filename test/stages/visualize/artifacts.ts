import { join } from 'node:path';
import type { Input, Point, StageContext } from '../../../engine/core/stage.ts';
import { initialWeights } from '../../../nn/initializers.ts';
import { resolveModel } from '../../../nn/model.ts';
import { randomOf } from '../../../nn/random.ts';
import { run as extract } from '../../../stages/extract-filters/run.ts';
import { writeSafetensors } from '../../../stages/formats/safetensors.ts';
import type { Tensor } from '../../../stages/formats/safetensors.ts';
import { writeTable } from '../../../stages/formats/csv.ts';
import type { Ignored } from '../../../stages/statistics/likeness.ts';
import { run as compare } from '../../../stages/similarity/run.ts';
import { contextOf } from '../../helpers/alone.ts';

/** Ports by name; each artifact with the sweep point it comes from. */
export type Ports = Readonly<Record<string, readonly { readonly path: string; readonly point: Point }[]>>;

/** What `visualize` sees when it runs alone: outputs go to `<folder>/<port>`. */
export function contextWith<P>(folder: string, params: P, ports: Ports): StageContext<P> {
  const inputs = (port: string): Input[] =>
    (ports[port] ?? []).map((each) => ({
      kind: port,
      extension: 'bin',
      digest: 'sha256:0' as Input['digest'],
      ...each,
    }));
  const input = (port: string): Input => {
    const [first] = inputs(port);
    if (first === undefined) throw new Error(`The test gives no input "${port}"`);
    return first;
  };
  return { ...contextOf(folder, params), input, inputs };
}

/** The classes of the test images, in order; validation has none. */
export const LABELS = [3, 7, 0, 7];

/** Four test images of 8 x 8: image i is i / 4 bright at (i, i) and elsewhere a gradient from left to right. */
export async function writeDataset(folder: string): Promise<string> {
  const path = join(folder, 'data.safetensors');
  const pixels = Uint8Array.from({ length: LABELS.length * 64 }, (_, at) => {
    const [image, y, x] = [Math.floor(at / 64), Math.floor(at / 8) % 8, at % 8];
    return y === image && x === image ? 255 : x * 20;
  });
  await writeSafetensors(
    path,
    {
      'test.images': { dtype: 'U8', shape: [LABELS.length, 8, 8, 1], data: pixels },
      'test.labels': { dtype: 'U8', shape: [LABELS.length], data: Uint8Array.from(LABELS) },
      'validation.images': { dtype: 'U8', shape: [0, 8, 8, 1], data: new Uint8Array() },
      'validation.labels': { dtype: 'U8', shape: [0], data: new Uint8Array() },
    },
    { dataset: JSON.stringify({ name: 'toy', classes: 10, shape: [8, 8, 1] }) },
  );
  return path;
}

/**
 * A model of two convolutions and a dense layer whose filters 1 and 3 of `conv1` point the same way, and its similarity
 * report and matrix; with the activations on images of `data`, if there is one.
 */
export async function writeStudy(
  folder: string,
  options: {
    readonly filters: number;
    readonly thresholds?: readonly number[];
    readonly data?: string;
    readonly upTo?: readonly Ignored[];
  },
): Promise<{ readonly model: string; readonly similarity: string; readonly matrix: string }> {
  const { filters, thresholds = [0.5, 0.6], data, upTo = [] } = options;
  const model = resolveModel({
    input: [8, 8, 1],
    layers: [
      { conv2d: { filters, kernel: 3, activation: 'relu' } },
      { conv2d: { filters: 4, kernel: [2, 3], activation: 'relu' } },
      { flatten: {} },
      { dense: { units: 5 } },
    ],
  });
  const tensors: Record<string, Tensor> = {};
  for (const [snapshot, seed] of [
    ['initial', 1],
    ['final', 2],
  ] as const) {
    for (const [name, { shape, data }] of Object.entries(initialWeights(model, seed))) {
      tensors[`${snapshot}/${name}`] = { dtype: 'F32', shape, data };
    }
  }
  const kernel = tensors['final/conv1.kernel'];
  if (kernel?.dtype !== 'F32') throw new Error('no kernel');
  for (let weight = 0; weight < 9; weight++) {
    kernel.data[weight * filters + 3] = 0.5 * (kernel.data[weight * filters + 1] ?? 0);
  }
  const own = join(folder, `study-${filters}-`);
  await writeSafetensors(`${own}model`, tensors, { model: JSON.stringify(model) });
  const context = <P>(params: P, inputs: Record<string, string>): StageContext<P> => ({
    ...contextOf(folder, params, inputs),
    output: (port) => `${own}${port}`,
  });
  await extract(context({ layers: ['conv1', 'conv2', 'dense1'] }, { model: `${own}model` }));
  const params = { thresholds, layerThresholds: {}, center: 'none', upTo, smallNorm: 0.1 } as const;
  const all = {
    ...params,
    snapshots: ['final', 'initial'],
    nulls: ['isotropic', 'rotated', 'initial'],
    nullDraws: 199,
    probe: { split: 'test', images: 4 },
  } as const;
  const probed = data === undefined ? {} : { model: `${own}model`, data };
  await compare(context(all, { filters: `${own}filters`, ...probed }));
  return { model: `${own}model`, similarity: `${own}similarity`, matrix: `${own}matrix` };
}

/** A history of `epochs` epochs and epoch 0 that depends on `seed`; columns named in `empty` have no values. */
export async function writeHistory(
  folder: string,
  options: { readonly seed: number; readonly epochs: number; readonly empty?: readonly string[] },
): Promise<string> {
  const { seed, epochs, empty = [] } = options;
  const random = randomOf(seed, 'history');
  const columns = [
    'epoch',
    'loss',
    'accuracy',
    'trainLoss',
    'trainAccuracy',
    'validationLoss',
    'validationAccuracy',
  ] as const;
  const rows = Array.from({ length: epochs + 1 }, (_, epoch) => {
    const loss = 2.3 / (1 + 3 * epoch);
    const noise = (): number => 0.01 * random.uniform();
    const row: Record<(typeof columns)[number], number | null> = {
      epoch,
      loss: epoch === 0 ? null : loss + 0.1 + noise(),
      accuracy: epoch === 0 ? null : 0.95 - loss / 3 + noise(),
      trainLoss: loss + noise(),
      trainAccuracy: 0.98 - loss / 3 + noise(),
      validationLoss: loss + 0.05 + noise(),
      validationAccuracy: 0.97 - loss / 3 + noise(),
    };
    for (const column of columns) if (empty.includes(column)) row[column] = null;
    return row;
  });
  const path = join(folder, `history-${seed}.csv`);
  await writeTable(path, columns, rows);
  return path;
}
