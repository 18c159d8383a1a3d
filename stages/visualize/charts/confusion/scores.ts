/** A classifier's answers, counted. */
export interface Confusion {
  readonly classes: number;
  /** `[classes, classes]`: images of the true class (row) that were taken for a class (column). */
  readonly counts: readonly number[];
}

/** What one class is like. A share without images to take it of is null. */
export interface ClassScore {
  /** Images of the class. */
  readonly images: number;
  /** Images taken for the class. */
  readonly predicted: number;
  readonly correct: number;
  /** Share of the class's images that were recognised: its accuracy. */
  readonly recall: number | null;
  /** Share of what was taken for the class that was of it. */
  readonly precision: number | null;
}

/** Recall, precision and what they are made of, for each class. */
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
