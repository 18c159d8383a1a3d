import { StageFailure } from '../../engine/core/failure.js';
import { readIdxPart } from './idx.js';
import { interleave } from './part.js';
import { foundInstead } from './sniff.js';
/**
 * One division of EMNIST, from its four IDX files and its mapping. Its images lie column by column and are turned upright
 * here. Labels become places in the mapping, so that those of `letters`, which begin at 1, begin at 0.
 *
 * @throws StageFailure if a file is damaged, or a label is not in the mapping
 */
export async function readEmnist(contents, { split, classes }, reading) {
    const { first, classNames } = parseMapping(contents(`emnist-${split}-mapping.txt`), classes);
    const read = async (part) => {
        const { shape, images, labels } = readIdxPart(contents, { part: `emnist-${split}-${part}`, classes, first });
        return { shape, images: await interleave(images, { shape, columnMajor: true }, reading), labels };
    };
    return { train: await read('train'), test: await read('test'), classNames };
}
/**
 * Takes a mapping apart: one line per class, with its label and the codes of its characters, `1 65 97` for A and a. A class
 * is named by the first of them.
 *
 * @returns the label of the first class, and the names of all
 * @throws StageFailure if a line is something else, or there is not one for each class
 */
export function parseMapping(content, classes) {
    const { file, bytes } = content;
    const lines = Buffer.from(bytes)
        .toString('latin1')
        .trim()
        .split(/\s*\n\s*/);
    const rows = lines.map((line, index) => {
        if (/^\d+( \d+)+$/.test(line))
            return line.split(' ').map(Number);
        foundInstead(content, 'a mapping of EMNIST');
        throw damaged(file, `line ${index + 1}: expected a label and codes of characters, found ${JSON.stringify(line.slice(0, 40))}`);
    });
    if (rows.length !== classes)
        throw damaged(file, `expected ${classes} lines, one for each class, found ${rows.length}`);
    const first = rows[0]?.[0] ?? 0;
    const classNames = rows.map(([label, code = 0], index) => {
        if (label === first + index)
            return String.fromCharCode(code);
        throw damaged(file, `line ${index + 1}: expected label ${first + index}, found ${label}`);
    });
    return { first, classNames };
}
function damaged(file, what) {
    return new StageFailure(`Damaged mapping "${file}", ${what}`);
}
