import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { validate } from '../../../../engine/read/validate.ts';
import { variantsOf } from '../../../../engine/read/variant.ts';
import { readSafetensors, tensorAt } from '../../../../stages/formats/safetensors.ts';
import { registryOf } from '../../../../engine/packs/registry.ts';
import { builtIn, builtInWith, registry } from '../../../../stages/index.ts';
import type { RootedDataset, SourceKind } from '../../../../stages/load/sources/kind.ts';
import { datasetSchema, downloads, sourceFault, sourceOf, sourcesWith } from '../../../../stages/load/sources/index.ts';
import { readOnce } from '../../../../stages/load/open-file.ts';
import { contextOf, withFolder } from '../../../helpers/alone.ts';

/** As a pack would have it: each byte of one file is a grey image of one pixel, its class the place modulo 2. */
const bytes: SourceKind<RootedDataset<'bytes'> & { readonly twice: boolean }> = {
  source: 'bytes',
  schema: {
    title: 'Bytes',
    description: 'Images of one pixel',
    about: 'The bytes of a file',
    required: ['root'],
    properties: { root: { type: 'string' }, twice: { type: 'boolean', default: false } },
  },
  facts: () => ({ name: 'bytes', size: [1, 1], channels: 1, classes: 2, counts: { train: 4, test: 4 } }),
  files: ({ root }) => ({ bytes: join(root, 'bytes.bin') }),
  read: async ({ root }, reading) => {
    const images = await readOnce(join(root, 'bytes.bin'), reading);
    const part = { shape: [1, 1, 1] as const, images, labels: images.map((_, index) => index % 2) };
    return { name: 'bytes', classes: 2, train: part, test: part };
  },
};
const VALIDATION = { fraction: 0, stratified: true, seed: 0 };

describe('builtInWith() + sources', () => {
  const { stages, sections } = registryOf([builtInWith({ sources: [bytes] })]);
  const load = stages['load'];

  it('lets an experiment file name the source, with the properties that every source has', () => {
    const variants = variantsOf(sections['datasets'] ?? {});
    expect(Object.keys(variants)).toEqual(Object.keys(variantsOf(datasetSchema())).concat('bytes').sort());
    const entry = { source: 'bytes', root: 'x' };
    expect(validate(variants['bytes'] ?? {}, entry)).toEqual([]);
    expect(entry).toEqual({
      ...entry,
      twice: false,
      validation: { stratified: true, seed: 0 },
      invert: false,
      standardize: false,
    });
  });

  it('knows before the run what will come out, which files are read, and whose code it is', () => {
    const dataset = { source: 'bytes', root: 'x', validation: VALIDATION };
    expect(load?.infer?.({ dataset }, {})).toEqual({
      outputs: { dataset: { name: 'bytes', shape: [1, 1, 1], classes: 2, train: 4, validation: 0, test: 4 } },
    });
    expect(load?.files?.({ dataset })).toEqual({ bytes: join('x', 'bytes.bin') });
    expect(load?.code?.({ dataset }, {})).toEqual(['load', 'load/bytes']);
    expect(load?.code?.({ dataset: { source: 'mnist', validation: VALIDATION } }, {})).toEqual(['load']);
  });

  it('loads it like any other', () =>
    withFolder(async (folder) => {
      writeFileSync(join(folder, 'bytes.bin'), Uint8Array.of(5, 6, 7, 8));
      const params = { dataset: { source: 'bytes', root: folder, validation: VALIDATION, invert: true } };
      const module = await load?.load(params);
      await module?.run(contextOf(folder, params));
      const file = await readSafetensors(join(folder, 'dataset'));
      expect([...tensorAt(file, 'train.images', 'U8').data]).toEqual([250, 249, 248, 247]);
    }));

  it('checks the files of the source against what it says of them', () =>
    withFolder(async (folder) => {
      writeFileSync(join(folder, 'bytes.bin'), Uint8Array.of(5, 6, 7));
      const params = { dataset: { source: 'bytes', root: folder, validation: VALIDATION } };
      const module = await load?.load(params);
      await expect(module?.run(contextOf(folder, params))).rejects.toThrow(
        `Not the files of bytes in "${folder}": expected 4 images of 1 x 1 x 1 for train, found 3 of 1 x 1 x 1`,
      );
    }));

  it('leaves what comes with Assay alone', () => {
    expect(builtInWith({})).toBe(builtIn);
    expect(Object.keys(variantsOf(registry.sections['datasets'] ?? {}))).not.toContain('bytes');
    expect(() => sourceOf({ source: 'bytes', validation: VALIDATION })).toThrow('there is no source "bytes"');
  });
});

describe('sourceFault()', () => {
  it.each([[undefined], ['bytes'], [{ source: 'bytes' }], [{ ...bytes, read: undefined }], [{ ...bytes, schema: {} }]])(
    'tells what is no source: %j',
    (source) => {
      expect(sourceFault(source)).toContain('expected a source: { source, schema, facts, files, read }');
      expect(sourceFault(bytes)).toBeUndefined();
    },
  );
});

describe('sourcesWith()', () => {
  it('offers the downloads of packs beside the others', () => {
    const download = { root: 'data/bytes', licence: 'none', files: [] };
    const names = downloads(sourcesWith([{ ...bytes, download }])).map(({ name }) => name);
    expect(names).toEqual([...downloads().map(({ name }) => name), 'bytes'].sort());
  });
});
