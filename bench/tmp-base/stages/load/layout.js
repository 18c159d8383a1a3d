import { lstatSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pngFiles } from './png-list.js';
const IDX_NAMES = ['train', 't10k'].flatMap((part) => [`${part}-images-idx3-ubyte`, `${part}-labels-idx1-ubyte`]);
/** The layout of a dataset with a `root`; undefined for MNIST, which is installed, and for folders of PNGs. */
export function layoutOf(dataset) {
    switch (dataset.source) {
        case 'mnist':
        case 'folder':
            return undefined;
        case 'idx':
        case 'fashion-mnist':
        case 'kmnist':
            return { root: resolve(dataset.root), names: IDX_NAMES };
        case 'emnist': {
            const parts = ['train', 'test'].flatMap((part) => [`${part}-images-idx3-ubyte`, `${part}-labels-idx1-ubyte`]);
            const names = [...parts, 'mapping.txt'].map((name) => `emnist-${dataset.split}-${name}`);
            return { root: resolve(dataset.root), names, folder: 'gzip', archive: 'gzip.zip' };
        }
        case 'cifar10': {
            const names = [...[1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.bin`), 'test_batch.bin'];
            const archive = 'cifar-10-binary.tar.gz';
            return { root: resolve(dataset.root), names, folder: 'cifar-10-batches-bin', archive };
        }
        case 'cifar100': {
            const names = ['train.bin', 'test.bin', `${dataset.labels}_label_names.txt`];
            const archive = 'cifar-100-binary.tar.gz';
            return { root: resolve(dataset.root), names, folder: 'cifar-100-binary', archive };
        }
        case 'stl10': {
            const names = ['train_X.bin', 'train_y.bin', 'test_X.bin', 'test_y.bin'];
            return { root: resolve(dataset.root), names, folder: 'stl10_binary', archive: 'stl10_binary.tar.gz' };
        }
        case 'svhn':
            return { root: resolve(dataset.root), names: ['train_32x32.mat', 'test_32x32.mat'] };
    }
}
/** Where `name` lies: unpacked files win over the archive. Undefined when there is neither. */
export function locate({ root, folder, archive }, name) {
    const folders = [root, ...(folder === undefined ? [] : [join(root, folder)])];
    for (const path of folders.flatMap((each) => [join(each, name), join(each, `${name}.gz`)])) {
        if (isThere(path))
            return { path, packed: false };
    }
    if (archive === undefined || !isThere(join(root, archive)))
        return undefined;
    return { path: join(root, archive), packed: true };
}
/** Whether something has that name, be it a link that leads nowhere: reading it will say what is wrong with it. */
function isThere(path) {
    try {
        return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
    }
    catch {
        return true;
    }
}
/**
 * Every file that loading the dataset reads, logical name -> path: the ones that `locate` finds at this moment. A missing
 * one is named where it should lie. MNIST has none: its content is pinned by digests in the code.
 */
export function filesOf(dataset) {
    if (dataset.source === 'folder')
        return pngFiles(resolve(dataset.root));
    const layout = layoutOf(dataset);
    if (layout === undefined)
        return {};
    const files = {};
    for (const name of layout.names) {
        const place = locate(layout, name) ?? { path: join(layout.root, name), packed: false };
        files[place.packed ? (layout.archive ?? name) : name] = place.path;
    }
    return files;
}
