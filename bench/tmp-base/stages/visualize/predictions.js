import { StageFailure } from '../../engine/core/failure.js';
import { isObject } from '../../engine/core/json.js';
import { metadataAt, readSafetensors, tensorAt } from '../formats/safetensors.js';
/**
 * Reads a `predictions` artifact.
 *
 * @throws StageFailure if it has no images, or logits and labels do not fit each other
 */
export async function readPredictions(path) {
    const file = await readSafetensors(path);
    const { data: logits, shape } = tensorAt(file, 'test.logits', 'F32');
    const labels = tensorAt(file, 'test.labels', 'U8').data;
    const [images = 0, classes = 0] = shape;
    if (images !== labels.length || shape.length !== 2) {
        throw new StageFailure(`Logits of [${shape.join(', ')}] do not fit ${labels.length} labels`);
    }
    if (images === 0) {
        throw new StageFailure('The predictions hold no test images', { hint: 'Use a dataset that has a test split.' });
    }
    const wrong = labels.findIndex((label) => label >= classes);
    if (wrong >= 0) {
        throw new StageFailure(`Image ${wrong} has label ${labels[wrong]}, the predictions have ${classes} classes`);
    }
    const predicted = Uint8Array.from(labels, (_, image) => largest(logits, image * classes, classes));
    return { classes, logits, labels, predicted };
}
function largest(values, start, count) {
    let best = 0;
    for (let index = 1; index < count; index++) {
        if ((values[start + index] ?? 0) > (values[start + best] ?? 0))
            best = index;
    }
    return best;
}
/** The probability that the classifier gives to each class of an image: the softmax of its logits, in float64. */
export function probabilities({ logits, classes }, image) {
    const own = [...logits.subarray(image * classes, (image + 1) * classes)];
    const most = Math.max(...own);
    const powers = own.map((logit) => Math.exp(logit - most));
    const sum = powers.reduce((a, b) => a + b, 0);
    return powers.map((power) => power / sum);
}
/** How many images are classified correctly. */
export function countCorrect({ labels, predicted }) {
    return labels.reduce((sum, label, image) => sum + Number(label === predicted[image]), 0);
}
/** The names of the classes that a `dataset` artifact has, or their numbers. */
export function classNamesOf(dataset, classes) {
    const about = dataset === undefined ? undefined : metadataAt(dataset, 'dataset');
    const names = isObject(about) ? about['classNames'] : undefined;
    return Array.from({ length: classes }, (_, index) => Array.isArray(names) && typeof names[index] === 'string' ? names[index] : String(index));
}
