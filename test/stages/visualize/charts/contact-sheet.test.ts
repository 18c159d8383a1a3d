import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { diverging, ink, sequential } from '../../../../stages/drawing/colour.ts';
import type { Raster } from '../../../../stages/drawing/image.ts';
import { paintMatrix } from '../../../../stages/drawing/image.ts';
import { showPoint } from '../../../../stages/drawing/point.ts';
import { readSafetensors, tensorAt, writeSafetensors } from '../../../../stages/formats/safetensors.ts';
import { collectRows } from '../../../../stages/visualize/charts/contact-sheet/rows.ts';
import type { ContactRow, ContactRows } from '../../../../stages/visualize/charts/contact-sheet/rows.ts';
import { contactTable } from '../../../../stages/visualize/charts/contact-sheet/table.ts';
import { BOX, drawPictureTable } from '../../../../stages/visualize/charts/contact-sheet/picture-table.ts';
import type { Cell } from '../../../../stages/visualize/charts/contact-sheet/picture-table.ts';
import { contactSheet } from '../../../../stages/visualize/charts/contact-sheet.ts';
import type { ContactSheetParams } from '../../../../stages/visualize/charts/contact-sheet.ts';
import { withFolder } from '../../../helpers/alone.ts';
import { contextWith, writeDataset, writeStudy } from '../artifacts.ts';
import type { Ports } from '../artifacts.ts';
import { placesOf } from '../pixels.ts';

const PARAMS: ContactSheetParams = { kind: 'contact-sheet', layer: 'conv1', probe: { split: 'test', class: 7 } };

async function portsOf(folder: string, widths: readonly number[], thresholds?: readonly number[]): Promise<Ports> {
  const studies = await Promise.all(
    widths.map((filters) => writeStudy(folder, { filters, ...(thresholds && { thresholds }) })),
  );
  const at = (pick: (study: (typeof studies)[number]) => string): Ports[string] =>
    studies.map((study, index) => ({ path: pick(study), point: { filters: widths[index] ?? 0 } }));
  return {
    similarity: at(({ similarity }) => similarity),
    model: at(({ model }) => model),
    data: [{ path: await writeDataset(folder), point: {} }],
  };
}

async function rowsOf(
  folder: string,
  ports: Ports,
  params: ContactSheetParams = PARAMS,
): Promise<readonly ContactRow[]> {
  return (await contactRowsOf(folder, ports, params)).rows;
}

function contactRowsOf(folder: string, ports: Ports, params: ContactSheetParams = PARAMS): Promise<ContactRows> {
  const context = contextWith(folder, params, ports);
  const inputs = {
    similarity: context.inputs('similarity'),
    model: context.inputs('model'),
    data: context.inputs('data'),
  };
  return collectRows(inputs, params, () => undefined);
}

/** The cells of a row by the titles of their columns. */
function cellsOf(
  rows: readonly ContactRow[],
  index: number,
  params: ContactSheetParams = PARAMS,
): Record<string, Cell> {
  const row = rows[index];
  if (row === undefined) throw new Error(`no row ${index}`);
  return Object.fromEntries(
    contactTable({ rows, leftOut: [] }, params).columns.map(({ title, cell }) => [title, cell(row)]),
  );
}

