import { build } from 'esbuild';

/** What is written as CommonJS asks for Node's own modules by `require`: the head of a file that such code has come into. */
export const REQUIRE =
  "import { createRequire as requireAt } from 'node:module';\nconst require = requireAt(import.meta.url);";

/** Writes a TypeScript file and all that it imports as one JavaScript file for Node. */
export async function bundle(entry, outfile) {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: { js: REQUIRE },
    logLevel: 'error',
  });
}
