import { StageFailure } from '../../engine/core/failure.js';
import { canonical, isObject } from '../../engine/core/json.js';
import { whyNoBfloat16 } from '../../nn/backends/precision.js';
import { resolveModel } from '../../nn/model.js';
import { inferShapes } from '../../nn/shapes.js';
import { train } from '../../nn/train.js';
import { checkpointWriter, epochsLeft, readCheckpoint } from '../training/checkpoint.js';
import { pixelScaleOf } from '../formats/pixel-scale.js';
import { openBackend, trainingFailure } from '../training/backend.js';
import { metadataAt, readSafetensors, tensorAt, writeSafetensors } from '../formats/safetensors.js';
import { writeTable } from '../formats/csv.js';
import { keptEpochs } from './kept.js';
const COLUMNS = [
    'epoch',
    'loss',
    'accuracy',
    'trainLoss',
    'trainAccuracy',
    'validationLoss',
    'validationAccuracy',
];
/**
 * Trains the model and writes `model` (weights before and after, and kernels of convolutions after the epochs asked for), `history` (one row per epoch) and `predictions` (logits of
 * the test images).
 *
 * @throws StageFailure when the dataset does not fit the model, the loss becomes NaN or infinite, or the backend is missing.
 * @throws Cancelled when the step is interrupted.
 */
export async function run(context) {
    const { params, signal } = context;
    const model = resolveModel(params.model);
    const data = await readDataset(context.input('data').path, model);
    if (params.batchSize > data.train.labels.length) {
        const images = data.train.labels.length;
        throw new StageFailure(`A batch of ${params.batchSize} images is larger than the training set of ${images}`, {
            hint: `Set batchSize to at most ${images}.`,
        });
    }
    const backend = await openFor(context);
    const { epochs, batchSize, optimizer, trainEvaluation, precision } = params;
    const seed = context.seed('train');
    let notice;
    const onNotice = (text) => void (notice = text);
    const onProgress = (progress) => report(context, progress, notice);
    const from = await readCheckpoint(context);
    // With those at the last epoch: a longer training that continues from here needs them.
    const snapshots = { ...from?.snapshots };
    const onEpoch = async (epoch, weights) => {
        if (params.snapshots.includes(epoch))
            Object.assign(snapshots, kernelsOf(model, epoch, await weights()));
    };
    const startedAt = performance.now();
    let trained;
    try {
        const settings = { epochs, batchSize, trainEvaluation, precision, seed };
        const options = {
            model,
            optimizer,
            ...data,
            ...settings,
            ...(from && { from }),
            signal,
            onProgress,
            onNotice,
            onEpoch,
            keep: checkpointWriter(context, snapshots),
        };
        trained = await train(backend, options);
    }
    catch (error) {
        throw trainingFailure(error, signal);
    }
    // Of the epochs of this execution: a training that continued from a checkpoint did fewer, or none.
    const secondsPerEpoch = (performance.now() - startedAt) / 1000 / epochsLeft(epochs, from);
    const between = keptEpochs(params);
    const own = Object.entries(snapshots).filter(([name]) => between.some((epoch) => name.startsWith(`epoch-${epoch}/`)));
    await writeSafetensors(context.output('model'), { ...prefixed('initial', trained.initial), ...prefixed('final', trained.final), ...Object.fromEntries(own) }, { model: canonical(model), training: canonical({ epochs, kept: between }) });
    await writeTable(context.output('history'), COLUMNS, trained.history.map(toRow));
    const { labels } = data.test;
    const classes = trained.testLogits.length / Math.max(labels.length, 1);
    await writeSafetensors(context.output('predictions'), {
        'test.logits': { dtype: 'F32', shape: [labels.length, classes], data: trained.testLogits },
        'test.labels': { dtype: 'U8', shape: [labels.length], data: labels },
    });
    return summarise(model, trained, secondsPerEpoch);
}
/** The kernels of the convolutions after an epoch. */
function kernelsOf({ layers }, epoch, weights) {
    const names = new Set(layers.filter(({ type }) => type === 'conv2d').map(({ name }) => `${name}.kernel`));
    const kernels = Object.entries(weights).filter(([name]) => names.has(name));
    return prefixed(`epoch-${epoch}`, Object.fromEntries(kernels));
}
/** Reads the splits and checks what `infer` could not know of a dataset that comes from files. */
async function readDataset(path, model) {
    const file = await readSafetensors(path);
    const about = metadataAt(file, 'dataset');
    const classes = isObject(about) ? Number(about['classes']) : Number.NaN;
    const outputs = inferShapes(model).layers.at(-1)?.shape[0];
    if (classes !== outputs) {
        throw new StageFailure(`The last layer has ${outputs} outputs, the dataset has ${classes} classes`, {
            hint: 'Set the units of the last dense layer to the number of classes.',
        });
    }
    const splits = {
        train: readSplit(file, 'train'),
        validation: readSplit(file, 'validation'),
        test: readSplit(file, 'test'),
    };
    for (const { shape } of Object.values(splits)) {
        if (shape.slice(1).join() !== model.input.join()) {
            const found = shape.slice(1).join('x');
            throw new StageFailure(`The model takes images of ${model.input.join('x')}, the dataset has ${found}`, {
                hint: `Set the model's input to [${shape.slice(1).join(', ')}].`,
            });
        }
    }
    return splits;
}
function readSplit(file, split) {
    const { data: images, shape } = tensorAt(file, `${split}.images`, 'U8');
    const scale = pixelScaleOf(file);
    return { images, shape, labels: tensorAt(file, `${split}.labels`, 'U8').data, ...(scale && { scale }) };
}
/** @throws StageFailure when the backend is missing or cannot compute in the precision asked for. */
async function openFor({ params: { precision }, runtime }) {
    const backend = await openBackend(runtime);
    const why = precision === 'bfloat16' ? whyNoBfloat16(backend.facts) : undefined;
    if (why !== undefined)
        throw new StageFailure(why, { hint: 'Leave out "precision", or set it to float32.' });
    return backend;
}
function report(context, at, notice) {
    const { epochs } = context.params;
    const means = `loss ${at.loss.toFixed(4)}, accuracy ${at.accuracy.toFixed(4)}`;
    context.progress({
        done: (at.epoch - 1) * at.batches + at.batch,
        total: epochs * at.batches,
        unit: 'batches',
        note: `epoch ${at.epoch}/${epochs}, ${means}${notice === undefined ? '' : `. ${notice}`}`,
    });
}
function prefixed(prefix, weights) {
    const tensors = {};
    for (const [name, { shape, data }] of Object.entries(weights))
        tensors[`${prefix}/${name}`] = { dtype: 'F32', shape, data };
    return tensors;
}
function toRow({ epoch, running, train, validation }) {
    return {
        epoch,
        loss: running?.loss ?? null,
        accuracy: running?.accuracy ?? null,
        trainLoss: train?.loss ?? null,
        trainAccuracy: train?.accuracy ?? null,
        validationLoss: validation?.loss ?? null,
        validationAccuracy: validation?.accuracy ?? null,
    };
}
function summarise(model, { history, test }, secondsPerEpoch) {
    const last = history.at(-1);
    return {
        ...(test && { testAccuracy: test.accuracy, testLoss: test.loss }),
        ...(last?.validation && { validationAccuracy: last.validation.accuracy }),
        ...(last?.train && { trainAccuracy: last.train.accuracy }),
        parameters: inferShapes(model).parameters,
        secondsPerEpoch,
    };
}
