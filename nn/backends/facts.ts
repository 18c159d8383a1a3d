// What is known of a backend without loading it: what setup installed, and what else decides the bits of a result.
// Planning asks this for every experiment, so it must stay light: two small files are read, TensorFlow is not.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BackendFacts, type BackendName, BackendUnavailable } from './backend.ts';
import { type Attempt, type Installed, readInstalled } from './installed.ts';
import { nameInLog, narrower, type Processor, thisProcessor } from './instruction-sets.ts';

/** The section `runtime` of an experiment file. */
export interface RuntimeSettings {
  readonly backend: 'auto' | BackendName;
  readonly threads: number;
  /** `auto`: as TensorFlow does by itself. */
  readonly oneDNN: 'auto' | 'on' | 'off';
  /** The widest instruction set that oneDNN may use; `auto`: the processor's. */
  readonly isa: string;
}

/** The facts, and how it came to them. */
export interface BackendChoice {
  readonly facts: BackendFacts;
  /** Why the native backend cannot be used; undefined where it can. */
  readonly missing: string | undefined;
  /** What setup tried for the native library; empty when it has not run. */
  readonly tried: readonly Attempt[];
}

const DEFAULTS: RuntimeSettings = { backend: 'auto', threads: 2, oneDNN: 'auto', isa: 'auto' };

/**
 * The backend that some settings stand for on this machine: `auto` is TensorFlow if setup installed it, else the portable one.
 *
 * @param settings what is left out is as in a file that leaves it out
 * @throws {BackendUnavailable} when TensorFlow is asked for and not installed, or oneDNN and TensorFlow was built without it
 */
export function chooseBackend(
  settings: Partial<RuntimeSettings>,
  { root = packageRoot(), processor = thisProcessor() }: { root?: string; processor?: Processor } = {},
): BackendChoice {
  const { backend, threads, oneDNN, isa } = { ...DEFAULTS, ...settings };
  const { installed, missing, tried } = readInstalled(root);
  if (backend === 'portable' || (backend === 'auto' && installed === undefined)) {
    return { facts: portableFacts(root), missing, tried };
  }
  if (installed === undefined) {
    throw new BackendUnavailable(
      'tensorflow',
      `The file asks for the native TensorFlow backend, which is not installed: ${missing}\nRun "node scripts/setup.mjs ` +
        '--backend" to install it, or use the backend "portable" (about ten times slower) or "auto".',
    );
  }
  if (oneDNN === 'on' && !installed.oneDNN.possible) {
    throw new BackendUnavailable(
      'tensorflow',
      `The file asks for oneDNN, but TensorFlow ${installed.library} has none here. Set runtime.oneDNN to "auto" or "off".`,
    );
  }
  const { library, binding, digest } = installed;
  const facts: BackendFacts = {
    backend: 'tensorflow',
    library,
    binding,
    digest,
    oneDNN: oneDNN === 'auto' ? usesOneDNN(installed, processor) : oneDNN === 'on',
    cpu: processor.widest,
    isa: isaInUse(installed, processor, isa),
    threads,
  };
  return { facts, missing: undefined, tried };
}

/** Whether TensorFlow would use oneDNN unasked. What it said to setup holds where setup ran, not where its folder is shared. */
function usesOneDNN({ oneDNN }: Installed, { prefersOneDNN }: Processor): boolean {
  return process.arch === 'x64' ? oneDNN.possible && prefersOneDNN : oneDNN.byDefault;
}

function isaInUse(installed: Installed, { flags, widest }: Processor, cap: string): string {
  // oneDNN may use less than the processor has, where the system does not let it: on this processor, setup has asked it.
  const told = installed.processor === flags && installed.isa !== null;
  const unlimited = told ? nameInLog(installed.isa) : widest;
  return cap === 'auto' ? unlimited : narrower(unlimited, cap);
}

function portableFacts(root: string): BackendFacts {
  const library = installedVersion(root, '@tensorflow/tfjs-backend-wasm');
  const binding = installedVersion(root, '@tensorflow/tfjs-core');
  return { backend: 'portable', library, binding, oneDNN: false, cpu: 'wasm', isa: 'wasm', threads: 1 };
}

function installedVersion(root: string, name: string): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'),
  );
  return manifest.version;
}

/** The folder with package.json: two levels up from the sources, three from dist/. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    if (folder === dirname(folder)) throw new Error(`Internal error: no package.json above ${import.meta.url}`);
    folder = dirname(folder);
  }
  return folder;
}
