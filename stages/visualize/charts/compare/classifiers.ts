import { chiSquareAbove } from '../../../statistics/chi-square.ts';
import { exactMcNemar } from '../../../statistics/mcnemar.ts';
import { countCorrect } from '../../predictions.ts';
import type { Predictions } from '../../predictions.ts';

/** The answers of one trained classifier to the test images. */
export type Answers = Pick<Predictions, 'labels' | 'predicted'>;

export interface Accuracy {
  readonly images: number;
  readonly correct: number;
  readonly accuracy: number;
  /** Standard error of the accuracy as a share of so many independent images: √(p(1 - p) / n). */
  readonly error: number;
}

export function accuracyOf(answers: Answers): Accuracy {
  const images = answers.labels.length;
  const correct = countCorrect(answers);
  const accuracy = correct / images;
  return { images, correct, accuracy, error: Math.sqrt((accuracy * (1 - accuracy)) / images) };
}

/** McNemar's test of two classifiers on the same images (SCIENCE 5, spec 2). */
export interface McNemar {
  /** Images that only the first, and only the second classifies correctly. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  /** Images on which the two say the same class. */
  readonly agreement: number;
  /** (|b - c| - 1)² / (b + c) with the continuity correction never below 0; 0 when the two never differ. */
  readonly chiSquare: number;
  /** Of chi-square with one degree of freedom. */
  readonly p: number;
  /** Two-sided binomial probability: for fewer than 25 differing images better than `p`. */
  readonly exactP: number;
}

/** @throws Error unless both answer the same images: callers check that before. */
export function mcNemar(first: Answers, second: Answers): McNemar {
  if (!sameLabels(first, second)) throw new Error('Internal error: McNemar needs two answers to the same images');
  let [onlyFirst, onlySecond, agreement] = [0, 0, 0];
  for (const [image, label] of first.labels.entries()) {
    const [one, other] = [first.predicted[image], second.predicted[image]];
    if (one === other) agreement++;
    if (one === label && other !== label) onlyFirst++;
    if (one !== label && other === label) onlySecond++;
  }
  const differing = onlyFirst + onlySecond;
  const distance = Math.max(Math.abs(onlyFirst - onlySecond) - 1, 0);
  const chiSquare = differing === 0 ? 0 : (distance * distance) / differing;
  const exactP = exactMcNemar(onlyFirst, onlySecond);
  return { onlyFirst, onlySecond, agreement, chiSquare, p: chiSquareAbove(chiSquare), exactP };
}

/** One classifier: all its trainings, when `repeat` makes several. */
export interface Classifier {
  readonly name: string;
  /** In the order of the repeats. */
  readonly runs: readonly Accuracy[];
  /** Mean of the runs. */
  readonly accuracy: number;
  /** Standard error of that: of the images for one run, of the runs for several. */
  readonly error: number;
  readonly parameters: number;
  readonly macs: number;
}

/** Two classifiers by their places in the list, and the test of their first runs. */
export interface ComparedPair {
  readonly first: number;
  readonly second: number;
  readonly test: McNemar;
  /** `exactP` after Holm's correction for all pairs. */
  readonly pairsP: number;
}

export function sameLabels(first: Answers, second: Answers): boolean {
  return Buffer.compare(first.labels, second.labels) === 0;
}
