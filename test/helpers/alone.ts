import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Input, StageContext } from '../../engine/core/stage.ts';

/** A folder that lives as long as `body` runs. */
export async function withFolder<T>(body: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-test-'));
  try {
    return await body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a stage sees when it runs alone: outputs go to `<folder>/<port>`, inputs are files given by port. */
export function contextOf<P>(
  folder: string,
  params: P,
  inputs: Readonly<Record<string, string>> = {},
): StageContext<P> {
  const input = (port: string): Input => {
    const path = inputs[port];
    if (path === undefined) throw new Error(`The test gives no input "${port}"`);
    return { kind: port, extension: 'bin', digest: 'sha256:0' as Input['digest'], path, point: {} };
  };
  return {
    params,
    signal: new AbortController().signal,
    runtime: { backend: 'portable', threads: 1 },
    scratch: folder,
    point: {},
    ports: Object.keys(inputs),
    facts: {},
    seed: () => 1,
    input,
    inputs: (port) => (inputs[port] === undefined ? [] : [input(port)]),
    output: (port) => join(folder, port),
    progress: () => undefined,
    checkpoint: undefined,
    saveCheckpoint: () => Promise.resolve(),
    usedFile: () => undefined,
    warn: () => undefined,
  };
}
