import { describe, expect, test } from 'vitest';
import { planOf, planToy } from '../../helpers/experiment.ts';

const BASE = `
  experiment: toy
  seed: 7
  recipes:
    small: { size: $size }
    fixed: { size: 3 }
  sweep: { size: [1, 2], heat: [100, 200] }
  steps:
    dough: { stage: make, recipe: small }
    plain: { stage: make, recipe: fixed }
    cake: { stage: bake, from: dough, heat: $heat }
    all: { stage: gather, cakes: cake, over: [size, heat] }
    byHeat: { stage: gather, cakes: cake, over: [size] }
  outputs:
    all.csv: all.table
    each.csv: byHeat.table
`;

describe('planExperiment() and sweeps', () => {
  const plan = planOf(BASE);
  const ids = plan.steps.map((step) => step.id);

  test('multiplies a step by exactly the axes that it or its inputs mention', () => {
    expect(ids.filter((id) => id.startsWith('dough'))).toEqual(['dough[size=1]', 'dough[size=2]']);
    expect(ids).toContain('plain');
    expect(ids.filter((id) => id.startsWith('cake'))).toEqual([
      'cake[size=1,heat=100]',
      'cake[size=1,heat=200]',
      'cake[size=2,heat=100]',
      'cake[size=2,heat=200]',
    ]);
  });

  test('runs a step once for the axes in "over" and passes it all instances in order, with their points', () => {
    const all = plan.steps.find((step) => step.id === 'all');
    expect(all?.inputs['cakes']).toEqual([
      { step: 'cake[size=1,heat=100]', port: 'cake', point: { size: 1, heat: 100 } },
      { step: 'cake[size=1,heat=200]', port: 'cake', point: { size: 1, heat: 200 } },
      { step: 'cake[size=2,heat=100]', port: 'cake', point: { size: 2, heat: 100 } },
      { step: 'cake[size=2,heat=200]', port: 'cake', point: { size: 2, heat: 200 } },
    ]);
    const byHeat = plan.steps.find((step) => step.id === 'byHeat[heat=200]');
    expect(byHeat?.inputs['cakes']?.map((link) => link.step)).toEqual([
      'cake[size=1,heat=200]',
      'cake[size=2,heat=200]',
    ]);
  });

  test('keeps the type of a referenced value and fills in defaults', () => {
    expect(plan.steps.find((step) => step.id === 'dough[size=2]')?.params).toEqual({
      recipe: { size: 2, taste: 'sweet' },
      times: 1,
    });
  });

  test('orders every step after the steps it takes from', () => {
    for (const [index, step] of plan.steps.entries()) {
      for (const link of Object.values(step.inputs).flat()) expect(ids.indexOf(link.step)).toBeLessThan(index);
    }
  });

  test('names one published file per instance', () => {
    expect(plan.outputs.map((output) => output.file)).toEqual(['all.csv', 'each-heat=100.csv', 'each-heat=200.csv']);
  });

  test('gives only seeded stages a seed', () => {
    expect(plan.steps.find((step) => step.id === 'plain')?.seed).toBeUndefined();
    expect(plan.steps.find((step) => step.id === 'cake[size=1,heat=100]')?.seed).toBe(7);
  });

  test('repeats seeded steps with derived seeds and leaves the first instance as it was', () => {
    const repeated = planOf(BASE, ['sweep.repeat=3', 'steps.all.over=[size, heat, repeat]']);
    const seeds = repeated.steps
      .filter((step) => step.name === 'cake' && step.point['size'] === 1 && step.point['heat'] === 100)
      .map((step) => step.seed);
    expect(new Set(seeds).size).toBe(3);
    expect(seeds[0]).toBe(7);
    expect(repeated.steps.filter((step) => step.name === 'dough')).toHaveLength(2);
  });

  test('has one instance of each step over repeats where nothing is repeated, and no axis for it', () => {
    const over = 'steps.all.over=[size, heat, repeat]';
    expect(planOf(BASE, [over]).steps).toEqual(plan.steps);
    const once = planOf(`
      experiment: toy
      recipes: { fixed: { size: 3 } }
      steps:
        dough: { stage: make, recipe: fixed }
        cake: { stage: bake, from: dough }
        all: { stage: gather, cakes: cake, over: [repeat] }
    `);
    expect(once.steps.map((step) => step.id)).toEqual(['dough', 'cake', 'all']);
    expect(once.steps.at(-1)?.inputs).toEqual({ cakes: [{ step: 'cake', port: 'cake' }] });
  });

  test('tells of any other axis in "over" that the sweep has not', () => {
    expect(planToy(BASE, ['steps.all.over=[size, heats]']).text).toContain('Unknown axis "heats" in "over"');
    expect(planToy(BASE, ['steps.byHeat.over=[repeats]']).text).toContain('Unknown axis "repeats" in "over"');
  });

  test('zips axes, takes points out and adds points', () => {
    const zipped = planOf(`
      experiment: toy
      sweep:
        zip: [{ size: [1, 2, 3], heat: [100, 200, 300] }]
        exclude: [{ size: 2 }]
        include: [{ size: 9, heat: 10 }]
      recipes: { small: { size: $size } }
      steps:
        dough: { stage: make, recipe: small }
        cake: { stage: bake, from: dough, heat: $heat }
    `);
    expect(zipped.steps.filter((step) => step.name === 'cake').map((step) => step.id)).toEqual([
      'cake[size=1,heat=100]',
      'cake[size=3,heat=300]',
      'cake[size=9,heat=10]',
    ]);
  });

  test('sweeps over definitions by name', () => {
    const swept = planOf(`
      experiment: toy
      sweep: { which: [a, b] }
      recipes: { a: { size: 1 }, b: { size: 2 } }
      steps: { dough: { stage: make, recipe: $which } }
    `);
    expect(swept.steps.map((step) => [step.id, step.params])).toEqual([
      ['dough[which=a]', { recipe: { size: 1, taste: 'sweet' }, times: 1 }],
      ['dough[which=b]', { recipe: { size: 2, taste: 'sweet' }, times: 1 }],
    ]);
  });
});

