import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drawChart } from '../../../../stages/drawing/chart.ts';
import { readTable, writeTable } from '../../../../stages/formats/csv.ts';
import { curves, drawCurves } from '../../../../stages/visualize/charts/curves.ts';
import type { CurvesParams, History } from '../../../../stages/visualize/charts/curves.ts';
import { withFolder } from '../../../helpers/alone.ts';
import { contextWith, writeHistory } from '../artifacts.ts';

const PARAMS: CurvesParams = {
  kind: 'curves',
  panels: ['loss', 'accuracy', 'reconstruction', 'kl'],
  series: ['validation', 'training'],
  from: 1,
  lossScale: 'linear',
};

function historiesOf(folder: string, counts: readonly number[], epochs = 6): Promise<History[]> {
  return Promise.all(
    counts.map(async (filters) => ({
      point: { filters },
      table: await readTable(await writeHistory(folder, { seed: filters, epochs })),
    })),
  );
}

/** Texts of an SVG chart. */
function textsOf(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, content = '']) => content);
}

/** All arrays of data values anywhere in a specification. */
function dataOf(spec: unknown): Record<string, unknown>[][] {
  if (typeof spec !== 'object' || spec === null) return [];
  const own = 'values' in spec && Array.isArray(spec.values) ? [spec.values as Record<string, unknown>[]] : [];
  return [...own, ...Object.values(spec).flatMap(dataOf)];
}

