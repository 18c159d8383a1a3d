import { parse } from 'csv-parse/sync';
import type { ArtifactRef } from '../core/record.ts';
import type { Preview, PreviewBlock } from '../core/preview.ts';
import { isPicture, pictureSource } from '../document/picture.ts';
import type { DiskStore } from '../store/local/disk.ts';
import { readRegular, withRegular } from '../store/local/regular-file.ts';
import { readSync } from 'node:fs';
import type { ArtifactView } from './model.ts';

const LARGEST_PICTURE = 16_000_000;
/** Of a table or a text, this much is read. */
const MOST_BYTES = 256 * 1024;
const MOST_ROWS = 200;
const MOST_COLUMNS = 60;
/** A text has neither near its beginning: a zero, or bytes that are no UTF-8. */
const BINARY: readonly string[] = ['\u0000', '\ufffd'];

/** What the field of work knows of a kind: see `ArtifactKind.preview`. */
export type PreviewOf = (kind: string, path: string, part?: string) => Promise<Preview | undefined>;

/**
 * Returns what there is to see of an artifact: what its kind says, else a picture, the beginning of a table or of a text. The bytes
 * are verified first.
 */
export async function artifactView(
  store: DiskStore,
  ref: ArtifactRef,
  { previewOf, part }: { readonly previewOf: PreviewOf; readonly part: string | undefined },
): Promise<ArtifactView> {
  const { kind, bytes, extension } = ref;
  const path = await store.objects.open(ref);
  if (path === undefined)
    return { kind, bytes, gap: 'It is no longer in the store: it was collected, or was damaged.' };
  try {
    if (isPicture(extension)) return { kind, bytes, ...pictureOf(path, extension, bytes) };
    const preview = await previewOf(kind, path, part);
    if (preview !== undefined) return { kind, bytes, preview };
    const block = extension === 'csv' ? tableOf(path) : textOf(path, extension);
    return block === undefined
      ? { kind, bytes, gap: 'Nobody has said how to look at this kind.' }
      : { kind, bytes, preview: { blocks: [block] } };
  } catch (error) {
    return { kind, bytes, gap: `It cannot be shown: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function pictureOf(path: string, extension: string, bytes: number): Pick<ArtifactView, 'picture' | 'gap'> {
  if (bytes > LARGEST_PICTURE) return { gap: 'It is too large to be shown here.' };
  return { picture: pictureSource(extension, readRegular(path, LARGEST_PICTURE)) };
}

function beginningOf(path: string): { readonly text: string; readonly whole: boolean } {
  return withRegular(path, Infinity, (file, { size }) => {
    const bytes = Buffer.alloc(Math.min(MOST_BYTES, Number(size)));
    const count = readSync(file, bytes, 0, bytes.length, 0);
    const text = new TextDecoder().decode(bytes.subarray(0, count), { stream: true });
    return { text, whole: count === Number(size) };
  });
}

function tableOf(path: string): PreviewBlock | undefined {
  const { text, whole } = beginningOf(path);
  const lines: string[][] = parse(text, {
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  // The last line of a part may be cut off.
  const [names = [], ...rows] = whole ? lines : lines.slice(0, -1);
  const columns = names.slice(0, MOST_COLUMNS);
  const shown = rows.slice(0, MOST_ROWS).map((row) => columns.map((_, index) => cellOf(row[index] ?? '')));
  const omitted = rows.length - shown.length;
  return { kind: 'table', columns, rows: shown, ...(omitted > 0 && { omitted }) };
}

function cellOf(text: string): string | number | null {
  if (text === '') return null;
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : text;
}

function textOf(path: string, extension: string): PreviewBlock | undefined {
  const { text, whole } = beginningOf(path);
  if (BINARY.some((sign) => text.lastIndexOf(sign, 4096) !== -1)) return undefined;
  const shown = extension === 'json' && whole ? pretty(text) : text;
  return { kind: 'text', text: shown.slice(0, MOST_BYTES), ...(!whole && { omitted: 1 }) };
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
