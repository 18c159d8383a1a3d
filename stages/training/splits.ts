import { StageFailure } from '../../engine/core/failure.ts';
import { isObject } from '../../engine/core/json.ts';
import type { LabelledImages } from '../../nn/images.ts';
import type { Model } from '../../nn/model.ts';
import { inferShapes } from '../../nn/shapes.ts';
import { pixelScaleOf } from '../formats/pixel-scale.ts';
import { metadataAt, readSafetensors, tensorAt } from '../formats/safetensors.ts';
import type { TensorFile } from '../formats/safetensors.ts';

/** The splits of a dataset. */
export interface Splits {
  /** Of the dataset: `mnist`. */
  readonly name: string;
  readonly train: LabelledImages;
  readonly validation: LabelledImages;
  readonly test: LabelledImages;
}

/**
 * Reads the splits of a dataset and checks what planning could not know of one that comes from files.
 *
 * @throws StageFailure when the model has not one output for each class, or takes images of another shape
 */
export async function readSplits(path: string, model: Model): Promise<Splits> {
  const file = await readSafetensors(path);
  const about = metadataAt(file, 'dataset');
  const classes = isObject(about) ? Number(about['classes']) : Number.NaN;
  const outputs = inferShapes(model).layers.at(-1)?.shape[0];
  if (classes !== outputs) {
    throw new StageFailure(`The last layer has ${outputs} outputs, but the dataset has ${classes} classes`, {
      hint: 'Set the units of the last dense layer to the number of classes.',
    });
  }
  const parts = {
    train: readSplit(file, 'train'),
    validation: readSplit(file, 'validation'),
    test: readSplit(file, 'test'),
  };
  for (const [name, split] of Object.entries(parts)) {
    checkLabels(name, split, classes);
    const { shape } = split;
    if (shape.slice(1).join() !== model.input.join()) {
      const found = shape.slice(1).join('x');
      throw new StageFailure(`The model takes images of ${model.input.join('x')}, but the dataset has ${found}`, {
        hint: `Set the model's input to [${shape.slice(1).join(', ')}].`,
      });
    }
  }
  return { name: isObject(about) && typeof about['name'] === 'string' ? about['name'] : '', ...parts };
}

/** A dataset that Assay has loaded always fits; one that a program has made may not. */
function checkLabels(
  split: string,
  { shape, labels }: { readonly shape: readonly number[]; readonly labels: Uint8Array },
  classes: number,
): void {
  if (shape[0] !== labels.length) {
    throw new StageFailure(`The dataset has ${shape[0]} ${split} images, but ${labels.length} labels for them`);
  }
  const wrong = labels.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    throw new StageFailure(
      `The dataset has label ${labels[wrong]} for ${split} image ${wrong}, expected 0 to ${classes - 1} for ${classes} classes`,
    );
  }
}

function readSplit(file: TensorFile, split: string): LabelledImages & { readonly shape: readonly number[] } {
  const { data: images, shape } = tensorAt(file, `${split}.images`, 'U8');
  const scale = pixelScaleOf(file);
  return { images, shape, labels: tensorAt(file, `${split}.labels`, 'U8').data, ...(scale && { scale }) };
}
