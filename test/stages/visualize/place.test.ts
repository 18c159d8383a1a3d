import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../engine/core/json.ts';
import type { Point } from '../../../engine/core/stage.ts';
import { blank, drawSvg } from '../../../stages/drawing/image.ts';
import { placed } from '../../../stages/drawing/point.ts';
import { drawComparison } from '../../../stages/visualize/charts/compare/sheet.ts';
import { visualize } from '../../../stages/visualize/stage.ts';
import { withFolder } from '../../helpers/alone.ts';
import { contextWith, writeDataset, writeHistory, writeStudy } from './artifacts.ts';
import type { Ports } from './artifacts.ts';

const POINT = { filters: 24, label: '<5>' };
/** As the picture has it. */
const PLACE = 'filters = 24, label = &lt;5&gt;';

/** Runs a figure, at a point of a sweep if there is one. */
async function figure(folder: string, params: JsonObject, ports: Ports, point: Point = POINT): Promise<void> {
  const heavy = await visualize.load(params);
  await heavy.run({ ...contextWith(folder, params, ports), point });
}

describe('run() of visualize + a point of a sweep (D7)', () => {
  it.each([
    { kind: 'histogram', layer: 'conv1', snapshot: 'final', bins: 20 },
    { kind: 'ratio-threshold', layer: 'conv1', nulls: ['isotropic'], range: 'positive', ratioScale: 'linear' },
    { kind: 'ratio-filters', layers: ['conv1'], nulls: ['rotated'] },
    { kind: 'cosine-activation', layer: 'conv1', snapshot: 'final' },
    { kind: 'curves', panels: ['loss'], series: ['validation'], from: 1, lossScale: 'linear' },
    { kind: 'network' },
  ])('draws the point into the chart: $kind', (params) =>
    withFolder(async (folder) => {
      const data = await writeDataset(folder);
      const study = await writeStudy(folder, { filters: 24, data });
      const at = (path: string): Ports[string] => [{ path, point: {} }];
      const ports = {
        matrix: at(study.matrix),
        similarity: at(study.similarity),
        model: at(study.model),
        history: at(await writeHistory(folder, { seed: 1, epochs: 3 })),
      };
      await figure(folder, params, ports);
      expect(readFileSync(join(folder, 'chart'), 'utf8')).toContain(PLACE);
    }),
  );

  it.each([{ kind: 'heat-map', layer: 'conv1', snapshot: 'final', order: 'index' }])(
    'draws the point into the picture: $kind',
    (params) =>
      withFolder(async (folder) => {
        const study = await writeStudy(folder, { filters: 24 });
        const ports = { matrix: [{ path: study.matrix, point: {} }] };
        await figure(folder, params, ports);
        const there = readFileSync(join(folder, 'image'));
        await figure(folder, params, ports, {});
        expect(readFileSync(join(folder, 'image')).equals(there)).toBe(false);
      }),
  );

  it('has the point in the key of pictures, not of the table', () => {
    for (const kind of ['curves', 'heat-map', 'confusion', 'compare']) expect(visualize.pointed?.({ kind })).toBe(true);
    expect(visualize.pointed?.({ kind: 'summary' })).toBe(false);
  });
});

describe('placed()', () => {
  it('adds the point to what else there is to say', () => {
    expect([placed('a', 'b'), placed('a', undefined), placed('', 'b'), placed('a', '')]).toEqual([
      'a · b',
      'a',
      'b',
      'a',
    ]);
    const classifier = { name: 'x', runs: [], accuracy: 0.5, error: 0.1, parameters: 1, macs: 1 };
    expect(drawComparison([classifier], { pairs: [], title: undefined, place: 'f = 3' })).toContain(' · f = 3');
  });
});

describe('drawSvg() + the temporary folder (E)', () => {
  it('leaves nothing in it', () =>
    withFolder(async (folder) => {
      const before = process.env['TMPDIR'];
      process.env['TMPDIR'] = folder;
      try {
        const drawn = await drawSvg(
          '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>x</text></svg>',
        );
        expect(drawn.data).toHaveLength(blank(18, 18, [0, 0, 0]).data.length);
        expect(readdirSync(folder)).toEqual([]);
      } finally {
        if (before === undefined) delete process.env['TMPDIR'];
        else process.env['TMPDIR'] = before;
      }
    }));
});
