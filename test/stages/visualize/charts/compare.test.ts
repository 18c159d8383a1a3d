import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Point } from '../../../../engine/core/stage.ts';
import { drawSvg } from '../../../../stages/drawing/image.ts';
import { readTable } from '../../../../stages/formats/csv.ts';
import { accuracyOf, mcNemar } from '../../../../stages/visualize/charts/compare/classifiers.ts';
import type { CompareParams } from '../../../../stages/visualize/charts/compare.ts';
import { drawComparison } from '../../../../stages/visualize/charts/compare/sheet.ts';
import { readPredictions } from '../../../../stages/visualize/predictions.ts';
import { compare } from '../../../../stages/visualize/charts/compare.ts';
import { withFolder } from '../../../helpers/alone.ts';
import { contextWith } from '../artifacts.ts';
import type { Ports } from '../artifacts.ts';
import { LABELS, PAPER, writeModel, writePredictions } from '../predicted.ts';

async function portsOf(folder: string, points: readonly Point[], skills: readonly number[] = []): Promise<Ports> {
  const predictions = await Promise.all(
    points.map(async (point, seed) => ({
      path: await writePredictions(folder, { seed, skill: skills[seed] ?? 2 }),
      point,
    })),
  );
  const model = await writeModel(folder, PAPER);
  return { predictions, model: points.map((point) => ({ path: model, point })) };
}

async function compared(
  folder: string,
  ports: Ports,
  params: Partial<CompareParams> = {},
): Promise<Record<'table' | 'pairs', Awaited<ReturnType<typeof readTable>>>> {
  await compare.draw(contextWith(folder, { kind: 'compare', ...params }, ports));
  return { table: await readTable(join(folder, 'table')), pairs: await readTable(join(folder, 'pairs')) };
}

