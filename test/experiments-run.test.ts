import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTable } from '../stages/formats/csv.ts';
import { assay, ROOT } from './helpers/assay.ts';
import { tempDir } from './helpers/temp-dir.ts';

/** Runs an experiment that comes with Assay in a store of its own, and gives the folder of its files. */
async function published(name: string): Promise<string> {
  const cwd = tempDir();
  const { code, err } = await assay(['run', join(ROOT, 'experiments', `${name}.yaml`)], { cwd });
  expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
  return join(cwd, 'artifacts', 'runs', name, '1');
}

/** The published pictures, each of which must be a PNG. */
function pictures(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.png'));
  for (const name of names) expect(readFileSync(join(folder, name)).toString('latin1', 1, 4)).toBe('PNG');
  return names.sort();
}

describe('the smallest experiments of the paper', () => {
  it('mlp-quick trains the perceptron and draws it', async () => {
    const folder = await published('mlp-quick');
    expect(pictures(folder)).toEqual(['confusion.png', 'curves.png', 'mistakes.png', 'network.png']);
    const [row] = (await readTable(join(folder, 'accuracy.csv'))).rows;
    expect(row).toMatchObject({ classifier: 'MLP 784-32-10', images: '2000', parameters: '25450', macs: '25408' });
    expect(Number(row?.['accuracy'])).toBeGreaterThan(0.8);
    const classes = (await readTable(join(folder, 'classes.csv'))).rows;
    const correct = classes.reduce((sum, each) => sum + Number(each['correct']), 0);
    expect(String(correct)).toBe(row?.['correct']);
  }, 180_000);

  it('autoencoder-quick shows its error beside that of the best linear code', async () => {
    const folder = await published('autoencoder-quick');
    expect(pictures(folder)).toEqual(['codes.png', 'curves.png', 'figure-6.png', 'floor.png']);
    const errors = new Map(
      (await readTable(join(folder, 'floor.csv'))).rows.map(({ role, test }) => [role, Number(test)] as const),
    );
    // The floor of all 60,000 images is 0.0168 (SCIENCE 3.2); a tenth of them gives nearly the same.
    expect(errors.get('best linear code')).toBeCloseTo(0.0168, 3);
    expect(errors.get('autoencoder')).toBeLessThan(0.03);
    expect(existsSync(join(folder, 'run.json'))).toBe(true);
  }, 180_000);
});
