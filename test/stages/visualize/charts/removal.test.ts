import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTable } from '../../../../stages/formats/csv.ts';
import type { RemovalCurve, RemovalPoint, RemovalReport, Rule } from '../../../../stages/formats/removal-report.ts';
import { drawRemoval, removal } from '../../../../stages/visualize/charts/removal.ts';
import {
  answersOf,
  coursesOf,
  savingSentence,
  sentenceOf,
  testSentence,
} from '../../../../stages/visualize/charts/removal/answers.ts';
import { withFolder } from '../../../helpers/alone.ts';
import { contextWith } from '../artifacts.ts';

const WHOLE = { correct: 900, accuracy: 0.9, loss: 0.3, standardError: 0.0095 };

function pointOf(removed: number, accuracy: number, p = 0.5): RemovalPoint {
  const correct = accuracy * 1000;
  return {
    removed,
    accuracy,
    correct,
    loss: 1 - accuracy,
    onlyWhole: 9,
    onlySmaller: 7,
    p,
    parameters: 1000 - removed,
    macs: 1,
  };
}

function curveOf(rule: Rule, order: number, accuracies: Readonly<Record<number, number>>): RemovalCurve {
  const points = Object.entries(accuracies).map(([removed, accuracy]) =>
    pointOf(Number(removed), accuracy, accuracy < 0.89 ? 0.01 : 0.5),
  );
  return { rule, order, removals: [], points };
}

function reportOf(curves: readonly RemovalCurve[], more: Partial<RemovalReport> = {}): RemovalReport {
  return {
    layer: 'conv1',
    type: 'conv2d',
    filters: 8,
    split: 'test',
    images: 1000,
    classes: 10,
    chance: 0.12,
    epochs: 0,
    whole: { ...WHOLE, parameters: 1000, macs: 2 },
    curves,
    ...more,
  };
}

const CURVES = [
  curveOf('similar', 0, { 1: 0.9, 2: 0.893, 3: 0.8, 4: 0.9, 5: 0.7 }),
  curveOf('merge', 0, { 1: 0.91, 2: 0.9, 3: 0.9, 4: 0.9, 5: 0.9 }),
  curveOf('random', 0, { 1: 0.8, 2: 0.8, 3: 0.8, 4: 0.8, 5: 0.5 }),
  curveOf('random', 1, { 1: 0.9, 2: 0.9, 3: 0.6, 4: 0.5, 5: 0.4 }),
  curveOf('random', 2, { 1: 0.9, 2: 0.9, 3: 0.9, 4: 0.9, 5: 0.3 }),
];

describe('answersOf()', () => {
  const answers = answersOf(coursesOf(reportOf(CURVES), false), WHOLE);

  it('counts as far as every accuracy that was measured stays within the standard error', () => {
    // 0.893 is above 0.9 - 0.0095, 0.8 is not: that 4 removed are well again does not count.
    expect(answers[0]).toMatchObject({ rule: 'similar', can: 2, low: 2, high: 2, tooMany: 3, differs: 3 });
    expect(answers[0]?.mark).toMatchObject({ removed: 2, accuracy: 0.893 });
    expect(answers[1]).toMatchObject({ rule: 'merge', can: 5, tooMany: undefined, differs: undefined });
  });

  it('takes the median of random orders, with the least and the most', () => {
    expect(answers[2]).toMatchObject({ rule: 'random', can: 2, low: 0, high: 4 });
  });

  it('compares what is fine-tuned with the whole network after the same', () => {
    const tuned = { ...pointOf(1, 0.95), onlyWhole: 1 };
    const curve: RemovalCurve = { ...curveOf('norm', 0, {}), points: [{ ...pointOf(1, 0.5), tuned }] };
    const whole = { ...WHOLE, accuracy: 0.955 };
    const report = reportOf([curve], { epochs: 1, whole: { ...WHOLE, parameters: 1, macs: 1, tuned: whole } });
    expect(answersOf(coursesOf(report, true), whole)[0]).toMatchObject({
      can: 1,
      mark: { accuracy: 0.95, onlyWhole: 1 },
    });
    expect(answersOf(coursesOf(report, false), WHOLE)[0]).toMatchObject({ can: 0, mark: undefined });
  });
});

describe('sentenceOf(), testSentence() and savingSentence()', () => {
  it('say it in words', () => {
    const answers = answersOf(coursesOf(reportOf(CURVES), false), WHOLE);
    expect(sentenceOf(reportOf(CURVES), answers, WHOLE)).toBe(
      'Of 8 filters of conv1, 2 can go by similarity and 5 by merging before accuracy falls by more than its standard error (0.95 %); 2 (0–4) at random.',
    );
    expect(testSentence(answers)).toBe(
      "McNemar's exact test of these networks and the whole one: p = 0.5 by similarity and 0.5 by merging.",
    );
  });

  it('do not claim what was not measured', () => {
    const report = reportOf([curveOf('norm', 0, { 4: 0.5, 6: 0.4 })]);
    const answers = answersOf(coursesOf(report, false), WHOLE);
    expect(sentenceOf(report, answers, WHOLE)).toMatch(/^Of 8 filters of conv1, fewer than 4 can go by norm before/);
    expect(testSentence(answers)).toBe('');
  });

  it('tell what the most removals save, but not by chance', () => {
    const answers = answersOf(coursesOf(reportOf(CURVES), false), WHOLE);
    // Merging takes 5 of 1000 parameters, and 1 of 2 multiply-adds.
    expect(savingSentence(answers, { parameters: 1000, macs: 2 })).toBe(
      'Without 5 filters, it has 0.50 % fewer parameters and 50.0 % fewer multiply-adds.',
    );
    expect(savingSentence(answers.slice(2), { parameters: 1000, macs: 2 })).toBe('');
  });

  it('are about random orders alone where nothing else was tried', () => {
    const report = reportOf(CURVES.slice(2));
    const answers = answersOf(coursesOf(report, false), WHOLE);
    expect(sentenceOf(report, answers, WHOLE)).toMatch(/^Of 8 filters of conv1, 2 \(0–4\) can go at random before/);
  });
});

