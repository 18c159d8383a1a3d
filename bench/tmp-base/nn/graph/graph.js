// A TensorFlow graph as plain data. A graph is a list of nodes; a node's inputs are outputs of others.
/** The name of the node that a reference leads to. */
export function nodeOf(reference) {
    const end = reference.lastIndexOf(':');
    return reference.slice(reference.startsWith('^') ? 1 : 0, end === -1 ? undefined : end);
}
/** A tensor whose value is given with every run. */
export function placeholder(name, dtype, shape) {
    return { name, op: 'Placeholder', inputs: [], attributes: { dtype: { type: dtype }, shape: { shape } } };
}
export function constant(name, tensor) {
    return { name, op: 'Const', inputs: [], attributes: { dtype: { type: tensor.dtype }, value: { tensor } } };
}
