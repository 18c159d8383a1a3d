import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../helpers/assay.ts';

describe('package-lock.json', () => {
  it('names every optional package of every other, so that npm ci takes it, and no registry', () => {
    const text = readFileSync(join(ROOT, 'package-lock.json'), 'utf8');
    const { packages } = JSON.parse(text) as {
      packages: Record<
        string,
        { optionalDependencies?: Record<string, string>; resolved?: string; integrity?: string }
      >;
    };
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => {
        // As Node looks for it: in the package's own folder, then in those above.
        for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
          if (packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`] !== undefined) return false;
          if (at === '') return true;
        }
      }),
    );
    expect(missing).toEqual([]);
    expect(Object.keys(packages).filter((path) => packages[path]?.resolved !== undefined)).toEqual([]);
    expect(Object.keys(packages).filter((path) => path !== '' && packages[path]?.integrity === undefined)).toEqual([]);
  });
});
