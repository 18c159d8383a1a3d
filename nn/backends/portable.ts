import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { BackendKind } from './kind.ts';

/** tfjs in WebAssembly: one thread, no native code, the same bits on every machine. */
export const portable: BackendKind = {
  name: 'portable',
  label: 'portable (WebAssembly)',
  rank: 1,
  warning:
    'Using the portable backend, about ten times slower than the native one: "assay backend" says why, "assay backend --install" tries again.',
  find: ({ root }) => ({
    missing: undefined, // its packages are dependencies
    tried: [],
    facts: () => {
      const library = installedVersion(root, '@tensorflow/tfjs-backend-wasm');
      const binding = installedVersion(root, '@tensorflow/tfjs-core');
      return { backend: 'portable', library, binding, oneDNN: false, cpu: 'wasm', isa: 'wasm', threads: 1 };
    },
  }),
  environment: () => ({}),
  whyNoBfloat16: () => 'The portable backend computes in float32 only',
  load: async (facts) => (await import('./portable-wasm.ts')).loadPortable(facts),
};

/** Found as Node finds it: a package manager may put packages into a folder above the program's own. */
function installedVersion(root: string, name: string): string {
  const file = createRequire(join(root, 'package.json')).resolve(`${name}/package.json`);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
