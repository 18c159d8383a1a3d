import type { Parts } from './part.ts';
import type { Dataset, Source } from './sources/index.ts';

/** How many names a sentence lists; it counts the others. */
const MOST_NAMED = 5;

/**
 * How many images each class has, as a text: `cat: 12, dog: 15`, or `12 each`.
 *
 * @param labels uint8 `[images]`, 0 to the number of names - 1
 */
export function perClass(labels: Uint8Array, names: readonly string[]): string {
  const counts = countLabels(labels, names.length);
  const [first = 0] = counts;
  if (counts.every((count) => count === first)) return `${first} each`;
  return counts.map((count, label) => `${names[label]}: ${count}`).join(', ');
}

/** Images per label. */
function countLabels(labels: Uint8Array, classes: number): readonly number[] {
  const counts = Array.from({ length: classes }, () => 0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}

/**
 * What is odd about the number of images of the classes, in sentences with the probable cause. Otherwise nobody would notice a
 * class without training images.
 *
 * @param parts the images of the classes to keep, before any are left out
 * @param names of these classes
 * @param train labels of the training images, uint8 `[images]`
 */
export function classWarnings(
  parts: Parts,
  names: readonly string[],
  train: Uint8Array,
  { source, dataset }: { readonly source: Source; readonly dataset: Dataset },
): readonly string[] {
  const inFiles = countLabels(parts.train.labels, names.length);
  const inTest = countLabels(parts.test.labels, names.length);
  const used = countLabels(train, names.length);
  const which = (wanted: (label: number) => boolean): readonly string[] => names.filter((_, label) => wanted(label));

  const warnings: string[] = [];
  const nowhere = which((label) => inFiles[label] === 0 && inTest[label] === 0);
  const onlyTest = which((label) => inFiles[label] === 0 && inTest[label] !== 0);
  const onlyTrain = which((label) => inFiles[label] !== 0 && inTest[label] === 0);
  const left = which((label) => inFiles[label] !== 0 && used[label] === 0);
  if (nowhere.length > 0)
    warnings.push(`${say(nowhere)} no images at all${source.whyNoImages?.(dataset, parts, names) ?? ''}`);
  if (onlyTest.length > 0) {
    const why = source.whyNoTraining?.(onlyTest, onlyTrain) ?? '';
    warnings.push(`${say(onlyTest)} no training images, only test images${why}`);
  }
  if (onlyTrain.length > 0)
    warnings.push(
      `${say(onlyTrain)} no test images: nothing measures how well ${onlyTrain.length === 1 ? 'it is' : 'they are'} learnt`,
    );
  if (left.length > 0) warnings.push(`${say(left)} no training images left: "limit" or "validation" takes them all`);
  const ignored = (parts.emptyFolders ?? []).filter((folder) => !parts.classNames?.includes(labelOf(folder)));
  if (ignored.length > 0)
    warnings.push(`No images are in ${list(ignored)}: a label whose folders are all empty is not a class`);
  return warnings;
}

function labelOf(folder: string): string {
  return folder.replace(/^.*\//, '');
}

/** `Class "cat" has`, `Classes "cat" and "dog" have` */
function say(names: readonly string[]): string {
  return `${names.length === 1 ? 'Class' : 'Classes'} ${list(names)} ${names.length === 1 ? 'has' : 'have'}`;
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMED).map((name) => `"${name}"`);
  if (names.length > MOST_NAMED) shown.push(`${names.length - MOST_NAMED} more`);
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
