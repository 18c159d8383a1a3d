import { describe, expect, it } from 'vitest';
import { drawRatioEpochs } from '../../../../stages/visualize/charts/ratio-epochs.ts';

import { entryOf, valuesOf, withFields } from '../ratios.ts';

describe('drawRatioEpochs()', () => {
  const course = (filters: number, seed: number): Parameters<typeof drawRatioEpochs>[0][number] => ({
    point: { filters },
    entries: [
      entryOf(filters, { seed, snapshot: 'final', epoch: 5 }),
      entryOf(filters, { seed: seed + 1, snapshot: 'initial', epoch: 0 }),
      entryOf(filters, { seed: seed + 2, snapshot: 'epoch-2', epoch: 2 }),
    ],
  });

  it('draws the ratio of each epoch, from before training, in order', () => {
    const one = course(32, 1);
    const spec = drawRatioEpochs([one], { kind: 'ratio-epochs' });
    const marks = withFields(spec, 'epoch', 'ratio');
    const ratioOf = (index: number): number => one.entries[index]?.thresholds[1]?.ratioPairs ?? NaN; // at 0.5
    expect(marks.map(({ epoch, ratio }) => [epoch, ratio])).toEqual([
      [0, expect.closeTo(ratioOf(1), 8)],
      [2, expect.closeTo(ratioOf(2), 8)],
      [5, expect.closeTo(ratioOf(0), 8)],
    ]);
    expect(withFields(spec, 'median', 'low').map(({ x }) => x)).toEqual([0, 5]);
  });

  it('draws a line for each sweep point', () => {
    const spec = drawRatioEpochs([course(16, 1), course(32, 7)], { kind: 'ratio-epochs', layer: 'conv1' });
    expect(new Set(withFields(spec, 'epoch', 'ratio').map(({ line }) => line))).toEqual(new Set(['16', '32']));
    expect(JSON.stringify(spec)).toContain('Colour: filters');
  });

  it('draws the band of each line, of as many filters as that has', () => {
    const drawn = (filters: number, seed: number): Parameters<typeof drawRatioEpochs>[0][number] => ({
      point: { filters },
      entries: [
        entryOf(filters, { seed, snapshot: 'final', epoch: 5, draws: 199 }),
        entryOf(filters, { seed: seed + 1, snapshot: 'initial', epoch: 0 }),
      ],
    });
    const courses = [drawn(16, 1), drawn(64, 7)];
    const spec = drawRatioEpochs(courses, { kind: 'ratio-epochs', layer: 'conv1' });
    const bands = valuesOf(spec).filter(([first]) => first !== undefined && 'median' in first);
    const expected = [0.5, 0.6].flatMap((threshold) =>
      courses.flatMap(({ entries: [entry] }) => {
        const own = entry?.nulls[0]?.thresholds.find((at) => at.threshold === threshold)?.similarPairs;
        const ratio = (own?.high ?? NaN) / (entry?.possiblePairs ?? NaN);
        return [ratio, ratio]; // as area, and as line
      }),
    );
    expect(bands.map(([first]) => first?.['high'])).toEqual(expected.map((high) => expect.closeTo(high, 8) as number));
  });

  it('says what to do where epochs are not known', () => {
    const courses = [{ point: {}, entries: [entryOf(8, { seed: 1 })] }];
    expect(() => drawRatioEpochs(courses, { kind: 'ratio-epochs' })).toThrow(
      'Cannot draw ratios of layer "conv1" against epochs: the reports know of fewer than two',
    );
  });
});
