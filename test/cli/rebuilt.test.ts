import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assay, startAssay, TINY } from '../helpers/assay.ts';
import { builtDigests, copyOfProgram, replaceDigest } from '../helpers/program-copy.ts';
import { tempDir } from '../helpers/temp-dir.ts';

// Keys are made of the code that was there when a run began. What runs must be that code.

describe('assay run, while Assay is rebuilt', () => {
  it('runs no step with code that is not the one in its key', async () => {
    const main = copyOfProgram();
    const cwd = tempDir();
    const call = startAssay(['run', TINY, '--jobs', '2'], { cwd, main });
    await call.shows(/data: done/);
    replaceDigest(main, (await builtDigests()).digests['load']?.digest ?? 'none');
    const { code, err } = await call.outcome;
    expect(code).toBe(1);
    expect(err).toContain('Assay was rebuilt during the run. Run again to use the new code.');

    const again = await assay(['run', TINY], { cwd, main });
    expect(again.code).toBe(0);
  });

  it('says why a step cannot start when its code is gone', async () => {
    const main = copyOfProgram();
    const cwd = tempDir();
    const call = startAssay(['run', TINY], { cwd, main });
    await call.shows(/data: done/);
    const program = join(main, '..', 'program');
    for (const name of readdirSync(program)) if (name !== 'main.js') rmSync(join(program, name));
    const { code, err } = await call.outcome;
    expect(code).toBe(1);
    expect(err).toMatch(/The code of stage "\S+", or a package it needs, is not there any more/);
    expect(err).toContain('If Assay was rebuilt during the run, run again');
    expect(err).not.toContain('Assay has a bug');
  });

  it('says so as well when the process of a step finds no code to start with', async () => {
    const main = copyOfProgram();
    const cwd = tempDir();
    const call = startAssay(['run', TINY, '--jobs', '2'], { cwd, main });
    await call.shows(/data: done/);
    // Only a process that starts now misses it: the one that runs has imported it.
    const program = join(main, '..', 'program', 'main.js');
    writeFileSync(program, readFileSync(program, 'utf8').replace('\n', "\nimport './gone.js';\n"));
    const { code, err } = await call.outcome;
    expect(code).toBe(1);
    expect(err).toMatch(/The code of stage "\S+", or a package it needs, is not there any more/);
    expect(err).not.toContain('ended with exit code');
  });
});
