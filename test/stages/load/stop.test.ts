import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Cancelled } from '../../../engine/core/failure.ts';
import { readCifar } from '../../../stages/load/cifar.ts';
import type { IdxDataset } from '../../../stages/load/sources/idx.ts';
import { unpackBytes } from '../../../stages/load/gzip.ts';
import { interleave, pick } from '../../../stages/load/part.ts';
import { readOnce } from '../../../stages/load/open-file.ts';
import { readingOf } from '../../../stages/load/reading.ts';
import type { Reading } from '../../../stages/load/reading.ts';
import { run } from '../../../stages/load/run.ts';
import { measureScale } from '../../../stages/load/scale.ts';
import { readTarGz } from '../../../stages/load/tar.ts';
import { contextOf, withFolder } from '../../helpers/alone.ts';
import { idxBytes, tarGz, writeFiles } from './write-files.ts';

// A load runs in the engine's process: what does not let the event loop go on, Ctrl-C, SIGTERM and timeouts cannot stop.

const MEGABYTES = 6;
const bytes = Buffer.from(
  Uint32Array.from({ length: MEGABYTES << 18 }, (_, at) => Math.imul(at, 2_654_435_761)).buffer,
);
const shape = [32, 32, 3] as const;
const part = { shape, images: bytes, labels: new Uint8Array(bytes.length / 3072) };

/** Expects that the work ends as soon as an event that is already waiting gets its turn. */
async function expectStops(work: (reading: Reading) => Promise<unknown>): Promise<void> {
  const abort = new AbortController();
  const reading = readingOf({ signal: abort.signal, usedFile: () => undefined });
  await sleep(100); // as if it had computed so long
  setImmediate(() => abort.abort());
  await expect(work(reading)).rejects.toThrow(Cancelled);
}

describe('a load stops', () => {
  it('while it puts the channels of pixels together', () =>
    expectStops((reading) => interleave(bytes, { shape, columnMajor: true }, reading)));
  it('while it takes the records of CIFAR apart', () => {
    const records = { file: 'x', bytes: bytes.subarray(0, bytes.length - (bytes.length % 3073)).map(() => 1) };
    return expectStops((reading) => readCifar([records, records], { count: 1, used: 0, classes: 10 }, reading));
  });
  it('while it chooses images', () => expectStops((reading) => pick(part, (image) => image > 0, reading)));
  it('while it measures', () => expectStops((reading) => measureScale(part, reading)));
  it('while it unpacks', async () => {
    await expectStops((reading) => unpackBytes('zlib', deflateSync(bytes), 'x', reading));
    await expectStops((reading) => unpackBytes('gzip', gzipSync(bytes), 'x', reading));
  });
  it('while it reads a file, and an archive', () =>
    withFolder(async (folder) => {
      const [file, archive] = [join(folder, 'x'), join(folder, 'x.tar.gz')];
      writeFileSync(file, bytes);
      writeFileSync(archive, tarGz({ 'x.bin': bytes }));
      await expectStops((reading) => readOnce(file, reading));
      await expectStops((reading) => readTarGz(archive, ['x.bin'], reading));
      await expectStops((reading) => readTarGz(archive, [], reading));
    }));

  it.each<[string, Partial<IdxDataset>]>([
    ['resizes', { resize: { size: [64, 64], method: 'bilinear' } }],
    ['inverts', { invert: true }],
    ['writes', {}],
  ])('while it %s', async (_, preparing) => {
    await withFolder(async (root) => {
      for (const [name, count] of [
        ['train', 4000],
        ['t10k', 10],
      ] as const) {
        writeFiles(root, {
          [`${name}-images-idx3-ubyte`]: idxBytes([count, 32, 32], bytes.subarray(0, count * 1024)),
          [`${name}-labels-idx1-ubyte`]: idxBytes([count], new Uint8Array(count)),
        });
      }
      const abort = new AbortController();
      const validation = { fraction: 0, stratified: true, seed: 0 };
      const dataset: IdxDataset = { source: 'idx', root, name: 'x', validation, ...preparing };
      const context = contextOf(root, { dataset });
      // Aborted when the images have been read: the files are four.
      let files = 0;
      const started = {
        ...context,
        signal: abort.signal,
        usedFile: () => {
          if ((files += 1) === 4) setImmediate(() => abort.abort());
        },
      };
      const error: unknown = await run(started).catch((thrown: unknown) => thrown);
      expect((error as Error).name).toMatch(/^(Cancelled|AbortError)$/);
    });
  });
});
