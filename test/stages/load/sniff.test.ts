import { describe, expect, it } from 'vitest';
import sharp from 'sharp';
import { gzipSync } from 'node:zlib';
import { whatIs } from '../../../stages/load/sniff.ts';
import { MAT, ZIP } from './binaries.ts';
import { idxBytes } from './write-files.ts';

const image = sharp(new Uint8Array(12), { raw: { height: 2, width: 2, channels: 3 } });

describe('whatIs()', () => {
  it.each<[string | undefined, () => Promise<Uint8Array> | Uint8Array | string]>([
    ['a PNG image', () => image.clone().png().toBuffer()],
    ['a JPEG image', () => image.clone().jpeg().toBuffer()],
    ['a GIF image', () => image.clone().gif().toBuffer()],
    ['a TIFF image', () => image.clone().tiff().toBuffer()],
    ['a WebP image', () => image.clone().webp().toBuffer()],
    ['a gzip file', () => gzipSync('x')],
    ['a zip archive', () => ZIP],
    ['a MAT-file of version 5', () => MAT],
    ['an IDX file of unsigned bytes on 4 axes', () => idxBytes([1, 1, 1, 3], [1, 2, 3])],
    ['a web page (HTML)', () => '\uFEFF\r\n<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">'],
    ['an XML document, as servers send for an error', () => '<?xml version="1.0"?><Error><Code>AccessDenied</Code>'],
    ['a JSON document', () => '{"message": "Not Found"}'],
    ['text that begins with "label,1,2,3"', () => 'label,1,2,3'],
    ['an empty file', () => ''],
    ['zero bytes', () => new Uint8Array(100)],
    [undefined, () => Uint8Array.of(7, 200, 1, 9, 250, 0)],
  ])('recognises %s', async (what, content) => {
    expect(whatIs(Buffer.from((await content()) as Uint8Array))).toBe(what);
  });
});
