import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../helpers/assay.ts';

const PAGE = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');

/** Every block of code, with the last path that stands before it. */
const shown = [...PAGE.matchAll(/`([\w/-]+(?:\.\w+)?\.ts)`[^`]*:\n+```ts\n([^]*?)```/g)].map(
  ([, file = '', code = '']) => [file, code] as const,
);

/** Code without what a formatter decides. */
const plain = (code: string): string => code.replaceAll(/\s+/g, '').replaceAll(/,([)\]}])/g, '$1');

describe('CONTRIBUTING.md', () => {
  it('shows an example of a source, a layer, an optimizer and a backend', () => {
    expect(shown.map(([file]) => file)).toEqual([
      'stages/load/sources/kmnist.ts',
      'nn/layers/flatten.ts',
      'examples/own-parts/lab/sign.optimizer.ts',
      'nn/backends/portable.ts',
    ]);
  });

  it.each(shown)('shows %s as it is', (file, code) => {
    expect(plain(readFileSync(join(ROOT, file), 'utf8'))).toContain(plain(code));
  });

  it('names files and folders that are there', () => {
    const paths = [...PAGE.matchAll(/`((?:stages|nn|test|engine|examples|schema|docs)\/[\w./-]+)`/g)].map(
      ([, path = '']) => path,
    );
    const made = new Set([
      'nn/optimizers/sign.ts',
      'stages/visualize/charts/class-sizes.ts',
      'test/stages/visualize/charts/class-sizes.test.ts',
    ]);
    expect(paths.length).toBeGreaterThan(20);
    expect(paths.filter((path) => !existsSync(join(ROOT, path)) && !made.has(path))).toEqual([]);
  });
});
