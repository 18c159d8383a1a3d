import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './assay.ts';
import { tempDir } from './temp-dir.ts';

/** Copies the program, so that a test may change it; returns its main file. */
export function copyOfProgram(): string {
  const folder = tempDir();
  cpSync(join(ROOT, 'dist'), join(folder, 'dist'), { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return join(folder, 'dist', 'main.js');
}

/** The code digests that the build wrote down. */
export async function builtDigests(): Promise<{
  readonly digests: Readonly<Record<string, { readonly digest: string }>>;
  readonly rules: string;
}> {
  return (await import(join(ROOT, 'dist', 'stages', 'digests.js'))) as Awaited<ReturnType<typeof builtDigests>>;
}

/**
 * Puts another digest in place of one of the build's: what another build does, for all that a process that starts now can see.
 *
 * @param main of a copy of the program
 */
export function replaceDigest(main: string, digest: string): void {
  const program = join(dirname(main), 'program');
  const holders = readdirSync(program)
    .map((name) => ({ path: join(program, name), text: readFileSync(join(program, name), 'utf8') }))
    .filter(({ text }) => text.includes(digest));
  if (holders.length === 0) throw new Error(`The program does not hold the digest ${digest}`);
  for (const { path, text } of holders) writeFileSync(path, text.replaceAll(digest, `sha256:${'0'.repeat(64)}`));
}