describe('draw() of compare', () => {
  it('has a row for each classifier and one for each pair, named by the sweep', () =>
    withFolder(async (folder) => {
      const ports = await portsOf(folder, [{ net: 'a' }, { net: 'b' }, { net: 'c' }], [1, 2, 3]);
      const { table, pairs } = await compared(folder, ports);
      expect(table.rows.map(({ classifier }) => classifier)).toEqual(['a', 'b', 'c']);
      expect(pairs.rows.map(({ first, second }) => `${first}${second}`)).toEqual(['ab', 'ac', 'bc']);
      const answers = await Promise.all((ports['predictions'] ?? []).map(({ path }) => readPredictions(path)));
      for (const [at, row] of table.rows.entries()) {
        const [own] = [answers[at]].flatMap((each) => (each === undefined ? [] : [accuracyOf(each)]));
        expect(Number(row['accuracy'])).toBeCloseTo(own?.accuracy ?? NaN, 8);
        expect(Number(row['standardError'])).toBeCloseTo(own?.error ?? NaN, 8);
        expect([row['parameters'], row['macs']]).toEqual(['268032', '6644596']);
      }
      const [a, , c] = answers;
      if (a === undefined || c === undefined) throw new Error('no answers');
      expect(Number(pairs.rows[1]?.['p'])).toBeCloseTo(mcNemar(a, c).p, 8);
      expect(Number(pairs.rows[1]?.['onlyFirst'])).toBe(mcNemar(a, c).onlyFirst);
    }));

  it('names classifiers from a list of steps as told, and asks for names otherwise', () =>
    withFolder(async (folder) => {
      const ports = await portsOf(folder, [{}, {}]);
      const { table } = await compared(folder, ports, { names: ['one', 'two'] });
      expect(table.rows.map(({ classifier }) => classifier)).toEqual(['one', 'two']);
      await expect(compared(folder, ports)).rejects.toMatchObject({
        message: 'Cannot tell 2 classifiers apart: they have no place in a sweep',
        hint: 'Give each of them a name with "names", in the order of "predictions".',
      });
      await expect(compared(folder, ports, { names: ['one'] })).rejects.toThrow(
        'Expected 2 "names" for the classifiers, found 1',
      );
    }));

  it('takes repeats as one classifier, with mean, spread and every run', () =>
    withFolder(async (folder) => {
      const points = ['a', 'b'].flatMap((net) => [0, 1, 2].map((repeat) => ({ net, repeat })));
      const ports = await portsOf(folder, points);
      const { table, pairs } = await compared(folder, ports, { names: ['first', 'second'] });
      expect(table.rows.map(({ classifier, runs }) => [classifier, runs])).toEqual([
        ['first', '3'],
        ['second', '3'],
      ]);
      expect(pairs.rows).toHaveLength(1);
      for (const { accuracies, accuracy, standardError, deviation } of table.rows) {
        const runs = String(accuracies).split(' ').map(Number);
        const mean = runs.reduce((sum, value) => sum + value, 0) / 3;
        const spread = Math.sqrt(runs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 2);
        expect(runs).toHaveLength(3);
        expect(Number(accuracy)).toBeCloseTo(mean, 7);
        expect(Number(deviation)).toBeCloseTo(spread, 7);
        expect(Number(standardError)).toBeCloseTo(spread / Math.sqrt(3), 7);
      }
    }));

  it('compares a single classifier with nobody', () =>
    withFolder(async (folder) => {
      const { table, pairs } = await compared(folder, await portsOf(folder, [{}]), { names: ['only'] });
      expect([table.rows.length, pairs.rows.length]).toEqual([1, 0]);
    }));

  it('refuses other test images, and models that belong to other predictions', () =>
    withFolder(async (folder) => {
      const ports = await portsOf(folder, [{ net: 'a' }, { net: 'b' }]);
      const [first] = ports['predictions'] ?? [];
      if (first === undefined) throw new Error('no predictions');
      const other = await writePredictions(folder, { seed: 9, labels: LABELS.toReversed() });
      const mixed = { ...ports, predictions: [first, { path: other, point: { net: 'b' } }] };
      await expect(compared(folder, mixed)).rejects.toThrow(
        'Cannot compare "a" and "b": their predictions are for different test images',
      );
      const turned = { ...ports, model: (ports['model'] ?? []).toReversed() };
      await expect(compared(folder, turned)).rejects.toThrow(
        'Expected the model of each classifier, in the same order: there are 2 predictions and 2 models',
      );
    }));

  it('draws the same bytes twice', () =>
    withFolder(async (folder) => {
      const ports = await portsOf(folder, [{ net: 'a' }, { net: 'b' }]);
      await compared(folder, ports);
      const image = readFileSync(join(folder, 'image'));
      await compared(folder, ports);
      expect(readFileSync(join(folder, 'image')).equals(image)).toBe(true);
    }));
});

describe('drawComparison()', () => {
  const classifier = (accuracy: number): Parameters<typeof drawComparison>[0][number] => ({
    name: `net ${accuracy}`,
    runs: [{ images: 10_000, correct: accuracy * 10_000, accuracy, error: 0.002 }],
    accuracy,
    error: 0.002,
    parameters: 1,
    macs: 1,
  });

  it('puts dots where their accuracies are on the axis', async () => {
    const svg = drawComparison([0.91, 0.95, 0.99].map(classifier), { pairs: [], title: undefined });
    const dots = [...svg.matchAll(/<circle cx="([\d.]+)"/g)].map(([, x]) => Number(x));
    const [first = 0, second = 0, third = 0] = dots;
    expect(second - first).toBeCloseTo(third - second, 1);
    const ticks = [...svg.matchAll(/<text x="([\d.]+)"[^>]*>([\d.]+) %</g)].map(([, x, value]) => [
      Number(x),
      Number(value),
    ]);
    const [low = [0, 0], high = [0, 0]] = [ticks[0], ticks.at(-1)];
    const at =
      (low[1] ?? 0) + (((high[1] ?? 0) - (low[1] ?? 0)) * (first - (low[0] ?? 0))) / ((high[0] ?? 0) - (low[0] ?? 0));
    expect(at).toBeCloseTo(91, 1);
    expect((await drawSvg(svg)).width).toBeGreaterThan(1000);
  });

  it('has an axis for classifiers that are all perfect', () => {
    const svg = drawComparison([{ ...classifier(1), error: 0 }], { pairs: [], title: undefined });
    expect(svg).not.toContain('NaN');
    expect(svg).toContain('100 %');
  });
});
