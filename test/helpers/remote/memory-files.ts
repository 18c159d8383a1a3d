import type { Bytes, Content, RemoteFiles, RemotePath } from '../../../engine/store/remote/files.ts';

/** Files of a server that is a map: fast, and easy to damage. */
export interface MemoryFiles extends RemoteFiles {
  readonly files: Map<RemotePath, Buffer>;
  /** What was asked so far: `read cas/...`. */
  readonly asked: string[];
  /** Called before each request; may throw. */
  before: (request: string) => Promise<void> | void;
}

export function memoryFiles(): MemoryFiles {
  const files = new Map<RemotePath, Buffer>();
  const ask = async (request: string, signal: AbortSignal): Promise<void> => {
    memory.asked.push(request);
    await memory.before(request);
    signal.throwIfAborted();
  };
  const memory: MemoryFiles = {
    name: 'memory:',
    files,
    asked: [],
    before: () => undefined,
    async read<T>(
      path: RemotePath,
      consume: (bytes: Bytes) => Promise<T>,
      signal: AbortSignal,
    ): Promise<T | undefined> {
      await ask(`read ${path}`, signal);
      const file = files.get(path);
      return file === undefined ? undefined : consume(piecesOf(file));
    },
    async look(path, signal) {
      await ask(`look ${path}`, signal);
      const file = files.get(path);
      return file === undefined ? undefined : { bytes: file.length };
    },
    async write(path, content: Content, signal) {
      await ask(`write ${path}`, signal);
      const parts: Uint8Array[] = [];
      for await (const part of content.open()) parts.push(part);
      files.set(path, Buffer.concat(parts));
    },
    close: () => undefined,
  };
  return memory;
}

async function* piecesOf(file: Buffer): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < file.length; start += 65_536) yield file.subarray(start, start + 65_536);
}
