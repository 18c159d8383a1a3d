import { StageFailure } from '../../engine/core/failure.js';
/** The bytes that files of a kind begin with, as Latin-1. */
const BEGINNINGS = [
    ['\x89PNG\r\n\x1a\n', 'a PNG image'],
    ['\xff\xd8\xff', 'a JPEG image'],
    ['GIF8', 'a GIF image'],
    ['BM', 'a BMP image'],
    ['II*\0', 'a TIFF image'],
    ['MM\0*', 'a TIFF image'],
    ['RIFF', 'a RIFF file, for example a WebP image'],
    ['\x1f\x8b', 'a gzip file'],
    ['PK\x03\x04', 'a zip archive'],
    ['BZh', 'a bzip2 file'],
    ['\xfd7zXZ', 'an xz file'],
    ['\x28\xb5\x2f\xfd', 'a Zstandard file'],
    ['7z\xbc\xaf', 'a 7z archive'],
    ['Rar!', 'a RAR archive'],
    ['\x89HDF\r\n', 'an HDF5 file'],
    ['\x93NUMPY', 'a NumPy array (.npy)'],
    ['MATLAB 5.0', 'a MAT-file of version 5'],
    ['MATLAB 7.3', 'a MAT-file of version 7.3 (HDF5)'],
    ['%PDF', 'a PDF'],
    ['version https://git-lfs', 'a pointer of Git LFS in place of the file'],
];
const IDX_TYPES = {
    0x08: 'unsigned bytes',
    0x09: 'signed bytes',
    0x0b: 'int16',
    0x0c: 'int32',
    0x0d: 'float32',
    0x0e: 'float64',
};
/** The most that is looked at. */
const HEAD_BYTES = 512;
/** What the content of a file is, for people: `a web page (HTML)`; undefined when it cannot be told. */
export function whatIs(bytes) {
    if (bytes.length === 0)
        return 'an empty file';
    const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD_BYTES));
    const text = head.toString('latin1');
    if (text.slice(257, 262) === 'ustar')
        return 'a tar archive';
    return BEGINNINGS.find(([begin]) => text.startsWith(begin))?.[1] ?? idxKind(head) ?? textKind(head);
}
/** How to make sure that a download is what it should be; undefined for content that no download explains. */
export function downloadHint(what) {
    if (what === undefined || !/web page|XML|JSON|Git LFS|empty|zero/.test(what))
        return undefined;
    if (what.includes('Git LFS'))
        return 'Get the file itself: git lfs pull';
    return 'The download of the file went wrong: get it again, and look at what the server answers.';
}
/**
 * Says what a file is that is not what was expected; returns when that cannot be told. Text is no wonder in a file of text.
 *
 * @throws StageFailure that names both
 */
export function foundInstead({ file, bytes }, expected) {
    const what = whatIs(bytes);
    if (what === undefined || what.startsWith('text that'))
        return;
    const hint = downloadHint(what);
    throw new StageFailure(`Cannot read "${file}": expected ${expected}, found ${what}`, {
        ...(hint !== undefined && { hint }),
    });
}
function idxKind(head) {
    const [first, second, type = 0, axes = 0] = head;
    const name = IDX_TYPES[type];
    if (first !== 0 || second !== 0 || name === undefined || axes < 1 || axes > 8)
        return undefined;
    return `an IDX file of ${name} on ${axes} ${axes === 1 ? 'axis' : 'axes'}`;
}
function textKind(head) {
    if (head.length > 16 && head.every((byte) => byte === 0))
        return 'zero bytes';
    const text = head
        .toString('utf8')
        .replace(/^\uFEFF/, '')
        .trimStart();
    if (/^<(!doctype html|html|head|body|title|script|p>|h1)/i.test(text))
        return 'a web page (HTML)';
    if (text.startsWith('<?xml') || text.startsWith('<Error>'))
        return 'an XML document, as servers send for an error';
    if (/^[[{]\s*["{}\]]/.test(text))
        return 'a JSON document';
    // Of the last character only the first bytes may be there.
    const isText = head.length > 4 && /^[\t\n\r\x20-\x7e\u00a0-\ufffc]+\ufffd?$/u.test(text);
    return isText ? `text that begins with ${JSON.stringify(text.slice(0, 24))}` : undefined;
}
