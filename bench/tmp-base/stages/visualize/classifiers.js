import { chiSquareAbove } from '../statistics/chi-square.js';
import { countCorrect } from './predictions.js';
export function accuracyOf(answers) {
    const images = answers.labels.length;
    const correct = countCorrect(answers);
    const accuracy = correct / images;
    return { images, correct, accuracy, error: Math.sqrt((accuracy * (1 - accuracy)) / images) };
}
/** @throws Error unless both answer the same images: callers check that before. */
export function mcNemar(first, second) {
    if (!sameLabels(first, second))
        throw new Error('Internal error: McNemar needs two answers to the same images');
    let [onlyFirst, onlySecond, agreement] = [0, 0, 0];
    for (const [image, label] of first.labels.entries()) {
        const [one, other] = [first.predicted[image], second.predicted[image]];
        if (one === other)
            agreement++;
        if (one === label && other !== label)
            onlyFirst++;
        if (one !== label && other === label)
            onlySecond++;
    }
    const differing = onlyFirst + onlySecond;
    const distance = Math.max(Math.abs(onlyFirst - onlySecond) - 1, 0);
    const chiSquare = differing === 0 ? 0 : (distance * distance) / differing;
    const exactP = binomialTails(Math.min(onlyFirst, onlySecond), differing);
    return { onlyFirst, onlySecond, agreement, chiSquare, p: chiSquareAbove(chiSquare), exactP };
}
export function sameLabels(first, second) {
    return Buffer.compare(first.labels, second.labels) === 0;
}
/** P(X <= fewest or X >= trials - fewest) for a fair coin, at most 1. In logarithms: 2^-trials alone would underflow. */
function binomialTails(fewest, trials) {
    let logTerm = -trials * Math.LN2;
    let sum = Math.exp(logTerm);
    for (let k = 1; k <= fewest; k++) {
        logTerm += Math.log((trials - k + 1) / k);
        sum += Math.exp(logTerm);
    }
    return Math.min(2 * sum, 1);
}
