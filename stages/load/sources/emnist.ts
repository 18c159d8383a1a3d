import { resolve } from 'node:path';
import { StageFailure } from '../../../engine/core/failure.ts';
import type { Content, Contents } from '../content.ts';
import { remoteFiles } from '../downloads.ts';
import { readIdxPart } from '../idx.ts';
import { interleave } from '../part.ts';
import type { Part } from '../part.ts';
import type { Reading } from '../reading.ts';
import { foundInstead } from '../sniff.ts';
import { inFiles } from './in-files.ts';
import { fetchedRoot, fetchHint } from './kind.ts';
import type { RootedDataset } from './kind.ts';

/** Images and classes of the divisions. For `letters` the paper has other counts; these are those of the files. */
const SPLITS = {
  byclass: { classes: 62, counts: { train: 697_932, test: 116_323 } },
  bymerge: { classes: 47, counts: { train: 697_932, test: 116_323 } },
  balanced: { classes: 47, counts: { train: 112_800, test: 18_800 } },
  letters: { classes: 26, counts: { train: 124_800, test: 20_800 } },
  digits: { classes: 10, counts: { train: 240_000, test: 40_000 } },
  mnist: { classes: 10, counts: { train: 60_000, test: 10_000 } },
} as const;

type EmnistSplit = keyof typeof SPLITS;

interface EmnistDataset extends RootedDataset<'emnist'> {
  readonly split: EmnistSplit;
}

const ARCHIVE = 'gzip.zip';
const MIRRORS = ['https://biometrics.nist.gov/cs_links/EMNIST/', 'https://www.itl.nist.gov/iaui/vip/cs_links/EMNIST/'];

export const emnist = inFiles<EmnistDataset>({
  source: 'emnist',
  schema: {
    title: 'EMNIST',
    description:
      'Handwritten letters and digits, 28 x 28 pixels, one channel, in six divisions; Assay turns them upright',
    about: 'The extension of MNIST by NIST',
    properties: {
      root: fetchedRoot('emnist', `Folder of ${ARCHIVE}, or of the files unpacked from it, the mapping included`),
      split: {
        description:
          'Which division: byclass has 62 classes and 814,255 images, bymerge 47 and as many, balanced 47 and 131,600, letters 26 and 145,600, digits 10 and 280,000, mnist 10 and 70,000',
        enum: Object.keys(SPLITS),
        default: 'balanced',
      },
    },
  },
  facts: ({ split }) => ({ name: `emnist-${split}`, size: [28, 28], channels: 1, ...SPLITS[split] }),
  layout: ({ root, split }) => {
    const parts = ['train', 'test'].flatMap((part) => [`${part}-images-idx3-ubyte`, `${part}-labels-idx1-ubyte`]);
    const names = [...parts, 'mapping.txt'].map((name) => `emnist-${split}-${name}`);
    return { root: resolve(root), names, folder: 'gzip', archive: ARCHIVE };
  },
  hint: (dataset, name = '') => {
    const mapping = name.endsWith('mapping.txt') ? 'The mapping tells which label means which character. ' : '';
    return `${mapping}${fetchHint(dataset)}`;
  },
  parse: (contents, { split }, reading) => readEmnist(contents, split, reading),
  terms: {
    licence: 'none stated (NIST)',
    cite: 'G. Cohen, S. Afshar, J. Tapson, A. van Schaik: EMNIST: an extension of MNIST to handwritten letters. arXiv:1702.05373 (2017)',
  },
  download: {
    root: 'data/emnist',
    files: remoteFiles(MIRRORS, [
      ARCHIVE,
      561_753_746,
      'sha256:fb9bb67e33772a9cc0b895e4ecf36d2cf35be8b709693c3564cea2a019fcda8e',
    ]),
  },
});

/**
 * One division of EMNIST, from its four IDX files and its mapping. The files store images column by column; here they are turned
 * upright. Labels become indices into the mapping, so those of `letters`, which start at 1 in the files, start at 0.
 *
 * @throws StageFailure if a file is damaged, or a label is not in the mapping
 */
async function readEmnist(
  contents: Contents,
  split: EmnistSplit,
  reading: Reading,
): Promise<{ readonly train: Part; readonly test: Part; readonly classNames: readonly string[] }> {
  const { classes } = SPLITS[split];
  const { first, classNames } = parseMapping(contents(`emnist-${split}-mapping.txt`), classes);
  const read = async (part: string): Promise<Part> => {
    const { shape, images, labels } = readIdxPart(contents, { part: `emnist-${split}-${part}`, classes, first });
    return { shape, images: await interleave(images, { shape, columnMajor: true }, reading), labels };
  };
  return { train: await read('train'), test: await read('test'), classNames };
}

/**
 * Parses a mapping: one line per class, with its label and the codes of its characters, such as `1 65 97` for A and a. The first
 * character names the class.
 *
 * @returns the label of the first class, and the names of all
 * @throws StageFailure if a line has another form, or there is not one for each class
 */
function parseMapping(
  content: Content,
  classes: number,
): { readonly first: number; readonly classNames: readonly string[] } {
  const { file, bytes } = content;
  const lines = Buffer.from(bytes)
    .toString('latin1')
    .trim()
    .split(/\s*\n\s*/);
  const rows = lines.map((line, index) => {
    if (/^\d+( \d+)+$/.test(line)) return line.split(' ').map(Number);
    foundInstead(content, 'a mapping of EMNIST');
    throw damaged(
      file,
      `line ${index + 1}: expected a label and codes of characters, found ${JSON.stringify(line.slice(0, 40))}`,
    );
  });
  if (rows.length !== classes)
    throw damaged(file, `expected ${classes} lines, one for each class, found ${rows.length}`);
  const first = rows[0]?.[0] ?? 0;
  const classNames = rows.map(([label, code = 0], index) => {
    if (label === first + index) return String.fromCharCode(code);
    throw damaged(file, `line ${index + 1}: expected label ${first + index}, found ${label}`);
  });
  return { first, classNames };
}

function damaged(file: string, what: string): StageFailure {
  return new StageFailure(`Damaged mapping "${file}", ${what}`);
}
