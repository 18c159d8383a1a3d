import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toyFolder } from '../../helpers/toy-application.ts';

// In the place of a folder of the store lies a file, or a pipe.

const YAML = 'experiment: toy\nsteps:\n  one: { stage: number, value: 1 }\noutputs:\n  one.csv: one.out\n';
const PLACES = ['objects', 'objects/sha256', 'objects/sha256/*', 'actions', 'actions/*', 'runs', 'leases', 'tmp'];

describe.skipIf(process.platform === 'win32')('assay run', () => {
  it.each(PLACES)('says that %s is no folder, and makes all again when it is away [C1]', async (part) => {
    const { line, folder, file, store } = toyFolder(YAML);
    expect((await line.assay('run', file, ...store)).code).toBe(0);
    const parent = join(folder, 'store', dirname(part));
    const path = part.endsWith('*') ? join(parent, readdirSync(parent)[0] ?? '') : join(folder, 'store', part);
    for (const put of [() => writeFileSync(path, 'x'), () => execFileSync('mkfifo', [path])]) {
      rmSync(path, { recursive: true, force: true });
      put();
      const { code, out, err } = await line.assay('run', file, ...store);
      expect(code).not.toBe(0);
      expect(out + err).toContain(`Cannot use the store: ${path} is a`);
      expect(out + err).toContain(', not a folder');
      expect(out + err).not.toMatch(/bug/);
    }
    rmSync(path);
    mkdirSync(path, { recursive: true });
    expect((await line.assay('run', file, ...store)).code).toBe(0);
  });
});
