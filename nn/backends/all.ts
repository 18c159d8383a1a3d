// Every backend: one line each.
export { portable } from './portable.ts';
export { tensorflow } from './tensorflow.ts';
