import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { encodeManifest } from '../../../engine/packs/manifest.ts';
import { markUsed, removeUnused } from '../../../engine/packs/unused.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const NOW = Date.UTC(2030, 0, 1);

let folder: string;
beforeEach(() => {
  folder = tempDir();
});

/** Writes a file that was last used so many days ago. */
function write(name: string, days: number, text = ''): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  const at = (NOW - days * DAY_MS) / 1000;
  utimesSync(path, at, at);
  return path;
}

/** Writes a bundle; its path. */
const bundle = (letter: string, days: number): string => write(`${letter}-${letter.repeat(16)}.mjs`, days);

/** Writes the manifest of a pack of these bundles: the main one, one of a part, one of a stage. */
function manifest([main = '', part = '', entry = '']: readonly string[], days: number): string {
  const code = { digest: 'sha256:0', packages: {} } as const;
  const parts = { layers: [{ module: 'm.ts', file: part, code }] };
  const { name, text } = encodeManifest({ packs: [{ main, parts, entries: { s: { file: entry, code } } }] });
  return write(name, days, text);
}

const left = (): readonly string[] =>
  readdirSync(folder)
    .map((name) => name.slice(0, 1))
    .toSorted();

describe('removeUnused()', () => {
  it('removes bundles and manifests that nothing has used for 30 days', () => {
    manifest([bundle('a', 40), bundle('b', 40), bundle('c', 40)], 31);
    write('checks-0123456789abcdef.mjs', 31);
    removeUnused(manifest([bundle('d', 0), bundle('e', 0), bundle('f', 0)], 0), NOW);
    expect(left()).toEqual(['d', 'e', 'f', 'p']);
  });

  it('keeps what is used: now, however old it is, and by what began in the last 30 days', () => {
    manifest([bundle('a', 90), bundle('b', 90), bundle('c', 90)], 29);
    write('checks-0123456789abcdef.mjs', 29);
    removeUnused(manifest([bundle('d', 90), bundle('e', 90), bundle('f', 90)], 90), NOW);
    expect(left()).toEqual(['a', 'b', 'c', 'c', 'd', 'e', 'f', 'p', 'p']);
  });

  it('keeps a bundle that an old manifest and the one in use share', () => {
    const shared = bundle('a', 90);
    manifest([shared, bundle('b', 90), bundle('c', 90)], 90);
    removeUnused(manifest([shared, bundle('d', 90), bundle('e', 90)], 0), NOW);
    expect(left()).toEqual(['a', 'd', 'e', 'p']);
  });

  it('keeps a new bundle that no manifest names yet, and files that are not of this kind', () => {
    bundle('a', 1);
    write('index.json', 90);
    write('notes.txt', 90);
    removeUnused(manifest([bundle('d', 0), bundle('e', 0), bundle('f', 0)], 0), NOW);
    expect(left()).toEqual(['a', 'd', 'e', 'f', 'i', 'n', 'p']);
  });

  it('does nothing where there is no such manifest', () => {
    bundle('a', 90);
    expect(() => removeUnused(join(folder, 'none.json'), NOW)).not.toThrow();
    expect(left()).toEqual(['a']);
  });
});

describe('markUsed()', () => {
  it('sets the time of the last use, once a day', () => {
    const old = write('old', 2);
    const young = write('young', 0.5);
    for (const path of [old, young, join(folder, 'none')]) markUsed(path, NOW);
    expect([old, young].map((path) => statSync(path).mtimeMs)).toEqual([NOW, NOW - 0.5 * DAY_MS]);
  });
});
