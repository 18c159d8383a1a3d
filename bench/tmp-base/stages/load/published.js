const TINY = { shape: [28, 28, 1], classes: 10, train: 60_000, test: 10_000 };
const SMALL = { shape: [32, 32, 3], train: 50_000, test: 10_000 };
/** The datasets by `source`, as their authors describe them (SCIENCE 4). */
export const PUBLISHED = {
    mnist: { name: 'mnist', ...TINY },
    'fashion-mnist': {
        name: 'fashion-mnist',
        ...TINY,
        classNames: 'T-shirt/top,Trouser,Pullover,Dress,Coat,Sandal,Shirt,Sneaker,Bag,Ankle boot'.split(','),
    },
    kmnist: { name: 'kmnist', ...TINY, classNames: 'o,ki,su,tsu,na,ha,ma,ya,re,wo'.split(',') },
    cifar10: {
        name: 'cifar10',
        ...SMALL,
        classes: 10,
        classNames: 'airplane,automobile,bird,cat,deer,dog,frog,horse,ship,truck'.split(','),
    },
    stl10: {
        name: 'stl10',
        shape: [96, 96, 3],
        classes: 10,
        train: 5000,
        test: 8000,
        classNames: 'airplane,bird,car,cat,deer,dog,horse,monkey,ship,truck'.split(','),
    },
    svhn: { name: 'svhn', shape: [32, 32, 3], classes: 10, train: 73_257, test: 26_032 },
};
/** Images and classes of the divisions of EMNIST. Of `letters` the paper counts otherwise: the files are right. */
const EMNIST = {
    byclass: { classes: 62, train: 697_932, test: 116_323 },
    bymerge: { classes: 47, train: 697_932, test: 116_323 },
    balanced: { classes: 47, train: 112_800, test: 18_800 },
    letters: { classes: 26, train: 124_800, test: 20_800 },
    digits: { classes: 10, train: 240_000, test: 40_000 },
    mnist: { classes: 10, train: 60_000, test: 10_000 },
};
export function publishedOf(dataset) {
    switch (dataset.source) {
        case 'idx':
        case 'folder':
            return undefined;
        case 'emnist':
            return { name: `emnist-${dataset.split}`, shape: TINY.shape, ...EMNIST[dataset.split] };
        case 'cifar100':
            return { name: `cifar100-${dataset.labels}`, ...SMALL, classes: dataset.labels === 'fine' ? 100 : 20 };
        case 'mnist':
        case 'fashion-mnist':
        case 'kmnist':
        case 'cifar10':
        case 'stl10':
        case 'svhn':
            return PUBLISHED[dataset.source];
    }
}
