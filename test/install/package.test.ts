import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../helpers/assay.ts';
import { manifest, packAssay, type Packed } from '../helpers/package.ts';

const folder = mkdtempSync(join(tmpdir(), 'assay-pack-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let packed: Packed;
beforeAll(async () => {
  packed = await packAssay(folder);
}, 120_000);

describe('npm pack', () => {
  it('makes a small tarball: less than 1.4 MB in less than 600 files', () => {
    expect(packed.bytes).toBeLessThan(1_400_000);
    expect(packed.files.length).toBeLessThan(600);
  });

  it('holds no test, no bench, no source of the program, no picture of the documentation', () => {
    const wanted = [
      /^(LICENSE|README\.md|package\.json)$/,
      /^dist\/(main\.js|program\/[\w-]+\.js|web\/(report\.(js|css)|comparison\.js|ui\.(js|css))|schema\/.*\.json)$/,
      /^dist\/.*\.d\.ts$/,
      /^examples\/starter\//,
      /^native\/\w+\.(cc|h)$/,
      /^scripts\/(install-backend\.mjs|provision\/\w[\w-]*\.(mjs|cc))$/,
    ];
    const doors = new Set(
      Object.values(manifest().exports).flatMap((each) => (typeof each === 'string' ? [] : [each.default])),
    );
    const others = packed.files.filter(
      (file) => !doors.has(`./${file}`) && !wanted.some((pattern) => pattern.test(file)),
    );
    expect(others).toEqual([]);
    expect(packed.files.filter((file) => /(^|\/)(tests?|bench)\//.test(file) || file.includes('__pycache__'))).toEqual(
      [],
    );
  });

  it('holds the program, the license, every schema, the starter and what installs the native backend', () => {
    for (const file of [
      'LICENSE',
      'dist/main.js',
      'dist/program/main.js',
      'dist/web/report.css',
      'dist/web/report.js',
      'dist/web/comparison.js',
      'dist/web/ui.css',
      'dist/web/ui.js',
      'dist/schema/experiment.json',
      'dist/schema/experiment.schema.json',
      'examples/starter/assay.yaml',
      'examples/starter/gitignore',
      'scripts/install-backend.mjs',
      'scripts/provision/native_addon.cc',
      'native/winograd.cc',
    ])
      expect(packed.files).toContain(file);
  });

  it('holds every module and every type that "exports" leads to', () => {
    const files = new Set(packed.files);
    const missing: string[] = [];
    const visit = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      if (!files.has(file)) return void missing.push(file);
      for (const [, path = ''] of readFileSync(join(ROOT, file), 'utf8').matchAll(
        /(?:from|import\() ?['"](\.[^'"]+)['"]/g,
      ))
        visit(join(dirname(file), path).replace(/(?<!\.d)\.ts$/, '.d.ts'));
    };
    const seen = new Set<string>();
    for (const door of Object.values(manifest().exports))
      for (const file of typeof door === 'string' ? [door] : Object.values(door)) visit(file.slice(2));
    expect(missing).toEqual([]);
    expect(seen.size).toBeGreaterThan(20);
  });

  it('asks for one version of each package: the versions are in the keys of the steps that use them', () => {
    const ranges = Object.entries(manifest().dependencies).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
    expect(ranges).toEqual([]);
  });
});
