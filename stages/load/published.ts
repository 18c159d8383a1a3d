import { StageFailure } from '../../engine/core/failure.ts';
import type { Parts } from './part.ts';
import type { Dataset, Source } from './sources/index.ts';

/**
 * Checks that the files contain the published number of images, because their formats do not show that whole images are missing.
 *
 * @throws StageFailure if they do not
 */
export function checkPublished(source: Source, dataset: Dataset, parts: Parts): void {
  const { name, size, channels, counts } = source.facts(dataset);
  if (size === undefined || counts === undefined) return;
  const published = [...size, channels].join(' x ');
  for (const part of ['train', 'test'] as const) {
    const { shape, labels } = parts[part];
    const found = shape.join(' x ');
    if (found === published && labels.length === counts[part]) continue;
    const place = 'root' in dataset ? ` in "${dataset.root}"` : '';
    const hint = source.hint?.(dataset);
    throw new StageFailure(
      `Not the files of ${name}${place}: expected ${counts[part]} images of ${published} for ${part}, found ${labels.length} of ${found}`,
      { ...(hint !== undefined && { hint }) },
    );
  }
}
