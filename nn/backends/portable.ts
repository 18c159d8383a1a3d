import { readFileSync } from 'node:fs';
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

function installedVersion(root: string, name: string): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'),
  );
  return manifest.version;
}
