import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../../stages/load/sources/index.ts';
import { sourceOf } from '../../../stages/load/sources/index.ts';
import { withFolder } from '../../helpers/alone.ts';
import { MAT } from './binaries.ts';
import { notedReading } from './reading.ts';
import { idxBytes, tarGz, writeFiles, zip } from './write-files.ts';

const VALIDATION = { fraction: 0, stratified: true, seed: 0 };
const idx = (prefix: string): Record<string, Uint8Array> => ({
  [`${prefix}-images-idx3-ubyte`]: idxBytes([2, 1, 1], [1, 2]),
  [`${prefix}-labels-idx1-ubyte`]: idxBytes([2], [0, 1]),
});
const gzipped = (files: Record<string, Uint8Array>): Record<string, Uint8Array> =>
  Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`${name}.gz`, gzipSync(bytes)]));
const cifar = new Uint8Array(3073);
const png = await sharp(new Uint8Array(1), { raw: { height: 1, width: 1, channels: 1 } })
  .png()
  .toBuffer();

const SOURCES: readonly (readonly [string, object, Record<string, Uint8Array | string>])[] = [
  ['idx', { source: 'idx', name: 'x' }, { ...idx('train'), ...idx('t10k') }],
  ['idx, packed', { source: 'idx', name: 'x' }, gzipped({ ...idx('train'), ...idx('t10k') })],
  [
    'a zip archive',
    { source: 'emnist', split: 'mnist' },
    {
      'gzip.zip': zip(
        {
          ...idx('emnist-mnist-train'),
          ...idx('emnist-mnist-test'),
          'emnist-mnist-mapping.txt': Array.from({ length: 10 }, (_, label) => `${label} ${48 + label}`).join('\n'),
          'unwanted.bin': new Uint8Array(100),
        },
        crc32,
      ),
    },
  ],
  [
    'a tar archive that goes on behind what is wanted',
    { source: 'cifar10' },
    {
      'cifar-10-binary.tar.gz': Buffer.concat([
        tarGz({
          ...Object.fromEntries([1, 2, 3, 4, 5].map((batch) => [`data_batch_${batch}.bin`, cifar])),
          'test_batch.bin': cifar,
          'unwanted.bin': Buffer.from(
            Uint32Array.from({ length: 900_000 }, (_, at) => Math.imul(at, 2_654_435_761)).buffer,
          ),
        }),
        Buffer.alloc(5_000_000, 'behind'),
      ]),
    },
  ],
  ['MAT-files', { source: 'svhn' }, { 'train_32x32.mat': MAT, 'test_32x32.mat': MAT }],
  [
    'a folder',
    { source: 'folder', name: 'x', size: [1, 1], channels: 1 },
    { 'train/a/1.png': png, 'train/b/2.png': png, 'test/a/1.png': png },
  ],
];

describe('a source says which bytes it has used', () => {
  it.each(SOURCES)('of %s: those of every file that is in the key, whole, and no others', async (_, entry, files) => {
    await withFolder(async (root) => {
      writeFiles(root, files);
      const dataset = { root, validation: VALIDATION, ...entry } as Dataset;
      const { reading, used } = notedReading();
      await sourceOf(dataset).read(dataset, reading);
      const expected = Object.keys(files).map((name) => {
        const path = join(root, name);
        return [path, `sha256:${createHash('sha256').update(readFileSync(path)).digest('hex')}`];
      });
      expect(Object.fromEntries(used)).toEqual(Object.fromEntries(expected));
      expect([...used.keys()].sort()).toEqual(Object.values(sourceOf(dataset).files(dataset)).sort());
    });
  });

  it('of MNIST: none, because its content is in the code', async () => {
    const { reading, used } = notedReading();
    const mnist: Dataset = { source: 'mnist', validation: VALIDATION };
    await sourceOf(mnist).read(mnist, reading);
    expect([...used]).toEqual([]);
  });
});
