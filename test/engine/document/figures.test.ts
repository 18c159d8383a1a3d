import { describe, expect, it } from 'vitest';
import { figuresOf } from '../../../engine/document/figures.ts';
import { finished, published, runOf, sourcesOf } from '../../helpers/report-sources.ts';

describe('figuresOf()', () => {
  const outputs = [
    published('curve.png', 'raster', { port: 'image', step: 'curve' }),
    published('curve.svg', '<svg/>', { port: 'chart', step: 'curve' }),
    published('map.png', 'a larger one', { port: 'image', step: 'map' }),
    published('table.csv', 'x'),
  ];
  const run = runOf([finished('a')], { outputs });
  const bytesOf = ({ file }: { file: string }) => Promise.resolve(Buffer.from(`bytes of ${file}`));

  it('embeds pictures as they are, the drawing of a chart instead of its raster', async () => {
    const figures = await figuresOf(sourcesOf(run, { bytesOf }));
    expect(figures.map(({ file }) => file)).toEqual(['curve.svg', 'map.png']);
    const [svg, png] = figures.map(({ source = '' }) => source.split(';base64,'));
    expect(svg?.[0]).toBe('data:image/svg+xml');
    expect(png?.[0]).toBe('data:image/png');
    expect(Buffer.from(png?.[1] ?? '', 'base64').toString()).toBe('bytes of map.png');
  });

  it('leaves out the largest where there is no room for all, and says so', async () => {
    const figures = await figuresOf(sourcesOf(run, { bytesOf }), 10);
    expect(figures.map(({ file, source }) => [file, source !== undefined])).toEqual([
      ['curve.svg', true],
      ['map.png', false],
    ]);
    expect(figures[1]?.missing).toContain('too large');
  });

  it('says that a picture is not there any more', async () => {
    const figures = await figuresOf(sourcesOf(run));
    expect(figures.every(({ missing, source }) => source === undefined && missing?.includes('collected'))).toBe(true);
  });
});
