// Every optimizer: one line each.
export { adam } from './adam.ts';
export { sgd } from './sgd.ts';
