import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  __export
} from "./chunk-RFNO5SSX.js";

// nn/optimizers/all.js
var all_exports = {};
__export(all_exports, {
  adam: () => adam,
  sgd: () => sgd
});

// nn/optimizers/kind.js
function initialSlots({ tf }, optimizer, weights) {
  const slots = {};
  for (const slot of optimizer.slots) {
    for (const [name, weight] of Object.entries(weights))
      slots[`${slot}/${name}`] = tf.zeros(weight.shape);
  }
  return slots;
}
function tensorOf(tensors, name) {
  const tensor = tensors[name];
  if (tensor === void 0)
    throw new Error(`Internal error: the optimizer was given no '${name}'`);
  return tensor;
}

// nn/optimizers/adam.js
var adam = {
  name: "adam",
  schema: {
    description: "Adam (Kingma and Ba 2015)",
    type: "object",
    additionalProperties: false,
    properties: {
      learningRate: {
        description: "Bound of a weight's move in one update, roughly",
        type: "number",
        exclusiveMinimum: 0,
        default: 1e-3
      },
      beta1: {
        description: "Memory of the gradients' mean",
        type: "number",
        minimum: 0,
        exclusiveMaximum: 1,
        default: 0.9
      },
      beta2: {
        description: "Memory of the gradients' mean square",
        type: "number",
        minimum: 0,
        exclusiveMaximum: 1,
        default: 0.999
      },
      epsilon: {
        description: "Keeps the division by a small mean square in bounds",
        type: "number",
        exclusiveMinimum: 0,
        default: 1e-8
      }
    }
  },
  create({ learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }) {
    const meanRate = Math.fround(1 - Math.fround(beta1));
    const varianceRate = Math.fround(1 - Math.fround(beta2));
    return {
      slots: ["mean", "variance"],
      rates(update) {
        const correction = Math.sqrt(1 - beta2 ** (update + 1));
        return {
          learningRate,
          stepSize: learningRate * correction / (1 - beta1 ** (update + 1)),
          epsilon: epsilon * correction
        };
      },
      regularise: (_, { gradients }) => gradients,
      update({ tf }, inputs) {
        const stepSize = tensorOf(inputs.rates, "stepSize");
        const smallest = tensorOf(inputs.rates, "epsilon");
        const weights = {};
        const slots = {};
        for (const [name, weight] of Object.entries(inputs.weights)) {
          const gradient = tensorOf(inputs.gradients, name);
          const towards = (slot, goal, rate) => {
            const old = tensorOf(inputs.slots, `${slot}/${name}`);
            return slots[`${slot}/${name}`] = tf.add(old, tf.mul(tf.sub(goal, old), rate));
          };
          const mean = towards("mean", gradient, meanRate);
          const variance = towards("variance", tf.square(gradient), varianceRate);
          weights[name] = tf.sub(weight, tf.div(tf.mul(mean, stepSize), tf.add(smallest, tf.sqrt(variance))));
        }
        return { weights, slots };
      },
      kernel: {
        op: "ResourceApplyAdam",
        attributes: { use_locking: false, use_nesterov: false },
        // The powers of β are 0: the rate that the kernel would correct by them is corrected already, in float64.
        inputs: [
          { number: 0 },
          { number: 0 },
          { rate: "stepSize" },
          { number: beta1 },
          { number: beta2 },
          { rate: "epsilon" },
          { gradient: true }
        ]
      }
    };
  }
};

// nn/optimizers/sgd.js
var sgd = {
  name: "sgd",
  schema: {
    description: "Stochastic gradient descent, as in Keras 2",
    type: "object",
    additionalProperties: false,
    properties: {
      learningRate: {
        description: "Length of the step; effectively learningRate / (1 - momentum)",
        type: "number",
        exclusiveMinimum: 0,
        default: 0.01
      },
      momentum: {
        description: "Share of the last move that goes on; 0 is plain descent",
        type: "number",
        minimum: 0,
        exclusiveMaximum: 1,
        default: 0
      },
      nesterov: {
        description: "Nesterov's form of momentum",
        type: "boolean",
        default: false
      },
      decay: {
        description: "Per update, not per epoch: update t uses learningRate / (1 + decay * t)",
        type: "number",
        minimum: 0,
        default: 0
      },
      weightDecay: {
        description: "L2 penalty: adds weightDecay * kernel to each kernel's gradient; not to biases, not to the reported loss",
        type: "number",
        minimum: 0,
        default: 0
      }
    }
  },
  create({ learningRate, momentum = 0, nesterov = false, decay = 0, weightDecay = 0 }) {
    return {
      slots: momentum === 0 ? [] : ["velocity"],
      rates: (update) => ({ learningRate: learningRate / (1 + decay * update) }),
      regularise({ tf }, { weights, gradients }) {
        if (weightDecay === 0)
          return gradients;
        const regularised = {};
        for (const [name, gradient] of Object.entries(gradients)) {
          const decays = name.endsWith(".kernel");
          regularised[name] = decays ? tf.add(gradient, tf.mul(tensorOf(weights, name), weightDecay)) : gradient;
        }
        return regularised;
      },
      update({ tf }, inputs) {
        const rate = tensorOf(inputs.rates, "learningRate");
        const weights = {};
        const slots = {};
        for (const [name, weight] of Object.entries(inputs.weights)) {
          const descent = tf.mul(tensorOf(inputs.gradients, name), rate);
          if (momentum === 0) {
            weights[name] = tf.sub(weight, descent);
            continue;
          }
          const slot = `velocity/${name}`;
          const velocity = tf.sub(tf.mul(tensorOf(inputs.slots, slot), momentum), descent);
          const move = nesterov ? tf.sub(tf.mul(velocity, momentum), descent) : velocity;
          weights[name] = tf.add(weight, move);
          slots[slot] = velocity;
        }
        return { weights, slots };
      },
      kernel: momentum === 0 ? {
        op: "ResourceApplyGradientDescent",
        attributes: { use_locking: false },
        inputs: [{ rate: "learningRate" }, { gradient: true }]
      } : {
        op: "ResourceApplyKerasMomentum",
        attributes: { use_locking: false, use_nesterov: nesterov },
        inputs: [{ rate: "learningRate" }, { gradient: true }, { number: momentum }]
      }
    };
  }
};

// nn/optimizers/index.js
var kinds = new Map(Object.values(all_exports).map((kind) => [kind.name, kind]));
function createOptimizer(spec) {
  const [[name, settings] = ["", {}]] = Object.entries(spec);
  const kind = kinds.get(name);
  if (kind === void 0)
    throw new Error(`Internal error: there is no optimizer "${name}"`);
  return kind.create(settings);
}
function optimizerSchemas() {
  return Object.fromEntries([...kinds.keys()].sort().map((name) => [name, kinds.get(name)?.schema ?? {}]));
}

export {
  initialSlots,
  createOptimizer,
  optimizerSchemas
};
