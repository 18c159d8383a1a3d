import { describe, expect, it } from 'vitest';
import type { Point } from '../../../engine/core/stage.ts';
import { planOf, planToy } from '../../helpers/experiment.ts';

/** Sampled sizes for the doughs of the toy kitchen. */
function kitchen(sample: string, more = ''): string {
  return `
    experiment: toy
    recipes: { r: { size: $size } }
    sweep:
      sample: ${sample}
      ${more}
    steps:
      dough: { stage: make, recipe: r }
      cake: { stage: bake, from: dough, heat: $heat }
      all: { stage: gather, cakes: cake, over: [size, heat] }
    outputs: { all.csv: all.table }
  `;
}

const AXES = 'axes: { size: { integer: [1, 9] }, heat: { log: [1, 256] } }';

function cakes(yaml: string, overrides: readonly string[] = []): readonly Point[] {
  return planOf(yaml, overrides)
    .steps.filter((step) => step.name === 'cake')
    .map((step) => step.point);
}

describe('sweep.sample', () => {
  it.each(['sobol', 'halton', 'random'])('draws as many points as it says, within their ranges: %s', (method) => {
    const points = cakes(kitchen(`{ count: 40, method: ${method}, ${AXES} }`));
    expect(points).toHaveLength(40);
    for (const { size, heat } of points) {
      expect([1, 2, 3, 4, 5, 6, 7, 8, 9]).toContain(size);
      expect(heat).toBeGreaterThanOrEqual(1);
      expect(heat).toBeLessThanOrEqual(256);
      expect(JSON.stringify(heat).replace(/\D/g, '').length).toBeLessThanOrEqual(7);
    }
    const low = points.filter(({ heat }) => Number(heat) < 16).length;
    expect(Math.abs(low - 20)).toBeLessThan(method === 'random' ? 16 : 3);
  });

  it.each(['sobol', 'halton', 'random'])('keeps the first points when more are asked for: %s', (method) => {
    const yaml = kitchen(`{ count: 5, method: ${method}, ${AXES} }`);
    expect(cakes(yaml, ['sweep.sample.count=17']).slice(0, 5)).toEqual(cakes(yaml));
  });

  it('draws other points for another seed, and the same ones for another seed of the experiment', () => {
    const yaml = kitchen(`{ count: 5, ${AXES} }`);
    expect(cakes(yaml, ['sweep.sample.seed=1'])).not.toEqual(cakes(yaml));
    expect(cakes(yaml, ['seed=99'])).toEqual(cakes(yaml));
  });

  it('runs a step that mentions one of the axes once for each of its values', () => {
    const { steps } = planOf(kitchen(`{ count: 30, ${AXES} }`));
    expect(steps.filter((step) => step.name === 'dough').length).toBeLessThanOrEqual(9);
    expect(steps.find((step) => step.id === 'all')?.inputs['cakes']).toHaveLength(30);
  });

  it('finds every point of a small space, each once', () => {
    const points = cakes(
      kitchen('{ count: 12, axes: { size: { integer: [1, 4] }, heat: { choice: [100, 200, 300] } } }'),
    );
    expect(new Set(points.map((point) => JSON.stringify(point))).size).toBe(12);
  });

  it('covers whole numbers and choices evenly', () => {
    const points = cakes(
      kitchen('{ count: 64, axes: { size: { choice: [1, 2, 3, 4] }, heat: { logInteger: [1, 255] } } }'),
    );
    for (const choice of [1, 2, 3, 4]) expect(points.filter(({ size }) => size === choice)).toHaveLength(16);
    // Half of a logarithmic range from 1 to 256 lies below 16; points that come again are skipped, which shifts a few.
    const low = points.filter(({ heat }) => Number(heat) < 16).length;
    expect(Math.abs(low - 32)).toBeLessThanOrEqual(4);
  });

  it('is multiplied by repeats, and takes points by hand', () => {
    const yaml = kitchen(`{ count: 4, ${AXES} }`, 'repeat: 3\n      include: [{ size: 3, heat: 50 }]');
    const all = cakes(yaml, ['steps.all.over=[size, heat, repeat]']);
    expect(all).toHaveLength(15);
    expect(all.at(-1)).toEqual({ size: 3, heat: 50, repeat: 2 });
  });

  it.each([
    [
      'a range of zero width',
      '{ count: 4, axes: { size: { integer: [3, 3] }, heat: { log: [1, 9] } } }',
      'Expected a lower and a higher end, found [3, 3]',
    ],
    [
      'a reversed range',
      '{ count: 4, axes: { size: { integer: [1, 3] }, heat: { uniform: [9, 1] } } }',
      'found [9, 1]',
    ],
    [
      'a logarithm of zero',
      '{ count: 4, axes: { size: { integer: [1, 3] }, heat: { log: [0, 1] } } }',
      'A logarithmic range needs ends above zero',
    ],
    [
      'parts of a whole number',
      '{ count: 4, axes: { size: { integer: [1, 3.5] }, heat: { log: [1, 9] } } }',
      'Expected whole numbers, found [1, 3.5]',
    ],
    [
      'choices that repeat',
      '{ count: 4, axes: { size: { integer: [1, 3] }, heat: { choice: [1, 1] } } }',
      'The values to choose from must differ',
    ],
    [
      'more points than there are',
      '{ count: 9, axes: { size: { integer: [1, 3] }, heat: { choice: [1, 2] } } }',
      'only 6 different points, fewer than 9',
    ],
    ['an axis that is listed as well', `{ count: 4, ${AXES} }\n      heat: [1]`, 'The axis "heat" appears twice'],
    [
      'two kinds of range',
      '{ count: 4, axes: { size: { integer: [1, 3], log: [1, 2] }, heat: { log: [1, 9] } } }',
      'Expected exactly 1 key',
    ],
    [
      'a range that is no range',
      '{ count: 4, axes: { size: { integer: [1, 3] }, heat: { normal: [0, 1] } } }',
      'normal',
    ],
    ['no count', `{ ${AXES} }`, 'count'],
    ['a method that does not exist', `{ count: 4, method: tpe, ${AXES} }`, 'tpe'],
  ])('tells %s once, at its place', (_, sample, expected) => {
    const { text } = planToy(kitchen(sample));
    expect(text).toContain(expected);
    expect(text.match(/^toy\.yaml:\d/gm)).toHaveLength(1);
  });

  it('refuses more axes than a sequence covers', () => {
    const axes = Array.from({ length: 22 }, (_, index) => `a${index}: { uniform: [0, 1] }`).join(', ');
    const { text } = planToy(
      kitchen(`{ count: 4, axes: { size: { integer: [1, 3] }, heat: { log: [1, 9] }, ${axes} } }`),
    );
    expect(text).toContain('covers at most 21 axes, found 24: use "random"');
  });

  it('points at a drawn axis where one of its values is wrong', () => {
    const { text } = planToy(kitchen('{ count: 4, axes: { size: { choice: [1, many] }, heat: { log: [1, 9] } } }'));
    expect(text).toContain('many');
    expect(text).toMatch(/choice: \[1, many\]/);
  });
});