describe('collectRows()', () => {
  it('has a row for each threshold and sweep point: thresholds first, then the points as given', () =>
    withFolder(async (folder) => {
      const rows = await rowsOf(folder, await portsOf(folder, [8, 6], [0.6, 0.5]));
      expect(rows.map(({ at, view }) => [at.threshold, view.entry.filters])).toEqual([
        [0.5, 8],
        [0.5, 6],
        [0.6, 8],
        [0.6, 6],
      ]);
    }));

  it('shows the filters that are most similar, as the model has them', () =>
    withFolder(async (folder) => {
      const ports = await portsOf(folder, [6]);
      const [row] = await rowsOf(folder, ports);
      if (row === undefined) throw new Error('no row');
      const { pair, kernels, kernelShape } = row.view;
      expect([pair.filter, pair.other, kernelShape]).toEqual([1, 3, [3, 3, 1]]);
      expect(pair.cosine).toBeCloseTo(1, 6);
      const kernel = tensorAt(await readSafetensors(ports['model']?.[0]?.path ?? ''), 'final/conv1.kernel', 'F32');
      for (const [index, filter] of [1, 3].entries()) {
        const expected = Array.from({ length: 9 }, (_, weight) => kernel.data[weight * 6 + filter]);
        expect([...(kernels.channels[0]?.planes[index]?.values ?? [])]).toEqual(expected);
      }
    }));

  it('has the kernels of several channels by channel, and their mean', () =>
    withFolder(async (folder) => {
      const ports = await portsOf(folder, [6]);
      const [row] = await rowsOf(folder, ports, { ...PARAMS, layer: 'conv2' });
      if (row === undefined) throw new Error('no row');
      expect(row.view.kernelShape).toEqual([2, 3, 6]);
      const kernel = tensorAt(await readSafetensors(ports['model']?.[0]?.path ?? ''), 'final/conv2.kernel', 'F32');
      const { filter } = row.view.pair;
      for (let place = 0; place < 6; place++) {
        let sum = 0;
        for (let channel = 0; channel < 6; channel++) {
          const weight = kernel.data[(place * 6 + channel) * 4 + filter] ?? 0;
          expect(row.view.kernels.channels[channel]?.planes[0].values[place]).toBe(weight);
          sum += weight;
        }
        expect(row.view.kernels.mean[0].values[place]).toBeCloseTo(sum / 6, 12);
      }
    }));

  it('shows what the two filters make of the first image of the class', () =>
    withFolder(async (folder) => {
      const ports = await portsOf(folder, [6]);
      const [row] = await rowsOf(folder, ports);
      if (row === undefined) throw new Error('no row');
      const { probe, maps, mapCorrelation } = row.view;
      expect(probe.index).toBe(1); // classes 3, 7, 0, 7
      expect(probe.image.data[9]).toBe(1); // image 1 is bright at (1, 1)
      expect(probe.image.data[10]).toBeCloseTo(40 / 255, 12);
      const kernel = tensorAt(await readSafetensors(ports['model']?.[0]?.path ?? ''), 'final/conv1.kernel', 'F32');
      for (const [index, filter] of [1, 3].entries()) {
        const map = maps[index]?.values ?? new Float64Array();
        expect(map).toHaveLength(36);
        for (let place = 0; place < 36; place++) {
          let sum = 0;
          for (let weight = 0; weight < 9; weight++) {
            const [y, x] = [Math.floor(place / 6) + Math.floor(weight / 3), (place % 6) + (weight % 3)];
            sum += (probe.image.data[y * 8 + x] ?? 0) * (kernel.data[weight * 6 + filter] ?? 0);
          }
          expect(map[place]).toBeCloseTo(Math.max(sum, 0), 12);
        }
      }
      // Filter 3 is half of filter 1 and there is no bias, so its map is half of the other.
      expect(mapCorrelation).toBeCloseTo(1, 6);
    }));

  it('says which classes there are when the one asked for is missing', () =>
    withFolder(async (folder) => {
      const ports = await portsOf(folder, [6]);
      await expect(rowsOf(folder, ports, { ...PARAMS, probe: { split: 'test', class: 9 } })).rejects.toMatchObject({
        message: 'Cannot find an image of class 9 in split "test"',
        hint: 'Set "class" in "probe" to one that it has images of: 0, 3, 7.',
      });
      await expect(
        rowsOf(folder, ports, { ...PARAMS, probe: { split: 'validation', class: 3 } }),
      ).rejects.toMatchObject({
        hint: 'This split has no images: set "split" in "probe" to another.',
      });
    }));

  it('refuses a layer that is no convolution, and a model of another point', () =>
    withFolder(async (folder) => {
      const ports = await portsOf(folder, [6, 8]);
      await expect(rowsOf(folder, ports, { ...PARAMS, layer: 'dense1' })).rejects.toThrow(
        'Cannot show filters of layer "dense1": it is no convolution of the model',
      );
      const swapped = (ports['model'] ?? []).map(({ path }, index) => ({
        path,
        point: { filters: index === 0 ? 8 : 6 },
      }));
      await expect(rowsOf(folder, { ...ports, model: swapped })).rejects.toThrow(
        'The report has 6 filters in layer "conv1", the model has 8',
      );
    }));
});

