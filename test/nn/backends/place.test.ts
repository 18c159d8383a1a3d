import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nativeRoot, packageRoot, placeVariables } from '../../../nn/backends/place.ts';
import { ROOT } from '../../helpers/assay.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

/** Assay as a package manager installs it. */
function installed(version: string, ...place: readonly string[]): string {
  const folder = join(tempDir(), 'node_modules', ...place, 'assay');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version }));
  return folder;
}

const platform = `${process.platform}-${process.arch}`;

describe('nativeRoot()', () => {
  it('is the folder of a clone', () => {
    expect(join(packageRoot(), '/')).toBe(ROOT);
    expect(nativeRoot(packageRoot(), { HOME: '/home/me', XDG_CACHE_HOME: '/cache' })).toBe(packageRoot());
  });

  it("is in the user's cache for an installed package, apart for each version and platform", () => {
    expect(nativeRoot(installed('1.2.3'), { HOME: '/home/me' })).toBe(
      `/home/me/.cache/assay/backend-1.2.3-${platform}`,
    );
    expect(nativeRoot(installed('2.0.0'), { HOME: '/home/me', XDG_CACHE_HOME: '/cache' })).toBe(
      `/cache/assay/backend-2.0.0-${platform}`,
    );
    // A relative path there is to be ignored, says its specification.
    expect(nativeRoot(installed('2.0.0'), { HOME: '/home/me', XDG_CACHE_HOME: 'cache' })).toContain('/home/me/.cache/');
  });

  it('knows an installed package also where another package manager or a scope nests it', () => {
    for (const place of [['.pnpm', 'assay@1.0.0', 'node_modules'], ['@lab']])
      expect(nativeRoot(installed('1.0.0', ...place), { HOME: '/home/me' })).toContain('/home/me/.cache/assay/');
  });
});

describe('placeVariables()', () => {
  it('leads a worker to the same cache', () => {
    expect(placeVariables({ XDG_CACHE_HOME: '/cache', HOME: '/home/me', TF_X: '1' })).toEqual({
      XDG_CACHE_HOME: '/cache',
    });
    expect(placeVariables({ HOME: '/home/me' })).toEqual({});
  });
});
