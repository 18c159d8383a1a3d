// Generated from the schemas in this folder by "npm run generate". Do not edit.

/**
 * 70,000 handwritten digits, 28 x 28 pixels, one channel. Installed with Assay; the content is checked
 */
export interface DatasetMnist {
/**
 * The handwritten digits of LeCun, Cortes and Burges
 */
readonly source: "mnist"
/**
 * Which training images to hold out for validation
 */
readonly validation: {
/**
 * Share of the training images; 0 holds out none
 */
readonly fraction: number
/**
 * Take the same share of every class
 */
readonly stratified: boolean
/**
 * Seed for choosing images. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Use only part of the images, for quick runs. Each class keeps its share
 */
readonly limit?: {
/**
 * How many training images to use, including those held out for validation
 */
readonly train?: number
/**
 * How many test images to use
 */
readonly test?: number
/**
 * Seed for choosing images. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Use only the images of these classes, by number. They become 0, 1, ... in the order of this list
 * 
 * @minItems 1
 */
readonly only?: [number, ...(number)[]]
/**
 * Resize every image
 */
readonly resize?: {
/**
 * [height, width] in pixels
 * 
 * @minItems 2
 * @maxItems 2
 */
readonly size: [number, number]
/**
 * bilinear: the mean of the four nearest pixels, weighted by distance; nearest: the nearest pixel. Pixel i covers i to i + 1 in both images (half-pixel centres). Nothing is smoothed before shrinking
 */
readonly method: ("bilinear" | "nearest")
}
/**
 * Replace every pixel p (0 to 255) by 255 - p
 */
readonly invert: boolean
/**
 * Give classifiers (pixel - mean) / deviation instead of pixels from 0 to 1. Mean and deviation of each channel come from the training images, without those held out. Autoencoders always get 0 to 1
 */
readonly standardize: boolean
}

/**
 * Four files in the format of MNIST: train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, each plain or with .gz
 */
export interface DatasetIdx {
/**
 * Your own files in the format of MNIST
 */
readonly source: "idx"
/**
 * Folder of the four files; a relative path starts at the folder where assay is called
 */
readonly root: string
/**
 * Name of the dataset in pictures and reports
 */
readonly name: string
/**
 * Number of classes: labels are 0 to classes - 1. Without it, the greatest label plus 1
 */
readonly classes?: number
/**
 * SHA-256 of the unpacked files. Loading stops when one differs, so that no other content can pass for the one you meant
 */
readonly digests?: {
/**
 * "sha256:" and the 64 hexadecimal digits of this file
 */
"train-images-idx3-ubyte"?: string
/**
 * "sha256:" and the 64 hexadecimal digits of this file
 */
"train-labels-idx1-ubyte"?: string
/**
 * "sha256:" and the 64 hexadecimal digits of this file
 */
"t10k-images-idx3-ubyte"?: string
/**
 * "sha256:" and the 64 hexadecimal digits of this file
 */
"t10k-labels-idx1-ubyte"?: string
}
/**
 * Which training images to hold out for validation
 */
readonly validation: {
/**
 * Share of the training images; 0 holds out none
 */
readonly fraction: number
/**
 * Take the same share of every class
 */
readonly stratified: boolean
/**
 * Seed for choosing images. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Use only part of the images, for quick runs. Each class keeps its share
 */
readonly limit?: {
/**
 * How many training images to use, including those held out for validation
 */
readonly train?: number
/**
 * How many test images to use
 */
readonly test?: number
/**
 * Seed for choosing images. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Use only the images of these classes, by number. They become 0, 1, ... in the order of this list
 * 
 * @minItems 1
 */
readonly only?: [number, ...(number)[]]
/**
 * Resize every image
 */
readonly resize?: {
/**
 * [height, width] in pixels
 * 
 * @minItems 2
 * @maxItems 2
 */
readonly size: [number, number]
/**
 * bilinear: the mean of the four nearest pixels, weighted by distance; nearest: the nearest pixel. Pixel i covers i to i + 1 in both images (half-pixel centres). Nothing is smoothed before shrinking
 */
readonly method: ("bilinear" | "nearest")
}
/**
 * Replace every pixel p (0 to 255) by 255 - p
 */
readonly invert: boolean
/**
 * Give classifiers (pixel - mean) / deviation instead of pixels from 0 to 1. Mean and deviation of each channel come from the training images, without those held out. Autoencoders always get 0 to 1
 */
readonly standardize: boolean
}

/**
 * 70,000 pictures of clothes, 28 x 28 pixels, one channel, 10 classes
 */
export interface DatasetFashionMnist {
/**
 * The articles of Zalando
 */
readonly source: "fashion-mnist"
/**
 * Folder of the four IDX files, each as it is or with .gz; a relative path starts at the folder where assay is called. "assay fetch fashion-mnist" fills it
 */
readonly root: string
/**
 * Which training images to hold out for validation
 */
readonly validation: {
/**
 * Share of the training images; 0 holds out none
 */
readonly fraction: number
/**
 * Take the same share of every class
 */
readonly stratified: boolean
/**
 * Seed for choosing images. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Use only part of the images, for quick runs. Each class keeps its share
 */
readonly limit?: {
/**
 * How many training images to use, including those held out for validation
 */
readonly train?: number
/**
 * How many test images to use
 */
readonly test?: number
/**
 * Seed for choosing images. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Use only the images of these classes, by number. They become 0, 1, ... in the order of this list
 * 
 * @minItems 1
 */
readonly only?: [number, ...(number)[]]
/**
 * Resize every image
 */
readonly resize?: {
/**
 * [height, width] in pixels
 * 
 * @minItems 2
 * @maxItems 2
 */
readonly size: [number, number]
/**
 * bilinear: the mean of the four nearest pixels, weighted by distance; nearest: the nearest pixel. Pixel i covers i to i + 1 in both images (half-pixel centres). Nothing is smoothed before shrinking
 */
readonly method: ("bilinear" | "nearest")
}
/**
 * Replace every pixel p (0 to 255) by 255 - p
 */
readonly invert: boolean
/**
 * Give classifiers (pixel - mean) / deviation instead of pixels from 0 to 1. Mean and deviation of each channel come from the training images, without those held out. Autoencoders always get 0 to 1
 */
readonly standardize: boolean
}

/**
 * 70,000 cursive Japanese characters, 28 x 28 pixels, one channel, 10 classes
 */
export interface DatasetKmnist {
/**
 * Kuzushiji-MNIST of the Center for Open Data in the Humanities
 */
readonly source: "kmnist"
/**
 * Folder of the four IDX files, each as it is or with .gz; a relative path starts at the folder where assay is called. "assay fetch kmnist" fills it
 */
readonly root: string
/**
 * Which training images to hold out for validation
 */
readonly validation: {
/**
 * Share of the training images; 0 holds out none
 */
readonly fraction: number
/**
 * Take the same share of every class
 */
readonly stratified: boolean
/**
 * Seed for choosing images. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Use only part of the images, for quick runs. Each class keeps its share
 */
readonly limit?: {
/**
 * How many training images to use, including those held out for validation
 */
readonly train?: number
/**
 * How many test images to use
 */
readonly test?: number
/**
 * Seed for choosing images. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Use only the images of these classes, by number. They become 0, 1, ... in the order of this list
 * 
 * @minItems 1
 */
readonly only?: [number, ...(number)[]]
/**
 * Resize every image
 */
readonly resize?: {
/**
 * [height, width] in pixels
 * 
 * @minItems 2
 * @maxItems 2
 */
readonly size: [number, number]
/**
 * bilinear: the mean of the four nearest pixels, weighted by distance; nearest: the nearest pixel. Pixel i covers i to i + 1 in both images (half-pixel centres). Nothing is smoothed before shrinking
 */
readonly method: ("bilinear" | "nearest")
}
/**
 * Replace every pixel p (0 to 255) by 255 - p
 */
readonly invert: boolean
/**
 * Give classifiers (pixel - mean) / deviation instead of pixels from 0 to 1. Mean and deviation of each channel come from the training images, without those held out. Autoencoders always get 0 to 1
 */
readonly standardize: boolean
}

/**
 * Handwritten letters and digits, 28 x 28 pixels, one channel, in six divisions; Assay turns them upright
 */
export interface DatasetEmnist {
/**
 * The extension of MNIST by NIST
 */
readonly source: "emnist"
/**
 * Folder of gzip.zip, or of the files unpacked from it, the mapping included; a relative path starts at the folder where assay is called. "assay fetch emnist" fills it
 */
readonly root: string
/**
 * Which division: byclass has 62 classes and 814,255 images, bymerge 47 and as many, balanced 47 and 131,600, letters 26 and 145,600, digits 10 and 280,000, mnist 10 and 70,000
 */
readonly split: ("byclass" | "bymerge" | "balanced" | "letters" | "digits" | "mnist")
/**
 * Which training images to hold out for validation
 */
readonly validation: {
/**
 * Share of the training images; 0 holds out none
 */
readonly fraction: number
/**
 * Take the same share of every class
 */
readonly stratified: boolean
/**
 * Seed for choosing images. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Use only part of the images, for quick runs. Each class keeps its share
 */
readonly limit?: {
/**
 * How many training images to use, including those held out for validation
 */
readonly train?: number
/**
 * How many test images to use
 */
readonly test?: number
/**
 * Seed for choosing images. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Use only the images of these classes, by number. They become 0, 1, ... in the order of this list
 * 
 * @minItems 1
 */
readonly only?: [number, ...(number)[]]
/**
 * Resize every image
 */
readonly resize?: {
/**
 * [height, width] in pixels
 * 
 * @minItems 2
 * @maxItems 2
 */
readonly size: [number, number]
/**
 * bilinear: the mean of the four nearest pixels, weighted by distance; nearest: the nearest pixel. Pixel i covers i to i + 1 in both images (half-pixel centres). Nothing is smoothed before shrinking
 */
readonly method: ("bilinear" | "nearest")
}
/**
 * Replace every pixel p (0 to 255) by 255 - p
 */
readonly invert: boolean
/**
 * Give classifiers (pixel - mean) / deviation instead of pixels from 0 to 1. Mean and deviation of each channel come from the training images, without those held out. Autoencoders always get 0 to 1
 */
readonly standardize: boolean
}

/**
 * 60,000 photographs, 32 x 32 pixels, three channels, 10 classes
 */
export interface DatasetCifar10 {
/**
 * The tiny images of Krizhevsky, binary version
 */
readonly source: "cifar10"
/**
 * Folder of cifar-10-binary.tar.gz, or of the files unpacked from it; a relative path starts at the folder where assay is called. "assay fetch cifar10" fills it
 */
readonly root: string
/**
 * Which training images to hold out for validation
 */
readonly validation: {
/**
 * Share of the training images; 0 holds out none
 */
readonly fraction: number
/**
 * Take the same share of every class
 */
readonly stratified: boolean
/**
 * Seed for choosing images. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Use only part of the images, for quick runs. Each class keeps its share
 */
readonly limit?: {
/**
 * How many training images to use, including those held out for validation
 */
readonly train?: number
/**
 * How many test images to use
 */
readonly test?: number
/**
 * Seed for choosing images. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Use only the images of these classes, by number. They become 0, 1, ... in the order of this list
 * 
 * @minItems 1
 */
readonly only?: [number, ...(number)[]]
/**
 * Resize every image
 */
readonly resize?: {
/**
 * [height, width] in pixels
 * 
 * @minItems 2
 * @maxItems 2
 */
readonly size: [number, number]
/**
 * bilinear: the mean of the four nearest pixels, weighted by distance; nearest: the nearest pixel. Pixel i covers i to i + 1 in both images (half-pixel centres). Nothing is smoothed before shrinking
 */
readonly method: ("bilinear" | "nearest")
}
/**
 * Replace every pixel p (0 to 255) by 255 - p
 */
readonly invert: boolean
/**
 * Give classifiers (pixel - mean) / deviation instead of pixels from 0 to 1. Mean and deviation of each channel come from the training images, without those held out. Autoencoders always get 0 to 1
 */
readonly standardize: boolean
}

/**
 * 60,000 photographs, 32 x 32 pixels, three channels, 100 classes in 20 groups
 */
export interface DatasetCifar100 {
/**
 * The tiny images of Krizhevsky, binary version
 */
readonly source: "cifar100"
/**
 * Folder of cifar-100-binary.tar.gz, or of the files unpacked from it; a relative path starts at the folder where assay is called. "assay fetch cifar100" fills it
 */
readonly root: string
/**
 * fine: the 100 classes; coarse: the 20 groups
 */
readonly labels: ("fine" | "coarse")
/**
 * Which training images to hold out for validation
 */
readonly validation: {
/**
 * Share of the training images; 0 holds out none
 */
readonly fraction: number
/**
 * Take the same share of every class
 */
readonly stratified: boolean
/**
 * Seed for choosing images. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Use only part of the images, for quick runs. Each class keeps its share
 */
readonly limit?: {
/**
 * How many training images to use, including those held out for validation
 */
readonly train?: number
/**
 * How many test images to use
 */
readonly test?: number
/**
 * Seed for choosing images. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Use only the images of these classes, by number. They become 0, 1, ... in the order of this list
 * 
 * @minItems 1
 */
readonly only?: [number, ...(number)[]]
/**
 * Resize every image
 */
readonly resize?: {
/**
 * [height, width] in pixels
 * 
 * @minItems 2
 * @maxItems 2
 */
readonly size: [number, number]
/**
 * bilinear: the mean of the four nearest pixels, weighted by distance; nearest: the nearest pixel. Pixel i covers i to i + 1 in both images (half-pixel centres). Nothing is smoothed before shrinking
 */
readonly method: ("bilinear" | "nearest")
}
/**
 * Replace every pixel p (0 to 255) by 255 - p
 */
readonly invert: boolean
/**
 * Give classifiers (pixel - mean) / deviation instead of pixels from 0 to 1. Mean and deviation of each channel come from the training images, without those held out. Autoencoders always get 0 to 1
 */
readonly standardize: boolean
}

/**
 * 13,000 labelled photographs, 96 x 96 pixels, three channels, 10 classes. Photographs without labels are left out
 */
export interface DatasetStl10 {
/**
 * The images of Coates, Lee and Ng
 */
readonly source: "stl10"
/**
 * Folder of stl10_binary.tar.gz, or of the files unpacked from it, which load faster; a relative path starts at the folder where assay is called. "assay fetch stl10" fills it
 */
readonly root: string
/**
 * Which training images to hold out for validation
 */
readonly validation: {
/**
 * Share of the training images; 0 holds out none
 */
readonly fraction: number
/**
 * Take the same share of every class
 */
readonly stratified: boolean
/**
 * Seed for choosing images. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Use only part of the images, for quick runs. Each class keeps its share
 */
readonly limit?: {
/**
 * How many training images to use, including those held out for validation
 */
readonly train?: number
/**
 * How many test images to use
 */
readonly test?: number
/**
 * Seed for choosing images. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Use only the images of these classes, by number. They become 0, 1, ... in the order of this list
 * 
 * @minItems 1
 */
readonly only?: [number, ...(number)[]]
/**
 * Resize every image
 */
readonly resize?: {
/**
 * [height, width] in pixels
 * 
 * @minItems 2
 * @maxItems 2
 */
readonly size: [number, number]
/**
 * bilinear: the mean of the four nearest pixels, weighted by distance; nearest: the nearest pixel. Pixel i covers i to i + 1 in both images (half-pixel centres). Nothing is smoothed before shrinking
 */
readonly method: ("bilinear" | "nearest")
}
/**
 * Replace every pixel p (0 to 255) by 255 - p
 */
readonly invert: boolean
/**
 * Give classifiers (pixel - mean) / deviation instead of pixels from 0 to 1. Mean and deviation of each channel come from the training images, without those held out. Autoencoders always get 0 to 1
 */
readonly standardize: boolean
}

/**
 * 99,289 house numbers, cropped to one digit, 32 x 32 pixels, three channels
 */
export interface DatasetSvhn {
/**
 * The street view house numbers of Netzer and others, format 2
 */
readonly source: "svhn"
/**
 * Folder of train_32x32.mat and test_32x32.mat; a relative path starts at the folder where assay is called. "assay fetch svhn" fills it
 */
readonly root: string
/**
 * Which training images to hold out for validation
 */
readonly validation: {
/**
 * Share of the training images; 0 holds out none
 */
readonly fraction: number
/**
 * Take the same share of every class
 */
readonly stratified: boolean
/**
 * Seed for choosing images. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Use only part of the images, for quick runs. Each class keeps its share
 */
readonly limit?: {
/**
 * How many training images to use, including those held out for validation
 */
readonly train?: number
/**
 * How many test images to use
 */
readonly test?: number
/**
 * Seed for choosing images. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Use only the images of these classes, by number. They become 0, 1, ... in the order of this list
 * 
 * @minItems 1
 */
readonly only?: [number, ...(number)[]]
/**
 * Resize every image
 */
readonly resize?: {
/**
 * [height, width] in pixels
 * 
 * @minItems 2
 * @maxItems 2
 */
readonly size: [number, number]
/**
 * bilinear: the mean of the four nearest pixels, weighted by distance; nearest: the nearest pixel. Pixel i covers i to i + 1 in both images (half-pixel centres). Nothing is smoothed before shrinking
 */
readonly method: ("bilinear" | "nearest")
}
/**
 * Replace every pixel p (0 to 255) by 255 - p
 */
readonly invert: boolean
/**
 * Give classifiers (pixel - mean) / deviation instead of pixels from 0 to 1. Mean and deviation of each channel come from the training images, without those held out. Autoencoders always get 0 to 1
 */
readonly standardize: boolean
}

/**
 * Images as <split>/<label>/<name>.png, with the splits train and test. Each label's folder is a class
 */
export interface DatasetFolder {
/**
 * Your own pictures
 */
readonly source: "folder"
/**
 * Folder that contains the folders train and test; a relative path starts at the folder where assay is called
 */
readonly root: string
/**
 * Name of the dataset in pictures and reports
 */
readonly name: string
/**
 * [height, width] of every image, in pixels. Use resize to change the size after loading
 * 
 * @minItems 2
 * @maxItems 2
 */
readonly size: [number, number]
/**
 * 1: grey, 3: colour
 */
readonly channels: (1 | 3)
/**
 * Number of classes, checked against the folders. State it so that the model is checked before anything runs
 */
readonly classes?: number
/**
 * Which training images to hold out for validation
 */
readonly validation: {
/**
 * Share of the training images; 0 holds out none
 */
readonly fraction: number
/**
 * Take the same share of every class
 */
readonly stratified: boolean
/**
 * Seed for choosing images. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Use only part of the images, for quick runs. Each class keeps its share
 */
readonly limit?: {
/**
 * How many training images to use, including those held out for validation
 */
readonly train?: number
/**
 * How many test images to use
 */
readonly test?: number
/**
 * Seed for choosing images. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Use only the images of these classes, by number. They become 0, 1, ... in the order of this list
 * 
 * @minItems 1
 */
readonly only?: [number, ...(number)[]]
/**
 * Resize every image
 */
readonly resize?: {
/**
 * [height, width] in pixels
 * 
 * @minItems 2
 * @maxItems 2
 */
readonly size: [number, number]
/**
 * bilinear: the mean of the four nearest pixels, weighted by distance; nearest: the nearest pixel. Pixel i covers i to i + 1 in both images (half-pixel centres). Nothing is smoothed before shrinking
 */
readonly method: ("bilinear" | "nearest")
}
/**
 * Replace every pixel p (0 to 255) by 255 - p
 */
readonly invert: boolean
/**
 * Give classifiers (pixel - mean) / deviation instead of pixels from 0 to 1. Mean and deviation of each channel come from the training images, without those held out. Autoencoders always get 0 to 1
 */
readonly standardize: boolean
}

export type Dataset = DatasetMnist | DatasetIdx | DatasetFashionMnist | DatasetKmnist | DatasetEmnist | DatasetCifar10 | DatasetCifar100 | DatasetStl10 | DatasetSvhn | DatasetFolder;

/**
 * A network of layers, one after another
 */
export interface Model {
/**
 * Shape of one image: [height, width, channels]
 * 
 * @minItems 3
 * @maxItems 3
 */
readonly input: [number, number, number]
/**
 * The layers in order, each a mapping with one key: its type
 * 
 * @minItems 1
 * @maxItems 1000
 * 
 * Items: One layer: a mapping with one key, its type
 */
readonly layers: [({
/**
 * An activation as a separate layer
 */
readonly activation: {
/**
 * Name of the layer. Default: its type and number, such as conv1, conv2, pool1, dense1
 */
readonly name?: string
/**
 * Function of every output. softmax is over the last axis; leakyRelu has slope 0.01
 */
readonly kind: ("linear" | "relu" | "leakyRelu" | "tanh" | "sigmoid" | "softmax")
}
} | {
/**
 * The mean of each window
 */
readonly avgPool2d: {
/**
 * Name of the layer. Default: its type and number, such as conv1, conv2, pool1, dense1
 */
readonly name?: string
/**
 * Height and width of the window
 */
readonly size: (number | [number, number])
/**
 * Step from one window to the next. Default: the size of the window
 */
readonly strides?: (number | [number, number])
/**
 * valid: only whole windows. same: pad with zeros, so that the output has ceil(size / stride) positions
 */
readonly padding: ("valid" | "same")
}
} | {
/**
 * Convolution over height and width
 */
readonly conv2d: {
/**
 * Name of the layer. Default: its type and number, such as conv1, conv2, pool1, dense1
 */
readonly name?: string
/**
 * Number of filters: the channels of the output
 */
readonly filters: number
/**
 * Height and width of a filter
 */
readonly kernel: (number | [number, number])
/**
 * Step from one position to the next
 */
readonly strides: (number | [number, number])
/**
 * valid: only whole windows. same: pad with zeros, so that the output has ceil(size / stride) positions
 */
readonly padding: ("valid" | "same")
/**
 * Function of every output. softmax is over the last axis; leakyRelu has slope 0.01
 */
readonly activation: ("linear" | "relu" | "leakyRelu" | "tanh" | "sigmoid" | "softmax")
/**
 * Whether to add a learnt number to every output
 */
readonly useBias: boolean
}
} | {
/**
 * Every output is a weighted sum of all inputs. Needs a flat input
 */
readonly dense: {
/**
 * Name of the layer. Default: its type and number, such as conv1, conv2, pool1, dense1
 */
readonly name?: string
/**
 * Number of outputs
 */
readonly units: number
/**
 * Function of every output. softmax is over the last axis; leakyRelu has slope 0.01
 */
readonly activation: ("linear" | "relu" | "leakyRelu" | "tanh" | "sigmoid" | "softmax")
/**
 * Whether to add a learnt number to every output
 */
readonly useBias: boolean
}
} | {
/**
 * In training, sets random values to zero and scales up the others. In evaluation, does nothing
 */
readonly dropout: {
/**
 * Name of the layer. Default: its type and number, such as conv1, conv2, pool1, dense1
 */
readonly name?: string
/**
 * Share of the values to set to zero
 */
readonly rate: number
}
} | {
/**
 * Turns an image into one list of values: row by row, the channels fastest
 */
readonly flatten: {
/**
 * Name of the layer. Default: its type and number, such as conv1, conv2, pool1, dense1
 */
readonly name?: string
}
} | {
/**
 * The greatest value of each window
 */
readonly maxPool2d: {
/**
 * Name of the layer. Default: its type and number, such as conv1, conv2, pool1, dense1
 */
readonly name?: string
/**
 * Height and width of the window
 */
readonly size: (number | [number, number])
/**
 * Step from one window to the next. Default: the size of the window
 */
readonly strides?: (number | [number, number])
/**
 * valid: only whole windows. same: pad with zeros, so that the output has ceil(size / stride) positions
 */
readonly padding: ("valid" | "same")
}
}), ...(({
/**
 * An activation as a separate layer
 */
readonly activation: {
/**
 * Name of the layer. Default: its type and number, such as conv1, conv2, pool1, dense1
 */
readonly name?: string
/**
 * Function of every output. softmax is over the last axis; leakyRelu has slope 0.01
 */
readonly kind: ("linear" | "relu" | "leakyRelu" | "tanh" | "sigmoid" | "softmax")
}
} | {
/**
 * The mean of each window
 */
readonly avgPool2d: {
/**
 * Name of the layer. Default: its type and number, such as conv1, conv2, pool1, dense1
 */
readonly name?: string
/**
 * Height and width of the window
 */
readonly size: (number | [number, number])
/**
 * Step from one window to the next. Default: the size of the window
 */
readonly strides?: (number | [number, number])
/**
 * valid: only whole windows. same: pad with zeros, so that the output has ceil(size / stride) positions
 */
readonly padding: ("valid" | "same")
}
} | {
/**
 * Convolution over height and width
 */
readonly conv2d: {
/**
 * Name of the layer. Default: its type and number, such as conv1, conv2, pool1, dense1
 */
readonly name?: string
/**
 * Number of filters: the channels of the output
 */
readonly filters: number
/**
 * Height and width of a filter
 */
readonly kernel: (number | [number, number])
/**
 * Step from one position to the next
 */
readonly strides: (number | [number, number])
/**
 * valid: only whole windows. same: pad with zeros, so that the output has ceil(size / stride) positions
 */
readonly padding: ("valid" | "same")
/**
 * Function of every output. softmax is over the last axis; leakyRelu has slope 0.01
 */
readonly activation: ("linear" | "relu" | "leakyRelu" | "tanh" | "sigmoid" | "softmax")
/**
 * Whether to add a learnt number to every output
 */
readonly useBias: boolean
}
} | {
/**
 * Every output is a weighted sum of all inputs. Needs a flat input
 */
readonly dense: {
/**
 * Name of the layer. Default: its type and number, such as conv1, conv2, pool1, dense1
 */
readonly name?: string
/**
 * Number of outputs
 */
readonly units: number
/**
 * Function of every output. softmax is over the last axis; leakyRelu has slope 0.01
 */
readonly activation: ("linear" | "relu" | "leakyRelu" | "tanh" | "sigmoid" | "softmax")
/**
 * Whether to add a learnt number to every output
 */
readonly useBias: boolean
}
} | {
/**
 * In training, sets random values to zero and scales up the others. In evaluation, does nothing
 */
readonly dropout: {
/**
 * Name of the layer. Default: its type and number, such as conv1, conv2, pool1, dense1
 */
readonly name?: string
/**
 * Share of the values to set to zero
 */
readonly rate: number
}
} | {
/**
 * Turns an image into one list of values: row by row, the channels fastest
 */
readonly flatten: {
/**
 * Name of the layer. Default: its type and number, such as conv1, conv2, pool1, dense1
 */
readonly name?: string
}
} | {
/**
 * The greatest value of each window
 */
readonly maxPool2d: {
/**
 * Name of the layer. Default: its type and number, such as conv1, conv2, pool1, dense1
 */
readonly name?: string
/**
 * Height and width of the window
 */
readonly size: (number | [number, number])
/**
 * Step from one window to the next. Default: the size of the window
 */
readonly strides?: (number | [number, number])
/**
 * valid: only whole windows. same: pad with zeros, so that the output has ceil(size / stride) positions
 */
readonly padding: ("valid" | "same")
}
}))[]]
}

/**
 * How the weights follow the gradient: a mapping with one key, the name of the optimizer
 */
export type Optimizer = ({
/**
 * Adam (Kingma and Ba 2015)
 */
readonly adam: {
/**
 * Roughly the largest change of a weight in one update
 */
readonly learningRate: number
/**
 * Decay of the running mean of the gradients
 */
readonly beta1: number
/**
 * Decay of the running mean of the squared gradients
 */
readonly beta2: number
/**
 * Added to the divisor, so that a small mean square does no harm
 */
readonly epsilon: number
}
} | {
/**
 * Stochastic gradient descent, as in Keras 2
 */
readonly sgd: {
/**
 * Length of a step; with momentum, effectively learningRate / (1 - momentum)
 */
readonly learningRate: number
/**
 * Share of the last step that is added to the next; 0 is plain gradient descent
 */
readonly momentum: number
/**
 * Nesterov's form of momentum
 */
readonly nesterov: boolean
/**
 * Per update, not per epoch: update t uses learningRate / (1 + decay * t)
 */
readonly decay: number
/**
 * L2 penalty: adds weightDecay * kernel to each kernel's gradient; not to biases, not to the reported loss
 */
readonly weightDecay: number
}
})

/**
 * Reads a dataset, checks its files, and splits it into train, validation and test
 */
export interface LoadParams {
/**
 * Name of an entry of "datasets"
 */
readonly dataset: Dataset
}

/**
 * Trains a classifier with categorical cross-entropy. Keeps the weights before and after training, the loss and accuracy of every epoch, and the predictions for the test images
 */
export interface TrainParams {
/**
 * Name of an entry of "models"; its last layer is a softmax over the classes
 */
readonly model: Model
/**
 * Name of an entry of "optimizers"
 */
readonly optimizer: Optimizer
/**
 * How many times to use every training image
 */
readonly epochs: number
/**
 * Training images per update; the last batch of an epoch may be smaller
 */
readonly batchSize: number
/**
 * What to minimise
 */
readonly loss: "categoricalCrossEntropy"
/**
 * Precision of convolutions and matrix products in training. bfloat16 is about twice as fast on processors that support it, and needs the backend tensorflow. Weights, loss, updates and evaluation are always float32
 */
readonly precision: ("float32" | "bfloat16")
/**
 * How many training images to evaluate with dropout off after every epoch: a choice by the seed, the same in every epoch. Evaluating all of them would add a third of an epoch. A greater number than there are images means all
 */
readonly trainEvaluation: number
/**
 * Epochs after which to keep a snapshot of the kernels of all convolutions, in addition to the weights before and after training. The last epoch and later ones are ignored
 */
readonly snapshots: number[]
}

/**
 * Extracts the filters of convolutional or dense layers from a trained model, as they were after and before training
 */
export interface ExtractFiltersParams {
/**
 * Names of the layers. Default: all convolutions. Each unit of a dense layer counts as a filter of 1 x 1 pixels
 * 
 * @minItems 1
 */
readonly layers?: [string, ...(string)[]]
}

/**
 * Compares all pairs of filters of each layer by the cosine of their weights, without biases, and says how many similar pairs chance alone would give. A layer may have up to 8192 filters. In its table, chance is the ratio of random directions, z the number of standard deviations between the ratio and chance, and lift the ratio divided by chance. The verdict is above or below when a null gives so extreme a ratio in fewer than 5 % of layers, else at
 */
export interface SimilarityParams {
/**
 * A pair is similar when its cosine is above the threshold, and opposite when it is below minus the threshold
 * 
 * @minItems 1
 */
readonly thresholds: [number, ...(number)[]]
/**
 * Thresholds for single layers, by the layer's name
 */
readonly layerThresholds: {
/**
 * @minItems 1
 */
[k: string]: [number, ...(number)[]]
}
/**
 * Which weights to compare: after training, before it, and the snapshots that the training kept
 * 
 * @minItems 1
 */
readonly snapshots: [("final" | "initial" | "epochs"), ...(("final" | "initial" | "epochs"))[]]
/**
 * What to compare the ratios with. analytic: the chance that isotropic random filters of the same dimension are similar. initial: the same network before training. permutation: filters made of the layer's weights in random order. anisotropic: Gaussian filters that prefer the same directions as the layer's filters
 */
readonly nulls: ("analytic" | "initial" | "permutation" | "anisotropic")[]
/**
 * How many times to draw filters for permutation and anisotropic, at most. For a large layer there are fewer draws of fewer filters
 */
readonly nullDraws: number
/**
 * Seed of everything drawn here: nulls, random filters and windows of probe images. It is separate from the experiment's seed, so that repeats are compared with the same draws
 */
readonly nullSeed: number
/**
 * What to subtract first: nothing, the mean of each filter (cosines become correlations), or the mean filter of the layer
 */
readonly center: ("none" | "filter" | "layer")
/**
 * A filter is small when its norm is less than this share of the layer's median norm. Small filters are counted and compared like all others
 */
readonly smallNorm: number
/**
 * The images to compute activations for, the first ones of a split
 */
readonly probe: {
/**
 * Split of the dataset
 */
readonly split: ("test" | "validation" | "train")
/**
 * How many images
 */
readonly images: number
}
}

/**
 * Loss and accuracy over epochs, side by side, for one training or for all trainings of a sweep
 */
export interface VisualizeCurvesParams {
/**
 * What to draw
 */
readonly kind: "curves"
/**
 * What to draw, each in its own panel. Default: everything in the histories. reconstruction and kl are the two parts of a variational autoencoder's loss
 * 
 * @minItems 1
 */
readonly panels: [("loss" | "accuracy" | "reconstruction" | "kl"), ...(("loss" | "accuracy" | "reconstruction" | "kl"))[]]
/**
 * Which lines to draw. validation and training are in evaluation mode at the end of an epoch; running is the mean over the epoch's batches with dropout on. With several sweep points, the first one is labelled
 * 
 * @minItems 1
 */
readonly series: [("validation" | "training" | "running"), ...(("validation" | "training" | "running"))[]]
/**
 * First epoch to draw. 0 is before training, where the high loss flattens everything else
 */
readonly from: number
/**
 * Scale of the loss axis
 */
readonly lossScale: ("linear" | "log")
/**
 * Names of the lines in the order of the histories, one for all repeats. Default: their sweep points
 * 
 * @minItems 1
 */
readonly names?: [string, ...(string)[]]
}

/**
 * The similarity matrix of one layer as pixels, blue for opposite and red for alike filters; at most 4096 filters
 */
export interface VisualizeHeatMapParams {
/**
 * What to draw
 */
readonly kind: "heat-map"
/**
 * Name of the layer. You may leave it out when the artifact has only one
 */
readonly layer?: string
/**
 * Weights before training (initial) or after it (final)
 */
readonly snapshot: ("initial" | "final")
/**
 * clustered: put like filters beside each other by complete-linkage clustering and draw the tree (dendrogram) above. index: keep the order of the layer
 */
readonly order: ("clustered" | "index")
/**
 * Cosine to draw in the darkest red. Default: the smallest of 0.05, 0.1, 0.2, 0.3, 0.5 and 1 that no pair exceeds
 */
readonly limit?: number
}

/**
 * A table of pictures: for each threshold and sweep point, the ratio of similar pairs, the most similar pair of filters, and the responses of the two to a test image. Points with fewer than two filters to compare are left out, and named below the title. A kernel of several channels is a strip: its mean, then all channels or the 8 with the greatest share of the two squared norms
 */
export interface VisualizeContactSheetParams {
/**
 * What to draw
 */
readonly kind: "contact-sheet"
/**
 * Name of the layer. You may leave it out when the artifact has only one
 */
readonly layer?: string
/**
 * The test image to show responses to: the first of a class in a split
 */
readonly probe: {
/**
 * Split of the dataset
 */
readonly split: ("test" | "validation" | "train")
/**
 * Label of the image. Default: 7 if there is such a class, else the last class
 */
readonly class?: number
}
}

/**
 * Distribution of the cosines of all pairs of one layer, with the distribution by chance
 */
export interface VisualizeHistogramParams {
/**
 * What to draw
 */
readonly kind: "histogram"
/**
 * Name of the layer. You may leave it out when the artifact has only one
 */
readonly layer?: string
/**
 * Weights before training (initial) or after it (final)
 */
readonly snapshot: ("initial" | "final")
/**
 * Number of bars over the whole range
 */
readonly bins: number
}

/**
 * The ratio of similar pairs of one layer at every threshold, trained and untrained, with chance and its 95 % band
 */
export interface VisualizeRatioThresholdParams {
/**
 * What to draw
 */
readonly kind: "ratio-threshold"
/**
 * Name of the layer. You may leave it out when the artifact has only one
 */
readonly layer?: string
/**
 * Which thresholds: only positive ones, or both signs
 */
readonly range: ("positive" | "whole")
/**
 * Scale of the ratio. log shows the few pairs at high thresholds
 */
readonly ratioScale: ("linear" | "log")
}

/**
 * The ratio of similar pairs against the number of filters, a panel for each layer and threshold, with chance and its 95 % band. Every repeat is drawn, with mean and standard deviation
 */
export interface VisualizeRatioFiltersParams {
/**
 * What to draw
 */
readonly kind: "ratio-filters"
/**
 * Layers to draw. Default: all
 * 
 * @minItems 1
 */
readonly layers?: [string, ...(string)[]]
}

/**
 * The ratio of similar pairs of one layer against the epoch, starting before training, a line for each sweep point. Needs snapshots
 */
export interface VisualizeRatioEpochsParams {
/**
 * What to draw
 */
readonly kind: "ratio-epochs"
/**
 * Name of the layer. You may leave it out when the artifact has only one
 */
readonly layer?: string
}

/**
 * Similarity of the responses of filters against similarity of their weights, before and after the activation, with random filters in the background. Needs a comparison with model and data, of at most 2048 filters
 */
export interface VisualizeCosineActivationParams {
/**
 * What to draw
 */
readonly kind: "cosine-activation"
/**
 * Name of the layer. You may leave it out when the artifact has only one
 */
readonly layer?: string
/**
 * Weights before training (initial) or after it (final)
 */
readonly snapshot: ("initial" | "final")
}

/**
 * A table with a row for each sweep point, layer and threshold: accuracy, similar pairs, and chance. chance: the ratio of random directions; z: the number of standard deviations between the ratio and chance; lift: the ratio divided by chance; verdict: above or below chance when chance alone gives so extreme a ratio in fewer than 5 % of layers, else at chance
 */
export interface VisualizeSummaryParams {
/**
 * What to make
 */
readonly kind: "summary"
/**
 * Layers to list. Default: all
 * 
 * @minItems 1
 */
readonly layers?: [string, ...(string)[]]
}

/**
 * Which classes the classifier takes for which, with the recall (accuracy) and precision of each class. The table has a row for each class
 */
export interface VisualizeConfusionParams {
/**
 * What to draw
 */
readonly kind: "confusion"
/**
 * What the colours of mistakes mean. log: the logarithm of their number. share: their share of the images of the true class. Correct answers are grey
 */
readonly scale: ("log" | "share")
}

/**
 * The test images that the classifier gets wrong with the most confidence. The table has all mistakes
 */
export interface VisualizeMistakesParams {
/**
 * What to draw
 */
readonly kind: "mistakes"
/**
 * How many to show
 */
readonly count: number
}

/**
 * The layers of a network with their shapes, parameters and multiply-adds. The table has a row for each layer
 */
export interface VisualizeNetworkParams {
/**
 * What to draw
 */
readonly kind: "network"
}

/**
 * Classifiers side by side: accuracy with standard error, parameters, multiply-adds, and McNemar's test of each pair
 */
export interface VisualizeCompareParams {
/**
 * What to draw
 */
readonly kind: "compare"
/**
 * Names of the classifiers in the order of the predictions. Default: their sweep points
 * 
 * @minItems 1
 */
readonly names?: [string, ...(string)[]]
}

/**
 * The codes of test images as points of a plane, each drawn as its class
 */
export interface VisualizeLatentParams {
/**
 * What to draw
 */
readonly kind: "latent"
/**
 * How many test images, starting with the first
 */
readonly images: number
/**
 * principal: the two directions along which the codes vary most. first: the first two numbers of each code. Codes of two numbers are drawn unchanged
 */
readonly axes: ("principal" | "first")
}

/**
 * Images decoded from a grid of codes of two numbers
 */
export interface VisualizeManifoldParams {
/**
 * What to draw
 */
readonly kind: "manifold"
/**
 * Images along each side
 */
readonly side: number
}

/**
 * Errors of plain autoencoders beside the error to beat: the best linear code of the same length (PCA), or the entropy of the grey levels, which is the lowest cross-entropy possible
 */
export interface VisualizeFloorParams {
/**
 * What to draw
 */
readonly kind: "floor"
/**
 * The loss of the autoencoders
 */
readonly loss: ("mse" | "binaryCrossEntropy")
/**
 * Length of the linear code, as "latent" of the autoencoders
 */
readonly components: number
/**
 * Names of the autoencoders in the order of the histories. Default: their sweep points
 * 
 * @minItems 1
 */
readonly names?: [string, ...(string)[]]
}

export type VisualizeParams = VisualizeCurvesParams | VisualizeHeatMapParams | VisualizeContactSheetParams | VisualizeHistogramParams | VisualizeRatioThresholdParams | VisualizeRatioFiltersParams | VisualizeRatioEpochsParams | VisualizeCosineActivationParams | VisualizeSummaryParams | VisualizeConfusionParams | VisualizeMistakesParams | VisualizeNetworkParams | VisualizeCompareParams | VisualizeLatentParams | VisualizeManifoldParams | VisualizeFloorParams;

/**
 * Minimises the error of the reconstruction
 */
export interface AutoencodePlainParams {
/**
 * Minimises the error of the reconstruction
 */
readonly kind: "plain"
/**
 * Length of the code of an image
 */
readonly latent: number
/**
 * Units of the layers between the pixels and the code. The decoder has the same layers in reverse
 * 
 * @maxItems 16
 */
readonly hidden: number[]
/**
 * Function of the hidden layers and the code; leakyRelu has slope 0.01
 */
readonly activation: ("linear" | "relu" | "leakyRelu" | "tanh" | "sigmoid")
/**
 * Function of the output pixels. Default: the same as "activation", or sigmoid for binaryCrossEntropy, which needs it
 */
readonly outputActivation?: ("linear" | "relu" | "leakyRelu" | "tanh" | "sigmoid")
/**
 * Error of a pixel. mse: the squared difference. binaryCrossEntropy: the cross-entropy of the grey level, which cannot fall below the entropy of the grey levels themselves (0.058 for MNIST)
 */
readonly loss: ("mse" | "binaryCrossEntropy")
/**
 * Name of an entry of "optimizers". Default: Adam with learning rate 0.001
 */
readonly optimizer?: Optimizer
/**
 * How many times to use every training image
 */
readonly epochs: number
/**
 * Training images per update; the last batch of an epoch may be smaller
 */
readonly batchSize: number
/**
 * How many test images to show before and after, chosen by the seed; each class has its share
 */
readonly examples: number
}

/**
 * Learns a distribution of images by minimising -ELBO, so that random codes decode to new images
 */
export interface AutoencodeVariationalParams {
/**
 * Learns a distribution of images by minimising -ELBO, so that random codes decode to new images
 */
readonly kind: "variational"
/**
 * Length of the code of an image
 */
readonly latent: number
/**
 * Units of the layers between the pixels and the code. The decoder has the same layers in reverse
 * 
 * @maxItems 16
 */
readonly hidden: number[]
/**
 * Function of the hidden layers
 */
readonly activation: ("linear" | "relu" | "leakyRelu" | "tanh" | "sigmoid")
/**
 * Make pixels brighter than half white and all others black, as the Bernoulli likelihood expects. Do not compare losses with and without this: those of grey levels contain their entropy (45.5 nats per image of MNIST)
 */
readonly binarised: boolean
/**
 * L2 penalty: adds decoderDecay times the sum of all squared weights of the decoder to -ELBO per image
 */
readonly decoderDecay: number
/**
 * Name of an entry of "optimizers". Default: Adam with learning rate 0.001
 */
readonly optimizer?: Optimizer
/**
 * How many times to use every training image
 */
readonly epochs: number
/**
 * Training images per update; the last batch of an epoch may be smaller
 */
readonly batchSize: number
/**
 * How many test images to show before and after, chosen by the seed; each class has its share
 */
readonly examples: number
/**
 * How many images to decode from random codes
 */
readonly samples: number
}

export type AutoencodeParams = AutoencodePlainParams | AutoencodeVariationalParams;
