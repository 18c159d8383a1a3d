// Every type of layer: one line each.
export { activation } from './activation.js';
export { avgPool2d } from './avg-pool2d.js';
export { conv2d } from './conv2d.js';
export { dense } from './dense.js';
export { dropout } from './dropout.js';
export { flatten } from './flatten.js';
export { maxPool2d } from './max-pool2d.js';
