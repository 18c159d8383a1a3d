// Run in a process of its own, in the project's folder: loads the native backend and multiplies two matrices. Prints
// what it found as JSON. A library that cannot be loaded, or computes nonsense, ends this process and not the setup.

import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import util from 'node:util';

// tfjs-node 4.22 calls these two, which Node 22 warns about and Node 23 has removed.
util.isNullOrUndefined = (value) => value === null || value === undefined;
util.isArray = Array.isArray;

const require = createRequire(join(process.cwd(), 'package.json'));
const tf = require('@tensorflow/tfjs-node');
const product = tf.matMul(
  tf.tensor2d([
    [1, 2],
    [3, 4],
  ]),
  tf.tensor2d([
    [5, 6],
    [7, 8],
  ]),
);
const values = [...product.dataSync()];
if (values.join() !== '19,22,43,50') throw new Error(`[[1, 2], [3, 4]] times [[5, 6], [7, 8]] gave ${values.join()}`);
const folder = dirname(require.resolve('@tensorflow/tfjs-node/package.json'));
const addon = join(folder, 'lib', 'napi-v8', 'native_addon.node');
const oneDNN = existsSync(addon) ? require(addon).oneDNN() : undefined;
console.log(JSON.stringify({ library: tf.backend().binding.TF_Version, binding: tf.version['tfjs-node'], oneDNN }));
