/** Checks a record's parts against each other; the type of the record stays as exact as it is written. */
export function defineLayer(kind) {
    return kind;
}
/** `conv2d 'conv1'`, for messages. */
export function nameOf({ type, name }) {
    return `${type} '${name}'`;
}
