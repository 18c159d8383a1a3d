// Layers and losses as TensorFlow's own operations, where tfjs composes them of several, or takes one that is slower.
import { BFLOAT16, FLOAT, INT32, INT64, nativeBackend } from './native.js';
const NHWC = 'NHWC';
export function tensorflowLayers(tf) {
    return {
        addBias: (x, bias) => addBias(tf, x, bias),
        maxPool: (x, pooling) => pooling.training
            ? trainedMaxPool(tf, x, pooling)
            : tf.maxPool(x, [...pooling.size], [...pooling.strides], pooling.padding),
        sparseCrossEntropy: (logits, labels) => sparseCrossEntropy(tf, logits, labels),
        conv2d(x, kernel, { strides, padding, precision }) {
            if (precision === 'bfloat16')
                return halfConv2d(tf, [x, kernel], { strides, padding });
            return tf.conv2d(x, kernel, [...strides], padding);
        },
        matMul: (a, b, { precision }) => (precision === 'bfloat16' ? halfMatMul(tf, a, b) : tf.matMul(a, b)),
    };
}
/**
 * tfjs sums the gradient of the bias over three axes; this is one operation, twice as fast. It gets the gradient as a matrix
 * because TensorFlow would, in a graph, make it a part of the gradient of a convolution, with other bits.
 */
function addBias(tf, x, bias) {
    const attributes = { T: FLOAT, data_format: NHWC };
    return custom(tf, [x, bias], () => ({
        value: single(tf, (run) => run('BiasAdd', attributes, [x, bias])),
        gradient: (dy) => {
            const rows = tf.reshape(dy, [-1, bias.size]);
            return [tf.clone(dy), single(tf, (run) => run('BiasAddGrad', attributes, [rows]))];
        },
    }));
}
/**
 * With the place of each maximum from the way forward, the way back is eight times as fast as MaxPoolGrad, which looks for
 * it again on one thread. The first of equal values gets the gradient either way.
 */
function trainedMaxPool(tf, x, { size, strides, padding }) {
    const window = { ksize: [1, ...size, 1], strides: [1, ...strides, 1], padding: padding.toUpperCase() };
    const attributes = { T: FLOAT, ...window, include_batch_in_index: false };
    return custom(tf, [x], (save) => {
        const [y, places] = several(tf, 'MaxPoolWithArgmax', { ...attributes, Targmax: INT32 }, [x]);
        save([x, places]);
        return {
            value: y,
            gradient: (dy, [input, found]) => [
                single(tf, (run) => {
                    // The way forward is faster with int32, the way back knows int64 only.
                    const wide = run('Cast', { SrcT: INT32, DstT: INT64, Truncate: false }, [found]);
                    return run('MaxPoolGradWithArgmax', { ...attributes, Targmax: INT64 }, [input, dy, wide]);
                }),
            ],
        };
    });
}
/** One operation for the loss and its gradient. */
function sparseCrossEntropy(tf, logits, labels) {
    return custom(tf, [logits], (save) => {
        const attributes = { T: FLOAT, Tlabels: INT32 };
        const [loss, slope] = several(tf, 'SparseSoftmaxCrossEntropyWithLogits', attributes, [logits, labels]);
        save([slope]);
        return { value: loss, gradient: (dy, [saved]) => [tf.mul(saved, tf.reshape(dy, [-1, 1]))] };
    });
}
function halfMatMul(tf, a, b) {
    /** The product of two float32 matrices, computed in bfloat16. */
    const product = (left, right, turned = {}) => single(tf, (run) => {
        const attributes = { T: BFLOAT16, transpose_a: turned.a === true, transpose_b: turned.b === true };
        return toFloat(run, run('MatMul', attributes, [toHalf(run, left), toHalf(run, right)]));
    });
    return custom(tf, [a, b], (save) => {
        save([a, b]);
        return {
            value: product(a, b),
            gradient: (dy, [left, right]) => [product(dy, right, { b: true }), product(left, dy, { a: true })],
        };
    });
}
function halfConv2d(tf, [x, kernel], { strides, padding }) {
    const attributes = {
        T: BFLOAT16,
        strides: [1, ...strides, 1],
        dilations: [1, 1, 1, 1],
        padding: padding.toUpperCase(),
        explicit_paddings: [],
        use_cudnn_on_gpu: true,
        data_format: NHWC,
    };
    return custom(tf, [x, kernel], (save) => {
        save([x, kernel]);
        return {
            value: single(tf, (run) => toFloat(run, run('Conv2D', attributes, [toHalf(run, x), toHalf(run, kernel)]))),
            gradient: (dy, [input, weights]) => {
                const sizes = (tensor) => tf.tensor1d(tensor.shape, 'int32');
                return [
                    single(tf, (run) => {
                        const inputs = [sizes(input), toHalf(run, weights), toHalf(run, dy)];
                        return toFloat(run, run('Conv2DBackpropInput', attributes, inputs));
                    }),
                    single(tf, (run) => {
                        const inputs = [toHalf(run, input), sizes(weights), toHalf(run, dy)];
                        return toFloat(run, run('Conv2DBackpropFilter', attributes, inputs));
                    }),
                ];
            },
        };
    });
}
function toHalf(run, x) {
    return run('Cast', { SrcT: FLOAT, DstT: BFLOAT16, Truncate: false }, [x]);
}
function toFloat(run, x) {
    return run('Cast', { SrcT: BFLOAT16, DstT: FLOAT, Truncate: false }, [x]);
}
/** A function of tensors with a gradient of its own. */
function custom(tf, inputs, compute) {
    const call = tf.customGrad((...parameters) => {
        const save = parameters.at(-1);
        const { value, gradient } = compute(save);
        return {
            value,
            gradFunc: (dy, saved) => [...gradient(dy, saved)],
        };
    });
    return call(...inputs);
}
/** The last of several operations in a row, as a tensor; what the others gave is freed. */
function single(tf, compute) {
    return tf.tidy(() => {
        const native = nativeBackend(tf);
        const made = new Map();
        const result = compute((op, attributes, inputs) => {
            const ids = inputs.map((input) => typeof input === 'number' ? input : (native.getInputTensorIds([input])[0] ?? -1));
            const [output] = native.binding.executeOp(op, toOpAttributes(tf, attributes), ids, 1);
            if (output === undefined)
                throw new Error(`Internal error: ${op} has given nothing`);
            made.set(output.id, output);
            return output.id;
        });
        const last = made.get(result);
        if (last === undefined)
            throw new Error('Internal error: the result of no operation');
        for (const id of made.keys())
            if (id !== result)
                native.binding.deleteTensor(id);
        return native.createOutputTensor(last);
    });
}
/** The two outputs of an operation. */
function several(tf, op, attributes, inputs) {
    const native = nativeBackend(tf);
    const [first, second] = native.executeMultipleOutputs(op, toOpAttributes(tf, attributes), inputs, 2);
    if (first === undefined || second === undefined)
        throw new Error(`Internal error: ${op} has given too little`);
    return [first, second];
}
function toOpAttributes(tf, attributes) {
    const { TF_ATTR_TYPE, TF_ATTR_INT, TF_ATTR_STRING, TF_ATTR_BOOL } = nativeBackend(tf).binding;
    return Object.entries(attributes).map(([name, value]) => {
        if (typeof value === 'number')
            return { name, type: TF_ATTR_TYPE, value };
        if (typeof value === 'string')
            return { name, type: TF_ATTR_STRING, value };
        return { name, type: typeof value === 'boolean' ? TF_ATTR_BOOL : TF_ATTR_INT, value };
    });
}
