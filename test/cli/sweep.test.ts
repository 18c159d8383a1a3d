import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assay, eventsOf, startAssay, stepsThat, type Outcome } from '../helpers/assay.ts';
import { tempDir } from '../helpers/temp-dir.ts';

// A sweep that is changed point by point: what was there stays, under the same names and keys, and only what is new runs.

function experiment(sweep: string, over: string): string {
  return `
experiment: swept
seed: 5
datasets: { digits: { source: mnist, limit: { train: 60, test: 20 } } }
models:
  cnn:
    input: [28, 28, 1]
    layers:
      - conv2d: { name: conv1, filters: $filters, kernel: 3 }
      - maxPool2d: { size: 13 }
      - flatten: {}
      - dense: { units: 10, activation: softmax }
optimizers: { plain: { sgd: { learningRate: 0.01 } } }
sweep: ${sweep}
steps:
  data: { stage: load, dataset: digits }
  training: { stage: train, data: data, model: cnn, optimizer: plain, epochs: 1, batchSize: 20 }
  filters: { stage: extract-filters, model: training }
  similar: { stage: similarity, filters: filters, thresholds: [0.5] }
  summary: { stage: visualize, kind: summary, similarity: similar, over: ${over} }
`;
}

async function run(folder: string, sweep: string, over = '[filters]'): Promise<Outcome> {
  const file = join(folder, 'swept.yaml');
  writeFileSync(file, experiment(sweep, over));
  const outcome = await assay(['run', file, '--json'], { cwd: folder });
  expect(outcome.code, outcome.err).toBe(0);
  return outcome;
}

/** What ran, of the steps that the sweep multiplies; and whether what gathers them did. */
function ran(outcome: Outcome): { readonly points: readonly string[]; readonly summary: boolean } {
  const finished = stepsThat('finished', outcome);
  return { points: finished.filter((id) => id.includes('[')), summary: finished.includes('summary') };
}

/** Step id -> key, of every step that has a result. */
function keysOf(outcome: Outcome): ReadonlyMap<string, unknown> {
  const ends = eventsOf(outcome).filter(({ type }) => type === 'finished' || type === 'reused');
  return new Map(ends.map((event) => [event.step ?? '', event['key']]));
}

function instances(...points: readonly string[]): readonly string[] {
  return ['filters', 'similar', 'training'].flatMap((step) => points.map((point) => `${step}[${point}]`)).toSorted();
}

describe('assay run of a sweep', () => {
  it('extended runs the new points only, reordered or shrunk none', async () => {
    const folder = tempDir();
    const first = await run(folder, '{ filters: [2, 3] }');
    expect(ran(first)).toEqual({ points: instances('filters=2', 'filters=3'), summary: true });

    const extended = await run(folder, '{ filters: [2, 3, 4] }');
    expect(ran(extended)).toEqual({ points: instances('filters=4'), summary: true });
    for (const id of instances('filters=2', 'filters=3')) expect(keysOf(extended).get(id)).toBe(keysOf(first).get(id));

    // What gathers the points takes them in the order of the file: another order is another table.
    const reordered = await run(folder, '{ filters: [4, 2, 3] }');
    expect(ran(reordered)).toEqual({ points: [], summary: true });
    const shrunk = await run(folder, '{ filters: [3] }');
    expect(ran(shrunk)).toEqual({ points: [], summary: true });
    // As it was at first: its table is still there, too.
    const back = await run(folder, '{ filters: [2, 3] }');
    expect(ran(back)).toEqual({ points: [], summary: false });
    expect(keysOf(back)).toEqual(keysOf(first));
  });

  it('interrupted goes on with the points that are missing', async () => {
    const folder = tempDir();
    const file = join(folder, 'swept.yaml');
    writeFileSync(file, experiment('{ filters: [2, 3, 4] }', '[filters]'));
    // One core, so that the points follow each other.
    const call = startAssay(['run', file, '--json', '--jobs', '1'], { cwd: folder });
    await call.shows(/"type":"finished","step":"training\[filters=2\]"/);
    call.kill('SIGINT');
    const stopped = await call.outcome;
    expect(stopped.code).toBe(130);
    const done = stepsThat('finished', stopped);
    const resumed = await assay(['run', file, '--json'], { cwd: folder });
    expect(resumed.code).toBe(0);
    expect(stepsThat('reused', resumed)).toEqual(done);
    expect(stepsThat('finished', resumed)).toContain('training[filters=4]');
  });

  it('repeated runs the new repeats only, and the first is what it was without repeats', async () => {
    const folder = tempDir();
    const once = await run(folder, '{ filters: [2] }');
    const thrice = await run(folder, '{ filters: [2], repeat: 3 }', '[filters, repeat]');
    // `repeat` counts from 0, and only what draws random numbers, and what follows from it, is repeated.
    expect(ran(thrice)).toEqual({ points: instances('filters=2,repeat=1', 'filters=2,repeat=2'), summary: true });
    expect(keysOf(thrice).get('training[filters=2,repeat=0]')).toBe(keysOf(once).get('training[filters=2]'));
    const keys = [...keysOf(thrice)].filter(([id]) => id.startsWith('training')).map(([, key]) => key);
    expect(new Set(keys).size).toBe(3);

    const twice = await run(folder, '{ filters: [2], repeat: 2 }', '[filters, repeat]');
    expect(ran(twice).points).toEqual([]);
    // Another axis value comes with all of its repeats.
    const wider = await run(folder, '{ filters: [2, 3], repeat: 2 }', '[filters, repeat]');
    expect(ran(wider).points).toEqual(instances('filters=3,repeat=0', 'filters=3,repeat=1'));
  });
});
