import { StageFailure } from '../../engine/core/failure.js';
import { canonical } from '../../engine/core/json.js';
import { summariseAutoencoder } from '../../nn/autoencoder.js';
import { plainAutoencoding } from '../../nn/autoencoding.js';
import { trainAutoencoder } from '../../nn/train-autoencoder.js';
import { variationalAutoencoding } from '../../nn/variational.js';
import { chooseImages } from '../statistics/choose-images.js';
import { openBackend, trainingFailure } from '../training/backend.js';
import { checkpointWriter, epochsLeft, readCheckpoint } from '../training/checkpoint.js';
import { prepareFonts, writePng } from '../drawing/image.js';
import { readSafetensors, tensorAt, writeSafetensors } from '../formats/safetensors.js';
import { writeTable } from '../formats/csv.js';
import { columnsOf, historyRows } from './history.js';
import { checkParams, createNetwork, isImageShape } from './network.js';
import { drawReconstructions, drawSamples } from './pictures.js';
/** As in the scripts that the paper follows (SCIENCE 1.4). */
const DEFAULT_OPTIMIZER = { adam: { learningRate: 0.001 } };
/**
 * Trains an autoencoder and writes `autoencoder` (weights before and after), `history` (one row per epoch), `image` (test
 * images before and after), `reconstructions` (the numbers behind that picture) and, for a variational one, `samples`
 * (images decoded from random codes).
 *
 * @throws StageFailure when the dataset does not fit the parameters, the loss becomes NaN or infinite, or the backend is
 * missing.
 * @throws Cancelled when the step is interrupted.
 */
export async function run(context) {
    const { params, signal } = context;
    await prepareFonts(context.scratch);
    const data = await readImages(context.input('data').path);
    const sizes = { input: data.shape, train: data.train.labels.length, test: data.test.labels.length };
    const [problem] = checkParams(params, sizes);
    if (problem !== undefined)
        throw new StageFailure(problem.message, { hint: `Correct "${problem.path.join('.')}".` });
    const network = createNetwork(params, data.shape);
    const examples = chooseExamples(data.test.labels, params.examples, context.seed('examples'));
    const backend = await openBackend(context.runtime);
    const from = await readCheckpoint(context);
    const startedAt = performance.now();
    let trained;
    try {
        trained = await trainAutoencoder(backend, {
            method: createMethod(backend, network, params),
            optimizer: params.optimizer ?? DEFAULT_OPTIMIZER,
            train: data.train.images,
            validation: data.validation.images,
            test: data.test.images,
            binarised: isBinarised(params),
            examples,
            samples: params.kind === 'variational' ? params.samples : 0,
            epochs: params.epochs,
            batchSize: params.batchSize,
            seed: context.seed('train'),
            ...(from && { from }),
            signal,
            onProgress: (progress) => report(context, progress),
            keep: checkpointWriter(context),
        });
    }
    catch (error) {
        throw trainingFailure(error, signal);
    }
    const secondsPerEpoch = (performance.now() - startedAt) / 1000 / epochsLeft(params.epochs, from);
    const { initial, final, history, test } = trained;
    await writeSafetensors(context.output('autoencoder'), { ...prefixed('initial', initial), ...prefixed('final', final) }, { autoencoder: canonical({ ...network, binarised: isBinarised(params) }) });
    const columns = columnsOf(params.kind);
    await writeTable(context.output('history'), columns, historyRows(history, test, columns));
    const labels = examples.map((index) => data.test.labels[index] ?? 0);
    await writeSafetensors(context.output('reconstructions'), exampleTensors(trained, { network, examples, labels }));
    await writePng(context.output('image'), await drawReconstructions({ params, network, trained }));
    if (params.kind === 'variational') {
        await writePng(context.output('samples'), await drawSamples({ params, network, trained }));
    }
    return { ...testMetrics(test), parameters: summariseAutoencoder(network).parameters, secondsPerEpoch };
}
function isBinarised(params) {
    return params.kind === 'variational' && params.binarised;
}
async function readImages(path) {
    const file = await readSafetensors(path);
    const shape = tensorAt(file, 'train.images', 'U8').shape.slice(1);
    if (!isImageShape(shape)) {
        throw new StageFailure(`Expected images of [height, width, channels], the dataset has [${shape.join(', ')}]`);
    }
    return {
        shape,
        train: readSplit(file, 'train'),
        validation: readSplit(file, 'validation'),
        test: readSplit(file, 'test'),
    };
}
function readSplit(file, split) {
    return { images: tensorAt(file, `${split}.images`, 'U8').data, labels: tensorAt(file, `${split}.labels`, 'U8').data };
}
/** The indices of `count` test images, every class with its share, sorted by class. */
function chooseExamples(labels, count, seed) {
    const chosen = chooseImages(labels, count, { stratified: true, seed });
    const indices = [...labels.keys()].filter((image) => chosen[image] === true);
    return indices.sort((a, b) => (labels[a] ?? 0) - (labels[b] ?? 0) || a - b);
}
function createMethod(backend, network, params) {
    return params.kind === 'plain'
        ? plainAutoencoding(backend, network, params.loss)
        : variationalAutoencoding(backend, network, params);
}
function report(context, at) {
    const { epochs } = context.params;
    context.progress({
        done: (at.epoch - 1) * at.batches + at.batch,
        total: epochs * at.batches,
        unit: 'batches',
        note: `epoch ${at.epoch}/${epochs}, loss ${at.loss.toFixed(4)}`,
    });
}
function prefixed(prefix, weights) {
    const tensors = {};
    for (const [name, { shape, data }] of Object.entries(weights)) {
        tensors[`${prefix}/${name}`] = { dtype: 'F32', shape, data };
    }
    return tensors;
}
/** The strip's images as the network saw them, its outputs (not clamped), the codes, and which test images they are. */
function exampleTensors({ examples: { images, codes, reconstructions } }, about) {
    const count = about.examples.length;
    const shape = [count, ...about.network.encoder.input];
    return {
        images: { dtype: 'F32', shape, data: images },
        reconstructions: { dtype: 'F32', shape, data: reconstructions },
        codes: { dtype: 'F32', shape: [count, about.network.latent], data: codes },
        labels: { dtype: 'U8', shape: [count], data: Uint8Array.from(about.labels) },
        indices: { dtype: 'I32', shape: [count], data: Int32Array.from(about.examples) },
    };
}
/** `testLoss`, and the terms that it is the sum of. */
function testMetrics(test) {
    if (test === undefined)
        return {};
    const { loss, reconstruction, kl } = test;
    return {
        testLoss: loss,
        ...(reconstruction !== undefined && { testReconstruction: reconstruction }),
        ...(kl !== undefined && { testKl: kl }),
    };
}