describe('collectRows() + points without a pair (08)', () => {
  it('leaves them out and names them, and refuses only a sheet of nothing else', () =>
    withFolder(async (folder) => {
      const ports = await portsOf(folder, [8, 6]);
      const [, single] = ports['similarity'] ?? [];
      if (single === undefined) throw new Error('no second point');
      const report = JSON.parse(readFileSync(single.path, 'utf8')) as { entries: object[] };
      const entries = report.entries.map((entry) => ({ ...entry, mostSimilar: null }));
      writeFileSync(single.path, JSON.stringify({ ...report, entries }));
      const found = await contactRowsOf(folder, ports);
      expect(new Set(found.rows.map(({ view }) => view.entry.filters))).toEqual(new Set([8]));
      expect(found.leftOut).toEqual([single.point]);
      const [, note] = contactTable(found, PARAMS).notes;
      expect(note).toBe(`Left out, because there are no two filters to compare: ${showPoint(single.point)}`);
      const alone = { ...ports, similarity: [single] };
      await expect(contactRowsOf(folder, alone)).rejects.toThrow('nowhere are there two that are not zero');
    }));
});

describe('collectRows() + no class asked for (07)', () => {
  it('takes class 7, and without one the last there is', () =>
    withFolder(async (folder) => {
      const ports = await portsOf(folder, [6]);
      const params = { ...PARAMS, probe: { split: 'test' } } as const;
      const [row] = await rowsOf(folder, ports, params);
      expect(row?.view.probe.label).toBe(7);
      const [data] = ports['data'] ?? [];
      const file = await readSafetensors(data?.path ?? '');
      const tensors = Object.fromEntries(file.tensors);
      const labels = Uint8Array.of(1, 0, 1, 0);
      const two = { ...tensors, 'test.labels': { dtype: 'U8', shape: [4], data: labels } } as const;
      await writeSafetensors(data?.path ?? '', two, Object.fromEntries(file.metadata));
      const found = await contactRowsOf(folder, ports, params);
      expect(found.rows[0]?.view.probe).toMatchObject({ label: 1, index: 0 });
      expect(contactTable(found, params).subtitle).toContain('input: first test image of class 1');
    }));
});