type Mark = Readonly<Record<string, number>>;

/** All data in a specification: each list of values is one of a line, band or point. */
function dataIn(part: unknown): readonly (readonly Mark[])[] {
  if (Array.isArray(part)) return part.flatMap(dataIn);
  if (typeof part !== 'object' || part === null) return [];
  const { values, ...others } = part as { readonly values?: unknown };
  return [...(Array.isArray(values) ? [values as readonly Mark[]] : []), ...Object.values(others).flatMap(dataIn)];
}

describe('drawRemoval()', () => {
  const spec = drawRemoval(reportOf(CURVES), { kind: 'removal' });
  const data = dataIn(spec);
  const linesOf = (accuracies: readonly number[]): number => {
    const wanted = JSON.stringify(accuracies.map((accuracy, at) => ({ at, accuracy })));
    return data.filter((marks) => JSON.stringify(marks) === wanted).length;
  };

  it('has a line for each rule, starting from the whole network, in the whole range and close up', () => {
    expect(linesOf([0.9, 0.9, 0.893, 0.8, 0.9, 0.7])).toBe(2);
    expect(linesOf([0.9, 0.91, 0.9, 0.9, 0.9, 0.9])).toBe(2);
    expect(linesOf([0.9, 0.8, 0.8, 0.8, 0.8, 0.5])).toBe(0);
  });

  it('has the range and the median of the random orders', () => {
    const bands = data.filter(([first]) => first !== undefined && 'median' in first);
    expect(bands).toHaveLength(4);
    for (const band of bands) {
      expect(band[0]).toEqual({ at: 0, low: 0.9, high: 0.9, median: 0.9 });
      expect(band[3]).toEqual({ at: 3, low: 0.6, median: 0.8, high: 0.9 });
      expect(band[5]).toEqual({ at: 5, low: 0.3, median: 0.4, high: 0.5 });
    }
  });

  it('has the band of the standard error, and the share of the commonest class', () => {
    expect(data).toContainEqual([0, 7].map((at) => ({ at, low: 0.8905, high: 0.9095, accuracy: 0.9 })));
    expect(data).toContainEqual([{ chance: 0.12 }]);
  });

  it('rings the last network that stays within the standard error', () => {
    expect(data.filter((marks) => JSON.stringify(marks) === '[{"at":2,"accuracy":0.893}]')).toHaveLength(2);
  });

  it('says which removals were measured, unless it was each', () => {
    expect(JSON.stringify(spec)).toContain('measured without 1, 2, 3, 4, 5 of them');
    const all = drawRemoval(reportOf(CURVES, { filters: 6 }), { kind: 'removal' });
    expect(JSON.stringify(all)).not.toContain('measured without');
  });

  it('refuses a report without networks', () => {
    expect(() => drawRemoval(reportOf([]), { kind: 'removal' })).toThrow('The report has no smaller networks');
  });
});

describe('draw() of removal', () => {
  it('writes the picture, a row for each rule, and the answer as a metric', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'report.json');
      writeFileSync(path, JSON.stringify(reportOf(CURVES)));
      const ports = { removal: [{ path, point: {} }] };
      const metrics = await removal.draw(contextWith(folder, { kind: 'removal' }, ports));
      expect(metrics).toMatchObject({ answer: expect.stringMatching(/^Of 8 filters of conv1, 2 can go/) as string });
      const { rows } = await readTable(join(folder, 'table'));
      expect(rows.map(({ rule, canGo, least, most, tooMany }) => [rule, canGo, least, most, tooMany])).toEqual([
        ['similar', '2', '2', '2', '3'],
        ['merge', '5', '5', '5', ''],
        ['random', '2', '0', '4', '3'],
      ]);
      expect(rows[0]).toMatchObject({
        trainedOn: '0',
        p: '0.5',
        differsFrom: '3',
        parameters: '998',
        accuracy: '0.893',
      });
      // Holm: the smallest p times three, the next times two, none below one before it, none above 1.
      let least = 0;
      const byP = rows.toSorted((a, b) => Number(a['p']) - Number(b['p']));
      for (const [at, row] of byP.entries()) {
        least = Math.min(1, Math.max(least, Number(row['p']) * (3 - at)));
        expect(Number(row['pTable'])).toBeCloseTo(least, 12);
      }
      expect(byP[0]?.['pTable']).not.toBe(byP[0]?.['p']);
    }));
  it('says what each column means', async () => {
    const { columns = {} } = removal.outputs['table'] ?? {};
    await withFolder(async (folder) => {
      const path = join(folder, 'report.json');
      writeFileSync(path, JSON.stringify(reportOf(CURVES)));
      await removal.draw(contextWith(folder, { kind: 'removal' }, { removal: [{ path, point: {} }] }));
      const table = await readTable(join(folder, 'table'));
      expect(table.columns.filter((name) => columns[name] === undefined)).toEqual([]);
    });
  });
});
