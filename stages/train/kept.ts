/** Returns the epochs of a model's snapshots, ascending, without the initial and the final weights. */
export function keptEpochs(training: {
  readonly snapshots: readonly number[];
  readonly epochs: number;
}): readonly number[] {
  return training.snapshots.filter((epoch) => epoch < training.epochs).sort((a, b) => a - b);
}
