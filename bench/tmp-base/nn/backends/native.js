// tfjs-node's backend and the binding below it, as far as Assay uses them by hand; the package exports no types for them.
/** Numbers of TensorFlow's data types (`DataType` in types.proto). */
export const FLOAT = 1;
export const INT32 = 3;
export const INT64 = 9;
export const BOOL = 10;
export const BFLOAT16 = 14;
/** The native backend behind a tfjs that `loadTensorflow` has loaded. */
export function nativeBackend(tf) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the class is not exported
    return tf.findBackend('tensorflow');
}
/** Attributes for `executeSingleOutput`, by name: numbers are types, text is text, booleans are booleans. */
export function opAttributes({ TF_ATTR_TYPE, TF_ATTR_STRING, TF_ATTR_BOOL }, values) {
    return Object.entries(values).map(([name, value]) => {
        if (typeof value === 'number')
            return { name, type: TF_ATTR_TYPE, value };
        return { name, type: typeof value === 'string' ? TF_ATTR_STRING : TF_ATTR_BOOL, value };
    });
}
