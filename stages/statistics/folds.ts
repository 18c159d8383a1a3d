import { permutation } from '../../nn/random.ts';

/**
 * Which fold each of the images with these labels is in. The images of a class are shuffled by the seed and dealt out to the
 * folds one by one, and the next class goes on where the last one ended: so the folds have the same number of images of each
 * class, and of all, but for one. Not stratified, all images are one class.
 *
 * @param labels uint8 `[images]`
 * @param options.folds how many folds, at least 2
 * @returns for each image 0 to folds - 1; the same arguments give the same folds
 */
export function dealFolds(
  labels: Uint8Array,
  { folds, stratified, seed }: { readonly folds: number; readonly stratified: boolean; readonly seed: number },
): Uint32Array {
  const foldOf = new Uint32Array(labels.length);
  const groups = stratified ? groupsOf(labels) : [Array.from(labels, (_, image) => image)];
  let dealt = 0;
  for (const [label, group] of groups.entries()) {
    for (const place of permutation(group.length, { seed, epoch: label })) {
      foldOf[group[place] ?? 0] = dealt % folds;
      dealt += 1;
    }
  }
  return foldOf;
}

/** How many of so many images `dealFolds` deals to a fold. */
export function foldSize(images: number, { folds, fold }: { readonly folds: number; readonly fold: number }): number {
  return Math.max(0, Math.ceil((images - fold) / folds));
}

function groupsOf(labels: Uint8Array): number[][] {
  const groups: number[][] = [];
  for (const [image, label] of labels.entries()) (groups[label] ??= []).push(image);
  // Labels that no image has leave holes.
  return Array.from(groups, (group) => group ?? []);
}
