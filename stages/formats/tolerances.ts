/**
 * What `assay verify --tolerance default` takes for the same, by kind of artifact: how much the results of a short training
 * may move when the same sums are added up in another order, by another number of threads or another processor. A difference
 * is |a - b| / max(1, |a|, |b|) of two numbers, |a - b| / 255 of two pixels. Rounding grows with every step of a training, so
 * after a long one more may be right; what does not come out of a training has no reason to differ by more than its last digits.
 *
 * Every kind of artifact that a stage makes is here.
 */
export const TOLERANCES: Readonly<Record<string, number>> = {
  dataset: 1 / 255,
  model: 1e-4,
  history: 1e-3,
  predictions: 1e-2,
  filters: 1e-4,
  similarity: 1e-3,
  matrix: 1e-3,
  pairs: 1e-3,
  removal: 1e-2,
  answers: 1e-2,
  draws: 1e-3,
  autoencoder: 1e-4,
  reconstructions: 1e-3,
  table: 1e-3,
  image: 0.02,
  chart: 0.02,
};
