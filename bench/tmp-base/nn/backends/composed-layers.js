/** Layers and losses of tfjs's operations: they work on every backend. */
export function composedLayers(tf) {
    return {
        addBias: (x, bias) => tf.add(x, bias),
        maxPool: (x, { size, strides, padding }) => tf.maxPool(x, [...size], [...strides], padding),
        // Cast, as the wasm backend's oneHot writes integers whatever its dtype argument says.
        sparseCrossEntropy: (logits, labels) => tf.neg(tf.sum(tf.mul(tf.cast(tf.oneHot(labels, logits.shape[1] ?? 0), 'float32'), tf.logSoftmax(logits)), 1)),
        conv2d: (x, kernel, { strides, padding, precision }) => tf.conv2d(x, kernel, [...strides], onlyFloat32(precision, padding)),
        matMul: (a, b, { precision }) => onlyFloat32(precision, tf.matMul(a, b)),
    };
}
function onlyFloat32(precision, value) {
    if (precision === 'float32')
        return value;
    throw new Error(`Internal error: the portable backend has no ${precision}: a caller checks that before`);
}
