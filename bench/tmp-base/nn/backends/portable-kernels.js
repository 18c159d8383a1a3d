// Kernels that tfjs's WebAssembly backend lacks for training, or has in a slow form. Each is composed of kernels that
// it has in a fast form, mainly its convolution, and so is about ten times as fast as the loop it replaces.
const WASM = 'wasm';
/** Adds the kernels to the WebAssembly backend of `tf`; needs that backend's package loaded, and works once. */
export function registerTrainingKernels(tf) {
    compose(tf, 'Conv2DBackpropFilter', (call, inputs, attributes) => {
        const shapes = { input: inputs.x.shape, filter: attributes.filterShape };
        return filterGradient(call, inputs, convolution(tf, shapes, attributes));
    });
    compose(tf, 'Conv2DBackpropInput', (call, inputs, attributes) => {
        const shapes = { input: attributes.inputShape, filter: inputs.filter.shape };
        return inputGradient(call, inputs, { conv: convolution(tf, shapes, attributes), attributes });
    });
    compose(tf, 'BatchMatMul', multiplyTransposed);
}
/**
 * Registers `composition` as the kernel `name`. When it calls `name` itself, it gets the kernel that was there before.
 * Intermediate results are freed when it returns.
 */
function compose(tf, name, composition) {
    const original = tf.getKernelsForBackend(WASM).find((kernel) => kernel.kernelName === name);
    if (original !== undefined)
        tf.unregisterKernel(name, WASM);
    tf.registerKernel({
        ...original, // keeps the function that prepares the original when the backend starts
        kernelName: name,
        backendName: WASM,
        /* oxlint-disable typescript/no-unsafe-type-assertion -- tfjs types what every kernel has in common, not each one */
        kernelFunc: ({ inputs, backend, attrs }) => {
            const results = [];
            const call = (called, calledInputs, attributes) => {
                const kernel = called === name && original !== undefined ? original : tf.getKernel(called, WASM);
                const result = kernel.kernelFunc({ inputs: calledInputs, backend, attrs: attributes });
                results.push(result);
                return result;
            };
            const result = composition(call, inputs, attrs);
            const memory = backend;
            for (const other of results)
                if (other !== result)
                    memory.disposeData(other.dataId);
            return result;
        },
        /* oxlint-enable typescript/no-unsafe-type-assertion */
    });
}
/**
 * Gradient of a convolution with respect to its filter: itself a convolution, of the images with the output's gradient,
 * where channels take the place of the batch, and the stride becomes a dilation.
 * x: [batch, height, width, channels], dy: [batch, outHeight, outWidth, filters]
 */
function filterGradient(call, { x, dy }, conv) {
    const [height, padHeight] = extent(conv.inHeight, conv.padInfo.top, (conv.outHeight - 1) * conv.strideHeight + conv.filterHeight);
    const [width, padWidth] = extent(conv.inWidth, conv.padInfo.left, (conv.outWidth - 1) * conv.strideWidth + conv.filterWidth);
    // Rows and columns at the end that no window reached would make the result too large.
    const reached = height === conv.inHeight && width === conv.inWidth
        ? x
        : call('Slice', { x }, { begin: [0, 0, 0, 0], size: [conv.batchSize, height, width, conv.inChannels] });
    const images = call('Transpose', { x: reached }, { perm: [3, 1, 2, 0] }); // [channels, height, width, batch]
    const windows = call('Transpose', { x: dy }, { perm: [1, 2, 0, 3] }); // [outHeight, outWidth, batch, filters]
    const gradient = call('Conv2D', { x: images, filter: windows }, {
        strides: 1,
        pad: [[0, 0], padHeight, padWidth, [0, 0]],
        dataFormat: 'NHWC',
        dilations: [conv.strideHeight, conv.strideWidth],
    }); // [channels, filterHeight, filterWidth, filters]
    return call('Transpose', { x: gradient }, { perm: [1, 2, 0, 3] }); // [filterHeight, filterWidth, channels, filters]
}
/** Along one axis, for windows that cover `covered` from the start of the padding: input reached, padding around it. */
function extent(size, before, covered) {
    const reached = Math.min(size, covered - before);
    return [reached, [before, covered - before - reached]];
}
/**
 * Gradient of a convolution with respect to its input; also the transposed convolution. With stride 1: a convolution of
 * the output's gradient with the filter turned by 180 degrees, channels and filters exchanged.
 * dy: [batch, outHeight, outWidth, filters], filter: [filterHeight, filterWidth, channels, filters]
 */
function inputGradient(call, { dy, filter }, { conv, attributes }) {
    const { top, bottom, left, right } = conv.padInfo;
    const [spareHeight, spareWidth] = [conv.filterHeight - 1, conv.filterWidth - 1];
    const simple = conv.strideHeight === 1 && conv.strideWidth === 1 && conv.dataFormat === 'channelsLast';
    if (!simple || Math.max(top, bottom) > spareHeight || Math.max(left, right) > spareWidth) {
        return call('Conv2DBackpropInput', { dy, filter }, attributes);
    }
    const turned = call('Reverse', { x: filter }, { dims: [0, 1] });
    const exchanged = call('Transpose', { x: turned }, { perm: [0, 1, 3, 2] }); // [.., .., filters, channels]
    const pad = [
        [0, 0],
        [spareHeight - top, spareHeight - bottom],
        [spareWidth - left, spareWidth - right],
        [0, 0],
    ];
    return call('Conv2D', { x: dy, filter: exchanged }, { strides: 1, pad, dataFormat: 'NHWC', dilations: 1 });
}
/** A product with a transposed factor takes a slow path in the original kernel; transposing first takes the fast one. */
function multiplyTransposed(call, { a, b }, attributes) {
    // The kernel gets [batch, rows, columns]; should that change, the original knows what to do.
    if (a.shape.length !== 3 || b.shape.length !== 3)
        return call('BatchMatMul', { a, b }, attributes);
    const perm = [0, 2, 1];
    const left = attributes.transposeA ? call('Transpose', { x: a }, { perm }) : a;
    const right = attributes.transposeB ? call('Transpose', { x: b }, { perm }) : b;
    return call('BatchMatMul', { a: left, b: right }, { transposeA: false, transposeB: false });
}
/** Sizes and padding of the forward convolution that a gradient belongs to. */
function convolution(tf, shapes, { strides, pad, dataFormat, dimRoundingMode }) {
    const format = tf.backend_util.convertConv2DDataFormat(dataFormat);
    const [input, filter] = [shape4D(shapes.input), shape4D(shapes.filter)];
    return tf.backend_util.computeConv2DInfo(input, filter, strides, 1, pad, dimRoundingMode, false, format);
}
function shape4D([a, b, c, d]) {
    return [a, b, c, d];
}
