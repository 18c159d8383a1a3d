/** The same numbers as tensors; the caller disposes of them. The arrays must not change afterwards (uploads are lazy). */
export function toTensors({ tf }, host) {
    const tensors = {};
    for (const [name, { data, shape }] of Object.entries(host))
        tensors[name] = tf.tensor(data, [...shape], 'float32');
    return tensors;
}
/** Copies float32 tensors to the JavaScript side; the tensors stay. */
export async function toHost(tensors) {
    const host = {};
    for (const [name, tensor] of Object.entries(tensors)) {
        const data = await tensor.data();
        host[name] = { shape: tensor.shape, data: Float32Array.from(data) }; // the backend may give a view of its own memory
    }
    return host;
}
/** Disposes of every tensor of the groups. */
export function dispose(...groups) {
    for (const group of groups)
        for (const tensor of Object.values(group))
            tensor.dispose();
}
