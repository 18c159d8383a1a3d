/**
 * How many images each split will have. The limit comes first, then `fraction` of what is left of the training images,
 * rounded to the nearest whole number, is held out.
 */
export function countSplits(files, { limit, validation }) {
    const used = Math.min(files.train, limit?.train ?? files.train);
    const held = Math.round(used * validation.fraction);
    return { train: used - held, validation: held, test: Math.min(files.test, limit?.test ?? files.test) };
}
/** The most that the images of a dataset may take: a file of 2 GiB or more cannot be read in one piece. */
export const MAX_DATASET_BYTES = 2 ** 31 - 2 ** 24;
