import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { readTable } from '../../stages/formats/csv.ts';
import { ROOT } from '../helpers/assay.ts';

// docs/paper.md says what docs/results has, and docs/images shows what it names.

const PAGE = readFileSync(join(ROOT, 'docs', 'paper.md'), 'utf8');
const RESULTS = join(ROOT, 'docs', 'results');

interface Facts {
  readonly command: string;
  readonly networks: readonly { readonly epochs: number; readonly testAccuracy: number; readonly key: string }[];
  readonly pictures: Readonly<Record<string, string>>;
}

const studies = readdirSync(RESULTS).map((name) => ({
  name,
  facts: JSON.parse(readFileSync(join(RESULTS, name, 'facts.json'), 'utf8')) as Facts,
}));

describe('docs/paper.md', () => {
  it('has the tables and pictures that docs/results gives', () => {
    const checked = execFileSync(process.execPath, [join(ROOT, 'scripts', 'paper.mjs'), '--check'], {
      encoding: 'utf8',
    });
    expect(checked).toBe('docs/paper.md agrees with docs/results\n');
  });
  it('puts the accuracies of the paper beside those that were reached, with the epochs of each', () => {
    expect(PAGE).toMatch(/\| the paper, 256 and 256 filters \| 50 \| 0\.991926 \| – \| 0\.981411 \|/);
    for (const { epochs, testAccuracy } of studies.flatMap(({ facts }) => facts.networks)) {
      const error = Math.sqrt((testAccuracy * (1 - testAccuracy)) / 10_000);
      expect(PAGE).toContain(`| ${testAccuracy.toFixed(4)} ± ${error.toFixed(4)} |`);
      expect(PAGE).toMatch(new RegExp(`\\| ${epochs} \\|.*\\| ${testAccuracy.toFixed(4)} ± `));
    }
  });
  it('names the command of every study', () => {
    for (const { facts } of studies) expect(PAGE).toContain(`\`${facts.command}\``);
  });
  it('shows pictures that are there, and those of a study as its run made them', () => {
    const shown = [...PAGE.matchAll(/\(images\/([\w-]+\.png)\)/g)].map(([, name = '']) => name);
    expect(shown.filter((name) => !existsSync(join(ROOT, 'docs', 'images', name)))).toEqual([]);
    for (const { facts } of studies) {
      for (const [name, digest] of Object.entries(facts.pictures)) {
        const bytes = readFileSync(join(ROOT, 'docs', 'images', name));
        expect([name, createHash('sha256').update(bytes).digest('hex')]).toEqual([name, digest]);
      }
    }
  });
});

describe('docs/images', () => {
  it('has nothing that no page shows', () => {
    const pages = [
      'README.md',
      ...readdirSync(join(ROOT, 'docs'))
        .filter((name) => name.endsWith('.md'))
        .map((name) => `docs/${name}`),
    ];
    const text = pages.map((page) => readFileSync(join(ROOT, page), 'utf8')).join('\n');
    expect(readdirSync(join(ROOT, 'docs', 'images')).filter((name) => !text.includes(`images/${name}`))).toEqual([]);
  });
});

describe('docs/results', () => {
  const tables = studies.flatMap(({ name }) =>
    readdirSync(join(RESULTS, name)).map((file) => ({ name: `${name}/${file}`, path: join(RESULTS, name, file) })),
  );
  it.each(tables.filter(({ name }) => /\/similarity.*\.csv$/.test(name)))(
    '$name: ratios are quotients, and p values bound verdicts',
    async ({ path }) => {
      for (const row of (await readTable(path)).rows) {
        expect(Number(row['ratioPairs'])).toBeCloseTo(Number(row['pairs']) / Number(row['possiblePairs']), 12);
        expect(Number(row['possiblePairs'])).toBe((Number(row['filters']) * (Number(row['filters']) - 1)) / 2);
        const found = ['isotropic', 'permuted', 'rotated', 'rotatedAboutZero'].filter(
          (name) => !['', 'no evidence against', undefined].includes(row[`${name}Verdict`]),
        );
        for (const name of found) expect(Number(row[`${name}P`])).toBeLessThanOrEqual(0.05);
      }
    },
  );
  it.each(tables.filter(({ name }) => /\/removals?[-.].*csv$/.test(name)))(
    '$name: accuracies are correct answers of 10,000 images',
    async ({ path }) => {
      const { rows } = await readTable(path);
      for (const row of rows) {
        expect(Number(row['accuracy'])).toBeCloseTo(Number(row['correct']) / 10_000, 12);
        const [whole = {}] = rows;
        // What only one of two networks gets right is the difference of what each gets right.
        expect(Number(whole['correct']) - Number(row['correct'])).toBe(
          Number(row['onlyWhole']) - Number(row['onlySmaller']),
        );
      }
    },
  );
});
