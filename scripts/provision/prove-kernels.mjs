// Run in a process of its own, in the project's folder, with the folder of the kernels: loads the widest ones that this processor
// has the instructions for, and compares a small convolution with TensorFlow's. What crashes ends this process and not the setup.

import { readdirSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import util from 'node:util';
import { processorFlags } from './processor.mjs';

// tfjs-node 4.22 calls these two, which Node 22 warns about and Node 23 has removed.
util.isNullOrUndefined = (value) => value === null || value === undefined;
util.isArray = Array.isArray;

const [folder] = process.argv.slice(2);
const flags = processorFlags().split(' ');
const set = flags.includes('avx512dq') ? 'avx512' : flags.includes('avx2') ? 'avx2' : 'generic';

const require = createRequire(join(process.cwd(), 'package.json'));
const home = dirname(require.resolve('@tensorflow/tfjs-node/package.json'));
const { load } = require(join(home, 'lib', 'napi-v8', 'native_addon.node'));
const libraries = readdirSync(join(home, 'deps', 'lib'));
// So that the kernels find it. The framework first: the other one needs it.
for (const name of libraries.sort((a, b) => Number(b.includes('_framework')) - Number(a.includes('_framework')))) {
  load(realpathSync(join(home, 'deps', 'lib', name)));
}
const tf = require('@tensorflow/tfjs-node');
const kernels = require(join(folder, `${set}.node`));
kernels.start(2);
const { binding } = tf.backend();
const x = tf.randomNormal([2, 9, 10, 5], 0, 1, 'float32', 1);
const kernel = tf.randomNormal([3, 3, 5, 7], 0, 1, 'float32', 2);
const int = (name, value) => ({ name, type: binding.TF_ATTR_INT, value });
const attributes = [int('before', 0), int('after', 0), { name: 'relu', type: binding.TF_ATTR_BOOL, value: false }];
const found = tf.backend().executeSingleOutput('AssayConv2D', attributes, [x, kernel, tf.tensor1d([])]);
const expected = tf.conv2d(x, kernel, 1, 'valid');
const difference = tf.max(tf.abs(tf.sub(found, expected))).dataSync()[0];
if (!(difference < 1e-4)) throw new Error(`the ${set} convolution differs from TensorFlow's by ${difference}`);
console.log(set);
