/**
 * The mean over the batch of -log softmax(logits)[label], from logits so that it is finite for any finite logit.
 *
 * @param labels int32 `[images]` (class numbers) or float32 `[images, classes]` (one-hot, or any distribution).
 */
export function categoricalCrossEntropy({ tf, layers }, logits, labels) {
    if (labels.rank === 1)
        return tf.mean(layers.sparseCrossEntropy(logits, labels));
    return tf.neg(tf.mean(tf.sum(tf.mul(labels, tf.logSoftmax(logits)), 1)));
}
/** How many rows have their largest logit at the label, as a float32 scalar. `labels`: int32 `[images]`. */
export function countCorrect({ tf }, logits, labels) {
    return tf.sum(tf.cast(tf.equal(tf.argMax(logits, 1), labels), 'float32'));
}
/** The mean over all elements of (prediction - target)². Both have the same shape. */
export function meanSquaredError({ tf }, predictions, targets) {
    return tf.mean(tf.square(tf.sub(predictions, targets)));
}
/**
 * The mean over all elements of -target·log σ(logit) - (1 - target)·log(1 - σ(logit)), as softplus(logit) - target·logit so
 * that it is finite for any finite logit. Grey targets (0 < target < 1) have a floor above zero: their entropy.
 */
export function binaryCrossEntropy({ tf }, logits, targets) {
    return tf.mean(tf.sub(tf.softplus(logits), tf.mul(targets, logits)));
}
