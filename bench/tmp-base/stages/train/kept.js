/** The epochs whose kernels a model has beside the initial and the final weights, ascending. */
export function keptEpochs(training) {
    return training.snapshots.filter((epoch) => epoch < training.epochs).sort((a, b) => a - b);
}
