import { mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listImages, imageFiles } from '../../../stages/load/image-list.ts';
import { withFolder } from '../../helpers/alone.ts';
import { writeFiles } from './write-files.ts';

const GOOD = { 'train/a/1.png': '', 'test/a/1.png': '' };

/** What is wrong in the folder after `spoil`, the folder's name replaced by ROOT. */
function faults(spoil: (root: string) => void): Promise<readonly object[]> {
  return withFolder(async (root) => {
    writeFiles(root, GOOD);
    spoil(root);
    const listed = listImages(root);
    expect(Object.keys(imageFiles(root))).toEqual(
      expect.arrayContaining(listed.faults.map(({ place }) => `${place}/`)),
    );
    return listed.faults.map((fault) => ({ ...fault, message: fault.message.replaceAll(root, 'ROOT') }));
  });
}

describe('listImages()', () => {
  it('names a class folder that is a link to nowhere, or to itself', async () => {
    const nowhere = await faults((root) => symlinkSync('/mnt/absent/b', join(root, 'train', 'b')));
    expect(nowhere).toEqual([
      {
        place: 'train/b',
        message: 'Cannot list the folder "ROOT/train/b": it is a link to "/mnt/absent/b", which is not there',
        hint: 'Mount the disk it leads to, or remove the link.',
      },
    ]);
    const circle = await faults((root) => symlinkSync('b', join(root, 'test', 'b')));
    expect(circle).toMatchObject([{ message: 'Cannot list the folder "ROOT/test/b": its links lead in a circle' }]);
  });

  it('names a split that is a link to nowhere', async () => {
    const found = await faults((root) => {
      renameSync(join(root, 'test'), join(root, 'other'));
      symlinkSync('nowhere', join(root, 'test'));
    });
    expect(found).toMatchObject([
      { place: 'test', message: 'Cannot list the folder "ROOT/test": it is a link to "nowhere", which is not there' },
    ]);
  });

  it('names a folder and an image whose name is not UTF-8, byte by byte', async () => {
    const found = await faults((root) => {
      mkdirSync(Buffer.from(`${root}/train/caf\xe9`, 'latin1'));
      mkdirSync(Buffer.from(`${root}/test/a/\xff.png`, 'latin1'));
    });
    expect(found).toMatchObject([
      { place: 'train/caf\\xe9', message: 'Cannot read "ROOT/train/caf\\xe9": its name is not UTF-8' },
      { place: 'test/a/\\xff.png', message: 'Cannot read "ROOT/test/a/\\xff.png": its name is not UTF-8' },
    ]);
  });

  it('takes a folder that contains itself for what it is: entries that are no images', async () => {
    const found = await faults((root) => symlinkSync('.', join(root, 'train', 'b')));
    expect(found).toMatchObject([{ place: 'train/b/a' }, { place: 'train/b/b' }]);
  });

  it('names folders without images, which then are in the key', () =>
    withFolder(async (root) => {
      writeFiles(root, GOOD);
      for (const folder of ['train/b', 'test/b']) mkdirSync(join(root, folder));
      expect(listImages(root)).toEqual({
        images: ['test/a/1.png', 'train/a/1.png'],
        faults: [],
        empty: ['train/b', 'test/b'],
      });
      expect(Object.keys(imageFiles(root))).toEqual(['test/a/1.png', 'train/a/1.png', 'train/b/', 'test/b/']);
    }));

  it('leaves out nothing but what systems put there by themselves', async () => {
    const own = ['.DS_Store', '._1.png', 'Thumbs.db', 'desktop.ini', '.gitkeep'];
    expect(
      await faults((root) => writeFiles(root, Object.fromEntries(own.map((name) => [`train/a/${name}`, ''])))),
    ).toEqual([]);
    expect(await faults((root) => writeFiles(root, { 'train/.cache': '', 'train/a/.1.png': '' }))).toMatchObject([
      { place: 'train/.cache' },
      { place: 'train/a/.1.png' },
    ]);
  });
});
