/** A classifier's answers, counted. */
export interface Confusion {
  readonly classes: number;
  /** `[classes, classes]`: images of the true class (row) that were taken for a class (column). */
  readonly counts: readonly number[];
}

/** The scores of one class. A share of no images is null. */
export interface ClassScore {
  /** Images of the class. */
  readonly images: number;
  /** Images taken for the class. */
  readonly predicted: number;
  readonly correct: number;
  /** Share of the class's images that were classified correctly: its accuracy. */
  readonly recall: number | null;
  /** Share of the images taken for the class that belong to it. */
  readonly precision: number | null;
}

/** Recall, precision and the counts behind them, for each class. */
export function classScores({ classes, counts }: Confusion): ClassScore[] {
  const sum = (start: number, step: number): number =>
    Array.from({ length: classes }, (_, index) => counts[start + index * step] ?? 0).reduce((a, b) => a + b, 0);
  return Array.from({ length: classes }, (_, index) => {
    const [images, predicted] = [sum(index * classes, 1), sum(index, classes)];
    const correct = counts[index * classes + index] ?? 0;
    const share = (whole: number): number | null => (whole === 0 ? null : correct / whole);
    return { images, predicted, correct, recall: share(images), precision: share(predicted) };
  });
}
