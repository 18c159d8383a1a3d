import { StageFailure } from '../../engine/core/failure.ts';
import type { Content } from './content.ts';

/** The first bytes of files of a kind, as Latin-1. */
const BEGINNINGS: readonly (readonly [begin: string, what: string])[] = [
  ['\x89PNG\r\n\x1a\n', 'a PNG image'],
  ['\xff\xd8\xff', 'a JPEG image'],
  ['GIF8', 'a GIF image'],
  ['BM', 'a BMP image'],
  ['II*\0', 'a TIFF image'],
  ['MM\0*', 'a TIFF image'],
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

const IDX_TYPES: Readonly<Record<number, string>> = {
  0x08: 'unsigned bytes',
  0x09: 'signed bytes',
  0x0b: 'int16',
  0x0c: 'int32',
  0x0d: 'float32',
  0x0e: 'float64',
};

/** How many bytes are examined. */
const HEAD_BYTES = 512;

/** What the content of a file is, for people: `a web page (HTML)`; undefined if unknown. */
export function whatIs(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return 'an empty file';
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD_BYTES));
  const text = head.toString('latin1');
  if (text.slice(257, 262) === 'ustar') return 'a tar archive';
  if (text.startsWith('RIFF')) return text.slice(8, 12) === 'WEBP' ? 'a WebP image' : 'a RIFF file';
  return BEGINNINGS.find(([begin]) => text.startsWith(begin))?.[1] ?? idxKind(head) ?? textKind(head);
}

/** How to get the right file instead of this download; undefined for content that no download explains. */
export function downloadHint(what: string | undefined): string | undefined {
  if (what === undefined || !/web page|XML|JSON|Git LFS|empty|zero/.test(what)) return undefined;
  if (what.includes('Git LFS')) return 'Get the file itself: git lfs pull';
  return 'The download of the file went wrong: get it again, and look at what the server answers.';
}

/**
 * Reports what an unexpected file is; returns if that is unknown. Text is expected in a text file.
 *
 * @throws StageFailure that names both
 */
export function foundInstead({ file, bytes }: Content, expected: string): void {
  const what = whatIs(bytes);
  if (what === undefined || what.startsWith('text that')) return;
  const hint = downloadHint(what);
  throw new StageFailure(`Cannot read "${file}": expected ${expected}, found ${what}`, {
    ...(hint !== undefined && { hint }),
  });
}

function idxKind(head: Buffer): string | undefined {
  const [first, second, type = 0, axes = 0] = head;
  const name = IDX_TYPES[type];
  if (first !== 0 || second !== 0 || name === undefined || axes < 1 || axes > 8) return undefined;
  return `an IDX file of ${name} on ${axes} ${axes === 1 ? 'axis' : 'axes'}`;
}

function textKind(head: Buffer): string | undefined {
  if (head.length > 16 && head.every((byte) => byte === 0)) return 'zero bytes';
  const text = head
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (/^<(!doctype html|html|head|body|title|script|p>|h1)/i.test(text)) return 'a web page (HTML)';
  if (text.startsWith('<?xml') || text.startsWith('<Error>')) return 'an XML document, as servers send for an error';
  if (/^[[{]\s*["{}\]]/.test(text)) return 'a JSON document';
  // The last character may be cut off.
  const isText = head.length > 4 && /^[\t\n\r\x20-\x7e\u00a0-\ufffc]+\ufffd?$/u.test(text);
  return isText ? `text that begins with ${JSON.stringify(text.slice(0, 24))}` : undefined;
}
