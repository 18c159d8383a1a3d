import { readFile } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { StageFailure } from '../../engine/failure.ts';
import { locate } from './layout.ts';
import type { Layout } from './layout.ts';
import { damagedGzip } from './gzip.ts';
import { readTarGz } from './tar.ts';
import { readZip } from './zip.ts';

/** The content of one file, unpacked. `file` says in errors where it came from. */
export interface Content {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** The files of a layout by name; asking for a name outside the layout is a bug. */
export type Contents = (name: string) => Content;

/**
 * Reads every file of the layout, from wherever it lies.
 *
 * @param hint what to do about the missing file of that name
 * @throws StageFailure if a file is missing, cannot be read, or its packing is damaged
 */
export async function readFiles(
  layout: Layout,
  { hint, signal }: { readonly hint: (name: string) => string; readonly signal?: AbortSignal },
): Promise<Contents> {
  const contents = new Map<string, Content>();
  const packed: string[] = [];
  let archive = '';
  for (const name of layout.names) {
    const place = locate(layout, name);
    if (place === undefined) throw missing(layout, name, hint(name));
    if (place.packed) {
      archive = place.path;
      packed.push(name);
    } else {
      contents.set(name, await unpacked({ file: place.path, bytes: await readWhole(place.path) }));
    }
  }
  // A name in an archive may have .gz behind it. The archive is read once for all.
  if (packed.length > 0) {
    const isZip = archive.endsWith('.zip');
    const found = isZip
      ? await readZip(archive, [...packed, ...packed.map((name) => `${name}.gz`)])
      : await readTarGz(archive, packed, signal);
    for (const name of packed) {
      const bytes = found.get(name) ?? found.get(`${name}.gz`);
      if (bytes === undefined) {
        throw new StageFailure(`Cannot find "${name}" in the archive "${archive}"`, { hint: hint(name) });
      }
      contents.set(name, await unpacked({ file: `${archive}: ${name}`, bytes }));
    }
  }
  return (name) => {
    const content = contents.get(name);
    if (content === undefined) throw new Error(`Internal error: "${name}" is not in the layout`);
    return content;
  };
}

function missing({ root, archive }: Layout, name: string, hint: string): StageFailure {
  const names = [name, `${name}.gz`, ...(archive === undefined ? [] : [archive])].map((each) => `"${each}"`);
  return new StageFailure(`Cannot find ${names.slice(0, -1).join(', ')} or ${names.at(-1)} in "${root}"`, { hint });
}

async function readWhole(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new StageFailure(`Cannot read "${path}": ${(error as Error).message}`, { cause: error });
  }
}

/** Some mirrors serve packed files under the plain name: looks at the content, not at the name. */
async function unpacked({ file, bytes }: Content): Promise<Content> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return { file, bytes };
  const stream = createGunzip({ chunkSize: 1 << 20 });
  const chunks: Buffer[] = [];
  try {
    stream.end(bytes);
    for await (const chunk of stream) chunks.push(chunk as Buffer);
  } catch (error) {
    throw damagedGzip(file, { at: stream.bytesWritten, of: bytes.length, error });
  }
  return { file, bytes: Buffer.concat(chunks) };
}
