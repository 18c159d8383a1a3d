/** The epochs whose kernels a model has beside the initial and the final weights, ascending. */
export function keptEpochs(training: {
  readonly snapshots: readonly number[];
  readonly epochs: number;
}): readonly number[] {
  return training.snapshots.filter((epoch) => epoch < training.epochs).sort((a, b) => a - b);
}
