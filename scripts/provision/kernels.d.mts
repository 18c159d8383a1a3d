import type { Progress } from './progress.mjs';

/** See kernels.mjs. */
export interface KernelsRecord {
  readonly sources: string;
  readonly why: string | null;
  readonly files: Readonly<
    Record<
      string,
      { readonly bytes: number; readonly mtimeMs: number; readonly ctimeMs: number; readonly sha256: string }
    >
  >;
}
export function kernelSources(): string;
export function kernelsFolder(root: string): string;
export function provideKernels(options: {
  root: string;
  env: NodeJS.ProcessEnv;
  progress: Progress;
}): Promise<KernelsRecord>;