describe('drawCurves()', () => {
  it('makes the same specification for one history as before', () =>
    withFolder(async (folder) => {
      const [history] = await historiesOf(folder, [32], 2);
      if (history === undefined) throw new Error('no history');
      const spec = drawCurves([{ ...history, point: {} }], PARAMS);
      await expect(`${JSON.stringify(spec, null, 2)}\n`).toMatchFileSnapshot('../../../golden/curves.vega-lite.json');
    }));

  it('has a line in its own colour for each series of one history, labelled at its end', () =>
    withFolder(async (folder) => {
      const svg = await drawChart(
        drawCurves(await historiesOf(folder, [32]), { ...PARAMS, series: ['validation', 'training', 'running'] }),
      );
      const texts = textsOf(svg);
      for (const label of ['validation', 'training', 'running mean']) {
        expect(texts.filter((text) => text === label)).toHaveLength(2); // one in each panel
      }
      expect(texts).toEqual(
        expect.arrayContaining(['Loss and accuracy over epochs', 'Loss, nats per image', 'Accuracy', 'epoch']),
      );
      for (const colour of ['#0072b2', '#d55e00', '#009e73']) expect(svg).toContain(`stroke="${colour}"`);
    }));

  it('has a colour for each of several sweep points and says what colours and dashes mean', () =>
    withFolder(async (folder) => {
      const svg = await drawChart(drawCurves(await historiesOf(folder, [32, 64, 128]), PARAMS));
      const texts = textsOf(svg);
      expect(texts).toContain('Colour: filters · Solid: validation · Dashed: training');
      for (const label of ['32', '64', '128']) expect(texts.filter((text) => text === label)).toHaveLength(2);
      expect(new Set(svg.match(/stroke="#[0-9a-f]{6}" stroke-width="1.75"/g)).size).toBe(3);
    }));

  it('draws repeats as thin lines around their mean, with a band of one standard deviation', () =>
    withFolder(async (folder) => {
      const seeds = [1, 2, 3, 4, 5, 6];
      const histories = await Promise.all(
        seeds.map(async (seed, at) => ({
          point: { filters: at < 3 ? 32 : 64, repeat: at % 3 },
          table: await readTable(await writeHistory(folder, { seed, epochs: 4 })),
        })),
      );
      const spec = drawCurves(histories, { ...PARAMS, panels: ['loss'], series: ['validation'] });
      const means = dataOf(spec).find(([first]) => first !== undefined && 'low' in first) ?? [];
      expect(means.map(({ line, epoch }) => `${String(line)} ${String(epoch)}`)).toEqual(
        ['32', '64'].flatMap((line) => [1, 2, 3, 4].map((epoch) => `${line} ${epoch}`)),
      );
      const losses = histories.slice(0, 3).map(({ table }) => Number(table.rows[2]?.['validationLoss']));
      const mean = losses.reduce((sum, loss) => sum + loss, 0) / 3;
      const sd = Math.sqrt(losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / 2);
      expect(sd).toBeGreaterThan(0);
      expect(means[1]?.['value']).toBeCloseTo(mean, 12);
      expect(means[1]?.['low']).toBeCloseTo(mean - sd, 12);
      expect(means[1]?.['high']).toBeCloseTo(mean + sd, 12);
      const svg = await drawChart(spec);
      expect(svg.match(/stroke-width="0.75"/g)).toHaveLength(6);
      expect(svg.match(/stroke-width="1.75"/g)).toHaveLength(2);
      expect(textsOf(svg)).toContain(
        'Colour: filters · Solid: validation · 3 repeats: each thin, mean and standard deviation',
      );
      expect(textsOf(svg).filter((text) => text === '32' || text === '64')).toHaveLength(2);
      // Repeats of one network: the colours are the series, as for one history.
      const alone = drawCurves(
        histories.slice(0, 3).map((each) => ({ ...each, point: { repeat: each.point.repeat } })),
        PARAMS,
      );
      expect(textsOf(await drawChart(alone)).filter((text) => text === 'validation')).toHaveLength(2);
    }));

  it('says that the loss of a plain autoencoder is that of a pixel', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'history');
      await writeTable(
        path,
        ['epoch', 'trainLoss', 'validationLoss'],
        [
          { epoch: 1, trainLoss: 0.3, validationLoss: 0.4 },
          { epoch: 2, trainLoss: 0.2, validationLoss: 0.3 },
        ],
      );
      const spec = drawCurves([{ point: {}, table: await readTable(path) }], PARAMS);
      expect(textsOf(await drawChart(spec))).toContain('Loss, per pixel');
    }));

  it('takes the names of lines that it is given', () =>
    withFolder(async (folder) => {
      const histories = await historiesOf(folder, [32, 64], 2);
      const texts = textsOf(await drawChart(drawCurves(histories, { ...PARAMS, names: ['narrow', 'wide'] })));
      for (const label of ['narrow', 'wide']) expect(texts.filter((text) => text === label)).toHaveLength(2);
      expect(() => drawCurves(histories, { ...PARAMS, names: ['narrow'] })).toThrow(
        'Expected 2 "names" for the histories, found 1',
      );
    }));

  it('keeps labels a line apart and beside the panel', () =>
    withFolder(async (folder) => {
      const counts = Array.from({ length: 17 }, (_, index) => 8 * (index + 1));
      const spec = drawCurves(await historiesOf(folder, counts), PARAMS);
      const places = dataOf(spec).filter(([first]) => typeof first === 'object' && 'place' in first);
      expect(places).toHaveLength(2);
      for (const labels of places) {
        const sorted = labels.map(({ place }) => Number(place)).sort((a, b) => a - b);
        expect(sorted).toHaveLength(17);
        expect(sorted.at(-1)).toBeLessThanOrEqual(230);
        const distances = sorted.slice(1).map((place, index) => place - (sorted[index] ?? 0));
        expect(Math.min(...distances)).toBeGreaterThanOrEqual(13 - 1e-9);
      }
    }));

  it('gives more lines than can be labelled a legend', () =>
    withFolder(async (folder) => {
      const counts = Array.from({ length: 20 }, (_, index) => index + 1);
      const svg = await drawChart(drawCurves(await historiesOf(folder, counts, 3), PARAMS));
      expect(svg).toContain('role-legend');
      for (const count of counts) expect(textsOf(svg)).toContain(String(count));
    }));

  it('leaves out series without values, and the panel of a measure without values', () =>
    withFolder(async (folder) => {
      const empty = ['validationLoss', 'validationAccuracy', 'trainAccuracy'];
      const table = await readTable(await writeHistory(folder, { seed: 1, epochs: 3, empty }));
      const texts = textsOf(await drawChart(drawCurves([{ point: {}, table }], PARAMS)));
      expect(texts).toContain('training');
      expect(texts).not.toContain('validation');
      expect(texts).not.toContain('Accuracy');
    }));

  it('draws one panel alone, for each of the paper’s figures 2 to 5', () =>
    withFolder(async (folder) => {
      const histories = await historiesOf(folder, [32]);
      for (const [panel, word, other] of [
        ['loss', 'Loss', 'Accuracy'],
        ['accuracy', 'Accuracy', 'Loss, nats per image'],
      ] as const) {
        const heading = panel === 'loss' ? 'Loss, nats per image' : word;
        for (const series of ['training', 'validation'] as const) {
          const spec = drawCurves(histories, { ...PARAMS, panels: [panel], series: [series] });
          const texts = textsOf(await drawChart(spec));
          expect(texts).toEqual(expect.arrayContaining([`${word} over epochs`, heading]));
          expect(texts.filter((text) => text === series)).toHaveLength(1);
          expect(texts).not.toContain(other);
        }
      }
    }));

  it('draws the parts of a variational loss', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'variational.csv');
      const columns = ['epoch', 'loss', 'reconstruction', 'kl', 'trainLoss', 'trainReconstruction', 'trainKl'] as const;
      const rows = [1, 2, 3].map((epoch) => {
        const [reconstruction, kl] = [100 / epoch, 4 + epoch];
        const parts = { reconstruction, kl, trainReconstruction: reconstruction - 1, trainKl: kl };
        return { epoch, loss: reconstruction + kl, trainLoss: reconstruction - 1 + kl, ...parts };
      });
      await writeTable(path, columns, rows);
      const spec = drawCurves([{ point: {}, table: await readTable(path) }], {
        ...PARAMS,
        series: ['training', 'running'],
      });
      const texts = textsOf(await drawChart(spec));
      expect(texts).toEqual(
        expect.arrayContaining([
          'Loss, reconstruction and divergence over epochs',
          'Loss, nats per image',
          'Reconstruction, nats per image',
          'Divergence, nats per image',
        ]),
      );
      expect(texts).not.toContain('Accuracy');
      expect(texts.filter((text) => text === 'running mean')).toHaveLength(3);
    }));

  it('says what to do when nothing is left to draw', () =>
    withFolder(async (folder) => {
      const histories = await historiesOf(folder, [32]);
      expect(() => drawCurves(histories, { ...PARAMS, from: 7 })).toThrow(
        'Cannot draw curves: the history has no validation or training from epoch 7 on',
      );
    }));

  it('starts the loss at 0 and ends the accuracy at 1, beyond all values', () =>
    withFolder(async (folder) => {
      const spec = drawCurves(await historiesOf(folder, [32]), { ...PARAMS, from: 0 });
      const domains = [...JSON.stringify(spec).matchAll(/"type":"linear","domain":\[([\d.]+),([\d.]+)\]/g)];
      expect(domains.map(([, low, high]) => [Number(low), Number(high)])).toEqual([
        [0, 2.5],
        [0.2, 1],
      ]);
    }));
});

describe('draw() of curves', () => {
  it('writes the chart and the same as an image, the same bytes twice', () =>
    withFolder(async (folder) => {
      const path = await writeHistory(folder, { seed: 1, epochs: 4 });
      const files: Buffer[] = [];
      for (const _ of [1, 2]) {
        await curves.draw(contextWith(folder, PARAMS, { history: [{ path, point: {} }] }));
        files.push(readFileSync(join(folder, 'chart')), readFileSync(join(folder, 'image')));
      }
      const [svg, png, svgAgain, pngAgain] = files;
      expect(svg?.equals(svgAgain ?? Buffer.alloc(0)) && png?.equals(pngAgain ?? Buffer.alloc(0))).toBe(true);
      const [, width, height] = /<svg[^>]* width="(\d+)" height="(\d+)"/.exec(String(svg)) ?? [];
      expect([png?.readUInt32BE(16), png?.readUInt32BE(20)]).toEqual([2 * Number(width), 2 * Number(height)]);
      expect(String(svg)).toContain('font-family="IBM Plex Sans"');
    }));
});
