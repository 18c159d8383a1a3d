import { StageFailure } from '../../engine/core/failure.js';
import { parseNames, readCifar } from './cifar.js';
import { readEmnist } from './emnist.js';
import { checkDigests, readIdxPart } from './idx.js';
import { layoutOf } from './layout.js';
import { MNIST_DIGESTS, mnistLayout } from './mnist.js';
import { readPngFolder } from './png-folder.js';
import { publishedOf } from './published.js';
import { readFiles } from './read-files.js';
import { readStl10 } from './stl10.js';
import { readSvhn } from './svhn.js';
/**
 * Reads the files of a dataset, whatever their format.
 *
 * @throws StageFailure if a file is missing or damaged, or files do not belong together
 */
export async function readParts(dataset, reading) {
    if (dataset.source === 'folder')
        return readPngFolder(dataset, reading);
    const layout = layoutOf(dataset);
    // The digests in the code say which content MNIST has: its files are in no key, so they are not reported.
    const own = layout === undefined ? { ...reading, usedFile: () => undefined } : reading;
    const contents = await readFiles(layout ?? mnistLayout(), (name) => missingHint(dataset, name), own);
    const facts = publishedOf(dataset);
    const name = facts?.name ?? dataset.source;
    const classes = facts?.classes ?? 0;
    const about = { name, classes, ...(facts?.classNames && { classNames: facts.classNames }) };
    switch (dataset.source) {
        case 'idx': {
            await checkDigests(contents, dataset.digests ?? {}, reading);
            const read = (part) => readIdxPart(contents, { part, classes: dataset.classes });
            const [train, test] = [read('train'), read('t10k')];
            return { name: dataset.name, classes: dataset.classes ?? countClasses(train, test), train, test };
        }
        case 'mnist':
        case 'fashion-mnist':
        case 'kmnist': {
            if (dataset.source === 'mnist')
                await checkDigests(contents, MNIST_DIGESTS, reading);
            const read = (part) => readIdxPart(contents, { part, classes });
            return { ...about, train: read('train'), test: read('t10k') };
        }
        case 'emnist':
            return { ...about, ...(await readEmnist(contents, { split: dataset.split, classes }, reading)) };
        case 'cifar10': {
            const batches = [1, 2, 3, 4, 5].map((batch) => contents(`data_batch_${batch}.bin`));
            const labels = { count: 1, used: 0, classes };
            const train = await readCifar(batches, labels, reading);
            return { ...about, train, test: await readCifar([contents('test_batch.bin')], labels, reading) };
        }
        case 'cifar100': {
            const labels = { count: 2, used: dataset.labels === 'fine' ? 1 : 0, classes };
            const classNames = parseNames(contents(`${dataset.labels}_label_names.txt`), classes);
            const read = (file) => readCifar([contents(file)], labels, reading);
            return { ...about, classNames, train: await read('train.bin'), test: await read('test.bin') };
        }
        case 'stl10': {
            const read = (part) => readStl10(contents(`${part}_X.bin`), contents(`${part}_y.bin`), reading);
            return { ...about, train: await read('train'), test: await read('test') };
        }
        case 'svhn': {
            const train = await readSvhn(contents('train_32x32.mat'), reading);
            return { ...about, train, test: await readSvhn(contents('test_32x32.mat'), reading) };
        }
    }
}
/**
 * Checks that the files hold the published number of images: their formats would not show that whole images are missing.
 *
 * @throws StageFailure if they do not
 */
export function checkPublished(dataset, parts) {
    if (dataset.source === 'mnist' || dataset.source === 'idx' || dataset.source === 'folder')
        return;
    const facts = publishedOf(dataset);
    for (const part of ['train', 'test']) {
        const { shape, labels } = parts[part];
        if (String(shape) === String(facts.shape) && labels.length === facts[part])
            continue;
        const expected = `${facts[part]} images of ${facts.shape.join(' x ')}`;
        throw new StageFailure(`Not the files of ${facts.name} in "${dataset.root}": expected ${expected} for ${part}, found ${labels.length} of ${shape.join(' x ')}`, { hint: missingHint(dataset, '') });
    }
}
function countClasses(...parts) {
    let classes = 0;
    for (const { labels } of parts)
        for (const label of labels)
            classes = Math.max(classes, label + 1);
    return classes;
}
function missingHint(dataset, name) {
    if (dataset.source === 'mnist')
        return 'Install the packages again: node scripts/setup.mjs';
    if (dataset.source === 'idx') {
        return 'Put the four IDX files of the dataset into that folder, or correct "root".';
    }
    const mapping = name.endsWith('mapping.txt') ? 'The mapping tells which label means which character. ' : '';
    return `${mapping}Get the files with "assay fetch ${dataset.source} --root ${dataset.root}", or correct "root".`;
}
