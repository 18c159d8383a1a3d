import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { SCALE, blank, drawSvg, paintMatrix, paste, shrink, writePng } from '../../../stages/drawing/image.ts';
import type { Colour } from '../../../stages/drawing/colour.ts';
import { frame, picture, text } from '../../../stages/drawing/svg.ts';
import { withFolder } from '../../helpers/alone.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const grey = (value: number): Colour => [value, value, value];

describe('paintMatrix()', () => {
  it('draws each value as a square of one colour', () => {
    const raster = paintMatrix([10, 20, 30, 40, 50, 60], { width: 3, size: 4, colour: grey });
    expect([raster.width, raster.height]).toEqual([12, 8]);
    for (let y = 0; y < 8; y++) {
      for (let x = 0; x < 12; x++) {
        const expected = 10 * (1 + Math.floor(y / 4) * 3 + Math.floor(x / 4));
        expect(raster.data[(y * 12 + x) * 3 + 1]).toBe(expected);
      }
    }
  });

  it('refuses values that are no whole number of rows', () => {
    expect(() => paintMatrix([1, 2, 3], { width: 2, size: 1, colour: grey })).toThrow(
      'Internal error: cannot paint 3 values in rows of 2 as squares of 1',
    );
  });
});

describe('shrink()', () => {
  it('takes the mean of each square, and of what is left of it at the edges', () => {
    const values = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    expect([...shrink(values, { width: 3, factor: 2 })]).toEqual([3, 4.5, 7.5, 9]);
  });
});

describe('paste()', () => {
  it('changes the pixels below the picture and no others', () => {
    const onto = blank(6, 5, [255, 255, 255]);
    paste(onto, blank(2, 3, [1, 2, 3]), { left: 3, top: 1 });
    for (let y = 0; y < 5; y++) {
      for (let x = 0; x < 6; x++) {
        const inside = x >= 3 && x < 5 && y >= 1 && y < 4;
        const at = (y * 6 + x) * 3;
        expect([...onto.data.subarray(at, at + 3)]).toEqual(inside ? [1, 2, 3] : [255, 255, 255]);
      }
    }
  });

  it('refuses a picture that does not fit', () => {
    expect(() => paste(blank(2, 2, [0, 0, 0]), blank(2, 2, [0, 0, 0]), { left: 1, top: 0 })).toThrow(
      'cannot paste 2 x 2 pixels at (1, 0) into 2 x 2',
    );
  });
});

describe('drawSvg()', () => {
  it('has two pixels for each unit, and white where nothing is drawn', async () => {
    const raster = await drawSvg(picture(30, 20, []));
    expect([raster.width, raster.height]).toEqual([30 * SCALE, 20 * SCALE]);
    expect(raster.data.every((part) => part === 255)).toBe(true);
  });

  it('draws a frame that a raster pasted inside leaves whole', async () => {
    const raster = await drawSvg(picture(20, 20, [frame({ left: 5, top: 5, width: 8, height: 8 })]));
    const dark = (x: number, y: number): boolean => (raster.data[(y * raster.width + x) * 3] ?? 0) < 200;
    expect([dark(9, 9), dark(26, 26), dark(9, 17)]).toEqual([true, true, true]);
    for (let y = 10; y < 26; y++) for (let x = 10; x < 26; x++) expect(dark(x, y)).toBe(false);
  });

  it('gives the same pixels in another process, whatever fonts the machine has', async () => {
    const svg = picture(300, 60, [text(10, 40, 'Similar filters τ > 0.5', { size: 24, weight: 600 })]);
    const { data } = await drawSvg(svg);
    expect(data.some((part) => part < 100)).toBe(true);
    const expected = createHash('sha256').update(data).digest('hex');
    // Inside the project, so that the bundle finds its packages.
    mkdirSync(join(root, 'node_modules', '.assay'), { recursive: true });
    const folder = mkdtempSync(join(root, 'node_modules', '.assay', 'test-'));
    try {
      const outfile = join(folder, 'draw.mjs');
      await build({
        stdin: {
          contents: `import { createHash } from 'node:crypto';
            import { drawSvg } from './stages/drawing/image.ts';
            const { data } = await drawSvg(process.argv[2]);
            process.stdout.write(createHash('sha256').update(data).digest('hex'));`,
          resolveDir: root,
        },
        bundle: true,
        platform: 'node',
        format: 'esm',
        packages: 'external',
        outfile,
      });
      // No font folder, no configuration, no home with a cache.
      const env = { PATH: process.env['PATH'], HOME: folder, FONTCONFIG_FILE: '/nowhere', FONTCONFIG_PATH: '/nowhere' };
      expect(execFileSync(process.execPath, [outfile, svg], { env, encoding: 'utf8' })).toBe(expected);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('writePng()', () => {
  it('writes the pixels without loss, and the same bytes twice', () =>
    withFolder(async (folder) => {
      const raster = paintMatrix([0, 50, 100, 150, 200, 250], { width: 2, size: 3, colour: grey });
      const [a, b] = [join(folder, 'a.png'), join(folder, 'b.png')];
      await writePng(a, raster);
      await writePng(b, raster);
      expect(readFileSync(a).equals(readFileSync(b))).toBe(true);
      const { data, info } = await sharp(a).toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
      expect([info.width, info.height, info.channels]).toEqual([6, 9, 3]);
      expect(Buffer.from(raster.data).equals(data)).toBe(true);
    }));

  it('leaves out times, names of programs and other texts', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'a.png');
      await writePng(path, blank(4, 4, [1, 2, 3]));
      const bytes = readFileSync(path);
      const chunks: string[] = [];
      for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
        chunks.push(bytes.toString('latin1', at + 4, at + 8));
      }
      expect(chunks.filter((name) => ['tIME', 'tEXt', 'iTXt', 'zTXt', 'eXIf'].includes(name))).toEqual([]);
    }));
});
