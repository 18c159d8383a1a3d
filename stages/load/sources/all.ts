// Every source of images: one line each.
export { arrays } from './arrays.ts';
export { cifar10 } from './cifar10.ts';
export { cifar100 } from './cifar100.ts';
export { csv } from './csv.ts';
export { emnist } from './emnist.ts';
export { fashionMnist } from './fashion-mnist.ts';
export { folder } from './folder.ts';
export { idx } from './idx.ts';
export { kmnist } from './kmnist.ts';
export { mnist } from './mnist.ts';
export { stl10 } from './stl10.ts';
export { svhn } from './svhn.ts';
