import { StageFailure } from '../../engine/core/failure.ts';
import type { Parts } from './part.ts';
import type { Reading } from './reading.ts';
import { sourceOf } from './sources/index.ts';
import type { Dataset } from './sources/index.ts';

/**
 * Reads the files of a dataset, whatever their format.
 *
 * @throws StageFailure if a file is missing or damaged, or files do not belong together
 */
export function readParts(dataset: Dataset, reading: Reading): Promise<Parts> {
  return sourceOf(dataset).read(dataset, reading);
}

/**
 * Checks that the files hold the published number of images: their formats would not show that whole images are missing.
 *
 * @throws StageFailure if they do not
 */
export function checkPublished(dataset: Dataset, parts: Parts): void {
  const kind = sourceOf(dataset);
  const { name, size, channels, counts } = kind.facts(dataset);
  if (size === undefined || counts === undefined) return;
  const published = [...size, channels].join(' x ');
  for (const part of ['train', 'test'] as const) {
    const { shape, labels } = parts[part];
    const found = shape.join(' x ');
    if (found === published && labels.length === counts[part]) continue;
    const place = 'root' in dataset ? ` in "${dataset.root}"` : '';
    const hint = kind.hint?.(dataset);
    throw new StageFailure(
      `Not the files of ${name}${place}: expected ${counts[part]} images of ${published} for ${part}, found ${labels.length} of ${found}`,
      { ...(hint !== undefined && { hint }) },
    );
  }
}
