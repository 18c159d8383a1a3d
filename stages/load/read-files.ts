import { StageFailure } from '../../engine/core/failure.ts';
import type { Content, Contents } from './content.ts';
import { damagedGzip, PackingFault, unpackBytes } from './gzip.ts';
import { locate } from './layout.ts';
import type { Layout } from './layout.ts';
import { readOnce } from './open-file.ts';
import type { Reading } from './reading.ts';
import { readTarGz } from './tar.ts';
import { readZip } from './zip.ts';

/**
 * Reads every file of the layout, wherever it is, and reports which bytes it used.
 *
 * @param hint what to do if the file of that name is missing
 * @throws StageFailure if a file is missing, cannot be read, or its packing is damaged
 */
export async function readFiles(layout: Layout, hint: (name: string) => string, reading: Reading): Promise<Contents> {
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
      contents.set(name, await unpacked({ file: place.path, bytes: await readOnce(place.path, reading) }, reading));
    }
  }
  // A name in an archive may end in .gz. The archive is read once for all files.
  if (packed.length > 0) {
    const isZip = archive.endsWith('.zip');
    const found = isZip
      ? await readZip(archive, (name) => packed.includes(name.replace(/\.gz$/, '')), reading)
      : await readTarGz(archive, packed, reading);
    for (const name of packed) {
      const bytes = found.get(name) ?? found.get(`${name}.gz`);
      if (bytes === undefined) {
        throw new StageFailure(`Cannot find "${name}" in the archive "${archive}"`, { hint: hint(name) });
      }
      contents.set(name, await unpacked({ file: `${archive}: ${name}`, bytes }, reading));
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

/** Decides by content, not by name: mirrors serve packed files under the plain name, and browsers unpack files called .gz. */
async function unpacked({ file, bytes }: Content, reading: Reading): Promise<Content> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return { file, bytes };
  try {
    return { file, bytes: await unpackBytes('gzip', bytes, file, reading) };
  } catch (error) {
    if (!(error instanceof PackingFault)) throw error;
    throw damagedGzip(file, { at: error.at, of: bytes.length, head: bytes, error });
  }
}
