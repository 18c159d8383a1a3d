// Every loss of a classifier: one line each.
export { categoricalCrossEntropy } from './categorical-cross-entropy.ts';
export { focal } from './focal.ts';
export { meanAbsoluteError } from './mean-absolute-error.ts';
export { meanSquaredError } from './mean-squared-error.ts';
