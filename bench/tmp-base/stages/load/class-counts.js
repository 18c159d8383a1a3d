/** Names in a sentence; the others are counted. */
const MOST_NAMED = 5;
/** Letters and digits that look alike in many fonts. */
const LOOKALIKES = { l: '1', i: '1', o: '0' };
/**
 * How many images each class has, as a text: `cat: 12, dog: 15`, or `12 each`.
 *
 * @param labels uint8 `[images]`, 0 to the number of names - 1
 */
export function perClass(labels, names) {
    const counts = countLabels(labels, names.length);
    const [first = 0] = counts;
    if (counts.every((count) => count === first))
        return `${first} each`;
    return counts.map((count, label) => `${names[label]}: ${count}`).join(', ');
}
/** Images per label. */
function countLabels(labels, classes) {
    const counts = Array.from({ length: classes }, () => 0);
    for (const label of labels)
        counts[label] = (counts[label] ?? 0) + 1;
    return counts;
}
/**
 * What is odd about the images that the classes have, in sentences with the probable cause: a class without training images
 * would be trained over in silence.
 *
 * @param parts the images of the classes that are kept, before any are left out
 * @param names of these classes
 * @param train labels of the images that are trained with, uint8 `[images]`
 */
export function classWarnings(parts, names, train, dataset) {
    const inFiles = countLabels(parts.train.labels, names.length);
    const inTest = countLabels(parts.test.labels, names.length);
    const used = countLabels(train, names.length);
    const which = (wanted) => names.filter((_, label) => wanted(label));
    const warnings = [];
    const nowhere = which((label) => inFiles[label] === 0 && inTest[label] === 0);
    const onlyTest = which((label) => inFiles[label] === 0 && inTest[label] !== 0);
    const onlyTrain = which((label) => inFiles[label] !== 0 && inTest[label] === 0);
    const left = which((label) => inFiles[label] !== 0 && used[label] === 0);
    if (nowhere.length > 0)
        warnings.push(`${say(nowhere)} no images at all${whyNowhere(parts, names, dataset)}`);
    if (onlyTest.length > 0)
        warnings.push(`${say(onlyTest)} no training images, only test images${typo(onlyTest, onlyTrain, dataset)}`);
    if (onlyTrain.length > 0)
        warnings.push(`${say(onlyTrain)} no test images: nothing measures how well ${onlyTrain.length === 1 ? 'it is' : 'they are'} learnt`);
    if (left.length > 0)
        warnings.push(`${say(left)} no training images left: "limit" or "validation" takes them all`);
    const ignored = (parts.emptyFolders ?? []).filter((folder) => !parts.classNames?.includes(labelOf(folder)));
    if (ignored.length > 0)
        warnings.push(`No images are in ${list(ignored)}: a label whose folders are all empty makes no class`);
    return warnings;
}
function labelOf(folder) {
    return folder.replace(/^.*\//, '');
}
/** `Class "cat" has`, `Classes "cat" and "dog" have` */
function say(names) {
    return `${names.length === 1 ? 'Class' : 'Classes'} ${list(names)} ${names.length === 1 ? 'has' : 'have'}`;
}
function list(names) {
    const shown = names.slice(0, MOST_NAMED).map((name) => `"${name}"`);
    if (names.length > MOST_NAMED)
        shown.push(`${names.length - MOST_NAMED} more`);
    return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
function whyNowhere({ train, test }, names, dataset) {
    if (dataset.source !== 'idx' || dataset.only !== undefined)
        return '';
    let [first, last] = [255, 0];
    for (const { labels } of [train, test]) {
        for (const label of labels)
            [first, last] = [Math.min(first, label), Math.max(last, label)];
    }
    if (first > 0) {
        const shown = last - first < 3 ? rangeOf(first, last).join(', ') : `${first}, ${first + 1}, ..., ${last}`;
        return `: the labels of the files begin at ${first}. To number classes from 0, set only: [${shown}]`;
    }
    return last < names.length - 1
        ? `: the labels of the files end at ${last}. Is "classes: ${names.length}" right?`
        : '';
}
function rangeOf(first, last) {
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
/** Which folder of the training images was probably meant. */
function typo(onlyTest, onlyTrain, dataset) {
    if (dataset.source !== 'folder')
        return '';
    for (const name of onlyTest) {
        const single = onlyTest.length === 1 && onlyTrain.length === 1 ? onlyTrain[0] : undefined;
        const meant = onlyTrain.find((other) => looks(other) === looks(name)) ?? single;
        if (meant !== undefined)
            return `: should the folder "test/${name}" be "test/${meant}"?`;
    }
    return '';
}
/** How a name looks: upper case, spaces, accents' encoding and similar letters do not count. */
function looks(name) {
    const plain = name
        .normalize('NFKC')
        .toLowerCase()
        .replaceAll(/[\s_-]/g, '');
    return plain.replaceAll(/[lio]/g, (letter) => LOOKALIKES[letter] ?? letter);
}
