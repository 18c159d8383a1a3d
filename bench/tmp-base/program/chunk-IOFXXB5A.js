import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  finishDigest,
  startDigest
} from "./chunk-OVBRS3VP.js";
import {
  StageFailure
} from "./chunk-ICSLOTAE.js";

// stages/load/counts.js
function countSplits(files, { limit, validation }) {
  const used = Math.min(files.train, limit?.train ?? files.train);
  const held = Math.round(used * validation.fraction);
  return { train: used - held, validation: held, test: Math.min(files.test, limit?.test ?? files.test) };
}
var MAX_DATASET_BYTES = 2 ** 31 - 2 ** 24;

// stages/load/layout.js
import { lstatSync } from "node:fs";
import { join as join2, resolve } from "node:path";

// stages/load/png-list.js
import { readdirSync } from "node:fs";
import { join } from "node:path";

// stages/load/open-file.js
import { constants, readlinkSync } from "node:fs";
import { open } from "node:fs/promises";
var PIECE_BYTES = 1 << 22;
var MAX_FILE_BYTES = 2 ** 31;
async function openFile(path, most = MAX_FILE_BYTES) {
  let handle;
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = await handle.stat();
    if (!stat.isFile())
      throw new StageFailure(`Cannot read "${path}": it is ${kindOf(stat)}, expected a file`);
    if (stat.size > most)
      throw tooLarge(path, `it has ${gigabytes(stat.size)},`, most);
    return { handle, size: stat.size };
  } catch (error) {
    await handle?.close();
    throw fileFailure(path, error);
  }
}
async function readOnce(path, reading) {
  const { handle, size } = await openFile(path);
  const bytes = Buffer.allocUnsafeSlow(size);
  const hash = startDigest();
  let length = 0;
  const next = () => handle.read(bytes, length, Math.min(PIECE_BYTES, size - length)).then(({ bytesRead }) => bytesRead);
  let reads = size === 0 ? Promise.resolve(0) : next();
  try {
    for (let read = await reads; read > 0; read = await reads) {
      const piece = bytes.subarray(length, length + read);
      length += read;
      reads = length === size ? Promise.resolve(0) : next();
      hash.update(piece);
      await reading.pause();
    }
    reading.usedFile(path, finishDigest(hash));
    return bytes.subarray(0, length);
  } catch (error) {
    throw fileFailure(path, error);
  } finally {
    await reads.catch(() => void 0);
    await handle.close();
  }
}
function tooLarge(file, what, most = MAX_FILE_BYTES) {
  return new StageFailure(`Cannot read "${file}": ${what} more than the ${gigabytes(most)} that a file may have`);
}
function gigabytes(bytes) {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
function kindOf(stat) {
  if (stat.isDirectory())
    return "a folder";
  if (stat.isFIFO())
    return "a named pipe";
  return stat.isSocket() ? "a socket" : "a device";
}
var MEANINGS = {
  ENOENT: ["it is not there"],
  EACCES: ["permission denied", "Allow yourself to read it: chmod u+r for a file, chmod u+rx for a folder."],
  EPERM: ["permission denied", "Allow yourself to read it: chmod u+r for a file, chmod u+rx for a folder."],
  EMFILE: ["this process may not open more files", "Raise the limit, for example: ulimit -n 4096"],
  ENFILE: ["the system may not open more files", "Close other programs, or raise the limit of the system."],
  EIO: ["the disk cannot read it", "Check the disk, or get the file again."],
  ESTALE: ["its network disk has lost it", "Mount the disk again."],
  ELOOP: ["its links lead in a circle", "Remove the link."],
  ENXIO: ["it is a socket or a device, expected a file"],
  ENOTDIR: ["it lies below a file, expected a folder"]
};
function meaningOf(path, error) {
  const { code = "", message } = error;
  const target = code === "ENOENT" ? targetOf(path) : void 0;
  if (target !== void 0) {
    const hint2 = "Mount the disk it leads to, or remove the link.";
    return { reason: `it is a link to "${target}", which is not there`, hint: hint2 };
  }
  const [reason = message, hint] = MEANINGS[code] ?? [];
  return { reason, ...hint !== void 0 && { hint } };
}
function targetOf(path) {
  try {
    return readlinkSync(path);
  } catch {
    return void 0;
  }
}
function fileFailure(path, error) {
  if (error.syscall === void 0)
    return error;
  const { reason, hint } = meaningOf(path, error);
  return new StageFailure(`Cannot read "${path}": ${reason}`, { ...hint !== void 0 && { hint }, cause: error });
}

// stages/load/png-list.js
var PNG_SPLITS = ["train", "test"];
var IGNORED = /^(\.DS_Store|\._.*|Thumbs\.db|desktop\.ini|\.gitkeep|\.ipynb_checkpoints)$/;
function listPngs(root) {
  const images = [];
  const faults = [];
  const empty = [];
  for (const split of PNG_SPLITS) {
    for (const label of namesIn(root, split, faults)) {
      const folder = `${split}/${label}`;
      const [imagesBefore, faultsBefore] = [images.length, faults.length];
      for (const name of namesIn(root, folder, faults)) {
        const place = `${folder}/${name}`;
        if (name.toLowerCase().endsWith(".png"))
          images.push(place);
        else
          faults.push({ place, message: `Unexpected "${join(root, place)}": expected only PNG files there` });
      }
      if (images.length === imagesBefore && faults.length === faultsBefore)
        empty.push(folder);
    }
  }
  return { images: images.sort(), faults, empty };
}
function pngFiles(root) {
  const { images, faults, empty } = listPngs(root);
  const others = [...faults.map(({ place }) => place), ...empty];
  return Object.fromEntries([
    ...images.map((name) => [name, join(root, name)]),
    ...others.map((name) => [`${name}/`, `${join(root, name)}/`])
  ]);
}
function namesIn(root, folder, faults) {
  const path = join(root, folder);
  let entries;
  try {
    entries = readdirSync(path, { encoding: "buffer" });
  } catch (error) {
    const fault = folderFault(path, folder, error);
    if (fault !== void 0)
      faults.push(fault);
    return [];
  }
  const names = [];
  for (const entry of entries) {
    const name = entry.toString("utf8");
    if (!Buffer.from(name, "utf8").equals(entry))
      faults.push(unnameable(root, folder, entry));
    else if (name.startsWith(".") && !IGNORED.test(name))
      faults.push(hidden(root, `${folder}/${name}`));
    else if (!IGNORED.test(name))
      names.push(name);
  }
  return names.sort();
}
function folderFault(path, place, error) {
  const { code } = error;
  const isSplit = !place.includes("/");
  if (code === "ENOTDIR") {
    const expected = isSplit ? "a folder" : "a folder of images for each class";
    return { place, message: `Unexpected file "${path}": expected ${expected}` };
  }
  const { reason, hint } = meaningOf(path, error);
  if (isSplit && code === "ENOENT" && hint === void 0)
    return void 0;
  return { place, message: `Cannot list the folder "${path}": ${reason}`, ...hint !== void 0 && { hint } };
}
function unnameable(root, folder, entry) {
  const shown = entry.toString("latin1").replaceAll(/[^\x20-\x7e]/g, (byte) => {
    return `\\x${byte.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
  return {
    place: `${folder}/${shown}`,
    message: `Cannot read "${join(root, folder)}/${shown}": its name is not UTF-8`,
    hint: 'Rename it. Archives of older systems have such names; "convmv" turns all of them into UTF-8.'
  };
}
function hidden(root, place) {
  return {
    place,
    message: `Unexpected hidden "${join(root, place)}": expected only PNG files in folders of classes`,
    hint: "Remove it, or give it a name that does not begin with a dot."
  };
}

// stages/load/layout.js
var IDX_NAMES = ["train", "t10k"].flatMap((part) => [`${part}-images-idx3-ubyte`, `${part}-labels-idx1-ubyte`]);
function layoutOf(dataset) {
  switch (dataset.source) {
    case "mnist":
    case "folder":
      return void 0;
    case "idx":
    case "fashion-mnist":
    case "kmnist":
      return { root: resolve(dataset.root), names: IDX_NAMES };
    case "emnist": {
      const parts = ["train", "test"].flatMap((part) => [`${part}-images-idx3-ubyte`, `${part}-labels-idx1-ubyte`]);
      const names = [...parts, "mapping.txt"].map((name) => `emnist-${dataset.split}-${name}`);
      return { root: resolve(dataset.root), names, folder: "gzip", archive: "gzip.zip" };
    }
    case "cifar10": {
      const names = [...[1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.bin`), "test_batch.bin"];
      const archive = "cifar-10-binary.tar.gz";
      return { root: resolve(dataset.root), names, folder: "cifar-10-batches-bin", archive };
    }
    case "cifar100": {
      const names = ["train.bin", "test.bin", `${dataset.labels}_label_names.txt`];
      const archive = "cifar-100-binary.tar.gz";
      return { root: resolve(dataset.root), names, folder: "cifar-100-binary", archive };
    }
    case "stl10": {
      const names = ["train_X.bin", "train_y.bin", "test_X.bin", "test_y.bin"];
      return { root: resolve(dataset.root), names, folder: "stl10_binary", archive: "stl10_binary.tar.gz" };
    }
    case "svhn":
      return { root: resolve(dataset.root), names: ["train_32x32.mat", "test_32x32.mat"] };
  }
}
function locate({ root, folder, archive }, name) {
  const folders = [root, ...folder === void 0 ? [] : [join2(root, folder)]];
  for (const path of folders.flatMap((each) => [join2(each, name), join2(each, `${name}.gz`)])) {
    if (isThere(path))
      return { path, packed: false };
  }
  if (archive === void 0 || !isThere(join2(root, archive)))
    return void 0;
  return { path: join2(root, archive), packed: true };
}
function isThere(path) {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== void 0;
  } catch {
    return true;
  }
}
function filesOf(dataset) {
  if (dataset.source === "folder")
    return pngFiles(resolve(dataset.root));
  const layout = layoutOf(dataset);
  if (layout === void 0)
    return {};
  const files = {};
  for (const name of layout.names) {
    const place = locate(layout, name) ?? { path: join2(layout.root, name), packed: false };
    files[place.packed ? layout.archive ?? name : name] = place.path;
  }
  return files;
}

