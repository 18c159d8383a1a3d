import { appendFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assay, ROOT, startAssay, TINY } from '../helpers/assay.ts';
import { tempDir } from '../helpers/temp-dir.ts';

// Keys are made of the code that was there when a run began. What runs must be that code.

/** A copy of the program that may be changed; its main file. */
function copyOfProgram(): { readonly main: string; readonly digests: string } {
  const folder = tempDir();
  cpSync(join(ROOT, 'dist'), join(folder, 'dist'), { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return { main: join(folder, 'dist', 'main.js'), digests: join(folder, 'dist', 'stages', 'digests.json') };
}

describe('assay run, while Assay is built anew', () => {
  it('runs no step with code that is not the one in its key', async () => {
    const { main, digests } = copyOfProgram();
    const cwd = tempDir();
    mkdirSync(cwd, { recursive: true });
    const call = startAssay(['run', TINY, '--jobs', '2'], { cwd, main });
    await call.shows(/data: done/);
    // What another build does to it, for all that the program can see.
    appendFileSync(digests, ' ');
    const { code, err } = await call.outcome;
    expect(code).toBe(1);
    expect(err).toContain('Assay was built anew while the run went on: run again, with the new code.');

    const again = await assay(['run', TINY], { cwd, main });
    expect(again.code).toBe(0);
    expect(again.err).toContain('data: reused');
  });

  it('says why a step cannot start when its code is gone', async () => {
    const { main } = copyOfProgram();
    const cwd = tempDir();
    const call = startAssay(['run', TINY], { cwd, main });
    await call.shows(/data: done/);
    const program = join(main, '..', 'program');
    for (const name of readdirSync(program)) if (name.startsWith('run-')) rmSync(join(program, name));
    const { code, err } = await call.outcome;
    expect(code).toBe(1);
    expect(err).toMatch(/The code of stage "\S+", or a package it needs, is not there any more/);
    expect(err).toContain('If Assay was built anew while the run went on, run again');
    expect(err).not.toContain('Assay has a bug');
  });

  it('has files whose names tell what is in them, so that old code is found or nothing', () => {
    const { main } = copyOfProgram();
    expect(readFileSync(main, 'utf8')).toContain("import './program/main.js'");
    const program = readFileSync(join(main, '..', 'program', 'main.js'), 'utf8');
    const imports = [...program.matchAll(/import\("(\.[^"]+)"\)|from "(\.[^"]+)"/g)].map(
      ([, late, early]) => late ?? early,
    );
    expect(imports.length).toBeGreaterThan(5);
    for (const path of imports) expect(path).toMatch(/-[A-Z0-9]{8}\.js$/);
  });
});
