// Generated from the schemas in this folder by "npm run generate". Do not edit.

/**
 * 70,000 handwritten digits, 28 x 28 pixels, one channel; installed with Assay, its content checked
 */
export interface DatasetMnist {
/**
 * The handwritten digits of LeCun, Cortes and Burges
 */
readonly source: "mnist"
/**
 * Which training images are held out for validation
 */
readonly validation: {
/**
 * Share of the training images; 0 holds none out
 */
readonly fraction: number
/**
 * Take the same share of every class
 */
readonly stratified: boolean
/**
 * Which images are chosen. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Uses only part of the images, for quick runs. The classes keep their shares
 */
readonly limit?: {
/**
 * How many of the training images to use, those held out for validation included
 */
readonly train?: number
/**
 * How many of the test images to use
 */
readonly test?: number
/**
 * Which images are chosen. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Uses only the images of these classes, given by number; they become 0, 1, ... in the order of this list
 * 
 * @minItems 1
 */
readonly only?: [number, ...(number)[]]
/**
 * Changes the size of every image
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
 * bilinear: the mean of the four nearest pixels, by distance; nearest: the pixel there. Pixel i covers i to i + 1 in both images (half-pixel centres), and nothing is smoothed before it shrinks
 */
readonly method: ("bilinear" | "nearest")
}
/**
 * Turns every pixel p (0 to 255) into 255 - p
 */
readonly invert: boolean
/**
 * Gives classifiers (pixel - mean) / deviation instead of pixels from 0 to 1; mean and deviation of each channel are those of the training images, without those held out. Autoencoders take 0 to 1 in any case
 */
readonly standardize: boolean
}

/**
 * Four files in the format of MNIST: train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, each as it is or with .gz
 */
export interface DatasetIdx {
/**
 * Files of your own in the format of MNIST
 */
readonly source: "idx"
/**
 * Folder of the four files; a relative path starts at the folder where assay is called
 */
readonly root: string
/**
 * What to call the dataset in pictures and reports
 */
readonly name: string
/**
 * Number of classes: labels are 0 to classes - 1. Without it, the greatest label plus 1
 */
readonly classes?: number
/**
 * SHA-256 of the files, unpacked: loading stops when one differs, so that another content of the files cannot pass for the one that was meant
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
 * Which training images are held out for validation
 */
readonly validation: {
/**
 * Share of the training images; 0 holds none out
 */
readonly fraction: number
/**
 * Take the same share of every class
 */
readonly stratified: boolean
/**
 * Which images are chosen. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Uses only part of the images, for quick runs. The classes keep their shares
 */
readonly limit?: {
/**
 * How many of the training images to use, those held out for validation included
 */
readonly train?: number
/**
 * How many of the test images to use
 */
readonly test?: number
/**
 * Which images are chosen. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Uses only the images of these classes, given by number; they become 0, 1, ... in the order of this list
 * 
 * @minItems 1
 */
readonly only?: [number, ...(number)[]]
/**
 * Changes the size of every image
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
 * bilinear: the mean of the four nearest pixels, by distance; nearest: the pixel there. Pixel i covers i to i + 1 in both images (half-pixel centres), and nothing is smoothed before it shrinks
 */
readonly method: ("bilinear" | "nearest")
}
/**
 * Turns every pixel p (0 to 255) into 255 - p
 */
readonly invert: boolean
/**
 * Gives classifiers (pixel - mean) / deviation instead of pixels from 0 to 1; mean and deviation of each channel are those of the training images, without those held out. Autoencoders take 0 to 1 in any case
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
 * Which training images are held out for validation
 */
readonly validation: {
/**
 * Share of the training images; 0 holds none out
 */
readonly fraction: number
/**
 * Take the same share of every class
 */
readonly stratified: boolean
/**
 * Which images are chosen. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Uses only part of the images, for quick runs. The classes keep their shares
 */
readonly limit?: {
/**
 * How many of the training images to use, those held out for validation included
 */
readonly train?: number
/**
 * How many of the test images to use
 */
readonly test?: number
/**
 * Which images are chosen. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Uses only the images of these classes, given by number; they become 0, 1, ... in the order of this list
 * 
 * @minItems 1
 */
readonly only?: [number, ...(number)[]]
/**
 * Changes the size of every image
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
 * bilinear: the mean of the four nearest pixels, by distance; nearest: the pixel there. Pixel i covers i to i + 1 in both images (half-pixel centres), and nothing is smoothed before it shrinks
 */
readonly method: ("bilinear" | "nearest")
}
/**
 * Turns every pixel p (0 to 255) into 255 - p
 */
readonly invert: boolean
/**
 * Gives classifiers (pixel - mean) / deviation instead of pixels from 0 to 1; mean and deviation of each channel are those of the training images, without those held out. Autoencoders take 0 to 1 in any case
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
 * Which training images are held out for validation
 */
readonly validation: {
/**
 * Share of the training images; 0 holds none out
 */
readonly fraction: number
/**
 * Take the same share of every class
 */
readonly stratified: boolean
/**
 * Which images are chosen. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Uses only part of the images, for quick runs. The classes keep their shares
 */
readonly limit?: {
/**
 * How many of the training images to use, those held out for validation included
 */
readonly train?: number
/**
 * How many of the test images to use
 */
readonly test?: number
/**
 * Which images are chosen. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Uses only the images of these classes, given by number; they become 0, 1, ... in the order of this list
 * 
 * @minItems 1
 */
readonly only?: [number, ...(number)[]]
/**
 * Changes the size of every image
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
 * bilinear: the mean of the four nearest pixels, by distance; nearest: the pixel there. Pixel i covers i to i + 1 in both images (half-pixel centres), and nothing is smoothed before it shrinks
 */
readonly method: ("bilinear" | "nearest")
}
/**
 * Turns every pixel p (0 to 255) into 255 - p
 */
readonly invert: boolean
/**
 * Gives classifiers (pixel - mean) / deviation instead of pixels from 0 to 1; mean and deviation of each channel are those of the training images, without those held out. Autoencoders take 0 to 1 in any case
 */
readonly standardize: boolean
}

/**
 * Handwritten letters and digits, 28 x 28 pixels, one channel, in six divisions; turned upright
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
 * Which training images are held out for validation
 */
readonly validation: {
/**
 * Share of the training images; 0 holds none out
 */
readonly fraction: number
/**
 * Take the same share of every class
 */
readonly stratified: boolean
/**
 * Which images are chosen. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Uses only part of the images, for quick runs. The classes keep their shares
 */
readonly limit?: {
/**
 * How many of the training images to use, those held out for validation included
 */
readonly train?: number
/**
 * How many of the test images to use
 */
readonly test?: number
/**
 * Which images are chosen. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Uses only the images of these classes, given by number; they become 0, 1, ... in the order of this list
 * 
 * @minItems 1
 */
readonly only?: [number, ...(number)[]]
/**
 * Changes the size of every image
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
 * bilinear: the mean of the four nearest pixels, by distance; nearest: the pixel there. Pixel i covers i to i + 1 in both images (half-pixel centres), and nothing is smoothed before it shrinks
 */
readonly method: ("bilinear" | "nearest")
}
/**
 * Turns every pixel p (0 to 255) into 255 - p
 */
readonly invert: boolean
/**
 * Gives classifiers (pixel - mean) / deviation instead of pixels from 0 to 1; mean and deviation of each channel are those of the training images, without those held out. Autoencoders take 0 to 1 in any case
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
 * Which training images are held out for validation
 */
readonly validation: {
/**
 * Share of the training images; 0 holds none out
 */
readonly fraction: number
/**
 * Take the same share of every class
 */
readonly stratified: boolean
/**
 * Which images are chosen. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Uses only part of the images, for quick runs. The classes keep their shares
 */
readonly limit?: {
/**
 * How many of the training images to use, those held out for validation included
 */
readonly train?: number
/**
 * How many of the test images to use
 */
readonly test?: number
/**
 * Which images are chosen. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Uses only the images of these classes, given by number; they become 0, 1, ... in the order of this list
 * 
 * @minItems 1
 */
readonly only?: [number, ...(number)[]]
/**
 * Changes the size of every image
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
 * bilinear: the mean of the four nearest pixels, by distance; nearest: the pixel there. Pixel i covers i to i + 1 in both images (half-pixel centres), and nothing is smoothed before it shrinks
 */
readonly method: ("bilinear" | "nearest")
}
/**
 * Turns every pixel p (0 to 255) into 255 - p
 */
readonly invert: boolean
/**
 * Gives classifiers (pixel - mean) / deviation instead of pixels from 0 to 1; mean and deviation of each channel are those of the training images, without those held out. Autoencoders take 0 to 1 in any case
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
 * Which training images are held out for validation
 */
readonly validation: {
/**
 * Share of the training images; 0 holds none out
 */
readonly fraction: number
/**
 * Take the same share of every class
 */
readonly stratified: boolean
/**
 * Which images are chosen. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Uses only part of the images, for quick runs. The classes keep their shares
 */
readonly limit?: {
/**
 * How many of the training images to use, those held out for validation included
 */
readonly train?: number
/**
 * How many of the test images to use
 */
readonly test?: number
/**
 * Which images are chosen. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Uses only the images of these classes, given by number; they become 0, 1, ... in the order of this list
 * 
 * @minItems 1
 */
readonly only?: [number, ...(number)[]]
/**
 * Changes the size of every image
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
 * bilinear: the mean of the four nearest pixels, by distance; nearest: the pixel there. Pixel i covers i to i + 1 in both images (half-pixel centres), and nothing is smoothed before it shrinks
 */
readonly method: ("bilinear" | "nearest")
}
/**
 * Turns every pixel p (0 to 255) into 255 - p
 */
readonly invert: boolean
/**
 * Gives classifiers (pixel - mean) / deviation instead of pixels from 0 to 1; mean and deviation of each channel are those of the training images, without those held out. Autoencoders take 0 to 1 in any case
 */
readonly standardize: boolean
}

/**
 * 13,000 labelled photographs, 96 x 96 pixels, three channels, 10 classes; those without labels are left out
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
 * Which training images are held out for validation
 */
readonly validation: {
/**
 * Share of the training images; 0 holds none out
 */
readonly fraction: number
/**
 * Take the same share of every class
 */
readonly stratified: boolean
/**
 * Which images are chosen. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Uses only part of the images, for quick runs. The classes keep their shares
 */
readonly limit?: {
/**
 * How many of the training images to use, those held out for validation included
 */
readonly train?: number
/**
 * How many of the test images to use
 */
readonly test?: number
/**
 * Which images are chosen. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Uses only the images of these classes, given by number; they become 0, 1, ... in the order of this list
 * 
 * @minItems 1
 */
readonly only?: [number, ...(number)[]]
/**
 * Changes the size of every image
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
 * bilinear: the mean of the four nearest pixels, by distance; nearest: the pixel there. Pixel i covers i to i + 1 in both images (half-pixel centres), and nothing is smoothed before it shrinks
 */
readonly method: ("bilinear" | "nearest")
}
/**
 * Turns every pixel p (0 to 255) into 255 - p
 */
readonly invert: boolean
/**
 * Gives classifiers (pixel - mean) / deviation instead of pixels from 0 to 1; mean and deviation of each channel are those of the training images, without those held out. Autoencoders take 0 to 1 in any case
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
 * Which training images are held out for validation
 */
readonly validation: {
/**
 * Share of the training images; 0 holds none out
 */
readonly fraction: number
/**
 * Take the same share of every class
 */
readonly stratified: boolean
/**
 * Which images are chosen. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Uses only part of the images, for quick runs. The classes keep their shares
 */
readonly limit?: {
/**
 * How many of the training images to use, those held out for validation included
 */
readonly train?: number
/**
 * How many of the test images to use
 */
readonly test?: number
/**
 * Which images are chosen. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Uses only the images of these classes, given by number; they become 0, 1, ... in the order of this list
 * 
 * @minItems 1
 */
readonly only?: [number, ...(number)[]]
/**
 * Changes the size of every image
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
 * bilinear: the mean of the four nearest pixels, by distance; nearest: the pixel there. Pixel i covers i to i + 1 in both images (half-pixel centres), and nothing is smoothed before it shrinks
 */
readonly method: ("bilinear" | "nearest")
}
/**
 * Turns every pixel p (0 to 255) into 255 - p
 */
readonly invert: boolean
/**
 * Gives classifiers (pixel - mean) / deviation instead of pixels from 0 to 1; mean and deviation of each channel are those of the training images, without those held out. Autoencoders take 0 to 1 in any case
 */
readonly standardize: boolean
}

/**
 * Images as <split>/<label>/<name>.png, with the splits train and test; the labels' folders are the classes
 */
export interface DatasetFolder {
/**
 * Pictures of your own
 */
readonly source: "folder"
/**
 * Folder that holds the folders train and test; a relative path starts at the folder where assay is called
 */
readonly root: string
/**
 * What to call the dataset in pictures and reports
 */
readonly name: string
/**
 * [height, width] of every image, in pixels; use resize to change it afterwards
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
 * Number of classes, checked against the folders. Say it to have the model checked before anything runs
 */
readonly classes?: number
/**
 * Which training images are held out for validation
 */
readonly validation: {
/**
 * Share of the training images; 0 holds none out
 */
readonly fraction: number
/**
 * Take the same share of every class
 */
readonly stratified: boolean
/**
 * Which images are chosen. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Uses only part of the images, for quick runs. The classes keep their shares
 */
readonly limit?: {
/**
 * How many of the training images to use, those held out for validation included
 */
readonly train?: number
/**
 * How many of the test images to use
 */
readonly test?: number
/**
 * Which images are chosen. It belongs to the dataset: the experiment's seed does not change it
 */
readonly seed: number
}
/**
 * Uses only the images of these classes, given by number; they become 0, 1, ... in the order of this list
 * 
 * @minItems 1
 */
readonly only?: [number, ...(number)[]]
/**
 * Changes the size of every image
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
 * bilinear: the mean of the four nearest pixels, by distance; nearest: the pixel there. Pixel i covers i to i + 1 in both images (half-pixel centres), and nothing is smoothed before it shrinks
 */
readonly method: ("bilinear" | "nearest")
}
/**
 * Turns every pixel p (0 to 255) into 255 - p
 */
readonly invert: boolean
/**
 * Gives classifiers (pixel - mean) / deviation instead of pixels from 0 to 1; mean and deviation of each channel are those of the training images, without those held out. Autoencoders take 0 to 1 in any case
 */
readonly standardize: boolean
}

export type Dataset = DatasetMnist | DatasetIdx | DatasetFashionMnist | DatasetKmnist | DatasetEmnist | DatasetCifar10 | DatasetCifar100 | DatasetStl10 | DatasetSvhn | DatasetFolder;

/**
 * A network whose layers follow one another
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
 * An activation as a layer of its own
 */
readonly activation: {
/**
 * Name of the layer; left out, its type and number: conv1, conv2, pool1, dense1, ...
 */
readonly name?: string
/**
 * Function of every output; softmax is over the last axis, leakyRelu has slope 0.01
 */
readonly kind: ("linear" | "relu" | "leakyRelu" | "tanh" | "sigmoid" | "softmax")
}
} | {
/**
 * The mean of each window
 */
readonly avgPool2d: {
/**
 * Name of the layer; left out, its type and number: conv1, conv2, pool1, dense1, ...
 */
readonly name?: string
/**
 * Height and width of the window
 */
readonly size: (number | [number, number])
/**
 * Step from one window to the next; left out, the size of the window
 */
readonly strides?: (number | [number, number])
/**
 * valid: only whole windows. same: zeros around, so that the output has ceil(size / stride) positions
 */
readonly padding: ("valid" | "same")
}
} | {
/**
 * Convolution over height and width
 */
readonly conv2d: {
/**
 * Name of the layer; left out, its type and number: conv1, conv2, pool1, dense1, ...
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
 * valid: only whole windows. same: zeros around, so that the output has ceil(size / stride) positions
 */
readonly padding: ("valid" | "same")
/**
 * Function of every output; softmax is over the last axis, leakyRelu has slope 0.01
 */
readonly activation: ("linear" | "relu" | "leakyRelu" | "tanh" | "sigmoid" | "softmax")
/**
 * Add a learnt number to every output
 */
readonly useBias: boolean
}
} | {
/**
 * Every output is a weighted sum of all inputs; needs a flat input
 */
readonly dense: {
/**
 * Name of the layer; left out, its type and number: conv1, conv2, pool1, dense1, ...
 */
readonly name?: string
/**
 * Number of outputs
 */
readonly units: number
/**
 * Function of every output; softmax is over the last axis, leakyRelu has slope 0.01
 */
readonly activation: ("linear" | "relu" | "leakyRelu" | "tanh" | "sigmoid" | "softmax")
/**
 * Add a learnt number to every output
 */
readonly useBias: boolean
}
} | {
/**
 * In training, sets values to zero at random and scales up the others; does nothing in evaluation
 */
readonly dropout: {
/**
 * Name of the layer; left out, its type and number: conv1, conv2, pool1, dense1, ...
 */
readonly name?: string
/**
 * Share of the values that is set to zero
 */
readonly rate: number
}
} | {
/**
 * Makes one row of values of an image: row by row, the channels fastest
 */
readonly flatten: {
/**
 * Name of the layer; left out, its type and number: conv1, conv2, pool1, dense1, ...
 */
readonly name?: string
}
} | {
/**
 * The greatest value of each window
 */
readonly maxPool2d: {
/**
 * Name of the layer; left out, its type and number: conv1, conv2, pool1, dense1, ...
 */
readonly name?: string
/**
 * Height and width of the window
 */
readonly size: (number | [number, number])
/**
 * Step from one window to the next; left out, the size of the window
 */
readonly strides?: (number | [number, number])
/**
 * valid: only whole windows. same: zeros around, so that the output has ceil(size / stride) positions
 */
readonly padding: ("valid" | "same")
}
}), ...(({
/**
 * An activation as a layer of its own
 */
readonly activation: {
/**
 * Name of the layer; left out, its type and number: conv1, conv2, pool1, dense1, ...
 */
readonly name?: string
/**
 * Function of every output; softmax is over the last axis, leakyRelu has slope 0.01
 */
readonly kind: ("linear" | "relu" | "leakyRelu" | "tanh" | "sigmoid" | "softmax")
}
} | {
/**
 * The mean of each window
 */
readonly avgPool2d: {
/**
 * Name of the layer; left out, its type and number: conv1, conv2, pool1, dense1, ...
 */
readonly name?: string
/**
 * Height and width of the window
 */
readonly size: (number | [number, number])
/**
 * Step from one window to the next; left out, the size of the window
 */
readonly strides?: (number | [number, number])
/**
 * valid: only whole windows. same: zeros around, so that the output has ceil(size / stride) positions
 */
readonly padding: ("valid" | "same")
}
} | {
/**
 * Convolution over height and width
 */
readonly conv2d: {
/**
 * Name of the layer; left out, its type and number: conv1, conv2, pool1, dense1, ...
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
 * valid: only whole windows. same: zeros around, so that the output has ceil(size / stride) positions
 */
readonly padding: ("valid" | "same")
/**
 * Function of every output; softmax is over the last axis, leakyRelu has slope 0.01
 */
readonly activation: ("linear" | "relu" | "leakyRelu" | "tanh" | "sigmoid" | "softmax")
/**
 * Add a learnt number to every output
 */
readonly useBias: boolean
}
} | {
/**
 * Every output is a weighted sum of all inputs; needs a flat input
 */
readonly dense: {
/**
 * Name of the layer; left out, its type and number: conv1, conv2, pool1, dense1, ...
 */
readonly name?: string
/**
 * Number of outputs
 */
readonly units: number
/**
 * Function of every output; softmax is over the last axis, leakyRelu has slope 0.01
 */
readonly activation: ("linear" | "relu" | "leakyRelu" | "tanh" | "sigmoid" | "softmax")
/**
 * Add a learnt number to every output
 */
readonly useBias: boolean
}
} | {
/**
 * In training, sets values to zero at random and scales up the others; does nothing in evaluation
 */
readonly dropout: {
/**
 * Name of the layer; left out, its type and number: conv1, conv2, pool1, dense1, ...
 */
readonly name?: string
/**
 * Share of the values that is set to zero
 */
readonly rate: number
}
} | {
/**
 * Makes one row of values of an image: row by row, the channels fastest
 */
readonly flatten: {
/**
 * Name of the layer; left out, its type and number: conv1, conv2, pool1, dense1, ...
 */
readonly name?: string
}
} | {
/**
 * The greatest value of each window
 */
readonly maxPool2d: {
/**
 * Name of the layer; left out, its type and number: conv1, conv2, pool1, dense1, ...
 */
readonly name?: string
/**
 * Height and width of the window
 */
readonly size: (number | [number, number])
/**
 * Step from one window to the next; left out, the size of the window
 */
readonly strides?: (number | [number, number])
/**
 * valid: only whole windows. same: zeros around, so that the output has ceil(size / stride) positions
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
 * Bound of a weight's move in one update, roughly
 */
readonly learningRate: number
/**
 * Memory of the gradients' mean
 */
readonly beta1: number
/**
 * Memory of the gradients' mean square
 */
readonly beta2: number
/**
 * Keeps the division by a small mean square in bounds
 */
readonly epsilon: number
}
} | {
/**
 * Stochastic gradient descent, as in Keras 2
 */
readonly sgd: {
/**
 * Length of the step; effectively learningRate / (1 - momentum)
 */
readonly learningRate: number
/**
 * Share of the last move that goes on; 0 is plain descent
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
 * Trains a classifier with categorical cross-entropy and keeps the weights before and after, the curve of every epoch, and the predictions on the test images
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
 * How often every training image is used
 */
readonly epochs: number
/**
 * Training images per update; the last batch of an epoch may be smaller
 */
readonly batchSize: number
/**
 * What is minimised
 */
readonly loss: "categoricalCrossEntropy"
/**
 * Of convolutions and products of matrices in training: bfloat16 is about twice as fast where the processor has it, and needs the backend tensorflow; weights, loss, updates and evaluation are float32 either way
 */
readonly precision: ("float32" | "bfloat16")
/**
 * Training images that are evaluated with dropout off after every epoch, a seeded choice, the same in every epoch: all of them would cost a third of an epoch more. A number beyond the training images takes all
 */
readonly trainEvaluation: number
/**
 * Epochs after which the kernels of all convolutions are kept too, beside the weights before and after training; those at the last epoch or beyond are left out
 */
readonly snapshots: number[]
}

/**
 * Takes the filters of convolutional or dense layers out of a trained model, as they ended and as they began
 */
export interface ExtractFiltersParams {
/**
 * Names of the layers; left out: all convolutions. The rows of a dense layer count as filters of 1 x 1 pixels
 * 
 * @minItems 1
 */
readonly layers?: [string, ...(string)[]]
}

/**
 * Compares all pairs of filters of each layer by the cosine of their weights, biases left out, and says how many similar pairs chance alone would give. A layer may have up to 8192 filters. Words of its table: chance is the ratio that random directions give, z how many standard deviations the ratio is from it, lift the ratio divided by it; the verdict is above or below when a null gives a ratio as far out in fewer than 5 % of layers, else at
 */
export interface SimilarityParams {
/**
 * A pair is similar when its cosine is greater than the threshold; opposite when it is less than its negative
 * 
 * @minItems 1
 */
readonly thresholds: [number, ...(number)[]]
/**
 * Other thresholds for single layers, by the layer's name
 */
readonly layerThresholds: {
/**
 * @minItems 1
 */
[k: string]: [number, ...(number)[]]
}
/**
 * Which weights to compare: those after training, those before it, and those that the training kept after single epochs
 * 
 * @minItems 1
 */
readonly snapshots: [("final" | "initial" | "epochs"), ...(("final" | "initial" | "epochs"))[]]
/**
 * What to compare the ratios with: analytic is the chance that isotropic random filters of the same dimension are similar, initial is the same network before training, permutation is filters made of the layer's weights in random order, anisotropic is Gaussian filters that prefer the directions that the layer's filters prefer
 */
readonly nulls: ("analytic" | "initial" | "permutation" | "anisotropic")[]
/**
 * How often to draw filters for permutation and anisotropic, at most: of a large layer they are drawn less often, and fewer at a time
 */
readonly nullDraws: number
/**
 * Seed of all that is drawn here: nulls, random filters and windows of probe images. Apart from the seed of the experiment, so that repeats are compared with the same draws
 */
readonly nullSeed: number
/**
 * What to subtract first: nothing, the mean of each filter (cosines become correlations), or the mean filter of the layer
 */
readonly center: ("none" | "filter" | "layer")
/**
 * A filter is small when its norm is less than this share of the layer's median norm. Small filters are counted, and compared like all others
 */
readonly smallNorm: number
/**
 * The images that activations are computed for, the first ones of a split
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
 * Classifiers side by side: accuracy with its standard error, parameters, multiply-adds, and McNemar's test of each pair
 */
export interface VisualizeCompareParams {
/**
 * What to draw
 */
readonly kind: "compare"
/**
 * Names of the classifiers in the order of the predictions; without them, their places in the sweep
 * 
 * @minItems 1
 */
readonly names?: [string, ...(string)[]]
}

/**
 * Which classes are taken for which, with each class's recall (its accuracy) and precision; the table has a row for each class
 */
export interface VisualizeConfusionParams {
/**
 * What to draw
 */
readonly kind: "confusion"
/**
 * What the colours of mistakes mean: log is the logarithm of their number, share is their share of the images of the true class. Correct answers are grey
 */
readonly scale: ("log" | "share")
}

/**
 * A table of pictures: for each threshold and sweep point the ratio of similar pairs, the most similar pair of filters, and what the two make of a test image. Points without two filters to compare are left out, and named below the title. Kernels of several channels are shown as a strip: their mean, and all channels or the 8 with the greatest part of the two squared norms
 */
export interface VisualizeContactSheetParams {
/**
 * What to draw
 */
readonly kind: "contact-sheet"
/**
 * Name of the layer; may be left out when the artifact has only one
 */
readonly layer?: string
/**
 * The image the filters are shown at work on: the first of a class in a split
 */
readonly probe: {
/**
 * Split of the dataset
 */
readonly split: ("test" | "validation" | "train")
/**
 * Label of the image. Without it, 7 where there is such a class, else the last one
 */
readonly class?: number
}
}

/**
 * How alike the responses of filters are against how alike their weights are, before and after the activation, with random filters behind them. Needs a comparison with model and data, of at most 2048 filters
 */
export interface VisualizeCosineActivationParams {
/**
 * What to draw
 */
readonly kind: "cosine-activation"
/**
 * Name of the layer; may be left out when the artifact has only one
 */
readonly layer?: string
/**
 * Weights before (initial) or after training (final)
 */
readonly snapshot: ("initial" | "final")
}

/**
 * Loss and accuracy over epochs, side by side: of one training, or of all trainings of a sweep in one chart
 */
export interface VisualizeCurvesParams {
/**
 * What to draw
 */
readonly kind: "curves"
/**
 * What to draw, each in a panel of its own: those that the histories have. reconstruction and kl are the two parts of a variational autoencoder's loss
 * 
 * @minItems 1
 */
readonly panels: [("loss" | "accuracy" | "reconstruction" | "kl"), ...(("loss" | "accuracy" | "reconstruction" | "kl"))[]]
/**
 * Which lines: validation and training are in evaluation mode at the end of an epoch, running is the mean over the epoch's batches with dropout on. The first one is labelled when there are several sweep points
 * 
 * @minItems 1
 */
readonly series: [("validation" | "training" | "running"), ...(("validation" | "training" | "running"))[]]
/**
 * First epoch to draw; 0 is before training, where the loss is so high that it flattens all the rest
 */
readonly from: number
/**
 * Scale of the loss axis
 */
readonly lossScale: ("linear" | "log")
/**
 * Names of the lines in the order of the histories, repeats counted once; without them, their places in the sweep
 * 
 * @minItems 1
 */
readonly names?: [string, ...(string)[]]
}

/**
 * Errors of plain autoencoders beside what they have to beat: the best linear code of the same length (PCA), or the entropy of the grey levels, below which no cross-entropy falls
 */
export interface VisualizeFloorParams {
/**
 * What to draw
 */
readonly kind: "floor"
/**
 * What the autoencoders minimised
 */
readonly loss: ("mse" | "binaryCrossEntropy")
/**
 * Length of the linear code, as "latent" of the autoencoders
 */
readonly components: number
/**
 * Names of the autoencoders in the order of the histories; without them, their places in the sweep
 * 
 * @minItems 1
 */
readonly names?: [string, ...(string)[]]
}

/**
 * The similarity matrix of one layer as pixels, blue for opposite and red for alike filters; at most 4096 of them
 */
export interface VisualizeHeatMapParams {
/**
 * What to draw
 */
readonly kind: "heat-map"
/**
 * Name of the layer; may be left out when the artifact has only one
 */
readonly layer?: string
/**
 * Weights before (initial) or after training (final)
 */
readonly snapshot: ("initial" | "final")
/**
 * clustered puts like filters beside each other by complete-linkage clustering and draws its tree (dendrogram) above, index keeps the order of the layer
 */
readonly order: ("clustered" | "index")
/**
 * Cosine that is drawn in the darkest red. Without it, the smallest of 0.05, 0.1, 0.2, 0.3, 0.5 and 1 that no pair exceeds
 */
readonly limit?: number
}

/**
 * How the cosines of all pairs of one layer are spread, with what chance gives drawn over it
 */
export interface VisualizeHistogramParams {
/**
 * What to draw
 */
readonly kind: "histogram"
/**
 * Name of the layer; may be left out when the artifact has only one
 */
readonly layer?: string
/**
 * Weights before (initial) or after training (final)
 */
readonly snapshot: ("initial" | "final")
/**
 * Number of bars over the range drawn
 */
readonly bins: number
}

/**
 * Where the codes of test images lie on a plane, each drawn as its class
 */
export interface VisualizeLatentParams {
/**
 * What to draw
 */
readonly kind: "latent"
/**
 * How many test images, from the first on
 */
readonly images: number
/**
 * principal: the two directions along which the codes vary most. first: their first two numbers. Codes of two numbers are drawn as they are
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
 * The test images that the classifier gets wrong and is most certain about; the table has all mistakes
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
 * The layers of a network with their shapes, parameters and multiply-adds; the table has a row for each layer
 */
export interface VisualizeNetworkParams {
/**
 * What to draw
 */
readonly kind: "network"
}

/**
 * The ratio of similar pairs of one layer against the epoch, from before training, a line for each sweep point. Needs weights of single epochs
 */
export interface VisualizeRatioEpochsParams {
/**
 * What to draw
 */
readonly kind: "ratio-epochs"
/**
 * Name of the layer; may be left out when the artifact has only one
 */
readonly layer?: string
}

/**
 * The ratio of similar pairs against the number of filters, a panel for each layer and threshold, with what chance gives and its 95 % band. Repeats are drawn each, with mean and standard deviation
 */
export interface VisualizeRatioFiltersParams {
/**
 * What to draw
 */
readonly kind: "ratio-filters"
/**
 * Layers to draw; all without it
 * 
 * @minItems 1
 */
readonly layers?: [string, ...(string)[]]
}

/**
 * The ratio of similar pairs of one layer for every threshold, trained beside untrained, with what chance gives and its 95 % band
 */
export interface VisualizeRatioThresholdParams {
/**
 * What to draw
 */
readonly kind: "ratio-threshold"
/**
 * Name of the layer; may be left out when the artifact has only one
 */
readonly layer?: string
/**
 * Thresholds: positive ones, or the whole range of either sign
 */
readonly range: ("positive" | "whole")
/**
 * Scale of the ratio: log shows the few pairs at high thresholds
 */
readonly ratioScale: ("linear" | "log")
}

/**
 * A table with a row for each sweep point, layer and threshold: accuracy, similar pairs, and what chance gives. chance: the ratio that random directions give; z: how many standard deviations the ratio is from it; lift: the ratio divided by it; verdict: above or below chance when chance alone gives a ratio as far out in fewer than 5 % of layers, else at it
 */
export interface VisualizeSummaryParams {
/**
 * What to make
 */
readonly kind: "summary"
/**
 * Layers to list; all without it
 * 
 * @minItems 1
 */
readonly layers?: [string, ...(string)[]]
}

export type VisualizeParams = VisualizeCompareParams | VisualizeConfusionParams | VisualizeContactSheetParams | VisualizeCosineActivationParams | VisualizeCurvesParams | VisualizeFloorParams | VisualizeHeatMapParams | VisualizeHistogramParams | VisualizeLatentParams | VisualizeManifoldParams | VisualizeMistakesParams | VisualizeNetworkParams | VisualizeRatioEpochsParams | VisualizeRatioFiltersParams | VisualizeRatioThresholdParams | VisualizeSummaryParams;

/**
 * Minimises the error of the reconstruction
 */
export interface AutoencodePlainParams {
/**
 * Minimises the error of the reconstruction
 */
readonly kind: "plain"
/**
 * How many numbers the code of an image has
 */
readonly latent: number
/**
 * Units of the layers between the pixels and the code; the decoder has the same in reverse
 * 
 * @maxItems 16
 */
readonly hidden: number[]
/**
 * Of the hidden layers and the code; leakyRelu has slope 0.01
 */
readonly activation: ("linear" | "relu" | "leakyRelu" | "tanh" | "sigmoid")
/**
 * Of the pixels. Without it, the same as "activation", or sigmoid for binaryCrossEntropy, which needs it
 */
readonly outputActivation?: ("linear" | "relu" | "leakyRelu" | "tanh" | "sigmoid")
/**
 * Error of a pixel: mse is the squared difference, binaryCrossEntropy the cross-entropy of the grey level, which cannot fall below the entropy of the grey levels themselves (0.058 for MNIST)
 */
readonly loss: ("mse" | "binaryCrossEntropy")
/**
 * Name of an entry of "optimizers". Without it, Adam with learning rate 0.001
 */
readonly optimizer?: Optimizer
/**
 * How often every training image is used
 */
readonly epochs: number
/**
 * Training images per update; the last batch of an epoch may be smaller
 */
readonly batchSize: number
/**
 * How many test images to show before and after: a seeded choice, every class with its share
 */
readonly examples: number
}

/**
 * Learns a distribution of images: minimises -ELBO, so that codes drawn at random decode to new images
 */
export interface AutoencodeVariationalParams {
/**
 * Learns a distribution of images: minimises -ELBO, so that codes drawn at random decode to new images
 */
readonly kind: "variational"
/**
 * How many numbers the code of an image has
 */
readonly latent: number
/**
 * Units of the layers between the pixels and the code; the decoder has the same in reverse
 * 
 * @maxItems 16
 */
readonly hidden: number[]
/**
 * Of the hidden layers
 */
readonly activation: ("linear" | "relu" | "leakyRelu" | "tanh" | "sigmoid")
/**
 * Makes pixels brighter than half white and all others black, as the Bernoulli likelihood wants it. Losses with and without cannot be compared: those of grey levels contain their entropy (45.5 nats per image of MNIST)
 */
readonly binarised: boolean
/**
 * L2 penalty: adds decoderDecay times the sum of all squared weights of the decoder to -ELBO per image
 */
readonly decoderDecay: number
/**
 * Name of an entry of "optimizers". Without it, Adam with learning rate 0.001
 */
readonly optimizer?: Optimizer
/**
 * How often every training image is used
 */
readonly epochs: number
/**
 * Training images per update; the last batch of an epoch may be smaller
 */
readonly batchSize: number
/**
 * How many test images to show before and after: a seeded choice, every class with its share
 */
readonly examples: number
/**
 * How many images to decode from random codes
 */
readonly samples: number
}

export type AutoencodeParams = AutoencodePlainParams | AutoencodeVariationalParams;
