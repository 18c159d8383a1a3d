// Gradients of max and average pooling for the WebAssembly backend. Its own kernels (4.22.0) give wrong numbers: for max
// pooling as soon as there are several images or channels, for average pooling where windows reach into the padding.
// Plain loops are enough: they take a few percent of a training step there.
/** Puts the gradients in place of the WebAssembly backend's; needs that backend's package loaded. */
export function registerPoolingGradients(tf) {
    register(tf, 'MaxPoolGrad', maxPoolGradient);
    register(tf, 'AvgPoolGrad', avgPoolGradient);
}
function register(tf, kernelName, spread) {
    tf.unregisterKernel(kernelName, 'wasm');
    tf.registerKernel({
        kernelName,
        backendName: 'wasm',
        /* oxlint-disable typescript/no-unsafe-type-assertion -- tfjs types what every kernel has in common, not each one */
        kernelFunc: ({ inputs, backend, attrs }) => {
            const { dy, input } = inputs;
            const memory = backend;
            const info = poolInfo(tf, input, attrs);
            /* oxlint-enable typescript/no-unsafe-type-assertion */
            const dx = memory.makeOutput(input.shape, 'float32');
            // Only now: making the output may have moved the memory.
            const [dyValues, dxValues] = [memory.typedArrayFromHeap(dy), memory.typedArrayFromHeap(dx)];
            const buffers = { x: memory.typedArrayFromHeap(input), dy: dyValues, dx: dxValues };
            buffers.dx.fill(0);
            forEachWindow(info, (window) => spread(buffers, window, info));
            return dx;
        },
    });
}
/** To the largest element of the window; to the first one of several, as TensorFlow does. */
function maxPoolGradient({ x, dy, dx }, { first, height, width, output }, info) {
    let largest = first;
    for (let row = 0; row < height; row++) {
        for (let column = 0; column < width; column++) {
            const index = first + (row * info.inWidth + column) * info.inChannels;
            if (x[index] > x[largest])
                largest = index;
        }
    }
    dx[largest] += dy[output];
}
/** In equal shares to the elements of the window that lie inside the image: padding does not count in the average. */
function avgPoolGradient({ dy, dx }, { first, height, width, output }, info) {
    const share = dy[output] / (height * width);
    for (let row = 0; row < height; row++) {
        for (let column = 0; column < width; column++) {
            dx[first + (row * info.inWidth + column) * info.inChannels] += share;
        }
    }
}
/** Visits the windows in the order of the outputs: [batch, outHeight, outWidth, channels]. */
function forEachWindow(info, visit) {
    const window = { first: 0, height: 0, width: 0, output: 0 };
    for (let image = 0; image < info.batchSize; image++) {
        for (let outRow = 0; outRow < info.outHeight; outRow++) {
            const from = outRow * info.strideHeight - info.padInfo.top;
            const top = Math.max(0, from);
            window.height = Math.min(info.inHeight, from + info.filterHeight) - top;
            for (let outColumn = 0; outColumn < info.outWidth; outColumn++) {
                const start = outColumn * info.strideWidth - info.padInfo.left;
                const left = Math.max(0, start);
                window.width = Math.min(info.inWidth, start + info.filterWidth) - left;
                const corner = ((image * info.inHeight + top) * info.inWidth + left) * info.inChannels;
                for (let channel = 0; channel < info.inChannels; channel++) {
                    window.first = corner + channel;
                    visit(window);
                    window.output++;
                }
            }
        }
    }
}
function poolInfo(tf, { shape }, { filterSize, strides, pad, ...rest }) {
    const rounding = 'dimRoundingMode' in rest ? rest.dimRoundingMode : undefined;
    const [batch, height, width, channels] = shape;
    return tf.backend_util.computePool2DInfo([batch, height, width, channels], filterSize, strides, 1, pad, rounding);
}
