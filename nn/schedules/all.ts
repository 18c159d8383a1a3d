// Every schedule: one line each.
export { constant } from './constant.ts';
export { cosine } from './cosine.ts';
export { exponential } from './exponential.ts';
export { oneCycle } from './one-cycle.ts';
export { piecewise } from './piecewise.ts';
export { polynomial } from './polynomial.ts';
export { step } from './step.ts';
