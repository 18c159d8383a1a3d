import { readSchema } from '../../schema/read.ts';
import { defineStage } from '../../engine/stage.ts';
import type { Inference, Stage } from '../../engine/stage.ts';
import { countSplits } from './counts.ts';
import type { Splitting } from './counts.ts';
import { MNIST } from './mnist.ts';

export interface MnistDataset extends Splitting {
  readonly source: 'mnist';
}

export interface IdxDataset extends Splitting {
  readonly source: 'idx';
  readonly root: string;
  readonly name: string;
  readonly classes?: number;
  /** File name -> `sha256:<hex>` of its unpacked content. */
  readonly digests?: Readonly<Record<string, string>>;
}

/** A resolved entry of the section `datasets`. */
export type Dataset = MnistDataset | IdxDataset;

export interface LoadParams {
  readonly dataset: Dataset;
}

export const load: Stage = defineStage<LoadParams>({
  name: 'load',
  schema: readSchema('stages/load'),
  outputs: { dataset: { kind: 'dataset', extension: 'safetensors' } },
  determinism: 'bitwise',
  seeded: false,
  numeric: false,
  isolated: false,
  infer,
  load: () => import('./run.ts'),
});

/**
 * Inference of `dataset`: `{ name, shape?: [height, width, channels], classes?, train?, validation?, test? }`, the last three
 * in images. What is not known without reading files is left out: for IDX files all but the name and a given `classes`.
 */
function infer({ dataset }: LoadParams): Inference {
  if (dataset.source === 'idx') {
    return { outputs: { dataset: { name: dataset.name, ...(dataset.classes && { classes: dataset.classes }) } } };
  }
  const counts = countSplits({ train: MNIST.train, test: MNIST.test }, dataset);
  const known = { dataset: { name: MNIST.name, shape: [28, 28, 1], classes: MNIST.classes, ...counts } };
  if (counts.train > 0) return { outputs: known };
  const message = `No training images are left: all ${counts.validation} are held out for validation`;
  return { outputs: known, problems: [{ path: ['dataset', 'validation', 'fraction'], message }] };
}