describe('contactTable()', () => {
  it('tells the ratio beside what chance gives', () =>
    withFolder(async (folder) => {
      const rows = await rowsOf(folder, await portsOf(folder, [8]));
      const { 'similar pairs': similar, 'by chance': chance, threshold, filters, cosine } = cellsOf(rows, 0);
      const pairs = rows[0]?.at.pairs ?? -1;
      expect(similar).toMatchObject({ notes: [`${pairs} of 28`, expect.stringMatching(/^untrained \d/)] });
      expect(chance).toMatchObject({
        text: '7.06 %',
        notes: [
          expect.stringMatching(/^(more than|fewer than|no evidence against) isotropic \(p [=<] /),
          expect.stringMatching(/ rotated \(p [=<] /),
        ],
      });
      expect([threshold, filters, cosine]).toEqual([
        { text: '0.5' },
        { text: '8' },
        { text: '1.000', notes: ['by chance', expect.any(String)] },
      ]);
    }));

  it('explains below the title what the words beside the ratio mean [D13]', () =>
    withFolder(async (folder) => {
      const rows = await rowsOf(folder, await portsOf(folder, [8]));
      const { notes } = contactTable({ rows, leftOut: [] }, PARAMS);
      expect(notes[0]).toMatch(/By chance: the ratio that random directions give/);
      expect(notes[0]).toMatch(/z: standard deviations from it/);
      expect(notes[0]).toMatch(/above or below chance: fewer than 5 % of random layers are as far out/);
    }));

  it('shows the most similar pair also when no pair is above, and says so', () =>
    withFolder(async (folder) => {
      const params = { ...PARAMS, layer: 'conv2' };
      const rows = await rowsOf(folder, await portsOf(folder, [6], [0.99]), params);
      const { 'similar pairs': similar, cosine, 'most similar pair': pair } = cellsOf(rows, 0, params);
      expect(similar).toMatchObject({ text: '0 %', notes: ['no pair above', 'untrained 0 %'] });
      expect(cosine).toMatchObject({
        notes: ['not above 0.99', 'by chance', expect.stringMatching(/^\d\.\d\d to \d\.\d\d$/)],
      });
      const labels = pair !== undefined && 'strips' in pair ? pair.strips.map(({ label }) => label) : [];
      expect(labels).toEqual([expect.stringMatching(/^filter \d$/), expect.stringMatching(/^filter \d$/)]);
    }));

  it('shows kernels of several channels as strips, like channels above each other, on one scale', () =>
    withFolder(async (folder) => {
      const params = { ...PARAMS, layer: 'conv2' };
      const rows = await rowsOf(folder, await portsOf(folder, [6]), params);
      const { 'most similar pair': cell } = cellsOf(rows, 0, params);
      if (cell === undefined || !('strips' in cell)) throw new Error('no strips');
      expect(cell.captions).toEqual(['mean', '0', '1', '2', '3', '4', '5']);
      const { channels, mean } = rows[0]?.view.kernels ?? { channels: [], mean: [] };
      const most = Math.max(
        ...channels.flatMap(({ planes }) => planes.flatMap(({ values }) => [...values].map(Math.abs))),
      );
      for (const [side, { rasters }] of cell.strips.entries()) {
        const planes = [mean[side], ...channels.map((each) => each.planes[side])];
        expect(rasters).toEqual(
          planes.map((plane) =>
            paintMatrix(plane?.values ?? [], { width: 3, size: 21, colour: (value) => diverging(value / most) }),
          ),
        );
      }
      const sheet = await drawPictureTable(contactTable({ rows, leftOut: [] }, params));
      const [first, second] = cell.strips.map(({ rasters }) => rasters.map((raster) => placesOf(raster, sheet)[0]));
      expect(first?.map((place) => place?.left)).toEqual(second?.map((place) => place?.left));
      const lefts = first?.map((place) => place?.left ?? 0) ?? [];
      expect(lefts).toEqual([...lefts].sort((a, b) => a - b));
      expect((second?.[0]?.top ?? 0) - (first?.[0]?.top ?? 0)).toBeGreaterThan(2 * 21);
      expect(contactTable({ rows, leftOut: [] }, params).subtitle).toMatch(/^Kernels 2 × 3 × 6 · input/);
    }));

  it('tells which channels it chose where not all fit', () =>
    withFolder(async (folder) => {
      const ports = await portsOf(folder, [20]);
      const params = { ...PARAMS, layer: 'conv2' };
      const rows = await rowsOf(folder, ports, params);
      const { 'most similar pair': cell } = cellsOf(rows, 0, params);
      const { channels, share } = rows[0]?.view.kernels ?? { channels: [], share: 0 };
      expect(channels).toHaveLength(8);
      expect(cell).toMatchObject({ captions: ['mean', ...channels.map(({ channel }) => String(channel))] });
      expect(contactTable({ rows, leftOut: [] }, params).subtitle).toContain(
        `2 × 3 × 20: their mean, and the 8 input channels of greatest norm (${Math.round(100 * share)} % of the squared norm)`,
      );
    }));

  it('has a column for sweep axes only where they tell something', () =>
    withFolder(async (folder) => {
      const ports = await portsOf(folder, [6, 8]);
      const titles = async (points: readonly Record<string, number | string>[]): Promise<readonly [string, string]> => {
        const moved: Ports = {
          ...ports,
          similarity: (ports['similarity'] ?? []).map((each, index) => ({ ...each, point: points[index] ?? {} })),
          model: (ports['model'] ?? []).map((each, index) => ({ ...each, point: points[index] ?? {} })),
        };
        const { columns, subtitle } = contactTable(await contactRowsOf(folder, moved), PARAMS);
        return [columns[0]?.title ?? '', subtitle];
      };
      expect(await titles([{ filters: 6 }, { filters: 8 }])).toEqual([
        'threshold',
        'Kernels 3 × 3 × 1 · input: first test image of class 7',
      ]);
      expect(
        await titles([
          { width: 'narrow', seed: 5 },
          { width: 'wide', seed: 5 },
        ]),
      ).toEqual(['width', 'Kernels 3 × 3 × 1 · input: first test image of class 7 · seed = 5']);
      expect(
        (
          await titles([
            { rate: 1, seed: 1 },
            { rate: 2, seed: 2 },
          ])
        )[0],
      ).toBe('sweep');
    }));

  it('draws activations that may be negative around a neutral zero', () =>
    withFolder(async (folder) => {
      const [row] = await rowsOf(folder, await portsOf(folder, [6]));
      if (row === undefined) throw new Error('no row');
      const labels = (rows: readonly ContactRow[]): readonly string[] | undefined =>
        contactTable({ rows, leftOut: [] }, PARAMS).columns.find(({ title }) => title === 'activation maps')?.scale
          ?.labels;
      expect(labels([row])).toEqual(['0', 'max']);
      const [a, b] = row.view.maps;
      const negative = { ...row.view, maps: [a, { ...b, values: b.values.map((value) => value - 0.1) }] as const };
      expect(labels([{ ...row, view: negative }])).toEqual(['−max', '0', 'max']);
    }));
});

describe('draw() of contact-sheet', () => {
  it('draws kernels, image and maps as they are, each pair on one scale, the same bytes twice', () =>
    withFolder(async (folder) => {
      const ports = await portsOf(folder, [6, 8]);
      const draw = async (): Promise<Buffer> => {
        expect(await contactSheet.draw(contextWith(folder, PARAMS, ports))).toEqual({ rows: 4 });
        return readFileSync(join(folder, 'image'));
      };
      const png = await draw();
      expect((await draw()).equals(png)).toBe(true);
      const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
      const sheet: Raster = { width: info.width, height: info.height, data: new Uint8Array(data) };
      const [row] = await rowsOf(folder, ports);
      if (row === undefined) throw new Error('no row');
      const { maps, probe } = row.view;
      const kernels = row.view.kernels.channels[0]?.planes ?? [];
      const most = (values: readonly Float64Array[]): number =>
        Math.max(...values.flatMap((each) => [...each].map(Math.abs)));
      const weight = most(kernels.map(({ values }) => values));
      const activation = most(maps.map(({ values }) => values));
      const side = 2 * BOX;
      const left: number[] = [];
      for (const { values } of kernels) {
        const found = placesOf(
          paintMatrix(values, { width: 3, size: Math.floor(side / 3), colour: (value) => diverging(value / weight) }),
          sheet,
        );
        expect(found).toHaveLength(2); // one for each threshold
        left.push(found[0]?.left ?? Number.NaN);
      }
      for (const { values } of maps) {
        const found = placesOf(
          paintMatrix(values, {
            width: 6,
            size: Math.floor(side / 6),
            colour: (value) => sequential(value / activation),
          }),
          sheet,
        );
        expect(found).toHaveLength(2);
        left.push(found[0]?.left ?? Number.NaN);
      }
      expect(left).toEqual([...left].sort((a, b) => a - b)); // kernels left of maps, the first filter left of the other
      const digit = paintMatrix(probe.image.data, { width: 8, size: Math.floor(side / 8), colour: ink });
      expect(placesOf(digit, sheet)).toHaveLength(4);
    }));
});

describe('drawPictureTable()', () => {
  const table = { title: 'Title', subtitle: 'Subtitle', notes: [], starts: () => true };
  const red = paintMatrix([0], { width: 1, size: 60, colour: () => [255, 0, 0] });

  it('grows by a row of fixed height for each row, and by what its columns need', async () => {
    const size = async (rows: readonly number[], text: string): Promise<readonly [number, number]> => {
      const column = { title: 'x', anchor: 'end', cell: () => ({ text }) } as const;
      const { width, height } = await drawPictureTable({ ...table, rows, columns: [column] });
      return [width, height];
    };
    const [[width, one], [, three], [wider]] = [
      await size([1], 'a'),
      await size([1, 2, 3], 'a'),
      await size([1], 'a'.repeat(60)),
    ];
    expect(three - one).toBe(2 * 2 * 102);
    expect(wider).toBeGreaterThan(width + 300);
  });

  it('centres a picture in its box, on whole pixels', async () => {
    const column = {
      title: 'x',
      anchor: 'start',
      cell: () => ({ pictures: [{ raster: red, caption: 'c' }] }),
    } as const;
    const sheet = await drawPictureTable({ ...table, rows: [1], columns: [column] });
    // Margin 24, head 92 and 9 above the box in units; (140 - 60) / 2 pixels inside it.
    expect(placesOf(red, sheet)).toEqual([{ left: 48 + 40, top: 2 * (92 + 9) + 40 }]);
  });
});
