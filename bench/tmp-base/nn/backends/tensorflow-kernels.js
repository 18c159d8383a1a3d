// Where tfjs-node composes an operation that TensorFlow has, or does more than the operation.
import { FLOAT, INT32, nativeBackend, opAttributes } from './native.js';
/** Replaces kernels and gradients in the tfjs of the process; needs tfjs-node loaded, and works once. */
export function registerNativeKernels(tf) {
    registerReluGradient(tf);
    registerMatMul(tf);
    registerGather(tf);
}
/**
 * tfjs computes the gradient of relu from a step function, which tfjs-node composes of four operations: a fifth of a
 * training step. TensorFlow has one operation for it. It needs relu's output, which is positive where the input is.
 */
function registerReluGradient(tf) {
    tf.unregisterGradient('Relu');
    tf.registerGradient({
        kernelName: 'Relu',
        outputsToSave: [true],
        gradFunc: (dy, [y]) => ({ x: () => reluGradient(tf, [dy].flat()[0], y) }),
    });
}
function reluGradient(tf, dy, y) {
    // Gradients are registered for all backends of the process.
    if (tf.getBackend() !== 'tensorflow')
        return tf.mul(dy, tf.cast(tf.step(y), 'float32'));
    const native = nativeBackend(tf);
    return native.executeSingleOutput('ReluGrad', opAttributes(native.binding, { T: FLOAT }), [dy, y]);
}
/** tfjs-node multiplies all matrices as batches of matrices, which takes twice as long for small ones. */
function registerMatMul(tf) {
    const batches = tf.getKernel('BatchMatMul', 'tensorflow');
    tf.unregisterKernel('BatchMatMul', 'tensorflow');
    tf.registerKernel({
        ...batches,
        kernelFunc(call) {
            const { a, b } = call.inputs;
            const { transposeA, transposeB } = call.attrs;
            if (a.shape.length !== 2 || b.shape.length !== 2)
                return batches.kernelFunc(call);
            const native = nativeBackend(tf);
            const attributes = { T: FLOAT, transpose_a: transposeA, transpose_b: transposeB };
            return native.executeSingleOutput('MatMul', opAttributes(native.binding, attributes), [a, b]);
        },
    });
}
/**
 * tfjs-node reads the indices back to check them, which keeps a step with a gather from being recorded. TensorFlow checks
 * them itself.
 */
function registerGather(tf) {
    tf.unregisterKernel('GatherV2', 'tensorflow');
    tf.registerKernel({
        kernelName: 'GatherV2',
        backendName: 'tensorflow',
        kernelFunc({ inputs, attrs }) {
            const { x, indices } = inputs;
            const { axis, batchDims } = attrs;
            const native = nativeBackend(tf);
            const dtypes = { Tparams: native.tensorMap.get(x.dataId).dtype, Tindices: INT32, Taxis: INT32 };
            return tf.tidy(() => native.executeSingleOutput('GatherV2', [
                { name: 'batch_dims', type: native.binding.TF_ATTR_INT, value: batchDims },
                ...opAttributes(native.binding, dtypes),
            ], [x, indices, tf.scalar(axis, 'int32')]));
        },
    });
}
