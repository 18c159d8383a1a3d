/** Recall, precision and what they are made of, for each class. */
export function classScores({ classes, counts }) {
    const sum = (start, step) => Array.from({ length: classes }, (_, index) => counts[start + index * step] ?? 0).reduce((a, b) => a + b, 0);
    return Array.from({ length: classes }, (_, index) => {
        const [images, predicted] = [sum(index * classes, 1), sum(index, classes)];
        const correct = counts[index * classes + index] ?? 0;
        const share = (whole) => (whole === 0 ? null : correct / whole);
        return { images, predicted, correct, recall: share(images), precision: share(predicted) };
    });
}
