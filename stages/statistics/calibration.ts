/** The answers whose probability lies in one interval. */
export interface CalibrationBin {
  /** Probabilities above this, the first bin's own end included ... */
  readonly from: number;
  /** ... up to this. */
  readonly to: number;
  readonly images: number;
  /** Mean probability of the answers; undefined without images. */
  readonly confidence: number | undefined;
  /** The share of them that is correct; likewise. */
  readonly accuracy: number | undefined;
}

/** How far the probabilities of answers are from how often these are correct. */
export interface Calibration {
  readonly bins: readonly CalibrationBin[];
  /** Expected calibration error: the mean of |accuracy - confidence| over the images, each by its bin. 0 without images. */
  readonly error: number;
  /** Maximum calibration error: the largest of a bin with images. */
  readonly largest: number;
}

/** As in most papers, after Guo and others 2017. */
export const CALIBRATION_BINS = 15;

/**
 * The calibration of a classifier (Naeini, Cooper and Hauskrecht 2015; Guo and others 2017), by bins of the same width.
 *
 * @param confidences the probability of the answer to each image, 0 to 1
 * @param correct whether that answer is right
 */
export function calibrationOf(
  confidences: ArrayLike<number>,
  correct: (image: number) => boolean,
  bins = CALIBRATION_BINS,
): Calibration {
  const all = Array.from({ length: bins }, () => ({ images: 0, confidence: 0, correct: 0 }));
  for (let image = 0; image < confidences.length; image += 1) {
    const confidence = confidences[image] ?? Number.NaN;
    const bin = all[Math.min(Math.max(Math.ceil(confidence * bins) - 1, 0), bins - 1)];
    if (bin === undefined) continue;
    bin.images += 1;
    bin.confidence += confidence;
    bin.correct += Number(correct(image));
  }
  const gaps = all.map((bin) => (bin.images === 0 ? 0 : Math.abs(bin.correct - bin.confidence)));
  return {
    bins: all.map(({ images, confidence, correct: right }, index) => ({
      from: index / bins,
      to: (index + 1) / bins,
      images,
      confidence: images === 0 ? undefined : confidence / images,
      accuracy: images === 0 ? undefined : right / images,
    })),
    error: confidences.length === 0 ? 0 : gaps.reduce((sum, gap) => sum + gap, 0) / confidences.length,
    largest: Math.max(0, ...gaps.map((gap, index) => gap / Math.max(1, all[index]?.images ?? 1))),
  };
}
