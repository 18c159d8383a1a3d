/** What leaky ReLU multiplies negative values with, as in Flux. */
const LEAKY_SLOPE = 0.01;
const KINDS = {
    linear: {
        apply: (_, x) => x,
        respond: (values) => values,
    },
    relu: {
        apply: (tf, x) => tf.relu(x),
        respond: (values) => values.map((value) => Math.max(value, 0)),
    },
    leakyRelu: {
        apply: (tf, x) => tf.leakyRelu(x, LEAKY_SLOPE),
        respond: (values) => values.map((value) => (value < 0 ? LEAKY_SLOPE * value : value)),
    },
    tanh: {
        apply: (tf, x) => apart(tf, x, (flat) => tf.tanh(flat)),
        respond: (values) => values.map((value) => Math.tanh(value)),
    },
    sigmoid: {
        apply: (tf, x) => apart(tf, x, (flat) => tf.sigmoid(flat)),
        respond: (values) => values.map((value) => 1 / (1 + Math.exp(-value))),
    },
    /** Over the last axis. */
    softmax: {
        // In a graph TensorFlow takes another kernel for softmax itself, with other bits.
        apply: (tf, x) => tf.exp(tf.logSoftmax(x)),
        respond: softmaxRows,
    },
};
export const ACTIVATIONS = Object.keys(KINDS);
/** The activation of every element of a batch; softmax is over the last axis. */
export function activate({ tf }, x, activation) {
    return KINDS[activation].apply(tf, x);
}
/** The same for one image in float64. */
export function activateVolume(volume, activation) {
    return { ...volume, data: KINDS[activation].respond(volume.data, volume.channels) };
}
/**
 * In a graph TensorFlow fuses tanh and sigmoid with the product before them, which changes the bits, unless something is in
 * between; changing the shape costs nothing.
 */
function apart(tf, values, f) {
    return tf.reshape(f(tf.reshape(values, [-1])), values.shape);
}
function softmaxRows(data, channels) {
    const result = new Float64Array(data.length);
    for (let at = 0; at < data.length; at += channels) {
        const values = data.subarray(at, at + channels);
        const most = values.reduce((a, b) => Math.max(a, b), -Infinity);
        const powers = values.map((value) => Math.exp(value - most));
        const sum = powers.reduce((a, b) => a + b, 0);
        result.set(powers.map((power) => power / sum), at);
    }
    return result;
}