describe('planExperiment() diagnostics', () => {
  test('tell nothing of what takes from a step whose variant is unknown', () => {
    const { text } = planToy(`
      experiment: toy
      steps: { picture: { stage: draw, kind: constructor } }
      outputs: { a.png: picture.image, b.png: picture }
    `);
    expect(text.split('\n').filter((line) => line.startsWith('toy.yaml'))).toEqual([
      'toy.yaml:2:40  Unknown kind "constructor": expected "bar" or "pie" (stage "draw")',
    ]);
  });

  test('tell of zipped lists of two lengths once, and of nothing that follows from it', () => {
    const { text } = planToy(`
      experiment: toy
      sweep:
        zip: [{ size: [1, 2], heat: [100, 200, 300] }]
        exclude: [{ heat: 300 }]
        include: [{ size: 9, heat: 10 }]
      recipes: { small: { size: $size } }
      steps: { dough: { stage: make, recipe: small }, cake: { stage: bake, from: dough, heat: $heat } }
    `);
    expect(text.split('\n').filter((line) => line.startsWith('toy.yaml'))).toEqual([
      'toy.yaml:3:9  Zipped axes advance together and need lists of the same length, found size: 2, heat: 3',
    ]);
  });

  test('refuse outputs that cannot stand beside each other', () => {
    const { text } = planToy(`
      experiment: toy
      sweep: { which: [a/b, a_b] }
      recipes: { a/b: { size: 1 }, a_b: { size: 2 } }
      steps: { halves: { stage: split }, many: { stage: make, recipe: $which } }
      outputs:
        x.txt: halves.left
        x.txt/y.txt: halves.left
        'many-{which}.txt': many
        '{y.txt': halves.left
        X.TXT: halves.left
        Run.json: halves.left
        verified.json/a.txt: halves.left
    `);
    expect(text).toContain(
      'Two outputs cannot both be written to "x.txt/y.txt": x.txt of halves, and x.txt/y.txt of halves',
    );
    expect(text).toContain('cannot both be written to "many-a_b.txt"');
    expect(text).toContain('only around an axis, found "{y.txt"');
    // A file system may take capitals for small letters.
    expect(text).toContain('cannot both be written to "X.TXT"');
    expect(text).toContain('The name "run.json" is taken');
    expect(text).toContain('The name "verified.json" is taken');
  });

  test('refuse the names of Assay itself, also where an axis makes them', () => {
    const { text } = planToy(`
      experiment: toy
      sweep: { which: [run, verified] }
      recipes: { run: { size: 1 }, verified: { size: 2 } }
      steps: { many: { stage: make, recipe: $which } }
      outputs: { '{which}.json': many }
    `);
    expect(text).toContain('The name "run.json" is taken: Assay writes a file of this name into every run\'s folder');
  });

  test('tell every fault at once, each with its place', () => {
    const { text } = planToy(`
      experiment: toy
      recipes: { small: { size: 0, taste: swet } }
      sweep: { heat: [100, 400] }
      steps:
        dough: { stage: make, recipe: smal, tims: 2 }
        other: { stage: make, recipe: small }
        cake: { stage: bake, from: doug, heat: $heat }
        pie: { stage: draw, kind: pi, pieces: 3 }
        left: { stage: bake, from: halves }
        halves: { stage: split }
        wrong: { stage: bake, from: cake }
        ref: { stage: bake, from: dough, heat: $heet }
        one: { stage: gather, cakes: cake, over: [heat, size] }
      outputs: { ../up.csv: one.table, a.png: one.table }
    `);
    expect(text).toMatchSnapshot();
  });

  test.each([
    [
      'an unknown stage',
      'sweep: { size: [1, 2] }',
      'r: { size: $size }',
      '{ stage: mak, recipe: r }',
      ['Unknown stage "mak"'],
    ],
    [
      'an unknown definition',
      'sweep: { size: [1, 2] }',
      'r: { size: $size }',
      '{ stage: make, recipe: q }',
      ['Unknown name "q"'],
    ],
    [
      'a value that stands twice',
      'sweep: { size: [1, 1] }',
      'r: { size: $size }',
      '{ stage: make, recipe: r }',
      ['must differ'],
    ],
    [
      'no points',
      'sweep: { size: [1], exclude: [{ size: 1 }] }',
      'r: { size: $size }',
      '{ stage: make, recipe: r }',
      ['no points left'],
    ],
  ])('tell %s once, and nothing that only follows from it', (_, sweep, recipe, dough, expected) => {
    const { text } = planToy(`
      experiment: toy
      ${sweep}
      recipes: { ${recipe} }
      steps:
        dough: ${dough}
        cake: { stage: bake, from: dough, heat: 100 }
        all: { stage: gather, cakes: cake, over: [size] }
      outputs: { all.csv: all.table, cake.txt: cake }
    `);
    const told = text.match(/^toy\.yaml:\d.*$/gm) ?? [];
    expect(told.filter((line) => !line.includes('is used by no step'))).toHaveLength(1);
    for (const words of expected) expect(told.join()).toContain(words);
  });

  test('name every step of a circle', () => {
    const { text } = planToy(`
      experiment: toy
      steps:
        a: { stage: gather, cakes: b }
        b: { stage: bake, from: c }
        c: { stage: make2 }
    `);
    expect(text).toContain('Unknown stage "make2", did you mean "make"?');
    const circle = planToy(`
      experiment: toy
      steps:
        a: { stage: bake, from: b.cake }
        b: { stage: bake, from: a.cake }
    `);
    expect(circle.text).toContain('kind "number"');
  });

  test("come from a stage's own check at the sweep point where it fails", () => {
    const { text } = planToy(`
      experiment: toy
      sweep: { size: [1, 20] }
      recipes: { r: { size: $size } }
      steps:
        dough: { stage: make, recipe: r }
        cake: { stage: bake, from: dough, heat: 280 }
    `);
    expect(text).toContain('Heat 280 burns a size of 20');
    expect(text).toContain('note: At size=20');
  });

  test('tell an unknown reference in a definition once, and ask no stage about it', () => {
    const { text } = planToy(`
      experiment: toy
      sweep: { size: [1, 2] }
      recipes:
        r: { size: $sise }
        s: { size: $size }
      steps:
        dough: { stage: make, recipe: r }
        other: { stage: make, recipe: s }
    `);
    expect(text.match(/^toy\.yaml.*$/gm)).toEqual(['toy.yaml:4:14  Unknown reference "$sise", did you mean "$size"?']);
  });

  test('refuse several artifacts at a port for one', () => {
    const { text } = planToy(`
      experiment: toy
      sweep: { heat: [1, 2] }
      recipes: { r: { size: 1 } }
      steps:
        dough: { stage: make, recipe: r }
        cake: { stage: bake, from: dough, heat: $heat }
        picture: { stage: draw, kind: bar, cake: cake, over: [heat] }
    `);
    expect(text).toContain('The port "cake" takes one artifact, but under "over: [heat]" it would receive several');
  });
});
