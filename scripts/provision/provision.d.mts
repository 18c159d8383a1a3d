import type { KernelsRecord } from './kernels.mjs';
import type { Progress } from './progress.mjs';
import type { Machine } from './release.mjs';

/** See provision.mjs. */
export interface Proof {
  readonly library: string;
  readonly binding: string;
  readonly oneDNN: { readonly byDefault: boolean; readonly possible: boolean };
  readonly isa: string | null;
}

/** See provision.mjs. */
export interface BackendRecord {
  readonly backend: 'tensorflow' | 'portable';
  readonly library: string | null;
  readonly binding: string | null;
  readonly source: 'user' | 'cache' | 'wheel' | 'archive' | null;
  readonly oneDNN: Proof['oneDNN'];
  readonly isa: string | null;
  readonly processor: string;
  readonly requested: string | null;
  readonly tried: readonly { readonly source: string; readonly ok: boolean; readonly why: string | null }[];
  readonly files: Readonly<
    Record<
      string,
      {
        readonly bytes: number;
        readonly mtimeMs: number;
        readonly ctimeMs: number;
        readonly sha256: string;
        readonly identity: string;
      }
    >
  >;
  readonly kernels: KernelsRecord;
}
export function recordFile(root: string): string;
export function validRecord(root: string, env: NodeJS.ProcessEnv): BackendRecord | undefined;
export function explainFailure(record: BackendRecord): string;
export function provision(options: {
  root: string;
  env: NodeJS.ProcessEnv;
  progress: Progress;
  machine?: Machine;
  prove?: (root: string, env: NodeJS.ProcessEnv) => Promise<Proof>;
  kernels?: () => Promise<KernelsRecord>;
}): Promise<BackendRecord>;
