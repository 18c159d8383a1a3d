import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { BackendUnavailable } from './backend.ts';
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
    whyDirect: 'the portable backend has no fast convolutions.',
    facts: ({ convolution }) => {
      if (convolution === 'winograd') throw withoutKernels();
      const library = installedVersion(root, '@tensorflow/tfjs-backend-wasm');
      const binding = installedVersion(root, '@tensorflow/tfjs-core');
      const facts = { oneDNN: false, cpu: 'wasm', isa: 'wasm', convolution: 'direct', threads: 1 } as const;
      return { backend: 'portable', library, binding, ...facts };
    },
  }),
  environment: () => ({}),
  whyNoBfloat16: () => 'The portable backend computes in float32 only',
  load: async (facts) => (await import('./portable-wasm.ts')).loadPortable(facts),
};

function withoutKernels(): BackendUnavailable {
  return new BackendUnavailable(
    'portable',
    'The file asks for the convolution "winograd", which only the native backend has. Set runtime.convolution to "auto" or "direct".',
  );
}

/** Found as Node finds it: a package manager may put packages into a folder above the program's own. */
function installedVersion(root: string, name: string): string {
  const file = createRequire(join(root, 'package.json')).resolve(`${name}/package.json`);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
