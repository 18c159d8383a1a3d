import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { joinProgram } from '../../scripts/program.mjs';
import { replaceFolder } from '../../scripts/replace-folder.mjs';
import { ROOT } from '../helpers/assay.ts';
import { tempDir } from '../helpers/temp-dir.ts';

// Below the folder where packages are found.
const scratch = mkdtempSync(join(ROOT, 'node_modules', '.assay', 'test-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** The files of a small program with a stage that is imported late, and their texts. */
async function joined(name: string, stage: string): Promise<ReadonlyMap<string, string>> {
  const dist = join(scratch, name);
  mkdirSync(join(dist, 'stages'), { recursive: true });
  writeFileSync(
    join(dist, 'main.js'),
    "import { parse } from 'yaml';\nconsole.log(parse('a: 1'), await import('./stages/run.js'));\n",
  );
  writeFileSync(join(dist, 'stages', 'run.js'), stage);
  await joinProgram(dist);
  return new Map(
    readdirSync(join(dist, 'program')).map((file) => [file, readFileSync(join(dist, 'program', file), 'utf8')]),
  );
}

describe('joinProgram()', () => {
  it('gives the files of a program names by their content, the same in every build', async () => {
    const one = await joined('one', 'export const answer = 42;\n');
    const two = await joined('two', 'export const answer = 42;\n');
    const other = await joined('other', 'export const answer = 43;\n');
    expect([...one]).toEqual([...two]);
    const stageOf = (program: ReadonlyMap<string, string>): string | undefined =>
      [...program].find(([, text]) => text.includes('answer'))?.[0];
    expect(stageOf(one)).toMatch(/^run-[A-Z0-9]{8}\.js$/);
    expect(stageOf(other)).not.toBe(stageOf(one));
    expect(one.get('main.js')).toContain(stageOf(one));
  });

  it('tells a module its own place, and refuses what else it could ask', async () => {
    const program = await joined('place', 'export const here = import.meta.url;\n');
    expect([...program.values()].join('')).toContain('new URL("../stages/run.js", import.meta.url).href');
    await expect(joined('more', 'export const here = import.meta.dirname;\n')).rejects.toThrow('more of import.meta');
  });
});

describe('replaceFolder()', () => {
  function folders(): { readonly from: string; readonly to: string } {
    const root = tempDir();
    for (const [path, content] of [
      ['from/a.js', 'new'],
      ['from/main.js', 'new'],
      ['from/same.js', 'same'],
      ['from/z/z.js', 'new'],
      ['to/a.js', 'old'],
      ['to/gone.js', 'old'],
      ['to/main.js', 'old'],
      ['to/same.js', 'same'],
      ['to/z/z.js', 'old'],
    ] as const) {
      mkdirSync(join(root, path, '..'), { recursive: true });
      writeFileSync(join(root, path), content);
    }
    return { from: join(root, 'from'), to: join(root, 'to') };
  }

  it('makes a folder hold what another holds', () => {
    const { from, to } = folders();
    const expected = tempDir();
    cpSync(from, expected, { recursive: true });
    replaceFolder(from, to, 'main.js');
    const names = (folder: string): ReadonlySet<unknown> =>
      new Set<unknown>(readdirSync(folder, { recursive: true, encoding: 'utf8' }));
    expect(names(to)).toEqual(names(expected));
    for (const file of ['a.js', 'main.js', 'same.js', 'z/z.js'])
      expect(readFileSync(join(to, file), 'utf8')).toBe(readFileSync(join(expected, file), 'utf8'));
  });

  it('changes the last file last, and removes nothing before: an old program stays whole until the new one is', () => {
    const { from, to } = folders();
    rmSync(join(to, 'z', 'z.js'));
    mkdirSync(join(to, 'z', 'z.js', 'in the way'), { recursive: true });
    expect(() => replaceFolder(from, to, 'main.js')).toThrow(/E[A-Z]+/);
    expect(readFileSync(join(to, 'a.js'), 'utf8')).toBe('new');
    expect(readFileSync(join(to, 'main.js'), 'utf8')).toBe('old');
    expect(readFileSync(join(to, 'gone.js'), 'utf8')).toBe('old');
  });
});
