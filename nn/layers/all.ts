// Every type of layer: one line each.
export { activation } from './activation.ts';
export { add } from './add.ts';
export { avgPool2d } from './avg-pool2d.ts';
export { concat } from './concat.ts';
export { conv2d } from './conv2d.ts';
export { dense } from './dense.ts';
export { dropout } from './dropout.ts';
export { flatten } from './flatten.ts';
export { maxPool2d } from './max-pool2d.ts';
