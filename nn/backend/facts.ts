// What is known of a backend without loading it: what setup installed, and what else decides the bits of a result.
// Planning asks this for every experiment, so it must stay light: two small files are read, TensorFlow is not.

import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BackendName, BackendUnavailable } from './backend.ts';

/** One source that setup tried for the native library. */
interface Attempt {
  readonly source: string;
  readonly ok: boolean;
  /** Why it failed; null when it did not. */
  readonly why: string | null;
}

export interface BackendFacts {
  readonly backend: BackendName;
  /** Version of what computes: TensorFlow, or tfjs's WebAssembly kernels. */
  readonly library: string;
  /** Version of what calls it: tfjs-node, or tfjs-core. */
  readonly binding: string;
  /** Whether oneDNN's kernels are used. */
  readonly oneDNN: boolean;
  /**
   * The widest instruction set of this machine that the backend may choose kernels by, such as `avx512_bf16`, `avx2` or
   * `neon`, with ` capped to <x>` when the environment caps it; `wasm` for the portable backend, which is the same everywhere.
   */
  readonly isa: string;
  /** What setup tried for the native library; empty when it has not run. */
  readonly tried: readonly Attempt[];
}

/** The file that scripts/provision/provision.mjs writes; see `BackendRecord` there. */
interface BackendRecord {
  readonly backend: BackendName;
  readonly library: string | null;
  readonly binding: string | null;
  readonly oneDNN: boolean;
  readonly tried: readonly Attempt[];
  readonly files: Readonly<Record<string, unknown>>;
}

/** From wide to narrow: the name, and the flags of /proc/cpuinfo that all must be there. */
const instructionSets: readonly (readonly [string, readonly string[]])[] = [
  ['amx', ['amx_tile', 'amx_bf16']],
  ['avx512_fp16', ['avx512_fp16']],
  ['avx512_bf16', ['avx512_bf16']],
  ['avx512_vnni', ['avx512_vnni']],
  ['avx512', ['avx512f', 'avx512bw', 'avx512vl', 'avx512dq']],
  ['avx_vnni', ['avx_vnni', 'avx2']],
  ['avx2', ['avx2', 'fma']],
  ['avx', ['avx']],
  ['sse4_1', ['sse4_1']],
  ['sve', ['sve']],
  ['neon', ['asimd']],
];
/** Of /proc/cpuinfo: enough for the first processor. The whole file is slow to read on machines with many. */
const CPUINFO_BYTES = 8192;

/**
 * Facts of the backend that `requested` stands for: `auto` is TensorFlow if setup installed it, else the portable one.
 *
 * @throws {BackendUnavailable} when TensorFlow is asked for and not installed
 */
export function backendFacts(
  requested: 'auto' | BackendName,
  { root = packageRoot(), env = process.env }: { root?: string; env?: NodeJS.ProcessEnv } = {},
): BackendFacts {
  const record = readRecord(root);
  const tried = record?.tried ?? [];
  const missing = whyMissing(record, root);
  if (requested === 'portable' || (requested === 'auto' && missing !== undefined)) {
    const library = installedVersion(root, '@tensorflow/tfjs-backend-wasm');
    const binding = installedVersion(root, '@tensorflow/tfjs-core');
    return { backend: 'portable', library, binding, oneDNN: false, isa: 'wasm', tried };
  }
  if (record?.library == null || record.binding === null || missing !== undefined) {
    throw new BackendUnavailable(
      'tensorflow',
      `The native TensorFlow backend is asked for, and is not installed: ${missing}\nRun "node scripts/setup.mjs ` +
        '--backend" to install it, or ask for the backend "portable" (about ten times slower) or "auto".',
    );
  }
  const oneDNN = record.oneDNN && env['TF_ENABLE_ONEDNN_OPTS'] !== '0';
  return { backend: 'tensorflow', library: record.library, binding: record.binding, oneDNN, isa: isa(env), tried };
}

/** Undefined when the native library is there. */
function whyMissing(record: BackendRecord | undefined, root: string): string | undefined {
  if (record === undefined) return 'setup has not run.';
  if (record.backend !== 'tensorflow') {
    const lines = record.tried.map(({ source, why }) => `\n  ${source}: ${why ?? 'ok'}`);
    return `setup tried${lines.join('')}`;
  }
  // A user may have emptied the cache folder that the files are linked to.
  const gone = Object.keys(record.files).find((file) => !existsSync(join(root, file)));
  return gone === undefined ? undefined : `${join(root, gone)} is gone.`;
}

function readRecord(root: string): BackendRecord | undefined {
  const file = join(root, 'node_modules', '.assay', 'backend.json');
  if (!existsSync(file)) return undefined;
  const record: BackendRecord = JSON.parse(readFileSync(file, 'utf8'));
  return record;
}

function installedVersion(root: string, name: string): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'),
  );
  return manifest.version;
}

/** The folder with package.json: two levels up from the sources, three from dist/. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    if (folder === dirname(folder)) throw new Error(`Internal error: no package.json above ${import.meta.url}`);
    folder = dirname(folder);
  }
  return folder;
}

function isa(env: NodeJS.ProcessEnv): string {
  const flags = new Set(cpuFlags());
  const widest = instructionSets.find(([, needed]) => needed.every((flag) => flags.has(flag)))?.[0] ?? process.arch;
  const cap = env['ONEDNN_MAX_CPU_ISA'] ?? env['DNNL_MAX_CPU_ISA'];
  return cap === undefined ? widest : `${widest} capped to ${cap.toLowerCase()}`;
}

function cpuFlags(): string[] {
  if (process.platform === 'darwin' && process.arch === 'arm64') return ['asimd'];
  if (!existsSync('/proc/cpuinfo')) return [];
  const buffer = Buffer.alloc(CPUINFO_BYTES);
  const file = openSync('/proc/cpuinfo', 'r');
  try {
    const text = buffer.toString('latin1', 0, readSync(file, buffer, 0, CPUINFO_BYTES, 0));
    return (/^(?:flags|Features)\s*:(.*)$/m.exec(text)?.[1] ?? '').trim().split(' ');
  } finally {
    closeSync(file);
  }
}