// stages/load/published.js
var TINY = { shape: [28, 28, 1], classes: 10, train: 6e4, test: 1e4 };
var SMALL = { shape: [32, 32, 3], train: 5e4, test: 1e4 };
var PUBLISHED = {
  mnist: { name: "mnist", ...TINY },
  "fashion-mnist": {
    name: "fashion-mnist",
    ...TINY,
    classNames: "T-shirt/top,Trouser,Pullover,Dress,Coat,Sandal,Shirt,Sneaker,Bag,Ankle boot".split(",")
  },
  kmnist: { name: "kmnist", ...TINY, classNames: "o,ki,su,tsu,na,ha,ma,ya,re,wo".split(",") },
  cifar10: {
    name: "cifar10",
    ...SMALL,
    classes: 10,
    classNames: "airplane,automobile,bird,cat,deer,dog,frog,horse,ship,truck".split(",")
  },
  stl10: {
    name: "stl10",
    shape: [96, 96, 3],
    classes: 10,
    train: 5e3,
    test: 8e3,
    classNames: "airplane,bird,car,cat,deer,dog,horse,monkey,ship,truck".split(",")
  },
  svhn: { name: "svhn", shape: [32, 32, 3], classes: 10, train: 73257, test: 26032 }
};
var EMNIST = {
  byclass: { classes: 62, train: 697932, test: 116323 },
  bymerge: { classes: 47, train: 697932, test: 116323 },
  balanced: { classes: 47, train: 112800, test: 18800 },
  letters: { classes: 26, train: 124800, test: 20800 },
  digits: { classes: 10, train: 24e4, test: 4e4 },
  mnist: { classes: 10, train: 6e4, test: 1e4 }
};
function publishedOf(dataset) {
  switch (dataset.source) {
    case "idx":
    case "folder":
      return void 0;
    case "emnist":
      return { name: `emnist-${dataset.split}`, shape: TINY.shape, ...EMNIST[dataset.split] };
    case "cifar100":
      return { name: `cifar100-${dataset.labels}`, ...SMALL, classes: dataset.labels === "fine" ? 100 : 20 };
    case "mnist":
    case "fashion-mnist":
    case "kmnist":
    case "cifar10":
    case "stl10":
    case "svhn":
      return PUBLISHED[dataset.source];
  }
}

export {
  countSplits,
  MAX_DATASET_BYTES,
  MAX_FILE_BYTES,
  openFile,
  readOnce,
  tooLarge,
  PNG_SPLITS,
  listPngs,
  layoutOf,
  locate,
  filesOf,
  publishedOf
};
