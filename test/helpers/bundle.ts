import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Makes one JavaScript file of a TypeScript fixture and what it imports, so that a child process can run it. */
export async function bundle(entry: URL, folder: string): Promise<string> {
  const outfile = join(folder, 'fixture.mjs');
  await build({
    entryPoints: [fileURLToPath(entry)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  });
  return outfile;
}
