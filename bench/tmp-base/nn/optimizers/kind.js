/** The slots before the first update: zeros in the shape of each weight. */
export function initialSlots({ tf }, optimizer, weights) {
    const slots = {};
    for (const slot of optimizer.slots) {
        for (const [name, weight] of Object.entries(weights))
            slots[`${slot}/${name}`] = tf.zeros(weight.shape);
    }
    return slots;
}
/** The tensor of this name. */
export function tensorOf(tensors, name) {
    const tensor = tensors[name];
    if (tensor === undefined)
        throw new Error(`Internal error: the optimizer was given no '${name}'`);
    return tensor;
}
